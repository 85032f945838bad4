"""A run of ``course grade``: the class, with progress, recorded as it comes, and its table."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import batch, reports
from autograder import feedback as words
from autograder.batch import Task
from autograder.course import Course, Folders
from autograder.errors import CourseError
from autograder.feedback import points_text
from autograder.files import write_atomically
from autograder.progress import Progress
from autograder.sandbox.limits import Level
from autograder.score import Report

if TYPE_CHECKING:
    from autograder.nbgrader_bridge import GradebookWriter


@dataclass(frozen=True)
class Request:
    """What to grade, and how."""

    assignment: str
    folder: Path
    student: str | None
    jobs: int
    gradebook: bool
    force: bool
    level: Level | None


@dataclass
class Result:
    """What came of it, in the students' order."""

    assignment: str
    sandbox: str
    reports: list[Report] = field(default_factory=list)
    unchanged: int = 0

    @property
    def attention(self) -> list[Report]:
        """The submissions that a person has to look at."""
        return [r for r in self.reports if r.status == "attention"]


def run(
    course: Course, folders: Folders, request: Request, progress: Callable[[int], Progress]
) -> Result:
    """Grade a class; each report is on disk and in the gradebook before the next is waited for.

    Raises:
        CourseError: for wrong use, a weak sandbox, or a gradebook that refuses from the start.
    """
    name = request.assignment
    tasks = batch.find_tasks(request.folder, name, request.student)
    with ExitStack() as stack:
        engine = batch.Engine(course, folders, request.level)
        stack.callback(engine.close)
        writer = None
        if request.gradebook:
            from autograder.nbgrader_bridge import GradebookWriter

            writer = GradebookWriter(course, folders, name)
            stack.callback(writer.close)
            _catch_up(folders, writer, name)
            if not request.force:
                tasks = [_with_known_key(folders, name, task) for task in tasks]
        engine.kit(name)  # a broken assignment is told before anything begins
        result = Result(name, engine.level)
        shown = stack.enter_context(progress(len(tasks)))
        jobs = min(request.jobs, len(tasks))
        for task, fresh in batch.grade_all(engine, name, tasks, jobs, shown.working):
            report = fresh or reports.load(folders, name, task.student)
            result.unchanged += fresh is None
            if writer is not None and not task.trouble:
                report = _record(folders, writer, report, fresh=fresh is not None)
            result.reports.append(report)
            shown.advance(report)
    result.reports.sort(key=lambda r: r.student)
    return result


def _catch_up(folders: Folders, writer: GradebookWriter, name: str) -> None:
    """Bring to the gradebook what an earlier run had graded when it was ended."""
    for report in reports.staged(folders, name):
        with suppress(CourseError):  # it is graded again, and refused again with a line of its own
            writer.write(report)
            reports.settle(folders, report)


def _record(folders: Folders, writer: GradebookWriter, report: Report, *, fresh: bool) -> Report:
    """Record a report; a gradebook or disk that refuses it costs this submission and no other."""
    try:
        if not fresh and writer.holds(report):
            return report
        reports.stage(folders, report)
        writer.write(report)
        reports.settle(folders, report)
    except CourseError as error:
        why = f"graded, but not recorded: {error}"
        return replace(report, status="attention", points=None, error=why)
    return report


def _with_known_key(folders: Folders, name: str, task: Task) -> Task:
    try:
        report = reports.load(folders, name, task.student)
    except CourseError:  # none yet, or a damaged one: grade it
        return task
    return replace(task, known=report.key) if report.status == "graded" else task


# -- results ------------------------------------------------------------------


def write_json(result: Result, course: Course, path: Path) -> None:
    """Write the results as one JSON object, to a file or, for ``-``, to standard output.

    Raises:
        CourseError: when the file cannot be written.
    """
    data = {
        "schema": 1,
        "assignment": result.assignment,
        "sandbox": result.sandbox,
        "submissions": [words.to_json(r, course) for r in result.reports],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        write_atomically(path, text.encode())


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
    table.add_column("note", overflow="fold")
    for report in result.reports:
        cells = [
            points_text(report.exercises[e].points) if e in report.exercises else "–"
            for e in exercises
        ]
        mark = points_text(report.points)
        table.add_row(escape(report.student), *cells, mark, _note(report))
    console.print(table)
    graded = len(result.reports) - len(result.attention)
    unchanged = (
        f", {result.unchanged} of them unchanged since last time" if result.unchanged else ""
    )
    console.print(f"{graded} graded{unchanged}, {len(result.attention)} need attention.")
    if gradebook:
        root = folders.root
        console.print(f"Feedback pages: {folders.feedback.relative_to(root)}/")
        console.print(f"Gradebook:      {folders.gradebook.relative_to(root)}")


def _note(report: Report) -> str:
    if report.error:
        return f"[red]{escape(report.error)}[/]"
    notes = [f"{name}: {e.trouble}." for name, e in report.exercises.items() if e.trouble]
    if report.untouched:
        notes.append("Nothing was written.")
    return escape(" ".join([*report.repairs, *notes]))
