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
# # Where the slope is zero
#
# Gradient descent stops where the gradient is zero. That sounds like success, and often it is not:
# the bottom of a valley has zero slope, but so have the top of a hill and the middle of a mountain
# pass. From the gradient alone the three look the same. The *curvature* tells them apart, most of
# the time, and in this notebook you find out when it does not.
#
# You will
#
# 1. compute a gradient and a Hessian, the table of all second derivatives (6 points),
# 2. sort stationary points into minima, maxima, saddles and "cannot say" (8 points),
# 3. write Newton's method, which jumps to stationary points, and see which ones it likes
#    (5 points),
# 4. say in your own words what three friends got wrong (3 points).
#
# How to work: replace each `raise NotImplementedError(...)` with your own code, then run the grey
# check cell below it. A check tells you the first thing that is wrong, nothing more; the marks
# come from other checks, on other functions, so passing these is a good sign and not a promise.

# %% tags=["setup"]
import matplotlib.pyplot as plt
import numpy as np
import torch


def bowl(p):
    """x² + y², for a point p = (x, y)."""
    return p[0] ** 2 + p[1] ** 2


def horse_saddle(p):
    """x² − y²: up along x, down along y."""
    return p[0] ** 2 - p[1] ** 2


def monkey_saddle(p):
    """x³ − 3xy²: a saddle with room for two legs and a tail."""
    return p[0] ** 3 - 3 * p[0] * p[1] ** 2


def flat_valley(p):
    """x² + y⁴: a minimum with a very flat floor along y."""
    return p[0] ** 2 + p[1] ** 4


def to_tensor(values):
    """Numbers, arrays, tensors or lists of them as one float64 tensor, for checks and plots."""
    if isinstance(values, (list, tuple)):
        return torch.stack([to_tensor(v) for v in values])
    return torch.as_tensor(values, dtype=torch.float64).detach()


def rounded(values):
    """The same as plain numbers, short enough to read."""
    return to_tensor(values).round(decimals=6).tolist()


def f(x):
    """The wavy curve x·cos(πx), for a float, an array or a tensor x."""
    cos = torch.cos if isinstance(x, torch.Tensor) else np.cos
    return x * cos(np.pi * x)


# %% [markdown]
# ## 1. Slopes and curvatures
#
# Let $f$ take a point $p = (p_1, \dots, p_k)$ to one number. Its **gradient** collects the $k$
# slopes, its **Hessian** the $k \times k$ second derivatives:
#
# $$g_i = \frac{\partial f}{\partial p_i}, \qquad
#   H_{ij} = \frac{\partial^2 f}{\partial p_i \, \partial p_j}.$$
#
# Read $H_{ij}$ as a question: *if I take a small step along $p_j$, how fast does the slope along
# $p_i$ change?* The diagonal holds the curvature along each axis; the rest says how the axes
# interact. Don't leave the rest out: for $f(x, y) = xy$ the diagonal is zero, and all that happens
# happens beside it.
#
# **Exercise `grad_hess`.** Write `grad_hess(fn, p)`. The point `p` is a float64 tensor of shape
# `(k,)`, with k = 1, 2, 3, …; `fn` takes such a tensor and returns a 0-d tensor. Return the pair
# `(g, H)`: the gradient of shape `(k,)` and the Hessian of shape `(k, k)`, both at `p`.
#
# - When k = 1 the shapes are `(1,)` and `(1, 1)`, not bare numbers.
# - Any method will do: autograd, `torch.func`, central differences. Each entry must be right to
#   within 1e-3, which central differences with a step of 1e-4 reach in float64.
# - Leave `p` as it was: its values, its `requires_grad` and its `.grad`.


# %% tags=["exercise:grad_hess"]
def grad_hess(fn, p):
    """Return (g, H): the gradient (k,) and the Hessian (k, k) of fn at p, of shape (k,)."""
    ### BEGIN SOLUTION
    return torch.autograd.functional.jacobian(fn, p), torch.autograd.functional.hessian(fn, p)
    ### END SOLUTION


