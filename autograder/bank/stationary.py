"""Known answers to `stationary`: right ones the checks must accept, wrong ones they must catch.

Each cell is what a student's solution cell would hold.  `loses` is the least a
wrong answer must lose; `hint` names the misconception to the student.
"""

# %% right grad_hess — torch.func, gradient and Hessian
def grad_hess(fn, p):
    return torch.func.grad(fn)(p), torch.func.hessian(fn)(p)


# %% right grad_hess — autograd row by row
def grad_hess(fn, p):
    q = p.detach().clone().requires_grad_(True)
    (g,) = torch.autograd.grad(fn(q), q, create_graph=True)
    rows = [torch.autograd.grad(g[i], q, retain_graph=True)[0] for i in range(len(q))]
    return g.detach(), torch.stack(rows)


# %% right grad_hess — backward on a copy, graph left on g
def grad_hess(fn, p):
    q = p.clone().detach().requires_grad_()
    g = torch.autograd.grad(fn(q), q, create_graph=True)[0]
    H = torch.zeros(len(q), len(q))
    for i in range(len(q)):
        q.grad = None
        g[i].backward(retain_graph=True)
        H[i] = q.grad
    return g, H


# %% right grad_hess — jacfwd of jacrev
from torch.func import jacfwd, jacrev


def grad_hess(fn, p):
    return jacrev(fn)(p), jacfwd(jacrev(fn))(p)


# %% right grad_hess — autograd.functional
from torch.autograd.functional import hessian, jacobian


def grad_hess(fn, p):
    g = jacobian(fn, p)
    H = hessian(fn, p)
    return g, H


# %% right grad_hess — central differences with h = 1e-4
def grad_hess(fn, p):
    h = 1e-4
    k = p.shape[0]
    E = h * torch.eye(k, dtype=p.dtype)
    g = torch.zeros(k, dtype=p.dtype)
    H = torch.zeros(k, k, dtype=p.dtype)
    for i in range(k):
        g[i] = (fn(p + E[i]) - fn(p - E[i])) / (2 * h)
        for j in range(k):
            H[i, j] = (
                fn(p + E[i] + E[j]) - fn(p + E[i] - E[j]) - fn(p - E[i] + E[j]) + fn(p - E[i] - E[j])
            ) / (4 * h * h)
    return g, H


# %% right grad_hess — numpy differences, nested lists returned
import numpy as np


def grad_hess(fn, p, h=1e-4):
    x = p.detach().numpy().copy()
    k = len(x)

    def shifted(*moves):
        y = x.copy()
        for i, d in moves:
            y[i] += d
        return float(fn(y))

    g = [(shifted((i, h)) - shifted((i, -h))) / (2 * h) for i in range(k)]
    H = [
        [
            (
                shifted((i, h), (j, h))
                - shifted((i, h), (j, -h))
                - shifted((i, -h), (j, h))
                + shifted((i, -h), (j, -h))
            )
            / (4 * h * h)
            for j in range(k)
        ]
        for i in range(k)
    ]
    return g, H


# %% right grad_hess — differences of the autograd gradient
def slopes(fn, p):
    q = p.detach().clone().requires_grad_(True)
    fn(q).backward()
    return q.grad


def grad_hess(fn, p):
    h = 1e-5
    columns = []
    for i in range(p.numel()):
        e = torch.zeros_like(p)
        e[i] = h
        columns.append((slopes(fn, p + e) - slopes(fn, p - e)) / (2 * h))
    return slopes(fn, p), torch.stack(columns, dim=1)


# %% right grad_hess — float32 inside, numpy out
def grad_hess(fn, p):
    q = p.detach().float()
    return torch.func.grad(fn)(q).numpy(), torch.func.hessian(fn)(q).numpy()


# %% right grad_hess — polarisation along pairs of axes, list of 1-element tensors
def grad_hess(fn, p):
    k = len(p)

    def along(d):
        t = torch.zeros(1, dtype=p.dtype, requires_grad=True)
        (s,) = torch.autograd.grad(fn(p.detach() + t * d), t, create_graph=True)
        (c,) = torch.autograd.grad(s.sum(), t)
        return s.detach(), c

    I = torch.eye(k, dtype=p.dtype)
    g = [along(I[i])[0] for i in range(k)]
    c = [along(I[i])[1] for i in range(k)]
    H = [[(along(I[i] + I[j])[1] - c[i] - c[j]) / 2 for j in range(k)] for i in range(k)]
    return [g, H]


