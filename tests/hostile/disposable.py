"""A throw-away host: what an attack does to it at a weak level is gone with it.

``python tests/hostile/disposable.py PROGRAM …`` runs a Python program in it: namespaces
of its own (user, pid, mount, network, ipc), every file system read-only but for
empty places in memory at /tmp, /var/tmp, /dev/shm and the home.  That makes it a container
that allows user namespaces; with ``--covered`` before the program parts of its /proc are
covered, as docker's are unless it is started with ``systempaths=unconfined``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

from autograder.sandbox import linux

PROJECT = Path(__file__).resolve().parent.parent.parent
COVERED = ["/tmp", "/var/tmp", "/dev/shm", str(Path.home())]


def enter(*, covered: bool = False) -> None:
    """Go on in a throw-away host, as its first process; the caller's ends with it.

    Raises:
        OSError: where there are no user namespaces.
    """
    uid, gid = os.geteuid(), os.getegid()
    os.nice(5)  # what goes on in it must not starve what is tested outside
    linux.unshare(
        linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWPID
        | linux.CLONE_NEWIPC | linux.CLONE_NEWNET
    )  # fmt: skip
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1\n")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1\n")
    first = os.fork()
    if first:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    _cover()
    if covered:
        _cover_parts_of_proc()
    linux.mount("proc", "/proc", "proc")
    if covered:
        _cover_parts_of_proc()
    with contextlib.suppress(OSError):  # of this namespace since Linux 6.14: root has no NPROC
        Path("/proc/sys/kernel/pid_max").write_text("400")


def _cover() -> None:
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    kept = {p: os.open(p, os.O_PATH) for p in (PROJECT, Path(sys.prefix), Path(sys.base_prefix))}
    for point in _mount_points():
        _make_read_only(point)
    for place in filter(os.path.isdir, COVERED):
        linux.mount("tmpfs", place, "tmpfs", data="size=1g,mode=1777")
    for path, fd in kept.items():
        if any(path.is_relative_to(place) for place in COVERED) and not path.exists():
            path.mkdir(parents=True)
            linux.mount(f"/proc/self/fd/{fd}", str(path), flags=linux.MS_BIND | linux.MS_REC)
            _make_read_only(str(path))
        os.close(fd)


def _cover_parts_of_proc() -> None:
    for name in ("keys", "timer_list", "kcore"):
        if Path(f"/proc/{name}").exists():
            linux.mount("/dev/null", f"/proc/{name}", flags=linux.MS_BIND)


def _mount_points() -> list[str]:
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return [line.split()[4].encode().decode("unicode_escape") for line in lines]


def _make_read_only(point: str) -> None:
    """Remount one place; flags that the host locked have to be repeated."""
    for flags in (0, 2, 6, 14, 1024, 1026, 1030, 1038):  # nosuid, nodev, noexec, noatime
        with contextlib.suppress(OSError):
            linux.mount("none", point, flags=linux.MS_BIND | 32 | linux.MS_RDONLY | flags)
            return


if __name__ == "__main__":
    covered = sys.argv[1] == "--covered"
    enter(covered=covered)
    os.execv(sys.executable, [sys.executable, *sys.argv[1 + covered :]])
