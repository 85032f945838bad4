"""Hidden checks of `minima`: five finders, and which promise each of them keeps."""

import math

import numpy as np
import pytest
import torch

from autograder.expect import array, close, number, require, sequence, untouched
from autograder.functions import cos, readable

# -- functions handed to the finders: numbers and elementwise arithmetic only -------------------

# They stay with the grader, because (x - c)² shows its minimum to whoever can read it. Readable
# are those of the notebook, and sums of cosines, whose minima no constant gives away.


@readable
def book_f(x):
    return x * cos(math.pi * x)


@readable
def book_g(x):
    return x * cos(math.pi * x) + 0.2 * cos(5 * math.pi * x)


def moved(fn, right, up=0.0):
    """Move a curve to the right and up."""
    right, up = float(right), float(up)
    return lambda x: fn(x - right) + up


def stretched(fn, factor):
    factor = float(factor)
    return lambda x: factor * fn(x)


def parabola(a, c, d=0.0):
    a, c, d = float(a), float(c), float(d)
    return lambda x: a * (x - c) ** 2 + d


def line(a, b):
    a, b = float(a), float(b)
    return lambda x: a * x + b


def kink(left, right, c):
    """Fall with slope ``left`` and rise with slope ``right``, meeting at c."""
    half, skew, c = float(left + right) / 2, float(right - left) / 2, float(c)
    return lambda x: half * abs(x - c) + skew * (x - c)


def two_lows(x):
    """Zero at -1 and at 1, and higher elsewhere."""
    return abs(abs(x) - 1.0)


# -- grid_min ----------------------------------------------------------------------------------

# A float32 grid errs 1e-7 in x, and fx errs 2e-7: both far below what the contract asks.
GRID_TOLERANCE = 1e-5
ENDS_HINT = "n points have n − 1 gaps: step = (hi − lo) / (n − 1), and hi itself is a grid point."


def check_grid(student, fn, lo, hi, n, wanted, hint):
    x, fx = sequence(student.grid_min(fn, lo, hi, n), ["x", "fx"], "grid_min's answer")
    where = f"of grid_min(fn, {lo:g}, {hi:g}, {n})"
    close(x, wanted[0], f"x {where}", atol=GRID_TOLERANCE, hint=hint)
    # Far up, float32 rounds values to 1e-7 of their size.
    close(fx, wanted[1], f"fx {where}", atol=GRID_TOLERANCE, rtol=1e-6, hint=hint)


@pytest.mark.exercise("grid_min")
@pytest.mark.points(1)
def test_the_grids_of_the_book(student, rng):
    """The book's two risks on the book's grids"""
    hint = "Return the pair (x, fx): the grid point where fn is lowest first, then its value there."
    for fn, lo, hi, n, x in [
        (book_f, -1.0, 2.0, 301, 1.09),
        (book_g, 0.5, 1.5, 101, 1.02),
        (book_f, -1.0, 0.5, 151, -0.27),
    ]:
        right, up = float(rng.uniform(-3, 3)), float(rng.uniform(-2, 2))
        wanted = (x + right, float(fn(x)) + up)
        check_grid(student, moved(fn, right, up), lo + right, hi + right, n, wanted, hint)


@pytest.mark.exercise("grid_min")
@pytest.mark.points(1.5)
def test_the_ends_belong_to_the_grid(student, rng):
    """Both ends of the interval are grid points"""
    check_grid(student, line(-1, 0), -2.0, 3.0, 26, (3.0, -3.0), ENDS_HINT)
    # All values are far from 0, where a first "lowest so far" of 0 or 1000 would stay the lowest.
    far = float(rng.uniform(2000, 4000))
    check_grid(student, line(50, far), -2.0, 3.0, 26, (-2.0, far - 100), ENDS_HINT)
    check_grid(student, book_f, -1.0, 0.9, 20, (0.9, float(book_f(0.9))), ENDS_HINT)
    lo = float(rng.uniform(-3, -1))
    check_grid(student, line(2, 1), lo, 4.0, 37, (lo, 2 * lo + 1), ENDS_HINT)
    check_grid(student, line(-0.5, 1), lo, 4.0, 8, (4.0, -1.0), ENDS_HINT)


