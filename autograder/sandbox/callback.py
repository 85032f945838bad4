"""The stand-in, in a student's process, for a function that is evaluated in the grader's process.

It takes floats, ndarrays and tensors, elementwise.  On tensors it supports autograd and
torch.func.  Each evaluation, also that of a derivative, is one request to the grader, which
counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

Ask = Callable[[int, int, Any], Any]  # (number, order of the derivative, x) -> values


def remote(number: int, ask: Ask) -> Callable[[Any], Any]:
    """Make the stand-in for function ``number``; ``ask`` evaluates one of its derivatives."""

    class Remote(torch.autograd.Function):
        @staticmethod
        def forward(x: torch.Tensor, order: int) -> torch.Tensor:
            return torch.as_tensor(ask(number, order, x.detach())).to(x.dtype).reshape(x.shape)

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.save_for_backward(inputs[0])
            ctx.order = inputs[1]

        @staticmethod
        def backward(ctx: Any, grad: torch.Tensor) -> Any:
            (x,) = ctx.saved_tensors
            return grad * apply(x, ctx.order + 1), None

        @staticmethod
        def jvp(ctx: Any, tangent: torch.Tensor, _: Any) -> Any:
            (x,) = ctx.saved_tensors
            return tangent * apply(x, ctx.order + 1)

        @staticmethod
        def vmap(info: Any, in_dims: Any, x: torch.Tensor, order: int) -> Any:
            return apply(x, order), in_dims[0]

    apply: Callable[[Any, int], Any] = Remote.apply

    def function(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            x = x if x.is_floating_point() else x.to(torch.get_default_dtype())
            return apply(x, 0)
        answer = ask(number, 0, np.asarray(x, dtype=np.float64))
        return answer if np.ndim(x) else float(answer)

    return function
