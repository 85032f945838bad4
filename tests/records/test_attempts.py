"""Several attempts of one student: which are graded, and which counts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from autograder.checking.result import Check
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.records import collected, reports
from autograder.records.attempts import Attempts, standing
from autograder.scoring.report import CheckReport, ExerciseReport, Report, Unchanged

DUE = datetime(2026, 11, 20, 18, 0)
CHECKS = [Check("test_f", "f is right", "risks", 10.0), Check("test_g", "g is", "risks", 4.0)]
EXERCISE = ExerciseReport(
    10.0, 14.0,
    [CheckReport("test_f", "f is right", "passed", 10.0, 10.0),
     CheckReport("test_g", "g is", "failed", 0.0, 4.0)],
)  # fmt: skip
REPORT = Report("s01", "risk", "graded", 10.0, 14.0, {"risks": EXERCISE}, key="k")


@pytest.fixture
def here(tmp_path):
    return Folders(tmp_path)


def course(attempts):
    risk = {"id": "risk", "title": "Risk", "due": DUE, "attempts": attempts}
    return Course(
        id="c", title="C", assignments=[risk], late={"penalty_percent_per_day": 10},
    )  # fmt: skip


def kept_reports(here):
    found = {path.name for path in (here.attempts / "risk/s01").glob("*.json")}
    return sorted(found - {"collected.json"})


@pytest.fixture
def tried(here):
    """Hand in two files, the second a day late, and look at them: tried("best")."""

    def make(policy, **options):
        path = here.submitted / "s01/risk/risk.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        for days, content in [(0, b"one"), (1, b"two")]:
            path.write_bytes(content)
            time = course(policy).local(DUE + timedelta(days=days))
            collected.collect(here, "risk", "s01", path, time, "times")
        return Attempts(course(policy), here, "risk", "s01", path, **options)

    return make


def test_where_the_last_counts_the_current_file_alone_is_graded(here, tried):
    found = tried("last")
    assert list(found.files) == [""]
    assert found.files[""].read_bytes() == b"two"
    report = found.take("", REPORT)
    assert found.complete
    assert found.counts == report
    assert found.standing.counts.digest == report.attempt
    assert (found.standing.lateness.days, found.standing.points) == (1, {})
    assert kept_reports(here) == []


def test_where_the_best_counts_every_attempt_is_graded_from_its_kept_bytes(here, tried):
    found = tried("best")
    assert [path.read_bytes() for path in found.files.values()] == [b"two", b"one"]
    late_one, early = found.files
    found.take(late_one, replace(REPORT, points=11.0))
    assert not found.complete
    found.take(early, REPORT)
    assert found.complete
    assert kept_reports(here) == []
    found.settle()
    assert kept_reports(here) == sorted(f"{attempt}.json" for attempt in found.files)
    assert (found.counts.attempt, found.counts.points) == (early, 10.0)
    assert found.standing.points == {late_one: 11.0, early: 10.0}
    assert found.standing.lateness.days == 0


def test_an_attempt_that_has_not_changed_comes_from_the_disk(here, tried):
    first = tried("best")
    for attempt in first.files:
        first.take(attempt, REPORT)
    first.settle()
    again = tried("best")
    for attempt in again.files:
        again.take(attempt, Unchanged(CHECKS))
    assert again.counts == first.counts
    assert (len(first.fresh), len(again.fresh), len(again.rescored)) == (2, 0, 0)


def test_an_attempt_that_has_not_changed_gets_the_points_of_now_and_is_kept_with_them(here, tried):
    first = tried("best")
    for attempt in first.files:
        first.take(attempt, REPORT)
    first.settle()
    now = Unchanged([replace(CHECKS[0], points=12.5), CHECKS[1]])
    again = tried("best")
    for attempt in again.files:
        assert again.take(attempt, now).points == 12.5
    assert (again.fresh, again.rescored) == (set(), set(again.files))
    again.settle()
    third = tried("best")
    for attempt in third.files:
        assert third.take(attempt, now).max_points == 16.5
    assert third.rescored == set(), "what was rescored is on the disk"


def test_without_keeping_nothing_is_written(here, tried):
    found = tried("best", keep=False)
    for attempt in found.files:
        found.take(attempt, REPORT)
    found.settle()
    assert kept_reports(here) == []
    assert not here.reports.exists()


def test_a_current_file_that_cannot_be_read_is_looked_at_before_any_other_counts(here, tried):
    tried("best")
    (here.submitted / "s01/risk/risk.ipynb").unlink()
    path = here.submitted / "s01/risk/risk.ipynb"
    found = Attempts(course("best"), here, "risk", "s01", path)
    assert next(iter(found.files)) == ""
    assert len(found.files) == 3
    for attempt in found.files:
        attention = Report("s01", "risk", "attention", None, 14.0, error="gone")
        found.take(attempt, REPORT if attempt else attention)
    assert found.counts.error == "gone"
    assert found.standing.counts is None


def test_the_report_that_counted_until_now_is_known(here, tried):
    found = tried("last")
    assert found.kept is None
    reports.keep(here, REPORT)
    assert found.kept == REPORT
    (here.reports / "risk/s01.json").write_text("{")
    assert found.kept is None
    with pytest.raises(CourseError, match="damaged"):
        found.take("", Unchanged(CHECKS))


def test_the_standing_of_a_report_is_found_again_later(here, tried):
    found = tried("last")
    report = found.take("", REPORT)
    assert standing(course("last"), here, report) == found.standing
    assert standing(course("last"), here, REPORT).counts is None