@pytest.mark.exercise("grid_min")
@pytest.mark.points(1)
def test_ties_go_to_the_leftmost(student, rng):
    """Of several equally low points the leftmost is returned"""
    hint = "Keep the first lowest point: compare with <, not <=, when you go from left to right."
    # Steps are powers of two, so that every honest way to build the grid ties exactly.
    # A move by whole numbers keeps that.
    for n in [5, 9, 17]:
        c, up = rng.integers(-8, 9, 2).tolist()
        check_grid(student, moved(two_lows, c, up), c - 2.0, c + 2.0, n, (c - 1.0, up), hint)
    c, up = rng.integers(-8, 9, 2).tolist()
    check_grid(student, parabola(1, c + 0.5, up), c, c + 1.0, 2, (c, up + 0.25), hint)
    check_grid(student, line(0, up), c, c + 2.0, 9, (c, up), hint)


@pytest.mark.exercise("grid_min")
@pytest.mark.points(1)
def test_exactly_n_points(student, rng):
    """The grid has exactly n points, however few"""
    hint = "The answer is the lowest of exactly n grid points, not the true minimum. " + ENDS_HINT
    for n, c, x in [(2, 0.4, 0.0), (4, 1.3, 1.0), (4, 1.6, 2.0), (7, 0.8, 1.0), (13, 1.1, 1.0)]:
        lo = float(rng.uniform(-4, 4))
        check_grid(student, parabola(1, lo + c), lo, lo + 3.0, n, (lo + x, (x - c) ** 2), hint)
    # Many points, in a kink as steep as it must be for neighbours to differ in float32.
    n, lo = int(rng.integers(1200, 2500)), float(rng.uniform(-4, 4))
    step = 10.0 / (n - 1)
    x = lo + int(rng.integers(1, n - 1)) * step
    c = x + float(rng.uniform(-0.3, 0.3)) * step
    fn = kink(3, 3, c)
    check_grid(student, fn, lo, lo + 10.0, n, (x, fn(x)), hint)


@pytest.mark.exercise("grid_min")
@pytest.mark.points(1.5)
def test_random_parabolas_on_random_grids(student, rng):
    """Random parabolas on random grids"""
    hint = "x is the grid point where fn is lowest and fx the value of fn there. " + ENDS_HINT
    for _ in range(8):
        lo, n = float(rng.uniform(-5, 5)), int(rng.integers(5, 80))
        hi = lo + (n - 1) * float(rng.uniform(0.05, 0.3))
        k = int(rng.integers(1, n - 1))
        step = (hi - lo) / (n - 1)
        # At most 0.3 steps off a grid point: its neighbours are clearly higher, in float32 too.
        c = lo + (k + rng.uniform(-0.3, 0.3)) * step
        fn = parabola(rng.uniform(0.5, 3), c, rng.uniform(-1, 1))
        x = lo + k * step
        check_grid(student, fn, lo, hi, n, (x, fn(x)), hint)


# -- bracket_min -------------------------------------------------------------------------------

BUDGET = 200
LOST_HINT = (
    "If fn(a) < fn(b) for a < b, the minimum lies left of b, otherwise right of a: "
    "was the right piece kept?"
)


def check_bracket(student, fn, lo, hi, tol, wanted, hint=LOST_HINT):
    # 2·tol is the contract's; 1e-7 is what rounding does to the flat bottom of a parabola.
    close(
        student.bracket_min(fn, lo, hi, tol),
        wanted,
        f"x of bracket_min(fn, {lo:g}, {hi:g}, {tol:g})",
        atol=2 * tol + 1e-7,
        hint=hint,
    )


@pytest.mark.exercise("bracket_min")
@pytest.mark.points(1.5)
def test_bracket_parabolas(student, rng):
    """Random parabolas, loose and tight tolerances"""
    for tol in [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-2, 1e-4]:
        lo = float(rng.uniform(-6, 2))
        hi = lo + float(rng.uniform(3, 9))
        c = float(rng.uniform(lo + 0.05, hi - 0.05))
        fn = parabola(rng.uniform(0.5, 3), c, rng.uniform(-1, 1))
        check_bracket(student, fn, lo, hi, tol, c)


