"""The zygote: imports torch once, then forks a jailed child for each submission.

Run as ``python -m autograder.sandbox.zygote LISTENER LEVEL FOLDER`` by host.py.
Its standard input is a pipe that nobody writes to: end of file there means that the command has
ended.  A worker connects, sends a :class:`~autograder.sandbox.limits.Limits` as JSON,
and gets two descriptors: its child's socket and a pidfd to kill it with.  While
the child lives the zygote watches its processes' CPU time and memory; when it
has ended the worker gets the account.  A connection has one child at a time.

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
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sandbox import allowed, jail, linux, seccomp
from autograder.sandbox.limits import Level, Limits
from autograder.sandbox.meter import Meter

POLL_SECONDS = 0.05


@dataclass
class Child:
    """A running child: its process, its worker's connection, what it used and may use."""

    pid: int
    pidfd: int
    connection: socket.socket
    limits: Limits
    meter: Meter
    reason: str = ""

    def kill(self, reason: str) -> None:
        """End the child and, at level full, everything it started."""
        self.reason = self.reason or reason
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)


class Zygote:
    """Serves connections until the command has ended.

    Args:
        listener: Where workers connect.
        owner: A descriptor that reads end of file when the command has ended.
        level: How strong a jail children get.
        own_uid: Whether children run under a user id of their own.
    """

    def __init__(self, listener: socket.socket, owner: int, level: Level, *, own_uid: bool) -> None:
        self.listener = listener
        self.level = level
        self.own_uid = own_uid
        self.filter_program = (
            None if level == "process" else seccomp.program(allowed.at_level(level))
        )
        self.children: dict[socket.socket, Child] = {}
        self.selector = selectors.PollSelector()
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        self.selector.register(owner, selectors.EVENT_READ, lambda _: os._exit(0))
        self.pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY) if level == "full" else -1

    def run(self) -> None:
        """Answer connections and watch children, for ever."""
        while True:
            for key, _ in self.selector.select(POLL_SECONDS if self.children else None):
                key.data(key.fileobj)
            for child in list(self.children.values()):
                self._watch(child)

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        self.selector.register(connection, selectors.EVENT_READ, self._request)

    def _request(self, connection: socket.socket) -> None:
        try:
            body = connection.recv(65536)
        except ConnectionError:
            body = b""
        child = self.children.get(connection)
        if not body:  # the worker has ended, and its child must end with it
            self._drop_connection(connection)
            if child:
                child.kill("abandoned")
            return
        request = json.loads(body)
        if "limits" in request:
            self._spawn(connection, Limits(**request["limits"]))
        elif child and "excused_seconds" in request:
            child.meter.excuse(request["excused_seconds"])
        elif child:
            child.meter.renew(request["cpu_seconds"], request["wall_seconds"])

    def _drop_connection(self, connection: socket.socket) -> None:
        self.selector.unregister(connection)
        connection.close()

    def _spawn(self, connection: socket.socket, limits: Limits) -> None:
        near, far = socket.socketpair()
        try:
            pid = self._fork()
        except OSError:  # out of memory or processes: only this worker's request fails
            near.close()
            far.close()
            self._drop_connection(connection)
            return
        if pid == 0:
            _become_child(far, self, limits)
        far.close()
        pidfd = os.pidfd_open(pid)
        meter = Meter(pid, limits.cpu_seconds, limits.wall_seconds)
        child = Child(pid, pidfd, connection, limits, meter)
        self.children[connection] = child
        self.selector.register(pidfd, selectors.EVENT_READ, lambda _: self._reap(child))
        _send_descriptors(connection, {"pid": pid}, [near.fileno(), pidfd])
        near.close()

    def _fork(self) -> int:
        """Fork; at level full the child is pid 1 of a namespace of its own.

        One fork is enough (a second one costs 18 ms): unshare gives a new pid namespace
        to children forked from now on, and setns undoes that for the next ones.
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
        if limit := child.meter.exceeded(child.limits.memory_mib):
            child.kill(limit)

    def _reap(self, child: Child) -> None:
        self.selector.unregister(child.pidfd)
        _, status, usage = os.wait4(child.pid, 0)
        del self.children[child.connection]
        child.meter.close()
        os.close(child.pidfd)
        if self.level != "full":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
        account = {
            "status": os.waitstatus_to_exitcode(status),
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "waited_seconds": child.meter.waited,
            "peak_mib": max(child.meter.peak_mib, usage.ru_maxrss / 1024),
            "reason": child.reason,
        }
        with contextlib.suppress(OSError):
            child.connection.send(json.dumps(account).encode())


def _send_descriptors(connection: socket.socket, message: Any, fds: list[int]) -> None:
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))
    with contextlib.suppress(OSError):
        connection.sendmsg([json.dumps(message).encode()], [rights])


def _become_child(connection: socket.socket, zygote: Zygote, limits: Limits) -> None:
    """Jail this process and serve its worker; never returns."""
    status = 1
    try:
        keep = os.dup2(connection.fileno(), 3) if connection.fileno() != 3 else 3
        os.closerange(4, 65536)
        if zygote.level != "full":
            os.setsid()
        gc.freeze()  # what this process did since the warm-up is no garbage of the child's
        gc.enable()
        jail.enter_child(
            zygote.level, limits, own_uid=zygote.own_uid, filter_program=zygote.filter_program
        )
        from autograder.sandbox import child

        child.serve(socket.socket(fileno=keep), limits)
        status = 0
    except BaseException:
        # Before the student's code has run, the jail itself is at fault, and the grader says why;
        # afterwards nobody reads this.
        with contextlib.suppress(BaseException):
            from autograder.sandbox import wire

            why = traceback.format_exc().strip().splitlines()[-1]
            os.write(3, wire.pack({"op": "failed", "why": why[:500]}))
    finally:
        os._exit(status)


def main() -> None:
    """Enter the namespaces, warm up, build the root that children share, serve."""
    listener_fd, level, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    assert level in ("full", "landlock", "process")
    linux_here = sys.platform == "linux"
    if linux_here:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which then ends us
    own_uid = jail.enter_parent() if level == "full" else False
    from autograder.sandbox import child

    child.warm_up(folder)
    if linux_here:
        linux.collapse_heap()  # forks are quicker then
    if level == "full":
        jail.build_root(folder / "root")
        os.environ["HOME"] = jail.HOME
    gc.freeze()
    # A child lives for one notebook and has a memory limit: looking for garbage after every 700
    # objects costs it a few percent of its time.
    gc.set_threshold(50_000, 20, 50)
    gc.disable()  # until a child is forked: each finds the collector as the first one did
    listener = socket.socket(fileno=listener_fd)
    # The command may have ended before PR_SET_PDEATHSIG took effect; end of file is never missed.
    owner = os.dup(0)
    Zygote(listener, owner, level, own_uid=own_uid).run()  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
