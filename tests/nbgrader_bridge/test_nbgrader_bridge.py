"""nbgrader stays the front door: its own commands and ours give the same marks, files and rows."""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.course.config import Assignment, Course
from autograder.course.folders import Folders
from autograder.course.load import load_course, open_course
from autograder.errors import CourseError
from autograder.grading.engine import Engine
from autograder.nbgrader_bridge import commands, configure, exchange, lateness
from autograder.nbgrader_bridge import gradebook as gradebooks
from autograder.nbgrader_bridge import release as releases
from autograder.nbgrader_bridge.config import config_for
from autograder.nbgrader_bridge.gradebook import db_url
from autograder.nbgrader_bridge.rows import record, record_lateness
from autograder.nbgrader_bridge.writer import GradebookWriter
from autograder.records import collected, reports
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import attention_report

CLASS = ["s02-bo", "s03-chidi", "s05-emil", "s11-kemal", "s13-mateo", "s14-noor", "s22-vera"]
GRADED = [s for s in CLASS if s != "s14-noor"]

Row = tuple[float | None, float | None, bool]


@contextmanager
def open_gradebook(root: Path) -> Iterator[Any]:
    with Gradebook(db_url(Folders(root)), "optimization") as gradebook:
        yield gradebook


def rows(root: Path) -> dict[tuple[str, str], Row]:
    """(student, cell) → automatic score, manual score, whether a grader is waited for."""
    with open_gradebook(root) as gradebook:
        return {
            (submission.student.id, grade.cell.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
            )
            for submission in gradebook.assignment_submissions("risk")
            for grade in submission.notebooks[0].grades
        }


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# -- both doors, as real commands -----------------------------------------------


@pytest.fixture(scope="module")
def doors(
    new_course: Callable[[], Path], hand_in: Callable[..., None], run: Callable[..., Any]
) -> SimpleNamespace:
    """The same class through nbgrader's commands and, in a second copy, through ours."""
    theirs, ours = new_course(), new_course()
    for root in (theirs, ours):
        hand_in(root / "work/submitted", *CLASS)

    def through_nbgrader() -> dict[str, Any]:
        commands = ["generate_assignment risk", "autograde risk", "generate_feedback risk"]
        commands.append("export --to grades.csv")
        return {c.split()[0]: run("nbgrader", *c.split(), cwd=theirs) for c in commands}

    with ThreadPoolExecutor() as pool:
        told = pool.submit(through_nbgrader)
        grade = pool.submit(run, "course", "grade", "risk", "--json", "marks.json", cwd=ours)
        return SimpleNamespace(theirs=theirs, ours=ours, told=told.result(), grade=grade.result())


def test_nbgrader_releases_what_is_committed(doors: SimpleNamespace, project: Path) -> None:
    assert doors.told["generate_assignment"].returncode == 0
    for root in (doors.theirs, doors.ours):
        assert files(root / "assignments") == {
            "risk/risk.ipynb": (project / "assignments/risk/risk.ipynb").read_bytes()
        }


def test_both_doors_give_the_marks_that_an_instructor_expects(
    doors: SimpleNamespace, demo: Any
) -> None:
    with (doors.theirs / "grades.csv").open() as file:
        exported = {row["student_id"]: row for row in csv.DictReader(file)}
    marks = json.loads((doors.ours / "marks.json").read_text())["submissions"]
    assert [m["student"] for m in marks] == sorted(exported) == CLASS
    for mark in marks:
        expected = demo.EXPECTED[mark["student"]]
        assert mark["points"] == expected["points"]
        for exercise, points in expected.get("exercises", {}).items():
            assert mark["exercises"][exercise]["points"] == points
        score = exported[mark["student"]]["score"]
        assert (float(score) if score else None) == expected["points"]
        assert float(exported[mark["student"]]["max_score"]) == 17.0  # with the written question


def test_both_doors_write_the_same_rows(doors: SimpleNamespace) -> None:
    assert rows(doors.theirs) == rows(doors.ours)
    assert len(rows(doors.ours)) == 3 * len(CLASS)


def test_written_answers_wait_for_a_grader_and_blank_ones_get_zero(doors: SimpleNamespace) -> None:
    found = {student: row for (student, cell), row in rows(doors.ours).items() if "minima" in cell}
    written = ["s02-bo", "s11-kemal", "s22-vera"]
    for student in written:
        assert found[student] == (None, None, True)
    for student in ["s03-chidi", "s05-emil"]:
        assert found[student] == (0.0, None, False)


