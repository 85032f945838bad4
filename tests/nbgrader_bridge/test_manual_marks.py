"""What people gave by hand outlives the gradebook: deleted, damaged or an old copy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.nbgrader_bridge import manual_marks, rebuild
from autograder.nbgrader_bridge.writer import GradebookWriter
from autograder.records import reports
from autograder.records.manual_marks import Mark, load, path_of
from tests.nbgrader_bridge.gradebooks import give, open_gradebook, rows, say

WRITTEN = ("s02-bo", "minima-differ")


def mark_by_hand(root: Path) -> None:
    give(root, "s02-bo", "minima-differ", 2.5)
    give(root, "s02-bo", "check-sample_risk", 5.0, 0.5)
    give(root, "s03-chidi", "check-risks", None, 1.0)
    say(root, "s02-bo", "risks", "Neat helper!")


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on marks are given by a process that keeps nothing, such as a plain script."""
    return lambda: monkeypatch.setattr(manual_marks, "_course_of", lambda session: None)


# -- as they are given ----------------------------------------------------------


def test_a_mark_is_kept_as_soon_as_the_gradebook_has_it(graded: Path) -> None:
    assert not Folders(graded).manual.exists()
    mark_by_hand(graded)
    assert load(Folders(graded), "risk", "s02-bo") == {
        "minima-differ": [Mark(2.5)],
        "check-sample_risk": [Mark(5.0, 0.5)],
        "risks": [Mark(comment="Neat helper!")],
    }
    assert load(Folders(graded), "risk", "s03-chidi") == {"check-risks": [Mark(None, 1.0)]}


def test_a_mark_that_is_not_committed_is_not_kept(graded: Path) -> None:
    with open_gradebook(graded) as gradebook:
        gradebook.find_grade("minima-differ", "risk", "risk", "s02-bo").manual_score = 3.0
        gradebook.db.flush()
        gradebook.db.rollback()
        gradebook.db.commit()
    assert load(Folders(graded), "risk", "s02-bo") == {}


def test_a_mark_of_another_gradebook_is_not_this_courses(graded: Path, tmp_path: Path) -> None:
    other = tmp_path / "other/work"
    other.mkdir(parents=True)
    shutil.copy(Folders(graded).gradebook, other / "gradebook.db")
    give(tmp_path / "other", "s02-bo", "minima-differ", 2.0)
    assert not (other / "manual").exists()
    assert not Folders(graded).manual.exists()