# %% right grad_hess — Hessian-vector products under vmap
def grad_hess(fn, p):
    g, vjp = torch.func.vjp(torch.func.grad(fn), p)
    (H,) = torch.func.vmap(vjp)(torch.eye(len(p), dtype=p.dtype))
    return g, H


# %% wrong grad_hess — only the diagonal of the Hessian
# loses: 5.5
# hint: The Hessian's diagonal is not all of it: xy has a zero diagonal, and bends all the same.
def grad_hess(fn, p):
    return torch.func.grad(fn)(p), torch.diag(torch.diag(torch.func.hessian(fn)(p)))


# %% wrong grad_hess — the pair swapped
# loses: 6
# hint: The order is (g, H): the gradient first.
def grad_hess(fn, p):
    return torch.func.hessian(fn)(p), torch.func.grad(fn)(p)


# %% wrong grad_hess — the outer product of the gradient for the Hessian
# loses: 5.5
# hint: g·gᵀ is not the Hessian: it has first derivatives only, and rank one.
def grad_hess(fn, p):
    g = torch.func.grad(fn)(p)
    return g, torch.outer(g, g)


# %% wrong grad_hess — Hessian at the origin
# loses: 2.5
# hint: The Hessian changes from point to point: compute it at p, not at the origin.
def grad_hess(fn, p):
    return torch.func.grad(fn)(p), torch.func.hessian(fn)(torch.zeros_like(p))


# %% wrong grad_hess — gradient at the origin
# loses: 5
# hint: The gradient changes from point to point: compute it at p, not at the origin.
def grad_hess(fn, p):
    return torch.func.grad(fn)(torch.zeros_like(p)), torch.func.hessian(fn)(p)


# %% wrong grad_hess — only the gradient
# loses: 6
# hint: Two things were asked for, the gradient and the Hessian, as a pair (g, H).
def grad_hess(fn, p):
    return torch.func.grad(fn)(p)


# %% wrong grad_hess — half the Hessian
# loses: 6
# hint: The ½ belongs to Taylor's formula, ½·dᵀHd; H itself has the plain second derivatives.
def grad_hess(fn, p):
    return torch.func.grad(fn)(p), torch.func.hessian(fn)(p) / 2


# %% wrong grad_hess — shapes squeezed for one variable
# loses: 0.5
# hint: squeeze() also removes the axis that one variable needs: (1,) and (1, 1) were asked for.
def grad_hess(fn, p):
    return torch.func.grad(fn)(p).squeeze(), torch.func.hessian(fn)(p).squeeze()


# %% wrong grad_hess — requires_grad switched on in p
# loses: 1
# hint: p.requires_grad_() changes the caller's tensor: use p.detach().clone().requires_grad_().
def grad_hess(fn, p):
    p.requires_grad_(True)
    (g,) = torch.autograd.grad(fn(p), p, create_graph=True)
    return g, torch.stack([torch.autograd.grad(v, p, retain_graph=True)[0] for v in g])


# %% wrong grad_hess — a gradient left behind in p
# loses: 1
# hint: backward() on p itself leaves its .grad behind: work on a detached copy.
# hidden: Only the hidden checks hand in a p that requires grad.
def grad_hess(fn, p):
    if not p.requires_grad:
        q = p.clone().requires_grad_(True)
    else:
        q = p
    fn(q).backward()
    return q.grad.clone(), torch.func.hessian(fn)(q.detach())


# %% wrong grad_hess — p shifted in place, never put back
# loses: 5
# hint: p[i] += h moves the caller's point: shift a copy instead.
def grad_hess(fn, p):
    h, k = 1e-4, len(p)
    g, H = torch.zeros(k), torch.zeros(k, k)
    for i in range(k):
        slope = torch.func.grad(fn)
        before = slope(p)
        g[i] = before[i]
        p[i] += h
        H[:, i] = (slope(p) - before) / h
        p[i] -= 0.5
    return g, H


# %% wrong grad_hess — p shifted in place and almost put back
# loses: 1
# hint: p[i] += h and p[i] -= h change the caller's p, and rounding keeps a trace: use a copy.
def grad_hess(fn, p):
    h, k = 1e-4, len(p)
    slope = torch.func.grad(fn)
    g = slope(p.clone())
    H = torch.zeros(k, k, dtype=p.dtype)
    for i in range(k):
        p[i] += h
        right = slope(p.clone())
        p[i] -= 2 * h
        H[i] = (right - slope(p.clone())) / (2 * h)
        p[i] += h + 1e-12
    return g, H


