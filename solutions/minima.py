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
# # Finding minima
#
# "Find the minimum" sounds like one task. It is at least three: find the lowest of a list of
# points, find the bottom of the valley you stand in, find the bottom of the deepest valley of
# all. Each has its own method, and each method keeps a different promise. Most disappointments
# in training come from expecting the third promise of a method that only makes the second.
#
# In this notebook you will build five small tools and watch each of them work, and fail:
#
# 1. `grid_min`: look at equally spaced points and take the lowest (6 points),
# 2. `bracket_min`: squeeze a bracket around the bottom of a single valley (5 points),
# 3. `gradient_descent`: walk downhill from a start (6 points),
# 4. `global_min`: find the deepest valley of an interval (7 points),
# 5. `excess_risk`: measure what it costs to minimise the wrong curve (4 points),
# 6. and say in your own words which promise is which (3 points).
#
# How to work: replace each `raise NotImplementedError(...)` with your own code, then run the grey
# check cell below it. A check tells you the first thing that is wrong, nothing more; the marks
# come from other checks, on other functions, so passing these is a good sign and not a promise.
#
# **Two rules for the whole notebook.** A function `fn` that your code receives accepts a Python
# float, a numpy array or a torch tensor, elementwise, and autograd works through it. And any honest
# method counts, as long as it gives what the exercise asks for: loops or vectors, numpy or torch.
# A number may be returned as a float, a 0-d tensor or a 1-element array, a pair as a tuple, a list
# or an array.

# %% tags=["setup"]
import matplotlib.pyplot as plt
import numpy as np
import torch


def f(x):
    """Return the risk x·cos(πx) of a float, an array or a tensor."""
    cos = torch.cos if isinstance(x, torch.Tensor) else np.cos
    return x * cos(np.pi * x)


def g(x):
    """Return the empirical risk f(x) + 0.2·cos(5πx) of a float, an array or a tensor."""
    cos = torch.cos if isinstance(x, torch.Tensor) else np.cos
    return f(x) + 0.2 * cos(5 * np.pi * x)


def plain(value):
    """Turn an answer, whatever form it has, into one float64 tensor (for the checks below)."""
    if isinstance(value, list | tuple):
        parts = [plain(part) for part in value]
        if all(part.numel() == 1 for part in parts):
            parts = [part.reshape(()) for part in parts]
        return torch.stack(parts)
    return torch.as_tensor(value, dtype=torch.float64).detach()


def rounded(answer):
    """Turn an answer into floats that are short enough to read (for the checks below)."""
    return plain(answer).round(decimals=6).tolist()


def one_number(call, answer):
    """Turn an answer into one float (for the checks below); `call` says what was asked."""
    assert answer is not None, f"{call} is None, which is also what a function without return gives"
    answer = plain(answer)
    assert answer.numel() == 1, f"{call} should be one number, not shape {tuple(answer.shape)}"
    return answer.item()


def two_numbers(call, answer):
    """Turn an answer into the floats x and fx (for the checks below)."""
    assert answer is not None, f"{call} returned None: does the function end with `return x, fx`?"
    parts = answer if isinstance(answer, list | tuple) else list(plain(answer).reshape(-1))
    assert len(parts) == 2, f"{call} should be the pair (x, fx); yours has {len(parts)} part(s)"
    return [one_number(f"{call}: {name}", part) for name, part in zip(["x", "fx"], parts)]


# %% [markdown]
# The landscape of this notebook is the risk $f(x) = x\cos(\pi x)$ on $[-1, 2]$. It has two
# valleys. The bottom of the shallow one is a **local minimum**: no *nearby* point is lower. The
# bottom of the deep one is the **global minimum**: *no* point of the interval is lower. Beside it
# is the empirical risk $g(x) = f(x) + 0.2\cos(5\pi x)$, whose wiggles turn two valleys into seven.

