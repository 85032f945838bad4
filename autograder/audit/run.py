"""Examine the checks: known answers and mutants are graded by the real engine.

A confusion matrix says how often the hidden checks reject a right answer, accept a wrong one, or
let a mutant of the reference live; how many wrong ones the visible checks catch; and how often a
wrong answer is recognised, or taken for another one.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import replace
from pathlib import Path

from autograder.audit.matrix import Verdict
from autograder.audit.trials import Trial
from autograder.audit.visible import judge
from autograder.checking.result import Result
from autograder.checking.student import Student
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.seed import derive
from autograder.grading.engine import Engine
from autograder.grading.grader import AssignmentGrader
from autograder.grading.workers import graders
from autograder.running.execution import Cell, Execution
from autograder.sandbox.host import Connection
from autograder.sandbox.limits import Level, Limits

MUTANT_CHECK_SECONDS = 1.5  # an endless mutant is as dead after this as after eight
VISIBLE_SECONDS = 4.0  # CPU time of a wrong answer's cells; those that end need less than 2


def _examine(root: Path, level: Level, address: str, trial: Trial) -> Verdict:
    grader = graders.grader_of_this_run(root, trial.assignment, level, True)
    return examine(grader, graders.connection(address), trial)


def examine(grader: AssignmentGrader, connection: Connection, trial: Trial) -> Verdict:
    """Run one answer through the jail and the checks of its exercise."""
    cells = _cells(trial)
    execution = Execution(
        connection, _limits(grader.limits, trial), cells, grader.release.exercises, pictures=False
    )
    try:
        execution.run()
        student = Student(execution, {})
        found = _look(grader, connection, trial, student)
    finally:
        execution.close()
    visible = next((judge(trial.kind, trial.hidden, c) for c in cells if c.closes), None)
    return replace(found, visible=visible, trial=replace(trial, notebook=(), check=""))


def _look(
    grader: AssignmentGrader, connection: Connection, trial: Trial, student: Student
) -> Verdict:
    """Check an answer, recognise it, and see whether that was true."""
    # An endless mutant is dead after its first check, and says nothing that could be recognised.
    stop = _was_stopped if trial.kind == "mutant" else (lambda result: False)
    draw = derive(b"", "audit", trial.source)  # the same on every machine: nobody is marked by them
    results = grader.checker.run(student, draw=draw, only=trial.exercise, stop=stop)
    lost = sum(r.check.points for r in results if r.outcome != "passed")
    told = (f"{r.what}: {r.got} {r.fault[-500:]}" for r in results if r.what or r.fault)
    outcomes: dict[str, str] = {r.check.name: r.outcome for r in results}
    named = ""
    if trial.told and not stop(results[-1]):
        diagnosis = grader.misconceptions.diagnose(
            trial.exercise, results, student, connection.address, draw
        )
        named = diagnosis.title if diagnosis else ""
    misnamed = bool(named) and not _is_true(grader, connection, trial, student, named)
    return Verdict(trial, round(lost, 6), outcomes, next(told, ""), named=named, misnamed=misnamed)


def _cells(trial: Trial) -> list[Cell]:
    """The reference's cells with the answer among them, and the visible check right below it."""
    cells = []
    for key, source in trial.notebook:
        if key != trial.exercise:
            cells.append(Cell(source, exercise=key or None))
            continue
        cells.append(Cell(trial.source, exercise=key))
        if trial.check:
            cells.append(Cell(trial.check, closes=key))
    return cells


def _limits(limits: Limits, trial: Trial) -> Limits:
    """Less time than a student has where an endless loop is all that is left to wait for."""
    match trial.kind:
        case "mutant":
            return replace(limits, check_seconds=MUTANT_CHECK_SECONDS)
        case "wrong" if not trial.hidden:  # stopped or failed, it is caught
            return replace(limits, cpu_seconds=VISIBLE_SECONDS)
        case _:
            return limits


def _was_stopped(result: Result) -> bool:
    return bool(result.record) and result.record[-1].stopped


def _is_true(
    grader: AssignmentGrader, connection: Connection, trial: Trial, student: Student, named: str
) -> bool:
    """Whether an answer's mistake is the one named: by its author's word, or on other inputs."""
    if trial.names is not None:
        return named in trial.names
    draw = derive(b"", "audit, other inputs", trial.source)
    results = grader.checker.run(student, draw=draw, only=trial.exercise)
    return grader.misconceptions.explains(named, trial.exercise, results, connection.address, draw)


def examine_all(
    course: Course, folders: Folders, todo: Sequence[Trial], *, jobs: int | None = None
) -> Iterator[Verdict]:
    """Examine the checks with many answers, which may be of several assignments.

    Raises:
        CourseError: when a bank, a reference or the checks cannot be read.
    """
    engine = Engine(course, folders, ready=list(dict.fromkeys(t.assignment for t in todo)))
    pool = engine.workers(jobs or os.cpu_count() or 1)
    try:
        work = functools.partial(_examine, folders.root, engine.level, engine.address)
        for future in as_completed([pool.submit(work, t) for t in todo]):
            yield future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        engine.close()
