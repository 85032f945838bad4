"""The student's feedback page: a report → HTML.

Whatever a student wrote is escaped or sanitised here once more.  The page's
Content-Security-Policy also forbids scripts and requests.
"""

from __future__ import annotations

import contextlib
import re
from functools import cache
from math import fsum
from typing import Any

import jinja2
from markupsafe import Markup, escape

from autograder import printable
from autograder.course.config import Course
from autograder.errors import CourseError
from autograder.feedback.cells import answers, parts
from autograder.feedback.figure import figure
from autograder.feedback.next_step import next_step
from autograder.feedback.words import (
    OUTCOME_WORDS,
    Marks,
    late_text,
    message,
    one_voice,
    points_text,
    policy,
)
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
    environment.filters["code"] = _code
    return environment


def _code(words: str) -> Markup:
    """Text in which `code` stands between backticks, as HTML; everything else is escaped."""
    return Markup(re.sub(r"`([^`]{1,200})`", r"<code>\1</code>", str(escape(words))))


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
    written = _written_views(report, marks)
    automatic = None
    if report.points is not None:
        automatic = fsum(marks.overridden.get(n, e.points) for n, e in report.exercises.items())
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
            step=next_step(report, marks, hints=policy(course)["hints"]),
            parts=parts(report.notebook),
        )
    )


def _written_views(report: Report, marks: Marks) -> list[dict[str, Any]]:
    said = answers(report.notebook)
    return [
        {
            "name": name,
            "points": points,
            "max_points": most,
            "comment": marks.comments.get(name),
            "answer": said.get(name) if report.answered.get(name) else None,
        }
        for name, (points, most) in marks.written.items()
    ]


def _exercise_view(
    name: str, exercise: ExerciseReport, marks: Marks, course: Course
) -> dict[str, Any]:
    shown = policy(course)
    return {
        "name": name,
        "points": marks.overridden.get(name, exercise.score),
        "overridden": name in marks.overridden,
        "max_points": exercise.max_points,
        "misconception": exercise.misconception if shown["hints"] else None,
        "trouble": exercise.trouble,
        "comment": marks.comments.get(name),
        "checks": [_check_view(check, shown) for check in one_voice(exercise)],
    }


def _check_view(check: CheckReport, policy: dict[str, bool]) -> dict[str, Any]:
    shown = check.outcome == "failed" and policy["details"]
    return {
        "title": check.title,
        "outcome": check.outcome,
        "word": OUTCOME_WORDS[check.outcome],
        "points": check.score,
        "max_points": check.max_points,
        "what": check.what if check.outcome == "failed" else message(check),
        "called": check.called if shown else "",
        "got": check.got if shown else "",
        "wanted": check.wanted if shown else "",
        "figure": figure(check.picture) if shown else "",
        "hint": check.hint if check.outcome == "failed" and policy["hints"] else "",
    }
