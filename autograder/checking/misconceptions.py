"""Recognise a wrong answer: does it behave as a known mistake from the bank?

Where a check failed, the student's last value is compared with what each known
wrong answer returns for the same arguments.  Known answers are trusted code
and run here; the student's value is data.
"""

from __future__ import annotations

import contextlib
import copy
import io
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from autograder.checking.answers import Answer
from autograder.checking.counted import Counted
from autograder.checking.result import Raised, Result
from autograder.sandbox.wire import Opaque

MOST_SECONDS = 0.5  # CPU time of one known answer for one call
_UNLIKE = object()  # equal to no value


class _TooLong(BaseException):
    pass


class Misconceptions:
    """The known mistakes of one assignment.

    Args:
        answers: The bank.
        reference: The reference's namespace, in which known answers are defined.
    """

    def __init__(self, answers: Sequence[Answer], reference: dict[str, Any]) -> None:
        self._wrong = [a for a in answers if a.kind == "wrong"]
        self._reference = reference
        self._namespaces: dict[str, dict[str, Any]] = {}
        # Many checks pass the same arguments for every student: one evaluation serves the class.
        self._values: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def hint(self, exercise: str, results: Sequence[Result]) -> str | None:
        """The hint of the first known mistake that explains every failed value, if there is one."""
        failed = [
            r for r in results
            if r.check.exercise == exercise and r.outcome == "failed" and r.record
        ]  # fmt: skip
        if not failed:
            return None
        for answer in self._wrong:
            if answer.exercise == exercise and all(self._explains(answer, r) for r in failed):
                return answer.hint
        return None

    def _explains(self, answer: Answer, result: Result) -> bool:
        name, arguments, value = result.record[-1]
        if isinstance(value, Opaque) or (isinstance(value, Raised) and not value.kind):
            return False
        return same(value, self._value(answer, result, name, arguments))

    def _value(self, answer: Answer, result: Result, name: str, arguments: Any) -> Any:
        key = (f"{answer.exercise} {answer.title}", result.check.name, len(result.record))
        known = self._values.get(key)
        if known is not None and same(known[0], arguments):
            return known[1]
        value: Any = _UNLIKE
        with contextlib.suppress(_TooLong), _limited(), _quiet():
            try:
                function = self._namespace(answer)[name]
                value = function(*[_own(a) for a in arguments])
            except Exception as error:
                value = Raised(type(error).__name__)
        self._values[key] = (arguments, value)
        return value

    def _namespace(self, answer: Answer) -> dict[str, Any]:
        key = f"{answer.exercise} {answer.title}"
        if key not in self._namespaces:
            namespace = dict(self._reference)
            exec(compile(answer.source, "<bank>", "exec"), namespace)
            self._namespaces[key] = namespace
        return self._namespaces[key]


def _own(argument: Any) -> Any:
    """A copy of an argument, which a known answer may change."""
    match argument:
        case Counted():
            return argument.function
        case torch.Tensor():
            return argument.detach().clone().requires_grad_(argument.requires_grad)
        case _ if callable(argument):
            return argument
        case _:
            return copy.deepcopy(argument)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Suppress what a known answer prints, and its warnings."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """Stop the block after MOST_SECONDS of CPU time, by a signal; only the main thread gets one."""

    def stop(signal_: int, frame: Any) -> None:
        raise _TooLong

    try:
        before: Callable[..., Any] | int | None = signal.signal(signal.SIGVTALRM, stop)
    except ValueError:
        yield
        return
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def same(a: Any, b: Any) -> bool:
    """Whether two plain values are the same to float32's precision, whatever container they use."""
    if any(v is None or isinstance(v, str | Raised) for v in (a, b)):
        return type(a) is type(b) and bool(a == b)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
        return all(same(x, y) for x, y in zip(a, b, strict=True))
    try:
        left, right = (_numbers(v) for v in (a, b))
        return left.shape == right.shape and np.allclose(
            left, right, rtol=1e-5, atol=1e-6, equal_nan=True
        )
    except (TypeError, ValueError, RuntimeError):
        return a is b


def _numbers(value: Any) -> Any:
    if torch.is_complex(value) if isinstance(value, torch.Tensor) else np.iscomplexobj(value):
        raise TypeError("not real numbers")
    if isinstance(value, torch.Tensor):
        value = value.detach().to(torch.float64).numpy()
    numbers = np.asarray(value, dtype=np.float64)
    return numbers.reshape(()) if numbers.size == 1 else numbers
