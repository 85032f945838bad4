"""What processes use, read from /proc: CPU time, waiting, memory, descriptors, locks."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox.jail import MAX_DESCRIPTORS

MAX_TREE = 4096  # processes
MAX_LOCKS = 1000  # record locks of a submission: no limit of the kernel's counts them
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Memory(NamedTuple):
    """Resident memory of one process: now, and the most at any time.

    ``alone`` says that it has one thread and no children.
    """

    mib: float
    peak_mib: float
    alone: bool


class Usage(NamedTuple):
    """What several processes use together.

    Attributes:
        cpu: Seconds of CPU time.
        queued: Seconds in the run queue of a core, known once the wait is over.
        ready: Whether one of them computes, or waits for a core, just now.
        mib: Resident memory, shared pages counted in each.
        descriptors: Open ones.
    """

    cpu: float
    queued: float
    ready: bool
    mib: float
    descriptors: int


class MemoryReader:
    """Reads one process's memory as often as asked; the file stays open, so it is never another's.

    The kernel keeps the peak itself, so how often is asked makes no difference.
    """

    def __init__(self, pid: int) -> None:
        self._status = self._children = -1
        with contextlib.suppress(OSError):  # no /proc on macOS
            flags = os.O_RDONLY | os.O_CLOEXEC
            self._status = os.open(f"/proc/{pid}/status", flags)
            self._children = os.open(f"/proc/{pid}/task/{pid}/children", flags)

    def close(self) -> None:
        """Close the files."""
        for file in (self._status, self._children):
            if file >= 0:
                os.close(file)
        self._status = self._children = -1

    def read(self) -> Memory | None:
        """What the process uses; None when it has ended.  Zero where there is no /proc."""
        if self._status < 0:
            return Memory(0.0, 0.0, alone=True)
        try:
            text = os.pread(self._status, 4096, 0)
            childless = self._children >= 0 and not os.pread(self._children, 1, 0)
        except ProcessLookupError:
            return None
        peak, now, threads = (_field(text, name) for name in (b"VmHWM:", b"VmRSS:", b"Threads:"))
        return Memory(now / 1024, peak / 1024, childless and threads == 1) if peak else None


def pid_behind(pidfd: int) -> int:
    """A pidfd's process as this one numbers it; 0 where nobody knows."""
    with contextlib.suppress(OSError):  # no /proc on macOS
        return max(_field(Path(f"/proc/self/fdinfo/{pidfd}").read_bytes(), b"Pid:"), 0)
    return 0


def together(pid: int, own: Memory) -> float:
    """Memory of a process and all that descend from it; 0 where it is alone."""
    if own.alone:
        return 0.0
    processes = tree(pid)
    return sum(map(proportional_mib, processes)) if len(processes) > 1 else 0.0


def _field(status: bytes, name: bytes) -> int:
    """A number in /proc/PID/status; 0 where it is missing, as of a process that has ended."""
    _, _, rest = status.partition(name)
    return int(rest.split(None, 1)[0]) if rest else 0


def tree(pid: int) -> list[int]:
    """A process and all that descend from it; orphans are children of its namespace's pid 1."""
    found, index = [pid], 0
    while index < len(found) and len(found) < MAX_TREE:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{found[index]}/task"):
                with open(f"/proc/{found[index]}/task/{task}/children") as children:
                    found += [int(p) for p in children.read().split()]
        index += 1
    return found


def usage(processes: list[int]) -> Usage:
    """What processes use together; ended ones count once their parents reaped them."""
    ticks = pages = queued = descriptors = 0
    ready = False
    for one in processes:
        with contextlib.suppress(OSError):
            with open(f"/proc/{one}/stat", "rb") as stat:
                fields = stat.read().rpartition(b")")[2].split()
            ticks += sum(int(f) for f in fields[11:15])
            pages += int(fields[21])
            ready = ready or fields[0] == b"R"
            if fields[0] not in (b"Z", b"X"):  # a zombie has no descriptors, and no /proc/PID/fd
                descriptors += _descriptors(one)
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/schedstat", "rb") as schedstat:
                    queued += int(schedstat.read().split()[1])
    return Usage(ticks / _TICK, queued / 1e9, ready, pages * _PAGE / 2**20, descriptors)


def proportional_mib(pid: int) -> float:
    """A process's proportional set size in MiB: slow, so asked only near the limit.

    A process that hides its map (PR_SET_DUMPABLE 0) is charged its whole resident set.
    """
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            return sum(int(x.split()[1]) for x in rollup if x.startswith("Pss:")) / 1024
    except PermissionError:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/statm") as statm:
            return int(statm.read().split()[1]) * _PAGE / 2**20
    except OSError:  # it has ended
        pass
    return 0.0


def _descriptors(pid: int) -> int:
    """How many descriptors a process has open; one that hides them is charged its limit."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except PermissionError:
        return MAX_DESCRIPTORS


def record_locks(processes: list[int]) -> int:
    """How many record locks these processes hold or wait for; no further than MAX_LOCKS + 1."""
    found, own = 0, {str(pid).encode() for pid in processes}
    with contextlib.suppress(OSError), open("/proc/locks", "rb") as locks:
        for line in locks:
            fields = line.replace(b"->", b"").split()
            found += fields[1] == b"POSIX" and fields[4] in own
            if found > MAX_LOCKS:
                break
    return found
