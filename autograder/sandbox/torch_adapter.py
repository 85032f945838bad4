"""What a student's process needs torch for: functions of the grader's on tensors, and slopes.

All names of torch's are bound here before a student's code runs: a library that it patches
changes neither what a check's function computes nor how a slope is found.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch._functorch.pyfunctorch import temporarily_clear_interpreter_stack
from torch.autograd import forward_ad

from autograder.sandbox import formula, wire
from autograder.sandbox.stand_in import MAX_ORDER, Ask, Remote, table

_autograd_grad = torch.autograd.grad
_functorch: Any = torch._C._functorch
BY_AUTOGRAD = 3  # how often backward() can be repeated; torch.func tells how often it will be


# -- functions that travelled as text -----------------------------------------


def _elementary(on_tensors: Any, on_others: Any) -> Callable[[Any], Any]:
    tensor = torch.Tensor
    return lambda x: on_tensors(x) if isinstance(x, tensor) else on_others(x)


_FUNCTIONS = {
    "cos": _elementary(torch.cos, np.cos),
    "sin": _elementary(torch.sin, np.sin),
    "exp": _elementary(torch.exp, np.exp),
    "abs": abs,
}


def from_formula(function: wire.Formula) -> Callable[[Any], Any]:
    """Make a function that takes numbers, arrays and tensors.

    Raises:
        ValueError: when its text is no formula.
    """
    text, _, result = function.text.rpartition("\n")
    built, constants = formula.build(text, (result,), _FUNCTIONS), function.constants
    return lambda x: built(x, constants)[0]


# -- functions that stayed with the grader ------------------------------------


def stand_in(function: wire.StandIn, ask: Ask) -> Callable[[Any], Any]:
    """Make the stand-in for a function that stays with the grader; ``ask`` sends a request."""
    remote = Remote(function, ask)

    def fn(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            if remote.entries:
                remote.check_entries(x)
                x = x[: remote.entries]
            return _of_tensor(remote, x)
        if remote.entries and not isinstance(x, np.ndarray):
            parts = [x[i] for i in range(remote.entries)]
            if any(isinstance(part, torch.Tensor) for part in parts):
                return _of_tensor(remote, _stack(parts))
        return remote.of_plain(x)

    return fn


def _of_tensor(remote: Remote, x: torch.Tensor) -> torch.Tensor:
    if x.is_complex():
        raise TypeError("fn takes real numbers only")
    if not x.is_floating_point():
        dtype = x.dtype if remote.kind == "whole" else torch.get_default_dtype()
        return _of_tensor(remote, x.to(torch.float64)).to(dtype)
    columns = [_Bare(column) for column in (x.unbind(0) if remote.entries else [x])]
    points = np.stack([column.values() for column in columns])
    order = max(column.order for column in columns)
    if order > MAX_ORDER:
        raise RuntimeError(f"fn can be differentiated {MAX_ORDER} times")
    found = remote.partials(points, order)

    def coefficient(n: int) -> torch.Tensor:
        """The derivatives of order n, over n!, with an axis of variables for each."""
        values = found[table(len(points), n)] if remote.entries else found[n]
        return columns[0].like(values / math.factorial(n), n if remote.entries else 0)

    return _polynomial(x, order, coefficient, columns=bool(remote.entries))


def _polynomial(
    x: torch.Tensor, order: int, coefficient: Callable[[int], torch.Tensor], *, columns: bool
) -> torch.Tensor:
    """The Taylor polynomial around x itself: at x it has the function's value and derivatives."""
    found = coefficient(order)
    away = x - x.detach() if order else x  # zero, and yet it moves with x
    for n in range(order - 1, -1, -1):
        if not columns:
            found = torch.addcmul(coefficient(n), found, away)
        elif x.ndim == 1:
            found = coefficient(n) + found @ away
        else:
            found = coefficient(n) + (found * away).sum(n)
    return found


class _Bare:
    """A tensor's values, below all that torch.func has wrapped around them.

    The grader needs numbers, and torch.func shows none while it transforms a function; the names
    in torch._C._functorch are those that torch's own transforms use.
    """

    def __init__(self, x: torch.Tensor) -> None:
        self._batches: list[tuple[int, int]] = []  # (axis, level) of each vmap, the outer first
        self.order = 0  # how often x may be differentiated
        self._wrapped = _functorch.is_functorch_wrapped_tensor(x)
        while _functorch.is_functorch_wrapped_tensor(x):
            if _functorch.is_batchedtensor(x):
                self._batches.insert(
                    0, (_functorch.maybe_get_bdim(x), _functorch.maybe_get_level(x))
                )
            else:
                self.order += 1
            x = _functorch.get_unwrapped(x)
        self._x = x
        if x.requires_grad and torch.is_grad_enabled():
            self.order = max(self.order, BY_AUTOGRAD)
        if forward_ad.unpack_dual(x).tangent is not None:  # type: ignore[no-untyped-call]
            self.order += 1

    def values(self) -> np.ndarray:
        """The values, with an axis for each vmap."""
        with self._outside():
            found: np.ndarray = self._x.detach().to(torch.float64).cpu().numpy()
        return found

    def like(self, values: np.ndarray, more: int) -> torch.Tensor:
        """A tensor of values at the same places, in the same vmaps, with more axes in front."""
        with self._outside():
            made = torch.from_numpy(np.asarray(values)).to(self._x.dtype)
        for axis, level in self._batches:
            made = _functorch._add_batch_dim(made, axis + more, level)
        return made

    def _outside(self) -> contextlib.AbstractContextManager[Any]:
        """Where torch.func does not wrap what is computed."""
        return temporarily_clear_interpreter_stack() if self._wrapped else contextlib.nullcontext()


def _stack(parts: list[Any]) -> torch.Tensor:
    """Entries, some of them tensors, as one tensor."""
    dtypes = [part.dtype for part in parts if isinstance(part, torch.Tensor)]
    dtype = functools.reduce(torch.promote_types, dtypes)
    made = [torch.as_tensor(part).to(dtype) for part in parts]
    return torch.stack(torch.broadcast_tensors(*made))  # type: ignore[no-untyped-call]


# -- slopes -------------------------------------------------------------------


def slope(function: Callable[[Any], Any], x: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The derivative at each point of x, by autograd through an elementwise function.

    The gradient is that of sum(weights · function(x)); each entry is divided by its weight.
    """
    x = x.detach().clone().requires_grad_(True)
    (found,) = _autograd_grad((weights * function(x)).sum(), x)
    return found / weights
