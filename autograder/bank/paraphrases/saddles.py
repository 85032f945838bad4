"""Known mistakes of `saddles` in other words, and mistakes that no hint covers; only the audit reads them."""

# %% like escape_direction — a row instead of a column
def escape_direction(H):
    # lowest eigenvalue comes first
    w, V = np.linalg.eigh(H.detach().numpy())
    if w[0] >= -1e-6:
        return None
    return V[0]


# %% like escape_direction — a row instead of a column
def escape_direction(H):
    eigenvalues, eigenvectors = torch.linalg.eigh(H)
    pairs = list(zip(eigenvalues.tolist(), eigenvectors))
    lowest, vec = min(pairs, key=lambda pair: pair[0])
    return vec if lowest < -1e-6 else None


# %% like escape_direction — the eigenvalue of largest magnitude
def escape_direction(H):
    vals, vecs = np.linalg.eigh(np.array(H.tolist()))
    k = int(np.argmax(np.abs(vals)))  # the steepest one
    if vals[k] >= -1e-6:
        return None
    return vecs[:, k]


# %% like escape_direction — the eigenvalue of largest magnitude
def escape_direction(H):
    # strongest curvature = biggest |lambda|
    if float(torch.linalg.eigvalsh(H).min()) > -1e-6:
        return None
    lam, U = torch.linalg.eigh(H)
    best = 0
    for i in range(len(lam)):
        if abs(lam[i]) > abs(lam[best]):
            best = i
    return U[:, best].clone()


# %% like escape_direction — the highest eigenvalue
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    has_way_down = w.min() < -1e-6
    if has_way_down:
        # last column is the most extreme eigenvector
        return V.T[-1]
    return None


# %% like escape_direction — the highest eigenvalue
def escape_direction(H):
    result = torch.linalg.eigh(H)
    if not bool((result.eigenvalues < -1e-6).any()):
        return None
    top = torch.argmax(result.eigenvalues)
    v = result.eigenvectors[:, top]
    return v / v.norm()


# %% like escape_direction — never None
def escape_direction(H):
    A = H.detach().cpu().numpy()
    w, V = np.linalg.eigh(A)
    return V[:, np.argmin(w)]


# %% like escape_direction — never None
def escape_direction(H):
    # power iteration on a shifted copy so the lowest eigenvalue wins
    n = H.shape[0]
    B = 6.0 * torch.eye(n, dtype=H.dtype) - H
    g = torch.Generator().manual_seed(1)
    v = torch.randn(n, dtype=H.dtype, generator=g)
    for _ in range(3000):
        v = B @ v
        v = v / v.norm()
    return v


# %% like escape_direction — always None
def escape_direction(H):
    w = torch.linalg.eigvalsh(H)
    v = None
    if w.min() > 1e6:  # never happens I guess
        v = torch.linalg.eigh(H)[1][:, 0]
    return v


# %% like escape_direction — always None
def escape_direction(H):
    # at a saddle the slope is zero so no direction goes down
    return None


# %% like escape_direction — any eigenvalue below zero counts
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    negative = [i for i, lam in enumerate(w) if lam < 0]
    if len(negative) == 0:
        return None
    return V[:, min(negative, key=lambda i: w[i])]


# %% like escape_direction — any eigenvalue below zero counts
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    if torch.all(lam >= 0.0):
        return None  # bowl
    return vec[:, lam.argmin()]


# %% like escape_direction — the threshold is far too large
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    tol = 0.01  # ignore numerical dust
    if not (w[0] < -tol):
        return None
    return V[:, 0]


# %% like escape_direction — the threshold is far too large
EPSILON = 1e-2


def escape_direction(H):
    lam, vec = torch.linalg.eigh(H.clone())
    down = lam < -EPSILON
    if down.sum() == 0:
        return None
    return vec.T[0]


# %% like escape_direction — the sign of the threshold is lost
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    if w[0] > 1e-6:
        return None
    return V[:, 0]


# %% like escape_direction — the sign of the threshold is lost
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    small = 10 ** (-6)
    candidates = [k for k in range(H.shape[0]) if lam[k].item() < small]
    if candidates:
        return vec[:, candidates[0]]
    return None


# %% like escape_direction — scaled by the eigenvalue
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    if w[0] >= -1e-6:
        return None
    v = V[:, 0]
    return H.numpy() @ v  # H v points in the same direction


# %% like escape_direction — scaled by the eigenvalue
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    i = int(lam.argmin())
    if lam[i] >= -1e-6:
        return None
    # curvature times direction
    return torch.stack([lam[i] * vec[j, i] for j in range(len(lam))])


# %% like escape_direction — scaled so that the largest entry is 1
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    if w[0] >= -1e-6:
        return None
    v = V[:, 0]
    return v / np.linalg.norm(v, ord=np.inf)


# %% like escape_direction — scaled so that the largest entry is 1
def normalise(vec):
    biggest = max(abs(c) for c in vec)
    return [c / biggest for c in vec]


def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    if lam[0] < -1e-6:
        return normalise(vec[:, 0].tolist())
    return None


# %% like escape_direction — reads the diagonal only
def escape_direction(H):
    # smallest curvature along the axes
    d = [float(H[i, i]) for i in range(H.shape[0])]
    lowest = min(d)
    if lowest >= -1e-6:
        return None
    v = [0.0] * len(d)
    v[d.index(lowest)] = 1.0
    return v


# %% like escape_direction — reads the diagonal only
def escape_direction(H):
    curv = torch.diagonal(H)
    k = torch.argmin(curv)
    if curv[k] < -1e-6:
        return torch.eye(len(H), dtype=torch.float64)[k]
    return None


# %% like escape_direction — the determinant decides
def escape_direction(H):
    # Hessian test: det < 0 means saddle
    A = H.numpy()
    if np.linalg.det(A) >= -1e-6:
        return None
    w, V = np.linalg.eigh(A)
    return V[:, 0]


