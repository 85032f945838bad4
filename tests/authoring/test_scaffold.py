"""`course new`: three files and an entry that can be released, audited and graded at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.reference import load_reference
from autograder.authoring.release import instructor_notebook
from autograder.authoring.scaffold import create
from autograder.authoring.source import read_source
from autograder.checking.answers import read_bank
from autograder.course.folders import Folders
from autograder.course.load import load_course
from autograder.errors import CourseError


def test_a_new_assignment_can_be_released_audited_and_graded_at_once(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    before = (course_root / "course.yml").read_text()
    told = invoke("new", "momentum", "--title", "Momentum: a ball", cwd=course_root)
    assert told.returncode == 0
    assert told.stdout.splitlines() == [
        "solutions/momentum.py", "checks/test_momentum.py",
        "bank/momentum.py", "course.yml",
        "Now: course release momentum, course audit momentum",
    ]  # fmt: skip
    assert (course_root / "course.yml").read_text().startswith(before.rstrip())
    assert load_course(course_root).assignment("momentum").title == "Momentum: a ball"

    assert invoke("release", "momentum", cwd=course_root).returncode == 0
    audited = invoke("audit", "momentum", cwd=course_root)
    assert audited.returncode == 0, audited.stdout

    folders = Folders(course_root)
    release = folders.release("momentum")
    for student in ("blank", "solved"):
        place = folders.submitted / student / "momentum"
        place.mkdir(parents=True)
        shutil.copy(release, place)
    solved = json.loads(release.read_text())
    for cell in read_source(folders.solution("momentum")):
        for target in solved["cells"]:
            if cell.role == "exercise" and target["id"] == cell.key:
                target["source"] = cell.source
    (folders.submitted / "solved/momentum/momentum.ipynb").write_text(json.dumps(solved))
    graded = invoke("grade", "momentum", "--json", "marks.json", cwd=course_root)
    assert graded.returncode == 0, graded.stderr
    found = json.loads((course_root / "marks.json").read_text())["submissions"]
    assert [(s["student"], s["points"], s["max_points"]) for s in found] == [
        ("blank", 0, 4), ("solved", 4, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Momentum", "'Momentum' cannot name an assignment: small letters"),
        ("../momentum", "cannot name an assignment"),
        ("risk", "solutions/risk.py exists already"),
    ],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_written(
    name: str, words: str, course_root: Path, invoke: Callable[..., Any]
) -> None:
    before = {p: p.read_bytes() for p in course_root.rglob("*") if p.is_file()}
    told = invoke("new", name, cwd=course_root)
    assert told.returncode == 2
    assert words in told.stderr
    assert {p: p.read_bytes() for p in course_root.rglob("*") if p.is_file()} == before


def test_an_assignment_that_course_yml_names_already_is_not_written_over(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    config = course_root / "course.yml"
    config.write_text(config.read_text() + "  - id: momentum\n    title: Momentum\n")
    told = invoke("new", "momentum", cwd=course_root)
    assert told.returncode == 2
    assert "course.yml has an assignment 'momentum' already" in told.stderr
    assert not (course_root / "solutions/momentum.py").exists()


@pytest.mark.parametrize("name", ["momentum", "stochastic_descent"])
def test_the_linters_have_nothing_to_say_about_a_new_assignment(
    name: str, project: Path, course_root: Path
) -> None:
    solution, checks, *_ = create(Folders(course_root), name, "A title")
    for command in (["check", solution, checks], ["format", "--check", checks]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache"]
        ruff += ["--config", project / "pyproject.toml", "--config", f"src=['{project}']"]
        told = subprocess.run(
            ruff, cwd=course_root, capture_output=True, text=True, timeout=60, check=False
        )
        assert told.returncode == 0, told.stdout


def test_an_exercise_has_one_name_so_that_renaming_it_is_replacing_one_word(
    course_root: Path,
) -> None:
    folders = Folders(course_root)
    create(folders, "momentum", "Momentum")
    for path in (
        folders.solution("momentum"),
        folders.checks("momentum"),
        folders.bank("momentum"),
    ):
        path.write_text(path.read_text().replace("momentum_slope", "velocity"))
    notebook = instructor_notebook(folders, "momentum")
    named = [c["id"] for c in notebook["cells"] if c["metadata"]]
    assert named == ["setup", "velocity", "check-velocity", "momentum-why"]
    assert load_reference(folders.solution("momentum"))["velocity"](3) == 6
    assert {a.exercise for a in read_bank(folders.bank("momentum"))} == {"velocity"}


@pytest.mark.parametrize("title", ["", " \n", "a\x00b", "a\udcffb"])
def test_a_title_that_no_file_could_show_is_refused_and_nothing_written(
    title: str, course_root: Path
) -> None:
    before = {p: p.read_bytes() for p in course_root.rglob("*") if p.is_file()}
    with pytest.raises(CourseError, match="is no title; give a line of text: --title TEXT"):
        create(Folders(course_root), "momentum", title)
    assert {p: p.read_bytes() for p in course_root.rglob("*") if p.is_file()} == before


def test_a_title_of_several_lines_becomes_one_in_every_file(course_root: Path) -> None:
    folders = Folders(course_root)
    create(folders, "momentum", "Momentum:\nimport os")
    assert "# # Momentum: import os\n" in folders.solution("momentum").read_text()
    assert load_course(course_root).assignment("momentum").title == "Momentum: import os"
