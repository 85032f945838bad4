"""The kit is loaded once, where workers are forked from, and anew when a file has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import equipment
from autograder.errors import CourseError

LOADED = "from autograder import equipment; print(len(equipment._loaded), end=' '); "


def started(root: Path, name: str, program: str = "") -> str:
    """What a process says that is started while a kit is asked for."""
    with equipment.asked_for(root, name, "full"):
        made = subprocess.run(
            [sys.executable, "-c", LOADED + program], capture_output=True, text=True, check=True
        )
    assert "COURSE_EQUIPMENT" not in os.environ
    return made.stdout


def test_a_process_that_imports_it_has_the_kit_that_was_asked_for(released_root: Path) -> None:
    program = (
        "import os, torch; from pathlib import Path; "
        f"equipment.kit(Path({str(released_root)!r}), 'risk', 'full'); "
        "print(len(equipment._loaded), torch.get_num_threads(), 'COURSE_EQUIPMENT' in os.environ)"
    )
    assert started(released_root, "risk", program).split() == ["1", "1", "1", "False"]


def test_a_fault_is_told_to_who_wants_the_kit_and_not_before(released_root: Path) -> None:
    (released_root / "autograder/checks/test_risk.py").write_text("def broken(:")
    assert started(released_root, "risk").split() == ["0"]
    with pytest.raises(CourseError):
        equipment.kit(released_root, "risk", "full")


@pytest.mark.parametrize(
    "part", ["course.yml", "autograder/checks/test_risk.py", "autograder/bank/risk.py"]
)
def test_a_kit_is_loaded_anew_when_a_file_of_it_has_changed(
    part: str, released_root: Path, touch: Callable[[Path], None]
) -> None:
    first = equipment.kit(released_root, "risk", "full")
    assert equipment.kit(released_root, "risk", "full") is first
    touch(released_root / part)
    assert equipment.kit(released_root, "risk", "full") is not first


@pytest.fixture
def touch() -> Callable[[Path], None]:
    def change(path: Path) -> None:
        time = path.stat().st_mtime_ns + 10**9
        os.utime(path, ns=(time, time))

    return change
