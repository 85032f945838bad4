"""Who is in the gradebook, which due date holds, and what nbgrader's doors say of the dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.course.folders import Folders
from autograder.course.load import load_course, open_course
from autograder.nbgrader_bridge import commands
from autograder.nbgrader_bridge.gradebook import db_url
from autograder.nbgrader_bridge.roster import (
    overruled_due_date,
    read_overruled_due_date,
    read_roster,
    roster_of,
)
from autograder.records.roster import Roster


@contextmanager
def gradebook_of(root: Path) -> Iterator[Any]:
    with Gradebook(db_url(Folders(root)), "optimization") as gradebook:
        yield gradebook


def edit(root: Path, old: str, new: str) -> None:
    path = root / "course.yml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def due(root: Path, when: str, *more: str) -> None:
    lines = "\n".join(["title: Risk", f"    due: {when}", *(f"    {line}" for line in more)])
    edit(root, "title: Risk and empirical risk", lines)


# -- who ------------------------------------------------------------------------


def test_students_whom_grading_put_in_are_no_roster(released_root: Path) -> None:
    with gradebook_of(released_root) as gradebook:
        gradebook.add_student("s01")
        gradebook.add_submission("risk", "s01")
        assert roster_of(gradebook) == Roster({"s01": ""}, imported=False)


@pytest.mark.parametrize("name", [{"first_name": "Ada", "last_name": "Lovelace"}, {}])
def test_students_whom_a_person_put_in_are_one(released_root: Path, name: dict[str, str]) -> None:
    with gradebook_of(released_root) as gradebook:
        gradebook.add_student("s01", **name)
        assert roster_of(gradebook) == Roster({"s01": " ".join(name.values())}, imported=True)
    assert read_roster(*open_course(released_root)).imported


def test_before_there_is_a_gradebook_nobody_is_known_and_none_is_made(course_root: Path) -> None:
    assert read_roster(*open_course(course_root)) == Roster()
    assert not (course_root / "work").exists()


# -- when -----------------------------------------------------------------------


def test_a_due_date_of_formgrader_alone_is_told_with_how_to_make_it_hold(
    released_root: Path,
) -> None:
    edit(released_root, "timezone: UTC", "timezone: Europe/Berlin")
    with gradebook_of(released_root) as gradebook:
        gradebook.update_or_create_assignment("risk", duedate="2026-11-30T17:00:00")
        assert overruled_due_date(gradebook, load_course(released_root), "risk") == [
            "risk is due 2026-11-30 18:00 CET in the gradebook (formgrader's Edit) and never in "
            "course.yml, which rules: nobody is late. "
            "To make it hold: `due: 2026-11-30 18:00` in course.yml"
        ]


def test_a_due_date_that_differs_is_told_and_one_that_agrees_is_not(released_root: Path) -> None:
    due(released_root, "2026-11-20 18:00")
    course, folders = open_course(released_root)
    with gradebook_of(released_root) as gradebook:
        assert overruled_due_date(gradebook, course, "risk") == []
        gradebook.update_or_create_assignment("risk", duedate="2026-11-20T18:00:00")
        assert overruled_due_date(gradebook, course, "risk") == []
        gradebook.update_or_create_assignment("risk", duedate="2026-11-30T18:00:00")
    assert read_overruled_due_date(course, folders, "risk") == [
        "risk is due 2026-11-30 18:00 UTC in the gradebook (formgrader's Edit) and "
        "2026-11-20 18:00 UTC in course.yml, which rules"
    ]


def test_an_assignment_that_the_gradebook_does_not_know_has_no_due_date(
    released_root: Path, course_root: Path
) -> None:
    with gradebook_of(released_root) as gradebook:
        assert overruled_due_date(gradebook, load_course(released_root), "minima") == []
    assert read_overruled_due_date(*open_course(course_root), "risk") == []


@pytest.mark.parametrize("verb", ["grade", "release"])
def test_the_commands_that_overwrite_it_tell_it_first(
    released_root: Path, hand_in: Callable[..., None], invoke: Callable[..., Any], verb: str
) -> None:
    hand_in(released_root / "work/submitted", "s05-emil")
    due(released_root, "2030-11-20 18:00")
    with gradebook_of(released_root) as gradebook:
        gradebook.update_or_create_assignment("risk", duedate="2030-11-30T18:00:00")
    told = invoke(verb, "risk", cwd=released_root)
    assert told.stderr.startswith("risk is due 2030-11-30 18:00 UTC in the gradebook (formgrader")
    assert "(formgrader" not in invoke(verb, "risk", cwd=released_root).stderr
    with gradebook_of(released_root) as gradebook:
        assert str(gradebook.find_assignment("risk").duedate) == "2030-11-20 18:00:00"


# -- nbgrader's doors -------------------------------------------------------------


def test_nbgraders_commands_stop_at_an_extension_for_nobody(
    released_root: Path,
    hand_in: Callable[..., None],
    nbgrader: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    hand_in(released_root / "work/submitted", "s02-bo", "s05-emil")
    due(released_root, "2030-11-20", "extensions:", "  S05-emil: 2030-11-23")
    for spell, code in [("S05-emil", 2), ("s05-emil", 0)]:
        edit(released_root, "S05-emil", spell)
        capsys.readouterr()
        assert nbgrader("autograde", "risk", cwd=released_root) == code
        said = [s for s in capsys.readouterr().err.splitlines() if s.startswith("course: ")]
        refusals = ["no student is called 'S05-emil'; did you mean 's05-emil'?"] if code else []
        assert [refusals[0] in line for line in said] == [True] * len(refusals)
        made = released_root / "work/autograded/s02-bo/risk/risk.ipynb"
        assert made.exists() is not bool(code), "half of it would pass for done"
    edit(released_root, "s05-emil", "S05-emil")
    assert nbgrader("generate_feedback", "risk", "--force", cwd=released_root) == 2
    assert not (released_root / "work/feedback/s02-bo/risk").exists()
    edit(released_root, "S05-emil", "s05-emil")
    assert nbgrader("generate_feedback", "risk", cwd=released_root) == 0
    assert (released_root / "work/feedback/s02-bo/risk/risk.html").is_file()


def test_in_a_server_it_is_an_error_of_that_submission(
    released_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(released_root, "2030-11-20", "extensions:", "  S01: 2030-11-23")
    (released_root / "work/submitted/s01/risk").mkdir(parents=True)
    made = released_root / "work/autograded/s01/risk"
    made.mkdir(parents=True)
    monkeypatch.setattr(commands, "nbgraders_command", lambda: "")
    course, folders = open_course(released_root)
    with pytest.raises(commands.CourseError, match="did you mean 's01'"):
        commands._look_at_dates(course, folders, "risk", made)
    assert made.exists(), "nbgrader removes it"


def test_a_line_about_the_dates_is_told_once(
    released_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(released_root, "2030-11-20", "extensions:", "  s77: 2030-11-23")
    course, folders = open_course(released_root)
    told: list[str] = []
    commands._tell.cache_clear()
    monkeypatch.setattr(commands.get_logger(), "warning", told.append)
    for _ in range(3):
        commands._look_at_dates(course, folders, "risk", released_root / "made")
    assert len(told) == 1
    assert "no student is called 's77' yet" in told[0]