# %% tags=["check:grad_hess"]
# Visible check of grad_hess: functions of two, three and one variables, and p left as it was.
# Run it after your cell. No output but the last line means all is well.
# (The checks sit in functions so that their names don't overwrite yours.)
def check_grad_hess():
    """Ask for three gradients and Hessians."""
    for name, fn, point, slopes, curvatures in [
        ("x²y", lambda p: p[0] ** 2 * p[1], [1.0, 3.0], [6, 1], [[6, 2], [2, 0]]),
        (
            "xyz",
            lambda p: p[0] * p[1] * p[2],
            [1.0, 2.0, 3.0],
            [6, 3, 2],
            [[0, 3, 2], [3, 0, 1], [2, 1, 0]],
        ),
        ("x³", lambda p: p[0] ** 3, [1.0], [3], [[6]]),
    ]:
        call, p = f"grad_hess({name}, {point})", to_tensor(point)
        answer = grad_hess(fn, p)
        assert answer is not None, f"{call} returned None: does the function end with `return …`?"
        assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
            f"{call} should return the two parts (g, H); this is a {type(answer).__name__}"
        )
        for part, got, wanted in [("g", answer[0], slopes), ("H", answer[1], curvatures)]:
            wanted = to_tensor(wanted)
            is_list, got = isinstance(got, (list, tuple)), to_tensor(got)
            if is_list and got.shape == (*wanted.shape, 1):  # a list may hold 1-element arrays
                got = got.reshape(wanted.shape)
            assert got.shape == wanted.shape, (
                f"{call}: {part} should have shape {tuple(wanted.shape)}, not {tuple(got.shape)}"
            )
            assert torch.allclose(got, wanted, rtol=0, atol=1e-3), (
                f"{call}: {part} should be {wanted.tolist()}, not {rounded(got)}"
            )
        assert p.tolist() == point, f"{call} changed p from {point} to {p.tolist()}"
        assert not p.requires_grad, f"{call} switched on p.requires_grad"
    print("grad_hess: the visible checks pass.")


check_grad_hess()

# %% [markdown]
# Below are four surfaces. All four have zero gradient at the origin, the dot in the middle. The
# titles show the eigenvalues of *your* Hessian there: the curvatures along the directions in which
# the surface bends most and least.


