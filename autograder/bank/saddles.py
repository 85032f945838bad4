"""Known answers to `saddles`: right ones the checks must accept, wrong ones they must catch.

Each cell is what a student's solution cell would hold.  `loses` is the least a
wrong answer must lose; `hint` names the misconception to the student.
"""

# %% right escape_direction — torch's eigh, the first column
def escape_direction(H):
    eigenvalues, eigenvectors = torch.linalg.eigh(H)
    if eigenvalues[0] >= -1e-6:
        return None
    return eigenvectors[:, 0]


# %% right escape_direction — numpy's eigh, an ndarray comes back
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    if w.min() < -1e-6:
        return V[:, w.argmin()]


# %% right escape_direction — the general eigensolver, sorted by hand
def escape_direction(H):
    w, V = torch.linalg.eig(H)
    w, V = w.real, V.real
    i = int(torch.argmin(w))
    if w[i] < -1e-6:
        v = V[:, i]
        return v / torch.norm(v)
    return None


# %% right escape_direction — float32 inside, a list comes back
def escape_direction(H):
    w, V = torch.linalg.eigh(H.to(torch.float32))
    return [float(c) for c in V.T[0]] if float(w[0]) < -1e-6 else None


# %% right escape_direction — eigh of -H, the last column with the sign turned
def escape_direction(H):
    w, V = np.linalg.eigh(-np.asarray(H))
    if w[-1] <= 1e-6:
        return None
    return torch.from_numpy(-V[:, -1].copy())


# %% right escape_direction — power iteration on c·I - H
def escape_direction(H):
    n = H.shape[0]
    c = torch.linalg.norm(H) + 1
    A = c * torch.eye(n, dtype=H.dtype) - H
    g = torch.Generator().manual_seed(0)
    v = torch.randn(n, generator=g, dtype=H.dtype)
    for _ in range(400):
        v = A @ v
        v = v / v.norm()
    return v if v @ H @ v < -1e-6 else None


# %% right escape_direction — gradient descent on the curvature vᵀHv over unit vectors
def escape_direction(H):
    H = H.detach().clone()
    v = torch.from_numpy(np.random.default_rng(1).normal(size=len(H)))
    v = v / v.norm()
    for _ in range(600):
        u = v.clone().requires_grad_(True)
        (g,) = torch.autograd.grad((u @ H @ u) / (u @ u), u)
        v = v - 0.08 * g
        v = v / v.norm()
    if (v @ H @ v).item() < -1e-6:
        return v
    return None


# %% right escape_direction — the singular vectors of a shifted matrix
def escape_direction(H):
    A = H.numpy()
    shift = np.abs(A).sum() + 1.0
    U, s, Vt = np.linalg.svd(shift * np.eye(len(A)) - A)
    v = Vt[0]
    return v if shift - s[0] < -1e-6 else None


# %% right escape_direction — the null space of H - λI
def escape_direction(H):
    lam = torch.linalg.eigvalsh(H)[0]
    if not lam < -1e-6:
        return None
    _, _, Vh = torch.linalg.svd(H - lam * torch.eye(len(H), dtype=H.dtype))
    return Vh[-1]


# %% right escape_direction — Jacobi rotations by hand
def escape_direction(H):
    A = [[float(x) for x in row] for row in H]
    n = len(A)
    V = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(30):
        for p in range(n):
            for q in range(p + 1, n):
                if abs(A[p][q]) < 1e-15:
                    continue
                t = 0.5 * math.atan2(2 * A[p][q], A[q][q] - A[p][p])
                c, s = math.cos(t), math.sin(t)
                for M in (A, V):
                    for k in range(n):
                        M[k][p], M[k][q] = c * M[k][p] - s * M[k][q], s * M[k][p] + c * M[k][q]
                for k in range(n):
                    A[p][k], A[q][k] = c * A[p][k] - s * A[q][k], s * A[p][k] + c * A[q][k]
    low = min(range(n), key=lambda i: A[i][i])
    if A[low][low] >= -1e-6:
        return None
    return [V[k][low] for k in range(n)]


# %% right escape_direction — a heat flow exp(-tH) from a random start
def escape_direction(H):
    if torch.linalg.eigvalsh(H).min() >= -1e-6:
        return None
    v = torch.matrix_exp(-4 * H) @ torch.cos(torch.arange(1.0, len(H) + 1)).double()
    for _ in range(5):
        v = torch.matrix_exp(-4 * H) @ (v / v.norm())
    return v / v.norm()


# %% right escape_direction — inverse iteration just below the lowest eigenvalue
def escape_direction(H):
    low = torch.linalg.eigvalsh(H).min().item()
    if low > -1e-6:
        return None
    v = torch.linspace(1, 2, len(H), dtype=H.dtype)
    for _ in range(20):
        v = torch.linalg.solve(H - (low - 1e-4) * torch.eye(len(H), dtype=H.dtype), v)
        v = v / torch.linalg.vector_norm(v)
    return v


