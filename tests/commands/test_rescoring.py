"""Points and titles of the checks changed: new marks, and no notebook runs again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.course.folders import Folders
from autograder.grading import batch
from autograder.grading.grader import AssignmentGrader
from autograder.grading.submission import grade_file
from autograder.grading.workers import graders
from autograder.nbgrader_bridge.gradebook import db_url
from autograder.reading import layout
from autograder.records import reports
from autograder.scoring.report import Unchanged


class Refusing:
    """A connection to a sandbox that runs nothing."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a notebook was to be run: {name}")


class Here(Executor):
    """Grades in this process, one after another."""

    def submit(self, function, task):  # type: ignore[no-untyped-def,override]
        future: Future[Any] = Future()
        future.set_result(function(task))
        return future


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "local_executor", lambda engine, jobs: Here())
    monkeypatch.setattr(graders, "connection", lambda address: Refusing())
    graders.grader_of_this_run.cache_clear()


def worth_more(root: Path) -> None:
    """The first check of `risks` earns 4 points instead of 2, and has another title."""
    path = Folders(root).checks("risk")
    old = '@pytest.mark.points(2)\ndef test_f_values(student, rng):\n    """f(x) is x·cos(πx)"""'
    new = '@pytest.mark.points(4)\ndef test_f_values(student, rng):\n    """The risk is right."""'
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))


@contextmanager
def gradebook_of(root: Path) -> Iterator[Any]:
    with Gradebook(db_url(Folders(root)), "optimization") as gradebook:
        yield gradebook


def scores(root: Path) -> dict[str, tuple[float, float]]:
    with gradebook_of(root) as gradebook:
        found = gradebook.assignment_submissions("risk")
        return {s.student.id: (s.score, s.max_score) for s in found}


@pytest.fixture
def graded(released_root: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]) -> Path:
    """A class of three with a mark by hand on a written answer and on an exercise."""
    hand_in(released_root / "work/submitted", "s02-bo", "s03-chidi", "s05-emil")
    assert invoke("grade", "risk", cwd=released_root).returncode == 0
    with gradebook_of(released_root) as gradebook:
        written = gradebook.find_grade("minima-differ", "risk", "risk", "s02-bo")
        written.manual_score, written.needs_manual_grade = 2.5, False
        overridden = gradebook.find_grade("check-sample_risk", "risk", "risk", "s02-bo")
        overridden.manual_score, overridden.needs_manual_grade = 5.0, False
        gradebook.db.commit()
    return released_root


def test_new_points_and_titles_reach_marks_gradebook_and_pages_and_nothing_runs(
    graded: Path, invoke: Callable[..., Any], nothing_runs: None
) -> None:
    worth_more(graded)
    assert invoke("release", "risk", cwd=graded).returncode == 0
    told = invoke("grade", "risk", "--json", "m.json", cwd=graded)
    assert told.returncode == 0, told.stderr
    assert "Points or titles changed: 3 rescored without running them." in told.stdout
    assert "unchanged" not in told.stdout
    found = {s["student"]: s for s in json.loads((graded / "m.json").read_text())["submissions"]}
    assert {s: (r["points"], r["max_points"]) for s, r in found.items()} == {
        "s02-bo": (16.0, 16.0), "s03-chidi": (4.0, 16.0), "s05-emil": (0.0, 16.0),
    }  # fmt: skip
    # 16 and by hand 2.5 of 3 and 5 instead of 6; 4 of the written answer's 3 nobody has marked
    assert scores(graded) == {
        "s02-bo": (17.5, 19.0),
        "s03-chidi": (4.0, 19.0),
        "s05-emil": (0.0, 19.0),
    }
    assert "The risk is right" in (graded / "work/feedback/s03-chidi/risk/risk.html").read_text()
    notebook = (graded / "work/autograded/s03-chidi/risk/risk.ipynb").read_text()
    assert "4 of 10 points" in notebook
    assert '"points": 10.0' in notebook

    told = invoke("grade", "risk", cwd=graded)
    assert "3 graded, 3 of them unchanged since last time" in told.stdout


def test_what_people_have_marked_needs_no_other_look(
    graded: Path, invoke: Callable[..., Any], nothing_runs: None
) -> None:
    worth_more(graded)
    invoke("release", "risk", cwd=graded)
    assert invoke("grade", "risk", cwd=graded).returncode == 0
    with gradebook_of(graded) as gradebook:
        for cell, by_hand in [("minima-differ", 2.5), ("check-sample_risk", 5.0)]:
            grade = gradebook.find_grade(cell, "risk", "risk", "s02-bo")
            assert (grade.manual_score, grade.needs_manual_grade) == (by_hand, False)
        waiting = gradebook.find_grade("minima-differ", "risk", "risk", "s03-chidi")
        blank = waiting.auto_score == 0.0
        assert waiting.needs_manual_grade is not blank


