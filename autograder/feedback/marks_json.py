"""A report as ``course grade --json`` writes it."""

from __future__ import annotations

from typing import Any

from autograder.course.config import Course
from autograder.feedback.words import message, one_voice, policy
from autograder.scoring.late_policy import Attempt, Lateness, Standing
from autograder.scoring.late_policy import lateness as lateness_of
from autograder.scoring.report import CheckReport, Report


def to_json(report: Report, course: Course, standing: Standing | None = None) -> dict[str, Any]:
    """A report as ``course grade --json`` writes it; the fields are a stable interface.

    ``late`` is there where the assignment has a due date, ``attempts`` where the best counts.
    """
    found: dict[str, Any] = {
        "student": report.student,
        "status": report.status,
        "points": report.points,
        "max_points": report.max_points,
        "seconds": report.seconds,
        "cpu_seconds": report.cpu_seconds,
        "error": report.error,
        "repairs": [*report.repairs, *report.stopped],
        "exercises": {
            name: {
                "points": exercise.score,
                "max_points": exercise.max_points,
                "misconception": exercise.misconception,
                "checks": [_check_json(check, course) for check in one_voice(exercise)],
            }
            for name, exercise in report.exercises.items()
        },
    }
    if standing is not None and standing.lateness is not None:
        found["late"] = _late_json(standing.lateness, standing.counts, report.points)
    if standing is not None and standing.points:
        found["attempts"] = [
            {
                "points": standing.points.get(attempt.digest),
                "counts": attempt == standing.counts,
                "late": late and _late_json(late, attempt, standing.points.get(attempt.digest)),
            }
            for attempt in standing.attempts
            for late in [lateness_of(course, report.assignment, report.student, attempt)]
        ]
    return found


def _late_json(late: Lateness, attempt: Attempt | None, points: float | None) -> dict[str, Any]:
    return {
        "due": late.due.isoformat(),
        "submitted": late.submitted and late.submitted.isoformat(),
        "source": attempt.source if attempt and late.submitted else None,
        "days": late.days,
        "percent": late.percent,
        "penalty": None if points is None else late.penalty(points),
        "points": None if points is None else round(points - late.penalty(points), 6),
    }


def _check_json(check: CheckReport, course: Course) -> dict[str, Any]:
    words = message(check, **policy(course))
    fault = f"\n{check.fault}" if check.fault else ""
    return {
        "name": check.name,
        "title": check.title,
        "outcome": check.outcome,
        "points": check.score,
        "max_points": check.max_points,
        "message": words + fault,
    }