def test_both_doors_write_the_same_autograded_notebooks(doors: SimpleNamespace) -> None:
    theirs = files(doors.theirs / "work/autograded")
    assert sorted(theirs) == [f"{student}/risk/risk.ipynb" for student in GRADED]
    assert theirs == files(doors.ours / "work/autograded")


def test_both_doors_write_our_feedback_page(doors: SimpleNamespace) -> None:
    theirs = files(doors.theirs / "work/feedback")
    assert sorted(theirs) == [f"{student}/risk/risk.html" for student in CLASS]
    assert theirs == files(doors.ours / "work/feedback")
    page = theirs["s03-chidi/risk/risk.html"].decode()
    assert "Risk and empirical risk" in page
    assert "Gradients flow through f and g" in page
    assert "def test_" not in page, "nbgrader's own page shows the hidden tests' source"


def test_a_broken_submission_is_reported_and_the_others_are_graded(doors: SimpleNamespace) -> None:
    told = doors.told["autograde"]
    assert told.returncode == 1
    reason = "s14-noor needs attention: not a notebook: the file is not JSON (line 1)"
    assert reason in told.stderr
    assert reason in (doors.theirs / "work/nbgrader.log").read_text()
    assert told.stderr.count("There was an error processing assignment:") == 1
    assert doors.grade.returncode == 1
    assert "not a notebook: the file is not" in doors.grade.stdout
    for root in (doors.theirs, doors.ours):
        assert rows(root)["s14-noor", "check-risks"] == (None, None, True)


def test_nothing_but_the_notebook_of_a_student_s_files_is_kept(doors: SimpleNamespace) -> None:
    handed_in = files(doors.theirs / "work/submitted/s22-vera/risk")
    assert sorted(handed_in) == ["data.csv", "helper.py", "risk.ipynb"]
    for root in (doors.theirs, doors.ours):
        assert list(files(root / "work/autograded/s22-vera")) == ["risk/risk.ipynb"]


def test_no_command_prints_what_means_nothing_to_an_instructor(doors: SimpleNamespace) -> None:
    for told in [*doors.told.values(), doors.grade]:
        assert "Warning" not in told.stderr
        assert "site-packages/sqlalchemy" not in told.stderr
    assert "Traceback" not in doors.grade.stdout + doors.grade.stderr
    assert [doors.told[c].returncode for c in ("generate_feedback", "export")] == [0, 0]


# -- a regrade ------------------------------------------------------------------


@pytest.fixture(params=["nbgrader", "course"])
def regrade(
    request: pytest.FixtureRequest,
    nbgrader: Callable[..., int],
    invoke: Callable[..., Any],
    released_root: Path,
) -> Callable[[], int]:
    """Grade the class of ``released_root`` again, through one of the doors."""

    def through_nbgrader() -> int:
        return nbgrader("autograde", "risk", "--force", cwd=released_root)

    def through_course() -> int:
        return int(invoke("grade", "risk", cwd=released_root).returncode)

    return through_nbgrader if request.param == "nbgrader" else through_course


def mark_by_hand(root: Path) -> None:
    with open_gradebook(root) as gradebook:
        written = gradebook.find_grade("minima-differ", "risk", "risk", "zoe")
        written.manual_score, written.needs_manual_grade = 2.5, False
        overridden = gradebook.find_grade("check-sample_risk", "risk", "risk", "zoe")
        overridden.manual_score, overridden.extra_credit = 5.0, 0.5
        gradebook.find_comment("risks", "risk", "risk", "zoe").manual_comment = "Neat helper!"
        gradebook.db.commit()


def by_hand(root: Path) -> list[Any]:
    with open_gradebook(root) as gradebook:
        grades = [
            gradebook.find_grade(cell, "risk", "risk", "zoe")
            for cell in ("minima-differ", "check-risks", "check-sample_risk")
        ]
        comment = gradebook.find_comment("risks", "risk", "risk", "zoe")
        return [*((g.manual_score, g.extra_credit) for g in grades), comment.manual_comment]