@pytest.mark.exercise("bracket_min")
@pytest.mark.points(1)
def test_bracket_kinks(student, rng):
    """Valleys with a kink and unequal slopes"""
    hint = "The valley may be steeper on one side and have no slope at its bottom. " + LOST_HINT
    for tol in [1e-2, 1e-3, 1e-5, 1e-6]:
        lo = float(rng.uniform(-4, 1))
        hi = lo + float(rng.uniform(2, 6))
        c = float(rng.uniform(lo + 0.05, hi - 0.05))
        steep, gentle = float(rng.uniform(4, 9)), float(rng.uniform(0.2, 1))
        check_bracket(student, kink(steep, gentle, c), lo, hi, tol, c, hint)
        check_bracket(student, kink(gentle, steep, c), lo, hi, tol, c, hint)
    # Far from 0 tol is still absolute.
    lo = float(rng.uniform(60, 90) * rng.choice([-1, 1]))
    c = lo + float(rng.uniform(0.5, 3))
    check_bracket(student, kink(2, 1, c), lo, lo + 3.5, 1e-3, c, hint)


@pytest.mark.exercise("bracket_min")
@pytest.mark.points(1)
def test_bracket_minimum_at_an_end(student, rng):
    """Where fn only falls or only rises, the minimum is an end"""
    hint = "fn may be lowest at lo or hi: the bracket must be able to shrink all the way to an end."
    for tol in [1e-2, 1e-4, 1e-6]:
        lo = float(rng.uniform(-4, 1))
        hi = lo + float(rng.uniform(2, 6))
        check_bracket(student, line(-rng.uniform(1, 2), 1), lo, hi, tol, hi, hint)
        check_bracket(student, line(rng.uniform(0.5, 1), 0), lo, hi, tol, lo, hint)
        # The bottom of these valleys lies outside, where the search must not follow it.
        check_bracket(student, parabola(1, hi + 1), lo, hi, tol, hi, hint)
        check_bracket(student, kink(1, 3, lo - 0.5), lo, hi, tol, lo, hint)


@pytest.mark.exercise("bracket_min")
@pytest.mark.points(0.5)
def test_bracket_the_book(student, rng):
    """The two valleys of the book's f, one at a time"""
    for lo, hi, tol, wanted in [
        (0.5, 1.5, 1e-5, 1.090408),
        (0.3, 1.2, 1e-4, 1.090408),
        (-1.0, 0.0, 1e-4, -0.273853),
        (-0.9, 0.2, 1e-5, -0.273853),
    ]:
        right, up = float(rng.uniform(-3, 3)), float(rng.uniform(-2, 2))
        fn = moved(book_f, right, up)
        check_bracket(student, fn, lo + right, hi + right, tol, wanted + right)


@pytest.mark.exercise("bracket_min")
@pytest.mark.points(1)
def test_bracket_budget(student, rng):
    """At most 200 evaluations, and still within 2·tol"""
    c, far, end = rng.uniform([0.1, -3000, 3], [0.9, 3000, 5]).tolist()
    for fn, lo, hi, tol, wanted in [
        (parabola(1, c), -1.0, 2.0, 1e-6, c),
        (kink(1, 2, far), -5000.0, 5000.0, 1e-6, far),
        (line(-1, 0), 0.0, end, 1e-3, end),
    ]:
        counted = student.counted(fn)
        check_bracket(student, counted, lo, hi, tol, wanted)
        require(
            counted.calls <= BUDGET,
            f"bracket_min(fn, {lo:g}, {hi:g}, {tol:g}) spends too many evaluations of fn",
            str(counted.calls),
            f"at most {BUDGET}",
            "Each pair of evaluations should cut off a fixed part of the bracket, a third or so; "
            "a grid as fine as tol needs far more.",
        )


# -- gradient_descent --------------------------------------------------------------------------

# The contract's 1e-4: forward differences with h = 1e-4 shift a minimum by h/2.
PATH_RTOL = 1e-4
PATH_ATOL = 1e-4
STEP_HINT = "Each step is x − lr·slope(x), with the slope at the current x and the same lr."


def scalar(value):
    return torch.tensor(float(value), dtype=torch.float64)


def parabola_path(a, c, x0, lr, steps):
    """The closed form: the distance to c is multiplied by 1 − 2·a·lr in every step."""
    return c + (x0 - c) * (1 - 2 * a * lr) ** np.arange(steps + 1)


def check_path(got, wanted, hint=STEP_HINT):
    close(got, wanted, "the path", rtol=PATH_RTOL, atol=PATH_ATOL, hint=hint)


