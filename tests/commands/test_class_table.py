"""The table of a class: a screen of a small one, those who need attention of a large one."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from autograder.commands.class_table import SMALL_CLASS, Which, print_table
from autograder.commands.session import Result
from autograder.scoring.late_policy import Lateness, Standing
from autograder.scoring.report import CheckReport, ExerciseReport, Report, attention_report

DUE = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
WHY = "the file is empty; ask the student to save and hand in again"


def graded(student: str, points: float = 6.0) -> Report:
    check = CheckReport("test_f", "f", "passed", points, 8.0)
    exercises = {"risks": ExerciseReport(points, 8.0, [check])}
    return Report(student, "risk", "graded", points, 8.0, exercises)


def a_class(of: int) -> Result:
    """A class of which the second needs attention."""
    reports = [graded(f"s{n:03d}") for n in range(of)]
    reports[1] = attention_report("s001", "risk", 8.0, WHY)
    return Result("risk", "full", reports)


def shown(result: Result, which: Which | None = None, width: int = 100) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    print_table(console, result, "Risk", which)
    return out.getvalue()


def test_a_small_class_is_shown_whole_and_who_needs_attention_at_the_end() -> None:
    text = shown(a_class(SMALL_CLASS))
    marks, _, attention = text.partition("Needs attention: what happened, and what to do")
    assert [f"s{n:03d}" in marks for n in range(SMALL_CLASS)] == [True] * SMALL_CLASS
    assert WHY in attention
    assert WHY not in marks
    assert "s002" not in attention


def test_of_a_large_class_those_are_shown_who_need_attention() -> None:
    text = shown(a_class(SMALL_CLASS + 1))
    assert "s001" in text
    assert WHY in text
    assert "s002" not in text


@pytest.mark.parametrize(
    ("which", "marks", "attention"),
    [("all", True, True), ("attention", False, True), ("none", False, False)],
)
@pytest.mark.parametrize("of", [5, 40])
def test_what_is_shown_can_be_chosen(which: Which, marks: bool, attention: bool, of: int) -> None:
    text = shown(a_class(of), which)
    assert ("s002" in text, WHY in text) == (marks, attention)


def test_a_class_in_which_nobody_needs_attention_has_no_such_list() -> None:
    result = a_class(40)
    del result.reports[1]
    assert shown(result) == ""


def test_names_are_shown_where_the_gradebook_knows_them() -> None:
    result = a_class(3)
    assert "name" not in shown(result)
    result.names = {"s001": "Ada Lovelace", "s002": "王小明"}
    text = shown(result)
    assert text.count("Ada Lovelace") == 2
    assert "王小明" in text


def test_what_was_repaired_is_told_below_the_marks_one_line_of_marks_for_each() -> None:
    result = a_class(3)
    result.reports[2] = replace(result.reports[2], repairs=["A cell was put back."], untouched=True)
    marks, _, notes = shown(result).partition("Notes")
    assert marks.count("s00") == 3
    notes = notes.partition("Needs attention")[0]
    assert "s002  A cell was put back. Nothing was written." in notes
    assert "s000" not in notes
    assert "Notes" not in shown(a_class(3))


def test_what_lateness_costs_has_its_columns_where_something_was_due() -> None:
    result = a_class(4)
    assert "late" not in shown(result)
    result.standings = {
        "s000": Standing(lateness=Lateness(DUE, DUE)),
        "s001": Standing(lateness=Lateness(DUE, DUE, 2, 20.0)),
        "s002": Standing(lateness=Lateness(DUE, DUE, 1, 10.0)),
        "s003": Standing(lateness=Lateness(DUE, None)),
    }
    lines = [line.split() for line in shown(result, "all").splitlines() if line.startswith("s0")]
    assert lines[:4] == [
        ["s000", "6", "6", "6"],
        ["s001", "–", "–", "–"],
        ["s002", "6", "6", "1", "day,", "−10", "%", "5.4"],
        ["s003", "6", "6", "?", "6"],
    ]


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_id_is_cut(width: int) -> None:
    result = a_class(12)
    result.names = {
        r.student: "Maximiliane von und zu Hohenschwangau-Neuschwanstein" for r in result.reports
    }
    text = shown(result, "all", width)
    assert max(map(len, text.splitlines())) <= width
    assert [f"s{n:03d}" in text for n in range(12)] == [True] * 12


def test_what_students_named_speaks_neither_to_the_terminal_nor_to_the_table() -> None:
    result = a_class(2)
    odd = "[red]s\x1b[2J\u202e" + "x" * 500
    result.reports = [graded(odd), attention_report(odd, "risk", 8.0, f"{odd} is a link")]
    result.names = {odd: odd}
    text = shown(result, "all", 200)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]s?[2J" in text
    assert "x" * 41 not in text.partition("Needs attention")[0]
