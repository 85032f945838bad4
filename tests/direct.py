"""A student's functions without a sandbox, for tests of what the hidden checks ask.

Calls are written down as a student would see them: the arguments' values, and of a function the
values that it takes at some points.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.bench import plain
from autograder.checking.result import Result
from autograder.checking.runner import Checker

Call = tuple[Any, ...]
PROBES = [0.37, -1.21, 2.83]  # a function is known by its values there


class Direct(plain.Direct):
    """Functions of this process, in the place of :class:`autograder.checking.student.Student`.

    Attributes:
        calls: One list for each check: the calls and what came back.
    """

    def __init__(self, functions: dict[str, Any]) -> None:
        super().__init__(functions, 0)
        self.record: list[Any] = []
        self.calls: list[list[tuple[Call, Any]]] = []

    def start_check(self, exercise: str, seed: int) -> None:
        """Begin a check."""
        self.calls.append([])

    def _answer(
        self, what: str, function: Callable[..., Any], arguments: Any, keywords: Any
    ) -> Any:
        seen = call(what, arguments)
        self.calls[-1].append((seen, None))
        value = super()._answer(what, function, arguments, keywords)
        self.calls[-1][-1] = (seen, value)
        return value


def run(checks: Path, functions: dict[str, Any], draw: bytes) -> tuple[list[Result], Direct]:
    """Run hidden checks against functions of this process."""
    student = Direct(functions)
    results = checker(checks).run(student, draw=draw)  # type: ignore[arg-type]
    return results, student


_checkers: dict[Path, Checker] = {}


def checker(checks: Path) -> Checker:
    """Load hidden checks once."""
    if checks not in _checkers:
        _checkers[checks] = Checker(checks)
    return _checkers[checks]


def call(name: str, arguments: Any) -> Call:
    """A call as a table could hold it: equal calls are equal, whatever objects they are made of."""
    return (name, *(_seen(a) for a in arguments))


def _seen(value: Any) -> Any:
    match value:
        case torch.Tensor():
            return str(value.dtype), tuple(value.shape), value.detach().numpy().tobytes()
        case np.ndarray():
            return str(value.dtype), value.shape, value.tobytes()
        case list() | tuple():
            return tuple(_seen(v) for v in value)
        case _ if callable(value):
            return tuple(_value_at(value, p) for p in PROBES)
        case _:
            return repr(value)


def _value_at(function: Callable[[Any], Any], at: float) -> str:
    """A function's value at a point, of one coordinate or of nine; "" where it has none."""
    for x in (torch.tensor(at).double(), torch.linspace(at, at + 1, 9).double()):
        try:
            return f"{float(getattr(function, 'function', function)(x)):.9g}"
        except (TypeError, ValueError, IndexError, RuntimeError, AttributeError):
            continue
    return ""
