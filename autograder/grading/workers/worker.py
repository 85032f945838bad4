"""The other end of pool.py: the process that workers are forked from, and a worker.

Run as ``python -I -m autograder.grading.workers.worker SOCKET``, or forked by first_process.py.
SOCKET is a descriptor: its first message names a log file and the graders to load, each later one
brings the socket of a new worker.  When it is closed this process ends.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from autograder.grading.workers import budget, graders


def serve(requests: socket.socket) -> NoReturn:
    """Load what all workers share, then fork a worker for each request; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which then ends us
    log, wanted = json.loads(requests.recv(2**20))
    _write_to(log)
    for root, name, level, pictures in wanted:
        # A broken assignment is no error of this process: the worker meets it again and says so.
        with contextlib.suppress(Exception):
            graders.grader_of_this_run(Path(root), name, level, pictures)
    gc.freeze()  # memory shared with workers stays shared: the collector won't touch it
    signal.signal(signal.SIGCHLD, lambda *_: _note_ended_workers())
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, 16, 1)
        if not message:
            os._exit(0)
        with contextlib.suppress(OSError):  # no process left: the closed socket tells
            if os.fork() == 0:
                requests.close()
                work(descriptors[0])
        os.close(descriptors[0])


def _write_to(log: str) -> None:
    """Send this process's output, and that of a crash, to a file."""
    with contextlib.suppress(OSError):  # the command has ended and its folder with it
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.close(file)
        faulthandler.enable(file=2, all_threads=False)


def _note_ended_workers() -> None:
    """Reap workers; log how each ended, for :meth:`~.pool.ForkServer.why`."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            words = budget.how_it_ended(os.waitstatus_to_exitcode(ended[1]))
            os.write(2, f"worker {ended[0]} {words}\n".encode())


def work(descriptor: int) -> NoReturn:
    """Call the functions that come in over a socket, until it is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    budget.limit_memory()
    threading.Thread(target=_end_with, args=[descriptor], daemon=True).start()
    connection = Connection(descriptor)
    with contextlib.suppress(OSError):
        connection.send(os.getpid())
    while True:
        try:
            function, arguments = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        budget.limit_cpu()
        try:
            answer = True, function(*arguments)
        except MemoryError:
            os._exit(budget.OUT_OF_MEMORY)
        except Exception as error:
            answer = False, error
        try:
            connection.send(answer)
        except OSError:
            os._exit(0)
        except Exception as error:  # an answer that cannot be pickled
            connection.send((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _end_with(descriptor: int) -> None:
    """End this process when its socket is closed, also by a kill of the command (SIGKILL)."""
    poll = select.poll()
    poll.register(descriptor, 0)  # no event asked for: POLLHUP is always reported
    poll.poll()
    os._exit(1)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
