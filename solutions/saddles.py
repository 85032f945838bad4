# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Saddle points, and how to get off them
#
# Gradient descent stops moving where the gradient is zero. In a valley that is what we want. But
# the gradient is also zero on a mountain pass: the path over the pass rises to the left and to the
# right, and falls ahead and behind. Such a place is called a **saddle point**. It is no minimum,
# yet an optimizer that feels only the slope cannot tell the difference while it stands there.
#
# A network with a million weights has a million directions, and a point is a minimum only if *all*
# of them lead up. So saddles are the common case, and getting off them matters. You will
#
# 1. find the direction that leads down from a saddle (5 points),
# 2. count how long gradient descent hesitates near a saddle (6 points),
# 3. give gradient descent a little noise, so that it always gets off (7 points),
# 4. explain in your own words what you have seen (4 points).
#
# How to work: replace each `raise NotImplementedError(...)` with your own code, then run the grey
# check cell below it. A check tells you the first thing that is wrong, nothing more; the marks
# come from other checks, on other numbers, so passing these is a good sign and not a promise.
# A hidden check has 8 seconds for all its calls.

# %% tags=["setup"]
import math

import matplotlib.pyplot as plt
import numpy as np
import torch


def rounded(values):
    """Turn numbers into a list that is short enough to read, for the checks."""
    return torch.as_tensor(values, dtype=torch.float64).detach().round(decimals=6).tolist()


def saddle(x, y):
    """The simplest saddle: up along x, down along y."""
    return x**2 - y**2


def double_well(p):
    """Two valleys, at (0, 1) and (0, -1), with a saddle between them at (0, 0)."""
    return 4 * p[0] ** 2 + (p[1] ** 2 - 1) ** 2


# %% [markdown]
# ## 1. Which way is down?
#
# Here are the two simplest saddles. On the left the curve $x^3$, on the right the surface
# $x^2 - y^2$. At the marked points every slope is zero.

# %% tags=["plot"]
fig = plt.figure(figsize=(10, 4))
ax = fig.add_subplot(1, 2, 1)
x = np.linspace(-1.5, 1.5, 201)
ax.plot(x, x**3)
ax.plot([0], [0], "rx", markersize=11, markeredgewidth=2.5)
ax.annotate(
    "slope 0, but no minimum:\nit goes on falling to the left",
    xy=(0, 0),
    xytext=(-1.35, 1.5),
    arrowprops={"arrowstyle": "->", "shrinkB": 8},
)
ax.set(xlabel="$x$", ylabel="$x^3$", title="$x^3$ and its saddle point")
ax = fig.add_subplot(1, 2, 2, projection="3d")
x, y = np.meshgrid(np.linspace(-1, 1, 101), np.linspace(-1, 1, 101))
ax.plot_wireframe(x, y, saddle(x, y), rstride=10, cstride=10, lw=0.8)
ax.plot([0], [0], [0], "rx", markersize=11, markeredgewidth=2.5, zorder=10)
ax.view_init(elev=32, azim=-62)
ax.set(xlabel="$x$", ylabel="$y$", title="$x^2 - y^2$: up along $x$, down along $y$")
ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1], zticks=[-1, 0, 1])
plt.show()

# %% [markdown]
# Where the slope is zero, the **curvature** decides. It is collected in the Hessian matrix $H$ of
# second derivatives. Walk away from the point in the direction of a unit vector $v$: to second
# order the height changes by
#
# $$\tfrac12\, t^2\, v^\top H v$$
#
# after a distance $t$. The number $v^\top H v$ is the curvature along $v$. Among all unit vectors
# it is smallest for the eigenvector that belongs to the *lowest* eigenvalue of $H$, and the
# smallest curvature is that eigenvalue. If it is negative, this eigenvector points down, and so
# does its opposite $-v$.
#
# **Exercise `escape_direction`.** Write `escape_direction(H)`.
#
# - `H` is a symmetric float64 tensor of shape `(n, n)`, for any `n` from 1 up.
# - Return a vector `v` of shape `(n,)` and length 1 along the most negative curvature. The length
#   and the curvature $v^\top H v$ must be right within $10^{-3}$.
# - Return `None` when no eigenvalue lies below $-10^{-6}$: computed zeros are seldom exactly zero.
# - Either sign of `v` is right, and so is any choice among equally low directions. A tensor, a
#   numpy array or a list will do.
# - Leave `H` as it is.
#
# The checks use eigenvalues between $-5$ and $5$. The lowest is either repeated exactly or at
# least $0.5$ below the next one, and it is above $-10^{-7}$ or below $-10^{-5}$, never in between.


