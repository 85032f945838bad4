"""Hidden checks of `saddles`: the way down, the time it takes, and noise that gets off."""

import functools
import math

import numpy as np
import pytest
import torch

from autograder.expect import array, close, fail, require, untouched

# -- escape_direction ---------------------------------------------------------

# The lowest eigenvalue is repeated or 0.5 below the next: a curvature within 1e-3 of it then
# means an angle under 3 degrees. float32 errs 1e-6, a few hundred power iterations less than 1e-3.
CURVATURE = 1e-3
LENGTH = 1e-3

DOWN_HINT = "The way down belongs to the lowest eigenvalue; eigenvectors are columns, not rows."
NONE_HINT = "None is only for an H without any eigenvalue below -1e-6."


def rotated(rng, values):
    """Build a symmetric matrix with these eigenvalues along random orthogonal directions."""
    q, _ = np.linalg.qr(rng.normal(size=(len(values), len(values))))
    m = (q * values) @ q.T
    return torch.from_numpy((m + m.T) / 2)


def diagonal(values):
    return torch.diag(torch.as_tensor(values, dtype=torch.float64))


def leads_down(student, H, hint=DOWN_HINT):
    """Ask for a unit vector along the lowest curvature of H."""
    n = len(H)
    lowest = float(np.linalg.eigvalsh(H.numpy())[0])
    v = student.escape_direction(H)
    wanted = f"a unit vector: the lowest eigenvalue is {lowest:.3g}"
    require(v is not None, f"escape_direction is None for a {n} × {n} H", v, wanted, NONE_HINT)
    v = array(v, "escape_direction(H)")
    v = v.reshape(n) if n == v.size == 1 else v
    require(v.shape == (n,), "v has the wrong shape", f"shape {v.shape}", f"shape ({n},)", hint)
    with np.errstate(over="ignore", invalid="ignore"):
        close(np.linalg.norm(v), 1.0, "the length of v", atol=LENGTH, hint="Divide v by its norm.")
    v = v / np.linalg.norm(v)
    close(v @ H.numpy() @ v, lowest, "the curvature vᵀHv along v", atol=CURVATURE, hint=hint)


def has_no_way_down(student, H):
    """Ask for None."""
    v = student.escape_direction(H)
    lowest = float(np.linalg.eigvalsh(H.numpy())[0])
    hint = "An eigenvalue counts as negative only below -1e-6: zeros are seldom computed exactly."
    require(v is None, f"the lowest eigenvalue is {lowest:.1g}: nothing leads down", v, None, hint)


@pytest.mark.exercise("escape_direction")
@pytest.mark.points(1)
def test_along_an_axis(student, rng):
    """One axis leads down: v lies along it"""
    # Of the last the largest magnitude, the smallest and the last axis are all something else.
    for signs in [[1, -1], [-1, 1], [1, -1, 1], [1, 0, 1, -1], [-1], [5, -1, 0, 1, 1]]:
        leads_down(student, diagonal(np.array(signs) * rng.uniform(0.5, 2.0, len(signs))))
    # Any one of many axes.
    many = rng.uniform(0.0, 3.0, int(rng.integers(6, 10)))
    many[rng.integers(0, len(many))] = -float(rng.uniform(0.5, 2.0))
    leads_down(student, diagonal(many))


@pytest.mark.exercise("escape_direction")
@pytest.mark.points(1.5)
def test_along_no_axis(student, rng):
    """The way down lies across the axes"""
    leads_down(student, torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64))
    hint = DOWN_HINT + " The diagonal of H alone does not tell it."
    for values in [[3, -1], [-2, 0.5, 4], [-0.7, 0, 1.5, 5], [-3, 1, 2], [-1, 0.2, 1, 2, 3]]:
        leads_down(student, rotated(rng, np.array(values, dtype=float)), hint)
    leads_down(student, rotated(rng, np.array([-0.1, 3.0, 1.0])), hint)
    many = rng.uniform(0.0, 5.0, int(rng.integers(6, 10)))
    leads_down(student, rotated(rng, np.array([-float(rng.uniform(1.0, 4.0)), *many])), hint)


@pytest.mark.exercise("escape_direction")
@pytest.mark.points(1)
def test_several_ways_down(student, rng):
    """Several directions lead down, some equally far"""
    hint = "Of several negative eigenvalues take the most negative one, and one vector of it."
    for values in [[-4, -1, 2], [-0.5, -3, 1, -2], [-1, -1.5], [-1, -1, 3], [-2, -2, -2, 1]]:
        leads_down(student, rotated(rng, np.array(values, dtype=float)), hint)
    leads_down(student, diagonal([-1.0, -3.0, 2.0, -2.0]), hint)
    leads_down(student, diagonal([-2.0, -2.0, -2.0]), hint)


