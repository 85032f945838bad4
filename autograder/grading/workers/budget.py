"""The last wall: what a worker itself may use for one call, held by the kernel.

Everything that a worker does for a submission has a bound of its own, far below these.  Whatever
goes beyond all the same costs that submission its try, and the class goes on.
"""

from __future__ import annotations

import resource
import signal
from pathlib import Path

from autograder.sandbox import last_words

CPU_SECONDS = 120  # of one call; an honest submission takes less than one
MEMORY_MIB = 3072  # beyond what the worker was born with

OUT_OF_MEMORY = 77  # exit code of a worker that met MEMORY_MIB


def how_it_ended(status: int) -> str:
    """A worker's exit status in words; negative for a signal, as ``subprocess`` has it."""
    if status == -signal.SIGXCPU:
        return f"used more than {CPU_SECONDS} s of CPU time itself"
    if status == OUT_OF_MEMORY:
        return f"used more than {MEMORY_MIB} MiB of memory itself"
    return last_words.how_it_ended(status)


def limit_memory() -> None:
    """Let no allocation of this process succeed that takes it beyond MEMORY_MIB."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + (MEMORY_MIB << 20))
    _limit(resource.RLIMIT_CORE, 0)  # SIGXCPU would dump all of it


def limit_cpu() -> None:
    """Let the kernel end this process CPU_SECONDS of CPU time from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CPU_SECONDS + 1)


def _limit(kind: int, most: int) -> None:
    """Set a soft limit, below the machine's own hard one."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