# %% tags=["plot"]
def draw_gallery():
    """Draw four surfaces, with the eigenvalues that grad_hess leads to."""
    gallery = {
        "$x^2 + y^2$": bowl,
        "$x^2 - y^2$": horse_saddle,
        "$x^3 - 3xy^2$ (monkey saddle)": monkey_saddle,
        "$x^2 + y^4$": flat_valley,
    }
    origin = torch.zeros(2, dtype=torch.float64)
    line = torch.linspace(-1, 1, 41, dtype=torch.float64)
    plane = torch.stack(torch.meshgrid(line, line, indexing="xy"))
    fig = plt.figure(figsize=(12, 3.5))
    for place, (title, fn) in enumerate(gallery.items(), start=1):
        _, H = grad_hess(fn, origin)
        eigenvalues = torch.linalg.eigvalsh(to_tensor(H).reshape(2, 2))
        # `+ 0.0` turns a rounded −0 into 0.
        shown = ", ".join(f"{round(v, 2) + 0.0:.3g}" for v in eigenvalues.tolist())
        # Our own order of drawing, so that the dot is not hidden by the surface.
        ax = fig.add_subplot(1, 4, place, projection="3d", computed_zorder=False)
        ax.plot_surface(*plane, fn(plane), cmap="viridis", alpha=0.75, rcount=41, ccount=41)
        ax.scatter(0, 0, 0, color="crimson", s=40, depthshade=False, zorder=10)
        ax.set(xlabel="$x$", ylabel="$y$", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        ax.tick_params(labelsize=8)
        ax.view_init(elev=28, azim=-60)
        ax.set_title(f"{title}\neigenvalues {shown}", fontsize=11)
    fig.subplots_adjust(left=0.0, right=0.97, wspace=0.1, top=0.88, bottom=0.08)
    plt.show()


draw_gallery()

# %% [markdown]
# In the first two pictures the eigenvalues tell the whole story: 2 and 2, up in every direction;
# −2 and 2, down one way and up the other. In the third they are 0 and 0: the Hessian sees nothing
# at all, although the surface goes up three times and down three times around the origin. In the
# fourth they are 0 and 2, and it happens to be a minimum.

# %% [markdown]
# ## 2. What kind of point is it?
#
# Close to a stationary point $p$ the slope drops out of Taylor's formula, and what is left is
#
# $$f(p + d) \approx f(p) + \tfrac12\, d^\top H d.$$
#
# The eigenvalues of $H$ say what that does. If all are positive, every step goes up: a
# **minimum**. If all are negative, every step goes down: a **maximum**. If there is at least one
# of each sign, then some steps go up and some down, a **saddle**, whatever the other eigenvalues
# are. What remains has a zero among its eigenvalues and no two signs: **degenerate**. Then the
# formula is flat in some direction and terms that it leaves out decide. No honest program can say
# more from $g$ and $H$.
#
# Careful with the words: some texts call every stationary point that is not a minimum a "saddle".
# Taken literally that makes each hilltop a saddle, and $x^3$ at 0 one too. Here a saddle has to
# show both signs.
#
# **Exercise `classify`.** Write `classify(fn, p, tol)`, with `fn` and `p` as before (`p` of shape
# `(k,)`, any k ≥ 1) and `tol` a positive float. Return one of five strings:
#
# | answer | when |
# |---|---|
# | `"not stationary"` | the gradient is longer than `tol` |
# | `"saddle"` | there are positive *and* negative eigenvalues, zeros beside them or not |
# | `"degenerate"` | otherwise: at least one eigenvalue is zero |
# | `"minimum"` | all eigenvalues are positive |
# | `"maximum"` | all eigenvalues are negative |
#
# The gradient's length is its Euclidean norm, $\lVert g \rVert = \sqrt{g_1^2 + \dots + g_k^2}$:
# many small slopes add up. Computers rarely give an exact zero, so an eigenvalue counts as **zero
# when its magnitude is at most `tol`**, and as positive or negative only beyond that. Whether the
# gradient vanishes comes first: the curvature says nothing about a point on a slope. The tests use
# `tol` = 1e-4, and eigenvalues that are either 0 (up to rounding) or at least 0.1 in magnitude.


# %% tags=["exercise:classify"]
def classify(fn, p, tol):
    """Return "minimum", "maximum", "saddle", "degenerate" or "not stationary" for fn at p."""
    ### BEGIN SOLUTION
    if torch.linalg.vector_norm(torch.autograd.functional.jacobian(fn, p)) > tol:
        return "not stationary"
    eigenvalues = torch.linalg.eigvalsh(torch.autograd.functional.hessian(fn, p))
    up, down = eigenvalues > tol, eigenvalues < -tol
    if up.any() and down.any():
        return "saddle"
    if not (up | down).all():
        return "degenerate"
    return "minimum" if up.all() else "maximum"
    ### END SOLUTION


# %% tags=["check:classify"]
# Visible check of classify: each of the five answers, in one to three dimensions.
def check_classify():
    """Ask for thirteen verdicts."""
    for name, fn, point, wanted in [
        ("x² + 0.1·y²", lambda p: p[0] ** 2 + 0.1 * p[1] ** 2, [0.0, 0.0], "minimum"),
        ("-x² - 3·y²", lambda p: -(p[0] ** 2) - 3 * p[1] ** 2, [0.0, 0.0], "maximum"),
        ("xy", lambda p: p[0] * p[1], [0.0, 0.0], "saddle"),
        ("z² - x² - y²", lambda p: p[2] ** 2 - p[0] ** 2 - p[1] ** 2, [0.0] * 3, "saddle"),
        ("x² - y² + z⁴", lambda p: p[0] ** 2 - p[1] ** 2 + p[2] ** 4, [0.0] * 3, "saddle"),
        ("x² + y⁴", flat_valley, [0.0, 0.0], "degenerate"),
        ("y⁴ - x²", lambda p: p[1] ** 4 - p[0] ** 2, [0.0, 0.0], "degenerate"),
        ("x³", lambda p: p[0] ** 3, [0.0], "degenerate"),
        ("x³ + x", lambda p: p[0] ** 3 + p[0], [0.0], "not stationary"),
        ("x² + y²", bowl, [-0.4, 0.1], "not stationary"),
        # Lengths of the gradient: 6 tol, 1.4 tol, 0.7 tol.
        ("x² + y²", bowl, [3e-4, 0.0], "not stationary"),
        ("x² + y² + z²", lambda p: (p**2).sum(), [4e-5] * 3, "not stationary"),
        ("x² + y² + z²", lambda p: (p**2).sum(), [2e-5] * 3, "minimum"),
    ]:
        call = f"classify({name}, {point}, 1e-4)"
        got = classify(fn, to_tensor(point), 1e-4)
        assert got is not None, f"{call} returned None: does every branch end with `return …`?"
        assert isinstance(got, str), f"{call} should be a string, not a {type(got).__name__}"
        assert got == wanted, f"{call} should be {wanted!r}, not {got!r}"
    print("classify: the visible checks pass.")


check_classify()

# %% [markdown]
# Three surfaces with the *same* Hessian at the origin, eigenvalues 0 and 2. The colours show
# height: blue is below the origin, red above, white level with it. The titles show your verdict.


# %% tags=["plot"]
def draw_lookalikes():
    """Draw three surfaces from above, with the verdicts of classify."""
    lookalikes = {
        "$x^2 + y^4$": flat_valley,
        "$x^2 - y^4$": lambda p: p[0] ** 2 - p[1] ** 4,
        "$(y - x^2)(y - 3x^2)$": lambda p: (p[1] - p[0] ** 2) * (p[1] - 3 * p[0] ** 2),
    }
    line = torch.linspace(-0.8, 0.8, 161, dtype=torch.float64)
    plane = torch.stack(torch.meshgrid(line, line, indexing="xy"))
    fig, axes = plt.subplots(1, 3, figsize=(11, 3.8), sharey=True, layout="constrained")
    for ax, (title, fn) in zip(axes, lookalikes.items(), strict=True):
        # The signed root of the height makes gentle slopes near the origin visible.
        height = fn(plane)
        colour = height.sign() * height.abs().sqrt()
        image = ax.pcolormesh(line, line, colour, cmap="RdBu_r", vmin=-1, vmax=1, shading="auto")
        ax.contour(*plane, height, levels=[0], colors="0.35", linewidths=0.8)
        ax.plot(0, 0, "o", color="black", ms=6)
        verdict = classify(fn, torch.zeros(2, dtype=torch.float64), 1e-4)
        ax.set_title(f"{title}\nyour verdict: {verdict}", fontsize=12)
        ax.set(xlabel="$x$", aspect="equal")
    axes[0].set_ylabel("$y$")
    fig.colorbar(image, ax=axes, label="signed root of the height", shrink=0.9)
    plt.show()


draw_lookalikes()

# %% [markdown]
# Only the first is a minimum: around its dot everything is red. In the second the way down lies
# along the y-axis. The third is a trap that is more than a hundred years old: along *every
# straight line* through the origin the function has a minimum there, and still there is a thin
# blue sliver between two parabolas in which it is negative. "Degenerate" is the right verdict on
# all three. It does not mean "saddle"; it means that $g$ and $H$ cannot tell.
#
# And the determinant? It is the product of the eigenvalues, so it forgets who was negative. With
# eigenvalues $-1, -1, 1$ it is positive, and the point is a saddle all the same.

# %% [markdown]
# ## 3. Newton's method
#
# If we know slope *and* curvature at $x$, we can fit a parabola to the curve there and jump
# straight to its turning point, where $f'(x) + f''(x)\,(x_\text{new} - x) = 0$:
#
# $$x_\text{new} = x - \frac{f'(x)}{f''(x)}.$$
#
# For a parabola one jump is enough. For other curves we jump again and again, and close to a
# minimum the number of right digits roughly doubles with every jump. But look at the formula once
# more: nothing in it asks for down. Where the curve bends downwards, the parabola's turning point
# is a *top*.
#
# **Exercise `newton`.** Write `newton(fn, x0, steps)`: start at `x0`, a 0-d float64 tensor, make
# exactly `steps` jumps of the formula above (full length, no learning rate) and return the last x
# as a number or a 0-d tensor. `fn` takes a 0-d tensor (or a float) to a number of the same kind.
#
# - Whenever a jump is due at an x with |fn″(x)| < 1e-9, raise `ZeroDivisionError` instead: the
#   parabola is a straight line and has no turning point. That holds even if fn′(x) is zero too.
# - fn″ may be negative. Then the formula leads to a maximum, and that is what should happen.
# - `steps` = 0 returns `x0`, even where the curve is flat.
# - Any way to the derivatives will do. Answers must be right to within 2e-5 for the powers x³ and
#   x⁴, and within 1e-4 elsewhere; central differences with a step of 1e-4 reach both.


# %% tags=["exercise:newton"]
def newton(fn, x0, steps):
    """Return x after `steps` Newton jumps on fn′ from x0, a 0-d tensor."""
    ### BEGIN SOLUTION
    x = x0.detach().clone()
    for _ in range(steps):
        slope = torch.autograd.functional.jacobian(fn, x)
        bend = torch.autograd.functional.hessian(fn, x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError(f"the curve does not bend at x = {float(x):.6g}")
        x = x - slope / bend
    return x
    ### END SOLUTION


# %% tags=["check:newton"]
# Visible check of newton: a minimum, a maximum, a few steps on x⁴, and curves that do not bend.
def check_newton():
    """Ask for four places and two errors."""
    for name, fn, start, steps, wanted in [
        ("f", f, 1.2, 10, 1.090408),
        ("f", f, 0.2, 10, 0.273853),
        ("x⁴", lambda x: x**4, 1.0, 3, 0.296296),
        ("x³", lambda x: x**3, 0.0, 0, 0.0),
    ]:
        call = f"newton({name}, {start}, {steps})"
        got = newton(fn, to_tensor(start), steps)
        assert got is not None, f"{call} returned None: does the function end with `return …`?"
        got = to_tensor(got)
        assert got.numel() == 1, f"{call} should be one number, not shape {tuple(got.shape)}"
        assert abs(got.item() - wanted) < 1e-4, f"{call} should be {wanted}, not {got.item():.6f}"
    for name, fn, start, steps, flat in [
        ("x³", lambda x: x**3, 1e-11, 1, "at the start"),
        ("x⁷ + 35x", lambda x: x**7 + 35 * x, 1.0, 2, "where the first jump lands"),
    ]:
        try:
            did = f"returned {newton(fn, to_tensor(start), steps)}"
        except ZeroDivisionError:
            continue
        except Exception as error:
            did = f"raised {type(error).__name__}"
        raise AssertionError(
            f"newton({name}, {start}, {steps}) {did}; |fn″| is below 1e-9 {flat}, "
            "so a ZeroDivisionError was asked for"
        )
    print("newton: the visible checks pass.")


check_newton()

# %% [markdown]
# The first check started at 1.2 and found the minimum at 1.090408. The second started at 0.2 and
# found 0.273853, which is a *maximum*. The next cell does the same from 76 starts on the stretch
# from −1 to 2, each coloured by what your Newton's method makes of it after 10 steps.


# %% tags=["plot"]
def draw_fates():
    """Colour 76 starts by where newton takes them."""
    known = {
        "minimum at −0.274": (-0.273853, "C0"),
        "maximum at 0.274": (0.273853, "C3"),
        "minimum at 1.090": (1.090408, "C2"),
        "somewhere else": (None, "0.6"),
    }

    def fate(start):
        """Name the stationary point of f that Newton's method reaches from start."""
        try:
            end = to_tensor(newton(f, to_tensor(start), 10)).item()
        except ZeroDivisionError:
            return "somewhere else"
        near = [name for name, (x, _) in known.items() if x is not None and abs(end - x) < 1e-3]
        return near[0] if near else "somewhere else"

    starts = torch.linspace(-1, 2, 76, dtype=torch.float64)
    fates = [fate(start) for start in starts.tolist()]
    grid = torch.linspace(-1, 2, 601, dtype=torch.float64)
    _, ax = plt.subplots(figsize=(9, 4.4), layout="constrained")
    ax.plot(grid, f(grid), color="0.8", lw=1.5, zorder=1)
    for name, (x, colour) in known.items():
        mine = starts[[end == name for end in fates]]
        ax.scatter(mine, f(mine), s=30, color=colour, label=f"{name}: {len(mine)} starts", zorder=2)
        if x is not None:
            x = torch.tensor(x, dtype=torch.float64)
            ax.plot(x, f(x), marker="*", ms=17, color=colour, mec="black", zorder=3)
    ax.set(xlabel="start $x_0$", ylabel="$f(x_0)$", title="Where Newton's method ends up")
    ax.legend(title="ends at the", loc="upper left", bbox_to_anchor=(0.16, 1.0), fontsize=9)
    plt.show()


draw_fates()

# %% [markdown]
# The stars are the true stationary points. Around each of them, the maximum too, lies a stretch of
# starts that go there: Newton's method does not minimise, it *solves $f'(x) = 0$*. Near the places
# where the curve changes from bending up to bending down, $f''$ is almost zero and the jumps are
# huge; there neighbouring starts end at different points, or leave the picture altogether.
#
# One more thing to see. The number of right digits doubles only where $f''$ is not zero *at the
# end of the journey*.


# %% tags=["plot"]
def draw_journeys():
    """Draw how fast newton comes closer on three curves."""
    journeys = [
        ("$x\\cos(\\pi x)$ to its minimum", f, 1.2, 1.090408221947, "o-"),
        ("$x^4$ to 0", lambda x: x**4, 1.0, 0.0, "s-"),
        ("$x^3$ to 0", lambda x: x**3, 1.0, 0.0, "^-"),
    ]
    _, ax = plt.subplots(figsize=(8.5, 3.8), layout="constrained")
    for name, fn, start, goal, style in journeys:
        x0 = torch.tensor(start, dtype=torch.float64)
        errors = [abs(to_tensor(newton(fn, x0, steps)).item() - goal) for steps in range(13)]
        # The goal has twelve digits: below 1e-11 there is nothing but rounding to see.
        shown = [step for step, error in enumerate(errors) if error > 1e-11]
        ax.semilogy(shown, [errors[step] for step in shown], style, ms=5, label=name)
    ax.set(
        xlabel="Newton step", ylabel="distance from the goal", title="Fast, unless the goal is flat"
    )
    ax.set_ylim(1e-11, 3)
    ax.grid(alpha=0.3)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), title="function")
    plt.show()


