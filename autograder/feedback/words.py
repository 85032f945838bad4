"""A report's outcomes, points and lateness in plain text, for people to read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC

from autograder.course.config import Course
from autograder.scoring.late_policy import Lateness, Standing
from autograder.scoring.report import CheckReport, ExerciseReport, Report

OUTCOME_WORDS = {
    "passed": "passed", "failed": "failed", "not_reached": "not reached",
    "not_checked": "not checked",
}  # fmt: skip


@dataclass(frozen=True)
class Marks:
    """What people have added to the automatic marks.

    Attributes:
        written: Question → (score, or None while it waits for a grader; points).
        overridden: Exercise → the score that a person gave instead.
        comments: Cell → a grader's comment.
        late_penalty: Points taken off.
    """

    written: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    overridden: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    late_penalty: float = 0.0


def message(check: CheckReport, *, hints: bool = True, details: bool = True) -> str:
    """A check's outcome in one line of plain text; "" where it passed."""
    match check.outcome:
        case "passed":
            return ""
        case "not_checked":
            return "Not checked: the grader failed here, not you. A person will look at it."
        case "not_reached":
            return f"Not reached: {check.what}."
        case _:
            parts = [f"{check.what}."]
            if details:
                parts += [f"Called: {check.called}." if check.called else ""]
                parts += [f"Got: {check.got}." if check.got else ""]
                parts += [f"Wanted: {check.wanted}." if check.wanted else ""]
            if hints and check.hint:
                parts.append(f"Hint: {check.hint}")
            return " ".join(p for p in parts if p)


def one_voice(exercise: ExerciseReport) -> list[CheckReport]:
    """The checks of an exercise without hints that contradict or repeat.

    A named mistake explains every failure, so the checks' own guesses are left out; of equal
    hints the first stays.
    """
    said: set[str] = set()
    checks = []
    for check in exercise.checks:
        silent = exercise.misconception is not None or check.hint in said
        said.add(check.hint)
        checks.append(replace(check, hint="") if silent else check)
    return checks


def policy(course: Course) -> dict[str, bool]:
    """What the course shows of a failed check, as :func:`message` wants it."""
    return {
        "hints": course.feedback.hints == "always",
        "details": course.feedback.details == "always",
    }


def points_text(points: float | None) -> str:
    """Points without needless zeros: 7, 1.5; a dash where there are none yet."""
    return "–" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")


def automatic_mark(report: Report, standing: Standing | None) -> float | None:
    """The automatic points after lateness; None where there is no score."""
    late = standing.lateness if standing else None
    if report.points is None or late is None:
        return report.points
    return round(report.points - late.penalty(report.points), 6)


def days_text(days: int) -> str:
    """Days in words: 1 day, 2 days."""
    return f"{days} day{'' if days == 1 else 's'}"


def time_is_unknown(standing: Standing) -> bool:
    """Whether something was due, and nobody knows when the file came."""
    late = standing.lateness
    return late is not None and late.submitted is None and standing.counts is not None


def late_text(late: Lateness, penalty: float) -> str:
    """What the time of handing in means for the points, in one line; "" where nobody knows it.

    Args:
        late: When it was due and handed in, on the course's clocks.
        penalty: The points that are taken off.
    """
    if late.submitted is None:
        return ""
    clock = "%Y-%m-%d %H:%M:%S %Z"
    times = f"due {late.due.strftime(clock)}, handed in {late.submitted.strftime(clock)}"
    if late.submitted <= late.due.astimezone(UTC):
        return f"Handed in on time: {times}."
    if not late.days:
        return f"Handed in within the grace period: {times}. Nothing is taken off."
    taken = "Nothing is taken off."
    if late.percent:
        percent = points_text(late.percent)
        taken = f"{percent} % of the points are taken off: {points_text(penalty)}."
    return f"Handed in late, by {days_text(late.days)}: {times}. {taken}"