# %% tags=["exercise:escape_direction"]
def escape_direction(H):
    """Return a unit vector along the most negative curvature of H, or None if there is none."""
    ### BEGIN SOLUTION
    values, vectors = torch.linalg.eigh(H)  # in ascending order; the vectors are columns
    return vectors[:, 0] if values[0] < -1e-6 else None
    ### END SOLUTION


# %% tags=["check:escape_direction"]
# Visible check of escape_direction: five matrices with a way down, two without.
# Run it after your cell. No output but the last line means all is well.
for hessian, lowest in [
    ([[1.0, 2.0], [2.0, -2.0]], -3.0),
    ([[-1.0, 0.5], [0.5, -1.0]], -1.5),
    ([[-1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [0.0, 0.0, 3.0]], -2.0),
    ([[2.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -4.0]], -4.0),
    ([[1.0, 0.0], [0.0, -0.005]], -0.005),
]:
    H = torch.tensor(hessian, dtype=torch.float64)
    v = escape_direction(H)
    assert H.tolist() == hessian, f"escape_direction changed H from {hessian} to {H.tolist()}"
    assert not H.requires_grad, "escape_direction switched on H.requires_grad"
    assert v is not None, f"H = {hessian} has the eigenvalue {lowest}, but the result is None"
    v = torch.as_tensor(v, dtype=torch.float64).detach()
    assert v.shape == (len(H),), (
        f"H = {hessian}: the result has shape {tuple(v.shape)}; {(len(H),)} was asked for"
    )
    length, curvature = float(v.norm()), float(v @ H @ v)
    assert abs(length - 1) < 1e-3, f"H = {hessian}: v has length {length:.4f}, not 1"
    assert abs(curvature - lowest) < 1e-3, (
        f"H = {hessian}: along v = {rounded(v)} the curvature is {curvature:.4f}; "
        f"the lowest is {lowest}"
    )
for hessian, name in [([[2.0, 1.0], [1.0, 2.0]], "has the eigenvalues 1 and 3"), ([[0.0]], "is 0")]:
    v = escape_direction(torch.tensor(hessian, dtype=torch.float64))
    assert v is None, f"H = {hessian} {name}: None was asked for, not {rounded(v)}"
print("escape_direction: the visible checks pass.")

# %% [markdown]
# Below, your vectors are drawn into three maps. Dark is low. Each arrow should run from the cross
# straight into a dark region.

# %% tags=["plot"]
x, y = np.meshgrid(np.linspace(-1, 1, 101), np.linspace(-1, 1, 101))
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.7), sharey=True)
for ax, title, hessian in [
    (axes[0], "$x^2 - y^2$", [[2.0, 0.0], [0.0, -2.0]]),
    (axes[1], "$xy$", [[0.0, 1.0], [1.0, 0.0]]),
    (axes[2], "$\\frac{1}{2}x^2 + 2xy - y^2$", [[1.0, 2.0], [2.0, -2.0]]),
]:
    (a, b), (_, d) = hessian
    ax.contourf(x, y, (a * x**2 + 2 * b * x * y + d * y**2) / 2, 15, cmap="viridis", alpha=0.85)
    v = escape_direction(torch.tensor(hessian, dtype=torch.float64))
    if v is not None:
        v = torch.as_tensor(v, dtype=torch.float64).detach().tolist()
        for sign in [1, -1]:
            end = (0.8 * sign * v[0], 0.8 * sign * v[1])
            arrow = {"arrowstyle": "-|>", "color": "white", "lw": 2, "mutation_scale": 16}
            ax.annotate("", xy=end, xytext=(0, 0), arrowprops=arrow)
    ax.plot([0], [0], "rx", markersize=11, markeredgewidth=2.5)
    ax.set(xlabel="$x$", title=title, aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
axes[0].set_ylabel("$y$")
plt.show()

# %% [markdown]
# Notice two things. In the third map no axis is the steepest way down, so looking at the diagonal
# of $H$ is not enough. And `None` does not say "this is a minimum": the curve $x^3$ has slope 0
# *and* curvature 0 at its saddle, so its $1 \times 1$ Hessian is $[0]$. `None` only says that the
# curvature shows no way down.

# %% [markdown]
# ## 2. How long does the ball balance?
#
# Put a ball exactly on the saddle of $x^2 - y^2$ and it rests. How good must your aim be? Let
# gradient descent with learning rate $\eta$ start at $(0, y_0)$. The gradient is $(2x, -2y)$, so
# $x$ stays 0 and
#
# $$y \leftarrow y - \eta \cdot (-2y) = (1 + 2\eta)\, y.$$
#
# Every step multiplies $y$ by the same number, greater than 1.
#
# **Exercise `steps_to_escape`.** Write `steps_to_escape(y0, lr, radius)`: the number of steps
# until $|y| \ge$ `radius` for the first time.
#
# - All three arguments are floats; `lr` and `radius` are positive, `y0` may have either sign.
# - Return `0` if $|y_0| \ge$ `radius` already, and `math.inf` if `y0` is 0.
# - The number must be exact. The checks stay clear of cases in which rounding decides, and need at
#   most 400 steps. Both a loop and a formula are fine.


# %% tags=["exercise:steps_to_escape"]
def steps_to_escape(y0, lr, radius):
    """Return how many steps on x² - y² take gradient descent from (0, y0) to |y| ≥ radius."""
    ### BEGIN SOLUTION
    if y0 == 0:
        return math.inf
    steps, y = 0, abs(y0)
    while y < radius:
        y = y - lr * (-2 * y)
        steps += 1
    return steps
    ### END SOLUTION


# %% tags=["check:steps_to_escape"]
# Visible check of steps_to_escape: starts near and far, on both sides, on the saddle and outside.
for y0, lr, radius, wanted in [
    (1e-3, 0.1, 1.0, 38),
    (0.9, 0.1, 1.0, 1),
    (0.5, 0.25, 3.0, 5),
    (-0.02, 0.05, 2.0, 49),
    (1e-12, 0.1, 1.0, 152),
    (0.0, 0.1, 1.0, math.inf),
    (3.0, 0.1, 1.0, 0),
]:
    call = f"steps_to_escape({y0}, {lr}, {radius})"
    steps = steps_to_escape(y0, lr, radius)
    assert steps is not None, f"{call} returned None; a number was asked for"
    steps = torch.as_tensor(steps, dtype=torch.float64)
    assert steps.numel() == 1, f"{call} has {steps.numel()} elements; one number was asked for"
    assert float(steps) == wanted, f"{call} should be {wanted}, not {float(steps):.10g}"
print("steps_to_escape: the visible checks pass.")

# %% [markdown]
# Now aim better and better. To the right in the plot the start is closer to the saddle: each tick
# is a hundred times better aim than the one before. Your function is drawn as dots, and the line
# is $\log(1/y_0)\, /\, \log(1 + 2\eta)$.

# %% tags=["plot"]
starts = np.logspace(0, -16, 33)
fig, ax = plt.subplots(figsize=(6.5, 3.8))
for lr, colour in [(0.05, "C2"), (0.1, "C0"), (0.4, "C1")]:
    counted = [float(steps_to_escape(float(y0), lr, 1.0)) for y0 in starts]
    ax.plot(starts, counted, "o", markersize=4, color=colour, label=f"lr = {lr}")
    ax.plot(starts, np.log(1 / starts) / math.log(1 + 2 * lr), lw=1, color=colour)
ax.set(xscale="log", xlabel="start $y_0$ (better aim →)", ylabel="steps until $|y| \\geq 1$")
ax.set(title="A better aim buys little time", xticks=[10.0**-k for k in range(0, 17, 2)])
ax.invert_xaxis()
ax.legend(loc="upper left")
ax.grid(alpha=0.3)
plt.show()

# %% [markdown]
# With $\eta = 0.1$, an aim that is *ten times* better costs only 12.6 further steps, because
# $\log 10 / \log 1.2 = 12.6$. A start one thousandth away leaves after 38 steps; a start
# $10^{-12}$ away, which no hand could place, leaves after 152. The ball does not balance for ever,
# unless $y_0$ is exactly zero. But nor does it leave at once: during those steps the loss hardly
# changes, and training looks as if it were finished.

# %% [markdown]
# ## 3. A little noise
#
# "Exactly zero" does happen. Set all weights of a network to zero, as one might in good faith,
# and symmetry can hold gradient descent on a saddle to the last digit. The two-weight network
# $w_1 w_2$ with the loss $(w_1 w_2 - 1)^2$ is an example: at $w = (0, 0)$ both slopes are zero.
# The remedy is cheap. Push the point a little, in a random direction. Almost every push has some
# part along the way down, and part 2 has shown how quickly that part grows.
#
# **Exercise `perturbed_gd`.** Write `perturbed_gd(fn, p0, lr, steps, radius, seed)`: gradient
# descent on `fn` with noise. Return the last point `p`, of `p0`'s shape.
#
# - `fn` takes a point, a 1-D tensor of shape `(k,)`, and returns a single number (a 0-d tensor).
#   autograd and `torch.func` work on it, second derivatives too.
# - `p0` is a 1-D float64 tensor; leave it as it is (its values, `requires_grad`, `.grad`).
# - `lr` is the learning rate, a constant, without momentum; `steps` the number of gradient steps,
#   0 or more; `radius` the size of the noise, 0 or more; `seed` an integer, 0 or more.
# - With `radius = 0` this is plain gradient descent,
#   $p \leftarrow p - \eta\, \nabla \mathrm{fn}(p)$, exactly `steps` times (right within a relative
#   error of $10^{-4}$). It must then stay on a saddle, and `steps = 0` returns `p0`'s values.
# - With `radius > 0` it must get off a saddle, whether it starts on one or slides into one, and
#   whichever way that saddle leads down. It must end at a minimum, and a run that starts at a
#   minimum must stay there. When to push is up to you: once at the start, at every step, now and
#   then, only where the gradient is small, or along the negative curvature.
# - All randomness comes from `seed`: the same seed gives the same `p`, bit for bit, and different
#   seeds do not all take the same side of the saddle.
#
# The checks with noise use `lr` 0.1, 600 to 800 steps and `radius` $10^{-2}$, saddles that curve
# down by $-3$ to $-5$, and minima that curve up by 6 to 10 (or a valley floor of minima, with 6
# or more across it). The end must lie within $3 \cdot 10^{-2}$ of a minimum, in every coordinate;
# a run that starts at a minimum must end within $5 \cdot 10^{-2}$ of it. "Size" is loose on
# purpose: a standard deviation, a half-width or a length of `radius` will all do. Some checks look
# after 80 steps first and are content if the run has arrived; the checks without noise and the
# check that a seed repeats use fewer steps too, and other learning rates. So that a check's 8
# seconds suffice, a step should take less than 5 milliseconds on average; mind this if you use
# Hessians.


# %% tags=["exercise:perturbed_gd"]
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    """Return the last point of gradient descent on fn from p0, with seeded noise of size radius."""
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        # Push first and descend afterwards, so that the last word is the gradient's.
        p = p + radius * torch.randn(p.shape, generator=generator, dtype=p.dtype)
        p.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(p), p)
        p = p.detach() - lr * slope
    return p
    ### END SOLUTION


