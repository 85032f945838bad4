"""Inside the jail: run a notebook's cells, then answer calls to the functions they made.

This process runs student code, so the grader validates everything that it sends;
checks made here only help honest students.  Imports IPython, numpy, torch and modules
of this package, and nothing else of the kit.

Messages in:  ``run`` (cells), ``call`` (a function by name), ``slope`` (the same function's
gradient, by autograd).  Messages out: ``ready``, ``cell`` for each cell,
``value`` or ``error`` for each call, ``callback`` when a function is called that stayed with
the grader.
"""

from __future__ import annotations

import functools
import gc
import os
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.sandbox import scope, wire
from autograder.sandbox.limits import Limits

_shell: Any = None


def import_libraries(folder: Path) -> None:
    """Import what every notebook needs, with ``folder`` as home.

    Sets torch to one thread: a child forked after OpenMP has started threads deadlocks.
    """
    os.environ["HOME"] = str(folder / "home")
    os.environ["MPLCONFIGDIR"] = str(folder / "matplotlib")
    os.makedirs(folder / "home", exist_ok=True)
    import torch

    torch.set_num_threads(1)
    from autograder.sandbox import notebook_shell, torch_adapter  # noqa: F401

    notebook_shell.import_libraries()


def warm_up(folder: Path) -> None:
    """Import and run once what every notebook needs, so that forked children inherit it."""
    global _shell
    import_libraries(folder)
    from autograder.sandbox import notebook_shell

    _shell = notebook_shell.create(folder)
    scope.remember_libraries()
    _rehearse(_NEEDED_BY_ALL)


def warm_up_more() -> None:
    """Import and run once what many notebooks need: a second of CPU, spent after the first one."""
    _rehearse(_NEEDED_BY_MANY)


def _rehearse(sources: list[str]) -> None:
    from autograder.sandbox import notebook_shell

    for source in sources:
        notebook_shell.run_cell(_shell, source, 4096)
    gc.freeze()  # reset() collects garbage; frozen objects, all that was imported, are skipped
    _shell.reset(new_session=True)
    _seed(0)


_NEEDED_BY_ALL = [
    "import torch, numpy as np, matplotlib.pyplot as plt\nprint('warm')",
    "fig, ax = plt.subplots(); ax.plot([0, 1], label='$x$'); ax.legend(); plt.show()",
    "raise NotImplementedError('warm')",
]
_NEEDED_BY_MANY = [
    "import torch, numpy as np, matplotlib.pyplot as plt",
    "p = torch.zeros(2, requires_grad=True)\n"
    "opt = torch.optim.SGD([p], lr=0.1)\n(p * p).sum().backward()\nopt.step()",
    "torch.func.hessian(lambda v: (v * v).sum())(torch.ones(2))",
    "plt.figure().add_subplot(projection='3d').plot_surface(*np.ones((3, 2, 2))); plt.show()",
    "1 / 0",
]


def serve(channel: socket.socket, limits: Limits) -> None:
    """Answer the grader's messages until it closes its end of the socket."""
    _redirect_standard_descriptors()
    connection = WireConnection(channel)
    connection.send({"op": "ready"})
    student = StudentSide(connection, limits)
    while True:
        message = connection.receive()
        match message["op"]:
            case "run":
                student.run(message["cells"], message["exercises"], message["pictures"])
            case "call" | "slope":
                student.answer(message)


def _redirect_standard_descriptors() -> None:
    """Redirect descriptors 0, 1 and 2 to /dev/null, so that output can't fill the zygote's log."""
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)


class Missing(Exception):
    """The notebook defines no such function."""


