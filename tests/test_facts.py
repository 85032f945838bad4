"""The numbers in the notebooks' prose, each recomputed: none may be wrong in any digit it shows.

tests/facts/course.py computes those of the syllabus. An assignment that shows others has them in
tests/facts/ID.py.
"""

from __future__ import annotations

import itertools
import math
import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.source import read_source
from autograder.course.load import open_course

HERE = Path(__file__).parent
COURSE, FOLDERS = open_course(HERE.parent)
NAMES = [assignment.id for assignment in COURSE.assignments]
NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{2,}(?:e-?\d+)?(?!\d)|(?<![\w.])\d\.\d+e-\d+")


def facts_of(name: str) -> dict[str, Any]:
    """The names that a file of facts defines; none where there is no such file."""
    path = HERE / "facts" / f"{name}.py"
    return runpy.run_path(str(path)) if path.exists() else {}


SYLLABUS = facts_of("course")
FACTS: dict[str, float] = SYLLABUS["FACTS"]
F_MIN, LEFT, TOP, f = (SYLLABUS[word] for word in ("F_MIN", "LEFT", "TOP", "f"))


def numbers(name: str) -> list[str]:
    cells = read_source(FOLDERS.solution(name))
    prose = [cell.source for cell in cells if cell.kind == "markdown"]
    return list(itertools.chain.from_iterable(NUMBER.findall(text) for text in prose))


def shown(value: float, like: str) -> str:
    """A value with as many digits as the text shows."""
    mantissa, _, exponent = like.partition("e")
    digits = len(mantissa.partition(".")[2])
    if exponent:
        scaled = f"{value:.{digits}e}"
        return re.sub(r"e([-+])0*(\d)", lambda m: f"e{'-' if m[1] == '-' else ''}{m[2]}", scaled)
    return f"{value:.{digits}f}"


def unexplained(numbers: set[str], facts: dict[str, float], chosen: set[str]) -> set[str]:
    """The numbers that are no fact, to the digits they show, and that nobody has chosen."""
    return {
        number
        for number in numbers - chosen
        if all(shown(float(value), number) != number for value in facts.values())
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_the_prose_is_a_fact(name):
    own = facts_of(name)
    facts = FACTS | own.get("FACTS", {})
    chosen = SYLLABUS["CHOSEN"] | own.get("CHOSEN", set())
    left = unexplained(set(numbers(name)), facts, chosen)
    assert left == set(), f"no fact is {left}; compute it in FACTS of tests/facts/{name}.py"


def test_a_number_that_is_wrong_in_its_last_digit_is_noticed():
    assert unexplained({"3.14", "3.142", "3.143", "0.50"}, {"π": math.pi}, {"0.50"}) == {"3.143"}


def test_the_facts_themselves_are_the_syllabus_s():
    six = {
        "minimum of f": 1.090408, "its value": -1.046721, "shallow minimum of f": -0.273853,
        "its value ": -0.178603, "hilltop of f": 0.273853, "minimum of g": 1.016983,
        "its value  ": -1.208461, "distance of the argmins": 0.073425,
        "risk at g's argmin": -1.015536, "excess risk": 0.031185, "tanh' at 4": 0.001341,
        "50 layers of w = 1": 0.004384, "P(all positive), n = 2": 0.146447,
        "P(all positive), n = 3": 0.024921,
    }  # fmt: skip
    for fact, value in six.items():
        assert FACTS[fact] == pytest.approx(value, abs=6e-7), fact


def test_the_stationary_points_of_f_solve_t_tan_t_equals_one():
    for x in (F_MIN, LEFT, TOP):
        t = math.pi * x
        assert t * math.tan(t) == pytest.approx(1, abs=1e-3)


def test_pi_to_four_decimals_is_too_coarse_for_f_and_float32_is_not():
    x = np.linspace(-1, 2, 3001)
    coarse = np.abs(x * np.cos(3.1416 * x) - f(x)).max()
    single = np.abs(x.astype(np.float32) * np.cos(np.float32(np.pi) * x.astype(np.float32)) - f(x))
    assert coarse > 1e-5 > single.max()
