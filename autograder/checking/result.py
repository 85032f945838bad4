"""What a hidden check is, and what it found: plain data between checking and scoring."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Op = Literal["call", "slope"]
Outcome = Literal["passed", "failed", "not_reached", "not_checked"]

Picture = dict[str, Any]
"""JSON values: ``kind`` is "curves" (series of x and y, and marked points) or "table"."""


@dataclass(frozen=True)
class Raised:
    """In place of a call's value: the exception that it raised.

    ``kind`` is "" where the call had to be stopped, or its value was too large to be kept.
    """

    kind: str


@dataclass(frozen=True)
class Call:
    """One call of a student's function by a check, and what came of it.

    Attributes:
        name: The function.
        arguments, keywords: As the check gave them, trusted values.
        value: What came back, plain data; a :class:`Raised` in its place.
        changed: What the call changed of its arguments, in words.
        seed: What the student's process was seeded with before the call.
        op: Whether it was the function itself that was called, or its slope that was asked for.
        kept: False for a call whose arguments or value were too large to keep.
    """

    name: str
    arguments: tuple[Any, ...]
    value: Any
    keywords: dict[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    seed: int = 0
    op: Op = "call"
    kept: bool = True

    @property
    def stopped(self) -> bool:
        """Whether it gave no answer and raised nothing, because it had to be stopped."""
        return isinstance(self.value, Raised) and not self.value.kind


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
        picture: Of the failure, see picture.py; None where there is nothing to draw.
        record: The calls that the check made, for recognising a misconception.
    """

    check: Check
    outcome: Outcome
    what: str = ""
    called: str = ""
    got: str = ""
    wanted: str = ""
    hint: str = ""
    fault: str = ""
    picture: Picture | None = None
    record: tuple[Call, ...] = ()
