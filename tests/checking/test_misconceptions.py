"""Recognising a known mistake: by what it returns, for every failed value, and never for long."""

import threading
import time
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking.answers import Answer
from autograder.checking.counted import Counted
from autograder.checking.misconceptions import MOST_SECONDS, Misconceptions, same
from autograder.checking.result import Check, Raised, Result
from autograder.sandbox.wire import Opaque


def wrong(title, source, hint, exercise="risks"):
    return Answer("wrong", exercise, title, source, loses=1.0, hint=hint)


FORGETS_PI = wrong("forgets π", "def f(x):\n    return x * cos(x)", "Where is π?")
NEGATED = wrong("negated", "def f(x):\n    return -x * cos(pi * x)", "Minus?")
RAISES = wrong("index", "def f(x):\n    return x[99]", "Count from zero.")
RIGHT = Answer("right", "risks", "right", "def f(x):\n    return x * cos(pi * x)\n")
REFERENCE = {"cos": torch.cos, "pi": torch.pi}
X = torch.tensor([0.25, 0.5, 2.0])


def failed(value, x=X, name="f", check="test_f", exercise="risks", outcome="failed", before=()):
    """A check whose last call returned ``value``."""
    record = (*before, (name, (x,), value))
    return Result(Check(check, "f is right", exercise, 1.0), outcome, record=record)


def misconceptions(*answers):
    return Misconceptions([RIGHT, *(answers or (NEGATED, FORGETS_PI, RAISES))], dict(REFERENCE))


# -- who it is ----------------------------------------------------------------


def test_a_known_mistake_is_recognised_by_what_it_returns():
    made = misconceptions()
    assert made.hint("risks", [failed(X * torch.cos(X))]) == "Where is π?"
    assert made.hint("risks", [failed(-X * torch.cos(torch.pi * X))]) == "Minus?"


def test_the_form_of_the_answer_does_not_matter():
    values = (X * torch.cos(X)).tolist()
    for form in (list, tuple, np.array, lambda v: torch.tensor(v, dtype=torch.float64)):
        assert misconceptions().hint("risks", [failed(form(values))]) == "Where is π?"


def test_a_mistake_of_the_students_own_is_not_recognised():
    assert misconceptions().hint("risks", [failed(X * 7)]) is None


def test_a_right_value_is_no_misconception():
    assert misconceptions().hint("risks", [failed(X * torch.cos(torch.pi * X))]) is None


def test_every_failed_check_must_be_explained_by_the_same_mistake():
    results = [
        failed(X * torch.cos(X)),
        failed(-X * torch.cos(torch.pi * X), check="test_shapes"),
    ]
    assert misconceptions().hint("risks", results) is None


def test_only_failed_checks_of_the_exercise_with_a_call_are_looked_at():
    results = [
        failed(X * torch.cos(X)),
        failed(X * 7, outcome="passed", check="a"),
        failed(X * 7, outcome="not_checked", check="b"),
        failed(X * 7, exercise="sample_risk", check="c"),
        Result(Check("d", "", "risks", 1.0), "failed"),
    ]
    assert misconceptions().hint("risks", results) == "Where is π?"
    assert misconceptions().hint("risks", results[1:]) is None
    assert misconceptions().hint("sample_risk", results) is None


def test_the_last_call_of_a_check_is_the_one_that_failed():
    result = failed(X * torch.cos(X), before=[("f", (X,), X * 7)])
    assert misconceptions().hint("risks", [result]) == "Where is π?"


def test_the_first_of_two_mistakes_that_explain_it_wins():
    twin = wrong("twin", FORGETS_PI.source, "The twin.")
    result = failed(X * torch.cos(X))
    assert misconceptions(FORGETS_PI, twin).hint("risks", [result]) == "Where is π?"
    assert misconceptions(twin, FORGETS_PI).hint("risks", [result]) == "The twin."


def test_a_mistake_that_raises_explains_the_same_exception_only():
    made = misconceptions()
    assert made.hint("risks", [failed(Raised("IndexError"))]) == "Count from zero."
    assert made.hint("risks", [failed(Raised("ValueError"))]) is None


@pytest.mark.parametrize("value", [Opaque("Gadget"), Raised(""), None, "x"])
def test_what_says_nothing_about_the_mistake_is_not_recognised(value):
    made = misconceptions(wrong("none", "def f(x):\n    pass", "No return."), RAISES)
    expected = "No return." if value is None else None
    assert made.hint("risks", [failed(value)]) == expected


def test_a_function_that_the_mistake_does_not_define_comes_from_the_reference():
    helper = wrong("g alone", "def g(x):\n    return f(x) + 1", "Plus one?")
    made = Misconceptions([helper], REFERENCE | {"f": lambda x: 2 * x})
    assert made.hint("risks", [failed(2 * X + 1, name="g")]) == "Plus one?"
    assert made.hint("risks", [failed(2 * X, name="h", check="h")]) is None


