"""A function that a check hands out, as arithmetic: its text, its values, its derivatives.

The steps of a formula hold no constants, only their places.  So all parabolas share their steps,
and what is made of steps (derivatives, compiled functions) is made once in the grader's life.
A derivative of a formula is a formula: the grader needs no framework to differentiate.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from autograder.sandbox import formula as lines
from autograder.sandbox.stand_in import partials

# An operation and its operands: places of earlier steps, or the number that the name says.
Step = tuple[str, float, float]
Steps = tuple[Step, ...]

ELEMENTARY = {"cos": np.cos, "sin": np.sin, "exp": np.exp}
_FUNCTIONS = ELEMENTARY | {"abs": np.abs, "sign": np.sign}
_LEAVES = {"x", "entry", "constant", "number"}
MAX_STEPS = 20_000  # of a function and its derivatives together
_CHUNK = 2**14  # points evaluated at once: temporary arrays stay small, and in the cache

Kind = Literal["whole", "plain", "elementary"]


class TooLong(ValueError):
    """A function's derivatives take too many steps."""


class Tape:
    """Steps as they are written down, equal ones once."""

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        self.steps: list[Step] = []
        self._places: dict[tuple[str, str, str], int] = {}
        for step in steps:
            self.put(*step)

    def put(self, operation: str, a: float = 0, b: float = 0) -> int:
        """Write a step down, unless it stands there already.

        Returns:
            Its place.

        Raises:
            TooLong: when there are too many.
        """
        if len(self.steps) >= MAX_STEPS:
            raise TooLong(f"more than {MAX_STEPS} steps")
        key = (operation, repr(a), repr(b))  # 2 == 2.0, but they are different exponents
        if key not in self._places:
            self._places[key] = len(self.steps)
            self.steps.append((operation, a, b))
        return self._places[key]

    def number(self, value: float) -> int:
        """A number that belongs to the steps, such as the factor 2 in the derivative of x²."""
        return self.put("number", value)

    def _is(self, place: int, value: float) -> bool:
        operation, a, _ = self.steps[place]
        return operation == "number" and a == value

    def plus(self, a: int, b: int) -> int:
        """The sum; nothing is written down for a zero."""
        if self._is(a, 0):
            return b
        return a if self._is(b, 0) else self.put("+", a, b)

    def negative(self, a: int) -> int:
        """The negative."""
        return a if self._is(a, 0) else self.put("neg", a)

    def times(self, a: int, b: int) -> int:
        """The product; nothing is written down for a factor of zero or one."""
        if self._is(a, 0) or self._is(b, 1):
            return a
        return b if self._is(b, 0) or self._is(a, 1) else self.put("*", a, b)

    def power(self, a: int, exponent: float) -> int:
        """A power with a fixed exponent."""
        if exponent in (0, 1):
            return self.number(1) if exponent == 0 else a
        return self.put("**", a, exponent)

    def up_to(self, places: Sequence[int]) -> tuple[Steps, tuple[int, ...]]:
        """The steps that some values need, and where those values stand among them."""
        found = Tape()
        moved: dict[float, int] = {}
        for at in self.needed(places):
            operation, a, b = self.steps[at]
            arity = _arity(operation)
            a, b = (moved[v] if i < arity else v for i, v in enumerate((a, b)))
            moved[at] = found.put(operation, a, b)
        return tuple(found.steps), tuple(moved[place] for place in places)

    def needed(self, places: Sequence[int]) -> list[int]:
        """The places of all steps that some values need, in order."""
        found = set(places)
        for at in range(max(places), -1, -1):
            if at in found:
                operation, *operands = self.steps[at]
                found.update(int(v) for v in operands[: _arity(operation)])
        return sorted(found)


def _arity(operation: str) -> int:
    """How many earlier steps an operation uses."""
    if operation in _LEAVES:
        return 0
    return 2 if operation in ("+", "-", "*", "/") else 1


@functools.lru_cache(maxsize=4096)
def differentiate(steps: Steps, variables: int, order: int) -> tuple[Steps, tuple[int, ...]]:
    """The steps of all partial derivatives up to an order.

    Returns:
        The steps, and where the derivatives stand, as :func:`partials` lists them.

    Raises:
        TooLong: when they take too many steps.
    """
    tape = Tape(steps)
    slopes: list[dict[int, int]] = [{} for _ in range(variables)]
    found: dict[tuple[int, ...], int] = {(): len(steps) - 1}
    for index in partials(variables, order)[1:]:
        place, known = found[index[:-1]], slopes[index[-1]]
        for at in tape.needed([place]):
            if at not in known:
                known[at] = _slope(tape, at, known, index[-1])
        found[index] = known[place]
    return tape.up_to(list(found.values()))


