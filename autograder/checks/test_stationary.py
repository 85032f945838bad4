"""Hidden checks of `stationary`: gradients and Hessians, kinds of stationary points, Newton."""

import math

import numpy as np
import pytest
import torch

from autograder.expect import (
    StudentError,
    array,
    close,
    fail,
    number,
    raises,
    require,
    sequence,
    text,
    untouched,
)
from autograder.functions import cos, sin

# Measured on these functions: central differences err up to 1e-5 with h = 1e-4 and 2e-5 with
# h = 1e-5, float32 up to 2.3e-4.
DERIVATIVE_TOLERANCE = 1e-3
TOL = 1e-4  # what classify is called with, as the contract promises
# One jump with central differences errs up to 1e-7 (h = 1e-4) or 8e-6 (h = 1e-5), and with
# float32 up to 2e-7.
NEWTON_TOLERANCE = 1e-4
# On x³ and x⁴ central differences with h = 1e-4 err up to 1e-7; one step too many or too few
# errs at least 1e-2.
LINEAR_TOLERANCE = 2e-5

LEAST_MINIMUM = 1.0904082219467213  # of x·cos(πx); its maximum is at 0.2738526868008509
MAXIMUM = 0.2738526868008509


def point(*coordinates):
    return torch.tensor(coordinates, dtype=torch.float64)


def wave(x):
    return x * cos(math.pi * x)


def polynomial(matrix, slopes, centre):
    """(p − c)ᵀ M (p − c) / 2 + bᵀ (p − c), from plain floats, so that any kind of p will do."""
    k = len(centre)
    c = [float(v) for v in centre]
    b = [float(v) for v in slopes]
    # Each pair once: the Hessian is the symmetric part of M.
    m = [(i, j, float(matrix[i][j] + matrix[j][i]) / 2) for i in range(k) for j in range(i)]
    d = [float(matrix[i][i]) / 2 for i in range(k)]

    def fn(p):
        q = [p[i] - c[i] for i in range(k)]
        total = sum(q[i] * (b[i] + d[i] * q[i]) for i in range(k))
        return total + sum(a * q[i] * q[j] for i, j, a in m)

    return fn


def rotation(rng, k):
    """Draw an orthogonal matrix."""
    return np.linalg.qr(rng.normal(size=(k, k)))[0]


def along(fn, axis, shift):
    """A curve along one axis, moved by the shift."""
    shift = float(shift)
    return lambda p: fn(p[axis] - shift)


def turned(rng, eigenvalues, centre):
    """A paraboloid with these curvatures along random directions, stationary at the centre."""
    q = rotation(rng, len(centre))
    return polynomial(q @ np.diag(eigenvalues) @ q.T, [0.0] * len(centre), centre)


# -- grad_hess ------------------------------------------------------------------------------

GRADIENT_HINT = "g[i] is the slope along p[i], at the point p itself."
HESSIAN_HINT = (
    "H[i][j] is how fast the slope along p[i] changes with p[j], at p: the mixed derivatives too."
)
SHAPE_HINT = "For p of shape (k,) the gradient is (k,) and the Hessian (k, k), also when k = 1."


def same_array(got, wanted, what, hint):
    """Compare an array of the contract's exact shape."""
    wanted = np.asarray(wanted, dtype=np.float64)
    values = array(got, what)
    # In a list a 1-element array stands for a number: its own axis is not part of the shape.
    while isinstance(got, list | tuple) and values.ndim > wanted.ndim and values.shape[-1] == 1:
        values = values[..., 0]
    if values.shape != wanted.shape:
        fail(
            f"{what} has the wrong shape",
            f"shape {values.shape}",
            f"shape {wanted.shape}",
            SHAPE_HINT,
        )
    close(values, wanted, what, atol=DERIVATIVE_TOLERANCE, hint=hint)


def right_derivatives(answer, g, h):
    """Ask that the pair is (g, H)."""
    got_g, got_h = sequence(answer, ["g", "H"])
    same_array(got_g, g, "g, the gradient", GRADIENT_HINT)
    same_array(got_h, h, "H, the Hessian", HESSIAN_HINT)


