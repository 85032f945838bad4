"""One submission, the steps in order: read, run, check, score."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder import __version__, bank, ipynb, reference, score, skeleton, submission
from autograder.checking import Checker
from autograder.course import Course, Folders
from autograder.errors import Unreadable
from autograder.execution import Cell, Execution
from autograder.outputs import plain_text
from autograder.recognise import Recogniser
from autograder.sandbox.host import Connection, ParentLost, SandboxError
from autograder.sandbox.limits import Limits
from autograder.score import Report
from autograder.skeleton import Skeleton
from autograder.student import Student
from autograder.submission import LaidCell, Submission


@dataclass(frozen=True)
class Kit:
    """Everything that grading one assignment needs, loaded once."""

    skeleton: Skeleton
    checker: Checker
    limits: Limits
    level: str
    recogniser: Recogniser
    digest: str  # of everything here that a report depends on
    pictures: bool = True

    @classmethod
    def load(
        cls, course: Course, folders: Folders, name: str, level: str, *, pictures: bool = True
    ) -> Kit:
        """Load an assignment; without ``pictures``, notebooks' figures are not drawn.

        Raises:
            CourseError: when a part of it is missing or broken.
        """
        limits = course.limits_of(course.assignment(name))
        functions = reference.load(folders.solution(name))
        released = skeleton.load(folders.release(name))
        digest = _digest(
            __version__,
            level,
            repr((limits, course.seed, pictures)),
            *(
                p.read_text(encoding="utf-8")
                for p in (folders.checks(name), folders.bank(name))
                if p.exists()
            ),
            reference.code(folders.solution(name)),
            *(c.source for c in released.cells if c.kind == "code"),
        )
        checker = Checker(folders.checks(name), functions, course.seed)
        answers = bank.read(folders.bank(name)) if folders.bank(name).exists() else []
        recogniser = Recogniser(answers, functions)
        return cls(released, checker, limits, level, recogniser, digest, pictures)

    @property
    def max_points(self) -> float:
        """The sum of all hidden checks' points."""
        return score.total_points(self.checker.checks)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def grade_file(
    kit: Kit, connection: Connection, student: str, path: Path, known: str = ""
) -> Report | None:
    """Grade a file; one that cannot be read needs attention, and so does a failing grader.

    Returns:
        The report, or None where the key is ``known``: nothing has changed.

    Raises:
        ParentLost: when the warm parent has ended; another one can grade it.
    """
    started, cpu_before = time.perf_counter(), time.process_time()
    child_cpu = 0.0
    try:
        read = submission.read(ipynb.read_file(path), kit.skeleton)
        read.repairs += ipynb.other_files(path)
        key = _digest(kit.digest, _draw(read))
        if key == known:
            return None
        report, child_cpu = _with_one_retry(kit, connection, student, read)
        report = replace(report, key=key)
    except Unreadable as error:
        report = _attention(kit, student, str(error))
    except ParentLost:
        raise
    except SandboxError as error:
        report = _attention(kit, student, f"the grader failed: {error}")
    cpu = time.process_time() - cpu_before + child_cpu
    return score.timed(report, time.perf_counter() - started, cpu)


def _draw(read: Submission) -> str:
    """What the checks' inputs are drawn anew for: who changes a character meets other numbers.

    Equal answers meet equal numbers, now and in a regrade; numbers that a student
    has seen in feedback help nobody's next attempt.  The release's prose is no answer.
    """
    prose = {c.id for c in read.skeleton.cells if c.kind == "markdown" and c.part != "answer"}
    theirs = (c for c in read.cells if c.id not in prose)
    return _digest(*(f"{c.part} {c.key} {c.source}" for c in theirs))


def _attention(kit: Kit, student: str, error: str) -> Report:
    name = kit.skeleton.assignment
    return score.attention(student, name, kit.max_points, error, sandbox=kit.level)


def _with_one_retry(
    kit: Kit, connection: Connection, student: str, read: Submission
) -> tuple[Report, float]:
    try:
        return grade(kit, connection, student, read)
    except SandboxError:  # perhaps a passing fault; a second one is reported
        connection.renew()
        return grade(kit, connection, student, read)