# %% wrong grad_hess — forward differences too coarse
# loses: 1.5
# hint: One-sided differences err like h times the curvature: take (f(p + h) - f(p - h)) / 2h.
def grad_hess(fn, p):
    h, k = 1e-3, len(p)
    I = h * torch.eye(k, dtype=p.dtype)
    g = torch.stack([(fn(p + I[i]) - fn(p)) / h for i in range(k)])
    H = torch.stack(
        [
            torch.stack([(fn(p + I[i] + I[j]) - fn(p + I[i]) - fn(p + I[j]) + fn(p)) / h**2 for j in range(k)])
            for i in range(k)
        ]
    )
    return g, H


# %% wrong grad_hess — divided by h instead of 2h
# loses: 6
# hint: From p - h to p + h is a way of 2h: divide by 2h.
def grad_hess(fn, p):
    h, k = 1e-4, len(p)
    I = h * torch.eye(k, dtype=p.dtype)
    g = torch.stack([(fn(p + I[i]) - fn(p - I[i])) / h for i in range(k)])
    return g, torch.func.hessian(fn)(p)


# %% wrong grad_hess — the lower triangle forgotten
# loses: 5
# hint: The Hessian is symmetric: fill H[j][i] as well as H[i][j].
def grad_hess(fn, p):
    return torch.func.grad(fn)(p), torch.triu(torch.func.hessian(fn)(p))


# %% wrong grad_hess — the slopes summed before the second derivative
# loses: 5.5
# hint: Differentiating the sum of the slopes adds up the Hessian's rows: take one slope at a time.
def grad_hess(fn, p):
    q = p.clone().requires_grad_(True)
    (g,) = torch.autograd.grad(fn(q), q, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), q)
    return g.detach(), torch.diag(h)


# %% wrong grad_hess — two variables only
# loses: 2
# hint: p may have any length k: loop over range(len(p)) instead of writing out two variables.
def grad_hess(fn, p):
    g, H = torch.func.grad(fn)(p), torch.func.hessian(fn)(p)
    return g[:2], H[:2, :2]


# %% wrong grad_hess — off-diagonal entries doubled
# loses: 5
# hint: H[i][j] is one derivative of order two, not the coefficient of xᵢxⱼ counted twice.
def grad_hess(fn, p):
    H = torch.func.hessian(fn)(p)
    return torch.func.grad(fn)(p), 2 * H - torch.diag(torch.diag(H))


# %% wrong grad_hess — the gradient's tuple not taken apart
# loses: 5.5
# hint: torch.autograd.grad returns a tuple, even for one input: take its first entry.
def grad_hess(fn, p):
    q = p.clone().requires_grad_(True)
    g = torch.autograd.grad(fn(q), q, create_graph=True)
    return g, torch.func.hessian(fn)(p)


# %% wrong grad_hess — the visible checks learned by heart
# loses: 6
# hint: The values in the visible check are examples: compute from fn and p.
def grad_hess(fn, p):
    if len(p) == 1:
        return torch.tensor([3.0]), torch.tensor([[6.0]])
    return torch.stack([2 * p[0], -2 * p[1]]), torch.tensor([[2.0, 0.0], [0.0, -2.0]])


# %% right classify — torch.func and eigvalsh
def classify(fn, p, tol):
    g, H = torch.func.grad(fn)(p), torch.func.hessian(fn)(p)
    if g.norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(H)
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% right classify — through grad_hess
def classify(fn, p, tol):
    g, H = grad_hess(fn, p)
    if torch.linalg.norm(g).item() > tol:
        return "not stationary"
    values = torch.linalg.eigvalsh(H).tolist()
    low, high = values[0], values[-1]
    if low < -tol and high > tol:
        return "saddle"
    if low > tol:
        return "minimum"
    if high < -tol:
        return "maximum"
    return "degenerate"


# %% right classify — numpy's eigenvalues, match on the signs
import numpy as np


def classify(fn, p, tol):
    g = torch.func.grad(fn)(p).numpy()
    if np.linalg.norm(g) > tol:
        return "not stationary"
    eig = np.linalg.eigvalsh(torch.func.hessian(fn)(p).numpy())
    match {0 if abs(e) <= tol else int(np.sign(e)) for e in eig}:
        case s if {1, -1} <= s:
            return "saddle"
        case s if 0 in s:
            return "degenerate"
        case s if s == {1}:
            return "minimum"
        case _:
            return "maximum"


