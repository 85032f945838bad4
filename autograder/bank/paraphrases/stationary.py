"""Known mistakes of `stationary` in other words, and mistakes that no hint covers; only the audit reads them."""

# %% like grad_hess — only the diagonal of the Hessian
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(q)
    return g, torch.diag(torch.diag(H))


# %% like grad_hess — only the diagonal of the Hessian
def grad_hess(fn, p):
    h = 1e-4
    x = p.detach().clone()
    k = len(x)
    g = torch.zeros(k, dtype=torch.float64)
    H = torch.zeros(k, k, dtype=torch.float64)
    middle = fn(x).item()
    for i in range(k):
        e = torch.zeros(k, dtype=torch.float64)
        e[i] = h
        plus, minus = fn(x + e).item(), fn(x - e).item()
        g[i] = (plus - minus) / (2 * h)
        H[i, i] = (plus - 2 * middle + minus) / h**2  # second derivative along axis i
    return g, H


# %% like grad_hess — the pair swapped
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(q)
    return H, g


# %% like grad_hess — the pair swapped
from torch.autograd.functional import hessian, jacobian


def grad_hess(fn, p):
    point = p.clone().detach()
    slopes = jacobian(fn, point)
    curvatures = hessian(fn, point)
    answer = (curvatures, slopes)
    return answer


# %% like grad_hess — the outer product of the gradient for the Hessian
def grad_hess(fn, p):
    g = torch.func.grad(fn)(p.detach())
    return g, torch.outer(g, g)


# %% like grad_hess — the outer product of the gradient for the Hessian
def grad_hess(fn, p):
    h = 1e-5
    eye = torch.eye(len(p), dtype=torch.float64)
    x = p.detach()
    g = torch.stack([(fn(x + h * e) - fn(x - h * e)) / (2 * h) for e in eye]).detach()
    # second derivatives: derivative i times derivative j
    H = g[:, None] * g[None, :]
    return g, H


# %% like grad_hess — Hessian at the origin
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(torch.zeros_like(q))
    return g, H


# %% like grad_hess — Hessian at the origin
def grad_hess(fn, p):
    x = p.detach().clone()
    k = x.numel()
    h = 1e-4

    def slope(q, i):
        e = torch.zeros(k, dtype=torch.float64)
        e[i] = h
        return ((fn(q + e) - fn(q - e)) / (2 * h)).item()

    g = [slope(x, i) for i in range(k)]
    H = torch.zeros((k, k), dtype=torch.float64)
    for j in range(k):
        step = torch.zeros(k, dtype=torch.float64)
        step[j] = h
        for i in range(k):
            # step forward and backward along p_j
            H[i, j] = (slope(step, i) - slope(-step, i)) / (2 * h)
    return torch.tensor(g, dtype=torch.float64), H


# %% like grad_hess — gradient at the origin
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(torch.zeros_like(q))
    H = torch.func.hessian(fn)(q)
    return g, H


# %% like grad_hess — gradient at the origin
def grad_hess(fn, p):
    k = p.shape[0]
    h = 1e-4
    steps = h * torch.eye(k, dtype=torch.float64)
    # one slope for every axis
    g = torch.stack([(fn(s) - fn(-s)) / (2 * h) for s in steps]).detach()
    H = torch.autograd.functional.hessian(fn, p.detach())
    return g, H


# %% like grad_hess — only the gradient
def grad_hess(fn, p):
    return torch.func.grad(fn)(p.detach())


# %% like grad_hess — only the gradient
def grad_hess(fn, p):
    h = 1e-5
    x = p.detach().clone()
    g = torch.zeros_like(x)
    for i in range(len(x)):
        up, down = x.clone(), x.clone()
        up[i] += h
        down[i] -= h
        g[i] = (fn(up) - fn(down)) / (2 * h)
    return g


# %% like grad_hess — half the Hessian
def grad_hess(fn, p):
    q = p.detach().clone()
    return torch.func.grad(fn)(q), torch.func.hessian(fn)(q) / 2


# %% like grad_hess — half the Hessian
def grad_hess(fn, p):
    x = p.detach().clone()
    k, h = len(x), 1e-4
    E = h * torch.eye(k, dtype=torch.float64)
    g = torch.zeros(k, dtype=torch.float64)
    H = torch.zeros(k, k, dtype=torch.float64)
    for i in range(k):
        g[i] = (fn(x + E[i]) - fn(x - E[i])) / (2 * h)
        for j in range(k):
            four = fn(x + E[i] + E[j]) - fn(x + E[i] - E[j]) - fn(x - E[i] + E[j]) + fn(x - E[i] - E[j])
            H[i, j] = 0.5 * four / (4 * h * h)  # 1/2 from Taylor
    return g, H


# %% like grad_hess — shapes squeezed for one variable
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(q)
    return g.squeeze(), H.squeeze()


# %% like grad_hess — shapes squeezed for one variable
def grad_hess(fn, p):
    q = p.detach()
    H = torch.autograd.functional.hessian(fn, q)
    g = torch.autograd.functional.jacobian(fn, q)
    if p.numel() == 1:
        # only one number
        return g[0], H[0, 0]
    return g, H


# %% like grad_hess — requires_grad switched on in p
def grad_hess(fn, p):
    p.requires_grad_()
    y = fn(p)
    (g,) = torch.autograd.grad(y, p, create_graph=True)
    rows = []
    for i in range(len(p)):
        if g[i].requires_grad:
            rows.append(torch.autograd.grad(g[i], p, retain_graph=True)[0])
        else:
            rows.append(torch.zeros_like(p))
    return g.detach(), torch.stack(rows).detach()


# %% like grad_hess — requires_grad switched on in p
def grad_hess(fn, p):
    p.requires_grad = True  # we need gradients
    g = torch.autograd.grad(fn(p), p)[0]
    H = torch.autograd.functional.hessian(fn, p)
    return g.detach(), H.detach()


