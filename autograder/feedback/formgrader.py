"""The autograded notebook, for the people who mark in formgrader."""

from __future__ import annotations

from typing import Any

from autograder import printable
from autograder.feedback.words import OUTCOME_WORDS, message, points_text
from autograder.running.outputs import sanitize_markdown
from autograder.scoring.report import ExerciseReport, Report


def for_formgrader(report: Report) -> dict[str, Any]:
    """The autograded notebook: sanitised, each check cell showing its checks' outcomes.

    formgrader renders a notebook's markdown and HTML as it is, in the
    instructor's browser, so both are sanitised in the file itself.
    """
    assert report.notebook is not None
    cells = [_formgrader_cell(cell, report) for cell in report.notebook["cells"]]
    metadata = dict(report.notebook["metadata"])
    metadata["course"] = {"sandbox": report.sandbox, "repairs": report.repairs}
    return report.notebook | {"cells": cells, "metadata": metadata}


def _formgrader_cell(cell: dict[str, Any], report: Report) -> dict[str, Any]:
    mark = cell["metadata"].get("nbgrader", {})
    ours = mark.get("grade") or mark.get("task") or mark.get("locked")
    if cell["cell_type"] == "markdown":
        return cell if ours else cell | {"source": sanitize_markdown(cell["source"])}
    if mark.get("grade"):
        exercise = report.exercises.get(str(mark["grade_id"]).removeprefix("check-"))
        return cell | {"outputs": [*cell["outputs"], *_outcome_output(exercise)]}
    return cell


def _outcome_output(exercise: ExerciseReport | None) -> list[dict[str, Any]]:
    if exercise is None:
        return []
    lines = [f"{points_text(exercise.points)} of {points_text(exercise.max_points)} points"]
    if exercise.misconception:
        lines.append(f"Misconception: {exercise.misconception}")
    for check in exercise.checks:
        words = printable.line(message(check), 10 * printable.MAX_LINE)
        lines.append(
            f"{OUTCOME_WORDS[check.outcome]:>11}  {check.title}{f': {words}' if words else ''}"
        )
    return [{"output_type": "stream", "name": "stdout", "text": "\n".join(lines) + "\n"}]