# -- what it does not do ------------------------------------------------------


def test_a_known_answer_cannot_spoil_the_arguments_of_the_next():
    spoiler = wrong("spoils", "def f(x):\n    x.zero_()\n    return x", "Zeroes.")
    x = X.clone()
    value = X * torch.cos(X)
    assert misconceptions(spoiler, FORGETS_PI).hint("risks", [failed(value, x)]) is not None
    assert torch.equal(x, X)


def test_one_mistakes_names_do_not_reach_another_or_the_reference():
    first = wrong("first", "cos = None\ndef f(x):\n    return x", "First.")
    made = misconceptions(first, FORGETS_PI)
    assert made.hint("risks", [failed(X * torch.cos(X))]) == "Where is π?"


def test_a_known_answer_that_does_not_end_is_stopped():
    endless = wrong("endless", "def f(x):\n    while True:\n        pass", "Endless.")
    started = time.process_time()
    made = misconceptions(endless, FORGETS_PI)
    assert made.hint("risks", [failed(X * torch.cos(X))]) == "Where is π?"
    assert MOST_SECONDS / 2 < time.process_time() - started < 10 * MOST_SECONDS
    started = time.process_time()
    made.hint("risks", [failed(X * 7)])
    assert time.process_time() - started < MOST_SECONDS  # evaluated once for the whole class


def test_a_known_answer_that_cannot_be_compiled_explains_nothing():
    broken = wrong("broken", "def f(x:", "Broken.")
    made = misconceptions(broken, FORGETS_PI)
    assert made.hint("risks", [failed(X * torch.cos(X))]) == "Where is π?"


def test_known_answers_are_evaluated_once_for_the_same_arguments(monkeypatch):
    counting = wrong("counts", "def f(x):\n    calls.append(1)\n    return x", "Counts.")
    calls = []
    made = Misconceptions([counting], {"calls": calls})
    for _ in range(5):
        assert made.hint("risks", [failed(X.clone(), X.clone())]) == "Counts."
    assert len(calls) == 1
    assert made.hint("risks", [failed(X + 1, X + 1)]) == "Counts."
    assert len(calls) == 2


def test_a_counted_function_is_handed_over_as_itself():
    caller = wrong("calls", "def f(fn):\n    return fn(3.0)", "Calls.")
    counted = Counted(lambda x: 2 * x, 0)
    assert misconceptions(caller).hint("risks", [failed(6.0, counted)]) == "Calls."
    assert counted.calls == 0


def test_in_a_thread_of_its_own_it_works_without_a_time_limit():
    found = []
    value = failed(X * torch.cos(X))
    thread = threading.Thread(target=lambda: found.append(misconceptions().hint("risks", [value])))
    thread.start()
    thread.join(30)
    assert found == ["Where is π?"]


# -- the same -----------------------------------------------------------------


class Nameless:
    def __str__(self):  # object's own holds its address, which no two processes share
        return "an object"


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (1.0, 1, True),
        (1.0, torch.tensor([1.0]), True),
        (1.0, 1.0 + 1e-7, True),
        (1.0, 1.001, False),
        (float("nan"), float("nan"), True),
        (float("inf"), float("-inf"), False),
        ([1.0, 2.0], np.array([1.0, 2.0]), True),
        ([1.0, 2.0], (1.0, 2.0), True),
        ((torch.ones(2), 3.0), [np.ones(2), torch.tensor(3.0)], True),
        ([1.0, 2.0], [1.0], False),
        (torch.ones(2, 1), torch.ones(1, 2), False),
        (torch.ones(2), torch.ones(2, dtype=torch.float64), True),
        ("saddle", "saddle", True),
        ("saddle", "minimum", False),
        ("1", 1, False),
        (None, None, True),
        (None, 0.0, False),
        (Raised("E"), Raised("E"), True),
        (Raised("E"), "E", False),
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
        assert same(a, b) is equal
        assert same(b, a) is equal


values = st.recursive(
    st.none() | st.floats() | st.text(max_size=3) | st.just(torch.ones(2)) | st.just(np.ones(2)),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(values, values)
def test_sameness_is_mutual_and_every_value_is_the_same_as_itself(a, b):
    assert same(a, a)
    assert bool(same(a, b)) == bool(same(b, a))


def test_what_a_known_mistake_prints_or_warns_of_is_not_the_commands(capsys):
    loud = wrong(
        "loud",
        "import warnings\n\n\ndef f(x):\n    print('loud')\n    warnings.warn('louder')\n"
        "    return 9 * x",
        "Nine?",
    )
    assert misconceptions(loud).hint("risks", [failed(9 * X)]) == "Nine?"
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
