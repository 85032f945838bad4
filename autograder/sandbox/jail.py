"""The jail around a student's process, at the strongest level that the machine allows.

``full``      own user, pid, mount, network, ipc and uts namespaces; a read-only root
              with nothing in it but the interpreter and its libraries; bounded private
              /tmp and /dev/shm; rlimits, Landlock, seccomp, no capabilities.
``landlock``  the host's root seen through Landlock; seccomp and rlimits.  Contains files,
              network and (ABI 6) signals; promises nothing about total memory, or
              about processes left behind.
``process``   rlimits and time limits only: for your own notebooks, not for others'.

The zygote first enters namespaces of its own (:func:`enter_parent`) and builds the root
that all children share (:func:`build_root`); each child then restricts itself further
(:func:`enter_child`).
"""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import site
import sys
from pathlib import Path

from autograder.sandbox import linux, seccomp, system_calls
from autograder.sandbox.limits import Level, Limits

HOME = "/tmp/home"  # working directory of a student's process, inside the jail
STUDENT_UID = 1000  # its user id, as seen inside the jail
MAX_DESCRIPTORS = 256  # open in one process
MIB = 2**20

KEPT = ".below-tmp"  # where the root keeps libraries that lie below /tmp
PREFIX_PARTS = ("bin", "lib", "lib64", "pyvenv.cfg")  # of a Python prefix

_ETC = {
    "passwd": f"student:x:{STUDENT_UID}:{STUDENT_UID}:student:{HOME}:/bin/sh\n",
    "group": f"student:x:{STUDENT_UID}:\n",
    "hosts": "127.0.0.1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


def available_level() -> tuple[Level, str]:
    """Tell the strongest level of this machine, and the remedy where it is not ``full``.

    The namespaces are tried in a child that makes them and ends.
    """
    if sys.platform != "linux" or system_calls.MACHINE not in ("x86_64", "aarch64"):
        return "process", "Grade on Linux (x86_64 or aarch64) for a sandbox."
    problem = _try_namespaces()
    if problem is None:
        return "full", ""
    remedy = f"User namespaces are not available ({problem}). " + _namespace_remedy()
    return ("landlock" if linux.landlock_abi() else "process"), remedy


def _namespace_remedy() -> str:
    restriction = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
    with contextlib.suppress(OSError):
        if restriction.read_text().strip() == "1":
            return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    return (
        "Allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1 "
        "user.max_user_namespaces=15000; or, in a container, start it with "
        "--security-opt seccomp=unconfined --security-opt systempaths=unconfined."
    )


def _try_namespaces() -> str | None:
    """Create the jail's namespaces and mounts in a forked child; return the kernel's error."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            linux.unshare(
                linux.CLONE_NEWUSER | linux.CLONE_NEWPID | linux.CLONE_NEWNS | linux.CLONE_NEWNET
            )
            linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
            linux.mount("tmpfs", "/tmp", "tmpfs")
            _mount_proc_as_first_process()
        except OSError as error:
            os.write(writer, str(error).encode()[:200])
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    answer = os.read(reader, 200).decode()
    os.close(reader)
    return answer or None


def _mount_proc_as_first_process() -> None:
    """Mount /proc in a forked child, which is pid 1 of the new pid namespace.

    Raises:
        OSError: where the kernel refuses, as in a container that covers parts of its own /proc,
            which docker's do.
    """
    first = os.fork()
    if first == 0:
        try:
            linux.mount("proc", "/proc", "proc")
        except OSError as error:
            os._exit(error.errno or errno.EPERM)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
    if code > 0:  # negative where a signal killed it, which says nothing of mounting
        raise OSError(code, f"mounting /proc: {os.strerror(code)}")


# -- the zygote ---------------------------------------------------------------


def enter_parent() -> bool:
    """Put this process into user, pid and mount namespaces of its own.

    Must be called before anything heavy is imported.  It forks: the caller's
    process stays outside, maps the user ids, waits, and ends with the other's
    status; the call returns in the process inside, which is pid 1 there.

    Returns:
        Whether children run under a user id of their own (the grader is root).
    """
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    ready_r, ready_w = os.pipe()
    mapped_r, mapped_w = os.pipe()
    child = os.fork()
    if child:
        _stay_outside(child, outer_uid, outer_gid, ready_r, mapped_w)
    linux.prctl(linux.PR_SET_PDEATHSIG, 9)
    os.close(ready_r)
    os.close(mapped_w)  # or the read below never ends if the writer dies
    linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS)
    os.write(ready_w, b"1")
    if not (mapped := os.read(mapped_r, 1)):
        os._exit(1)
    own_uid = mapped == b"2"
    os.close(ready_w)
    os.close(mapped_r)
    linux.unshare(linux.CLONE_NEWPID)
    inside = os.fork()
    if inside:
        os.closerange(3, 4096)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(inside, 0)[1]) & 0xFF)
    linux.prctl(linux.PR_SET_PDEATHSIG, 9)
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    return own_uid


def _stay_outside(child: int, uid: int, gid: int, ready: int, mapped: int) -> None:
    """Map the child's ids from outside its namespace, then exit with its status."""
    os.read(ready, 1)
    own_uid = uid == 0
    Path(f"/proc/{child}/setgroups").write_text("deny")
    try:
        if not own_uid:
            raise PermissionError
        # As root: a second id, nobody's, so that students' processes are not root's.
        Path(f"/proc/{child}/uid_map").write_text("0 0 1\n1 65534 1\n")
        Path(f"/proc/{child}/gid_map").write_text("0 0 1\n1 65534 1\n")
    except OSError:
        own_uid = False
        Path(f"/proc/{child}/uid_map").write_text(f"0 {uid} 1\n")
        Path(f"/proc/{child}/gid_map").write_text(f"0 {gid} 1\n")
    os.write(mapped, b"2" if own_uid else b"1")
    os.closerange(3, 4096)
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)


