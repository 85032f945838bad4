"""Outcomes → points: what a grader's fault costs, and what is kept."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking.result import Check, Result
from autograder.errors import CourseError
from autograder.scoring.report import (
    CheckReport,
    ExerciseReport,
    Report,
    attention_report,
    exercise_reports,
    from_json,
    graded_report,
    rescored,
    rubric_points,
    total_points,
    with_timing,
)

quick = settings(deadline=None, max_examples=100, derandomize=True)

F = Check("test_f", "f is right", "risks", 2.0)
G = Check("test_g", "g is right", "risks", 1.5)
S = Check("test_s", "the mean is right", "sample_risk", 3.0)


def scored(*outcomes, troubles=None, misconceptions=None):
    results = [Result(c, o) for c, o in zip((F, G, S), outcomes, strict=True)]
    return exercise_reports(results, troubles or {}, misconceptions or {})


def reported(*outcomes):
    return graded_report("s01", "risk", scored(*outcomes))


# -- points -------------------------------------------------------------------


def test_only_a_passed_check_earns_its_points():
    exercises = scored("passed", "failed", "not_reached")
    assert [c.points for e in exercises.values() for c in e.checks] == [2.0, 0.0, 0.0]
    assert [c.max_points for e in exercises.values() for c in e.checks] == [2.0, 1.5, 3.0]


def test_an_exercise_is_the_sum_of_its_checks():
    exercises = scored("passed", "passed", "failed")
    assert (exercises["risks"].points, exercises["risks"].max_points) == (3.5, 3.5)
    assert (exercises["sample_risk"].points, exercises["sample_risk"].max_points) == (0.0, 3.0)


def test_exercises_and_checks_stay_in_the_order_of_the_checks():
    results = [Result(c, "passed") for c in (S, G, F)]
    exercises = exercise_reports(results, {}, {})
    assert list(exercises) == ["sample_risk", "risks"]
    assert [c.name for c in exercises["risks"].checks] == ["test_g", "test_f"]


def test_what_a_check_found_is_carried_over_word_for_word():
    found = {k: k.upper() for k in ("what", "called", "got", "wanted", "hint", "fault")}
    (exercise,) = exercise_reports([Result(F, "failed", **found)], {}, {}).values()
    assert exercise.checks == [
        CheckReport("test_f", "f is right", "failed", 0.0, 2.0, **found)
    ]  # fmt: skip


def test_troubles_and_misconceptions_go_to_their_exercise():
    exercises = scored(
        "failed", "failed", "failed",
        troubles={"risks": "the cell raised NameError", "gone": "x"},
        misconceptions={"sample_risk": "Pairs points with data.", "risks": None},
    )  # fmt: skip
    assert set(exercises) == {"risks", "sample_risk"}
    assert (exercises["risks"].trouble, exercises["risks"].misconception) == (
        "the cell raised NameError",
        None,
    )
    assert (exercises["sample_risk"].trouble, exercises["sample_risk"].misconception) == (
        "",
        "Pairs points with data.",
    )


def test_tenths_add_up_as_people_add_them():
    checks = [Check(f"test_{n}", "", "e", 0.1) for n in range(3)]
    results = [Result(c, "passed") for c in checks]
    assert exercise_reports(results, {}, {})["e"].points == 0.3
    assert total_points(checks) == 0.3
    assert rubric_points(checks) == {"e": 0.3}


def test_the_rubric_sums_the_checks_of_each_exercise_in_order():
    assert rubric_points([S, F, G]) == {"sample_risk": 3.0, "risks": 3.5}
    assert total_points([F, G, S]) == 6.5
    assert (rubric_points([]), total_points([])) == ({}, 0.0)


outcomes = st.sampled_from(["passed", "failed", "not_reached", "not_checked"])
points = st.integers(0, 400).map(lambda n: n / 4)
results = st.lists(
    st.builds(
        lambda exercise, outcome, worth: Result(
            Check(f"test_{exercise}", "A title", exercise, worth), outcome
        ),
        st.sampled_from("abc"),
        outcomes,
        points,
    ),
    max_size=12,
)


@quick
@given(results)
def test_no_submission_earns_more_than_there_is_or_less_than_nothing(found):
    exercises = exercise_reports(found, {}, {})
    made = graded_report("s", "a", exercises)
    assert all(0 <= e.points <= e.max_points for e in exercises.values())
    assert made.points is None or 0 <= made.points <= made.max_points
    assert made.max_points == total_points([r.check for r in found])
    assert sum(len(e.checks) for e in exercises.values()) == len(found)


@quick
@given(results, st.randoms(use_true_random=False))
def test_the_order_of_checks_changes_no_points(found, dice):
    before = exercise_reports(found, {}, {})
    dice.shuffle(found)
    after = exercise_reports(found, {}, {})
    assert {k: e.points for k, e in before.items()} == {k: e.points for k, e in after.items()}


# -- reports ------------------------------------------------------------------


def test_a_submission_whose_checks_all_ran_is_graded():
    made = reported("passed", "failed", "not_reached")
    assert (made.status, made.points, made.max_points, made.error) == ("graded", 2.0, 6.5, None)


def test_a_graders_fault_is_never_a_zero():
    made = reported("passed", "not_checked", "failed")
    assert (made.status, made.points, made.max_points) == ("attention", None, 6.5)
    assert made.error == (
        "the grader could not carry out: g is right; "
        "mend this check (--json FILE tells its fault) and grade again"
    )


@quick
@given(results)
def test_a_submission_has_a_score_exactly_when_every_check_was_carried_out(found):
    made = graded_report("s", "a", exercise_reports(found, {}, {}))
    whole = all(r.outcome != "not_checked" for r in found)
    assert (made.status == "graded", made.points is not None, made.error is None) == (whole,) * 3


def test_a_submission_that_could_not_be_graded_has_no_score_and_says_why():
    made = attention_report("s01", "risk", 14.0, "the file is empty", sandbox="full")
    assert (made.status, made.points, made.max_points) == ("attention", None, 14.0)
    assert (made.error, made.sandbox, made.exercises) == ("the file is empty", "full", {})


# -- other points for the same outcomes ---------------------------------------


def test_points_and_titles_of_now_are_laid_on_the_outcomes():
    before = reported("passed", "failed", "passed")
    now = [replace(F, points=4.0), replace(G, title="g is now called h"), S]
    after = rescored(before, now)
    assert (after.points, after.max_points) == (7.0, 8.5)
    f, g = after.exercises["risks"].checks
    assert (f.points, f.max_points) == (4.0, 4.0)
    assert (g.points, g.title, g.outcome) == (0.0, "g is now called h", "failed")
    assert after.exercises["sample_risk"] == before.exercises["sample_risk"]


def test_what_was_looked_at_stays_as_it_was():
    found = [Result(c, "failed", "is 3", "f(1)", "3", "4", "Four.") for c in (F, G, S)]
    exercises = exercise_reports(found, {"risks": "stopped"}, {"risks": "Forgets π."})
    before = graded_report("s01", "risk", exercises, key="k", repairs=["A repair."])
    after = rescored(before, [replace(c, points=9.0) for c in (F, G, S)])
    assert [c.hint for e in after.exercises.values() for c in e.checks] == ["Four."] * 3
    assert after.exercises["risks"].misconception == "Forgets π."
    assert (after.exercises["risks"].trouble, after.repairs, after.key) == (
        "stopped", ["A repair."], "k",
    )  # fmt: skip


@quick
@given(results)
def test_a_report_that_is_scored_as_it_was_is_the_same(found):
    made = graded_report("s", "a", exercise_reports(found, {}, {}))
    assert rescored(made, [r.check for r in found]) == made


def test_a_submission_without_a_score_gets_none():
    after = rescored(reported("passed", "not_checked", "failed"), [replace(F, points=9.0), G, S])
    assert (after.status, after.points, after.max_points) == ("attention", None, 13.5)


def test_the_check_cells_of_the_notebook_are_worth_what_they_are_now():
    def cell(**mark):
        return {"source": "x", "metadata": {"nbgrader": mark} if mark else {}}

    cells = [cell(), cell(grade_id="risks"), cell(grade_id="check-risks", grade=True, points=3.5)]
    before = replace(reported("passed", "passed", "passed"), notebook={"cells": cells})
    after = rescored(before, [replace(F, points=4.0), G, S])
    assert [c["metadata"].get("nbgrader", {}).get("points") for c in after.notebook["cells"]] == [
        None, None, 5.5,
    ]  # fmt: skip
    assert after.notebook["cells"][:2] == cells[:2]
    assert cells[2]["metadata"]["nbgrader"]["points"] == 3.5, "the old report is left as it was"


@pytest.mark.parametrize("now", [[F, G], [F, G, replace(S, name="test_t")], [F, S, G, G]])
def test_the_points_of_other_checks_are_refused(now):
    with pytest.raises(CourseError, match=r"s01 has other checks than risk; .* risk --force$"):
        rescored(reported("passed", "failed", "passed"), now)


def test_what_else_is_known_of_a_submission_is_kept():
    rest = {
        "repairs": ["A repair."],
        "answered": {"q": True},
        "sandbox": "full",
        "notebook": {"cells": []},
        "untouched": True,
    }
    made = graded_report("s01", "risk", {}, **rest)
    assert {k: getattr(made, k) for k in rest} == rest


def test_times_are_kept_to_a_tenth_of_a_millisecond_and_nothing_else_changes():
    made = reported("passed", "passed", "passed")
    timed = with_timing(made, 0.123456, 1 / 3)
    assert (timed.seconds, timed.cpu_seconds) == (0.1235, 0.3333)
    assert replace(timed, seconds=0.0, cpu_seconds=0.0) == made


# -- keeping ------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
check_reports = st.builds(CheckReport, words, words, outcomes, points, points, *[words] * 6)
exercises = st.builds(
    ExerciseReport, points, points, st.lists(check_reports, max_size=3), st.none() | words, words
)
kept = st.builds(
    Report,
    words,
    words,
    st.sampled_from(["graded", "attention"]),
    st.none() | points,
    points,
    st.dictionaries(words, exercises, max_size=3),
    st.none() | words,
    st.lists(words, max_size=3),
    st.dictionaries(words, st.booleans(), max_size=2),
    points,
    points,
    words,
    st.none() | st.just({"cells": [{"source": "x"}]}),
    words,
    st.booleans(),
)


@quick
@given(kept)
def test_a_report_survives_json(made):
    assert from_json(json.loads(json.dumps(made.to_json()))) == made


@pytest.mark.parametrize("damage", ["points", "exercises", "student"])
def test_a_report_with_a_part_missing_is_no_report(damage):
    data = reported("passed", "passed", "passed").to_json()
    del data[damage]
    with pytest.raises((KeyError, TypeError)):
        from_json(data)


def test_a_report_of_a_later_version_is_no_report_of_ours():
    data = reported("passed", "passed", "passed").to_json()
    with pytest.raises(TypeError):
        from_json(data | {"moon_phase": 0.5})


# -- words --------------------------------------------------------------------


def test_what_a_report_says_is_short_and_printable():
    bad = "\x1b[2J\n14 of 14\u202e\ud800" + "x" * 100_000
    failed = Result(F, "failed", bad, bad, bad, bad, bad, fault=bad)
    exercises = exercise_reports([failed], {"risks": bad}, {})
    found = graded_report("s01", "risk", exercises, repairs=[bad] * 1000)
    check = found.exercises["risks"].checks[0]
    lines = [check.what, check.called, check.got, check.wanted, check.hint, *found.repairs]
    lines += [found.exercises["risks"].trouble, attention_report("s", "a", 1.0, bad).error]
    assert all(words.isprintable() and 300 < len(words) < 2000 for words in lines)
    assert len(json.dumps(found.to_json())) < 100_000
    assert "\x1b" not in check.fault
