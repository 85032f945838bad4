"""The instructor's side of a notebook: the release, cell by cell, with each cell's part."""

from __future__ import annotations

import ast
import json
import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from autograder.errors import CourseError

# solution  the student's code; check  visible checks, locked; written  a question, locked;
# answer  the student's words; setup  given code, locked; given  code or text that may be edited
Part = Literal["solution", "check", "written", "answer", "setup", "given"]

ANSWER_PREFIX = "answer-"
CHECK_PREFIX = "check-"
MAX_PARSED = 50_000  # characters; parsing takes 2 µs each
_DEFINITION = re.compile(r"^(?:def|class)\s{1,9}(\w{1,99})|^(\w{1,99})\s{0,9}=[^=]", re.M)


@dataclass(frozen=True)
class ReleaseCell:
    """A cell of the release.

    Attributes:
        id: nbformat's cell id, derived from names.
        part: What the cell is for.
        key: The exercise's or question's id; "" for setup and given cells.
        kind: "code" or "markdown".
        source: The release's text.
        metadata: The release's metadata, nbgrader's included.
    """

    id: str
    part: Part
    key: str
    kind: str
    source: str
    metadata: dict[str, Any]

    @cached_property
    def defines(self) -> list[str]:
        """The functions that an exercise asks for: those its stub defines."""
        return defined_names(self.source) if self.part == "solution" else []


@dataclass(frozen=True)
class Release:
    """A release notebook."""

    assignment: str
    cells: list[ReleaseCell]
    metadata: dict[str, Any]

    @cached_property
    def exercises(self) -> dict[str, list[str]]:
        """Exercise id → the names of its functions, in the notebook's order."""
        return {c.key: c.defines for c in self.cells if c.part == "solution"}


def load_release(path: Path) -> Release:
    """Read a committed release.

    Raises:
        CourseError: when there is none, or when it is damaged.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(
            f"{path} does not exist; make it with: course release {path.stem}"
        ) from None
    except (OSError, ValueError) as error:
        raise CourseError(
            f"{path} cannot be read ({error}); make it anew: course release {path.stem}"
        ) from None
    try:
        cells = [_cell(c) for c in notebook["cells"]]
        return Release(path.stem, cells, notebook["metadata"])
    except (AttributeError, KeyError, TypeError):
        raise CourseError(
            f"{path} is not a release; make it anew: course release {path.stem}"
        ) from None


def _cell(raw: dict[str, Any]) -> ReleaseCell:
    source = raw["source"]
    mark = raw["metadata"].get("nbgrader", {})
    part, key = _part(raw["id"], mark, raw["cell_type"])
    return ReleaseCell(
        id=raw["id"],
        part=part,
        key=key,
        kind=raw["cell_type"],
        source=source if isinstance(source, str) else "".join(source),
        metadata=raw["metadata"],
    )


def _part(cell_id: str, mark: dict[str, Any], kind: str) -> tuple[Part, str]:
    grade_id = mark.get("grade_id", "")
    if mark.get("task"):
        return "written", grade_id
    if mark.get("grade"):
        return "check", grade_id.removeprefix(CHECK_PREFIX)
    if mark.get("solution"):
        return "solution", grade_id
    if kind == "markdown" and cell_id.startswith(ANSWER_PREFIX):
        return "answer", cell_id.removeprefix(ANSWER_PREFIX)
    return ("setup" if mark.get("locked") and kind == "code" else "given"), ""


def defined_names(source: str) -> list[str]:
    """The names that a cell binds at its top level, in order; by pattern where it doesn't parse."""
    tree = _parse(source)
    if tree is None:
        found = _DEFINITION.findall(source)
        return [function or variable for function, variable in found]
    names: list[str] = []
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.append(node.name)
            case ast.Assign():
                names += [
                    n.id
                    for t in node.targets
                    for n in ast.walk(t)
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
                ]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
    return names


def _parse(source: str) -> ast.Module | None:
    if len(source) > MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings():
            # A student's "\d" would print a SyntaxWarning on the instructor's terminal.
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
