"""What was collected and when: no word of a student's is taken for it."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.records import collected
from autograder.records.collected import Times, collect, collect_class, read_times, see

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
COURSE = Course(
    id="c", title="C", timezone="Europe/Berlin", late={"penalty_percent_per_day": 10},
    assignments=[{"id": "risk", "title": "Risk", "due": "2026-11-20 18:00"}],
)  # fmt: skip


def later(**delay):
    return NOON + timedelta(**delay)


@pytest.fixture
def here(tmp_path):
    return Folders(tmp_path)


@pytest.fixture
def handed_in(here):
    """Put a file where submissions lie: handed_in("s01", b"content")."""

    def put(student="s01", content=b"one"):
        path = here.submitted / student / "risk/risk.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return put


def known(here, student="s01"):
    return [(a.time, a.source) for a in collected.attempts(here, "risk", student)]


def test_each_new_file_is_an_attempt_and_its_bytes_are_kept(here, handed_in):
    first = collect(here, "risk", "s01", handed_in(), NOON, "collect")
    second = collect(here, "risk", "s01", handed_in(content=b"two"), later(days=1), "collect")
    assert known(here) == [(NOON, "collect"), (later(days=1), "collect")]
    assert second.attempts[0] == first.attempts[0]
    assert second.current != first.current
    kept = [collected.file(here, "risk", "s01", f.current).read_bytes() for f in (first, second)]
    assert kept == [b"one", b"two"]


def test_the_same_file_once_more_is_the_same_attempt_at_its_first_time(here, handed_in):
    for delay in (2, 1, 3):
        found = collect(here, "risk", "s01", handed_in(), later(days=delay), "collect")
    assert known(here) == [(later(days=1), "collect")]
    assert found.attempts == collected.attempts(here, "risk", "s01")


def test_only_a_list_of_times_is_believed_against_what_is_known(here, handed_in):
    path = handed_in()
    collect(here, "risk", "s01", path, NOON, "exchange")
    collect(here, "risk", "s01", path, later(days=2), "times")
    assert known(here) == [(later(days=2), "times")]
    for source in ("grade", "collect", "exchange"):
        collect(here, "risk", "s01", path, NOON, source)
    assert known(here) == [(later(days=2), "times")]


def test_grading_that_saw_a_file_first_proves_that_it_was_there(here, handed_in):
    collect(here, "risk", "s01", handed_in(), NOON, "grade")
    collect(here, "risk", "s01", handed_in(), later(days=1), "collect")
    assert known(here) == [(NOON, "collect")]
    collect(here, "risk", "s01", handed_in(), later(days=2), "grade")
    assert known(here) == [(NOON, "collect")]


SIGHTS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["grade", "collect", "exchange"])), min_size=1
)


@given(SIGHTS)
def test_without_a_list_the_earliest_sight_counts_in_any_order(sights):
    merged = None
    for days, source in sights:
        merged = collected._merged(merged, collected.Attempt("a", later(days=days), source))
    assert merged.time == later(days=min(days for days, _ in sights))
    assert (merged.source == "grade") is all(source == "grade" for _, source in sights)


def test_a_forged_timestamp_and_a_forged_date_of_change_move_nothing(here, handed_in):
    path = handed_in()
    (path.parent / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")
    os.utime(path, (0, 0))
    before = datetime.now(UTC)
    see(here, "risk", "s01", path)
    [(time, source)] = known(here)
    assert before <= time <= datetime.now(UTC)
    assert source == "grade"


@pytest.mark.parametrize("kind", ["missing", "folder", "link"])
def test_a_file_that_cannot_be_read_is_no_attempt(here, tmp_path, kind):
    path = here.submitted / "s01/risk/risk.ipynb"
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    if kind == "link":
        (tmp_path / "other").write_text("x")
        path.symlink_to(tmp_path / "other")
    assert see(here, "risk", "s01", path) == collected.Collected([], "")
    assert not here.attempts.exists()


def test_looking_without_keeping_writes_nothing(here, handed_in):
    found = see(here, "risk", "s01", handed_in(), keep=False)
    assert [a.digest for a in found.attempts] == [found.current]
    assert not here.attempts.exists()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "3", '{"a": 3}', '{"a": {"time": "soon", "source": "grade"}}', '{"a": {}}'],
)
def test_a_damaged_ledger_is_never_taken_for_an_empty_one(here, handed_in, content):
    see(here, "risk", "s01", handed_in())
    (here.attempts / "risk/s01/collected.json").write_text(content)
    with pytest.raises(CourseError, match=r"collected\.json is damaged .*: course collect risk"):
        see(here, "risk", "s01", handed_in())


def test_the_ledger_is_readable_text(here, handed_in):
    found = collect(here, "risk", "s01", handed_in(), NOON, "times")
    assert json.loads((here.attempts / "risk/s01/collected.json").read_text()) == {
        found.current: {"time": "2026-11-20T12:00:00+00:00", "source": "times"}
    }


# -- a list of times ----------------------------------------------------------


@pytest.fixture
def times_of(tmp_path):
    def make(*lines):
        path = tmp_path / "times.csv"
        path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
        return path

    return make


def test_a_list_has_local_times_and_times_with_an_offset(times_of):
    path = times_of(
        "Name,student,submitted", "Ann,s01,2026-11-20 18:00", '"B, Bo",s02,2026-11-20T12:00:00Z',
        "Cy,s03,", "Di,s04",
    )  # fmt: skip
    found = read_times(path, COURSE)
    assert {s: t.astimezone(UTC) for s, t in found.items()} == {"s01": later(hours=5), "s02": NOON}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["student,time", "s01,x"], r"times\.csv:1: there is no column 'submitted'"),
        ([""], r"times\.csv:1: there is no column 'student'"),
        (
            ["student,submitted", "s01,2026-11-20", "s02,Friday"],
            r"times\.csv:3: a time reads like 2026-11-30 18:00, not 'Friday'",
        ),
        (["student,submitted", "s01,0026-11-20 12:00"], r"times\.csv:2: a time reads like"),
    ],
)
def test_a_mistake_in_a_list_is_one_line_with_its_place(times_of, lines, words):
    with pytest.raises(CourseError, match=words):
        read_times(times_of(*lines), COURSE)


def test_a_list_that_is_not_there_is_told_in_one_line(tmp_path):
    with pytest.raises(CourseError, match=r"none\.csv cannot be read"):
        read_times(tmp_path / "none.csv", COURSE)


def test_a_class_is_collected_with_the_times_of_its_list(here, handed_in, times_of):
    paths = {s: handed_in(s) for s in ("s01", "s02", "s03")}
    listed = times_of(
        "student,submitted", "s01,2026-11-20 17:59", "s02,2026-11-21 09:00", "s3,2026-11-20"
    )
    times = Times.read(COURSE, listed, None)
    assert times.lacks(paths) == ["s03"]
    assert collect_class(COURSE, here, "risk", paths, times) == [
        "s01: 2026-11-20 17:59:00 CET",
        "s02: 2026-11-21 09:00:00 CET, day 1 after the due date, −10 %",
        "s03: no time is listed",
        "s3: listed; did you mean 's03'?, but no submission is here",
    ]
    assert (known(here, "s03"), known(here, "s01")) == ([], [(later(hours=4, minutes=59), "times")])


def test_a_class_without_a_list_is_collected_now_or_at_a_time_that_is_told(here, handed_in):
    paths = {"s01": handed_in("s01"), "s02": here.submitted / "s02/risk/risk.ipynb"}
    before = datetime.now(UTC)
    lines = collect_class(COURSE, here, "risk", paths, Times.read(COURSE, None, None))
    assert lines[1] == "s02: the file cannot be read"
    assert before <= known(here)[0][0] <= datetime.now(UTC)
    assert known(here)[0][1] == "collect"
    collect_class(COURSE, here, "risk", paths, Times.read(COURSE, None, "2026-11-20 13:00"))
    assert known(here) == [(NOON, "times")]


def test_a_time_that_is_none_is_told_in_one_line():
    with pytest.raises(CourseError, match=r"^--at: a time reads like 2026-11-30 18:00, not 'noon'"):
        Times.read(COURSE, None, "noon")
