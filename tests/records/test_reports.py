"""Reports on disk: what is kept comes back, and what is damaged is said to be."""

import json
from pathlib import Path

import pytest

from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.records import reports
from autograder.scoring.report import CheckReport, ExerciseReport, Report

PROJECT = Path(__file__).resolve().parents[2]

CHECK = CheckReport("test_f", "f is right", "failed", 0.0, 2.0, got="π ≈ 3", hint="更精确")
REPORT = Report(
    "s01", "risk", "graded", 0.0, 2.0, {"risks": ExerciseReport(0.0, 2.0, [CHECK])},
    repairs=["A repair."], answered={"why": True}, seconds=0.25, sandbox="full", key="abc",
    notebook={"cells": [{"source": "x"}]},
)  # fmt: skip


@pytest.fixture
def here(tmp_path):
    return Folders(tmp_path)


def test_what_is_kept_comes_back(here):
    reports.keep(here, REPORT)
    assert reports.load(here, "risk", "s01") == REPORT


def test_a_later_report_takes_the_place_of_the_one_before(here):
    reports.keep(here, REPORT)
    second = Report("s01", "risk", "attention", None, 2.0, error="the file is empty")
    reports.keep(here, second)
    assert reports.load(here, "risk", "s01") == second
    assert [p.name for p in (here.reports / "risk").iterdir()] == ["s01.json"]


def test_a_staged_report_takes_its_place_when_it_is_settled(here):
    reports.keep(here, Report("s01", "risk", "attention", None, 2.0, error="the file is empty"))
    reports.stage(here, REPORT)
    assert reports.staged(here, "risk") == [REPORT]
    assert reports.load(here, "risk", "s01").status == "attention"
    reports.settle(here, REPORT)
    assert reports.staged(here, "risk") == []
    assert reports.load(here, "risk", "s01") == REPORT


def test_a_damaged_staged_report_is_graded_again_and_stops_nobody(here):
    reports.stage(here, REPORT)
    (here.reports / ".staged/risk/s00.json").write_text("{")
    assert reports.staged(here, "risk") == [REPORT]


def test_a_report_that_was_not_staged_cannot_be_settled(here):
    with pytest.raises(CourseError, match=r"s01\.json cannot be written: No such file"):
        reports.settle(here, REPORT)


def test_a_report_is_readable_text(here):
    reports.keep(here, REPORT)
    text = (here.reports / "risk/s01.json").read_text(encoding="utf-8")
    assert "更精确" in text
    assert json.loads(text)["student"] == "s01"


def test_a_missing_report_says_to_grade_first(here):
    with pytest.raises(CourseError, match=r"s01 has no report for risk; grade first: course grade"):
        reports.load(here, "risk", "s01")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"[]", b"null", b"3", b"{}", b'{"exercises": []}',
     b'{"exercises": {"a": 3}}', b'{"exercises": {"a": {"checks": 3}}}',
     b'{"exercises": {"a": {"checks": [3]}}}', b'{"exercises": {"a": {"checks": [{}]}}}',
     b'{"exercises": {}, "student": "s01"}', b'{"exercises": {}, "from_the_future": 1}'],
)  # fmt: skip
def test_a_damaged_report_says_to_grade_again(here, content):
    path = here.reports / "risk/s01.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(CourseError, match=r"is damaged .*; grade again: course grade risk"):
        reports.load(here, "risk", "s01")


def test_a_report_that_is_a_folder_is_damaged(here):
    (here.reports / "risk/s01.json").mkdir(parents=True)
    with pytest.raises(CourseError, match="is damaged"):
        reports.load(here, "risk", "s01")


def test_the_students_with_a_report_are_listed_in_order(here):
    assert reports.students(here, "risk") == []
    for student in ("s10", "s02", "anna.b"):
        reports.keep(here, Report(student, "risk", "graded", 1.0, 2.0))
    reports.keep(here, Report("s99", "minima", "graded", 1.0, 2.0))
    (here.reports / "risk/.s03.json.x1y2").write_text("half")
    assert reports.students(here, "risk") == ["anna.b", "s02", "s10"]


def test_the_points_of_a_release_are_those_of_its_graded_cells():
    assert reports.release_points(PROJECT / "assignments/risk/risk.ipynb") == {
        "check-risks": 8.0,
        "check-sample_risk": 6.0,
        "minima-differ": 3.0,
    }


# -- what was released --------------------------------------------------------


def test_points_that_are_not_the_releases_are_refused_with_the_remedy():
    reports.refuse_other_points(REPORT, {"check-risks": 2.0, "check-other": 1.0})
    with pytest.raises(CourseError) as told:
        reports.refuse_other_points(REPORT, {"check-risks": 8.0})
    assert str(told.value) == (
        "risks is worth 2 points in the checks of risk, and 8 in its release; "
        "make that anew, then grade: course release risk"
    )


def test_a_report_without_exercises_has_no_points_to_refuse():
    lost = Report("s01", "risk", "attention", None, 2.0, error="the file is empty")
    reports.refuse_other_points(lost, {"check-risks": 8.0})
