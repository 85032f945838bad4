"""Hidden inputs are drawn anew for each answer: what an attempt shows is worth nothing later."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from autograder.authoring.reference import load_reference
from autograder.course.load import open_course
from autograder.reading.release import load_release
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


# -- answers that are right in a region only ------------------------------------------------------


def numbers(value: Any, change: Callable[[Any], Any]) -> Any:
    """A value with all its numbers changed."""
    match value:
        case list() | tuple():
            return [numbers(v, change) for v in value]
        case torch.Tensor() | np.ndarray() | float():
            return change(value)
        case int() if not isinstance(value, bool):
            return int(change(value))
        case _:
            return value


def cut_off(value: Any) -> Any:
    return value.clip(-2, 2) if hasattr(value, "clip") else min(max(value, -2.0), 2.0)


def with_results_up_to_2(answer: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: numbers(answer(*given), cut_off)


def with_the_first_answer_for_ever(answer: Callable[..., Any]) -> Callable[..., Any]:
    first: list[Any] = []
    return lambda *given: (first or first.append(answer(*given)) or first)[0]  # type: ignore[func-returns-value]


def with_five_entries_at_most(answer: Callable[..., Any]) -> Callable[..., Any]:
    def limited(*given: Any) -> Any:
        sizes = [size for a in given if isinstance(a, torch.Tensor) for size in a.shape]
        return None if max(sizes, default=0) > 5 else answer(*given)

    return limited


def with_one_axis_at_most(answer: Callable[..., Any]) -> Callable[..., Any]:
    def limited(*given: Any) -> Any:
        axes = [a.ndim for a in given if isinstance(a, torch.Tensor)]
        return None if max(axes, default=0) > 1 else answer(*given)

    return limited


def with_positive_arguments(answer: Callable[..., Any]) -> Callable[..., Any]:
    signed = (float, torch.Tensor)
    return lambda *given: answer(*(abs(a) if isinstance(a, signed) else a for a in given))


def with_500_steps_at_most(answer: Callable[..., Any]) -> Callable[..., Any]:
    def limited(*given: Any) -> Any:
        # A seed is no number of steps, and comes sixth.
        return answer(*(min(a, 500) if type(a) is int else a for a in given[:5]), *given[5:])

    return limited


NO_TENSORS = {"grid_min", "bracket_min", "global_min", "excess_risk", "steps_to_escape", "newton"}
COUNT_NOTHING = {
    "risks", "sample_risk", "bracket_min", "global_min", "excess_risk", "grad_hess", "classify",
    "newton", "escape_direction", "steps_to_escape", "act_grad", "chain_grad", "permute_hidden",
    "spectrum_signs",
}  # fmt: skip

# A limited answer → the exercises whose contract has that limit, where it is right.
LIMITS: list[tuple[Callable[..., Any], set[str]]] = [
    (with_results_up_to_2, {"classify", "escape_direction", "act_grad"}),
    (with_the_first_answer_for_ever, set()),
    (with_five_entries_at_most, NO_TENSORS),
    (with_one_axis_at_most,
     NO_TENSORS | {"gradient_descent", "grad_hess", "classify", "perturbed_gd", "chain_grad"}),
    (with_positive_arguments, {"steps_to_escape"}),
    (with_500_steps_at_most, COUNT_NOTHING),
]  # fmt: skip


@pytest.mark.parametrize("limit", [limit for limit, _ in LIMITS], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_is_right_in_a_region_only_loses_points(
    name: str, limit: Callable[..., Any]
) -> None:
    reference = load_reference(FOLDERS.solution(name))
    exercises = load_release(FOLDERS.release(name)).exercises
    limited = {f: limit(reference[f]) for functions in exercises.values() for f in functions}
    results, _ = direct.run(FOLDERS.checks(name), reference | limited, b"a region")
    unharmed = set(exercises) - {r.check.exercise for r in results if r.outcome != "passed"}
    assert unharmed == dict(LIMITS)[limit] & set(exercises)