# %% tags=["plot"]
curve_x = np.linspace(-1.0, 2.0, 1201)
fig, axes = plt.subplots(1, 2, figsize=(11, 3.8), sharey=True, layout="constrained")
axes[0].plot(curve_x, f(curve_x), lw=2)
for x, words, offset in [
    (-0.273853, "local minimum", (-62, -62)),
    (1.090408, "global minimum", (-118, 4)),
]:
    axes[0].plot(x, f(x), "o", color="C3")
    axes[0].annotate(
        f"{words}\nx = {x:.3f}",
        xy=(x, f(x)),
        xytext=offset,
        textcoords="offset points",
        arrowprops={"arrowstyle": "->"},
        fontsize=10,
    )
axes[0].set(xlabel="$x$", ylabel="risk", title="The risk $f$: two valleys")
axes[1].plot(curve_x, g(curve_x), "C1", lw=2)
axes[1].set(xlabel="$x$", title="The empirical risk $g$: seven valleys")
plt.show()

# %% [markdown]
# ## 1. Look everywhere: a grid
#
# The simplest finder of all: choose $n$ equally spaced points from `lo` to `hi`,
#
# $$x_i = \mathrm{lo} + i\,\frac{\mathrm{hi} - \mathrm{lo}}{n - 1}, \qquad i = 0, 1, \dots, n - 1,$$
#
# evaluate the function at each, and take the lowest. Look at the $n - 1$: $n$ points have $n - 1$
# gaps between them, and **both ends are grid points**.
#
# **Exercise `grid_min`.** Write `grid_min(fn, lo, hi, n)`. `lo` < `hi` are floats, `n` is an int of
# at least 2. Return the pair `(x, fx)`: the grid point where `fn` is lowest, and its value there,
# both within 1e-5. If several grid points are exactly equally low, return the **leftmost**. Use
# exactly the `n` points of the grid: the answer is the lowest *grid point*, not the true minimum.


# %% tags=["exercise:grid_min"]
def grid_min(fn, lo, hi, n):
    """Return (x, fx): the leftmost lowest of n equally spaced points on [lo, hi], ends too."""
    ### BEGIN SOLUTION
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    values = fn(xs)
    lowest = values.argmin()  # the first one, where several are equal
    return xs[lowest].item(), values[lowest].item()
    ### END SOLUTION


# %% tags=["check:grid_min"]
# Visible check of grid_min: two curves, a line that falls, one that rises, and a fine grid.
# Run it after your cell. No output but the last line means all is well.
for name, fn, lo, hi, n, wanted in [
    ("g", g, 0.5, 1.5, 38, (1.013514, -1.208111)),
    ("f", f, -1.0, 2.0, 44, (1.093023, -1.046680)),
    ("3 - x", lambda x: 3 - x, -1.0, 2.0, 7, (2.0, 1.0)),
    ("3 + x", lambda x: 3 + x, -1.0, 2.0, 7, (-1.0, 2.0)),
    ("g", g, 0.5, 1.5, 1001, (1.017000, -1.208461)),
]:
    call = f"grid_min({name}, {lo}, {hi}, {n})"
    answer = two_numbers(call, grid_min(fn, lo, hi, n))
    for part, got, value in zip(["x", "fx"], answer, wanted):
        assert abs(got - value) < 1e-5, f"{call}: {part} should be {value}, not {got:.6f}"
print("grid_min: the visible checks pass.")

# %% [markdown]
# How good is the answer? Below, *your* `grid_min` looks for the minimum of $g$ on $[-1, 2]$, with
# more and more points.

