"""Known answers, one file for each assignment: cells of right and wrong solutions.

The files are read, never imported.  A cell's header says what it is::

    # %% right EXERCISE — how it is written
    # %% wrong EXERCISE — the mistake's name
    # loses: 4
    # hint: What the student has misunderstood, in one or more lines.
    # same: The names of other mistakes whose hints are true of this one, too; with semicolons.
    # hidden: Why the visible check lets it pass; for those few that it does.
    # unnamed: Why nobody can be told that this was the mistake; for those few.
    # %% equivalent EXERCISE — the mutated statement, before ⟶ after
    # reason: Why no behaviour changes.

Paraphrases, in a file of their own that only the audit reads, show that a mistake is recognised
however it is written, and that another one is not taken for it::

    # %% like EXERCISE — the name of a wrong answer's mistake
    # %% other EXERCISE — the name of a mistake that no hint covers
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from autograder.errors import CourseError, did_you_mean

Kind = Literal["right", "wrong", "equivalent", "like", "other"]
_KINDS = get_args(Kind)

_HEADER = re.compile(r"^# %% (?P<kind>\w++) (?P<exercise>\w++) — (?P<title>\S.*+)", re.M)
_FIELD = re.compile(r"# (loses|hint|same|hidden|unnamed|reason): (.*+)")


@dataclass(frozen=True)
class Answer:
    """A known answer.

    Attributes:
        title: How a right one is written, or the name of a wrong one's mistake.
        source: What would stand in the student's solution cell.
        loses: The least that a wrong one must lose.
        hint: The misconception behind a wrong one, for the student.
        hidden: Why a wrong one passes the visible check; "" where it must fail there.
        unnamed: Why a wrong one cannot be recognised; "" where it must be.
        reason: Why an equivalent mutant changes nothing.
        same: Names of other mistakes whose hints are as true of a wrong one as its own.
    """

    kind: Kind
    exercise: str
    title: str
    source: str
    loses: float = 0.0
    hint: str = ""
    hidden: str = ""
    unnamed: str = ""
    reason: str = ""
    same: tuple[str, ...] = ()


def read_bank(path: Path) -> list[Answer]:
    """Read an assignment's bank.

    Raises:
        CourseError: when it is missing, a header is not understood, or a name stands for nothing.
    """
    answers = _read(path)
    _refuse_unknown(path, [(a, t) for a in answers for t in a.same], answers)
    return answers


def read_paraphrases(path: Path, bank: Sequence[Answer]) -> list[Answer]:
    """Read the paraphrases of a bank's wrong answers; none where there is no such file.

    Raises:
        CourseError: when a header is not understood, or names no mistake of the bank.
    """
    if not path.exists():
        return []
    answers = _read(path)
    _refuse_unknown(path, [(a, a.title) for a in answers if a.kind == "like"], bank)
    return answers


def _refuse_unknown(
    path: Path, named: Sequence[tuple[Answer, str]], bank: Sequence[Answer]
) -> None:
    """Refuse a name that no wrong answer to the same exercise has."""
    for answer, title in named:
        known = [a.title for a in bank if a.kind == "wrong" and a.exercise == answer.exercise]
        if title not in known:
            raise CourseError(
                f"{path}: {answer.exercise} has no mistake {title!r}{did_you_mean(title, known)}"
            )


def _read(path: Path) -> list[Answer]:
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
    if kind not in _KINDS:
        raise CourseError(f"{path}: {kind!r} is none of {', '.join(_KINDS)}")
    if kind == "wrong" and not (fields.get("loses") and fields.get("hint")):
        raise CourseError(f"{path}: the wrong answer {title!r} needs `loses:` and `hint:`")
    if kind != "wrong" and "hidden" in fields:
        raise CourseError(f"{path}: {title!r} is {kind}; only a wrong answer can be `hidden:`")
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
        hidden=fields.get("hidden", ""),
        unnamed=fields.get("unnamed", ""),
        reason=fields.get("reason", ""),
        same=tuple(t.strip() for t in fields.get("same", "").split(";") if t.strip()),
    )
