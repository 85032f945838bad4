"""How long a child waited for the grader, which is no idleness of its own.

The zygote sees a child that does nothing; whether it sleeps or waits for this process, to take its
output or to evaluate a counted function, only this process knows.  On a machine that is many
times overbooked the difference decides whether an honest notebook is stopped.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

LEAST_SECONDS = 0.05  # what is worth a message
_SCHEDSTAT = "/proc/thread-self/schedstat"


class Turnaround:
    """Adds up the time that this process takes between two waits for the child.

    Args:
        excuse: Told so many seconds each time they are worth a message.
    """

    def __init__(self, excuse: Callable[[float], None]) -> None:
        self._excuse = excuse
        self._ours = 0.0
        self._since = time.monotonic()
        self._schedstat = -1  # kept open: one look costs 2 µs then, and there are thousands
        with contextlib.suppress(OSError):  # a kernel without it
            self._schedstat = os.open(_SCHEDSTAT, os.O_RDONLY | os.O_CLOEXEC)
        self._queued = self._queued_seconds()

    def close(self) -> None:
        """Close the descriptor."""
        if self._schedstat >= 0:
            os.close(self._schedstat)
            self._schedstat = -1

    def before_waiting(self) -> None:
        """Count what this process did since the last wait, and report it."""
        now = time.monotonic()
        self._ours += now - self._since
        self._since = now
        if self._ours >= LEAST_SECONDS:
            self._excuse(self._ours)
            self._ours = 0.0

    def after_waiting(self) -> None:
        """Begin to count; of a long wait, what this thread has stood in the queue for a core.

        Asked after long waits only: thousands of short ones, for counted functions, would pay for
        it.  So the queue of the short ones counts here too, but never more than this wait.
        """
        now = time.monotonic()
        if now - self._since >= LEAST_SECONDS:
            queued = self._queued_seconds()
            self._ours += min(queued - self._queued, now - self._since)
            self._queued = queued
        self._since = now

    def _queued_seconds(self) -> float:
        """How long this thread has been ready to run while others ran."""
        if self._schedstat < 0:
            return 0.0
        return int(os.pread(self._schedstat, 100, 0).split()[1]) / 1e9