# %% tags=["plot"]
counts = np.unique(np.round(np.geomspace(4, 3000, 140)).astype(int))
found = np.array([float(plain(grid_min(g, -1.0, 2.0, int(n))[0])) for n in counts])
best_g = 1.0169834
fig, axes = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
axes[0].axhline(best_g, color="0.5", lw=1, ls="--")
axes[0].text(3000, best_g + 0.02, "the global minimum of $g$", ha="right", color="0.35")
axes[0].semilogx(counts, found, ".-", ms=5, lw=0.7)
axes[0].set(xlabel="grid points $n$", ylabel="$x$ found", title="The lowest grid point")
axes[1].loglog(counts, np.abs(found - best_g), ".", ms=5, label="distance to the minimum")
axes[1].loglog(counts, 1.5 / (counts - 1), "C1", label="half the gap between points")
axes[1].set(xlabel="grid points $n$", ylabel="error in $x$", title="The error bounces as it falls")
axes[1].legend(loc="lower left")
plt.show()

# %% [markdown]
# Two things to notice. With few points the lowest grid point may lie in the *wrong valley*, or high
# on a slope. And once the grid resolves the valleys, the error stays below about half a gap but
# **bounces** under that line: 349 points come within 0.0003 of the minimum, because one of them
# happens to fall well, and 400 points only within 0.0019. A finer grid lowers the *bound*, not
# every single error, and ten times the accuracy costs ten times the evaluations. In two dimensions
# it costs a hundred times, and in a million dimensions nobody can afford two points per axis.

# %% [markdown]
# ## 2. Squeeze: a bracket
#
# Suppose we know that there is **one** valley: on [`lo`, `hi`] the function falls and then rises
# (it may also only fall, or only rise). Such a function is called *unimodal*. Then two points
# $a < b$ inside the interval tell us a lot:
#
# - if $\mathrm{fn}(a) < \mathrm{fn}(b)$, the bottom cannot lie to the right of $b$;
# - otherwise it cannot lie to the left of $a$.
#
# Either way a piece of the bracket can be cut off, again and again. With thirds (*ternary search*)
# two thirds are left after each pair of evaluations. *Golden section* search puts $a$ and $b$ so
# that one of them can be used again in the next, smaller bracket; then every *single* evaluation
# leaves 62 % of it.
#
# **Exercise `bracket_min`.** Write `bracket_min(fn, lo, hi, tol)` for a unimodal `fn`. `lo` < `hi`
# and `tol` are floats; `tol` is at least 1e-6, and the interval at most 1000 wide. Return one
# number `x`, at most **2·tol** away from the point where `fn` is lowest on [`lo`, `hi`]. That point
# may have a kink (as in $|x|$), and it may be an end of the interval. Spend at most **200
# evaluations** of `fn` in one call; a tensor or an array of 50 points counts as 50.


# %% tags=["exercise:bracket_min"]
def bracket_min(fn, lo, hi, tol):
    """Return x within 2·tol of the minimum of the unimodal fn on [lo, hi], in ≤ 200 evaluations."""
    ### BEGIN SOLUTION
    keep = (5**0.5 - 1) / 2  # the golden section: one inner point serves the next bracket too
    a, b = hi - keep * (hi - lo), lo + keep * (hi - lo)
    fa, fb = fn(a), fn(b)
    while hi - lo > tol:
        if fa < fb:
            hi, b, fb = b, a, fa
            a = hi - keep * (hi - lo)
            fa = fn(a)
        else:
            lo, a, fa = a, b, fb
            b = lo + keep * (hi - lo)
            fb = fn(b)
    return (lo + hi) / 2
    ### END SOLUTION


# %% tags=["check:bracket_min"]
# Visible check of bracket_min: two valleys of f, a kink, both ends, and the evaluations.
for name, fn, lo, hi, tol, wanted in [
    ("f", f, 0.5, 1.5, 1e-3, 1.090408),
    ("f", f, -1.0, 0.0, 1e-3, -0.273853),
    ("|x - 0.3| + x/2", lambda x: abs(x - 0.3) + x / 2, -4.0, 1.0, 1e-6, 0.3),
    ("-x", lambda x: -x, -1.0, 3.0, 1e-4, 3.0),
    ("x", lambda x: 1 * x, -1.0, 3.0, 1e-4, -1.0),
]:
    call, spent = f"bracket_min({name}, {lo}, {hi}, {tol})", []

    def counted(x, fn=fn, spent=spent):
        spent.append(torch.as_tensor(x).numel())
        return fn(x)

    x = one_number(call, bracket_min(counted, lo, hi, tol))
    assert abs(x - wanted) <= 2 * tol, (
        f"{call} should be within {2 * tol} of {wanted}, not {x:.8g}"
    )
    assert sum(spent) <= 200, f"{call} took {sum(spent)} evaluations; at most 200 are allowed"