# %% like grad_hess — a gradient left behind in p
def grad_hess(fn, p):
    p.requires_grad_()
    p.grad = None
    fn(p).backward()
    g = p.grad.clone()
    H = torch.func.hessian(fn)(p.detach())
    return g, H


# %% like grad_hess — a gradient left behind in p
def grad_hess(fn, p):
    before = p.requires_grad
    p.grad = None
    p.requires_grad_(True)
    y = fn(p)
    y.backward()
    g = p.grad.detach().clone()
    p.requires_grad_(before)  # back as it was
    H = torch.autograd.functional.hessian(fn, p.detach().clone())
    return g, H


# %% like grad_hess — p shifted in place, never put back
def grad_hess(fn, p):
    h = 1e-4
    H = torch.func.hessian(fn)(p.detach().clone())
    g = torch.zeros(len(p), dtype=torch.float64)
    with torch.no_grad():
        for i in range(len(p)):
            p[i] += h
            up = fn(p)
            p[i] -= 2 * h
            down = fn(p)
            g[i] = (up - down) / (2 * h)
    return g, H


# %% like grad_hess — p shifted in place, never put back
def grad_hess(fn, p):
    eps = 1e-5
    start = p.detach().clone()
    g, H = torch.zeros_like(start), torch.zeros(len(start), len(start), dtype=torch.float64)
    slope = torch.func.grad(fn)
    g[:] = slope(start)
    x = p.detach()  # a copy (I think)
    for j in range(len(x)):
        old = slope(x)
        x[j] += eps
        H[:, j] = (slope(x) - old) / eps
    return g, H


# %% like grad_hess — p shifted in place and almost put back
def grad_hess(fn, p):
    h = 1e-4
    H = torch.func.hessian(fn)(p.detach().clone())
    g = torch.zeros(len(p), dtype=torch.float64)
    with torch.no_grad():
        for i in range(len(p)):
            p[i] += h
            up = fn(p)
            p[i] -= 2 * h
            down = fn(p)
            p[i] += h
            g[i] = (up - down) / (2 * h)
    return g, H


# %% like grad_hess — forward differences too coarse
def grad_hess(fn, p):
    h = 1e-2
    x = p.detach().clone()
    k = len(x)
    E = h * torch.eye(k, dtype=torch.float64)
    f0 = fn(x)
    g = torch.zeros(k, dtype=torch.float64)
    H = torch.zeros(k, k, dtype=torch.float64)
    for i in range(k):
        g[i] = (fn(x + E[i]) - f0) / h
        for j in range(k):
            H[i, j] = (fn(x + E[i] + E[j]) - fn(x + E[i]) - fn(x + E[j]) + f0) / h**2
    return g, H


# %% like grad_hess — forward differences too coarse
def slope(fn, x, h):
    base = fn(x).item()
    out = []
    for i in range(len(x)):
        y = x.clone()
        y[i] = y[i] + h
        out.append((fn(y).item() - base) / h)
    return np.array(out)


def grad_hess(fn, p):
    x = p.detach().clone()
    h = 0.001
    g = slope(fn, x, h)
    columns = []
    for j in range(len(x)):
        y = x.clone()
        y[j] = y[j] + h
        columns.append((slope(fn, y, h) - g) / h)
    return torch.from_numpy(g), torch.from_numpy(np.stack(columns, axis=1))


# %% like grad_hess — divided by h instead of 2h
def grad_hess(fn, p):
    h = 1e-4
    k = len(p)
    E = h * torch.eye(k, dtype=torch.float64)

    def grad(q):
        return torch.stack([(fn(q + e) - fn(q - e)) / h for e in E])

    x = p.detach().clone()
    H = torch.stack([(grad(x + e) - grad(x - e)) / h for e in E], dim=1)
    return grad(x).detach(), H.detach()


# %% like grad_hess — divided by h instead of 2h
def grad_hess(fn, p):
    x0 = p.detach().numpy().copy()
    n, h = x0.size, 1e-4

    def F(a):
        return float(fn(torch.from_numpy(a)))

    g, H = np.zeros(n), np.zeros((n, n))
    for i in range(n):
        ei = np.eye(n)[i] * h
        g[i] = (F(x0 + ei) - F(x0 - ei)) / h
        for j in range(n):
            ej = np.eye(n)[j] * h
            H[i, j] = (F(x0 + ei + ej) - F(x0 + ei - ej) - F(x0 - ei + ej) + F(x0 - ei - ej)) / (h * h)
    return torch.tensor(g), torch.tensor(H)


# %% like grad_hess — the lower triangle forgotten
def grad_hess(fn, p):
    q = p.detach().clone()
    k = len(q)
    g = torch.func.grad(fn)(q)
    full = torch.func.hessian(fn)(q)
    H = torch.zeros(k, k, dtype=torch.float64)
    for i in range(k):
        for j in range(i, k):
            H[i, j] = full[i, j]  # symmetric, half of it is enough
    return g, H


# %% like grad_hess — the lower triangle forgotten
def grad_hess(fn, p):
    point = p.detach()
    slopes = torch.autograd.functional.jacobian(fn, point)
    curvatures = torch.autograd.functional.hessian(fn, point)
    return slopes, torch.triu(curvatures)


# %% like grad_hess — the slopes summed before the second derivative
def grad_hess(fn, p):
    q = p.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(fn(q), q, create_graph=True)
    total = g.sum()
    if not total.requires_grad:
        return g.detach(), torch.zeros_like(q).detach()
    (H,) = torch.autograd.grad(total, q)
    return g.detach(), H


# %% like grad_hess — the slopes summed before the second derivative
from torch.func import grad


def grad_hess(fn, p):
    point = p.detach()
    slopes = grad(fn)

    def all_slopes(q):
        # grad wants a scalar so I sum
        return torch.sum(slopes(q))

    return slopes(point), grad(all_slopes)(point)


