"""An untrusted .ipynb → the cells it holds: text, and the ids they claim.  Runs nothing."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from autograder import foreign, printable
from autograder.errors import Unreadable

MAX_FILE_MIB = 128
MAX_VALUES = 4_000_000  # of a file's JSON: Python needs up to 240 bytes for each
MAX_CELLS = 200_000
MAX_SOURCE = 200_000  # characters of one cell
CLEAR = "ask the student to clear all outputs and hand in again"
SAVE = "ask the student to open it in Jupyter, save it and hand in again"
MAX_SOURCES = 2_000_000  # of all cells; each may be parsed, compared, run and shown
# A string that never ends is a match as well: trying again at each quote in it would be quadratic.
_VALUE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[,\[{]', re.DOTALL)


@dataclass(frozen=True)
class StudentCell:
    """A cell as the student's file has it: its text, and the id that it claims."""

    position: int
    kind: str
    source: str
    claim: str  # nbgrader's grade_id or the cell's id, as the file says
    marked: bool  # whether the claim is a grade_id


def read_file(path: Path) -> bytes:
    """Read a submission's bytes: a regular file of bounded size, never through a link.

    Raises:
        Unreadable: when there is no such file.
    """
    for folder in (path.parent, path.parent.parent):
        if folder.is_symlink():
            raise Unreadable(link_instead(folder.name))
    try:
        return foreign.read(path, MAX_FILE_MIB << 20)
    except foreign.Missing:
        raise Unreadable(_missing(path)) from None
    except foreign.TooLarge as error:
        raise Unreadable(f"{error}; {CLEAR}") from None


def link_instead(folder: str) -> str:
    """What is said of a link where a folder should be."""
    return f"the folder {folder} is a link, not a folder of submissions; put the folder there"


def _missing(path: Path) -> str:
    here = _others(path)
    instead = f"; if {here} is it, rename it to that" if here else ""
    return f"{path.name} was not handed in{instead or '; ask the student for it'}"


def other_files(path: Path) -> list[str]:
    """Name the other files in the notebook's folder, which are not used, in one sentence."""
    here = _others(path)
    return [f"Other files were not used: {here}."] if here else []


def _others(path: Path) -> str:
    """The names of the other files in the notebook's folder; "" where there are none."""
    ours = {path.name, "timestamp.txt", "submission_secret.txt"}
    try:
        names = sorted(entry.name for entry in os.scandir(path.parent) if entry.name not in ours)
    except OSError:
        return ""
    shown = ", ".join(printable.line(name, 40) for name in names[:4])
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown


def fingerprint(content: bytes) -> str:
    """Digest of the parts of a file that grading reads; new outputs alone do not change it.

    Of a file that is no notebook: digest of all its bytes.
    """
    try:
        parts = repr(cells(content, [])).encode()
    except Unreadable:
        parts = b"no notebook: " + content  # begins as no list of cells does
    return hashlib.sha256(parts).hexdigest()


def cells(content: bytes, repairs: list[str]) -> list[StudentCell]:
    """Read a notebook's cells; each repair is added to ``repairs`` as a sentence.

    Raises:
        Unreadable: when it is no notebook.
    """
    text = _decode(content, repairs)
    if _has_too_many_values(text):
        raise Unreadable(f"the file holds more than {MAX_VALUES // 10**6} million values; {CLEAR}")
    if not text.strip():
        raise Unreadable("the file is empty; ask the student to save and hand in again")
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"not a notebook: the file is not JSON{where}; {SAVE}") from None
    raw = _cells_of(notebook)
    if raw is None:
        raise Unreadable(f"not a notebook: the file has no list of cells; {SAVE}")
    if len(raw) > MAX_CELLS:
        raise Unreadable(
            f"the notebook has {len(raw)} cells and more than {MAX_CELLS} are not read; "
            "ask the student to hand in one made from the release"
        )
    found = [cell for position, r in enumerate(raw) if (cell := _cell(position, r))]
    if sum(len(cell.source) for cell in found) > MAX_SOURCES:
        raise Unreadable(
            f"the cells hold more than {MAX_SOURCES // 10**6} million characters; "
            "ask the student to hand in without pasted data"
        )
    return found


def _has_too_many_values(text: str) -> bool:
    """Whether JSON holds too many values, counted before it is parsed."""
    if sum(text.count(mark) for mark in ',[{"') <= MAX_VALUES:
        return False
    # An output may show any number of commas: a string counts once, whatever is in it.
    return next(islice(_VALUE.finditer(text), MAX_VALUES, None), None) is not None


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