@pytest.mark.exercise("grad_hess")
@pytest.mark.points(2)
def test_random_quadratics(student, rng):
    """Gradient and Hessian of quadratic functions of 2, 3 and 4 variables"""
    for k in [2, 3, 4]:
        m, b, c, p = (rng.uniform(-1, 1, shape) for shape in [(k, k), k, k, k])
        away = rng.uniform(-8, 8, k)
        h, c, p = m + m.T, c + away, p + away
        answer = student.grad_hess(polynomial(h, b, c), torch.from_numpy(p))
        right_derivatives(answer, b + h @ (p - c), h)


@pytest.mark.exercise("grad_hess")
@pytest.mark.points(1.5)
def test_rosenbrock(student, rng):
    """The curved valley (1 − x)² + 100·(y − x²)², whose Hessian changes from point to point"""

    def fn(p):
        return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2

    for x, up in [(1.0, 0.0), *rng.uniform([-1.2, -0.3], [-0.4, 0.3], (2, 2))]:
        y = x * x + up
        g = [-2 * (1 - x) - 400 * x * up, 200 * up]
        h = [[2 - 400 * up + 800 * x * x, -400 * x], [-400 * x, 200.0]]
        right_derivatives(student.grad_hess(fn, point(x, y)), g, h)


@pytest.mark.exercise("grad_hess")
@pytest.mark.points(1)
def test_product(student, rng):
    """xy bends along no axis, and yet it bends"""
    for x, y in [(0.0, 0.0), *rng.uniform(-2, 2, (2, 2))]:
        answer = student.grad_hess(lambda p: p[0] * p[1], point(x, y))
        right_derivatives(answer, [y, x], [[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.exercise("grad_hess")
@pytest.mark.points(0.5)
def test_one_variable(student, rng):
    """For one variable g has shape (1,) and H has shape (1, 1)"""
    for x in rng.uniform(0.5, 1.5, 2):
        answer = student.grad_hess(lambda p: p[0] ** 3 - 2 * p[0], point(x))
        right_derivatives(answer, [3 * x * x - 2], [[6 * x]])
        answer = student.grad_hess(lambda p: sin(2 * p[0]), point(x))
        right_derivatives(answer, [2 * math.cos(2 * x)], [[-4 * math.sin(2 * x)]])


@pytest.mark.exercise("grad_hess")
@pytest.mark.points(1)
def test_p_is_left_as_it_was(student, rng):
    """grad_hess leaves p untouched, and still finds both derivatives"""

    def fn(p):
        return p[0] ** 2 * p[1] + p[1] ** 3 / 2

    x, y = rng.uniform(0.5, 1.5, 2)
    p = point(x, y)
    answer = student.grad_hess(fn, p)
    untouched(student)
    right_derivatives(answer, [2 * x * y, x * x + 1.5 * y * y], [[2 * y, 2 * x], [2 * x, 3 * y]])
    k = int(rng.integers(6, 9))
    m, b, c, q = (rng.uniform(-1, 1, shape) for shape in [(k, k), k, k, k])
    answer = student.grad_hess(polynomial(m, b, c), torch.from_numpy(q))
    untouched(student)
    right_derivatives(answer, b + (m + m.T) / 2 @ (q - c), (m + m.T) / 2)
    # Nobody promised a p that requires grad, and p.numpy() refuses one: only a gradient
    # left behind in it counts.
    try:
        student.grad_hess(fn, p.requires_grad_(True))
    except StudentError:
        return
    untouched(student)


# -- classify -------------------------------------------------------------------------------

MINIMUM_HINT = "A minimum: the gradient is at most tol long and every eigenvalue is above tol."
MAXIMUM_HINT = "A maximum: every eigenvalue is below -tol. The determinant can't show that."
SADDLE_HINT = "Both signs among the eigenvalues of the whole Hessian make a saddle, zeros or not."
DEGENERATE_HINT = "An eigenvalue within tol of zero, and no two signs: g and H cannot tell."
SLOPE_HINT = "Look at the gradient first: is its length, √(g₁² + … + g_k²), above tol?"


def all_are(student, kind, cases, hint):
    """Ask for the same word on every (fn, p)."""
    for fn, p in cases:
        text(student.classify(fn, p, TOL), kind, "classify(fn, p, tol)", hint)


def not_always(student, rng, kind, signs, hint):
    """Ask that the word is not the only one the function knows: here it is another one's place."""
    c = rng.uniform(-2, 2, len(signs))
    fn = turned(rng, np.array(signs) * rng.uniform(1.0, 3.0, len(signs)), c)
    got = student.classify(fn, torch.from_numpy(c), TOL)
    require(
        isinstance(got, str) and got != kind,
        f"classify also says {kind!r} where that is plainly not so",
        got,
        "another answer",
        hint,
    )


def bowl(p):
    return p[0] ** 2 + p[1] ** 2


def hill(p):
    return -(p[0] ** 2) - p[1] ** 2


@pytest.mark.exercise("classify")
@pytest.mark.points(1)
def test_minima(student, rng):
    """Minima of one, two and three variables, turned and shifted"""
    a, b, s = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 3), float(rng.uniform(-3, 3))
    cases = [
        (along(wave, 0, s), point(s + LEAST_MINIMUM)),
        (turned(rng, [0.15, 40.0], a), torch.from_numpy(a)),
        (turned(rng, [0.3, 1.0, 2.0], b), torch.from_numpy(b)),
        # Not quite at the bottom: each slope is 0.4·tol, together they are 0.7·tol.
        (lambda p: (p[0] ** 2 + p[1] ** 2 + p[2] ** 2) / 2, point(4e-5, 4e-5, 4e-5)),
    ]
    all_are(student, "minimum", cases, MINIMUM_HINT)
    not_always(student, rng, "minimum", [-1, -1], "A hill, such as -x² - y², has its top there.")


@pytest.mark.exercise("classify")
@pytest.mark.points(1)
def test_maxima(student, rng):
    """Maxima of one, two and three variables, turned and shifted"""
    a, b, s = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 3), float(rng.uniform(-3, 3))
    cases = [
        (along(wave, 0, s), point(s + MAXIMUM)),
        (turned(rng, [-0.15, -40.0], a), torch.from_numpy(a)),
        (turned(rng, [-0.3, -1.0, -2.0], b), torch.from_numpy(b)),
        (lambda p: cos(p[0]) * cos(p[1]), point(0.0, 0.0)),
    ]
    all_are(student, "maximum", cases, MAXIMUM_HINT)
    not_always(student, rng, "maximum", [1, 1], "A bowl, such as x² + y², has its bottom there.")


@pytest.mark.exercise("classify")
@pytest.mark.points(1.5)
def test_saddles(student, rng):
    """Saddles of two variables, whichever way they are turned"""
    a, b = rng.uniform(-3, 3, (2, 2))
    cases = [
        (lambda p: p[0] * p[1], point(0.0, 0.0)),
        # Both diagonal entries have one sign, and still it is a saddle.
        (lambda p: p[0] ** 2 + 4 * p[0] * p[1] + p[1] ** 2, point(0.0, 0.0)),
        (lambda p: p[0] * p[1] * 5 - p[0] ** 2 - p[1] ** 2, point(0.0, 0.0)),
        (turned(rng, [-0.2, 5.0], a), torch.from_numpy(a)),
        (turned(rng, [-5.0, 0.2], b), torch.from_numpy(b)),
    ]
    all_are(student, "saddle", cases, SADDLE_HINT)
    not_always(student, rng, "saddle", [1, 1], "A bowl, such as x² + y², goes up everywhere.")


@pytest.mark.exercise("classify")
@pytest.mark.points(1)
def test_saddles_in_more_dimensions(student, rng):
    """Saddles of three and four variables, with zero eigenvalues beside both signs too"""
    a, b, c = rng.uniform(-8, 8, 3), rng.uniform(-8, 8, 3), rng.uniform(-8, 8, 4)
    cases = [
        (turned(rng, [-1.0, -2.0, 1.5], a), torch.from_numpy(a)),  # det > 0
        (turned(rng, [-0.5, 1.0, 2.0], b), torch.from_numpy(b)),  # det < 0
        (turned(rng, [-1.0, -0.2, 0.3, 2.0], c), torch.from_numpy(c)),  # det > 0
        (lambda p: p[0] ** 2 - p[1] ** 2 + p[2] ** 4, point(0.0, 0.0, 0.0)),
        (turned(rng, [0.0, -3.0, 1.0], b), torch.from_numpy(b)),
        (turned(rng, [0.0, 0.0, -0.5, 1.0], c), torch.from_numpy(c)),
    ]
    all_are(student, "saddle", cases, SADDLE_HINT)
    hint = "A bowl, such as x² + y² + z², goes up in every direction."
    not_always(student, rng, "saddle", [1, 1, 1], hint)


@pytest.mark.exercise("classify")
@pytest.mark.points(2)
def test_degenerate(student, rng):
    """Zero eigenvalues without both signs: curvature cannot tell"""
    cases = [
        (lambda p: p[0] ** 4, point(0.0)),
        (lambda p: -(p[0] ** 4) + p[0] ** 3, point(0.0)),
        (lambda p: p[0] ** 3 - 3 * p[0] * p[1] ** 2, point(0.0, 0.0)),
        (lambda p: p[0] ** 2 + p[1] ** 4, point(0.0, 0.0)),
        (lambda p: p[0] ** 4 - p[1] ** 2, point(0.0, 0.0)),
        (lambda p: (p[1] - p[0] ** 2) * (p[1] - 3 * p[0] ** 2), point(0.0, 0.0)),
    ]
    # Turned valleys and ridges: rounding leaves their zero eigenvalues at 1e-16 of either sign.
    for eigenvalues in [
        (0.0, 2.0),
        (0.0, -1.0),
        (0.0, 0.0, 3.0),
        (0.0, 0.0, -2.0),
        (0.0, 0.5, 1.0),
        (0.0, *rng.uniform(0.5, 2.0, int(rng.integers(5, 8)))),
    ]:
        c = rng.uniform(-1, 1, len(eigenvalues))
        cases.append((turned(rng, eigenvalues, c), torch.from_numpy(c)))
    all_are(student, "degenerate", cases, DEGENERATE_HINT)
    hint = "A bowl, such as x² + y², curves in every direction."
    not_always(student, rng, "degenerate", [1, 1], hint)


@pytest.mark.exercise("classify")
@pytest.mark.points(1.5)
def test_not_stationary(student, rng):
    """Where the gradient is longer than tol, curvature does not matter"""
    kind = "not stationary"
    c = rng.uniform(-1, 1, 3)
    cases = [
        (bowl, point(0.5, 0.5)),
        (lambda p: p[0] ** 2 - p[1] ** 2, point(5e-4, 0.0)),  # a slope of 10·tol
        (lambda p: p[0] ** 3 + p[0], point(0.0)),
        (lambda p: p[0] ** 3 - p[0], point(0.0)),
        # Slopes of opposite signs must not cancel, and negative ones count.
        (hill, point(-0.3, 0.3)),
        (bowl, point(-0.4, -0.2)),
        (turned(rng, [-1.0, 1.0, 2.0], c), torch.from_numpy(c + 0.5)),
        # Nine slopes of 0.9·tol each: together 2.7·tol.
        (lambda p: sum(p[i] ** 2 for i in range(9)) / 2, point(*[9e-5] * 9)),
    ]
    all_are(student, kind, cases, SLOPE_HINT)
    not_always(student, rng, kind, [1, 1], "A bowl, such as x² + y², has no slope at its bottom.")


# -- newton ---------------------------------------------------------------------------------

JUMP_HINT = "Each step is x ← x - fn′(x) / fn″(x), at the current x and in full length."
TOP_HINT = "fn″ may be negative: keep its sign, and the jump leads to a maximum."
COUNT_HINT = "Exactly `steps` full jumps on fn′, neither fewer nor more; on x³ each one halves x."


def lands(student, fn, start, steps, end, atol, hint):
    """Ask where newton is after so many steps."""
    got = number(student.newton(fn, torch.tensor(float(start), dtype=torch.float64), steps), "x")
    close(got, end, f"x after {steps} step{'s' * (steps != 1)}", atol=atol, hint=hint)


@pytest.mark.exercise("newton")
@pytest.mark.points(1)
def test_a_parabola_in_one_step(student, rng):
    """One step reaches the turning point of a parabola, more steps stay there"""
    for steps, side in [(1, 1), (1, -1), (3, 1)]:
        a, c, d = rng.uniform([0.5, 5.5, -0.5], [1.5, 8.0, 0.5]) * [1, side, 1]
        start = c + rng.choice([-1, 1]) * rng.uniform(0.5, 1.5)
        fn = lambda x, a=float(a), c=float(c), d=float(d): a * (x - c) ** 2 + d  # noqa: E731
        lands(student, fn, start, steps, c, NEWTON_TOLERANCE, JUMP_HINT)


@pytest.mark.exercise("newton")
@pytest.mark.points(1)
def test_minima_of_curves(student, rng):
    """It finds minima of curves that are no parabolas"""
    c, b = rng.uniform([-4.0, 1.0], [4.0, 2.0]).tolist()
    for fn, start, end in [
        (wave, 1.15, LEAST_MINIMUM),
        (wave, -0.35, -MAXIMUM),
        (lambda x: x**4 / 4 - x**2 / 2, 1.4, 1.0),
        (lambda x: (x - c) ** 4 + b * (x - c) ** 2, c - 0.6, c),
    ]:
        lands(student, fn, start, 8, end, NEWTON_TOLERANCE, JUMP_HINT)
    # So flat a bottom that sixty steps and more, each of which keeps 18/19 of the way, still count.
    steps, end = int(rng.integers(60, 75)), float(rng.uniform(-2, 2))
    start, flat = end + 20.0, lambda x: (x - end) ** 20
    lands(student, flat, start, steps, end + 20 * (18 / 19) ** steps, NEWTON_TOLERANCE, JUMP_HINT)


@pytest.mark.exercise("newton")
@pytest.mark.points(1.5)
def test_maxima_of_curves(student, rng):
    """It finds maxima just as well, where the curve bends downwards"""
    w, c, b = rng.uniform([1.0, -4.0, 1.0], [2.0, 4.0, 2.0]).tolist()
    for fn, start, end in [
        (lambda x: 1 - b * (x - c) ** 2, c + 0.8, c),
        (wave, 0.35, MAXIMUM),
        (lambda x: x**4 / 4 - x**2 / 2, 0.25, 0.0),
        (lambda x: cos(w * (x - c)), c - 0.5 / w, c),
        (lambda x: -((x - c) ** 4) - b * (x - c) ** 2, c + 0.6, c),
    ]:
        lands(student, fn, start, 8, end, NEWTON_TOLERANCE, TOP_HINT)


@pytest.mark.exercise("newton")
@pytest.mark.points(1)
def test_only_linear_on_powers(student, rng):
    """On x³ a step keeps one half of x, on x⁴ two thirds: exactly so many steps, no short cut"""
    for start, steps in [(1.0, 5), (rng.uniform(1.0, 1.5), 4), (rng.uniform(1.0, 1.5), 1)]:
        lands(student, lambda x: x**3, start, steps, start / 2**steps, LINEAR_TOLERANCE, COUNT_HINT)
    far, many = rng.uniform(20.0, 30.0), int(rng.integers(16, 20))
    for start, steps in [(1.0, 8), (-rng.uniform(1.0, 1.5), 3), (far, many)]:
        end = start * (2 / 3) ** steps
        hint = COUNT_HINT.replace("x³ each one halves x", "x⁴ each one keeps two thirds of x")
        lands(student, lambda x: x**4, start, steps, end, LINEAR_TOLERANCE, hint)


@pytest.mark.exercise("newton")
@pytest.mark.points(0.5)
def test_flat_curves_and_zero_steps(student, rng):
    """ZeroDivisionError where the curve does not bend, and zero steps return x0"""
    hint = "Raise ZeroDivisionError when |fn″(x)| < 1e-9, before each jump and not only the first."
    # All odd about their flat place, where central differences lose nothing to rounding.
    # The last bends at its start and is flat where the first jump lands.
    for fn, start, steps in [
        (sin, 0.0, 1),
        (lambda x: 3 * x + 0 * x**2, 0.0, 1),
        (lambda x: 3 * x + 1e-10 * x**2, 0.0, 1),
        (lambda x: x**3, 1e-11, 1),
        (lambda x: x**5 + 15 * x, 1.0, 2),
    ]:
        with raises("ZeroDivisionError", hint):
            student.newton(fn, torch.tensor(start, dtype=torch.float64), steps)
    lands(student, lambda x: x**5 + 15 * x, 1.0, 1, 0.0, NEWTON_TOLERANCE, JUMP_HINT)
    weak = "fn″ is small here, but above 1e-9: it still bends."
    lands(student, lambda x: 5e-8 * x**2, 0.7, 1, 0.0, NEWTON_TOLERANCE, weak)
    hint = "With steps = 0 there is no jump: return x0, without a look at fn″."
    start = rng.uniform(0.5, 1.5)
    lands(student, wave, start, 0, start, NEWTON_TOLERANCE, hint)
    lands(student, lambda x: x**3, 0.0, 0, 0.0, NEWTON_TOLERANCE, hint)
