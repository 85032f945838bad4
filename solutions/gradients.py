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
# # Vanishing gradients and symmetry
#
# A network learns by asking each weight one question: *if I nudge you, does the loss change?* The
# answer is a gradient. Sometimes the answer is "hardly at all" although the loss is far from its
# minimum, and then learning stands still. Sometimes many different sets of weights are equally
# good, because the network does not care about the order of its own parts. And sometimes symmetry
# seems to promise more than it keeps. This notebook looks at all three.
#
# You will
#
# 1. write the derivatives of three activation functions, and see where they die (5 points),
# 2. follow a gradient through a deep chain of layers, where it vanishes or explodes (5 points),
# 3. shuffle the hidden units of a network without changing what it computes (5 points), and say
#    how many equivalent minima that makes (4 points),
# 4. count the signs of the eigenvalues of random matrices (6 points), and say what their symmetry
#    does and does not tell you (3 points).
#
# How to work: replace each `raise NotImplementedError(...)` with your own code, then run the grey
# check cell below it. A check tells you the first thing that is wrong, nothing more; the marks
# come from other checks, on other numbers, so passing these is a good sign and not a promise.

# %% tags=["setup"]
import math

import matplotlib.pyplot as plt
import torch


def network(x, W1, b1, W2):
    """Given: one hidden layer. x is (examples, inputs), the result (examples, outputs)."""
    return torch.tanh(x @ W1.T + b1) @ W2.T


def as_numbers(answer):
    """Given, for the checks: turn a number, tensor, array or list into a float64 tensor."""
    if isinstance(answer, list | tuple):
        return torch.stack([as_numbers(part) for part in answer])
    return torch.as_tensor(answer, dtype=torch.float64).detach()


# %% [markdown]
# ## 1. Where an activation goes flat
#
# Every layer of a network ends in an **activation function**. Three common ones are
#
# $$\tanh(x), \qquad \sigma(x) = \frac{1}{1 + e^{-x}}, \qquad \mathrm{relu}(x) = \max(x, 0).$$
#
# In the backward pass each layer multiplies the gradient by the *derivative* of its activation. If
# that derivative is tiny, so is everything that comes out. For tanh it is
#
# $$\tanh'(x) = 1 - \tanh^2(x),$$
#
# which is 1 at $x = 0$ but only 0.00134 at $x = 4$: there a step of 1 in $x$ is felt as if it were
# a step of a thousandth.
#
# **Exercise `act_grad`.** Write `act_grad(name, x)`, the derivative of the activation called
# `name`, one of the strings `"tanh"`, `"sigmoid"` and `"relu"`, at each element of `x`.
#
# - `x` is a float64 tensor of any shape, also a single number (0-d); the result holds numbers (not
#   `True` and `False`) in `x`'s shape.
# - relu has a kink at 0 and so no derivative there; by convention we take $\mathrm{relu}'(0) = 0$,
#   as torch does.
# - Results must be right to a relative error of $10^{-3}$, and finite for every `x` from −1000 to
#   1000. From $|x| = 5$ on an absolute error of $10^{-6}$ is fine as well.
# - Any other name raises a `ValueError`.
#
# A formula, torch's autograd or anything else that gets there is welcome.


# %% tags=["exercise:act_grad"]
def act_grad(name, x):
    """Return the derivative of "tanh", "sigmoid" or "relu" at each element of the tensor x."""
    ### BEGIN SOLUTION
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        # torch.sigmoid, unlike a fraction with exp in it, is finite for every x.
        return torch.sigmoid(x) * torch.sigmoid(-x)
    if name == "relu":
        return (x > 0).to(x.dtype)
    raise ValueError(f"unknown activation {name!r}")
    ### END SOLUTION


