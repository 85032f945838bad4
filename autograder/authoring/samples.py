"""Sample submissions of an assignment: the reference with one answer of the bank in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.source import read_source
from autograder.checking.answers import Answer, read_bank
from autograder.course.folders import Folders
from autograder.errors import CourseError, did_you_mean
from autograder.reading.release import load_release


@dataclass(frozen=True)
class Sample:
    """A submission to try.

    Attributes:
        name: What the submission is called, where a student's id would stand.
        notebook: What is handed in, an nbformat 4 dict.
        answer: The known answer in it; None for the reference and the blank release.
    """

    name: str
    notebook: dict[str, Any]
    answer: Answer | None = None


def plain(folders: Folders, assignment: str) -> list[Sample]:
    """The reference and the blank release.

    Raises:
        CourseError: as :func:`with_answers`.
    """
    release = _release(folders.release(assignment))
    reference = reference_answers(folders, assignment)
    return [
        Sample("reference", lay(release, reference, assignment)),
        Sample("blank", lay(release, {}, assignment)),
    ]


def with_answers(folders: Folders, assignment: str, answers: Sequence[Answer]) -> list[Sample]:
    """For each answer the release with it in its exercise, and the reference in all others.

    Raises:
        CourseError: when the release or the reference cannot be read, or is of another day.
    """
    release = _release(folders.release(assignment))
    reference = reference_answers(folders, assignment)
    found: list[Sample] = []
    for answer in answers:
        cells = reference | {answer.exercise: answer.source}
        name = _name(answer, {sample.name for sample in found})
        found.append(Sample(name, lay(release, cells, assignment), answer))
    return found


def choose(
    folders: Folders, assignment: str, titles: Sequence[str], exercise: str | None
) -> list[Answer]:
    """The bank's answers with these titles, or all of an exercise where no title is given.

    Raises:
        CourseError: when a title is unknown or belongs to several exercises.
    """
    bank = folders.bank(assignment)
    known = [a for a in read_bank(bank) if a.kind != "equivalent"]
    exercises = list(dict.fromkeys(a.exercise for a in known))
    if exercise is not None and exercise not in exercises:
        raise CourseError(
            f"the bank of {assignment} has no exercise {exercise!r}"
            f"{did_you_mean(exercise, exercises) or '; it has ' + ', '.join(exercises)}"
        )
    known = [a for a in known if exercise in (None, a.exercise)]
    if not titles:
        return known
    return [a for title in dict.fromkeys(titles) for a in _titled(bank, known, title)]


def _titled(bank: Path, known: Sequence[Answer], title: str) -> list[Answer]:
    found = [a for a in known if a.title == title]
    exercises = list(dict.fromkeys(a.exercise for a in found))
    if len(exercises) > 1:
        raise CourseError(
            f"{title!r} is an answer to {' and to '.join(exercises)}; say which: "
            f"--exercise {exercises[0]}"
        )
    if not found:
        titles = [a.title for a in known]
        parts = [t for t in titles if title.strip() and title.casefold() in t.casefold()]
        near = f"; did you mean {parts[0]!r}?" if parts else did_you_mean(title, titles)
        raise CourseError(
            f"{bank.name} in the bank has no answer {title!r}{near or f'; read {bank}'}"
        )
    return found


def _release(path: Path) -> dict[str, Any]:
    load_release(path)  # it says what is wrong with the file
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def reference_answers(folders: Folders, assignment: str) -> dict[str, str]:
    """Exercise → the reference's solution cell.

    Raises:
        CourseError: when the author's file cannot be read.
    """
    cells = read_source(folders.solution(assignment))
    return {cell.key: cell.source for cell in cells if cell.role == "exercise"}


def lay(release: dict[str, Any], sources: Mapping[str, str], assignment: str) -> dict[str, Any]:
    """The release with these sources, by exercise, in its solution cells.

    Raises:
        CourseError: when the release lacks one of the exercises.
    """
    cells = [c | {"source": sources.get(c["id"], c["source"])} for c in release["cells"]]
    for exercise in set(sources) - {c["id"] for c in cells}:
        raise CourseError(
            f"the release of {assignment} has no exercise {exercise!r}; if solutions/ has, "
            f"make it anew: course release {assignment}"
        )
    return release | {"cells": cells}


def _name(answer: Answer, taken: set[str]) -> str:
    """A name that can be a folder's: wrong-risks-forgets-pi."""
    words = re.sub(r"[^a-z0-9]++", "-", answer.title.lower()).strip("-")[:60].strip("-")
    stem = f"{answer.kind}-{answer.exercise}-{words}".rstrip("-")
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)