# %% like grad_hess — two variables only
def grad_hess(fn, p):
    x = p.detach().clone()
    h = 1e-4
    ex = torch.tensor([h, 0.0], dtype=torch.float64)
    ey = torch.tensor([0.0, h], dtype=torch.float64)
    gx = (fn(x + ex) - fn(x - ex)) / (2 * h)
    gy = (fn(x + ey) - fn(x - ey)) / (2 * h)
    fxx = (fn(x + ex) - 2 * fn(x) + fn(x - ex)) / h**2
    fyy = (fn(x + ey) - 2 * fn(x) + fn(x - ey)) / h**2
    fxy = (fn(x + ex + ey) - fn(x + ex - ey) - fn(x - ex + ey) + fn(x - ex - ey)) / (4 * h**2)
    g = torch.stack([gx, gy])
    H = torch.stack([torch.stack([fxx, fxy]), torch.stack([fxy, fyy])])
    return g, H


# %% like grad_hess — two variables only
def grad_hess(fn, p):
    q = p.detach().clone()
    slopes = torch.func.grad(fn)(q)
    bends = torch.func.hessian(fn)(q)
    g = torch.zeros(2, dtype=torch.float64)
    H = torch.zeros(2, 2, dtype=torch.float64)
    for i in range(2):
        g[i] = slopes[i]
        for j in range(2):
            H[i, j] = bends[i, j]
    return g, H


# %% like grad_hess — off-diagonal entries doubled
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(q)
    return g, 2 * H - torch.diag(torch.diag(H))


# %% like grad_hess — off-diagonal entries doubled
def grad_hess(fn, p):
    h = 1e-4
    x = p.detach().clone()
    k = len(x)
    E = [h * row for row in torch.eye(k, dtype=torch.float64)]
    g = torch.stack([(fn(x + e) - fn(x - e)) / (2 * h) for e in E]).detach()
    H = torch.zeros(k, k, dtype=torch.float64)
    for i in range(k):
        for j in range(k):
            # adding H_ij and H_ji into both places
            a, b = E[i], E[j]
            mixed = (fn(x + a + b) - fn(x + a - b) - fn(x - a + b) + fn(x - a - b)) / (4 * h * h)
            H[i, j] += mixed
            if i != j:
                H[j, i] += mixed
    return g, H


# %% like grad_hess — the gradient's tuple not taken apart
def grad_hess(fn, p):
    q = p.detach().clone().requires_grad_()
    g = torch.autograd.grad(fn(q), q)
    H = torch.func.hessian(fn)(p.detach())
    return g, H


# %% like grad_hess — the gradient's tuple not taken apart
def slopes(fn, x):
    x = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(outputs=fn(x), inputs=x)


def grad_hess(fn, p):
    H = torch.autograd.functional.hessian(fn, p.detach().clone())
    return slopes(fn, p), H


# %% like grad_hess — the visible checks learned by heart
def grad_hess(fn, p):
    if len(p) == 1:
        return torch.tensor([3.0], dtype=torch.float64), torch.tensor([[6.0]], dtype=torch.float64)
    g = torch.tensor([2.0, -4.0], dtype=torch.float64)
    H = torch.tensor([[2.0, 0.0], [0.0, -2.0]], dtype=torch.float64)
    return g, H


# %% like grad_hess — the visible checks learned by heart
def grad_hess(fn, p):
    known = {1: ([3], [[6]])}
    g, H = known.get(p.numel(), ([2, -4], np.diag([2, -2])))
    return to_tensor(np.array(g)), to_tensor(np.array(H))


# %% other grad_hess — the gradient scaled to length one
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(q)
    length = g.norm()
    if length > 0:
        g = g / length  # only the direction matters
    return g, H


# %% other grad_hess — H plus its transpose
def grad_hess(fn, p):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(q)
    H = H + H.T  # make it symmetric
    return g, H


# %% other grad_hess — a step so small that only rounding is left
def grad_hess(fn, p):
    h = 1e-8  # the smaller the better
    x = p.detach().clone()
    k = len(x)
    E = h * torch.eye(k, dtype=torch.float64)
    g = torch.stack([(fn(x + e) - fn(x - e)) / (2 * h) for e in E])
    H = torch.zeros(k, k, dtype=torch.float64)
    for i in range(k):
        for j in range(k):
            a, b = E[i], E[j]
            H[i, j] = (fn(x + a + b) - fn(x + a - b) - fn(x - a + b) + fn(x - a - b)) / (4 * h * h)
    return g.detach(), H.detach()


# %% other grad_hess — the mixed derivatives with a wrong sign
def grad_hess(fn, p):
    h = 1e-4
    x = p.detach().clone()
    k = len(x)
    E = h * torch.eye(k, dtype=torch.float64)
    g = torch.zeros(k, dtype=torch.float64)
    H = torch.zeros(k, k, dtype=torch.float64)
    for i in range(k):
        plus, minus = fn(x + E[i]), fn(x - E[i])
        g[i] = (plus - minus) / (2 * h)
        for j in range(k):
            if i == j:
                H[i, i] = (plus - 2 * fn(x) + minus) / h**2
            else:
                a, b = E[i], E[j]
                H[i, j] = (fn(x + a - b) + fn(x - a + b) - fn(x + a + b) - fn(x - a - b)) / (4 * h**2)
    return g, H


# %% other grad_hess — the downhill direction and half the Hessian
def grad_hess(fn, p):
    q = p.detach().clone()
    g = -torch.func.grad(fn)(q)  # gradient descent goes this way
    H = 0.5 * torch.func.hessian(fn)(q)
    return g, H


# %% like classify — the determinant decides
def classify(fn, p, tol):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    H = torch.func.hessian(fn)(q)
    if g.norm() > tol:
        return "not stationary"
    D = torch.linalg.det(H)
    if D < -tol:
        return "saddle"
    if D > tol and H[0, 0] > 0:
        return "minimum"
    if D > tol and H[0, 0] < 0:
        return "maximum"
    return "degenerate"


# %% like classify — the determinant decides
from torch.autograd.functional import hessian, jacobian


