"""Two processes out of one: the sandbox's warm parent, and the one that workers are forked from.

Run as ``python -I -m autograder.origin LISTENER LEVEL FOLDER LINE`` by host.py.  Both need torch,
matplotlib and IPython, which take seconds to import: it is done once, and before
either knows anything.  What is hidden from students is loaded on one side only,
after they have parted.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from autograder.sandbox import child, zygote


def main() -> None:
    """Import what both need, then become both."""
    line = int(sys.argv.pop())
    child.import_libraries(Path(sys.argv[3]))
    if os.fork() == 0:
        os.setsid()  # who ends the warm parent's family means its own
        os.close(int(sys.argv[1]))
        from autograder import worker

        worker.parent(socket.socket(fileno=line))
    os.close(line)
    zygote.main()


if __name__ == "__main__":
    main()
