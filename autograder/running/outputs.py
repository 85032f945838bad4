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

Output = dict[str, Any]

MAX_OUTPUTS = 200  # of one cell
MAX_TEXT = 2**21  # characters of one piece
MAX_HTML = 2**18  # of one table
MAX_PIXELS = 4 * 10**7  # of one picture, whatever few bytes it takes
MAX_SEGMENTS = 1000  # of one JPEG, before its size

_IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_SEGMENT = struct.Struct(">BBHBHH")  # 0xff, kind, length; in a frame's: depth, height, width
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # those are tables and extensions
_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
# Text in a new paragraph repeats all of these that are open, so a few thousand of each make
# a document of millions: HTML5 asks for it, and cleaning would do as HTML5 asks.
_FORMATTING = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.I)
MAX_FORMATTING, MAX_TAGS = 64, 10_000
# No part may look past the next escape: a text full of them would take for ever.
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")
# What MathJax, which sets formulas anywhere in formgrader's pages, does beyond mathematics: links,
# styles, words on a click, and boxes moved to where they cover something else.
_MATHJAX_COMMANDS = re.compile(
    r"\\(?=(?:href|url|style|class|cssId|bbox|mmlToken|unicode|require|toggle|mathtip|texttip"
    r"|Tooltip|rule|Rule|Space|raise|lower|moveleft|moveright|smash|(?:math)?[rlc]lap"
    r"|m?kern|[hm]skip|[hm]space|\\\*?\s*\[\s*-)(?![A-Za-z]))"
)


def clean_outputs(raw: object) -> list[Output]:
    """Rebuild a cell's outputs from what the student's process claims; drop what is unsound."""
    if not isinstance(raw, list):
        return []
    cleaned = (_clean(output) for output in raw[:MAX_OUTPUTS] if isinstance(output, dict))
    return [output for output in cleaned if output is not None]


def weight(raw: object) -> int:
    """What outputs weigh: their characters, a picture's divided by 16, as in the sandbox."""
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
            text = plain_text(raw.get("text"))
            return {"output_type": "stream", "name": name, "text": text} if text else None
        case "error":
            lines = raw.get("traceback")
            return {
                "output_type": "error",
                "ename": plain_text(raw.get("ename"))[:200],
                "evalue": plain_text(raw.get("evalue"))[:2000],
                "traceback": [plain_text(x) for x in lines[:50]] if isinstance(lines, list) else [],
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
    """A text, or "": an array in its place equals a word in each element or none."""
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
            data[mime] = plain_text(value)
    data.setdefault("text/plain", "")
    return data


def _table(value: str) -> str | None:
    """HTML made safe, if it is of a size and a shape that can be cleaned in a moment."""
    too_much = (
        len(value) > MAX_HTML
        or value.count("<") > MAX_TAGS
        or len(_FORMATTING.findall(value)) > MAX_FORMATTING
    )
    return None if too_much else sanitize_html(value)


def _image(value: str, magic: bytes) -> str | None:
    """A picture as base64 on one line, if it begins as such a picture does."""
    try:
        content = base64.b64decode(value.encode("ascii"), validate=False)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    size = _size(content) if content.startswith(magic) else None
    if size is None or not 0 < size[0] * size[1] <= MAX_PIXELS:
        return None
    return base64.b64encode(content).decode()


def _size(content: bytes) -> tuple[int, int] | None:
    """What a picture claims to measure; a few kilobytes can ask a browser for gigabytes."""
    if content.startswith(_IMAGES["image/png"]):
        first = content[12:16] == b"IHDR"
        return (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) if first else None
    place = 2  # a JPEG is a row of segments, until the one that opens a frame
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


def plain_text(value: object) -> str:
    """Text without terminal codes, control characters and lone surrogates; "" for non-text."""
    if not isinstance(value, str):
        return ""
    return _CONTROL.sub("", _ANSI.sub("", value[:MAX_TEXT]))


def sanitize_html(text: str) -> str:
    """Keep an HTML table's structure and nothing that acts, loads or restyles."""
    cleaned = nh3.clean(
        _CONTROL.sub("", text),
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        # No href: a click within formgrader may ask it for anything.
        attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        link_rel=None,
    )
    return _MATHJAX_COMMANDS.sub("\\\\\u200b", cleaned)


def sanitize_markdown(text: str) -> str:
    """Disarm raw HTML, links, pictures and deeds of formulas in markdown; all stay readable."""
    text = _CONTROL.sub("", text)
    # `javascript&colon;` is a scheme by the time a browser reads it, and so is `&amp;colon;`:
    # nbconvert resolves references more than once. A space of no width ends them all.
    text = re.sub(r"&(?=#[0-9xX]|[A-Za-z]\w*;)", "&\u200b", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)
    # No picture, no link: a picture is fetched unasked, and a click within formgrader may ask it
    # for anything, such as to run the configuration in a student's folder.
    text = re.sub(r"\](?=[(:])|https?:(?=//)", "\\g<0>\u200b", text, flags=re.I)
    # A heading gets its words as its id, which formgrader's own fields would be looked up by.
    text = re.sub(r"(?m)(#.*)$|(?=\n[ >\t]*(?:=+|-+)[ \t]*$)", "\\1\u200b", text)
    text = _MATHJAX_COMMANDS.sub("\\\\\u200b", text)
    # An attachment, which the graded notebook does not have, would end formgrader's page.
    return re.sub(r"(?i)(javascript|vbscript|data|file|attachment)(\s*:)", "\\1\u200b\\2", text)
