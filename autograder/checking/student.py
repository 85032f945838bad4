"""The student's functions as a hidden check sees them: ``student.f(x)``.

A call goes over the wire and comes back as plain values.  The check never
touches an object of the student's.  A function among the arguments stays with the grader
(:mod:`autograder.checking.counted`), unless its author calls it readable: then it travels as text.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.checking.counted import Counted
from autograder.checking.expect import Failure, StudentError, describe
from autograder.checking.result import Raised
from autograder.checking.tracing import trace
from autograder.running.execution import CallStopped, Execution
from autograder.running.outputs import plain_text
from autograder.sandbox import wire


class Student:
    """One student's functions, for the checks of one submission.

    Attributes:
        mutated_arguments: What the last call changed of its arguments, in words.
        called: The last call, as a student would write it.
    """

    def __init__(self, execution: Execution, troubles: dict[str, str]) -> None:
        self._execution = execution
        self._troubles = troubles  # exercise → what went wrong in its cell
        self.mutated_arguments: list[str] = []
        self.called = ""
        self.record: list[tuple[str, tuple[Any, ...], Any]] = []
        self.start_check("", 0)

    def start_check(self, exercise: str, seed: int) -> None:
        """Begin a check: new time, a new seed, the namespace of its exercise."""
        self._exercise = exercise
        self._seed = seed
        self._counted: list[Counted] = []
        self._deadline: float | None = None
        self.mutated_arguments, self.called, self.record = [], "", []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return functools.partial(self.call, name)

    def call(self, name: str, *arguments: Any, **keywords: Any) -> Any:
        """Call the student's function by name.

        Returns:
            The answer as plain values; see :mod:`autograder.sandbox.wire`.

        Raises:
            StudentError: when the function raises.
            Failure: when it is missing, not written yet, or had to be stopped.
        """
        shown = [_words(a) for a in arguments] + [f"{k}={_words(v)}" for k, v in keywords.items()]
        self.called = f"{name}({', '.join(shown)})"
        message = {"op": "call", "name": name}
        try:
            value = self._send(message, name, arguments, keywords)
        except Failure as failure:
            kind = failure.kind if isinstance(failure, StudentError) else ""
            self.record.append((name, arguments, Raised(kind)))
            raise
        self.record.append((name, arguments, value))
        return value

    def slope(self, name: str, x: torch.Tensor, weights: torch.Tensor) -> Any:
        """The derivative at each point of x, by autograd through the student's function.

        The gradient is that of sum(weights · f(x)), divided by the weights: a function that mixes
        its points has another one.

        Raises:
            StudentError, Failure: as :meth:`call`; also when no gradient flows.
        """
        self.called = f"the derivative of {name} that torch.autograd finds"
        return self._send({"op": "slope", "name": name}, self.called, (x, weights), {})

    def counted(self, function: Callable[[Any], Any]) -> Counted:
        """Keep a function with the grader, who counts its evaluations.

        Raises:
            Untraceable: when it does more than arithmetic.
        """
        self._counted.append(Counted(function, len(self._counted)))
        return self._counted[-1]

    def _send(
        self,
        message: dict[str, Any],
        what: str,
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
    ) -> Any:
        if self._deadline is None:
            self._deadline = self._execution.start_check()
        message |= {
            "exercise": self._exercise,
            "seed": self._seed,
            "args": [self._outgoing(a) for a in arguments],
            "kwargs": {k: self._outgoing(v) for k, v in keywords.items()},
        }
        try:
            reply = self._execution.ask(message, self._deadline, self._evaluate)
        except CallStopped as stopped:
            raise Failure(f"{what}: {stopped}", hint=_STOPPED_HINT) from None
        if reply["op"] == "error":
            raise self._error(what, message["name"], reply)
        mutated = reply.get("mutated")
        self.mutated_arguments = (
            [plain_text(m)[:120] for m in mutated[:8]] if isinstance(mutated, list) else []
        )
        return reply.get("value")

    def _evaluate(self, request: dict[str, Any]) -> Any:
        number = request.get("number")
        if type(number) is not int or not 0 <= number < len(self._counted):
            return None
        return self._counted[number].evaluate(request.get("order"), request.get("x"))

    def _outgoing(self, value: Any) -> Any:
        """Turn an argument into what the wire can carry."""
        match value:
            case Counted():
                return value.stand_in
            case torch.Tensor() if value.requires_grad:
                return {"__tensor__": value.detach(), "requires_grad": True}
            case tuple():
                return tuple(self._outgoing(v) for v in value)
            case list():
                return [self._outgoing(v) for v in value]
            case _ if callable(value) and getattr(value, "readable", False):
                formula = trace(value)
                return wire.Formula(formula.text, formula.constants)
            case _ if callable(value):
                return self.counted(value).stand_in
            case _:
                return value

    def _error(self, what: str, name: str, reply: dict[str, Any]) -> Failure:
        kind, words, line = (reply.get(k) for k in ("kind", "words", "line"))
        kind = kind[:80] if isinstance(kind, str) else "an error"
        kind, words = plain_text(kind), plain_text(words)[:300]
        if reply.get("missing") is True:
            trouble = self._troubles.get(self._exercise, "")
            hint = "" if trouble else f"Define a function with exactly this name: {name}."
            return NotWritten(f"{name} is not defined", trouble, hint)
        if kind == "NotImplementedError":
            function = reply.get("function")
            functions = self._execution.functions(self._exercise)
            known = isinstance(function, str) and function in functions
            return NotWritten(
                f"{function if known else name} is not written yet",
                hint="Replace the line `raise NotImplementedError(…)` with your own code.",
            )
        place = f" in line {line} of your cell" if type(line) is int and 0 < line < 10**6 else ""
        got = f"{kind}: {words}" if words else kind
        kinds = reply.get("kinds")
        kinds = kinds[:20] if isinstance(kinds, list) else []
        bases = tuple(plain_text(k)[:80] for k in kinds if isinstance(k, str))
        return StudentError(f"{what} raised {kind}{place}", kind, got, bases=bases)


class NotWritten(Failure):
    """The function is missing or still the release's stub; other checks would only repeat it."""


_STOPPED_HINT = "Does every loop come to an end, for every argument?"


def _words(value: Any) -> str:
    """An argument as a student would recognise it."""
    if isinstance(value, Counted) or callable(value):
        return "fn"
    if isinstance(value, torch.Tensor) and value.numel() <= 6:
        return f"tensor({np.array2string(value.detach().numpy(), precision=4, separator=', ')})"
    return describe(value)
