"""Known answers, one file for each assignment: cells of right and wrong solutions.

The files are read, never imported.  A cell's header says what it is::

    # %% right EXERCISE — how it is written
    # %% wrong EXERCISE — the mistake's name
    # loses: 4
    # hint: What the student has misunderstood, in one or more lines.
    # %% equivalent EXERCISE — the mutated statement, before ⟶ after
    # reason: Why no behaviour changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.errors import CourseError

Kind = Literal["right", "wrong", "equivalent"]

_HEADER = re.compile(r"^# %% (?P<kind>\w++) (?P<exercise>\w++) — (?P<title>\S.*+)", re.M)
_FIELD = re.compile(r"# (loses|hint|reason): (.*+)")


@dataclass(frozen=True)
class Answer:
    """A known answer.

    Attributes:
        title: How a right one is written, or the name of a wrong one's mistake.
        source: What would stand in the student's solution cell.
        loses: The least that a wrong one must lose.
        hint: The misconception behind a wrong one, for the student.
        reason: Why an equivalent mutant changes nothing.
    """

    kind: Kind
    exercise: str
    title: str
    source: str
    loses: float = 0.0
    hint: str = ""
    reason: str = ""


def read_bank(path: Path) -> list[Answer]:
    """Read an assignment's bank.

    Raises:
        CourseError: when it is missing or a header is not understood.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from None
    headers = list(_HEADER.finditer(text))
    if len(headers) != len(re.findall(r"^# %%", text, re.M)):
        raise CourseError(f"{path}: a header must read `# %% right EXERCISE — title`")
    ends = [*(h.start() for h in headers), len(text)][1:]
    return [_answer(path, h, text[h.end() : end]) for h, end in zip(headers, ends, strict=True)]


def _answer(path: Path, header: re.Match[str], body: str) -> Answer:
    fields: dict[str, str] = {}
    lines = body.strip("\n").split("\n")
    last = ""
    while lines and lines[0].startswith("#"):
        line = lines.pop(0)
        if match := _FIELD.match(line):
            last = match[1]
            fields[last] = match[2].strip()
        elif last:
            fields[last] += " " + line.lstrip("# ").strip()
        else:
            lines.insert(0, line)
            break
    kind, exercise, title = (part.strip() for part in header.groups())
    if kind not in ("right", "wrong", "equivalent"):
        raise CourseError(f"{path}: {kind!r} is not right, wrong or equivalent")
    if kind == "wrong" and not (fields.get("loses") and fields.get("hint")):
        raise CourseError(f"{path}: the wrong answer {title!r} needs `loses:` and `hint:`")
    try:
        loses = float(fields.get("loses", 0))
    except ValueError:
        raise CourseError(f"{path}: {title!r} loses {fields['loses']!r}, not a number") from None
    return Answer(
        kind=kind,  # type: ignore[arg-type]
        exercise=exercise,
        title=title,
        source="\n".join(lines).strip("\n") + "\n",
        loses=loses,
        hint=fields.get("hint", ""),
        reason=fields.get("reason", ""),
    )
