"""The warm parent: imports torch once, then forks a jailed child for each submission.

Run as ``python -m autograder.sandbox.zygote LISTENER LEVEL FOLDER`` by host.py.
Its standard input is a pipe that nobody writes to: when it ends, the command is gone.
A worker connects, sends a :class:`~autograder.sandbox.limits.Limits` as JSON,
and gets two descriptors: its child's socket and a pidfd to kill it with.  While
the child lives the zygote watches its processes' CPU time and memory; when it
is gone the worker gets the account.  One child to a connection at a time.

Nothing hidden is ever imported here: children inherit this process's memory.
"""

from __future__ import annotations

import array
import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.sandbox import jail, linux
from autograder.sandbox.limits import Level, Limits

POLL_SECONDS = 0.05
WEIGH_SECONDS = 0.02
HURRIED = 8  # ended children after which what was left for later is done though nobody is silent
# The kernel's memory behind a socket pair or a pipe is nobody's resident memory.
BUFFER_MIB, FREE_DESCRIPTORS = 0.75, 200
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Child:
    """A running child and what it may still use."""

    pid: int
    pidfd: int
    connection: socket.socket
    limits: Limits
    cpu_budget: float = 0.0
    wall_budget: float = 0.0
    used: float = 0.0  # CPU seconds since the present budget began
    idle: float = 0.0  # seconds in which no process of it computed or wanted to
    waited: float = 0.0  # such seconds from its first moment on
    looked: float = field(default_factory=time.monotonic)
    cpu: float = 0.0
    queued: float = 0.0
    peak_mib: float = 0.0
    buffers_mib: float = 0.0
    weighed: dict[int, float] = field(default_factory=dict)
    reason: str = ""

    def kill(self, reason: str) -> None:
        """End the child and, at level full, everything it started."""
        self.reason = self.reason or reason
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def weigh(self) -> float:
        """MiB of all its processes, shared pages counted once, and the kernel's for them.

        The kernel takes milliseconds for one process.  So that a crowd cannot keep
        this process from watching the others, each turn weighs as many as it has
        time for, the longest unweighed first.
        """
        stop = time.process_time() + WEIGH_SECONDS  # on a busy machine a pass is no less whole
        tree = _tree(self.pid)
        known = {pid: mib for pid, mib in self.weighed.items() if pid in set(tree)}
        for pid in [p for p in tree if p not in known] + list(known):
            known.pop(pid, None)  # to the end: dicts keep the order of insertion
            known[pid] = _proportional_mib(pid)
            if time.process_time() > stop:
                break
        self.weighed = known
        return sum(known.values()) + self.buffers_mib


