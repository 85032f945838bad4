"""The account of what a child and its processes use, against its limits."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from autograder.sandbox.usage import (
    MAX_LOCKS,
    MemoryReader,
    proportional_mib,
    record_locks,
    tree,
    usage,
)

WEIGH_SECONDS = 0.02  # CPU time that one call of Meter.weigh may take
# The kernel's buffers of a pipe or a socket are in no process's resident memory, so each open
# descriptor of a child beyond the first 200 is charged BUFFER_MIB.  That is more than they hold:
# 1024 pipes are what all children together, one user to the kernel, may have in full size.
BUFFER_MIB, FREE_DESCRIPTORS = 1.5, 200


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
    _processes: list[int] = field(default_factory=list)
    _weighed: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._memory = MemoryReader(self.pid)

    def close(self) -> None:
        """Close the file that is kept open."""
        self._memory.close()

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
        """Look, and name the limit that is exceeded: "cpu", "wall", "memory", "locks" or ""."""
        mib = self.look()
        if self.used > self.cpu_budget:
            return "cpu"
        if self.idle > self.wall_budget:
            return "wall"
        own = self._memory.read()
        if own is not None and own.peak_mib > memory_mib:
            return "memory"
        if mib > memory_mib and self.weigh() > memory_mib:
            return "memory"
        return "locks" if record_locks(self._processes) > MAX_LOCKS else ""

    def look(self) -> float:
        """Bring the account up to now; returns MiB, shared pages counted in each process.

        Time in which a process computes, or waits in a core's run queue, is not idle: only
        the CPU limit applies to it.  Each interval between two looks is computed by itself:
        many threads at once earn no idle time for later, and processes that end unreaped
        (their parent ignores SIGCHLD) do not lower what was counted.
        """
        now = time.monotonic()
        self._processes = tree(self.pid)
        found = usage(self._processes)
        computed = max(found.cpu - self._cpu, 0.0)
        stood = max(found.queued - self._queued, 0.0)
        # On an overbooked machine a wait for a core is long, and unknown until it is over.
        idle = 0.0 if found.ready else max(now - self._looked - computed - stood, 0.0)
        self.used += computed
        self.idle += idle
        self.waited += idle
        self._cpu, self._queued, self._looked = found.cpu, found.queued, now
        self.peak_mib = max(self.peak_mib, found.mib)
        self._buffers_mib = BUFFER_MIB * max(found.descriptors - FREE_DESCRIPTORS, 0)
        return found.mib + self._buffers_mib

    def weigh(self) -> float:
        """MiB of all processes, shared pages counted once, and the kernel's buffers for them.

        Reading the PSS of one process takes milliseconds.  So that a child with many
        processes cannot keep the zygote from watching others, each call measures as many
        as fit into WEIGH_SECONDS, those first whose figures are oldest.
        """
        stop = time.process_time() + WEIGH_SECONDS  # CPU time, so a busy machine changes nothing
        alive = dict.fromkeys(self._processes)
        known = {pid: mib for pid, mib in self._weighed.items() if pid in alive}
        for pid in [p for p in alive if p not in known] + list(known):
            known.pop(pid, None)  # and in again at the end: dicts keep the order of insertion
            known[pid] = proportional_mib(pid)
            if time.process_time() > stop:
                break
        self._weighed = known
        return sum(known.values()) + self._buffers_mib
