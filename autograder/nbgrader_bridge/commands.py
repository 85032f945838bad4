"""What nbgrader's own commands call: our engine, our pages, our policy."""

from __future__ import annotations

import atexit
import sys
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter, NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import BasePlugin
from traitlets.log import get_logger

from autograder import printable
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.feedback.page import page
from autograder.files import remove_folder
from autograder.grading.engine import Engine
from autograder.nbgrader_bridge.config import nbgraders_command
from autograder.nbgrader_bridge.lateness import penalty
from autograder.nbgrader_bridge.manual_marks import reconcile
from autograder.nbgrader_bridge.receipt import put_receipt, read_receipt
from autograder.nbgrader_bridge.roster import read_overruled_due_date, read_roster
from autograder.nbgrader_bridge.rows import read_marks, record, record_lateness
from autograder.nbgrader_bridge.writer import notebook_text, write_page
from autograder.records import reports
from autograder.records.attempts import Attempts
from autograder.records.attempts import standing as standing_of
from autograder.records.roster import unknown_extensions
from autograder.records.submitted import MAX_ID
from autograder.scoring.report import Report

_engines: dict[Path, Engine] = {}


def _engine(root: Path) -> Engine:
    """The engine of a course, started once in this process and closed at its exit."""
    if root not in _engines:
        _engines[root] = Engine(*open_course(root))
        atexit.register(_engines[root].close)
    return _engines[root]


class SubmissionExporter(NotebookExporter):
    """Reads a student's file for ``nbgrader autograde``: grades and records it with our engine."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Return the autograded notebook.

        Raises:
            CourseError: when the submission needs attention, with the reason.
        """
        course, folders = open_course()
        path, place = Path(filename).absolute(), resources["nbgrader"]
        if not path.is_relative_to(folders.submitted):
            _keep_only_ours(path)
            handed_in = folders.submitted / place["student"] / place["assignment"]
            put_receipt(path.parent, read_receipt(handed_in))
            text, resources = super().from_filename(filename, resources=resources, **kw)
            return str(text), resources
        if place["student"] != printable.line(place["student"], MAX_ID):
            raise CourseError(f"{place['student']!a} is no id of a student; rename the folder")
        name = place["assignment"]
        _look_at_dates(course, folders, name, folders.autograded / place["student"] / name)
        student = Attempts(course, folders, name, place["student"], path)
        for attempt, file in student.files.items():
            student.take(attempt, _engine(folders.root).grade(name, place["student"], file))
        report, standing, kept = student.counts, student.standing, student.kept
        reports.refuse_other_points(report, reports.release_points(folders.release(name)))
        same = kept is not None and kept.key == report.key
        with Gradebook(place["db_url"], course.id) as gradebook:
            record(gradebook, report, course, standing, kept=folders, same=same)
            marks = read_marks(gradebook, report.assignment, report.student)
        reports.keep(folders, report)
        student.settle()
        if report.status == "attention":
            # nbgrader writes no page for it, and would leave an older one with its marks.
            write_page(course, folders, report, marks, standing, read_receipt(path.parent))
            raise CourseError(f"{report.student} needs attention: {report.error}")
        resources["output_extension"] = ".ipynb"
        resources.setdefault("outputs", {})
        return notebook_text(report), resources


def _look_at_dates(course: Course, folders: Folders, name: str, made: Path) -> None:
    """Refuse an extension that nobody would get; tell what else the dates need, once.

    Args:
        course: With the extensions.
        folders: Where everything lies.
        name: The assignment.
        made: What nbgrader has begun to make, and would take for done.

    Raises:
        CourseError: in a server.
        SystemExit: instead, in a command of nbgrader, which would go on to the next student.
    """
    try:
        lines = unknown_extensions(course, folders, name, read_roster(course, folders))
        lines += read_overruled_due_date(course, folders, name)
    except CourseError as error:
        if not nbgraders_command():
            raise
        remove_folder(made)
        print(f"course: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    for line in lines:
        _tell(line)


@cache
def _tell(line: str) -> None:
    get_logger().warning(line)


def _keep_only_ours(notebook: Path) -> None:
    """Remove the student's other files, which nbgrader has copied beside the notebook."""
    for path in sorted(notebook.parent.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif path.name != notebook.name or path.is_symlink():
            path.unlink()


class FeedbackExporter(Exporter):
    """Writes our page for ``nbgrader generate_feedback``."""

    file_extension = ".html"

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Return the feedback page.

        Raises:
            CourseError: when the submission was not graded by this kit, or the gradebook lost it.
        """
        course, folders = open_course()
        place = resources["nbgrader"]
        report = reports.load(folders, place["assignment"], place["student"])
        made = folders.feedback / place["student"] / place["assignment"]
        _look_at_dates(course, folders, place["assignment"], made)
        standing = standing_of(course, folders, report)
        with Gradebook(place["db_url"], course.id) as gradebook:
            _refuse_a_lost_submission(gradebook, folders, report)
            reconcile(gradebook, folders, report.assignment, report.student)
            record_lateness(gradebook, report, course, standing)
            marks = read_marks(gradebook, place["assignment"], place["student"])
        graded = folders.autograded / place["student"] / place["assignment"]
        put_receipt(folders.feedback / place["student"] / place["assignment"], read_receipt(graded))
        resources["output_extension"] = ".html"
        resources.setdefault("outputs", {})
        return page(course, report, marks, standing), resources


def _refuse_a_lost_submission(gradebook: Gradebook, folders: Folders, report: Report) -> None:
    name, student = report.assignment, report.student
    try:
        gradebook.find_submission(name, student)
    except MissingEntry:
        raise CourseError(
            f"{folders.gradebook} lacks {student}'s submission, which was graded; bring it back, "
            f"with the marks given by hand: course grade {name}"
        ) from None


class LatePenalty(BasePlugin):
    """The late policy of course.yml, for nbgrader's AssignLatePenalties."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take off; nbgrader asks for a late submission only."""
        name = self.parent.assignment_id  # the preprocessor's; nbgrader passes no name
        return penalty(open_course()[0], name, student_id, score, total_seconds_late)