# %% tags=["check:perturbed_gd"]
# Visible check of perturbed_gd: plain descent, the same seed twice, and two runs off a saddle.
def end_of_run(fn, start, lr, steps, radius):
    """Run perturbed_gd with the seed 3 and return its result as a tensor."""
    p0 = torch.tensor(start, dtype=torch.float64)
    p = perturbed_gd(fn, p0, lr, steps, radius, 3)
    assert p is not None, "perturbed_gd returned None: does it end with `return …`?"
    p = torch.as_tensor(p, dtype=torch.float64).detach()
    assert p.shape == (2,), f"the result has shape {tuple(p.shape)}; p0 has shape (2,)"
    assert p0.tolist() == start, f"perturbed_gd changed p0 from {start} to {rounded(p0)}"
    assert not p0.requires_grad, "perturbed_gd switched on p0.requires_grad"
    return p


p = end_of_run(lambda p: saddle(p[0], p[1]), [1.0, 0.5], 0.05, 3, 0.0)
assert (p - torch.tensor([0.729, 0.6655])).abs().max() < 5e-5, (
    "x² - y² from (1, 0.5), 3 steps, lr = 0.05, radius = 0: "
    f"the end should be [0.729, 0.6655], not {rounded(p)}"
)
first, second = [end_of_run(double_well, [0.0, 0.0], 0.1, 20, 1e-2) for _ in range(2)]
assert torch.equal(first, second), (
    f"the same run with the same seed ended at {first.tolist()}, and then at {second.tolist()}"
)
for name, fn, start, low in [
    # Down along x; the run begins on the ridge and slides into the saddle at (0, 0).
    ("4y² + (x² - 1)²", lambda p: double_well((p[1], p[0])), [0.0, 0.5], [1.0, 0.0]),
    # The double well turned by 45 degrees: down along (1, -1).
    (
        "2(x + y)² + ((x - y)²/2 - 1)²",
        lambda p: double_well(((p[0] + p[1]) / 2**0.5, (p[0] - p[1]) / 2**0.5)),
        [0.0, 0.0],
        [0.707107, -0.707107],
    ),
]:
    for steps in [80, 700]:  # a run that has arrived after 80 steps need not be longer
        p, minimum = end_of_run(fn, start, 0.1, steps, 1e-2), torch.tensor(low)
        distance = min((p - minimum).abs().max(), (p + minimum).abs().max())
        if distance < 5e-2:
            break
    else:
        raise AssertionError(
            f"{name} from {start}, lr = 0.1, radius = 0.01: the minima are ±{low}; "
            f"after 700 steps the run is at {rounded(p)}"
        )
