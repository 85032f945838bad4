"""The numbers are the kernel's."""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path

import pytest

from autograder.sandbox.system_calls import _NUMBERS, NUMBERS

HEADER = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")


@pytest.mark.skipif(not NUMBERS, reason="no numbers are known for this machine")
def test_a_call_by_its_number_is_that_call() -> None:
    assert ctypes.CDLL(None).syscall(NUMBERS["getppid"]) == os.getppid()


@pytest.mark.skipif(not HEADER.exists(), reason="the kernel's headers are not installed")
def test_the_numbers_are_those_of_the_kernel_s_headers() -> None:
    defined = dict(re.findall(r"#define __NR_(\w+) (\d+)", HEADER.read_text()))
    ours = {name: pair[0] for name, pair in _NUMBERS.items()}
    assert {n: v for n, v in ours.items() if int(defined.get(n, v)) != v} == {}


def test_no_two_calls_have_one_number() -> None:
    for machine in (0, 1):
        numbers = [pair[machine] for pair in _NUMBERS.values() if pair[machine] is not None]
        assert len(numbers) == len(set(numbers))