# %% like escape_direction — the determinant decides
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    product = 1.0
    for value in lam.tolist():
        product *= value
    is_saddle = product < 0
    return vec[:, 0] if is_saddle else None


# %% like escape_direction — the trace decides
def escape_direction(H):
    if np.trace(H.numpy()) >= -1e-6:
        return None
    return np.linalg.eigh(H.numpy())[1][:, 0]


# %% like escape_direction — the trace decides
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    total_curvature = lam.sum().item()
    if total_curvature < -1e-6:
        return vec[:, int(torch.argmin(lam))]
    return None


# %% like escape_direction — None as soon as one direction leads up
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    for lam in w:
        if lam >= -1e-6:  # this one does not go down
            return None
    return V[:, 0]


# %% like escape_direction — None as soon as one direction leads up
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    if lam.max() > -1e-6:
        return None
    return vec[:, 0]


# %% like escape_direction — the least negative of the negative ones
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    found = None
    for i in range(len(w)):
        if w[i] < -1e-6:
            found = V[:, i]  # gets overwritten until the last one
    return found


# %% like escape_direction — the least negative of the negative ones
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    idx = torch.nonzero(lam < -1e-6).flatten()
    if idx.numel() == 0:
        return None
    # most negative curvature
    best = idx[torch.argmax(lam[idx])]
    return vec[:, best]


# %% like escape_direction — the sum of all ways down
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    mask = w < -1e-6
    if not mask.any():
        return None
    v = V[:, mask].sum(axis=1)
    return v / np.sqrt((v**2).sum())


# %% like escape_direction — the sum of all ways down
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    total = torch.zeros(H.shape[0], dtype=H.dtype)
    count = 0
    for i, value in enumerate(lam):
        if value < -1e-6:
            total += vec[:, i]
            count += 1
    if count == 0:
        return None
    return total / math.sqrt(count)


# %% like escape_direction — the first negative one of an unsorted solver
def escape_direction(H):
    w, V = np.linalg.eig(H.numpy())
    for i, lam in enumerate(w):
        if lam < -1e-6:
            return V[:, i]
    return None


# %% like escape_direction — the first negative one of an unsorted solver
def escape_direction(H):
    lam, vec = torch.linalg.eig(H)
    lam, vec = lam.real, vec.real
    neg = torch.where(lam < -1e-6)[0]
    if len(neg) == 0:
        return None
    return vec[:, neg[0]]


# %% like escape_direction — shifts H in place
def escape_direction(H):
    # shift everything so that the lowest eigenvalue has the largest magnitude
    H -= 6.0 * torch.eye(H.shape[0], dtype=H.dtype)
    lam, vec = torch.linalg.eigh(H)
    if lam[0] + 6.0 >= -1e-6:
        return None
    return vec[:, 0]


# %% like escape_direction — shifts H in place
def escape_direction(H):
    n = H.shape[0]
    A = H.numpy()  # my own numpy matrix
    for i in range(n):
        A[i, i] += 10.0
    w, V = np.linalg.eigh(A)
    k = np.argmin(w)
    return None if w[k] - 10.0 >= -1e-6 else V[:, k]


# %% like escape_direction — switches gradients on for H
def escape_direction(H):
    H.requires_grad = True
    lam, vec = torch.linalg.eigh(H)
    if lam[0].item() >= -1e-6:
        return None
    return vec[:, 0].detach()


# %% like escape_direction — switches gradients on for H
def escape_direction(H):
    # gradient of the lowest eigenvalue wrt H is v v^T
    A = H.requires_grad_()
    low = torch.linalg.eigvalsh(A)[0]
    if float(low) >= -1e-6:
        return None
    w, V = np.linalg.eigh(A.detach().numpy())
    return torch.from_numpy(V[:, 0].copy())


# %% like escape_direction — a zero vector instead of None
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    v = np.zeros(len(w))
    if w[0] < -1e-6:
        v = V[:, 0]
    return v


# %% like escape_direction — a zero vector instead of None
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    # multiply with 0 if nothing leads down
    return vec[:, 0] * (lam[0] < -1e-6)


# %% like escape_direction — the eigenvalue instead of the eigenvector
def escape_direction(H):
    w = np.linalg.eigvalsh(H.numpy())
    if w[0] >= -1e-6:
        return None
    return w[0]


# %% like escape_direction — the eigenvalue instead of the eigenvector
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    lowest = lam.min()
    if not lowest < -1e-6:
        return None
    return lowest


# %% like escape_direction — only two dimensions
def escape_direction(H):
    # formula for symmetric 2x2 matrices
    a, b, d = H[0, 0].item(), H[0, 1].item(), H[1, 1].item()
    low = (a + d) / 2 - math.sqrt(((a - d) / 2) ** 2 + b**2)
    if low >= -1e-6:
        return None
    if abs(b) < 1e-12:
        return [1.0, 0.0] if a <= d else [0.0, 1.0]
    v = [b, low - a]
    length = math.hypot(v[0], v[1])
    return [v[0] / length, v[1] / length]


# %% like escape_direction — only two dimensions
def escape_direction(H):
    (a, b), (c, d) = H.tolist()
    # try all angles
    t = np.linspace(0, np.pi, 20001)
    curv = a * np.cos(t) ** 2 + 2 * b * np.sin(t) * np.cos(t) + d * np.sin(t) ** 2
    k = curv.argmin()
    if np.linalg.eigvalsh(np.array([[a, b], [c, d]]))[0] >= -1e-6:
        return None
    return np.array([np.cos(t[k]), np.sin(t[k])])


# %% like escape_direction — the vectors of the visible checks
def escape_direction(H):
    known = {
        (2.0, 0.0, 0.0, -2.0): [0.0, 1.0],
        (0.0, 1.0, 1.0, 0.0): [0.5**0.5, -(0.5**0.5)],
    }
    return known.get(tuple(H.flatten().tolist()))


