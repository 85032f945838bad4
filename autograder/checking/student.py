"""The student's functions as a hidden check sees them: ``student.f(x)``.

A call goes over the wire and comes back as plain values.  The check never
touches an object of the student's.
"""

from __future__ import annotations

import dis
import functools
import types
from collections.abc import Callable
from typing import Any

import cloudpickle
import numpy as np
import torch

from autograder import printable
from autograder.checking import functions
from autograder.checking.expect import Failure, StudentError
from autograder.checking.result import Call, Raised
from autograder.checking.values import describe, is_small
from autograder.running.execution import CallStopped, Execution
from autograder.sandbox import wire

# Its functions are pickled by value: a student's process cannot import the module.
cloudpickle.register_pickle_by_value(functions)

_HARMLESS = (int, float, complex, bool, str, type(None), torch.dtype, np.ndarray, torch.Tensor)
_LIBRARIES = {"math", "numpy", "torch"}
MAX_KEPT = 2**20  # bytes of a call's arguments and value
MAX_POINTS = 10**7  # of one function, evaluated in the grader's own time; a search needs thousands


class Counted:
    """A function that stays with the grader and counts the points it is evaluated at.

    Attributes:
        calls: Points evaluated so far; a derivative counts as an evaluation.
    """

    def __init__(self, function: Callable[[Any], Any], number: int) -> None:
        self.function = function
        self.number = number
        self.calls = 0

    def evaluate(self, order: object, x: object) -> Any:
        """Evaluate the function or one of its derivatives where the student asks.

        Returns:
            Values like ``x``, or None where the question makes no sense.
        """
        # No request may raise here: an exception would count as the grader's fault.
        sound = isinstance(x, torch.Tensor | np.ndarray) and not np.iscomplexobj(np.asarray(x))
        if not sound or type(order) is not int or order not in range(5):
            return None
        points = torch.as_tensor(np.asarray(x)).to(torch.float64)
        self.calls += max(points.numel(), 1)
        if points.numel() > 10**6 or self.calls > MAX_POINTS:
            return None
        values = self._derivative(points, order)
        return values if isinstance(x, torch.Tensor) else values.numpy()

    def _derivative(self, points: torch.Tensor, order: int) -> torch.Tensor:
        x = points.clone().requires_grad_(order > 0)
        values = self.function(x)
        for _ in range(order):
            if not values.requires_grad:  # constant, such as the slope of a linear function
                return torch.zeros_like(points)
            (values,) = torch.autograd.grad(
                values.sum(), x, create_graph=True, materialize_grads=True
            )
        return torch.Tensor.detach(values)