# %% right classify — eigvals of a general matrix, real parts
def classify(fn, p, tol):
    if sum(v**2 for v in torch.func.grad(fn)(p).tolist()) ** 0.5 > tol:
        return "not stationary"
    eig = torch.linalg.eigvals(torch.func.hessian(fn)(p)).real
    ups = int((eig > tol).sum())
    downs = int((eig < -tol).sum())
    if ups and downs:
        return "saddle"
    if ups + downs < len(p):
        return "degenerate"
    return "minimum" if ups else "maximum"


# %% right classify — central differences only
def classify(fn, p, tol):
    h, k = 1e-4, len(p)
    I = h * torch.eye(k, dtype=p.dtype)
    g = torch.tensor([float(fn(p + e) - fn(p - e)) / (2 * h) for e in I])
    if g.norm() > tol:
        return "not stationary"
    H = torch.tensor(
        [
            [float(fn(p + a + b) - fn(p + a - b) - fn(p - a + b) + fn(p - a - b)) / (4 * h * h) for b in I]
            for a in I
        ]
    )
    w = torch.linalg.eigvalsh(H)
    if w.min() < -tol < tol < w.max():
        return "saddle"
    if w.abs().min() <= tol:
        return "degenerate"
    return "minimum" if w.min() > 0 else "maximum"


# %% right classify — float32 inside
def classify(fn, p, tol):
    q = p.float()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    e = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if e.min() < -tol and e.max() > tol:
        return "saddle"
    if bool((e.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if bool((e > 0).all()) else "maximum"


# %% right classify — singular value decomposition with signs
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).pow(2).sum().sqrt() > tol:
        return "not stationary"
    w, v = torch.linalg.eigh(torch.func.hessian(fn)(p))
    signs = torch.where(w.abs() <= tol, torch.zeros_like(w), w.sign())
    kinds = {(1.0, 1.0): "minimum", (-1.0, -1.0): "maximum", (-1.0, 1.0): "saddle"}
    return kinds.get((signs.min().item(), signs.max().item()), "degenerate")


# %% right classify — inertia by Jacobi's rotations in plain Python
import math


def eigenvalues(a):
    n = len(a)
    a = [row[:] for row in a]
    for _ in range(60):
        i, j, most = 0, 0, 0.0
        for r in range(n):
            for c in range(r + 1, n):
                if abs(a[r][c]) > most:
                    i, j, most = r, c, abs(a[r][c])
        if most < 1e-13:
            break
        t = 0.5 * math.atan2(2 * a[i][j], a[j][j] - a[i][i])
        c, s = math.cos(t), math.sin(t)
        for m in range(n):
            a[m][i], a[m][j] = c * a[m][i] - s * a[m][j], s * a[m][i] + c * a[m][j]
        for m in range(n):
            a[i][m], a[j][m] = c * a[i][m] - s * a[j][m], s * a[i][m] + c * a[j][m]
    return [a[i][i] for i in range(n)]


def classify(fn, p, tol):
    q = p.clone().requires_grad_(True)
    (g,) = torch.autograd.grad(fn(q), q, create_graph=True)
    if float(g.detach().norm()) > tol:
        return "not stationary"
    H = [torch.autograd.grad(v, q, retain_graph=True)[0].tolist() for v in g]
    eig = eigenvalues(H)
    if any(e > tol for e in eig) and any(e < -tol for e in eig):
        return "saddle"
    if any(-tol <= e <= tol for e in eig):
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% right classify — a class that does it
class Point:
    def __init__(self, fn, p):
        self.g = torch.autograd.functional.jacobian(fn, p)
        self.eig = torch.linalg.eigvalsh(torch.autograd.functional.hessian(fn, p))

    def counts(self, tol):
        return [int(n.sum()) for n in (self.eig < -tol, self.eig.abs() <= tol, self.eig > tol)]

    def kind(self, tol):
        if float(self.g @ self.g) > tol**2:
            return "not stationary"
        down, flat, up = self.counts(tol)
        if down and up:
            return "saddle"
        return "degenerate" if flat else "minimum" if up else "maximum"


def classify(fn, p, tol):
    return Point(fn, p).kind(tol)


# %% wrong classify — the determinant decides
# loses: 2
# hint: The determinant forgets which eigenvalues were negative: look at each of them.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    H = torch.func.hessian(fn)(p)
    d = torch.linalg.det(H)
    if d.abs() <= tol:
        return "degenerate"
    if d < 0:
        return "saddle"
    return "minimum" if H[0, 0] > 0 else "maximum"


# %% wrong classify — the determinant's sign, and nothing else
# loses: 4
# hint: The determinant forgets which eigenvalues were negative: look at each of them.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    return "minimum" if torch.linalg.det(torch.func.hessian(fn)(p)) > tol else "saddle"


# %% wrong classify — zero curvature taken for a saddle
# loses: 2
# hint: A zero eigenvalue does not make a saddle: x² + y⁴ has one, and is a minimum.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).all():
        return "minimum"
    if (eig < -tol).all():
        return "maximum"
    return "saddle"


# %% wrong classify — the diagonal for the eigenvalues
# loses: 2.5
# hint: The diagonal holds the curvature along the axes; xy bends between them. Use eigenvalues.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.diag(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — the gradient never looked at
# loses: 1.5
# hint: On a slope the curvature says nothing: test the gradient's length first.
def classify(fn, p, tol):
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — curvature first, gradient last
# loses: 1.5
# hint: Look at the gradient first: on a slope a zero eigenvalue is not "degenerate" but no matter.
def classify(fn, p, tol):
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig.abs() <= tol).any() and not ((eig > tol).any() and (eig < -tol).any()):
        return "degenerate"
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — any zero beats a saddle
# loses: 1
# hint: Two signs make a saddle even beside zeros: test for the saddle before the zeros.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig.abs() <= tol).any():
        return "degenerate"
    if (eig > tol).all():
        return "minimum"
    return "maximum" if (eig < -tol).all() else "saddle"