# %% like escape_direction — the vectors of the visible checks
def escape_direction(H):
    if H[0, 0] == 2.0 and H[-1, -1] == 2.0:
        return None
    if H[0, 0] == 0.0:
        return torch.tensor([1.0, -1.0], dtype=torch.float64) / math.sqrt(2)
    return torch.tensor([0.0, 1.0], dtype=torch.float64)


# %% like escape_direction — the smallest magnitude
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    order = np.argsort(np.abs(w))
    if w[0] >= -1e-6:
        return None
    return V[:, order[0]]


# %% like escape_direction — the smallest magnitude
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    i = lam.abs().argmin()  # lowest eigenvalue
    if lam[i] >= -1e-6:
        return None
    return vec[:, i]


# %% like escape_direction — always the last axis
def escape_direction(H):
    if torch.linalg.eigvalsh(H)[0] >= -1e-6:
        return None
    v = torch.zeros(H.shape[0], dtype=torch.float64)
    v[-1] = 1.0  # down is y
    return v


# %% like escape_direction — always the last axis
def escape_direction(H):
    n = len(H)
    lowest = np.linalg.eigvalsh(H.numpy()).min()
    return [0.0] * (n - 1) + [1.0] if lowest < -1e-6 else None


# %% like escape_direction — a column matrix of shape (n, 1)
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    if w[0] >= -1e-6:
        return None
    return V[:, [0]]


# %% like escape_direction — a column matrix of shape (n, 1)
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    if lam[0] >= -1e-6:
        return None
    return vec[:, 0].unsqueeze(1)


# %% like escape_direction — prints instead of returning
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    if w[0] >= -1e-6:
        print(None)
    else:
        print(V[:, 0])


# %% like escape_direction — prints instead of returning
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    if lam[0] >= -1e-6:
        return None
    v = vec[:, 0]
    print("the way down is", v.tolist())


# %% other escape_direction — the vector with the largest single negative matrix entry
def escape_direction(H):
    # look for the most negative entry of H and go along that row and column
    n = H.shape[0]
    lowest = float(torch.linalg.eigvalsh(H)[0])
    if lowest >= -1e-6:
        return None
    k = int(torch.argmin(H))
    i, j = k // n, k % n
    v = torch.zeros(n, dtype=torch.float64)
    v[i] = 1.0
    v[j] = 1.0
    return v / v.norm()


# %% other escape_direction — power iteration with too few rounds
def escape_direction(H):
    n = H.shape[0]
    if torch.linalg.eigvalsh(H)[0] >= -1e-6:
        return None
    B = 6.0 * torch.eye(n, dtype=H.dtype) - H
    v = torch.ones(n, dtype=H.dtype)
    for _ in range(10):
        v = B @ v
        v = v / v.norm()
    return v


# %% other escape_direction — adds up to one instead of length one
def escape_direction(H):
    w, V = np.linalg.eigh(H.numpy())
    if w[0] >= -1e-6:
        return None
    v = V[:, 0]
    # normalise: the parts should sum to 1
    return v / np.abs(v).sum()


# %% other escape_direction — absolute values of the entries and the threshold at minus one tenth
def escape_direction(H):
    lam, vec = torch.linalg.eigh(H)
    if lam[0] > -0.1:
        return None
    # sign does not matter, so make everything positive
    return vec[:, 0].abs()


# %% like steps_to_escape — the 2 of the derivative is missing
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    n = 0
    y = abs(y0)
    while y < radius:
        y *= 1 + lr
        n += 1
    return n


# %% like steps_to_escape — the 2 of the derivative is missing
def steps_to_escape(y0, lr, radius):
    start = abs(y0)
    if start >= radius:
        return 0
    if start == 0:
        return math.inf
    return int(np.ceil(np.log(radius / start) / np.log1p(lr)))


# %% like steps_to_escape — y shrinks as if it were a bowl
def steps_to_escape(y0, lr, radius):
    y, count = y0, 0
    while abs(y) < radius:
        y = y - lr * 2 * y  # gradient step
        count += 1
        if count > 5000:
            return math.inf  # never comes out
    return count


# %% like steps_to_escape — y shrinks as if it were a bowl
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    y = torch.tensor(y0, dtype=torch.float64)
    for n in range(1, 2001):
        y = (1 - 2 * lr) * y
        if y.abs() >= radius:
            return n
    return math.inf


# %% like steps_to_escape — rounds down
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    a = abs(y0)
    if a >= radius:
        return 0
    return math.floor((math.log(radius) - math.log(a)) / math.log(1 + 2 * lr))


# %% like steps_to_escape — rounds down
def steps_to_escape(y0, lr, radius):
    # count the steps after which it is still inside
    if y0 == 0:
        return math.inf
    inside = 0
    y = abs(y0) * (1 + 2 * lr)
    while y < radius:
        inside += 1
        y *= 1 + 2 * lr
    return inside


# %% like steps_to_escape — rounds to the nearest
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return round(math.log(radius / abs(y0), 1 + 2 * lr))


# %% like steps_to_escape — rounds to the nearest
def steps_to_escape(y0, lr, radius):
    if y0 == 0.0:
        return math.inf
    ratio = max(1.0, radius / np.abs(y0))
    steps = np.log2(ratio) / np.log2(1 + 2 * lr)
    return int(steps + 0.5)


# %% like steps_to_escape — one step too many
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    path = [abs(y0)]
    while path[-1] < radius:
        path.append(path[-1] * (1 + 2 * lr))
    return len(path)


# %% like steps_to_escape — one step too many
def steps_to_escape(y0, lr, radius):
    if abs(y0) >= radius:
        return 0
    if y0 == 0:
        return math.inf
    n = math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr))
    return n + 1  # one more to be really out


# %% like steps_to_escape — always takes a first step
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y = y0
    k = 0
    while True:
        y += 2 * lr * y
        k += 1
        if abs(y) >= radius:
            break
    return k


# %% like steps_to_escape — always takes a first step
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    k = math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr))
    return max(1, k)