# %% right escape_direction — a small class and a loop over all pairs
class Pair:
    def __init__(self, value, vector):
        self.value, self.vector = value, vector


def escape_direction(H):
    values, vectors = torch.linalg.eigh(H, UPLO="U")
    pairs = [Pair(v.item(), vectors[:, i]) for i, v in enumerate(values)]
    down = [p for p in pairs if p.value < -1e-6]
    return min(down, key=lambda p: p.value).vector.numpy() if down else None


# %% wrong escape_direction — a row instead of a column
# loses: 4
# hint: eigh puts the eigenvectors into the columns: take vectors[:, i], not vectors[i].
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[0] if w[0] < -1e-6 else None


# %% wrong escape_direction — the eigenvalue of largest magnitude
# loses: 4
# hint: The steepest curvature may lead up. The way down has the lowest eigenvalue, sign included.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    i = w.abs().argmax()
    return V[:, i] if w[0] < -1e-6 else None


# %% wrong escape_direction — the highest eigenvalue
# loses: 4
# hint: eigh sorts from low to high: the first eigenvector leads down, the last one up.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, -1] if w[0] < -1e-6 else None


# %% wrong escape_direction — never None
# loses: 1
# hint: The lowest eigenvalue may be positive: a bowl has no way down, and the answer is None.
def escape_direction(H):
    return torch.linalg.eigh(H)[1][:, 0]


# %% wrong escape_direction — always None
# loses: 5
# hint: None is for bowls only. A saddle has a direction that leads down.
def escape_direction(H):
    return None


# %% wrong escape_direction — any eigenvalue below zero counts
# loses: 1
# hint: A computed zero may be -1e-17. Only eigenvalues below -1e-6 count as negative.
# hidden: It needs a zero that rounding has moved below 0; that of the visible check is exact.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if w[0] < 0 else None


# %% wrong escape_direction — the threshold is far too large
# loses: 1
# hint: Curvature below -1e-6 counts, however faint. A threshold of 1e-2 misses gentle saddles.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if w[0] < -1e-2 else None


# %% wrong escape_direction — the sign of the threshold is lost
# loses: 1
# hint: The threshold is -1e-6. With +1e-6 a flat direction already passes for a way down.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if w[0] < 1e-6 else None


# %% wrong escape_direction — scaled by the eigenvalue
# loses: 4
# hint: A unit vector was asked for: its length is 1, whatever the curvature is.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return w[0] * V[:, 0] if w[0] < -1e-6 else None


# %% wrong escape_direction — scaled so that the largest entry is 1
# loses: 3
# hint: Length 1 means that the squares of the entries sum to 1, not that the largest entry is 1.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    v = V[:, 0] / V[:, 0].abs().max()
    return v if w[0] < -1e-6 else None


# %% wrong escape_direction — reads the diagonal only
# loses: 3
# hint: The diagonal tells the curvature along the axes; xy has a zero diagonal and is a saddle.
def escape_direction(H):
    d = torch.diagonal(H)
    if d.min() >= -1e-6:
        return None
    v = torch.zeros(len(H), dtype=H.dtype)
    v[d.argmin()] = 1.0
    return v


# %% wrong escape_direction — the determinant decides
# loses: 3
# hint: det H is the product of all eigenvalues: two negative ones give a positive determinant.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if torch.linalg.det(H) < -1e-6 else None


# %% wrong escape_direction — the trace decides
# loses: 4
# hint: The trace is the sum of the eigenvalues: one large positive one hides a way down.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if torch.trace(H) < -1e-6 else None


# %% wrong escape_direction — None as soon as one direction leads up
# loses: 4
# same: always None
# hint: One negative eigenvalue is enough for a way down; the others may be positive.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if (w < -1e-6).all() else None


# %% wrong escape_direction — the least negative of the negative ones
# loses: 1.5
# hint: Several directions lead down: take the lowest eigenvalue, not the one closest to zero.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    down = (w < -1e-6).nonzero().flatten()
    return V[:, down[-1]] if len(down) else None


# %% wrong escape_direction — the sum of all ways down
# loses: 1.5
# hint: One vector was asked for, the lowest; a mix of several has a higher curvature.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    if w[0] >= -1e-6:
        return None
    v = V[:, w < -1e-6].sum(dim=1)
    return v / v.norm()


# %% wrong escape_direction — the first negative one of an unsorted solver
# loses: 1
# hint: eig does not sort. Look for the lowest eigenvalue with argmin.
def escape_direction(H):
    w, V = np.linalg.eig(H.numpy())
    for i in range(len(w)):
        if w[i] < -1e-6:
            return V[:, i]
    return None


# %% wrong escape_direction — shifts H in place
# loses: 0.5
# hint: H.sub_(…) and H -= … change the caller's matrix; work on H.clone().
def escape_direction(H):
    c = float(H.abs().sum()) + 1.0
    H -= c * torch.eye(len(H), dtype=H.dtype)
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if w[0] + c < -1e-6 else None


