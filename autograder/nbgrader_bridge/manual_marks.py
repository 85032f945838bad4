"""Marks given by hand: kept as they reach the gradebook, restored where a gradebook lacks them."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import Any

import sqlalchemy
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import Session

from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.nbgrader_bridge.gradebook import lock_for_writing, one_transaction
from autograder.records import manual_marks
from autograder.records.manual_marks import NONE, Mark, Marks

Place = tuple[str, str]  # assignment, student


def marks_in(session: Any, *conditions: Any) -> dict[Place, Marks]:
    """The marks given by hand that a gradebook holds, where there are any."""
    found: dict[Place, Marks] = defaultdict(dict)
    grades = _rows(Grade, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
    given = sqlalchemy.or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None))
    for name, student, cell, *mark in session.execute(grades.where(given, *conditions)):
        score, extra_credit, waiting = mark
        found[name, student][cell] = Mark(score, extra_credit, waiting=waiting)
    comments = _rows(Comment, Comment.manual_comment).where(Comment.manual_comment != "")
    for name, student, cell, comment in session.execute(comments.where(*conditions)):
        mark = found[name, student].get(cell, NONE)
        found[name, student][cell] = Mark(mark.score, mark.extra_credit, comment, mark.waiting)
    return dict(found)


def _rows(kind: Any, *columns: Any) -> Any:
    """Select columns of grades or comments: assignment, student and cell before them."""
    return (
        sqlalchemy.select(Assignment.name, SubmittedAssignment.student_id, BaseCell.name, *columns)
        .select_from(kind)
        .join(BaseCell, kind.cell_id == BaseCell.id)
        .join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )


# -- keeping and restoring ------------------------------------------------------


def reconcile(gradebook: Gradebook, folders: Folders, assignment: str, only: str = "") -> int:
    """Keep what people gave by hand since, and restore what an old copy of a gradebook lacks.

    Args:
        gradebook: Whose marks are compared with the kept ones.
        folders: Where those are kept.
        assignment: All of its submissions are looked at,
        only: or this student's only.

    Returns:
        How many marks were restored.

    Raises:
        CourseError: when a kept file is damaged or the disk refuses.
    """
    found = marks_in(gradebook.db, Assignment.name == assignment)
    students = {*manual_marks.students(folders, assignment), *(student for _, student in found)}
    restored = 0
    for student in sorted(students & {only} if only else students):
        history = manual_marks.load(folders, assignment, student)
        newer, lost = manual_marks.compare(found.get((assignment, student), {}), history)
        manual_marks.keep(folders, assignment, student, newer)
        if lost:
            restored += _restore(gradebook, folders, assignment, student)
    gradebook.db.rollback()  # ends the transaction in which marks were read
    return restored


def keep_given(gradebook: Gradebook, folders: Folders, assignment: str, student: str) -> None:
    """Keep what people gave a student by hand since, and the gradebook has committed.

    Raises:
        CourseError: when the kept file is damaged or the disk refuses.
    """
    place = Assignment.name == assignment, SubmittedAssignment.student_id == student
    found = marks_in(gradebook.db, *place).get((assignment, student), {})
    newer, _ = manual_marks.compare(found, manual_marks.load(folders, assignment, student))
    manual_marks.keep(folders, assignment, student, newer)


def _restore(gradebook: Gradebook, folders: Folders, assignment: str, student: str) -> int:
    """Restore a submission's marks, where the gradebook has the submission."""
    gradebook.db.rollback()
    with one_transaction(gradebook.db):
        lock_for_writing(gradebook.db)  # a mark that is given meanwhile is newer than all others
        try:
            notebook = gradebook.find_submission_notebook(assignment, assignment, student)
        except MissingEntry:
            return 0
        return restore(gradebook, folders, notebook, same=True)