def test_a_disk_that_refuses_stops_nobody_from_marking(
    graded: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*arguments: Any) -> None:
        raise CourseError("s02-bo.json cannot be written: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("autograder.records.manual_marks.write_atomically", refuse)
        give(graded, "s02-bo", "minima-differ", 2.5)
    assert rows(graded)[WRITTEN] == (None, 2.5, None, False)
    assert "a mark is in the gradebook alone: s02-bo.json cannot be written" in caplog.text
    GradebookWriter(*open_course(graded), "risk").close()
    assert load(Folders(graded), "risk", "s02-bo") == {"minima-differ": [Mark(2.5)]}


def test_marks_that_another_program_gave_are_kept_by_the_next_command(
    graded: Path,
    unwatched: Callable[[], None],
    nbgrader: Callable[..., int],
    invoke: Callable[..., Any],
) -> None:
    unwatched()
    give(graded, "s02-bo", "minima-differ", 1.0)
    assert load(Folders(graded), "risk", "s02-bo") == {}
    assert invoke("grade", "risk", "--quiet", cwd=graded).returncode == 1
    assert load(Folders(graded), "risk", "s02-bo") == {"minima-differ": [Mark(1.0)]}
    for points, command in [(2.0, "export"), (3.0, "generate_feedback risk --force")]:
        give(graded, "s02-bo", "minima-differ", points)
        nbgrader(*command.split(), cwd=graded)
        assert load(Folders(graded), "risk", "s02-bo")["minima-differ"][-1] == Mark(points)


# -- a gradebook that is lost ---------------------------------------------------

TOLD = "the gradebook was missing; rebuilt from 3 reports with 4 marks given by hand\n"


def test_a_deleted_gradebook_comes_back_whole_with_the_next_grade(
    graded: Path, invoke: Callable[..., Any]
) -> None:
    mark_by_hand(graded)
    invoke("feedback", "risk", cwd=graded)
    page = graded / "work/feedback/s02-bo/risk/risk.html"
    before, shown = rows(graded), page.read_text()
    assert "Neat helper!" in shown
    Folders(graded).gradebook.unlink()
    told = invoke("grade", "risk", "--quiet", cwd=graded)
    assert (told.returncode, told.stderr) == (1, TOLD)
    assert rows(graded) == before
    assert page.read_text() == shown
    assert invoke("grade", "risk", "--quiet", cwd=graded).stderr == ""


def test_feedback_brings_it_back_as_well(graded: Path, invoke: Callable[..., Any]) -> None:
    mark_by_hand(graded)
    before = rows(graded)
    Folders(graded).gradebook.unlink()
    told = invoke("feedback", "risk", cwd=graded)
    assert (told.returncode, told.stderr) == (0, TOLD)
    assert rows(graded) == before
    assert "Neat helper!" in (graded / "work/feedback/s02-bo/risk/risk.html").read_text()
    other = (graded / "work/feedback/s03-chidi/risk/risk.html").read_text()
    assert "3 of 8 points (set by a grader)" in other  # 2 automatic ones and 1 extra


def test_grading_one_student_brings_the_whole_class_back(
    graded: Path, invoke: Callable[..., Any]
) -> None:
    mark_by_hand(graded)
    before = rows(graded)
    Folders(graded).gradebook.unlink()
    told = invoke("grade", "risk", "--quiet", "--student", "s03-chidi", cwd=graded)
    assert (told.returncode, told.stderr) == (0, TOLD)
    assert rows(graded) == before


def test_nbgraders_autograde_gives_the_marks_back_too(
    graded: Path, nbgrader: Callable[..., int]
) -> None:
    mark_by_hand(graded)
    before = rows(graded)
    Folders(graded).gradebook.unlink()
    assert nbgrader("generate_assignment", "risk", cwd=graded) == 0
    assert nbgrader("autograde", "risk", "--force", cwd=graded) == 1
    assert rows(graded) == before


def test_an_answer_that_changed_since_is_looked_at_again(
    graded: Path, invoke: Callable[..., Any], hand_in: Callable[..., None]
) -> None:
    mark_by_hand(graded)
    Folders(graded).gradebook.unlink()
    hand_in(graded / "work/submitted", "s11-kemal", name="s02-bo")
    invoke("grade", "risk", "--quiet", cwd=graded)
    found = rows(graded)
    assert found[WRITTEN] == (None, 2.5, None, True)
    assert found["s02-bo", "check-sample_risk"][1:] == (5.0, 0.5, True)
    assert found["s02-bo", "risks", "comment"] == "Neat helper!"


def test_a_report_that_is_damaged_is_left_to_the_grading(
    graded: Path, invoke: Callable[..., Any]
) -> None:
    mark_by_hand(graded)
    before = rows(graded)
    (Folders(graded).reports / "risk/s02-bo.json").write_text("{")
    Folders(graded).gradebook.unlink()
    told = invoke("grade", "risk", "--quiet", cwd=graded)
    assert "rebuilt from 2 reports with 1 marks given by hand" in told.stderr
    found = rows(graded)
    assert found.keys() == before.keys()
    assert found[WRITTEN] == (None, 2.5, None, True)  # nobody knows what it was given for


def test_a_gradebook_that_lacks_a_whole_assignment_gets_it_back(
    graded: Path, project: Path
) -> None:
    for name in ("solutions/minima.py", "assignments/minima/minima.ipynb"):
        (graded / name).parent.mkdir(exist_ok=True)
        shutil.copy(project / name, graded / name)
    shutil.copy(project / "autograder/checks/test_minima.py", graded / "checks")
    config = graded / "course.yml"
    config.write_text(config.read_text() + "  - id: minima\n    title: Minima\n")
    folders = Folders(graded)
    noor = reports.load(folders, "risk", "s14-noor")
    reports.keep(folders, replace(noor, assignment="minima", student="s02-bo"))
    release = folders.release("minima").read_bytes()
    writer = GradebookWriter(*open_course(graded), "risk")
    writer.close()
    assert writer.told == [
        "the gradebook lacked minima; rebuilt from 1 reports with 0 marks given by hand"
    ]
    with open_gradebook(graded) as gradebook:
        assert len(gradebook.find_submission("minima", "s02-bo").notebooks[0].grades) == 7
        assert rebuild.lost(*open_course(graded), gradebook) == {}
    assert folders.release("minima").read_bytes() == release


# -- a gradebook that is damaged ------------------------------------------------


def cut_out_a_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 40] = b"\xff" * 4096 * 37
    path.write_bytes(content)


def overwrite(path: Path) -> None:
    path.write_text("not a database " * 1000)


