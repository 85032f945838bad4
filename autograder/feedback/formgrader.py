"""The autograded notebook, and its view for the people who mark in formgrader."""

from __future__ import annotations

from typing import Any

from autograder import printable
from autograder.feedback.words import OUTCOME_WORDS, message, one_voice, points_text
from autograder.reading.release import ANSWER_PREFIX
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
    lines = [f"{points_text(exercise.score)} of {points_text(exercise.max_points)} points"]
    if exercise.misconception:
        lines.append(f"Misconception: {exercise.misconception}")
    for check in one_voice(exercise):
        words = printable.line(message(check), 10 * printable.MAX_LINE)
        lines.append(
            f"{OUTCOME_WORDS[check.outcome]:>11}  {check.title}{f': {words}' if words else ''}"
        )
    return [{"output_type": "stream", "name": "stdout", "text": "\n".join(lines) + "\n"}]


# The class is Bootstrap's, which formgrader's page has; the empty lines make the inside Markdown.
_SCHEME = """<div class="alert alert-warning">

**Mark scheme, for markers only**

{}

</div>"""


def for_markers(cells: list[dict[str, Any]], schemes: dict[str, str]) -> list[dict[str, Any]]:
    """An autograded notebook's cells as formgrader is to show them: question, scheme, answer.

    nbgrader's boxes for score and comment stand below the cell that carries its mark.  That is
    the question in the notebook, and the answer in this view.

    Args:
        cells: As in the autograded notebook.
        schemes: Question → its mark scheme.
    """
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    answers = {cell.get("id") for cell in cells}
    tasks = {f"{ANSWER_PREFIX}{m['grade_id']}": m for m in marks if m.get("task")}
    tasks = {answer: mark for answer, mark in tasks.items() if answer in answers}
    shown: list[dict[str, Any]] = []
    for cell, mark in zip(cells, marks, strict=True):
        if mark in tasks.values():
            cell = cell | {"metadata": {}}
        elif task := tasks.get(cell.get("id", "")):
            if scheme := schemes.get(task["grade_id"]):
                shown.append(_scheme_cell(task["grade_id"], scheme))
            moved = task | {"task": False, "grade": True, "solution": True}
            cell = cell | {"metadata": {"nbgrader": moved}}
        shown.append(cell)
    return shown


def _scheme_cell(question: str, scheme: str) -> dict[str, Any]:
    source = _SCHEME.format(scheme)
    return {"id": f"scheme-{question}", "cell_type": "markdown", "metadata": {}, "source": source}
