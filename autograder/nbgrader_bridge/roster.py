"""The gradebook's students, and the due date that people have set there."""

from __future__ import annotations

from datetime import UTC

from nbgrader.api import Gradebook, MissingEntry, Student

from autograder.course.config import FILE, Course
from autograder.course.folders import Folders
from autograder.nbgrader_bridge.gradebook import db_url
from autograder.nbgrader_bridge.lateness import naive_utc
from autograder.nbgrader_bridge.refusals import refusals
from autograder.records.roster import Roster


def roster_of(gradebook: Gradebook) -> Roster:
    """The students of an open gradebook.

    Grading puts a student in together with a submission and without a name.
    """
    names = {
        student.id: " ".join(filter(None, (student.first_name, student.last_name)))
        for student in gradebook.students
    }
    alone = gradebook.db.query(Student).filter(~Student.submissions.any()).first()
    return Roster(names, imported=alone is not None or any(names.values()))


def read_roster(course: Course, folders: Folders) -> Roster:
    """The students of the course's gradebook; none where there is no gradebook yet.

    Raises:
        CourseError: when it cannot be read.
    """
    if not folders.gradebook.exists():
        return Roster()
    with refusals(str(folders.gradebook)), Gradebook(db_url(folders), course.id) as gradebook:
        return roster_of(gradebook)


def overruled_due_date(gradebook: Gradebook, course: Course, name: str) -> list[str]:
    """Say that a due date in the gradebook, where formgrader's Edit puts it, does not hold.

    Returns:
        One line; none where the gradebook has the due date of course.yml or none at all.
    """
    try:
        held = gradebook.find_assignment(name).duedate
    except MissingEntry:
        return []
    due = course.assignment(name).due
    if held is None or (due and naive_utc(course.local(due)) == held):
        return []
    there = course.here(held.replace(tzinfo=UTC))
    said = f"{name} is due {there:%Y-%m-%d %H:%M %Z} in the gradebook (formgrader's Edit)"
    if due is None:
        return [
            f"{said} and never in {FILE}, which rules: nobody is late. "
            f"To make it hold: `due: {there:%Y-%m-%d %H:%M}` in {FILE}"
        ]
    here = course.here(course.local(due))
    return [f"{said} and {here:%Y-%m-%d %H:%M %Z} in {FILE}, which rules"]


def read_overruled_due_date(course: Course, folders: Folders, name: str) -> list[str]:
    """The same for the course's gradebook; nothing where there is none yet.

    Raises:
        CourseError: when it cannot be read.
    """
    if not folders.gradebook.exists():
        return []
    with refusals(str(folders.gradebook)), Gradebook(db_url(folders), course.id) as gradebook:
        return overruled_due_date(gradebook, course, name)