@pytest.mark.exercise("escape_direction")
@pytest.mark.points(1)
def test_none_for_a_bowl(student, rng):
    """A bowl or a flat floor has no way down, and the answer is None"""
    has_no_way_down(student, diagonal([2.0, 1.0]))
    leads_down(student, rotated(rng, np.array([2.0, 1.0, -1.0])))
    for values in [[1.0], [0.0], [0.0, 0.0, 0.0], [2.0, 0.0], [1.0, -5e-8]]:
        has_no_way_down(student, diagonal(values))
    # Zeros up to rounding, about 1e-16 of either sign (1e-7 for an honest float32).
    for values in [[0.5, 1.0, 2.0], [0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 2.0], [0.0, 0.0, 0.0, 1.5]]:
        has_no_way_down(student, rotated(rng, np.array(values)))
    # A factor of ten beyond the threshold, and far from float32's rounding.
    leads_down(student, diagonal([1.0, -2e-5, 2.0]), NONE_HINT)
    leads_down(student, diagonal([-0.02, 1.0]), NONE_HINT)


@pytest.mark.exercise("escape_direction")
@pytest.mark.points(0.5)
def test_h_is_left_as_it_was(student, rng):
    """escape_direction leaves H untouched"""
    for values in [[-1.0, 2.0, 3.0], [1.0, -3.0, -2.0, 0.0]]:
        leads_down(student, rotated(rng, np.array(values)))
        untouched(student)
    student.escape_direction(rotated(rng, np.array([1.0, 2.0, 0.5])))
    untouched(student)


# -- steps_to_escape ----------------------------------------------------------

GROWTH_HINT = "One step multiplies y by 1 + 2·lr; count the steps until |y| >= radius, not beyond."


def takes(student, y0, lr, radius, wanted, hint=GROWTH_HINT):
    """Ask for exactly this number of steps: it is a count, so the tolerance is 0."""
    steps = student.steps_to_escape(y0, lr, radius)
    close(steps, wanted, f"steps_to_escape({y0:g}, {lr:g}, {radius:g})", hint=hint)


def draw_case(rng):
    """Draw (y0, lr, radius, steps) whose log ratio is a tenth of a step clear of whole numbers.

    The least growth is 1.02, so that float32's rounding cannot change the count; at most 90 steps
    and a start above 1e-8, because slow and tiny starts have checks of their own.
    """
    lr = math.exp(rng.uniform(math.log(0.01), math.log(1.2)))
    radius = math.exp(rng.uniform(math.log(0.05), math.log(20.0)))
    steps = int(rng.integers(1, min(90, int(13 / math.log1p(2 * lr))) + 1))
    y0 = radius / (1 + 2 * lr) ** (steps - 1 + rng.uniform(0.1, 0.9))
    return y0, lr, radius, steps


@pytest.mark.exercise("steps_to_escape")
@pytest.mark.points(2)
def test_known_cases(student, rng):
    """Known cases: from a thousandth to 1 in 38 steps, and others"""
    for y0, lr, radius, steps in [
        (1e-3, 0.1, 1.0, 38),
        (0.1, 0.1, 1.0, 13),
        (1e-6, 0.1, 1.0, 76),
        (0.9, 0.1, 1.0, 1),
        (1e-3, 0.01, 1.0, 349),
        (1e-3, 1.0, 1.0, 7),
        (1e-3, 0.1, 10.0, 51),
        (0.01, 0.1, 0.035, 7),
        (0.5, 0.25, 1.0, 2),
        *(draw_case(rng) for _ in range(4)),
    ]:
        takes(student, y0, lr, radius, steps)


@pytest.mark.exercise("steps_to_escape")
@pytest.mark.points(1)
def test_negative_y0(student, rng):
    """A negative y0 escapes to the other side, in as many steps"""
    hint = "y runs away from 0 on its own side: compare |y| with the radius."
    takes(student, -1e-3, 0.1, 1.0, 38, hint)
    takes(student, -0.6, 0.1, 1.0, 3, hint)
    takes(student, -float(rng.uniform(2, 9)), 0.3, float(rng.uniform(0.5, 2)), 0, hint)
    for _ in range(5):
        y0, lr, radius, steps = draw_case(rng)
        takes(student, -y0, lr, radius, steps, hint)


