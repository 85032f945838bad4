"""A gradebook that is new although submissions were graded: filled again from the reports."""

from __future__ import annotations

import sqlalchemy
from nbgrader.api import Assignment, Gradebook, MissingEntry, SubmittedAssignment

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.nbgrader_bridge.release import enter_assignment
from autograder.nbgrader_bridge.rows import record
from autograder.records import reports
from autograder.records.attempts import standing as standing_of


def lost(course: Course, folders: Folders, gradebook: Gradebook) -> dict[str, list[str]]:
    """Assignment → the students who have a report, where the gradebook has no submission of any."""
    query = sqlalchemy.select(Assignment.name).join(SubmittedAssignment).distinct()
    held = set(gradebook.db.scalars(query))
    found = {a.id: reports.students(folders, a.id) for a in course.assignments if a.id not in held}
    return {name: students for name, students in found.items() if students}


def rebuild(course: Course, folders: Folders, gradebook: Gradebook, *, was: str) -> str:
    """Fill a gradebook that has lost whole assignments, with reports and marks given by hand.

    Args:
        course: Its assignments are looked for.
        folders: Where reports and marks are kept.
        gradebook: What is filled.
        was: What is known of the gradebook before, such as "was missing".

    Returns:
        A line that tells it; "" where nothing was lost.

    Raises:
        CourseError: when a file of kept marks is damaged or the gradebook refuses.
    """
    missing = lost(course, folders, gradebook)
    if not missing:
        return ""
    written = restored = 0
    for name, students in missing.items():
        _enter(course, folders, gradebook, name)
        for student in students:
            try:
                report = reports.load(folders, name, student)
            except CourseError:  # a damaged report: the submission is graded again
                continue
            standing = standing_of(course, folders, report)
            restored += record(gradebook, report, course, standing, kept=folders, same=True)
            written += 1
    return (
        f"the gradebook {was or 'lacked ' + ', '.join(missing)}; rebuilt from {written} reports "
        f"with {restored} marks given by hand"
    )


def _enter(course: Course, folders: Folders, gradebook: Gradebook, name: str) -> None:
    """Make the gradebook know an assignment."""
    try:
        gradebook.find_notebook(name, name)
    except MissingEntry:
        enter_assignment(course, folders, name)
        gradebook.db.rollback()  # what another connection has written is to be seen
