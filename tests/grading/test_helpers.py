"""A mistake that comes from another exercise is found with the reference in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.samples import lay
from autograder.course.folders import Folders
from autograder.grading.engine import Engine
from autograder.scoring.report import Report

NO_PI = """\
def f(x):
    return x * torch.cos(x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)
"""
BY_F = """\
def sample_risk(x, xi):
    return f(x) + {mean} * torch.cos(5 * torch.pi * x)
"""


@pytest.fixture
def grade(engine: Engine, folders: Folders, tmp_path: Path) -> Callable[..., Report]:
    """Grade the release with these solution cells."""

    def graded(**cells: str) -> Report:
        release: dict[str, Any] = json.loads(folders.release("risk").read_text(encoding="utf-8"))
        path = tmp_path / "risk.ipynb"
        path.write_text(json.dumps(lay(release, cells, "risk")), encoding="utf-8")
        return engine.grade("risk", "s01", path)

    return graded


def test_a_right_exercise_that_calls_a_wrong_one_is_told_so_and_its_points_stay_lost(
    grade: Callable[..., Report],
) -> None:
    report = grade(risks=NO_PI, sample_risk=BY_F.format(mean="xi.mean()"))
    exercise = report.exercises["sample_risk"]
    assert exercise.points < exercise.max_points
    assert exercise.misconception == (
        "sample_risk itself is right: it calls risks, which is not right yet. "
        "With a right risks every check here passes, so mend that first."
    )


def test_a_mistake_beside_that_of_the_helper_is_named_as_well(
    grade: Callable[..., Report],
) -> None:
    report = grade(risks=NO_PI, sample_risk=BY_F.format(mean="xi.sum()"))
    words = report.exercises["sample_risk"].misconception
    assert words is not None
    assert words.startswith("It calls risks, which is not right yet; and beside that: ")


def test_an_exercise_that_does_not_name_the_wrong_one_is_not_blamed_on_it(
    grade: Callable[..., Report],
) -> None:
    seven = "def sample_risk(x, xi):\n    return 7 * x\n"
    report = grade(risks=NO_PI, sample_risk=seven)
    assert report.exercises["sample_risk"].misconception is None
