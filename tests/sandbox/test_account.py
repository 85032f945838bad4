"""The words a student reads when their process has ended."""

from __future__ import annotations

import pytest

from autograder.sandbox.account import Account
from autograder.sandbox.limits import Limits


@pytest.mark.parametrize(
    ("reason", "status", "why", "limit"),
    [
        ("cpu", -9, "cpu", "cpu"),
        ("wall", -9, "wall", "wall"),
        ("memory", -9, "stopped: it used more than 700 MiB of memory", "memory"),
        ("locks", -9, "stopped: it held more than 1000 locks on files", "locks"),
        ("", -11, "stopped: the Python process was ended by SIGSEGV", ""),
        ("", 3, "stopped: the Python process ended by itself (exit code 3)", ""),
        ("sent nonsense", -9, "stopped: the Python process sent nonsense", ""),
    ],
)
def test_how_a_child_ended_is_told(reason: str, status: int, why: str, limit: str) -> None:
    raw = {"status": status, "cpu_seconds": 1, "waited_seconds": 2, "peak_mib": 3}
    account = Account.of(raw, reason, Limits(memory_mib=700))
    assert (account.why, account.limit) == (why, limit)
    assert (account.cpu_seconds, account.waited_seconds, account.peak_mib) == (1, 2, 3)
