"""The words of right and wrong: every honest form of an answer passes, and nothing else does."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking.expect import (
    Failure,
    StudentError,
    array,
    close,
    fail,
    number,
    raises,
    require,
    sequence,
    tensor_like,
    text,
    untouched,
)
from autograder.printable import MAX_LINE
from autograder.sandbox.wire import Opaque

quick = settings(deadline=None, max_examples=100, derandomize=True)
finite = st.floats(-1e6, 1e6)


def failure(check, *arguments, **keywords):
    """The Failure that a check raises."""
    with pytest.raises(Failure) as raised:
        check(*arguments, **keywords)
    for part in (raised.value.what, raised.value.got, raised.value.wanted, raised.value.hint):
        assert isinstance(part, str)
        assert len(part) <= 2 * MAX_LINE
        assert part.isprintable()
    return raised.value


# -- words -------------------------------------------------------------------


def test_fail_says_text_as_it_is_and_describes_the_rest():
    found = failure(fail, "x is wrong", [1, 2], "about 3", "a hint")
    assert (found.what, found.got, found.wanted, found.hint) == (
        "x is wrong", "[1, 2]", "about 3", "a hint",
    )  # fmt: skip


def test_require_fails_only_where_it_does_not_hold():
    require(True, "never seen")
    assert failure(require, False, "x is even", 3, "odd").got == "3"


# -- numbers ------------------------------------------------------------------

HONEST = [
    lambda v: v,
    np.float64,
    np.longdouble,
    np.array,
    lambda v: np.array([v]),
    lambda v: torch.tensor(v, dtype=torch.float64),
    lambda v: torch.tensor([[v]], dtype=torch.float64, requires_grad=True),
    lambda v: [v],
    lambda v: (torch.tensor(v, dtype=torch.float64),),
]


@quick
@given(finite, st.sampled_from(HONEST))
def test_a_number_is_a_number_in_every_honest_form(value, form):
    assert number(form(value)) == value
    close(form(value), value)
    close(form(value), np.array([value]))


ROWS = [
    list,
    tuple,
    np.array,
    lambda v: torch.tensor(v, dtype=torch.float64),
    lambda v: [np.float64(x) for x in v],
    lambda v: [torch.tensor(x, dtype=torch.float64) for x in v],
    lambda v: [v[0], *(np.array([x]) for x in v[1:])],
]


@quick
@given(st.lists(finite, min_size=2, max_size=5), st.sampled_from(ROWS))
def test_a_row_is_a_row_in_every_honest_form(values, form):
    assert close(form(values), values).tolist() == values
    assert array(form(values)).dtype == np.float64


def test_a_table_may_be_nested_lists_of_anything():
    rows = [[1, torch.tensor(2.0)], (np.float32(3), [4.0])]
    assert close(rows, [[1, 2], [3, 4]]).shape == (2, 2)
    assert array([]).shape == (0,)


@pytest.mark.parametrize("wanted", [np.int64(3), np.uint8(3), np.float32(3), [np.int64(3)]])
def test_the_expected_value_may_be_any_of_numpys_numbers(wanted):
    assert close(3.0, wanted) == 3.0
    assert number(wanted) == 3.0


@pytest.mark.parametrize(
    "value",
    [None, "3", b"3", True, [True], np.array([True]), torch.tensor([True]), 1j, np.array([1j]),
     torch.tensor([1j]), {}, {"x": 1}, [1, [2, 3]], [1, "2"], [None], Opaque("Gadget"),
     [torch.zeros(2), torch.zeros(3)], np.array(["a"]), object(), 10**400],
    ids=lambda v: f"{type(v).__name__}-{v!s:.20}",
)  # fmt: skip
def test_what_is_not_made_of_numbers_fails_and_says_so(value):
    assert failure(array, value, "f(x)").what == "f(x) is not made of numbers"
    assert failure(close, value, 1.0, "f(x)").wanted == "numbers"


def test_a_missing_return_gets_its_own_hint_and_not_the_checks():
    missing = "Does the function end with `return …`?"
    assert failure(array, None).hint == failure(array, None, hint="mine").hint == missing
    assert failure(array, "x", hint="mine").hint == "mine"
    assert failure(array, "x").hint == ""


@pytest.mark.parametrize("value", [[], [1.0, 2.0], torch.zeros(2, 1)])
def test_several_numbers_are_not_a_single_one(value):
    assert failure(number, value, "x").what == "x is not a single number"


def test_nan_and_infinity_are_numbers():
    assert math.isnan(number(math.nan))
    assert number(-math.inf) == -math.inf


# -- close --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "wanted", "tolerance", "holds"),
    [
        (1.0, 1.0, {}, True),
        (1.0 + 1e-9, 1.0, {}, False),
        (1.01, 1.0, {"atol": 0.011}, True),
        (1.01, 1.0, {"atol": 0.009}, False),
        (101.0, 100.0, {"rtol": 0.011}, True),
        (101.0, 100.0, {"rtol": 0.009}, False),
        (-101.0, -100.0, {"rtol": 0.011}, True),
        (1e-9, 0.0, {"rtol": 0.5}, False),
        (math.nan, 1.0, {"atol": 1e300}, False),
        (math.nan, math.nan, {"atol": 1e300}, False),
        (math.inf, math.inf, {}, True),
        (math.inf, -math.inf, {"rtol": 1.0}, False),
        (5.0, math.inf, {"rtol": 1e-6}, False),
        (math.inf, 5.0, {"rtol": 1e-6, "atol": 1e300}, False),
        ([1.0, math.inf], [1.0, math.inf], {}, True),
        ([1.0, 5.0], [1.0, math.inf], {"rtol": 1e-6}, False),
    ],
)
def test_an_answer_is_right_within_its_tolerance_and_not_beyond(got, wanted, tolerance, holds):
    if holds:
        assert np.array_equal(close(got, wanted, **tolerance), np.asarray(got))
    else:
        assert "is wrong" in failure(close, got, wanted, **tolerance).what


@quick
@given(st.lists(finite, min_size=1, max_size=6), st.integers(0, 5), st.floats(0.01, 1e3))
def test_one_wrong_value_is_found_and_named(values, at, off):
    at %= len(values)
    wrong = list(values)
    wrong[at] += off
    found = failure(close, wrong, values, "y", atol=off / 2)
    assert found.what == ("y is wrong" if len(values) == 1 else f"y is wrong at index {at}")
    assert float(found.wanted) == pytest.approx(values[at], rel=1e-6)


def test_in_a_table_the_place_is_a_pair():
    found = failure(close, [[1, 2], [3, 9]], [[1, 2], [3, 4]], "H")
    assert (found.what, found.got, found.wanted) == ("H is wrong at index (1, 1)", "9", "4")


@pytest.mark.parametrize(
    ("got", "wanted", "words"),
    [
        ([1.0, 2.0], [1.0, 2.0, 3.0], ("an array of shape (2,)", "an array of shape (3,)")),
        ([1.0, 2.0], 1.0, ("an array of shape (2,)", "a single number")),
        (1.0, [1.0, 2.0], ("a single number", "an array of shape (2,)")),
        ([[1.0, 2.0]], [1.0, 2.0], ("an array of shape (1, 2)", "an array of shape (2,)")),
        ([], 1.0, ("an array of shape (0,)", "a single number")),
    ],
)
def test_the_shape_is_looked_at_before_the_values(got, wanted, words):
    found = failure(close, got, wanted, "y", atol=1e9, hint="h")
    assert (found.what, found.got, found.wanted) == ("y has the wrong shape", *words)
    assert found.hint == "h"


def test_an_empty_answer_to_an_empty_question_is_right():
    assert close([], []).shape == (0,)


# -- other forms --------------------------------------------------------------


@pytest.mark.parametrize(
    "got", [(1, 2), [1, 2], torch.tensor([1, 2]), np.array([1, 2]), np.array([[1], [2]])]
)
def test_an_answer_of_two_parts_is_taken_apart(got):
    first, second = sequence(got, ["x", "fx"])
    assert (number(first), number(second)) == (1.0, 2.0)


@pytest.mark.parametrize("got", [None, 3, "xy", {"x": 1}, torch.tensor(1.0), Opaque("Gadget")])
def test_an_answer_of_one_part_is_not_two(got):
    found = failure(sequence, got, ["x", "fx"])
    assert found.what == "the result is not a tuple of 2"
    assert found.wanted == "2 values: (x, fx)"
    assert bool(found.hint) == (got is None)


@pytest.mark.parametrize("got", [(), (1,), (1, 2, 3), torch.zeros(3)])
def test_an_answer_of_another_number_of_parts_says_how_many(got):
    assert failure(sequence, got, ["x", "fx"]).what == f"the result has {len(got)} parts"


@pytest.mark.parametrize(
    ("got", "what"),
    [
        (1.0, "is not a tensor"),
        (np.zeros(2), "is not a tensor"),
        (torch.zeros(3), "has the wrong shape"),
        (torch.zeros(2, 1), "has the wrong shape"),
        (torch.zeros(2, dtype=torch.float64), "has the wrong dtype"),
    ],
)
def test_where_the_contract_asks_for_a_tensor_its_shape_and_dtype_count(got, what):
    like = torch.zeros(2)
    assert tensor_like(like + 1, like).tolist() == [1.0, 1.0]
    assert failure(tensor_like, got, like, "y").what == f"y {what}"


def test_a_word_must_be_exactly_that_word():
    text("saddle", "saddle")
    assert failure(text, "Saddle", "saddle", "the kind").what == "the kind is wrong"
    assert failure(text, 3, "saddle", "the kind").what == "the kind is not a string"


class Calls:
    """Stands for the student after a call."""

    def __init__(self, *touched):
        self.mutated_arguments = list(touched)


def test_a_changed_argument_is_named():
    untouched(Calls())
    found = failure(untouched, Calls("x has other values", "y has a .grad"))
    assert found.got == "x has other values; y has a .grad"


def test_an_exception_that_was_asked_for_passes():
    with raises("ValueError"):
        raise StudentError("f raised ValueError", ["ValueError"])
    with raises("ValueError"):  # a subclass is honest as well
        raise StudentError("f raised UnicodeError", ["UnicodeError", "ValueError", "Exception"])
    with pytest.raises(Failure) as raised, raises("ValueError", "a hint"):
        raise StudentError("f raised TypeError", ["TypeError", "Exception"], "TypeError: no")
    assert raised.value.what == "it raised TypeError instead of ValueError"
    assert (raised.value.got, raised.value.hint) == ("TypeError: no", "a hint")


def test_a_subclass_of_the_exception_that_was_asked_for_passes():
    with raises("ValueError"):
        raise StudentError("f raised Unknown", ["Unknown", "ValueError"])


def test_no_exception_where_one_was_asked_for_fails():
    with pytest.raises(Failure, match="it did not raise ValueError"), raises("ValueError"):
        pass


def test_another_failure_inside_is_not_swallowed():
    with pytest.raises(Failure, match="f is not defined"), raises("ValueError"):
        raise Failure("f is not defined")


def test_a_failure_is_an_assertion_and_says_what():
    assert isinstance(Failure("x"), AssertionError)
    assert str(StudentError("f raised E", ["E"])) == "f raised E"
