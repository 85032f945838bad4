"""What others wrote and named, as text that may be shown: nothing in it acts, and it has an end.

A student's text may hold terminal codes, line breaks, marks that turn the text around them, and
megabytes.  Whatever of it is shown, on a terminal, a page or in a table, goes through here.
"""

from __future__ import annotations

import re

MAX_TEXT = 2**21  # characters of one piece
MAX_LINE = 400

# Each alternative begins with an escape character and none matches across another one: on a text
# full of them that would take quadratic time.
_ANSI = re.compile(r"\x1b\[[0-9;?]*+[A-Za-z]|\x1b\][^\x07\x1b]*+(?:\x07|\x1b\\)|\x1b.")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]"
    r"|[\ud800-\udfff]"  # lone surrogates
    r"|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # these turn the direction of writing
)


def text(value: object, most: int = MAX_TEXT) -> str:
    """Text of several lines, cut at ``most`` characters; "" for what is no text."""
    return without_controls(_ANSI.sub("", value[:most])) if isinstance(value, str) else ""


def without_controls(markup: str) -> str:
    """The same text without the characters that act on those around them or on a terminal."""
    return _CONTROL.sub("", markup)


def line(value: object, most: int = MAX_LINE) -> str:
    """Text on one line of at most ``most`` characters; "" for what is no text.

    What has no shape of its own shows as a question mark, and an ellipsis where text was cut.
    """
    if not isinstance(value, str):
        return ""
    begin = value if len(value) <= most else value[: most - 1] + "…"
    if begin.isprintable():
        return begin
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in begin)