# %% tags=["check:act_grad"]
# Visible check of act_grad: six slopes of each activation, and a name that is none of the three.
# Run it after your cell. No output but the last line means all is well.
x = torch.tensor([[-1000.0, -2.0, 0.0], [0.5, 4.0, 6.0]], dtype=torch.float64)
for name, values in [
    ("tanh", [0.0, 0.0706508, 1.0, 0.786448, 0.00134095, 0.0000245765]),
    ("sigmoid", [0.0, 0.104994, 0.25, 0.235004, 0.0176627, 0.00246651]),
    ("relu", [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]),
]:
    call, y = f'act_grad("{name}", x)', act_grad(name, x.clone())
    assert y is not None, f"{call} returned None: does the function end with `return …`?"
    assert "bool" not in str(getattr(y, "dtype", "")), (
        f"{call} holds True and False; numbers were asked for"
    )
    y = as_numbers(y)
    assert y.shape == x.shape, f"{call} has shape {tuple(y.shape)}; x has {tuple(x.shape)}"
    for point, got, wanted in zip(x.flatten().tolist(), y.flatten().tolist(), values, strict=True):
        assert abs(got - wanted) <= 1e-3 * wanted + 1e-6, (
            f"the slope of {name} at {point} should be {wanted:g}, not {got:.6g}"
        )
try:
    act_grad("swish", x)
    did = "returned"
except ValueError:
    did = ""
except Exception as error:
    did = f"raised a {type(error).__name__}"
assert not did, f'act_grad("swish", x) should raise a ValueError; it {did}'
print("act_grad: the visible checks pass.")

# %% [markdown]
# Now look. On the left: tanh and *your* derivative of it. On the right: your three derivatives, on
# a logarithmic scale, so that you can see *how* small small is.

# %% tags=["plot"]
x = torch.arange(-2.0, 5.0, 0.01, dtype=torch.float64)
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
left.plot(x, torch.tanh(x), label=r"$\tanh(x)$")
left.plot(x, as_numbers(act_grad("tanh", x)), "--", label=r"your $\tanh'(x)$")
four = torch.tensor([4.0], dtype=torch.float64)
slope = as_numbers(act_grad("tanh", four)).item()
left.plot(four, torch.tanh(four), "o", color="C0")
left.plot(four, slope, "o", color="C1")
left.annotate(
    f"x = 4: slope {slope:.5f}",
    xy=(4, slope),
    xytext=(2.6, 0.42),
    arrowprops={"arrowstyle": "->"},
)
left.set(xlabel="$x$", title="tanh is flat at x = 4")
left.legend(loc="lower right")
wide = torch.linspace(-12, 12, 481, dtype=torch.float64)
for name, style in [("tanh", "-"), ("sigmoid", "--"), ("relu", ":")]:
    right.semilogy(wide, as_numbers(act_grad(name, wide)), style, lw=2, label=name)
right.set(xlabel="$x$", ylabel="derivative", title="Your three derivatives", ylim=(1e-11, 3e3))
right.legend(loc="upper left")
plt.show()

# %% [markdown]
# Far out the derivative of tanh falls by a factor $e^{-2} \approx 0.14$ for every step of 1: at
# $x = 4$ it is 0.00134, at $x = 10$ about $10^{-8}$. The sigmoid's is never larger than 0.25, not
# even at its best point. relu passes the gradient on unchanged for every positive $x$, and not at
# all for negative ones (a logarithmic axis cannot show that 0). So a large input is not "more
# learning": for tanh and the sigmoid it is less.

# %% [markdown]
# ## 2. Through many layers
#
# One small factor is a nuisance; fifty of them are a wall. Take the simplest deep network there
# is, one number wide, with one weight per layer:
#
# $$h_0 = x_0, \qquad h_i = \tanh(w_i h_{i-1}) \quad\text{for } i = 1, \dots, L.$$
#
# How strongly does the output feel the input? The chain rule gives one factor for each layer:
#
# $$\frac{d h_L}{d x_0} = \prod_{i=1}^{L} w_i \,\tanh'(w_i h_{i-1}).$$
#
# Each factor has two parts that pull against each other: the weight, which may be large, and the
# slope of tanh, which is at most 1 and tiny where $w_i h_{i-1}$ is large.
#
# **Exercise `chain_grad`.** Write `chain_grad(x0, weights)`, which returns $d h_L / d x_0$, a
# single number.
#
# - `x0` is a 0-d float64 tensor and `weights` a 1-D float64 tensor: $w_1$ comes first, the number
#   of layers is its length, and each layer has a weight of its own.
# - Weights may be negative. With no layers at all (`weights` is empty) the answer is 1.
# - The relative error must stay below $10^{-3}$, however small the answer: fifty layers with
#   $w = 2$ from $x_0 = 1$ give $9.3 \cdot 10^{-40}$, and 0 is not close to that. (A difference
#   quotient cannot see such a number, since the two outputs that it subtracts are equal to the
#   last digit.)