@pytest.mark.parametrize("damage", [overwrite, cut_out_a_page])
def test_a_damaged_gradebook_is_told_with_its_remedy_which_helps(
    graded: Path,
    damage: Callable[[Path], None],
    invoke: Callable[..., Any],
    nbgrader: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    mark_by_hand(graded)
    before, path = rows(graded), Folders(graded).gradebook
    damage(path)
    damaged = path.read_bytes()
    for command in (["grade", "risk"], ["feedback", "risk"]):
        told = invoke(*command, cwd=graded)
        assert told.returncode == 2
        assert told.stderr.startswith(f"course: {path} is damaged (")
        assert told.stderr.count("\n") == 1
    remedy = told.stderr.strip().partition("as well: ")[2]
    assert remedy == f"mv {path} {path}.damaged"
    for command in (["export"], ["autograde", "risk"], ["generate_feedback", "risk"]):
        capsys.readouterr()
        assert nbgrader(*command, cwd=graded) == 2
        assert capsys.readouterr().err == told.stderr
    assert path.read_bytes() == damaged
    path.rename(f"{path}.damaged")
    assert TOLD in invoke("grade", "risk", "--quiet", cwd=graded).stderr
    assert rows(graded) == before


# -- an old copy ----------------------------------------------------------------


def test_an_old_copy_of_the_gradebook_gets_the_marks_given_since(
    graded: Path, invoke: Callable[..., Any]
) -> None:
    give(graded, "s02-bo", "minima-differ", 1.0)
    old = Folders(graded).gradebook.read_bytes()
    mark_by_hand(graded)
    before = rows(graded)
    Folders(graded).gradebook.write_bytes(old)
    told = invoke("grade", "risk", "--quiet", cwd=graded)
    assert told.stderr == "the gradebook lacked 4 marks given by hand; they were restored\n"
    assert rows(graded) == before


def test_an_old_copy_is_brought_up_to_date_by_nbgraders_commands_as_well(
    graded: Path, nbgrader: Callable[..., int]
) -> None:
    old = Folders(graded).gradebook.read_bytes()
    mark_by_hand(graded)
    before = rows(graded)
    for command in ("export", "generate_feedback risk --force"):
        Folders(graded).gradebook.write_bytes(old)
        nbgrader(*command.split(), cwd=graded)
        assert rows(graded) == before
    assert "Neat helper!" in (graded / "work/feedback/s02-bo/risk/risk.html").read_text()


def test_a_student_whom_an_old_copy_does_not_know_is_added_with_their_page(
    graded: Path, invoke: Callable[..., Any], nbgrader: Callable[..., int]
) -> None:
    mark_by_hand(graded)
    before = rows(graded)
    with open_gradebook(graded) as gradebook:
        gradebook.remove_student("s02-bo")
    assert nbgrader("generate_feedback", "risk", "--force", cwd=graded) == 1
    log = (graded / "work/nbgrader.log").read_text()
    assert "lacks s02-bo's submission, which was graded; bring it back" in log
    assert invoke("feedback", "risk", cwd=graded).returncode == 0
    assert rows(graded) == before
    assert "Neat helper!" in (graded / "work/feedback/s02-bo/risk/risk.html").read_text()


# -- the newer mark wins --------------------------------------------------------


def test_a_newer_mark_in_the_gradebook_is_never_overwritten_by_a_kept_one(
    graded: Path, unwatched: Callable[[], None], invoke: Callable[..., Any]
) -> None:
    mark_by_hand(graded)
    unwatched()
    give(graded, "s02-bo", "minima-differ", 3.0)
    say(graded, "s02-bo", "risks", "Neat, but slow.")
    before = rows(graded)
    assert invoke("grade", "risk", "--quiet", cwd=graded).stderr == ""
    assert rows(graded) == before
    Folders(graded).gradebook.unlink()
    assert invoke("grade", "risk", "--quiet", cwd=graded).stderr == TOLD
    assert rows(graded) == before


def test_a_mark_that_a_person_took_away_does_not_come_back(
    graded: Path, invoke: Callable[..., Any]
) -> None:
    mark_by_hand(graded)
    give(graded, "s02-bo", "check-sample_risk", None)
    say(graded, "s02-bo", "risks", "")
    before = rows(graded)
    assert invoke("grade", "risk", "--quiet", cwd=graded).stderr == ""
    assert rows(graded) == before
    Folders(graded).gradebook.unlink()
    assert "with 2 marks given by hand" in invoke("grade", "risk", cwd=graded).stderr
    assert rows(graded)["s02-bo", "check-sample_risk"] == (6.0, None, None, False)


def test_a_kept_file_that_is_damaged_is_told_and_left_alone(
    graded: Path, invoke: Callable[..., Any]
) -> None:
    mark_by_hand(graded)
    path = path_of(Folders(graded), "risk", "s02-bo")
    path.write_text(json.dumps({"cells": 3}))
    told = invoke("grade", "risk", "--quiet", cwd=graded)
    assert told.returncode == 2
    assert f"course: {path} is damaged (" in told.stderr
    assert json.loads(path.read_text()) == {"cells": 3}
