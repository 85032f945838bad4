"""The grader's end: start the zygote, request children from it, talk to them with deadlines."""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.files import OwnFolder
from autograder.sandbox import wire
from autograder.sandbox.account import Account
from autograder.sandbox.last_words import how_it_ended, last_words
from autograder.sandbox.limits import Level, Limits
from autograder.sandbox.turnaround import Turnaround
from autograder.sandbox.usage import MemoryReader, pid_behind, together

START_SECONDS = 120.0  # importing torch from a cold disk
# A string for ``python -m``: this package must not import from autograder.grading.
FIRST_PROCESS = "autograder.grading.workers.first_process"
SPAWN_SECONDS = 30.0


class SandboxError(Exception):
    """The sandbox itself failed: the grader's fault, never the student's."""


class ZygoteLost(SandboxError):
    """The zygote has ended; only whoever started it can start another."""


class ChildEnded(Exception):
    """The student's process is gone; :attr:`account` says why."""

    def __init__(self, account: Account) -> None:
        super().__init__(account.why)
        self.account = account


class ZygoteProcess:
    """A running zygote; use as a context manager.

    Args:
        level: How strong a jail its children get.
        fork_server: Descriptor of the socket for the process that workers are forked from, which
            is to share the zygote's imports; None for none.  See first_process.py.

    Raises:
        SandboxError: when it does not start.
    """

    def __init__(self, level: Level, fork_server: int | None = None) -> None:
        self.level = level
        self._own = OwnFolder("course-sandbox")
        self.folder = self._own.path
        self.address = str(self.folder / "zygote")
        (self.folder / "root").mkdir()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(self.address)
        listener.listen(64)
        self.log = open(self.folder / "log", "wb")  # noqa: SIM115 - it lives as long as the zygote
        self.process = self._start(listener.fileno(), fork_server)
        listener.close()

    def _start(self, listener: int, fork_server: int | None) -> subprocess.Popen[bytes]:
        module, inherited = "autograder.sandbox.zygote", [listener]
        arguments = [str(listener), self.level, str(self.folder)]
        if fork_server is not None:
            module = FIRST_PROCESS
            inherited.append(fork_server)
            arguments.append(str(fork_server))
        return subprocess.Popen(
            # Not -I, with which Python ignores PYTHONHASHSEED: strings would be in another order
            # in each zygote's sets.
            [sys.executable, "-sP", "-m", module, *arguments],
            pass_fds=inherited,
            stdin=subprocess.PIPE,  # never written to: reads end of file once we have ended
            stdout=self.log,
            stderr=self.log,
            env=environment(),
            start_new_session=True,  # Ctrl-C reaches the command alone, which then ends the zygote
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def ended(self) -> bool:
        """Whether the zygote has ended; given a second, since its socket closes before it exits."""
        try:
            self.process.wait(1.0)
        except subprocess.TimeoutExpired:
            return False
        return True

    def last_words(self) -> str:
        """The exit code or signal of the ended zygote, and the last line of its log."""
        status = self.process.returncode
        # The process that we started passes on the zygote's own status, modulo 256.
        how = how_it_ended(status - 256 if status > 192 else status)
        words = last_words(self.folder / "log")
        said = f"; its log ends with: {words}" if words else ""
        return f"the sandbox's parent process was {how}{said}"

    def close(self) -> None:
        """End the zygote, its children with it, and remove its folder."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.log.close()
        self._own.close()


def environment() -> dict[str, str]:
    """Environment variables for the zygote and the fork server; no others are passed on."""
    one_thread = dict.fromkeys(
        ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"], "1"
    )
    kept = {k: v for k, v in os.environ.items() if k in ("OPENBLAS_CORETYPE", "TZ")}
    # An interpreter inside the virtual environment first, for `!python` in a notebook.
    path = f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin"
    return {"PATH": path, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"} | one_thread | kept


class Connection:
    """One worker's connection to the zygote; it has one child at a time."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._connect()

    def _connect(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(START_SECONDS)
        try:
            self._socket.connect(self.address)
        except OSError as error:
            self._socket.close()
            raise self._trouble(error) from None

    def renew(self) -> None:
        """Connect anew: after a fault the old socket may hold answers to old requests.

        Raises:
            SandboxError: when nobody answers.
        """
        self.close()
        self._connect()

    def close(self) -> None:
        """Close the socket; a child that still runs is killed."""
        self._socket.close()

    def spawn(self, limits: Limits) -> Child:
        """Request a child from the zygote and wait until it is jailed.

        Raises:
            SandboxError: when the zygote cannot provide one.
        """
        try:
            self._socket.send(json.dumps({"limits": asdict(limits)}).encode())
            body, ancillary, _, _ = self._socket.recvmsg(4096, socket.CMSG_SPACE(8))
        except OSError as error:
            raise self._trouble(error) from None
        fds = array.array("i")
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
        if not body or len(fds) != 2:
            raise self._lost("has ended")
        child = Child(self, socket.socket(fileno=fds[0]), fds[1], limits)
        child.expect_ready()
        return child

    def budget(self, cpu_seconds: float, wall_seconds: float) -> None:
        """Allow the child this much CPU time, and this long when idle, from now on."""
        self._tell({"cpu_seconds": cpu_seconds, "wall_seconds": wall_seconds})

    def excuse(self, seconds: float) -> None:
        """Take back this much of the child's idle time: it waited for us."""
        self._tell({"excused_seconds": seconds})

    def _tell(self, message: dict[str, float]) -> None:
        with contextlib.suppress(OSError):  # a lost zygote is noticed at the next answer
            self._socket.send(json.dumps(message).encode())

    def account(self) -> dict[str, Any]:
        """Wait for the zygote's account of the child that ended."""
        try:
            body = self._socket.recv(65536)
        except OSError as error:
            raise self._trouble(error) from None
        if not body:
            raise self._lost("has ended")
        return dict(json.loads(body))

    def _trouble(self, error: OSError) -> SandboxError:
        """The exception for a socket that fails: closed at the other end, or silent too long."""
        if isinstance(error, (ConnectionError, FileNotFoundError)):
            return self._lost(f"is gone ({error.strerror})")
        return SandboxError(f"the sandbox's parent process does not answer ({error})")

    def _lost(self, how: str) -> ZygoteLost:
        words = last_words(Path(self.address).parent / "log")
        said = f"its log ends with: {words}" if words else "what is wrong: course doctor"
        return ZygoteLost(f"the sandbox's parent process {how}; {said}")


class Child:
    """One student's process: its socket, and a pidfd to kill it with."""

    def __init__(
        self, parent: Connection, channel: socket.socket, pidfd: int, limits: Limits
    ) -> None:
        self._parent = parent
        self._channel = channel
        self._pidfd = pidfd
        self.limits = limits
        self._reason = ""
        self._account: Account | None = None
        self._turnaround = Turnaround(parent.excuse)
        self._pid = pid_behind(pidfd)
        self._memory = MemoryReader(self._pid)
        channel.setblocking(False)

    def expect_ready(self) -> None:
        """Wait for the first message, sent before any student's code runs.

        Raises:
            SandboxError: when the jail could not be set up.
        """
        try:
            message = self.receive(time.monotonic() + SPAWN_SECONDS)
        except (ChildEnded, wire.WireError) as error:
            raise SandboxError(f"the jail could not be put up: {error}") from None
        if not isinstance(message, dict) or message.get("op") != "ready":
            why = message.get("why") if isinstance(message, dict) else message
            raise SandboxError(f"the jail could not be put up: {why}")

    def spoke_unasked(self) -> bool:
        """Whether bytes can be read already, or the child has ended."""
        if self._account is not None:
            return True
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return bool(poll.poll(0))

    @property
    def resident_mib(self) -> float:
        """Memory of the child's own process; 0 when it has ended."""
        memory = self._memory.read()
        return memory.mib if memory else 0.0

    def settle(self) -> None:
        """Judge what the child has used, now that it has answered and waits.

        The zygote looks at it every 50 ms; what it sees of a short moment is chance.  Here the
        kernel's account of the peak decides, so the same answer always has the same verdict.

        Raises:
            ChildEnded: when a limit was exceeded.
        """
        memory = self._memory.read()
        if memory is None:
            if (account := self.finish()).limit:
                raise ChildEnded(account)
        elif max(memory.peak_mib, together(self._pid, memory)) > self.limits.memory_mib:
            self.kill("memory")
            raise ChildEnded(self.finish())

    def send(self, message: dict[str, Any], deadline: float) -> None:
        """Send one message.

        Raises:
            ChildEnded: when the child is gone or does not read until ``deadline``.
        """
        view = memoryview(wire.pack(message))
        while view:
            self._wait(select.POLLOUT, deadline)
            try:
                view = view[self._channel.send(view) :]
            except BlockingIOError:
                continue
            except OSError:
                raise ChildEnded(self.finish()) from None

    def receive(self, deadline: float) -> Any:
        """Receive one message; what it says is not checked.

        Raises:
            ChildEnded: when the child is gone, or silent until ``deadline``.
            WireError: when what came is not a message; the child is killed.
        """
        try:
            return wire.unpack(wire.read_frame(lambda n: self._read(n, deadline)))
        except wire.WireError:
            self.kill("sent something that is not part of the protocol")
            raise

    def _read(self, count: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            self._wait(select.POLLIN, deadline)
            try:
                part = self._channel.recv(min(count - len(parts), 2**20))
            except BlockingIOError:
                continue
            except OSError:
                part = b""
            if not part:
                raise ChildEnded(self.finish())
            parts += part
        return bytes(parts)

    def _wait(self, event: int, deadline: float) -> None:
        if self._account is not None:
            raise ChildEnded(self._account)
        self._turnaround.before_waiting()
        poll = select.poll()
        poll.register(self._channel, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            self.kill("wall")
            raise ChildEnded(self.finish())
        self._turnaround.after_waiting()

    def budget(self, cpu_seconds: float, wall_seconds: float) -> None:
        """Allow this much CPU time, and this long when idle, from now on."""
        self._parent.budget(cpu_seconds, wall_seconds)

    def kill(self, reason: str = "") -> None:
        """End the child and everything it started."""
        if self._account is not None:  # the descriptor may be another's by now
            return
        self._reason = self._reason or reason
        with contextlib.suppress(ProcessLookupError, OSError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def finish(self) -> Account:
        """Make sure that the child has ended, and say how and what it used."""
        if self._account is None:
            # A child that only closed its socket is ended here.
            if not _gone(self._pidfd, 1.0):
                self.kill("closed its connection to the grader")
            self._channel.close()
            self._turnaround.close()
            self._memory.close()
            raw = self._parent.account()
            os.close(self._pidfd)
            # The zygote's reason first: what we saw at our end of the socket is its consequence.
            reason = raw["reason"] or self._reason
            self._account = Account.of(raw, reason, self.limits)
        return self._account


def _gone(pidfd: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