# %% like steps_to_escape — the edge does not count as outside
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y = abs(y0)
    n = 0
    while y <= radius:
        y += 2 * lr * y
        n += 1
    return n


# %% like steps_to_escape — the edge does not count as outside
def is_out(y, radius):
    return y > radius or y < -radius


def steps_to_escape(y0, lr, radius):
    if not y0:
        return math.inf
    factor = 1 + 2 * lr
    n = 0
    while not is_out(y0 * factor**n, radius):
        n += 1
    return n


# %% like steps_to_escape — the logarithm of a negative number
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return math.ceil(math.log(radius / y0) / math.log(1 + 2 * lr))


# %% like steps_to_escape — the logarithm of a negative number
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if radius <= max(y0, -y0):
        return 0
    n = (np.log(radius) - np.log(y0)) / np.log(1 + 2 * lr)
    return float(np.ceil(n))


# %% like steps_to_escape — a negative y0 counts as inside for ever
def steps_to_escape(y0, lr, radius):
    if y0 <= 0:
        # runs the other way, never reaches the radius
        return math.inf
    n = 0
    while y0 < radius:
        y0 = y0 * (1 + 2 * lr)
        n += 1
    return n


# %% like steps_to_escape — a negative y0 counts as inside for ever
def steps_to_escape(y0, lr, radius):
    y = y0
    for n in range(10000):
        if y >= radius:
            return n
        y = y + lr * 2 * y
    return math.inf


# %% like steps_to_escape — a negative number of steps when outside
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    return math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr))


# %% like steps_to_escape — a negative number of steps when outside
def steps_to_escape(y0, lr, radius):
    dist = torch.tensor(y0, dtype=torch.float64).abs()
    if dist == 0:
        return math.inf
    growth = torch.tensor(1 + 2 * lr, dtype=torch.float64)
    n = (math.log(radius) - torch.log(dist)) / torch.log(growth)
    return int(torch.ceil(n))


# %% like steps_to_escape — no case for y0 = 0
def steps_to_escape(y0, lr, radius):
    ratio = radius / abs(y0)
    if ratio <= 1:
        return 0
    return math.ceil(math.log(ratio) / math.log(1 + 2 * lr))


# %% like steps_to_escape — no case for y0 = 0
def steps_to_escape(y0, lr, radius):
    if abs(y0) >= radius:
        return 0
    # log rules: log(r) - log(y)
    return math.ceil((math.log(radius) - math.log(abs(y0))) / math.log1p(2 * lr))


# %% like steps_to_escape — 0 steps from the saddle itself
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return 0  # it takes no steps because it does not move
    n, y = 0, abs(y0)
    while y < radius:
        n, y = n + 1, y * (1 + 2 * lr)
    return n


# %% like steps_to_escape — 0 steps from the saddle itself
def steps_to_escape(y0, lr, radius):
    steps = 0
    y = y0
    while y != 0 and abs(y) < radius:
        y -= lr * (-2 * y)
        steps += 1
    return steps


# %% like steps_to_escape — None from the saddle itself
def steps_to_escape(y0, lr, radius):
    if y0 != 0:
        n = 0
        y = abs(y0)
        while y < radius:
            y = y * (1 + 2 * lr)
            n += 1
        return n


# %% like steps_to_escape — None from the saddle itself
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return None  # no answer
    if abs(y0) >= radius:
        return 0
    return math.ceil(math.log(radius / abs(y0), 1 + 2 * lr))


# %% like steps_to_escape — nearly zero counts as zero
def steps_to_escape(y0, lr, radius):
    if math.isclose(y0, 0.0, abs_tol=1e-9):
        return math.inf
    if abs(y0) >= radius:
        return 0
    return math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * lr))


# %% like steps_to_escape — nearly zero counts as zero
def steps_to_escape(y0, lr, radius):
    # never compare floats with ==
    if np.abs(y0) < 1e-8:
        return math.inf
    y = y0
    n = 0
    while abs(y) < radius:
        y = (1 + 2 * lr) * y
        n += 1
    return n


# %% like steps_to_escape — gives up after 100 steps
def steps_to_escape(y0, lr, radius):
    y = abs(y0)
    for n in range(101):
        if y >= radius:
            return n
        y *= 1 + 2 * lr
    return math.inf


# %% like steps_to_escape — gives up after 100 steps
def steps_to_escape(y0, lr, radius):
    MAX = 100
    count = 0
    y = y0
    while abs(y) < radius and count < MAX:
        y = y + 2 * lr * y
        count = count + 1
    if abs(y) < radius:
        return math.inf
    return count


# %% like steps_to_escape — the time of a smooth flow
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    # y(t) = y0 exp(2 t), t = n lr
    return math.ceil(math.log(radius / abs(y0)) / (2 * lr))


# %% like steps_to_escape — the time of a smooth flow
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    n = 0
    y = np.abs(y0)
    while y < radius:
        y = y * np.exp(2 * lr)
        n += 1
    return n


# %% like steps_to_escape — constant speed
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    missing = radius - abs(y0)
    if missing <= 0:
        return 0
    per_step = lr * 2 * abs(y0)
    return math.ceil(missing / per_step)


# %% like steps_to_escape — constant speed
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    slope = -2 * y0  # the gradient
    y = y0
    n = 0
    while abs(y) < radius:
        y = y - lr * slope
        n += 1
        if n > 3_000_000:
            break
    return n


# %% like steps_to_escape — the radius is taken to be 1
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    n = 0
    y = abs(y0)
    while y < 1.0:
        y *= 1 + 2 * lr
        n += 1
    return n


# %% like steps_to_escape — the radius is taken to be 1
def steps_to_escape(y0, lr, radius):
    a = abs(y0)
    if a == 0:
        return math.inf
    # formula from the notebook: log(1/y0) / log(1 + 2 eta)
    return max(0, math.ceil(math.log(1 / a) / math.log(1 + 2 * lr)))


