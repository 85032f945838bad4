"""The student's feedback page: a report → HTML.

Whatever a student wrote is escaped or sanitised here once more.  The page's
Content-Security-Policy also forbids scripts and requests.
"""

from __future__ import annotations

import contextlib
from functools import cache, lru_cache
from math import fsum
from typing import Any

import jinja2
import nh3
from markupsafe import Markup, escape

from autograder import printable
from autograder.course.config import Course
from autograder.errors import CourseError
from autograder.feedback.markdown import render as render_markdown
from autograder.feedback.words import (
    OUTCOME_WORDS,
    Marks,
    late_text,
    message,
    points_text,
    policy,
)
from autograder.running.outputs import sanitize_html
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import CheckReport, ExerciseReport, Report

# Characters of source that are coloured or converted, of one cell and of a page; what is more
# shows as plain text, because colours alone can take thirty times the room.
MAX_CACHED, MAX_RENDERED = 10_000, 300_000


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.feedback"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points_text
    return environment


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
            student=printable.line(report.student),
            total=total,
            most=report.max_points + fsum(most for _, most in marks.written.values()),
            waiting=any(points is None for points, _ in marks.written.values()),
            exercises=exercises,
            written=written,
            late=standing.lateness and late_text(standing.lateness, marks.late_penalty),
            late_penalty=marks.late_penalty,
            attempt=attempt,
            cells=_cell_views((report.notebook or {"cells": []})["cells"]),
        )
    )


def _exercise_view(
    name: str, exercise: ExerciseReport, marks: Marks, course: Course
) -> dict[str, Any]:
    shown = policy(course)
    return {
        "name": name,
        "points": marks.overridden.get(name, exercise.points),
        "overridden": name in marks.overridden,
        "max_points": exercise.max_points,
        "misconception": exercise.misconception if shown["hints"] else None,
        "trouble": exercise.trouble,
        "comment": marks.comments.get(name),
        "checks": [_check_view(check, shown) for check in exercise.checks],
    }


def _check_view(check: CheckReport, policy: dict[str, bool]) -> dict[str, Any]:
    shown = check.outcome == "failed" and policy["details"]
    return {
        "title": check.title,
        "outcome": check.outcome,
        "word": OUTCOME_WORDS[check.outcome],
        "points": check.points,
        "max_points": check.max_points,
        "what": check.what if check.outcome == "failed" else message(check),
        "called": check.called if shown else "",
        "got": check.got if shown else "",
        "wanted": check.wanted if shown else "",
        "hint": check.hint if check.outcome == "failed" and policy["hints"] else "",
    }


def _cell_views(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    views, left = [], MAX_RENDERED
    for cell in cells:
        left -= len(cell["source"])
        views.append(_cell_view(cell, rendered=left > 0))
    return views


def _cell_view(cell: dict[str, Any], *, rendered: bool) -> dict[str, Any]:
    mark = cell["metadata"].get("nbgrader", {})
    view = {
        "kind": cell["cell_type"],
        "label": mark.get("grade_id", "") if mark.get("solution") else "",
        "added": cell["id"].startswith("added-"),
    }
    # Most cells are the release's own, the same for the whole class.
    rendered = rendered and len(cell["source"]) < MAX_CACHED
    view["html"] = (_rendered if rendered else _plain)(cell["cell_type"], cell["source"])
    if cell["cell_type"] == "code":
        view["outputs"] = [_output_view(o) for o in cell["outputs"]]
    return view


@lru_cache(maxsize=256)
def _rendered(kind: str, source: str) -> Markup:
    return Markup(render_markdown(source) if kind == "markdown" else _highlight(source))


def _plain(kind: str, source: str) -> Markup:
    shown = escape(printable.text(source))
    return Markup("<pre>{}</pre>").format(shown) if kind == "markdown" else shown


def _highlight(source: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return nh3.clean(
        highlight(printable.text(source), PythonLexer(), HtmlFormatter(nowrap=True)),
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
