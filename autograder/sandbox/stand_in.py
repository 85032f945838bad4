"""The stand-in, in a student's process, for a function that stays with the grader.

A request brings a function's value at a point and all its partial derivatives there, up to an
order.  Near the point the function is its Taylor polynomial; a framework's adapter builds that
polynomial of the framework's own sums and products, and with it every way to differentiate works
(:mod:`autograder.sandbox.torch_adapter`).  Here is what all frameworks share: how to ask, and what
to do with numbers and numpy's arrays.
"""

from __future__ import annotations

import functools
import itertools
import numbers
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.wire import StandIn

MAX_ORDER = 4  # of derivatives; honest answers go to the third

# (number of the function, highest order of derivatives, points) → values, or None
Ask = Callable[[int, int, Any], Any]


@functools.cache
def partials(variables: int, order: int) -> list[tuple[int, ...]]:
    """All partial derivatives up to an order, by the variables that are differentiated in.

    ``()`` is the value, ``(0, 2)`` the mixed derivative in the first variable and the third.
    """
    return [
        index
        for n in range(order + 1)
        for index in itertools.combinations_with_replacement(range(variables), n)
    ]


@functools.cache
def table(variables: int, order: int) -> np.ndarray:
    """Where among :func:`partials` those of one order stand, as an array with an axis for each."""
    places = {index: place for place, index in enumerate(partials(variables, order))}
    found = np.empty((variables,) * order, dtype=np.intp)
    for index in itertools.product(range(variables), repeat=order):
        found[index] = places[tuple(sorted(index))]
    return found


class Remote:
    """A function on the grader's side.

    It is a function of its argument itself (``entries`` is 0), elementwise, or of the first
    entries of its argument along the first axis, elementwise in the others.

    ``kind`` says what it makes of whole numbers: "whole" ones, floats ("plain"), or numpy's floats
    ("elementary"), as cos does.
    """

    def __init__(self, function: StandIn, ask: Ask) -> None:
        self.entries, self.kind = function.entries, function.kind
        self._number, self._ask = function.number, ask

    def partials(self, points: np.ndarray, order: int) -> np.ndarray:
        """Ask for all partial derivatives up to an order.

        Args:
            points: The variables, of shape (variables, …), in float64.
            order: At most MAX_ORDER.

        Returns:
            As :func:`partials` lists them, of shape (partials, …).
        """
        if points.size == 0:
            return np.empty((len(partials(len(points), order)), *points.shape[1:]))
        return np.asarray(self._answer(order, points.tolist() if points.ndim == 1 else points))

    def check_entries(self, x: Any) -> None:
        """Ask that an array or tensor has as many entries as the function reads.

        Raises:
            IndexError: when it has fewer.
        """
        if x.ndim == 0 or len(x) < self.entries:
            raise IndexError(f"fn reads {self.entries} entries of its argument: {tuple(x.shape)}")

    def of_plain(self, x: Any) -> Any:
        """The value at a number, at an array, or at a sequence with entries."""
        if isinstance(x, np.ndarray):
            if self.entries:
                self.check_entries(x)
            return self._of_array(x[: self.entries] if self.entries else x[None])
        parts = [x[i] for i in range(self.entries)] if self.entries else [x]
        for part in parts:
            if not isinstance(part, numbers.Real | np.ndarray):
                raise TypeError(f"fn takes numbers, arrays and tensors, not {type(part).__name__}")
        if any(isinstance(part, np.ndarray | np.generic) for part in parts):
            return self._of_array(np.stack(np.broadcast_arrays(*parts)))
        (value,) = self._answer(0, [float(part) for part in parts])
        if self.kind == "whole" and all(isinstance(part, int) for part in parts):
            return int(value)
        return np.float64(value) if self.kind == "elementary" else value

    def _of_array(self, x: np.ndarray) -> Any:
        if x.dtype.kind not in "fiub":
            raise TypeError(f"fn takes real numbers, not an array of {x.dtype}")
        values = self.partials(x.astype(np.float64), 0)[0]
        stays = x.dtype.kind == "f" or (x.dtype.kind in "iu" and self.kind == "whole")
        return values.astype(x.dtype if stays else np.float64)[()]

    def _answer(self, order: int, x: Any) -> Any:
        answer = self._ask(self._number, order, x)
        if answer is None:
            raise RuntimeError(
                "fn was asked for too many points, or for derivatives that are too long"
            )
        return answer
