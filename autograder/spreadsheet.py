"""Values for a CSV file that a spreadsheet shows and never executes.

A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a formula
can send the sheet elsewhere; names, ids and comments come from people.  An apostrophe before such
text makes it text.
"""

from __future__ import annotations

import math
import re

_SIGNS = "=+\\-@＝＋－＠"  # some spreadsheets read the wide ones, too
# A sheet may be opened with another separator than the file's: a cell of ours then ends at each
# semicolon, tab or line end, and the rest of its text begins another cell.
_SEPARATORS = ";\t\r\n"
_BEGINNING = re.compile(
    rf"\A(?=[\t\r\n])|(?:\A|(?<=[{_SEPARATORS}]))(?=[^\w{_SIGNS}{_SEPARATORS}]*[{_SIGNS}])"
)


def cell(value: object) -> str | int | float:
    """A value for the csv module: numbers as they are, nothing as an empty cell, all else as text.

    Spaces, quotes and invisible characters before a formula are looked through.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and math.isfinite(value):
        return value
    return _BEGINNING.sub("'", str(value))
