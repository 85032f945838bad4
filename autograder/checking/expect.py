"""Functions with which a hidden check compares a student's answer with the right one.

A check calls the student's function and hands the answer to one of these.
Each tests in the same order, type → shape → value, and raises a :class:`Failure`
at the first that is wrong; feedback turns its fields into sentences.  The
mathematics is judged, never the style: a scalar may come back as a
float, a 0-d or 1-element array or a tensor; an array as a tensor, an ndarray
or nested lists of any of these.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.sandbox.wire import Opaque


class Failure(AssertionError):
    """The student's answer is wrong: what was looked at, got, wanted, and a hint.

    All fields are plain text for the student; ``got`` describes the student's
    own value and is escaped wherever it is shown.
    """

    def __init__(self, what: str, got: str = "", wanted: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.got = got
        self.wanted = wanted
        self.hint = hint


class StudentError(Failure):
    """The student's function raised instead of answering.

    ``kind`` is the name of the exception's class and ``bases`` those of the classes that it
    derives from, as the student's process tells them.
    """

    def __init__(
        self, what: str, kind: str, got: str = "", hint: str = "", bases: Sequence[str] = ()
    ) -> None:
        super().__init__(what, got=got, hint=hint)
        self.kind = kind
        self.bases = tuple(bases)


@dataclass(frozen=True)
class _Shape:
    """A shape as a beginner reads it: "a number", "shape (3, 2)"."""

    dims: tuple[int, ...]

    def __str__(self) -> str:
        return "a single number" if self.dims == () else f"an array of shape {self.dims}"


def describe(value: object) -> str:
    """Name a value that came from a student in a few words, never at length."""
    match value:
        case None:
            return "None"
        case Opaque():
            return str(value)
        case bool() | int() | float() | complex():
            return _short(repr(value))
        case str():
            return _short(repr(value))
        case torch.Tensor():
            dtype = str(value.dtype).removeprefix("torch.")
            values = value.detach().double() if value.is_floating_point() else value.detach()
            return _array_words("tensor", dtype, tuple(value.shape), values.numpy())
        case np.ndarray():
            return _array_words("array", str(value.dtype), value.shape, value)
        case tuple() | list():
            brackets = "()" if isinstance(value, tuple) else "[]"
            inner = ", ".join(describe(v) for v in value[:4]) + (", …" if len(value) > 4 else "")
            return _short(f"{brackets[0]}{inner}{brackets[1]}", 160)
        case dict():
            return f"a dict with {len(value)} entries"
        case _:
            return f"a {type(value).__name__}"


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _array_words(noun: str, dtype: str, shape: tuple[int, ...], values: Any) -> str:
    values = np.asarray(values)
    if values.size == 1:
        return (
            f"{values.reshape(-1)[0]:.7g}"
            if values.dtype.kind == "f"
            else str(values.reshape(-1)[0])
        )
    if 0 < values.size <= 6:
        return f"{noun} {np.array2string(values, precision=6, separator=', ')}".replace("\n", " ")
    return f"{noun} of {dtype}, shape {shape}"


def fail(what: str, got: object = "", wanted: object = "", hint: str = "") -> None:
    """Fail the check.

    Raises:
        Failure: always.
    """
    got_words = got if isinstance(got, str) else describe(got)
    wanted_words = wanted if isinstance(wanted, str) else describe(wanted)
    raise Failure(what, got_words, wanted_words, hint)


def require(holds: bool, what: str, got: object = "", wanted: object = "", hint: str = "") -> None:
    """Fail the check unless ``holds``.

    Raises:
        Failure: when it does not hold.
    """
    if not holds:
        fail(what, got, wanted, hint)


def array(got: object, what: str = "the result", hint: str = "") -> np.ndarray:
    """Read an answer as a float64 array, from any of the forms that are listed above.

    Raises:
        Failure: when it is None, text, ragged, or anything that is not numbers.
    """
    try:
        values = np.asarray(_numbers(got))
    except (TypeError, ValueError, OverflowError):
        values = np.empty(0, dtype=object)
    if values.dtype == object or values.dtype.kind not in "fiu":
        hint = "Does the function end with `return …`?" if got is None else hint
        fail(f"{what} is not made of numbers", got, "numbers", hint)
    with np.errstate(all="ignore"):  # converting a signalling nan would warn
        return values.astype(np.float64)


def _numbers(value: object) -> Any:
    """Turn tensors and nested sequences into what numpy reads.

    Raises:
        TypeError: for booleans, and whatever else is not a real number.
    """
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
        case list() | tuple():
            parts = [np.asarray(_numbers(v)) for v in value]
            # A 1-element array stands for a number, inside a list as well.
            if any(p.shape == () for p in parts) and all(p.size == 1 for p in parts):
                parts = [p.reshape(()) for p in parts]
            return np.stack(parts) if parts else np.empty(0)
        case _:
            raise TypeError(f"{type(value).__name__} is not a number")


def number(got: object, what: str = "the result", hint: str = "") -> float:
    """Read an answer as one number.

    Raises:
        Failure: when it is not a single number (nan and inf are numbers).
    """
    values = array(got, what, hint)
    if values.size != 1:
        fail(f"{what} is not a single number", got, "a single number", hint)
    return float(values.reshape(-1)[0])


def close(
    got: object,
    wanted: object,
    what: str = "the result",
    *,
    atol: float = 0.0,
    rtol: float = 0.0,
    hint: str = "",
) -> np.ndarray:
    """Compare an answer with the right one: numbers, then shape, then values.

    Args:
        got: The student's answer, in any of the forms that are listed above.
        wanted: The right answer, of the shape that the contract asks for.
        what: How the student knows it: "f(x)", "x, the first of the pair".
        atol: Absolute tolerance.
        rtol: Tolerance relative to ``wanted``.
        hint: Shown with the failure.

    Returns:
        The answer as a float64 array of ``wanted``'s shape.

    Raises:
        Failure: when it is not numbers, has another shape, or other values.
    """
    truth = array(wanted, "the expected value")
    values = array(got, what, hint)
    if values.size == truth.size and (truth.size == 1 or _is_row_of_ones(got, values, truth)):
        values = values.reshape(truth.shape)
    if values.shape != truth.shape:
        fail(
            f"{what} has the wrong shape", str(_Shape(values.shape)), str(_Shape(truth.shape)), hint
        )
    # nan equals nothing, so it is wrong. Equal infinities are right, although inf - inf is nan.
    with np.errstate(all="ignore"):
        near = np.abs(values - truth) <= atol + rtol * np.abs(truth)
        good = (values == truth) | (near & np.isfinite(truth))
    if not good.all():
        index = int(np.argmin(good.reshape(-1)))
        where = "" if truth.size == 1 else f" at index {_index(index, truth.shape)}"
        fail(
            f"{what} is wrong{where}",
            f"{values.reshape(-1)[index]:.7g}",
            f"{truth.reshape(-1)[index]:.7g}",
            hint,
        )
    return values


def _is_row_of_ones(got: object, values: np.ndarray, truth: np.ndarray) -> bool:
    """Whether a list's innermost parts are 1-element arrays, which stand for numbers."""
    listed = isinstance(got, list | tuple)
    return listed and values.shape[: truth.ndim] == truth.shape


