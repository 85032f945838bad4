"""Fuzzes what a cell showed, and a student's markdown: nothing of it acts, loads or leads astray.

The judge is the hostile suite's parser, on both pages that an instructor opens.
"""

from __future__ import annotations

import json
from typing import Any

from nbconvert.filters import markdown2html

from autograder.feedback import markdown
from autograder.running import outputs
from tests.fuzz.fuzz_notebook import mutate
from tests.hostile.harness import acting


def one(data: bytes) -> None:
    """Take ``data`` as markdown, as HTML, and as the JSON of a cell's outputs."""
    text = data.decode("utf-8", "replace")
    _inert(markdown.render(text))
    _inert(markdown2html(outputs.sanitize_markdown(text)))
    shown = {"output_type": "display_data", "data": {"text/html": text, "text/plain": text}}
    _clean([shown])
    try:
        claimed = json.loads(text)
    except (ValueError, RecursionError):
        return
    _clean(claimed)


def _clean(claimed: Any) -> None:
    cleaned = outputs.clean_outputs(claimed)
    json.dumps(cleaned).encode()
    for output in cleaned:
        data = output.get("data", {})
        assert set(data) <= {"text/html", "text/plain", "image/png", "image/jpeg"}
        _inert(data.get("text/html", ""))
        assert outputs.sanitize_html(data.get("text/html", "")) == data.get("text/html", "")


def _inert(page: str) -> None:
    assert acting(page) == [], page


def seeds() -> list[bytes]:
    """Attacks on sanitisers, and honest text."""
    texts = [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
        "[a](javascript:alert(1))", "[b](java&#115;cript:x)", "![c](http://evil/1.png)",
        "[d]\n\n[d]: data:text/html,x", "<http://evil/>", "# check-risks", "a\n===\n> - b\n",
        "<table><tr><td colspan=2 style='x'>1</table>", "$x^2$ $$\\frac{1}{2}$$ $\\text{<b>}$",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1>'>",
        "<a href=' java\nscript:alert(1)'>x</a>", "```html\n<b>\n```", "|a|b|\n|-|-|\n|![](x)|`|`|",
        "\\begin{x}<b>\\end{x}", "x[^1]\n\n[^1]: <i>y", "**R&D** `x<y` https://d2l.ai?x=1&y=2",
    ]  # fmt: skip
    claims = [
        [{"output_type": "stream", "name": "stdout", "text": "x\x1b[31m"}],
        [{"output_type": "error", "ename": "E", "evalue": "<b>", "traceback": ["\x1b[0m<i>"]}],
        [{"output_type": "display_data", "data": {"text/html": "<b>x</b>", "text/plain": "x"}}],
        [{"output_type": "execute_result", "data": {"image/png": "iVBORw0KGgo="}}],
        [{"output_type": "display_data", "data": {"image/jpeg": "/9j/4AAQSkZJRgABAQ=="}}],
    ]
    return [t.encode() for t in texts] + [json.dumps(claim).encode() for claim in claims]


if __name__ == "__main__":
    from tests.fuzz.harness import run

    run(one, [outputs, markdown], mutate)