class Zygote:
    """Serves connections until its listener's owner is gone."""

    def __init__(
        self,
        listener: socket.socket,
        owner: int,
        level: Level,
        own_uid: bool,
        later: Callable[[], None],
    ) -> None:
        self.later: Callable[[], None] | None = later
        self.postponed: list[tuple[socket.socket, Limits]] | None = None
        self.listener = listener
        self.level = level
        self.own_uid = own_uid
        self.seccomp = None if level == "process" else linux.seccomp_filter(jail.DENIED)
        self.ended = 0
        self.children: dict[socket.socket, Child] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        self.selector.register(owner, selectors.EVENT_READ, lambda _: os._exit(0))
        self.pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY) if level == "full" else -1

    def run(self) -> None:
        """Answer connections and watch children, for ever."""
        while True:
            heard = self._turn(POLL_SECONDS if self.children else None)
            if self.later and self.children and self.ended and (not heard or self.ended > HURRIED):
                self._do_later()

    def _turn(self, seconds: float | None) -> bool:
        """Answer who has spoken within this time, look after the children; whether anybody had."""
        heard = self.selector.select(seconds)
        for key, _ in heard:
            key.data(key.fileobj)
        for child in list(self.children.values()):
            self._watch(child)
        return bool(heard)

    def _do_later(self) -> None:
        """Do what the first children were spared, once one has ended, and watch the others.

        The watch comes between any two of its steps, and nobody may be forked there.
        """
        assert self.later
        self.postponed = []
        signal.signal(signal.SIGALRM, self._look_up)
        signal.setitimer(signal.ITIMER_REAL, POLL_SECONDS)
        try:
            self.later()
        finally:
            postponed, self.postponed, self.later = self.postponed, None, None
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
        for connection, limits in postponed:
            self._spawn(connection, limits)

    def _look_up(self, *_: object) -> None:
        """A turn in the middle of something else, and never in the middle of another one."""
        if self.postponed is not None:
            self._turn(0)
            signal.setitimer(signal.ITIMER_REAL, POLL_SECONDS)

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        self.selector.register(connection, selectors.EVENT_READ, self._request)

    def _request(self, connection: socket.socket) -> None:
        try:
            body = connection.recv(65536)
        except ConnectionError:
            body = b""
        child = self.children.get(connection)
        if not body:  # the worker is gone, and its child with it
            self.selector.unregister(connection)
            connection.close()
            if child:
                child.kill("abandoned")
            if self.postponed is not None:
                self.postponed = [p for p in self.postponed if p[0] is not connection]
            return
        request = json.loads(body)
        if "limits" in request:
            self._spawn(connection, Limits(**request["limits"]))
        elif child:
            self._look(child)
            child.used = child.idle = 0.0
            child.cpu_budget, child.wall_budget = request["cpu_seconds"], request["wall_seconds"]

    def _spawn(self, connection: socket.socket, limits: Limits) -> None:
        if self.postponed is not None:
            self.postponed.append((connection, limits))
            return
        near, far = socket.socketpair()
        try:
            pid = self._fork()
        except OSError:  # the machine is out of memory or processes: this worker's loss only
            near.close()
            far.close()
            self.selector.unregister(connection)
            connection.close()
            return
        if pid == 0:
            _become_child(far, self, limits)
        far.close()
        pidfd = os.pidfd_open(pid)
        child = Child(
            pid, pidfd, connection, limits,
            cpu_budget=limits.cpu_seconds, wall_budget=limits.wall_seconds,
        )  # fmt: skip
        self.children[connection] = child
        self.selector.register(pidfd, selectors.EVENT_READ, lambda _: self._reap(child))
        _send_descriptors(connection, {"pid": pid}, [near.fileno(), pidfd])
        near.close()

    def _fork(self) -> int:
        """Fork; at level full the child is pid 1 of a namespace of its own.

        One fork, not two: this process only lends its future children a new
        namespace and takes its own back (a double fork costs 18 ms).
        """
        if self.level != "full":
            return os.fork()
        linux.unshare(linux.CLONE_NEWPID)
        pid = -1
        try:
            pid = os.fork()
        finally:
            if pid:
                linux.setns(self.pid_namespace, linux.CLONE_NEWPID)
        return pid

    def _watch(self, child: Child) -> None:
        mib = self._look(child)
        if child.used > child.cpu_budget:
            child.kill("cpu")
        elif child.idle > child.wall_budget:
            child.kill("wall")
        elif mib > child.limits.memory_mib and child.weigh() > child.limits.memory_mib:
            child.kill("memory")

    def _look(self, child: Child) -> float:
        """Bring the child's account up to now; returns its MiB, shared pages counted each time.

        One that computes, or would on a less busy machine, is left to its CPU limit;
        only the rest of the time counts as idle.  Each look is judged by itself:
        a crowd of threads saves up no time to sleep, and children that end unseen
        (their parent ignores SIGCHLD) take back nothing of what was counted.
        """
        now = time.monotonic()
        cpu, queued, mib, descriptors = _usage(child.pid)
        computed, stood = max(cpu - child.cpu, 0.0), max(queued - child.queued, 0.0)
        idle = max(now - child.looked - computed - stood, 0.0)
        child.used += computed
        child.idle += idle
        child.waited += idle
        child.cpu, child.queued, child.looked = cpu, queued, now
        child.peak_mib = max(child.peak_mib, mib)
        child.buffers_mib = BUFFER_MIB * max(descriptors - FREE_DESCRIPTORS, 0)
        return mib + child.buffers_mib

    def _reap(self, child: Child) -> None:
        self.selector.unregister(child.pidfd)
        _, status, usage = os.wait4(child.pid, 0)
        del self.children[child.connection]
        self.ended += 1
        os.close(child.pidfd)
        if self.level != "full":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
        account = {
            "status": os.waitstatus_to_exitcode(status),
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "waited_seconds": child.waited,
            "peak_mib": max(child.peak_mib, usage.ru_maxrss / 1024),
            "reason": child.reason,
        }
        with contextlib.suppress(OSError):
            child.connection.send(json.dumps(account).encode())


