"""Hidden checks of `gradients`: activations, deep chains, permuted units, signs of spectra."""

import itertools
import math

import numpy as np
import pytest
import torch

from autograder.expect import array, close, fail, raises, require, sequence, untouched

# -- act_grad -----------------------------------------------------------------

RTOL = 1e-3  # 1 - tanh² in float32 errs up to 1e-4 of the answer at |x| = 4
# Beyond |x| = 5 the answers of float32 are rounded to multiples of 6e-8, whatever their size.
TAIL_ATOL = 1e-6

DERIVATIVE_HINT = "tanh' = 1 − tanh², σ' = σ·(1 − σ), relu' = 1 for x > 0 and 0 otherwise."


def true_act_grad(name, x):
    """The derivatives, by formulas that neither overflow nor cancel."""
    if name == "relu":
        return np.where(x > 0, 1.0, 0.0)
    scale = 2.0 if name == "tanh" else 1.0
    decay = np.exp(-scale * np.abs(x))
    return scale**2 * decay / (1 + decay) ** 2


def middle(rng, shape):
    """Points with 0.02 <= |x| <= 4: off relu's kink, so that difference quotients are exact."""
    return torch.tensor(rng.uniform(0.02, 4.0, shape) * rng.choice([-1.0, 1.0], shape))


@pytest.mark.exercise("act_grad")
@pytest.mark.points(2)
def test_derivatives_in_the_middle_range(student, rng):
    """The three derivatives between −4 and 4, in x's shape"""
    for name in ["tanh", "sigmoid", "relu"]:
        for shape in [(20,), (), (1,), (2, 3)]:
            x = middle(rng, shape)
            close(
                student.act_grad(name, x),
                true_act_grad(name, x.numpy()),
                f'act_grad("{name}", x) for x of shape {shape}',
                rtol=RTOL,
                hint=DERIVATIVE_HINT,
            )


@pytest.mark.exercise("act_grad")
@pytest.mark.points(1)
def test_tanh_is_flat_at_four(student):
    """tanh′(4) is small, but not zero"""
    hint = "1 − tanh(4)² = 0.00134095: small, and to be right to a thousandth of itself."
    x = torch.tensor([4.0, -4.0, 3.5, 1.0], dtype=torch.float64)
    close(
        student.act_grad("tanh", x),
        true_act_grad("tanh", x.numpy()),
        'act_grad("tanh", x) for x = 4, −4, 3.5, 1',
        rtol=RTOL,
        hint=hint,
    )


@pytest.mark.exercise("act_grad")
@pytest.mark.points(1)
def test_the_tails_are_finite(student):
    """Far out, up to ±1000, the derivatives are finite and right"""
    hint = "exp(1000) overflows, and inf/inf is nan: torch.sigmoid and torch.tanh know better."
    outside = [6.0, 7.0, 8.0, 10.0, 20.0, 100.0, 400.0, 1000.0]
    x = torch.tensor([-v for v in reversed(outside)] + outside, dtype=torch.float64)
    for name in ["tanh", "sigmoid", "relu"]:
        close(
            student.act_grad(name, x),
            true_act_grad(name, x.numpy()),
            f'act_grad("{name}", x) in the tails',
            rtol=RTOL,
            atol=TAIL_ATOL,
            hint=hint,
        )


@pytest.mark.exercise("act_grad")
@pytest.mark.points(0.5)
def test_relu_at_zero(student):
    """relu′(0) is 0 by convention"""
    for values in [[0.0, -1.0, 2.0, 0.0], 0.0, 1.5]:
        x = torch.tensor(values, dtype=torch.float64)
        close(
            student.act_grad("relu", x),
            true_act_grad("relu", x.numpy()),
            'act_grad("relu", x) around 0',
            rtol=RTOL,
            hint="At the kink the convention is 0: compare with x > 0, not with x >= 0.",
        )


@pytest.mark.exercise("act_grad")
@pytest.mark.points(0.5)
def test_an_unknown_name_is_refused(student):
    """An unknown name raises ValueError"""
    hint = 'Know the three names, and end with: raise ValueError(f"unknown activation {name!r}")'
    x = torch.tensor([-0.5, 0.5], dtype=torch.float64)
    for name in ["tanh", "sigmoid", "relu"]:  # refusing everything is worth nothing
        close(
            student.act_grad(name, x),
            true_act_grad(name, x.numpy()),
            f'act_grad("{name}", x)',
            rtol=RTOL,
            hint=DERIVATIVE_HINT,
        )
    for name in ["sin", "softplus", "relu6", ""]:
        with raises("ValueError", hint):
            student.act_grad(name, x)


