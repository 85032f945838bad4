"""Elementary functions, for functions that checks pass to the student's code as ``fn``.

``fn`` in the contracts accepts a Python float, an ndarray or a tensor and works
with all of torch's machinery on tensors.  :func:`cos` and :func:`sin` choose by
the argument's type; ``+ - * **`` and ``abs`` do so by themselves.  These are
pickled by value into the student's process, so nothing hidden may be in this module.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch


def cos(x: Any) -> Any:
    """The cosine of a float, an ndarray or a tensor, elementwise."""
    return torch.cos(x) if isinstance(x, torch.Tensor) else np.cos(x)


def sin(x: Any) -> Any:
    """The sine of a float, an ndarray or a tensor, elementwise."""
    return torch.sin(x) if isinstance(x, torch.Tensor) else np.sin(x)


def exp(x: Any) -> Any:
    """The exponential of a float, an ndarray or a tensor, elementwise."""
    return torch.exp(x) if isinstance(x, torch.Tensor) else np.exp(x)