@pytest.mark.exercise("steps_to_escape")
@pytest.mark.points(1)
def test_y0_of_zero(student, rng):
    """Exactly on the saddle it never escapes: math.inf, but only there"""
    hint = "From y0 = 0 every step leads to 0 again, so the answer is math.inf."
    for _ in range(3):
        lr, radius = (10 ** rng.uniform([-2, -3], [0, 1])).tolist()
        takes(student, 0.0, lr, radius, math.inf, hint)
    tiny = "Only y0 = 0 stays for ever; any other start escapes, however small."
    for size in [1e-9, 1e-15]:
        lr, radius = rng.uniform([0.4, 0.5], [0.6, 2.0]).tolist()
        steps = math.ceil(math.log(radius / size) / math.log1p(2 * lr))
        y0 = radius / (1 + 2 * lr) ** (steps - 1 + rng.uniform(0.1, 0.9))
        takes(student, float(y0), lr, radius, steps, tiny)


@pytest.mark.exercise("steps_to_escape")
@pytest.mark.points(0.5)
def test_already_outside(student, rng):
    """A start outside the radius, or on its edge, needs no step"""
    hint = "|y0| >= radius already: 0 steps. Test before you step, and let the edge count."
    for factor in [2.0, 14.0, 1.0, 1.0]:
        # An edge that decimals hold exactly as well.
        lr, radius = float(rng.uniform(0.05, 0.4)), int(rng.integers(13, 192)) / 64
        takes(student, factor * radius, lr, radius, 0, hint)
    for _ in range(2):  # "always 0" is worth nothing
        takes(student, *draw_case(rng), GROWTH_HINT)


@pytest.mark.exercise("steps_to_escape")
@pytest.mark.points(1.5)
def test_random_cases(student, rng):
    """Random starts, learning rates and radii"""
    for _ in range(20):
        takes(student, *draw_case(rng))
    # Hundreds of small steps, of which recursion is capable too. They end half a step clear of
    # whole numbers, since float32 errs up to 1e-4 in that many.
    lr, radius = float(rng.uniform(0.004, 0.006)), 10 ** float(rng.uniform(-1, 3))
    steps = int(rng.integers(620, 750))
    takes(student, radius / (1 + 2 * lr) ** (steps - 0.5), lr, radius, steps)


# -- perturbed_gd -------------------------------------------------------------

LR, RADIUS = 0.1, 1e-2

# Noise of standard deviation 1e-2 at every step, the last included, ends 1e-2 from the minimum in
# each coordinate: 3e-2 is three of its standard deviations, and 5e-2 nearly five. One run of a
# check may therefore end between the two; to ask for 3e-2 every time would fail honest answers.
NEAR, STAY = 3e-2, 5e-2

# Most honest runs have arrived after 80 steps, and then nothing longer is asked of them: a Hessian
# at every step costs 2 to 6 ms with torch.func, so that a check has time for one long run of it.
EARLY = 80

STUCK_HINT = (
    "It is still on the saddle: the noise must reach every coordinate, also when the run only "
    "slides into the saddle, and the descent must go on after a push."
)
JITTER_HINT = "It got off the saddle but is not at rest: multiply the noise by radius."


def wells(centre, axis, half):
    """Two wells at ± half from the centre along one axis, a bowl along the others.

    The curvature is -5 at the saddle and 10 in the wells along the axis, and 8 across it.
    """

    def fn(p):
        y = p[axis] - centre[axis]
        t = y * y - half * half
        total = (1.25 / half**2) * t * t
        for i in range(len(centre)):
            if i != axis:
                x = p[i] - centre[i]
                total = total + 4.0 * x * x
        return total

    return fn


def product(target):
    """The loss of the two-weight network w₁w₂ whose product should be the target.

    The curvature is ±3 at the origin and at least 6 across the curve of minima.
    """
    scale = 1.5 / abs(target)

    def fn(p):
        t = p[0] * p[1] - target
        return scale * t * t

    return fn


def from_well(p, centre, axis, half):
    """Return p's distance from the nearer well, in the worst coordinate."""
    offset = p - np.array(centre)
    offset[axis] = abs(offset[axis]) - half
    return float(np.abs(offset).max())


def from_curve(p, target):
    """Return p's distance from the curve w₁w₂ = target, to first order."""
    return float(abs(p[0] * p[1] - target) / max(np.hypot(*p), 1e-6))


