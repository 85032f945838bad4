"""A run's progress: a bar on a terminal, plain lines elsewhere, or nothing at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as RichProgress

from autograder import printable
from autograder.feedback.words import points_text
from autograder.scoring.report import Report


@dataclass
class Progress(AbstractContextManager["Progress"]):
    """Counts what is done; this one shows nothing.

    Attributes:
        total: How many submissions there are.
        done: How many of them have a report.
        attention: How many of these a person has to look at.
        now: Whose submissions are in work.
    """

    total: int
    done: int = 0
    attention: int = 0
    now: Sequence[str] = ()
    began: float = field(default_factory=time.monotonic)

    def working(self, students: Sequence[str]) -> None:
        """Say whose submissions are in work."""
        self.now = students
        self.show()

    def advance(self, report: Report) -> None:
        """Count a report."""
        self.done += 1
        self.attention += report.status == "attention"
        self.show(report)

    def show(self, report: Report | None = None) -> None:
        """Show the present state, and the report that has just come."""

    def pace(self) -> str:
        """Submissions a second, the time left and who needs attention, as far as known."""
        seconds = max(time.monotonic() - self.began, 1e-6)
        left = round((self.total - self.done) * seconds / self.done) if self.done else 0
        parts = [
            f"{self.done / seconds:.1f}/s" if self.done else "",
            f"{left // 60}:{left % 60:02d} left" if left else "",
            f"{self.attention} need attention" if self.attention else "",
        ]
        return ", ".join(part for part in parts if part)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take away what should not stay on the terminal."""


class Lines(Progress):
    """One line for each report, for logs."""

    def __init__(self, console: Console, total: int) -> None:
        super().__init__(total)
        self._console = console

    def show(self, report: Report | None = None) -> None:
        """Print a report's line."""
        if report is not None:
            if self.done == 1:  # not before: a broken assignment is told in one line
                self._print(f"grading {self.total} submissions …")
            mark = "attention" if report.points is None else points_text(report.points)
            self._print(f"{self.done}/{self.total} {report.student}: {mark} ({self.pace()})")

    def _print(self, words: str) -> None:
        self._console.print(printable.line(words), markup=False, soft_wrap=True)


class Bar(Progress):
    """One line that changes, gone at the end."""

    def __init__(self, console: Console, total: int) -> None:
        super().__init__(total)
        columns = [TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TextColumn(
            "{task.fields[pace]} [dim]{task.fields[now]}[/]"
        )]  # fmt: skip
        self._bar = RichProgress(*columns, console=console, transient=True)
        self._task = self._bar.add_task("grading", total=total, pace="", now="warming up …")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def show(self, report: Report | None = None) -> None:
        """Move the bar; name who is in work."""
        now = escape(printable.line(", ".join(self.now)))
        self._bar.update(self._task, completed=self.done, pace=self.pace(), now=now)


def choose(console: Console, *, quiet: bool) -> Callable[[int], Progress]:
    """Choose how to show progress of so many submissions."""
    if quiet:
        return Progress
    return lambda total: (Bar if console.is_terminal else Lines)(console, total)