def test_a_regrade_replaces_every_automatic_score_and_no_manual_one(
    released_root: Path, hand_in: Callable[..., None], regrade: Callable[[], int]
) -> None:
    submitted, autograded = released_root / "work/submitted", released_root / "work/autograded"
    page = released_root / "work/feedback/zoe/risk/risk.html"

    hand_in(submitted, "s02-bo", name="zoe")
    assert regrade() == 0
    assert rows(released_root) == {
        ("zoe", "check-risks"): (8.0, None, False),
        ("zoe", "check-sample_risk"): (6.0, None, False),
        ("zoe", "minima-differ"): (None, None, True),
    }
    mark_by_hand(released_root)
    manual = by_hand(released_root)
    assert manual == [(2.5, None), (None, None), (5.0, 0.5), "Neat helper!"]

    hand_in(submitted, "s03-chidi", name="zoe")  # worse
    assert regrade() == 0
    assert rows(released_root) == {
        ("zoe", "check-risks"): (2.0, None, False),
        ("zoe", "check-sample_risk"): (0.0, 5.0, True),  # whether 5 still holds, a person says
        ("zoe", "minima-differ"): (0.0, 2.5, False),
    }
    assert by_hand(released_root) == manual
    assert "NotImplementedError" in (autograded / "zoe/risk/risk.ipynb").read_text()

    hand_in(submitted, "s14-noor", name="zoe")  # unreadable
    assert regrade() == 1
    assert rows(released_root) == {
        ("zoe", "check-risks"): (None, None, True),
        ("zoe", "check-sample_risk"): (None, 5.0, True),
        ("zoe", "minima-differ"): (None, 2.5, True),
    }
    assert by_hand(released_root) == manual
    assert not (autograded / "zoe/risk").exists(), "an old notebook would pass for the new one"
    assert "not a notebook" in page.read_text()

    hand_in(submitted, "s02-bo", name="zoe")  # mended
    assert regrade() == 0
    assert rows(released_root)["zoe", "check-risks"] == (8.0, None, False)
    assert by_hand(released_root) == manual


def test_nbgrader_alone_passes_over_what_it_has_graded_already(
    released_root: Path, hand_in: Callable[..., None], nbgrader: Callable[..., int]
) -> None:
    hand_in(released_root / "work/submitted", "s02-bo", name="zoe")
    assert nbgrader("autograde", "risk", cwd=released_root) == 0
    hand_in(released_root / "work/submitted", "s05-emil", name="zoe")
    assert nbgrader("autograde", "risk", cwd=released_root) == 0
    assert rows(released_root)["zoe", "check-risks"] == (8.0, None, False)
    assert nbgrader("autograde", "risk", "--force", "--student=zoe", cwd=released_root) == 0
    assert rows(released_root)["zoe", "check-risks"] == (0.0, None, False)


def test_feedback_shows_manual_marks_and_comments_through_both_doors(
    released_root: Path,
    hand_in: Callable[..., None],
    nbgrader: Callable[..., int],
    invoke: Callable[..., Any],
) -> None:
    hand_in(released_root / "work/submitted", "s02-bo", name="zoe")
    assert invoke("grade", "risk", cwd=released_root).returncode == 0
    page = released_root / "work/feedback/zoe/risk/risk.html"
    assert "Neat helper!" not in page.read_text()
    mark_by_hand(released_root)

    told = invoke("feedback", "risk", cwd=released_root)
    assert (told.returncode, told.stdout) == (0, "1 pages in work/feedback\n")
    ours = page.read_text()
    assert "Neat helper!" in ours
    assert "2.5" in ours
    page.write_text("as it was before the marks")
    assert nbgrader("generate_feedback", "risk", cwd=released_root) == 0
    assert page.read_text() == ours


def test_a_submission_that_another_grader_graded_gets_no_page(
    released_root: Path, hand_in: Callable[..., None], nbgrader: Callable[..., int]
) -> None:
    hand_in(released_root / "work/submitted", "s02-bo", name="zoe")
    assert nbgrader("autograde", "risk", cwd=released_root) == 0
    shutil.rmtree(released_root / "work/reports")
    assert nbgrader("generate_feedback", "risk", cwd=released_root) == 1
    assert "grade first: course grade risk" in (released_root / "work/nbgrader.log").read_text()
    assert not (released_root / "work/feedback/zoe/risk").exists()


def test_folders_and_links_beside_the_notebook_are_left_out_as_well(
    released_root: Path, hand_in: Callable[..., None], nbgrader: Callable[..., int], tmp_path: Path
) -> None:
    place = released_root / "work/submitted/zoe/risk"
    hand_in(released_root / "work/submitted", "s22-vera", name="zoe")
    (place / "data/raw").mkdir(parents=True)
    (place / "data/raw/big.bin").write_bytes(b"1")
    (tmp_path / "secret").write_text("of the instructor")
    (place / "link").symlink_to(tmp_path / "secret")
    (place / "timestamp.txt").write_text("2030-01-01 10:00:00 UTC\n")
    assert nbgrader("autograde", "risk", cwd=released_root) == 0
    kept = released_root / "work/autograded/zoe/risk"
    assert sorted(p.name for p in kept.rglob("*")) == ["risk.ipynb", "timestamp.txt"]
    assert (tmp_path / "secret").exists()