# %% wrong classify — no tolerance for zero eigenvalues
# loses: 2
# hint: Rounding turns an eigenvalue of 0 into ±1e-17: within tol it counts as zero.
# hidden: It needs zeros that rounding has moved; those of the visible check are exact.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > 0).any() and (eig < 0).any():
        return "saddle"
    if (eig == 0).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — an exactly zero gradient asked for
# loses: 1
# hint: No computed gradient is exactly zero: compare its length with tol.
def classify(fn, p, tol):
    if (torch.func.grad(fn)(p) != 0).any():
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — each slope compared alone
# loses: 1.5
# hint: A gradient's length is the root of the sum of its squared slopes: neither the steepest
# slope alone nor a mean of them.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).abs().max() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — root mean square for the length
# loses: 1.5
# hint: The root of the mean of the squares is no length: take the root of their sum.
# same: each slope compared alone
def classify(fn, p, tol):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    if (g**2).mean().sqrt() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% wrong classify — slopes summed without their size
# loses: 1.5
# hint: Slopes of opposite sign cancel in a sum: use the length √(g₁² + … + g_k²).
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).sum() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — the slopes' sizes added up
# loses: 1
# hint: The gradient's length is √(g₁² + … + g_k²), which is less than the sum of the sizes.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).abs().sum() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — the square of the gradient's length
# loses: 1.5
# hint: That compares the squared length with tol: take the square root, or square tol as well.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).square().sum() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — minimum and maximum swapped
# loses: 2
# hint: Positive curvature bends upwards: all eigenvalues positive is a minimum.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] < 0 else "maximum"


# %% wrong classify — the sum of the eigenvalues decides
# loses: 3
# hint: The trace is the sum of the eigenvalues: large ones hide small ones of the other sign.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    H = torch.func.hessian(fn)(p)
    if H.abs().max() <= tol:
        return "degenerate"
    t = torch.trace(H)
    if t.abs() <= tol:
        return "saddle"
    return "minimum" if t > 0 else "maximum"


# %% wrong classify — all flat, or not degenerate at all
# loses: 2
# hint: One zero eigenvalue is enough to make a point degenerate; not all need to be zero.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig.abs() <= tol).all():
        return "degenerate"
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    return "minimum" if (eig >= -tol).all() else "maximum"


# %% wrong classify — everything that is no minimum is a saddle
# loses: 3
# hint: A hilltop is no saddle: a saddle needs curvatures of both signs.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    return "minimum" if (eig > tol).all() else "saddle"


