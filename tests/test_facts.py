"""The numbers in the notebooks' prose, each recomputed: none may be wrong in any digit it shows."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.source import read_source

ROOT = Path(__file__).parent.parent
NAMES = ["risk", "minima", "stationary", "saddles", "gradients"]
NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{2,}(?:e-?\d+)?(?!\d)|(?<![\w.])\d\.\d+e-\d+")


def f(x):
    return x * np.cos(np.pi * x)


def g(x):
    return f(x) + 0.2 * np.cos(5 * np.pi * x)


def f_slope(x):
    return np.cos(np.pi * x) - np.pi * x * np.sin(np.pi * x)


def lowest(fn, lo, hi):
    """The global minimum of fn, by a fine grid and two finer ones around its lowest point."""
    for _ in range(4):
        xs = np.linspace(lo, hi, 200_001)
        best = xs[np.argmin(fn(xs))]
        width = (hi - lo) / 1000
        lo, hi = max(lo, best - width), min(hi, best + width)
    return float(best)


F_MIN = lowest(f, -1, 2)
G_MIN = lowest(g, -1, 2)
LEFT = lowest(f, -0.8, 0.2)
TOP = lowest(lambda x: -f(x), 0.1, 0.5)
G_EDGES = [lowest(lambda x: -g(x), 0.7, 0.9), lowest(lambda x: -g(x), 1.1, 1.32)]
GRID_349 = np.linspace(-1, 2, 349)
GRID_400 = np.linspace(-1, 2, 400)


def chain(w: float, x: float, layers: int) -> float:
    slope = 1.0
    for _ in range(layers):
        x = math.tanh(w * x)
        slope *= w * (1 - x * x)
    return slope


FACTS = {
    "π": math.pi,
    "minimum of f": F_MIN,
    "its value": f(F_MIN),
    "shallow minimum of f": LEFT,
    "its value ": f(LEFT),
    "hilltop of f": TOP,
    "minimum of g": G_MIN,
    "its value  ": g(G_MIN),
    "distance of the argmins": F_MIN - G_MIN,
    "risk at g's argmin": f(G_MIN),
    "excess risk": f(G_MIN) - f(F_MIN),
    "difference of the minima": f(F_MIN) - g(G_MIN),
    "left edge of g's deepest basin": G_EDGES[0],
    "right edge of g's deepest basin": G_EDGES[1],
    "error of 349 grid points": abs(GRID_349[np.argmin(g(GRID_349))] - G_MIN),
    "error of 400 grid points": abs(GRID_400[np.argmin(g(GRID_400))] - G_MIN),
    "slope of f at g's argmin": abs(f_slope(G_MIN)),
    "what an x in its tolerance costs there": abs(f_slope(G_MIN)) * 2e-3,
    "tanh' at 4": 1 - math.tanh(4) ** 2,
    "e^-2": math.exp(-2),
    "largest slope of the sigmoid": 0.25,
    "50 layers of w = 1": chain(1.0, 1.0, 50),
    # Gaussian orthogonal ensemble, n = 2: (2 - sqrt 2)/4; n = 3: (pi - 2 sqrt 2)/(4 pi).
    "P(all positive), n = 2": (2 - math.sqrt(2)) / 4,
    "P(all positive), n = 3": (math.pi - 2 * math.sqrt(2)) / (4 * math.pi),
}


CHOSEN = {"0.35"}  # a start of gradient descent: an author's choice, not a result


def numbers(name: str) -> list[str]:
    cells = read_source(ROOT / "solutions" / f"{name}.py")
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


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_the_prose_is_a_fact(name):
    for number in set(numbers(name)) - CHOSEN:
        good = [fact for fact, value in FACTS.items() if shown(float(value), number) == number]
        assert good, f"{name}: no fact is {number}"


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
