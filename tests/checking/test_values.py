"""A student's answer as words and as numbers, whatever it is and however much of it there is."""

import math
import sys
import time
import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking import values
from autograder.checking.values import as_numbers, describe, is_small
from autograder.sandbox.wire import Opaque

quick = settings(deadline=None, max_examples=100, derandomize=True)


# -- words --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "True"),
        (0.1, "0.1"),
        (3, "3"),
        (1 + 2j, "(1+2j)"),
        ("hi", "'hi'"),
        ("x" * 200, "'" + "x" * 78 + "…"),
        (Opaque("Gadget"), "a Gadget"),
        (Opaque("array"), "an array"),
        (torch.tensor(0.25), "0.25"),
        (torch.tensor([[7]]), "7"),
        (torch.tensor([True]), "True"),
        (torch.tensor([1.0, 2.5]), "tensor [1. , 2.5]"),
        (torch.tensor([1 + 2j]), "(1+2j)"),
        (torch.zeros(3, 4), "tensor of float32, shape (3, 4)"),
        (torch.zeros(0), "tensor of float32, shape (0,)"),
        (torch.tensor(1.5, requires_grad=True), "1.5"),
        (np.float64(2.0), "np.float64(2.0)"),
        (np.array([1, 2]), "array [1, 2]"),
        (np.array([[1.0], [2.0]]), "array [[1.],  [2.]]"),
        (np.zeros((2, 5), np.int8), "array of int8, shape (2, 5)"),
        ((1, "a"), "(1, 'a')"),
        ([1] * 9, "[1, 1, 1, 1, …]"),
        ([[[]]], "[[[]]]"),
        ({"a": 1}, "a dict with 1 entries"),
        (b"x", "a bytes"),
    ],
    ids=lambda v: type(v).__name__,
)
def test_a_value_is_named_in_a_few_words(value, words):
    assert describe(value) == words


@quick
@given(
    st.recursive(
        st.none() | st.floats() | st.text() | st.integers(0, 9).map(lambda n: torch.zeros(n)),
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple),
    )
)
def test_no_value_is_described_at_length(value):
    words = describe(value)
    assert len(words) <= 200
    assert "\n" not in words


def nested(value, levels):
    """A list around a value, a list around that, and so on."""
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([[[[1]]]], "[[[[…]]]]"),
        (nested(1, 30), "[[[[…]]]]"),
        ([[1, [2, [3, [4]]]]], "[[1, [2, […]]]]"),
        (Opaque("\x1b[2J\n\u202e"), "a ?[2J ?"),
        (type("\x1b" + "x" * 200, (), {})(), "a ?" + "x" * 76 + "…"),
        ("\x1b\u202e", "'\\x1b\\u202e'"),
    ],
    ids=["deep", "deeper", "partly", "opaque", "type", "text"],
)
def test_what_is_deep_or_strange_is_named_in_a_few_words_as_well(value, words):
    assert describe(value) == words


HUGE = {
    "text": "x" * 10**7,
    "list": [[0.5] * 4000] * 500,
    "tree": [[[[[[[["y" * 1000] * 4] * 4] * 4] * 4] * 4] * 4] * 4] * 4,
    "tensor": torch.zeros(3 * 10**6),
    "integers": torch.zeros(3 * 10**6, dtype=torch.int64),
    "array": np.zeros((3, 10**6)),
    "dict": {str(n): "x" * 1000 for n in range(1000)},
}


@pytest.mark.parametrize("value", HUGE.values(), ids=list(HUGE))
def test_naming_a_huge_value_copies_next_to_nothing_of_it(value):
    describe(value)
    tracemalloc.start()
    try:
        words = describe(value)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(words) <= values.MAX_LIST_WORDS
    assert peak < 50_000


# -- numbers ------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [[1, 2.5], (1, 2), [[1.0], [2]], [[[0.5] * 3] * 2] * 4, [], [[]], 2**63, [2**63, -1.0]],
    ids=str,
)
def test_lists_of_numbers_become_a_table(value):
    assert np.array_equal(as_numbers(value), np.array(value, np.float64))


@pytest.mark.parametrize("value", [[True], [1.0, True], ["x"], [None], [[1], [2, 3]], [{}], "x"])
def test_what_is_no_table_of_numbers_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        as_numbers(value)


@pytest.mark.parametrize(
    "value",
    [
        [nested(0.5, 24)] * 40_000,
        [[torch.zeros(1)] * 4000] * 30,
        [[np.zeros(0)] * 4000] * 30,
        [[[]] * 4000] * 100,
    ],
    ids=["deep", "tensors", "arrays", "empty"],
)
def test_an_answer_of_more_parts_than_any_has_is_refused_before_it_is_converted(value):
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="too many parts"):
            as_numbers(value)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**20


def test_an_answer_of_many_honest_parts_is_converted():
    path = [[torch.tensor(float(n)), torch.tensor(0.5)] for n in range(4000)]
    assert as_numbers(path).shape == (4000, 2)


def test_rows_of_numbers_are_converted_at_once():
    row = [[0.5] * 4000] * 250
    as_numbers(row)
    began = time.process_time()
    as_numbers(row)
    assert time.process_time() - began < 5  # number by number it takes ten times as long


# -- what is kept -------------------------------------------------------------


@quick
@given(
    st.recursive(
        st.none() | st.text() | st.integers(0, 500).map(np.zeros) | st.floats(),
        lambda inner: (
            st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner)
        ),
        max_leaves=200,
    )
)
def test_what_is_taken_for_small_is_small(value):
    if is_small(value, 10_000):
        assert memory_of(value) < 30_000


def memory_of(value):
    inner = value.values() if isinstance(value, dict) else value
    parts = inner if isinstance(value, list | tuple | dict) else ()
    size = sys.getsizeof(value) if not isinstance(value, np.ndarray) else value.nbytes + 100
    return size + sum(map(memory_of, parts))


@pytest.mark.parametrize("value", HUGE.values(), ids=list(HUGE))
def test_what_is_huge_is_not_taken_for_small(value):
    assert not is_small(value, 2**18)
    assert is_small(value, math.inf)


def test_many_small_tensors_are_not_small():
    assert is_small([torch.zeros(3)] * 20, 2**16)
    assert not is_small([torch.zeros(3)] * 200, 2**16)
