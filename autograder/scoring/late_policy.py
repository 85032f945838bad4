"""What the time of handing in costs, and which attempt counts.  Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from autograder.course.config import Course, Late
from autograder.errors import CourseError
from autograder.scoring.report import Report

Source = Literal["grade", "collect", "exchange", "times"]
"""Who told the time: grading saw the file first, somebody collected it, or a list has it."""


@dataclass(frozen=True)
class Attempt:
    """One file that a student handed in.

    Attributes:
        digest: Of its cells; the same work handed in again is the same attempt.
        time: When it was there, in UTC; with the source "grade" it may have come earlier.
        source: Who told the time.
    """

    digest: str
    time: datetime
    source: Source


@dataclass(frozen=True)
class Lateness:
    """How late one attempt is, on the course's clocks.

    Attributes:
        due: The student's own due date.
        submitted: When it was handed in; None where nobody knows, and nothing is taken off.
        days: Started days after the due date; 0 in time and within the grace period.
        percent: What is taken off the earned points.
    """

    due: datetime
    submitted: datetime | None
    days: int = 0
    percent: float = 0.0

    def penalty(self, points: float) -> float:
        """The points taken off: never below nothing, never more than there are."""
        return penalty(points, self.percent)


@dataclass(frozen=True)
class Standing:
    """A student's attempts at an assignment, the earliest first, and the one that counts.

    Attributes:
        lateness: Of the one that counts; None where the assignment has no due date.
        points: Attempt's digest → its automatic points, where several were compared.
    """

    attempts: Sequence[Attempt] = ()
    counts: Attempt | None = None
    lateness: Lateness | None = None
    points: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def submitted(self) -> datetime | None:
        """When the one that counts was handed in; None where nobody knows."""
        if self.lateness is not None:
            return self.lateness.submitted
        return self.counts.time if self.counts and self.counts.source != "grade" else None


def days_late(due: datetime, submitted: datetime) -> int:
    """Count the started days after a due date, 0 for one that is met.

    A day ends at the due date's time of day on the clocks of its timezone, so it has 23 or 25
    hours where they change.
    """
    late = submitted.astimezone(UTC) - due.astimezone(UTC)  # or Python ignores the change
    if late <= timedelta(0):
        return 0
    days = max(1, late.days - 1)  # a lower bound: no zone has skipped more than a day
    while submitted > (due + timedelta(days=days)).astimezone(UTC):
        days += 1
    return days


def percent(policy: Late, due: datetime, submitted: datetime) -> tuple[int, float]:
    """Say how many days count as late, and what percent of the points they cost.

    Args:
        policy: The course's or the assignment's.
        due: With a timezone, whose clocks tell when a day is over.
        submitted: With any timezone; whole seconds count, as people write them.
    """
    submitted = submitted.replace(microsecond=0)
    grace = timedelta(minutes=policy.grace_minutes)
    if submitted <= due.astimezone(UTC) + grace:
        return 0, 0.0
    days = days_late(due, submitted)
    if policy.closes_after_days is not None and days > policy.closes_after_days:
        return days, 100.0
    taken = round(days * policy.penalty_percent_per_day, 6)  # 3 * 0.1 is not quite 0.3
    return days, min(taken, policy.max_penalty_percent)


def penalty(points: float, taken: float) -> float:
    """So many percent of the points, between nothing and all of them."""
    return min(max(round(points * taken / 100, 6), 0.0), max(points, 0.0))


def lateness(course: Course, name: str, student: str, attempt: Attempt | None) -> Lateness | None:
    """How late an attempt is; None where nothing is due."""
    try:
        assignment = course.assignment(name)
    except CourseError:  # taken out of course.yml since
        return None
    due = course.due_of(assignment, student)
    if due is None:
        return None
    if attempt is None:
        return Lateness(due, None)
    submitted = attempt.time.replace(microsecond=0)
    # First seen by grading, after the due date: it may have come in time, so nothing is taken off.
    if attempt.source == "grade" and submitted > due.astimezone(UTC):
        return Lateness(due, None)
    days, taken = percent(course.late_of(assignment), due, submitted)
    return Lateness(due, course.here(submitted), days, taken)


def standing(
    course: Course,
    report: Report,
    attempts: Sequence[Attempt],
    points: Mapping[str, float | None] | None = None,
) -> Standing:
    """Where a student stands with the report that counts."""
    counts = next((a for a in attempts if a.digest == report.attempt), None)
    late = lateness(course, report.assignment, report.student, counts)
    return Standing(attempts, counts, late, points or {})


def best(
    course: Course, current: Report, earlier: Iterable[Report], attempts: Sequence[Attempt]
) -> Report:
    """Choose the report with the most automatic points after its penalty.

    Of equals the latest counts: its written answers may be better.  While the current one
    needs attention no other is chosen: it may turn out to be the best.
    """
    if current.points is None:
        return current
    order = {attempt.digest: number for number, attempt in enumerate(attempts)}

    def worth(report: Report) -> tuple[float, float, int]:
        late = standing(course, report, attempts).lateness
        taken = late.percent if late else 0.0
        points = report.points or 0.0
        return points - penalty(points, taken), -taken, order.get(report.attempt, -1)

    return max([current, *(r for r in earlier if r.points is not None)], key=worth)
