"""work/marks/<assignment>.csv: everybody who was graded so far, or one line that says why not."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.commands.marks_file import write_marks
from autograder.commands.session import Result
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.records import reports
from autograder.scoring.report import Report


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def graded(student: str, points: float = 10.0) -> Report:
    return Report(student, "risk", "graded", points, 14.0)


def read(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {line["student"]: line for line in csv.DictReader(file)}


def test_students_of_earlier_runs_stay_in_the_file(course: Course, here: Folders) -> None:
    reports.keep(here, graded("s01"))
    reports.keep(here, graded("s03", 3.0))
    result = Result("risk", "full", [graded("s02"), graded("s01", 12.0)], names={"s03": "Zoë"})
    path = write_marks(result, course, here)
    assert path == here.root / "work/marks/risk.csv"
    lines = read(path)
    assert {s: (line["total"], line["name"]) for s, line in lines.items()} == {
        "s01": ("12.0", ""), "s02": ("10.0", ""), "s03": ("3.0", "Zoë"),
    }  # fmt: skip
    assert list(lines) == sorted(lines)


def test_a_damaged_report_of_an_earlier_run_has_no_score_and_says_so(
    course: Course, here: Folders
) -> None:
    reports.keep(here, graded("s01"))
    (here.reports / "risk/s01.json").write_text("{")
    line = read(write_marks(Result("risk", "full", [graded("s02")]), course, here))["s01"]
    assert (line["status"], line["total"]) == ("attention", "")
    assert line["note"].endswith("grade again: course grade risk")


def test_a_folder_that_cannot_be_written_is_told_in_one_line(course: Course, here: Folders) -> None:
    here.work.mkdir()
    here.marks.write_text("a file where the folder should be")
    with pytest.raises(CourseError, match=r"work/marks/risk\.csv cannot be written: ") as told:
        write_marks(Result("risk", "full", [graded("s01")]), course, here)
    assert "\n" not in str(told.value)


def test_every_run_writes_the_file_and_a_refusal_costs_no_mark(
    released_root: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    hand_in(released_root / "work/submitted", "s02-bo", "s14-noor")
    told = invoke("grade", "risk", "--quiet", cwd=released_root)
    assert (told.returncode, told.stdout, told.stderr) == (1, "", "")
    file = released_root / "work/marks/risk.csv"
    assert {s: line["total"] for s, line in read(file).items()} == {
        "s02-bo": "14.0", "s14-noor": "",
    }  # fmt: skip
    hand_in(released_root / "work/submitted", "s03-chidi")
    told = invoke("grade", "risk", "--student", "s03-chidi", cwd=released_root)
    assert "Marks:          work/marks/risk.csv" in told.stdout
    assert list(read(file)) == ["s02-bo", "s03-chidi", "s14-noor"]

    file.unlink()
    file.mkdir()
    (file / "something").touch()
    hand_in(released_root / "work/submitted", "s05-emil")
    told = invoke("grade", "risk", "--json", "m.json", cwd=released_root)
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].endswith(
        "work/marks/risk.csv cannot be written: Is a directory"
    )
    assert "3 graded, 2 of them unchanged since last time, 1 need attention." in told.stdout
    assert reports.load(Folders(released_root), "risk", "s05-emil").points == 0.0
    assert (released_root / "m.json").is_file()
