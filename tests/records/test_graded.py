"""Whether what lies in submitted/ is what was graded."""

import os
from datetime import UTC, datetime

import pytest

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.reading.ipynb import fingerprint
from autograder.records import collected, graded, reports
from autograder.records.graded import handed_in, is_graded
from autograder.scoring.report import Report, attention_report

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def course(attempts="last"):
    return Course(id="c", title="C", attempts=attempts, assignments=[{"id": "risk", "title": "R"}])


@pytest.fixture
def here(tmp_path):
    return Folders(tmp_path)


@pytest.fixture
def hand_in(here):
    def put(content):
        path = here.submitted / "s01/risk/risk.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return put


def keep(here, content, attempt="", status="graded"):
    blank = attention_report("s01", "risk", 14.0, "")
    digest = fingerprint(content)
    fields = vars(blank) | {"status": status, "error": None, "points": 3.0, "attempt": digest}
    reports.keep(here, Report(**fields), attempt and digest)


def test_what_was_graded_is_graded_until_another_file_lies_there(here, hand_in):
    hand_in(b"one")
    assert not is_graded(course(), here, "risk", "s01")
    keep(here, b"one")
    assert is_graded(course(), here, "risk", "s01")
    stamp = hand_in(b"two").stat()
    os.utime(here.submitted / "s01/risk/risk.ipynb", ns=(stamp.st_atime_ns, 0))
    assert not is_graded(course(), here, "risk", "s01")


def test_what_needs_attention_or_cannot_be_read_is_not_graded(here, hand_in):
    path = hand_in(b"one")
    keep(here, b"one", status="attention")
    assert not is_graded(course(), here, "risk", "s01")
    keep(here, b"one")
    path.unlink()
    path.symlink_to("elsewhere")
    assert not is_graded(course(), here, "risk", "s01")
    path.unlink()
    assert not is_graded(course(), here, "risk", "s01")
    path.parent.rmdir()  # it was graded from another folder
    assert is_graded(course(), here, "risk", "s01")


def test_another_attempt_is_graded_where_the_best_counts(here, hand_in):
    keep(here, b"one")
    keep(here, b"two", "of its own")
    hand_in(b"two")
    assert is_graded(course("best"), here, "risk", "s01")
    assert not is_graded(course("last"), here, "risk", "s01")


def test_a_file_is_read_once_while_it_stays_as_it_is(here, hand_in, monkeypatch):
    path = hand_in(b"one")
    keep(here, b"one")
    monkeypatch.setattr(graded.time, "time_ns", lambda: path.stat().st_ctime_ns + 2 * 10**9)
    assert is_graded(course(), here, "risk", "s01")
    monkeypatch.setattr(graded.ipynb, "read_file", lambda path: pytest.fail("read again"))
    assert is_graded(course(), here, "risk", "s01")


def test_the_time_is_that_of_whoever_collected_the_file(here, hand_in):
    path = hand_in(b"one")
    assert handed_in(here, "risk", "s01") is None
    collected.collect(here, "risk", "s01", path, NOON, "grade")
    assert handed_in(here, "risk", "s01") is None
    collected.collect(here, "risk", "s01", path, NOON, "exchange")
    assert handed_in(here, "risk", "s01") == NOON
    hand_in(b"two")
    assert handed_in(here, "risk", "s01") is None