print("bracket_min: the visible checks pass.")

# %% [markdown]
# On the left, the points that *your* search tried on $[0.5, 1.5]$, where $f$ has one valley, and
# the bracket that they leave for the minimum. On the right the same search on $[-1, 1.2]$, where
# $f$ has **two**: we broke the promise that the method builds on.


# %% tags=["plot"]
def points_tried(fn, lo, hi, tol):
    """Return what bracket_min finds, and every point at which it evaluated fn."""
    tried = []

    def watched(x):
        tried.extend(plain(x).reshape(-1).tolist())
        return fn(x)

    return float(plain(bracket_min(watched, lo, hi, tol))), np.array(tried)


def brackets(fn, lo, hi, tried):
    """Return what is known after each evaluation: the neighbours of the lowest point so far."""
    known = []
    for k in range(1, len(tried) + 1):
        points = np.unique(np.concatenate([[lo], tried[:k], [hi]]))
        lowest = points[1:-1][fn(points[1:-1]).argmin()] if len(points) > 2 else points[0]
        known.append((points[points < lowest].max(), points[points > lowest].min()))
    return np.array(known).T


fig, axes = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
x, tried = points_tried(f, 0.5, 1.5, 1e-3)
evaluations = np.arange(1, len(tried) + 1)
left, right = brackets(f, 0.5, 1.5, tried)
axes[0].fill_between(evaluations, left, right, step="post", color="C0", alpha=0.2, label="bracket")
axes[0].axhline(1.090408, color="0.5", lw=1, ls="--", label="minimum of $f$")
axes[0].plot(evaluations, tried, ".", ms=9, label="point tried")
axes[0].legend(loc="lower right")
axes[0].set(
    xlabel="evaluation",
    ylabel="$x$",
    title=f"One valley: {len(tried)} evaluations, tol = 0.001",
    ylim=(0.5, 1.5),
)
x, tried = points_tried(f, -1.0, 1.2, 1e-3)
two_valleys = np.linspace(-1.0, 1.2, 801)
axes[1].plot(two_valleys, f(two_valleys), color="0.6", zorder=1)
dots = axes[1].scatter(tried, f(tried), c=np.arange(1, len(tried) + 1), s=34, cmap="viridis")
fig.colorbar(dots, ax=axes[1], label="evaluation")
axes[1].annotate(
    f"found: {x:.3f}",
    xy=(x, f(x)),
    xytext=(-30, -70),
    textcoords="offset points",
    arrowprops={"arrowstyle": "->"},
)
axes[1].annotate(
    "lowest: 1.090",
    xy=(1.090408, f(1.090408)),
    xytext=(-105, 8),
    textcoords="offset points",
    arrowprops={"arrowstyle": "->"},
)
axes[1].set(xlabel="$x$", ylabel="$f(x)$", title="Two valleys: the promise is broken")
plt.show()

# %% [markdown]
# The points close in on the bottom of the valley at a steady rate: about five evaluations for
# each decimal digit with golden section, where a grid pays ten times as much for each.
#
# The right-hand picture shows the price. With golden section or thirds, the first two points of
# $[-1, 1.2]$ compare a bit of the shallow valley with the hill, and the deep valley is cut off for
# good. (On $[-1, 2]$ golden section happens to find the deep one. Luck, not a promise.) Bracketing
# finds *a* local minimum fast; it finds the global minimum only where there is no other.

