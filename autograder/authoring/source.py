"""solutions/x.py, a notebook in percent format: its cells, and the part that each tag names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext

from autograder.errors import CourseError

TAGS = ("setup", "exercise", "check", "plot", "written", "answer", "points")


@dataclass(frozen=True)
class SourceCell:
    """A cell as its author wrote it.

    Attributes:
        kind: "code" or "markdown".
        role: A word of :data:`TAGS`, or "" for prose.
        key: What follows the colon of the tag.
        points: Of a written question.
    """

    kind: str
    source: str
    role: str = ""
    key: str = ""
    points: float = 0.0


def read_source(path: Path) -> list[SourceCell]:
    """Read an author's file.

    Raises:
        CourseError: when it is missing or a tag is unknown.
    """
    try:
        notebook = jupytext.read(path)
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist; course new makes a skeleton of it") from None
    except Exception as error:  # jupytext lets its parsers' exceptions through
        raise CourseError(f"{path} is not a notebook in percent format: {error}") from None
    return [_cell(path, c.cell_type, c.source, c.metadata.get("tags", [])) for c in notebook.cells]


def _cell(path: Path, kind: str, source: str, tags: list[str]) -> SourceCell:
    words = dict(tag.partition(":")[::2] for tag in tags)
    unknown = set(words) - set(TAGS)
    if unknown:
        raise CourseError(f"{path}: unknown tag {unknown.pop()!r}; known are {', '.join(TAGS)}")
    role = next((w for w in words if w != "points"), "")
    try:
        points = float(words.get("points", 0))
    except ValueError:
        raise CourseError(f"{path}: points:{words['points']} is not a number") from None
    return SourceCell(kind, source, role, words.get(role, ""), points)


def mark_schemes(path: Path) -> dict[str, str]:
    """How each written question is marked: question → what stands between nbgrader's two lines.

    Raises:
        CourseError: when the file is missing or broken.
    """
    found = {
        cell.key: "\n\n".join(_schemes_in(cell.source))
        for cell in read_source(path)
        if cell.role == "written"
    }
    return {question: scheme for question, scheme in found.items() if scheme}


def _schemes_in(source: str) -> Iterator[str]:
    """What stands between the lines that mark the begin and the end of a mark scheme."""
    lines: list[str] | None = None
    for line in source.splitlines():
        if "BEGIN MARK SCHEME" in line:
            lines = []
        elif "END MARK SCHEME" in line and lines is not None:
            yield "\n".join(lines).strip()
            lines = None
        elif lines is not None:
            lines.append(line)
