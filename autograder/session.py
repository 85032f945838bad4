"""A run of ``course grade``: the class, with progress, recorded as it comes, and its table."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograder import batch, reports
from autograder import feedback as words
from autograder.attempts import Attempts
from autograder.batch import Task
from autograder.course import Course, Folders
from autograder.errors import CourseError
from autograder.feedback import points_text
from autograder.files import write_atomically
from autograder.late import Standing
from autograder.sandbox.limits import Level
from autograder.score import Report

if TYPE_CHECKING:
    from autograder.nbgrader_bridge import GradebookWriter

Advance = Callable[[Report], None]


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
    standings: dict[str, Standing] = field(default_factory=dict)
    unchanged: int = 0

    @property
    def attention(self) -> list[Report]:
        """The submissions that a person has to look at."""
        return [r for r in self.reports if r.status == "attention"]


def run(
    course: Course, folders: Folders, request: Request, progress: Callable[[int], Any]
) -> Result:
    """Grade a class; each report is on disk and in the gradebook before the next is waited for.

    Raises:
        CourseError: for wrong use, a weak sandbox, or a gradebook or disk that refuses.
    """
    name = request.assignment
    found = batch.find_tasks(request.folder, name, request.student)
    with ExitStack() as stack:
        # Three processes warm up side by side: the sandbox's, the workers', and this one.
        engine = batch.Engine(course, folders, request.level)
        stack.callback(engine.close)
        batch.prepare_workers()
        writer = None
        if request.gradebook:
            from autograder.nbgrader_bridge import GradebookWriter

            writer = GradebookWriter(course, folders, name)
            stack.callback(writer.close)
        students = {
            t.student: Attempts(course, folders, name, t.student, t.path, keep=request.gradebook)
            for t in found
        }
        tasks = [task for who, of in students.items() for task in _tasks(folders, request, who, of)]
        result = Result(name, engine.level)
        advance = stack.enter_context(progress(len(tasks)))
        for task, fresh in batch.grade_all(engine, name, tasks, min(request.jobs, len(tasks))):
            student = students[task.student]
            report = student.take(task.attempt, fresh)
            if student.complete:
                if writer is not None:
                    _record(folders, writer, student)
                # Its notebook with the pictures is on the disk; a thousand of them fill the memory.
                result.reports.append(replace(student.counts, notebook=None))
                result.standings[task.student] = student.standing
                result.unchanged += not student.fresh
                del students[task.student]
            advance(report)
    result.reports.sort(key=lambda r: r.student)
    return result


def _tasks(folders: Folders, request: Request, student: str, attempts: Attempts) -> list[Task]:
    tasks = [Task(student, file, attempt=attempt) for attempt, file in attempts.files.items()]
    if request.force or not request.gradebook:
        return tasks
    return [_with_known_key(folders, request.assignment, task) for task in tasks]


def _with_known_key(folders: Folders, name: str, task: Task) -> Task:
    try:
        report = reports.load(folders, name, task.student, task.attempt)
    except CourseError:  # none yet, or a damaged one: grade it
        return task
    return replace(task, known=report.key) if report.status == "graded" else task


def _record(folders: Folders, writer: GradebookWriter, student: Attempts) -> None:
    """Write what counts; where its score is written already, only what lateness changes.

    A score that is written once more asks people to look at their manual marks again.
    """
    report, kept = student.counts, student.kept
    if report != kept:
        reports.keep(folders, report)
    fresh = report.attempt in student.fresh or kept is None or kept.key != report.key
    if fresh or not writer.holds(report):
        writer.write(report)
    else:
        writer.refresh(report, anew=bool(student.fresh))


# -- progress -----------------------------------------------------------------


def progress_for(console: Console, *, quiet: bool) -> Callable[[int], Any]:
    """Choose how to show progress: a bar on a terminal, plain lines elsewhere, or nothing."""
    if quiet:
        return _silent
    return functools.partial(_bar if console.is_terminal else _lines, console)


@contextmanager
def _silent(total: int) -> Iterator[Advance]:
    yield lambda report: None


@contextmanager
def _bar(console: Console, total: int) -> Iterator[Advance]:
    columns = [
        TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("[dim]{task.fields[last]}[/] {task.fields[attention]}"),
    ]  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("grading", total=total, last="warming up …", attention="", rate="")
        needing = 0

        def advance(report: Report) -> None:
            nonlocal needing
            needing += report.status == "attention"
            speed = bar.tasks[0].speed
            bar.update(
                task,
                advance=1,
                last=escape(report.student),
                attention=f"[red]{needing} need attention[/]" if needing else "",
                rate=f"{speed:.1f}/s" if speed else "",
            )

        yield advance


@contextmanager
def _lines(console: Console, total: int) -> Iterator[Advance]:
    done = 0

    def advance(report: Report) -> None:
        nonlocal done
        if not done:  # not before: a broken assignment is told in one line, by the first worker
            console.print(f"grading {total} submissions …")
        done += 1
        mark = "attention" if report.points is None else points_text(report.points)
        console.print(f"{done}/{total} {report.student}: {mark}", markup=False, soft_wrap=True)

    yield advance


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
        "submissions": [
            words.to_json(r, course, result.standings.get(r.student)) for r in result.reports
        ],
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
        table.add_row(escape(report.student), *cells, total_cell, *late, _note(report))
    console.print(table)
    graded = len(result.reports) - len(result.attention)
    unchanged = (
        f", {result.unchanged} of them unchanged since last time" if result.unchanged else ""
    )
    console.print(f"{graded} graded{unchanged}, {len(result.attention)} need attention.")
    unknown = sum(words.time_is_unknown(s) for s in result.standings.values())
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
    said = f"{words.days_text(late.days)}, −{points_text(late.percent)} %" if late.days else ""
    return [said, points_text(report.points - late.penalty(report.points))]


def _note(report: Report) -> str:
    if report.error:
        return f"[red]{escape(report.error)}[/]"
    notes = [f"{name}: {e.trouble}." for name, e in report.exercises.items() if e.trouble]
    if report.untouched:
        notes.append("Nothing was written.")
    return escape(" ".join([*report.repairs, *notes]))
