"""A failed check's picture: what is drawn, what is said of it, and what can't be drawn."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograder.checking.picture import difference, landscape
from autograder.feedback.figure import figure

ROW = np.linspace(0.0, 1.0, 11)


def words(svg: str) -> str:
    (said,) = re.findall(r'aria-label="([^"]*)"', svg)
    return said


def test_two_curves_are_drawn_where_they_stand_with_their_largest_gap():
    wanted = np.cos(ROW)
    got = wanted.copy()
    got[7] += 0.5
    svg = figure(difference(got, wanted, ROW, "x"))
    assert words(svg) == (
        "Two curves: right (11 values) and yours (11 values). "
        f"They differ most at x = 0.7: {got[7]:.6g} instead of {wanted[7]:.6g}."
    )
    assert svg.count('class="gap"') == 1
    assert {"line-right", "line-yours"} <= set(re.findall(r'class="([\w-]+)"', svg))


def test_a_path_that_is_only_its_end_is_drawn_as_one_point():
    svg = figure(difference(np.array(0.3), ROW, label="step"))
    assert words(svg) == "Two curves: right (11 values) and yours (1 values)."
    assert ">step</text>" in svg


def test_points_in_disorder_are_joined_from_left_to_right():
    made = difference(ROW[::-1] ** 2, ROW[::-1], ROW[::-1])
    assert made is not None
    assert made["series"][0]["x"] == sorted(made["series"][0]["x"])


def test_a_value_that_is_not_finite_breaks_the_line():
    got = ROW.copy()
    got[3] = np.nan
    got[5] = np.inf
    svg = figure(difference(got, ROW + 0.1))
    (line,) = re.findall(r'class="line-yours" d="(M[^"]*L[^"]*)"', svg)
    assert line.count("M") == 3


def test_small_tables_stand_side_by_side_and_wrong_entries_are_strong():
    got, wanted = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 5.0]])
    html = figure(difference(got, wanted))
    assert html.count("<table>") == 2
    assert re.findall(r"<strong>(.*?)</strong>", html) == ["4"]


def test_a_found_point_lies_on_the_curve_beside_the_wanted_one():
    svg = figure(landscape(lambda x: (x - 1.0) ** 2, 0.0, 2.0, 0.25, 1.0))
    assert words(svg) == (
        "The curve of fn, with right at x = 1, where fn is 0 and yours at x = 0.25, "
        "where fn is 0.5625."
    )


@pytest.mark.parametrize(
    ("got", "wanted"),
    [(1.0, 2.0), ([1.0, 2.0], [1.0, 3.0]), (np.ones((9, 9)), np.zeros((9, 9))), ([], ROW)],
    ids=["numbers", "a pair", "a large table", "nothing"],
)
def test_where_there_is_nothing_to_see_nothing_is_drawn(got, wanted):
    made = difference(np.array(got, dtype=float), np.array(wanted, dtype=float))
    assert figure(made) == ""
    assert figure(None) == ""
    assert landscape(lambda x: x, 0.0, 1.0, math.nan, math.inf) is None


anything = arrays(np.float64, st.integers(0, 400), elements=st.floats(width=64))


ONES, HUGE = np.ones(240), np.full(200, 1e100)


@example(ONES, np.where(np.arange(240) == 1, 0.0, ONES))  # the gap is at a point that is left out
@example(np.array([1e100]), np.where(np.arange(200) == 10, 0.0, HUGE))  # nothing is left to draw
@settings(deadline=None, max_examples=80, derandomize=True)
@given(anything, anything)
def test_any_two_rows_can_be_drawn_inside_the_picture_and_in_few_bytes(got, wanted):
    svg = str(figure(difference(got, wanted)))
    assert len(svg) < 20_000
    numbers = [float(n) for d in re.findall(r' d="([^"]*)"', svg) for n in re.findall(r"[\d.]+", d)]
    assert all(0.0 <= n <= 460.0 for n in numbers)
    assert "nan" not in svg
    assert "inf" not in svg