# %% tags=["exercise:chain_grad"]
def chain_grad(x0, weights):
    """Return d h_L / d x0 for h ← tanh(w·h), starting at h = x0, one weight w per layer."""
    ### BEGIN SOLUTION
    h = x0
    slope = 1.0
    for w in weights:
        h = torch.tanh(w * h)
        slope = slope * w * (1 - h**2)
    return slope
    ### END SOLUTION


# %% tags=["check:chain_grad"]
# Visible check of chain_grad: three different weights, deep chains that vanish, and one that grows.
for start, weights, words, wanted in [
    (0.7, [0.5, -1.2, 2.0], "the weights 0.5, -1.2, 2", -0.530660),
    (1.0, [1.0] * 50, "50 layers with w = 1", 0.00438372),
    (1.0, [2.0] * 50, "50 layers with w = 2", 9.33458e-40),
    (0.0, [2.0] * 3, "3 layers with w = 2", 8.0),
]:
    got = chain_grad(
        torch.tensor(start, dtype=torch.float64), torch.tensor(weights, dtype=torch.float64)
    )
    assert got is not None, "chain_grad returned None: does the function end with `return …`?"
    got = as_numbers(got)
    assert got.numel() == 1, f"one number was asked for, not shape {tuple(got.shape)}"
    assert abs(got.item() - wanted) <= 1e-3 * abs(wanted), (
        f"x0 = {start}, {words}: the gradient should be {wanted:g}, not {got.item():.6g}"
    )
print("chain_grad: the visible checks pass.")

# %% [markdown]
# How does the gradient depend on the depth? Each curve is drawn with your function. The scale is
# logarithmic: a straight line means "the same factor for every layer".

# %% tags=["plot"]
fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
depths = range(51)
for start, w, style in [(0.0, 2.0, "-."), (1.0, 1.0, "-"), (1.0, 0.5, "--"), (1.0, 2.0, ":")]:
    sizes = [
        abs(
            as_numbers(
                chain_grad(
                    torch.tensor(start, dtype=torch.float64),
                    torch.full((depth,), w, dtype=torch.float64),
                )
            ).item()
        )
        for depth in depths
    ]
    ax.semilogy(depths, sizes, style, lw=2)
    last = f"{sizes[-1]:.1e}" if sizes[-1] else "0"
    ax.annotate(
        f"$x_0$ = {start:g}, w = {w:g}: {last}",
        xy=(50, max(sizes[-1], 1e-45)),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        annotation_clip=False,
    )
ax.axhline(1.0, color="0.7", lw=1, zorder=0)
ax.set(
    xlabel="number of layers",
    ylabel="size of the gradient",
    title="Vanishing and exploding",
    xlim=(0, 50),
)
plt.show()

# %% [markdown]
# Notice three things.
#
# - *Larger weights do not save the gradient.* From $x_0 = 1$ the largest weight, $w = 2$, does
#   worst: it pushes every layer into the flat part of tanh, and each layer costs a factor of six.
# - Only at $x_0 = 0$, where tanh has slope 1, does $w = 2$ do what one expects: the gradient
#   doubles with each layer and reaches $10^{15}$. The same weights, one input vanishing and one
#   exploding.
# - $w = 1$ is the border. Its curve is no straight line: the gradient does vanish, but slowly. At
#   50 layers 0.0044 of it is left.

# %% [markdown]
# ## 3. The order of hidden units means nothing
#
# Now a network with one hidden layer of $d$ units, given to you as `network`:
#
# $$h = \tanh(W_1 x + b_1), \qquad y = W_2 h.$$
#
# Hidden unit $j$ owns row $j$ of $W_1$, entry $j$ of $b_1$ and column $j$ of $W_2$. The output is a
# sum over the units, and a sum does not care about the order of its terms:
#
# ```
#        row j of W1, b1[j]                 column j of W2
#   x ───────────────────────▶ unit j ───────────────────────▶ y
# ```
#
# So if every unit takes *all* of its belongings along, the units may trade places freely.
#
# **Exercise `permute_hidden`.** Write `permute_hidden(W1, b1, W2, perm)`, which returns the three
# new tensors `(W1, b1, W2)` of a network whose unit $i$ is unit `perm[i]` of the old one.
#
# - `W1` has shape `(d, inputs)`, `b1` shape `(d,)`, `W2` shape `(outputs, d)`, all float64; `perm`
#   is a 1-D int64 tensor that holds each of $0, \dots, d-1$ once. The results have the same shapes.
# - The new network computes exactly the same function as the old one.
# - The four arguments stay as they were.