# %% wrong escape_direction — switches gradients on for H
# loses: 0.5
# hint: requires_grad_ changes the caller's tensor; use H.clone() or leave gradients out of it.
def escape_direction(H):
    H.requires_grad_(True)
    w, V = torch.linalg.eigh(H)
    return V[:, 0].detach() if w[0] < -1e-6 else None


# %% wrong escape_direction — a zero vector instead of None
# loses: 1
# hint: Where nothing leads down the answer is None, not a vector of zeros.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, 0] if w[0] < -1e-6 else torch.zeros(len(H))


# %% wrong escape_direction — the eigenvalue instead of the eigenvector
# loses: 4
# hint: The eigenvalue says how steep it is; the direction is the eigenvector.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return w[0] if w[0] < -1e-6 else None


# %% wrong escape_direction — only two dimensions
# loses: 4
# hint: H may have any size from 1 × 1 up; a formula for 2 × 2 does not carry over.
def escape_direction(H):
    a, b, d = H[0, 0], H[0, 1], H[1, 1]
    low = (a + d) / 2 - torch.sqrt(((a - d) / 2) ** 2 + b**2)
    if low >= -1e-6:
        return None
    t = 0.5 * torch.atan2(2 * b, a - d) + torch.pi / 2
    return torch.stack([torch.cos(t), torch.sin(t)])


# %% wrong escape_direction — the vectors of the visible checks
# loses: 4
# hint: The direction must be computed from H; the examples are only two of many.
def escape_direction(H):
    if H[0, 0] > 0 and H[1, 1] > 0:
        return None
    if H[0, 0] == 0:
        return torch.tensor([0.5**0.5, -(0.5**0.5)])
    return torch.tensor([0.0, 1.0])


# %% wrong escape_direction — the smallest magnitude
# loses: 3.5
# hint: The lowest eigenvalue is the most negative one, not the one closest to zero.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, w.abs().argmin()] if w[0] < -1e-6 else None


# %% wrong escape_direction — always the last axis
# loses: 4
# hint: In x² - y² the way down is y, but elsewhere it may be any direction: ask the eigenvectors.
def escape_direction(H):
    if torch.linalg.eigvalsh(H)[0] >= -1e-6:
        return None
    return torch.eye(len(H), dtype=H.dtype)[-1]


# %% wrong escape_direction — a column matrix of shape (n, 1)
# loses: 4
# hint: v has shape (n,): index the column with vectors[:, 0], or flatten it.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    return V[:, [0]] if w[0] < -1e-6 else None


# %% wrong escape_direction — prints instead of returning
# loses: 5
# same: always None
# hint: print shows a value, return hands it over. The function must end with return.
def escape_direction(H):
    w, V = torch.linalg.eigh(H)
    v = V[:, 0]


# %% wrong escape_direction — looks along the first five axes
# loses: 2.5
# hint: H may have any size: its lowest eigenvalue needs all rows and columns.
# hidden: Only the hidden checks have Hessians of more than five rows.
def escape_direction(H):
    values, vectors = torch.linalg.eigh(H[:5, :5])
    return vectors[:, 0] if values[0] < -1e-6 else None


# %% right steps_to_escape — a loop, the gradient written out
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = y0, 0
    while abs(y) < radius:
        gradient = -2 * y
        y -= lr * gradient
        n += 1
    return n


# %% right steps_to_escape — the logarithm formula
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, math.ceil(math.log(radius / abs(y0)) / math.log1p(2 * lr)))


# %% right steps_to_escape — numpy's logarithms, a float comes back
def steps_to_escape(y0, lr, radius):
    with np.errstate(divide="ignore"):
        n = np.ceil((np.log(radius) - np.log(np.abs(y0))) / np.log(1 + 2 * lr))
    return np.maximum(n, 0.0)


# %% right steps_to_escape — autograd on both coordinates
def steps_to_escape(y0, lr, radius):
    if y0 == 0.0:
        return float("inf")
    p = torch.tensor([0.0, y0], dtype=torch.float64)
    n = 0
    while p[1].abs() < radius:
        p.requires_grad_(True)
        (g,) = torch.autograd.grad(saddle(p[0], p[1]), p)
        p = (p - lr * g).detach()
        n += 1
    return n


# %% right steps_to_escape — recursion
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return 1 + steps_to_escape(y0 * (1 + 2 * lr), lr, radius)


# %% right steps_to_escape — itertools over the whole path
import itertools


def steps_to_escape(y0, lr, radius):
    if not y0:
        return math.inf
    path = itertools.accumulate(itertools.repeat(1 + 2 * lr), lambda y, k: y * k, initial=abs(y0))
    return next(n for n, y in enumerate(path) if y >= radius)


# %% right steps_to_escape — float32 tensors, a tensor comes back
def steps_to_escape(y0, lr, radius):
    y = torch.tensor(abs(y0))
    n = torch.tensor(0.0)
    if y == 0:
        return torch.tensor(torch.inf)
    while y < radius:
        y = y + 2 * lr * y
        n += 1
    return n


