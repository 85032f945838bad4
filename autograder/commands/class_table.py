"""A class's marks as a table on the terminal, and who in it needs attention."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import printable
from autograder.commands.session import Result
from autograder.feedback.marks_csv import note
from autograder.feedback.words import automatic_mark, days_text, points_text
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report

Which = Literal["all", "attention", "none"]
WHICH: tuple[Which, ...] = ("all", "attention", "none")
SMALL_CLASS = 30  # fits on a screen
MOST = 1000  # characters of what is said of one student


def print_table(console: Console, result: Result, title: str, which: Which | None) -> None:
    """Print the class's marks, if so many lines are wanted, and then who needs attention.

    Args:
        console: Where to.
        result: Of a run.
        title: The assignment's.
        which: By default all of a small class, and of a large one those who need attention.
    """
    chosen = which or ("all" if len(result.reports) <= SMALL_CLASS else "attention")
    longest_name = 24 if console.width >= 100 else 14
    if chosen == "all":
        console.print(_marks(result, title, longest_name), "")
        noted = {r.student: note(r) for r in result.reports if not r.error}
        _print_told(console, result, "Notes", {s: words for s, words in noted.items() if words})
    if chosen != "none":
        why = {report.student: report.error or "" for report in result.attention}
        _print_told(console, result, "Needs attention: what happened, and what to do", why)


def _table(title: str, result: Result, students: Iterable[str], longest_name: int) -> Table:
    """A table that begins with the columns of who it is."""
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD,
        pad_edge=False, show_edge=False, collapse_padding=True,
    )  # fmt: skip
    table.add_column("student", no_wrap=True)
    if any(result.names.get(student) for student in students):
        table.add_column("name", no_wrap=True, max_width=longest_name)
    return table


def _who(table: Table, result: Result, student: str) -> list[str]:
    """The cells of the columns that the table has so far."""
    cells = [student, result.names.get(student, "")]
    return [escape(printable.line(cell, 40)) for cell in cells[: len(table.columns)]]


def _marks(result: Result, title: str, longest_name: int) -> Table:
    students = [report.student for report in result.reports]
    table = _table(f"{escape(title)} ({result.assignment})", result, students, longest_name)
    who = {student: _who(table, result, student) for student in students}
    most = {e: r.exercises[e].max_points for r in result.reports for e in r.exercises}
    for exercise, points in most.items():
        heading = f"{exercise}\nof {points_text(points)}"
        table.add_column(heading, justify="right", overflow="fold", min_width=5)
    total = result.reports[0].max_points if result.reports else 0
    table.add_column(f"total\nof {points_text(total)}", justify="right", style="bold", min_width=5)
    due = any(s.lateness for s in result.standings.values())
    for column in ("late", "mark") if due else ():
        table.add_column(column, justify="right", no_wrap=True)
    for report in result.reports:
        found = report.exercises
        cells = [points_text(found[e].score if e in found else None) for e in most]
        late = _late(report, result.standings.get(report.student)) if due else []
        table.add_row(*who[report.student], *cells, points_text(report.points), *late)
    return table


def _print_told(console: Console, result: Result, title: str, told: dict[str, str]) -> None:
    """Print what is to be said of single students, if there is anything."""
    if not told:
        return
    table = _table(title, result, told, 24)
    table.show_header = False
    who = {student: _who(table, result, student) for student in told}
    table.add_column("", overflow="fold")
    for student, words in told.items():
        table.add_row(*who[student], escape(printable.line(words, MOST)))
    console.print(table, "")


def _late(report: Report, standing: Standing | None) -> list[str]:
    """How late, and what is left of the automatic points."""
    late = standing.lateness if standing else None
    mark = points_text(automatic_mark(report, standing))
    if late is None or late.submitted is None or report.points is None:
        unknown = late is not None and report.points is not None
        return ["?" if unknown else "", mark]
    said = f"{days_text(late.days)}, −{points_text(late.percent)} %" if late.days else ""
    return [said, mark]
