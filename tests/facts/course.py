"""Facts of the syllabus: the numbers that the prose of its notebooks shows, recomputed.

FACTS are what the numbers are; CHOSEN are numbers that an author has chosen.
"""

from __future__ import annotations

import math

import numpy as np


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
