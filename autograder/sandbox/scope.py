"""What an exercise's functions see when they are called: their own notebook, nobody else's mess.

All cells share one namespace, so a helper redefined for the last exercise, or a
builtin shadowed by it, would change what the first one computes.  The
:class:`ScopeRecorder` photographs the namespace where each exercise's check cell
stands, which is where Jupyter's user saw it work, and takes back what a solution cell
did to the libraries; :meth:`Scope.entered` puts both in place for a call.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import pickle
import sys
import types
from collections.abc import Iterator
from typing import Any

LIBRARIES = [
    "builtins", "math", "random", "numpy", "numpy.linalg", "torch", "torch.autograd",
    "torch.func", "torch.linalg", "torch.nn.functional",
]  # fmt: skip

_pristine: dict[str, dict[str, Any]] = {}
_clones: dict[str, types.ModuleType] = {}
_ABSENT = object()

Patches = dict[tuple[str, str], Any]


def remember_libraries() -> None:
    """Keep the libraries' own contents, before any student's code runs."""
    for name in LIBRARIES:
        module = importlib.import_module(name)
        _pristine[name] = dict(vars(module))
        _clones[name] = types.ModuleType(name)
        vars(_clones[name]).update(_pristine[name])


def _patched() -> Patches:
    """What the libraries hold now that is not their own."""
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


class _Loader(pickle.Unpickler):
    """Reads a trusted function; where it names a library it gets the library's own contents."""

    def find_class(self, module: str, name: str) -> Any:
        if name == "subimport":
            return lambda library: _clones.get(library) or importlib.import_module(library)
        return super().find_class(module, name)


def load(code: bytes) -> Any:
    """Rebuild a function that the grader sent, over libraries that no student has patched."""
    return _Loader(io.BytesIO(code)).load()


class Scope:
    """One exercise's view: a namespace, its own patches, the default dtype."""

    def __init__(self, namespace: dict[str, Any], patches: Patches) -> None:
        import torch

        self.namespace = namespace
        self.patches = patches
        self.dtype = torch.get_default_dtype()

    @classmethod
    def of(cls, live: dict[str, Any]) -> Scope:
        """The namespace as it stands."""
        return cls(dict(live), {})

    @contextlib.contextmanager
    def entered(self, live: dict[str, Any]) -> Iterator[None]:
        """Put this view in place of ``live``'s contents, and keep what calls change in it."""
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
        """Photograph what an exercise has made, before a check cell's variables join it."""
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

        Names that only come later are there too, as for a student who runs
        cells out of order.  Where the exercise's own functions were defined
        again later, the later notebook counts as a whole.
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
