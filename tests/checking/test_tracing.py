"""Functions of checks are written down, and what cannot be is refused in the author's words."""

import math

import numpy as np
import pytest
import torch

from autograder.checking.functions import cos, exp, sin
from autograder.checking.tracing import MAX_STEPS, Untraceable, trace
from autograder.sandbox.stand_in import partials


def test_a_function_becomes_lines_of_arithmetic():
    made = trace(lambda x: x * cos(math.pi * x) + 0.2)
    assert made.text.splitlines() == [
        "t0 = c[0] * x",
        "t1 = cos(t0)",
        "t2 = x * t1",
        "t3 = t2 + c[1]",
        "t3",
    ]
    assert made.constants == (math.pi, 0.2)
    assert made.entries == 0


def test_entries_of_the_argument_are_variables():
    made = trace(lambda p: (p[0] - 1.0) ** 2 + p[np.int64(2)])
    assert made.text.splitlines() == [
        "t0 = x[0]",
        "t1 = t0 - c[0]",
        "t2 = t1 ** 2",
        "t3 = x[2]",
        "t4 = t2 + t3",
        "t4",
    ]
    assert made.entries == made.variables == 3


def test_equal_steps_and_equal_constants_are_written_once():
    made = trace(lambda x: (x - 0.5) * (x - 0.5) + 0.5)
    assert made.text.count("\n") == 3
    assert made.constants == (0.5,)


def test_what_is_computed_in_vain_is_left_out():
    def fn(x):
        cos(x)
        return 2 * x

    assert trace(fn).text == "t0 = c[0] * x\nt0"


def test_all_parabolas_share_their_steps():
    def parabola(a, c):
        return lambda x: a * (x - c) ** 2

    one, other = trace(parabola(1.0, 2.0)), trace(parabola(3.0, 4.0))
    assert one.steps == other.steps
    assert one.constants != other.constants


def test_two_exponents_that_are_equal_but_of_different_types_stay_apart():
    assert trace(lambda x: x**2 + x**2.0).text.splitlines()[:2] == ["t0 = x ** 2", "t1 = x ** 2.0"]


FUNCTIONS = {
    "every operator": lambda x: -(3 - x) / (x + 2) * 2.5 - abs(1 / x) + (4 + x) * x**3,
    "elementary": lambda x: sin(x) * cos(2 * x) - exp(-x),
    "numpy's numbers": lambda x: np.float64(1.5) * x + np.int64(2) - np.float64(0.5) / x,
    "powers": lambda x: x**-2 + x**0.5 + x**1 + x**0 + (-x) ** 2,
    "itself": lambda x: x,
    "sum": lambda x: sum(v * x for v in (1, 2, 3)),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_formula_computes_what_the_function_does(function):
    x = np.linspace(0.3, 4, 40)
    made = trace(function)
    assert made.values(x[None])[0].tolist() == pytest.approx(function(x).tolist(), rel=1e-14)
    assert made.at([0.75]) == pytest.approx([function(0.75)], rel=1e-14)


def test_points_beyond_the_floats_are_values_and_no_exceptions():
    made = trace(lambda x: exp(x) / x - x**200)
    assert math.isnan(made.at([1e300])[0])
    assert made.at([0.0]) == [math.inf]
    assert made.values(np.array([[0.0, 1e300]]))[0, 0] == math.inf


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda x: 3 * x**2 - abs(x), "whole"),
        (lambda x: 3.0 * x, "plain"),
        (lambda x: x / 2, "plain"),
        (lambda x: x**-1, "plain"),
        (lambda x: x**2.0, "plain"),
        (lambda x: 2 * cos(x), "elementary"),
    ],
)
def test_it_is_known_what_becomes_of_whole_numbers(function, kind):
    assert trace(function).kind == kind


SECRET = {"answer": 42}


def branches(x):
    return x if x > 0 else -x


