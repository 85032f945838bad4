"""Functions that stay with the grader: a student's process asks for their values, and is counted."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking.formula import Formula
from autograder.checking.tracing import trace
from autograder.sandbox.wire import StandIn

MAX_ORDER = 4  # of a derivative; honest answers go to the third
MAX_VALUES = 10**6  # of one request
MAX_POINTS = 10**7  # of one function, evaluated in the grader's own time; a search needs thousands


class Counted:
    """A function that stays with the grader and counts the points it is evaluated at.

    Args:
        function: Plain arithmetic; see :mod:`autograder.checking.tracing`.
        number: What the student's process calls it.

    Attributes:
        calls: Points evaluated so far; a partial derivative counts as an evaluation.

    Raises:
        Untraceable: when the function does more than arithmetic.
    """

    def __init__(self, function: Callable[[Any], Any], number: int) -> None:
        self.function = function
        self.number = number
        self.calls = 0
        self._formula = trace(function)
        self._partials: dict[tuple[int, ...], Formula | None] = {}

    @property
    def stand_in(self) -> StandIn:
        """What the student's process gets in its place."""
        return StandIn(self.number, self._formula.entries, self._formula.kind)

    def evaluate(self, orders: object, x: object) -> Any:
        """Evaluate partial derivatives of the function where the student asks.

        Args:
            orders: Lists with the order of the derivative in each variable: [0, …, 0] is the value.
            x: The coordinates of one point, a list of floats; or of many, an array of shape
                (variables, …).

        Returns:
            A value for each order: a list of floats, or an array of shape (orders, …); None where
            the question makes no sense.
        """
        # No request may raise here: an exception would count as the grader's fault.
        partials = self._partials_of(orders)
        points = self._number_of_points(x)
        if not partials or not points or len(partials) * points > MAX_VALUES:
            return None
        self.calls += len(partials) * points
        if self.calls > MAX_POINTS:
            return None
        if isinstance(x, list):
            return [partial.at(x) for partial in partials]
        assert isinstance(x, np.ndarray)
        flat = x.reshape(len(x), -1)
        return np.stack([p.values(flat) for p in partials]).reshape(-1, *x.shape[1:])

    def _number_of_points(self, x: object) -> int:
        """How many points were sent; 0 where it is something else."""
        variables = self._formula.variables
        if isinstance(x, list):
            return int(len(x) == variables and all(type(v) is float for v in x))
        sound = isinstance(x, np.ndarray) and x.dtype == np.float64 and x.shape[:1] == (variables,)
        return math.prod(x.shape[1:]) if sound else 0  # type: ignore[attr-defined]

    def _partials_of(self, orders: object) -> list[Formula]:
        """The derivatives that were asked for; none where it is something else."""
        if not isinstance(orders, list) or not all(map(self._is_order, orders)):
            return []
        found = [self._partial(tuple(order)) for order in orders]
        return [] if None in found else [f for f in found if f is not None]

    def _is_order(self, order: object) -> bool:
        return (
            isinstance(order, list)
            and len(order) == self._formula.variables
            and all(type(n) is int and 0 <= n <= MAX_ORDER for n in order)
            and sum(order) <= MAX_ORDER
        )

    def _partial(self, order: tuple[int, ...]) -> Formula | None:
        if order not in self._partials:
            self._partials[order] = self._formula.partial(order)
        return self._partials[order]
