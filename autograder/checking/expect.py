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

from autograder import printable
from autograder.checking.picture import difference
from autograder.checking.result import Picture
from autograder.checking.values import as_numbers, describe


class Failure(AssertionError):
    """The student's answer is wrong: what was looked at, got, wanted, and a hint.

    All fields are plain text for the student, a line each and cut to a length that people read;
    ``got`` describes the student's own value and is escaped wherever it is shown; ``picture`` is
    what picture.py makes.
    """

    def __init__(
        self,
        what: str,
        got: str = "",
        wanted: str = "",
        hint: str = "",
        picture: Picture | None = None,
    ) -> None:
        self.what, self.got, self.wanted = (printable.line(words) for words in (what, got, wanted))
        self.hint = printable.line(hint, 2 * printable.MAX_LINE)
        self.picture = picture
        super().__init__(self.what)


class StudentError(Failure):
    """The student's function raised instead of answering.

    ``kinds`` are the names of the exception's class and of the classes that it
    is derived from, as the student's process tells them; ``kind`` is the first.
    """

    def __init__(self, what: str, kinds: Sequence[str], got: str = "", hint: str = "") -> None:
        super().__init__(what, got=got, hint=hint)
        self.kind, self.kinds = kinds[0], tuple(kinds)


@dataclass(frozen=True)
class _Shape:
    """A shape as a beginner reads it: "a number", "shape (3, 2)"."""

    dims: tuple[int, ...]

    def __str__(self) -> str:
        return "a single number" if self.dims == () else f"an array of shape {self.dims}"


def fail(
    what: str,
    got: object = "",
    wanted: object = "",
    hint: str = "",
    picture: Picture | None = None,
) -> None:
    """Fail the check.

    Raises:
        Failure: always.
    """
    got_words = got if isinstance(got, str) else describe(got)
    wanted_words = wanted if isinstance(wanted, str) else describe(wanted)
    raise Failure(what, got_words, wanted_words, hint, picture)


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
        values = np.asarray(as_numbers(got))
    except (TypeError, ValueError, OverflowError):
        values = np.empty(0, dtype=object)
    if values.dtype == object or values.dtype.kind not in "fiu":
        hint = "Does the function end with `return …`?" if got is None else hint
        fail(f"{what} is not made of numbers", got, "numbers", hint)
    with np.errstate(all="ignore"):  # converting a signalling nan would warn
        return values.astype(np.float64)


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
    at: object = None,
    along: str = "",
    picture: Picture | None = None,
) -> np.ndarray:
    """Compare an answer with the right one: numbers, then shape, then values.

    Args:
        got: The student's answer, in any of the forms that are listed above.
        wanted: The right answer, of the shape that the contract asks for.
        what: How the student knows it: "f(x)", "x, the first of the pair".
        atol: Absolute tolerance.
        rtol: Tolerance relative to ``wanted``.
        hint: Shown with the failure.
        at: Where the values of a row stand on the x-axis of the failure's picture, (n,).
        along: What stands along that axis, such as "x" or "step".
        picture: A picture of the failure other than that of the two arrays.

    Returns:
        The answer as a float64 array of ``wanted``'s shape.

    Raises:
        Failure: when it is not numbers, has another shape, or other values.
    """
    truth = array(wanted, "the expected value")
    values = array(got, what, hint)
    if values.size == truth.size and (truth.size == 1 or _is_row_of_ones(got, values, truth)):
        values = values.reshape(truth.shape)
    places = None if at is None else array(at, "the places").reshape(-1)
    if values.shape != truth.shape:
        fail(
            f"{what} has the wrong shape",
            str(_Shape(values.shape)),
            str(_Shape(truth.shape)),
            hint,
            picture or difference(values, truth, places, along),
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
            picture or difference(values, truth, places, along),
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
    if isinstance(got, torch.Tensor | np.ndarray) and got.ndim == 0:
        got = got.item()
    if not isinstance(got, list | tuple | torch.Tensor | np.ndarray):
        hint = "Does the function end with `return …`?" if got is None else ""
        fail(f"{what} is not a tuple of {len(names)}", describe(got), wanted, hint)
    assert isinstance(got, list | tuple | torch.Tensor | np.ndarray)
    if len(got) != len(names):  # before list(got): each part of a tensor becomes an object
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
        if kind not in error.kinds:
            raise Failure(
                f"it raised {error.kind} instead of {kind}", error.got, f"raise {kind}(…)", hint
            ) from None
    else:
        raise Failure(f"it did not raise {kind}", "no exception", f"raise {kind}(…)", hint)