print("perturbed_gd: the visible checks pass.")

# %% [markdown]
# Sixteen seeds, all from the same start, exactly on the saddle of `double_well`. Left: the height
# $y$ reached after more and more steps of your function. Right: where the seeds end after 300
# steps, drawn on the map (a little apart, so that you can count them). The grey line and the cross
# are your function with `radius = 0`.

# %% tags=["plot"]
start = torch.zeros(2, dtype=torch.float64)
counts = [*range(0, 41, 4), 50, 60]


def final(steps, radius, seed):
    """Return the end of the student's run on double_well as two floats."""
    p = perturbed_gd(double_well, start, 0.1, steps, radius, seed)
    return torch.as_tensor(p, dtype=torch.float64).detach().tolist()


fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4), width_ratios=[1.35, 1])
x, y = np.meshgrid(np.linspace(-0.9, 0.9, 121), np.linspace(-1.5, 1.5, 121))
right.contourf(x, y, double_well((x, y)), np.linspace(0, 4, 17), cmap="Greys_r", extend="max")
ups = 0
for seed in range(16):
    end = final(300, 1e-2, seed)
    colour = "C0" if end[1] > 0 else "C1"
    ups += end[1] > 0
    left.plot(counts, [final(n, 1e-2, seed)[1] for n in counts], "-", color=colour, lw=1.2)
    right.plot(end[0] + (seed - 7.5) * 0.09, end[1], "o", color=colour, markersize=6, mec="w")