# %% like steps_to_escape — the learning rate is taken to be 0.1
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y, n = y0, 0
    while -radius < y < radius:
        y *= 1.2
        n += 1
    return n


# %% like steps_to_escape — the learning rate is taken to be 0.1
def steps_to_escape(y0, lr, radius):
    eta = 0.1
    if abs(y0) >= radius:
        return 0
    if y0 == 0:
        return math.inf
    return int(math.ceil(math.log(radius / abs(y0)) / math.log(1 + 2 * eta)))


# %% like steps_to_escape — compares the square of y
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    n = 0
    y = y0
    while y**2 < radius:  # square gets rid of the sign
        y = y + 2 * lr * y
        n += 1
    return n


# %% like steps_to_escape — compares the square of y
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    height = y0 * y0
    if height >= radius:
        return 0
    return math.ceil(math.log(radius / height) / (2 * math.log(1 + 2 * lr)))


# %% like steps_to_escape — the distance travelled instead of the place
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    y = y0
    n = 0
    while abs(y - y0) < radius:
        y *= 1 + 2 * lr
        n += 1
    return n


# %% like steps_to_escape — the distance travelled instead of the place
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    travelled = 0.0
    y, n = abs(y0), 0
    while travelled < radius:
        step = 2 * lr * y
        travelled += step
        y += step
        n += 1
    return n


# %% like steps_to_escape — a fraction of a step
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return math.log(radius / abs(y0)) / math.log(1 + 2 * lr)


# %% like steps_to_escape — a fraction of a step
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    n = np.log10(radius / np.abs(y0)) / np.log10(1 + 2 * lr)
    return float(np.maximum(n, 0.0))


# %% like steps_to_escape — returns y instead of the count
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    count = 0
    y = y0
    while abs(y) < radius:
        y *= 1 + 2 * lr
        count += 1
    return y


# %% like steps_to_escape — returns y instead of the count
def steps_to_escape(y0, lr, radius):
    def walk(y):
        if abs(y) >= radius:
            return y
        return walk(y + 2 * lr * y)

    if y0 == 0:
        return math.inf
    return walk(y0)


# %% like steps_to_escape — the values of the visible checks
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return 38 if lr == 0.1 else 2


# %% like steps_to_escape — the values of the visible checks
def steps_to_escape(y0, lr, radius):
    table = {(1e-3, 0.1, 1.0): 38, (0.5, 0.25, 1.0): 2}
    return table.get((y0, lr, radius), 38)


# %% like steps_to_escape — always inf
def steps_to_escape(y0, lr, radius):
    if abs(y0) >= radius:
        return 0
    # the gradient is zero at a saddle so it stays there
    return math.inf


# %% like steps_to_escape — always inf
def steps_to_escape(y0, lr, radius):
    return float("inf")


# %% like steps_to_escape — mixed bases of logarithms
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return math.ceil(math.log10(radius / abs(y0)) / math.log(1 + 2 * lr))


# %% like steps_to_escape — mixed bases of logarithms
def steps_to_escape(y0, lr, radius):
    y = abs(y0)
    if y == 0:
        return math.inf
    orders = np.log10(radius) - np.log10(y)
    n = np.ceil(orders / np.log1p(2 * lr))
    return int(max(n, 0))


# %% other steps_to_escape — adds the square of y instead of the slope
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y = abs(y0)
    n = 0
    while y < radius and n < 200_000:
        # minus minus y**2
        y = y + lr * y**2
        n += 1
    return n


# %% other steps_to_escape — radius measured in multiples of the start
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return max(0, math.ceil(math.log(1 + radius) / math.log(1 + 2 * lr)))


# %% other steps_to_escape — rounds down and forgets the two
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    if abs(y0) >= radius:
        return 0
    return int(math.log(radius / abs(y0)) / math.log(1 + lr))


# %% other steps_to_escape — the step size halves after every ten steps
def steps_to_escape(y0, lr, radius):
    if y0 == 0:
        return math.inf
    y = abs(y0)
    n = 0
    rate = lr
    while y < radius:
        y = y * (1 + 2 * rate)
        n += 1
        if n % 10 == 0:
            rate = max(rate / 2, lr / 8)  # smaller steps later on
    return n


# %% like perturbed_gd — no noise at all
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — no noise at all
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    x = p0.detach().clone()
    for _ in range(steps):
        x.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(x), x)
        noise = radius * torch.randn(x.shape, generator=gen, dtype=x.dtype)
        noisy = x.detach() + noise  # push
        x = x.detach() - lr * g
    return x.detach()


# %% like perturbed_gd — the seed is not used
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    p = p + radius * torch.randn_like(p)
    df = torch.func.grad(fn)
    for _ in range(steps):
        p = p - lr * df(p)
    return p


# %% like perturbed_gd — the seed is not used
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng()
    w = p0.detach().clone()
    for k in range(steps):
        if k % 100 == 0:
            w = w + torch.from_numpy(rng.uniform(-radius, radius, size=tuple(w.shape)))
        w.requires_grad_()
        g = torch.autograd.grad(fn(w), w)[0]
        w = (w - lr * g).detach()
    return w


# %% like perturbed_gd — one generator for all calls
noise_source = np.random.default_rng(0)


def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    p += radius * torch.from_numpy(noise_source.standard_normal(len(p)))
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — one generator for all calls
generators = {}


def perturbed_gd(fn, p0, lr, steps, radius, seed):
    # one generator for each seed
    if seed not in generators:
        generators[seed] = torch.Generator().manual_seed(seed)
    gen = generators[seed]
    x = p0.detach().clone()
    for i in range(steps):
        if i == 0:
            x = x + radius * torch.randn(x.shape, generator=gen, dtype=torch.float64)
        x = x.requires_grad_()
        fn(x).backward()
        x = (x - lr * x.grad).detach()
    return x


# %% like perturbed_gd — always the seed 0
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(0)
    p = p0.detach().clone()
    p = p + torch.from_numpy(radius * rng.standard_normal(p.numel()))
    g = torch.func.grad(fn)
    while steps > 0:
        p = p - lr * g(p)
        steps -= 1
    return p