@pytest.mark.exercise("gradient_descent")
@pytest.mark.points(2)
def test_descent_on_parabolas(student, rng):
    """On parabolas the path is known exactly"""
    # The factor 1 − 2·a·lr: creeping, brisk, oscillating, diverging.
    for factor, steps in [(0.95, 30), (0.6, 12), (0.1, 5), (-0.5, 15), (-1.4, 8)]:
        a, c = float(rng.uniform(0.5, 3)), float(rng.uniform(-4, 4))
        x0 = c + float(rng.uniform(1, 2) * rng.choice([-1, 1]))
        lr = (1 - factor) / (2 * a)
        path = student.gradient_descent(parabola(a, c), scalar(x0), lr, steps)
        check_path(path, parabola_path(a, c, x0, lr, steps))


@pytest.mark.exercise("gradient_descent")
@pytest.mark.points(1)
def test_descent_length_and_start(student, rng):
    """The path has steps + 1 entries, the start first, and steps = 0 gives the start alone"""
    hint = "The start is entry 0 and every step adds one entry: steps + 1 in all, no early stop."
    # Starting at the minimum, or 60 brisk steps on: an early stop would leave the path too short.
    for steps, offset in [(1, 2.25), (2, -1.75), (60, 1.75), (10, 0.0), (0, 0.5), (0, -2.75)]:
        c = float(rng.uniform(-3, 3))
        path = student.gradient_descent(parabola(1, c), scalar(c + offset), 0.25, steps)
        check_path(path, parabola_path(1, c, c + offset, 0.25, steps), hint)
    # Hundreds of small steps, of which recursion is capable too, and the last of them still moves.
    c, steps = float(rng.uniform(-3, 3)), int(rng.integers(620, 750))
    path = student.gradient_descent(parabola(1, c), scalar(c + 2.0), 1e-3, steps)
    check_path(path, parabola_path(1, c, c + 2.0, 1e-3, steps), hint)


@pytest.mark.exercise("gradient_descent")
@pytest.mark.points(1)
def test_descent_where_starts_end(student, rng):
    """On the book's f, starts left and right of the hilltop end in different valleys"""
    for x0, end in [(-0.9, -0.273853), (0.2, -0.273853), (0.35, 1.090408), (1.9, 1.090408)]:
        right, up = float(rng.uniform(-3, 3)), float(rng.uniform(-2, 2))
        fn, x0, end = moved(book_f, right, up), x0 + right, end + right
        path = array(student.gradient_descent(fn, scalar(x0), 0.05, 60), "the path")
        require(
            path.shape == (61,),
            "the path has the wrong shape",
            f"shape {path.shape}",
            "shape (61,)",
            "60 steps from a single number make 61 entries, in one dimension.",
        )
        # Forward differences with h = 1e-4 end h/2 away; 1e-3 leaves room for them.
        close(path[0], x0, "the path's first entry", atol=1e-6, hint="The path begins at x0.")
        close(path[-1], end, f"the end of the path from {x0:g}", atol=1e-3, hint=STEP_HINT)


def bowl(centre, curvatures, tilt):
    """A valley in as many dimensions, tilted in the first two, for anything that can be indexed."""
    c, b, tilt = [float(v) for v in centre], [float(v) for v in curvatures], float(tilt)

    def fn(p):
        squares = sum(0.5 * b[i] * (p[i] - c[i]) ** 2 for i in range(len(c)))
        return squares + tilt * (p[0] - c[0]) * (p[1] - c[1])

    return fn


def descend(student, rng, k, lr, steps):
    """The student's path and the true one in a drawn valley of k dimensions."""
    centre, curvatures = rng.uniform(-2, 2, k), rng.uniform(1, 4, k)
    tilt, p = float(rng.uniform(0.3, 0.9)), rng.uniform(-3, 3, k)
    hessian = np.diag(curvatures)
    hessian[0, 1] = hessian[1, 0] = tilt
    x0 = torch.from_numpy(p.copy())
    got = student.gradient_descent(bowl(centre, curvatures, tilt), x0, lr, steps)
    path = [p]
    for _ in range(steps):
        path.append(path[-1] - lr * hessian @ (path[-1] - centre))
    return got, np.stack(path)


@pytest.mark.exercise("gradient_descent")
@pytest.mark.points(1)
def test_descent_from_a_vector(student, rng):
    """From a vector of three parameters the path has one row per point"""
    hint = "For a vector x0 the slope is a vector too, and all entries move together in each step."
    for lr, steps in [(0.1, 25), (0.3, 6), (0.2, 0)]:
        check_path(*descend(student, rng, 3, lr, steps), hint)


