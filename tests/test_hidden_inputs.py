"""Hidden inputs are drawn anew for each answer: what an attempt shows is worth nothing later."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from typing import Any

import pytest

from autograder.authoring.reference import load_reference
from autograder.course.load import open_course
from autograder.scoring.report import rubric_points
from tests import direct
from tests.conftest import PROJECT

COURSE, FOLDERS = open_course(PROJECT)
NAMES = [assignment.id for assignment in COURSE.assignments]

ATTEMPTS = 10
CEILING = 0.2  # of an exercise's points, the most that a table of all earlier answers may earn


@functools.cache
def asked(name: str, draw: int) -> list[tuple[str, list[tuple[direct.Call, Any]]]]:
    """Each check's name and calls, with the reference's answers, for one draw of the inputs."""
    reference = load_reference(FOLDERS.solution(name))
    results, student = direct.run(FOLDERS.checks(name), reference, b"draw %d" % draw)
    assert {r.outcome for r in results} == {"passed"}
    return [(r.check.name, c) for r, c in zip(results, student.calls, strict=True)]


@pytest.mark.parametrize("name", NAMES)
def test_another_draw_asks_every_check_s_questions_anew(name: str) -> None:
    fixed = [
        check
        for (check, first), (_, second) in zip(asked(name, 0), asked(name, 1), strict=True)
        if [called for called, _ in first] == [called for called, _ in second]
    ]
    assert fixed == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_draw_asks_the_same_questions(name: str) -> None:
    reference = load_reference(FOLDERS.solution(name))
    _, again = direct.run(FOLDERS.checks(name), reference, b"draw 0")
    assert [[called for called, _ in c] for c in again.calls] == [
        [called for called, _ in c] for _, c in asked(name, 0)
    ]


def table_of(name: str) -> dict[str, Any]:
    """Functions that know the right answer to every call of ten attempts, and nothing else."""
    known: dict[direct.Call, Any] = {}
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    answers: dict[str, Any] = {}
    for attempt in range(ATTEMPTS):
        for called, answer in (pair for _, calls in asked(name, attempt) for pair in calls):
            known[called], answers[repr(answer)] = answer, answer
            usual[called[0]][repr(answer)] += 1

    def looked_up(function: str, *arguments: Any) -> Any:
        called = direct.call(function, arguments)
        return known[called] if called in known else answers[usual[function].most_common(1)[0][0]]

    return {function: functools.partial(looked_up, function) for function in usual}


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_all_right_answers_of_ten_attempts_earns_next_to_nothing(name: str) -> None:
    results, _ = direct.run(FOLDERS.checks(name), table_of(name), b"draw %d" % ATTEMPTS)
    most = rubric_points([r.check for r in results])
    earned = dict.fromkeys(most, 0.0)
    for result in results:
        earned[result.check.exercise] += result.check.points * (result.outcome == "passed")
    assert {e: p for e, p in earned.items() if p > CEILING * most[e]} == {}