def test_a_mark_by_hand_instead_of_points_that_changed_is_kept_and_looked_at_again(
    graded: Path, invoke: Callable[..., Any], nothing_runs: None
) -> None:
    with gradebook_of(graded) as gradebook:
        overridden = gradebook.find_grade("check-risks", "risk", "risk", "s02-bo")
        overridden.manual_score, overridden.needs_manual_grade = 7.0, False
        gradebook.db.commit()
    worth_more(graded)
    invoke("release", "risk", cwd=graded)
    assert invoke("grade", "risk", cwd=graded).returncode == 0
    with gradebook_of(graded) as gradebook:
        grade = gradebook.find_grade("check-risks", "risk", "risk", "s02-bo")
        assert (grade.auto_score, grade.manual_score) == (10.0, 7.0)
        assert grade.needs_manual_grade


def test_a_run_that_was_killed_in_between_is_completed_as_if_nothing_had_happened(
    graded: Path, invoke: Callable[..., Any], nothing_runs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worth_more(graded)
    invoke("release", "risk", cwd=graded)

    def killed(*arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reports, "settle", killed)
        assert invoke("grade", "risk", cwd=graded).returncode == 130
    assert invoke("grade", "risk", cwd=graded).returncode == 0
    assert scores(graded)["s02-bo"] == (17.5, 19.0)
    with gradebook_of(graded) as gradebook:
        written = gradebook.find_grade("minima-differ", "risk", "risk", "s02-bo")
        assert not written.needs_manual_grade


def test_a_release_with_the_old_points_is_refused_before_anything_is_recorded(
    graded: Path, invoke: Callable[..., Any], nothing_runs: None
) -> None:
    before = scores(graded)
    worth_more(graded)
    told = invoke("grade", "risk", cwd=graded)
    assert told.returncode == 2
    assert told.stderr.splitlines()[-1] == (
        "course: risks is worth 10 points in the checks of risk, and 8 in its release; "
        "make that anew, then grade: course release risk"
    )
    assert scores(graded) == before


def test_both_doors_give_the_new_points(
    graded: Path,
    invoke: Callable[..., Any],
    nbgrader: Callable[..., int],
    nothing_runs: None,
) -> None:
    worth_more(graded)
    stale = ["autograde", "risk", "--student", "s05-emil", "--force"]
    assert nbgrader(*stale, cwd=graded) == 1, "the release has the old points"
    assert scores(graded)["s05-emil"] == (0.0, 17.0)
    assert nbgrader("generate_assignment", "risk", cwd=graded) == 0
    assert invoke("grade", "risk", cwd=graded).returncode == 0
    ours = scores(graded)
    assert nbgrader("autograde", "risk", "--force", cwd=graded) == 0  # this door runs them
    assert scores(graded) == ours == {
        "s02-bo": (17.5, 19.0), "s03-chidi": (4.0, 19.0), "s05-emil": (0.0, 19.0),
    }  # fmt: skip


def test_a_check_of_another_name_is_run(
    course_root: Path, hand_in: Callable[..., None], engine: Any
) -> None:
    hand_in(course_root / "class", "s02-bo")
    path = course_root / "class/s02-bo/risk/risk.ipynb"
    folders = Folders(course_root)

    def load() -> AssignmentGrader:
        return AssignmentGrader.load(engine.course, folders, "risk", "full")

    old = load()
    key = old.key(layout.read(path.read_bytes(), old.release))
    found = grade_file(old, Refusing(), "s02-bo", path, key)  # type: ignore[arg-type]
    assert isinstance(found, Unchanged)
    worth_more(course_root)
    found = grade_file(load(), Refusing(), "s02-bo", path, key)  # type: ignore[arg-type]
    assert isinstance(found, Unchanged)
    assert (found.checks[0].name, found.checks[0].points) == ("test_f_values", 4.0)
    checks = folders.checks("risk")
    checks.write_text(checks.read_text().replace("test_f_values", "test_the_values_of_f"))
    with pytest.raises(AssertionError, match="a notebook was to be run"):
        grade_file(load(), Refusing(), "s02-bo", path, key)  # type: ignore[arg-type]


def test_a_log_has_no_line_for_what_did_not_change(
    graded: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    told = invoke("grade", "risk", cwd=graded)
    assert told.stderr == "grading 3 submissions …\n"
    hand_in(graded / "work/submitted", "s14-noor")
    told = invoke("grade", "risk", "--jobs", "1", cwd=graded)
    assert [line.partition(" (")[0] for line in told.stderr.splitlines()] == [
        "grading 4 submissions …", "4/4 s14-noor: attention",
    ]  # fmt: skip