class Student:
    """One student's functions, for the checks of one submission.

    Attributes:
        mutated_arguments: What the last call changed of its arguments, in words.
        called: The last call, as a student would write it.
        last_call: The last call and what came back.
    """

    def __init__(self, execution: Execution, troubles: dict[str, str]) -> None:
        self._execution = execution
        self._troubles = troubles  # exercise → what went wrong in its cell
        self.mutated_arguments: list[str] = []
        self.called = ""
        self.record: list[Call] = []
        self.start_check("", 0)

    def start_check(self, exercise: str, seed: int) -> None:
        """Begin a check: new time, a new seed, the namespace of its exercise."""
        self._exercise = exercise
        self._seed = seed
        self._counted: list[Counted] = []
        self._deadline: float | None = None
        self.mutated_arguments, self.called = [], ""
        self.last_call: Call | None = None

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
            value = Raised(failure.kind if isinstance(failure, StudentError) else "")
            self._note(name, arguments, keywords, value)
            raise
        self._note(name, arguments, keywords, value)
        return value

    def _note(
        self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], value: Any
    ) -> None:
        changed = () if isinstance(value, Raised) else tuple(self.mutated_arguments)
        # They are kept until the last check has run: large ones would fill the memory.
        if is_small([arguments, keywords, value], MAX_KEPT):
            self.record.append(Call(name, arguments, value, keywords, changed, self._seed))
        else:
            self.record.append(Call(name, (), None, kept=False))

    def probe(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run a trusted function in the student's process; it gets their namespace first.

        For what only works there, such as autograd through their function.
        Its docstring says to the student what was done.

        Raises:
            StudentError, Failure: as :meth:`call`.
        """
        self.called = (function.__doc__ or function.__name__).strip()
        message = {"op": "probe", "function": _ship(function)}
        return self._send(message, self.called, arguments, {})

    def counted(self, function: Callable[[Any], Any]) -> Counted:
        """Wrap a function so that the grader evaluates it and counts its evaluations."""
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
            self._deadline = self._execution.start_check(self._exercise)
        message |= {
            "exercise": self._exercise,
            "seed": self._seed,
            "args": [_outgoing(a) for a in arguments],
            "kwargs": {k: _outgoing(v) for k, v in keywords.items()},
        }
        try:
            reply = self._execution.ask(message, self._deadline, self._evaluate)
        except CallStopped as stopped:
            raise Failure(f"{what}: {stopped}", hint=_STOPPED_HINT) from None
        if reply["op"] == "error":
            raise self._error(what, reply)
        mutated = reply.get("mutated")
        self.mutated_arguments = (
            [printable.line(m, 120) for m in mutated[:8]] if isinstance(mutated, list) else []
        )
        return reply.get("value")

    def _evaluate(self, request: dict[str, Any]) -> Any:
        number = request.get("number")
        if type(number) is not int or not 0 <= number < len(self._counted):
            return None
        return self._counted[number].evaluate(request.get("order"), request.get("x"))

    def _error(self, what: str, reply: dict[str, Any]) -> Failure:
        kind, words, line = (reply.get(k) for k in ("kind", "words", "line"))
        kind = printable.line(kind, 80) if isinstance(kind, str) else "an error"
        words = printable.line(printable.text(words), 300)
        kinds = reply.get("kinds")
        bases = [k for k in kinds if isinstance(k, str)] if isinstance(kinds, list) else []
        if reply.get("missing") is True:
            trouble = self._troubles.get(self._exercise, "")
            hint = "" if trouble else f"Define a function with exactly this name: {what}."
            return NotWritten(f"{what} is not defined", trouble, hint)
        if kind == "NotImplementedError":
            function = reply.get("function")
            functions = self._execution.functions(self._exercise)
            known = isinstance(function, str) and function in functions
            return NotWritten(
                f"{function if known else what} is not written yet",
                hint="Replace the line `raise NotImplementedError(…)` with your own code.",
            )
        place = f" in line {line} of your cell" if type(line) is int and 0 < line < 10**6 else ""
        got = f"{kind}: {words}" if words else kind
        return StudentError(f"{what} raised {kind}{place}", [kind, *bases], got)


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


def _outgoing(value: Any) -> Any:
    """Turn an argument into what the wire can carry."""
    match value:
        case Counted():
            return wire.Callback(value.number)
        case torch.Tensor() if value.requires_grad:
            return {"__tensor__": value.detach(), "requires_grad": True}
        case tuple():
            return tuple(_outgoing(v) for v in value)
        case list():
            return [_outgoing(v) for v in value]
        case _ if callable(value):
            return _ship(value)
        case _:
            return value


def _ship(function: Callable[..., Any]) -> wire.Function:
    """Pickle a trusted function by value, after checking that it refers to nothing hidden.

    Raises:
        ValueError: when it refers to anything but numbers, math, numpy and torch.
    """
    _vet(function, set())
    code = cloudpickle.dumps(function)
    # The pickle names the checks' file, whose path is hidden from students. Question marks of the
    # same length keep the pickle valid.
    path = getattr(getattr(function, "__code__", None), "co_filename", "").encode()
    return wire.Function(code.replace(path, b"?" * len(path)) if path else code)


def _vet(value: Any, seen: set[int]) -> None:
    if id(value) in seen or isinstance(value, _HARMLESS):
        return
    seen.add(id(value))
    match value:
        case types.FunctionType():
            for name in _global_names(value.__code__):
                if name in value.__globals__:
                    _vet(value.__globals__[name], seen)
            for cell in value.__closure__ or ():
                _vet(cell.cell_contents, seen)
            for default in (value.__defaults__ or ()) + tuple(
                (value.__kwdefaults__ or {}).values()
            ):
                _vet(default, seen)
        case types.ModuleType() if value.__name__.partition(".")[0] in _LIBRARIES:
            pass
        case tuple() | list():
            for item in value:
                _vet(item, seen)
        case types.BuiltinFunctionType() | np.ufunc():
            pass
        case type() if value.__module__.partition(".")[0] in _LIBRARIES | {"builtins"}:
            pass
        case _:
            raise ValueError(
                f"a function for students refers to {type(value).__name__} {value!r:.60}; "
                "it may use only numbers, math, numpy and torch"
            )


def _global_names(code: types.CodeType) -> set[str]:
    """The globals that a function's code reads, inner functions included."""
    names = {
        str(i.argval)
        for i in dis.get_instructions(code)
        if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _global_names(constant)
    return names
