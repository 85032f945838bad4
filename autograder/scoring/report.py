"""SCORE: the outcomes of the checks → a :class:`Report`.  Pure data, pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import fsum
from typing import Any, Literal

from autograder import printable
from autograder.checking.result import Check, Outcome, Result
from autograder.errors import CourseError
from autograder.reading.release import CHECK_PREFIX

MAX_FAULT = 4000  # characters
MAX_REPAIRS = 100


@dataclass(frozen=True)
class CheckReport:
    """One check: its outcome, its points, and for a failed one what was looked at."""

    name: str
    title: str
    outcome: Outcome
    points: float
    max_points: float
    what: str = ""
    called: str = ""
    got: str = ""
    wanted: str = ""
    hint: str = ""
    fault: str = ""
    picture: dict[str, Any] | None = None

    @property
    def score(self) -> float | None:
        """The points; None where the check could not be carried out."""
        return None if self.outcome == "not_checked" else self.points


@dataclass(frozen=True)
class ExerciseReport:
    """One exercise: the sum of its checks, and the misconception behind a wrong answer."""

    points: float
    max_points: float
    checks: list[CheckReport]
    misconception: str | None = None
    trouble: str = ""

    @property
    def score(self) -> float | None:
        """The points; None where one of the checks could not be carried out."""
        return None if any(check.score is None for check in self.checks) else self.points


@dataclass(frozen=True)
class Report:
    """One graded submission.

    Attributes:
        status: "graded", or "attention" where a person has to look.
        points: Sum of the exercises' points; None where there is no score.
        error: Why it needs attention, one line.
        repairs: What had to be put in order in the file.
        stopped: Cells that had to be stopped, one sentence each.
        answered: Written question → whether there is an answer.
        notebook: The notebook as it ran, an nbformat 4 dict; None where it could not be read.
        untouched: Whether every solution cell is still the release's stub.
        key: Digest of all that the outcomes depend on; equal keys need no second grading.
        attempt: Which of the student's attempts it is about; "" where none was collected.
    """

    student: str
    assignment: str
    status: Literal["graded", "attention"]
    points: float | None
    max_points: float
    exercises: dict[str, ExerciseReport] = field(default_factory=dict)
    error: str | None = None
    repairs: list[str] = field(default_factory=list)
    answered: dict[str, bool] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    sandbox: str = ""
    notebook: dict[str, Any] | None = None
    key: str = ""
    untouched: bool = False
    attempt: str = ""
    stopped: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON values, for keeping."""
        return asdict(self)


@dataclass(frozen=True)
class Unchanged:
    """In place of a report: the one on the disk has the outcomes of now.

    Attributes:
        checks: With the points and titles of now.
    """

    checks: Sequence[Check]


def from_json(data: dict[str, Any]) -> Report:
    """Rebuild a report from :meth:`Report.to_json`."""
    exercises = {
        name: ExerciseReport(**(e | {"checks": [CheckReport(**c) for c in e["checks"]]}))
        for name, e in data["exercises"].items()
    }
    return Report(**(data | {"exercises": exercises}))


def exercise_reports(
    results: Iterable[Result],
    troubles: dict[str, str],
    misconceptions: dict[str, str | None],
) -> dict[str, ExerciseReport]:
    """Add up the checks of each exercise, in the order of the checks.

    Args:
        results: What each check found.
        troubles: Exercise → what went wrong in its cell.
        misconceptions: Exercise → the hint of a known mistake.
    """
    checks: dict[str, list[CheckReport]] = {}
    for result in results:
        checks.setdefault(result.check.exercise, []).append(_check(result))
    return {
        exercise: ExerciseReport(
            points=_sum(c.points for c in reports),
            max_points=_sum(c.max_points for c in reports),
            checks=reports,
            misconception=misconceptions.get(exercise),
            trouble=printable.line(troubles.get(exercise, "")),
        )
        for exercise, reports in checks.items()
    }


def _check(result: Result) -> CheckReport:
    check = result.check
    return CheckReport(
        name=check.name,
        title=check.title,
        outcome=result.outcome,
        points=check.points if result.outcome == "passed" else 0.0,
        max_points=check.points,
        what=printable.line(result.what),
        called=printable.line(result.called),
        got=printable.line(result.got),
        wanted=printable.line(result.wanted),
        hint=printable.line(result.hint, 2 * printable.MAX_LINE),
        fault=printable.text(result.fault, MAX_FAULT),
        picture=result.picture,
    )


