"""The one thing to do next: the first exercise that lost points, and what is known of it."""

from dataclasses import replace

import pytest

from autograder.feedback.next_step import Step, next_step
from autograder.feedback.words import Marks
from autograder.scoring.report import CheckReport, ExerciseReport, Report

RIGHT = ExerciseReport(2.0, 2.0, [CheckReport("a", "All of it", "passed", 2.0, 2.0)])
FAILED = CheckReport("b", "At zero", "failed", 0.0, 2.0, what="g(0) is wrong")
UNREACHED = CheckReport("c", "Slopes", "not_reached", 0.0, 2.0, what="g is not written yet")
WRONG = ExerciseReport(0.0, 4.0, [UNREACHED, FAILED])


def step(*exercises, marks=None, hints=True, **more):
    named = {f"e{n}": e for n, e in enumerate(exercises)}
    made = replace(Report("s", "risk", "graded", 1.0, 9.0, named), **more)
    return next_step(made, marks or Marks(), hints=hints)


@pytest.mark.parametrize(
    ("exercise", "words"),
    [
        (WRONG, "In e1, look at “At zero”: g(0) is wrong."),
        (replace(WRONG, misconception="Where is the 5?"), "In e1: Where is the 5?"),
        (
            replace(WRONG, misconception="x", trouble="the cell raised NameError: h"),
            "In e1, the cell raised NameError: h. Mend that first: "
            "nothing after it could be checked.",
        ),
        (replace(WRONG, checks=[UNREACHED]), "Look at e1."),
    ],
)
def test_the_first_exercise_that_lost_points_is_next(exercise, words):
    assert step(RIGHT, exercise, WRONG) == Step(words, "e1")


def test_a_course_that_shows_no_hints_names_the_check():
    found = step(replace(WRONG, misconception="Where is the 5?"), hints=False)
    assert found.words == "In e0, look at “At zero”: g(0) is wrong."


def test_an_untouched_notebook_begins_at_its_first_exercise():
    assert step(WRONG, WRONG, untouched=True) == Step(
        "Nothing was written yet. Begin with e0.", "e0"
    )


def test_who_has_everything_right_waits_for_a_person_or_is_done():
    waiting = Marks(written={"why": (None, 3.0)})
    assert "wait for a person" in step(RIGHT, marks=waiting).words
    assert step(RIGHT) == Step("Every check passes. There is nothing left to mend.")


def test_who_needs_attention_has_nothing_to_do():
    assert step(WRONG, status="attention", points=None).exercise == ""
