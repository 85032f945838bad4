"""A class in a few lines: how many, how late, how the marks are spread."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from autograder.commands.session import Result
from autograder.commands.summary import histogram, print_summary
from autograder.scoring.late_policy import Lateness, Standing
from autograder.scoring.report import Report, attention_report

DUE = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def result_of(*points: float | None, **rest: object) -> Result:
    reports = [
        Report(f"s{n}", "risk", "graded", p, 14.0)
        if p is not None
        else attention_report(f"s{n}", "risk", 14.0, "why")
        for n, p in enumerate(points)
    ]
    return Result("risk", "full", reports, **rest)  # type: ignore[arg-type]


def shown(result: Result, encoding: str = "utf-8") -> list[str]:
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    console = Console(file=out, width=200, highlight=False)
    print_summary(console, result)
    out.seek(0)
    return out.read().splitlines()


def test_the_counts_stand_in_one_line() -> None:
    standings = {
        "s0": Standing(lateness=Lateness(DUE, DUE, 1, 10.0)),
        "s1": Standing(lateness=Lateness(DUE, DUE)),
    }
    result = result_of(10.0, 8.0, None, unchanged=1, standings=standings)
    assert shown(result)[0] == (
        "2 graded, 1 of them unchanged since last time, 1 need attention, 1 late."
    )


def test_what_was_rescored_is_told() -> None:
    assert shown(result_of(10.0))[1:] == ["Automatic marks of 14: median 10, mean 10"]
    assert shown(result_of(10.0, rescored=1))[1] == (
        "Points or titles changed: 1 rescored without running them."
    )


def test_median_and_mean_are_of_the_marks_after_lateness_and_of_those_that_are_there() -> None:
    standings = {"s0": Standing(lateness=Lateness(DUE, DUE, 1, 50.0))}
    lines = shown(result_of(12.0, 9.0, None, 14.0, standings=standings))
    assert lines[1] == "Automatic marks of 14: median 9, mean 9.67"


def test_a_class_without_a_score_has_no_distribution() -> None:
    assert shown(result_of(None, None)) == ["0 graded, 2 need attention."]


def test_a_time_that_nobody_knows_is_told_with_the_remedy() -> None:
    from autograder.scoring.late_policy import Attempt

    attempt = Attempt("digest", DUE, "grade")
    standings = {"s0": Standing([attempt], attempt, Lateness(DUE, None))}
    assert shown(result_of(10.0, standings=standings))[-1].endswith(
        "To tell it: course collect risk --times FILE"
    )


# -- the picture --------------------------------------------------------------


def test_each_bar_is_a_tenth_of_the_points_and_the_tallest_the_most_frequent() -> None:
    marks = [0.0] * 4 + [5.0] * 8 + [9.9] * 2 + [10.0] * 2
    assert histogram(marks, 10.0) == "   0 │▅    █   ▅│ 10"


def test_one_student_is_seen_beside_hundreds() -> None:
    assert "│▁        █│" in histogram([0.0] + [14.0] * 299, 14.0)


@pytest.mark.parametrize(("marks", "most"), [([1.0] * 9, 14.0), ([0.0] * 20, 0.0), ([], 14.0)])
def test_of_few_marks_there_is_no_picture(marks: list[float], most: float) -> None:
    assert histogram(marks, most) == ""


def test_a_terminal_without_such_letters_gets_no_picture() -> None:
    result = result_of(*[float(n % 15) for n in range(30)])
    assert "│" in shown(result)[1]
    assert "│" not in shown(result, "ascii")[1]
