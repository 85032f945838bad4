"""Hidden checks of `risk`: the risk f, the empirical risk g, and where g comes from."""

import math

import numpy as np
import pytest
import torch

from autograder.expect import close, tensor_like, untouched

# float32 errs up to 1.1e-6 on [-1, 2]. With pi = 3.14159, f errs up to 6.5e-6 and g, whose wiggle
# is five times as fast, up to 1.08e-5 in float32; both are honest. With pi = 3.1416, f errs 1.8e-5
# and g 2.8e-5, which is not.
TOLERANCE = 1e-5
G_TOLERANCE = 1.2e-5
SAMPLE_TOLERANCE = 1e-4  # a mean over a sample, computed in float32, is fine

PI_HINT = "Is π written to full precision (torch.pi) and multiplied with x inside the cosine?"


def points(rng, shape):
    """Draw float64 points on [-1, 2], the interval of the contract."""
    return torch.from_numpy(rng.uniform(-1.0, 2.0, shape))


def true_f(x):
    return x * np.cos(math.pi * x)


def true_g(x):
    return true_f(x) + 0.2 * np.cos(5 * math.pi * x)


BOTH = [("f", true_f, TOLERANCE), ("g", true_g, G_TOLERANCE)]


@pytest.mark.exercise("risks")
@pytest.mark.points(2)
def test_f_values(student, rng):
    """f(x) is x·cos(πx)"""
    many = int(rng.integers(300, 600))
    for x in [torch.linspace(-1, 2, 61, dtype=torch.float64), *points(rng, (2, many))]:
        close(student.f(x), true_f(x.numpy()), "f(x)", atol=TOLERANCE, hint=PI_HINT)


@pytest.mark.exercise("risks")
@pytest.mark.points(2)
def test_g_values(student, rng):
    """g(x) is f(x) + 0.2·cos(5πx)"""
    many = int(rng.integers(300, 600))
    for x in [torch.linspace(-1, 2, 61, dtype=torch.float64), *points(rng, (2, many))]:
        close(student.g(x), true_g(x.numpy()), "g(x)", atol=G_TOLERANCE, hint=PI_HINT)


@pytest.mark.exercise("risks")
@pytest.mark.points(1)
def test_shape_and_dtype(student, rng):
    """The result has x's shape and dtype, for any shape and both float dtypes"""
    for shape in [(), (1,), (4,), (2, 3), (2, 1, 3)]:
        for dtype in [torch.float64, torch.float32]:
            x = points(rng, shape).to(dtype)
            for name, truth, atol in BOTH:
                y = tensor_like(student.call(name, x), x, f"{name}(x)")
                close(y, truth(x.double().numpy()), f"{name}(x)", atol=atol, hint=PI_HINT)


@pytest.mark.exercise("risks")
@pytest.mark.points(2)
def test_gradients_flow(student, rng):
    """Gradients flow through f and g, so that an optimizer can use them"""
    hint = "Use torch's functions on the tensor itself: no .item(), .detach(), numpy or new tensor."
    x = points(rng, 25)
    # Weights tell the elements apart: a function that adds its points up has another slope.
    weights = torch.from_numpy(rng.uniform(0.5, 1.5, 25))
    u = math.pi * x.numpy()
    f_slope = np.cos(u) - u * np.sin(u)
    g_slope = f_slope - math.pi * np.sin(5 * u)
    # With pi = 3.14159 and float32 inside, the slopes err up to 3.5e-5 (f) and 1.3e-4 (g).
    for name, slope in [("f", f_slope), ("g", g_slope)]:
        got = student.slope(name, x, weights)
        close(got, slope, f"the slope of {name}", atol=2e-4, hint=hint)


@pytest.mark.exercise("risks")
@pytest.mark.points(1)
def test_x_is_left_as_it_was(student, rng):
    """f and g leave their argument untouched"""
    for x in [points(rng, 7), points(rng, 7).requires_grad_(True)]:
        for name, truth, atol in BOTH:
            y = student.call(name, x)
            untouched(student)
            # Leaving x alone is worth nothing unless the function also does its work.
            close(y, truth(x.detach().numpy()), f"{name}(x)", atol=atol, hint=PI_HINT)


def true_sample_risk(x, xi):
    """The mean over xi, point by point, in plain Python."""
    return np.array(
        [
            math.fsum(p * math.cos(math.pi * p) + e * math.cos(5 * math.pi * p) for e in xi)
            / len(xi)
            for p in x.reshape(-1).tolist()
        ]
    ).reshape(tuple(x.shape))


def data(rng, n, mean):
    """Draw n examples whose mean is exactly ``mean``, up to rounding."""
    xi = rng.normal(0.0, 0.5, n)
    return torch.from_numpy(xi - xi.mean() + mean)


MEAN_HINT = "Average over the data xi, once for each point x; the wiggle is ξ·cos(5πx)."


@pytest.mark.exercise("sample_risk")
@pytest.mark.points(2)
def test_a_mean_of_one_fifth_gives_g(student, rng):
    """When the data average 0.2, the empirical risk is g"""
    x = points(rng, 30)
    close(
        student.sample_risk(x, data(rng, 11, 0.2)),
        true_g(x.numpy()),
        "sample_risk(x, xi)",
        atol=SAMPLE_TOLERANCE,
        hint=MEAN_HINT,
    )


@pytest.mark.exercise("sample_risk")
@pytest.mark.points(1)
def test_a_mean_of_zero_gives_f(student, rng):
    """When the data average 0, the wiggles cancel and the risk f is left"""
    x = points(rng, 30)
    close(
        student.sample_risk(x, data(rng, 8, 0.0)),
        true_f(x.numpy()),
        "sample_risk(x, xi)",
        atol=SAMPLE_TOLERANCE,
        hint=MEAN_HINT,
    )


@pytest.mark.exercise("sample_risk")
@pytest.mark.points(1)
def test_as_many_points_as_examples(student, rng):
    """It works when x and xi happen to have the same length"""
    x = points(rng, 6)
    xi = torch.from_numpy(rng.normal(0.3, 1.0, 6))
    close(
        student.sample_risk(x, xi),
        true_sample_risk(x, xi.tolist()),
        "sample_risk(x, xi)",
        atol=SAMPLE_TOLERANCE,
        hint="x[i] must not be paired with xi[i]: every point sees all the data.",
    )


@pytest.mark.exercise("sample_risk")
@pytest.mark.points(2)
def test_any_size_and_a_table_of_points(student, rng):
    """Any number of examples, and points in a 2-D tensor"""
    many = int(rng.integers(500, 1500))
    sizes = [((1,), 1), ((5,), 1), ((3, 4), 7), ((2, 1, 3), 2), ((4, 4), 4), ((9,), 40)]
    again = sizes[1:4]  # with other points and data
    for shape, n in [*sizes, ((40,), many), *again]:
        x = points(rng, shape)
        mean = rng.uniform(-1, 1) if n < 500 else rng.choice([-2.5, 2.5])  # answers beyond ±2
        xi = torch.from_numpy(rng.normal(mean, 1.0, n))
        close(
            student.sample_risk(x, xi),
            true_sample_risk(x, xi.tolist()),
            f"sample_risk(x, xi) for x of shape {shape} and {n} examples",
            atol=SAMPLE_TOLERANCE,
            hint=MEAN_HINT,
        )
