"""A grader is loaded once, and anew when a file has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading.workers import graders


@pytest.mark.parametrize("part", ["course.yml", "checks/test_risk.py", "bank/risk.py"])
def test_a_grader_is_loaded_anew_when_a_file_of_it_has_changed(
    part: str, released_root: Path, touch: Callable[[Path], None]
) -> None:
    first = graders.grader(released_root, "risk", "full")
    assert graders.grader(released_root, "risk", "full") is first
    touch(released_root / part)
    assert graders.grader(released_root, "risk", "full") is not first


@pytest.fixture
def touch() -> Callable[[Path], None]:
    def change(path: Path) -> None:
        time = path.stat().st_mtime_ns + 10**9
        os.utime(path, ns=(time, time))

    return change