def _index(flat: int, shape: tuple[int, ...]) -> str:
    where = tuple(int(i) for i in np.unravel_index(flat, shape))
    return str(where[0]) if len(where) == 1 else str(where)


def sequence(got: object, names: Sequence[str], what: str = "the result") -> list[Any]:
    """Take apart an answer of several parts: ``x, fx = sequence(got, ["x", "fx"])``.

    Raises:
        Failure: when it does not have exactly that many parts.
    """
    wanted = f"{len(names)} values: ({', '.join(names)})"
    if isinstance(got, torch.Tensor | np.ndarray) and got.ndim >= 1:
        got = list(got)
    if not isinstance(got, list | tuple):
        hint = "Does the function end with `return …`?" if got is None else ""
        fail(f"{what} is not a tuple of {len(names)}", describe(got), wanted, hint)
    assert isinstance(got, list | tuple)
    if len(got) != len(names):
        fail(f"{what} has {len(got)} parts", describe(got), wanted)
    return list(got)


def tensor_like(got: object, like: torch.Tensor, what: str = "the result") -> torch.Tensor:
    """Ask for a tensor of the same shape and dtype, where the contract says so.

    Raises:
        Failure: when it is another type, shape or dtype.
    """
    if not isinstance(got, torch.Tensor):
        fail(f"{what} is not a tensor", describe(got), "a torch tensor", "Tensor in, tensor out.")
    assert isinstance(got, torch.Tensor)
    if got.shape != like.shape:
        fail(
            f"{what} has the wrong shape", f"shape {tuple(got.shape)}", f"shape {tuple(like.shape)}"
        )
    if got.dtype != like.dtype:
        fail(
            f"{what} has the wrong dtype",
            str(got.dtype),
            str(like.dtype),
            f"For an x of {like.dtype} the result must be {like.dtype} too.",
        )
    return got


def text(got: object, wanted: str, what: str = "the result", hint: str = "") -> None:
    """Compare a string.

    Raises:
        Failure: when it is not exactly that string.
    """
    if not isinstance(got, str):
        fail(f"{what} is not a string", describe(got), repr(wanted), hint)
    if got != wanted:
        fail(f"{what} is wrong", describe(got), repr(wanted), hint)


def untouched(student: Any) -> None:
    """Ask that the last call left its arguments as they were: values, requires_grad, .grad.

    Raises:
        Failure: naming the arguments that changed.
    """
    if student.mutated_arguments:
        fail(
            "the function changed its argument",
            "; ".join(student.mutated_arguments),
            "arguments as they were before the call",
            "Work on a copy: x.clone(), or x.detach().clone().requires_grad_() for gradients.",
        )


@contextlib.contextmanager
def raises(kind: str, hint: str = "") -> Iterator[None]:
    """Ask that the student's call inside the block raises this exception, or a subclass of it.

    Raises:
        Failure: when it raises another one, or none.
    """
    try:
        yield
    except StudentError as error:
        if kind not in (error.kind, *error.bases):
            raise Failure(
                f"it raised {error.kind} instead of {kind}", error.got, f"raise {kind}(…)", hint
            ) from None
    else:
        raise Failure(f"it did not raise {kind}", "no exception", f"raise {kind}(…)", hint)