class WireConnection:
    """The socket to the grader, read and written in blocking calls."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._owner = os.getpid()

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        self.write(wire.pack(message))

    def write(self, frame: bytes) -> None:
        """Send bytes that already form a frame."""
        if os.getpid() != self._owner:  # a process that the student's code has forked
            os._exit(0)
        self._channel.sendall(frame)

    def receive(self) -> Any:
        """Wait for a message; exit when the grader has closed its end of the socket."""
        return wire.unpack(wire.read_frame(self._read), trusted=True)

    def _read(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            part = self._channel.recv(min(count - len(parts), 2**20))
            if not part:
                os._exit(0)
            parts += part
        return bytes(parts)


class StudentSide:
    """The student's namespace, and what the grader asks of it."""

    def __init__(self, connection: WireConnection, limits: Limits) -> None:
        self.connection = connection
        self.limits = limits
        self.scopes: dict[str, scope.Scope] = {}

    def run(
        self, cells: list[dict[str, Any]], exercises: dict[str, list[str]], pictures: bool
    ) -> None:
        """Run cells in order, each as Jupyter would; one that fails does not end the rest."""
        from autograder.sandbox import notebook_shell

        _seed(0)
        _shell.pictures = pictures
        recorder = scope.ScopeRecorder(_shell.user_ns, exercises)
        for index, cell in enumerate(cells):
            self.connection.send({"op": "begin", "index": index})
            outputs: list[dict[str, Any]] = []
            if not cell["skip"]:
                recorder.before(cell["exercise"], cell["closes"])
                outputs = notebook_shell.run_cell(
                    _shell, cell["source"], self.limits.output_kib * 1024
                )
            self.connection.send({"op": "cell", "index": index, "outputs": outputs})
        self.scopes = recorder.scopes()
        self.connection.send({"op": "done"})

    def answer(self, message: dict[str, Any]) -> None:
        """Call one function and reply with its value, or with what it raised."""
        reply: dict[str, Any] = {"id": message["id"]}
        view = self.scopes.get(message["exercise"])
        if view is None:
            view = scope.Scope.of(_shell.user_ns)
        try:
            with view.entered(_shell.user_ns):
                _seed(message["seed"])
                arguments, keywords = self._receive(message["args"]), message["kwargs"]
                before = [_snapshot(a) for a in arguments]
                function = self._function(message, _shell.user_ns)
                value = function(*arguments, **keywords)
                reply |= {"op": "value", "value": _settle(value)}
                reply["mutated"] = _changes(arguments, before)
                body = wire.pack(reply)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are reported, too
            body = wire.pack({"id": message["id"], "op": "error"} | _explain(error))
        self.connection.write(body)

    def _function(self, message: dict[str, Any], namespace: dict[str, Any]) -> Callable[..., Any]:
        function = namespace.get(message["name"])
        if not callable(function):
            raise Missing(message["name"])
        if message["op"] == "slope":
            from autograder.sandbox import torch_adapter

            return functools.partial(torch_adapter.slope, function)
        return function  # type: ignore[no-any-return]

    def _receive(self, arguments: Any) -> list[Any]:
        return [self._argument(a) for a in arguments]

    def _argument(self, value: Any) -> Any:
        from autograder.sandbox import torch_adapter

        match value:
            case wire.Formula():
                return torch_adapter.from_formula(value)
            case wire.StandIn():
                return torch_adapter.stand_in(value, self._ask)
            case {"__tensor__": tensor, "requires_grad": True}:
                return tensor.requires_grad_(True)
            case list():
                return [self._argument(v) for v in value]
            case tuple():
                return tuple(self._argument(v) for v in value)
            case _:
                return value

    def _ask(self, number: int, order: int, x: Any) -> Any:
        """Ask the grader for values and derivatives of a function that stayed there."""
        self.connection.send({"op": "callback", "number": number, "order": order, "x": x})
        return self.connection.receive()["value"]


def _seed(seed: int) -> None:
    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.default_generator.manual_seed(seed)


def _settle(value: Any) -> Any:
    """Turn a lazy value into a plain one: a range into a list."""
    return list(value) if isinstance(value, range) else value


def _snapshot(value: Any) -> Any:
    """Copy a tensor's values, requires_grad and .grad, to compare them after a call.

    For lists and tuples: of each element.  None for any other value.
    """
    import torch

    if isinstance(value, torch.Tensor):
        gradient = None if value.grad is None else value.grad.clone()
        return value.detach().clone(), value.requires_grad, gradient
    if isinstance(value, list | tuple):
        return [_snapshot(v) for v in value]
    return None


def _changes(arguments: list[Any], before: list[Any]) -> list[str]:
    """List in words which arguments a call has changed, and how."""
    import torch

    found: list[str] = []
    for position, (value, old) in enumerate(zip(arguments, before, strict=True), 1):
        if isinstance(value, torch.Tensor):
            found += [f"argument {position}: {word}" for word in _tensor_changes(value, old)]
        elif isinstance(value, list | tuple):
            same = (
                isinstance(old, list) and len(old) == len(value) and not _changes(list(value), old)
            )
            found += [] if same else [f"argument {position}: an element changed"]
    return found


def _tensor_changes(value: Any, old: Any) -> list[str]:
    import torch

    values, requires_grad, gradient = old
    words = []
    now = value.detach()
    if now.shape != values.shape or not torch.equal(
        torch.nan_to_num(now), torch.nan_to_num(values)
    ):
        words.append("its values changed")
    if value.requires_grad != requires_grad:
        words.append(f"its requires_grad became {value.requires_grad}")
    if (value.grad is None) != (gradient is None) or (
        gradient is not None and not torch.equal(value.grad, gradient)
    ):
        words.append("its .grad changed")
    return words


def _explain(error: BaseException) -> dict[str, Any]:
    """Describe an exception for a student: its class, its message, the line in their cell."""
    line, function = None, ""
    traceback = error.__traceback__
    while traceback is not None:
        if "ipython-input" in traceback.tb_frame.f_code.co_filename or (
            "/ipykernel_" in traceback.tb_frame.f_code.co_filename
        ):
            line, function = traceback.tb_lineno, traceback.tb_frame.f_code.co_name
        traceback = traceback.tb_next
    try:
        words = str(error)
    except BaseException:
        words = ""
    return {
        "kind": type(error).__name__[:80],
        "kinds": [kind.__name__[:80] for kind in type(error).__mro__[:20]],
        "words": words[:300],
        "line": line,
        "function": function[:80],
        "missing": type(error) is Missing,
    }