# -- chain_grad ---------------------------------------------------------------

CHAIN_HINT = (
    "Each layer gives one factor w·tanh'(w·h), taken at the h that enters the layer; "
    "multiply them, and let h move on to tanh(w·h)."
)


def true_chain_grad(x0, weights):
    """The chain rule in floats; 1/cosh² does not cancel where tanh is flat."""
    h, slope = x0, 1.0
    for w in weights:
        slope *= w / math.cosh(w * h) ** 2
        h = math.tanh(w * h)
    return slope


def check_chain(student, x0, weights, hint=CHAIN_HINT):
    close(
        student.chain_grad(
            torch.tensor(x0, dtype=torch.float64), torch.tensor(weights, dtype=torch.float64)
        ),
        true_chain_grad(x0, weights),
        f"chain_grad(x0, weights) with {len(weights)} layers",
        rtol=RTOL,  # a float32 chain of 50 layers errs about 1e-4
        hint=hint,
    )


@pytest.mark.exercise("chain_grad")
@pytest.mark.points(2)
def test_random_chains(student, rng):
    """Random chains, with another weight in every layer"""
    for layers in [2, 3, 4, 6, 8]:
        weights = rng.uniform(0.4, 1.6, layers) * rng.choice([-1.0, 1.0], layers)
        if layers == 4 and weights.prod() > 0:
            weights[0] *= -1  # the answer's sign matters in at least one chain
        x0 = rng.uniform(0.3, 1.5) * rng.choice([-1.0, 1.0])
        check_chain(student, float(x0), weights.tolist())


@pytest.mark.exercise("chain_grad")
@pytest.mark.points(0.5)
def test_one_layer(student, rng):
    """One layer: w·tanh′(w·x0)"""
    for x0, w in [(0.5, 1.7), (-1.2, 0.6), (0.8, -1.1), (rng.uniform(0.3, 1.0), 1.4)]:
        check_chain(student, float(x0), [w])


@pytest.mark.exercise("chain_grad")
@pytest.mark.points(0.5)
def test_no_layer(student):
    """No layers: the output is the input, so the answer is 1"""
    hint = "With no layers h_L = x0, and the derivative of x0 to x0 is 1."
    for x0 in [0.7, 0.0, -2.0]:
        check_chain(student, x0, [], hint)
    # "Always 1" is worth nothing: one layer at 0 has the slope w.
    check_chain(student, 0.0, [0.5])


@pytest.mark.exercise("chain_grad")
@pytest.mark.points(1)
def test_fifty_layers(student):
    """Fifty layers: the gradient vanishes, and is still right"""
    hint = "Small is not zero: multiply the factors of the layers, without rounding or clipping."
    for x0, w in [(1.0, 1.0), (1.0, 2.0), (-0.6, 1.3), (0.4, 0.9)]:
        check_chain(student, x0, [w] * 50, hint)


@pytest.mark.exercise("chain_grad")
@pytest.mark.points(1)
def test_exploding_at_zero(student):
    """At x0 = 0 large weights make the gradient explode"""
    hint = "At h = 0 the slope of tanh is 1, so every layer multiplies the gradient by its weight."
    for weights in [[2.0] * 10, [-3.0] * 5, [1.5, -2.0, 4.0, 2.5, -3.0], [0.0, 2.0]]:
        check_chain(student, 0.0, weights, hint)


# -- permute_hidden -----------------------------------------------------------

MOVES_HINT = "A unit owns a row of W1, an entry of b1 and a column of W2; all three move with it."
WEIGHT_ATOL = 1e-5  # weights are only moved; this admits a detour through float32


def draw_network(rng, inputs, d, outputs):
    """W1, b1, W2 as float64 tensors whose entries are all different."""
    return tuple(
        torch.from_numpy(rng.uniform(-1.5, 1.5, shape))
        for shape in [(d, inputs), (d,), (outputs, d)]
    )


def draw_move(rng, d):
    """A permutation that is not the identity."""
    while True:
        perm = rng.permutation(d)
        if (perm != np.arange(d)).any():
            return torch.from_numpy(perm.astype(np.int64))


def take_apart(answer, old):
    """The answer's three arrays, once their shapes are known to be right."""
    parts = []
    for name, part, before in zip(
        ["W1", "b1", "W2"], sequence(answer, ["W1", "b1", "W2"]), old, strict=True
    ):
        values = array(part, f"the new {name}")
        if values.size == before.numel() == 1:
            values = values.reshape(tuple(before.shape))
        require(
            values.shape == tuple(before.shape),
            f"the new {name} has the wrong shape",
            f"shape {values.shape}",
            f"shape {tuple(before.shape)}",
        )
        parts.append(values)
    return parts


