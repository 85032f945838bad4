"""What is read of a process in /proc."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
from pathlib import Path

import pytest

from autograder.sandbox.usage import MemoryReader, record_locks

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")


def test_a_peak_is_kept_when_the_memory_is_given_back() -> None:
    reader = MemoryReader(os.getpid())
    before = reader.read()
    block = b"x" * 2**26
    del block
    after = reader.read()
    reader.close()
    assert before is not None
    assert after is not None
    assert after.peak_mib >= before.mib + 60
    assert after.mib < before.mib + 40


def test_a_process_that_has_ended_uses_nothing_and_is_no_other() -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        reader = MemoryReader(process.pid)
        assert reader.read() is not None
    assert reader.read() is None
    reader.close()


def test_record_locks_are_counted_of_the_processes_asked_for(tmp_path: Path) -> None:
    with open(tmp_path / "file", "w") as file:
        for place in range(3):
            lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 2 * place, 1, 0)
            fcntl.fcntl(file, fcntl.F_SETLK, lock)
        held = record_locks([os.getpid()])
        assert record_locks([1 << 30]) == 0
    assert record_locks([os.getpid()]) == held - 3