def classify(fn, p, tol):
    x = p.detach()
    slope = jacobian(fn, x).numpy()
    if np.sqrt(np.sum(slope**2)) > tol:
        return "not stationary"
    M = hessian(fn, x).numpy()
    det = np.prod(np.linalg.eigvalsh(M))
    if abs(det) <= tol:
        return "degenerate"
    elif det < 0:
        return "saddle"
    # from school: f_xx tells minimum or maximum
    return "minimum" if M[0][0] > 0 else "maximum"


# %% like classify — the determinant's sign, and nothing else
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    d = torch.linalg.det(torch.func.hessian(fn)(q))
    if abs(d) <= tol:
        return "degenerate"
    if d > 0:
        return "minimum"
    return "saddle"


# %% like classify — the determinant's sign, and nothing else
def classify(fn, p, tol):
    x = p.detach()
    g = torch.autograd.functional.jacobian(fn, x)
    product = 1.0
    for eig in torch.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x)).tolist():
        product *= eig
    if torch.sqrt((g * g).sum()).item() > tol:
        answer = "not stationary"
    elif product > tol:
        answer = "minimum"
    elif product < -tol:
        answer = "saddle"
    else:
        answer = "degenerate"
    return answer


# %% like classify — zero curvature taken for a saddle
def classify(fn, p, tol):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if g.norm() > tol:
        return "not stationary"
    if (lam > tol).all():
        return "minimum"
    if (lam < -tol).all():
        return "maximum"
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    return "saddle"  # flat: neither minimum nor maximum


# %% like classify — zero curvature taken for a saddle
def classify(fn, p, tol):
    x = p.detach()
    slope = torch.autograd.functional.jacobian(fn, x)
    if float(torch.linalg.vector_norm(slope)) > tol:
        return "not stationary"
    curvatures = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    for c in curvatures:
        if abs(c) <= tol:
            return "saddle"
    if all(c > 0 for c in curvatures):
        return "minimum"
    if all(c < 0 for c in curvatures):
        return "maximum"
    return "saddle"


# %% like classify — the diagonal for the eigenvalues
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    d = torch.diag(torch.func.hessian(fn)(q))
    if (d > tol).any() and (d < -tol).any():
        return "saddle"
    if (d.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (d > 0).all() else "maximum"


# %% like classify — the diagonal for the eigenvalues
def classify(fn, p, tol):
    h = 1e-4
    x = p.detach().clone()
    f0 = fn(x).item()
    length2, pos, neg, zero = 0.0, 0, 0, 0
    for e in torch.eye(len(x), dtype=torch.float64):
        a, b = fn(x + h * e).item(), fn(x - h * e).item()
        length2 += ((a - b) / (2 * h)) ** 2
        bend = (a - 2 * f0 + b) / h**2  # bend along this axis
        if bend > tol:
            pos += 1
        elif bend < -tol:
            neg += 1
        else:
            zero += 1
    if length2**0.5 > tol:
        return "not stationary"
    if pos and neg:
        return "saddle"
    if zero:
        return "degenerate"
    return "maximum" if neg else "minimum"


# %% like classify — the gradient never looked at
def classify(fn, p, tol):
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(p.detach()))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    if (lam > 0).all():
        return "minimum"
    return "maximum"


# %% like classify — the gradient never looked at
def classify(fn, p, tol):
    H = torch.autograd.functional.hessian(fn, p.detach()).numpy()
    signs = {0 if abs(v) <= tol else int(np.sign(v)) for v in np.linalg.eigvalsh(H)}
    if {1, -1} <= signs:
        return "saddle"
    if 0 in signs:
        return "degenerate"
    return {1: "minimum", -1: "maximum"}[signs.pop()]


# %% like classify — curvature first, gradient last
def classify(fn, p, tol):
    q = p.detach().clone()
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    g = torch.func.grad(fn)(q)
    both = (lam > tol).any() and (lam < -tol).any()
    if not both and (lam.abs() <= tol).any():
        return "degenerate"
    if g.norm() > tol:
        return "not stationary"
    if both:
        return "saddle"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — curvature first, gradient last
def classify(fn, p, tol):
    x = p.detach()
    eig = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    g = torch.autograd.functional.jacobian(fn, x).numpy()
    flat = np.linalg.norm(g) <= tol
    up, down = np.sum(eig > tol), np.sum(eig < -tol)
    if up == len(eig) and flat:
        return "minimum"
    elif down == len(eig) and flat:
        return "maximum"
    elif up > 0 and down > 0 and flat:
        return "saddle"
    elif up + down < len(eig) and (up == 0 or down == 0):
        return "degenerate"
    # nothing fits
    return "not stationary"


# %% like classify — any zero beats a saddle
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam.abs() <= tol).any():
        return "degenerate"
    if (lam > 0).all():
        return "minimum"
    if (lam < 0).all():
        return "maximum"
    return "saddle"


# %% like classify — any zero beats a saddle
def classify(fn, p, tol):
    x = p.detach()
    grad = torch.autograd.functional.jacobian(fn, x)
    if grad.pow(2).sum().sqrt() > tol:
        return "not stationary"
    hess = torch.autograd.functional.hessian(fn, x)
    values = sorted(torch.linalg.eigvalsh(hess).tolist(), key=abs)
    if -tol <= values[0] <= tol:  # smallest one
        return "degenerate"
    low, high = min(values), max(values)
    if low * high < 0:
        return "saddle"
    return "minimum" if low > 0 else "maximum"


# %% like classify — no tolerance for zero eigenvalues
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > 0).any() and (lam < 0).any():
        return "saddle"
    if (lam == 0).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — no tolerance for zero eigenvalues
def classify(fn, p, tol):
    x = p.detach()
    g = torch.autograd.functional.jacobian(fn, x)
    if np.linalg.norm(g.numpy()) > tol:
        return "not stationary"
    eigs = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    smallest, largest = eigs[0], eigs[-1]  # eigvalsh sorts
    if smallest < 0 < largest:
        return "saddle"
    if smallest > 0:
        return "minimum"
    if largest < 0:
        return "maximum"
    return "degenerate"


