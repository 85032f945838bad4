"""A run over a class in a few lines: how many, how late, how the marks are spread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median

from rich.console import Console

from autograder.commands.session import Result
from autograder.course.folders import Folders
from autograder.feedback.words import automatic_mark, points_text, time_is_unknown

_BARS = "▁▂▃▄▅▆▇█"
_BINS = 10
_FEW = 10  # marks, of which a picture would say nothing


def print_summary(console: Console, result: Result) -> None:
    """Print how many are graded, what the marks are like, and which times nobody knows."""
    for line in _counts(result):
        console.print(line)
    found = [automatic_mark(r, result.standings.get(r.student)) for r in result.reports]
    marks = [mark for mark in found if mark is not None]
    if marks:
        most = max(report.max_points for report in result.reports)
        picture = "" if console.options.ascii_only else histogram(marks, most)
        console.print(
            f"Automatic marks of {points_text(most)}: median {points_text(median(marks))}, "
            f"mean {points_text(mean(marks))}{picture}"
        )
    unknown = sum(time_is_unknown(s) for s in result.standings.values())
    if unknown:
        console.print(
            f"{unknown} were first seen after the due date, and nobody has told when they came: "
            f"nothing is taken off. To tell it: course collect {result.assignment} --times FILE"
        )


def print_places(console: Console, folders: Folders, marks: Path) -> None:
    """Print where marks and pages lie."""
    root = folders.root
    console.print(f"Marks:          {marks.relative_to(root)}", soft_wrap=True)
    console.print(f"Feedback pages: {folders.feedback.relative_to(root)}/")
    console.print(f"Gradebook:      {folders.gradebook.relative_to(root)}")


def _counts(result: Result) -> list[str]:
    graded = len(result.reports) - len(result.attention)
    late = sum(bool(s.lateness and s.lateness.days) for s in result.standings.values())
    unchanged = (
        f", {result.unchanged} of them unchanged since last time" if result.unchanged else ""
    )
    told_late = f", {late} late" if late else ""
    lines = [f"{graded} graded{unchanged}, {len(result.attention)} need attention{told_late}."]
    if result.rescored:
        lines.append(f"Points or titles changed: {result.rescored} rescored without running them.")
    return lines


def histogram(marks: Sequence[float], most: float) -> str:
    """How marks are spread from 0 to the most, one bar for each tenth; "" for a few marks."""
    if len(marks) < _FEW or most <= 0:
        return ""
    counts = [0] * _BINS
    for mark in marks:
        counts[min(int(mark / most * _BINS), _BINS - 1)] += 1
    top = len(_BARS) - 1
    bars = [_BARS[round(n / max(counts) * top)] if n else " " for n in counts]
    return f"   0 │{''.join(bars)}│ {points_text(most)}"
