"""A run over a class: what is kept of each submission while the others are graded."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder import score, session
from autograder.batch import Task
from autograder.course import Course, Folders
from autograder.errors import CourseError
from autograder.score import Report


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> session.Request:
    """Grade two students in a sandbox and with workers that are not there."""
    for student in ("anna", "mia"):
        (tmp_path / student / "risk").mkdir(parents=True)
    stand_in = SimpleNamespace(level="full", close=lambda: None)
    monkeypatch.setattr(session.batch, "Engine", lambda *_: stand_in)
    monkeypatch.setattr(session.batch, "prepare_workers", lambda: None)
    return session.Request("risk", tmp_path, None, 1, gradebook=False, force=False, level=None)


@contextlib.contextmanager
def watched(seen: list[Report], total: int) -> Iterator[session.Advance]:
    yield seen.append


def test_a_class_is_held_without_its_notebooks(
    course: Course, folders: Folders, request_: session.Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grade_all(engine: Any, name: str, tasks: list[Task], jobs: int) -> Iterator[Any]:
        for task in reversed(tasks):
            report = score.attention(task.student, name, 14.0, "e", notebook={"cells": [1]})
            yield task, report

    seen: list[Report] = []
    monkeypatch.setattr(session.batch, "grade_all", grade_all)
    result = session.run(course, folders, request_, lambda total: watched(seen, total))
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
    progress = session.progress_for(Console(stderr=True), quiet=False)
    with pytest.raises(CourseError, match="no release"):
        session.run(course, folders, request_, progress)
    assert capsys.readouterr().err == ""