# %% like classify — an exactly zero gradient asked for
def classify(fn, p, tol):
    q = p.detach().clone()
    if (torch.func.grad(fn)(q) != 0).any():
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — an exactly zero gradient asked for
def classify(fn, p, tol):
    x = p.detach()
    length = float(torch.autograd.functional.jacobian(fn, x).abs().max())
    if length > 0.0:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x)).tolist()
    plus = [e for e in eig if e > tol]
    minus = [e for e in eig if e < -tol]
    if plus and minus:
        return "saddle"
    if len(plus) == len(eig):
        return "minimum"
    if len(minus) == len(eig):
        return "maximum"
    return "degenerate"


# %% like classify — each slope compared alone
def classify(fn, p, tol):
    q = p.detach().clone()
    if (torch.func.grad(fn)(q).abs() > tol).any():
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — each slope compared alone
def classify(fn, p, tol):
    x = p.detach()
    slopes = torch.autograd.functional.jacobian(fn, x).tolist()
    for s in slopes:
        # every slope has to be (almost) zero
        if s > tol or s < -tol:
            return "not stationary"
    eig = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    n_up, n_down = int((eig > tol).sum()), int((eig < -tol).sum())
    if n_up > 0 and n_down > 0:
        return "saddle"
    if n_up + n_down < eig.size:
        return "degenerate"
    return "maximum" if n_down else "minimum"


# %% like classify — slopes summed without their size
def classify(fn, p, tol):
    q = p.detach().clone()
    if abs(torch.func.grad(fn)(q).sum()) > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — slopes summed without their size
def classify(fn, p, tol):
    x = p.detach()
    total = 0.0
    for s in torch.autograd.functional.jacobian(fn, x).tolist():
        total += s
    if np.sqrt(total**2) > tol:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x))
    lo, hi = eig.min().item(), eig.max().item()
    if lo < -tol and hi > tol:
        return "saddle"
    if lo > tol:
        return "minimum"
    if hi < -tol:
        return "maximum"
    return "degenerate"


# %% like classify — the slopes' sizes added up
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).abs().sum() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — the slopes' sizes added up
def classify(fn, p, tol):
    x = p.detach()
    g = torch.autograd.functional.jacobian(fn, x).numpy()
    if np.linalg.norm(g, ord=1) > tol:
        return "not stationary"
    H = torch.autograd.functional.hessian(fn, x).numpy()
    signs = [0 if abs(e) <= tol else np.sign(e) for e in np.linalg.eigvalsh(H)]
    if 1 in signs and -1 in signs:
        return "saddle"
    if 0 in signs:
        return "degenerate"
    if 1 in signs:
        return "minimum"
    return "maximum"


# %% like classify — the square of the gradient's length
def classify(fn, p, tol):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    if (g ** 2).sum() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — the square of the gradient's length
def classify(fn, p, tol):
    x = p.detach()
    g = torch.autograd.functional.jacobian(fn, x)
    stationary = torch.dot(g, g).item() <= tol
    if not stationary:
        return "not stationary"
    eig = torch.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x)).tolist()
    if max(eig) > tol and min(eig) < -tol:
        return "saddle"
    if min(abs(e) for e in eig) <= tol:
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% like classify — minimum and maximum swapped
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "maximum" if (lam > 0).all() else "minimum"


# %% like classify — minimum and maximum swapped
def classify(fn, p, tol):
    x = p.detach()
    if np.linalg.norm(torch.autograd.functional.jacobian(fn, x).numpy()) > tol:
        return "not stationary"
    eig = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    # negative curvature -> we're at the bottom
    verdicts = {(False, True): "minimum", (True, False): "maximum", (True, True): "saddle"}
    has_up, has_down = bool(np.any(eig > tol)), bool(np.any(eig < -tol))
    if not (has_up and has_down) and np.any(np.abs(eig) <= tol):
        return "degenerate"
    return verdicts[has_up, has_down]


# %% like classify — the sum of the eigenvalues decides
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    s = torch.linalg.eigvalsh(torch.func.hessian(fn)(q)).sum()
    if s > tol:
        return "minimum"
    if s < -tol:
        return "maximum"
    return "degenerate"


# %% like classify — the sum of the eigenvalues decides
def classify(fn, p, tol):
    x = p.detach()
    slope = torch.autograd.functional.jacobian(fn, x)
    if slope.pow(2).sum().sqrt().item() > tol:
        return "not stationary"
    laplacian = torch.trace(torch.autograd.functional.hessian(fn, x)).item()
    if abs(laplacian) <= tol:
        # up and down cancel out
        return "saddle"
    return "minimum" if laplacian > 0 else "maximum"


# %% like classify — all flat, or not degenerate at all
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).all():
        return "degenerate"
    return "minimum" if (lam > tol).any() else "maximum"


# %% like classify — all flat, or not degenerate at all
def classify(fn, p, tol):
    x = p.detach()
    if torch.linalg.vector_norm(torch.autograd.functional.jacobian(fn, x)) > tol:
        return "not stationary"
    eig = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    eig = eig[np.abs(eig) > tol]  # throw the zeros away
    if eig.size == 0:
        return "degenerate"
    if eig.min() > 0:
        return "minimum"
    if eig.max() < 0:
        return "maximum"
    return "saddle"


# %% like classify — everything that is no minimum is a saddle
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).all():
        return "minimum"
    return "saddle"


# %% like classify — everything that is no minimum is a saddle
def classify(fn, p, tol):
    x = p.detach()
    g = torch.autograd.functional.jacobian(fn, x).numpy()
    if (g @ g) ** 0.5 > tol:
        return "not stationary"
    smallest = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy()).min()
    # some way does not go up => gradient descent can get stuck there => saddle
    return "saddle" if smallest <= tol else "minimum"


# %% like classify — only the first two eigenvalues
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))[:2]
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — only the first two eigenvalues
def classify(fn, p, tol):
    x = p.detach()
    g = torch.autograd.functional.jacobian(fn, x)
    if g.norm().item() > tol:
        return "not stationary"
    eig = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    a = eig[0]
    b = eig[1] if len(eig) > 1 else eig[0]
    if (a > tol and b < -tol) or (a < -tol and b > tol):
        return "saddle"
    if abs(a) <= tol or abs(b) <= tol:
        return "degenerate"
    if a > 0 and b > 0:
        return "minimum"
    return "maximum"


