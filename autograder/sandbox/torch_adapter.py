"""What a student's process needs torch for: functions of the grader's on tensors, and slopes.

All names of torch's are bound here before a student's code runs: a library that it patches
changes neither what a check's function computes nor how a slope is found.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.autograd import forward_ad

from autograder.sandbox import formula, wire
from autograder.sandbox.stand_in import Order, Remote

_autograd_grad = torch.autograd.grad


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
    built, constants = formula.build(function.text, _FUNCTIONS), function.constants
    return lambda x: built(x, constants)


# -- functions that stayed with the grader ------------------------------------


class _Orders:
    """Partial derivatives that are asked for together, and what their derivatives are."""

    def __init__(self, orders: tuple[Order, ...]) -> None:
        self.orders = orders

    @functools.cached_property
    def next(self) -> _Orders:
        """All derivatives of these, each once: mixed ones don't depend on the sequence."""
        return _Orders(tuple(dict.fromkeys(o for row in self._rows for o in row)))

    @functools.cached_property
    def table(self) -> torch.Tensor:
        """Where in :attr:`next` the derivative of each of these in each variable stands."""
        places = {order: place for place, order in enumerate(self.next.orders)}
        return torch.tensor([[places[o] for o in row] for row in self._rows])

    @property
    def _rows(self) -> list[list[Order]]:
        return [
            [(*order[:i], order[i] + 1, *order[i + 1 :]) for i in range(len(order))]
            for order in self.orders
        ]

    def of_each(self, values: torch.Tensor) -> torch.Tensor:
        """The values of :attr:`next`, of shape (n, …), as (orders, variables, …)."""
        return values[None] if len(self.orders) == 1 else values[self.table]


class _Partials(torch.autograd.Function):
    """Columns of shape (variables, …) ↦ partial derivatives of shape (orders, …).

    The derivative of partial derivatives are further ones, so it can be differentiated in every
    way and as often as the grader answers.
    """

    @staticmethod
    def forward(x: torch.Tensor, remote: Remote, orders: _Orders, ahead: bool) -> torch.Tensor:
        points = x.detach().to(torch.float64).cpu().numpy()
        values = remote.partials(orders.orders, points, orders.next.orders if ahead else ())
        return torch.from_numpy(values).to(x)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        x, ctx.remote, ctx.orders, _ = inputs
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> Any:
        (x,) = ctx.saved_tensors
        slopes = ctx.orders.of_each(_apply(x, ctx.remote, ctx.orders.next, False))
        return (grad[:, None] * slopes).sum(0), None, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: torch.Tensor, *_: Any) -> Any:
        # Without its own tangent x still carries those of outer levels, and torch follows them
        # into this method only when told to: jacfwd(jacfwd(fn)) would be zero.
        x = forward_ad.unpack_dual(ctx.saved_tensors[0]).primal
        with forward_ad._set_fwd_grad_enabled(True):
            slopes = ctx.orders.of_each(_apply(x, ctx.remote, ctx.orders.next, False))
            return (tangent[None] * slopes).sum(1)

    @staticmethod
    def vmap(info: Any, in_dims: Any, x: torch.Tensor, *rest: Any) -> Any:
        return _apply(x.movedim(in_dims[0], 1), *rest), 1


_apply: Callable[..., Any] = _Partials.apply


def stand_in(function: wire.StandIn, ask: Any) -> Callable[[Any], Any]:
    """Make the stand-in for a function that stays with the grader; ``ask`` sends a request."""
    remote = Remote(function, ask)
    orders = _Orders((remote.value_order,))

    def fn(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            return _value(remote, orders, remote.columns(x))
        if remote.entries and not isinstance(x, np.ndarray):
            parts = [x[i] for i in range(remote.entries)]
            if any(isinstance(part, torch.Tensor) for part in parts):
                return _value(remote, orders, _stack(parts))
        return remote.of_plain(x)

    return fn


def _value(remote: Remote, orders: _Orders, x: torch.Tensor) -> torch.Tensor:
    if x.is_complex():
        raise TypeError("fn takes real numbers only")
    if not x.is_floating_point():
        dtype = x.dtype if remote.kind == "whole" else torch.get_default_dtype()
        return _value(remote, orders, x.to(torch.float64)).to(dtype)
    ahead = x.requires_grad and torch.is_grad_enabled()
    return _apply(x, remote, orders, ahead)[0]  # type: ignore[no-any-return]


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
