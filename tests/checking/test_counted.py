"""Functions that stay with the grader: what is answered, what is counted, what is refused."""

import numpy as np
import pytest

from autograder.checking import counted, formula
from autograder.checking.counted import Counted
from autograder.checking.functions import cos, exp, sin
from autograder.sandbox.wire import StandIn


def cube():
    return Counted(lambda x: x**3, 7)


def product():
    return Counted(lambda p: p[0] * p[1] ** 2, 0)


def test_values_and_derivatives_of_many_points_come_in_one_answer():
    got = cube().evaluate(2, np.array([[1.0, 2.0]]))
    assert got.tolist() == [[1.0, 8.0], [3.0, 12.0], [6.0, 12.0]]
    got = product().evaluate(1, np.ones((2, 3, 1)))
    assert got.tolist() == [[[1.0]] * 3, [[1.0]] * 3, [[2.0]] * 3]


def test_a_single_point_is_answered_with_plain_floats():
    got = product().evaluate(2, [2.0, 3.0])
    assert got == [18.0, 9.0, 12.0, 0.0, 6.0, 4.0]
    assert {type(v) for v in got} == {float}


def test_each_point_counts_and_once_more_with_derivatives():
    fn = product()
    fn.evaluate(0, [1.0, 1.0])
    fn.evaluate(3, [1.0, 1.0])
    fn.evaluate(0, np.ones((2, 4, 5)))
    assert fn.calls == 1 + 2 + 20


@pytest.mark.parametrize(
    ("order", "x"),
    [
        (None, [1.0, 1.0]),
        (-1, [1.0, 1.0]),
        (5, [1.0, 1.0]),
        (True, [1.0, 1.0]),
        ("0", [1.0, 1.0]),
        ([0, 0], [1.0, 1.0]),
        (np.zeros(2), [1.0, 1.0]),
        (0, [1.0]),
        (0, [1.0, 1]),
        (0, [1.0, "1"]),
        (0, (1.0, 1.0)),
        (0, None),
        (0, np.ones(3)),
        (0, np.array(1.0)),
        (0, np.ones((2, 0))),
        (0, np.ones((2, 1), dtype=complex)),
        (0, np.ones((2, 1), dtype=np.float32)),
    ],
)
def test_a_question_without_sense_has_no_answer_and_is_not_counted(order, x):
    fn = product()
    assert fn.evaluate(order, x) is None
    assert fn.calls == 0


def test_one_request_is_bounded_and_all_together_are(monkeypatch):
    monkeypatch.setattr(counted, "MAX_VALUES", 10)
    monkeypatch.setattr(counted, "MAX_POINTS", 25)
    fn = cube()
    assert fn.evaluate(0, np.ones((1, 11))) is None
    assert fn.evaluate(1, np.ones((1, 6))) is None
    assert fn.calls == 0
    assert fn.evaluate(1, np.ones((1, 5))) is not None
    assert fn.evaluate(0, np.ones((1, 10))) is not None
    assert fn.evaluate(0, np.ones((1, 10))) is None


def test_many_points_are_evaluated_in_pieces_of_which_none_is_lost():
    x = np.linspace(-1, 1, 100_001)
    assert np.array_equal(cube().evaluate(0, x[None])[0], x**3)


def test_derivatives_that_would_be_too_long_have_no_answer(monkeypatch):
    monkeypatch.setattr(formula, "MAX_STEPS", 60)
    fn = Counted(lambda x: cos(sin(x) * exp(sin(2 * x))) / (3 + x), 0)
    assert fn.evaluate(1, [0.5]) is not None
    assert fn.evaluate(4, [0.5]) is None


def test_what_travels_in_its_place_tells_nothing_of_its_numbers():
    assert Counted(lambda x: 5.25 * (x - 0.125) ** 2, 7).stand_in == StandIn(7, 0, "plain")
    assert product().stand_in == StandIn(0, 2, "whole")
