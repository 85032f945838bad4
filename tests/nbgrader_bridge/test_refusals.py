"""What nbgrader or the database refuses reaches a person as one line with the reason."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest
from nbgrader.converters.base import NbGraderException

from autograder.errors import CourseError
from autograder.nbgrader_bridge.refusals import Said, refusals

TRACEBACK = "Traceback (most recent call last):\n  File …\nOSError: the exchange is read-only"


def told(*messages: str) -> str:
    said = Said()
    for message in messages:
        said.handle(logging.LogRecord("nbgrader", logging.ERROR, "", 0, message, None, None))
    return said.reason


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([TRACEBACK, "There was an error processing risk"], "OSError: the exchange is read-only"),
        (["Could not convert", TRACEBACK], "OSError: the exchange is read-only"),
        (["No write access to the exchange", "Giving up"], "No write access to the exchange"),
        ([""], ""),
    ],
)
def test_a_traceback_says_more_than_what_comes_around_it(
    messages: Sequence[str], reason: str
) -> None:
    assert told(*messages) == reason


def test_nbgraders_last_words_stand_in_the_line() -> None:
    said = Said()
    said.reason = "No write access to the exchange"
    with (
        pytest.raises(CourseError, match=r"^releasing risk: nbgrader says: No write access"),
        refusals("releasing risk", said),
    ):
        raise SystemExit(1)


def test_an_exception_of_its_own_is_told_where_nothing_was_logged() -> None:
    with (
        pytest.raises(CourseError, match=r"^releasing risk: nbgrader says: no such notebook$"),
        refusals("releasing risk", Said()),
    ):
        raise NbGraderException("no such notebook\nand more")
