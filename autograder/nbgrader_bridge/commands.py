"""What nbgrader's own commands call: our engine, our pages, our policy."""

from __future__ import annotations

import atexit
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter, NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import BasePlugin

from autograder.course.folders import Folders, find_root
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.feedback.page import page
from autograder.grading.engine import Engine
from autograder.nbgrader_bridge.lateness import naive_utc, penalty
from autograder.nbgrader_bridge.manual_marks import reconcile
from autograder.nbgrader_bridge.rows import read_marks, record, record_lateness
from autograder.nbgrader_bridge.writer import notebook_text, write_page
from autograder.records import collected, reports
from autograder.records.attempts import Attempts
from autograder.records.attempts import standing as standing_of
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
            _keep_only_ours(path.parent, path.name)
            text, resources = super().from_filename(filename, resources=resources, **kw)
            return str(text), resources
        student = Attempts(course, folders, place["assignment"], place["student"], path)
        for attempt, file in student.files.items():
            student.take(
                attempt, _engine(folders.root).grade(place["assignment"], place["student"], file)
            )
        report, standing, kept = student.counts, student.standing, student.kept
        same = kept is not None and kept.key == report.key
        with Gradebook(place["db_url"], course.id) as gradebook:
            record(gradebook, report, course, standing, kept=folders, same=same)
            marks = read_marks(gradebook, report.assignment, report.student)
        reports.keep(folders, report)
        student.settle()
        if report.status == "attention":
            # nbgrader writes no page for it, and would leave an older one with its marks.
            write_page(course, folders, report, marks, standing)
            raise CourseError(f"{report.student} needs attention: {report.error}")
        resources["output_extension"] = ".ipynb"
        resources.setdefault("outputs", {})
        return notebook_text(report), resources


def _keep_only_ours(folder: Path, notebook: str) -> None:
    """Remove the student's other files, which nbgrader has copied beside the notebook."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif path.name not in (notebook, "timestamp.txt") or path.is_symlink():
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
        standing = standing_of(course, folders, report)
        with Gradebook(place["db_url"], course.id) as gradebook:
            _refuse_a_lost_submission(gradebook, folders, report)
            reconcile(gradebook, folders, report.assignment, report.student)
            record_lateness(gradebook, report, course, standing)
            marks = read_marks(gradebook, place["assignment"], place["student"])
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


class Collect(ExchangeCollect):
    """``nbgrader collect`` that takes times of arrival from the kernel, and records them.

    A student makes the folder in the exchange, its name, timestamp.txt and the mtimes in it;
    only the kernel sets when an inode last changed (ctime).
    """

    def _path_to_record(self, path: str) -> dict[str, Any]:
        record = super()._path_to_record(path)
        return dict(record) | {"timestamp": naive_utc(_arrival(Path(path)))}

    def copy_files(self) -> None:
        """Copy the latest submission of each student; note the earlier ones as well."""
        super().copy_files()
        name = self.coursedir.assignment_id
        pattern = f"{self.coursedir.student_id or '*'}+{name}+*"
        for folder in sorted(Path(self.inbound_path).glob(pattern)):
            self._note(self._path_to_record(str(folder))["username"], folder, folder)

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission and date the copy, which nbgrader compares with later submissions."""
        super().do_copy(src, dest, log)
        stamp = Path(dest, "timestamp.txt")
        if stamp.is_dir() and not stamp.is_symlink():
            shutil.rmtree(stamp)
        stamp.unlink(missing_ok=True)
        stamp.write_text(f"{naive_utc(_arrival(Path(src)))} UTC", encoding="utf-8")
        # The copy, because a link in the exchange is a file here.
        self._note(Path(dest).parent.name, Path(dest), Path(src))

    def _note(self, student: str, folder: Path, came: Path) -> None:
        if student.startswith("."):  # the name of a folder that anybody may make
            return
        name = self.coursedir.assignment_id
        path, time = folder / f"{name}.ipynb", _arrival(came)
        collected.collect(Folders(find_root()), name, student, path, time, "exchange")


def _arrival(folder: Path) -> datetime:
    """When anything in a folder of the exchange last changed (ctime); now if it holds a link."""
    entries = [folder, *folder.rglob("*")]
    if any(entry.is_symlink() for entry in entries):  # its target may change later
        return datetime.now(UTC)
    newest = max(entry.lstat().st_ctime for entry in entries)
    return datetime.fromtimestamp(newest, UTC)