REFUSED = {
    "branches on its argument": branches,
    "compares it": lambda x: (x == 1) * x,
    "hands its argument to something that wants a number": lambda x: math.cos(x),
    "use autograder.functions": lambda x: x * float(x),
    "does more than arithmetic": lambda x: np.sqrt(x),
    "must be Tensor": lambda x: torch.cos(x),
    "AttributeError": lambda x: x.sum(),
    "KeyError": lambda x: SECRET["nothing"] * x,
    "computes with .*tensor": lambda x: x * torch.ones(2),
    "computes with .*ndarray": lambda x: x + np.ones(2),
    r"computes with True \(bool\)": lambda x: x + True,
    "computes with 1j": lambda x: x * 1j,
    "only finite numbers": lambda x: x * math.inf,
    "computes with 'canary'": lambda x: x + "canary",
    "a variable exponent": lambda x: 2.0**x,
    "a variable exponent; write it with exp": lambda x: x**x,
    "name them": lambda p: sum(v * v for v in p),
    "asks for all entries": lambda p: p[0] / len(p),
    "asks for p.-1.": lambda p: p[-1],
    "asks for p.slice": lambda p: p[1:],
    "entry of something that is not its argument": lambda p: (2 * p)[0],
    "uses both": lambda p: p * p[0],
    "returns float that does not": lambda x: 3.0,
    "returns tuple": lambda x: (x, x),
    f"more than {MAX_STEPS} steps": lambda x: sum(x * k for k in range(MAX_STEPS)),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_more_than_arithmetic_is_refused_by_name(reason):
    with pytest.raises(Untraceable, match=f"a function for students, .*{reason}") as refused:
        trace(REFUSED[reason])
    function = REFUSED[reason]
    assert f"line {function.__code__.co_firstlineno}" in str(refused.value)
    assert "\n" not in str(refused.value)


# -- derivatives ---------------------------------------------------------------

SMOOTH = {
    **FUNCTIONS,
    "the book's": lambda x: x * cos(math.pi * x) + 0.2 * cos(5 * math.pi * x),
    "a chain": lambda x: exp(sin(x**2) / (1 + x * x)),
    "a kink": lambda x: 1.5 * abs(x - 1.1) - 0.5 * (x - 1.1),
    "a line": lambda x: 0.0 * x + 3.0,
}


def by_torch(function, x, order):
    """A derivative of an elementwise function, by autograd."""
    x = torch.from_numpy(x).requires_grad_(True)
    values = function(x)
    for _ in range(order):
        values = values + 0 * x.sum()  # depends on x in any case
        (values,) = torch.autograd.grad(values.sum(), x, create_graph=True)
    return values.numpy(force=True)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("function", SMOOTH.values(), ids=SMOOTH)
def test_a_derivative_is_the_one_that_autograd_finds(function, order):
    x = np.linspace(0.3, 2.1, 31)
    made, wanted = trace(function), by_torch(function, x, order)
    np.testing.assert_allclose(made.values(x[None], order)[order], wanted, rtol=1e-9, atol=1e-9)
    assert made.at([x[3]], order)[order] == pytest.approx(wanted[3], rel=1e-9, abs=1e-9)


def test_at_a_kink_the_slope_is_that_of_torch():
    assert trace(lambda x: abs(x)).at([0.0], 2) == [0.0, 0.0, 0.0]


def valley(p):
    return (p[0] - 1) ** 2 * p[2] + cos(p[1] * p[0]) / (2 + p[2] ** 2)


def test_every_mixed_derivative_is_the_one_that_autograd_finds():
    got = trace(valley).at([0.4, -0.7, 1.3], 3)
    wanted = []
    for index in partials(3, 3):
        point = torch.tensor([0.4, -0.7, 1.3], dtype=torch.float64, requires_grad=True)
        value = valley(point)
        for variable in index:
            value = torch.autograd.grad(value, point, create_graph=True)[0][variable]
        wanted.append(value.item())
    assert len(wanted) == 20
    assert got == pytest.approx(wanted, rel=1e-12)