def _send_descriptors(connection: socket.socket, message: Any, fds: list[int]) -> None:
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))
    with contextlib.suppress(OSError):
        connection.sendmsg([json.dumps(message).encode()], [rights])


def _tree(pid: int) -> list[int]:
    """A process and all that descend from it; strays belong to its namespace's pid 1."""
    found, index = [pid], 0
    while index < len(found) and len(found) < 4096:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{found[index]}/task"):
                with open(f"/proc/{found[index]}/task/{task}/children") as children:
                    found += [int(p) for p in children.read().split()]
        index += 1
    return found


def _usage(pid: int) -> tuple[float, float, float, int]:
    """What a process's whole tree uses, its dead included as far as their parents inherit.

    Returns:
        CPU seconds, seconds in the queue for a core, resident MiB, open descriptors.
    """
    ticks = pages = queued = descriptors = 0
    for one in _tree(pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{one}/stat", "rb") as stat:
                fields = stat.read().rpartition(b")")[2].split()
            ticks += sum(int(f) for f in fields[11:15])
            pages += int(fields[21])
            if fields[0] not in (b"Z", b"X"):  # the dead hold nothing, and hide that they don't
                descriptors += _descriptors(one)
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/schedstat", "rb") as schedstat:
                    queued += int(schedstat.read().split()[1])
    return ticks / _TICK, queued / 1e9, pages * _PAGE / 2**20, descriptors


def _proportional_mib(pid: int) -> float:
    """A process's memory in MiB, its share of shared pages: slow, asked only near the limit.

    One that hides its map (PR_SET_DUMPABLE) is charged all that it shares.
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
    """How many descriptors a process has open; one that hides them is charged what it may have."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except PermissionError:
        return jail.MAX_DESCRIPTORS


def _become_child(connection: socket.socket, zygote: Zygote, limits: Limits) -> None:
    """Jail this process and serve its worker; never returns."""
    status = 1
    try:
        keep = os.dup2(connection.fileno(), 3) if connection.fileno() != 3 else 3
        os.closerange(4, 65536)
        if zygote.level != "full":
            os.setsid()
        jail.enter_child(zygote.level, limits, own_uid=zygote.own_uid, seccomp=zygote.seccomp)
        from autograder.sandbox import child

        child.serve(socket.socket(fileno=keep), limits)
        status = 0
    except BaseException:
        # Before the student's code has run, the jail itself is at fault, and the grader says why;
        # afterwards nobody reads this.
        with contextlib.suppress(BaseException):
            from autograder import wire

            why = traceback.format_exc().strip().splitlines()[-1]
            os.write(3, wire.pack({"op": "failed", "why": why[:500]}))
    finally:
        os._exit(status)


def _warm_up_more() -> None:
    from autograder.sandbox import child

    child.warm_up_more()
    if sys.platform == "linux":
        linux.collapse_heap()  # forks are quicker then; it takes a quarter of a second itself
    gc.freeze()


def main() -> None:
    """Enter the namespaces, warm up, close the doors, serve."""
    listener_fd, level, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    assert level in ("full", "landlock", "process")
    linux_here = sys.platform == "linux"
    if linux_here:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command decides when to end
    own_uid = jail.enter_parent() if level == "full" else False
    from autograder.sandbox import child

    child.warm_up(folder)
    if level == "full":
        jail.build_root(folder / "root")
        os.environ["HOME"] = jail.HOME
    gc.freeze()
    # A child lives for one notebook and has a memory limit: looking for garbage after every 700
    # objects costs it a few percent of its time.
    gc.set_threshold(50_000, 20, 50)
    listener = socket.socket(fileno=listener_fd)
    # The kernel's word at our parent's death (above) may come before we ask for it; this stays.
    owner = os.dup(0)
    Zygote(listener, owner, level, own_uid, _warm_up_more).run()  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