# %% tags=["exercise:permute_hidden"]
def permute_hidden(W1, b1, W2, perm):
    """Return (W1, b1, W2) of the network whose hidden unit i is unit perm[i] of the old one."""
    ### BEGIN SOLUTION
    return W1[perm], b1[perm], W2[:, perm]
    ### END SOLUTION


# %% tags=["check:permute_hidden"]
# Visible check of permute_hidden: a network of four units, and a perm that is not its own inverse.
perm = [2, 0, 3, 1]
W1 = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]
b1 = [0.1, 0.2, 0.3, 0.4]
W2 = [[1.0, -1.0, 0.5, 2.0], [0.0, 3.0, -2.0, 1.0]]
given = [as_numbers(before) for before in (W1, b1, W2)]
answer = permute_hidden(*given, torch.tensor(perm))
assert answer is not None, "permute_hidden returned None: does it end with `return …`?"
assert isinstance(answer, tuple | list), f"return (W1, b1, W2), not a {type(answer).__name__}"
assert len(answer) == 3, f"three tensors were asked for: (W1, b1, W2), not {len(answer)}"
for name, before, old, new, after in [
    ("W1", W1, given[0], answer[0], [[5.0, 6.0], [1.0, 2.0], [7.0, 8.0], [3.0, 4.0]]),
    ("b1", b1, given[1], answer[1], [0.3, 0.1, 0.4, 0.2]),
    ("W2", W2, given[2], answer[2], [[0.5, 1.0, 2.0, -1.0], [-2.0, 0.0, 1.0, 3.0]]),
]:
    new, shape = as_numbers(new), tuple(old.shape)
    assert new.shape == shape, f"the new {name} has shape {tuple(new.shape)}; it needs {shape}"
    assert torch.allclose(new, as_numbers(after)), (
        f"perm = {perm}: {name} = {before} should become {after}, not {new.tolist()}"
    )
    assert old.tolist() == before, f"permute_hidden changed the {name} that it was given"
print("permute_hidden: the visible checks pass.")

# %% [markdown]
# What does that do to the landscape of the loss? The next cell trains a network with four hidden
# units, shuffles it with your function, and walks in a straight line from the trained weights to
# the shuffled ones, measuring the loss on the way.

# %% tags=["plot"]
generator = torch.Generator().manual_seed(0)
x = torch.linspace(-3, 3, 60, dtype=torch.float64)[:, None]
target = torch.sin(x)
trained = [
    torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_()
    for shape in [(4, 1), (4,), (1, 4)]
]
optimizer = torch.optim.LBFGS(trained, max_iter=60, line_search_fn="strong_wolfe")


def squared_error(weights):
    return ((network(x, *weights) - target) ** 2).mean()


def closure():
    optimizer.zero_grad()
    loss = squared_error(trained)
    loss.backward()
    return loss


optimizer.step(closure)
trained = [w.detach() for w in trained]

fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
way = torch.linspace(0, 1, 101, dtype=torch.float64)
for perm in [[1, 0, 2, 3], [3, 2, 1, 0], [1, 2, 3, 0]]:
    shuffled = [as_numbers(w) for w in permute_hidden(*trained, torch.tensor(perm))]
    losses = [
        squared_error([(1 - t) * a + t * b for a, b in zip(trained, shuffled, strict=True)])
        for t in way
    ]
    ax.plot(way, losses, lw=2, label=f"to perm = {perm}")
ax.set(
    xlabel="way from the trained weights (0) to the shuffled ones (1)",
    ylabel="loss",
    title="Equally good at both ends, bad in between",
)
ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)
plt.show()

# %% [markdown]
# Both ends of every curve have the same small loss: they are the same function, written with other
# weights. Between them the loss is much larger. The average of two good networks need not be a
# good network, and a landscape with two equal valleys and a ridge between them cannot be convex.