def outputs_of(parts, x, activation):
    W1, b1, W2 = parts
    return activation(x @ W1.T + b1) @ W2.T


def same_function(student, rng, weights, perm):
    """Call the student's function and ask that the new network computes what the old one did."""
    parts = take_apart(student.permute_hidden(*weights, perm), weights)
    x = rng.uniform(-1.0, 1.0, (6, weights[0].shape[1]))
    # relu beside tanh: turning signs leaves a tanh network alone but is no permutation.
    for name, activation in [("tanh", np.tanh), ("relu", lambda z: np.maximum(z, 0.0))]:
        close(
            outputs_of(parts, x, activation),
            outputs_of([w.numpy() for w in weights], x, activation),
            f"the output of the new network (with {name})",
            atol=1e-4,  # sums of up to 7 weights, each possibly rounded to float32
            hint=MOVES_HINT,
        )
    return parts


def moved(parts, weights):
    """Whether any weight of the new network differs from the old one's."""
    return any(np.abs(p - w.numpy()).max() > 1e-3 for p, w in zip(parts, weights, strict=True))


SIZES = [(2, 3, 1), (3, 3, 3), (5, 4, 2), (1, 7, 3)]  # inputs, d, outputs


@pytest.mark.exercise("permute_hidden")
@pytest.mark.points(2)
def test_same_outputs_with_other_weights(student, rng):
    """The weights change, the outputs do not"""
    for inputs, d, outputs in SIZES:
        weights = draw_network(rng, inputs, d, outputs)
        parts = same_function(student, rng, weights, draw_move(rng, d))
        require(
            moved(parts, weights),
            "the new network has the same weights as the old one",
            "no unit moved",
            "units in the order of perm",
            "This perm is not the identity, so some unit must move.",
        )


@pytest.mark.exercise("permute_hidden")
@pytest.mark.points(1)
def test_unit_i_is_old_unit_perm_i(student, rng):
    """Unit i of the new network is unit perm[i] of the old one"""
    hint = "new[i] = old[perm[i]]; the other way round, new[perm[i]] = old[i], is the inverse."
    cases = [(2, [1, 2, 0], 1), (3, [2, 0, 1], 3), (4, [3, 0, 2, 1], 2), (2, [0], 2)]
    for inputs, perm, outputs in cases:
        weights = draw_network(rng, inputs, len(perm), outputs)
        parts = take_apart(student.permute_hidden(*weights, torch.tensor(perm)), weights)
        W1, b1, W2 = (w.numpy() for w in weights)
        wanted = [W1[perm], b1[perm], W2[:, perm]]
        for name, part, truth in zip(["W1", "b1", "W2"], parts, wanted, strict=True):
            close(part, truth, f"the new {name} for perm = {perm}", atol=WEIGHT_ATOL, hint=hint)


@pytest.mark.exercise("permute_hidden")
@pytest.mark.points(1)
def test_twenty_four_networks(student, rng):
    """Four hidden units make 4! = 24 different networks with the same outputs"""
    weights = draw_network(rng, 2, 4, 2)
    found = []
    for perm in itertools.permutations(range(4)):
        parts = same_function(student, rng, weights, torch.tensor(perm))
        found.append(np.concatenate([p.reshape(-1) for p in parts]))
    for one, other in itertools.combinations(found, 2):
        if np.abs(one - other).max() < 1e-3:
            fail(
                "two permutations give the same network",
                "fewer than 24 networks",
                "24 different networks",
                "Every permutation puts the units in another order.",
            )


@pytest.mark.exercise("permute_hidden")
@pytest.mark.points(1)
def test_arguments_are_left_as_they_were(student, rng):
    """permute_hidden leaves its four arguments untouched"""
    for inputs, d, outputs in [(2, 4, 1), (3, 5, 2)]:
        weights = draw_network(rng, inputs, d, outputs)
        # Leaving the arguments alone is worth nothing unless the units moved, and moved whole.
        parts = same_function(student, rng, weights, draw_move(rng, d))
        untouched(student)
        require(
            moved(parts, weights),
            "the new network has the same weights as the old one",
            "no unit moved",
            "units in the order of perm",
        )


# -- spectrum_signs -----------------------------------------------------------

TOL = 1e-6
SIGNS_HINT = (
    "Count, for each matrix, the eigenvalues λ < −tol, |λ| <= tol and λ > tol, in this order."
)


