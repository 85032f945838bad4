"""A visible check has caught an answer when its cell did not come to its end; the bank says whether
it should have."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.audit.visible import judge, said
from autograder.running.execution import Cell

PASSED = {"output_type": "stream", "name": "stdout", "text": "f and g: the visible checks pass.\n"}
FAILED = {"output_type": "error", "ename": "AssertionError", "evalue": "f(1) should be -1, not 1"}


def cell(*outputs: dict[str, Any], stopped: str = "") -> Cell:
    return Cell("assert f(1) == -1", closes="risks", outputs=list(outputs), stopped=stopped)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (cell(), ""),
        (cell(PASSED), ""),
        (cell(PASSED, FAILED), "AssertionError: f(1) should be -1, not 1"),
        (cell(FAILED, FAILED | {"evalue": "later"}), "AssertionError: f(1) should be -1, not 1"),
        (cell(stopped="stopped after 4 s"), "the cell was stopped after 4 s"),
    ],
)
def test_what_a_check_cell_said_is_its_error_or_why_it_was_stopped(check: Cell, words: str) -> None:
    assert said(check) == words


@pytest.mark.parametrize(
    ("kind", "hidden", "check", "fault"),
    [
        ("right", "", cell(PASSED), ""),
        ("right", "", cell(FAILED), "a right answer fails the visible check"),
        ("wrong", "", cell(FAILED), ""),
        ("wrong", "", cell(stopped="stopped after 4 s"), ""),
        (
            "wrong", "", cell(PASSED),
            "a wrong answer passes the visible check, and is not marked `hidden:`",
        ),
        ("wrong", "A corner.", cell(PASSED), ""),
        (
            "wrong", "A corner.", cell(FAILED),
            "a wrong answer marked `hidden:` fails the visible check",
        ),
    ],
)  # fmt: skip
def test_the_bank_says_what_a_visible_check_should_have_made_of_an_answer(
    kind: str, hidden: str, check: Cell, fault: str
) -> None:
    found = judge(kind, hidden, check)
    assert found.fault == fault
    assert found.caught is (found.words != "")