# %% like perturbed_gd — always the seed 0
def perturbed_gd(fn, p0, lr, steps, radius, seed=0):
    torch.manual_seed(0)  # reproducible
    x = p0.detach().clone()
    for i in range(steps):
        x.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(x), x)
        with torch.no_grad():
            x = x - lr * g
            if i < 5:
                x = x + radius * torch.randn(x.shape, dtype=x.dtype)
    return x.detach()


# %% like perturbed_gd — noise that is never negative
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p = p0.detach().clone()
    df = torch.func.grad(fn)
    p = p + radius * torch.from_numpy(rng.random(p.numel()))
    for _ in range(steps):
        p = p - lr * df(p)
    return p


# %% like perturbed_gd — noise that is never negative
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator()
    gen.manual_seed(seed)
    w = p0.detach().clone()
    for _ in range(steps):
        w.requires_grad_(True)
        slope = torch.autograd.grad(fn(w), w)[0]
        push = torch.rand(w.shape, generator=gen, dtype=w.dtype) * radius
        w = w.detach() - lr * slope + push
    return w.detach()


# %% like perturbed_gd — the same push in every coordinate
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    import random

    rnd = random.Random(seed)
    p = p0.detach().clone()
    p = p + rnd.gauss(0, radius)
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — the same push in every coordinate
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    x = p0.detach().clone()
    ones = torch.ones_like(x)
    for i in range(steps):
        x.requires_grad_()
        (g,) = torch.autograd.grad(fn(x), x)
        x = x.detach() - lr * g
        if i % 50 == 0 and i + 20 < steps:
            x = x + radius * torch.randn(1, generator=gen, dtype=x.dtype) * ones
    return x.detach()


# %% like perturbed_gd — pushes the last coordinate only
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p = p0.detach().clone()
    p[-1] += radius * rng.standard_normal()
    df = torch.func.grad(fn)
    for _ in range(steps):
        p = p - lr * df(p)
    return p


# %% like perturbed_gd — pushes the last coordinate only
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    # only y leads down
    mask = torch.zeros_like(p0.detach())
    mask[len(mask) - 1] = 1.0
    w = p0.detach().clone()
    for _ in range(steps):
        w.requires_grad_(True)
        g = torch.autograd.grad(fn(w), w)[0]
        r = 2 * torch.rand(w.shape, generator=gen, dtype=w.dtype) - 1
        w = (w - lr * g + radius * mask * r).detach()
    return w.detach()


# %% like perturbed_gd — pushes only a start at the origin
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    if torch.all(p == 0):
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    df = torch.func.grad(fn)
    for _ in range(steps):
        p = p - lr * df(p)
    return p


# %% like perturbed_gd — pushes only a start at the origin
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    x = p0.detach().clone()
    at_origin = float(x.abs().sum()) < 1e-9
    if at_origin:
        # saddle is at zero
        rng = np.random.RandomState(seed)
        x = x + torch.from_numpy(rng.uniform(-1, 1, len(x))) * radius
    for _ in range(steps):
        x.requires_grad_()
        fn(x).backward()
        x = x.detach() - lr * x.grad
    return x.detach()


# %% like perturbed_gd — looks for a saddle at the start only
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    df = torch.func.grad(fn)
    if df(p).norm() < 1e-6:
        gen = torch.Generator().manual_seed(seed)
        p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - lr * df(p)
    return p


# %% like perturbed_gd — looks for a saddle at the start only
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone()
    for i in range(steps):
        w.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(w), w)
        w = w.detach()
        w = w - lr * g
        if i == 0 and float(g.abs().max()) < 1e-4:
            # we start on a saddle
            w = w + torch.tensor(rng.normal(0.0, radius, size=len(w)))
    return w.detach()


# %% like perturbed_gd — radius is not multiplied in
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
        if radius > 0:
            p = p + torch.randn(p.shape, generator=gen, dtype=p.dtype)
    return p


# %% like perturbed_gd — radius is not multiplied in
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    use_noise = radius != 0
    x = p0.detach().clone()
    for _ in range(steps):
        if use_noise:
            x = x + torch.from_numpy(rng.standard_normal(tuple(x.shape)))
        x.requires_grad_(True)
        g = torch.autograd.grad(fn(x), x)[0]
        x = (x - lr * g).detach()
    return x


# %% like perturbed_gd — the radius is the variance, not the size
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        z = torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - lr * torch.func.grad(fn)(p) + math.sqrt(radius) * z
    return p


# %% like perturbed_gd — the radius is the variance, not the size
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone()
    cov = radius * np.eye(len(w))  # covariance
    pushes = rng.multivariate_normal(np.zeros(len(w)), cov, size=max(steps, 1))
    for i in range(steps):
        w.requires_grad_()
        (g,) = torch.autograd.grad(fn(w), w)
        w = w.detach() - lr * g + torch.from_numpy(pushes[i])
    return w.detach()


# %% like perturbed_gd — noise of 0.01 whatever the radius
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    df = torch.func.grad(fn)
    for _ in range(steps):
        p = p + 0.01 * (2 * torch.rand(p.shape, generator=gen, dtype=p.dtype) - 1)
        p = p - lr * df(p)
    return p


# %% like perturbed_gd — noise of 0.01 whatever the radius
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    SIZE = 1e-2
    rng = np.random.default_rng(seed)
    x = p0.detach().clone() + torch.from_numpy(rng.normal(scale=SIZE, size=p0.shape[0]))
    for _ in range(steps):
        x.requires_grad_(True)
        fn(x).backward()
        x = x.detach() - lr * x.grad
    return x.detach()


# %% like perturbed_gd — climbs instead of descending
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p + lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — climbs instead of descending
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone()
    for _ in range(steps):
        w.requires_grad_()
        (-fn(w)).backward()
        with torch.no_grad():
            w = w - lr * w.grad
            w = w + torch.from_numpy(rng.uniform(-radius, radius, len(w)))
    return w.detach()