def build_root(root: Path) -> None:
    """Build the read-only root at ``root``, an empty directory, and move into it.

    Holds the interpreter, its libraries and fonts; no home, no course.
    """
    linux.mount("tmpfs", str(root), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=1m")
    for directory in ["tmp", "dev", "proc", "etc", "dev/pts", "dev/shm", "var"]:
        (root / directory).mkdir()
    # The zygote's /tmp, for what libraries write when they are imported; children mount their own.
    linux.mount("tmpfs", f"{root}/tmp", "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=1m")
    for name, text in _ETC.items():
        (root / "etc" / name).write_text(text)
    for path in _visible_paths():
        _show(path, root)
    _keep_what_tmp_will_cover(root)
    _hide_kit(root)
    # No /dev/zero: mapped shared, it is memory that belongs to no process.
    for device in ["null", "full", "random", "urandom"]:
        (root / "dev" / device).touch()
        linux.mount(f"/dev/{device}", f"{root}/dev/{device}", flags=linux.MS_BIND)
    for name, target in {"fd": "self/fd", "stdin": "self/fd/0", "stdout": "self/fd/1"}.items():
        (root / "dev" / name).symlink_to(f"/proc/{target}")
    (root / "dev/ptmx").symlink_to("pts/ptmx")
    linux.mount("proc", f"{root}/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    linux.pivot_root(str(root))
    linux.mount("none", "/", flags=32 | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV)


def _visible_paths() -> list[Path]:
    """The system's libraries and, of each Python prefix, what an interpreter needs."""
    system = ["/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives",
              "/etc/fonts", "/etc/localtime"]  # fmt: skip
    return [p for p in [*map(Path, system), *_prefix_paths()] if p.exists()]


def _prefix_paths() -> list[Path]:
    prefixes = dict.fromkeys([sys.base_prefix, sys.prefix])
    return [Path(prefix, part) for prefix in prefixes for part in PREFIX_PARTS]


def _show(path: Path, root: Path) -> None:
    """Bind ``path``, or repeat the link that it is, at its own place below ``root``."""
    target = root / path.relative_to("/")
    if target.exists() or target.is_symlink():  # below something already shown
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        target.symlink_to(os.readlink(path))
        return
    if path.is_dir():
        target.mkdir()
    else:
        target.touch()
    linux.bind_read_only(str(path), str(target))


def _keep_what_tmp_will_cover(root: Path) -> None:
    """Bind libraries that lie below /tmp to KEPT as well: each child's own /tmp hides the first."""
    for path in _visible_paths():
        if path.is_relative_to("/tmp") and not path.is_symlink():
            _show(path, root / KEPT)


def _uncover() -> None:
    """Bind the libraries that a child's own /tmp hides into that /tmp again."""
    for target in _prefix_paths():
        path = Path("/", KEPT) / target.relative_to("/")
        if not path.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            target.touch()
        linux.mount(str(path), str(target), flags=linux.MS_BIND | linux.MS_REC)


def _hide_kit(root: Path) -> None:
    """Mount an empty tmpfs over the kit where it is installed among the visible libraries."""
    package = Path(__file__).resolve().parent.parent
    for library in site.getsitepackages():
        if package.is_relative_to(library):
            for shown in (root, root / KEPT):
                place = shown / package.relative_to("/")
                if place.is_dir():
                    linux.mount("tmpfs", str(place), "tmpfs", linux.MS_RDONLY, "size=4k,mode=000")


# -- a child ------------------------------------------------------------------


def enter_child(
    level: Level, limits: Limits, *, own_uid: bool, filter_program: bytes | None
) -> None:
    """Put this freshly forked process into the jail.

    Args:
        level: How much of the jail to put up.
        limits: Give the sizes of its tmpfs mounts and its rlimits.
        own_uid: Whether the parent holds a second user id for its children.
        filter_program: The seccomp filter, built once by the parent.
    """
    home = HOME
    # If the machine runs out of memory, the kernel's OOM killer is to pick this process first.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    if level == "full":
        _private_places(limits)
        _become_student(own_uid)
    _set_rlimits(limits)
    if level != "full":
        home = f"{os.environ['HOME']}/{os.getpid()}"
        os.environ["TMPDIR"] = home  # where it may write
    os.makedirs(home, exist_ok=True)
    os.chdir(home)
    if level == "process":
        return
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    abi = linux.landlock_abi()
    if abi:
        read = ["/"] if level == "full" else [str(p) for p in _visible_paths()] + ["/proc", "/dev"]
        write = ["/tmp", "/dev"] if level == "full" else [home, "/dev/null", "/dev/shm"]
        linux.install_landlock(abi, read, write)
    if level == "full":
        linux.drop_capabilities()
    if filter_program:
        seccomp.install(filter_program)


def _private_places(limits: Limits) -> None:
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
    guarded = linux.MS_NOSUID | linux.MS_NODEV
    small = f"size={limits.file_mib}m,nr_inodes=4096,mode=1777"
    linux.mount("tmpfs", "/tmp", "tmpfs", guarded, small)
    _uncover()
    linux.mount("tmpfs", "/dev/shm", "tmpfs", guarded, small)
    linux.mount("devpts", "/dev/pts", "devpts", linux.MS_NOSUID, "newinstance,ptmxmode=0666,max=64")
    linux.mount("proc", "/proc", "proc", guarded | linux.MS_NOEXEC)


def _become_student(own_uid: bool) -> None:
    """Enter a user namespace without a way back, under an ordinary user's id."""
    if own_uid:
        os.setresgid(1, 1, 1)
        os.setresuid(1, 1, 1)
        linux.prctl(linux.PR_SET_DUMPABLE, 1)  # since changing ids, root owns /proc/self
    inner = os.geteuid()
    linux.unshare(linux.CLONE_NEWUSER)
    for name, text in [
        ("setgroups", "deny"),
        ("uid_map", f"{STUDENT_UID} {inner} 1"),
        ("gid_map", f"{STUDENT_UID} {inner} 1"),
    ]:
        fd = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(fd, text.encode())
        os.close(fd)


def _set_rlimits(limits: Limits) -> None:
    memory = limits.memory_mib * MIB
    for name, most in {
        # 1, not 0: with 0 the kernel still starts the host's crash handler (core_pattern `|…`).
        "CORE": 1,
        "FSIZE": limits.file_mib * MIB,
        "NOFILE": MAX_DESCRIPTORS,
        "NPROC": limits.processes,
        # For what one process asks for at once; what it uses is measured (usage.py). Address space
        # is not memory: torch alone maps most of a gigabyte without using it.
        "AS": memory + 2048 * MIB,
        "DATA": memory + 512 * MIB,
        # A backstop: the zygote measures more finely, but it may miss a process.
        "CPU": int(10 * limits.cpu_seconds) + 60,
        # Each is counted for a user, and all children may run as one.
        "SIGPENDING": 256,
        "MSGQUEUE": 0,
        "MEMLOCK": 0,
        "RTPRIO": 0,
        "NICE": 0,
    }.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)  # macOS lacks some
        with contextlib.suppress(ValueError, OSError):  # lower already
            if kind is not None:
                resource.setrlimit(kind, (most, most))