# %% [markdown]
# ## 3. Walk downhill: gradient descent
#
# A grid and a bracket need an interval. Gradient descent only needs a place to start and the
# slope there. From $x_t$ it takes a step against the slope, whose length is the slope
# times the **learning rate** lr:
#
# $$x_{t+1} = x_t - \mathrm{lr} \cdot \nabla \mathrm{fn}(x_t).$$
#
# That is all. It works unchanged when $x$ is a vector of a million parameters, which is why
# deep learning runs on it.
#
# **Exercise `gradient_descent`.** Write `gradient_descent(fn, x0, lr, steps)`. `x0` is a float64
# tensor: a single number (0-d) or a vector; `fn` takes a tensor of that shape and returns one
# number. `lr` is a float, `steps` an int, 0 or more. Return the whole **path**, of shape
# `(steps + 1, *x0.shape)`: the start first, then the point after each step (as a tensor, an array
# or a list). `steps = 0` gives the start alone. The learning rate stays constant, with no momentum,
# no clipping and no early stop, even if the path goes astray with a large lr. Entries must be
# right to 1e-4 of their size, so slopes may come from autograd or from careful finite differences.
# Leave `x0` **untouched**: its values, its `requires_grad` and its `.grad` are as before.


# %% tags=["exercise:gradient_descent"]
def gradient_descent(fn, x0, lr, steps):
    """Return the path of gradient descent from x0, of shape (steps + 1, *x0.shape), start first."""
    ### BEGIN SOLUTION
    path = [x0.detach().clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr * slope)
    return torch.stack(path)
    ### END SOLUTION


# %% tags=["check:gradient_descent"]
# Visible check of gradient_descent: a parabola and a bowl step by step, then two long walks on f.
for name, fn, start, steps, wanted in [
    ("f", f, 0.2, 0, [0.2]),
    ("2·(x - 1)²", lambda x: 2 * (x - 1) ** 2, 3.0, 3, [3.0, 2.2, 1.72, 1.432]),
    (
        "x² + xy + y²",
        lambda p: p[0] ** 2 + p[0] * p[1] + p[1] ** 2,
        [1.0, -2.0],
        2,
        [[1.0, -2.0], [1.0, -1.7], [0.97, -1.46]],
    ),
]:
    call, x0 = f"gradient_descent({name}, {start}, 0.1, {steps})", plain(start)
    path = gradient_descent(fn, x0, 0.1, steps)
    assert path is not None, f"{call} returned None: does the function end with `return …`?"
    path, wanted = plain(path), plain(wanted)
    assert path.shape == wanted.shape, (
        f"{call} should be a path of shape {tuple(wanted.shape)}, not {tuple(path.shape)}"
    )
    for step, (got, point) in enumerate(zip(path, wanted)):
        assert torch.allclose(got, point, rtol=1e-4), (
            f"{call}: entry {step} of the path should be {point.tolist()}, not {rounded(got)}"
        )
    assert x0.tolist() == start, f"{call} changed x0 from {start} to {rounded(x0)}"
    assert not x0.requires_grad, f"{call} switched on x0.requires_grad"
for start, wanted in [(0.2, -0.273853), (0.35, 1.090408)]:
    path = plain(gradient_descent(f, plain(start), 0.05, 200))
    assert path.shape == (201,), (
        f"200 steps from a single number make a path of shape (201,), not {tuple(path.shape)}"
    )
    assert abs(path[-1].item() - wanted) < 1e-3, (
        f"on f, 200 steps from {start} with lr = 0.05 end at {wanted}, not {path[-1].item():.6f}"
    )
print("gradient_descent: the visible checks pass.")

