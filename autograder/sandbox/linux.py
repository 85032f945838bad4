"""Linux system calls that Python lacks: namespaces, mounts, capabilities, seccomp, Landlock.

Thin wrappers, no policy: jail.py says what is allowed.  Each raises OSError as
the kernel answers.  Numbers are from the kernel's uapi headers.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_NEWTIME = 0x00000080
NAMESPACES = (
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC
    | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME
)  # fmt: skip

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_MOUNT_ATTR_RDONLY = 0x1
_MOUNT_ATTR_NOSUID = 0x2
_MOUNT_ATTR_NODEV = 0x4

MACHINE = platform.machine()

# System calls by architecture; those from 424 on have one number everywhere.
_X86_64 = {
    "mmap": 9, "socketpair": 53, "modify_ldt": 154, "io_setup": 206,
    "clone": 56, "socket": 41, "pivot_root": 155, "seccomp": 317, "capset": 126,
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "unshare": 272,
    "setns": 308, "mount": 165, "umount2": 166, "chroot": 161, "bpf": 321,
    "perf_event_open": 298, "keyctl": 250, "add_key": 248, "request_key": 249,
    "memfd_create": 319, "shmget": 29, "shmat": 30, "shmctl": 31, "msgget": 68, "semget": 64,
    "userfaultfd": 323, "kexec_load": 246, "kexec_file_load": 320, "init_module": 175,
    "finit_module": 313, "delete_module": 176, "reboot": 169, "swapon": 167, "swapoff": 168,
    "quotactl": 179, "acct": 163, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
    "clock_adjtime": 305, "name_to_handle_at": 303, "open_by_handle_at": 304, "kcmp": 312,
    "vhangup": 153, "personality": 135, "syslog": 103, "mknod": 133, "mknodat": 259,
    "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173, "mq_open": 240,
    "lookup_dcookie": 212, "fanotify_init": 300,
}  # fmt: skip
_AARCH64 = {
    "mmap": 222, "socketpair": 199, "io_setup": 0,
    "clone": 220, "socket": 198, "pivot_root": 41, "seccomp": 277, "capset": 91,
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "unshare": 97,
    "setns": 268, "mount": 40, "umount2": 39, "chroot": 51, "bpf": 280,
    "perf_event_open": 241, "keyctl": 219, "add_key": 217, "request_key": 218,
    "memfd_create": 279, "shmget": 194, "shmat": 196, "shmctl": 195, "msgget": 186, "semget": 190,
    "userfaultfd": 282, "kexec_load": 104, "kexec_file_load": 294, "init_module": 105,
    "finit_module": 273, "delete_module": 106, "reboot": 142, "swapon": 224, "swapoff": 225,
    "quotactl": 60, "acct": 89, "settimeofday": 170, "clock_settime": 112, "adjtimex": 171,
    "clock_adjtime": 266, "name_to_handle_at": 264, "open_by_handle_at": 265, "kcmp": 272,
    "vhangup": 58, "personality": 92, "syslog": 116, "mknodat": 33,
    "sethostname": 161, "setdomainname": 162, "mq_open": 180,
    "lookup_dcookie": 18, "fanotify_init": 262,
}  # fmt: skip
_EVERYWHERE = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "clone3": 435, "pidfd_getfd": 438, "mount_setattr": 442, "landlock_create_ruleset": 444,
    "landlock_add_rule": 445, "landlock_restrict_self": 446, "memfd_secret": 447,
}  # fmt: skip
SYSCALLS = {"x86_64": _X86_64, "aarch64": _AARCH64}.get(MACHINE, {}) | _EVERYWHERE
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _call(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(name: str, *arguments: object) -> int:
    if name not in SYSCALLS:
        raise OSError(errno.ENOSYS, f"{name}: not known on {MACHINE}")
    return _call(int(_libc.syscall(ctypes.c_long(SYSCALLS[name]), *arguments)), name)


def unshare(flags: int) -> None:
    """Leave the namespaces that ``flags`` name for new ones."""
    _call(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(fd: int, kind: int) -> None:
    """Enter the namespace behind ``fd``."""
    _call(_libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def prctl(option: int, value: int = 0) -> None:
    """Set one property of this process."""
    _call(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), 0, 0, 0), "prctl")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount a file system."""
    result = _libc.mount(
        source.encode(), target.encode(), kind.encode() or None,
        ctypes.c_ulong(flags), data.encode() or None,
    )  # fmt: skip
    _call(result, f"mount {kind or 'bind'} on {target}")


def bind_read_only(source: str, target: str) -> None:
    """Show ``source`` at ``target``, read-only, without devices or set-user-id programs."""
    mount(source, target, flags=MS_BIND | MS_REC)
    attributes = struct.pack(
        "QQQQ", _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID | _MOUNT_ATTR_NODEV, 0, 0, 0
    )
    _syscall(
        "mount_setattr", _AT_FDCWD, target.encode(), ctypes.c_uint(_AT_RECURSIVE),
        attributes, ctypes.c_size_t(len(attributes)),
    )  # fmt: skip


