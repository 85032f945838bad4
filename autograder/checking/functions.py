"""What functions that checks pass to a student's code as ``fn`` may call.

``fn`` in the contracts accepts a Python float, an ndarray or a tensor.  A tensor knows its own
cosine, and so does the symbol on which :mod:`autograder.checking.tracing` writes a function down;
for everything else numpy does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

_Function = TypeVar("_Function", bound=Callable[[Any], Any])


def cos(x: Any) -> Any:
    """The cosine of a float, an ndarray or a tensor, elementwise."""
    return x.cos() if hasattr(x, "cos") else np.cos(x)


def sin(x: Any) -> Any:
    """The sine of a float, an ndarray or a tensor, elementwise."""
    return x.sin() if hasattr(x, "sin") else np.sin(x)


def exp(x: Any) -> Any:
    """The exponential of a float, an ndarray or a tensor, elementwise."""
    return x.exp() if hasattr(x, "exp") else np.exp(x)


def readable(function: _Function) -> _Function:
    """Let a function travel to the student as text: its constants must not give the answer away.

    Without this it stays with the grader, and each evaluation is a request.
    """
    function.readable = True  # type: ignore[attr-defined]
    return function
