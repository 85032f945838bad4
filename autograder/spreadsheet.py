"""Values for a CSV file that a spreadsheet shows and never executes.

A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a formula
can send the sheet elsewhere; names, ids and comments come from people.  An apostrophe before such
text makes it text.
"""

from __future__ import annotations

import math
import re

_SIGNS = "=+-@＝＋－＠"  # some spreadsheets read the wide ones, too


def cell(value: object) -> str | int | float:
    """A value for the csv module: numbers as they are, nothing as an empty cell, all else as text.

    Spaces, quotes and invisible characters before a formula are looked through.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and math.isfinite(value):
        return value
    return _without_formulas(str(value))


def _without_formulas(text: str) -> str:
    """Put an apostrophe before each part that would be taken for a formula.

    A sheet may be opened with another separator than the file's: a cell of ours then ends at each
    semicolon, tab or line end, and the rest of its text begins another cell.
    """
    parts = re.split(r"([;\t\r\n])", text)
    made = "".join(f"'{part}" if _acts(part) else part for part in parts)
    return f"'{made}" if text[:1] in ("\t", "\r", "\n") else made


def _acts(part: str) -> bool:
    """Whether the first character that is no space, quote or the like makes a formula of it."""
    first = next((c for c in part if c in _SIGNS or c.isalnum() or c == "_"), "")
    return first != "" and first in _SIGNS
