"""READ: an untrusted .ipynb → the student's cells on the instructor's skeleton.  Runs nothing.

Only the sources of solution cells, of answers, and of cells that the student
added or may edit are taken from the file.  Its tags, metadata, ids and outputs
decide at most *where* a source belongs.  A notebook that an editor damaged
(metadata lost in Colab, ids duplicated in VS Code, cells copied, split or
deleted) is put in order, and every repair is reported.
"""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from autograder.errors import Unreadable
from autograder.skeleton import Skeleton, SkeletonCell, defined_names

MAX_FILE_MIB = 256
MAX_ADDED = 300  # cells that a student added
MAX_SOURCE = 200_000  # characters of one cell
MAX_COPIES = 100  # of one cell
MAX_SEARCHED = 500  # unmarked cells, for a solution
SIMILAR = 80.0  # rapidfuzz ratio above which an unmarked cell is taken for a given one
STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class StudentCell:
    """A cell as the student's file has it: text, and claims about its place."""

    position: int
    kind: str
    source: str
    claim: str  # nbgrader's grade_id or the cell's id, as the file says
    marked: bool  # whether the claim is a grade_id


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


def read_file(path: Path) -> bytes:
    """Read a submission's bytes: a regular file of bounded size, never through a link.

    Raises:
        Unreadable: when there is no such file.
    """
    for folder in (path.parent, path.parent.parent):
        if folder.is_symlink():
            raise Unreadable(f"the folder {folder.name} is a link, not a folder of submissions")
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Unreadable(f"{path.name} was not handed in") from None
    except OSError as error:
        if path.is_symlink():
            raise Unreadable(
                f"{path.name} is a link, not a file; ask for the file itself"
            ) from None
        raise Unreadable(f"{path.name} cannot be opened ({error.strerror})") from None
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):  # a folder, a pipe
            raise Unreadable(f"{path.name} is not a file")
        with os.fdopen(fd, "rb", closefd=False) as file:
            content = file.read((MAX_FILE_MIB << 20) + 1)
    except OSError as error:
        raise Unreadable(f"{path.name} is not a readable file ({error.strerror})") from None
    finally:
        os.close(fd)
    if len(content) > MAX_FILE_MIB << 20:
        raise Unreadable(f"{path.name} is larger than {MAX_FILE_MIB} MiB")
    return content


def other_files(path: Path) -> list[str]:
    """Say what lies beside the notebook and is not looked at."""
    ours = {path.name, "timestamp.txt"}
    try:
        names = sorted(entry.name for entry in os.scandir(path.parent) if entry.name not in ours)
    except OSError:
        return []
    if not names:
        return []
    # A name may hold line breaks and terminal codes, and bytes that are not UTF-8.
    shown = ", ".join(re.sub(r"[^ -~\w]", "?", name[:40]) for name in names[:4])
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return [f"Other files were not used: {shown}{more}."]


def fingerprint(content: bytes) -> str:
    """Digest of all in a file that grading looks at: one saved again with other outputs is equal.

    Of a file that is no notebook, it is of every byte.
    """
    with contextlib.suppress(Unreadable):
        content = repr(_parse(content, "", [])).encode()
    return hashlib.sha256(content).hexdigest()


def read(content: bytes, skeleton: Skeleton) -> Submission:
    """Lay a student's notebook onto the skeleton.

    Raises:
        Unreadable: when it is no notebook, or none of this assignment.
    """
    repairs: list[str] = []
    cells = _parse(content, skeleton.assignment, repairs)
    matches = _match(cells, skeleton, repairs)
    if not matches.found_any:
        raise Unreadable(
            f"none of {skeleton.assignment}'s exercises is in this notebook; "
            "is it the notebook of another assignment?"
        )
    return Submission(skeleton, _lay(cells, matches, skeleton, repairs), repairs)


# -- from bytes to cells ------------------------------------------------------


def _parse(content: bytes, name: str, repairs: list[str]) -> list[StudentCell]:
    text = _decode(content, repairs)
    if not text.strip():
        raise Unreadable("the file is empty; ask the student to save and hand in again")
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"not a notebook: the file is not JSON{where}") from None
    raw = _cells_of(notebook)
    if raw is None:
        raise Unreadable("not a notebook: the file has no list of cells")
    return [cell for position, r in enumerate(raw) if (cell := _cell(position, r))]