def pivot_root(new_root: str) -> None:
    """Make ``new_root`` the root directory and let go of the old one."""
    os.chdir(new_root)
    _syscall("pivot_root", b".", b".")
    _call(_libc.umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    for capability in range(64):
        # PR_CAPBSET_DROP; the first unknown number ends the list.
        if _libc.prctl(24, ctypes.c_ulong(capability), 0, 0, 0) != 0:
            break
    header = struct.pack("Ii", 0x20080522, 0)
    _syscall("capset", header, struct.pack("IIIIII", *[0] * 6))


def collapse_heap() -> None:
    """Ask for huge pages under the heap and other anonymous memory: forks copy fewer tables.

    Best effort (MADV_COLLAPSE, Linux 6.1): a fork of a 250 MB parent costs
    2 ms instead of 10.
    """
    with open("/proc/self/maps") as maps:
        lines = maps.read().splitlines()
    for line in lines:
        span, mode, _, _, inode, *name = line.split()
        if inode != "0" or mode != "rw-p" or (name and name[0] != "[heap]"):
            continue
        start, end = (int(x, 16) for x in span.split("-"))
        start, end = (start + 0x1FFFFF) & ~0x1FFFFF, end & ~0x1FFFFF
        if end > start:
            _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), 25)


# -- seccomp ------------------------------------------------------------------

_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20
_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def seccomp_filter(denied: Iterable[str]) -> bytes:
    """Build the BPF program: refuse ``denied``, new namespaces, and sockets but AF_UNIX.

    Shared anonymous memory is refused as well.

    ``clone3`` answers ENOSYS, because its flags lie in memory where a filter
    cannot look; libc then falls back to ``clone``.
    """
    program: list[tuple[int, int, int, int]] = []

    def add(code: int, value: int, yes: int = 0, no: int = 0) -> None:
        program.append((code, yes, no, value))

    add(_LOAD, 4)  # the architecture
    add(_JUMP_EQUAL, _AUDIT_ARCH[MACHINE], 1, 0)
    add(_RETURN, _KILL)
    add(_LOAD, 0)  # the system call
    if MACHINE == "x86_64":
        add(_JUMP_GREATER_EQUAL, 0x40000000, 0, 1)  # x32 numbers (bit 30 set): every call once more
        add(_RETURN, _ERRNO | errno.ENOSYS)
    add(_JUMP_EQUAL, SYSCALLS["clone3"], 0, 1)
    add(_RETURN, _ERRNO | errno.ENOSYS)
    for name in sorted(set(denied) & set(SYSCALLS)):
        add(_JUMP_EQUAL, SYSCALLS[name], 0, 1)
        add(_RETURN, _ERRNO | errno.EPERM)
    add(_JUMP_EQUAL, SYSCALLS["clone"], 0, 4)
    add(_LOAD, 16)  # clone's flags; their low byte is the exit signal
    add(_JUMP_SET, NAMESPACES & ~0xFF, 0, 1)
    add(_RETURN, _ERRNO | errno.EPERM)
    add(_RETURN, _ALLOW)
    # Shared anonymous memory that no process maps stays allocated: the meter would not count it.
    add(_JUMP_EQUAL, SYSCALLS["mmap"], 0, 5)
    add(_LOAD, 40)  # mmap's flags
    add(_JUMP_SET, _MAP_ANONYMOUS, 0, 2)
    add(_JUMP_SET, _MAP_SHARED, 0, 1)
    add(_RETURN, _ERRNO | errno.EPERM)
    add(_RETURN, _ALLOW)
    for name in ["socket", "socketpair"]:
        add(_JUMP_EQUAL, SYSCALLS[name], 0, 4)
        add(_LOAD, 16)  # the address family
        add(_JUMP_EQUAL, 1, 1, 0)  # AF_UNIX
        add(_RETURN, _ERRNO | errno.EAFNOSUPPORT)
        add(_RETURN, _ALLOW)
    add(_RETURN, _ALLOW)
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def install_seccomp(program: bytes) -> None:
    """Put the filter on this process and all it will start; needs no_new_privs."""
    buffer = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _syscall("seccomp", ctypes.c_uint(1), ctypes.c_uint(0), head)  # SECCOMP_SET_MODE_FILTER


# -- Landlock -----------------------------------------------------------------

_FS_EXECUTE, _FS_READ_FILE, _FS_READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FS_READ = _FS_EXECUTE | _FS_READ_FILE | _FS_READ_DIR
_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16}  # access rights known to each ABI


def landlock_abi() -> int:
    """Tell the kernel's Landlock version; 0 where there is none."""
    try:
        return _syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint(1))
    except OSError:
        return 0


def install_landlock(abi: int, read: Iterable[str], write: Iterable[str]) -> None:
    """Allow this process to read below ``read`` and to do anything below ``write``; no TCP.

    From ABI 6 it also cuts signals and abstract sockets to processes outside.
    """
    everything = (1 << _FS_BITS.get(abi, 16)) - 1
    net = 0b11 if abi >= 4 else 0
    scoped = 0b11 if abi >= 6 else 0
    fields = [everything] + ([net] if abi >= 4 else []) + ([scoped] if abi >= 6 else [])
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    ruleset = _syscall(
        "landlock_create_ruleset", attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)
    )
    try:
        for paths, access in [(read, _FS_READ), (write, everything)]:
            for path in paths:
                _allow(ruleset, path, access)
        _syscall("landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            # Rights of directories make no sense on a file, and the kernel refuses them.
            access &= _FS_EXECUTE | _FS_READ_FILE | (1 << 1) | (1 << 14) | (1 << 15)
        rule = struct.pack("=Qi", access, fd)
        _syscall(
            "landlock_add_rule", ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint(0)
        )
    finally:
        os.close(fd)
