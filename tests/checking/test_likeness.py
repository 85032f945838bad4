"""When two answers behave alike: in value, form, exception and change, tiny numbers included."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking.likeness import same_call, same_outcome, same_value
from autograder.checking.result import Call, Check, Raised, Result
from autograder.sandbox.wire import Opaque


class Nameless:
    def __str__(self):  # object's own holds its address, which no two processes share
        return "an object"


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (1.0, 1, True),
        (1.0, torch.tensor([1.0]), True),
        (1.0, 1.0 + 1e-6, True),
        (1.0, 1.001, False),
        (float("nan"), float("nan"), True),
        (float("inf"), float("-inf"), False),
        ([1.0, 2.0], np.array([1.0, 2.0]), True),
        ([1.0, 2.0], (1.0, 2.0), True),
        ([0.5] * 20, [0.5] * 20, True),
        ([0.5] * 20, [0.5] * 19 + [0.6], False),
        ((torch.ones(2), 3.0), [np.ones(2), torch.tensor(3.0)], True),
        ([1.0, 2.0], [1.0], False),
        (torch.ones(2, 1), torch.ones(1, 2), False),
        (torch.ones(2), torch.ones(2, dtype=torch.float64), True),
        ("saddle", "saddle", True),
        ("saddle", "minimum", False),
        ("1", 1, False),
        (True, True, True),
        (True, 1, False),
        (None, None, True),
        (None, 0.0, False),
        (Raised("E"), Raised("E"), True),
        (Raised("E"), Raised("F"), False),
        (Raised("E"), "E", False),
        (Opaque("generator"), Opaque("generator"), True),
        (Opaque("generator"), 1.0, False),
        (Nameless(), 1.0, False),
        ({"a": 1}, {"a": 1}, False),
        ([1, [2, 3]], 1.0, False),
        (torch.tensor([1 + 2j]), torch.tensor([1.0]), False),
        (np.array([1 + 2j]), np.array([1.0]), False),
    ],
    ids=str,
)
def test_values_are_the_same_whatever_holds_them(a, b, equal):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert same_value(a, b) is equal
        assert same_value(b, a) is equal


@pytest.mark.parametrize(
    ("seen", "known", "right", "equal"),
    [
        (1e-17, 0.0, 0.3, True),  # rounding, where a third is right
        (9e-40, 0.0, 9.3e-40, False),  # a vanishing gradient is not zero
        (9e-40, 4e-40, 9.3e-40, False),
        (1e-17, 0.0, 0.0, True),
        (1e-3, 0.0, 0.0, False),
        ([5.0, 1e-17], [5.0, 0.0], [5.0, 1.0], True),
        (1e-17, 0.0, Raised("ValueError"), True),
    ],
)
def test_the_right_value_says_what_is_rounding_and_what_is_tiny(seen, known, right, equal):
    assert same_value(seen, known, lambda: right) is equal


values = st.recursive(
    st.none() | st.floats() | st.text(max_size=3) | st.just(torch.ones(2)) | st.just(np.ones(2)),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(values, values)
def test_sameness_is_mutual_and_every_value_is_the_same_as_itself(a, b):
    assert same_value(a, a)
    assert bool(same_value(a, b)) == bool(same_value(b, a))


def test_calls_differ_where_one_of_them_changed_its_argument():
    plain = Call("f", (1.0,), 2.0)
    changed = Call("f", (1.0,), 2.0, changed=("argument 1: its values changed",))
    assert same_call(plain, plain, lambda: 2.0)
    assert not same_call(plain, changed, lambda: 2.0)
    assert not same_call(plain, Call("g", (1.0,), 2.0), lambda: 2.0)


def result(outcome="failed", what="x is wrong", got="1", value=1.0, calls=1):
    record = (Call("f", (0.0,), value),) * calls
    return Result(Check("c", "c", "e", 1.0), outcome, what, got=got, record=record)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (result(), True),
        (result(outcome="passed"), False),
        (result(what="x has the wrong shape"), False),
        (result(got="1.0000001"), True),  # digits that float32 and float64 do not share
        (result(value=2.0), False),
        (result(calls=2), False),
    ],
)
def test_a_check_found_the_same_only_if_outcome_words_and_calls_agree(other, same):
    assert same_outcome(result(), other, lambda call: 1.0) is same


def test_where_the_form_is_wrong_the_words_for_it_must_be_the_same():
    row = result(what="x has the wrong shape", got="shape (1,)")
    assert not same_outcome(row, result(what=row.what, got="shape (1, 1)"), lambda call: 1.0)


def test_the_line_in_which_it_raised_is_not_compared():
    def raised(line: int):
        return result(
            what=f"f raised KeyError in line {line} of your cell", value=Raised("KeyError")
        )

    assert same_outcome(raised(3), raised(7), lambda call: 1.0)


def test_of_two_stopped_calls_the_seconds_are_not_compared():
    eight = result(what="f: stopped after 8 s of CPU time", value=Raised(""))
    short = result(what="f: stopped after 1.5 s of CPU time", value=Raised(""))
    assert same_outcome(eight, short, lambda call: 1.0)
