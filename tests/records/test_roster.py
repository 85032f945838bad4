"""An extension that nobody would get is refused, and one for somebody who may come is told."""

import pytest

from autograder.course.folders import Folders
from autograder.course.load import load_course
from autograder.errors import CourseError
from autograder.records.roster import Roster, unknown_extensions

COURSE = """\
id: c
title: C
assignments:
  - {{id: minima, title: M}}
  - id: risk
    title: R
    due: 2026-11-20
    extensions:
      {student}: 2026-11-23
"""


@pytest.fixture
def look(tmp_path):
    """Look at an extension for a student: look("S0006", handed_in=["s0006"])."""

    def looked(student, *, handed_in=(), elsewhere=(), roster=None):
        (tmp_path / "course.yml").write_text(COURSE.format(student=student), encoding="utf-8")
        folders = Folders(tmp_path)
        for folder, students in [(folders.submitted, handed_in), (tmp_path / "late", elsewhere)]:
            for known in students:
                (folder / known).mkdir(parents=True)
        course, roster = load_course(tmp_path), roster or Roster()
        return unknown_extensions(course, folders, "risk", roster, tmp_path / "late")

    return looked


NAMED = Roster({"s0006": "Ada Lovelace", "s0007": ""}, imported=True)


@pytest.mark.parametrize(
    "known", [{"handed_in": ["s0006"]}, {"elsewhere": ["s0006"]}, {"roster": NAMED}]
)
def test_an_extension_for_a_student_who_is_known_is_taken(look, known):
    assert look("s0006", **known) == []


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("S0006", "s0006"), ("s006", "s0006"), ("s-0006", "s0006"), ("6", "0006"),
        ("Zoe\u0308", "zo\u00eb"), ("ada_lovelace", "ada.lovelace"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["handed_in", "elsewhere", "roster"])
def test_an_extension_in_another_spelling_is_refused_with_the_right_one(
    look, tmp_path, written, known, where
):
    students = {where: Roster({known: ""}) if where == "roster" else [known]}
    with pytest.raises(CourseError) as told:
        look(written, **students)
    assert str(told.value) == (
        f"{tmp_path}/course.yml:9: no student is called {written!r}; did you mean {known!r}? "
        f"(if this is one: nbgrader db student add {written})"
    )


def test_an_extension_for_nobody_of_an_imported_roster_is_refused(look):
    with pytest.raises(CourseError, match=r":9: no student is called 's0060'; did you mean 's000"):
        look("s0060", roster=NAMED)
    with pytest.raises(CourseError, match=r"'anna' \(if this is one: nbgrader db student add anna"):
        look("anna", roster=NAMED)


def test_a_student_of_no_roster_who_has_handed_in_is_known_all_the_same(look):
    assert look("guest", roster=NAMED, handed_in=["guest"]) == []


def test_at_the_beginning_of_the_term_an_extension_is_kept_with_a_line(look, tmp_path):
    [line] = look("s0006")
    assert line == (
        f"{tmp_path}/course.yml:9: no student is called 's0006' yet; "
        "the extension is kept for when they hand in"
    )


def test_those_who_were_graded_are_no_roster_that_somebody_could_be_missing_in(look):
    """Whoever gets an extension hands in last, and ids of one class resemble each other."""
    assert len(look("s0008", roster=Roster({"s0006": "", "s0007": ""}), handed_in=["s0007"])) == 1


def test_an_extension_of_another_assignment_is_not_looked_at(look, tmp_path):
    look("s0006")
    course, roster = load_course(tmp_path), Roster({"S0006": ""})
    assert unknown_extensions(course, Folders(tmp_path), "minima", roster) == []
