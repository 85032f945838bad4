"""What students and instructors read: every word escaped, the policy kept, the sums right."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.config import Course
from autograder.feedback.formgrader import for_formgrader, for_markers
from autograder.feedback.marks_json import to_json
from autograder.feedback.page import page
from autograder.feedback.words import OUTCOME_WORDS, Marks, message, points_text
from autograder.scoring.late_policy import Attempt, Lateness, Standing, standing
from autograder.scoring.report import CheckReport, ExerciseReport, Report

PNG = "iVBORw0KGgoAAAAA"
HOSTILE = "</p></title><script>alert('x')</script><img src=x onerror=\"alert(1)\">&amp;{{ 7*7 }}"

COURSE = Course(id="opt", title="Optimization", assignments=[{"id": "risk", "title": "Risk"}])


def course(**feedback_policy):
    return Course.model_validate(COURSE.model_dump() | {"feedback": feedback_policy})


FAILED = CheckReport(
    "test_f", "f is right", "failed", 0.0, 2.0,
    what="f(x) is wrong at index 3", called="f(tensor([1.]))", got="0.5", wanted="-1",
    hint="Is π inside the cosine?",
)  # fmt: skip
PASSED = CheckReport("test_g", "g is right", "passed", 1.5, 1.5)
UNREACHED = CheckReport("test_s", "shapes", "not_reached", 0.0, 1.0, what="g is not written yet")
UNCHECKED = CheckReport(
    "test_u", "slopes", "not_checked", 0.0, 1.0, what="x", fault="Traceback: secret_helper"
)
EXERCISE = ExerciseReport(1.5, 3.5, [FAILED, PASSED], "Forgets π.", "the cell raised NameError: h")


def cell(kind, source, cell_id="text-1", outputs=None, **mark):
    made = {"id": cell_id, "cell_type": kind, "source": source, "metadata": {}}
    if mark:
        made["metadata"] = {"nbgrader": {"grade_id": cell_id} | mark}
    return made | ({"outputs": outputs or [], "execution_count": None} if kind == "code" else {})


def notebook(*cells):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {}}, "cells": cells}


def report(*exercises, **more):
    named = {f"e{number}": e for number, e in enumerate(exercises)}
    points = sum(e.points for e in exercises)
    most = sum(e.max_points for e in exercises)
    return replace(Report("s01", "risk", "graded", points, most, named), **more)


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, html):
        super().__init__()
        self.found, self.words, self._skip = [], [], 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._skip = tag in ("style", "title")

    def handle_data(self, data):
        if not self._skip and data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self):
        return " ".join(self.words)


def assert_inert(html):
    """Nothing runs, nothing is loaded, nothing leads to a script."""
    seen = Page(html)
    assert not {"script", "iframe", "object", "embed", "form", "svg", "link", "base"} & {
        tag for tag, _ in seen.found
    }
    for tag, attrs in seen.found:
        assert not [name for name in attrs if name.startswith("on")]
        assert attrs.get("src", "data:image/png;base64,").startswith("data:image/")
        assert (attrs.get("href") or "http").startswith(("http", "#", "/"))
        assert tag != "img" or set(attrs) == {"src", "alt"}
    return seen


# -- a message ----------------------------------------------------------------


def test_a_passed_check_says_nothing():
    assert message(PASSED) == ""


def test_a_failed_check_says_what_was_called_got_and_wanted_and_a_hint():
    assert message(FAILED) == (
        "f(x) is wrong at index 3. Called: f(tensor([1.])). Got: 0.5. Wanted: -1. "
        "Hint: Is π inside the cosine?"
    )


def test_what_a_failed_check_does_not_know_it_leaves_out():
    assert message(replace(FAILED, called="", got="", hint="")) == (
        "f(x) is wrong at index 3. Wanted: -1."
    )


def test_hints_and_details_can_be_kept_back():
    assert message(FAILED, hints=False).endswith("Wanted: -1.")
    assert message(FAILED, details=False) == (
        "f(x) is wrong at index 3. Hint: Is π inside the cosine?"
    )
    assert message(FAILED, hints=False, details=False) == "f(x) is wrong at index 3."


def test_a_check_that_was_not_reached_says_why():
    assert message(UNREACHED) == "Not reached: g is not written yet."


def test_a_graders_fault_blames_the_grader_and_shows_no_insides():
    assert "the grader failed here, not you" in message(UNCHECKED)
    assert "secret_helper" not in message(UNCHECKED)


# -- points -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "text"),
    [(7.0, "7"), (1.5, "1.5"), (0.0, "0"), (10.0, "10"), (100.0, "100"), (0.25, "0.25"),
     (2 / 3, "0.67"), (None, "–")],
)  # fmt: skip
def test_points_have_no_needless_zeros(points, text):
    assert points_text(points) == text


# -- json ---------------------------------------------------------------------


def test_the_json_has_the_fields_that_scripts_rely_on():
    made = report(EXERCISE, ExerciseReport(0.0, 1.0, [UNREACHED]), repairs=["A repair."])
    assert to_json(replace(made, seconds=0.14, cpu_seconds=0.12), COURSE) == {
        "student": "s01", "status": "graded", "points": 1.5, "max_points": 4.5, "seconds": 0.14,
        "cpu_seconds": 0.12, "error": None, "repairs": ["A repair."],
        "exercises": {
            "e0": {
                "points": 1.5, "max_points": 3.5, "misconception": "Forgets π.",
                "checks": [
                    {"name": "test_f", "title": "f is right", "outcome": "failed", "points": 0.0,
                     "max_points": 2.0, "message": message(FAILED, hints=False)},
                    {"name": "test_g", "title": "g is right", "outcome": "passed", "points": 1.5,
                     "max_points": 1.5, "message": ""},
                ],
            },
            "e1": {
                "points": 0.0, "max_points": 1.0, "misconception": None,
                "checks": [
                    {"name": "test_s", "title": "shapes", "outcome": "not_reached", "points": 0.0,
                     "max_points": 1.0, "message": "Not reached: g is not written yet."},
                ],
            },
        },
    }  # fmt: skip


def test_the_json_keeps_the_courses_policy():
    made = to_json(report(EXERCISE), course(hints="never", details="never"))
    assert made["exercises"]["e0"]["checks"][0]["message"] == "f(x) is wrong at index 3."


def test_what_could_not_be_checked_is_no_zero_anywhere():
    unknown = ExerciseReport(1.5, 2.5, [PASSED, UNCHECKED])
    needs_attention = report(EXERCISE, unknown, status="attention", points=None)
    exercises = to_json(needs_attention, COURSE)["exercises"]
    assert [exercises["e0"]["points"], exercises["e1"]["points"]] == [1.5, None]
    assert [check["points"] for check in exercises["e1"]["checks"]] == [1.5, None]
    shown = page(COURSE, needs_attention, Marks())
    assert "<span>– of 2.5 points" in shown
    assert '<span class="worth">– / 1</span>' in shown
    cells = notebook(cell("code", "", "check-e1", grade=True))
    [told] = for_formgrader(replace(needs_attention, notebook=cells))["cells"][0]["outputs"]
    assert told["text"].startswith("– of 2.5 points\n")


def test_the_instructors_json_says_what_broke_in_the_grader():
    made = to_json(report(ExerciseReport(0.0, 1.0, [UNCHECKED])), COURSE)
    assert made["exercises"]["e0"]["checks"][0]["message"].endswith("\nTraceback: secret_helper")
    assert json.loads(json.dumps(made)) == made


# -- the page -----------------------------------------------------------------


def test_the_page_names_the_assignment_the_student_and_the_points():
    text = Page(page(COURSE, report(EXERCISE), Marks())).text
    assert "Risk Optimization · s01 1.5 of 3.5 points" in text
    assert "e0 1.5 of 3.5 points" in text


def test_an_assignment_that_left_the_course_is_called_by_its_id():
    assert "gone Optimization" in Page(page(COURSE, report(assignment="gone"), Marks())).text


def test_each_check_says_its_outcome_in_words_and_its_points():
    exercise = ExerciseReport(1.5, 5.5, [FAILED, PASSED, UNREACHED, UNCHECKED])
    text = Page(page(COURSE, report(exercise), Marks())).text
    assert "failed f is right 0 / 2" in text
    assert "passed g is right 1.5 / 1.5" in text
    assert "not reached shapes 0 / 1 Not reached: g is not written yet." in text
    assert "not checked slopes – / 1 Not checked: the grader failed here, not you." in text
    assert "secret_helper" not in text


def test_a_failed_check_shows_what_was_looked_at():
    text = Page(page(COURSE, report(EXERCISE), Marks())).text
    assert "f(x) is wrong at index 3 called f(tensor([1.])) got 0.5 wanted -1" in text
    assert "Perhaps this is it: Forgets π." in text
    assert "In your notebook, the cell raised NameError: h" in text


def test_a_named_mistake_silences_the_checks_own_guesses_and_each_guess_is_made_once():
    assert "Is π inside the cosine?" not in Page(page(COURSE, report(EXERCISE), Marks())).text
    twice = ExerciseReport(0.0, 4.0, [FAILED, replace(FAILED, name="test_h", title="h")])
    text = Page(page(COURSE, report(twice), Marks())).text
    assert text.count("Is π inside the cosine?") == 1
    told = to_json(report(twice), COURSE)["exercises"]["e0"]["checks"]
    assert ["Hint" in check["message"] for check in told] == [True, False]


def test_code_in_a_hint_is_set_as_code_and_nothing_else_of_it_is_taken_as_html():
    check = replace(FAILED, hint="Write `x < y` & not `<b>x</b>`, nor ` alone.")
    html = page(COURSE, report(ExerciseReport(0.0, 2.0, [check])), Marks())
    assert (
        "Write <code>x &lt; y</code> &amp; not <code>&lt;b&gt;x&lt;/b&gt;</code>, nor ` alone."
    ) in html


def test_a_course_can_keep_hints_back():
    text = Page(page(course(hints="never"), report(EXERCISE), Marks())).text
    assert "Is π inside the cosine?" not in text
    assert "Forgets π." not in text
    assert "got 0.5" in text


def test_a_course_can_keep_details_back():
    guessed = replace(EXERCISE, misconception=None)
    text = Page(page(course(details="never"), report(guessed), Marks())).text
    assert "f(x) is wrong at index 3" in text
    assert "Is π inside the cosine?" in text
    assert not re.search(r"\b(called|got|wanted)\b", text)
    assert "tensor" not in text


def test_a_submission_that_needs_attention_has_no_total_and_says_why():
    made = report(EXERCISE, status="attention", points=None, error="the file is empty")
    seen = Page(page(COURSE, made, Marks()))
    assert "Not graded yet. the file is empty" in seen.text
    assert "total" not in [attrs.get("class") for _, attrs in seen.found]


def test_what_was_stopped_stands_apart_from_what_was_put_in_order():
    made = report(EXERCISE, repairs=["A repair."], stopped=["The cell was stopped."])
    text = Page(page(COURSE, made, Marks())).text
    assert (
        "What had to be stopped while your notebook ran The cell was stopped. "
        "What was put in order in your file A repair."
    ) in text
    assert to_json(made, COURSE)["repairs"] == ["A repair.", "The cell was stopped."]


def test_the_page_says_where_to_start_and_leads_to_each_exercise():
    seen = Page(page(COURSE, report(ExerciseReport(2.0, 2.0, [PASSED]), EXERCISE), Marks()))
    assert "Start here In e1, the cell raised NameError: h. Mend that first" in seen.text
    links = [attrs["href"] for tag, attrs in seen.found if tag == "a"]
    assert links == ["#e1", "#e0", "#e1"]
    ids = [attrs.get("id") for _, attrs in seen.found]
    assert {"e0", "e1"} <= set(ids)


def test_a_written_answer_is_shown_where_there_is_one():
    answer = cell("markdown", "Because of *noise*.", "answer-why")
    made = report(EXERCISE, notebook=notebook(answer), answered={"why": True})
    marks = Marks(written={"why": (None, 3.0)})
    html = page(COURSE, made, marks)
    assert '<div class="answer">' in html
    assert "<em>noise</em>" in html
    assert '<div class="answer">' not in page(COURSE, replace(made, answered={}), marks)


def test_a_figure_is_described_by_its_own_titles():
    data = {"image/png": PNG, "text/plain": "Figure. Two <risks>: risk against x."}
    figure = {"output_type": "display_data", "metadata": {}, "data": data}
    made = report(notebook=notebook(cell("code", "plot()", "plot-1", [figure])))
    pictures = [a for tag, a in Page(page(COURSE, made, Marks())).found if tag == "img"]
    assert [p["alt"] for p in pictures] == ["Figure. Two <risks>: risk against x."]


def test_the_notebook_is_folded_exercise_by_exercise():
    cells = [
        cell("markdown", "# Title"), cell("code", "import torch", "setup", grade=False),
        cell("markdown", "## One"), cell("code", "x = 1", "one", solution=True),
        cell("code", "assert x", "check-one", grade=True), cell("markdown", "## Two"),
        cell("code", "y = 2", "two", solution=True),
    ]  # fmt: skip
    text = Page(page(COURSE, report(EXERCISE, notebook=notebook(*cells)), Marks())).text
    assert "Before the first exercise Title" in text
    assert text.index("one One") < text.index("assert x") < text.index("two Two")


def test_repairs_are_told_to_the_student():
    made = report(EXERCISE, repairs=["The set-up cell was changed.", HOSTILE])
    assert "What was put in order in your file The set-up cell was changed." in Page(
        page(COURSE, made, Marks())
    ).text  # fmt: skip


def test_what_people_gave_and_took_is_counted_in():
    marks = Marks(
        written={"why": (2.5, 3.0)}, overridden={"e0": 3.0}, comments={"e0": "Good idea."},
        late_penalty=1.0,
    )  # fmt: skip
    text = Page(page(COURSE, report(EXERCISE), marks)).text
    assert "s01 4.5 of 6.5 points" in text
    assert "e0 3 of 3.5 points (set by a grader)" in text
    assert "A grader writes: Good idea." in text
    assert "Handed in late: 1 points were taken off." in text
    assert "why 2.5 of 3 points" in text
    assert "waiting" not in text


def test_a_written_answer_that_nobody_has_read_is_waiting_and_counts_nothing_yet():
    text = Page(page(COURSE, report(EXERCISE), Marks(written={"why": (None, 3.0)}))).text
    assert "Written answers are still waiting for a person to read them." in text
    assert "why waiting for a grader · 3 points" in text
    assert "s01 1.5 of 6.5 points" in text


def test_a_late_penalty_never_makes_a_total_negative():
    assert "s01 0 of 3.5 points" in Page(
        page(COURSE, report(EXERCISE), Marks(late_penalty=9.0))
    ).text  # fmt: skip


DUE = datetime(2026, 11, 20, 18, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("minutes", "days", "percent", "words"),
    [
        (-1, 0, 0.0, "Handed in on time: due 2026-11-20 18:00:00 CET, handed in"),
        (10, 0, 0.0, "Handed in within the grace period: due 2026-11-20 18:00:00 CET, handed in"),
        (60, 1, 10.0, "Handed in late, by 1 day: due 2026-11-20 18:00:00 CET, handed in "
                      "2026-11-20 19:00:00 CET. 10 % of the points are taken off: 0.15."),
        (1500, 2, 0.0, "Handed in late, by 2 days: due 2026-11-20 18:00:00 CET, handed in "
                       "2026-11-21 19:00:00 CET. Nothing is taken off."),
        (None, 0, 0.0, ""),
    ],
)  # fmt: skip
def test_the_page_says_when_it_was_due_and_handed_in_and_what_that_costs(
    minutes, days, percent, words
):
    submitted = None if minutes is None else DUE + timedelta(minutes=minutes)
    late = Lateness(DUE, submitted, days, percent)
    made = page(COURSE, report(EXERCISE), Marks(late_penalty=0.15), Standing((), None, late))
    assert words in Page(made).text
    assert ("Handed in" in Page(page(COURSE, report(EXERCISE), Marks())).text) is False
    assert_inert(made)


def test_the_page_says_which_of_several_attempts_it_is_about():
    first, second = (Attempt(name, DUE, "times") for name in "ab")
    made = page(COURSE, report(EXERCISE), Marks(), Standing((first, second), first))
    assert "This is attempt 1 of 2; the last one counts." in Page(made).text
    gone = Standing((first, second), first)
    assert "attempt" not in page(COURSE, report(assignment="gone"), Marks(), gone)
    assert "attempt" not in page(COURSE, report(EXERCISE), Marks(), Standing((first,), first))


def test_the_json_tells_lateness_where_something_is_due_and_attempts_where_several_count():
    risk = {"id": "risk", "title": "Risk", "due": "2026-11-20 18:00", "attempts": "best"}
    due = Course(
        id="opt", title="O", assignments=[risk], late={"penalty_percent_per_day": 10}
    )  # fmt: skip
    early = Attempt("a", datetime(2026, 11, 20, 18, 0, tzinfo=UTC), "times")
    later = Attempt("b", datetime(2026, 11, 21, 18, 0, tzinfo=UTC), "grade")
    found = standing(due, report(EXERCISE, attempt="a"), [early, later], {"a": 1.5, "b": None})
    told = to_json(report(EXERCISE), due, found)
    on_time = {
        "due": "2026-11-20T18:00:00+00:00", "submitted": "2026-11-20T18:00:00+00:00",
        "source": "times", "days": 0, "percent": 0.0, "penalty": 0.0, "points": 1.5,
    }  # fmt: skip
    assert told["late"] == on_time
    unknown = {"submitted": None, "source": None, "penalty": None, "points": None}
    assert told["attempts"] == [
        {"points": 1.5, "counts": True, "late": on_time},
        {"points": None, "counts": False, "late": on_time | unknown},
    ]
    assert json.loads(json.dumps(told)) == told
    assert "late" not in to_json(report(EXERCISE), COURSE, Standing())


def test_the_notebook_is_shown_with_its_formulas_code_and_outputs():
    figure = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG}}
    table = {"output_type": "execute_result", "data": {"text/html": "<table><tr><td>1</td></tr>"}}
    plain = {"output_type": "execute_result", "data": {"text/plain": "42"}}
    printed = {"output_type": "stream", "name": "stderr", "text": "careful"}
    error = {"output_type": "error", "ename": "E", "evalue": "no", "traceback": []}
    made = report(
        notebook=notebook(
            cell("markdown", "So $x^2$ it is."),
            cell("code", "def f(x): pass", "risks", [figure, table, plain], solution=True),
            cell("code", "1 < 2", "added-3", [printed, error]),
        )
    )
    html = page(COURSE, made, Marks())
    seen = assert_inert(html)
    assert "<msup>" in html
    assert f'<img src="data:image/png;base64,{PNG}"' in html
    assert "<td>1</td>" in html
    assert all(w in seen.text for w in ["your answer to risks", "your own cell", "42", "careful"])
    assert "E: no" in seen.text
    assert "1 < 2" in " ".join(seen.text.split())


def test_hostile_words_are_escaped_wherever_they_stand():
    check = replace(
        FAILED, title=HOSTILE, what=HOSTILE, called=HOSTILE, got=HOSTILE, wanted=HOSTILE,
        hint=HOSTILE,
    )  # fmt: skip
    outputs = [
        {"output_type": "stream", "name": HOSTILE, "text": HOSTILE},
        {"output_type": "error", "ename": HOSTILE, "evalue": HOSTILE, "traceback": [HOSTILE]},
        {"output_type": "error", "ename": HOSTILE, "evalue": HOSTILE, "traceback": []},
        {"output_type": "display_data", "data": {"text/html": HOSTILE}},
        {"output_type": "display_data", "data": {"text/plain": HOSTILE}},
        {"output_type": "display_data", "data": {"image/png": HOSTILE}},
    ]
    made = Report(
        HOSTILE, HOSTILE, "attention", None, 3.5,
        {HOSTILE: ExerciseReport(0.0, 2.0, [check], HOSTILE, HOSTILE)},
        error=HOSTILE, repairs=[HOSTILE],
        notebook=notebook(
            cell("markdown", HOSTILE),
            cell("code", HOSTILE, "added-2", outputs),
            cell("code", HOSTILE, HOSTILE, solution=True),
        ),
    )  # fmt: skip
    hostile_course = Course(id="a", title=HOSTILE, assignments=[{"id": "x", "title": "X"}])
    marks = Marks({HOSTILE: (None, 1.0)}, {HOSTILE: 1.0}, {HOSTILE: HOSTILE}, 1.0)
    html = page(hostile_course, made, marks)
    seen = assert_inert(html)
    assert "49" not in seen.text.replace("49;", "")  # a template inside is not evaluated
    assert seen.text.count("alert('x')") >= 10  # shown, as words


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.text("<>\"'&;:/=!-{}%#$`\\ \nascriptonload", max_size=80))
def test_no_words_of_a_student_come_alive(words):
    check = replace(FAILED, got=words, called=words)
    made = report(
        ExerciseReport(0.0, 2.0, [check], None, words),
        student=words,
        notebook=notebook(
            cell("markdown", words),
            cell("code", words, "added-1", [{"output_type": "stream", "name": "x", "text": words}]),
        ),
    )
    assert_inert(page(COURSE, made, Marks()))


def test_the_page_forbids_scripts_and_requests_by_itself():
    seen = Page(page(COURSE, report(EXERCISE), Marks()))
    policies = [
        attrs["content"]
        for tag, attrs in seen.found
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    rules = dict(rule.split(" ", 1) for rule in policies[0].split("; "))
    assert (rules["default-src"], rules["img-src"]) == ("'none'", "data:")
    assert "script-src" not in rules


def test_the_page_says_its_language():
    german = Course.model_validate(COURSE.model_dump() | {"language": "de"})
    assert '<html lang="de">' in page(german, report(EXERCISE), Marks())


def test_an_exercise_without_points_is_no_division_by_zero():
    assert "width: 0%" in page(COURSE, report(ExerciseReport(0.0, 0.0, [])), Marks())


# -- formgrader ---------------------------------------------------------------


def graded_notebook():
    return notebook(
        cell("markdown", "Ours: <b>kept</b>", "q", task=True, locked=True),
        cell("markdown", "Theirs: <script>alert(1)</script>", "answer-q"),
        cell("code", "def f(): pass", "e0", solution=True),
        cell("code", "assert f", "check-e0", [{"output_type": "stream", "name": "stdout",
                                               "text": "ok\n"}], grade=True, locked=True),
        cell("code", "assert h", "check-gone", grade=True, locked=True),
    )  # fmt: skip


def test_formgrader_gets_a_students_markdown_disarmed_and_ours_as_it_is():
    cells = for_formgrader(report(EXERCISE, notebook=graded_notebook()))["cells"]
    assert cells[0]["source"] == "Ours: <b>kept</b>"
    assert cells[1]["source"] == "Theirs: &lt;script>alert(1)&lt;/script>"


def test_formgrader_sees_under_each_check_cell_what_its_checks_found():
    exercise = replace(EXERCISE, checks=[replace(FAILED, got="a\nb"), PASSED])
    cells = for_formgrader(report(exercise, notebook=graded_notebook()))["cells"]
    printed, outcome = cells[3]["outputs"]
    assert printed["text"] == "ok\n"
    assert outcome == {
        "output_type": "stream",
        "name": "stdout",
        "text": "1.5 of 3.5 points\n"
        "Misconception: Forgets π.\n"
        "     failed  f is right: f(x) is wrong at index 3. Called: f(tensor([1.])). Got: a b. "
        "Wanted: -1.\n"
        "     passed  g is right\n",
    }
    assert cells[4]["outputs"] == []
    assert cells[2]["outputs"] == []


def test_formgraders_notebook_tells_the_sandbox_and_the_repairs():
    made = report(EXERCISE, notebook=graded_notebook(), sandbox="full", repairs=["A repair."])
    assert for_formgrader(made)["metadata"] == {
        "language_info": {},
        "course": {"sandbox": "full", "repairs": ["A repair."]},
    }


def test_making_formgraders_notebook_changes_nothing_of_the_report():
    made = report(EXERCISE, notebook=graded_notebook())
    before = json.dumps(made.to_json())
    for_formgrader(made)
    page(COURSE, made, Marks())
    assert json.dumps(made.to_json()) == before


# -- the markers' view --------------------------------------------------------


def question(key="why"):
    return cell("markdown", "Why?", key, task=True, locked=True, points=3)


def test_who_marks_sees_the_question_its_scheme_and_the_answer_that_carries_the_boxes():
    added = cell("markdown", "One thing more.", "added-2")
    shown = for_markers([question(), added, cell("markdown", "So.", "answer-why")], {"why": "- 1"})
    assert [c["id"] for c in shown] == ["why", "added-2", "scheme-why", "answer-why"]
    assert shown[0]["metadata"] == {}
    assert "- 1" in shown[2]["source"]
    mark = shown[3]["metadata"]["nbgrader"]
    assert mark["grade_id"] == "why"
    assert (mark["task"], mark["solution"], mark["grade"], mark["points"]) == (0, 1, 1, 3)


def test_a_question_without_a_scheme_or_an_answer_is_still_marked():
    shown = for_markers([question(), cell("markdown", "So.", "answer-why")], {})
    assert [c["id"] for c in shown] == ["why", "answer-why"]
    alone = [question(), {"cell_type": "markdown", "source": "", "metadata": {}}]
    assert for_markers(alone, {"why": "- 1"}) == alone


def test_no_cell_of_a_student_passes_for_a_scheme_or_an_answer():
    cells = [cell("markdown", "x", "added-1"), cell("markdown", "y", "answer-why"), question("e")]
    assert for_markers(cells, {"why": "- 1", "e": "- 2"}) == cells


def test_no_outcome_is_without_a_word():
    outcomes = {"passed", "failed", "not_reached", "not_checked"}
    assert set(OUTCOME_WORDS) == outcomes


# -- how much of it -----------------------------------------------------------


@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_cell_far_longer_than_people_write_is_shown_as_it_is(kind):
    source = "**b** <script>1</script>" * 1000
    html = page(COURSE, report(notebook=notebook(cell(kind, source))), Marks())
    assert source in assert_inert(html).text
    assert "<strong>b</strong>" not in html
    assert len(html) < 3 * len(source) + 20_000


def test_only_so_much_of_a_page_is_coloured():
    cells = [cell("code", "+" * 6000, f"added-{n}") for n in range(300)]
    html = page(COURSE, report(notebook=notebook(*cells)), Marks())
    assert len(html) < 15 * 2**20
    assert 40 <= html.count("</span></code>") + html.count("</span>\n</code>") <= 50
    assert html.count("+") >= 300 * 6000


def test_a_long_formula_is_shown_as_its_source():
    tex = "x^" * 600 + "2"
    html = page(COURSE, report(notebook=notebook(cell("markdown", f"${tex}$ and $x^2$"))), Marks())
    assert f"<code>{tex}</code>" in html
    assert html.count("<math") == 1
