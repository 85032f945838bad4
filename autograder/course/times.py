"""Times as people write them, told as course.yml wants them.  None of them is guessed silently."""

from __future__ import annotations

import re
from datetime import datetime

RIGHT = "2026-11-30 18:00"
_DATES = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y",
          "%m-%d-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %b %Y", "%d %B %Y", "%b %d %Y",
          "%B %d %Y"]  # fmt: skip
_CLOCKS = ["", "%H", "%H:%M", "%H:%M:%S", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p"]


def advice(text: str) -> str:
    """Say how a time is written, and how this one would be where it can mean one time only."""
    words = f"a time reads like {RIGHT}, not {text!r:.60}"
    meant = sorted(_readings(text))
    if not meant:
        return words
    return f"{words}; write {' or '.join(meant)}"


def _readings(text: str) -> set[str]:
    """All times that a text may mean, in the form that is read."""
    squeezed = re.sub(r"[\s,]++", " ", text.strip().lower())
    squeezed = re.sub(r"(?<=\d) ?([ap])\.?m\.?$", r"\1m", squeezed)
    squeezed = re.sub(r"(?<=\d)(st|nd|rd|th)\b|(?<=\d)\.(?= [a-z])| (at|uhr)\b", "", squeezed)
    found = set()
    for date in _DATES:
        for clock in _CLOCKS:
            try:
                time = datetime.strptime(squeezed, f"{date} {clock}".strip())
            except ValueError:
                continue
            form = "%Y-%m-%d %H:%M:%S" if clock else "%Y-%m-%d"
            found.add(time.strftime(form).removesuffix(":00"))
    return found
