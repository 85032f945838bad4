"""What a student's cell showed, made safe to keep: known kinds, known types, plain text.

Everything here came from a process that runs student code.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from typing import Any

import nh3

from autograder import printable

Output = dict[str, Any]

MAX_OUTPUTS = 200  # of one cell
MAX_HTML = 2**18  # of one table
MAX_PIXELS = 4 * 10**7  # of one picture, whatever few bytes it takes
MAX_SEGMENTS = 1000  # of one JPEG, before its size

_IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_SEGMENT = struct.Struct(">BBHBHH")  # 0xff, kind, length; in a frame's: depth, height, width
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # C4, C8, CC are none
_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
# HTML5 opens every unclosed formatting element again in each new paragraph, and the sanitizer
# follows HTML5: a few thousand of these tags and of paragraphs would become millions of tags.
_FORMATTING = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.I)
MAX_FORMATTING, MAX_TAGS = 64, 10_000
# MathJax renders formulas anywhere in formgrader's pages. These commands do more than that: they
# make links, set styles, show text on a click, or move boxes so that they cover something else.
_MATHJAX_COMMANDS = re.compile(
    r"\\(?=(?:href|url|style|class|cssId|bbox|mmlToken|unicode|require|toggle|mathtip|texttip"
    r"|Tooltip|rule|Rule|Space|raise|lower|moveleft|moveright|smash|(?:math)?[rlc]lap"
    r"|m?kern|[hm]skip|[hm]space|\\\*?\s*+\[\s*+-)(?![A-Za-z]))"
)
# nbconvert resolves character references more than once, so `javascript&colon;` and even
# `&amp;colon;` become a scheme. A zero-width space after the `&` ends every reference.
_REFERENCE = re.compile(r"&(?=#[0-9xX]|[A-Za-z]\w*+;)")
# No images and no links: an image is fetched without a click, and a link clicked in formgrader
# makes requests with the instructor's rights, such as to run nbgrader_config.py in a student's
# folder.
_LINK = re.compile(r"\](?=[(:])|https?:(?=//)", re.I)
# nbconvert makes a heading's text its id, and formgrader finds its own fields by their ids: a
# zero-width space makes the heading's id another one.
_HEADING = re.compile(r"#.*+|(?=\n[ >\t]*+(?:=++|-++)[ \t]*+$)", re.M)
# nbconvert fails on a link to an attachment, because the graded notebook has none.
_SCHEME = re.compile(r"(javascript|vbscript|data|file|attachment)(\s*+:)", re.I)
MAX_MARKDOWN = 50_000  # characters of a cell that formgrader converts; some text takes it long


def clean_outputs(raw: object) -> list[Output]:
    """Rebuild a cell's outputs from what the student's process claims; drop what is malformed."""
    if not isinstance(raw, list):
        return []
    cleaned = (_clean(output) for output in raw[:MAX_OUTPUTS] if isinstance(output, dict))
    return [output for output in cleaned if output is not None]


def weight(raw: object) -> int:
    """Count the characters of outputs, a picture's divided by 16, as notebook_shell.py does."""
    match raw:
        case str():
            return len(raw)
        case list():
            return sum(weight(item) for item in raw)
        case dict():
            return sum(
                weight(v) // (16 if isinstance(k, str) and k in _IMAGES else 1)
                for k, v in raw.items()
            )
        case _:
            return 0


def _clean(raw: Output) -> Output | None:
    match _word(raw, "output_type"):
        case "stream":
            name = "stderr" if _word(raw, "name") == "stderr" else "stdout"
            text = printable.text(raw.get("text"))
            return {"output_type": "stream", "name": name, "text": text} if text else None
        case "error":
            said = raw.get("traceback")
            lines = said[:50] if isinstance(said, list) else []
            return {
                "output_type": "error",
                "ename": printable.line(printable.text(raw.get("ename")), 200),
                "evalue": printable.text(raw.get("evalue"), 2000),
                "traceback": [printable.text(line) for line in lines],
            }
        case "display_data":
            return {"output_type": "display_data", "data": _bundle(raw.get("data")), "metadata": {}}
        case "execute_result":
            count = raw.get("execution_count")
            return {
                "output_type": "execute_result",
                "data": _bundle(raw.get("data")),
                "metadata": {},
                "execution_count": count if type(count) is int and 0 <= count < 10**6 else None,
            }
        case _:
            return None


def _word(raw: Output, key: str) -> str:
    """The string under a key, or ""; an array there must not reach a comparison with ==."""
    word = raw.get(key)
    return word if isinstance(word, str) else ""


def _bundle(raw: object) -> dict[str, str]:
    data: dict[str, str] = {}
    for mime, value in raw.items() if isinstance(raw, dict) else ():
        if not isinstance(value, str):
            continue
        if mime in _IMAGES:
            if (image := _image(value, _IMAGES[mime])) is not None:
                data[mime] = image
        elif mime == "text/html":
            if (html := _table(value)) is not None:
                data[mime] = html
        elif mime == "text/plain":
            data[mime] = printable.text(value)
    data.setdefault("text/plain", "")
    return data


def _table(value: str) -> str | None:
    """Sanitize HTML; None where it is so large or so nested that this would take long."""
    too_much = (
        len(value) > MAX_HTML
        or value.count("<") > MAX_TAGS
        or len(_FORMATTING.findall(value)) > MAX_FORMATTING
    )
    return None if too_much else sanitize_html(value)


def _image(value: str, magic: bytes) -> str | None:
    """A picture as base64 on one line; None where its first bytes or its size are wrong."""
    try:
        content = base64.b64decode(value.encode("ascii"), validate=False)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    size = _size(content) if content.startswith(magic) else None
    if size is None or not 0 < size[0] * size[1] <= MAX_PIXELS:
        return None
    return base64.b64encode(content).decode()


def _size(content: bytes) -> tuple[int, int] | None:
    """Width and height from a picture's header: a few kilobytes may claim gigabytes of pixels."""
    if content.startswith(_IMAGES["image/png"]):
        first = content[12:16] == b"IHDR"
        return (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) if first else None
    place = 2  # a JPEG is a list of segments; the first frame header has the size
    for _ in range(MAX_SEGMENTS):
        if len(content) < place + _SEGMENT.size:
            break
        mark, kind, length, _, height, width = _SEGMENT.unpack_from(content, place)
        if mark != 0xFF:
            break
        if kind in _JPEG_FRAMES:
            return width, height
        place += 2 + length
    return None


def sanitize_html(text: str) -> str:
    """Keep an HTML table's structure and nothing that acts, loads or restyles."""
    cleaned = nh3.clean(
        printable.without_controls(text),
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        # No href: a link clicked in formgrader makes requests with the instructor's rights.
        attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        link_rel=None,
    )
    return _MATHJAX_COMMANDS.sub("\\\\\u200b", cleaned)


def sanitize_markdown(text: str) -> str:
    """Escape raw HTML, links, images and MathJax commands with side effects in markdown.

    All of them stay readable as text.  A text that is far too long is cut, and says so.
    """
    if len(text) > MAX_MARKDOWN:
        text = text[:MAX_MARKDOWN] + "\n\n… the rest was left out here; it is in the submission."
    text = printable.without_controls(text)
    text = _REFERENCE.sub("&\u200b", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)
    text = _LINK.sub("\\g<0>\u200b", text)
    text = _HEADING.sub("\\g<0>\u200b", text)
    text = _MATHJAX_COMMANDS.sub("\\\\\u200b", text)
    return _SCHEME.sub("\\1\u200b\\2", text)