def run(student, fn, p0, steps, radius, seed, lr=LR):
    """Return the student's last point as a finite array of p0's shape."""
    start = torch.tensor(p0, dtype=torch.float64)
    p = array(student.perturbed_gd(fn, start, lr, steps, radius, seed), "perturbed_gd(…)")
    k = len(p0)
    p = p.reshape(k) if k == p.size == 1 else p
    hint = "Return the last point only, not the path and not fn's value."
    wanted = f"shape ({k},)"
    require(p.shape == (k,), "p has the wrong shape", f"shape {p.shape}", wanted, hint)
    hint = "Descent means p - lr * gradient; a sign or a growing sum of gradients blows up."
    require(bool(np.isfinite(p).all()), "p is not finite", p, "finite numbers", hint)
    return p


def arrive(student, fn, p0, seed, distance, steps=600):
    """Return the last point of a run that is at a minimum early on, else of one with all steps."""
    p = run(student, fn, p0, EARLY, RADIUS, seed)
    return p if distance(p) <= NEAR else run(student, fn, p0, steps, RADIUS, seed)


def settled(p, distance, limit, saddle):
    """Ask that a run ended near a minimum, and say where it seems to be if not."""
    if not distance(p) <= limit:
        hint = STUCK_HINT if np.abs(p - np.array(saddle)).max() < 0.2 else JITTER_HINT
        got = f"{distance(p):.3g} from the nearest minimum"
        fail("the run does not end at a minimum", got, f"at most {limit:g}", hint)


def all_settled(runs):
    """Ask it of several (p, distance, saddle): all within STAY, at most one beyond NEAR."""
    for p, distance, saddle in runs:
        settled(p, distance, STAY, saddle)
    p, distance, saddle = sorted(runs, key=lambda r: r[1](r[0]))[-2]
    settled(p, distance, NEAR, saddle)


def random_wells(rng, k, axis):
    """Draw two wells: fn, its saddle, the distance from the nearer well, half their distance."""
    centre = (rng.uniform(1.5, 3.0, k) * rng.choice([-1.0, 1.0], k)).tolist()
    half = float(rng.uniform(0.8, 1.2))
    fn = wells(centre, axis, half)
    return fn, centre, functools.partial(from_well, centre=centre, axis=axis, half=half), half


@pytest.mark.exercise("perturbed_gd")
@pytest.mark.points(2)
def test_leaves_the_saddle_of_a_double_well(student, rng):
    """From the saddle between two wells, or sliding into it, it ends in a well"""
    runs = []
    many = int(rng.integers(6, 8))
    for k, axis, slide in [(2, 0, 0.5), (2, 1, 0.0), (many, int(rng.integers(0, many)), 0.0)]:
        fn, saddle, distance, _ = random_wells(rng, k, axis)
        # A slide starts beside the saddle, on the ridge that plain descent follows into it.
        start = [c + slide * (i != axis) for i, c in enumerate(saddle)]
        p = arrive(student, fn, start, int(rng.integers(0, 10**6)), distance, 800)
        runs.append((p, distance, saddle))
    all_settled(runs)


@pytest.mark.exercise("perturbed_gd")
@pytest.mark.points(1.5)
def test_leaves_the_origin_of_a_two_weight_network(student, rng):
    """It leaves w = (0, 0) of the two-weight network w₁w₂, for either sign of the target"""
    origin, runs = [0.0, 0.0], []
    seeds = rng.integers(0, 10**6, 2).tolist()
    for sign in [1, -1]:  # the way down is along (1, 1) for one and (1, -1) for the other
        target = sign * float(rng.uniform(0.8, 1.2))
        distance = functools.partial(from_curve, target=target)
        if sign > 0:
            p = run(student, product(target), origin, 700, RADIUS, seeds[0])
        else:
            p = arrive(student, product(target), origin, seeds[1], distance)
        runs.append((p, distance, origin))
    all_settled(runs)


@pytest.mark.exercise("perturbed_gd")
@pytest.mark.points(1)
def test_the_seed_decides(student, rng):
    """The seed decides the side, and the same seed gives the same p"""
    fn, origin, ends = product(1.0), [0.0, 0.0], {}
    distance = functools.partial(from_curve, target=1.0)

    # Honest sides are as good as coin flips: 16 equal ones have a chance of 3 in 100000.
    for seed in rng.choice(10**6, 16, replace=False).tolist():
        ends[seed] = arrive(student, fn, origin, seed, distance)
        settled(ends[seed], distance, STAY, origin)
        if len(ends) >= 3 and len({bool(p[0] > 0) for p in ends.values()}) == 2:
            break
    else:
        fail(
            "all seeds take the same side of the saddle",
            f"one side for {len(ends)} seeds",
            "now this side, now that",
            "Noise needs both signs (randn, not rand), and must come from `seed`.",
        )

    # In another order, so that numbers drawn from a shared stream do not come out alike.
    hint = "The same seed must give the same p: make a generator from `seed` inside the function."
    for seed in sorted(ends)[:3]:
        again = arrive(student, fn, origin, seed, distance)
        close(again, ends[seed], "p, for the same seed again", atol=1e-9, hint=hint)
    # After a few steps the noise itself still shows.
    starts = [rng.uniform(0.1, 0.4, 2).tolist(), origin, origin, origin]
    for start, seed in zip(starts, rng.integers(0, 10**6, 4).tolist(), strict=True):
        first, again = (run(student, fn, start, 20, RADIUS, seed) for _ in range(2))
        close(again, first, "p after 20 steps, for the same seed again", atol=1e-9, hint=hint)


