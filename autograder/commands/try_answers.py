"""``course try``: answers of the bank graded as submissions, and what came of each in words."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from autograder.authoring import samples
from autograder.authoring.samples import Sample
from autograder.checking.answers import Answer
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.seed import without_secret
from autograder.errors import CourseError
from autograder.feedback.page import page
from autograder.feedback.words import OUTCOME_WORDS, Marks, message, points_text
from autograder.files import write_atomically
from autograder.grading.engine import Engine
from autograder.reading.release import Release
from autograder.sandbox.limits import Level
from autograder.scoring.report import CheckReport, ExerciseReport, Report


def chosen(
    folders: Folders, assignment: str, titles: Sequence[str], exercise: str | None
) -> list[Sample]:
    """The submissions that the options ask for; the reference and the blank release by default.

    Raises:
        CourseError: for a title or an exercise that the bank does not have.
    """
    if not titles and exercise is None:
        return samples.plain(folders, assignment)
    answers = samples.choose(folders, assignment, titles, exercise)
    return samples.with_answers(folders, assignment, answers)


def place(folders: Folders, to: Path | None) -> Path:
    """Where the submissions and their pages go: nowhere among those of real students.

    Raises:
        CourseError: for a folder below work/, or one that cannot be made.
    """
    if to is None:
        return Path(tempfile.mkdtemp(prefix="course-try-"))
    if to.resolve().is_relative_to(folders.work.resolve()):
        raise CourseError(f"{to} lies in work/, which is for students; choose another folder")
    return to


def run(
    console: Console,
    course: Course,
    folders: Folders,
    assignment: str,
    todo: Sequence[Sample],
    to: Path,
    level: Level | None,
) -> int:
    """Grade the submissions, tell what came of each; returns how many need attention."""
    engine = Engine(without_secret(course), folders, level)
    attention = 0
    try:
        for sample in todo:
            path = to / sample.name / assignment / f"{assignment}.ipynb"
            write_atomically(path, json.dumps(sample.notebook, ensure_ascii=False).encode())
            report = engine.grade(assignment, sample.name, path)
            shown = to / f"{sample.name}.html"
            marks = Marks(written=_written(engine.grader(assignment).release))
            write_atomically(shown, page(course, report, marks).encode())
            told = [*lines(sample, report), f"  Page: {shown}", ""]
            console.print("\n".join(told), markup=False, soft_wrap=True)
            attention += report.status == "attention"
    finally:
        engine.close()
    return attention


def _written(release: Release) -> dict[str, tuple[float | None, float]]:
    """The written questions as they wait for a person."""
    marks = [c.metadata["nbgrader"] for c in release.cells if c.part == "written"]
    return {mark["grade_id"]: (None, float(mark["points"])) for mark in marks}


def lines(sample: Sample, report: Report) -> list[str]:
    """What came of a submission: the points, and the checks of the answer's exercise."""
    answer = sample.answer
    what = f"{answer.kind} {answer.exercise} — {answer.title}" if answer else sample.name
    told = [f"{what}: {points_text(report.points)} of {points_text(report.max_points)}"]
    if report.error:
        told.append(f"  Needs attention: {report.error}")
    told += [f"  {repair}" for repair in [*report.repairs, *report.stopped]]
    for name, exercise in report.exercises.items():
        own = answer is not None and answer.exercise == name
        told.append(
            f"  {name}: {_of(exercise)}{f' ({exercise.trouble})' if exercise.trouble else ''}"
        )
        if own or (answer is None and exercise.points < exercise.max_points):
            told += [f"    {_check(check)}" for check in exercise.checks]
        if own and answer is not None:
            told += [f"    {line}" for line in _verdict(answer, exercise)]
    return told


def _of(scored: ExerciseReport | CheckReport) -> str:
    return f"{points_text(scored.score)} of {points_text(scored.max_points)}"


def _check(check: CheckReport) -> str:
    said = f"{OUTCOME_WORDS[check.outcome]:<11}  {_of(check):<10} {check.title}"
    words = [message(check), *check.fault.rstrip().splitlines()]  # a fault is the checks' author's
    return "\n".join([said, *(f"{' ' * 17}{line}" for line in words if line)])


def _verdict(answer: Answer, exercise: ExerciseReport) -> list[str]:
    """Whether the checks and the hints did what the bank asks for."""
    lost = round(exercise.max_points - exercise.points, 6)
    told = f"Lost {points_text(lost)}"
    if answer.kind == "right":
        return [f"{told}; a right answer must lose nothing."] if lost else []
    told += f"; the bank asks for at least {points_text(answer.loses)}."
    match exercise.misconception:
        case None:
            hint = "No known mistake was recognised."
        case answer.hint:
            hint = f"Recognised by its own hint: {answer.hint}"
        case other:
            hint = f"Recognised as another mistake: {other}"
    return [told, hint]