# %% [markdown]
# Where does a start end up? Give *each* of 451 starts on $[-1, 2]$ the colour of the minimum that
# it reaches. (One call does them all: the gradient of the *sum* of $f$ over a vector is the slope
# at each of its entries.) The set of starts that lead to one minimum is its **basin of
# attraction**.

# %% tags=["plot"]
starts = torch.linspace(-1, 2, 451, dtype=torch.float64)
fig, axes = plt.subplots(1, 2, figsize=(11, 3.8), sharey=True, layout="constrained")
for ax, name, fn, lr, steps in [(axes[0], "f", f, 0.05, 80), (axes[1], "g", g, 0.01, 150)]:
    ends = plain(gradient_descent(lambda x, fn=fn: fn(x).sum(), starts, lr, steps))[-1]
    minima, basin = np.unique(np.round(ends.numpy(), 2), return_inverse=True)
    for k, minimum in enumerate(minima):
        mine = starts.numpy()[basin == k]
        ax.scatter(mine, fn(mine), s=12, color=f"C{k % 10}")
        ax.plot(minimum, fn(minimum), "v", ms=9, color=f"C{k % 10}", mec="black")
    ax.set(xlabel="start $x_0$", title=f"{name}: {len(minima)} basins, lr = {lr}")
axes[0].set_ylabel("risk at the start")
plt.show()

# %% [markdown]
# Gradient descent finds *a* minimum: the one of the basin in which it starts (triangles). On $f$
# the watershed is the hilltop at $x = 0.274$: from 0.2 the walk ends in the shallow valley, from
# 0.35 in the deep one. On $g$ there are seven basins, and only starts between about 0.75 and 1.24
# reach the deepest. Nothing in the path itself tells you which kind of minimum you have reached:
# the slope is zero at the bottom of every valley.

# %% [markdown]
# ## 4. The deepest valley
#
# Now put the tools together. In one dimension and on a bounded interval, the *global* minimum is
# within reach, because we can afford to look everywhere coarsely and then closely where it pays.
#
# **Exercise `global_min`.** Write `global_min(fn, lo, hi)`; `lo` < `hi` are floats. Return the pair
# `(x, fx)` with `x` within **2e-3** of the point of [`lo`, `hi`] where `fn` is lowest, `fx` within
# **1e-3** of its value there, and `fx` equal to `fn(x)` at the very `x` that you return (within
# 1e-5).
#
# - `fn` is smooth and may have many valleys. Its waves are no shorter than 0.4 (those of $g$), its
#   curvature is at most 150, and the interval is at most 4 wide.
# - The minimum may sit at an **end** of the interval, where the slope is not zero.
# - Never leave the interval: the `x` that you return lies in [`lo`, `hi`], even if `fn` is lower
#   just outside.
#
# You may use your other functions or start afresh.


# %% tags=["exercise:global_min"]
def global_min(fn, lo, hi):
    """Return (x, fx), the global minimum of fn on [lo, hi], ends included."""
    ### BEGIN SOLUTION
    n = 501
    for _ in range(2):  # look everywhere, then closely around the lowest point
        xs = torch.linspace(lo, hi, n, dtype=torch.float64)
        values = fn(xs)
        lowest = values.argmin()
        x, gap = xs[lowest].item(), (hi - lo) / (n - 1)
        lo, hi = max(lo, x - gap), min(hi, x + gap)
    return x, values[lowest].item()
    ### END SOLUTION


# %% tags=["check:global_min"]
# Visible check of global_min: f and g on [-1, 2], and f where its lowest point is an end.
for name, fn, lo, hi, wanted in [
    ("f", f, -1.0, 2.0, (1.090408, -1.046721)),
    ("g", g, -1.0, 2.0, (1.016983, -1.208461)),
    ("f", f, -1.0, 0.9, (0.9, -0.855951)),
    ("f", f, 1.2, 2.0, (1.2, -0.970820)),
]:
    call = f"global_min({name}, {lo}, {hi})"
    x, fx = two_numbers(call, global_min(fn, lo, hi))
    assert lo - 1e-6 <= x <= hi + 1e-6, f"{call}: x = {x:.6f} lies outside the interval"
    assert abs(x - wanted[0]) < 2e-3, f"{call}: x should be {wanted[0]}, not {x:.6f}"
    assert abs(fx - wanted[1]) < 1e-3, f"{call}: fx should be {wanted[1]}, not {fx:.6f}"
    assert abs(fx - fn(x)) < 1e-5, f"{call}: fx is {fx:.6f}, but {name}({x:.6f}) is {fn(x):.6f}"
