"""The assignments of the syllabus are as tests/syllabus.yml has them; others are free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from autograder.checking.runner import Checker
from autograder.course.load import open_course
from autograder.reading.release import load_release
from autograder.scoring.report import rubric_points

HERE = Path(__file__).parent
COURSE, FOLDERS = open_course(HERE.parent)
SYLLABUS: dict[str, Any] = YAML(typ="safe").load((HERE / "syllabus.yml").read_text())
ASSIGNMENTS: dict[str, Any] = SYLLABUS["assignments"]


def test_the_points_of_the_syllabus_add_up():
    exercises = [e for a in ASSIGNMENTS.values() for e in a["exercises"].values()]
    assert sum(e["points"] for e in exercises) == SYLLABUS["automatic"]
    assert sum(a["written"] for a in ASSIGNMENTS.values()) == SYLLABUS["written"]


def test_the_course_has_the_assignments_of_the_syllabus_in_its_order():
    assert [a.id for a in COURSE.assignments if a.id in ASSIGNMENTS] == list(ASSIGNMENTS)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_assignment_of_the_syllabus_has_its_names_functions_and_points(name):
    promised = ASSIGNMENTS[name]["exercises"]
    release = load_release(FOLDERS.release(name))
    assert list(release.exercises) == list(promised)
    # Most exercises ask for one function of their own name.
    assert release.exercises == {e: p.get("functions", [e]) for e, p in promised.items()}
    points = rubric_points(Checker(FOLDERS.checks(name)).checks)
    assert points == {e: p["points"] for e, p in promised.items()}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_assignment_of_the_syllabus_has_its_written_points(name):
    cells = load_release(FOLDERS.release(name)).cells
    marks = [c.metadata["nbgrader"] for c in cells if c.part == "written"]
    assert sum(mark["points"] for mark in marks) == ASSIGNMENTS[name]["written"]