left.plot(counts, [final(n, 0.0, 0)[1] for n in counts], color="0.45", lw=2.5)
left.annotate("radius = 0 never leaves", (60, 0.06), ha="right", color="0.35")
left.set(xlabel="steps", ylabel="$y$", title="A pause, then a decision", ylim=(-1.25, 1.25))
right.plot([0], [0], "rx", markersize=11, markeredgewidth=2.5)
right.set(xlabel="$x$", ylabel="$y$", title=f"{ups} seeds end above, {16 - ups} below")
right.set(xticks=[-0.5, 0, 0.5], yticks=[-1, 0, 1])
plt.tight_layout()
plt.show()

# %% [markdown]
# Without noise the run never leaves, however many steps you grant it. With noise of a hundredth
# it leaves within a few dozen steps of the first push, and then the noise no longer matters: the
# walls of the valley undo every push, so that the end differs from a true minimum by about the
# size of one push. Which side it takes is the seed's choice; both are equally good.

# %% [markdown] tags=["written:balance", "points:2"]
# ## 4. In your own words
#
# **Written question (2 points).** "At a saddle the gradient is zero. So gradient descent that
# comes near a saddle stays there for ever, just as it does at a minimum." Using
# `steps_to_escape` and its plot, say in three to five sentences what is right about this, what is
# wrong, and what you would see in the loss while it happens.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point: it stays only when it is *exactly* at y = 0 (the gradient there is zero); near a
#   saddle every step multiplies the distance along the way down by 1 + 2·lr > 1, whereas near a
#   minimum distances shrink.
# - 1 point: the time grows only with the logarithm of the distance (lr 0.1: 38 steps from 1e-3,
#   152 from 1e-12, about 12.6 for each factor of ten), and meanwhile the loss hardly changes: a
#   plateau that looks like the end of training.
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:balance"]
# *Double-click here and replace this line with your answer.*

# %% [markdown] tags=["written:noise", "points:2"]
# **Written question (2 points).** "Noise moves the parameters away from where the gradient wants
# them. So noise can only hurt." Explain in three to six sentences why a little noise helps
# `perturbed_gd` at a saddle although it hardly disturbs it at a minimum, and what a much larger
# `radius` would do.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point: on the saddle the gradient gives no direction; a random push almost surely has a part
#   along the negative curvature, and gradient descent itself then enlarges that part step by step,
#   whereas at a minimum every direction curves up, so each push shrinks again.
# - 1 point: a much larger radius has a price: the end jitters around the minimum by about the size
#   of the noise, or the noise throws it out of the valley; so noise should be small, rare, or
#   fade with time.
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:noise"]
# *Double-click here and replace this line with your answer.*
