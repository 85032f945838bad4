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
from autograder.records.roster import Roster, unknown_extensions
from autograder.records.submitted import Task, find_tasks
from autograder.sandbox.limits import Level
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report, Unchanged

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
        names: Student's id → name, of those whose name the gradebook knows.
        unchanged: How many are as the last run left them.
        rescored: How many have the outcomes of the last run, and other points or titles.
    """

    assignment: str
    sandbox: str
    reports: list[Report] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0
    rescored: int = 0

    @property
    def attention(self) -> list[Report]:
        """The submissions that a person has to look at."""
        return [r for r in self.reports if r.status == "attention"]


@dataclass
class _Intake:
    """Takes in what came of each task; records a student when all attempts are there."""

    folders: Folders
    writer: GradebookWriter | None
    students: dict[str, Attempts]
    result: Result
    shown: Progress

    def take(self, task: Task, found: Report | Unchanged) -> None:
        """Take in what came of one task."""
        if task.trouble:
            assert isinstance(found, Report)
            self.result.reports.append(found)
            self.shown.advance(found)
            return
        student = self.students[task.student]
        report = student.take(task.attempt, found)
        if self.writer is not None:
            reports.refuse_other_points(report, self.writer.released)
        if student.complete:
            self._complete(self.students.pop(task.student), task.student)
        if report.attempt in student.fresh | student.rescored:
            self.shown.advance(report)
        else:
            self.shown.pass_over()

    def _complete(self, student: Attempts, name: str) -> None:
        writer, result = self.writer, self.result
        counts = student.counts if writer is None else _record(self.folders, writer, student)
        # The notebook is on the disk; a thousand of them, with pictures, fill the memory.
        result.reports.append(replace(counts, notebook=None))
        result.standings[name] = student.standing
        if student.rescored and not student.fresh:
            result.rescored += 1
        elif not student.fresh:
            result.unchanged += 1


def run(
    course: Course,
    folders: Folders,
    request: Request,
    progress: Callable[[int], Progress],
    tell: Callable[[str], None] = lambda line: None,
) -> Result:
    """Grade a class; each report is on disk and in the gradebook before the next is waited for.

    Args:
        course: What to grade by.
        folders: Where it lies.
        request: What to grade, and how.
        progress: Makes what shows the progress of so many submissions.
        tell: Is given each line that the instructor should read before the run.

    Raises:
        CourseError: for wrong use, a weak sandbox, an extension that nobody would get, or a
            gradebook that refuses from the start.
    """
    name = request.assignment
    handed_in = find_tasks(request.folder, name, request.student)
    with ExitStack() as stack:
        # Imports take seconds: the zygote and the fork server do theirs while this process opens
        # the gradebook.
        engine = Engine(course, folders, request.level, pictures=request.pictures, ready=[name])
        stack.callback(engine.close)
        writer, roster = None, Roster()
        if request.gradebook:
            from autograder.nbgrader_bridge.writer import GradebookWriter

            writer = GradebookWriter(course, folders, name)
            stack.callback(writer.close)
            roster = writer.roster
        awaited = unknown_extensions(course, folders, name, roster, request.folder)
        for line in [*awaited, *(writer.told if writer else [])]:
            tell(line)
        if writer is not None:
            _catch_up(folders, writer, name)
        students, tasks = _students(course, folders, request, handed_in)
        result = Result(name, engine.level, names=dict(roster.names))
        shown = stack.enter_context(progress(len(tasks)))
        jobs = min(request.jobs, len(tasks))
        intake = _Intake(folders, writer, students, result, shown)
        for task, found in batch.grade_all(engine, name, tasks, jobs, shown.working):
            intake.take(task, found)
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
            kept = reports.kept(folders, name, report.student)
            same = _is_same(report, kept)
            writer.write(report, same=same, rescored=same and _holds_either(writer, report, kept))
            reports.settle(folders, report)


def _record(folders: Folders, writer: GradebookWriter, student: Attempts) -> Report:
    """Record the report that counts; if the gradebook has its score, only the lateness.

    If the gradebook or the disk refuses, no other submission is affected.

    Returns:
        The report that counts, or one that says why it was not recorded.
    """
    report, kept = student.counts, student.kept
    try:
        same = report.attempt not in student.fresh and _is_same(report, kept)
        rescored = same and _holds_either(writer, report, kept)
        if not (same and kept and kept.exercises == report.exercises and writer.holds(report)):
            reports.stage(folders, report)
            writer.write(report, same=same, rescored=rescored)
            reports.settle(folders, report)
        else:
            # The page first, then the report: after a kill in between, the next run finds the old
            # report and writes the page again.
            writer.refresh(report, anew=bool(student.fresh) or report != kept)
            if report != kept:
                reports.keep(folders, report)
        student.settle()
    except CourseError as error:
        again = f"course grade {report.assignment}"
        why = f"graded, but not recorded: {error}; mend that, then: {again}"
        return replace(report, status="attention", points=None, error=why)
    return report


def _is_same(report: Report, kept: Report | None) -> bool:
    """Whether two reports are of the same answer, perhaps with other points."""
    return kept is not None and kept.key == report.key


def _holds_either(writer: GradebookWriter, report: Report, kept: Report | None) -> bool:
    """Whether the gradebook has this work's scores, as they are or as they were.

    Then the marks that people have given stand, and need no other look (needs_manual_grade).
    """
    return (kept is not None and writer.holds(kept)) or writer.holds(report)


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
