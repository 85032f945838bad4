"""The notebook as it was graded, cell by cell, in the parts that its exercises make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nh3
from markupsafe import Markup, escape

from autograder import printable
from autograder.feedback.markdown import render as render_markdown
from autograder.reading.release import ANSWER_PREFIX
from autograder.running.outputs import sanitize_html

MAX_ALT = 300  # characters of a figure's description
# Characters: of one cell whose rendering is kept for the class; of all that are rendered at all.
MAX_CACHED, MAX_RENDERED = 10_000, 300_000


@dataclass
class Part:
    """The cells from one exercise's own cell to the next one's.

    Attributes:
        exercise: Its name; "" for what stands before the first one.
        cells: As the page shows them.
    """

    exercise: str
    cells: list[dict[str, Any]] = field(default_factory=list)


def parts(notebook: dict[str, Any] | None) -> list[Part]:
    """Divide the notebook as graded; prose that leads up to an exercise belongs to it."""
    made = [Part("")]
    waiting: list[dict[str, Any]] = []  # prose, until it is known what it leads up to
    left = MAX_RENDERED
    for cell in (notebook or {"cells": []})["cells"]:
        left -= len(cell["source"])
        mark = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "markdown" and not mark:
            waiting.append(_view(cell, rendered=left > 0))
            continue
        if cell["cell_type"] == "code" and mark.get("solution"):
            made.append(Part(str(mark.get("grade_id", ""))))
        made[-1].cells += [*waiting, _view(cell, rendered=left > 0)]
        waiting = []
    made[-1].cells += waiting
    return [part for part in made if part.cells]


def answers(notebook: dict[str, Any] | None) -> dict[str, Markup]:
    """Written question → the student's answer, for those that have one."""
    return {
        cell["id"].removeprefix(ANSWER_PREFIX): _view(cell, rendered=True)["html"]
        for cell in (notebook or {"cells": []})["cells"]
        if cell["cell_type"] == "markdown" and cell["id"].startswith(ANSWER_PREFIX)
    }


def _view(cell: dict[str, Any], *, rendered: bool) -> dict[str, Any]:
    mark = cell["metadata"].get("nbgrader", {})
    view = {
        "kind": cell["cell_type"],
        "label": mark.get("grade_id", "") if mark.get("solution") else "",
        "added": cell["id"].startswith("added-"),
    }
    # Most cells are the release's own, the same for the whole class.
    rendered = rendered and len(cell["source"]) < MAX_CACHED
    view["html"] = (_rendered if rendered else _plain)(cell["cell_type"], cell["source"])
    if cell["cell_type"] == "code":
        view["outputs"] = [_output(o) for o in cell["outputs"]]
    return view


@lru_cache(maxsize=256)
def _rendered(kind: str, source: str) -> Markup:
    return Markup(render_markdown(source) if kind == "markdown" else _highlight(source))


def _plain(kind: str, source: str) -> Markup:
    shown = escape(printable.text(source))
    return Markup("<pre>{}</pre>").format(shown) if kind == "markdown" else shown


def _highlight(source: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return nh3.clean(
        highlight(printable.text(source), PythonLexer(), HtmlFormatter(nowrap=True)),
        tags={"span"},
        attributes={"span": {"class"}},
        link_rel=None,
    )


def _output(output: dict[str, Any]) -> dict[str, Any]:
    """One output as the page shows it: a picture, a table, or text."""
    match output["output_type"]:
        case "stream":
            return {"kind": output["name"], "text": output["text"]}
        case "error":
            text = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
            return {"kind": "error", "text": text}
    data = output["data"]
    for mime in ("image/png", "image/jpeg"):
        if mime in data:
            source = f"data:{mime};base64,{data[mime]}"
            words = data.get("text/plain", "")[:MAX_ALT] or "A figure that this cell drew"
            return {"kind": "image", "source": source, "alt": words}
    if "text/html" in data:
        return {"kind": "html", "html": Markup(sanitize_html(data["text/html"]))}
    return {"kind": "stdout", "text": data.get("text/plain", "")}
