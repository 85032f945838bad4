"""Make the notebooks of this folder: a solved `risk`, and to each one thing has happened.

    python tests/notebooks/make.py

Run it again when assignments/risk/risk.ipynb has changed; the same release gives the same bytes.
"""

from __future__ import annotations

import codecs
import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
RELEASE = PROJECT / "assignments/risk/risk.ipynb"
OTHER = PROJECT / "assignments/minima/minima.ipynb"

_spec = importlib.util.spec_from_file_location("make_class", PROJECT / "demo/make_class.py")
demo = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(demo)

ANSWER = "The optimizer has reached the minimum of g. More data or early stopping could help."
WRONG = "def f(x):\n    return x\n\n\ndef g(x):\n    return x"

Notebook = dict[str, Any]
MADE: dict[str, Callable[[Notebook], Any]] = {}


def happened(function: Callable[[Notebook], Any]) -> Callable[[Notebook], Any]:
    """Register what happened to a notebook: it returns another one, its bytes, or None."""
    MADE[function.__name__] = function
    return function


def saved(nb: Notebook) -> bytes:
    """The notebook as Jupyter saves it."""
    return (json.dumps(nb, indent=1, ensure_ascii=False) + "\n").encode()


def place(nb: Notebook, cell_id: str) -> int:
    """Where a cell stands."""
    return nb["cells"].index(demo.find(nb, cell_id))


def strip_marks(nb: Notebook, *, ids: bool) -> None:
    """Take all metadata from the cells, and their ids if asked."""
    for cell in nb["cells"]:
        cell["metadata"] = {}
        if ids:
            del cell["id"]


# -- nothing ------------------------------------------------------------------


@happened
def solved(nb):
    """Nothing."""


@happened
def untouched(nb):
    """Handed in as released."""
    return json.loads(RELEASE.read_text(encoding="utf-8"))


# -- bytes --------------------------------------------------------------------


@happened
def byte_order_mark(nb):
    return codecs.BOM_UTF8 + saved(nb)


@happened
def utf16_little_endian(nb):
    return codecs.BOM_UTF16_LE + saved(nb).decode().encode("utf-16-le")


@happened
def utf16_big_endian(nb):
    return codecs.BOM_UTF16_BE + saved(nb).decode().encode("utf-16-be")


@happened
def latin1(nb):
    demo.write(nb, "answer-minima-differ", "Überanpassung")
    text = saved(nb).decode()
    return text.encode("latin-1", "replace")


@happened
def lone_surrogate(nb):
    demo.write(nb, "answer-minima-differ", "half a smiley: SURROGATE")
    return saved(nb).replace(b"SURROGATE", rb"\ud83d")


@happened
def windows_line_ends(nb):
    for cell in nb["cells"]:
        cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"]]
    return saved(nb).replace(b"\n", b"\r\n")


@happened
def source_as_one_string(nb):
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])


@happened
def empty(nb):
    return b""


@happened
def blank(nb):
    return b" \n\t\n"


@happened
def cut_short(nb):
    content = saved(nb)
    return content[: len(content) // 2]


@happened
def error_page(nb):
    return demo.ERROR_PAGE.encode()


@happened
def a_list(nb):
    return nb["cells"][:1]


@happened
def no_cells(nb):
    del nb["cells"]


@happened
def cells_are_an_object(nb):
    nb["cells"] = {"0": nb["cells"][3]}


@happened
def some_cells_are_rubbish(nb):
    nb["cells"][1:1] = [None, 7, [], {}, {"cell_type": "code", "source": {"a": 1}}, "text"]


# -- formats ------------------------------------------------------------------


@happened
def colab(nb):
    nb["cells"] = [demo.colab_cell(cell) for cell in nb["cells"]]
    nb["nbformat_minor"] = 0


@happened
def old_jupyter_without_ids(nb):
    for cell in nb["cells"]:
        del cell["id"]
    nb["nbformat_minor"] = 2


@happened
def nbformat_3(nb):
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]
    nb["nbformat"], nb["nbformat_minor"] = 3, 0


@happened
def all_marks_removed(nb):
    strip_marks(nb, ids=False)


@happened
def all_marks_and_ids_removed(nb):
    strip_marks(nb, ids=True)


# -- solution cells -----------------------------------------------------------


@happened
def solution_copied(nb):
    """The older copy above is wrong."""
    older = copy.deepcopy(demo.find(nb, "risks"))
    older["source"] = demo.lines(WRONG)
    nb["cells"].insert(place(nb, "risks"), older)


@happened
def solution_copied_and_the_copy_left_empty(nb):
    stub = demo.find(json.loads(RELEASE.read_text(encoding="utf-8")), "risks")
    nb["cells"].insert(place(nb, "risks") + 1, stub)


@happened
def solution_copied_in_vs_code(nb):
    """Pasting duplicates the id as well; the copy below holds a helper alone."""
    helper = copy.deepcopy(demo.find(nb, "risks"))
    helper["source"] = demo.lines("def helper(x):\n    return 2 * x")
    nb["cells"].insert(place(nb, "risks") + 1, helper)