def _decode(content: bytes, repairs: list[str]) -> str:
    for mark, encoding in [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ]:
        if content.startswith(mark):
            repairs.append(f"The file began with a byte order mark ({encoding}); it was removed.")
            return content[len(mark) :].decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        repairs.append("The file was not valid UTF-8; the unreadable characters were replaced.")
        return content.decode("utf-8", "replace")


def _cells_of(notebook: Any) -> list[Any] | None:
    """The list of cells, also where nbformat 3 kept it."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if cells is None and isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
        cells = sheets[0].get("cells")
    return cells if isinstance(cells, list) else None


def _cell(position: int, raw: Any) -> StudentCell | None:
    if not isinstance(raw, dict):
        return None
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    # A lone surrogate is legal JSON and illegal everywhere else.
    source = source[:MAX_SOURCE].encode("utf-8", "replace").decode()
    kind = "code" if raw.get("cell_type") == "code" else "markdown"
    metadata = raw.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    claims = [
        mark.get("grade_id") if isinstance(mark, dict) else None,
        raw.get("id"),
        metadata.get("id") if isinstance(metadata, dict) else None,  # Colab
    ]
    claim = next((c for c in claims if isinstance(c, str) and c), "")
    return StudentCell(
        position, kind, source, claim[:200], marked=bool(claim) and claim == claims[0]
    )


# -- which cell is which ------------------------------------------------------


@dataclass
class _Matches:
    """Skeleton cell id → the student's cell for it; and cells to leave out."""

    chosen: dict[str, StudentCell] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    sure: int = 0  # matches that another assignment's notebook would not have

    @property
    def found_any(self) -> bool:
        return self.sure > 0

    def used(self) -> set[int]:
        return {cell.position for cell in self.chosen.values()} | self.dropped


def _match(cells: list[StudentCell], skeleton: Skeleton, repairs: list[str]) -> _Matches:
    matches = _Matches()
    by_claim: dict[str, list[StudentCell]] = {}
    for cell in cells:
        by_claim.setdefault(cell.claim, []).append(cell)
    for target in skeleton.cells:
        claims = by_claim.get(_grade_id(target), []) or by_claim.get(target.id, [])
        candidates = [c for c in claims if c.position not in matches.used()][-MAX_COPIES:]
        if candidates:
            _choose(target, candidates, matches, repairs)
    _match_by_text(cells, skeleton, matches)
    _match_by_definition(cells, skeleton, matches, repairs)
    _match_answers(cells, skeleton, matches, repairs)
    return matches


def _grade_id(target: SkeletonCell) -> str:
    return str(target.metadata.get("nbgrader", {}).get("grade_id", "")) or target.id


def _choose(
    target: SkeletonCell, candidates: list[StudentCell], matches: _Matches, repairs: list[str]
) -> None:
    """Take one of the cells that claim to be ``target``."""
    if target.part == "solution":
        chosen = _best_solution(target, candidates)
        if len(candidates) > 1:
            _report_copies(target, candidates, chosen, matches, repairs)
    else:
        chosen = max(candidates, key=lambda c: (fuzz.ratio(c.source, target.source), -c.position))
        if target.part == "answer":
            chosen = _last_answer(target, candidates, repairs)
        matches.dropped |= {c.position for c in candidates if c.source == target.source}
    if target.part in ("given", "setup") and fuzz.ratio(chosen.source, target.source) < 50:
        return  # another notebook's cell under the same id
    matches.chosen[target.id] = chosen
    matches.sure += target.part in ("solution", "check", "written")


@lru_cache(maxsize=1000)
def _defined(source: str) -> frozenset[str]:
    return frozenset(defined_names(source))


def _best_solution(target: SkeletonCell, candidates: list[StudentCell]) -> StudentCell:
    """The last cell that defines most of the exercise's functions and is not the bare stub."""

    def worth(cell: StudentCell) -> tuple[int, bool, int]:
        defined = len(set(target.defines) & _defined(cell.source))
        return defined, STUB not in cell.source, cell.position

    return max(candidates, key=worth)


