"""One run of ``course grade``: grade a class, record each report as it comes, show progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.progress import Progress
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.feedback.marks_json import to_json
from autograder.files import write_atomically
from autograder.grading import batch
from autograder.grading.engine import Engine
from autograder.records import reports
from autograder.records.attempts import Attempts
from autograder.records.submitted import Task, find_tasks
from autograder.sandbox.limits import Level
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report

if TYPE_CHECKING:
    from autograder.nbgrader_bridge.writer import GradebookWriter


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
    pictures: bool = True


@dataclass
class Result:
    """What came of it, in the students' order.

    Attributes:
        told: What the gradebook lacked and got back, a line each.
    """

    assignment: str
    sandbox: str
    reports: list[Report] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    unchanged: int = 0
    told: list[str] = field(default_factory=list)

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
    found = find_tasks(request.folder, name, request.student)
    with ExitStack() as stack:
        # Imports take seconds: the zygote and the fork server do theirs while this process opens
        # the gradebook.
        engine = Engine(course, folders, request.level, pictures=request.pictures, ready=[name])
        stack.callback(engine.close)
        writer = None
        if request.gradebook:
            from autograder.nbgrader_bridge.writer import GradebookWriter

            writer = GradebookWriter(course, folders, name)
            stack.callback(writer.close)
            _catch_up(folders, writer, name)
        students, tasks = _students(course, folders, request, found)
        result = Result(name, engine.level, told=writer.told if writer else [])
        shown = stack.enter_context(progress(len(tasks)))
        jobs = min(request.jobs, len(tasks))
        for task, fresh in batch.grade_all(engine, name, tasks, jobs, shown.working):
            if task.trouble:
                assert fresh is not None
                result.reports.append(fresh)
                shown.advance(fresh)
                continue
            student = students[task.student]
            report = student.take(task.attempt, fresh)
            if student.complete:
                counts = student.counts if writer is None else _record(folders, writer, student)
                # The notebook is on the disk; a thousand of them, with pictures, fill the memory.
                result.reports.append(replace(counts, notebook=None))
                result.standings[task.student] = student.standing
                result.unchanged += not student.fresh
                del students[task.student]
            shown.advance(report)
    result.reports.sort(key=lambda r: r.student)
    return result


def _students(
    course: Course, folders: Folders, request: Request, found: list[Task]
) -> tuple[dict[str, Attempts], list[Task]]:
    """Each student's attempts, and what there is to grade; a fault concerns one student."""
    students, tasks = {}, []
    for task in found:
        if task.trouble:
            tasks.append(task)
            continue
        name, keep = request.assignment, request.gradebook
        try:
            attempts = Attempts(course, folders, name, task.student, task.path, keep=keep)
        except CourseError as error:  # without the ledger, times would be wrong
            tasks.append(replace(task, trouble=str(error)))
        else:
            students[task.student] = attempts
            tasks += _tasks(folders, request, task.student, attempts)
    return students, tasks


def _tasks(folders: Folders, request: Request, student: str, attempts: Attempts) -> list[Task]:
    tasks = [Task(student, file, attempt=attempt) for attempt, file in attempts.files.items()]
    if request.force or not request.gradebook:
        return tasks
    return [_with_known_key(folders, request.assignment, task) for task in tasks]


def _catch_up(folders: Folders, writer: GradebookWriter, name: str) -> None:
    """Write into the gradebook what an earlier run had graded when it was killed."""
    for report in reports.staged(folders, name):
        with suppress(CourseError):  # it is graded again, and refused again with a line of its own
            writer.write(report)
            reports.settle(folders, report)


def _record(folders: Folders, writer: GradebookWriter, student: Attempts) -> Report:
    """Record the report that counts; if the gradebook has its score, only the lateness.

    Writing a score again would flag manual marks for another look (needs_manual_grade).  If the
    gradebook or the disk refuses, no other submission is affected.

    Returns:
        The report that counts, or one that says why it was not recorded.
    """
    report, kept = student.counts, student.kept
    fresh = report.attempt in student.fresh or kept is None or kept.key != report.key
    try:
        if fresh or not writer.holds(report):
            reports.stage(folders, report)
            writer.write(report, same=not fresh)
            reports.settle(folders, report)
        else:
            # The page first, then the report: after a kill in between, the next run finds the old
            # report and writes the page again.
            writer.refresh(report, anew=bool(student.fresh) or report != kept)
            if report != kept:
                reports.keep(folders, report)
        student.settle()
    except CourseError as error:
        why = f"graded, but not recorded: {error}"
        return replace(report, status="attention", points=None, error=why)
    return report


def _with_known_key(folders: Folders, name: str, task: Task) -> Task:
    try:
        report = reports.load(folders, name, task.student, task.attempt)
    except CourseError:  # none yet, or a damaged one: grade it
        return task
    return replace(task, known=report.key) if report.status == "graded" else task


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
            to_json(r, course, result.standings.get(r.student)) for r in result.reports
        ],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        write_atomically(path, text.encode())
