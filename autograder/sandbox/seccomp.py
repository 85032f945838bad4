"""The seccomp filter: allowed.py's list as a BPF program."""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterable

from autograder.sandbox import linux
from autograder.sandbox.allowed import Answered, Group, OneOf, Without
from autograder.sandbox.system_calls import MACHINE, NUMBERS

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP_EQUAL, _JUMP_GREATER_EQUAL = 0x15, 0x35
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, value


def program(groups: Iterable[Group]) -> bytes:
    """Build the program: what is in no group answers ENOSYS.

    Calls whose arguments are looked at come first; the kernel remembers of the others that they
    are allowed always and runs no filter for them (Linux 5.11).
    """
    found: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, _AUDIT_ARCH[MACHINE]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if MACHINE == "x86_64":  # x32's numbers, bit 30 set: every call once more
        found += [(_JUMP_GREATER_EQUAL, 0, 1, 0x40000000), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
    for group in sorted(groups, key=lambda g: g.rule is None):
        body = _body(group)
        for name in group.calls:
            if name in NUMBERS:  # aarch64 lacks the oldest ones
                found += [(_JUMP_EQUAL, 0, len(body), NUMBERS[name]), *body]
    found.append((_RETURN, 0, 0, _ERRNO | errno.ENOSYS))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in found)


def _body(group: Group) -> list[Instruction]:
    """What is done with a call of the group; ends with a return on every path."""
    match rule := group.rule:
        case OneOf():
            allow: Instruction = (_RETURN, 0, 0, _ALLOW)
            tests = [
                instruction
                for value in rule.values.values()
                for instruction in ((_JUMP_EQUAL, 0, 1, value), allow)
            ]
            return [_load(rule.argument), *tests, (_RETURN, 0, 0, _ERRNO | rule.otherwise)]
        case Without():
            refuse: Instruction = (_RETURN, 0, 0, _ERRNO | rule.otherwise)
            tests = [
                instruction
                for mask in rule.masks.values()
                for instruction in (
                    _load(rule.argument), (_AND, 0, 0, mask), (_JUMP_EQUAL, 0, 1, mask), refuse
                )
            ]  # fmt: skip
            return [*tests, (_RETURN, 0, 0, _ALLOW)]
        case Answered():
            return [(_RETURN, 0, 0, _ERRNO)]  # errno 0: the call returns 0
        case None:
            return [(_RETURN, 0, 0, _ALLOW)]


def _load(argument: int) -> Instruction:
    """Load an argument's low 32 bits; both machines are little-endian."""
    return _LOAD, 0, 0, _ARGUMENTS + 8 * argument


def install(filter_program: bytes) -> None:
    """Put the filter on this process and all it will start; needs no_new_privs."""
    buffer = ctypes.create_string_buffer(filter_program, len(filter_program))
    head = struct.pack("HxxxxxxP", len(filter_program) // 8, ctypes.addressof(buffer))
    linux.seccomp_set_filter(head)
