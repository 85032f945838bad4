"""FEEDBACK: a report → words and pages.  Pure; the only place where words are made.

Whatever a student wrote is escaped or sanitised here, once more, however it
came: the page also forbids scripts and requests by its own policy.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache, lru_cache
from math import fsum
from typing import Any

import jinja2
import nh3
from markupsafe import Markup

from autograder.course import Course
from autograder.errors import CourseError
from autograder.late import Attempt, Lateness, Standing
from autograder.late import lateness as lateness_of
from autograder.markdown import render as render_markdown
from autograder.outputs import sanitize_html, sanitize_markdown
from autograder.score import CheckReport, ExerciseReport, Report


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


def to_json(report: Report, course: Course, standing: Standing | None = None) -> dict[str, Any]:
    """A report as ``course grade --json`` writes it; the fields are a stable interface.

    ``late`` is there where the assignment has a due date, ``attempts`` where the best counts.
    """
    found: dict[str, Any] = {
        "student": report.student,
        "status": report.status,
        "points": report.points,
        "max_points": report.max_points,
        "seconds": report.seconds,
        "cpu_seconds": report.cpu_seconds,
        "error": report.error,
        "repairs": report.repairs,
        "exercises": {
            name: {
                "points": exercise.points,
                "max_points": exercise.max_points,
                "misconception": exercise.misconception,
                "checks": [_check_json(check, course) for check in exercise.checks],
            }
            for name, exercise in report.exercises.items()
        },
    }
    if standing is not None and standing.lateness is not None:
        found["late"] = _late_json(standing.lateness, standing.counts, report.points)
    if standing is not None and standing.points:
        found["attempts"] = [
            {
                "points": standing.points.get(attempt.digest),
                "counts": attempt == standing.counts,
                "late": late and _late_json(late, attempt, standing.points.get(attempt.digest)),
            }
            for attempt in standing.attempts
            for late in [lateness_of(course, report.assignment, report.student, attempt)]
        ]
    return found


def _late_json(late: Lateness, attempt: Attempt | None, points: float | None) -> dict[str, Any]:
    return {
        "due": late.due.isoformat(),
        "submitted": late.submitted and late.submitted.isoformat(),
        "source": attempt.source if attempt and late.submitted else None,
        "days": late.days,
        "percent": late.percent,
        "penalty": None if points is None else late.penalty(points),
        "points": None if points is None else round(points - late.penalty(points), 6),
    }


def _check_json(check: CheckReport, course: Course) -> dict[str, Any]:
    words = message(check, **_policy(course))
    fault = f"\n{check.fault}" if check.fault else ""
    return {
        "name": check.name,
        "title": check.title,
        "outcome": check.outcome,
        "points": check.points,
        "max_points": check.max_points,
        "message": words + fault,
    }


def _policy(course: Course) -> dict[str, bool]:
    return {
        "hints": course.feedback.hints == "always",
        "details": course.feedback.details == "always",
    }


# -- the page -----------------------------------------------------------------


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points_text
    return environment


def points_text(points: float | None) -> str:
    """Points without needless zeros: 7, 1.5; a dash where there are none yet."""
    return "–" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")


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


def _attempt_text(course: Course, report: Report, standing: Standing) -> str:
    """Which of several attempts the page is about; "" where there is only one."""
    if standing.counts is None or len(standing.attempts) < 2:
        return ""
    number = list(standing.attempts).index(standing.counts) + 1
    which = course.attempts_of(course.assignment(report.assignment))
    return f"This is attempt {number} of {len(standing.attempts)}; the {which} one counts."


def page(course: Course, report: Report, marks: Marks, standing: Standing | None = None) -> str:
    """The student's feedback page: points, each check, hints, their own notebook below."""
    standing = standing or Standing()
    title, attempt = report.assignment, ""
    with contextlib.suppress(CourseError):  # taken out of course.yml since
        title = course.assignment(report.assignment).title
        attempt = _attempt_text(course, report, standing)
    exercises = [
        _exercise_view(name, exercise, marks, course) for name, exercise in report.exercises.items()
    ]
    written = [
        {"name": name, "points": points, "max_points": most, "comment": marks.comments.get(name)}
        for name, (points, most) in marks.written.items()
    ]
    automatic = None
    if report.points is not None:
        automatic = fsum(e["points"] for e in exercises)
    total = None
    if automatic is not None:
        by_hand = fsum(points or 0.0 for points, _ in marks.written.values())
        total = max(automatic + by_hand - marks.late_penalty, 0.0)
    return (
        _templates()
        .get_template("feedback.html.j2")
        .render(
            course=course,
            title=title,
            report=report,
            total=total,
            most=report.max_points + fsum(most for _, most in marks.written.values()),
            waiting=any(points is None for points, _ in marks.written.values()),
            exercises=exercises,
            written=written,
            late=standing.lateness and late_text(standing.lateness, marks.late_penalty),
            late_penalty=marks.late_penalty,
            attempt=attempt,
            cells=[_cell_view(c) for c in (report.notebook or {"cells": []})["cells"]],
        )
    )