@pytest.mark.exercise("gradient_descent")
@pytest.mark.points(1)
def test_descent_leaves_x0_alone(student, rng):
    """x0 is left as it was: values, requires_grad and .grad"""
    x0 = float(rng.uniform(2, 3))
    path = student.gradient_descent(parabola(1.5, 0.5), scalar(x0), 0.1, 10)
    untouched(student)
    # Leaving x0 alone is worth nothing unless the function also does its work.
    check_path(path, parabola_path(1.5, 0.5, x0, 0.1, 10))
    for k in [2, int(rng.integers(6, 9))]:
        path, truth = descend(student, rng, k, 0.1, 10)
        untouched(student)
        check_path(path, truth)


# -- global_min --------------------------------------------------------------------------------

X_TOLERANCE = 2e-3  # the contract's: a grid of 1001 points on an interval of 3 has gaps of 3e-3
FX_TOLERANCE = 1e-3  # the contract's; the curvature allows 3e-4 for x in its tolerance
ROUNDING = 1e-6  # an end of the interval, rounded to float32
VALLEY_HINT = "Another valley is lower: look at the whole interval first, then refine the best."


def check_global(student, fn, lo, hi, wanted, hint=VALLEY_HINT):
    """Check the pair and return it as numbers."""
    answer = student.global_min(fn, lo, hi)
    x, fx = sequence(answer, ["x", "fx"], "global_min's answer")
    where = f"of global_min(fn, {lo:g}, {hi:g})"
    close(x, wanted[0], f"x {where}", atol=X_TOLERANCE, hint=hint)
    close(fx, wanted[1], f"fx {where}", atol=FX_TOLERANCE, hint=hint)
    return number(x, "x"), number(fx, "fx")


def lowest(fn, lo, hi):
    """The truth to 1e-6 in x: a grid, and a finer one around its lowest point."""
    for _ in range(2):
        xs = np.linspace(lo, hi, 2001)
        x, gap = xs[fn(xs).argmin()], xs[1] - xs[0]
        lo, hi = max(lo, x - gap), min(hi, x + gap)
    return float(x), float(fn(x))


def waves(rng):
    """Draw a sum of three cosines: no wave shorter than 0.4, curvature below 120."""
    sizes = rng.uniform([0.3, 0.3, 0.3], [1.0, 0.6, 0.4]).tolist()
    speeds = rng.uniform([1.5, 4.0, 9.0], [3.0, 8.0, 14.0]).tolist()
    shifts = rng.uniform(0, 2 * math.pi, 3).tolist()
    (a, b, c), (u, v, w), (p, q, r) = sizes, speeds, shifts
    return readable(lambda x: a * cos(u * x + p) + b * cos(v * x + q) + c * cos(w * x + r))


def valleys(fn, lo, hi):
    """The inner local minima as (x, value), the lowest first."""
    xs = np.linspace(lo, hi, 1501)
    y = fn(xs)
    at = np.flatnonzero((y[1:-1] < y[:-2]) & (y[1:-1] <= y[2:])) + 1
    return sorted(zip(y[at].tolist(), xs[at].tolist(), strict=True)), min(y[0], y[-1])


def misleads(fn, lo, hi, x):
    """Whether a search that counts on a single valley ends far from the lowest point x."""
    while hi - lo > 1e-2:
        third = (hi - lo) / 3
        lo, hi = (lo, hi - third) if fn(lo + third) < fn(hi - third) else (lo + third, hi)
    return abs(lo - x) > 0.1


def clear_case(rng, *, misleading=False):
    """Draw (fn, lo, hi) with a clear lowest valley, inside, and at least two others.

    It is moved by at most 3 each way: farther out a float32 grid would err more than honestly.
    """
    while True:
        fn, lo = waves(rng), float(rng.uniform(-3, 0))
        hi = lo + float(rng.uniform(2.5, 4))
        found, at_ends = valleys(fn, lo, hi)
        if len(found) < 3:
            continue
        (best, x), (second, _), *_ = found
        bend = (fn(x + 1e-3) - 2 * fn(x) + fn(x - 1e-3)) / 1e-6
        # 0.05 deeper than all others, and bent enough that x is known to 2e-3 in float32.
        clear = min(second, at_ends) - best > 0.05 and bend > 15 and lo + 0.1 < x < hi - 0.1
        if clear and (misleads(fn, lo, hi, x) or not misleading):
            right, up = rng.uniform([-3, -3], [3, 3]).tolist()
            return moved(fn, right, up), lo + right, hi + right