# %% wrong classify — only the first two eigenvalues
# loses: 1
# hint: With k variables there are k eigenvalues, and each may spoil the verdict.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))[:2]
    if (eig > tol).any() and (eig < -tol).any():
        return "saddle"
    if (eig.abs() <= tol).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — capital letters
# loses: 8
# hint: The answers are spelled in small letters: "minimum", not "Minimum".
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "Not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > tol).any() and (eig < -tol).any():
        return "Saddle"
    if (eig.abs() <= tol).any():
        return "Degenerate"
    return "Minimum" if eig[0] > 0 else "Maximum"


# %% wrong classify — always degenerate
# loses: 8
# hint: classify has to look at fn: compute the gradient and the Hessian's eigenvalues at p.
def classify(fn, p, tol):
    return "degenerate"


# %% wrong classify — always not stationary
# loses: 8
# hint: classify has to look at fn: compute the gradient and the Hessian's eigenvalues at p.
def classify(fn, p, tol):
    return "not stationary"


# %% wrong classify — zero threshold much too wide
# loses: 2
# hint: An eigenvalue counts as zero when its magnitude is at most tol, not some larger number.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.func.hessian(fn)(p))
    if (eig > 0.5).any() and (eig < -0.5).any():
        return "saddle"
    if (eig.abs() <= 0.5).any():
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% wrong classify — compares values of random neighbours
# loses: 2
# hint: Neighbours' heights can't show a flat direction: the verdict asks for the eigenvalues.
def classify(fn, p, tol):
    if torch.func.grad(fn)(p).norm() > tol:
        return "not stationary"
    torch.manual_seed(0)
    d = [fn(p + 1e-2 * torch.randn_like(p)) - fn(p) for _ in range(40)]
    if all(v > 0 for v in d):
        return "minimum"
    if all(v < 0 for v in d):
        return "maximum"
    return "degenerate" if len(p) == 1 else "saddle"


# %% wrong classify — the visible checks learned by heart
# loses: 8
# hint: The visible check shows two examples; the verdict has to come from fn and p.
def classify(fn, p, tol):
    return "degenerate" if len(p) == 1 else "saddle"


# %% right newton — torch.func, twice grad
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if abs(h) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% right newton — autograd with a graph
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        x.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(x), x, create_graph=True)
        (h,) = torch.autograd.grad(g, x)
        if h.abs().item() < 1e-9:
            raise ZeroDivisionError
        x = (x - g / h).detach()
    return x.item()


# %% right newton — recursion
def newton(fn, x0, steps):
    if steps == 0:
        return x0
    slope, bend = (torch.func.grad(fn)(x0), torch.func.grad(torch.func.grad(fn))(x0))
    if -1e-9 < bend < 1e-9:
        raise ZeroDivisionError("no curvature")
    return newton(fn, x0 - slope / bend, steps - 1)


# %% right newton — central differences on floats
def newton(fn, x0, steps):
    x, h = float(x0), 1e-4
    for _ in range(steps):
        left, mid, right = float(fn(x - h)), float(fn(x)), float(fn(x + h))
        bend = (right - 2 * mid + left) / h**2
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat here")
        x -= (right - left) / (2 * h) / bend
    return x


# %% right newton — differences on tensors
def newton(fn, x0, steps):
    h = 1e-4

    def slope(x):
        return (fn(x + h) - fn(x - h)) / (2 * h)

    def bend(x):
        return (fn(x + h) + fn(x - h) - 2 * fn(x)) / h / h

    x = x0.clone()
    while steps > 0:
        b = bend(x)
        if b.abs() < 1e-9:
            raise ZeroDivisionError("straight line")
        x, steps = x - slope(x) / b, steps - 1
    return x


# %% right newton — difference of autograd slopes
def newton(fn, x0, steps):
    def slope(v):
        t = torch.tensor(v, dtype=torch.float64, requires_grad=True)
        fn(t).backward()
        return t.grad.item()

    x = x0.item()
    for _ in range(steps):
        bend = (slope(x + 1e-5) - slope(x - 1e-5)) / 2e-5
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - slope(x) / bend
    return x


# %% right newton — float32 inside, 1-element array out
import numpy as np


