"""Starts `course` commands that need no time to start: forked, with everything imported.

Run by tests/test_crash.py as ``python host.py``.  Each line of its input is a JSON list: a
course, a log file and the command's arguments.  It answers with the command's process id, and
when that has ended and nothing of it is left, with its exit status and what was left by then.

A command forks its zygote, and with it its fork server, instead of starting an interpreter; apart
from that everything is as in real use.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from autograder.commands import class_table, cli, marks_file, progress, session, summary  # noqa: F401
from autograder.grading import batch, engine  # noqa: F401
from autograder.grading.workers import first_process, graders, worker  # noqa: F401
from autograder.nbgrader_bridge.writer import GradebookWriter  # noqa: F401
from autograder.sandbox import child, host, linux, zygote

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: orphaned descendants become our children
PATIENCE = 60.0  # seconds that killed processes may take to end, on a busy machine


class ZygoteProcess(host.ZygoteProcess):
    """Forked, where the real one starts an interpreter and imports torch for seconds."""

    def _start(self, listener: int, fork_server: int | None) -> subprocess.Popen[bytes]:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                null = os.open(os.devnull, os.O_RDWR)
                given = [
                    reader,
                    self.log.fileno(),
                    null,
                    listener,
                    null if fork_server is None else fork_server,
                ]
                for number, fd in enumerate([fcntl.fcntl(fd, fcntl.F_DUPFD, 64) for fd in given]):
                    os.dup2(fd, number)
                os.closerange(5, 65536)
                sys.argv = ["zygote", "3", self.level, str(self.folder)]
                if fork_server is None:
                    zygote.main()
                sys.argv.append("4")
                first_process.main()
            finally:
                os._exit(1)
        os.close(reader)
        process = subprocess.Popen.__new__(subprocess.Popen)
        process.args, process.pid, process.returncode = "zygote", pid, None
        process.stdin = os.fdopen(writer, "wb", 0)
        process.stdout = process.stderr = None
        process._child_created, process._waitpid_lock = True, threading.Lock()
        return process


def warm_up(folder: str) -> None:
    """Import everything that a command, a worker or a zygote would import by itself."""
    linux.prctl(SUBREAPER, 1)
    ours = sys.modules["__main__"]
    child.warm_up(Path(folder))
    notebooks = sys.modules["__main__"]  # IPython's
    sys.modules["__main__"] = ours
    child.import_libraries = lambda folder: None
    child.warm_up = lambda folder: sys.modules.update({"__main__": notebooks})
    graders.grader(Path(os.environ["CRASH_COURSE"]), "risk", "full")  # imports half of pytest
    gc.collect()
    gc.freeze()
    linux.collapse_heap()
    linux.collapse_heap = lambda: None
    engine.ZygoteProcess = ZygoteProcess


def children(pid: int) -> set[int]:
    """The processes that a process has started, or inherited."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= {int(p) for p in (task / "children").read_text().split()}
    return found


def start(log: str, arguments: list[str]) -> int:
    """Fork a command; SIGINT is blocked until the command can handle it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        return pid
    status = 130
    try:
        os.setsid()
        out = os.open(log, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o644)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        cli.app(arguments)
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def all_gone(pid: int, permanent: set[int]) -> tuple[int, list[str]]:
    """Wait for a command's end, and then for that of everything it started."""
    status, give_up = None, float("inf")
    while True:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == pid:
                    status = os.waitstatus_to_exitcode(ended[1])
                    give_up = time.monotonic() + PATIENCE
        left = children(os.getpid()) - permanent
        if status is not None and (not left or time.monotonic() > give_up):
            return status, [f"process {p}" for p in left]
        time.sleep(0.02)


def main() -> None:
    """Serve until the input ends."""
    with tempfile.TemporaryDirectory() as folder:
        warm_up(folder)
        permanent = children(os.getpid())
        print(json.dumps("ready"), flush=True)
        for line in sys.stdin:
            root, log, *arguments = json.loads(line)
            os.chdir(root)
            pid = start(log, arguments)
            print(pid, flush=True)
            print(json.dumps(all_gone(pid, permanent)), flush=True)


if __name__ == "__main__":
    main()
