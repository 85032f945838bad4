"""The filter lets through what allowed.py lists, and nothing else."""

from __future__ import annotations

import errno
import struct

import pytest

from autograder.sandbox import allowed, seccomp
from autograder.sandbox.allowed import Answered, Group, OneOf, Without
from autograder.sandbox.system_calls import MACHINE, NUMBERS

pytestmark = pytest.mark.skipif(not NUMBERS, reason="no filter is known for this machine")

FULL = seccomp.program(allowed.at_level("full"))
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}.get(MACHINE, 0)


def answer(program: bytes, number: int, *arguments: int, architecture: int = ARCHITECTURE) -> int:
    """What the program returns: the kernel's classic BPF, as far as the program uses it."""
    data = struct.pack("<iIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    code, at, value = list(struct.iter_unpack("HBBI", program)), 0, 0
    while True:
        kind, yes, no, k = code[at]
        at += 1
        match kind:
            case 0x20:
                (value,) = struct.unpack_from("<I", data, k)
            case 0x54:
                value &= k
            case 0x15:
                at += yes if value == k else no
            case 0x35:
                at += yes if value >= k else no
            case 0x06:
                return int(k)
            case _:
                raise AssertionError(f"unknown instruction {kind:#x}")


def call(name: str, *arguments: int, program: bytes = FULL) -> int:
    return answer(program, NUMBERS[name], *arguments)


LISTED = [(g, name) for g in allowed.ALLOWED for name in g.calls if name in NUMBERS]


def test_each_call_stands_in_the_list_once() -> None:
    names = [name for group in allowed.ALLOWED for name in group.calls]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(("group", "name"), LISTED, ids=[name for _, name in LISTED])
def test_a_listed_call_is_answered_as_the_list_says(group: Group, name: str) -> None:
    def with_argument(position: int, value: int) -> int:
        return call(name, *[0] * position, value)

    match rule := group.rule:
        case None:
            assert call(name, *[2**64 - 1] * 6) == ALLOW
        case Answered():
            assert call(name) == REFUSE
        case OneOf():
            for value in rule.values.values():
                assert with_argument(rule.argument, value) == ALLOW
                assert with_argument(rule.argument, value | 1 << 32) == ALLOW  # the kernel's int
            others = {*range(1100)} - {*rule.values.values()}
            assert {with_argument(rule.argument, v) for v in others} == {REFUSE | rule.otherwise}
        case Without():
            assert with_argument(rule.argument, 0) == ALLOW
            for mask in rule.masks.values():
                assert with_argument(rule.argument, mask | 1) == REFUSE | rule.otherwise


def test_what_is_not_listed_does_not_exist() -> None:
    known = {NUMBERS[name] for _, name in LISTED}
    rest = {answer(FULL, number) for number in range(1000) if number not in known}
    assert rest == {REFUSE | errno.ENOSYS}


# Each was, or would be, a way to a neighbour or to the machine.
HARMFUL = {
    "a lease": ("fcntl", 3, 1024, 1),
    "a directory's signals": ("fcntl", 3, 1026, 1),
    "a signal's number": ("fcntl", 3, 10, 9),
    "a larger pipe": ("fcntl", 3, 1031, 2**20),
    "a lock without a process": ("fcntl", 3, 37, 0),
    "input for a terminal": ("ioctl", 0, 0x5412, 0),
    "another line discipline": ("ioctl", 0, 0x5423, 0),
    "core scheduling": ("prctl", 62, 1, 0, 0, 0),
    "merging of pages": ("prctl", 67, 1),
    "a filter of its own": ("prctl", 22, 2, 0),
    "pages out of the cache": ("madvise", 0, 0, 21),
    "huge pages of the machine": ("mmap", 0, 0, 3, 0x40022),
    "memory of no process": ("mmap", 0, 0, 3, 0x21),
    "a user namespace": ("clone", 0x10000000 | 17),
    "an internet socket": ("socket", 2, 1, 0),
    "a program on a socket": ("setsockopt", 3, 1, 26, 0, 0),
    "the priority of a user": ("setpriority", 2, 0, 19),
    "limits of another": ("prlimit64", 7, 7, 0, 0),
}


@pytest.mark.parametrize("what", HARMFUL)
def test_an_argument_that_does_harm_is_refused(what: str) -> None:
    name, *arguments = HARMFUL[what]
    refused = call(str(name), *map(int, arguments))
    assert refused & 0xFFFF0000 == REFUSE
    assert refused & 0xFFFF


def test_another_architecture_ends_the_process_and_x32_does_not_exist() -> None:
    assert answer(FULL, 20, architecture=0x40000003) == 0x80000000
    if MACHINE == "x86_64":
        assert answer(FULL, 0x40000000 | NUMBERS["read"]) == REFUSE | errno.ENOSYS


def test_attributes_of_files_are_not_changed_where_landlock_alone_guards_them() -> None:
    landlock = seccomp.program(allowed.at_level("landlock"))
    assert call("fchmodat", program=landlock) == REFUSE  # and says that it has succeeded
    assert call("fchmodat") == ALLOW
