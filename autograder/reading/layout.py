"""READ: an untrusted .ipynb → the student's cells on the instructor's release.  Runs nothing.

Only the sources of solution cells, of answers, and of cells that the student
added or may edit are taken from the file.  Its tags, metadata, ids and outputs
decide at most *where* a source belongs.  A notebook that an editor damaged
(metadata lost in Colab, ids duplicated in VS Code, cells copied, split or
deleted) is repaired, and every repair is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autograder.errors import Unreadable
from autograder.reading import ipynb
from autograder.reading.digest import digest
from autograder.reading.ipynb import StudentCell
from autograder.reading.match import Matches, match
from autograder.reading.release import Release, ReleaseCell

MAX_ADDED = 300  # cells that a student added


@dataclass
class LaidCell:
    """A cell of the submission after reading.

    Attributes:
        id: The release's id; "" for a cell that the student added.
        part: As in the release; "added" for a cell that the student added.
        key: The exercise's or question's id.
        kind: "code" or "markdown".
        source: What will be run and shown.
        metadata: The release's; empty for an added cell.
    """

    id: str
    part: str
    key: str
    kind: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass
class Submission:
    """A submission whose cells are matched to the release.

    Attributes:
        cells: In the release's order, with the student's own after the cell they followed.
        repairs: What had to be put in order, one sentence each.
    """

    release: Release
    cells: list[LaidCell]
    repairs: list[str]

    @cached_property
    def answers_digest(self) -> str:
        """Digest of all that runs, and of what the student wrote; hidden inputs depend on it.

        Equal answers get equal random inputs, also when graded again; an answer that differs in
        one character gets others, so inputs shown in feedback do not help the next attempt.
        The release's prose is no part of an answer, does not run and is left out, also where it
        differs: it may have been mended since.
        """
        prose = {c.id for c in self.release.cells if c.kind == "markdown" and c.part != "answer"}
        theirs = (c for c in self.cells if c.id not in prose)
        return digest([[c.kind, c.part, c.id, c.key, c.source] for c in theirs])

    @property
    def untouched(self) -> bool:
        """Whether every solution cell is still the release's stub."""
        stubs = {c.id: c.source for c in self.release.cells}
        return all(c.source == stubs[c.id] for c in self.cells if c.part == "solution")

    def answered_questions(self) -> dict[str, bool]:
        """Written question → whether it was answered at all."""
        stubs = {c.key: c.source for c in self.release.cells if c.part == "answer"}
        return {
            c.key: c.source.strip() not in ("", stubs[c.key].strip())
            for c in self.cells
            if c.part == "answer"
        }


def read(content: bytes, release: Release) -> Submission:
    """Match a student's notebook to the release.

    Raises:
        Unreadable: when it is no notebook, or none of this assignment.
    """
    repairs: list[str] = []
    cells = ipynb.cells(content, repairs)
    matches = match(cells, release, repairs)
    if not matches.found_any:
        raise Unreadable(
            f"none of {release.assignment}'s exercises is in this notebook; "
            "is it the notebook of another assignment?"
        )
    return Submission(release, _lay(cells, matches, release, repairs), repairs)


def _lay(
    cells: list[StudentCell], matches: Matches, release: Release, repairs: list[str]
) -> list[LaidCell]:
    anchor_of = {cell.position: target for target, cell in matches.chosen.items()}
    added: dict[str, list[LaidCell]] = {}
    anchor = ""  # the release's cell that the student's cells follow
    count = 0
    for cell in cells:
        if cell.position in anchor_of:
            anchor = anchor_of[cell.position]
        elif cell.position not in matches.dropped and cell.source.strip():
            count += 1
            if count <= MAX_ADDED:
                added.setdefault(anchor, []).append(_added(cell))
    if count > MAX_ADDED:
        repairs.append(f"{count} cells were added; the first {MAX_ADDED} were kept.")
    laid = list(added.get("", []))
    for target in release.cells:
        laid += _place(target, matches.chosen.get(target.id), repairs)
        laid += added.get(target.id, [])
    return laid


def _added(cell: StudentCell) -> LaidCell:
    return LaidCell("", "added", "", cell.kind, cell.source)


def _place(target: ReleaseCell, cell: StudentCell | None, repairs: list[str]) -> Iterable[LaidCell]:
    """The release's cell with the student's text where it is theirs to write."""
    laid = LaidCell(target.id, target.part, target.key, target.kind, target.source, target.metadata)
    name = _name(target)
    if cell is None:
        if target.part in ("check", "written", "setup"):
            repairs.append(f"{name} was missing and was put back.")
        return [laid]
    same = _squeeze(cell.source) == _squeeze(target.source)
    if target.part in ("solution", "answer"):
        laid.source = cell.source
        if cell.kind != target.kind:
            repairs.append(f"{name} had become a {cell.kind} cell; it was read as {target.kind}.")
    elif target.part == "given" and not same and cell.kind == target.kind:
        laid.source, laid.part = cell.source, "added"
    elif not same and target.part != "given" and not cell.source.strip():
        repairs.append(f"{name} was empty; the original was put back.")
    elif target.part == "setup" and not same:
        repairs.append(f"{name} was changed; the original runs first, then the changed one.")
        return [laid, _added(cell)]
    elif target.part == "written" and not same:
        repairs.append(f"{name} was changed; the original was put back and the text kept below it.")
        return [laid, LaidCell("", "added", "", "markdown", cell.source)]
    elif not same:
        repairs.append(f"{name} was changed; the original was put back.")
    return [laid]


def _name(target: ReleaseCell) -> str:
    match target.part:
        case "solution":
            return f"The cell of exercise {target.key}"
        case "check":
            return f"The check cell of exercise {target.key}"
        case "written":
            return f"The question {target.key}"
        case "answer":
            return f"The answer to {target.key}"
        case "setup":
            return "The set-up cell"
        case _:
            return "A given cell"


def _squeeze(source: str) -> str:
    """A source without what editors change by themselves: line ends, trailing space."""
    lines = source.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).strip()