# -- the gradebook --------------------------------------------------------------


@pytest.fixture
def writer(released_root: Path) -> Iterator[GradebookWriter]:
    made = GradebookWriter(*open_course(released_root), "risk")
    yield made
    made.close()


@pytest.fixture
def report(engine: Engine, tmp_path: Path, hand_in: Callable[..., None]) -> Any:
    hand_in(tmp_path / "class", "s02-bo", name="zoe")
    found = engine.grade("risk", "zoe", tmp_path / "class/zoe/risk/risk.ipynb")
    assert found.status == "graded", found.error
    return found


def test_the_timestamp_goes_with_the_notebook_and_a_link_does_not(
    released_root: Path, writer: GradebookWriter, report: Any
) -> None:
    stamp = released_root / "work/submitted/zoe/risk/timestamp.txt"
    stamp.parent.mkdir(parents=True)
    stamp.write_text("2030-01-01 10:00:00 UTC\n")
    writer.write(report)
    kept = released_root / "work/autograded/zoe/risk"
    assert (kept / "timestamp.txt").read_text() == "2030-01-01 10:00:00 UTC\n"
    stamp.unlink()
    stamp.symlink_to(released_root / "course.yml")
    writer.write(report)
    assert [p.name for p in kept.iterdir()] == ["risk.ipynb"]


def test_a_gradebook_holds_a_report_once_it_is_written_and_until_a_score_differs(
    released_root: Path, writer: GradebookWriter, report: Any
) -> None:
    assert not writer.holds(report)
    writer.write(report)
    assert writer.holds(report)
    writer.close()
    with open_gradebook(released_root) as gradebook:
        gradebook.find_grade("check-risks", "risk", "risk", "zoe").auto_score = 7.0
        gradebook.db.commit()
    again = GradebookWriter(*open_course(released_root), "risk")
    assert not again.holds(report)
    again.close()


def test_a_release_with_other_points_reaches_the_gradebook_before_the_next_grade(
    released_root: Path, writer: GradebookWriter
) -> None:
    writer.close()
    with open_gradebook(released_root) as gradebook:
        gradebook.find_grade_cell("check-risks", "risk", "risk").max_score = 1
        gradebook.db.commit()
    GradebookWriter(*open_course(released_root), "risk").close()
    with open_gradebook(released_root) as gradebook:
        assert gradebook.find_grade_cell("check-risks", "risk", "risk").max_score == 8


def test_a_file_that_is_no_gradebook_is_told_in_one_line(course_root: Path) -> None:
    folders = Folders(course_root)
    folders.work.mkdir()
    folders.gradebook.write_text("not a database " * 100)
    with pytest.raises(CourseError) as told:
        GradebookWriter(load_course(course_root), folders, "risk")
    assert str(told.value).startswith(
        f"{folders.gradebook} is damaged (file is not a database); move it away and grade again"
    )


def refusal(root: Path) -> str:
    with pytest.raises(CourseError) as told:
        GradebookWriter(*open_course(root), "risk")
    assert "\n" not in str(told.value)
    return str(told.value).removeprefix(f"{Folders(root).gradebook} ")


def change_gradebook(root: Path, statement: str) -> None:
    with open_gradebook(root) as gradebook:
        gradebook.db.execute(sqlalchemy.text(statement))
        gradebook.db.commit()


def test_the_gradebook_of_another_course_is_refused_and_left_alone(released_root: Path) -> None:
    change_gradebook(released_root, "UPDATE course SET id = 'algebra' WHERE id = 'optimization'")
    before = Folders(released_root).gradebook.read_bytes()
    assert refusal(released_root) == (
        "belongs to another course: algebra, not optimization; move it away, or mend `id` in "
        "course.yml"
    )
    assert Folders(released_root).gradebook.read_bytes() == before


@pytest.mark.parametrize(
    "older", ["DROP TABLE course", "ALTER TABLE student DROP COLUMN lms_user_id"]
)
def test_the_gradebook_of_an_older_nbgrader_is_refused_and_left_alone(
    released_root: Path, older: str
) -> None:
    change_gradebook(released_root, older)
    before = Folders(released_root).gradebook.read_bytes()
    words = "was made by an older nbgrader; upgrade it: nbgrader db upgrade"
    assert refusal(released_root) == words
    assert Folders(released_root).gradebook.read_bytes() == before


