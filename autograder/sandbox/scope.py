"""The namespace in which an exercise's functions are called, free of what later cells changed.

All cells share one namespace, so a helper redefined for the last exercise, or a
builtin shadowed by it, would change what the first one computes.  The
:class:`ScopeRecorder` takes a snapshot of the namespace just before each exercise's check
cell, where the student saw it work, and undoes what a solution cell changed in the
libraries; :meth:`Scope.entered` restores both for a call.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import sys
from collections.abc import Iterator
from typing import Any

LIBRARIES = [
    "builtins", "math", "random", "numpy", "numpy.linalg", "torch", "torch.autograd",
    "torch.func", "torch.linalg", "torch.nn.functional",
]  # fmt: skip

_pristine: dict[str, dict[str, Any]] = {}
_ABSENT = object()

Patches = dict[tuple[str, str], Any]


def remember_libraries() -> None:
    """Save the contents of the library modules, before any student's code runs."""
    for name in LIBRARIES:
        _pristine[name] = dict(vars(importlib.import_module(name)))


def _patched() -> Patches:
    """The attributes of library modules that differ from the saved ones."""
    found: Patches = {}
    for module, own in _pristine.items():
        now = vars(sys.modules[module]) if module in sys.modules else {}
        for name, value in own.items():
            if now.get(name, _ABSENT) is not value:
                found[module, name] = now.get(name, _ABSENT)
    return found


def _apply(patches: Patches) -> None:
    for (module, name), value in patches.items():
        if value is _ABSENT:
            vars(sys.modules[module]).pop(name, None)
        else:
            vars(sys.modules[module])[name] = value


def _revert(patches: Patches) -> None:
    _apply({(module, name): _pristine[module][name] for module, name in patches})


class Scope:
    """One exercise's view: a namespace, its own patches, the default dtype."""

    def __init__(self, namespace: dict[str, Any], patches: Patches) -> None:
        import torch

        self.namespace = namespace
        self.patches = patches
        self.dtype = torch.get_default_dtype()

    @classmethod
    def of(cls, live: dict[str, Any]) -> Scope:
        """A copy of the live namespace, without patches."""
        return cls(dict(live), {})

    @contextlib.contextmanager
    def entered(self, live: dict[str, Any]) -> Iterator[None]:
        """Replace ``live``'s contents by this view; what calls change is kept in the view."""
        import torch

        outside = dict(live)
        live.clear()
        live.update(self.namespace)
        _apply(self.patches)
        torch.set_default_dtype(self.dtype)
        torch.set_grad_enabled(True)
        try:
            yield
        finally:
            self.namespace = dict(live)
            _revert(_patched())
            live.clear()
            live.update(outside)


class ScopeRecorder:
    """Follows the cells and keeps a :class:`Scope` for each exercise."""

    def __init__(self, live: dict[str, Any], exercises: dict[str, list[str]]) -> None:
        self.live = live
        self.functions = exercises
        self.closed: dict[str, Scope] = {}
        self._ambient: Patches = {}
        self._known: set[str] = set()
        self._open: str | None = None

    def before(self, exercise: str | None, closes: str | None) -> None:
        """A cell is about to run: the solution cell of one exercise, or the check cell of one."""
        if exercise and exercise != self._open:
            self._open = exercise
            self._ambient = _patched()
            self._known = set(self.live)
        if closes:
            self._close(closes)

    def _close(self, closes: str) -> None:
        """Take an exercise's snapshot before its check cell adds variables; undo its patches."""
        patches = {k: v for k, v in _patched().items() if self._ambient.get(k) is not v}
        self.closed[closes] = Scope(dict(self.live), patches)
        _revert(patches)
        _apply({k: self._ambient[k] for k in patches if k in self._ambient})
        for name in set(self.live) - self._known:
            if hasattr(builtins, name) and not name.startswith("_"):
                del self.live[name]
        self._open = None

    def scopes(self) -> dict[str, Scope]:
        """Each exercise's view, once all cells have run.

        Names that only later cells define are included, as for a student who runs
        cells out of order.  Where a later cell defines one of the exercise's own
        functions again, all names have their final values.
        """
        final = dict(self.live)
        for exercise, scope in self.closed.items():
            own = self.functions.get(exercise, [])
            again = any(
                name in final and final[name] is not scope.namespace.get(name, _ABSENT)
                for name in own
            )
            scope.namespace = (
                {**scope.namespace, **final} if again else {**final, **scope.namespace}
            )
        ambient = _patched()
        for scope in self.closed.values():
            scope.patches = {**ambient, **scope.patches}
        _revert(ambient)
        return self.closed