def moved_case(rng, fn, lo, hi, lowest_point):
    """A curve of the book, its interval and its lowest point, all moved as one."""
    right, up = rng.uniform([-3, -3], [3, 3]).tolist()
    x, fx = lowest_point
    return moved(fn, right, up), lo + right, hi + right, (x + right, fx + up)


@pytest.mark.exercise("global_min")
@pytest.mark.points(1)
def test_global_minimum_of_f(student, rng):
    """The deeper of the two valleys of the book's f"""
    # On [-1, 1.2] golden section falls into the shallow valley.
    for lo, hi in [(-1.0, 2.0), (-1.0, 1.2)]:
        check_global(student, *moved_case(rng, book_f, lo, hi, (1.090408, -1.046721)))
    check_global(student, *moved_case(rng, book_f, -1.0, 0.5, (-0.273853, -0.178603)))


@pytest.mark.exercise("global_min")
@pytest.mark.points(1.5)
def test_global_minimum_of_g(student, rng):
    """The deepest of the valleys of the book's g, on two intervals"""
    check_global(student, *moved_case(rng, book_g, -1.0, 2.0, (1.016983, -1.208461)))
    check_global(student, *moved_case(rng, book_g, -1.0, 0.75, (0.651637, -0.436558)))


@pytest.mark.exercise("global_min")
@pytest.mark.points(1.5)
def test_global_minimum_at_an_end(student, rng):
    """The minimum may sit at an end, and x never leaves the interval"""
    hint = "Both ends count, and x must stay in [lo, hi] even if fn is lower just outside."
    # An x rounded to three digits would leave this interval.
    lo, hi = rng.integers(-2000, -1000) / 1000 + 0.0003, rng.integers(1000, 2000) / 1000 + 0.0007
    for fn, a, b, end in [
        (book_f, -1.0, 0.9, 0.9),
        (lambda x: -x * cos(math.pi * x), -0.9, 1.0, -0.9),
        (line(-2, 1), lo, hi, hi),
        (line(3, 0), lo, hi, lo),
        (parabola(2, hi + 0.01), lo, hi, hi),
        (parabola(2, lo - 0.01), lo, hi, lo),
    ]:
        x, _ = check_global(student, fn, a, b, (end, float(fn(end))), hint)
        require(
            a - ROUNDING <= x <= b + ROUNDING,
            "x lies outside the interval",
            f"{x:.7g}",
            f"a number in [{a:.7g}, {b:.7g}]",
            hint,
        )


@pytest.mark.exercise("global_min")
@pytest.mark.points(2)
def test_global_minimum_of_random_waves(student, rng):
    """Random sums of cosines with many valleys"""
    for turn in range(6):
        fn, lo, hi = clear_case(rng, misleading=turn % 2 == 0)
        check_global(student, fn, lo, hi, lowest(fn, lo, hi))


@pytest.mark.exercise("global_min")
@pytest.mark.points(1)
def test_fx_is_the_value_at_x(student, rng):
    """fx is the value of fn at the x that is returned"""
    hint = "After the last improvement of x, compute fx = fn(x) once more."
    steep = line(-20, 3)
    for fn, lo, hi in [clear_case(rng), (book_g, -1.0, 2.0), (steep, -1.0, 1.0)]:
        # On the steep line an x in its tolerance may be 0.04 too high: only the match counts.
        wanted = lowest(fn, lo, hi)
        x, fx = sequence(student.global_min(fn, lo, hi), ["x", "fx"], "global_min's answer")
        x = close(x, wanted[0], "x", atol=X_TOLERANCE, hint=VALLEY_HINT).item()
        # Values of size 20 err 1e-6 in float32, and x rounded to float32 as much again.
        close(fx, float(fn(x)), "fx", atol=1e-5, hint=hint)


# -- excess_risk -------------------------------------------------------------------------------

EXCESS_TOLERANCE = 1e-3  # the contract's
EXCESS_HINT = (
    "Evaluate the risk, not the empirical risk, at the empirical risk's minimum, "
    "and subtract the lowest value of the risk."
)


