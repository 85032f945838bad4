"""Why one of the grader's processes has ended: the last line of its log, its status in words."""

from __future__ import annotations

import signal
from pathlib import Path

MAX_TAIL = 16_384  # bytes read from a log's end
MAX_WORDS = 300  # characters


def last_words(log: Path, about: str = "") -> str:
    """The last line of a log that is not blank; "" where there is none.

    Args:
        log: The file; a missing one has no last line.
        about: Only lines that begin with this count.
    """
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(file.tell() - MAX_TAIL, 0))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    said = [line.strip() for line in lines if line.strip() and line.startswith(about)]
    # At the weaker sandbox levels a student's process could have written here.
    return "".join(c if c.isprintable() else "?" for c in said[-1][:MAX_WORDS]) if said else ""


def how_it_ended(status: int) -> str:
    """A process's exit status in words; negative for a signal, as ``subprocess`` has it."""
    if status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"ended with exit code {status}"
