"""The stand-in, in a student's process, for a function that stays with the grader.

Its values and partial derivatives are requests to the grader, who counts them.  Here is what every
framework shares: numbers, arrays, and how to ask.  How a framework differentiates a function of
which it can only ask for partial derivatives, its adapter knows
(:mod:`autograder.sandbox.torch_adapter`).
"""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.wire import StandIn

# (number of the function, orders of derivatives, points) → a value for each order
Ask = Callable[[int, list[list[int]], Any], Any]
Order = tuple[int, ...]  # of a derivative, in each variable
AHEAD = 64  # coordinates; for more, a request costs more than another request would


class Remote:
    """A function on the grader's side.

    It is a function of its argument itself (``entries`` is 0), elementwise, or of the first
    entries of its argument along the first axis, elementwise in the others.  Both are functions
    of columns: an array whose first axis counts the variables.

    ``kind`` says what it makes of whole numbers: "whole" ones, floats ("plain"), or numpy's floats
    ("elementary"), as cos does.
    """

    def __init__(self, function: StandIn, ask: Ask) -> None:
        self.entries, self.kind = function.entries, function.kind
        self.value_order: Order = (0,) * max(function.entries, 1)
        self._number, self._ask = function.number, ask
        self._known: tuple[tuple[Order, ...], tuple[int, ...], bytes] | None = None
        self._values = np.empty(0)

    def columns(self, x: Any) -> Any:
        """Bring the variables of an array or tensor to a first axis.

        Raises:
            IndexError: when it has too few entries.
        """
        if not self.entries:
            return x[None]
        if x.ndim == 0 or len(x) < self.entries:
            raise IndexError(f"fn reads {self.entries} entries of its argument: {tuple(x.shape)}")
        return x[: self.entries]

    def partials(
        self, orders: tuple[Order, ...], x: np.ndarray, ahead: tuple[Order, ...] = ()
    ) -> np.ndarray:
        """Ask for partial derivatives at columns x, of shape (variables, …).

        Args:
            orders: Which derivatives.
            x: The points, in float64.
            ahead: Derivatives that will probably be asked for next, at the same points.

        Returns:
            Values of shape (orders, …).
        """
        if x.size == 0:
            return np.empty((len(orders), *x.shape[1:]))
        if self._known is not None and self._known == (orders, x.shape, x.tobytes()):
            return self._values
        if not ahead or x.size > AHEAD:
            return self._request(orders, x)
        values = self._request(orders + ahead, x)
        self._known, self._values = (ahead, x.shape, x.tobytes()), values[len(orders) :]
        return values[: len(orders)]

    def of_plain(self, x: Any) -> Any:
        """The value at a number, at an array, or at a sequence with entries."""
        if isinstance(x, np.ndarray):
            return self._of_array(self.columns(x))
        parts = [x[i] for i in range(self.entries)] if self.entries else [x]
        for part in parts:
            if not isinstance(part, numbers.Real | np.ndarray):
                raise TypeError(f"fn takes numbers, arrays and tensors, not {type(part).__name__}")
        if any(isinstance(part, np.ndarray | np.generic) for part in parts):
            return self._of_array(np.stack(np.broadcast_arrays(*parts)))
        (value,) = self._answer([self.value_order], [float(part) for part in parts])
        if self.kind == "whole" and all(isinstance(part, int) for part in parts):
            return int(value)
        return np.float64(value) if self.kind == "elementary" else value

    def _of_array(self, x: np.ndarray) -> Any:
        if x.dtype.kind not in "fiub":
            raise TypeError(f"fn takes real numbers, not an array of {x.dtype}")
        values = self.partials((self.value_order,), x.astype(np.float64))[0]
        stays = x.dtype.kind == "f" or (x.dtype.kind in "iu" and self.kind == "whole")
        return values.astype(x.dtype if stays else np.float64)[()]

    def _request(self, orders: tuple[Order, ...], x: np.ndarray) -> np.ndarray:
        return np.asarray(self._answer(orders, x.tolist() if x.ndim == 1 else x))

    def _answer(self, orders: Any, x: Any) -> Any:
        answer = self._ask(self._number, [list(order) for order in orders], x)
        if answer is None:
            raise RuntimeError("fn was asked for too many points, or for too high a derivative")
        return answer