def restore(gradebook: Gradebook, folders: Folders, notebook: Any, *, same: bool) -> int:
    """Give a submission the kept marks that it lacks, in the open transaction.

    Args:
        gradebook: Where the submission is.
        folders: Where the marks are kept.
        notebook: The submission's notebook.
        same: Whether the marks were given for this very answer; if not, a person looks again.

    Returns:
        How many marks it lacked.

    Raises:
        CourseError: when the kept file is damaged.
    """
    assignment, student = notebook.assignment.assignment.name, notebook.assignment.student_id
    found = marks_in(gradebook.db, SubmittedNotebook.id == notebook.id)
    history = manual_marks.load(folders, assignment, student)
    _, lost = manual_marks.compare(found.get((assignment, student), {}), history)
    restored = set()
    for grade in notebook.grades:
        if mark := lost.get(grade.cell.name):
            grade.manual_score, grade.extra_credit = mark.score, mark.extra_credit
            if mark.score is not None or mark.extra_credit is not None:
                grade.needs_manual_grade = mark.waiting or not same
            restored.add(grade.cell.name)
    for comment in notebook.comments:
        if mark := lost.get(comment.cell.name):
            comment.manual_comment = mark.comment
            restored.add(comment.cell.name)
    gradebook.db.flush()
    return len(restored)


# -- as they are given ----------------------------------------------------------

_watched: dict[str, Folders] = {}  # the gradebook's file → its course
_CHANGED = "course: marks changed by hand"  # in a session's info


def watch(folders: Folders) -> None:
    """Keep each mark that this process commits to a course's gradebook, formgrader's above all."""
    if not _watched:
        sqlalchemy.event.listen(Session, "after_flush", _note)
        sqlalchemy.event.listen(Session, "after_commit", _keep)
        sqlalchemy.event.listen(Session, "after_soft_rollback", _forget)
    _watched[str(folders.gradebook)] = folders


def _course_of(session: Session) -> Folders | None:
    bind = session.bind
    return _watched.get(str(bind.url.database)) if isinstance(bind, sqlalchemy.Engine) else None


def _note(session: Session, _: Any) -> None:
    """Note what a flush has written; the rows still know what they were before."""
    if _course_of(session) is not None:
        rows = [row for row in [*session.new, *session.dirty] if _by_hand(row)]
        session.info.setdefault(_CHANGED, set()).update((r.notebook_id, r.cell_id) for r in rows)


def _by_hand(row: Any) -> bool:
    match row:
        case Grade():
            columns = ["manual_score", "extra_credit"]
            if row.manual_score is not None or row.extra_credit is not None:
                columns.append("needs_manual_grade")
        case Comment():
            columns = ["manual_comment"]
        case _:
            return False
    attributes = sqlalchemy.inspect(row).attrs
    return any(attributes[column].history.has_changes() for column in columns)


def _forget(session: Session, _: Any) -> None:
    session.info.pop(_CHANGED, None)


def _keep(session: Session) -> None:
    """Keep what was committed, as the gradebook has it now."""
    folders, changed = _course_of(session), session.info.pop(_CHANGED, None)
    if folders is None or not changed:
        return
    try:
        with Session(session.bind) as reader:
            _keep_cells(reader, folders, changed)
    except (CourseError, sqlalchemy.exc.SQLAlchemyError) as error:
        # The gradebook has the mark; the next command of ours keeps it.
        logging.getLogger(__name__).warning("a mark is in the gradebook alone: %s", error)


def _keep_cells(reader: Session, folders: Folders, changed: set[tuple[str, str]]) -> None:
    for notebook_id, cell_id in sorted(changed):
        notebook, cell = reader.get(SubmittedNotebook, notebook_id), reader.get(BaseCell, cell_id)
        if notebook is None or cell is None:  # removed since
            continue
        place = notebook.assignment.assignment.name, notebook.assignment.student_id
        marks = marks_in(reader, SubmittedNotebook.id == notebook_id, BaseCell.id == cell_id)
        mark = marks.get(place, {}).get(cell.name, NONE)
        manual_marks.keep(folders, *place, {cell.name: mark})
