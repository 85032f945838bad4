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
# # Risk and empirical risk
#
# Training a network means making a number small: the average loss on the examples we happen to
# have. What we *want* is something else: a small loss on examples nobody has seen yet. The first
# number is called the **empirical risk**, the second the **risk**. An optimizer only ever sees the
# first, so before we minimise anything it pays to look at how the two differ.
#
# In this notebook both are curves that you can draw. You will
#
# 1. write the risk `f` and an empirical risk `g`, and see where their minima lie (8 points),
# 2. build an empirical risk from data, and watch it close in on the risk as data grows (6 points),
# 3. say in your own words what that means for training (3 points).
#
# How to work: replace each `raise NotImplementedError(...)` with your own code, then run the grey
# check cell below it. A check tells you the first thing that is wrong, nothing more; the marks
# come from other checks, on other numbers, so passing these is a good sign and not a promise.

# %% tags=["setup"]
import matplotlib.pyplot as plt
import torch

# %% [markdown]
# ## 1. Two curves
#
# Let the parameter of our model be a single number $x$. Suppose that the risk is
#
# $$f(x) = x \cos(\pi x),$$
#
# smooth, with gentle waves. The empirical risk is computed from a finite sample, and a finite
# sample adds wiggles of its own:
#
# $$g(x) = f(x) + 0.2 \cos(5 \pi x).$$
#
# **Exercise `risks`.** Write both. The argument is a torch tensor of any shape; the result is a
# tensor of the same shape and dtype. Keep to torch's functions, so that gradients can flow through
# them later, and leave the argument as it is. For `x` from $-1$ to $2$ the values must be right
# within 1e-5, which float32 reaches and $\pi \approx 3.1416$ does not: take `torch.pi`.


# %% tags=["exercise:risks"]
def f(x):
    """Return the risk x·cos(πx) for each element of the tensor x."""
    ### BEGIN SOLUTION
    return x * torch.cos(torch.pi * x)
    ### END SOLUTION


def g(x):
    """Return the empirical risk f(x) + 0.2·cos(5πx) for each element of the tensor x."""
    ### BEGIN SOLUTION
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)
    ### END SOLUTION


# %% tags=["check:risks"]
# Visible checks: run this cell after yours. No output but the last line means all is well.
x = torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64)
for name, function, values in [("f", f, [0.0, 0.0, -1.0]), ("g", g, [0.2, 0.0, -1.2])]:
    y = function(x)
    assert y is not None, f"{name}(x) is None: does the function end with `return …`?"
    assert isinstance(y, torch.Tensor), f"{name}(x) is a {type(y).__name__}; a tensor was asked for"
    assert y.shape == x.shape, f"{name}(x) has shape {tuple(y.shape)}; x has {tuple(x.shape)}"
    for point, got, wanted in zip(x.tolist(), y.tolist(), values):
        assert abs(got - wanted) < 1e-5, f"{name}({point}) is {got:.6f}; it should be {wanted}"
print("f and g: the visible checks pass.")

# %% [markdown]
# Look at what you wrote. The cell below draws *your* two curves on the stretch from 0.5 to 1.5 and
# marks the lowest point of each.

# %% tags=["plot"]
grid = torch.linspace(0.5, 1.5, 1001, dtype=torch.float64)
fig, ax = plt.subplots(figsize=(7, 4.2))
for curve, name, color, style, offset in [
    (f(grid).detach(), "risk $f$", "C0", "-", (-26, 72)),
    (g(grid).detach(), "empirical risk $g$", "C1", "--", (-150, -4)),
]:
    lowest = curve.argmin()
    ax.plot(grid, curve, style, color=color, lw=2, label=name)
    ax.plot(grid[lowest], curve[lowest], "o", color=color)
    ax.annotate(
        f"lowest {name.split()[-1]}\n$x$ = {grid[lowest]:.3f}",
        xy=(grid[lowest], curve[lowest]),
        xytext=offset,
        textcoords="offset points",
        arrowprops={"arrowstyle": "->", "color": "0.4", "shrinkB": 5},
    )
ax.set(xlabel="$x$", ylabel="risk", title="Two risks, two minima")
ax.legend(loc="upper center")
plt.show()

