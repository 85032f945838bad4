"""Due dates, extensions and penalties in the gradebook, as course.yml has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from nbgrader.api import Gradebook

from autograder.course.config import Course
from autograder.scoring import late_policy
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report


def fill_in_lateness(
    gradebook: Gradebook, report: Report, course: Course, standing: Standing
) -> bool:
    """Write due date, extension, time of handing in and penalty, in the open transaction.

    nbgrader itself has read timestamp.txt by now, which the student may have written.

    Returns:
        Whether anything was different before.
    """
    _settle_rows(gradebook)
    notebook = gradebook.find_submission_notebook(
        report.assignment, report.assignment, report.student
    )
    submission = notebook.assignment
    if report.assignment not in [a.id for a in course.assignments]:  # taken out since
        return False
    before = _lateness_rows(notebook)
    due = course.assignment(report.assignment).due
    if due is not None:
        submission.assignment.duedate = naive_utc(course.local(due))
    submission.extension = extension(course, report)
    submission.timestamp = standing.submitted and naive_utc(standing.submitted)
    _settle_rows(gradebook)
    take_penalty(course, report.assignment, notebook)
    _settle_rows(gradebook)
    return _lateness_rows(notebook) != before


def _settle_rows(gradebook: Gradebook) -> None:
    """Flush, and forget what was read, so that sums that the database computes are read again."""
    gradebook.db.flush()
    gradebook.db.expire_all()


def _lateness_rows(notebook: Any) -> tuple[Any, ...]:
    submission = notebook.assignment
    return (submission.duedate, submission.timestamp, notebook.late_submission_penalty)


def naive_utc(time: datetime) -> datetime:
    """A time as nbgrader keeps it."""
    return time.astimezone(UTC).replace(tzinfo=None)


def take_penalty(course: Course, name: str, notebook: Any) -> None:
    """Write the penalty for what the notebook's score is now."""
    submission = notebook.assignment
    notebook.late_submission_penalty = penalty(
        course, name, submission.student_id, notebook.score, submission.total_seconds_late
    )


def penalty(
    course: Course, name: str, student: str, score: float, seconds_late: float
) -> float | None:
    """What nbgrader's AssignLatePenalties writes: None where nothing is late."""
    assignment = course.assignment(name)
    due = course.due_of(assignment, student)
    if due is None or seconds_late <= 0:
        return None
    submitted = due.astimezone(UTC) + timedelta(seconds=seconds_late)
    _, percent = late_policy.percent(course.late_of(assignment), due, submitted)
    return late_policy.penalty(score, percent)


def extension(course: Course, report: Report) -> timedelta | None:
    """How much later than the class this student may hand in, as course.yml has it."""
    assignment = course.assignment(report.assignment)
    later = assignment.extensions.get(report.student)
    if later is None or assignment.due is None:
        return None
    # In UTC, or Python leaves out a change of the clocks between the two.
    return course.local(later).astimezone(UTC) - course.local(assignment.due).astimezone(UTC)
