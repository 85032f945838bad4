"""The one thing to do next, and where: the box at the head of a student's page."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.feedback.words import Marks
from autograder.scoring.report import CheckReport, ExerciseReport, Report


@dataclass(frozen=True)
class Step:
    """What to do next.

    Attributes:
        words: One or two sentences.
        exercise: Where; "" where it is no exercise.
    """

    words: str
    exercise: str = ""


def next_step(report: Report, marks: Marks, *, hints: bool = True) -> Step:
    """Choose what a student does best next: the first exercise of the notebook that lost points.

    Args:
        report: The graded submission.
        marks: What people have added.
        hints: Whether the course shows hints.
    """
    if report.status == "attention":
        return Step("Nothing, for now: a person looks at your file first.")
    for name, exercise in report.exercises.items():
        if exercise.points < exercise.max_points:
            return Step(_to_do(name, exercise, report.untouched, hints), name)
    if any(points is None for points, _ in marks.written.values()):
        return Step("Every check passes. Your written answers wait for a person to read them.")
    return Step("Every check passes. There is nothing left to mend.")


def _to_do(name: str, exercise: ExerciseReport, untouched: bool, hints: bool) -> str:
    if untouched:
        return f"Nothing was written yet. Begin with {name}."
    if exercise.trouble:
        return f"In {name}, {exercise.trouble}. Mend that first: nothing after it could be checked."
    if exercise.misconception and hints:
        return f"In {name}: {exercise.misconception}"
    check = _first_failed(exercise)
    if check is None:
        return f"Look at {name}."
    return f"In {name}, look at “{check.title}”: {check.what}."


def _first_failed(exercise: ExerciseReport) -> CheckReport | None:
    return next((c for c in exercise.checks if c.outcome == "failed"), None)