print("global_min: the visible checks pass.")

# %% [markdown]
# Three finders, one landscape. Each marker is what *your* function finds on $g$.

# %% tags=["plot"]
start = torch.tensor(0.5, dtype=torch.float64)
finds = [
    ("bracket_min on [-1, 1.2]", float(plain(bracket_min(g, -1.0, 1.2, 1e-4))), "s", "C2"),
    (
        "gradient_descent from 0.5",
        float(plain(gradient_descent(g, start, 0.01, 400))[-1]),
        "D",
        "C4",
    ),
    ("global_min on [-1, 2]", float(plain(global_min(g, -1.0, 2.0)[0])), "*", "C3"),
]
fig, ax = plt.subplots(figsize=(7.5, 4), layout="constrained")
ax.plot(curve_x, g(curve_x), color="0.6")
for name, x, marker, color in finds:
    ax.plot(x, g(x), marker, ms=14 if marker == "*" else 9, color=color, mec="black", label=name)
ax.set(xlabel="$x$", ylabel="$g(x)$", title="Three finders, three minima")
ax.legend(loc="upper left", bbox_to_anchor=(0.16, 1.0))
plt.show()

# %% [markdown]
# All three answers are minima: none can be improved by a small step. Only one is *the* minimum, and
# it took a look at the whole interval to know.

# %% [markdown]
# ## 5. The price of the wrong curve
#
# Training minimises the empirical risk; we pay by the risk. If $\hat x$ is the global minimum of
# the empirical risk on [`lo`, `hi`], the model that we get has risk $\mathrm{risk}(\hat x)$, while
# the best possible one has $\min \mathrm{risk}$. The difference is the **excess risk**:
#
# $$\mathrm{excess} = \mathrm{risk}(\hat x) - \min_{x \in [\mathrm{lo}, \mathrm{hi}]}
# \mathrm{risk}(x), \qquad \hat x = \operatorname*{argmin}_{x \in [\mathrm{lo}, \mathrm{hi}]}
# \mathrm{empirical}(x).$$
#
# **Both terms are values of the same curve**, the risk. It is *not* the difference between the two
# curves' minima. So it is never negative, and it is 0 when both have their minimum at the same
# place, however different their values there.
#
# **Exercise `excess_risk`.** Write `excess_risk(risk, empirical, lo, hi)`: two functions (as smooth
# as in `global_min`) and an interval at most 4 wide. Return the excess risk as one number, within
# **1e-3**. Both minima are global ones on [`lo`, `hi`]; either may sit at an end. Mind the errors:
# an $\hat x$ that is off by 2e-3 was good enough for `global_min`, but on a slope of 0.83, like
# that of $f$ at $\hat x$, it spoils the risk by 1.7e-3.


# %% tags=["exercise:excess_risk"]
def excess_risk(risk, empirical, lo, hi):
    """Return risk(argmin of empirical) − min of risk, both minima taken over [lo, hi]."""
    ### BEGIN SOLUTION
    xs = torch.linspace(lo, hi, 40_001, dtype=torch.float64)  # gaps of at most 1e-4
    values = risk(xs)
    chosen = empirical(xs).argmin()
    return (values[chosen] - values.min()).item()
    ### END SOLUTION


