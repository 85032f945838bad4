"""`course new`: three files and an entry that can be released, audited and graded at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.source import read_source
from autograder.course.folders import Folders
from autograder.course.load import load_course


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
