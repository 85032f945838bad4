"""Whom a course knows, and the extensions in course.yml that are for none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.config import FILE, Course
from autograder.course.folders import Folders
from autograder.course.load import line_of
from autograder.errors import CourseError, did_you_mean
from autograder.records.submitted import same_student, students_in


@dataclass(frozen=True)
class Roster:
    """The gradebook's students.

    Attributes:
        names: Student's id → name; "" where the gradebook has none.
        imported: Whether a person has put students in, as ``nbgrader db student import`` does.
            Otherwise those are there who were graded, and one who is missing may still come.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    imported: bool = False


def unknown_extensions(
    course: Course, folders: Folders, name: str, roster: Roster, folder: Path | None = None
) -> list[str]:
    """Look for extensions that nobody would get.

    Args:
        course: With the extensions.
        folders: Where its course.yml and submissions lie.
        name: The assignment.
        roster: The gradebook's students.
        folder: Another folder of submissions.

    Returns:
        A line for each that is for somebody who may still come.

    Raises:
        CourseError: for one that spells a known student's id otherwise, or that is for nobody of
            an imported roster: its student would be taken for late without a word.
    """
    handed_in = students_in(folders.submitted) | students_in(folder or folders.submitted)
    known = sorted({*roster.names, *handed_in})
    spelt = {_letters(student): student for student in known}
    awaited = []
    for student in course.assignment(name).extensions:
        if student in known:
            continue
        number = [a.id for a in course.assignments].index(name)
        line = line_of(folders.root, ["assignments", number, "extensions", student])
        said = f"{folders.root / FILE}:{line}: no student is called {student!r}"
        add = f"if this is one: nbgrader db student add {student}"
        if near := spelt.get(_letters(student)):
            raise CourseError(f"{said}; did you mean {near!r}? ({add})")
        if roster.imported:
            raise CourseError(f"{said}{did_you_mean(student, known)} ({add})")
        awaited.append(f"{said} yet; the extension is kept for when they hand in")
    return awaited


def _letters(student: str) -> str:
    """What people keep of an id when they retype it: letters and digits without leading zeros."""
    letters = re.sub(r"[\W_]", "", same_student(student))
    return re.sub(r"(?<!\d)0{1,200}(?=\d)", "", letters)