def with_spectrum(rng, eigenvalues):
    """A batch of symmetric matrices with these eigenvalues (b, n), in random directions."""
    b, n = eigenvalues.shape
    q, _ = np.linalg.qr(rng.normal(size=(b, n, n)))
    M = (q * eigenvalues[:, None, :]) @ q.transpose(0, 2, 1)
    return torch.from_numpy((M + M.transpose(0, 2, 1)) / 2)


def draw_eigenvalues(rng, b, n):
    """Eigenvalues with 0.2 <= |λ| <= 3 and random signs."""
    return rng.uniform(0.2, 3.0, (b, n)) * rng.choice([-1.0, 1.0], (b, n))


def count_signs(eigenvalues):
    return np.stack([(np.sign(eigenvalues) == s).sum(axis=1) for s in (-1, 0, 1)], axis=1)


def check_signs(student, M, wanted, hint=SIGNS_HINT):
    close(
        student.spectrum_signs(M, TOL),
        wanted,
        f"spectrum_signs(M, tol) for M of shape {tuple(M.shape)}",
        atol=1e-6,  # counts are whole numbers; floats may hold them
        hint=hint,
    )


@pytest.mark.exercise("spectrum_signs")
@pytest.mark.points(1)
def test_diagonal_matrices(student):
    """Diagonal matrices, whose eigenvalues can be read off"""
    for rows in [
        [[-2.0, 0.0, 3.0, 1.0], [5.0, 0.5, 0.25, 2.0]],
        [[-1.0, -4.0], [0.0, -0.5], [0.0, 0.0], [2.0, 0.0], [0.3, -0.3]],
    ]:
        eigenvalues = torch.tensor(rows, dtype=torch.float64)
        check_signs(student, torch.diag_embed(eigenvalues), count_signs(eigenvalues.numpy()))


@pytest.mark.exercise("spectrum_signs")
@pytest.mark.points(2)
def test_random_spectra(student, rng):
    """Random symmetric matrices of several sizes"""
    hint = "Signs on the diagonal, or of the determinant, don't decide: the eigenvalues do."
    for b, n in [(6, 2), (3, 3), (5, 4), (1, 6), (2, 7)]:
        eigenvalues = draw_eigenvalues(rng, b, n)
        check_signs(student, with_spectrum(rng, eigenvalues), count_signs(eigenvalues), hint)


@pytest.mark.exercise("spectrum_signs")
@pytest.mark.points(1)
def test_minus_m_mirrors(student, rng):
    """−M has M's counts in reverse order"""
    eigenvalues = draw_eigenvalues(rng, 5, 4)
    eigenvalues[0] = [-1.0, -1.0, -1.0, 3.0]
    M = with_spectrum(rng, eigenvalues)
    M[0] = 1.0 - torch.eye(4)  # lopsided for certain, and its diagonal tells nothing
    wanted = count_signs(eigenvalues)
    check_signs(student, M, wanted)
    check_signs(student, -M, wanted[:, ::-1], "−M has the eigenvalues −λ: the counts mirror.")


@pytest.mark.exercise("spectrum_signs")
@pytest.mark.points(1.5)
def test_rank_one_and_zero_matrices(student, rng):
    """Eigenvalues that are zero up to rounding count as zero"""
    hint = "Rounding turns a zero eigenvalue into ±1e-17: compare with tol, not with 0."
    check_signs(student, torch.zeros(2, 3, 3, dtype=torch.float64), [[0, 3, 0]] * 2, hint)
    check_signs(student, torch.ones(2, 2, 2, dtype=torch.float64), [[0, 1, 1]] * 2, hint)
    for b, n in [(6, 3), (4, 4), (3, 6)]:
        eigenvalues = np.zeros((b, n))
        # At most 1 in size: float32 then errs about 1e-7, well inside tol.
        eigenvalues[:, 0] = rng.uniform(0.3, 1.0, b) * np.where(np.arange(b) % 2, -1.0, 1.0)
        check_signs(student, with_spectrum(rng, eigenvalues), count_signs(eigenvalues), hint)
    eigenvalues[:, 1:3] = [0.5, -0.7]  # rank three
    check_signs(student, with_spectrum(rng, eigenvalues), count_signs(eigenvalues), hint)


@pytest.mark.exercise("spectrum_signs")
@pytest.mark.points(0.5)
def test_one_by_one_matrices(student):
    """1 × 1 matrices: the entry is the eigenvalue"""
    for values in [[-2.0, 0.0, 0.3, 5.0], [-0.4], [0.0]]:
        eigenvalues = np.array(values)[:, None]
        M = torch.from_numpy(eigenvalues)[:, :, None]
        check_signs(student, M, count_signs(eigenvalues), "Keep the shape (b, 3), also for b = 1.")
