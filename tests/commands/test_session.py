"""A run over a class: what is kept of each submission while the others are graded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.commands import progress, session
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.records import collected
from autograder.records.submitted import Task
from autograder.scoring.report import Report, attention_report


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> session.Request:
    """Grade two students in a sandbox and with workers that are not there."""
    for student in ("anna", "mia"):
        (tmp_path / student / "risk").mkdir(parents=True)
    stand_in = SimpleNamespace(level="full", close=lambda: None)
    monkeypatch.setattr(session, "Engine", lambda *_, **__: stand_in)
    return session.Request("risk", tmp_path, None, 1, gradebook=False, force=False, level=None)


class Watched(progress.Progress):
    def __init__(self, seen: list[Report], total: int) -> None:
        super().__init__(total)
        self.seen = seen

    def advance(self, report: Report) -> None:
        self.seen.append(report)


def test_a_class_is_held_without_its_notebooks(
    course: Course, folders: Folders, request_: session.Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grade_all(
        engine: Any, name: str, tasks: list[Task], jobs: int, working: Any
    ) -> Iterator[Any]:
        for task in reversed(tasks):
            report = attention_report(task.student, name, 14.0, "e", notebook={"cells": [1]})
            yield task, report

    seen: list[Report] = []
    monkeypatch.setattr(session.batch, "grade_all", grade_all)
    result = session.run(course, folders, request_, lambda total: Watched(seen, total))
    assert [r.notebook for r in seen] == [{"cells": [1]}] * 2
    assert [(r.student, r.notebook) for r in result.reports] == [("anna", None), ("mia", None)]


def test_a_broken_assignment_ends_the_run_before_anything_is_shown(
    course: Course,
    folders: Folders,
    request_: session.Request,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def grade_all(*arguments: Any) -> Iterator[Any]:
        raise CourseError("no release")
        yield

    from rich.console import Console

    monkeypatch.setattr(session.batch, "grade_all", grade_all)
    shown = progress.choose(Console(stderr=True), quiet=False)
    with pytest.raises(CourseError, match="no release"):
        session.run(course, folders, request_, shown)
    assert capsys.readouterr().err == ""


def test_a_damaged_list_of_attempts_or_a_folder_of_nobody_costs_that_submission_only(
    course: Course, folders: Folders, request_: session.Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def see(folders: Folders, name: str, student: str, path: Path, *, keep: bool) -> Any:
        if student == "anna":
            raise CourseError("collected.json is damaged")
        assert student == "mia"
        return collected.Collected([], "")

    def grade_all(
        engine: Any, name: str, tasks: list[Task], jobs: int, working: Any
    ) -> Iterator[Any]:
        for task in tasks:
            yield task, attention_report(task.student, name, 14.0, task.trouble or "graded")

    (request_.folder / "linked").symlink_to(request_.folder / "mia")
    monkeypatch.setattr(collected, "see", see)
    monkeypatch.setattr(session.batch, "grade_all", grade_all)
    result = session.run(course, folders, request_, progress.Progress)
    assert {r.student: r.error for r in result.reports} == {
        "anna": "collected.json is damaged",
        "linked": "the folder linked is a link, not a folder of submissions; put the folder there",
        "mia": "graded",
    }
    assert list(result.standings) == ["mia"]