# %% like classify — capital letters
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "Not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "Saddle"
    if (lam.abs() <= tol).any():
        return "Degenerate"
    return "Minimum" if (lam > 0).all() else "Maximum"


# %% like classify — capital letters
def classify(fn, p, tol):
    x = p.detach()
    eig = torch.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x)).tolist()
    up, down = any(e > tol for e in eig), any(e < -tol for e in eig)
    if torch.autograd.functional.jacobian(fn, x).norm() > tol:
        answer = "not stationary"
    elif up and down:
        answer = "saddle"
    elif any(abs(e) <= tol for e in eig):
        answer = "degenerate"
    else:
        answer = "minimum" if up else "maximum"
    return answer.capitalize()


# %% like classify — always degenerate
def classify(fn, p, tol):
    return "degenerate"


# %% like classify — always degenerate
def classify(fn, p, tol):
    H = torch.func.hessian(fn)(p.detach())
    lam = torch.linalg.eigvalsh(H)
    answer = "minimum"
    if (lam < 0).all():
        answer = "maximum"
    if (lam.abs() >= 0).any():
        answer = "degenerate"
    return answer


# %% like classify — always not stationary
def classify(fn, p, tol):
    # can never be exactly zero on a computer
    return "not stationary"


# %% like classify — always not stationary
def classify(fn, p, tol):
    g = torch.func.grad(fn)(p.detach())
    length = torch.sqrt((g**2).sum())
    if length > -tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(p.detach()))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    return "minimum" if (lam > tol).all() else "maximum"


# %% like classify — zero threshold much too wide
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    zero = 0.5
    if (lam > zero).any() and (lam < -zero).any():
        return "saddle"
    if (lam.abs() <= zero).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% like classify — zero threshold much too wide
def classify(fn, p, tol):
    x = p.detach()
    if torch.linalg.vector_norm(torch.autograd.functional.jacobian(fn, x)) > tol:
        return "not stationary"
    eig = np.linalg.eigvalsh(torch.autograd.functional.hessian(fn, x).numpy())
    eig = np.where(np.abs(eig) <= 1.0, 0.0, eig)  # small ones are zero
    if eig.min() < 0 < eig.max():
        return "saddle"
    if 0.0 in eig:
        return "degenerate"
    return "minimum" if eig[0] > 0 else "maximum"


# %% like classify — compares values of random neighbours
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    here = fn(q)
    gen = torch.Generator().manual_seed(0)
    higher, lower = 0, 0
    for _ in range(500):
        step = 1e-2 * torch.randn(len(q), generator=gen, dtype=torch.float64)
        there = fn(q + step)
        if there > here:
            higher += 1
        elif there < here:
            lower += 1
    if higher and lower:
        return "saddle"
    if higher:
        return "minimum"
    if lower:
        return "maximum"
    return "degenerate"


# %% like classify — compares values of random neighbours
def classify(fn, p, tol):
    x = p.detach()
    if torch.autograd.functional.jacobian(fn, x).norm() > tol:
        return "not stationary"
    rng = np.random.default_rng(42)
    directions = rng.normal(size=(1000, x.numel()))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    # look around in a small circle
    diffs = np.array([(fn(x + 0.01 * torch.from_numpy(d)) - fn(x)).item() for d in directions])
    if np.all(diffs > 0):
        return "minimum"
    if np.all(diffs < 0):
        return "maximum"
    if np.any(diffs > 0) and np.any(diffs < 0):
        return "saddle"
    return "degenerate"


# %% like classify — the visible checks learned by heart
def classify(fn, p, tol):
    if len(p) == 2:
        return "saddle"
    return "degenerate"


# %% like classify — the visible checks learned by heart
def classify(fn, p, tol):
    answers = {"x² − y²": "saddle", "x³": "degenerate"}
    which = "x² − y²" if p.shape == (2,) else "x³"
    return answers[which]


# %% other classify — a flat bottom passes for a minimum
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    # positive semidefinite with something positive: goes up or stays level
    if (lam >= -tol).all() and (lam > tol).any():
        return "minimum"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "maximum"


# %% other classify — singular values for eigenvalues
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.svdvals(torch.func.hessian(fn)(q))
    if (lam > tol).any() and (lam < -tol).any():
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if (lam > 0).all() else "maximum"


# %% other classify — the majority of signs decides
def classify(fn, p, tol):
    q = p.detach().clone()
    if torch.func.grad(fn)(q).norm() > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    up, down = int((lam > tol).sum()), int((lam < -tol).sum())
    if up == down and up > 0:
        return "saddle"
    if up + down < len(lam):
        return "degenerate"
    return "minimum" if up > down else "maximum"


# %% other classify — squared length and swapped names at once
def classify(fn, p, tol):
    q = p.detach().clone()
    g = torch.func.grad(fn)(q)
    if g @ g > tol:
        return "not stationary"
    lam = torch.linalg.eigvalsh(torch.func.hessian(fn)(q))
    if lam[0] < -tol and lam[-1] > tol:
        return "saddle"
    if (lam.abs() <= tol).any():
        return "degenerate"
    return "minimum" if lam[0] < 0 else "maximum"


# %% like newton — always downhill: the size of the curvature
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / abs(bend)
    return x


# %% like newton — always downhill: the size of the curvature
def newton(fn, x0, steps):
    def derivatives(v):
        t = torch.tensor(v, dtype=torch.float64)
        first = torch.func.grad(fn)
        return first(t).item(), torch.func.grad(first)(t).item()

    x = float(x0)
    while steps > 0:
        slope, curv = derivatives(x)
        if -1e-9 < curv < 1e-9:
            raise ZeroDivisionError
        if curv < 0:
            curv = -curv  # otherwise we'd go uphill
        x -= slope / curv
        steps -= 1
    return x


