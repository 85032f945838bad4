"""What an exercise's visible check, the notebook's own check cell, makes of a known answer."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.running.execution import Cell


@dataclass(frozen=True)
class Visible:
    """How a visible check ended, and whether it should have.

    Attributes:
        caught: Whether it found the answer wrong.
        words: What the student read then.
        fault: What is wrong about that; "" where the check did what the bank expects of it.
    """

    caught: bool
    words: str = ""
    fault: str = ""


def judge(kind: str, hidden: str, check: Cell) -> Visible:
    """Compare how a visible check ended with what the bank says of the answer.

    Args:
        kind: "right" or "wrong".
        hidden: The bank's reason for a wrong answer that passes.
        check: The check cell, after it ran.
    """
    words = said(check)
    return Visible(bool(words), words, _fault(kind, hidden, caught=bool(words)))


def said(check: Cell) -> str:
    """What a check cell found wrong, in one line; "" where it ran to its end."""
    if check.stopped:
        return f"the cell was {check.stopped}"
    errors = [o for o in check.outputs if o["output_type"] == "error"]
    return f"{errors[0]['ename']}: {errors[0]['evalue']}" if errors else ""


def _fault(kind: str, hidden: str, *, caught: bool) -> str:
    match kind, caught:
        case "right", True:
            return "a right answer fails the visible check"
        case "wrong", False if not hidden:
            return "a wrong answer passes the visible check, and is not marked `hidden:`"
        case "wrong", True if hidden:
            return "a wrong answer marked `hidden:` fails the visible check"
    return ""
