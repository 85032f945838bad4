"""A class's marks as a CSV file, a line for each student; docs/grading.md explains the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from autograder import printable
from autograder.feedback.words import automatic_mark
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report
from autograder.spreadsheet import cell


def to_csv(
    reports: Sequence[Report], standings: Mapping[str, Standing], names: Mapping[str, str]
) -> str:
    """The automatic marks of a class; where there is no score the cell is empty, and never 0.

    Args:
        reports: Of the students, in the order of the lines.
        standings: Student → when the work was due and came.
        names: Student → name.
    """
    exercises = list(dict.fromkeys(e for r in reports for e in r.exercises))
    made = io.StringIO()
    lines = csv.writer(made)
    lines.writerow(
        ["student", "name", "status", *exercises, "total", "max_points", "due", "submitted",
         "days_late", "penalty", "mark", "note"]
    )  # fmt: skip
    for report in reports:
        points = [_score(report, exercise) for exercise in exercises]
        line = [
            printable.line(report.student, 200),
            printable.line(names.get(report.student, ""), 200),
            report.status,
            *points,
            report.points,
            report.max_points,
            *_lateness(report, standings.get(report.student)),
            printable.line(note(report), 2000),
        ]
        lines.writerow([cell(value) for value in line])
    return made.getvalue()


def note(report: Report) -> str:
    """Why there is no score; otherwise what was repaired in the file and what did not run."""
    if report.error:
        return report.error
    notes = [f"{name}: {e.trouble}." for name, e in report.exercises.items() if e.trouble]
    if report.untouched:
        notes.append("Nothing was written.")
    return " ".join([*report.repairs, *report.stopped, *notes])


def _score(report: Report, exercise: str) -> float | None:
    found = report.exercises.get(exercise)
    return found.score if found else None


def _lateness(report: Report, standing: Standing | None) -> list[Any]:
    """The columns due, submitted, days_late, penalty and mark."""
    late = standing.lateness if standing else None
    mark = automatic_mark(report, standing)
    if late is None or late.submitted is None:
        return [late and late.due.isoformat(), None, None, None, mark]
    penalty = None if report.points is None else late.penalty(report.points)
    return [late.due.isoformat(), late.submitted.isoformat(), late.days, penalty, mark]
