"""Functions that stay with the grader: a student's process asks for values, and is counted."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking.formula import TooLong
from autograder.checking.tracing import trace
from autograder.sandbox.stand_in import MAX_ORDER, partials
from autograder.sandbox.wire import StandIn

MAX_VALUES = 10**6  # of one request
MAX_POINTS = 10**7  # of one function, evaluated in the grader's own time; a search needs thousands


class Counted:
    """A function that stays with the grader and counts the points it is evaluated at.

    Args:
        function: Plain arithmetic; see :mod:`autograder.checking.tracing`.
        number: What the student's process calls it.

    Attributes:
        calls: Points evaluated so far.  Derivatives count once beside the value: by reverse mode a
            gradient costs as much as another evaluation, whatever the number of variables.

    Raises:
        Untraceable: when the function does more than arithmetic.
    """

    def __init__(self, function: Callable[[Any], Any], number: int) -> None:
        self.function = function
        self.number = number
        self.calls = 0
        self._formula = trace(function)

    @property
    def stand_in(self) -> StandIn:
        """What the student's process gets in its place."""
        return StandIn(self.number, self._formula.entries, self._formula.kind)

    def evaluate(self, order: object, x: object) -> Any:
        """Evaluate the function and its partial derivatives where the student asks.

        Args:
            order: The highest order of derivatives; 0 asks for the value alone.
            x: The coordinates of one point, a list of floats; or of many, an array of shape
                (variables, …).

        Returns:
            As :func:`~autograder.sandbox.stand_in.partials` lists them, a list of floats or an
            array of shape (partials, …); None where the question makes no sense.
        """
        # No request may raise here: an exception would count as the grader's fault.
        if type(order) is not int or not 0 <= order <= MAX_ORDER:
            return None
        points = self._number_of_points(x)
        asked = points * len(partials(self._formula.variables, order))
        if not points or asked > MAX_VALUES:
            return None
        self.calls += points * (1 if order == 0 else 2)
        if self.calls > MAX_POINTS:
            return None
        with contextlib.suppress(TooLong):
            if isinstance(x, list):
                return self._formula.at(x, order)
            assert isinstance(x, np.ndarray)
            return self._formula.values(x.reshape(len(x), -1), order).reshape(-1, *x.shape[1:])
        return None

    def _number_of_points(self, x: object) -> int:
        """How many points were sent; 0 where it is something else."""
        variables = self._formula.variables
        if isinstance(x, list):
            return int(len(x) == variables and all(type(v) is float for v in x))
        sound = isinstance(x, np.ndarray) and x.dtype == np.float64 and x.shape[:1] == (variables,)
        return math.prod(x.shape[1:]) if sound else 0  # type: ignore[attr-defined]