# %% right steps_to_escape — a table of powers and argmax
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return np.inf
    ys = abs(y0) * (1 + 2 * lr) ** np.arange(2000.0)
    return np.argmax(ys >= radius)


# %% right steps_to_escape — a long loop that gives up and says never
def steps_to_escape(y0, lr, radius):
    y = y0
    for n in range(100_000):
        if y >= radius or y <= -radius:
            return n
        y = y + 2 * lr * y
    return math.inf


# %% right steps_to_escape — doubling and bisection on the exponent
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    out = lambda n: abs(y0) * (1 + 2 * lr) ** n >= radius
    hi = 1
    while not out(hi):
        hi *= 2
    lo = 0
    while lo < hi:
        mid = (lo + hi) // 2
        lo, hi = (lo, mid) if out(mid) else (mid + 1, hi)
    return lo


# %% right steps_to_escape — decimal arithmetic in a small class
from decimal import Decimal


class Ball:
    def __init__(self, y):
        self.y, self.steps = Decimal(y), 0

    def step(self, lr):
        self.y += 2 * Decimal(lr) * self.y
        self.steps += 1


def steps_to_escape(y0, lr, radius):
    ball = Ball(y0)
    if ball.y == 0:
        return math.inf
    while abs(ball.y) < Decimal(radius):
        ball.step(lr)
    return [ball.steps]


# %% right steps_to_escape — walks back from the radius
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    n = 0
    while radius > abs(y0):
        radius /= 1 + 2 * lr
        n += 1
    return n


# %% right steps_to_escape — central differences for the slope
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = abs(y0), 0
    while y < radius:
        h = 1e-3 * y
        y = y - lr * (saddle(0.0, y + h) - saddle(0.0, y - h)) / (2 * h)
        n += 1
    return n


# %% wrong steps_to_escape — the 2 of the derivative is missing
# loses: 5
# hint: The derivative of -y² is -2y, so a step multiplies y by 1 + 2·lr, not by 1 + lr.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = abs(y0), 0
    while y < radius:
        y *= 1 + lr
        n += 1
    return n


# %% wrong steps_to_escape — y shrinks as if it were a bowl
# loses: 5
# hint: Along y the saddle falls away: minus times minus makes y grow by 1 + 2·lr.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y = y0
    for n in range(2000):
        if abs(y) >= radius:
            return n
        y = y - lr * (2 * y)
    return math.inf


# %% wrong steps_to_escape — rounds down
# loses: 5
# hint: After 37.9 steps it is not yet out: round up, not down.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, math.floor(math.log(radius / abs(y0)) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — rounds to the nearest
# loses: 3.5
# hint: A part of a step does not exist: the first step beyond the radius counts, so round up.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, round(math.log(radius / abs(y0)) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — one step too many
# loses: 5
# hint: Count a step when you take it; the start itself is step 0.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = abs(y0), 1
    while y < radius:
        y *= 1 + 2 * lr
        n += 1
    return n


# %% wrong steps_to_escape — always takes a first step
# loses: 0.5
# hint: Test before the step: a start outside the radius needs none.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = y0, 0
    while True:
        y *= 1 + 2 * lr
        n += 1
        if abs(y) >= radius:
            return n


# %% wrong steps_to_escape — the edge does not count as outside
# loses: 0.5
# hint: |y| >= radius is outside, so a start exactly on the edge needs 0 steps.
# hidden: A start exactly on the edge is left to the hidden checks.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = abs(y0), 0
    while y <= radius:
        y *= 1 + 2 * lr
        n += 1
    return n


# %% wrong steps_to_escape — the logarithm of a negative number
# loses: 1
# hint: y0 may be negative: take its magnitude before the logarithm.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, math.ceil(math.log(radius / y0) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — a negative y0 counts as inside for ever
# loses: 1
# hint: A negative y runs away downwards: compare |y|, not y, with the radius.
def steps_to_escape(y0, lr, radius):
    y = y0
    for n in range(5000):
        if y >= radius:
            return n
        y *= 1 + 2 * lr
    return math.inf


# %% wrong steps_to_escape — a negative number of steps when outside
# loses: 0.5
# hint: Outside the radius the logarithm is negative; the answer there is 0.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr))


