"""What a command costs: CPU seconds and memory of all the processes that it starts.

The command runs below a process of its own that adopts every orphan
(PR_SET_CHILD_SUBREAPER) and ends when the last descendant is gone.  The kernel
then knows the CPU time of the whole tree, daemons and killed kernels included, as long
as each was waited for; memory is sampled, each page shared by n processes as 1/n (PSS).
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.sandbox import linux
from autograder.sandbox.last_words import last_words
from autograder.sandbox.usage import tree

SAMPLE_SECONDS = 0.25  # between two looks at the memory, which cost about 1 % of a core
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Usage:
    """What a command used.

    Attributes:
        cpu: CPU seconds, user and system, of all its processes.
        wall: Seconds on the clock.
        peak_mib: Most memory at a time, of all its processes together.
        first: Seconds on the clock until it said what was waited for; ``wall`` if it never did.
    """

    cpu: float
    wall: float
    peak_mib: float
    first: float

    def __add__(self, other: Usage) -> Usage:
        """One command after the other."""
        peak = max(self.peak_mib, other.peak_mib)
        return Usage(self.cpu + other.cpu, self.wall + other.wall, peak, self.first)


def measure(
    command: Sequence[str],
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    awaited: bytes = b"",
) -> Usage:
    """Run a command to its end, and that of all it started.

    Args:
        command: The program and its arguments.
        folder: Where it runs.
        log: Takes what it prints.
        environment: Added to this process's own.
        awaited: What it prints when :attr:`Usage.first` is over.

    Raises:
        CourseError: when it fails, with its last line.
    """
    log.write_bytes(b"")
    reader, writer = os.pipe()
    began = time.monotonic()
    guardian = os.fork()
    if guardian == 0:
        _guard(command, folder, log, {**os.environ, **(environment or {})}, writer)
    os.close(writer)
    peak, first = _watch(guardian, log, awaited)
    wall = time.monotonic() - began
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    if not told:
        raise CourseError(f"{command[0]} could not be measured")
    account = json.loads(told)
    if account["status"] != 0:
        words = last_words(log) or "it said nothing"
        raise CourseError(f"{' '.join(command)[:200]} failed ({account['status']}): {words}")
    return Usage(account["cpu"], wall, peak, first - began if first else wall)


def _guard(
    command: Sequence[str], folder: Path, log: Path, environment: dict[str, str], writer: int
) -> None:
    """Run the command and adopt its orphans, until all of them have ended; never returns."""
    try:
        linux.prctl(PR_SET_CHILD_SUBREAPER, 1)
        with open(log, "wb") as out:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            status = process.wait()
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime
        os.write(writer, json.dumps({"status": status, "cpu": cpu}).encode())
    except OSError as error:
        log.write_text(str(error))
        os.write(writer, json.dumps({"status": str(error), "cpu": 0.0}).encode())
    finally:
        os._exit(0)


def _watch(guardian: int, log: Path, awaited: bytes) -> tuple[float, float]:
    """Wait for the guardian.

    Returns:
        The most memory that its descendants had, in MiB; when the log first held what was
        awaited, on the monotonic clock, or 0.
    """
    peak = first = 0.0
    while True:
        deadline = time.monotonic() + SAMPLE_SECONDS
        peak = max(peak, sum(_mib(pid) for pid in tree(guardian)[1:]))
        while time.monotonic() < deadline:
            if awaited and not first and awaited in log.read_bytes():
                first = time.monotonic()
            if os.waitpid(guardian, os.WNOHANG)[0]:
                return peak, first
            time.sleep(0.01)


def _mib(pid: int) -> float:
    """A process's proportional set size, in MiB; 0 once it is gone."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as rollup:
        return sum(int(x.split()[1]) for x in rollup if x.startswith("Pss:")) / 1024
    return 0.0
