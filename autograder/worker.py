"""The other end of pool.py: the process that workers are forked from, and a worker.

Run as ``python -I -m autograder.worker LINE``, or forked by origin.py.  LINE is the
descriptor of a socket: first it says which kits to load, then each message brings the
line of a new worker.  Its end is the end of this process.
"""

from __future__ import annotations

import contextlib
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

from autograder import equipment


def parent(line: socket.socket) -> NoReturn:
    """Load what all workers share, then fork one whenever it is asked for; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command decides when to end
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker: its line tells
    with contextlib.suppress(Exception):  # nobody's fault yet: the worker meets it again and tells
        for root, name, level, pictures in json.loads(line.recv(2**20)):
            equipment.kit_of_this_run(Path(root), name, level, pictures)
    gc.freeze()  # what is shared stays shared
    while True:
        message, descriptors, _, _ = socket.recv_fds(line, 16, 1)
        if not message:
            os._exit(0)
        with contextlib.suppress(OSError):  # no process to be had: the line that ends tells it
            if os.fork() == 0:
                line.close()
                work(descriptors[0])
        os.close(descriptors[0])


def work(line: int) -> NoReturn:
    """Call the functions that come along the line, until it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=[line], daemon=True).start()
    connection = Connection(line)
    while True:
        try:
            function, arguments = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        try:
            answer = True, function(*arguments)
        except Exception as error:
            answer = False, error
        try:
            connection.send(answer)
        except OSError:
            os._exit(0)
        except Exception as error:  # an answer that cannot be sent
            connection.send((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _end_with(line: int) -> None:
    """Wait for the line's end, also by a kill that left the command no time to tell us."""
    poll = select.poll()
    poll.register(line, 0)  # hanging up is always told
    poll.poll()
    os._exit(1)


if __name__ == "__main__":
    parent(socket.socket(fileno=int(sys.argv[1])))
