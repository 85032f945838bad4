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
# Visible check of f and g: values at six points, x's shape and dtype, and the slope at one point.
# Run it after your cell. No output but the last line means all is well.
points = torch.tensor([[-0.95, -0.42, 0.35], [1.13, 1.45, 1.87]], dtype=torch.float64)
f_values = [0.938304, -0.104450, 0.158897, -1.037063, -0.226830, 1.716201]
g_values = [0.796883, 0.085762, 0.300318, -0.946265, -0.368251, 1.625403]
for name, function, values, slope in [("f", f, f_values, -0.525722), ("g", g, g_values, 1.695719)]:
    x = points.clone()
    y = function(x)
    assert y is not None, f"{name}(x) returned None: does the function end with `return …`?"
    assert isinstance(y, torch.Tensor), f"{name}(x) is of type {type(y).__name__}, not a tensor"
    assert y.shape == x.shape, f"{name}(x) has shape {tuple(y.shape)}; x has {tuple(x.shape)}"
    assert y.dtype == x.dtype, f"{name}(x) is {y.dtype}; x is {x.dtype}"
    assert torch.equal(x, points), f"{name}(x) changed the values of x"
    assert not x.requires_grad, f"{name}(x) switched on x.requires_grad"
    for point, got, wanted in zip(points.flatten().tolist(), y.flatten().tolist(), values):
        assert abs(got - wanted) < 1e-5, f"{name}({point}) should be {wanted}, not {got:.6f}"
    x = torch.tensor(0.35, dtype=torch.float64, requires_grad=True)
    y = function(x)
    assert y.shape == (), f"{name} of a single number has shape {tuple(y.shape)}; () was asked for"
    (got,) = torch.autograd.grad(y, x, allow_unused=True) if y.requires_grad else (None,)
    assert got is not None, f"no gradient flows from {name}(x) back to x"
    assert abs(got - slope) < 1e-3, f"autograd's slope of {name} at 0.35 is {got:.6f}, not {slope}"
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
# Visible check of sample_risk: four points, and five examples whose mean is 0.14.
x = torch.tensor([[-0.95, 0.35], [1.13, 1.87]], dtype=torch.float64)
xi = torch.tensor([0.9, -0.4, 0.3, 0.1, -0.2], dtype=torch.float64)
y = sample_risk(x.clone(), xi.clone())
assert y is not None, "sample_risk returned None: does the function end with `return …`?"
if isinstance(y, list | tuple):  # rows of numbers, or of tensors
    y = torch.stack([torch.as_tensor(row) for row in y])
y = torch.as_tensor(y).detach()
assert y.shape == x.shape, (
    f"4 points and 5 examples: the result needs x's shape {tuple(x.shape)}, not {tuple(y.shape)}"
)
values = [0.839309, 0.257892, -0.973504, 1.652642]
for point, got, wanted in zip(x.flatten().tolist(), y.flatten().tolist(), values):
    assert abs(got - wanted) < 1e-4, (
        f"xi = {xi.tolist()}: at x = {point} the result should be {wanted}, not {got:.6f}"
    )
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
