"""Lateness: what each started day costs, on the course's clocks, and which attempt counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.course.config import Course, Late
from autograder.scoring import late_policy
from autograder.scoring.late_policy import Attempt
from autograder.scoring.report import Report

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 20, 18, 0, tzinfo=BERLIN)
USUAL = Late(
    grace_minutes=15, penalty_percent_per_day=10, max_penalty_percent=50, closes_after_days=7
)


def after(**delay):
    """So much time later, as a stopwatch has it."""
    return DUE.astimezone(UTC) + timedelta(**delay)


@pytest.mark.parametrize(
    ("submitted", "days", "percent"),
    [
        (after(days=-3), 0, 0),
        (after(), 0, 0),
        (after(minutes=15), 0, 0),
        (after(minutes=15, microseconds=999_999), 0, 0),
        (after(minutes=15, seconds=1), 1, 10),
        (after(days=1), 1, 10),
        (after(days=1, seconds=1), 2, 20),
        (after(days=5), 5, 50),
        (after(days=7), 7, 50),
        (after(days=7, seconds=1), 8, 100),
        (after(days=4000), 4000, 100),
    ],
)
def test_each_started_day_costs_as_much_until_the_most_and_until_it_closes(
    submitted, days, percent
):
    assert late_policy.percent(USUAL, DUE, submitted) == (days, percent)


def test_without_a_policy_lateness_costs_nothing():
    assert late_policy.percent(Late(), DUE, after(days=3)) == (3, 0)


def test_a_course_may_close_at_the_due_date():
    assert late_policy.percent(Late(closes_after_days=0), DUE, after(seconds=1)) == (1, 100)


@pytest.mark.parametrize(
    ("due", "submitted", "days"),
    [
        # The clocks go back on 25 October: that day has 25 hours, and 23 on 29 March.
        ((2026, 10, 24, 18), (2026, 10, 25, 18, 0), 1),
        ((2026, 10, 24, 18), (2026, 10, 25, 18, 1), 2),
        ((2026, 3, 28, 18), (2026, 3, 29, 18, 0), 1),
        ((2026, 3, 28, 18), (2026, 3, 29, 18, 1), 2),
        ((2026, 3, 28, 2, 30), (2026, 3, 29, 3, 30), 1),  # 02:30 is skipped on the 29th
        ((2026, 3, 28, 2, 30), (2026, 3, 29, 3, 31), 2),
    ],
)
def test_a_day_ends_at_the_same_time_of_day_where_the_clocks_change(due, submitted, days):
    due, submitted = datetime(*due, tzinfo=BERLIN), datetime(*submitted, tzinfo=BERLIN)
    assert late_policy.days_late(due, submitted.astimezone(UTC)) == days


def test_a_zone_that_skipped_a_whole_day_confuses_nobody():
    due = datetime(2011, 12, 28, 12, 0, tzinfo=ZoneInfo("Pacific/Apia"))  # no 30 December there
    assert late_policy.days_late(due, due.astimezone(UTC) + timedelta(hours=1)) == 1
    assert late_policy.days_late(due, due.astimezone(UTC) + timedelta(days=4)) in (4, 5)


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
DUES = st.builds(
    lambda time, zone: time.replace(tzinfo=ZoneInfo(zone)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    ZONES,
)
DELAYS = st.timedeltas(timedelta(days=-3), timedelta(days=40))
POLICIES = st.builds(
    Late,
    grace_minutes=st.integers(0, 3000),
    penalty_percent_per_day=st.floats(0, 100),
    max_penalty_percent=st.floats(0, 100),
    closes_after_days=st.none() | st.integers(0, 20),
)


@given(POLICIES, DUES, DELAYS, DELAYS)
@example(
    USUAL, datetime(2026, 10, 24, 2, 15, tzinfo=BERLIN), timedelta(hours=24), timedelta(hours=25)
)
def test_who_comes_later_never_loses_less(policy, due, one, other):
    start = due.astimezone(UTC)
    first, second = (
        late_policy.percent(policy, due, start + delay) for delay in sorted([one, other])
    )
    assert first[0] <= second[0]
    assert 0 <= first[1] <= second[1] <= 100


@given(POLICIES, DUES, st.floats(0, 1))
def test_nothing_is_taken_off_in_time_and_within_the_grace_period(policy, due, share):
    grace = timedelta(minutes=policy.grace_minutes) * share
    assert late_policy.percent(policy, due, due.astimezone(UTC) + grace) == (0, 0)


@given(DUES, DELAYS)
def test_days_are_those_of_a_calendar_give_or_take_the_change_of_the_clocks(due, delay):
    days = late_policy.days_late(due, due.astimezone(UTC) + delay)
    lasted = delay / timedelta(days=1)
    assert lasted - 1 / 24 <= days <= max(lasted + 1 + 1 / 24, 0)


@given(DUES, DELAYS, st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns"]))
def test_the_zone_in_which_a_time_is_told_changes_nothing(due, delay, zone):
    submitted = due.astimezone(UTC) + delay
    elsewhere = submitted.astimezone(ZoneInfo(zone))
    assert late_policy.percent(USUAL, due, elsewhere) == late_policy.percent(USUAL, due, submitted)


@given(st.floats(-5, 1000), st.floats(0, 100))
def test_a_penalty_is_never_below_nothing_and_never_more_than_there_is(points, percent):
    assert 0 <= late_policy.penalty(points, percent) <= max(points, 0)


@given(st.floats(0, 1000), st.floats(0, 100), st.floats(0, 100))
def test_a_penalty_grows_with_its_percent(points, one, other):
    low, high = sorted([one, other])
    assert late_policy.penalty(points, low) <= late_policy.penalty(points, high)


def test_a_penalty_is_written_without_the_rounding_of_the_machine():
    assert late_policy.penalty(14, 10) == 1.4
    assert late_policy.percent(Late(penalty_percent_per_day=0.1), DUE, after(days=3)) == (3, 0.3)


# -- a student ----------------------------------------------------------------


def course(**assignment):
    risk = {"id": "risk", "title": "Risk", "due": DUE.replace(tzinfo=None)} | assignment
    return Course(
        id="c", title="C", timezone="Europe/Berlin", late=USUAL.model_dump(), assignments=[risk]
    )


def attempt(digest="a", source="times", **delay):
    return Attempt(digest, after(**delay), source)


def report(attempt="a", points=10.0):
    status = "graded" if points is not None else "attention"
    return Report("s01", "risk", status, points, 14.0, attempt=attempt)


def test_lateness_tells_both_times_by_the_courses_clocks():
    found = late_policy.lateness(course(), "risk", "s01", attempt(days=1))
    assert (found.due, found.submitted) == (DUE, DUE + timedelta(days=1))
    assert found.submitted.tzname() == "CET"
    assert (found.days, found.percent, found.penalty(14.0)) == (1, 10, 1.4)


def test_an_extension_moves_one_students_due_date():
    extended = course(extensions={"s01": DUE.replace(tzinfo=None) + timedelta(days=2)})
    assert late_policy.lateness(extended, "risk", "s01", attempt(days=2)).percent == 0
    assert late_policy.lateness(extended, "risk", "s01", attempt(days=3)).percent == 10
    assert late_policy.lateness(extended, "risk", "s02", attempt(days=2)).percent == 20


def test_an_assignment_has_its_own_policy_instead_of_the_courses():
    strict = course(late={"closes_after_days": 0})
    assert late_policy.lateness(strict, "risk", "s01", attempt(minutes=1)).percent == 100


def test_where_nothing_is_due_nobody_is_late():
    assert late_policy.lateness(course(due=None), "risk", "s01", attempt(days=9)) is None
    assert late_policy.lateness(course(), "gone_from_the_course", "s01", attempt(days=9)) is None


def test_the_graders_own_delay_is_nobodys_lateness():
    seen = late_policy.lateness(course(), "risk", "s01", attempt(source="grade", days=1))
    assert (seen.submitted, seen.days, seen.percent) == (None, 0, 0)
    assert late_policy.lateness(course(), "risk", "s01", None).submitted is None


def test_what_grading_saw_before_the_due_date_was_in_time():
    seen = late_policy.lateness(course(), "risk", "s01", attempt(source="grade", days=-1))
    assert seen.submitted == DUE - timedelta(days=1)


@pytest.mark.parametrize("source", ["collect", "exchange", "times"])
def test_a_collected_time_counts_whoever_collected_it(source):
    assert late_policy.lateness(course(), "risk", "s01", attempt(source=source, days=1)).days == 1


def test_without_a_due_date_a_standing_knows_collected_times_only():
    free = course(due=None)
    seen, told = attempt("a", "grade"), attempt("b", "times")
    assert late_policy.standing(free, report("a"), [seen, told]).submitted is None
    assert late_policy.standing(free, report("b"), [seen, told]).submitted == told.time
    assert late_policy.standing(free, report("x"), [seen, told]).counts is None


def test_a_day_that_is_due_ends_with_its_last_second():
    day = course(due="2026-11-20")
    last = datetime(2026, 11, 20, 23, 59, 59, 999_999, tzinfo=BERLIN)
    for source, costs in [("exchange", 10), ("grade", 0)]:
        found = late_policy.lateness(day, "risk", "s01", Attempt("a", last.astimezone(UTC), source))
        assert (found.submitted, found.percent) == (last.replace(microsecond=0), 0)
        next_second = Attempt("a", last.astimezone(UTC) + timedelta(minutes=16), source)
        assert late_policy.lateness(day, "risk", "s01", next_second).percent == costs


# -- the best of several ------------------------------------------------------

ON_TIME, LATE = attempt("early", hours=-1), attempt("late", days=2)


@pytest.mark.parametrize(
    ("early", "later", "counts"),
    [
        (10.0, 12.0, "early"),  # 12 less 20 % is 9.6
        (10.0, 14.0, "late"),
        (8.0, 10.0, "early"),  # both 8: in time rather than late
        (0.0, 0.0, "early"),
        (None, 3.0, "late"),
        (10.0, None, "late"),  # a person has to look at it first
    ],
)
def test_the_best_is_chosen_after_its_penalty(early, later, counts):
    found = late_policy.best(
        course(), report("late", later), [report("early", early)], [ON_TIME, LATE]
    )
    assert found.attempt == counts


def test_of_equals_the_latest_counts_for_its_written_answers():
    attempts = [attempt("one", hours=-3), attempt("two", hours=-2), attempt("three", hours=-1)]
    found = late_policy.best(course(), report("three"), [report("one"), report("two")], attempts)
    assert found.attempt == "three"


@given(st.lists(st.tuples(st.floats(0, 14), st.integers(-2, 9)), min_size=1, max_size=5))
def test_no_attempt_would_have_given_more_than_the_best(tried):
    attempts = [attempt(str(n), days=days) for n, (_, days) in enumerate(tried)]
    reports = [report(str(n), points) for n, (points, _) in enumerate(tried)]

    def mark(one):
        found = late_policy.standing(course(), one, attempts).lateness
        return one.points - found.penalty(one.points)

    best = late_policy.best(course(), reports[-1], reports[:-1], attempts)
    assert mark(best) == max(map(mark, reports))
    more = late_policy.best(course(), replace(reports[-1]), reports, attempts)
    assert mark(more) == mark(best), "an attempt more never costs anything"
