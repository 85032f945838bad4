"""A new course is whole or not there at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import init
from autograder.course.load import open_course
from autograder.errors import CourseError

Invoke = Callable[..., Any]


def test_a_new_course_is_read_as_it_was_named(tmp_path: Path, invoke: Invoke) -> None:
    told = invoke("init", "my-course", "--title", "Ball's  path: #1", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    course, folders = open_course(tmp_path / "my-course")
    assert (course.id, course.title) == ("my_course", "Ball's path: #1")
    assert [a.id for a in course.assignments] == ["parabola"]
    for find in (folders.solution, folders.checks, folders.bank):
        assert find("parabola").is_file()
    assert not (tmp_path / "my-course/autograder").exists()  # it would hide the package
    shown = told.stdout.splitlines()
    for name in shown[: shown.index("solutions/parabola.py") + 1]:
        assert (tmp_path / "my-course" / name).is_file()
    assert "Ball's path: #1" in (tmp_path / "my-course/README.md").read_text()
    assert list(tmp_path.iterdir()) == [tmp_path / "my-course"]


def test_the_new_course_can_be_released_audited_tried_and_grown(
    tmp_path: Path, invoke: Invoke
) -> None:
    root = tmp_path / "course"
    root.mkdir()  # an empty folder will do
    assert invoke("init", root, cwd=tmp_path).returncode == 0
    assert invoke("release", cwd=root).returncode == 0
    assert invoke("audit", cwd=root).returncode == 0
    tried = invoke("try", "parabola", "--to", tmp_path / "tried", cwd=root)
    assert tried.stdout.startswith("reference: 4 of 4\n")
    assert invoke("new", "momentum", cwd=root).returncode == 0
    assert invoke("release", "momentum", cwd=root).returncode == 0


@pytest.mark.parametrize(
    ("name", "course"),
    [
        ("my-course", "my_course"),
        ("Übung 2026", "ubung_2026"),
        ("ML.2", "ml_2"),
        ("x" * 99, "x" * 60),
    ],
)
def test_an_id_is_made_of_a_folders_name(name: str, course: str) -> None:
    assert init.course_id(name) == course


@pytest.mark.parametrize("name", ["2026", "课程", "+++", "_"])
def test_a_name_that_nbgrader_cannot_take_is_told_and_nothing_is_written(
    name: str, tmp_path: Path, invoke: Invoke
) -> None:
    told = invoke("init", name, cwd=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert f"no course id can be made of {name!r}" in told.stderr.replace("\n", " ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("occupied", ["file", "hidden", "link"])
def test_a_folder_that_is_not_empty_is_left_as_it_is(
    occupied: str, tmp_path: Path, invoke: Invoke
) -> None:
    folder = tmp_path / "course"
    match occupied:
        case "file":
            folder.write_text("mine")
        case "hidden":
            folder.mkdir()
            (folder / ".git").mkdir()
        case _:
            (tmp_path / "elsewhere").mkdir()
            folder.symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    told = invoke("init", "course", cwd=tmp_path)
    assert told.returncode == 2
    assert "name one that is empty" in told.stderr or "is not empty" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_disk_that_refuses_leaves_no_half_of_a_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(made: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("autograder.authoring.init.load_course", full)
    with pytest.raises(OSError, match="No space left"):
        init.create(tmp_path / "course", None)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CourseError("course cannot be written: Permission denied")

    monkeypatch.setattr("autograder.authoring.init.copy_folder", refuse)
    with pytest.raises(CourseError, match="Permission denied"):
        init.create(tmp_path / "course", None)
    assert list(tmp_path.iterdir()) == []