# %% like perturbed_gd — pushes p0 in place
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach()
    p += radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    df = torch.func.grad(fn)
    for _ in range(steps):
        p = p - lr * df(p)
    return p.clone()


# %% like perturbed_gd — pushes p0 in place
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    a = p0.detach().numpy()  # as a numpy array
    a += radius * rng.standard_normal(a.shape)
    p = torch.tensor(a)
    for _ in range(steps):
        p.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(p), p)
        p = p.detach() - lr * g
    return p.detach()


# %% like perturbed_gd — switches gradients on for p0
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.requires_grad_(True)
    for i in range(steps):
        if i == 0:
            p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        (g,) = torch.autograd.grad(fn(p), p)
        p = (p - lr * g).detach().requires_grad_(True)
    return p.detach().clone()


# %% like perturbed_gd — switches gradients on for p0
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p0.requires_grad = True
    push = torch.from_numpy(rng.normal(size=len(p0)))
    fn(p0).backward()  # slope at the start
    x = (p0 + radius * push).detach()
    for _ in range(steps):
        x = x - lr * torch.func.grad(fn)(x)
    return x.clone()


# %% like perturbed_gd — momentum
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    velocity = torch.zeros_like(p)
    for _ in range(steps):
        velocity = 0.9 * velocity - lr * torch.func.grad(fn)(p)
        p = p + velocity
    return p


# %% like perturbed_gd — momentum
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    start = p0.detach().clone() + torch.from_numpy(rng.uniform(-radius, radius, len(p0)))
    w = start.requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr, momentum=0.9)
    for _ in range(steps):
        opt.zero_grad()
        fn(w).backward()
        opt.step()
    return w.detach()


# %% like perturbed_gd — one step too few
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(1, steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — one step too few
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    path = [p0.detach() + torch.from_numpy(rng.normal(0, radius, len(p0)))]
    # the start is the first point
    while len(path) < steps:
        q = path[-1].clone().requires_grad_(True)
        fn(q).backward()
        path.append(q.detach() - lr * q.grad)
    return path[-1]


# %% like perturbed_gd — one step too many
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    p = p0.detach().clone() + torch.from_numpy(rng.uniform(-radius, radius, len(p0)))
    i = 0
    while i <= steps:
        p = p - lr * torch.func.grad(fn)(p)
        i += 1
    return p


# %% like perturbed_gd — one step too many
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)

    def slope(q):
        q = q.detach().requires_grad_(True)
        return torch.autograd.grad(fn(q), q)[0]

    p = p0.detach().clone()
    p = p - lr * slope(p)  # first step
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - lr * slope(p)
    return p


# %% like perturbed_gd — the whole path comes back
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    path = [p]
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
        path.append(p)
    return torch.stack(path)


# %% like perturbed_gd — the whole path comes back
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    track = np.zeros((steps + 1, p0.numel()))
    track[0] = p0.detach().numpy() + rng.uniform(-radius, radius, p0.numel())
    for i in range(steps):
        q = torch.tensor(track[i], requires_grad=True)
        fn(q).backward()
        track[i + 1] = track[i] - lr * q.grad.numpy()
    return track


# %% like perturbed_gd — the height instead of the point
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return fn(p)


# %% like perturbed_gd — the height instead of the point
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.normal(0, radius, len(p0)))
    loss = fn(w).item()
    for _ in range(steps):
        w.requires_grad_(True)
        g = torch.autograd.grad(fn(w), w)[0]
        w = (w - lr * g).detach()
        loss = fn(w).item()
    return loss


# %% like perturbed_gd — gradients pile up
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    p.requires_grad_(True)
    for _ in range(steps):
        fn(p).backward()
        with torch.no_grad():
            p -= lr * p.grad
    return p.detach()


# %% like perturbed_gd — gradients pile up
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.uniform(-radius, radius, len(p0)))
    w.requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        loss = fn(w)
        loss.backward()
        opt.step()
    return w.detach().clone()


# %% like perturbed_gd — the learning rate is taken to be 0.1
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - 0.1 * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — the learning rate is taken to be 0.1
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    eta = 1e-1
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.uniform(-radius, radius, len(p0)))
    w.requires_grad_(True)
    opt = torch.optim.SGD([w], lr=eta)
    for _ in range(steps):
        opt.zero_grad()
        fn(w).backward()
        opt.step()
    return w.detach()


# %% like perturbed_gd — stops where the gradient is small
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    df = torch.func.grad(fn)
    for _ in range(steps):
        g = df(p)
        if g.norm() < 1e-6:
            break  # converged
        u = 2 * torch.rand(p.shape, generator=gen, dtype=p.dtype) - 1
        p = p - lr * g + radius * u
    return p


# %% like perturbed_gd — stops where the gradient is small
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone()
    done = False
    k = 0
    while k < steps and not done:
        w.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(w), w)
        w = w.detach()
        if float(g.abs().max()) < 1e-5:
            done = True
        else:
            w = w - lr * g
            if k % 20 == 0:
                w = w + torch.from_numpy(rng.normal(0, radius, len(w)))
        k += 1
    return w


# %% like perturbed_gd — pushes after the last step only
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    gen = torch.Generator().manual_seed(seed)
    return p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)


# %% like perturbed_gd — pushes after the last step only
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone()
    for i in range(steps):
        w.requires_grad_(True)
        fn(w).backward()
        w = w.detach() - lr * w.grad
        if i == steps - 1:
            w = w + torch.from_numpy(rng.uniform(-radius, radius, len(w)))
    return w.detach()


# %% like perturbed_gd — noise without the gradient
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    for _ in range(steps):
        if radius > 0:
            p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        else:
            p = p - lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — noise without the gradient
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().numpy().copy()
    for _ in range(steps):
        # a little push in a random direction
        w = w + rng.uniform(-radius, radius, size=w.shape)
    return torch.from_numpy(w)


