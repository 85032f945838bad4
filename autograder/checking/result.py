"""What a hidden check is, and what it found: plain data between checking and scoring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["passed", "failed", "not_reached", "not_checked"]


@dataclass(frozen=True)
class Raised:
    """In place of a call's value: the exception that it raised.

    ``kind`` is "" where the call had to be stopped, or its value was too large to be kept.
    """

    kind: str


@dataclass(frozen=True)
class Call:
    """A call of a student's function and what came back.

    ``number`` says which call of its check it is, counted from 1.
    """

    number: int
    name: str
    arguments: tuple[Any, ...]
    value: Any


@dataclass(frozen=True)
class Check:
    """One hidden check: a line of the rubric.

    Attributes:
        name: The test function's name.
        title: Its docstring, which students read.
        exercise: The exercise that it belongs to.
        points: What it is worth.
    """

    name: str
    title: str
    exercise: str
    points: float


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes:
        what, got, wanted, hint: Of the :class:`~autograder.checking.expect.Failure`, plain text.
        called: The student's call that was looked at.
        fault: For ``not_checked``: what broke in the grader, for the instructor.
        last_call: The last call of a failed check, for recognising a misconception.
    """

    check: Check
    outcome: Outcome
    what: str = ""
    called: str = ""
    got: str = ""
    wanted: str = ""
    hint: str = ""
    fault: str = ""
    last_call: Call | None = None