def newton(fn, x0, steps):
    x = x0.float()
    for _ in range(steps):
        h = torch.func.hessian(fn)(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("h")
        x = x - torch.func.grad(fn)(x) / h
    return np.array([x.item()])


# %% right newton — a 1-element vector and linalg.solve
def newton(fn, x0, steps):
    x = x0.reshape(1)
    loss = lambda v: fn(v[0])
    for _ in range(steps):
        H = torch.autograd.functional.hessian(loss, x)
        if H.abs().max() < 1e-9:
            raise ZeroDivisionError("singular")
        x = x - torch.linalg.solve(H, torch.autograd.functional.jacobian(loss, x))
    return x


# %% right newton — reduce over the steps
from functools import reduce


def newton(fn, x0, steps):
    d1, d2 = torch.func.jacrev(fn), torch.func.jacfwd(torch.func.jacrev(fn))

    def jump(x, _):
        if abs(float(d2(x))) < 1e-9:
            raise ZeroDivisionError(f"no bend at {x}")
        return x - d1(x) / d2(x)

    return reduce(jump, range(steps), x0)


# %% right newton — an exception of its own
class Flat(ZeroDivisionError):
    """fn'' is too small to divide by."""


def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        slope = torch.func.grad(fn)
        bend = torch.func.grad(slope)(x)
        if abs(bend) < 1e-9:
            raise Flat(f"fn'' is {float(bend)}")
        x = x - slope(x) / bend
    return x


# %% wrong newton — always downhill: the size of the curvature
# loses: 1.5
# hint: With |fn″| the jump always goes down and never finds a maximum: keep the sign of fn″.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x).abs()
        if h < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — refuses to go to a maximum
# loses: 1.5
# hint: A negative fn″ is no error: Newton's method solves fn′ = 0 and goes to maxima as well.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h < 1e-9:
            raise ZeroDivisionError("not convex")
        x = x - d1(x) / h
    return x


# %% wrong newton — a gradient step where the curve bends downwards
# loses: 1.5
# hint: Where fn″ < 0 the jump is the same formula; a gradient step there makes it a minimiser.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h if h > 0 else x - 0.1 * d1(x)
    return x


# %% wrong newton — finds a zero of fn instead of fn′
# loses: 4
# hint: x - fn/fn′ finds where fn is zero; a stationary point is where fn′ is: x - fn′/fn″.
def newton(fn, x0, steps):
    x = x0
    for _ in range(steps):
        d = torch.func.grad(fn)(x)
        if d.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - fn(x) / d
    return x


# %% wrong newton — the sign of the step lost
# loses: 4.5
# hint: The step is x - fn′/fn″: with a plus it runs away from the turning point.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x + d1(x) / h
    return x


# %% wrong newton — one step too many
# loses: 1
# hint: Exactly `steps` jumps: range(steps + 1) makes one more.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps + 1):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — one step too few
# loses: 2
# hint: Exactly `steps` jumps: range(1, steps) makes one less.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(1, steps):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — flat places not noticed
# loses: 0.5
# hint: Dividing a tensor by zero gives inf or nan, no error: test |fn″| < 1e-9 and raise.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        x = x - d1(x) / d2(x)
    return x


# %% wrong newton — another exception
# loses: 0.5
# hint: The contract asks for ZeroDivisionError, so that a caller can tell this case from others.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ValueError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — stays where it is when the curve is flat
# loses: 0.5
# hint: Staying silently hides the trouble: raise ZeroDivisionError where fn″ is zero.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-9:
            return x
        x = x - d1(x) / h
    return x


# %% wrong newton — flatness tested at the start only
# loses: 0.5
# hint: A jump may land on a flat place: test fn″ before every jump.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    if steps > 0 and d2(x).abs() < 1e-9:
        raise ZeroDivisionError("flat")
    for _ in range(steps):
        x = x - d1(x) / d2(x)
    return x


# %% wrong newton — flatness tested even for zero steps
# loses: 0.5
# hint: With steps = 0 no jump is due, so nothing is divided: return x0.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    if d2(x).abs() < 1e-9:
        raise ZeroDivisionError("flat")
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — only an exact zero is flat
# loses: 0.5
# hint: Rounding seldom leaves an exact zero: the contract says |fn″| < 1e-9.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h == 0:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — flat below 1e-6
# loses: 0.5
# hint: A curvature of 1e-7 is small but no zero: the contract's bound is 1e-9.
# hidden: Only the hidden checks have a curvature between 1e-9 and 1e-6.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-6:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — half steps
# loses: 4
# hint: Newton's jump has full length: no learning rate in front of fn′/fn″.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - 0.5 * d1(x) / h
    return x


# %% wrong newton — gradient descent
# loses: 4.5
# hint: A fixed learning rate is gradient descent; Newton divides by fn″ at the current x.
def newton(fn, x0, steps):
    x = x0
    for _ in range(steps):
        x = x - 0.1 * torch.func.grad(fn)(x)
    return x


# %% wrong newton — the curvature of the start kept
# loses: 2.5
# hint: fn″ changes along the way: compute it anew at each x.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    h = torch.func.grad(d1)(x0)
    x = x0
    for _ in range(steps):
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return x


# %% wrong newton — runs until it converges
# loses: 1
# hint: The number of jumps is `steps`, also when x has not settled yet.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    if steps == 0:
        return x
    for _ in range(100):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        step = d1(x) / h
        x = x - step
        if step.abs() < 1e-10:
            break
    return x


# %% wrong newton — the whole path returned
# loses: 5
# hint: Return the last x only, one number.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    path = [x0]
    for _ in range(steps):
        h = d2(path[-1])
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        path.append(path[-1] - d1(path[-1]) / h)
    return torch.stack(path)


# %% wrong newton — the value instead of the place
# loses: 5
# hint: Return x, where the stationary point is, not fn(x), how high it is.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0
    for _ in range(steps):
        h = d2(x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / h
    return fn(x)


# %% wrong newton — the first derivative twice
# loses: 4
# hint: fn′/fn′ is 1: the divisor is the second derivative fn″.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    x = x0
    for _ in range(steps):
        if d1(x).abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / d1(x)
    return x


# %% wrong newton — Halley's faster method
# loses: 1
# hint: The jump was to be -fn′/fn″ exactly; a faster formula is another method.
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    d3 = torch.func.grad(d2)
    x = x0
    for _ in range(steps):
        a, b, c = d1(x), d2(x), d3(x)
        if b.abs() < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - 2 * a * b / (2 * b * b - a * c)
    return x


# %% wrong newton — the visible checks learned by heart
# loses: 5
# hint: The visible check shows two examples; x has to come from fn, x0 and steps.
def newton(fn, x0, steps):
    if x0 == 0:
        raise ZeroDivisionError("flat")
    return 1.090408 if x0 > 1 else 0.273853


# %% wrong newton — keeps x between −2 and 2
# loses: 1
# hint: A jump may lead anywhere: x is not to be held inside an interval.
# hidden: Only the hidden checks have jumps that lead so far.
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x, create_graph=True)
        (bend,) = torch.autograd.grad(slope, x) if slope.requires_grad else (torch.zeros(()),)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = (x - slope / bend).detach().clamp(-2, 2)
    return x


# %% wrong newton — fifty steps at the most
# loses: 1
# hint: Exactly `steps` jumps: where fn is very flat each of them gains little, and all are needed.
# hidden: More than fifty steps are the hidden checks' to take.
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(min(steps, 50)):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x, create_graph=True)
        (bend,) = torch.autograd.grad(slope, x) if slope.requires_grad else (torch.zeros(()),)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = (x - slope / bend).detach()
    return x


