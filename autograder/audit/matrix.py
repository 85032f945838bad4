"""How often the grader was right: verdicts, counted exercise by exercise."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.audit.trials import Trial
from autograder.audit.visible import Visible

RECOGNISED = 0.8  # of the paraphrases, at least


@dataclass(frozen=True)
class Verdict:
    """What the checks made of an answer.

    Attributes:
        lost: Points lost.
        outcomes: Check → outcome.
        words: What a failed check said, for a right answer.
        visible: What the visible check made of it; None where it was not asked.
        named: The known mistake that it was taken for; "" for none.
        misnamed: Whether that is another mistake than its own.
    """

    trial: Trial
    lost: float
    outcomes: dict[str, str]
    words: str = ""
    visible: Visible | None = None
    named: str = ""
    misnamed: bool = False

    @property
    def good(self) -> bool:
        """Whether the hidden checks were right about it, in points and words."""
        if "not_checked" in self.outcomes.values() or self.misnamed:
            return False
        asked = self.trial.told and self.trial.kind == "wrong" and not self.trial.unnamed
        recognised = bool(self.named) or not asked
        return self.scored_right and recognised

    @property
    def scored_right(self) -> bool:
        """Whether the points are right."""
        if self.trial.kind == "right":
            return self.lost == 0
        return self.lost > 0 and self.lost >= self.trial.loses


@dataclass
class Row:
    """The confusion matrix of one exercise, or of all."""

    name: str
    right: int = 0
    accepted: int = 0
    wrong: int = 0
    rejected: int = 0
    caught: int = 0
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    recognised: int = 0
    paraphrases: int = 0
    paraphrases_recognised: int = 0
    others: int = 0
    misnamed: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count a verdict."""
        self.misnamed += verdict.misnamed
        recognised = bool(verdict.named) and not verdict.misnamed
        match verdict.trial.kind:
            case "right":
                self.right += 1
                self.accepted += verdict.scored_right
            case "wrong":
                self.wrong += 1
                self.rejected += verdict.scored_right
                self.recognised += recognised
                self.caught += verdict.visible is not None and verdict.visible.caught
            case "mutant":
                self.mutants += 1
                self.killed += verdict.scored_right
            case "like":
                self.paraphrases += 1
                self.paraphrases_recognised += recognised
            case "other":
                self.others += 1


@dataclass
class Audit:
    """All verdicts, and the matrix."""

    verdicts: list[Verdict] = field(default_factory=list)
    equivalent: dict[str, int] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """One row for each exercise, then the total."""
        rows: dict[str, Row] = {}
        total = Row("total", equivalent=sum(self.equivalent.values()))
        for verdict in self.verdicts:
            exercise = verdict.trial.exercise
            row = rows.setdefault(
                exercise, Row(exercise, equivalent=self.equivalent.get(exercise, 0))
            )
            row.add(verdict)
            total.add(verdict)
        return [*rows.values(), total]

    @property
    def faults(self) -> list[Verdict]:
        """The answers that the hidden checks, or their hints, were wrong about."""
        return [v for v in self.verdicts if not v.good]

    @property
    def visible_faults(self) -> list[Verdict]:
        """The answers that a visible check was wrong about."""
        return [v for v in self.verdicts if v.visible is not None and v.visible.fault]

    @property
    def unrecognised(self) -> list[Row]:
        """The exercises of whose paraphrases too few are recognised."""
        return [
            row
            for row in self.rows()[:-1]
            if row.paraphrases_recognised < RECOGNISED * row.paraphrases
        ]

    def to_json(self) -> dict[str, Any]:
        """The matrix and the faults as plain JSON values."""
        return {
            "schema": 1,
            "rows": [asdict(row) for row in self.rows()],
            "faults": [
                {"kind": v.trial.kind, "exercise": v.trial.exercise, "title": v.trial.title,
                 "lost": v.lost, "should_lose": v.trial.loses, "outcomes": v.outcomes,
                 "words": v.words, "named": v.named, "misnamed": v.misnamed}
                for v in self.faults
            ],
            "unrecognised": [
                {"exercise": v.trial.exercise, "title": v.trial.title, "source": v.trial.source}
                for v in self.verdicts
                if v.trial.kind == "like" and not v.named
            ],
            "visible_faults": [
                {"kind": v.trial.kind, "exercise": v.trial.exercise, "title": v.trial.title,
                 **asdict(v.visible)}
                for v in self.visible_faults
                if v.visible is not None
            ],
        }  # fmt: skip
