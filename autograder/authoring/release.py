"""solutions/x.py → the instructor's notebook with nbgrader's marks → what students get.

The last step is nbgrader's own ``generate_assignment``.  Everything is derived
from names and order, so that a rerun gives the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.authoring.source import SourceCell, read_source
from autograder.course.folders import Folders
from autograder.errors import CourseError, did_you_mean
from autograder.files import write_atomically
from autograder.reading.release import ANSWER_PREFIX, CHECK_PREFIX
from autograder.scoring.report import rubric_points

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def instructor_notebook(folders: Folders, assignment: str) -> dict[str, Any]:
    """The notebook with its solutions and nbgrader's marks, as an nbformat 4.5 dict.

    Raises:
        CourseError: when the author's file and the hidden checks do not fit together.
    """
    from autograder.checking.runner import Checker  # it imports torch

    path = folders.solution(assignment)
    cells = read_source(path)
    points = rubric_points(Checker(folders.checks(assignment)).checks)
    _validate(path, cells, points)
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "cells": [_cell(n, cell, points) for n, cell in enumerate(cells, 1)],
    }


def write_source(folders: Folders, assignment: str) -> Path:
    """Write the instructor's notebook to work/source, where nbgrader looks for it.

    Raises:
        CourseError: as :func:`instructor_notebook`.
    """
    notebook = instructor_notebook(folders, assignment)
    target = folders.source / assignment / f"{assignment}.ipynb"
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        write_atomically(target, text.encode())
    return target


def _cell(number: int, cell: SourceCell, points: dict[str, float]) -> dict[str, Any]:
    cell_id, mark = _marks(number, cell, points)
    made: dict[str, Any] = {
        "id": cell_id,
        "cell_type": cell.kind,
        "metadata": {"nbgrader": mark} if mark else {},
        "source": cell.source,
    }
    if cell.kind == "code":
        made |= {"outputs": [], "execution_count": None}
    return made


def _marks(
    number: int, cell: SourceCell, points: dict[str, float]
) -> tuple[str, dict[str, Any] | None]:
    """A cell's id and nbgrader's marks, from its tag."""
    match cell.role:
        case "setup":
            return "setup", _mark("setup", locked=True)
        case "exercise":
            return cell.key, _mark(cell.key, solution=True)
        case "check":
            name = f"{CHECK_PREFIX}{cell.key}"
            return name, _mark(name, grade=True, locked=True, points=points[cell.key])
        case "written":
            return cell.key, _mark(cell.key, task=True, locked=True, points=cell.points)
        case "answer":
            return f"{ANSWER_PREFIX}{cell.key}", None
        case "plot":
            return f"plot-{number}", None
        case _:
            return f"text-{number}", None


def _mark(grade_id: str, *, points: float | None = None, **flags: bool) -> dict[str, Any]:
    mark: dict[str, Any] = {"grade": False, "locked": False, "solution": False, "task": False}
    mark |= {"grade_id": grade_id, "schema_version": 3} | flags
    return mark if points is None else mark | {"points": points}


def _validate(path: Path, cells: list[SourceCell], points: dict[str, float]) -> None:
    exercises = [c.key for c in cells if c.role == "exercise"]
    named = exercises + [c.key for c in cells if c.role == "written"]
    for twice in (n for n in named if named.count(n) > 1):
        what = "exercise" if twice in exercises else "question"
        raise CourseError(f"{path}: {what} {twice!r} is there twice")
    checked = [c.key for c in cells if c.role == "check"]
    for exercise in exercises:
        if exercise not in points:
            raise CourseError(
                f"{path}: exercise {exercise!r} has no hidden check"
                f"{did_you_mean(exercise, list(points))}"
            )
        if checked.count(exercise) != 1:
            raise CourseError(
                f"{path}: exercise {exercise!r} needs one cell tagged check:{exercise}"
            )
    for orphan in (c for c in checked if c not in exercises):
        raise CourseError(
            f"{path}: check:{orphan} belongs to no exercise{did_you_mean(orphan, exercises)}"
        )
    for exercise in set(points) - set(exercises):
        raise CourseError(
            f"{path}: there are hidden checks for {exercise!r} but no cell tagged "
            f"exercise:{exercise}{did_you_mean(exercise, exercises)}"
        )
    if [c.role for c in cells].count("setup") != 1:
        raise CourseError(f"{path}: one cell must be tagged setup")
    for question, answer in zip(cells, [*cells[1:], None], strict=True):
        if question.role == "written" and (answer is None or answer.role != "answer"):
            raise CourseError(f"{path}: question {question.key!r} needs an answer cell below it")
        if question.role == "written" and question.points <= 0:
            raise CourseError(f"{path}: question {question.key!r} needs a tag points:N")