# An argmin inside the interval comes with a gentle slope of the risk (0.5; 0.85 for the book on
# short intervals), so that an honest grid of 1001 points stays within the tolerance.
def check_excess(student, risk, empirical, lo, hi, wanted, hint=EXCESS_HINT):
    close(
        student.excess_risk(risk, empirical, lo, hi),
        wanted,
        f"excess_risk(risk, empirical, {lo:g}, {hi:g})",
        atol=EXCESS_TOLERANCE,
        hint=hint,
    )


@pytest.mark.exercise("excess_risk")
@pytest.mark.points(1.5)
def test_excess_risk_of_the_book(student, rng):
    """The book's risk and empirical risk, on three intervals"""
    for lo, hi, excess in [(0.5, 1.5, 0.031185), (0.0, 2.0, 0.031185), (-1.0, 0.5, 0.013431)]:
        # Moved and stretched upwards, by as much as leaves honest errors within the tolerance.
        right, high = float(rng.uniform(-3, 3)), float(rng.uniform(0.6, 1.0))
        risk = stretched(moved(book_f, right), high)
        empirical = moved(book_g, right, rng.uniform(-2, 2))
        check_excess(student, risk, empirical, lo + right, hi + right, high * excess)


@pytest.mark.exercise("excess_risk")
@pytest.mark.points(1.5)
def test_excess_risk_of_shifted_wells(student, rng):
    """Zero where the minima coincide, and the right price where they are shifted"""
    for _ in range(3):
        a, c = float(rng.uniform(0.3, 0.4)), float(rng.uniform(-0.5, 0.5))
        shift, lift = float(rng.uniform(0.3, 0.5)), float(rng.uniform(-2, 2))
        risk, sharp = parabola(a, c, 0.4), float(rng.uniform(2, 5))
        check_excess(student, risk, parabola(sharp, c + shift, lift), -1.5, 2.0, a * shift**2)
        check_excess(student, risk, parabola(sharp, c - shift, lift), -2.0, 1.5, a * shift**2)
        check_excess(student, risk, parabola(sharp, c, lift), -1.5, 2.0, 0.0)
    # Two wells, tilted either way: the global minima lie in different ones, and the middle of the
    # interval in the basin of the wrong one.
    risk, empirical = (lambda x: (x * x - 1) ** 2 + 0.1 * x), (lambda x: (x * x - 1) ** 2 - 0.1 * x)
    x = lowest(empirical, -2.0, 1.6)[0]
    excess = risk(x) - lowest(risk, -2.0, 1.6)[1]
    hint = "Both minima are global ones: the two curves may have theirs in different valleys."
    check_excess(student, risk, empirical, -2.0, 1.6, excess, hint)
    check_excess(student, empirical, risk, -1.6, 2.0, excess, hint)


@pytest.mark.exercise("excess_risk")
@pytest.mark.points(1)
def test_excess_risk_at_the_ends(student, rng):
    """Minima at the ends of the interval"""
    hint = "Both minima are taken over [lo, hi], with its ends and nothing outside."
    lo, hi = float(rng.uniform(-1.5, -0.5)), float(rng.uniform(0.5, 1.5))
    up, down = line(0.5, 0.2), line(-0.5, 0.7)
    check_excess(student, up, down, lo, hi, 0.5 * (hi - lo), hint)
    steep = float(rng.uniform(3, 5))  # an end is found exactly, so that its slope may be steep
    check_excess(student, line(-steep, 0.7), up, lo, hi, steep * (hi - lo), hint)
    check_excess(student, up, line(3, 1), lo, hi, 0.0, hint)
    # Empirical minimum at an end, the risk's inside; then the other way round.
    check_excess(student, parabola(0.3, 0.1, 1), down, lo, hi, 0.3 * (hi - 0.1) ** 2, hint)
    check_excess(student, up, parabola(2, 0.2), lo, hi, 0.5 * (0.2 - lo), hint)
    check_excess(student, parabola(0.3, hi + 0.4), parabola(2, hi + 0.8), lo, hi, 0.0, hint)
    # A valley inside, and the end still lower.
    middle = float(rng.uniform(-0.5, 0.5))
    dent = readable(lambda x: 0.3 * cos(4 * (x - middle)) - (x - middle))
    check_excess(student, up, dent, middle - 0.9, middle + 0.9, 0.9, hint)
