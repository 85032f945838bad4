"""The mark scheme stands beside the answer in formgrader, and nowhere where a student can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers

from autograder.course.folders import Folders
from autograder.nbgrader_bridge.config import config_for
from tests.nbgrader_bridge.gradebooks import give

SCHEME = "names which curve"  # words of the scheme of risk's question
QUESTION = "A friend has trained a model"


@pytest.fixture
def page(graded: Path) -> Callable[..., str]:
    """Render the autograded notebook as formgrader does."""
    config = config_for(graded)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter = HTMLExporter(config=config)

    def rendered(**resources: str) -> str:
        place: dict[str, Any] = {"assignment_id": "risk", "notebook_id": "risk", "base_url": ""}
        place |= {"index": 0, "total": 1}
        path = graded / "work/autograded/s02-bo/risk/risk.ipynb"
        return str(exporter.from_filename(str(path), resources=place | resources)[0])

    return rendered


def written_answer(root: Path) -> str:
    notebook = nbformat.read(root / "work/autograded/s02-bo/risk/risk.ipynb", 4)
    [cell] = [c for c in notebook.cells if c.id == "answer-minima-differ"]
    return str(cell.source)


def test_question_scheme_answer_and_boxes_follow_each_other(
    graded: Path, page: Callable[..., str]
) -> None:
    shown = page(submission_id="1")
    places = [
        shown.rindex(words)
        for words in (
            QUESTION, "Mark scheme, for markers only", SCHEME, "Student's answer",
            'id="minima-differ"', written_answer(graded)[:20], 'id="minima-differ-comment"',
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert shown.count('id="minima-differ"') == shown.count('id="minima-differ-comment"') == 1
    assert "Student's task" not in shown


def test_a_changed_scheme_is_shown_at_once_and_a_broken_file_stops_nobody(
    graded: Path, page: Callable[..., str]
) -> None:
    solution = Folders(graded).solution("risk")
    text = solution.read_text()
    solution.write_text(text.replace(SCHEME, "says which line"))
    assert "says which line" in page(submission_id="1")
    assert SCHEME not in page(submission_id="1")
    solution.write_text(text.replace('"written:', '"wirtten:'))
    assert 'id="minima-differ-comment"' in page(submission_id="1")


def test_a_page_that_formgrader_did_not_ask_for_holds_no_scheme(page: Callable[..., str]) -> None:
    assert SCHEME not in page()


def test_no_file_that_could_reach_a_student_holds_the_scheme(
    graded: Path, nbgrader: Callable[..., int], invoke: Callable[..., Any]
) -> None:
    give(graded, "s02-bo", "minima-differ", 2.0)
    assert invoke("feedback", "risk", cwd=graded).returncode == 0
    assert nbgrader("generate_feedback", "risk", "--force", cwd=graded) == 0
    (graded / "work/exchange").mkdir(mode=0o777, exist_ok=True)
    (graded / "work/exchange").chmod(0o777)  # whatever the umask says
    assert nbgrader("release_assignment", "risk", cwd=graded) == 0
    assert nbgrader("export", "--to", "work/grades.csv", cwd=graded) == 0
    ours = {"solutions/risk.py", "work/source/risk/risk.ipynb", "work/gradebook.db"}
    files = {str(p.relative_to(graded)): p for p in graded.rglob("*") if p.is_file()}
    holding = {name for name, path in files.items() if SCHEME.encode() in path.read_bytes()}
    assert holding == ours
    assert list((graded / "work/exchange/optimization/outbound/risk").iterdir())