def _sum(points: Iterable[float]) -> float:
    return round(fsum(points), 6)


def graded_report(
    student: str,
    assignment: str,
    exercises: dict[str, ExerciseReport],
    *,
    repairs: Sequence[str] = (),
    **rest: Any,
) -> Report:
    """Make the report of a submission whose checks ran.

    A check that could not be carried out is the grader's fault and never a
    student's zero: such a submission needs attention and has no score.
    """
    unchecked = [
        c.title for e in exercises.values() for c in e.checks if c.outcome == "not_checked"
    ]
    total = _sum(e.points for e in exercises.values())
    return Report(
        student=student,
        assignment=assignment,
        status="attention" if unchecked else "graded",
        points=None if unchecked else total,
        max_points=_sum(e.max_points for e in exercises.values()),
        exercises=exercises,
        error=_not_carried_out(unchecked[0]) if unchecked else None,
        repairs=[printable.line(repair) for repair in repairs[:MAX_REPAIRS]],
        **rest,
    )


def _not_carried_out(title: str) -> str:
    return (
        f"the grader could not carry out: {title}; mend this check (--json FILE tells its fault) "
        "and grade again"
    )


def attention_report(
    student: str, assignment: str, max_points: float, error: str, **rest: Any
) -> Report:
    """Make the report of a submission that could not be graded."""
    why = printable.line(error)
    return Report(student, assignment, "attention", None, max_points, error=why, **rest)


def rescored(report: Report, checks: Sequence[Check]) -> Report:
    """Lay the points and titles of now on a report that has the outcomes of the same checks.

    Raises:
        CourseError: when they are not the same checks: the report was changed by hand.
    """
    now: dict[str, list[Check]] = {}
    for check in checks:
        now.setdefault(check.exercise, []).append(check)
    kept = {name: [c.name for c in e.checks] for name, e in report.exercises.items()}
    if kept != {name: [c.name for c in of] for name, of in now.items()}:
        raise CourseError(
            f"the report of {report.student} has other checks than {report.assignment}; "
            f"grade again: course grade {report.assignment} --force"
        )
    exercises = {name: _rescored(e, now[name]) for name, e in report.exercises.items()}
    return replace(
        report,
        exercises=exercises,
        points=None if report.points is None else _sum(e.points for e in exercises.values()),
        max_points=_sum(e.max_points for e in exercises.values()),
        notebook=report.notebook and _with_points(report.notebook, exercises),
    )


def _rescored(exercise: ExerciseReport, now: Sequence[Check]) -> ExerciseReport:
    checks = [
        replace(
            old,
            title=check.title,
            points=check.points if old.outcome == "passed" else 0.0,
            max_points=check.points,
        )
        for old, check in zip(exercise.checks, now, strict=True)
    ]
    points, most = _sum(c.points for c in checks), _sum(c.max_points for c in checks)
    return replace(exercise, points=points, max_points=most, checks=checks)


def _with_points(
    notebook: dict[str, Any], exercises: Mapping[str, ExerciseReport]
) -> dict[str, Any]:
    """The notebook as it ran, its check cells worth what they are now."""
    most = {f"{CHECK_PREFIX}{name}": e.max_points for name, e in exercises.items()}
    cells = []
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") and mark["grade_id"] in most:
            mark = mark | {"points": most[mark["grade_id"]]}
            cell = cell | {"metadata": cell["metadata"] | {"nbgrader": mark}}
        cells.append(cell)
    return notebook | {"cells": cells}


def with_timing(report: Report, seconds: float, cpu_seconds: float) -> Report:
    """The same report with the seconds on the clock and of CPU time that it took."""
    return replace(report, seconds=round(seconds, 4), cpu_seconds=round(cpu_seconds, 4))


def rubric_points(checks: Sequence[Check]) -> dict[str, float]:
    """Exercise → the sum of its checks' points."""
    return {
        exercise: _sum(c.points for c in checks if c.exercise == exercise)
        for exercise in dict.fromkeys(c.exercise for c in checks)
    }


def total_points(checks: Sequence[Check]) -> float:
    """The sum of all checks' points."""
    return _sum(c.points for c in checks)