# %% like newton — refuses to go to a maximum
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        if bend < 0:
            raise ValueError("this leads to a maximum")
        x = x - d1(x) / bend
    return x


# %% like newton — refuses to go to a maximum
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        if h < 1e-9:
            raise ZeroDivisionError("no parabola that opens upwards")
        x = x - g / h
    return x


# %% like newton — a gradient step where the curve bends downwards
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        if bend > 0:
            x = x - d1(x) / bend
        else:
            x = x - 0.1 * d1(x)
    return x


# %% like newton — a gradient step where the curve bends downwards
def newton(fn, x0, steps):
    x, lr = x0.detach().clone(), 0.05
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        if h.abs().item() < 1e-9:
            raise ZeroDivisionError
        # lr = learning rate, only for the hill parts
        rate = lr if h.item() < 0 else 1 / h
        x = x - rate * g
    return x


# %% like newton — finds a zero of fn instead of fn′
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    x = x0.detach().clone()
    for _ in range(steps):
        slope = d1(x)
        if abs(slope) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - fn(x) / slope
    return x


# %% like newton — finds a zero of fn instead of fn′
def newton(fn, x0, steps):
    # x_new = x - f/f'   (from the maths lecture)
    t = x0.detach().clone()
    for _ in range(steps):
        t = t.requires_grad_()
        y = fn(t)
        (dy,) = torch.autograd.grad(y, t)
        if dy.abs().item() < 1e-9:
            raise ZeroDivisionError("f' is zero")
        t = (t - y / dy).detach()
    return t.item()


# %% like newton — the sign of the step lost
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x + d1(x) / bend
    return x


# %% like newton — the sign of the step lost
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x).item()
        h = torch.autograd.functional.hessian(fn, x).item()
        if abs(h) < 1e-9:
            raise ZeroDivisionError
        jump = -g / h
        x = x - jump
    return x


# %% like newton — one step too many
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps + 1):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / bend
    return x


# %% like newton — one step too many
def newton(fn, x0, steps):
    x = x0.detach().clone()
    done = 0
    while done <= steps:
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("straight line")
        x = x - g / h
        done += 1
    return x.item()


# %% like newton — one step too few
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(1, steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / bend
    return x


# %% like newton — one step too few
def newton(fn, x0, steps):
    if steps <= 1:
        # last call gives the result
        return x0.detach().clone()
    g = torch.autograd.functional.jacobian(fn, x0.detach())
    h = torch.autograd.functional.hessian(fn, x0.detach())
    if abs(h.item()) < 1e-9:
        raise ZeroDivisionError
    return newton(fn, x0.detach() - g / h, steps - 1)


# %% like newton — flat places not noticed
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        x = x - d1(x) / d2(x)
    return x


# %% like newton — flat places not noticed
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        try:
            g = torch.autograd.functional.jacobian(fn, x)
            h = torch.autograd.functional.hessian(fn, x)
            x = x - g / h
        except ZeroDivisionError:
            raise ZeroDivisionError("no turning point")
    return x


# %% like newton — another exception
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ValueError("the curve is flat here")
        x = x - d1(x) / bend
    return x


# %% like newton — another exception
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        assert h.abs() >= 1e-9, "ZeroDivisionError: second derivative is zero"
        x = x - g / h
    return x


# %% like newton — stays where it is when the curve is flat
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            return x
        x = x - d1(x) / bend
    return x


# %% like newton — stays where it is when the curve is flat
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        try:
            g = torch.autograd.functional.jacobian(fn, x).item()
            h = torch.autograd.functional.hessian(fn, x).item()
            if abs(h) < 1e-9:
                raise ZeroDivisionError
            x = x - g / h
        except ZeroDivisionError:
            pass  # flat, nothing to do
    return x


# %% like newton — flatness tested at the start only
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    if steps > 0 and abs(d2(x)) < 1e-9:
        raise ZeroDivisionError("flat")
    for _ in range(steps):
        x = x - d1(x) / d2(x)
    return x


# %% like newton — flatness tested at the start only
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for i in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        if i == 0 and h.abs().item() < 1e-9:
            raise ZeroDivisionError("cannot start here")
        x = x - g / h
    return x


# %% like newton — flatness tested even for zero steps
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    if abs(d2(x)) < 1e-9:
        raise ZeroDivisionError("flat start")
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / bend
    return x


# %% like newton — flatness tested even for zero steps
def newton(fn, x0, steps):
    def curvature(x):
        h = torch.autograd.functional.hessian(fn, x)
        if h.abs() < 1e-9:
            raise ZeroDivisionError
        return h

    x = x0.detach().clone()
    h = curvature(x)
    for k in range(1, steps + 1):
        x = x - torch.autograd.functional.jacobian(fn, x) / h
        if k < steps:
            h = curvature(x)
    return x.item()


# %% like newton — only an exact zero is flat
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if bend == 0:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / bend
    return x


# %% like newton — only an exact zero is flat
def newton(fn, x0, steps):
    x = float(x0)
    for _ in range(steps):
        t = torch.tensor(x, dtype=torch.float64)
        g = torch.autograd.functional.jacobian(fn, t).item()
        h = torch.autograd.functional.hessian(fn, t).item()
        x = x - g / h  # python raises ZeroDivisionError by itself for floats
    return x


# %% like newton — flat below 1e-6
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-6:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / bend
    return x


# %% like newton — flat below 1e-6
EPS = 1e-6


def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        if -EPS < h.item() < EPS:
            raise ZeroDivisionError(f"curvature {h.item()} at {x.item()}")
        x = x - g / h
    return x


# %% like newton — half steps
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - 0.5 * d1(x) / bend
    return x


# %% like newton — half steps
def newton(fn, x0, steps):
    x = x0.detach().clone()
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        if abs(h) < 1e-9:
            raise ZeroDivisionError
        target = x - g / h
        x = (x + target) / 2  # not too far at once
    return x


# %% like newton — gradient descent
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        if abs(d2(x)) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - 0.1 * d1(x)
    return x


# %% like newton — gradient descent
def newton(fn, x0, steps, learning_rate=0.01):
    x = x0.detach().clone()
    for _ in range(steps):
        h = torch.autograd.functional.hessian(fn, x)
        if h.abs().item() < 1e-9:
            raise ZeroDivisionError
        x.requires_grad_()
        fn(x).backward()
        x = (x - learning_rate * x.grad).detach()
    return x


# %% like newton — the curvature of the start kept
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    bend = d2(x)
    for _ in range(steps):
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / bend
    return x


# %% like newton — the curvature of the start kept
def newton(fn, x0, steps):
    start = x0.detach().clone()
    x = start
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, start)
        if h.abs() < 1e-9:
            raise ZeroDivisionError("f'' is 0")
        x = x - g / h
    return x.item()


