"""A submission's notebook as it ran: its cells, which of them stopped and why, the result."""

from __future__ import annotations

from typing import Any

from autograder import printable
from autograder.reading.layout import LaidCell, Submission
from autograder.running.execution import Cell


class NotebookRun:
    """The code cells of one submission, and what became of each.

    Attributes:
        cells: What to run, in order; :class:`~autograder.running.execution.Execution` fills in
            each cell's outputs.
    """

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._code = [cell for cell in submission.cells if cell.kind == "code"]
        self.cells = [_to_run(cell) for cell in self._code]

    def troubles(self) -> dict[str, str]:
        """Exercise → why its cell did not run to its end."""
        troubles = {}
        for cell in self.cells:
            if cell.exercise is None:
                continue
            if cell.stopped:
                troubles[cell.exercise] = f"the cell was {cell.stopped}"
            for output in cell.outputs:
                if output["output_type"] == "error":
                    words = f"{output['ename']}: {output['evalue']}".rstrip(": ")
                    troubles[cell.exercise] = f"the cell raised {printable.line(words, 300)}"
        return troubles

    def stopped_cells(self) -> list[str]:
        """One sentence for each stopped cell; exercises' cells are in :meth:`troubles` instead."""
        return [
            f"The {'check ' if laid.part == 'check' else ''}cell that begins "
            f"“{_first_line(laid.source)}” was {cell.stopped}."
            for laid, cell in zip(self._code, self.cells, strict=True)
            if cell.stopped and laid.part != "solution"
        ]

    def as_graded(self) -> dict[str, Any]:
        """The notebook in nbformat 4.5: the release's metadata, and the outputs of this run."""
        ran = {id(laid): cell for laid, cell in zip(self._code, self.cells, strict=True)}
        cells = []
        for number, laid in enumerate(self._submission.cells, 1):
            cell: dict[str, Any] = {
                "id": laid.id or f"added-{number}",
                "cell_type": laid.kind,
                "metadata": dict(laid.metadata),
                "source": laid.source,
            }
            if laid.kind == "code":
                result = ran[id(laid)]
                cell["execution_count"] = None
                cell["outputs"] = result.outputs or _stopped_output(result)
            cells.append(cell)
        metadata = dict(self._submission.release.metadata)
        return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _to_run(cell: LaidCell) -> Cell:
    return Cell(
        cell.source,
        exercise=cell.key if cell.part == "solution" else None,
        closes=cell.key if cell.part == "check" else None,
    )


def _first_line(source: str) -> str:
    """A cell's first line: it is printed on the instructor's terminal."""
    return printable.line(next(iter(source.strip().splitlines()), ""), 60)


def _stopped_output(cell: Cell) -> list[dict[str, Any]]:
    if not cell.stopped:
        return []
    words = f"This cell was {cell.stopped}."
    return [{"output_type": "error", "ename": "Stopped", "evalue": words, "traceback": [words]}]
