"""A class's marks as a table on the terminal, and who in it needs attention."""

from __future__ import annotations

from typing import Literal

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
_NAME_WIDTH = 24


def print_table(console: Console, result: Result, title: str, which: Which | None) -> None:
    """Print the class's marks, if so many lines are wanted, and then who needs attention.

    Args:
        console: Where to.
        result: Of a run.
        title: The assignment's.
        which: By default all of a small class, and of a large one those who need attention.
    """
    chosen = which or ("all" if len(result.reports) <= SMALL_CLASS else "attention")
    if chosen == "all":
        console.print(_marks(result, title))
    if chosen != "none" and result.attention:
        console.print(_attention(result))


def _marks(result: Result, title: str) -> Table:
    most = {e: r.exercises[e].max_points for r in result.reports for e in r.exercises}
    due = any(s.lateness for s in result.standings.values())
    named = _named(result, result.reports)
    table = Table(title=f"{escape(title)} ({result.assignment})")
    table.add_column("student", no_wrap=True)
    if named:
        table.add_column("name", no_wrap=True, max_width=_NAME_WIDTH)
    for exercise, points in most.items():
        table.add_column(f"{exercise}\nof {points_text(points)}", justify="right")
    total = result.reports[0].max_points if result.reports else 0
    table.add_column(f"total\nof {points_text(total)}", justify="right", style="bold")
    for column in ("late", "mark") if due else ():
        table.add_column(column, justify="right")
    table.add_column("note", overflow="fold")
    for report in result.reports:
        found = report.exercises
        cells = [points_text(found[e].score if e in found else None) for e in most]
        late = _late(report, result.standings.get(report.student)) if due else []
        who = _who(result, report, named=named)
        table.add_row(*who, *cells, points_text(report.points), *late, _note(report))
    return table


def _attention(result: Result) -> Table:
    """Who needs attention: what happened, and what to do."""
    named = _named(result, result.attention)
    table = Table(title="Needs attention", title_style="bold red", title_justify="left")
    table.add_column("student", no_wrap=True)
    if named:
        table.add_column("name", no_wrap=True, max_width=_NAME_WIDTH)
    table.add_column("what happened, and what to do", overflow="fold")
    for report in result.attention:
        why = escape(printable.line(report.error or "", 1000))
        table.add_row(*_who(result, report, named=named), why)
    return table


def _named(result: Result, reports: list[Report]) -> bool:
    return any(result.names.get(report.student) for report in reports)


def _who(result: Result, report: Report, *, named: bool) -> list[str]:
    cells = [report.student, *([result.names.get(report.student, "")] if named else [])]
    return [escape(printable.line(cell, 40)) for cell in cells]


def _late(report: Report, standing: Standing | None) -> list[str]:
    """How late, and what is left of the automatic points."""
    late = standing.lateness if standing else None
    mark = points_text(automatic_mark(report, standing))
    if late is None or late.submitted is None or report.points is None:
        unknown = late is not None and report.points is not None
        return ["?" if unknown else "", mark]
    said = f"{days_text(late.days)}, −{points_text(late.percent)} %" if late.days else ""
    return [said, mark]


def _note(report: Report) -> str:
    return "[red]needs attention[/]" if report.error else escape(printable.line(note(report), 1000))