draw_journeys()

# %% [markdown]
# On the wavy curve the distance falls off a cliff. On $x^4$ each step keeps two thirds of it, on
# $x^3$ one half, for ever: a straight line on this scale. Both goals are degenerate points, the
# ones that your `classify` could not judge, and at 0 itself there is no curvature to divide by.

# %% [markdown] tags=["written:three-friends", "points:3"]
# ## 4. In your own words
#
# **Written question (3 points).** Three friends each trust a short cut:
#
# - *Ada*: "The determinant of the Hessian is positive at my stationary point, and the top left
#   entry is positive too, so it is a minimum. I have three parameters."
# - *Ben*: "My Hessian has eigenvalues 0 and 2, so the point is a saddle."
# - *Cleo*: "Gradient descent is slow. I train my network with plain Newton steps instead: they end
#   where the gradient is zero, so they find a minimum."
#
# For each, say in one to three sentences what is wrong, with a counterexample: a function, a set
# of eigenvalues or a start. Write in the cell below.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point: Ada. The determinant is the product of the eigenvalues and forgets the single signs;
#   two negative eigenvalues beside a positive one give det > 0 at a saddle, whatever the top left
#   entry (x² − y² − z² with Hessian diag(2, −2, −2): det = 8). Must use more than two dimensions
#   or say that the test of two dimensions does not carry over.
# - 1 point: Ben. A zero eigenvalue leaves it open (degenerate): x² + y⁴ has eigenvalues 0 and 2
#   and is a minimum, x² − y⁴ has them too and is not. A saddle needs both signs, or terms of
#   higher order.
# - 1 point: Cleo. Newton's method solves fʹ = 0 and goes to maxima and saddles as well, e.g. from
#   0.2 on x·cos πx to the maximum 0.274, or from any point of −x² to its top; a network has many
#   saddles. Half a point for "Hessian too expensive" alone.
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:three-friends"]
# *Double-click here and replace this line with your answer.*
