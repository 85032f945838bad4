"""A class's marks as a table on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import printable
from autograder.commands.session import Result
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.feedback.words import days_text, points_text, time_is_unknown
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report

MAX_NOTE = 2000  # characters


def print_table(
    console: Console, result: Result, course: Course, folders: Folders, *, gradebook: bool
) -> None:
    """Print the class's marks, who needs attention and why, and where things lie."""
    exercises = list(dict.fromkeys(e for r in result.reports for e in r.exercises))
    table = Table(title=f"{course.assignment(result.assignment).title} ({result.assignment})")
    table.add_column("student", no_wrap=True)
    most = {e: r.exercises[e].max_points for r in result.reports for e in r.exercises}
    for exercise in exercises:
        table.add_column(f"{exercise}\nof {points_text(most[exercise])}", justify="right")
    total = result.reports[0].max_points if result.reports else 0
    table.add_column(f"total\nof {points_text(total)}", justify="right", style="bold")
    due = any(s.lateness for s in result.standings.values())
    for column in ("late", "mark") if due else ():
        table.add_column(column, justify="right")
    table.add_column("note", overflow="fold")
    for report in result.reports:
        cells = [
            points_text(report.exercises[e].points) if e in report.exercises else "–"
            for e in exercises
        ]
        total_cell = points_text(report.points)
        late = _late(report, result.standings.get(report.student)) if due else []
        student = escape(printable.line(report.student))
        table.add_row(student, *cells, total_cell, *late, _note(report))
    console.print(table)
    graded = len(result.reports) - len(result.attention)
    unchanged = (
        f", {result.unchanged} of them unchanged since last time" if result.unchanged else ""
    )
    console.print(f"{graded} graded{unchanged}, {len(result.attention)} need attention.")
    unknown = sum(time_is_unknown(s) for s in result.standings.values())
    if unknown:
        console.print(
            f"{unknown} were first seen after the due date, and nobody has told when they came: "
            f"nothing is taken off. To tell it: course collect {result.assignment} --times FILE"
        )
    if gradebook:
        root = folders.root
        console.print(f"Feedback pages: {folders.feedback.relative_to(root)}/")
        console.print(f"Gradebook:      {folders.gradebook.relative_to(root)}")


def _late(report: Report, standing: Standing | None) -> list[str]:
    """How late, and what is left of the automatic points."""
    late = standing.lateness if standing else None
    if late is None or late.submitted is None or report.points is None:
        unknown = late is not None and report.points is not None
        return ["?" if unknown else "", points_text(report.points)]
    said = f"{days_text(late.days)}, −{points_text(late.percent)} %" if late.days else ""
    return [said, points_text(report.points - late.penalty(report.points))]


def _note(report: Report) -> str:
    if report.error:
        return f"[red]{escape(printable.line(report.error))}[/]"
    notes = [f"{name}: {e.trouble}." for name, e in report.exercises.items() if e.trouble]
    if report.untouched:
        notes.append("Nothing was written.")
    return escape(printable.line(" ".join([*report.repairs, *notes]), MAX_NOTE))