def _last_answer(
    target: SkeletonCell, candidates: list[StudentCell], repairs: list[str]
) -> StudentCell:
    """The last cell that holds more than the release's words."""
    written = [c for c in candidates if c.source.strip() not in ("", target.source.strip())]
    if len(written) > 1:
        repairs.append(
            f"The answer to {target.key} was there {len(written)} times; the last one counts."
        )
    return (written or candidates)[-1]


def _report_copies(
    target: SkeletonCell,
    candidates: list[StudentCell],
    chosen: StudentCell,
    matches: _Matches,
    repairs: list[str],
) -> None:
    complete = set(target.defines) <= _defined(chosen.source)
    if complete:  # otherwise the cell was split: its parts all run, in order
        others = [c for c in candidates if c is not chosen]
        matches.dropped |= {c.position for c in others if set(target.defines) & _defined(c.source)}
        which = "the last one" if chosen is candidates[-1] else "the last one that is filled in"
        repairs.append(
            f"The cell of exercise {target.key} was there {len(candidates)} times; "
            f"{which} that defines {', '.join(target.defines)} was graded."
        )
    else:
        repairs.append(f"The cell of exercise {target.key} was split; its parts were put together.")


def _match_by_text(cells: list[StudentCell], skeleton: Skeleton, matches: _Matches) -> None:
    """Find given cells that lost their marks by their text, equal first, then similar."""
    missing = [t for t in skeleton.cells if t.id not in matches.chosen and t.part != "answer"]
    free = [c for c in cells if c.position not in matches.used()][:1000]
    for target in missing:
        if target.part == "solution":
            continue
        best, score = None, SIMILAR
        for cell in free:
            found = 100.0 if cell.source == target.source else 0.0
            if not found and cell.kind == target.kind and len(cell.source) < 20_000:
                found = fuzz.ratio(cell.source, target.source, score_cutoff=score)
            if found > score or (found == 100.0 and best is None):
                best, score = cell, found
        if best is not None:
            free.remove(best)
            matches.chosen[target.id] = best
            matches.sure += target.part in ("check", "written")


def _match_by_definition(
    cells: list[StudentCell], skeleton: Skeleton, matches: _Matches, repairs: list[str]
) -> None:
    """Find solution cells that lost their marks by the functions they define."""
    ours = {_grade_id(target) for target in skeleton.cells}
    free = [c for c in cells if c.position not in matches.used()][:MAX_SEARCHED]
    found = 0
    for target in skeleton.cells:
        if target.part != "solution" or target.id in matches.chosen:
            continue
        wanted = set(target.defines)
        candidates = [
            c
            for c in free
            if c.position not in matches.used()
            and wanted & _defined(c.source)
            and not (c.marked and c.claim not in ours)  # another assignment's cell
        ]
        if not candidates:
            repairs.append(f"The cell of exercise {target.key} is missing; its stub was put back.")
            continue
        repairs.append(
            f"The cell of exercise {target.key} had lost its marks; it was recognised "
            f"by its definition of {', '.join(sorted(wanted))}."
        )
        chosen = _best_solution(target, candidates)
        matches.chosen[target.id] = chosen
        found += 1
        if len(candidates) > 1:
            _report_copies(target, candidates, chosen, matches, repairs)
    # Other assignments define f and g as well: only all of it proves anything.
    matches.sure += found == len(skeleton.exercises)


def _match_answers(
    cells: list[StudentCell], skeleton: Skeleton, matches: _Matches, repairs: list[str]
) -> None:
    """Take the text cell that follows a question for its answer, where the marks are lost."""
    for index, target in enumerate(skeleton.cells):
        if target.part != "answer" or target.id in matches.chosen or index == 0:
            continue
        question = matches.chosen.get(skeleton.cells[index - 1].id)
        if question is None:
            continue
        for cell in cells:
            after = question.position < cell.position <= question.position + 2
            if after and cell.kind == "markdown" and cell.position not in matches.used():
                matches.chosen[target.id] = cell
                repairs.append(f"The answer to {target.key} was recognised by its place.")
                break


# -- onto the skeleton --------------------------------------------------------


def _lay(
    cells: list[StudentCell], matches: _Matches, skeleton: Skeleton, repairs: list[str]
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