# %% [markdown] tags=["written:equivalent-minima", "points:4"]
# **Written question (4 points).** A network has one hidden layer of $d$ units, and training has
# found a local minimum of its loss at the weights $(W_1, b_1, W_2)$. Show, in four to eight
# sentences, that the loss has at least $d!$ equivalent local minima. Say what you permute and why
# the output stays the same, why the permuted point is again a *minimum* and not just a point with
# the same loss, and when the $d!$ points are really different from one another. Write in the cell
# below.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point: names what moves together: for a permutation of the hidden units the rows of W₁, the
#   entries of b₁ and the columns of W₂.
# - 1 point: the output is a sum over the hidden units, and reordering the terms of a sum leaves it
#   as it is; so every input has the same output and the loss is the same.
# - 1 point: it is a local minimum again: the permutation maps weights near the one point to
#   weights near the other (it only reorders coordinates, so distances stay) with the same loss;
#   were there a lower point near the permuted one, permuting back would give a lower one near the
#   original.
# - 1 point: there are d! permutations, and they give d! different points when no two hidden units
#   have the same weights (row, bias and column); equal units give fewer distinct points. (For tanh
#   the signs of a unit may be flipped as well, 2^d more each: welcome, not needed.)
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:equivalent-minima"]
# *Double-click here and replace this line with your answer.*

# %% [markdown]
# ## 4. The signs of a random spectrum
#
# At a point where the gradient is zero the eigenvalues of the Hessian decide: all positive, a
# minimum; all negative, a maximum; both signs, a saddle. What should we expect in a high dimension?
# Nobody can picture a Hessian with a million rows, but we can draw random symmetric matrices and
# count signs.
#
# On a computer there is no sharp line between "zero" and "almost zero". The matrix
# $\begin{pmatrix} 1 & 1 \\ 1 & 1 \end{pmatrix}$ has the eigenvalues 0 and 2, but rounding may well
# turn the 0 into $-2 \cdot 10^{-16}$. We therefore count $\lambda$ as **zero when**
# $|\lambda| \le$ `tol`, as negative when $\lambda <$ −`tol` and as positive when $\lambda >$ `tol`.
#
# **Exercise `spectrum_signs`.** Write `spectrum_signs(M, tol)`. `M` is a batch of symmetric
# matrices, a float64 tensor of shape `(b, n, n)` with $b \ge 1$ and $n \ge 1$. Return the counts as
# an array of shape `(b, 3)`: row $k$ holds the numbers of **negative, zero and positive**
# eigenvalues of `M[k]`, in this order. A row sums to $n$.
#
# We use `tol` = $10^{-6}$, and matrices whose eigenvalues are 0 up to rounding, or well away from
# it.


# %% tags=["exercise:spectrum_signs"]
def spectrum_signs(M, tol):
    """Return the (b, 3) counts of negative, zero and positive eigenvalues of each matrix in M."""
    ### BEGIN SOLUTION
    eigenvalues = torch.linalg.eigvalsh(M)  # (b, n)
    negative = (eigenvalues < -tol).sum(dim=1)
    zero = (eigenvalues.abs() <= tol).sum(dim=1)
    positive = (eigenvalues > tol).sum(dim=1)
    return torch.stack([negative, zero, positive], dim=1)
    ### END SOLUTION


# %% tags=["check:spectrum_signs"]
# Visible check of spectrum_signs: a batch of two 3 × 3 matrices, and a batch of one.
for matrices, spectra, wanted in [
    (
        [
            [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, -2.0]],
            [[0.01, 0.02, 0.03], [0.02, 0.04, 0.06], [0.03, 0.06, 0.09]],
        ],
        ["-2, -1 and 1", "0, 0 and 0.14"],
        [[2, 0, 1], [0, 2, 1]],
    ),
    ([[[2.0, 3.0], [3.0, 2.0]]], ["-1 and 5"], [[1, 0, 1]]),
]:
    counts = spectrum_signs(torch.tensor(matrices, dtype=torch.float64), 1e-6)
    assert counts is not None, "spectrum_signs returned None: does it end with `return …`?"
    counts, shape = as_numbers(counts), (len(matrices), 3)
    assert counts.shape == shape, (
        f"a batch of {len(matrices)}: the shape should be {shape}, not {tuple(counts.shape)}"
    )
    for matrix, spectrum, got, row in zip(matrices, spectra, counts.tolist(), wanted):
        assert got == row, (
            f"{matrix} has the eigenvalues {spectrum}: the counts should be {row}, not {got}"
        )
