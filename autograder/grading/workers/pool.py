"""Worker processes for the command: forked from one that has loaded everything, one thread each.

Not ``concurrent.futures.ProcessPoolExecutor``: a worker that dies costs the call that it was at
and no other, and the process that workers are forked from is one that we can choose, see
first_process.py.
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
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing.connection import Connection
from typing import Any

from autograder.files import OwnFolder
from autograder.sandbox.host import environment
from autograder.sandbox.last_words import last_words

Call = tuple[Callable[..., Any], tuple[Any, ...]]

LAST_WORDS_SECONDS = 2.0  # how long the fork server may take to log why its worker ended


class WorkerLost(BrokenExecutor):
    """The worker has ended in the middle of a call."""


class ForkServer:
    """The process that workers are forked from.

    It is first_process.py's fork, which inherits :attr:`theirs`, or a process started for this
    purpose where that one is lost or never was.

    Args:
        graders: Arguments of :func:`autograder.grading.workers.graders.grader`: what to load
            before any worker is asked for.
    """

    def __init__(self, graders: Sequence[tuple[str, str, str, bool]] = ()) -> None:
        self._graders = list(graders)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = OwnFolder("course-workers")
        self._log = self._folder.path / "log"
        self._pair()

    def _pair(self) -> None:
        self._ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.send(json.dumps([str(self._log), self._graders]).encode())

    def start(self) -> None:
        """Start a new process at the other end of the socket pair."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "autograder.grading.workers.worker",
             str(self.theirs.fileno())],
            pass_fds=[self.theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,  # Ctrl-C reaches the command alone, which then ends us
        )  # fmt: skip
        self.theirs.close()

    def fork(self) -> Connection[Any, Any]:
        """Fork a worker and return the connection to it; starts a new process where none is left.

        Raises:
            OSError: when the machine has no process to give.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                self._ask(theirs)
            except OSError:
                self._end()
                self._pair()
                self.start()
                self._ask(theirs)
        return Connection(ours.detach())

    def _ask(self, worker_end: socket.socket) -> None:
        socket.send_fds(self._ours, [b"worker"], [worker_end.fileno()])

    def why(self, pid: int) -> str:
        """Why a worker has ended, from the fork server's log; "" where nothing is known."""
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        while not (words := last_words(self._log, f"worker {pid} ")):
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        return words

    def close(self) -> None:
        """Close the socket; the process ends, and each worker when its connection is closed."""
        self._end()
        self._folder.close()

    def _end(self) -> None:
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

    def __init__(self, fork_server: ForkServer, workers: int) -> None:
        self._calls: queue.SimpleQueue[tuple[Future[Any], Call] | None] = queue.SimpleQueue()
        self._ended = False
        self._workers = [WorkerConnection(fork_server) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._work, args=[worker], daemon=True)
            for worker in self._workers
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``fn(*args)``, both picklable, in the next worker that is free.

        Raises:
            RuntimeError: after :meth:`shutdown`.
        """
        if self._ended:
            raise RuntimeError("the executor has been shut down")
        assert not kwargs  # Only positional arguments are supported.
        future: Future[Any] = Future()
        self._calls.put((future, (fn, args)))
        return future

    def _work(self, worker: WorkerConnection) -> None:
        while (item := self._calls.get()) is not None:
            future, call = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                succeeded, value = worker.call(call)
            except (EOFError, OSError):
                future.set_exception(WorkerLost(worker.last_words()))
                worker.close()
            except Exception as error:
                # The reply could not be unpickled; the worker itself is still usable.
                future.set_exception(error)
            else:
                future.set_result(value) if succeeded else future.set_exception(value)
        worker.close()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: after their last call, or now with ``cancel_futures``."""
        self._ended = True
        while cancel_futures:
            try:
                item = self._calls.get_nowait()
            except queue.Empty:
                break
            if item is not None:
                item[0].cancel()
        for worker in self._workers:
            self._calls.put(None)
            if cancel_futures:
                worker.disconnect()
        if wait:
            for thread in self._threads:
                thread.join()


class WorkerConnection:
    """The connection to one worker, which is forked when it is first needed."""

    def __init__(self, fork_server: ForkServer) -> None:
        self._fork_server = fork_server
        self._connection: Connection[Any, Any] | None = None
        self._pid = 0

    def call(self, call: Call) -> tuple[bool, Any]:
        """Call a function in the worker; return (succeeded, value or exception).

        Raises:
            EOFError, OSError: when the worker is lost.
        """
        if self._connection is None:
            self._pid = 0
            self._connection = self._fork_server.fork()
            self._pid = self._connection.recv()
        self._connection.send(call)
        answer: tuple[bool, Any] = self._connection.recv()
        return answer

    def last_words(self) -> str:
        """Why the worker is lost, as far as anybody knows."""
        return (self._pid and self._fork_server.why(self._pid)) or "a worker has ended"

    def disconnect(self) -> None:
        """Shut the socket down, and so end the worker, from a thread that does not wait for it."""
        if (connection := self._connection) is None:
            return
        with contextlib.suppress(OSError):  # the thread that waits has closed it just now
            copy = socket.socket(fileno=os.dup(connection.fileno()))
            with copy:
                copy.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection; the worker ends."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
