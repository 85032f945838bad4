"""What a child's processes use: CPU time, waiting, memory, descriptors, read from /proc."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field

from autograder.sandbox.jail import MAX_DESCRIPTORS

WEIGH_SECONDS = 0.02  # CPU time that one call of Meter.weigh may take
# The kernel's buffers of a pipe or a socket are in no process's resident memory, so each open
# descriptor of a child beyond the first 200 is charged BUFFER_MIB.
BUFFER_MIB, FREE_DESCRIPTORS = 0.75, 200
MAX_TREE = 4096  # processes
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Meter:
    """The account of one child and of all processes that it started.

    Attributes:
        pid: The child.
        cpu_budget: CPU seconds that it may still use in the present budget.
        wall_budget: Seconds that it may still be idle in the present budget.
        used: CPU seconds since the present budget began.
        idle: Seconds of the present budget in which none of its processes computed or wanted to.
        waited: Such seconds since its start.
        peak_mib: Most resident memory seen at one look.
    """

    pid: int
    cpu_budget: float
    wall_budget: float
    used: float = 0.0
    idle: float = 0.0
    waited: float = 0.0
    peak_mib: float = 0.0
    _looked: float = field(default_factory=time.monotonic)
    _cpu: float = 0.0
    _queued: float = 0.0
    _buffers_mib: float = 0.0
    _weighed: dict[int, float] = field(default_factory=dict)

    def renew(self, cpu_seconds: float, wall_seconds: float) -> None:
        """Begin a new budget."""
        self.look()
        self.used = self.idle = 0.0
        self.cpu_budget, self.wall_budget = cpu_seconds, wall_seconds

    def excuse(self, seconds: float) -> None:
        """Take back idle time in which the child waited for the grader."""
        self.look()
        self.idle = max(self.idle - seconds, 0.0)
        self.waited = max(self.waited - seconds, 0.0)

    def exceeded(self, memory_mib: float) -> str:
        """Look, and name the limit that is exceeded: "cpu", "wall", "memory" or ""."""
        mib = self.look()
        if self.used > self.cpu_budget:
            return "cpu"
        if self.idle > self.wall_budget:
            return "wall"
        return "memory" if mib > memory_mib and self.weigh() > memory_mib else ""

    def look(self) -> float:
        """Bring the account up to now; returns MiB, shared pages counted in each process.

        Time in which a process computes, or waits in a core's run queue, is not idle: only
        the CPU limit applies to it.  Each interval between two looks is computed by itself:
        many threads at once earn no idle time for later, and processes that end unreaped
        (their parent ignores SIGCHLD) do not lower what was counted.
        """
        now = time.monotonic()
        cpu, queued, mib, descriptors = _usage(self.pid)
        computed, stood = max(cpu - self._cpu, 0.0), max(queued - self._queued, 0.0)
        idle = max(now - self._looked - computed - stood, 0.0)
        self.used += computed
        self.idle += idle
        self.waited += idle
        self._cpu, self._queued, self._looked = cpu, queued, now
        self.peak_mib = max(self.peak_mib, mib)
        self._buffers_mib = BUFFER_MIB * max(descriptors - FREE_DESCRIPTORS, 0)
        return mib + self._buffers_mib

    def weigh(self) -> float:
        """MiB of all processes, shared pages counted once, and the kernel's buffers for them.

        Reading the PSS of one process takes milliseconds.  So that a child with many
        processes cannot keep the zygote from watching others, each call measures as many
        as fit into WEIGH_SECONDS, those first whose figures are oldest.
        """
        stop = time.process_time() + WEIGH_SECONDS  # CPU time, so a busy machine changes nothing
        alive = dict.fromkeys(tree(self.pid))
        known = {pid: mib for pid, mib in self._weighed.items() if pid in alive}
        for pid in [p for p in alive if p not in known] + list(known):
            known.pop(pid, None)  # and in again at the end: dicts keep the order of insertion
            known[pid] = _proportional_mib(pid)
            if time.process_time() > stop:
                break
        self._weighed = known
        return sum(known.values()) + self._buffers_mib


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


def _usage(pid: int) -> tuple[float, float, float, int]:
    """What a process and its descendants use; ended ones count once their parents reaped them.

    Returns:
        CPU seconds, seconds in the run queue of a core, resident MiB, open descriptors.
    """
    ticks = pages = queued = descriptors = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{one}/stat", "rb") as stat:
                fields = stat.read().rpartition(b")")[2].split()
            ticks += sum(int(f) for f in fields[11:15])
            pages += int(fields[21])
            if fields[0] not in (b"Z", b"X"):  # a zombie has no descriptors, and no /proc/PID/fd
                descriptors += _descriptors(one)
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/schedstat", "rb") as schedstat:
                    queued += int(schedstat.read().split()[1])
    return ticks / _TICK, queued / 1e9, pages * _PAGE / 2**20, descriptors


def _proportional_mib(pid: int) -> float:
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
