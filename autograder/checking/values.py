"""A student's answer as words and as numbers, at a cost that has a bound whatever the answer is.

An answer is plain values, as many megabytes of them as the wire lets through: what is done for
each part of it here is done for a bounded number of parts.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from autograder import printable
from autograder.sandbox.wire import Opaque

MAX_PARTS = 20_000  # lists, arrays and tensors in an answer that is taken for numbers
TENSOR_BYTES = 1500  # of memory, beside its numbers
MAX_WORDS, MAX_LIST_WORDS = 80, 160  # characters
_SHOWN_ITEMS, _SHOWN_LEVELS, _SHOWN_NUMBERS = 4, 3, 6


def describe(value: object) -> str:
    """Name a value that came from a student in a few words, never at length."""
    return _words(value, _SHOWN_LEVELS)


def _words(value: object, levels: int) -> str:
    match value:
        case None:
            return "None"
        case Opaque():
            return printable.line(str(value))
        case bool() | int() | float() | complex():
            return printable.line(repr(value), MAX_WORDS)
        case str():  # cut before it is copied
            return printable.line(repr(value[: MAX_WORDS + 1]), MAX_WORDS)
        case torch.Tensor():
            dtype = str(value.dtype).removeprefix("torch.")
            return _array_words("tensor", dtype, value.detach())
        case np.ndarray():
            return _array_words("array", str(value.dtype), value)
        case tuple() | list():
            brackets = "()" if isinstance(value, tuple) else "[]"
            shown = [_words(v, levels - 1) for v in value[:_SHOWN_ITEMS]] if levels else []
            more = ["…"] if len(value) > len(shown) else []
            inner = ", ".join(shown + more)
            return printable.line(f"{brackets[0]}{inner}{brackets[1]}", MAX_LIST_WORDS)
        case dict():
            return f"a dict with {len(value)} entries"
        case _:
            return printable.line(f"a {type(value).__name__}", MAX_WORDS)


def _array_words(noun: str, dtype: str, values: Any) -> str:
    shape = tuple(values.shape)
    if not 0 < math.prod(shape) <= _SHOWN_NUMBERS:
        return f"{noun} of {dtype}, shape {shape}"
    if isinstance(values, torch.Tensor):
        values = (values.double() if values.is_floating_point() else values).numpy()
    if values.size == 1:
        only = values.reshape(-1)[0]
        return f"{only:.7g}" if values.dtype.kind == "f" else printable.line(str(only), MAX_WORDS)
    return f"{noun} {np.array2string(values, precision=6, separator=', ')}".replace("\n", " ")


def as_numbers(value: object) -> Any:
    """Turn tensors and nested sequences into what numpy reads.

    Raises:
        TypeError: for booleans, and whatever else is not a real number.
        ValueError: for lists that form no table, and for more parts than an answer has.
    """
    if not _has_at_most(MAX_PARTS, value):
        raise ValueError("too many parts")
    return _numbers(value)


def _numbers(value: object) -> Any:
    match value:
        case torch.Tensor():
            if value.is_complex() or value.dtype == torch.bool:
                raise TypeError("not real numbers")
            return value.detach().to(torch.float64).numpy()
        case np.ndarray():
            return value
        case bool():
            raise TypeError("a truth value is not a number")
        case int() | float() | np.integer() | np.floating():
            return float(value)
        case list() | tuple() if all(type(v) in (float, int) for v in value):
            return np.array(value, np.float64)
        case list() | tuple():
            parts = [np.asarray(_numbers(v)) for v in value]
            # A 1-element array stands for a number, inside a list as well.
            if any(p.shape == () for p in parts) and all(p.size == 1 for p in parts):
                parts = [p.reshape(()) for p in parts]
            return np.stack(parts) if parts else np.empty(0)
        case _:
            raise TypeError(f"{type(value).__name__} is not a number")


def _has_at_most(most: int, value: object) -> bool:
    """Whether an answer has at most so many lists, arrays and tensors; looks no further."""
    todo, seen = [value], 0
    while todo:
        seen += 1
        if seen > most:
            return False
        part = todo.pop()
        if isinstance(part, list | tuple):
            todo += [v for v in part if isinstance(v, list | tuple | torch.Tensor | np.ndarray)]
    return True


def is_small(value: object, most: int) -> bool:
    """Whether a value takes less than about ``most`` bytes of memory; looks no further."""
    todo, size = [value], 0
    while todo and size <= most:
        part = todo.pop()
        size += 64
        match part:
            case list() | tuple() | dict():
                size += 64 * len(part)
                if size <= most:
                    todo += part.values() if isinstance(part, dict) else part
            case str() | bytes():
                size += len(part)
            case torch.Tensor() | np.ndarray():
                size += TENSOR_BYTES + part.nbytes
    return size <= most
