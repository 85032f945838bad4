"""Lines of arithmetic become functions; anything else is refused before it is compiled."""

import math

import pytest

from autograder.sandbox import formula

KNOWN = {"cos": math.cos, "abs": abs}


def test_lines_become_a_function_of_x_and_its_constants():
    text = "t0 = x[1]\nt1 = t0 - c[0]\nt2 = t1 ** 2\nt3 = -t2\nt4 = cos(t3)\nt5 = t4 + 2"
    assert formula.build(text, ("t5", "t1"), KNOWN)([0.0, 3.0], (1.0,)) == (math.cos(-4.0) + 2, 2.0)


@pytest.mark.parametrize(
    "text",
    ["t0 = x", "t0 = c[3]", "t0 = 1", "t0 = 2.5e-07 * x", "t0 = x ** -1", "t0 = x ** 0.5"],
)
def test_every_form_of_a_line_is_understood(text):
    assert isinstance(formula.build(text, ("t0",), KNOWN)(2.0, (1.0,) * 4)[0], float | int)


@pytest.mark.parametrize(
    "text",
    [
        "x", "t1 = x", "t0 = x\nt2 = x", "t0 = x;", "t0 = x\n", "t0 = x  # c", "t0 = y",
        "t0 = x.real", "t0 = x[-1]", "t0 = x[c]", "t0 = x + x + x", "t0 = (x)",
        "t0 = x if x else x",
        "t0 = __import__('os')", "t0 = eval(x)", "t0 = sin(x)", "t0 = cos(cos)", "t0 = cos(x, x)",
        "t0 = lambda: x", "t0 = x ** x", "t0 = x @ x", "t0 = x[٣]", "t0 = 'x'", "t0 = [x]",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="formula"):
        formula.build(text, ("t0",), KNOWN)


def test_a_formula_reaches_nothing_but_what_it_is_given():
    with pytest.raises(NameError):
        formula.build("t0 = t7 + x", ("t0",), KNOWN)(1.0, ())
    assert formula.build("t0 = abs(x)", ("t0",), KNOWN).__globals__["__builtins__"] == {}


def test_a_text_without_end_is_refused():
    lines = [f"t{n} = x" for n in range(formula.MAX_LINES + 1)]
    assert formula.build("\n".join(lines[:-1]), ("x",), KNOWN)(3, ()) == (3,)
    with pytest.raises(ValueError, match="at most"):
        formula.build("\n".join(lines), ("x",), KNOWN)


@pytest.mark.parametrize("results", [(), ("y",), ("t0, x",), ("print",), ("t0", "x[0]")])
def test_results_are_operands(results):
    with pytest.raises(ValueError, match="results"):
        formula.build("t0 = x", results, KNOWN)


def test_the_argument_itself_is_a_formula():
    assert formula.build("", ("x", "0"), KNOWN)(3, ()) == (3, 0)
