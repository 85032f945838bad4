"""Examine the checks: known answers and mutants are graded by the real engine.

A confusion matrix says how often the checks reject a right answer, accept a
wrong one, or let a mutant of the reference live.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from autograder.audit.mutants import mutants
from autograder.authoring.source import read_source
from autograder.checking.answers import read_bank
from autograder.checking.student import Student
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.seed import derive
from autograder.grading.engine import Engine
from autograder.grading.grader import AssignmentGrader
from autograder.grading.workers import graders
from autograder.running.execution import Cell, Execution
from autograder.sandbox.host import Connection
from autograder.sandbox.limits import Level

Kind = Literal["right", "wrong", "mutant"]
MUTANT_CHECK_SECONDS = 1.5  # an endless mutant is as dead after this as after eight


@dataclass(frozen=True)
class Trial:
    """One answer to examine the checks with.

    Attributes:
        loses: The least that it must lose; a right answer must lose nothing.
    """

    assignment: str
    exercise: str
    kind: Kind
    title: str
    source: str
    loses: float = 0.0
    notebook: tuple[tuple[str, str], ...] = ()  # (exercise or "", source) of the reference


@dataclass(frozen=True)
class Verdict:
    """What the checks made of an answer.

    Attributes:
        lost: Points lost, at least; the run ends when they are enough.
        outcomes: Check → outcome.
        words: What a failed check said, for a right answer.
    """

    trial: Trial
    lost: float
    outcomes: dict[str, str]
    words: str = ""

    @property
    def good(self) -> bool:
        """Whether the grader was right about it."""
        if "not_checked" in self.outcomes.values():
            return False
        if self.trial.kind == "right":
            return self.lost == 0
        return self.lost > 0 and self.lost >= self.trial.loses


@dataclass
class Row:
    """The confusion matrix of one exercise, or of all."""

    name: str
    right: int = 0
    accepted: int = 0
    wrong: int = 0
    rejected: int = 0
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count a verdict."""
        match verdict.trial.kind:
            case "right":
                self.right += 1
                self.accepted += verdict.good
            case "wrong":
                self.wrong += 1
                self.rejected += verdict.good
            case "mutant":
                self.mutants += 1
                self.killed += verdict.good


@dataclass
class Audit:
    """All verdicts, and the matrix."""

    verdicts: list[Verdict] = field(default_factory=list)
    equivalent: dict[str, int] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """One row for each exercise, then the total."""
        rows: dict[str, Row] = {}
        total = Row("total", equivalent=sum(self.equivalent.values()))
        for verdict in self.verdicts:
            exercise = verdict.trial.exercise
            row = rows.setdefault(
                exercise, Row(exercise, equivalent=self.equivalent.get(exercise, 0))
            )
            row.add(verdict)
            total.add(verdict)
        return [*rows.values(), total]

    @property
    def faults(self) -> list[Verdict]:
        """The answers that the grader was wrong about."""
        return [v for v in self.verdicts if not v.good]

    def to_json(self) -> dict[str, Any]:
        """The matrix and the faults as plain JSON values."""
        return {
            "schema": 1,
            "rows": [asdict(row) for row in self.rows()],
            "faults": [
                {"kind": v.trial.kind, "exercise": v.trial.exercise, "title": v.trial.title,
                 "lost": v.lost, "should_lose": v.trial.loses, "outcomes": v.outcomes,
                 "words": v.words}
                for v in self.faults
            ],
        }  # fmt: skip


def trials(folders: Folders, name: str, *, with_mutants: bool = True) -> Iterator[Trial]:
    """List an assignment's known answers and the mutants of its reference.

    Raises:
        CourseError: when the bank or the reference cannot be read.
    """
    cells = read_source(folders.solution(name))
    code = tuple((c.key, c.source) for c in cells if c.role in ("setup", "exercise"))
    answers = read_bank(folders.bank(name))
    for answer in answers:
        if answer.kind != "equivalent":
            yield Trial(
                name, answer.exercise, answer.kind, answer.title, answer.source, answer.loses, code
            )
    if not with_mutants:
        return
    known = {(a.exercise, a.title) for a in answers if a.kind == "equivalent"}
    for cell in cells:
        if cell.role == "exercise":
            for mutant in mutants(cell.source):
                if (cell.key, mutant.title) not in known:
                    yield Trial(name, cell.key, "mutant", mutant.title, mutant.source, 0.0, code)


def equivalents(folders: Folders, names: Iterable[str]) -> dict[str, int]:
    """Exercise → how many of its mutants are listed as equivalent."""
    counts: dict[str, int] = {}
    for name in names:
        for answer in read_bank(folders.bank(name)):
            if answer.kind == "equivalent":
                counts[answer.exercise] = counts.get(answer.exercise, 0) + 1
    return counts


# -- workers ------------------------------------------------------------------


def _examine(root: Path, level: Level, address: str, trial: Trial) -> Verdict:
    grader = graders.grader_of_this_run(root, trial.assignment, level, True)
    return examine(grader, graders.connection(address), trial)


def examine(grader: AssignmentGrader, connection: Connection, trial: Trial) -> Verdict:
    """Run one answer through the jail and the checks of its exercise."""
    limits = grader.limits
    if trial.kind == "mutant":
        limits = replace(limits, check_seconds=MUTANT_CHECK_SECONDS)
    cells = [
        Cell(trial.source if key == trial.exercise else source, exercise=key or None)
        for key, source in trial.notebook
    ]
    execution = Execution(connection, limits, cells, grader.release.exercises)
    # A right answer faces every check; a wrong one until it has lost enough.
    enough = None if trial.kind == "right" else max(trial.loses, 0.01)
    try:
        execution.run()
        results = grader.checker.run(
            Student(execution, {}),
            # The same inputs on every machine: nobody is marked by them.
            draw=derive(b"", "audit", trial.source),
            only=trial.exercise,
            enough=enough,
        )
    finally:
        execution.close()
    lost = sum(r.check.points for r in results if r.outcome != "passed")
    words = next((f"{r.what}: {r.got} {r.fault[-500:]}" for r in results if r.what or r.fault), "")
    outcomes = {r.check.name: r.outcome for r in results}
    return Verdict(replace(trial, notebook=()), round(lost, 6), outcomes, words)  # type: ignore[arg-type]


def examine_all(
    course: Course,
    folders: Folders,
    names: Sequence[str],
    *,
    jobs: int | None = None,
    with_mutants: bool = True,
) -> Iterator[tuple[int, Verdict]]:
    """Examine the checks of several assignments; yields (how many in all, a verdict).

    Raises:
        CourseError: when a bank, a reference or the checks cannot be read.
    """
    todo = [t for name in names for t in trials(folders, name, with_mutants=with_mutants)]
    engine = Engine(course, folders, ready=names)
    pool = engine.workers(jobs or os.cpu_count() or 1)
    try:
        work = functools.partial(_examine, folders.root, engine.level, engine.address)
        for future in as_completed([pool.submit(work, t) for t in todo]):
            yield len(todo), future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        engine.close()