# %% equivalent classify — if torch.linalg.vector_norm(torch.autograd.functional.jacobian(fn, p)) > tol: ⟶ if torch.linalg.vector_norm(torch.autograd.functional.jacobian(fn, p)) >= tol:
# reason: Only a gradient of exactly tol tells them apart, and the checks keep clear of that edge.
# %% equivalent classify — return 'minimum' if up.all() else 'maximum' ⟶ return 'minimum' if up.any() else 'maximum'
# reason: At that line all eigenvalues have one sign, so any and all agree.
# %% equivalent classify — up, down = (eigenvalues > tol, eigenvalues < -tol) ⟶ up, down = (eigenvalues > tol, eigenvalues <= -tol)
# reason: The contract's eigenvalues are 0 or at least 0.1, never exactly tol.
# %% equivalent classify — up, down = (eigenvalues > tol, eigenvalues < -tol) ⟶ up, down = (eigenvalues >= tol, eigenvalues < -tol)
# reason: The contract's eigenvalues are 0 or at least 0.1, never exactly tol.
# %% equivalent newton — if abs(bend) < 1e-09: ⟶ if abs(bend) < 1.1000000000000001e-09:
# reason: Curvatures near the limit of 1e-9 are left out of the checks: rounding would decide.
# %% equivalent newton — if abs(bend) < 1e-09: ⟶ if abs(bend) <= 1e-09:
# reason: Curvatures near the limit of 1e-9 are left out of the checks: rounding would decide.
