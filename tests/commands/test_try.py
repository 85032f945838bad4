"""`course try` shows a maintainer what a student would read, and leaves the course alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import trials
from autograder.course.folders import Folders
from autograder.errors import CourseError

Invoke = Callable[..., Any]


def entries(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if "__pycache__" not in path.parts}


def test_a_wrong_answer_is_graded_with_the_reference_in_every_other_exercise(
    course_root: Path, tmp_path: Path, invoke: Invoke
) -> None:
    before, to = entries(course_root), tmp_path / "tried"
    asked = ["--exercise", "risks", "--answer", "forgets π"]
    told = invoke("try", "risk", *asked, "--to", to, cwd=course_root)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0].startswith("wrong risks — forgets π: ")
    assert "  sample_risk: 6 of 6" in lines
    assert any(line.startswith("    failed ") and "f(x) is x·cos(πx)" in line for line in lines)
    assert "    Recognised by its own hint: " in told.stdout
    page = to / "wrong-risks-forgets.html"
    assert f"  Page: {page}" in lines
    assert "not written yet" not in page.read_text()
    assert entries(course_root) == before


def test_a_right_answer_loses_nothing(course_root: Path, tmp_path: Path, invoke: Invoke) -> None:
    title = "the book's way: torch throughout"
    told = invoke("try", "risk", "--answer", title, "--to", tmp_path / "t", cwd=course_root)
    assert told.stdout.startswith(f"right risks — {title}: 14 of 14\n")
    assert "Lost" not in told.stdout


def test_without_an_answer_the_reference_and_the_blank_release_are_tried(
    course_root: Path, tmp_path: Path, invoke: Invoke
) -> None:
    told = invoke("try", "risk", "--to", tmp_path / "t", cwd=course_root)
    assert told.stdout.startswith("reference: 14 of 14\n")
    assert "\nblank: 0 of 14\n" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--answer", "forget π"], "has no answer 'forget π'; did you mean 'forgets π'?"),
        (["--exercise", "risk"], "has no exercise 'risk'; did you mean 'risks'?"),
        (["--to", "work/tried"], "lies in work/, which is for students"),
        (["--sandbox", "strong"], "no sandbox level is called 'strong'"),
    ],
)
def test_wrong_use_is_told_in_one_line_and_nothing_is_written(
    course_root: Path, invoke: Invoke, arguments: list[str], words: str
) -> None:
    before = entries(course_root)
    told = invoke("try", "risk", *arguments, cwd=course_root)
    assert (told.returncode, told.stdout) == (2, "")
    assert words in told.stderr.replace("\n", " ")
    assert entries(course_root) == before


def test_a_title_in_two_exercises_asks_which_is_meant(course_root: Path) -> None:
    bank = course_root / "bank/risk.py"
    bank.write_text(
        "# %% right risks — by hand\nf = g = abs\n\n\n# %% right sample_risk — by hand\nx = 1\n",
        encoding="utf-8",
    )
    folders = Folders(course_root)
    with pytest.raises(CourseError, match=r"to risks and to sample_risk; say which: --exercise"):
        trials.choose(folders, "risk", ["by hand"], None)
    [answer] = trials.choose(folders, "risk", ["by hand"], "sample_risk")
    assert answer.source == "x = 1\n"


def test_a_release_of_another_day_is_told_with_the_remedy(course_root: Path) -> None:
    folders = Folders(course_root)
    source = folders.solution("risk")
    source.write_text(source.read_text().replace("exercise:risks", "exercise:rusks"))
    with pytest.raises(CourseError, match=r"no exercise 'rusks'; .* course release risk"):
        trials.plain(folders, "risk")
