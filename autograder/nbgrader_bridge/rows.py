"""A report's rows: automatic scores are written, what people have given is read."""

from __future__ import annotations

from typing import Any

from nbgrader.api import Gradebook

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.feedback.words import Marks
from autograder.nbgrader_bridge.gradebook import one_transaction
from autograder.nbgrader_bridge.lateness import fill_in_lateness
from autograder.nbgrader_bridge.manual_marks import keep_given, restore
from autograder.reading.release import CHECK_PREFIX
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report


def record(
    gradebook: Gradebook,
    report: Report,
    course: Course,
    standing: Standing | None = None,
    *,
    kept: Folders | None = None,
    same: bool = False,
    rescored: bool = False,
) -> int:
    """Write a report's scores: every automatic one anew, no manual one touched; all or nothing.

    Args:
        gradebook: Where to.
        report: What was found.
        course: Whose late policy holds.
        standing: When it was handed in.
        kept: Where marks given by hand are kept; those that the gradebook lacks are restored.
        same: Whether those were given for this very answer.
        rescored: Whether the gradebook has this very work, perhaps with other points: then what
            people have marked needs another look only where the automatic score is another.

    Returns:
        How many marks were restored.

    Raises:
        CourseError: when a file of kept marks is damaged or the disk refuses.
    """
    restored = 0
    if kept is not None:
        keep_given(gradebook, kept, report.assignment, report.student)
    with one_transaction(gradebook.db):
        gradebook.update_or_create_student(report.student)
        gradebook.update_or_create_submission(report.assignment, report.student)
        notebook = gradebook.find_submission_notebook(
            report.assignment, report.assignment, report.student
        )
        for grade in notebook.grades:
            _fill_in(grade, report, rescored=rescored)
        if kept is not None:
            restored = restore(gradebook, kept, notebook, same=same)
        fill_in_lateness(gradebook, report, course, standing or Standing())
    return restored


def _fill_in(grade: Any, report: Report, *, rescored: bool) -> None:
    graded, name = report.status == "graded", grade.cell.name
    before = grade.auto_score, grade.needs_manual_grade
    if name.startswith(CHECK_PREFIX):
        exercise = report.exercises.get(name.removeprefix(CHECK_PREFIX))
        grade.auto_score = exercise.points if graded and exercise else None
        grade.needs_manual_grade = not graded or grade.manual_score is not None
    else:
        blank = graded and not report.answered.get(name, False)
        grade.auto_score = 0.0 if blank else None
        grade.needs_manual_grade = not blank
    if rescored and grade.auto_score == before[0]:
        grade.needs_manual_grade = before[1]


def record_lateness(
    gradebook: Gradebook, report: Report, course: Course, standing: Standing
) -> None:
    """Write when it was due and handed in, and the penalty that follows; all or nothing."""
    with one_transaction(gradebook.db):
        fill_in_lateness(gradebook, report, course, standing)


def read_marks(gradebook: Gradebook, assignment: str, student: str) -> Marks:
    """What a person has added to the automatic marks: scores of written answers, comments."""
    notebook = gradebook.find_submission_notebook(assignment, assignment, student)
    written, overridden = {}, {}
    for grade in notebook.grades:
        name, graded = grade.cell.name, grade.auto_score is not None
        if not name.startswith(CHECK_PREFIX):
            score_ = None if grade.needs_manual_grade else grade.score
            written[name] = (score_, grade.max_score)
        elif grade.manual_score is not None or (graded and grade.extra_credit):
            overridden[name.removeprefix(CHECK_PREFIX)] = grade.score
    comments = {c.cell.name: c.manual_comment for c in notebook.comments if c.manual_comment}
    return Marks(written, overridden, comments, notebook.late_submission_penalty or 0.0)
