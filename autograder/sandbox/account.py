"""What a child used and how it ended."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from autograder.sandbox.limits import Limits
from autograder.sandbox.usage import MAX_LOCKS

LIMITS = ("cpu", "wall", "memory", "locks")


@dataclass(frozen=True)
class Account:
    """What a child used and how it ended.

    Attributes:
        why: "cpu", "wall", or a sentence for the student.
        cpu_seconds: CPU time, user and system.
        waited_seconds: Seconds in which none of its processes computed or waited for a core.
        peak_mib: Most resident memory at a time.
        limit: The limit that ended it, one of LIMITS; "" where none did.
    """

    why: str
    cpu_seconds: float
    waited_seconds: float
    peak_mib: float
    limit: str = ""

    @classmethod
    def of(cls, raw: Mapping[str, Any], reason: str, limits: Limits) -> Self:
        """Make an account of what the zygote says of an ended child.

        Args:
            raw: The zygote's message.
            reason: Why it was killed; "" where nobody did.
            limits: What it was allowed.
        """
        return cls(
            _why(reason, raw["status"], limits),
            cpu_seconds=float(raw["cpu_seconds"]),
            waited_seconds=float(raw["waited_seconds"]),
            peak_mib=float(raw["peak_mib"]),
            limit=reason if reason in LIMITS else "",
        )


def _why(reason: str, status: int, limits: Limits) -> str:
    """The words a student reads: why their process ended."""
    match reason:
        case "cpu" | "wall":
            return reason
        case "memory":
            return f"stopped: it used more than {limits.memory_mib} MiB of memory"
        case "locks":
            return f"stopped: it held more than {MAX_LOCKS} locks on files"
        case "" if status < 0:
            return f"stopped: the Python process was ended by {signal.Signals(-status).name}"
        case "":
            return f"stopped: the Python process ended by itself (exit code {status})"
        case _:
            return f"stopped: the Python process {reason}"
