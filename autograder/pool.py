"""Worker processes for the command: forked from one that has loaded everything, one thread each.

Not ``concurrent.futures.ProcessPoolExecutor``: a worker that is lost costs the call that it was
at and no other, and the process that workers are forked from is one that we can choose, see
origin.py.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing.connection import Connection
from typing import Any

from autograder.sandbox.host import environment

Call = tuple[Callable[..., Any], tuple[Any, ...]]


class WorkerLost(BrokenExecutor):
    """The worker has ended in the middle of a call."""


class Nursery:
    """The process that workers are forked from.

    It is another process's twin, which was given :attr:`theirs`, or one of its own when the
    twin is lost or never was.

    Args:
        kits: What :func:`autograder.equipment.kit` is to be asked for, before any worker asks.
    """

    def __init__(self, kits: Sequence[tuple[str, str, str, bool]] = ()) -> None:
        self._kits = list(kits)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pair()

    def _pair(self) -> None:
        self._ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.send(json.dumps(self._kits).encode())

    def start(self) -> None:
        """Start a process of its own at the other end."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "autograder.worker", str(self.theirs.fileno())],
            pass_fds=[self.theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the command, which ends us in order
        )  # fmt: skip
        self.theirs.close()

    def fork(self) -> Connection[Any, Any]:
        """A line to a new worker; where nobody is left to fork it, there is another parent first.

        Raises:
            OSError: when the machine has no process to give.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                self._ask(theirs)
            except OSError:
                self.close()
                self._pair()
                self.start()
                self._ask(theirs)
        return Connection(ours.detach())

    def _ask(self, line: socket.socket) -> None:
        socket.send_fds(self._ours, [b"worker"], [line.fileno()])

    def close(self) -> None:
        """Hang up; the process ends, and each worker with its own line."""
        self._ours.close()
        self.theirs.close()
        if self._process is not None:
            self._process.kill()  # it may be busy loading
            self._process.wait()
            self._process = None


class Pool(Executor):
    """Calls functions in worker processes, in the order in which they are submitted.

    A call whose worker is lost raises :class:`WorkerLost`; the next one gets a new worker.
    """

    def __init__(self, nursery: Nursery, workers: int) -> None:
        self._nursery = nursery
        self._calls: queue.SimpleQueue[tuple[Future[Any], Call] | None] = queue.SimpleQueue()
        self._ended = False
        self._lines: list[Line] = [Line(nursery) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._work, args=[line], daemon=True) for line in self._lines
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``fn(*args)``, both picklable, in the next worker that is free.

        Raises:
            RuntimeError: after :meth:`shutdown`.
        """
        if self._ended:
            raise RuntimeError("the workers have been sent home")
        assert not kwargs  # nobody has needed them
        future: Future[Any] = Future()
        self._calls.put((future, (fn, args)))
        return future

    def _work(self, line: Line) -> None:
        while (item := self._calls.get()) is not None:
            future, call = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                succeeded, value = line.call(call)
            except (EOFError, OSError) as error:
                line.hang_up()
                future.set_exception(WorkerLost(str(error) or "a worker has ended"))
            except Exception as error:  # what came cannot be read; the line is in order
                future.set_exception(error)
            else:
                future.set_result(value) if succeeded else future.set_exception(value)
        line.hang_up()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Send the workers home: after their last call, or now with ``cancel_futures``."""
        self._ended = True
        while cancel_futures:
            try:
                item = self._calls.get_nowait()
            except queue.Empty:
                break
            if item is not None:
                item[0].cancel()
        for line in self._lines:
            self._calls.put(None)
            if cancel_futures:
                line.cut()
        if wait:
            for thread in self._threads:
                thread.join()


class Line:
    """The line to one worker, made when it is first needed."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._connection: Connection[Any, Any] | None = None

    def call(self, call: Call) -> tuple[bool, Any]:
        """Have a function called; whether it returned, and what it returned or raised.

        Raises:
            EOFError, OSError: when the worker is lost.
        """
        if self._connection is None:
            self._connection = self._nursery.fork()
        self._connection.send(call)
        answer: tuple[bool, Any] = self._connection.recv()
        return answer

    def cut(self) -> None:
        """End the worker from another thread than the one that waits for it."""
        if (connection := self._connection) is None:
            return
        with contextlib.suppress(OSError):  # that thread has hung up just now
            line = socket.socket(fileno=os.dup(connection.fileno()))
            with line:
                line.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close the line; the worker ends."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
