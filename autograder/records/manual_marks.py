"""Marks that people gave by hand, kept beside the reports: work/manual/ASSIGNMENT/STUDENT.json.

Only the gradebook holds them otherwise, and a gradebook can be lost.  A file keeps all that a
cell's mark has ever been, the last of it being what holds: by the earlier ones one can tell a
gradebook that is an old copy from one that a person has marked since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.files import write_atomically


@dataclass(frozen=True)
class Mark:
    """What a person gave for one cell; nothing, where every field is None.

    Attributes:
        score: Instead of the automatic score.
        extra_credit: On top of either.
        comment: What the student reads beside it.
        waiting: Whether a person is to look at it again, because the answer has changed since.
        time: When it was kept.
    """

    score: float | None = None
    extra_credit: float | None = None
    comment: str | None = None
    waiting: bool = False
    time: str = field(default="", compare=False)

    @property
    def given(self) -> tuple[float | None, float | None, str | None]:
        """What was given, whether or not a person is to look at it again."""
        return self.score, self.extra_credit, self.comment


NONE = Mark()

Marks = dict[str, Mark]  # cell → mark
History = dict[str, list[Mark]]  # cell → all that its mark has been, the last holds


def path_of(folders: Folders, assignment: str, student: str) -> Path:
    """Where a student's marks are kept."""
    return folders.manual / assignment / f"{student}.json"


def students(folders: Folders, assignment: str) -> list[str]:
    """The students of whom marks are kept."""
    return sorted(p.stem for p in (folders.manual / assignment).glob("*.json"))


def load(folders: Folders, assignment: str, student: str) -> History:
    """Read what is kept of a student's marks.

    Raises:
        CourseError: when the file is damaged; marks cannot be made up again.
    """
    path = path_of(folders, assignment, student)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {cell: [_mark(mark) for mark in marks] for cell, marks in data["cells"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CourseError(
            f"{path} is damaged ({error}); put it back from a backup, or delete it if the "
            "gradebook holds these marks"
        ) from None


def _mark(data: dict[str, Any]) -> Mark:
    mark = Mark(**data)
    for number in (mark.score, mark.extra_credit):
        if not (number is None or type(number) in (int, float)):
            raise ValueError(f"{number!r} is not a number")
    if not (mark.comment is None or isinstance(mark.comment, str)):
        raise ValueError("a comment is not text")
    return mark


def keep(folders: Folders, assignment: str, student: str, marks: Mapping[str, Mark]) -> None:
    """Add marks to what is kept; one that is kept already is not repeated.

    Raises:
        CourseError: when the file is damaged or the disk refuses.
    """
    history = load(folders, assignment, student)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    changed = {cell: mark for cell, mark in marks.items() if mark != last(history, cell)}
    if not changed:
        return
    for cell, mark in changed.items():
        history.setdefault(cell, []).append(replace(mark, time=now))
    cells = {cell: [asdict(mark) for mark in marks] for cell, marks in history.items()}
    text = json.dumps({"schema": 1, "cells": cells}, ensure_ascii=False, indent=1) + "\n"
    write_atomically(path_of(folders, assignment, student), text.encode())


def last(history: History, cell: str) -> Mark:
    """The mark of a cell that holds."""
    return history[cell][-1] if history.get(cell) else NONE


def compare(found: Mapping[str, Mark], history: History) -> tuple[Marks, Marks]:
    """Tell what a gradebook has and the history has not from what the gradebook has lost.

    A mark that the history has at an earlier place, or none where one is kept, is that of an old
    or a new gradebook: people take marks away in formgrader, which is kept as well.

    Returns:
        The marks to be kept, and those to be restored.
    """
    newer, lost = {}, {}
    for cell in sorted({*found, *history}):
        mark, holds = found.get(cell, NONE), last(history, cell)
        known = [NONE.given, *(m.given for m in history.get(cell, []))]
        if mark.given == holds.given or mark.given not in known:
            newer[cell] = mark
        else:
            lost[cell] = holds
    return {cell: mark for cell, mark in newer.items() if mark != last(history, cell)}, lost
