"""What the audit examines: known answers of the bank, paraphrases, mutants of the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from autograder.audit.mutants import mutants
from autograder.authoring.reference import reference_cells
from autograder.authoring.source import read_source
from autograder.checking.answers import Answer, read_bank, read_paraphrases
from autograder.course.folders import Folders

Kind = Literal["right", "wrong", "mutant", "like", "other"]


@dataclass(frozen=True)
class Trial:
    """One answer to examine the checks with.

    Attributes:
        loses: The least that it must lose; a right answer must lose nothing.
        names: The known mistakes whose hints are true of it; None for a mutant, of which nobody
            has said.
        hidden: Why a wrong answer passes the visible check; "" where it must fail there.
        unnamed: Why a wrong answer cannot be recognised; "" where it must be.
        told: Whether to ask, too, which mistake its student would be told.
        notebook: The cells to run, those of the reference: (exercise or "", source).
        check: The visible check of the exercise; "" where it is not asked.
    """

    assignment: str
    exercise: str
    kind: Kind
    title: str
    source: str
    loses: float = 0.0
    names: frozenset[str] | None = frozenset()
    hidden: str = ""
    unnamed: str = ""
    notebook: tuple[tuple[str, str], ...] = ()
    check: str = ""
    told: bool = False


def trials(folders: Folders, name: str, *, with_mutants: bool = True) -> Iterator[Trial]:
    """List an assignment's known answers and the mutants of its reference.

    Raises:
        CourseError: when the bank or the reference cannot be read.
    """
    cells = read_source(folders.solution(name))
    code = reference_cells(folders.solution(name))
    checks = {c.key: c.source for c in cells if c.role == "check"}
    answers = read_bank(folders.bank(name))
    for a in answers:
        if a.kind != "equivalent":
            yield Trial(
                name, a.exercise, a.kind, a.title, a.source, a.loses, _true_names(a, answers),
                a.hidden, a.unnamed, code, checks.get(a.exercise, ""),
            )  # fmt: skip
    if not with_mutants:
        return
    known = {(a.exercise, a.title) for a in answers if a.kind == "equivalent"}
    for cell in cells:
        if cell.role == "exercise":
            for m in mutants(cell.source):
                if (cell.key, m.title) not in known:
                    yield Trial(
                        name, cell.key, "mutant", m.title, m.source, names=None, notebook=code
                    )


def told(folders: Folders, name: str, *, with_mutants: bool = True) -> Iterator[Trial]:
    """List all wrong answers to an assignment, for what their students would be told.

    These are the bank's, their paraphrases, mistakes that no hint covers, and the mutants.

    Raises:
        CourseError: when the paraphrases, the bank or the reference cannot be read.
    """
    code = reference_cells(folders.solution(name))
    bank = read_bank(folders.bank(name))
    for a in read_paraphrases(folders.paraphrases(name), bank):
        kind: Kind = "like" if a.kind == "like" else "other"
        names = _true_names(a, bank)
        yield Trial(
            name, a.exercise, kind, a.title, a.source, names=names, notebook=code, told=True
        )
    for trial in trials(folders, name, with_mutants=with_mutants):
        if trial.kind != "right":
            yield replace(trial, check="", told=True)


def _true_names(answer: Answer, bank: Iterable[Answer]) -> frozenset[str]:
    """The known mistakes whose hints are true of an answer."""
    if answer.kind not in ("wrong", "like"):
        return frozenset()
    (own,) = (a for a in bank if (a.kind, a.exercise, a.title) ==
              ("wrong", answer.exercise, answer.title))  # fmt: skip
    return frozenset([own.title, *own.same])


def equivalents(folders: Folders, names: Iterable[str]) -> dict[str, int]:
    """Exercise → how many of its mutants are listed as equivalent."""
    counts: dict[str, int] = {}
    for name in names:
        for answer in read_bank(folders.bank(name)):
            if answer.kind == "equivalent":
                counts[answer.exercise] = counts.get(answer.exercise, 0) + 1
    return counts