# %% [markdown]
# The risk is smallest near $x = 1.090$, the empirical risk near $x = 1.017$. An optimizer that
# minimises $g$ to the last digit still stops 0.073 away from where it should have stopped. The
# minima of the two curves do *not* coincide, and no better optimizer can change that.

# %% [markdown]
# ## 2. Where the wiggles come from
#
# Why would $g$ be an "average over a sample"? Imagine that each example $i$ comes with a number
# $\xi_i$, and that its loss is
#
# $$\ell(x, \xi_i) = x \cos(\pi x) + \xi_i \cos(5 \pi x).$$
#
# The empirical risk of a data set is the mean of this over its examples. If the $\xi_i$ are drawn
# around 0, then the wiggles cancel on average and the risk is exactly $f$. A particular data set
# whose mean happens to be $0.2$ gives exactly $g$.
#
# **Exercise `sample_risk`.** Write `sample_risk(x, xi)`: `x` is a tensor of any shape, `xi` a 1-D
# tensor with one entry for each example, of any length. Return the empirical risk at each element
# of `x`, in `x`'s shape, right within 1e-4.


# %% tags=["exercise:sample_risk"]
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    ### BEGIN SOLUTION
    losses = x[..., None] * torch.cos(torch.pi * x[..., None]) + xi * torch.cos(
        5 * torch.pi * x[..., None]
    )  # (*x.shape, n)
    return losses.mean(dim=-1)
    ### END SOLUTION


# %% tags=["check:sample_risk"]
x = torch.tensor([0.0, 1.0], dtype=torch.float64)
y = sample_risk(x, torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64))
assert y is not None, "sample_risk returned None: does the function end with `return …`?"
y = torch.as_tensor(y)
assert y.shape == x.shape, (
    f"2 points and 3 examples: the result needs x's shape {tuple(x.shape)}, not {tuple(y.shape)}"
)
for point, got, wanted in zip(x.tolist(), y.tolist(), [0.2, -1.2]):
    assert abs(got - wanted) < 1e-4, f"at x = {point} the mean loss is {wanted}, not {got:.6f}"
print("sample_risk: the visible checks pass.")

# %% [markdown]
# Now let the data grow. Each thin curve is the empirical risk of one data set, drawn with your
# function; the thick one is the risk. Watch which of them moves.

# %% tags=["plot"]
generator = torch.Generator().manual_seed(121)
grid = torch.linspace(0.5, 1.5, 301, dtype=torch.float64)
fig, axes = plt.subplots(1, 4, figsize=(11, 3.4), sharey=True, layout="constrained")
for ax, n in zip(axes, [5, 50, 500, 5000], strict=True):
    # The risk lies behind, wide and pale, so that thin curves on top of it still show.
    (risk_line,) = ax.plot(grid, f(grid).detach(), lw=6, color="C0", alpha=0.4)
    for _ in range(5):
        xi = torch.randn(n, generator=generator, dtype=torch.float64)
        curve = torch.as_tensor(sample_risk(grid, xi)).detach()
        (data_line,) = ax.plot(grid, curve, lw=1, color="C1")
    ax.set(xlabel="$x$", title=f"$n$ = {n}")
axes[0].set_ylabel("risk")
fig.legend(
    [risk_line, data_line],
    ["risk $f$", "empirical risk, one curve for each of five data sets"],
    loc="outside lower center",
    ncols=2,
)
plt.show()

# %% [markdown]
# More data does not move the risk $f$: it belongs to the world, not to the sample. It is the
# empirical risk that moves, towards $f$, by about $1/\sqrt{n}$: a hundred times the data leaves a
# tenth of the wiggle.

# %% [markdown] tags=["written:minima-differ", "points:3"]
# ## 3. In your own words
#
# **Written question (3 points).** A friend has trained a model until its *training* loss cannot go
# any lower, and asks for a better optimizer to improve the *test* loss. Using your two plots,
# explain in three to six sentences why a better optimizer will not help, and name two things that
# might. Write in the cell below.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point: the optimizer minimises the empirical risk, the goal is the risk; names which curve
#   is which.
# - 1 point: the two minima lie at different places (about 1.017 and 1.090), so even a perfect
#   minimum of g misses the minimum of f.
# - 1 point: two sensible remedies: more data (the empirical risk closes in on the risk like
#   1/√n), regularisation, early stopping, a better model, augmentation.
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:minima-differ"]
# *Double-click here and replace this line with your answer.*
