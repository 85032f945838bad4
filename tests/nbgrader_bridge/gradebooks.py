"""A course's gradebook, opened as nbgrader does, for looking and for marking by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.course.folders import Folders
from autograder.nbgrader_bridge.gradebook import db_url


@contextmanager
def open_gradebook(root: Path) -> Iterator[Any]:
    with Gradebook(db_url(Folders(root)), "optimization") as gradebook:
        yield gradebook


def give(root: Path, student: str, cell: str, score: float | None, extra: Any = None) -> None:
    """Give a score as formgrader does."""
    with open_gradebook(root) as gradebook:
        grade = gradebook.find_grade(cell, "risk", "risk", student)
        grade.manual_score, grade.extra_credit = score, extra
        grade.needs_manual_grade = score is None and grade.auto_score is None
        gradebook.db.commit()


def say(root: Path, student: str, cell: str, comment: str) -> None:
    """Give a comment as formgrader does."""
    with open_gradebook(root) as gradebook:
        gradebook.find_comment(cell, "risk", "risk", student).manual_comment = comment
        gradebook.db.commit()


def rows(root: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
    """(student, cell) → automatic score, manual score, extra credit, whether a person is to look;
    and (student, comment's cell, "comment") → the comment."""
    found: dict[Any, Any] = {}
    with open_gradebook(root) as gradebook:
        for submission in gradebook.assignment_submissions("risk"):
            student, notebook = submission.student_id, submission.notebooks[0]
            for grade in notebook.grades:
                found[student, grade.cell.name] = (
                    grade.auto_score, grade.manual_score, grade.extra_credit,
                    grade.needs_manual_grade,
                )  # fmt: skip
            for comment in notebook.comments:
                found[student, comment.cell.name, "comment"] = comment.manual_comment
    return found
