"""The system calls that a student's process has, and why each can do no harm: the one list.

What is not here does not exist in the jail: the kernel answers ENOSYS, and libraries do without,
as on an older kernel.  Where an argument decides what a call does, the argument is looked at.
seccomp.py turns this list into the filter; docs/security.md shows it as a table.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace

from autograder.sandbox import linux
from autograder.sandbox.limits import Level


@dataclass(frozen=True)
class OneOf:
    """Allowed where an argument has one of these values; only its low 32 bits are looked at.

    The kernel itself takes no more of these arguments: each is an int.
    """

    argument: int
    values: dict[str, int]
    otherwise: int


@dataclass(frozen=True)
class Without:
    """Allowed unless all bits of one of these masks are set in an argument."""

    argument: int
    masks: dict[str, int]
    otherwise: int


@dataclass(frozen=True)
class Answered:
    """Not carried out: the answer is that it has succeeded."""


Rule = OneOf | Without | Answered


@dataclass(frozen=True)
class Group:
    """System calls that are allowed for one reason.

    Attributes:
        calls: Their names.
        why: Why no neighbour feels them and nothing outlives the child, whatever the arguments.
        rule: Which arguments are let through; None for all.
    """

    calls: tuple[str, ...]
    why: str
    rule: Rule | None = None


def _group(calls: str, why: str, rule: Rule | None = None) -> Group:
    return Group(tuple(calls.split()), why, rule)


_FCNTL = {
    "F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_SETFL": 4,
    "F_GETLK": 5, "F_SETLK": 6, "F_SETLKW": 7, "F_DUPFD_CLOEXEC": 1030, "F_GETPIPE_SZ": 1032,
}  # fmt: skip
_IOCTL = {
    "FIONREAD": 0x541B, "FIONBIO": 0x5421, "FIOCLEX": 0x5451, "FIONCLEX": 0x5450,
    "TCGETS": 0x5401, "TCSETS": 0x5402, "TCSETSW": 0x5403, "TCSETSF": 0x5404,
    "TCGETS2": 0x802C542A, "TCSETS2": 0x402C542B, "TCSETSW2": 0x402C542C, "TCSETSF2": 0x402C542D,
    "TCSBRK": 0x5409, "TCXONC": 0x540A, "TCFLSH": 0x540B, "TCSBRKP": 0x5425,
    "TIOCGWINSZ": 0x5413, "TIOCSWINSZ": 0x5414, "TIOCOUTQ": 0x5411,
    "TIOCGPGRP": 0x540F, "TIOCSPGRP": 0x5410, "TIOCGSID": 0x5429,
    "TIOCSCTTY": 0x540E, "TIOCNOTTY": 0x5422,
    "TIOCGPTN": 0x80045430, "TIOCSPTLCK": 0x40045431, "TIOCGPTPEER": 0x5441,
}  # fmt: skip
_PRCTL = {
    "PR_SET_PDEATHSIG": 1, "PR_GET_PDEATHSIG": 2, "PR_GET_DUMPABLE": 3, "PR_SET_DUMPABLE": 4,
    "PR_SET_NAME": 15, "PR_GET_NAME": 16, "PR_CAPBSET_READ": 23, "PR_SET_TIMERSLACK": 29,
    "PR_GET_TIMERSLACK": 30, "PR_SET_CHILD_SUBREAPER": 36, "PR_GET_CHILD_SUBREAPER": 37,
    "PR_SET_NO_NEW_PRIVS": 38, "PR_GET_NO_NEW_PRIVS": 39,
}  # fmt: skip
_MADVISE = {
    "MADV_NORMAL": 0, "MADV_RANDOM": 1, "MADV_SEQUENTIAL": 2, "MADV_WILLNEED": 3,
    "MADV_DONTNEED": 4, "MADV_FREE": 8, "MADV_DONTFORK": 10, "MADV_DOFORK": 11,
    "MADV_HUGEPAGE": 14, "MADV_NOHUGEPAGE": 15, "MADV_DONTDUMP": 16, "MADV_DODUMP": 17,
    "MADV_WIPEONFORK": 18, "MADV_KEEPONFORK": 19,
    "MADV_POPULATE_READ": 22, "MADV_POPULATE_WRITE": 23,
}  # fmt: skip
_SOCKET_OPTIONS = {
    "SO_REUSEADDR": 2, "SO_SNDBUF": 7, "SO_RCVBUF": 8, "SO_KEEPALIVE": 9, "SO_LINGER": 13,
    "SO_PASSCRED": 16, "SO_RCVTIMEO": 20, "SO_SNDTIMEO": 21,
}  # fmt: skip

_ATTRIBUTES = _group(
    "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat",
    "as above. Landlock does not look at them, so at level `landlock` they are answered with "
    "success and not carried out.",
)
ALLOWED = [
    _group(
        "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek sendfile "
        "copy_file_range close close_range dup dup2 dup3 pipe pipe2",
        "they move bytes between descriptors of the child's own; whatever is shared is read-only. "
        "Descriptors are limited, and what the kernel keeps behind them counts as memory.",
    ),
    _group(
        "open openat openat2 creat access faccessat faccessat2 stat lstat fstat newfstatat statx "
        "statfs fstatfs readlink readlinkat getcwd chdir fchdir getdents getdents64 umask "
        "getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr",
        "they look at files. Names that do not exist leave something in the kernel's cache, which "
        "gives it back first when memory is needed.",
    ),
    _group(
        "truncate ftruncate fallocate mkdir mkdirat rmdir rename renameat renameat2 link linkat "
        "symlink symlinkat unlink unlinkat",
        "they change files: its own /tmp and /dev/shm, of bounded size, which end with it; all "
        "else is mounted read-only.",
    ),
    _ATTRIBUTES,
    _group(
        "flock",
        "one lock for each open file at most. On a library it holds up whoever locks that library: "
        "nobody does.",
    ),
    _group(
        "fsync fdatasync sync syncfs sync_file_range msync fadvise64",
        "what a child may write lies in memory only, so there is nothing to bring to a disk; "
        "passed on, they would flush the disks of the machine and empty its cache of libraries.",
        Answered(),
    ),
    _group(
        "fcntl",
        "no leases, which stop whoever opens the file (F_SETLEASE), no signals to owners, no "
        "larger pipes, whose pages all children share a number of, no locks that belong to no "
        "process. Record locks are counted: MAX_LOCKS.",
        OneOf(1, _FCNTL, errno.EINVAL),
    ),
    _group(
        "ioctl",
        "terminals of its own devpts and the state of descriptors; nothing of file systems, "
        "devices and networks, no pushing of input into a terminal.",
        OneOf(1, _IOCTL, errno.ENOTTY),
    ),
    _group(
        "mmap",
        "private memory and files; it counts as the process's. Shared memory without a file would "
        "belong to no process, and huge pages come from a store of the whole machine.",
        Without(3, {"MAP_SHARED|MAP_ANONYMOUS": 0x21, "MAP_HUGETLB": 0x40000}, errno.EPERM),
    ),
    _group(
        "munmap mremap mprotect brk mincore get_mempolicy",
        "they concern its own address space, whose size is limited.",
    ),
    _group(
        "madvise",
        "about its own pages; not what takes shared pages out of the cache (MADV_PAGEOUT, "
        "MADV_COLD) or has the kernel search for equal ones (MADV_MERGEABLE).",
        OneOf(2, _MADVISE, errno.EINVAL),
    ),
    _group(
        "clone",
        "new processes and threads: limited, in its own pid namespace, ended with it. clone3 "
        "keeps its flags where a filter cannot look, so it does not exist.",
        Without(
            0,
            {
                "CLONE_NEWNS": linux.CLONE_NEWNS,
                "CLONE_NEWCGROUP": linux.CLONE_NEWCGROUP,
                "CLONE_NEWUTS": linux.CLONE_NEWUTS,
                "CLONE_NEWIPC": linux.CLONE_NEWIPC,
                "CLONE_NEWUSER": linux.CLONE_NEWUSER,
                "CLONE_NEWPID": linux.CLONE_NEWPID,
                "CLONE_NEWNET": linux.CLONE_NEWNET,
            },
            errno.EPERM,
        ),
    ),
    _group(
        "fork vfork execve execveat exit exit_group wait4 waitid set_tid_address set_robust_list "
        "get_robust_list rseq arch_prctl restart_syscall futex",
        "processes and threads of its own. A futex on a page of a library is shared, and nobody "
        "waits there.",
    ),
    _group(
        "kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_send_signal setpgid "
        "getpgid getpgrp setsid getsid getpid getppid gettid",
        "they reach what has a number in its own pid namespace: its own processes.",
    ),
    _group(
        "rt_sigaction rt_sigprocmask rt_sigpending rt_sigtimedwait rt_sigsuspend rt_sigreturn "
        "sigaltstack pause signalfd signalfd4 eventfd eventfd2",
        "its own signals; those that wait are limited (RLIMIT_SIGPENDING).",
    ),
    _group(
        "prctl",
        "names, signals and what can be given up; no core scheduling, which keeps neighbours off "
        "a core, no merging of pages, no filters of its own.",
        OneOf(0, _PRCTL, errno.EINVAL),
    ),
    _group(
        "getuid geteuid getgid getegid getresuid getresgid getgroups capget setuid setgid setreuid "
        "setregid setresuid setresgid setfsuid setfsgid",
        "its user namespace has one user and one group, and it has no capability.",
    ),
    _group(
        "getrlimit setrlimit getrusage times sysinfo uname getpriority sched_yield "
        "sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler sched_getattr "
        "sched_get_priority_max sched_get_priority_min sched_rr_get_interval getcpu",
        "they tell, lower its own limits, and choose its own cores, which it shares fairly.",
    ),
    _group(
        "prlimit64", "its own limits, which can only be lowered.", OneOf(0, {"0": 0}, errno.EPERM)
    ),
    _group(
        "setpriority",
        "one process at a time, and no higher than it was (RLIMIT_NICE).",
        OneOf(0, {"PRIO_PROCESS": 0}, errno.EPERM),
    ),
    _group(
        "time gettimeofday clock_gettime clock_getres nanosleep clock_nanosleep alarm getitimer "
        "setitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete "
        "timerfd_create timerfd_settime timerfd_gettime getrandom poll ppoll select pselect6",
        "its own time and waiting; timers are limited as signals and descriptors are. No epoll "
        "and no inotify: what they watch is counted for all children together.",
    ),
    _group(
        "socket socketpair",
        "sockets of its own network namespace.",
        OneOf(0, {"AF_UNIX": 1}, errno.EAFNOSUPPORT),
    ),
    _group(
        "bind listen accept accept4 connect getsockname getpeername sendto recvfrom recvmsg "
        "recvmmsg shutdown getsockopt",
        "they reach sockets of its own. No sendmsg: descriptors on their way are counted for all "
        "children together.",
    ),
    _group(
        "setsockopt",
        "sizes and times of its own sockets; no programs (SO_ATTACH_FILTER), which use up memory "
        "that all of the machine share.",
        OneOf(2, _SOCKET_OPTIONS, errno.ENOPROTOOPT),
    ),
]


def at_level(level: Level) -> list[Group]:
    """The list as it holds at a level of the sandbox."""
    if level != "landlock":
        return ALLOWED
    return [replace(g, rule=Answered()) if g is _ATTRIBUTES else g for g in ALLOWED]


def table() -> list[tuple[str, str, str]]:
    """The list as rows for people: calls, arguments, reason."""
    return [
        (" ".join(f"`{name}`" for name in group.calls), _arguments(group.rule), group.why)
        for group in ALLOWED
    ]


def _arguments(rule: Rule | None) -> str:
    match rule:
        case OneOf():
            return "only " + ", ".join(f"`{name}`" for name in rule.values)
        case Without():
            return "without " + ", ".join(f"`{n}`" for n in rule.masks).replace("|", "+")
        case Answered():
            return "answered with success, not carried out"
        case None:
            return "all"