# %% tags=["check:excess_risk"]
# Visible check of excess_risk: three pairs of curves.
for names, risk, empirical, lo, hi, wanted in [
    ("f, g", f, g, 0.5, 1.5, 0.031185),
    ("f, (x - 0.98)²", f, lambda x: (x - 0.98) ** 2, -1.0, 1.2, 0.068655),
    ("f, (x + 0.3)²", f, lambda x: (x + 0.3) ** 2, -1.0, 2.0, 0.870385),
]:
    call = f"excess_risk({names}, {lo}, {hi})"
    got = one_number(call, excess_risk(risk, empirical, lo, hi))
    assert abs(got - wanted) < 1e-3, f"{call} should be {wanted}, not {got:.6f}"
print("excess_risk: the visible checks pass.")

# %% tags=["plot"]
price = float(plain(excess_risk(f, g, 0.5, 1.5)))
near = np.linspace(0.8, 1.35, 601)
fig, ax = plt.subplots(figsize=(7.5, 4), layout="constrained")
ax.plot(near, f(near), label="risk $f$")
ax.plot(near, g(near), "--", label="empirical risk $g$")
ax.axvline(1.016983, color="C1", lw=1, ls=":")
ax.text(1.010, -0.66, "minimum of $g$", color="C1", ha="right")
ax.plot([1.016983, 1.090408], [f(1.016983), f(1.090408)], "o", color="C3")
for x in [1.016983, 1.090408]:
    ax.plot([x, 1.2], [f(x), f(x)], color="C3", lw=0.8)
ax.annotate(
    f"excess risk {price:.4f}",
    xy=(1.2, f(1.090408) + price / 2),
    xytext=(1.215, -1.13),
    color="C3",
    arrowprops={"arrowstyle": "->", "color": "C3"},
)
ax.set(xlabel="$x$", ylabel="risk", title="What it costs to minimise $g$ instead of $f$")
ax.legend(loc="upper right")
plt.show()

# %% [markdown]
# The two minimum *values* differ by 0.1617, but the price is only 0.0312: the gap between the red
# points, both on the risk. The minimum value of $g$, $-1.208$, is a promise that the world does not
# keep: what you really get at that $x$ is $-1.016$.

# %% [markdown] tags=["written:which-finder", "points:2"]
# ## 6. In your own words
#
# **Written question (2 points).** A friend ran `bracket_min` on $f$ over $[-1, 1.2]$ and gradient
# descent on $f$ from 0.2. Both gave $x = -0.274$, and the slope there is zero. "Two methods agree
# and the slope vanishes," says the friend, "so this is the minimum of $f$." Using your plots,
# explain in three to six sentences why each method stopped there, and why neither the zero slope
# nor the agreement shows that it is *the* minimum.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point: why each stopped there. Gradient descent: 0.2 lies in the basin of -0.274 (left of the
#   hilltop at 0.274). Bracketing: f is not unimodal on [-1, 1.2], so the comparison of two points
#   cut off the part of the bracket with the deep valley. (Half a point for one of the two.)
# - 1 point: a zero slope holds at the bottom of every valley (and on hilltops), and both methods
#   look only locally, so they can agree on a local minimum; the global one is at 1.090 with
#   f = -1.047 against -0.179. (Half a point if only one of slope and agreement is answered.)
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:which-finder"]
# *Double-click here and replace this line with your answer.*

# %% [markdown] tags=["written:finer-grid", "points:1"]
# **Written question (1 point).** "Then use a grid, and make it finer until the test loss is
# perfect." Give two different reasons why a finer grid is not always better, in two to four
# sentences.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point (half for each reason, at most two): the cost grows with n, and exponentially with the
#   number of parameters; the error bounces, so a finer grid may land farther from the minimum;
#   near a flat minimum rounding makes neighbours tie, so nothing is gained; the grid searches the
#   empirical risk, and its minimum, however exact, is not that of the risk (excess risk 0.031).
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:finer-grid"]
# *Double-click here and replace this line with your answer.*
