"""Two processes out of one: the sandbox's zygote, and the process that workers are forked from.

Run as ``python -I -m autograder.grading.workers.first_process LISTENER LEVEL FOLDER SOCKET`` by
sandbox/host.py.  Both need torch, matplotlib and IPython, which take seconds to import: this
process imports them once and then forks.  It has loaded nothing that is hidden from students, and
only the fork that students never descend from loads any.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from autograder.sandbox import child, zygote


def main() -> None:
    """Import what both need, then become both."""
    requests = int(sys.argv.pop())
    child.import_libraries(Path(sys.argv[3]))
    if os.fork() == 0:
        os.setsid()  # a process group of its own: killing the zygote's group spares this one
        os.close(int(sys.argv[1]))
        from autograder.grading.workers import worker

        worker.serve(socket.socket(fileno=requests))
    os.close(requests)
    zygote.main()


if __name__ == "__main__":
    main()
