"""What can go wrong for the person at the keyboard, each one line long.

CourseError             wrong use or a broken course: exit code 2
└── Unreadable          one submission that cannot be graded as it is: attention
"""

from __future__ import annotations

from collections.abc import Sequence


class CourseError(Exception):
    """Something the person at the keyboard can mend; the message says what, where and how."""


class Unreadable(CourseError):
    """A submission that holds no notebook of this assignment."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Offer the nearest known word, as the end of a sentence; "" where none is near."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