def _slope(tape: Tape, place: int, slopes: Mapping[int, int], variable: int) -> int:
    """Write down the derivative of one step, from those of its operands."""
    operation, first, second = tape.steps[place]
    if operation in _LEAVES:
        moves = operation == "x" or (operation == "entry" and first == variable)
        return tape.number(1 if moves else 0)
    a, b = int(first), int(second)
    slope = slopes[a]
    match operation:
        case "+":
            return tape.plus(slope, slopes[b])
        case "-":
            return tape.plus(slope, tape.negative(slopes[b]))
        case "*":
            return tape.plus(tape.times(slope, b), tape.times(a, slopes[b]))
        case "/":
            rest = tape.plus(slope, tape.negative(tape.times(place, slopes[b])))
            return rest if tape.steps[rest] == ("number", 0, 0) else tape.put("/", rest, b)
        case "neg":
            return tape.negative(slope)
        case "**":
            factor = tape.times(tape.number(second), tape.power(a, second - 1))
            return tape.times(factor, slope)
        case "cos":
            return tape.negative(tape.times(tape.put("sin", a), slope))
        case "sin":
            return tape.times(tape.put("cos", a), slope)
        case "exp":
            return tape.times(place, slope)
        case "abs":
            return tape.times(tape.put("sign", a), slope)
        case _:  # sign, whose derivative is zero wherever it has one
            return tape.number(0)


@functools.lru_cache(maxsize=4096)
def write(steps: Steps, places: tuple[int, ...]) -> tuple[str, tuple[str, ...]]:
    """The steps as lines of :mod:`autograder.sandbox.formula`, and the names of some of them."""
    names: list[str] = []
    written: list[str] = []
    for operation, a, b in steps:
        match operation:
            case "x":
                word = "x"
            case "constant":
                word = f"c[{a}]"
            case "number":
                word = repr(a)
            case "entry":
                word = f"x[{a}]"
            case "neg":
                word = f"-{names[int(a)]}"
            case "**":
                word = f"{names[int(a)]} ** {b!r}"
            case "+" | "-" | "*" | "/":
                word = f"{names[int(a)]} {operation} {names[int(b)]}"
            case _:
                word = f"{operation}({names[int(a)]})"
        if operation not in ("x", "constant", "number"):
            written.append(f"t{len(written)} = {word}")
            word = f"t{len(written) - 1}"
        names.append(word)
    return "\n".join(written), tuple(names[place] for place in places)


@dataclass(frozen=True)
class Formula:
    """A traced function.

    Attributes:
        steps: What it computes, the value last.
        constants: The author's numbers.
        entries: How many entries of its argument it reads: x[0], x[1] …; 0 if it takes x itself.
    """

    steps: Steps
    constants: tuple[int | float, ...]
    entries: int

    @property
    def text(self) -> str:
        """Its lines, in which constants are only named, and the name of the result."""
        text, (result,) = write(self.steps, (len(self.steps) - 1,))
        return f"{text}\n{result}".lstrip()

    @property
    def variables(self) -> int:
        """How many variables it has partial derivatives for."""
        return max(self.entries, 1)

    @property
    def kind(self) -> Kind:
        """What it makes of whole numbers: whole ones, floats, or what numpy's cos makes."""
        operations = {operation for operation, _, _ in self.steps}
        if operations & set(ELEMENTARY):
            return "elementary"
        exponents = [b for operation, _, b in self.steps if operation == "**"]
        whole = all(type(v) is int for v in self.constants)
        whole &= all(type(b) is int and b >= 0 for b in exponents)
        return "whole" if whole and "/" not in operations else "plain"

    def at(self, point: Sequence[float], order: int = 0) -> list[float]:
        """All partial derivatives up to an order, at one point.

        Raises:
            TooLong: when they take too many steps.
        """
        function, constants = self._function(order), self._floats
        # Python's floats raise where numpy's overflow, and arrays of one are ten times as slow.
        x = [np.float64(v) for v in point]
        with np.errstate(all="ignore"):
            return [float(v) for v in function(x if self.entries else x[0], constants)]

    def values(self, points: np.ndarray, order: int = 0) -> np.ndarray:
        """All partial derivatives up to an order, at points of shape (variables, n).

        Raises:
            TooLong: when they take too many steps.
        """
        function, constants = self._function(order), self._floats
        found = np.empty((len(partials(self.variables, order)), points.shape[1]))
        with np.errstate(all="ignore"):
            for start in range(0, points.shape[1], _CHUNK):
                piece = slice(start, start + _CHUNK)
                x = points[:, piece]
                results = function(x if self.entries else x[0], constants)
                for row, values in zip(found, results, strict=True):
                    row[piece] = values
        return found

    def _function(self, order: int) -> Callable[[Any, Any], tuple[Any, ...]]:
        if order not in self._functions:
            steps, places = differentiate(self.steps, self.variables, order)
            self._functions[order] = lines.build(*write(steps, places), _FUNCTIONS)
        return self._functions[order]

    @functools.cached_property
    def _functions(self) -> dict[int, Callable[[Any, Any], tuple[Any, ...]]]:
        return {}

    @functools.cached_property
    def _floats(self) -> tuple[float, ...]:
        return tuple(map(float, self.constants))