def parabolas(centre, curvatures):
    """A sum of parabolas, up or down, one for each coordinate."""

    def fn(p):
        total = 0.0
        for i in range(len(centre)):
            total = total + 0.5 * curvatures[i] * (p[i] - centre[i]) ** 2
        return total

    return fn


@pytest.mark.exercise("perturbed_gd")
@pytest.mark.points(1)
def test_radius_zero_is_plain_gradient_descent(student, rng):
    """With radius 0 it is plain gradient descent, step for step"""
    hint = "With radius 0: p ← p - lr · gradient, `steps` times, without momentum or noise."
    seed = int(rng.integers(0, 10**6))
    for curvatures, lr, steps in [
        ([2.0, -2.0], 0.1, 7),
        ([0.6, 3.0, 1.5], 0.05, 30),
        ([4.0], 0.2, 3),
        ([1.0, 0.3], 0.1, 0),
        ([1.0, 5.0], 0.1, 1),
        ([5.0, 1.0], 0.1, 1),
    ]:
        centre = [float(c) for c in rng.uniform(-3.0, 3.0, len(curvatures))]
        shift = rng.uniform(0.5, 1.5, len(curvatures)) * rng.choice([-1, 1], len(curvatures))
        start = [float(c + s) for c, s in zip(centre, shift, strict=True)]
        p = run(student, parabolas(centre, curvatures), start, steps, 0.0, seed, lr)
        shrink = (1 - lr * np.array(curvatures)) ** steps
        truth = np.array(centre) + (np.array(start) - centre) * shrink
        # Finite differences and float32 err well below 1e-4.
        what = f"p after {steps} steps with lr {lr:g}"
        close(p, truth, what, atol=1e-4, rtol=1e-4, hint=hint)
    # Hundreds of small steps, and the last of them still moves.
    steps, lr = int(rng.integers(600, 700)), 1e-3
    start = rng.uniform(1.0, 3.0, 2)
    p = run(student, parabolas([0.0, 0.0], [1.0, 2.0]), start.tolist(), steps, 0.0, 3, lr)
    truth = start * (1 - lr * np.array([1.0, 2.0])) ** steps
    close(p, truth, f"p after {steps} steps with lr {lr:g}", atol=1e-4, rtol=1e-4, hint=hint)
    # Here even forward differences give a slope of exactly 0.
    p = run(student, product(1.0), [0.0, 0.0], EARLY, 0.0, 5)
    hint = "With radius 0 there is no noise, so a start on the saddle stays there."
    close(p, np.zeros(2), "p, on a saddle with radius 0", atol=1e-6, hint=hint)


@pytest.mark.exercise("perturbed_gd")
@pytest.mark.points(0.5)
def test_stays_at_a_minimum(student, rng):
    """Noise does not drive it away from a minimum, nor keep it from reaching one"""
    fn, saddle, distance, half = random_wells(rng, 2, 1)
    bottom = [saddle[0], saddle[1] + half]
    seeds = rng.integers(0, 10**6, 2).tolist()
    hint = "Noise of size radius is small; is yours larger?"
    p = run(student, fn, bottom, 600, RADIUS, seeds[0])
    close(p, bottom, "p, started at a minimum", atol=STAY, hint=hint)
    p = arrive(student, fn, [c + 0.25 for c in bottom], seeds[1], distance)
    close(p, bottom, "p, started 0.25 from a minimum", atol=STAY, hint=hint)


@pytest.mark.exercise("perturbed_gd")
@pytest.mark.points(1)
def test_p0_is_left_as_it_was(student, rng):
    """perturbed_gd leaves p0 untouched"""
    fn, saddle, distance, _ = random_wells(rng, 2, 0)
    p = arrive(student, fn, saddle, int(rng.integers(0, 10**6)), distance)
    untouched(student)
    # Leaving p0 alone is worth nothing unless the function also does its work.
    settled(p, distance, STAY, saddle)
    run(student, fn, saddle, 5, 0.0, 1)
    untouched(student)
