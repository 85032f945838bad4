"""A small class, graded once for all tests that only need one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.grading.engine import Engine
from autograder.nbgrader_bridge import manual_marks
from autograder.nbgrader_bridge.writer import GradebookWriter
from autograder.records import reports


@pytest.fixture(scope="session")
def graded_class(
    released: Path,
    engine: Engine,
    hand_in: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    root = Path(shutil.copytree(released, tmp_path_factory.mktemp("graded") / "course"))
    submitted = Folders(root).submitted
    hand_in(submitted, "s02-bo", "s03-chidi", "s14-noor")
    writer = GradebookWriter(*open_course(root), "risk")
    for student in ("s02-bo", "s03-chidi", "s14-noor"):
        report = engine.grade("risk", student, submitted / student / "risk/risk.ipynb")
        writer.write(report)
        reports.keep(Folders(root), report)
    writer.close()
    return root


@pytest.fixture
def graded(graded_class: Path, tmp_path: Path) -> Path:
    """A copy for one test: one answer to mark, one score that is final, one file not to be read."""
    root = Path(shutil.copytree(graded_class, tmp_path / "graded"))
    manual_marks.watch(Folders(root))  # as nbgrader_config.py lets formgrader do
    return root
