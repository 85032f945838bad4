"""The reference's functions, from solutions/: what a perfect student would hand in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.authoring.source import read_source
from autograder.errors import CourseError


def load_reference(path: Path) -> dict[str, Any]:
    """Execute the set-up and the exercises of an author's file; plots and checks are left out.

    Returns:
        The namespace that they leave behind.

    Raises:
        CourseError: when the reference itself fails.
    """
    namespace: dict[str, Any] = {"__name__": f"solutions.{path.stem}"}
    for cell in read_source(path):
        if cell.kind == "code" and cell.role in ("setup", "exercise"):
            try:
                exec(compile(cell.source, str(path), "exec"), namespace)
            except Exception as error:
                where = f"{cell.role} {cell.key}".strip()
                raise CourseError(f"{path}: {where}: {type(error).__name__}: {error}") from None
    return namespace


def reference_cells(path: Path) -> tuple[tuple[str, str], ...]:
    """The cells that :func:`load_reference` executes, as (exercise or "", source).

    Where their code changes, reports are outdated.
    """
    cells = read_source(path)
    return tuple((c.key, c.source) for c in cells if c.role in ("setup", "exercise"))
