"""A class's marks as CSV: no score is no number, and nothing in it is executed."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.feedback.marks_csv import to_csv
from autograder.scoring.late_policy import Lateness, Standing
from autograder.scoring.report import CheckReport, ExerciseReport, Report

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 20, 18, 0, tzinfo=BERLIN)


def exercise(points, most, outcome="passed"):
    return ExerciseReport(points, most, [CheckReport("test_f", "f", outcome, points, most)])


def report(student="s01", points=12.0, **rest):
    exercises = {"risks": exercise(7.0, 8.0), "sample_risk": exercise(5.0, 6.0)}
    return Report(student, "risk", "graded", points, 14.0, **({"exercises": exercises} | rest))


def lost(student="s02", why="the file is empty; ask the student to save and hand in again"):
    return Report(student, "risk", "attention", None, 14.0, error=why)


def lines(reports, standings=None, names=None):
    return list(csv.DictReader(io.StringIO(to_csv(reports, standings or {}, names or {}))))


def late(days, percent, submitted=DUE):
    return Standing(lateness=Lateness(DUE, submitted, days, percent))


def test_a_graded_student_has_the_points_of_each_exercise_and_the_mark():
    [line] = lines([report(repairs=["A repair."])], names={"s01": "Ada Lovelace"})
    assert line == {
        "student": "s01", "name": "Ada Lovelace", "status": "graded",
        "risks": "7.0", "sample_risk": "5.0", "total": "12.0", "max_points": "14.0",
        "due": "", "submitted": "", "days_late": "", "penalty": "", "mark": "12.0",
        "note": "A repair.",
    }  # fmt: skip


def test_where_there_is_no_score_no_cell_is_zero():
    _, line = lines([report(), lost()], {"s02": late(1, 10.0)})
    empty = ["risks", "sample_risk", "total", "penalty", "mark"]
    assert {line[column] for column in empty} == {""}
    assert (line["status"], line["note"][:17]) == ("attention", "the file is empty")


def test_an_exercise_that_the_grader_could_not_check_is_empty_and_the_others_are_not():
    exercises = {"risks": exercise(0.0, 8.0, "not_checked"), "sample_risk": exercise(0.0, 6.0)}
    [line] = lines([report(points=None, exercises=exercises)])
    assert (line["risks"], line["sample_risk"]) == ("", "0.0")


def test_times_are_told_by_the_courses_clocks_with_their_offset():
    came = datetime(2026, 11, 21, 9, 0, tzinfo=UTC).astimezone(BERLIN)
    [line] = lines([report()], {"s01": late(1, 10.0, came)})
    assert (line["due"], line["submitted"]) == (
        "2026-11-20T18:00:00+01:00", "2026-11-21T10:00:00+01:00",
    )  # fmt: skip
    assert [line[c] for c in ("days_late", "penalty", "mark")] == ["1", "1.2", "10.8"]


def test_where_nobody_knows_the_time_nothing_is_taken_off():
    [line] = lines([report()], {"s01": late(0, 0.0, None)})
    assert line["due"].startswith("2026-11-20")
    assert [line[c] for c in ("submitted", "days_late", "penalty", "mark")] == ["", "", "", "12.0"]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "\t=1"])
def test_what_a_student_named_is_text_to_a_spreadsheet(text):
    made = to_csv([report(student=text), lost(text, f"{text} is no folder")], {}, {text: text})
    for line in csv.reader(io.StringIO(made)):
        assert not [value for value in line if value.lstrip().startswith(("=", "+", "-", "@"))]


def test_what_a_student_named_is_one_printable_line_of_bounded_length():
    odd = "a\x1b[2J\nb\u202ec" + "x" * 10_000
    made = to_csv([lost(odd, odd)], {}, {odd: odd})
    assert len(made) < 3000
    assert [c for c in made if not c.isprintable() and c not in "\r\n"] == []
    assert made.count("\n") == 2


def test_a_class_of_nobody_has_a_heading_alone():
    assert to_csv([], {}, {}).startswith("student,name,status,total,")
