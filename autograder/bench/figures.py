"""From measurements to figures: medians, ratios within a round, their spread.  Pure arithmetic.

A ratio is taken within a round, of commands that ran minutes apart on the same notebooks: what
else the machine does falls on both.  Seconds of different rounds are never divided.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.bench.meter import Usage

Scores = dict[str, float | None]  # student → automatic points


@dataclass
class Round:
    """One assignment, measured once by everybody.

    Attributes:
        assignment: Which.
        students: How many notebooks each contender got.
        runs: Contender → what it used.
        scores: Grader → what it gave.
    """

    assignment: str
    students: int
    runs: dict[str, Usage] = field(default_factory=dict)
    scores: dict[str, Scores] = field(default_factory=dict)


@dataclass
class Growth:
    """A class of one size: graded, then graded again with nothing changed."""

    students: int
    first: Usage
    again: Usage


@dataclass
class Bench:
    """All that was measured.

    Attributes:
        machine: What it ran on, in words.
        missing: Contender → why it could not be measured.
    """

    machine: dict[str, str] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)
    growth_assignment: str = ""
    missing: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The measurements as plain JSON values."""
        return {"schema": 1} | asdict(self)


def from_json(data: dict[str, Any]) -> Bench:
    """Rebuild measurements from :meth:`Bench.to_json`."""
    rounds = [
        Round(r["assignment"], r["students"],
              {k: Usage(**u) for k, u in r["runs"].items()}, r["scores"])
        for r in data["rounds"]
    ]  # fmt: skip
    growth = [
        Growth(g["students"], Usage(**g["first"]), Usage(**g["again"])) for g in data["growth"]
    ]
    return Bench(data["machine"], rounds, growth, data["growth_assignment"], data["missing"])


@dataclass(frozen=True)
class Spread:
    """A figure over the rounds: its median, and the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread | None:
        """The spread of some values; None of none."""
        found = sorted(values)
        if not found:
            return None
        return cls(statistics.median(found), found[0], found[-1])


def cpu_each(round_: Round, who: str) -> float:
    """CPU seconds per submission, starting included."""
    return round_.runs[who].cpu / round_.students


def cpu_beyond(round_: Round, who: str, start: str) -> float:
    """CPU seconds per submission beyond what starting costs; at least a millisecond."""
    used = round_.runs[who].cpu - (round_.runs[start].cpu if start else 0.0)
    return max(used / round_.students, 0.001)


def wall_beyond(round_: Round, who: str, start: str) -> float:
    """Seconds on the clock beyond what starting takes; at least a millisecond."""
    return max(round_.runs[who].wall - round_.runs[start].wall, 0.001)


def rate(round_: Round, who: str) -> float:
    """Submissions per second on the clock, starting included."""
    return round_.students / round_.runs[who].wall


def disagreements(round_: Round) -> list[str]:
    """The submissions to which two graders gave different scores, in words."""
    students = sorted(set().union(*round_.scores.values()))
    found = []
    for student in students:
        given = {who: scores.get(student) for who, scores in round_.scores.items()}
        marks = [m for m in given.values() if m is not None]
        if len(marks) < len(given) or max(marks) - min(marks) > 1e-6:
            words = ", ".join(f"{who} {mark}" for who, mark in given.items())
            found.append(f"{student} {round_.assignment}: {words}")
    return found
