"""The part of the zygote's warm-up that is done after the first notebook, which need not wait.

``torch.optim`` imports torch's compiler at its first step, a second of CPU that few notebooks
need: it is imported once the first notebook has ended.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

HURRIED = 8  # ended children after which the warm-up begins although requests keep coming

State = Literal["due", "running", "done"]


class DeferredWarmUp:
    """Work that is done beside children that run already, in three states.

    ``due``      forks are allowed; the work begins when a child has ended, others still run, and
                 no request has just come (after :data:`HURRIED` children it begins all the same).
    ``running``  a thread does the work, while the zygote's own thread watches its children.
                 Nothing may be forked: a child would inherit locks that the thread holds, and a
                 process with two threads can't make a user namespace.
    ``done``     the thread has ended, the process has one thread again, forks are allowed.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self.state: State = "due"
        self._thread = threading.Thread(target=work, daemon=True)
        self._ended_children = 0

    @property
    def may_fork(self) -> bool:
        """Whether this process has one thread."""
        return self.state != "running"

    def note_ended_child(self) -> None:
        """Count a child that has ended."""
        self._ended_children += 1

    def proceed(self, *, quiet: bool, children: int) -> None:
        """Begin the work or note its end, if it is time.

        Args:
            quiet: Whether no request has come since the last call.
            children: How many run: without any, the next notebook would have to wait.
        """
        if self.state == "due" and children and self._ended_children:
            if quiet or self._ended_children > HURRIED:
                self._thread.start()
                self.state = "running"
        elif self.state == "running" and not self._thread.is_alive():
            self._thread.join()
            self.state = "done"
