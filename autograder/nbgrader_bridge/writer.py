"""Reports as they come: into the gradebook, autograded/ and feedback/."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import sqlalchemy
from nbgrader.api import Gradebook, MissingEntry

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.feedback.formgrader import for_formgrader
from autograder.feedback.page import page
from autograder.feedback.words import Marks
from autograder.files import remove_folder, replace_folder
from autograder.nbgrader_bridge import manual_marks
from autograder.nbgrader_bridge.gradebook import (
    db_url,
    inspect_gradebook,
    make_gradebook,
    one_transaction,
)
from autograder.nbgrader_bridge.lateness import fill_in_lateness
from autograder.nbgrader_bridge.rebuild import rebuild
from autograder.nbgrader_bridge.receipt import Receipt, put_receipt, read_receipt
from autograder.nbgrader_bridge.refusals import refusals
from autograder.nbgrader_bridge.release import generate_assignment
from autograder.nbgrader_bridge.roster import overruled_due_date, roster_of
from autograder.nbgrader_bridge.rows import read_marks, record
from autograder.reading.release import CHECK_PREFIX
from autograder.records import reports
from autograder.records.attempts import standing as standing_of
from autograder.records.submitted import same_student
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report


class GradebookWriter:
    """Writes reports into the gradebook, autograded/ and feedback/; one at a time.

    Attributes:
        roster: The gradebook's students, before anything was written.
        released: nbgrader's graded cells of the release: name → points.
        told: What the instructor should know of it, a line each.

    Raises:
        CourseError: when the gradebook cannot be opened or written, belongs to another course
            or was made by an older nbgrader.
    """

    def __init__(self, course: Course, folders: Folders, name: str) -> None:
        self._course, self._folders, self._name = course, folders, name
        folders.make_work()
        was = "" if os.path.lexists(folders.gradebook) else "was missing"
        manual_marks.watch(folders)
        with refusals(str(folders.gradebook)):
            make_gradebook(course, folders)
            inspect_gradebook(course, folders)
            self._gradebook = Gradebook(db_url(folders), course.id)
            # SQLite commits by removing its journal: EXTRA also flushes the folder, without which a
            # power cut could bring the journal back and undo the commit.
            self._gradebook.db.execute(sqlalchemy.text("PRAGMA synchronous = EXTRA"))
            self.roster = roster_of(self._gradebook)
            overruled = overruled_due_date(self._gradebook, course, name)
            if not self._knows_assignment():
                generate_assignment(course, folders, name)
            self.released = reports.release_points(folders.release(name))
            self.told = [*overruled, *self._mend(was)]
            self._spelt = {same_student(s.id): s.id for s in self._gradebook.students}

    def close(self) -> None:
        """Close the gradebook."""
        self._gradebook.close()

    def _mend(self, was: str) -> list[str]:
        """Bring back what a new gradebook, or an old copy of it, lacks."""
        told = rebuild(self._course, self._folders, self._gradebook, was=was)
        restored = manual_marks.reconcile(self._gradebook, self._folders, self._name)
        again = f"the gradebook lacked {restored} marks given by hand; they were restored"
        return [line for line in (told, again if restored else "") if line]

    def _knows_assignment(self) -> bool:
        try:
            notebook = self._gradebook.find_notebook(self._name, self._name)
        except MissingEntry:
            return False
        released = reports.release_points(self._folders.release(self._name))
        known = {c.name: c.max_score for c in [*notebook.grade_cells, *notebook.task_cells]}
        return known == released

    def write(self, report: Report, *, same: bool = False, rescored: bool = False) -> None:
        """Record one report: rows, autograded notebook, feedback page.

        Args:
            report: What was found.
            same, rescored: As for :func:`~autograder.nbgrader_bridge.rows.record`.

        Raises:
            CourseError: when the gradebook or the disk refuses.
        """
        known = self._spelt.setdefault(same_student(report.student), report.student)
        if known != report.student:
            raise CourseError(f"the gradebook spells this student's id {known!a}; rename one")
        standing = standing_of(self._course, self._folders, report)
        with refusals(str(self._folders.gradebook)):
            record(
                self._gradebook, report, self._course, standing,
                kept=self._folders, same=same, rescored=rescored,
            )  # fmt: skip
            marks = read_marks(self._gradebook, report.assignment, report.student)
        receipt = read_receipt(self._place(self._folders.submitted, report))
        graded = self._place(self._folders.autograded, report)
        if report.notebook is None:  # remove an older submission's notebook
            remove_folder(graded)
        else:
            notebook = {f"{report.assignment}.ipynb": notebook_text(report).encode()}
            replace_folder(graded, notebook | receipt)
        write_page(self._course, self._folders, report, marks, standing, receipt)

    def write_feedback(self, report: Report) -> None:
        """Write the feedback page of what was graded anew, with the manual marks of now.

        Raises:
            CourseError: when the gradebook or the disk refuses.
        """
        if self._row(report) is None:  # an old copy of a gradebook
            self.write(report, same=True)
        graded = self._place(self._folders.autograded, report)
        older = self._place(self._folders.feedback, report)
        self._refresh(report, read_receipt(graded if graded.is_dir() else older), anew=True)

    def refresh(self, report: Report, *, anew: bool) -> None:
        """Record what lateness costs a graded submission now; write its page where that changes.

        The same work handed in once more has another receipt, which the page follows.

        Args:
            report: The report of what lies in submitted/.
            anew: Whether to write the page in any case.

        Raises:
            CourseError: when the gradebook or the disk refuses.
        """
        receipt = read_receipt(self._place(self._folders.submitted, report))
        graded = self._place(self._folders.autograded, report)
        if graded.is_dir() and read_receipt(graded) != receipt:
            put_receipt(graded, receipt)
        older = read_receipt(self._place(self._folders.feedback, report))
        self._refresh(report, receipt, anew=anew or older != receipt)

    def _refresh(self, report: Report, receipt: Receipt, *, anew: bool) -> None:
        standing = standing_of(self._course, self._folders, report)
        with (
            refusals(str(self._folders.gradebook)),
            one_transaction(self._gradebook.db),
        ):
            changed = fill_in_lateness(self._gradebook, report, self._course, standing)
            if changed or anew:
                marks = read_marks(self._gradebook, report.assignment, report.student)
                # Before the commit: after a kill in between, the next run does both again.
                write_page(self._course, self._folders, report, marks, standing, receipt)

    @staticmethod
    def _place(step: Path, report: Report) -> Path:
        """A student's folder in submitted/, autograded/ or feedback/."""
        return step / report.student / report.assignment

    def holds(self, report: Report) -> bool:
        """Whether the gradebook has this report's scores already."""
        with refusals(str(self._folders.gradebook)):
            notebook = self._row(report)
            if notebook is None:
                return False
            held = {g.cell.name: g.auto_score for g in notebook.grades}
        return all(
            held.get(f"{CHECK_PREFIX}{name}") == exercise.points
            for name, exercise in report.exercises.items()
        )

    def _row(self, report: Report) -> Any:
        """The submission's notebook in the gradebook; None where it has none."""
        try:
            return self._gradebook.find_submission_notebook(
                report.assignment, report.assignment, report.student
            )
        except MissingEntry:
            return None


def write_page(
    course: Course,
    folders: Folders,
    report: Report,
    marks: Marks,
    standing: Standing,
    receipt: Receipt,
) -> None:
    """Write the feedback page and the receipt to release it with, in place of older ones."""
    written = {f"{report.assignment}.html": page(course, report, marks, standing).encode()}
    replace_folder(folders.feedback / report.student / report.assignment, written | receipt)


def notebook_text(report: Report) -> str:
    """The autograded notebook, as formgrader will show it."""
    notebook = nbformat.from_dict(for_formgrader(report))
    return str(nbformat.writes(notebook)) + "\n"