@happened
def solution_split(nb):
    whole = demo.find(nb, "risks")
    first, second = "".join(whole["source"]).split("\n\n\n")
    rest = copy.deepcopy(whole)
    whole["source"], rest["source"] = demo.lines(first), demo.lines(second)
    nb["cells"].insert(place(nb, "risks") + 1, rest)


@happened
def solution_deleted(nb):
    demo.delete(nb, "risks")


@happened
def solution_retyped_in_a_new_cell(nb):
    at = place(nb, "sample_risk")
    nb["cells"][at] = demo.new_cell("code", demo.SAMPLE_RISK)


@happened
def solution_became_markdown(nb):
    cell = demo.find(nb, "risks")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


@happened
def solution_with_magics(nb):
    strip_marks(nb, ids=True)
    cell = nb["cells"][3]
    cell["source"] = demo.lines("%matplotlib inline\n!pip list\n" + "".join(cell["source"]))


# -- cells that are the instructor's ------------------------------------------


@happened
def checks_deleted(nb):
    demo.delete(nb, "check-risks")
    demo.delete(nb, "check-sample_risk")


@happened
def check_emptied(nb):
    demo.write(nb, "check-risks", "print('all right')")


@happened
def check_copied(nb):
    twin = copy.deepcopy(demo.find(nb, "check-risks"))
    nb["cells"].insert(place(nb, "check-risks") + 1, twin)


@happened
def setup_changed(nb):
    demo.write(nb, "setup", "import matplotlib.pyplot as plt\nimport torch\nimport numpy as np")


@happened
def setup_deleted(nb):
    demo.delete(nb, "setup")


@happened
def question_edited(nb):
    question = "".join(demo.find(nb, "minima-differ")["source"])
    demo.write(nb, "minima-differ", question.replace("(3 points)", "(300 points)"))


@happened
def question_and_answer_deleted(nb):
    demo.delete(nb, "minima-differ")
    demo.delete(nb, "answer-minima-differ")


@happened
def given_plot_edited(nb):
    plot = "".join(demo.find(nb, "plot-7")["source"])
    demo.write(nb, "plot-7", plot.replace("1001", "11"))


@happened
def given_plot_became_text(nb):
    cell = demo.find(nb, "plot-7")
    cell["cell_type"] = "raw"
    cell["source"] = [*cell["source"], "\n# mine"]


@happened
def order_reversed(nb):
    nb["cells"].reverse()


# -- the student's own words and cells ----------------------------------------


@happened
def answer_pasted_above_an_empty_copy(nb):
    twin = copy.deepcopy(demo.find(nb, "answer-minima-differ"))
    nb["cells"].append(twin)
    twin["source"] = demo.find(json.loads(RELEASE.read_text(encoding="utf-8")), twin["id"])[
        "source"
    ]


@happened
def answer_twice(nb):
    twin = copy.deepcopy(demo.find(nb, "answer-minima-differ"))
    twin["source"] = ["A better answer."]
    nb["cells"].append(twin)


@happened
def answer_in_a_new_cell(nb):
    demo.delete(nb, "answer-minima-differ")
    nb["cells"].append(demo.new_cell("markdown", ANSWER))


@happened
def own_cells_everywhere(nb):
    nb["cells"].insert(0, demo.new_cell("markdown", "by a student"))
    demo.add(nb, "setup", "import numpy")
    demo.add(nb, "risks", "print(f(torch.zeros(2)))")
    demo.add(nb, "answer-minima-differ", "# the end")
    demo.add(nb, "answer-minima-differ", "  \n ")


@happened
def hostile_metadata(nb):
    """Claims points, grades and tags that nobody gave it."""
    claims = {"grade": True, "locked": True, "points": 1000, "task": True, "schema_version": 99}
    for cell in nb["cells"]:
        mark = cell["metadata"].get("nbgrader", {"grade_id": cell["id"]})
        cell["metadata"] = {
            "nbgrader": mark | claims,
            "tags": ["raises-exception", "skip-execution", "remove-cell"],
            "editable": True,
        }
        cell["attachments"] = {"../../etc/passwd": {"image/png": "AAAA"}}
    nb["metadata"] = {"kernelspec": {"name": "bash"}, "widgets": {"x": "<script>"}}


@happened
def marks_of_the_wrong_type(nb):
    wrong = [7, None, [], {"grade_id": ["risks"]}, {"grade_id": None}, "risks", True]
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"]["nbgrader"] = wrong[number % len(wrong)]
        cell["id"] = cell["id"] if number % 2 else 12


@happened
def another_assignment(nb):
    return json.loads(OTHER.read_text(encoding="utf-8"))


@happened
def another_assignment_with_an_f_of_its_own(nb):
    other = json.loads(OTHER.read_text(encoding="utf-8"))
    other["cells"].append(demo.new_cell("code", demo.RISKS))
    return other


def make() -> dict[str, bytes]:
    """All notebooks, by the name of the file."""
    made = {}
    for name, function in MADE.items():
        nb = json.loads(RELEASE.read_text(encoding="utf-8"))
        demo.solve(nb, answer=ANSWER)
        result = function(nb)
        content = result if isinstance(result, bytes) else saved(nb if result is None else result)
        made[f"{name}.ipynb"] = content
    return made


if __name__ == "__main__":
    for file, content in make().items():
        (HERE / file).write_bytes(content)