def grade(kit: Kit, connection: Connection, student: str, read: Submission) -> tuple[Report, float]:
    """Run, check and score a submission that has been read.

    Returns:
        The report, and the CPU seconds of the student's processes.

    Raises:
        SandboxError: when the sandbox fails.
    """
    code = [cell for cell in read.cells if cell.kind == "code"]
    run = [_to_run(cell) for cell in code]
    exercises, pictures = kit.skeleton.exercises, kit.pictures
    execution = Execution(connection, kit.limits, run, exercises, pictures=pictures)
    try:
        execution.run()
        troubles = _troubles(run)
        results = kit.checker.run(Student(execution, troubles), draw=_draw(read))
    finally:
        execution.close()
    misconceptions = {
        exercise: kit.recogniser.misconception(exercise, results)
        for exercise in kit.skeleton.exercises
    }
    report = score.report(
        student,
        kit.skeleton.assignment,
        score.score(results, troubles, misconceptions),
        repairs=[*read.repairs, *_stopped_cells(code, run)],
        untouched=all(c.source == _stub(kit, c) for c in read.cells if c.part == "solution"),
        answered={c.key: read.answered(c.key) for c in read.cells if c.part == "answer"},
        sandbox=kit.level,
        notebook=_notebook(read, code, run),
    )
    return report, execution.cpu_seconds


def _to_run(cell: LaidCell) -> Cell:
    return Cell(
        cell.source,
        exercise=cell.key if cell.part == "solution" else None,
        closes=cell.key if cell.part == "check" else None,
    )


def _troubles(cells: list[Cell]) -> dict[str, str]:
    """Exercise → why its cell did not run to its end."""
    troubles = {}
    for cell in cells:
        if cell.exercise is None:
            continue
        if cell.stopped:
            troubles[cell.exercise] = f"the cell was {cell.stopped}"
        for output in cell.outputs:
            if output["output_type"] == "error":
                words = f"{output['ename']}: {output['evalue']}".rstrip(": ")
                troubles[cell.exercise] = f"the cell raised {words[:300]}"
    return troubles


def _stub(kit: Kit, cell: LaidCell) -> str:
    return next(c.source for c in kit.skeleton.cells if c.id == cell.id)


def _stopped_cells(code: list[LaidCell], run: list[Cell]) -> list[str]:
    """Say which other cells did not run to their end; those of exercises are said there."""
    return [
        f"The {'check ' if laid.part == 'check' else ''}cell that begins "
        f"“{_first_line(laid.source)}” was {cell.stopped}."
        for laid, cell in zip(code, run, strict=True)
        if cell.stopped and laid.part != "solution"
    ]


def _first_line(source: str) -> str:
    """A cell's first line; terminal codes in it would reach the instructor's terminal."""
    return next(iter(plain_text(source).strip().splitlines()), "")[:60]


def _notebook(read: Submission, code: list[LaidCell], run: list[Cell]) -> dict[str, Any]:
    """The notebook as it was graded, nbformat 4.5: the skeleton's metadata, our own outputs."""
    ran = {id(laid): cell for laid, cell in zip(code, run, strict=True)}
    cells = []
    for number, laid in enumerate(read.cells, 1):
        cell: dict[str, Any] = {
            "id": laid.id or f"added-{number}",
            "cell_type": laid.kind,
            "metadata": dict(laid.metadata),
            "source": laid.source,
        }
        if laid.kind == "code":
            result = ran[id(laid)]
            cell["execution_count"] = None
            cell["outputs"] = result.outputs or _stopped_output(result)
        cells.append(cell)
    metadata = dict(read.skeleton.metadata)
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _stopped_output(cell: Cell) -> list[dict[str, Any]]:
    if not cell.stopped:
        return []
    words = f"This cell was {cell.stopped}."
    return [{"output_type": "error", "ename": "Stopped", "evalue": words, "traceback": [words]}]
