"""Markdown with formulas → HTML that needs no script: TeX becomes MathML."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

import latex2mathml.converter
import mistune
import nh3

from autograder import printable

_FORMULA = re.compile(r"\$\$([^$]++)\$\$|(?<![\\$\w])\$(?!\s)([^$\n]++)(?<!\s)\$(?![\w$])")
_PLACE = re.compile("\ue000(\\d++)\ue001")
MAX_MARKDOWN = 10_000  # characters; converting some texts takes their length squared
MAX_FORMULA = 1_000
_MATHML = {
    "math", "mrow", "mi", "mn", "mo", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mspace",
}  # fmt: skip
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class _Renderer(mistune.HTMLRenderer):
    """Shows a picture's description instead of the picture, which a browser would fetch."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture's description, in brackets."""
        return f"[{text or 'picture'}]"


@cache
def _markdown() -> Any:
    renderer = _Renderer(escape=True)
    return mistune.create_markdown(renderer=renderer, plugins=["table", "strikethrough"])


def render(text: str) -> str:
    """Render markdown; raw HTML in it shows as text, a picture as its description, and
    active links are dropped.

    A formula that cannot be converted shows as its source, and so does a text of more than
    MAX_MARKDOWN characters.
    """
    text = printable.without_controls(text)
    if len(text) > MAX_MARKDOWN:
        return f"<pre>{html.escape(text)}</pre>"
    formulas: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        formulas.append(_formula(match[1] or match[2], block=match[1] is not None))
        return f"\ue000{len(formulas) - 1}\ue001"

    text = text.replace("\ue000", "").replace("\ue001", "")
    rendered = nh3.clean(
        _markdown()(_FORMULA.sub(put_aside, text)),
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},  # no titles: a formula could end one
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return _PLACE.sub(lambda m: formulas[int(m[1])], rendered)


def _formula(tex: str, *, block: bool) -> str:
    try:
        if len(tex) > MAX_FORMULA:
            raise ValueError("too long")
        mathml = latex2mathml.converter.convert(tex, display="block" if block else "inline")
    except Exception:  # it raises many kinds on TeX that it does not know
        return f"<code>{html.escape(tex)}</code>"
    return nh3.clean(
        # A prime is an operator: as an identifier it is raised twice and all but vanishes.
        re.sub("<mi>(&#x0?203[2-4];|[′″‴])</mi>", r"<mo>\1</mo>", mathml),
        tags=_MATHML,
        attributes={"math": {"display"}, "mo": {"stretchy"}, "mi": {"mathvariant"}},
        link_rel=None,
    )
