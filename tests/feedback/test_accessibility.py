"""The feedback page in a real browser: axe-core finds nothing, at two widths and in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_core_python
import pytest

from autograder.course.config import Course
from autograder.feedback.page import page
from autograder.feedback.words import Marks
from autograder.scoring.report import CheckReport, ExerciseReport, Report
from tests.browser import Browser, find_browser, running

pytestmark = pytest.mark.skipif(
    find_browser() is None, reason="no Chromium here; sh scripts/browser.sh fetches one"
)

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(
    rule => `${rule.id}: ${rule.nodes.map(node => node.html.slice(0, 120)).join(" | ")}`))"""
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
COURSE = Course(id="opt", title="Optimization", assignments=[{"id": "risk", "title": "Risk"}])


def everything() -> str:
    """A page with all that a page can show."""
    outcomes = ["failed", "passed", "not_reached", "not_checked"]
    checks = [
        CheckReport(
            o, f"A check that {o}", o, 0.0, 2.0, what="f(x) is wrong", called="f(1)", got="2",
            wanted="3", hint=f"Look at `x` in {o}.",
        )
        for o in outcomes
    ]  # fmt: skip
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "printed"},
        {"output_type": "stream", "name": "stderr", "text": "warned"},
        {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["E: no"]},
        {"output_type": "display_data", "metadata": {},
         "data": {"image/png": PIXEL, "text/plain": "Figure. A curve."}},
        {"output_type": "display_data", "metadata": {},
         "data": {"text/html": "<table><tr><th>n</th></tr><tr><td>1</td></tr></table>"}},
    ]  # fmt: skip
    source = "# A comment\ndef f(x):\n    'doc'\n    return 1.5 * x if x is not None else 'no'"
    solution = {"nbgrader": {"grade_id": "one", "solution": True}}
    cells = [
        {"id": "text-1", "cell_type": "markdown", "metadata": {}, "source": "# A\n\n## B: $x^2$"},
        {"id": "one", "cell_type": "code", "metadata": solution, "source": source,
         "outputs": outputs, "execution_count": None},
        {"id": "added-2", "cell_type": "code", "metadata": {}, "source": "x = 2", "outputs": [],
         "execution_count": None},
        {"id": "answer-why", "cell_type": "markdown", "metadata": {}, "source": "Because."},
    ]  # fmt: skip
    report = Report(
        "s01", "risk", "graded", 2.0, 8.0,
        {"one": ExerciseReport(2.0, 8.0, checks, None, "the cell raised E: no"),
         "two": ExerciseReport(0.0, 8.0, checks, "Where is the `5`?")},
        repairs=["A cell was put back."], stopped=["A cell was stopped."],
        answered={"why": True}, notebook={"cells": cells},
    )  # fmt: skip
    marks = Marks(
        {"why": (1.0, 3.0), "how": (None, 2.0)}, {"one": 2.0}, {"one": "Good.", "why": "Yes."}, 1.0
    )
    return page(COURSE, report, marks)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running() as started:
        yield started


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing_and_the_page_is_no_wider_than_the_screen(
    browser: Browser, tmp_path: Path, width: int, dark: bool
) -> None:
    path = tmp_path / "page.html"
    path.write_text(everything(), encoding="utf-8")
    with browser.visit(path.as_uri()):
        browser.look_like(width, dark=dark)
        browser.ask("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert browser.ask(AXE + RULES) == []
        assert browser.ask("document.documentElement.scrollWidth") <= width
        paper = browser.ask("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, paper[4:-1].split(","))) < 3 * 128) is dark


def test_axe_finds_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(everything().replace("--soft: #4a5763", "--soft: #d9d9d9"), encoding="utf-8")
    with browser.visit(path.as_uri()):
        browser.look_like(1200, dark=False)
        assert [f for f in browser.ask(AXE + RULES) if f.startswith("color-contrast")]