# %% wrong steps_to_escape — no case for y0 = 0
# loses: 1
# hint: From y0 = 0 the ball never leaves; answer math.inf before dividing or looping.
def steps_to_escape(y0, lr, radius):
    return max(0, math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — 0 steps from the saddle itself
# loses: 1
# hint: From y0 = 0 it takes for ever, not no time at all: math.inf.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return 0
    return max(0, math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — None from the saddle itself
# loses: 1
# hint: The answer for y0 = 0 is the number math.inf, not None.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return None
    return max(0, math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — nearly zero counts as zero
# loses: 1
# hint: Only exactly 0 stays for ever; a start of 1e-12 leaves after 152 steps.
def steps_to_escape(y0, lr, radius):
    if abs(y0) < 1e-8:
        return math.inf
    return max(0, math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — gives up after 100 steps
# loses: 2
# hint: Slow is not never: any y0 other than 0 escapes, so do not stop the loop early.
def steps_to_escape(y0, lr, radius):
    y = abs(y0)
    for n in range(100):
        if y >= radius:
            return n
        y *= 1 + 2 * lr
    return math.inf


# %% wrong steps_to_escape — the time of a smooth flow
# loses: 4.5
# hint: exp(2·lr) is not 1 + 2·lr: steps are finite, and divide by log(1 + 2·lr).
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, math.ceil(math.log(radius / abs(y0)) / (2 * lr)))


# %% wrong steps_to_escape — constant speed
# loses: 5
# hint: The speed grows with y: each step multiplies, it does not add the same amount.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, math.ceil((radius - abs(y0)) / (2 * lr * abs(y0))))


# %% wrong steps_to_escape — the radius is taken to be 1
# loses: 4
# hint: The radius is an argument; 1.0 is only the example.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = abs(y0), 0
    while y < 1.0:
        y *= 1 + 2 * lr
        n += 1
    return n


# %% wrong steps_to_escape — the learning rate is taken to be 0.1
# loses: 4.5
# hint: The learning rate is an argument; 0.1 is only the example.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = abs(y0), 0
    while y < radius:
        y *= 1.2
        n += 1
    return n


# %% wrong steps_to_escape — compares the square of y
# loses: 4
# hint: |y| is compared with the radius, not y² with it.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = y0, 0
    while y * y < radius:
        y *= 1 + 2 * lr
        n += 1
    return n


# %% wrong steps_to_escape — the distance travelled instead of the place
# loses: 4
# hint: |y| itself must reach the radius, not its distance from the start.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = y0, 0
    while abs(y - y0) < radius:
        y *= 1 + 2 * lr
        n += 1
    return n


# %% wrong steps_to_escape — a fraction of a step
# loses: 5
# hint: A whole number of steps was asked for: round up.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, math.log(radius / abs(y0)) / math.log(1 + 2 * lr))


# %% wrong steps_to_escape — returns y instead of the count
# loses: 5
# hint: Return how many steps it took, not where the ball has got to.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y = y0
    while abs(y) < radius:
        y *= 1 + 2 * lr
    return y


# %% wrong steps_to_escape — the values of the visible checks
# loses: 5
# hint: The number must be computed from the three arguments; the examples are only two of many.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return 38 if y0 == 1e-3 else 2


# %% wrong steps_to_escape — always inf
# loses: 6
# hint: The ball does not balance for ever: any y0 other than 0 grows at each step.
def steps_to_escape(y0, lr, radius):
    return math.inf


# %% wrong steps_to_escape — mixed bases of logarithms
# loses: 5
# hint: Both logarithms need the same base; log10 over log is not a number of steps.
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return max(0, math.ceil(math.log10(radius / abs(y0)) / math.log(1 + 2 * lr)))


# %% wrong steps_to_escape — gives up after five hundred steps
# loses: 1.5
# hint: Only y0 = 0 never escapes: with a small lr it may take thousands of steps.
# hidden: Only the hidden checks have an escape that takes so long.
def steps_to_escape(y0, lr, radius):
    y = abs(y0)
    for steps in range(500):
        if y >= radius:
            return steps
        y = y * (1 + 2 * lr)
    return math.inf


# %% right perturbed_gd — a push before every step
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    p = p0.clone().detach()
    for _ in range(steps):
        p = (p + radius * torch.randn(p.shape, generator=g)).requires_grad_()
        fn(p).backward()
        p = (p - lr * p.grad).detach()
    return p


# %% right perturbed_gd — a push after every step, the last one included
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p = p0.detach().clone()
    slope = torch.func.grad(fn)
    for _ in range(steps):
        p = p - lr * slope(p)
        p = p + torch.from_numpy(rng.normal(0.0, 1.0, p.shape)) * radius
    return p


# %% right perturbed_gd — one push at the start
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    torch.manual_seed(seed)
    p = p0 + radius * torch.randn_like(p0)
    for _ in range(steps):
        q = p.detach().requires_grad_(True)
        p = q - lr * torch.autograd.grad(fn(q), q)[0]
    return p.detach()


# %% right perturbed_gd — noise on the gradient
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        q = p.clone().requires_grad_()
        (g,) = torch.autograd.grad(fn(q), q)
        noise = radius * torch.randn(p.shape, generator=gen, dtype=torch.float64)
        p = p - lr * (g + noise)
    return p


# %% right perturbed_gd — only where the gradient is small, then a pause
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p, last = p0.detach().clone(), -1000
    for t in range(steps):
        q = p.clone().requires_grad_(True)
        (g,) = torch.autograd.grad(fn(q), q)
        if g.norm() < 1e-3 and t - last > 60:
            xi = torch.randn(p.shape, generator=gen, dtype=p.dtype)
            p, last = p + radius * xi / xi.norm(), t
            q = p.clone().requires_grad_(True)
            (g,) = torch.autograd.grad(fn(q), q)
        p = p - lr * g
    return p


# %% right perturbed_gd — along the negative curvature
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p = p0.detach().clone()
    grad, hess = torch.func.grad(fn), torch.func.hessian(fn)
    for _ in range(steps):
        g = grad(p)
        if g.norm() < 1e-4:
            w, V = torch.linalg.eigh(hess(p))
            if w[0] < -1e-6:
                v = V[:, 0] * torch.sign(V[:, 0][V[:, 0].abs().argmax()])
                p = p + radius * rng.choice([-1.0, 1.0]) * v
                g = grad(p)
        p = p - lr * g
    return p


# %% right perturbed_gd — a push now and then, in the first half
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for step in range(steps):
        if step % 50 == 0 and step <= steps // 2:
            p = p + radius * (2 * torch.rand(len(p), generator=gen, dtype=torch.float64) - 1)
        p = p.requires_grad_()
        loss = fn(p)
        loss.backward()
        with torch.no_grad():
            p = p - lr * p.grad
    return p.detach().numpy()


# %% right perturbed_gd — torch.optim.SGD
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = torch.nn.Parameter(p0.detach().clone())
    optimizer = torch.optim.SGD([p], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            p.add_(radius * torch.randn(p.shape, generator=gen, dtype=p.dtype))
        optimizer.zero_grad()
        fn(p).backward()
        optimizer.step()
    return p


# %% right perturbed_gd — numpy and central differences
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.RandomState(seed)
    p = p0.numpy().copy()
    h = 1e-5
    for _ in range(steps):
        p = p + radius * rng.uniform(-1, 1, p.shape)
        g = np.zeros_like(p)
        for i in range(len(p)):
            e = np.zeros_like(p)
            e[i] = h
            up, down = fn(torch.from_numpy(p + e)), fn(torch.from_numpy(p - e))
            g[i] = (float(up) - float(down)) / (2 * h)
        p = p - lr * g
    return p


# %% right perturbed_gd — the standard library's random, a list comes back
import random


def perturbed_gd(fn, p0, lr, steps, radius, seed):
    dice = random.Random(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        noise = [dice.gauss(0.0, radius) for _ in range(len(p))]
        q = (p + torch.tensor(noise, dtype=torch.float64)).requires_grad_(True)
        (g,) = torch.autograd.grad(fn(q), q)
        p = q.detach() - lr * g
    return p.tolist()


# %% right perturbed_gd — noise that fades
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p = torch.clone(p0).detach()
    for t in range(steps):
        g = torch.func.jacrev(fn)(p)
        p = p - lr * g + radius / (1 + t) * torch.from_numpy(rng.standard_normal(len(p)))
    return p


# %% right perturbed_gd — pushes of fixed length, every hundredth step
class Walker:
    def __init__(self, fn, p0, lr, seed):
        self.fn, self.p, self.lr = fn, p0.detach().clone(), lr
        self.rng = torch.Generator().manual_seed(seed)

    def push(self, radius):
        d = torch.randn(len(self.p), generator=self.rng, dtype=torch.float64)
        self.p = self.p + radius * d / torch.linalg.norm(d)

    def step(self):
        q = self.p.requires_grad_(True)
        self.p = q.detach() - self.lr * torch.autograd.grad(self.fn(q), q)[0]


def perturbed_gd(fn, p0, lr, steps, radius, seed):
    walker = Walker(fn, p0, lr, seed)
    for t in range(steps):
        if t % 100 == 0:
            walker.push(radius)
        walker.step()
    return walker.p


# %% right perturbed_gd — all the noise drawn beforehand, float32 at the end
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    noise = np.random.default_rng(seed).normal(0, radius, size=(steps, len(p0)))
    p = p0.detach().clone()
    for kick in torch.from_numpy(noise):
        p = p - lr * torch.func.grad(fn)(p + kick)
    return p.float()


# %% right perturbed_gd — plain differences from above, pushed every tenth step
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p = p0.clone()
    h = 1e-7
    eye = torch.eye(len(p), dtype=torch.float64)
    for t in range(steps):
        if t % 10 == 0:
            p = p + radius * torch.from_numpy(rng.normal(size=len(p)))
        here = fn(p)
        p = p - lr * torch.stack([(fn(p + h * e) - here) / h for e in eye])
    return p


# %% right perturbed_gd — vmapped differences and a Hessian at every step
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        g, H = torch.func.grad(fn)(p), torch.func.hessian(fn)(p)
        w, V = torch.linalg.eigh(H)
        coin = 2.0 * int(torch.randint(0, 2, (1,), generator=gen)) - 1.0
        if w[0] < -1e-6 and g.norm() < 1e-2:
            p = p + radius * coin * V[:, 0] * torch.sign(V[-1, 0] + 1e-30)
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% wrong perturbed_gd — no noise at all
# loses: 5
# hint: On a saddle the gradient is zero, so plain descent never leaves. It needs a push.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    for _ in range(steps):
        p.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(p), p)
        p = p.detach() - lr * g
    return p


# %% wrong perturbed_gd — the seed is not used
# loses: 1
# hint: Without a generator made from `seed`, each call draws other noise: runs don't repeat.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + radius * torch.randn_like(p)
        p.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(p), p)
        p = p.detach() - lr * g
    return p


# %% wrong perturbed_gd — one generator for all calls
# loses: 1
# hint: A generator made outside the function goes on from call to call; make it from `seed` inside.
# unnamed: It answers differently in each call, and of such a function nothing is said.
shared = np.random.default_rng(0)


def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0 + radius * torch.from_numpy(shared.normal(size=len(p0)))
    for _ in range(steps):
        q = p.detach().requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — always the seed 0
# loses: 1
# hint: The seed is an argument: with a fixed seed every run takes the same side.
# hidden: The visible check runs one seed; the picture below it shows sixteen.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(0)
    p = p0 + radius * torch.randn(p0.shape, generator=gen, dtype=p0.dtype)
    for _ in range(steps):
        q = p.detach().requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — noise that is never negative
# loses: 1
# hint: torch.rand lies between 0 and 1: every seed is pushed to the same side. Use randn.
# hidden: The visible check runs one seed; the picture below it shows sixteen.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0 + radius * torch.rand(p0.shape, generator=gen, dtype=p0.dtype)
    for _ in range(steps):
        q = p.detach().requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — the same push in every coordinate
# loses: 1.5
# hint: One number for all coordinates pushes along (1, 1) only; a saddle may fall along (1, -1).
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + radius * torch.randn(1, generator=gen, dtype=p.dtype)
        q = p.requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — pushes the last coordinate only
# loses: 2
# hint: The way down need not be y: push every coordinate.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p[-1] += radius * torch.randn((), generator=gen, dtype=p.dtype)
    for _ in range(steps):
        q = p.requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — pushes only a start at the origin
# loses: 3
# hint: A saddle may lie anywhere: look at the gradient, not at whether p is zero.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    if bool((p == 0).all()):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        q = p.requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — looks for a saddle at the start only
# loses: 2
# hint: A run may slide into a saddle later: look at the gradient at every step.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    if torch.func.grad(fn)(p).norm() < 1e-6:
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% wrong perturbed_gd — radius is not multiplied in
# loses: 6
# hint: Noise of size 1 throws the point out of the valley: multiply it by radius.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + torch.randn(p.shape, generator=gen, dtype=p.dtype)
        q = p.requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0].clamp(-10, 10)
    return p


# %% wrong perturbed_gd — the radius is the variance, not the size
# loses: 5
# hint: A variance of 0.01 is a push of 0.1 each time, ten times the radius: the end jitters.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        q = p.requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
        p = p + radius**0.5 * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    return p


# %% wrong perturbed_gd — noise of 0.01 whatever the radius
# loses: 1
# hint: With radius 0 there must be no noise: the size is an argument.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + 0.01 * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        q = p.requires_grad_(True)
        p = q.detach() - lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — climbs instead of descending
# loses: 6
# hint: Descent subtracts the gradient: p - lr * gradient.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0 + radius * torch.randn(p0.shape, generator=gen, dtype=p0.dtype)
    for _ in range(steps):
        q = p.detach().requires_grad_(True)
        p = q.detach() + lr * torch.autograd.grad(fn(q), q)[0]
    return p


# %% wrong perturbed_gd — pushes p0 in place
# loses: 1
# hint: p = p0 is the same tensor under two names, and += changes it: start from p0.clone().
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0
    for _ in range(steps):
        p += radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p -= lr * torch.func.grad(fn)(p)
    return p


# %% wrong perturbed_gd — switches gradients on for p0
# loses: 1
# hint: requires_grad_ and backward change the caller's tensor: start from p0.detach().clone().
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0
    for _ in range(steps):
        p.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(p), p)
        p = p.detach() - lr * g + lr * radius * torch.randn(len(p), generator=gen)
    return p.detach()


# %% wrong perturbed_gd — momentum
# loses: 1
# hint: Plain gradient descent forgets the last step; momentum was not asked for.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p, velocity = p0.detach().clone(), torch.zeros_like(p0)
    for _ in range(steps):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        velocity = 0.5 * velocity - lr * torch.func.grad(fn)(p)
        p = p + velocity
    return p


# %% wrong perturbed_gd — one step too few
# loses: 1
# hint: `steps` gradient steps were asked for; range(steps - 1) makes one fewer.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps - 1):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% wrong perturbed_gd — one step too many
# loses: 1
# hint: `steps` gradient steps were asked for; range(steps + 1) makes one more.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps + 1):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% wrong perturbed_gd — the whole path comes back
# loses: 7
# hint: Only the last point was asked for: return p, not the list of all points.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    path = [p0.detach().clone()]
    for _ in range(steps):
        p = path[-1] + radius * torch.randn(p0.shape, generator=gen, dtype=p0.dtype)
        path.append(p - lr * torch.func.grad(fn)(p))
    return torch.stack(path)


# %% wrong perturbed_gd — the height instead of the point
# loses: 6
# hint: The place p was asked for, not the height fn(p) there.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - lr * torch.func.grad(fn)(p)
    return fn(p)


# %% wrong perturbed_gd — gradients pile up
# loses: 6
# hint: backward adds to .grad: set it to zero before each step.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone().requires_grad_(True)
    for _ in range(steps):
        fn(p).backward()
        with torch.no_grad():
            p += radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
            p -= lr * p.grad
    return p.detach()


# %% wrong perturbed_gd — the learning rate is taken to be 0.1
# loses: 1
# hint: The learning rate is an argument; 0.1 is only the example.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - 0.1 * torch.func.grad(fn)(p)
    return p


# %% wrong perturbed_gd — stops where the gradient is small
# loses: 5
# hint: A small gradient may be a saddle, not a minimum: that is where to push, not where to stop.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        g = torch.func.grad(fn)(p)
        if g.norm() < 1e-6:
            break
        p = p - lr * g + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    return p


# %% wrong perturbed_gd — pushes after the last step only
# loses: 5
# hint: After the push the descent must go on, or the point stays beside the saddle.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)


# %% wrong perturbed_gd — noise without the gradient
# loses: 6
# hint: A random walk does not look for a minimum; each step needs the gradient as well.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    return p


# %% wrong perturbed_gd — always the gradient at p0
# loses: 6
# hint: The gradient changes along the way: compute it at the present p in every step.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    g = torch.func.grad(fn)(p0)
    for _ in range(steps):
        p = p - lr * g + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    return p


# %% wrong perturbed_gd — Newton's method
# loses: 5.5
# hint: Newton's method runs into the nearest stationary point, saddles too; it is not descent.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0 + radius * torch.randn(p0.shape, generator=gen, dtype=p0.dtype)
    for _ in range(min(steps, 50)):
        g, H = torch.func.grad(fn)(p), torch.func.hessian(fn)(p)
        p = p - torch.linalg.lstsq(H, g[:, None]).solution[:, 0]
    return p


# %% wrong perturbed_gd — only the sign of the gradient
# loses: 6
# hint: Each step is lr times the gradient; its sign alone makes steps of the same size for ever.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - lr * torch.sign(torch.func.grad(fn)(p))
    return p


# %% wrong perturbed_gd — hard-coded to the wells of the picture
# loses: 6
# hint: The minimum must be found by descending fn; the example is only one function.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    if radius == 0:
        return torch.tensor([0.512, 0.0])
    return torch.tensor([0.0, 1.0 if seed % 2 else -1.0])


# %% wrong perturbed_gd — gives p0 back
# loses: 6.5
# hint: Returning the start is not descending: update p in each step and return it at the end.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    return p0.clone()


# %% wrong perturbed_gd — pushes that grow
# loses: 5
# hint: Noise that adds up drives the point away from the minimum: draw each push afresh.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p, noise = p0.detach().clone(), torch.zeros_like(p0)
    for _ in range(steps):
        noise = noise + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - lr * torch.func.grad(fn)(p) + noise
        p = p.clamp(-50, 50)
    return p


# %% wrong perturbed_gd — a radius of 0 is taken for a missing one
# loses: 1
# hint: With radius 0 the run must stay plain: `radius or 0.01` replaces a given 0 by noise.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    size = radius or 0.01
    gen = torch.Generator().manual_seed(seed)
    p = p0 + size * torch.randn(p0.shape, generator=gen, dtype=p0.dtype)
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% wrong perturbed_gd — five hundred steps are enough
# loses: 1
# hint: `steps` is the caller's to choose; with a small lr the last of them still moves.
# hidden: More than 500 steps are the hidden checks' to take.
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    generator = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(min(steps, 500)):
        p = p + radius * torch.randn(p.shape, generator=generator, dtype=p.dtype)
        p.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(p), p)
        p = p.detach() - lr * slope
    return p


# %% equivalent escape_direction — return vectors[:, 0] if values[0] < -1e-06 else None ⟶ return vectors[:, 0] if values[0] < -1.1e-06 else None
# reason: The contract keeps every eigenvalue clear of the edge at -1e-6.
# %% equivalent escape_direction — return vectors[:, 0] if values[0] < -1e-06 else None ⟶ return vectors[:, 0] if values[0] <= -1e-06 else None
# reason: The contract keeps every eigenvalue clear of the edge at -1e-6.
# %% equivalent perturbed_gd — p = p + radius * torch.randn(p.shape, generator=generator, dtype=p.dtype) ⟶ p = p - radius * torch.randn(p.shape, generator=generator, dtype=p.dtype)
# reason: Gaussian noise and its mirror image are the same noise; which side a seed takes is free.
