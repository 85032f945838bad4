"""The hidden checks as plain asserts in the notebook's own process.

What an nbgrader course would write into hidden tests and an otter course into test
files: the very same checks, called directly and without protection, so that the
graders' scores must agree.  Runs in a student's kernel, in otter's environment as well:
imports numpy, torch, expect.py and wire.py, nothing more.
"""

from __future__ import annotations

import functools
import random
import sys
import types
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.checking.expect import Failure, StudentError
from autograder.sandbox import wire

Check = Callable[..., None]


class _Marks:
    """In place of ``pytest.mark``, to save the import: sets marks as attributes of the check."""

    def __getattr__(self, name: str) -> Callable[[Any], Callable[[Check], Check]]:
        def mark(value: Any) -> Callable[[Check], Check]:
            def put(check: Check) -> Check:
                setattr(check, name, value)
                return check

            return put

        return mark


@functools.cache
def checks(path: str) -> dict[str, Check]:
    """Load a file of hidden checks: name → function, its marks as attributes."""
    stand_in = types.ModuleType("pytest")
    stand_in.mark = _Marks()  # type: ignore[attr-defined]
    before = sys.modules.get("pytest")
    sys.modules["pytest"] = stand_in
    try:
        namespace: dict[str, Any] = {"__name__": "hidden_checks"}
        exec(compile(Path(path).read_text(encoding="utf-8"), path, "exec"), namespace)
    finally:
        del sys.modules["pytest"]
        if before is not None:
            sys.modules["pytest"] = before
    return {n: f for n, f in namespace.items() if n.startswith("test_") and callable(f)}


def points(path: str, seed: int, exercise: str, namespace: dict[str, Any]) -> float:
    """The points that an exercise earns in a notebook's namespace."""
    earned = 0.0
    for name, check in checks(path).items():
        if check.exercise == exercise:  # type: ignore[attr-defined]
            try:
                run(path, seed, name, namespace)
            except AssertionError:
                continue
            earned += check.points  # type: ignore[attr-defined]
    return earned


def run(path: str, seed: int, name: str, namespace: dict[str, Any]) -> None:
    """Run one check.

    Raises:
        Failure: when it fails.
    """
    check = checks(path)[name]
    own = zlib.crc32(f"{seed} {name}".encode())
    random.seed(own)
    np.random.seed(own)
    torch.manual_seed(own)
    student = Direct(namespace, own)
    wanted = check.__code__.co_varnames[: check.__code__.co_argcount]
    fixtures = {"student": student, "rng": np.random.default_rng([seed, zlib.crc32(name.encode())])}
    check(**{n: fixtures[n] for n in wanted})


class Direct:
    """A student's functions, called in this process; answers are plain values, as on the wire."""

    def __init__(self, namespace: dict[str, Any], seed: int) -> None:
        self._namespace, self._seed = namespace, seed
        self.mutated_arguments: list[str] = []
        self.called = ""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return functools.partial(self.call, name)

    def call(self, name: str, *arguments: Any, **keywords: Any) -> Any:
        """Call a function by name.

        Raises:
            Failure: when there is none, or when it raises.
        """
        if not callable(self._namespace.get(name)):
            raise Failure(f"{name} is not defined")
        return self._answer(name, self._namespace[name], arguments, keywords)

    def slope(self, name: str, x: torch.Tensor, weights: torch.Tensor) -> Any:
        """The derivative at each point of x, by autograd; see checking/student.py."""

        def slope(x: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
            x = x.clone().requires_grad_(True)
            (found,) = torch.autograd.grad((weights * self._namespace[name](x)).sum(), x)
            return found / weights

        return self._answer("slope", slope, (x, weights), {})

    def counted(self, function: Callable[[Any], Any]) -> Counted:
        """Wrap a function so that it counts its evaluations."""
        return Counted(function)

    def _answer(
        self, what: str, function: Callable[..., Any], arguments: Any, keywords: Any
    ) -> Any:
        given = [_copy(a) for a in arguments]
        torch.manual_seed(self._seed)
        try:
            value = wire.unpack(wire.pack({"value": function(*given, **keywords)})[4:])["value"]
        except Exception as error:
            kinds = [kind.__name__ for kind in type(error).__mro__]
            raise StudentError(f"{what} raised", kinds, str(error)[:300]) from None
        changed = [not _same(a, b) for a, b in zip(given, arguments, strict=True)]
        self.mutated_arguments = ["an argument changed"] * sum(changed)
        return value


class Counted:
    """A function that counts the points at which it is evaluated."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function, self.calls = function, 0

    def __call__(self, x: Any) -> Any:
        """Evaluate, and count."""
        self.calls += max(x.numel() if isinstance(x, torch.Tensor) else int(np.size(x)), 1)
        return self.function(x)


def _copy(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    return type(value)(map(_copy, value)) if isinstance(value, list | tuple) else value


def _same(value: Any, before: Any) -> bool:
    """Whether an argument came back as it was: values, requires_grad, .grad."""
    if isinstance(before, torch.Tensor):
        return (
            value.shape == before.shape
            and torch.equal(torch.nan_to_num(value.detach()), torch.nan_to_num(before.detach()))
            and value.requires_grad == before.requires_grad
            and value.grad is None
        )
    if isinstance(before, list | tuple):
        return len(value) == len(before) and all(map(_same, value, before))
    return True