print("spectrum_signs: the visible checks pass.")

# %% [markdown]
# Now draw symmetric matrices with Gaussian entries, 10 000 of each size, and ask for the share in
# which *all* eigenvalues are positive: the chance that a random stationary point is a minimum. Such
# a matrix and its negative are equally likely, so each eigenvalue is as likely positive as
# negative. Does that make the share $\frac{1}{2}$ for one, $\frac{1}{4}$ for two and $2^{-n}$ for
# $n$?

# %% tags=["plot"]
generator = torch.Generator().manual_seed(12)
sizes, draws = [1, 2, 3, 4], 10_000
shares = []
for n in sizes:
    A = torch.randn(draws, n, n, generator=generator, dtype=torch.float64)
    counts = as_numbers(spectrum_signs((A + A.transpose(1, 2)) / 2, 1e-6))
    shares.append((counts[:, 2] == n).double().mean().item())

exact = [1 / 2, (2 - math.sqrt(2)) / 4, (math.pi - 2 * math.sqrt(2)) / (4 * math.pi)]
fig, ax = plt.subplots(figsize=(6.5, 3.8), layout="constrained")
ax.semilogy(sizes, [2.0**-n for n in sizes], "--", color="0.5", label="the guess $2^{-n}$")
ax.semilogy(sizes[:3], exact, "s", ms=12, mfc="none", color="C3", label="exact, n ≤ 3")
ax.semilogy(sizes, shares, "o-", color="C0", label="your counts")
for n, share in zip(sizes, shares, strict=True):
    ax.annotate(f"{share:.4f}", (n, share), (-12, -6), textcoords="offset points", ha="right")
ax.set(
    xlabel="size $n$ of the matrix",
    ylabel="P(all eigenvalues > 0)",
    title="A random stationary point is rarely a minimum",
    xticks=sizes,
    xlim=(0.5, 4.3),
    ylim=(5e-4, 1.2),
)
ax.legend(loc="lower left")
plt.show()

# %% [markdown]
# The exact values are 0.5, 0.1464 and 0.0249 for $n$ = 1, 2 and 3: far below $\frac{1}{4}$ and
# $\frac{1}{8}$ from $n = 2$ on. The eigenvalues of one matrix are not independent coins. They repel
# each other, and a spread-out spectrum rarely fits on one side of zero. In high dimension almost
# every random stationary point is a saddle.

# %% [markdown] tags=["written:symmetric-spectrum", "points:3"]
# **Written question (3 points).** Let $M$ be a random symmetric matrix whose entries each have a
# distribution that is symmetric about 0, independently of one another, but not necessarily
# Gaussian. Pick one of its eigenvalues, $\lambda$, at random. Show that
# $P(\lambda > 0) = P(\lambda < 0)$. Then explain why this does **not** make $P(\lambda > 0)$ equal
# to a half, and give an example of such a random matrix for which it is less. (Your own
# `spectrum_signs` can help you look for one.) Write four to eight sentences in the cell below.
#
# === BEGIN MARK SCHEME ===
#
# - 1 point: −M has the same distribution as M, and its eigenvalues are those of M with the sign
#   turned; so P(λ > 0) = P(−λ > 0) = P(λ < 0).
# - 1 point: the three probabilities P(λ < 0), P(λ = 0) and P(λ > 0) add up to 1, so
#   P(λ > 0) = (1 − P(λ = 0)) / 2, which is a half only if zero has probability 0.
# - 1 point: an example with P(λ = 0) > 0, with a reason. For instance 2 × 2 with entries ±1: the
#   determinant M₁₁M₂₂ − 1 is 0 when the diagonal entries agree, half of the time, so
#   P(λ = 0) = 1/4 and P(λ > 0) = 3/8. Also: entries that are 0 with positive probability, or the
#   matrix that is always 0. Only saying that the eigenvalues depend on one another answers
#   another question (all of them positive) and earns nothing here.
#
# === END MARK SCHEME ===

# %% [markdown] tags=["answer:symmetric-spectrum"]
# *Double-click here and replace this line with your answer.*