def test_a_gradebook_that_cannot_be_written_is_told_before_anything_is_graded(
    released_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Folders(released_root).gradebook
    read_only = f"sqlite:///file:{path}?mode=ro&uri=true"  # for root, too
    monkeypatch.setattr(gradebooks, "db_url", lambda folders: read_only)
    assert refusal(released_root) == (
        "cannot be written (attempt to write a readonly database); "
        "to grade without it: --no-gradebook"
    )


def test_an_empty_file_becomes_a_gradebook(course_root: Path) -> None:
    folders = Folders(course_root)
    folders.work.mkdir()
    folders.gradebook.touch()
    GradebookWriter(load_course(course_root), folders, "risk").close()
    with open_gradebook(course_root) as gradebook:
        assert gradebook.find_notebook("risk", "risk")


def test_a_release_that_is_killed_leaves_the_old_one(
    released_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*arguments: Any) -> None:
        raise KeyboardInterrupt

    release = Folders(released_root).release("risk")
    before = release.read_bytes()
    monkeypatch.setattr(releases, "copy_folder", killed)
    with pytest.raises(KeyboardInterrupt):
        releases.generate_assignment(*open_course(released_root), "risk")
    assert release.read_bytes() == before


def test_a_gradebook_that_refuses_while_grading_is_told_in_one_line(
    released_root: Path, writer: GradebookWriter, report: Any
) -> None:
    writer.write(report)
    with open_gradebook(released_root) as gradebook:
        gradebook.db.execute(sqlalchemy.text("DROP TABLE grade"))
        gradebook.db.commit()
    with pytest.raises(CourseError, match=r"gradebook\.db: the gradebook: no such table: grade$"):
        writer.write(report)


# -- nbgrader's configuration ---------------------------------------------------


def test_a_changed_solution_or_check_reaches_work_source_by_itself(course_root: Path) -> None:
    folders = Folders(course_root)
    config_for(course_root)
    made = folders.source / "risk/risk.ipynb"
    before = made.stat().st_mtime_ns
    config_for(course_root)
    assert made.stat().st_mtime_ns == before
    solution = folders.solution("risk")
    solution.write_text(solution.read_text().replace("## 1. Two curves", "## 1. Curves"))
    later = time.time() + 5
    os.utime(solution, (later, later))
    config_for(course_root)
    assert "## 1. Curves" in made.read_text()


def test_the_configuration_is_found_from_below_the_course_s_folder(
    course_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from traitlets.config import Config

    monkeypatch.chdir(course_root / "assignments/risk")
    config = Config()
    configure(config)
    assert config.CourseDirectory.root == str(course_root)
    assert config.CourseDirectory.db_url == db_url(Folders(course_root))
    assert config.Exchange.root == str(course_root / "work/exchange")


@pytest.mark.parametrize(
    "command", [["generate_assignment", "risk"], ["autograde", "risk"], ["generate_feedback"]]
)
def test_a_broken_course_ends_nbgraders_commands_with_one_line(
    command: list[str],
    course_root: Path,
    nbgrader: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = course_root / "course.yml"
    config.write_text(config.read_text().replace("seed: 121", "sede: 121"))
    assert nbgrader(*command, cwd=course_root) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"course: {config}:4: unknown key 'sede'; did you mean 'seed'?"
    assert not (course_root / "work").exists()


def test_a_broken_course_does_not_end_a_server_that_reads_it(course_root: Path) -> None:
    (course_root / "course.yml").write_text("id: 3\n")
    with pytest.raises(CourseError, match=r"course\.yml:1"):
        config_for(course_root)


def test_one_engine_serves_a_course_however_often_nbgrader_calls(
    course_root: Path, shared_root: Path, one_sandbox: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_engines", {})
    first = commands._engine(course_root)
    assert commands._engine(course_root) is first
    assert commands._engine(shared_root).folders.root == shared_root


# -- formgrader -----------------------------------------------------------------


@pytest.fixture(scope="module")
def formgrader(
    doors: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """A Jupyter server in the course's folder: formgrader(path) → its page.

    nbgrader's package enables its own server extension (etc/jupyter), and our
    nbgrader_config.py tells it where things lie: nothing else is configured here.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home, token = tmp_path_factory.mktemp("home"), "a-token-for-this-test"
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_TOKEN": token,
    }
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=doors.theirs, env=environment, stdout=log, stderr=log
        )

    def ask(path: str, method: str = "GET") -> str:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}",
            method=method,
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
            return str(answer.read().decode())

    try:
        give_up = time.monotonic() + 60
        while True:
            assert server.poll() is None, (home / "log").read_text()
            try:
                ask("/api")
                break
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < give_up, (home / "log").read_text()
                time.sleep(0.2)
        yield ask
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def test_formgrader_shows_the_assignments_of_the_course(formgrader: Callable[..., str]) -> None:
    assert "optimization" in formgrader("/formgrader/manage_assignments")
    [assignment] = json.loads(formgrader("/formgrader/api/assignments"))
    assert assignment["name"] == "risk"
    assert assignment["status"] == "released" or assignment["status"] == "draft"
    assert assignment["num_submissions"] == len(CLASS)


def test_formgrader_lists_the_submissions_with_our_scores(formgrader: Callable[..., str]) -> None:
    found = json.loads(formgrader("/formgrader/api/submitted_notebooks/risk/risk"))
    scores = {s["student"]: (s["code_score"], s["needs_manual_grade"]) for s in found}
    assert scores["s02-bo"] == (14.0, True)
    assert scores["s03-chidi"] == (2.0, False)
    assert sorted(scores) == GRADED


def test_formgrader_shows_an_autograded_notebook_with_each_check_s_outcome(
    doors: SimpleNamespace, formgrader: Callable[..., str]
) -> None:
    with open_gradebook(doors.theirs) as gradebook:
        number = gradebook.find_submission_notebook("risk", "risk", "s03-chidi").id
    page = formgrader(f"/formgrader/submissions/{number}/")
    assert "s03-chidi" in page
    assert "check-risks" in page
    assert "2 of 8 points" in page
    assert "Gradients flow through f and g" in page


def test_formgrader_s_autograde_button_grades_with_our_engine(
    doors: SimpleNamespace, hand_in: Callable[..., None], formgrader: Callable[..., str]
) -> None:
    hand_in(doors.theirs / "work/submitted", "s02-bo", name="s05-emil")
    told = json.loads(formgrader("/formgrader/api/submission/risk/s05-emil/autograde", "POST"))
    assert told["success"], told
    assert rows(doors.theirs)["s05-emil", "check-risks"] == (8.0, None, False)
    assert reports.load(Folders(doors.theirs), "risk", "s05-emil").points == 14.0


def test_an_extension_of_course_yml_moves_the_student_s_due_date_in_the_gradebook(tmp_path):
    due, later = datetime(2026, 11, 20, 23, 59), datetime(2026, 11, 23, 12, 0)
    assignment = Assignment(id="risk", title="Risk", due=due, extensions={"s01": later})
    course = Course(id="c", title="C", timezone="Europe/Berlin", assignments=[assignment])
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "c") as gradebook:
        gradebook.add_assignment("risk", duedate=course.local(due).isoformat())
        gradebook.add_notebook("risk", "risk")
        for student in ("s01", "s02"):
            record(gradebook, attention_report(student, "risk", 14.0, "empty"), course)
        dates = {s.student.id: s.duedate for s in gradebook.assignment_submissions("risk")}
    assert dates == {"s01": datetime(2026, 11, 23, 11, 0), "s02": datetime(2026, 11, 20, 22, 59)}


# -- lateness -------------------------------------------------------------------

LATE = """\
    due: 2026-10-24 18:00
    extensions:
      extended: 2026-10-26 18:00
      extended-late: 2026-10-26 18:00
late:
  grace_minutes: 15
  penalty_percent_per_day: 10
  closes_after_days: 5
"""
CAME = {
    "early": "2026-10-24 17:00", "grace": "2026-10-24 18:15", "late": "2026-10-24 18:16",
    "clocks": "2026-10-25 17:30",  # they have gone back: 24½ hours late, still the first day
    "second": "2026-10-25 18:30", "extended": "2026-10-26 18:00",
    "extended-late": "2026-10-27 09:00", "closed": "2026-11-02 18:00",
}  # fmt: skip
PENALTIES = {
    "early": None, "grace": 0.0, "late": 1.4, "clocks": 1.4, "second": 2.8, "extended": None,
    "extended-late": 1.4, "closed": 14.0, "unknown": None,
}  # fmt: skip


def with_late_policy(root: Path) -> None:
    text = (root / "course.yml").read_text().replace("timezone: UTC", "timezone: Europe/Berlin")
    (root / "course.yml").write_text(text + LATE)


def lateness_rows(root: Path) -> dict[str, tuple[Any, ...]]:
    with open_gradebook(root) as gradebook:
        return {
            s.student.id: (s.notebooks[0].late_submission_penalty, s.timestamp, s.duedate, s.score)
            for s in gradebook.assignment_submissions("risk")
        }


def exported(root: Path, nbgrader: Callable[..., int]) -> dict[str, tuple[float, float]]:
    assert nbgrader("export", "--to", "grades.csv", cwd=root) == 0
    with (root / "grades.csv").open() as file:
        return {
            row["student_id"]: (float(row["late_submission_penalty"]), float(row["score"]))
            for row in csv.DictReader(file)
        }


def test_both_doors_take_the_same_off_whatever_a_student_s_timestamp_says(
    released_root: Path,
    tmp_path: Path,
    hand_in: Callable[..., None],
    nbgrader: Callable[..., int],
    invoke: Callable[..., Any],
) -> None:
    ours, theirs = released_root, tmp_path / "theirs"
    with_late_policy(ours)
    for student in PENALTIES:
        hand_in(ours / "work/submitted", "s02-bo", name=student)
        forged = "2026-10-01 10:00:00 UTC" if student != "early" else "2027-10-01 10:00:00 UTC"
        (ours / "work/submitted" / student / "risk/timestamp.txt").write_text(forged)
    (ours / "times.csv").write_text(
        "student,submitted\n" + "".join(f"{who},{time}\n" for who, time in CAME.items())
    )
    told = invoke("collect", "risk", "--times", "times.csv", cwd=ours)
    assert (told.returncode, "unknown: no time is listed" in told.stdout) == (1, True)
    shutil.copytree(ours, theirs, symlinks=True)

    assert invoke("grade", "risk", "--json", "marks.json", cwd=ours).returncode == 0
    assert nbgrader("autograde", "risk", cwd=theirs) == 0
    assert lateness_rows(ours) == lateness_rows(theirs)
    assert {who: row[0] for who, row in lateness_rows(ours).items()} == PENALTIES
    assert lateness_rows(ours)["early"][1:] == (
        datetime(2026, 10, 24, 15, 0), datetime(2026, 10, 24, 16, 0), 14.0,
    )  # fmt: skip
    assert lateness_rows(ours)["extended"][2] == datetime(2026, 10, 26, 17, 0)
    assert lateness_rows(ours)["unknown"][1] is None
    grades = exported(ours, nbgrader)
    assert grades == exported(theirs, nbgrader)
    assert grades["late"] == (1.4, 12.6)

    marks = {m["student"]: m for m in json.loads((ours / "marks.json").read_text())["submissions"]}
    assert {m["points"] for m in marks.values()} == {14.0}, "the automatic points stay"
    assert {who: m["late"]["penalty"] or None for who, m in marks.items()} == {
        who: penalty or None for who, penalty in PENALTIES.items()
    }
    assert nbgrader("generate_feedback", "risk", cwd=theirs) == 0
    assert files(theirs / "work/feedback") == files(ours / "work/feedback")
    page = (ours / "work/feedback/late/risk/risk.html").read_text()
    assert "due 2026-10-24 18:00:00 CEST, handed in 2026-10-24 18:16:00 CEST" in page


def test_a_penalty_follows_the_marks_that_people_give_and_the_policy(
    released_root: Path,
    hand_in: Callable[..., None],
    nbgrader: Callable[..., int],
    invoke: Callable[..., Any],
) -> None:
    with_late_policy(released_root)
    hand_in(released_root / "work/submitted", "s02-bo", name="zoe")
    invoke("collect", "risk", "--at", "2026-10-25 12:00", cwd=released_root)
    assert invoke("grade", "risk", cwd=released_root).returncode == 0
    assert exported(released_root, nbgrader)["zoe"] == (1.4, 12.6)
    mark_by_hand(released_root)  # 2.5 for the written answer, 5.5 instead of 6
    assert exported(released_root, nbgrader)["zoe"] == (1.6, 14.4)
    assert invoke("feedback", "risk", cwd=released_root).returncode == 0
    page = released_root / "work/feedback/zoe/risk/risk.html"
    assert "10 % of the points are taken off: 1.6." in page.read_text()

    config = released_root / "course.yml"
    config.write_text(config.read_text().replace("per_day: 10", "per_day: 50"))
    before = rows(released_root)
    told = invoke("grade", "risk", cwd=released_root)
    assert "1 of them unchanged" in told.stdout
    assert rows(released_root) == before, "nobody has to look at a manual mark again"
    assert "50 % of the points are taken off: 8." in page.read_text()
    assert exported(released_root, nbgrader)["zoe"] == (8.0, 8.0)


def test_an_assignment_that_left_the_course_keeps_its_rows_and_its_page(
    released_root: Path, writer: GradebookWriter, report: Any, nbgrader: Callable[..., int]
) -> None:
    reports.keep(Folders(released_root), report)
    writer.write(report)
    config = released_root / "course.yml"
    config.write_text(config.read_text().replace("id: risk", "id: other"))
    course = load_course(released_root)
    with open_gradebook(released_root) as gradebook:
        assert not record_lateness(gradebook, report, course, Standing())


def test_an_extension_over_the_change_of_the_clocks_ends_when_course_yml_says() -> None:
    assignment = Assignment(
        id="risk", title="Risk", due="2026-10-23 18:00", extensions={"s01": "2026-10-30 18:00"}
    )
    course = Course(id="c", title="C", timezone="Europe/Berlin", assignments=[assignment])
    extension = lateness.extension(course, attention_report("s01", "risk", 14.0, "empty"))
    assert extension == timedelta(days=7, hours=1)


# -- the exchange ---------------------------------------------------------------


@pytest.fixture
def submit(released_root: Path, hand_in: Callable[..., None]) -> Callable[..., Path]:
    """Put a folder into the exchange as a student can: any name, any stamp, any date."""

    def put(student: str, work: str = "s02-bo", stamp: str = "2026-10-01 10:00:00 UTC") -> Path:
        inbound = released_root / "work/exchange/optimization/inbound"
        number = len(list(inbound.glob("*")))
        hand_in(inbound / "made", work)
        folder = inbound / f"{student}+risk+{stamp}+x{number}"
        (inbound / "made" / work / "risk").rename(folder)
        shutil.rmtree(inbound / "made")
        (folder / "timestamp.txt").write_text(stamp)
        for path in [*folder.iterdir(), folder]:
            os.utime(path, (0, 0))
        return folder

    return put


def due_hours_ago(root: Path, hours: float, *more: str) -> datetime:
    due = datetime.now(UTC) - timedelta(hours=hours)
    lines = [f"    due: {due.isoformat()}", "late:", "  penalty_percent_per_day: 10", *more]
    (root / "course.yml").write_text((root / "course.yml").read_text() + "\n".join(lines))
    return due


def test_the_exchange_is_collected_by_the_kernel_s_clock(
    released_root: Path, submit: Callable[..., Path], nbgrader: Callable[..., int]
) -> None:
    due_hours_ago(released_root, 30)
    before = datetime.now(UTC) - timedelta(seconds=1)
    submit("zoe")
    link = submit("lee") / "risk.ipynb"
    link.rename(link.with_name("elsewhere.ipynb"))
    link.symlink_to("elsewhere.ipynb")
    assert nbgrader("collect", "risk", cwd=released_root) == 0
    for student in ("zoe", "lee"):
        found = collected.attempts(Folders(released_root), "risk", student)
        assert {a.source for a in found} == {"exchange"}
        assert all(before <= a.time <= datetime.now(UTC) for a in found)
        stamp = (released_root / f"work/submitted/{student}/risk/timestamp.txt").read_text()
        assert not stamp.startswith("2026-10-01")
    assert nbgrader("autograde", "risk", cwd=released_root) == 0
    assert {who: row[0] for who, row in lateness_rows(released_root).items()} == {
        "zoe": 2.8, "lee": 2.8,
    }  # fmt: skip


def test_every_submission_in_the_exchange_is_an_attempt_and_the_newest_is_the_current_one(
    released_root: Path,
    submit: Callable[..., Path],
    nbgrader: Callable[..., int],
    invoke: Callable[..., Any],
) -> None:
    due_hours_ago(released_root, -5, "attempts: best")
    submit("zoe", "s02-bo", "2026-11-01 10:00:00 UTC")
    time.sleep(0.02)  # the kernel's clock ticks in hundredths of a second
    last = submit("zoe", "s03-chidi", "2026-10-01 10:00:00 UTC")
    stamp = last / "timestamp.txt"
    stamp.unlink()
    stamp.mkdir()
    assert nbgrader("collect", "risk", cwd=released_root) == 0
    collected = released_root / "work/submitted/zoe/risk/risk.ipynb"
    assert collected.read_bytes() == (last / "risk.ipynb").read_bytes()
    told = invoke("grade", "risk", "--json", "marks.json", cwd=released_root)
    assert told.returncode == 0
    [mark] = json.loads((released_root / "marks.json").read_text())["submissions"]
    assert mark["points"] == 14.0
    assert [(a["points"], a["counts"]) for a in mark["attempts"]] == [(14.0, True), (2.0, False)]
    notebook = released_root / "work/autograded/zoe/risk/risk.ipynb"
    assert "8 of 8 points" in notebook.read_text()


def test_a_name_that_leads_out_of_the_class_is_not_noted(
    released_root: Path, submit: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(released_root)
    config = config_for(released_root)
    config.CourseDirectory.assignment_id = "risk"
    coursedir = CourseDirectory(config=config)
    collect = exchange.Collect(coursedir=coursedir, authenticator=None, config=config)
    folder = submit("..")
    collect._note("..", folder, folder)
    assert not Folders(released_root).attempts.exists()
