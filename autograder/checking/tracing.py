"""Writing a function down: it runs once on a symbol, and what it does becomes a formula.

A function that checks hand to students may use + - * / ** abs, the functions of
:mod:`autograder.checking.functions`, and entries of its argument (``p[0]``).  What else
it may do, the grader could neither show nor differentiate, and refuses.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from autograder.checking.formula import ELEMENTARY, Formula, Tape

MAX_STEPS = 500


class Untraceable(ValueError):
    """A check's function does what a formula cannot; the message is for the check's author."""


class _Trace:
    """What one run of a function has written so far."""

    def __init__(self) -> None:
        self.tape = Tape()
        self.constants: list[int | float] = []
        self._known: dict[str, int] = {}  # which constant an author's number is, by its repr

    def put(self, operation: str, a: float = 0, b: float = 0) -> Symbol:
        if len(self.tape.steps) >= MAX_STEPS:
            raise Untraceable(f"takes more than {MAX_STEPS} steps of arithmetic")
        return Symbol(self, self.tape.put(operation, a, b))

    def place(self, value: Any) -> int:
        """Where an operand stands: a step, or a number of the author's, which is put in."""
        if isinstance(value, Symbol):
            return value.place
        number = _number(value)
        known = self._known.setdefault(repr(number), len(self.constants))
        if known == len(self.constants):
            self.constants.append(number)
        return self.put("constant", known).place


def _number(value: Any) -> int | float:
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) not in (int, float) or not math.isfinite(value):
        kind = type(value).__name__
        raise Untraceable(f"computes with {value!r:.40} ({kind}); only finite numbers are allowed")
    return value  # type: ignore[no-any-return]


def _binary(sign: str) -> tuple[Callable[[Any, Any], Symbol], Callable[[Any, Any], Symbol]]:
    def forwards(self: Symbol, other: Any) -> Symbol:
        return self.trace.put(sign, self.place, self.trace.place(other))

    def backwards(self: Symbol, other: Any) -> Symbol:
        return self.trace.put(sign, self.trace.place(other), self.place)

    return forwards, backwards


def _refuse(what: str) -> Callable[..., NoReturn]:
    def refused(self: Symbol, *ignored: Any) -> NoReturn:
        raise Untraceable(what)

    return refused


class Symbol:
    """Stands for a value while a function runs."""

    __array_ufunc__ = None  # numpy's numbers leave their arithmetic with symbols to the symbols
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, trace: _Trace, place: int) -> None:
        self.trace, self.place = trace, place

    __add__, __radd__ = _binary("+")
    __sub__, __rsub__ = _binary("-")
    __mul__, __rmul__ = _binary("*")
    __truediv__, __rtruediv__ = _binary("/")

    def __pow__(self, exponent: Any) -> Symbol:
        if isinstance(exponent, Symbol):
            raise Untraceable("has a variable exponent; write it with exp")
        return self.trace.put("**", self.place, _number(exponent))

    def __neg__(self) -> Symbol:
        return self.trace.put("neg", self.place)

    def __abs__(self) -> Symbol:
        return self.trace.put("abs", self.place)

    def cos(self) -> Symbol:
        """The cosine."""
        return self.trace.put("cos", self.place)

    def sin(self) -> Symbol:
        """The sine."""
        return self.trace.put("sin", self.place)

    def exp(self) -> Symbol:
        """The exponential."""
        return self.trace.put("exp", self.place)

    __rpow__ = _refuse("has a variable exponent; write it with exp")
    __bool__ = _refuse("branches on its argument, or compares it")
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __bool__
    __float__ = __int__ = __index__ = __array__ = _refuse(
        "hands its argument to something that wants a number; "
        f"use autograder.functions ({', '.join(ELEMENTARY)})"
    )
    __iter__ = __len__ = _refuse("asks for all entries of its argument; name them: p[0], p[1] …")
    __getitem__ = _refuse("asks for an entry of something that is not its argument")


class _Argument(Symbol):
    """The argument, which alone has entries."""

    def __getitem__(self, index: Any) -> Symbol:  # type: ignore[override]
        try:
            number = operator.index(index)
        except TypeError:
            number = -1
        if number < 0:
            raise Untraceable(f"asks for p[{index!r:.20}]; only p[0], p[1] … are allowed")
        return self.trace.put("entry", number)


def trace(function: Callable[[Any], Any]) -> Formula:
    """Write a function of one argument down.

    Raises:
        Untraceable: when it does anything but arithmetic, naming the function and what it does.
    """
    made = _Trace()
    argument = _Argument(made, made.tape.put("x"))
    try:
        value = function(argument)
        if not isinstance(value, Symbol):
            raise Untraceable(f"returns {type(value).__name__} that does not depend on x")
        return _formula(made, value)
    except Untraceable as error:
        reason = str(error)
    except Exception as error:
        reason = f"does more than arithmetic: {type(error).__name__}: {error}"
    raise Untraceable(f"{_name(function)}, a function for students, {reason}")


def _formula(made: _Trace, value: Symbol) -> Formula:
    steps, _ = made.tape.up_to([value.place])
    entries = [int(a) + 1 for operation, a, _ in steps if operation == "entry"]
    if entries and any(operation == "x" for operation, _, _ in steps):
        raise Untraceable("uses both its argument and entries of it")
    if not entries and not any(operation == "x" for operation, _, _ in steps):
        raise Untraceable("does not depend on x")
    return Formula(steps, tuple(made.constants), max(entries, default=0))


def _name(function: Callable[[Any], Any]) -> str:
    code = getattr(function, "__code__", None)
    name = getattr(function, "__name__", type(function).__name__)
    return f"{name} ({code.co_filename}, line {code.co_firstlineno})" if code else name
