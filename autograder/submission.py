"""READ: an untrusted .ipynb → the student's cells on the instructor's skeleton.  Runs nothing.

Only the sources of solution cells, of answers, and of cells that the student
added or may edit are taken from the file.  Its tags, metadata, ids and outputs
decide at most *where* a source belongs.  A notebook that an editor damaged
(metadata lost in Colab, ids duplicated in VS Code, cells copied, split or
deleted) is put in order, and every repair is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from autograder import ipynb, matching
from autograder.errors import Unreadable
from autograder.ipynb import StudentCell
from autograder.matching import Matches
from autograder.skeleton import Skeleton, SkeletonCell

MAX_ADDED = 300  # cells that a student added


@dataclass
class LaidCell:
    """A cell of the submission after reading.

    Attributes:
        id: The skeleton's id; "" for a cell that the student added.
        part: As in the skeleton; "added" for a cell that the student added.
        key: The exercise's or question's id.
        kind: "code" or "markdown".
        source: What will be run and shown.
        metadata: The skeleton's; empty for an added cell.
    """

    id: str
    part: str
    key: str
    kind: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass
class Submission:
    """A submission on its skeleton.

    Attributes:
        cells: In the skeleton's order, with the student's own after the cell they followed.
        repairs: What had to be put in order, one sentence each.
    """

    skeleton: Skeleton
    cells: list[LaidCell]
    repairs: list[str]

    def answered(self, key: str) -> bool:
        """Whether the written question ``key`` was answered at all."""
        stub = next(c.source for c in self.skeleton.cells if c.part == "answer" and c.key == key)
        given = next(c.source for c in self.cells if c.part == "answer" and c.key == key)
        return given.strip() not in ("", stub.strip())


def read(content: bytes, skeleton: Skeleton) -> Submission:
    """Lay a student's notebook onto the skeleton.

    Raises:
        Unreadable: when it is no notebook, or none of this assignment.
    """
    repairs: list[str] = []
    cells = ipynb.cells(content, repairs)
    matches = matching.match(cells, skeleton, repairs)
    if not matches.found_any:
        raise Unreadable(
            f"none of {skeleton.assignment}'s exercises is in this notebook; "
            "is it the notebook of another assignment?"
        )
    return Submission(skeleton, _lay(cells, matches, skeleton, repairs), repairs)


def _lay(
    cells: list[StudentCell], matches: Matches, skeleton: Skeleton, repairs: list[str]
) -> list[LaidCell]:
    anchor_of = {cell.position: target for target, cell in matches.chosen.items()}
    added: dict[str, list[LaidCell]] = {}
    anchor = ""  # the skeleton's cell that the student's cells follow
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
    for target in skeleton.cells:
        laid += _place(target, matches.chosen.get(target.id), repairs)
        laid += added.get(target.id, [])
    return laid


def _added(cell: StudentCell) -> LaidCell:
    return LaidCell("", "added", "", cell.kind, cell.source)


def _place(
    target: SkeletonCell, cell: StudentCell | None, repairs: list[str]
) -> Iterable[LaidCell]:
    """The skeleton's cell with the student's text where it is theirs to write."""
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


def _name(target: SkeletonCell) -> str:
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
    return re.sub(r"[ \t]+$", "", source.replace("\r\n", "\n"), flags=re.M).strip()