def _exercise_view(
    name: str, exercise: ExerciseReport, marks: Marks, course: Course
) -> dict[str, Any]:
    policy = _policy(course)
    return {
        "name": name,
        "points": marks.overridden.get(name, exercise.points),
        "overridden": name in marks.overridden,
        "max_points": exercise.max_points,
        "misconception": exercise.misconception if policy["hints"] else None,
        "trouble": exercise.trouble,
        "comment": marks.comments.get(name),
        "checks": [_check_view(check, policy) for check in exercise.checks],
    }


_WORDS = {
    "passed": "passed", "failed": "failed", "not_reached": "not reached",
    "not_checked": "not checked",
}  # fmt: skip


def _check_view(check: CheckReport, policy: dict[str, bool]) -> dict[str, Any]:
    shown = check.outcome == "failed" and policy["details"]
    return {
        "title": check.title,
        "outcome": check.outcome,
        "word": _WORDS[check.outcome],
        "points": check.points,
        "max_points": check.max_points,
        "what": check.what if check.outcome == "failed" else message(check),
        "called": check.called if shown else "",
        "got": check.got if shown else "",
        "wanted": check.wanted if shown else "",
        "hint": check.hint if check.outcome == "failed" and policy["hints"] else "",
    }


def _cell_view(cell: dict[str, Any]) -> dict[str, Any]:
    mark = cell["metadata"].get("nbgrader", {})
    view = {
        "kind": cell["cell_type"],
        "label": mark.get("grade_id", "") if mark.get("solution") else "",
        "added": cell["id"].startswith("added-"),
    }
    # Most cells are the release's own, the same for the whole class.
    render = _rendered if len(cell["source"]) < 10_000 else _rendered.__wrapped__
    view["html"] = render(cell["cell_type"], cell["source"])
    if cell["cell_type"] == "code":
        view["outputs"] = [_output_view(o) for o in cell["outputs"]]
    return view


@lru_cache(maxsize=256)
def _rendered(kind: str, source: str) -> Markup:
    return Markup(render_markdown(source) if kind == "markdown" else _highlight(source))


def _highlight(source: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return nh3.clean(
        highlight(source[:50_000], PythonLexer(), HtmlFormatter(nowrap=True)),
        tags={"span"},
        attributes={"span": {"class"}},
        link_rel=None,
    )


def _output_view(output: dict[str, Any]) -> dict[str, Any]:
    """One output as the page shows it: a picture, a table, or text."""
    match output["output_type"]:
        case "stream":
            return {"kind": output["name"], "text": output["text"]}
        case "error":
            text = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
            return {"kind": "error", "text": text}
    data = output["data"]
    for mime in ("image/png", "image/jpeg"):
        if mime in data:
            return {"kind": "image", "source": f"data:{mime};base64,{data[mime]}"}
    if "text/html" in data:
        return {"kind": "html", "html": Markup(sanitize_html(data["text/html"]))}
    return {"kind": "stdout", "text": data.get("text/plain", "")}


# -- formgrader ---------------------------------------------------------------


def for_formgrader(report: Report) -> dict[str, Any]:
    """The autograded notebook: sanitised, each check cell showing its checks' outcomes.

    formgrader renders a notebook's markdown and HTML as it is, in the
    instructor's browser, so both are disarmed in the file itself.
    """
    assert report.notebook is not None
    cells = [_formgrader_cell(cell, report) for cell in report.notebook["cells"]]
    metadata = dict(report.notebook["metadata"])
    metadata["course"] = {"sandbox": report.sandbox, "repairs": report.repairs}
    return report.notebook | {"cells": cells, "metadata": metadata}


def _formgrader_cell(cell: dict[str, Any], report: Report) -> dict[str, Any]:
    mark = cell["metadata"].get("nbgrader", {})
    ours = mark.get("grade") or mark.get("task") or mark.get("locked")
    if cell["cell_type"] == "markdown":
        return cell if ours else cell | {"source": sanitize_markdown(cell["source"])}
    if mark.get("grade"):
        exercise = report.exercises.get(str(mark["grade_id"]).removeprefix("check-"))
        return cell | {"outputs": [*cell["outputs"], *_outcome_output(exercise)]}
    return cell


def _outcome_output(exercise: ExerciseReport | None) -> list[dict[str, Any]]:
    if exercise is None:
        return []
    lines = [f"{points_text(exercise.points)} of {points_text(exercise.max_points)} points"]
    if exercise.misconception:
        lines.append(f"Misconception: {exercise.misconception}")
    for check in exercise.checks:
        words = re.sub(r"\s+", " ", message(check))
        lines.append(f"{_WORDS[check.outcome]:>11}  {check.title}{f': {words}' if words else ''}")
    return [{"output_type": "stream", "name": "stdout", "text": "\n".join(lines) + "\n"}]