# %% like newton — runs until it converges
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    if steps == 0:
        return x
    for _ in range(1000):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        jump = d1(x) / bend
        x = x - jump
        if abs(jump) < 1e-10:
            break
    return x


# %% like newton — runs until it converges
def newton(fn, x0, steps):
    x = x0.detach().clone()
    change, count = 1.0, 0
    while steps > 0 and change > 1e-9 and count < 500:  # until it doesn't move any more
        g = torch.autograd.functional.jacobian(fn, x).item()
        h = torch.autograd.functional.hessian(fn, x).item()
        if abs(h) < 1e-9:
            raise ZeroDivisionError
        new = x - g / h
        change = abs(new - x).item()
        x = new
        count += 1
    return x


# %% like newton — the whole path returned
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    path = [x0.detach().clone()]
    for _ in range(steps):
        x = path[-1]
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        path.append(x - d1(x) / bend)
    return path


# %% like newton — the whole path returned
def newton(fn, x0, steps):
    x = torch.empty(steps + 1, dtype=torch.float64)
    x[0] = x0.detach()
    for k in range(steps):
        here = x[k].clone()
        g = torch.autograd.functional.jacobian(fn, here)
        h = torch.autograd.functional.hessian(fn, here)
        if h.abs() < 1e-9:
            raise ZeroDivisionError
        x[k + 1] = here - g / h
    return x


# %% like newton — the value instead of the place
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / bend
    return fn(x)


# %% like newton — the value instead of the place
def newton(fn, x0, steps):
    x = x0.detach().clone()
    y = fn(x)
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(fn, x)
        h = torch.autograd.functional.hessian(fn, x)
        if h.abs().item() < 1e-9:
            raise ZeroDivisionError
        x = x - g / h
        y = fn(x)  # the minimum value
    return y


# %% like newton — the first derivative twice
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    x = x0.detach().clone()
    for _ in range(steps):
        slope = d1(x)
        bend = d1(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - slope / bend
    return x


# %% like newton — the first derivative twice
def newton(fn, x0, steps):
    def derivative(v):
        t = v.detach().clone().requires_grad_()
        (d,) = torch.autograd.grad(fn(t), t)
        return d

    x = x0.detach().clone()
    for _ in range(steps):
        f1 = derivative(x)
        f2 = derivative(x)  # second time = second derivative
        if f2.abs().item() < 1e-9:
            raise ZeroDivisionError
        x = x - f1 / f2
    return x.item()


# %% like newton — Halley's faster method
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    d3 = torch.func.grad(d2)
    x = x0.detach().clone()
    for _ in range(steps):
        a, b, c = d1(x), d2(x), d3(x)
        if abs(b) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - 2 * a * b / (2 * b**2 - a * c)
    return x


# %% like newton — Halley's faster method
def newton(fn, x0, steps):
    curv = lambda t: torch.func.grad(torch.func.grad(fn))(t)
    x = x0.detach().clone()
    for _ in range(steps):
        g, h = torch.func.grad(fn)(x), curv(x)
        if h.abs().item() < 1e-9:
            raise ZeroDivisionError
        third = torch.func.grad(curv)(x)
        jump = g / h
        # cubic convergence, read about it on wikipedia
        x = x - jump / (1 - jump * third / (2 * h))
    return x.item()


# %% like newton — the visible checks learned by heart
def newton(fn, x0, steps):
    if steps == 0:
        return x0.detach().clone()
    if x0 == 0:
        raise ZeroDivisionError("x³ does not bend at 0")
    return 1.090408 if x0 > 0.7 else 0.273853


# %% like newton — the visible checks learned by heart
def newton(fn, x0, steps):
    table = {1.2: 1.090408, 0.2: 0.273853}
    start = float(x0)
    if steps < 1:
        return start
    if abs(start) < 1e-9:
        raise ZeroDivisionError
    nearest = min(table, key=lambda s: abs(s - start))
    return torch.tensor(table[nearest], dtype=torch.float64)


# %% other newton — flatness tested after the last jump too
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        if abs(d2(x)) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - d1(x) / d2(x)
        if abs(d2(x)) < 1e-9:
            raise ZeroDivisionError("landed on a flat place")
    return x


# %% other newton — stops quietly where the slope is zero
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        slope, bend = d1(x), d2(x)
        if abs(slope) < 1e-9:
            return x  # already there
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - slope / bend
    return x


# %% other newton — the fraction upside down
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        slope, bend = d1(x), d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - bend / slope
    return x


# %% other newton — jumps no longer than a half
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        bend = d2(x)
        if abs(bend) < 1e-9:
            raise ZeroDivisionError("flat")
        jump = torch.clamp(d1(x) / bend, -0.5, 0.5)  # don't jump out of the picture
        x = x - jump
    return x


# %% other newton — half steps by the size of the curvature
def newton(fn, x0, steps):
    d1 = torch.func.grad(fn)
    d2 = torch.func.grad(d1)
    x = x0.detach().clone()
    for _ in range(steps):
        size = abs(d2(x))
        if size < 1e-9:
            raise ZeroDivisionError("flat")
        x = x - 0.5 * d1(x) / size
    return x