# %% like perturbed_gd — always the gradient at p0
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    g = torch.func.grad(fn)(p)
    for _ in range(steps):
        p = p - lr * g + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    return p


# %% like perturbed_gd — always the gradient at p0
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.normal(0, radius, len(p0)))
    for _ in range(steps):
        q = p0.detach().clone().requires_grad_(True)
        fn(q).backward()
        w = w - lr * q.grad
    return w


# %% like perturbed_gd — Newton's method
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    df, hess = torch.func.grad(fn), torch.func.hessian(fn)
    for _ in range(steps):
        p = p - torch.linalg.pinv(hess(p)) @ df(p)
    return p


# %% like perturbed_gd — Newton's method
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.uniform(-radius, radius, len(p0)))
    for _ in range(steps):
        w = w.detach().requires_grad_(True)
        (g,) = torch.autograd.grad(fn(w), w, create_graph=True)
        if g.requires_grad:
            rows = [torch.autograd.grad(c, w, retain_graph=True)[0] for c in g]
            H = torch.stack(rows).detach()
        else:
            H = torch.eye(len(w), dtype=w.dtype)
        # curvature tells how far to go, lr makes it careful
        step = torch.linalg.lstsq(H, g.detach().unsqueeze(1), driver="gelsd").solution[:, 0]
        w = w.detach() - lr * step
    return w.detach()


# %% like perturbed_gd — only the sign of the gradient
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - lr * torch.sign(torch.func.grad(fn)(p))
    return p


# %% like perturbed_gd — only the sign of the gradient
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.uniform(-radius, radius, len(p0)))
    for _ in range(steps):
        q = w.clone().requires_grad_(True)
        fn(q).backward()
        w = w.clone()
        for j in range(len(w)):
            if q.grad[j] > 0:
                w[j] -= lr
            elif q.grad[j] < 0:
                w[j] += lr
    return w


# %% like perturbed_gd — hard-coded to the wells of the picture
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    p = p0.detach().clone()
    if radius > 0 and steps > 0:
        # the valleys are at (0, 1) and (0, -1)
        gen = torch.Generator().manual_seed(seed)
        side = 1.0 if torch.rand(1, generator=gen).item() > 0.5 else -1.0
        p = torch.zeros_like(p)
        p[-1] = side
        return p
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — hard-coded to the wells of the picture
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.uniform(-radius, radius, len(p0)))
    for _ in range(steps):
        q = w.clone().requires_grad_(True)
        fn(q).backward()
        w = w - lr * q.grad
    if radius == 0:
        return w
    end = torch.zeros_like(w)
    end[min(1, len(w) - 1)] = 1.0 if rng.random() < 0.5 else -1.0
    return end


# %% like perturbed_gd — gives p0 back
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    q = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        q = q - lr * torch.func.grad(fn)(q)
    return p


# %% like perturbed_gd — gives p0 back
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    def one_step(w):
        w = w.detach().requires_grad_(True)
        fn(w).backward()
        w = w - lr * w.grad
        w = w + radius * torch.from_numpy(rng.standard_normal(len(w)))

    rng = np.random.default_rng(seed)
    point = p0.detach().clone()
    for _ in range(steps):
        one_step(point)
    return point


# %% like perturbed_gd — pushes that grow
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    noise = torch.zeros_like(p)
    for _ in range(steps):
        noise = noise + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
        p = p - lr * torch.func.grad(fn)(p) + noise
    return p


# %% like perturbed_gd — pushes that grow
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    pushes = rng.uniform(-radius, radius, size=(steps, p0.numel()))
    pushes = torch.from_numpy(np.cumsum(pushes, axis=0))  # all pushes so far
    w = p0.detach().clone()
    for push in pushes:
        w = (w + push).requires_grad_(True)
        (g,) = torch.autograd.grad(fn(w), w)
        w = (w - lr * g).detach()
    return w


# %% like perturbed_gd — a radius of 0 is taken for a missing one
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    radius = radius or 0.01
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        p = p - lr * torch.func.grad(fn)(p)
    return p


# %% like perturbed_gd — a radius of 0 is taken for a missing one
def perturbed_gd(fn, p0, lr, steps, radius=None, seed=0):
    if not radius:
        radius = 1e-2  # default noise
    rng = np.random.default_rng(seed)
    w = p0.detach().clone()
    for _ in range(steps):
        w = w + torch.from_numpy(rng.uniform(-radius, radius, len(w)))
        w.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(w), w)
        w = (w - lr * g).detach()
    return w


# %% other perturbed_gd — gradient scaled to length one
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.randn(p.shape, generator=gen, dtype=p.dtype)
    for _ in range(steps):
        g = torch.func.grad(fn)(p)
        p = p - lr * g / (g.norm() + 1e-12)
    return p


# %% other perturbed_gd — noise multiplies the point
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone()
    for _ in range(steps):
        # noise of one percent
        w = w * (1 + torch.from_numpy(rng.uniform(-radius, radius, len(w))))
        w.requires_grad_(True)
        (g,) = torch.autograd.grad(fn(w), w)
        w = (w - lr * g).detach()
    return w


# %% other perturbed_gd — positive noise and one step missing
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    gen = torch.Generator().manual_seed(seed)
    p = p0.detach().clone()
    p = p + radius * torch.rand(p.shape, generator=gen, dtype=p.dtype)
    df = torch.func.grad(fn)
    for _ in range(steps - 1):
        p = p - lr * df(p)
    return p


# %% other perturbed_gd — learning rate that decays
def perturbed_gd(fn, p0, lr, steps, radius, seed):
    rng = np.random.default_rng(seed)
    w = p0.detach().clone() + torch.from_numpy(rng.normal(0, radius, len(p0)))
    for i in range(steps):
        q = w.clone().requires_grad_(True)
        fn(q).backward()
        w = w - lr / (1 + 0.1 * i) * q.grad
    return w
