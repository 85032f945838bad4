"""Whether one answer behaves as another: value by value, call by call, check by check."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking.result import Call, Raised, Result
from autograder.checking.values import as_numbers
from autograder.sandbox.wire import Opaque

# What float32 and central differences may err between two ways to the same number.
RTOL = 1e-4
# Below this part of the right value a number is rounding: 1e-17 is 0 where 0.3 is right, and
# 9e-40 is not where 9.3e-40 is.
ROUNDING = 1e-9

Right = Callable[[], Any]
"""Asks the reference for the right value; only where zero has to be told from tiny."""


def same_outcome(seen: Result, known: Result, right: Callable[[Call], Any]) -> bool:
    """Whether a check found the same in two answers, from its first call to its words.

    Args:
        seen: What it found in the student's.
        known: What it found in the other one, with the same inputs.
        right: Gives the reference's answer to a call.
    """
    return (
        seen.outcome == known.outcome
        and len(seen.record) == len(known.record)
        and _same_words(seen, known)
        and all(
            same_call(a, b, lambda a=a: right(a))  # type: ignore[misc]
            for a, b in zip(seen.record, known.record, strict=True)
        )
    )


# Of a failure about one of these, the words for "got" are exact and tell one mistake from another.
_FORM = re.compile(r"shape|dtype|not a|not made|parts|changed")


def _same_words(seen: Result, known: Result) -> bool:
    if seen.record and seen.record[-1].stopped:
        return True  # stopped: after how many seconds depends on the limit
    words = [re.sub(r" in line \d{1,9} of your cell", "", r.what) for r in (seen, known)]
    exact = _FORM.search(seen.what) is None or seen.got == known.got
    return words[0] == words[1] and exact


def same_call(seen: Call, known: Call, right: Right) -> bool:
    """Whether two calls of a function gave the same, and changed the same of their arguments."""
    return (
        (seen.name, seen.op) == (known.name, known.op)
        and seen.changed == known.changed
        and same_value(seen.value, known.value, right)
    )


def same_value(seen: Any, known: Any, right: Right = lambda: None) -> bool:
    """Whether two plain values are the same, whatever container and dtype they come in."""
    if any(v is None or isinstance(v, str | bool | Raised | Opaque) for v in (seen, known)):
        return type(seen) is type(known) and bool(seen == known)
    listed = isinstance(seen, list | tuple) and isinstance(known, list | tuple)
    if listed and not (_is_long_row(seen) and _is_long_row(known)):
        return len(seen) == len(known) and all(
            same_value(a, b, lambda i=i: _part(right(), i))  # type: ignore[misc]
            for i, (a, b) in enumerate(zip(seen, known, strict=True))
        )
    if _holds_truths(seen) or _holds_truths(known):
        both = _holds_truths(seen) and _holds_truths(known)
        return both and np.array_equal(np.asarray(seen), np.asarray(known))
    try:
        return _same_numbers(_read(seen), _read(known), right)
    except (TypeError, ValueError, OverflowError):
        return seen is known


def _holds_truths(value: Any) -> bool:
    """Whether a tensor or an array is made of True and False, which are no numbers."""
    return str(getattr(value, "dtype", "")).rpartition(".")[2] == "bool"


def _is_long_row(value: Any) -> bool:
    """Whether a list is a row of many numbers, which are faster compared at once."""
    return len(value) > 16 and all(type(v) in (float, int) for v in value)


def _part(value: Any, index: int) -> Any:
    try:
        return value[index]
    except (TypeError, IndexError, KeyError):
        return None


def _read(value: Any) -> np.ndarray:
    read = np.asarray(as_numbers(value))
    if read.dtype.kind not in "fiub":
        raise TypeError("not real numbers")
    read = read.astype(np.float64)
    return read.reshape(()) if read.size == 1 else read


def _same_numbers(seen: np.ndarray, known: np.ndarray, right: Right) -> bool:
    if seen.shape != known.shape:
        return False
    with np.errstate(all="ignore"):
        difference = np.abs(seen - known)
        near = np.isfinite(difference) & (
            difference <= RTOL * np.minimum(np.abs(seen), np.abs(known))
        )
    good = near | (seen == known) | (np.isnan(seen) & np.isnan(known))
    if good.all():
        return True
    return bool((good | (difference <= _rounding(seen, known, right))).all())


def _rounding(seen: np.ndarray, known: np.ndarray, right: Right) -> float:
    """What may be rounding, seen from the size of the numbers that ought to be there."""
    try:
        ought = _largest(_read(right()))
    except (TypeError, ValueError, OverflowError):  # the reference raises here
        ought = 0.0
    return ROUNDING * max(ought, _largest(seen), _largest(known)) if ought else ROUNDING


def _largest(values: np.ndarray) -> float:
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
