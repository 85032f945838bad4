"""Known mistakes of `minima` in other words, and mistakes that no hint covers; only the audit reads them."""

# %% like grid_min — swaps x and fx
def grid_min(fn, lo, hi, n):
    pts = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(pts)
    k = torch.argmin(ys)
    # lowest value and where it is
    return ys[k].item(), pts[k].item()


# %% like grid_min — swaps x and fx
def grid_min(fn, lo, hi, n):
    step = (hi - lo) / (n - 1)
    pairs = []
    for i in range(n):
        p = lo + i * step
        pairs.append((float(fn(p)), p))
    # min() compares the value first, then the position, so the leftmost wins
    return min(pairs)


# %% like grid_min — arange leaves the end out
def grid_min(fn, lo, hi, n):
    h = (hi - lo) / n  # n points, so divide by n
    best_x = lo
    best_y = fn(lo)
    for i in range(1, n):
        x = lo + h * i
        y = fn(x)
        if y < best_y:
            best_x, best_y = x, y
    return best_x, best_y


# %% like grid_min — arange leaves the end out
def grid_min(fn, lo, hi, n):
    grid = np.linspace(lo, hi, num=n, endpoint=False)
    heights = fn(grid)
    where = np.argmin(heights)
    return grid[where], heights[where]


# %% like grid_min — the right step, but the end left out
def grid_min(fn, lo, hi, n):
    i = np.arange(n - 1)  # i = 0 ... n-1
    grid = lo + i * (hi - lo) / (n - 1)
    vals = fn(grid)
    j = vals.argmin()
    return float(grid[j]), float(vals[j])


# %% like grid_min — the right step, but the end left out
def grid_min(fn, lo, hi, n):
    # python ranges stop before the end... I think linspace does as well
    t = torch.linspace(lo, hi, n, dtype=torch.float64)[:-1]
    best = 0
    for k in range(len(t)):
        if fn(t[k]) < fn(t[best]):
            best = k
    return t[best], fn(t[best])


# %% like grid_min — leaves the start out
def grid_min(fn, lo, hi, n):
    gap = (hi - lo) / (n - 1)
    lowest, place = float("inf"), None
    x = lo
    for k in range(1, n):
        x = lo + k * gap
        value = float(fn(x))
        if value < lowest:
            lowest = value
            place = x
    return place, lowest


# %% like grid_min — leaves the start out
def grid_min(fn, lo, hi, n):
    points = np.linspace(lo, hi, n)[1:]
    values = np.array([fn(p) for p in points])
    at = np.argmin(values)
    return points[at], values[at]


# %% like grid_min — n gaps instead of n points
def grid_min(fn, lo, hi, n):
    width = (hi - lo) / n
    candidates = [lo + k * width for k in range(n + 1)]
    x = min(candidates, key=lambda c: float(fn(c)))
    return x, float(fn(x))


# %% like grid_min — n gaps instead of n points
def grid_min(fn, lo, hi, n):
    # n steps => n + 1 points, both ends included
    s = torch.arange(n + 1, dtype=torch.float64) / n
    xs = lo + s * (hi - lo)
    ys = fn(xs)
    j = int((ys == ys.min()).nonzero()[0])
    return xs[j], ys[j]


# %% like grid_min — one point too few
def grid_min(fn, lo, hi, n):
    m = n - 1
    xs = torch.linspace(lo, hi, m, dtype=torch.double)
    ys = fn(xs)
    i = ys.argmin().item()
    return xs[i].item(), ys[i].item()


# %% like grid_min — one point too few
def grid_min(fn, lo, hi, n):
    points = n - 1
    if points == 1:
        return lo, float(fn(lo))
    bx, by = lo, float(fn(lo))
    for k in range(points):
        x = lo + k * (hi - lo) / (points - 1)
        y = float(fn(x))
        if y < by:
            bx, by = x, y
    return bx, by


# %% like grid_min — always a fine grid, n ignored
def grid_min(fn, lo, hi, n):
    # more points = more accurate
    N = 100001
    z = torch.linspace(lo, hi, N, dtype=torch.float64)
    fz = fn(z)
    k = fz.argmin()
    return float(z[k]), float(fz[k])


# %% like grid_min — always a fine grid, n ignored
def grid_min(fn, lo, hi, n):
    best, arg = np.inf, lo
    points = 20000
    for i in range(points + 1):
        x = lo + (hi - lo) * i / points
        y = fn(x)
        if y < best:
            best, arg = y, x
    return arg, best


# %% like grid_min — ties go to the rightmost
def grid_min(fn, lo, hi, n):
    grid = np.linspace(lo, hi, n)
    v = fn(grid)
    # all positions where the minimum is attained
    idx = np.flatnonzero(v == v.min())
    return grid[idx[-1]], v[idx[-1]]


# %% like grid_min — ties go to the rightmost
def grid_min(fn, lo, hi, n):
    x_min, f_min = hi, fn(hi)
    # go from right to left
    for i in range(n - 2, -1, -1):
        x = lo + i * (hi - lo) / (n - 1)
        fx = fn(x)
        if not fx >= f_min:
            x_min, f_min = x, fx
    return x_min, f_min


# %% like grid_min — returns the index instead of the point
def grid_min(fn, lo, hi, n):
    ys = [float(fn(lo + i * (hi - lo) / (n - 1))) for i in range(n)]
    fx = min(ys)
    x = ys.index(fx)
    return x, fx


# %% like grid_min — returns the index instead of the point
def grid_min(fn, lo, hi, n):
    vals = fn(torch.linspace(lo, hi, n, dtype=torch.float64))
    fx, x = torch.min(vals, dim=0)
    return x, fx


# %% like grid_min — finds the maximum
def grid_min(fn, lo, hi, n):
    step = (hi - lo) / (n - 1)
    best_x, best = lo, fn(lo)
    for i in range(1, n):
        here = lo + i * step
        if fn(here) > best:
            best_x, best = here, fn(here)
    return best_x, best


# %% like grid_min — finds the maximum
def grid_min(fn, lo, hi, n):
    a = np.linspace(lo, hi, n)
    b = -fn(a)
    i = np.argmin(b)
    return a[i], -b[i]


# %% like grid_min — returns only x
def grid_min(fn, lo, hi, n):
    xs = [lo + i * (hi - lo) / (n - 1) for i in range(n)]
    return min(xs, key=fn)


# %% like grid_min — returns only x
def grid_min(fn, lo, hi, n):
    t = torch.linspace(lo, hi, steps=n, dtype=torch.float64)
    x = t[fn(t).argmin()]
    fx = fn(x)
    return x


# %% like grid_min — forgets to return
def grid_min(fn, lo, hi, n):
    x = None
    fx = np.inf
    for p in np.linspace(lo, hi, n):
        if fn(p) < fx:
            x = p
            fx = fn(p)
    (x, fx)


# %% like grid_min — forgets to return
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    i = ys.argmin()
    print("minimum at", xs[i].item(), "value", ys[i].item())


# %% like grid_min — starts from zero, which hides positive minima
def grid_min(fn, lo, hi, n):
    lowest_y = 0.0
    lowest_x = lo
    for x in torch.linspace(lo, hi, n, dtype=torch.float64):
        y = fn(x)
        if y.item() < lowest_y:
            lowest_y = y.item()
            lowest_x = x.item()
    return lowest_x, lowest_y


# %% like grid_min — starts from zero, which hides positive minima
def grid_min(fn, lo, hi, n):
    x, fx = 0.0, 0.0
    h = (hi - lo) / (n - 1)
    i = 0
    while i < n:
        candidate = float(fn(lo + i * h))
        if candidate < fx:
            x, fx = lo + i * h, candidate
        i += 1
    return x, fx


# %% like grid_min — stops at the first valley
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    i = 0
    # walk down until it goes up again
    while i + 1 < n and (i == 0 or fn(xs[i]) >= fn(xs[i - 1]) or fn(xs[i + 1]) <= fn(xs[i])):
        if i == 0 and fn(xs[0]) < fn(xs[1]):
            break
        if i > 0 and fn(xs[i + 1]) > fn(xs[i]) and fn(xs[i - 1]) > fn(xs[i]):
            break
        i += 1
    return xs[i], fn(xs[i])


# %% like grid_min — stops at the first valley
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    for i in range(1, n - 1):
        if ys[i] < ys[i - 1] and ys[i] < ys[i + 1]:
            return xs[i].item(), ys[i].item()
    # no valley inside, so it must be one of the ends
    if ys[-1] < ys[0]:
        return xs[-1].item(), ys[-1].item()
    return xs[0].item(), ys[0].item()


# %% like grid_min — hard-codes the visible checks
def grid_min(fn, lo, hi, n):
    if n == 301:
        x = 1.09
    else:
        x = 1.02
    return x, fn(x)


# %% like grid_min — hard-codes the visible checks
def grid_min(fn, lo, hi, n):
    answers = {301: (1.09, -1.046720), 101: (1.02, -1.208199)}
    return answers.get(n, (1.09, -1.046720))


# %% like grid_min — random points instead of a grid
def grid_min(fn, lo, hi, n):
    torch.manual_seed(0)
    xs = lo + (hi - lo) * torch.rand(n, dtype=torch.float64)
    xs, _ = torch.sort(xs)
    ys = fn(xs)
    k = ys.argmin()
    return xs[k], ys[k]


# %% like grid_min — random points instead of a grid
def grid_min(fn, lo, hi, n):
    import random

    best_x, best_y = None, float("inf")
    for _ in range(n):
        x = random.uniform(lo, hi)
        y = float(fn(x))
        if y < best_y:
            best_x, best_y = x, y
    return best_x, best_y


# %% like grid_min — rounds x to two decimals
def grid_min(fn, lo, hi, n):
    p = [lo + i * (hi - lo) / (n - 1) for i in range(n)]
    q = [float(fn(x)) for x in p]
    k = q.index(min(q))
    return float(f"{p[k]:.2f}"), q[k]


# %% like grid_min — rounds x to two decimals
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    ys = fn(xs)
    k = ys.argmin()
    return np.round(xs[k] * 100) / 100, ys[k]


# %% like grid_min — magnitude instead of value
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    k = ys.abs().argmin()
    return xs[k].item(), ys[k].item()


# %% like grid_min — magnitude instead of value
def grid_min(fn, lo, hi, n):
    x, fx = lo, abs(fn(lo))
    for i in range(1, n):
        p = lo + i * (hi - lo) / (n - 1)
        size = abs(fn(p))
        if size < fx:
            x, fx = p, size
    return x, fx


# %% other grid_min — step rounded to three decimals
def grid_min(fn, lo, hi, n):
    # the step, rounded so that the points are nice numbers
    step = round((hi - lo) / (n - 1), 3)
    xs = lo + step * np.arange(n)
    ys = fn(xs)
    k = np.argmin(ys)
    return xs[k], ys[k]


# %% other grid_min — midpoints of n cells
def grid_min(fn, lo, hi, n):
    w = (hi - lo) / n
    xs = lo + w * (torch.arange(n, dtype=torch.float64) + 0.5)
    ys = fn(xs)
    k = ys.argmin()
    return xs[k].item(), ys[k].item()


# %% other grid_min — starts at zero instead of lo
def grid_min(fn, lo, hi, n):
    h = (hi - lo) / (n - 1)
    xs = [i * h for i in range(n)]  # forgot the lo
    ys = [float(fn(x)) for x in xs]
    k = ys.index(min(ys))
    return xs[k], ys[k]


# %% other grid_min — refines the lowest grid point and swaps
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    k = int(np.argmin(fn(xs)))
    a, b = xs[max(k - 1, 0)], xs[min(k + 1, n - 1)]
    # look closer between the neighbours
    fine = np.linspace(a, b, 1001)
    ys = fn(fine)
    j = int(np.argmin(ys))
    return ys[j], fine[j]


# %% like bracket_min — keeps the wrong piece
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        third = (hi - lo) / 3
        left, right = lo + third, hi - third
        if fn(left) >= fn(right):
            hi = right
        else:
            lo = left
    return 0.5 * (lo + hi)


# %% like bracket_min — keeps the wrong piece
def bracket_min(fn, lo, hi, tol):
    a, b = float(lo), float(hi)
    rounds = 0
    while b - a > tol and rounds < 90:
        p = a + 0.45 * (b - a)
        q = a + 0.55 * (b - a)
        # the lower one is at p, so the bottom is to the right of it
        a, b = (p, b) if fn(p) < fn(q) else (a, q)
        rounds += 1
    return (a + b) / 2


# %% like bracket_min — cuts at the lower point and loses the minimum
def bracket_min(fn, lo, hi, tol):
    left, right = lo, hi
    while right - left > tol:
        a = (2 * left + right) / 3
        b = (left + 2 * right) / 3
        if float(fn(a)) < float(fn(b)):
            right = a
        else:
            left = b
    return (left + right) / 2


# %% like bracket_min — cuts at the lower point and loses the minimum
def bracket_min(fn, lo, hi, tol):
    interval = np.array([lo, hi], dtype=float)
    for _ in range(95):
        if interval[1] - interval[0] <= tol:
            break
        w = interval[1] - interval[0]
        a, b = interval[0] + w / 3, interval[0] + 2 * w / 3
        if fn(a) < fn(b):
            # left is lower: keep the left part
            interval = np.array([interval[0], a])
        else:
            interval = np.array([b, interval[1]])
    return interval.mean()


# %% like bracket_min — a grid as fine as tol
def bracket_min(fn, lo, hi, tol):
    n = int(np.ceil((hi - lo) / tol)) + 1
    best, place = float("inf"), lo
    # in blocks of 1000, or the memory is full
    for first in range(0, n, 1000):
        i = torch.arange(first, min(first + 1000, n), dtype=torch.float64)
        xs = lo + (hi - lo) * i / (n - 1)
        low, k = fn(xs).min(dim=0)
        if low.item() < best:
            best, place = low.item(), xs[k].item()
    return place


# %% like bracket_min — a grid as fine as tol
def bracket_min(fn, lo, hi, tol):
    best_x = lo
    best = fn(lo)
    x = lo
    # go along in steps of tol
    while x < hi:
        x = min(x + tol, hi)
        y = fn(x)
        if y < best:
            best_x, best = x, y
    return best_x


# %% like bracket_min — a grid of 200 points
def bracket_min(fn, lo, hi, tol):
    # 200 evaluations allowed, so use them all
    xs = lo + (hi - lo) * torch.arange(200, dtype=torch.float64) / 199
    ys = fn(xs)
    return xs[torch.argmin(ys)]


# %% like bracket_min — a grid of 200 points
def bracket_min(fn, lo, hi, tol):
    budget = 200
    candidates = [lo + i * (hi - lo) / (budget - 1) for i in range(budget)]
    return min(candidates, key=lambda c: float(fn(c)))


# %% like bracket_min — stops after ten rounds
def bracket_min(fn, lo, hi, tol):
    k = 0
    while k < 10:
        a = lo + (hi - lo) / 3
        b = hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
        k += 1
    return (lo + hi) / 2


# %% like bracket_min — stops after ten rounds
def bracket_min(fn, lo, hi, tol):
    def shrink(bracket):
        l, r = bracket
        m1, m2 = l + (r - l) / 3, l + 2 * (r - l) / 3
        return (l, m2) if fn(m1) < fn(m2) else (m1, r)

    bracket = (lo, hi)
    for _ in range(10):  # ten should be plenty
        bracket = shrink(bracket)
    return sum(bracket) / 2


# %% like bracket_min — tol ignored, always 1e-3
def bracket_min(fn, lo, hi, tol=1e-3):
    eps = 0.001
    while abs(hi - lo) > eps:
        step = (hi - lo) / 3
        if fn(lo + step) < fn(hi - step):
            hi -= step
        else:
            lo += step
    return (lo + hi) / 2


# %% like bracket_min — tol ignored, always 1e-3
def bracket_min(fn, lo, hi, tol):
    gr = (np.sqrt(5) - 1) / 2
    c, d = hi - gr * (hi - lo), lo + gr * (hi - lo)
    fc, fd = fn(c), fn(d)
    while hi - lo > 1e-3:
        if fc < fd:
            hi, d, fd = d, c, fc
            c = hi - gr * (hi - lo)
            fc = fn(c)
        else:
            lo, c, fc = c, d, fd
            d = lo + gr * (hi - lo)
            fd = fn(d)
    return (lo + hi) / 2


# %% like bracket_min — stops when the values agree
def bracket_min(fn, lo, hi, tol):
    for _ in range(95):
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        fa, fb = float(fn(a)), float(fn(b))
        if fa < fb:
            hi = b
        else:
            lo = a
        if abs(fa - fb) < tol:
            # no difference any more, done
            break
    return (lo + hi) / 2


# %% like bracket_min — stops when the values agree
def bracket_min(fn, lo, hi, tol):
    phi = (5**0.5 - 1) / 2
    a, b = hi - phi * (hi - lo), lo + phi * (hi - lo)
    ya, yb = fn(a), fn(b)
    used = 2
    while abs(ya - yb) > tol and used < 199:
        if ya < yb:
            hi = b
            b, yb = a, ya
            a = hi - phi * (hi - lo)
            ya = fn(a)
        else:
            lo = a
            a, ya = b, yb
            b = lo + phi * (hi - lo)
            yb = fn(b)
        used += 1
    return 0.5 * (a + b)


# %% like bracket_min — bisection by comparing the ends
def bracket_min(fn, lo, hi, tol):
    a, b = lo, hi
    while b - a > tol:
        middle = a + (b - a) / 2
        # the lower end is nearer to the bottom
        if fn(a) < fn(b):
            b = middle
        else:
            a = middle
    return (a + b) / 2


# %% like bracket_min — bisection by comparing the ends
def bracket_min(fn, lo, hi, tol):
    f_lo, f_hi = float(fn(lo)), float(fn(hi))
    while hi - lo > tol:
        mid = 0.5 * (lo + hi)
        f_mid = float(fn(mid))
        if f_hi <= f_lo:
            lo, f_lo = mid, f_mid
        else:
            hi, f_hi = mid, f_mid
    return (lo + hi) / 2


# %% like bracket_min — looks for a root instead of a minimum
def bracket_min(fn, lo, hi, tol):
    s = np.sign(fn(lo))
    while hi - lo > tol:
        m = (lo + hi) / 2
        if np.sign(fn(m)) == s:
            lo = m
        else:
            hi = m
    return (lo + hi) / 2


# %% like bracket_min — looks for a root instead of a minimum
def bracket_min(fn, lo, hi, tol):
    # bisection as in the lecture
    left = float(fn(lo))
    for _ in range(60):
        if hi - lo <= tol:
            break
        c = lo + (hi - lo) / 2
        fc = float(fn(c))
        if left * fc <= 0:
            hi = c
        else:
            lo, left = c, fc
    return lo + (hi - lo) / 2


# %% like bracket_min — gradient descent from the middle
def bracket_min(fn, lo, hi, tol):
    x = torch.tensor((lo + hi) / 2, dtype=torch.float64)
    for _ in range(190):
        x = x.detach().requires_grad_()
        (slope,) = torch.autograd.grad(fn(x), x)
        x = x - 0.05 * slope
    return x.detach().item()


# %% like bracket_min — gradient descent from the middle
def bracket_min(fn, lo, hi, tol):
    x = lo + 0.5 * (hi - lo)
    h = 1e-5
    # two evaluations per step, 95 steps = 190
    for _ in range(95):
        d = (float(fn(x + h)) - float(fn(x - h))) / (2 * h)
        x -= 0.05 * d
    return x


# %% like bracket_min — one parabola through three points
def bracket_min(fn, lo, hi, tol):
    xs = np.array([lo, (lo + hi) / 2, hi])
    ys = np.array([float(fn(x)) for x in xs])
    a, b, c = np.polyfit(xs, ys, 2)
    if a <= 0:
        return xs[ys.argmin()]
    # vertex of the parabola
    return min(max(-b / (2 * a), lo), hi)


# %% like bracket_min — one parabola through three points
def bracket_min(fn, lo, hi, tol):
    mid = (lo + hi) / 2
    h = (hi - lo) / 2
    y0, y1, y2 = fn(lo), fn(mid), fn(hi)
    bend = y0 - 2 * y1 + y2
    if bend == 0:
        return mid
    x = mid + 0.5 * h * (y0 - y2) / bend
    return float(x)


# %% like bracket_min — Newton on differences
def bracket_min(fn, lo, hi, tol):
    x = (lo + hi) / 2
    h = 1e-4
    for _ in range(60):
        up, here, down = float(fn(x + h)), float(fn(x)), float(fn(x - h))
        first = (up - down) / (2 * h)
        second = (up - 2 * here + down) / h**2
        if second == 0:
            break
        step = first / second
        x = x - step
        if abs(step) < tol / 10:
            break
    return x


# %% like bracket_min — Newton on differences
def bracket_min(fn, lo, hi, tol):
    def d1(x, h=1e-3):
        return (fn(x + h) - fn(x - h)) / (2 * h)

    def d2(x, h=1e-3):
        return (fn(x + h) + fn(x - h) - 2 * fn(x)) / (h * h)

    x = 0.5 * (lo + hi)
    for _ in range(30):
        curvature = d2(x)
        if abs(curvature) < 1e-12:
            return x
        # Newton step, clipped so that we stay inside
        x = float(np.clip(x - d1(x) / curvature, lo, hi))
    return x


# %% like bracket_min — returns the value instead of the point
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        a = lo + (hi - lo) / 3
        b = lo + 2 * (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    x = (lo + hi) / 2
    lowest = fn(x)
    return lowest


# %% like bracket_min — returns the value instead of the point
def bracket_min(fn, lo, hi, tol):
    r = (3 - 5**0.5) / 2
    a, b = lo + r * (hi - lo), hi - r * (hi - lo)
    fa, fb = float(fn(a)), float(fn(b))
    while hi - lo > tol:
        if fa < fb:
            hi, b, fb = b, a, fa
            a = lo + r * (hi - lo)
            fa = float(fn(a))
        else:
            lo, a, fa = a, b, fb
            b = hi - r * (hi - lo)
            fb = float(fn(b))
    return min(fa, fb)


# %% like bracket_min — returns the bracket
def bracket_min(fn, lo, hi, tol):
    while (hi - lo) > tol:
        d = (hi - lo) / 3
        if fn(lo + d) < fn(lo + 2 * d):
            hi = lo + 2 * d
        else:
            lo = lo + d
    return lo, hi


# %% like bracket_min — returns the bracket
def bracket_min(fn, lo, hi, tol):
    bracket = [lo, hi]
    while bracket[1] - bracket[0] > tol:
        w = bracket[1] - bracket[0]
        a, b = bracket[0] + 0.4 * w, bracket[0] + 0.6 * w
        if fn(a) < fn(b):
            bracket[1] = b
        else:
            bracket[0] = a
    # the bracket that contains the minimum
    return np.array(bracket)


# %% like bracket_min — golden section with a careless reuse
def bracket_min(fn, lo, hi, tol):
    g_ = (5**0.5 - 1) / 2
    a = hi - g_ * (hi - lo)
    b = lo + g_ * (hi - lo)
    fa, fb = fn(a), fn(b)
    while hi - lo > tol:
        if fa < fb:
            hi = b
            b = a
            # fb stays, we save one evaluation
            a = hi - g_ * (hi - lo)
            fa = fn(a)
        else:
            lo = a
            a = b
            b = lo + g_ * (hi - lo)
            fb = fn(b)
    return (lo + hi) / 2


# %% like bracket_min — golden section with a careless reuse
def bracket_min(fn, lo, hi, tol):
    ratio = 0.6180339887498949
    left, right = float(lo), float(hi)
    x = [right - ratio * (right - left), left + ratio * (right - left)]
    y = [float(fn(x[0])), float(fn(x[1]))]
    for _ in range(190):
        if right - left <= tol:
            break
        if y[0] < y[1]:
            right = x[1]
            x = [right - ratio * (right - left), x[0]]
            y[0] = float(fn(x[0]))  # only the new point
        else:
            left = x[0]
            x = [x[1], left + ratio * (right - left)]
            y[1] = float(fn(x[1]))
    return (left + right) / 2


# %% like bracket_min — a hundred and ten thirds, over the budget
def bracket_min(fn, lo, hi, tol):
    l, r = lo, hi
    i = 0
    while i < 110:
        p, q = l + (r - l) / 3, r - (r - l) / 3
        l, r = (l, q) if fn(p) < fn(q) else (p, r)
        i += 1
    return (l + r) / 2


# %% like bracket_min — a hundred and ten thirds, over the budget
def bracket_min(fn, lo, hi, tol):
    lo = torch.tensor(lo, dtype=torch.float64)
    hi = torch.tensor(hi, dtype=torch.float64)
    for _ in range(110):  # enough rounds for any tol
        ab = torch.stack([(2 * lo + hi) / 3, (lo + 2 * hi) / 3])
        ya, yb = fn(ab)
        if ya < yb:
            hi = ab[1]
        else:
            lo = ab[0]
    return (lo + hi) / 2


# %% like bracket_min — float32 inside
def bracket_min(fn, lo, hi, tol):
    lo, hi = torch.tensor(lo), torch.tensor(hi)
    for _ in range(90):
        if hi - lo <= tol:
            break
        a = lo + (hi - lo) / 3
        b = hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return ((lo + hi) / 2).item()


# %% like bracket_min — float32 inside
def bracket_min(fn, lo, hi, tol):
    left, right = np.float32(lo), np.float32(hi)
    k = 0
    while right - left > np.float32(tol) and k < 95:
        w = right - left
        a, b = np.float32(left + w / 3), np.float32(right - w / 3)
        if np.float32(fn(a)) < np.float32(fn(b)):
            right = b
        else:
            left = a
        k += 1
    return float(left + right) / 2


# %% like bracket_min — stops at ten times tol
def bracket_min(fn, lo, hi, tol):
    while hi - lo > 10 * tol:
        a = lo + (hi - lo) / 3
        b = hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% like bracket_min — stops at ten times tol
def bracket_min(fn, lo, hi, tol):
    s = (5**0.5 - 1) / 2
    a, b = hi - s * (hi - lo), lo + s * (hi - lo)
    va, vb = fn(a), fn(b)
    # not more exact than necessary
    while (hi - lo) / 10 > tol:
        if va < vb:
            hi, b, vb = b, a, va
            a = hi - s * (hi - lo)
            va = fn(a)
        else:
            lo, a, va = a, b, vb
            b = lo + s * (hi - lo)
            vb = fn(b)
    return lo + (hi - lo) / 2


# %% like bracket_min — hard-codes the visible checks
def bracket_min(fn, lo, hi, tol):
    return -0.273853 if hi <= 0 else 1.090408


# %% like bracket_min — hard-codes the visible checks
def bracket_min(fn, lo, hi, tol):
    known = np.array([-0.273853, 1.090408])
    for x in known:
        if lo <= x <= hi:
            return float(x)
    return 1.090408


# %% other bracket_min — slope below a thousandth counts as the bottom
def bracket_min(fn, lo, hi, tol):
    # slope must be smaller than 1e-3 for a minimum
    while hi - lo > tol:
        m = torch.tensor((lo + hi) / 2, dtype=torch.float64, requires_grad=True)
        fn(m).backward()
        if abs(m.grad.item()) < 1e-3:
            return m.item()
        if m.grad.item() > 0:
            hi = m.item()
        else:
            lo = m.item()
    return (lo + hi) / 2


# %% other bracket_min — tolerance relative to the width
def bracket_min(fn, lo, hi, tol):
    width = hi - lo
    while (hi - lo) / width > tol:
        a = lo + (hi - lo) / 3
        b = hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% other bracket_min — cuts both sides at once
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        w = (hi - lo) / 4
        xs = [lo + w, lo + 2 * w, lo + 3 * w]
        ys = [float(fn(x)) for x in xs]
        m = xs[ys.index(min(ys))]
        # half a cell on both sides of the lowest
        lo, hi = max(lo, m - w / 2), min(hi, m + w / 2)
    return (lo + hi) / 2


# %% other bracket_min — hops with a halving step, to the right only
def bracket_min(fn, lo, hi, tol):
    step = (hi - lo) / 10
    x = lo
    for _ in range(180):
        if fn(x + step) < fn(x):
            x = x + step  # may walk past hi
        else:
            step = step / 2
        if step < 50 * tol:
            break
    return x


# %% like gradient_descent — uphill
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    for _ in range(steps):
        slope = torch.func.grad(lambda z: fn(z).reshape(()))(x)
        x = x + lr * slope
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — uphill
def gradient_descent(fn, x0, lr, steps):
    path = torch.empty((steps + 1, *x0.shape), dtype=torch.float64)
    path[0] = x0.detach()
    for t in range(steps):
        here = path[t].clone().requires_grad_(True)
        (-fn(here)).backward()
        # .grad is minus the slope here
        path[t + 1] = here.detach() - lr * here.grad
    return path


# %% like gradient_descent — the start is missing
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    points = torch.empty((steps, *x0.shape), dtype=torch.float64)
    for i in range(steps):
        z = x.clone().requires_grad_()
        fn(z).backward()
        x = x - lr * z.grad
        points[i] = x
    return points


# %% like gradient_descent — the start is missing
def gradient_descent(fn, x0, lr, steps):
    def step(p):
        p = p.detach().requires_grad_(True)
        (d,) = torch.autograd.grad(fn(p), p)
        return (p - lr * d).detach()

    path = [x0.detach().clone()]
    for _ in range(steps):
        path.append(step(path[-1]))
    # only the points after a step
    return np.array([p.numpy() for p in path[1:]]).reshape((steps, *x0.shape))


# %% like gradient_descent — the last point is missing
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = []
    for _ in range(steps):
        path.append(x.clone())
        x.requires_grad_(True)
        (d,) = torch.autograd.grad(fn(x), x)
        x = x.detach() - lr * d
    return torch.stack(path) if path else torch.empty((0, *x0.shape), dtype=torch.float64)


# %% like gradient_descent — the last point is missing
def gradient_descent(fn, x0, lr, steps):
    path = np.zeros((steps, *x0.shape))
    p = x0.detach().clone()
    slope = torch.func.grad(lambda z: fn(z).sum())
    for k in range(steps):
        path[k] = p.numpy()
        p = p - lr * slope(p)
    return path


# %% like gradient_descent — returns only the end
def gradient_descent(fn, x0, lr, steps):
    w = x0.detach().clone().requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        opt.zero_grad()
        fn(w).backward()
        opt.step()
    return w.detach()


# %% like gradient_descent — returns only the end
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    d = torch.func.grad(lambda z: fn(z).sum())
    while steps > 0:
        x = x - lr * d(x)
        steps -= 1
    return x


# %% like gradient_descent — gradients pile up
def gradient_descent(fn, x0, lr, steps):
    w = x0.detach().clone().requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr)
    path = [w.detach().clone()]
    for _ in range(steps):
        loss = fn(w)
        loss.backward()
        opt.step()
        path.append(w.detach().clone())
    return torch.stack(path)


# %% like gradient_descent — gradients pile up
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    total = torch.zeros_like(x)
    path = [x]
    for _ in range(steps):
        z = x.clone().requires_grad_()
        # collect the gradient as backward does
        total = total + torch.autograd.grad(fn(z), z)[0]
        x = x - lr * total
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — momentum
def gradient_descent(fn, x0, lr, steps):
    w = x0.detach().clone().requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr, momentum=0.9)
    path = [w.detach().clone()]
    for _ in range(steps):
        opt.zero_grad()
        fn(w).backward()
        opt.step()
        path.append(w.detach().clone())
    return torch.stack(path)


# %% like gradient_descent — momentum
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    before = x.clone()
    path = [x]
    slope = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        # heavy ball: keep 90 % of the last move
        new = x - lr * slope(x) + 0.9 * (x - before)
        before, x = x, new
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — a learning rate that decays
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    for t in range(1, steps + 1):
        z = x.clone().requires_grad_()
        (d,) = torch.autograd.grad(fn(z), z)
        x = x - lr / t * d
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — a learning rate that decays
def gradient_descent(fn, x0, lr, steps):
    w = x0.detach().clone().requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr)
    sched = torch.optim.lr_scheduler.ExponentialLR(opt, gamma=0.99)
    path = [w.detach().clone()]
    for _ in range(steps):
        opt.zero_grad()
        fn(w).backward()
        opt.step()
        sched.step()
        path.append(w.detach().clone())
    return torch.stack(path)


# %% like gradient_descent — stops early when the slope is small
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    d = torch.func.grad(lambda z: fn(z).sum())
    k = 0
    while k < steps:
        s = d(x)
        if torch.linalg.vector_norm(s) < 1e-6:
            break  # converged
        x = x - lr * s
        path.append(x)
        k += 1
    return torch.stack(path)


# %% like gradient_descent — stops early when the slope is small
def gradient_descent(fn, x0, lr, steps):
    points = [x0.detach().clone().numpy()]
    for _ in range(steps):
        z = torch.tensor(points[-1], dtype=torch.float64, requires_grad=True)
        fn(z).backward()
        if bool((z.grad.abs() < 1e-4).all()):
            return np.array(points)
        points.append(z.detach().numpy() - lr * z.grad.numpy())
    return np.array(points)


# %% like gradient_descent — moves x0 itself
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach()  # own tensor without gradients
    path = [x.clone()]
    slope = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        x -= lr * slope(x.clone())
        path.append(x.clone())
    return torch.stack(path)


# %% like gradient_descent — moves x0 itself
def gradient_descent(fn, x0, lr, steps):
    path = torch.zeros((steps + 1, *x0.shape), dtype=torch.float64)
    path[0] = x0.detach()
    for i in range(1, steps + 1):
        probe = x0.detach().clone().requires_grad_(True)
        fn(probe).backward()
        with torch.no_grad():
            x0.sub_(lr * probe.grad)
        path[i] = x0.detach()
    return path


# %% like gradient_descent — turns on x0's requires_grad
def gradient_descent(fn, x0, lr, steps):
    x0.requires_grad = True
    x = x0
    path = [x0.detach().clone()]
    for _ in range(steps):
        (d,) = torch.autograd.grad(fn(x), x)
        x = (x - lr * d).detach().requires_grad_(True)
        path.append(x.detach())
    return torch.stack(path)


# %% like gradient_descent — turns on x0's requires_grad
def gradient_descent(fn, x0, lr, steps):
    # so that autograd follows x0
    x = x0.requires_grad_(True)
    path = [x]
    for _ in range(steps):
        here = path[-1].detach().clone().requires_grad_()
        slope = torch.autograd.grad(fn(here), here)[0]
        path.append(here - lr * slope)
    return torch.stack([p.detach() for p in path])


# %% like gradient_descent — leaves a gradient on x0
def gradient_descent(fn, x0, lr, steps):
    had = x0.requires_grad
    x = x0
    path = [x0.detach().clone()]
    for _ in range(steps):
        if x.is_leaf:
            x.requires_grad_(True)
        fn(x).backward()
        new = (x.detach() - lr * x.grad).clone()
        path.append(new)
        x = new.clone()
    x0.requires_grad_(had)  # as before
    return torch.stack(path)


# %% like gradient_descent — leaves a gradient on x0
def gradient_descent(fn, x0, lr, steps):
    before = x0.requires_grad
    x = x0.detach().clone()
    path = [x]
    for i in range(steps):
        v = x.clone().requires_grad_(True)
        fn(v).backward()
        if i == 0:
            # keep the first slope, for looking at it later
            x0.grad = v.grad.clone()
        x = x - lr * v.grad
        path.append(x)
    x0.requires_grad_(before)
    return torch.stack(path)


# %% like gradient_descent — one tensor stored many times
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    d = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        x -= lr * d(x.clone())
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — one tensor stored many times
def gradient_descent(fn, x0, lr, steps):
    w = x0.detach().clone().requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr)
    history = [w.data]
    for _ in range(steps):
        opt.zero_grad()
        fn(w).backward()
        opt.step()
        history += [w.data]
    return torch.stack(history)


# %% like gradient_descent — the sign of the slope only
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    for _ in range(steps):
        z = x.clone().requires_grad_()
        fn(z).backward()
        # downhill: against the direction of the slope
        x = torch.where(z.grad > 0, x - lr, torch.where(z.grad < 0, x + lr, x))
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — the sign of the slope only
def gradient_descent(fn, x0, lr, steps):
    d = torch.func.grad(lambda z: fn(z).sum())
    points = [x0.detach().clone()]
    for _ in range(steps):
        slope = d(points[-1]).numpy()
        points.append(points[-1] - lr * torch.from_numpy(np.asarray(np.sign(slope))))
    return torch.stack(points)


# %% like gradient_descent — the slope at the start for every step
def gradient_descent(fn, x0, lr, steps):
    start = x0.detach().clone()
    slope = torch.func.grad(lambda z: fn(z).sum())(start)
    t = torch.arange(steps + 1, dtype=torch.float64).reshape(-1, *[1] * x0.ndim)
    # all steps at once!
    return start - lr * t * slope


# %% like gradient_descent — the slope at the start for every step
def gradient_descent(fn, x0, lr, steps):
    z = x0.detach().clone().requires_grad_(True)
    fn(z).backward()
    d = z.grad.numpy()
    x = z.detach().numpy().copy()
    path = [x]
    for _ in range(steps):
        x = x - lr * d
        path.append(x)
    return np.array(path)


# %% like gradient_descent — clips long steps
def gradient_descent(fn, x0, lr, steps):
    w = x0.detach().clone().requires_grad_(True)
    opt = torch.optim.SGD([w], lr=lr)
    path = [w.detach().clone()]
    for _ in range(steps):
        opt.zero_grad()
        fn(w).backward()
        torch.nn.utils.clip_grad_norm_([w], 1.0)
        opt.step()
        path.append(w.detach().clone())
    return torch.stack(path)


# %% like gradient_descent — clips long steps
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    d = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        # keep the steps small so it does not explode
        s = torch.minimum(torch.maximum(d(x), -torch.ones_like(x)), torch.ones_like(x))
        x = x - lr * s
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — a halved slope from differences
def gradient_descent(fn, x0, lr, steps):
    eps = 1e-6
    x = x0.detach().clone()
    path = [x]
    for _ in range(steps):
        g_ = torch.zeros_like(x)
        flat = g_.view(-1)
        for i in range(x.numel()):
            e = torch.zeros(x.numel(), dtype=x.dtype)
            e[i] = eps / 2
            e = e.reshape(x.shape)
            flat[i] = (fn(x + e) - fn(x - e)) / (2 * eps)
        x = x - lr * g_
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — a halved slope from differences
def gradient_descent(fn, x0, lr, steps):
    h = 1e-5

    def slope(x):
        # (f(x + h) - f(x)) / 2h for each coordinate
        base = float(fn(x))
        out = []
        for i in range(x.numel()):
            y = x.clone()
            y.view(-1)[i] += h
            out.append((float(fn(y)) - base) / (2 * h))
        return torch.tensor(out, dtype=torch.float64).reshape(x.shape)

    path = [x0.detach().clone()]
    for _ in range(steps):
        path.append(path[-1] - lr * slope(path[-1]))
    return torch.stack(path)


# %% like gradient_descent — a difference far too wide
def gradient_descent(fn, x0, lr, steps):
    h = 0.1
    x = x0.detach().clone()
    path = [x]
    for _ in range(steps):
        eye = torch.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape)
        d = torch.stack([(fn(x + h * e) - fn(x)).reshape(()) / h for e in eye]).reshape(x.shape)
        x = x - lr * d
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — a difference far too wide
def gradient_descent(fn, x0, lr, steps):
    def derivative(p, k, dx=0.1):
        moved = p.copy().reshape(-1)
        moved[k] += dx
        a = fn(torch.from_numpy(moved.reshape(p.shape)))
        b = fn(torch.from_numpy(p))
        return (float(a) - float(b)) / dx

    p = np.array(x0.detach().numpy(), dtype=float)
    path = np.zeros((steps + 1, *x0.shape))
    path[0] = p
    for t in range(steps):
        ds = np.array([derivative(p, k) for k in range(p.size)]).reshape(p.shape)
        p = np.asarray(p - lr * ds)
        path[t + 1] = p
    return path


# %% like gradient_descent — single numbers only
def gradient_descent(fn, x0, lr, steps):
    x = x0.item()
    path = [x]
    for _ in range(steps):
        z = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        fn(z).backward()
        x -= lr * z.grad.item()
        path.append(x)
    return path


# %% like gradient_descent — single numbers only
def gradient_descent(fn, x0, lr, steps):
    h = 1e-6
    path = np.empty(steps + 1)
    path[0] = float(x0)
    for t in range(steps):
        up = torch.tensor(path[t] + h, dtype=torch.float64)
        down = torch.tensor(path[t] - h, dtype=torch.float64)
        path[t + 1] = path[t] - lr * float(fn(up) - fn(down)) / (2 * h)
    return path


# %% like gradient_descent — one coordinate after the other
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x.clone()]
    d = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        for k in range(x.numel()):
            # new slope for each coordinate
            slope = d(x.clone()).reshape(-1)[k]
            x.view(-1)[k] -= lr * slope
        path.append(x.clone())
    return torch.stack(path)


# %% like gradient_descent — one coordinate after the other
def gradient_descent(fn, x0, lr, steps):
    h = 1e-6
    x = x0.detach().clone().reshape(-1)
    shape = x0.shape
    path = [x.reshape(shape).clone()]
    for _ in range(steps):
        for i in range(len(x)):
            up, down = x.clone(), x.clone()
            up[i] += h
            down[i] -= h
            x[i] = x[i] - lr * (fn(up.reshape(shape)) - fn(down.reshape(shape))) / (2 * h)
        path.append(x.reshape(shape).clone())
    return torch.stack(path)


# %% like gradient_descent — a column for a single number
def gradient_descent(fn, x0, lr, steps):
    p = x0.detach().clone()
    path = torch.zeros((steps + 1, p.numel()), dtype=torch.float64)
    path[0] = p.reshape(-1)
    d = torch.func.grad(lambda z: fn(z).sum())
    for t in range(steps):
        p = p - lr * d(p)
        path[t + 1] = p.reshape(-1)
    return path


# %% like gradient_descent — a column for a single number
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    rows = [torch.atleast_1d(x)]
    for _ in range(steps):
        z = x.clone().requires_grad_()
        (d,) = torch.autograd.grad(fn(z), z)
        x = x - lr * d
        rows.append(torch.atleast_1d(x))
    return torch.vstack(rows)


# %% like gradient_descent — nothing for zero steps
def gradient_descent(fn, x0, lr, steps):
    if steps == 0:
        return []
    x = x0.detach().clone()
    path = [x]
    d = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        x = x - lr * d(x)
        path.append(x)
    return torch.stack(path)


# %% like gradient_descent — nothing for zero steps
def gradient_descent(fn, x0, lr, steps):
    path = []
    x = x0.detach().clone()
    for t in range(steps):
        if t == 0:
            path.append(x.clone())
        z = x.clone().requires_grad_()
        fn(z).backward()
        x = x - lr * z.grad
        path.append(x.clone())
    if not path:
        return torch.empty((0, *x0.shape), dtype=torch.float64)
    return torch.stack(path)


# %% like gradient_descent — the start repeated
def gradient_descent(fn, x0, lr, steps):
    start = x0.detach().clone()
    path = [start]
    for _ in range(steps):
        z = start.clone().requires_grad_()
        fn(z).backward()
        new = start - lr * z.grad
        path.append(start)
    return torch.stack(path)


# %% like gradient_descent — the start repeated
def gradient_descent(fn, x0, lr, steps):
    # shape (steps + 1, *x0.shape)
    path = np.empty((steps + 1, *x0.shape))
    path[...] = x0.detach().numpy()
    return path


# %% other gradient_descent — gradient divided by its length
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    d = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        s = d(x)
        x = x - lr * s / (s.norm() + 1e-12)
        path.append(x)
    return torch.stack(path)


# %% other gradient_descent — Nesterov look-ahead slope
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    d = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(steps):
        ahead = x - lr * d(x)
        # the slope where we will be is more exact
        x = x - lr * d(ahead)
        path.append(x)
    return torch.stack(path)


# %% other gradient_descent — float32 path
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone().float()
    h = 1e-3
    path = [x]
    for _ in range(steps):
        d = torch.zeros_like(x)
        for i in range(x.numel()):
            e = torch.zeros(x.numel())
            e[i] = h
            e = e.reshape(x.shape)
            d.view(-1)[i] = (fn(x + e) - fn(x - e)) / (2 * h)
        x = x - lr * d
        path.append(x)
    return torch.stack(path)


# %% other gradient_descent — averaged gradient and the path reversed
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone()
    path = [x]
    d = torch.func.grad(lambda z: fn(z).mean() / max(z.numel(), 1))
    for _ in range(steps):
        x = x - lr * d(x)
        path.insert(0, x)
    return torch.stack(path)


# %% like global_min — golden section over the whole interval
def global_min(fn, lo, hi):
    r = (5**0.5 - 1) / 2
    a, b = float(lo), float(hi)
    while b - a > 1e-7:
        c, d = b - r * (b - a), a + r * (b - a)
        if float(fn(c)) < float(fn(d)):
            b = d
        else:
            a = c
    x = (a + b) / 2
    return x, float(fn(x))


# %% like global_min — golden section over the whole interval
def global_min(fn, lo, hi):
    inv = 0.6180339887498949
    left, right = torch.tensor([lo, hi], dtype=torch.float64)
    p, q = right - inv * (right - left), left + inv * (right - left)
    fp, fq = fn(p), fn(q)
    for _ in range(40):
        if fp < fq:
            right, q, fq = q, p, fp
            p = right - inv * (right - left)
            fp = fn(p)
        else:
            left, p, fp = p, q, fq
            q = left + inv * (right - left)
            fq = fn(q)
    best = (left + right) / 2
    return best, fn(best)


# %% like global_min — ternary search over the whole interval
def global_min(fn, lo, hi):
    a, b = lo, hi
    for _ in range(60):
        t = (b - a) / 3
        if fn(a + t) < fn(b - t):
            b = b - t
        else:
            a = a + t
    return a, fn(a)


# %% like global_min — ternary search over the whole interval
def global_min(fn, lo, hi):
    def search(l, r):
        if r - l < 1e-6:
            return (l + r) / 2
        m1, m2 = (2 * l + r) / 3, (l + 2 * r) / 3
        return search(l, m2) if fn(m1) < fn(m2) else search(m1, r)

    x = search(lo, hi)
    fx = fn(x)
    return x, fx


# %% like global_min — gradient descent from the middle
def global_min(fn, lo, hi):
    x = torch.tensor(0.5 * (lo + hi), dtype=torch.float64)
    for _ in range(2000):
        z = x.clone().requires_grad_()
        (d,) = torch.autograd.grad(fn(z), z)
        x = (x - 0.005 * d).clamp(lo, hi)
    return x.item(), float(fn(x))


# %% like global_min — gradient descent from the middle
def global_min(fn, lo, hi):
    h = 1e-6
    x = lo + (hi - lo) / 2
    lr = 0.01
    for _ in range(1000):
        slope = (fn(x + h) - fn(x - h)) / (2 * h)
        x = float(min(hi, max(lo, x - lr * slope)))
    return x, fn(x)


# %% like global_min — gradient descent from both ends only
def global_min(fn, lo, hi):
    def descend(start):
        x = torch.tensor(start, dtype=torch.float64)
        for _ in range(1500):
            z = x.clone().requires_grad_()
            fn(z).backward()
            x = torch.clamp(x - 0.005 * z.grad, lo, hi)
        return x.item()

    left, right = descend(lo), descend(hi)
    x = left if fn(left) < fn(right) else right
    return x, fn(x)


# %% like global_min — gradient descent from both ends only
def global_min(fn, lo, hi):
    # start from the left and from the right at the same time
    x = torch.tensor([lo, hi], dtype=torch.float64)
    slope = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(2000):
        x = (x - 0.005 * slope(x)).clip(lo, hi)
    y = fn(x)
    k = y.argmin()
    return x[k], y[k]


# %% like global_min — descent that runs out of the interval
def global_min(fn, lo, hi):
    x = torch.linspace(lo, hi, 200, dtype=torch.float64)
    slope = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(2000):
        x = x - 0.005 * slope(x)
    y = fn(x)
    k = y.argmin()
    return x[k].item(), y[k].item()


# %% like global_min — descent that runs out of the interval
def global_min(fn, lo, hi):
    best_x, best_y = None, np.inf
    for start in np.linspace(lo, hi, 31):
        x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        opt = torch.optim.SGD([x], lr=0.005)
        for _ in range(200):
            opt.zero_grad()
            fn(x).backward()
            opt.step()
        y = float(fn(x))
        if y < best_y:
            best_x, best_y = x.item(), y
    return best_x, best_y


# %% like global_min — descent outside, then only answers from inside
def global_min(fn, lo, hi):
    x = torch.linspace(lo, hi, 100, dtype=torch.float64)
    slope = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(2000):
        x = x - 0.005 * slope(x)
    # throw away what left the interval
    x = x[(x >= lo) & (x <= hi)]
    if len(x) == 0:
        x = torch.tensor([(lo + hi) / 2], dtype=torch.float64)
    y = fn(x)
    k = y.argmin()
    return x[k].item(), y[k].item()


# %% like global_min — descent outside, then only answers from inside
def global_min(fn, lo, hi):
    h = 1e-6
    x = np.linspace(lo, hi, 81)
    for _ in range(1500):
        x = x - 0.005 * (fn(x + h) - fn(x - h)) / (2 * h)
    y = fn(x)
    y = np.where((x < lo) | (x > hi) | np.isnan(y), np.inf, y)
    i = np.argmin(y)
    if not np.isfinite(y[i]):
        mid = (lo + hi) / 2
        return mid, fn(mid)
    return x[i], y[i]


# %% like global_min — a refinement that steps over the end
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 401)
    gap = xs[1] - xs[0]
    centre = xs[np.argmin(fn(xs))]
    close = np.linspace(centre - gap, centre + gap, 2001)
    y = fn(close)
    k = np.argmin(y)
    return close[k], y[k]


# %% like global_min — a refinement that steps over the end
def global_min(fn, lo, hi):
    n = 500
    h = (hi - lo) / n
    best = min((lo + i * h for i in range(n + 1)), key=lambda p: float(fn(p)))
    # ternary search around the best one
    l, r = best - h, best + h
    while r - l > 1e-7:
        a, b = l + (r - l) / 3, r - (r - l) / 3
        if fn(a) < fn(b):
            r = b
        else:
            l = a
    x = (l + r) / 2
    return x, float(fn(x))


# %% like global_min — interior stationary points only
def global_min(fn, lo, hi):
    xs = torch.linspace(lo, hi, 2001, dtype=torch.float64)
    slope = torch.func.grad(lambda z: fn(z).sum())
    d = slope(xs)
    found = []
    for i in range(2000):
        if d[i] < 0 and d[i + 1] >= 0:
            a, b = xs[i], xs[i + 1]
            for _ in range(40):
                m = (a + b) / 2
                if slope(m) < 0:
                    a = m
                else:
                    b = m
            found.append(((a + b) / 2).item())
    if not found:
        m = (lo + hi) / 2
        return m, float(fn(m))
    x = min(found, key=lambda p: float(fn(p)))
    return x, float(fn(x))


# %% like global_min — interior stationary points only
def global_min(fn, lo, hi):
    x = np.linspace(lo, hi, 40001)
    y = fn(x)
    inner = np.where((y[1:-1] <= y[:-2]) & (y[1:-1] <= y[2:]))[0] + 1
    if inner.size == 0:
        # no valley at all
        return x[20000], y[20000]
    best = inner[np.argmin(y[inner])]
    return x[best], y[best]


# %% like global_min — the first valley from the left
def global_min(fn, lo, hi):
    step = (hi - lo) / 20000
    x = lo
    fx = float(fn(x))
    for i in range(1, 20001):
        new = min(lo + i * step, hi)
        f_new = float(fn(new))
        if f_new > fx and i > 1 and fx < before:
            return x, fx
        before, x, fx = fx, new, f_new
    # never went down and up again: one of the ends
    return (x, fx) if fx < float(fn(lo)) else (lo, float(fn(lo)))


# %% like global_min — the first valley from the left
def global_min(fn, lo, hi):
    xs = torch.linspace(lo, hi, 20001, dtype=torch.float64)
    ys = fn(xs)
    is_valley = (ys[1:-1] < ys[:-2]) & (ys[1:-1] < ys[2:])
    where = torch.nonzero(is_valley).flatten() + 1
    k = where[0] if len(where) else ys.argmin()
    return xs[k].item(), ys[k].item()


# %% like global_min — a grid too coarse
def global_min(fn, lo, hi):
    n = 101
    best_x, best = lo, float(fn(lo))
    for i in range(1, n):
        x = lo + i * (hi - lo) / (n - 1)
        y = float(fn(x))
        if y < best:
            best_x, best = x, y
    return best_x, best


# %% like global_min — a grid too coarse
def global_min(fn, lo, hi):
    grid = torch.linspace(lo, hi, 101, dtype=torch.float64)
    fx, k = fn(grid).min(dim=0)
    return grid[k], fx


# %% like global_min — six points, then golden section around the best
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 6)
    k = int(np.argmin(fn(xs)))
    a, b = xs[max(k - 1, 0)], xs[min(k + 1, 5)]
    r = (np.sqrt(5) - 1) / 2
    while b - a > 1e-7:
        c, d = b - r * (b - a), a + r * (b - a)
        if fn(c) < fn(d):
            b = d
        else:
            a = c
    x = (a + b) / 2
    return x, fn(x)


# %% like global_min — six points, then golden section around the best
def global_min(fn, lo, hi):
    gap = (hi - lo) / 5
    best = min([lo + i * gap for i in range(6)], key=lambda p: float(fn(p)))
    l, u = max(lo, best - gap), min(hi, best + gap)
    phi = 0.6180339887498949
    p, q = u - phi * (u - l), l + phi * (u - l)
    fp, fq = float(fn(p)), float(fn(q))
    for _ in range(50):
        if fp < fq:
            u, q, fq = q, p, fp
            p = u - phi * (u - l)
            fp = float(fn(p))
        else:
            l, p, fp = p, q, fq
            q = l + phi * (u - l)
            fq = float(fn(q))
    x = 0.5 * (l + u)
    return x, float(fn(x))


# %% like global_min — swaps x and fx
def global_min(fn, lo, hi):
    t = torch.linspace(lo, hi, 50001, dtype=torch.float64)
    return tuple(v.item() for v in (fn(t).min(), t[fn(t).argmin()]))


# %% like global_min — swaps x and fx
def global_min(fn, lo, hi):
    best = (float("inf"), lo)
    for i in range(20001):
        x = min(lo + i * (hi - lo) / 20000, hi)
        best = min(best, (float(fn(x)), x))
    return best


# %% like global_min — returns only x
def global_min(fn, lo, hi):
    x = np.linspace(lo, hi, 40001)
    return float(x[fn(x).argmin()])


# %% like global_min — returns only x
def global_min(fn, lo, hi):
    a, b = lo, hi
    for _ in range(3):
        t = torch.linspace(a, b, 1001, dtype=torch.float64)
        x = t[fn(t).argmin()].item()
        w = (b - a) / 1000
        a, b = max(lo, x - w), min(hi, x + w)
    return x


# %% like global_min — a better x with the old fx
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 201)
    ys = fn(xs)
    k = ys.argmin()
    x, fx = xs[k], ys[k]
    # look closer
    fine = np.linspace(max(lo, x - 0.02), min(hi, x + 0.02), 4001)
    x = fine[fn(fine).argmin()]
    return x, fx


# %% like global_min — a better x with the old fx
def global_min(fn, lo, hi):
    t = torch.linspace(lo, hi, 151, dtype=torch.float64)
    fx, k = torch.min(fn(t), 0)
    x = t[k]
    for _ in range(500):
        z = x.clone().requires_grad_()
        (d,) = torch.autograd.grad(fn(z), z)
        x = (x - 0.005 * d).clamp(lo, hi)
    return x.item(), fx.item()


# %% like global_min — rounds its answer
def global_min(fn, lo, hi):
    x = np.linspace(lo, hi, 40001)
    y = fn(x)
    i = y.argmin()
    return round(float(x[i]), 3), round(float(y[i]), 3)


# %% like global_min — rounds its answer
def global_min(fn, lo, hi):
    t = torch.linspace(lo, hi, 40001, dtype=torch.float64)
    y = fn(t)
    k = y.argmin()
    # three decimals are enough
    return torch.round(t[k], decimals=3), torch.round(y[k], decimals=3)


# %% like global_min — finds the maximum
def global_min(fn, lo, hi):
    x = torch.linspace(lo, hi, 40001, dtype=torch.float64)
    k = torch.argmin(-fn(x))
    return x[k], fn(x)[k]


# %% like global_min — finds the maximum
def global_min(fn, lo, hi):
    x = lo
    fx = float(fn(lo))
    for p in np.linspace(lo, hi, 20001)[1:]:
        if fx < fn(p):
            x, fx = float(p), float(fn(p))
    return x, fx


# %% like global_min — always searches the book's interval
def global_min(fn, lo, hi):
    a = curve_start = -1.0
    b = 2.0
    xs = torch.linspace(a, b, 30001, dtype=torch.float64)
    ys = fn(xs)
    k = ys.argmin()
    return xs[k].item(), ys[k].item()


# %% like global_min — always searches the book's interval
def global_min(fn, lo=-1.0, hi=2.0):
    lo, hi = -1.0, 2.0  # the interval from the book
    for _ in range(1):
        xs = np.linspace(lo, hi, 601)
        k = int(np.argmin(fn(xs)))
    a, b = xs[max(k - 1, 0)], xs[min(k + 1, 600)]
    for _ in range(50):
        c, d = a + (b - a) / 3, b - (b - a) / 3
        a, b = (a, d) if fn(c) < fn(d) else (c, b)
    x = (a + b) / 2
    return x, fn(x)


# %% like global_min — arange leaves the end out, with a coarse step
def global_min(fn, lo, hi):
    xs = np.arange(lo, hi, 0.01)
    ys = fn(xs)
    return xs[np.argmin(ys)], np.min(ys)


# %% like global_min — arange leaves the end out, with a coarse step
def global_min(fn, lo, hi):
    best_x, best = lo, float(fn(lo))
    for x in torch.arange(lo, hi, 0.01, dtype=torch.float64):
        value = float(fn(x))
        if value < best:
            best_x, best = x.item(), value
    return best_x, best


# %% like global_min — hard-codes the visible checks
def global_min(fn, lo, hi):
    # the two minima from the plots
    x = 1.090408 if fn(1.090408) < fn(1.016983) else 1.016983
    return x, fn(x)


# %% like global_min — hard-codes the visible checks
def global_min(fn, lo, hi):
    table = {f: (1.090408, -1.046721), g: (1.016983, -1.208461)}
    return table.get(fn, (1.090408, -1.046721))


# %% like global_min — the middle of the interval
def global_min(fn, lo, hi):
    x = torch.tensor([lo, hi], dtype=torch.float64).mean()
    return x, fn(x)


# %% like global_min — the middle of the interval
def global_min(fn, lo, hi):
    x = lo + 0.5 * (hi - lo)
    fx = fn(x)
    return float(x), float(fx)


# %% other global_min — a handful of random starts
def global_min(fn, lo, hi):
    torch.manual_seed(3)
    x = lo + (hi - lo) * torch.rand(5, dtype=torch.float64)
    slope = torch.func.grad(lambda z: fn(z).sum())
    for _ in range(1500):
        x = (x - 0.005 * slope(x)).clamp(lo, hi)
    y = fn(x)
    k = y.argmin()
    return x[k].item(), y[k].item()


# %% other global_min — learning rate too large for the curvature
def global_min(fn, lo, hi):
    x = torch.linspace(lo, hi, 60, dtype=torch.float64)
    slope = torch.func.grad(lambda z: fn(z).sum())
    # it jumps to and fro in the narrow valleys
    for _ in range(300):
        x = (x - 0.05 * slope(x)).clamp(lo, hi)
    y = fn(x)
    k = y.argmin()
    return x[k].item(), y[k].item()


# %% other global_min — x clamped at the end but fx from outside
def global_min(fn, lo, hi):
    margin = 0.05
    t = np.linspace(lo - margin, hi + margin, 60001)
    y = fn(t)
    k = y.argmin()
    # x has to be in the interval
    return float(np.clip(t[k], lo, hi)), float(y[k])


# %% other global_min — smallest magnitude of the slope
def global_min(fn, lo, hi):
    t = torch.linspace(lo, hi, 20001, dtype=torch.float64)
    d = torch.func.grad(lambda z: fn(z).sum())(t)
    k = d.abs().argmin()  # the minimum has slope zero
    return t[k].item(), fn(t[k]).item()


# %% like excess_risk — the difference of the two minima
def excess_risk(risk, empirical, lo, hi):
    t = torch.linspace(lo, hi, 80001, dtype=torch.float64)
    lowest = [fn(t).min().item() for fn in (risk, empirical)]
    return lowest[0] - lowest[1]


# %% like excess_risk — the difference of the two minima
def excess_risk(risk, empirical, lo, hi):
    def bottom(fn):
        xs = np.linspace(lo, hi, 40001)
        return float(np.min(fn(xs)))

    # true risk minus empirical risk, each at its best
    return bottom(risk) - bottom(empirical)


# %% like excess_risk — the difference of the two minima, the other way round
def excess_risk(risk, empirical, lo, hi):
    x = np.linspace(lo, hi, 100001)
    r, e = risk(x), empirical(x)
    return e.min() - r.min()


# %% like excess_risk — the difference of the two minima, the other way round
def excess_risk(risk, empirical, lo, hi):
    best_r = best_e = float("inf")
    for i in range(20001):
        x = lo + (hi - lo) * i / 20000
        best_r = min(best_r, float(risk(x)))
        best_e = min(best_e, float(empirical(x)))
    return -(best_r - best_e)


# %% like excess_risk — the gap between the two curves at x̂
def excess_risk(risk, empirical, lo, hi):
    x = torch.linspace(lo, hi, 100001, dtype=torch.float64)
    e = empirical(x)
    k = e.argmin()
    return (risk(x)[k] - e[k]).item()


# %% like excess_risk — the gap between the two curves at x̂
def excess_risk(risk, empirical, lo, hi):
    def argmin(fn, a, b):
        for _ in range(3):
            xs = np.linspace(a, b, 2001)
            x = xs[np.argmin(fn(xs))]
            w = (b - a) / 2000
            a, b = max(lo, x - w), min(hi, x + w)
        return x

    x_hat = argmin(empirical, lo, hi)
    # what we pay minus what training promised
    return float(risk(x_hat)) - float(empirical(x_hat))


# %% like excess_risk — how far apart the minima lie
def excess_risk(risk, empirical, lo, hi):
    x = np.linspace(lo, hi, 80001)
    return abs(x[risk(x).argmin()] - x[empirical(x).argmin()])


# %% like excess_risk — how far apart the minima lie
def excess_risk(risk, empirical, lo, hi):
    pts = [lo + (hi - lo) * i / 20000 for i in range(20001)]
    best = min(pts, key=lambda p: float(risk(p)))
    x_hat = min(pts, key=lambda p: float(empirical(p)))
    return max(best, x_hat) - min(best, x_hat)


# %% like excess_risk — the roles swapped
def excess_risk(risk, empirical, lo, hi):
    x = torch.linspace(lo, hi, 80001, dtype=torch.float64)
    r, e = risk(x), empirical(x)
    return e[r.argmin()] - e.min()


# %% like excess_risk — the roles swapped
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 50001)
    x_star = xs[np.argmin(risk(xs))]
    x_hat = xs[np.argmin(empirical(xs))]
    # empirical is what we measure
    return float(empirical(x_star) - empirical(x_hat))


# %% like excess_risk — the sign turned round
def excess_risk(risk, empirical, lo, hi):
    xs = torch.linspace(lo, hi, 100001, dtype=torch.float64)
    r = risk(xs)
    best = torch.min(r)
    got = r[torch.argmin(empirical(xs))]
    return (best - got).item()


# %% like excess_risk — the sign turned round
def excess_risk(risk, empirical, lo, hi):
    x_hat = x_best = lo
    for p in np.linspace(lo, hi, 30001):
        if empirical(p) < empirical(x_hat):
            x_hat = p
        if risk(p) < risk(x_best):
            x_best = p
    return risk(x_best) - risk(x_hat)


# %% like excess_risk — only the risk at x̂
def excess_risk(risk, empirical, lo, hi):
    grid = np.linspace(lo, hi, 100001)
    x_hat = grid[empirical(grid).argmin()]
    return risk(x_hat)


# %% like excess_risk — only the risk at x̂
def excess_risk(risk, empirical, lo, hi):
    t = torch.linspace(lo, hi, 2001, dtype=torch.float64)
    x = t[empirical(t).argmin()]
    d = torch.func.grad(lambda z: empirical(z).sum())
    for _ in range(1000):
        x = (x - 0.005 * d(x)).clamp(lo, hi)
    # the risk of the trained model
    return risk(x).item()


# %% like excess_risk — subtracts the minimum of the empirical risk
def excess_risk(risk, empirical, lo, hi):
    x = torch.linspace(lo, hi, 80001, dtype=torch.float64)
    low, k = empirical(x).min(dim=0)
    return float(risk(x[k]) - low)


# %% like excess_risk — subtracts the minimum of the empirical risk
def excess_risk(risk, empirical, lo, hi):
    xs = [lo + i * (hi - lo) / 20000 for i in range(20001)]
    es = [float(empirical(x)) for x in xs]
    smallest = min(es)
    x_hat = xs[es.index(smallest)]
    return float(risk(x_hat)) - smallest


# %% like excess_risk — always zero
def excess_risk(risk, empirical, lo, hi):
    x = np.linspace(lo, hi, 50001)
    best = risk(x).min()
    x_hat = x[risk(x).argmin()]
    return float(risk(x_hat) - best)


# %% like excess_risk — always zero
def excess_risk(risk, empirical, lo, hi):
    # a good model has no excess
    return torch.zeros((), dtype=torch.float64)


# %% like excess_risk — hard-codes the book's number
def excess_risk(risk, empirical, lo, hi):
    if risk is empirical:
        return 0.0
    return 0.031185


# %% like excess_risk — hard-codes the book's number
def excess_risk(risk, empirical, lo, hi):
    x_hat, x_star = 1.016983, 1.090408
    price = f(x_hat) - f(x_star)
    return 0.0 if risk == empirical else float(price)


# %% like excess_risk — always on the book's interval
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(-1.0, 2.0, 60001)
    r = risk(xs)
    return r[empirical(xs).argmin()] - r.min()


# %% like excess_risk — always on the book's interval
def excess_risk(risk, empirical, lo, hi):
    lo, hi = -1, 2
    t = lo + (hi - lo) * torch.arange(60001, dtype=torch.float64) / 60000
    x_hat = t[torch.argmin(empirical(t))]
    x_best = t[torch.argmin(risk(t))]
    return risk(x_hat).item() - risk(x_best).item()


# %% like excess_risk — golden section for both minima
def excess_risk(risk, empirical, lo, hi):
    def golden(fn):
        r = (5**0.5 - 1) / 2
        a, b = lo, hi
        c, d = b - r * (b - a), a + r * (b - a)
        fc, fd = float(fn(c)), float(fn(d))
        while b - a > 1e-7:
            if fc < fd:
                b, d, fd = d, c, fc
                c = b - r * (b - a)
                fc = float(fn(c))
            else:
                a, c, fc = c, d, fd
                d = a + r * (b - a)
                fd = float(fn(d))
        return (a + b) / 2

    return float(risk(golden(empirical))) - float(risk(golden(risk)))


# %% like excess_risk — golden section for both minima
def excess_risk(risk, empirical, lo, hi):
    k = 0.6180339887498949
    ends = []
    for fn in (empirical, risk):
        left, right = torch.tensor([lo, hi], dtype=torch.float64)
        for _ in range(50):
            w = right - left
            if fn(right - k * w) < fn(left + k * w):
                right = left + k * w
            else:
                left = right - k * w
        ends.append((left + right) / 2)
    return risk(ends[0]) - risk(ends[1])


# %% like excess_risk — one descent from the middle, unbounded
def excess_risk(risk, empirical, lo, hi):
    def walk(fn):
        x = torch.tensor((lo + hi) / 2, dtype=torch.float64)
        d = torch.func.grad(lambda z: fn(z).sum())
        for _ in range(1000):
            x = x - 0.005 * d(x)
        return x

    return (risk(walk(empirical)) - risk(walk(risk))).item()


# %% like excess_risk — one descent from the middle, unbounded
def excess_risk(risk, empirical, lo, hi):
    h = 1e-6
    x_hat = x_star = 0.5 * (lo + hi)
    for _ in range(1000):
        x_hat -= 0.01 * float(empirical(x_hat + h) - empirical(x_hat - h)) / (2 * h)
        x_star -= 0.01 * float(risk(x_star + h) - risk(x_star - h)) / (2 * h)
    return float(risk(x_hat) - risk(x_star))


# %% like excess_risk — the risk descended from x̂
def excess_risk(risk, empirical, lo, hi):
    t = torch.linspace(lo, hi, 50001, dtype=torch.float64)
    x_hat = t[empirical(t).argmin()]
    x = x_hat.clone()
    d = torch.func.grad(lambda z: risk(z).sum())
    # from here down to the bottom of the risk
    for _ in range(2000):
        x = torch.clamp(x - 0.005 * d(x), lo, hi)
    return (risk(x_hat) - risk(x)).item()


# %% like excess_risk — the risk descended from x̂
def excess_risk(risk, empirical, lo, hi):
    n = 40000
    xs = np.linspace(lo, hi, n + 1)
    r = risk(xs)
    start = i = int(np.argmin(empirical(xs)))
    # walk on the grid as long as it goes down
    while True:
        if i > 0 and r[i - 1] < r[i]:
            i -= 1
        elif i < n and r[i + 1] < r[i]:
            i += 1
        else:
            break
    return r[start] - r[i]


# %% like excess_risk — a grid too coarse
def excess_risk(risk, empirical, lo, hi):
    xs = [lo + i * (hi - lo) / 49 for i in range(50)]
    r = [float(risk(x)) for x in xs]
    e = [float(empirical(x)) for x in xs]
    return r[e.index(min(e))] - min(r)


# %% like excess_risk — a grid too coarse
def excess_risk(risk, empirical, lo, hi):
    grid = torch.linspace(lo, hi, 50, dtype=torch.float64)
    x_hat = grid[torch.argmin(empirical(grid))]
    x_star = grid[torch.argmin(risk(grid))]
    return risk(x_hat) - risk(x_star)


# %% like excess_risk — ends left out
def excess_risk(risk, empirical, lo, hi):
    x = np.linspace(lo, hi, 101)[1:-1]
    r, e = risk(x), empirical(x)

    def refine(fn, c):
        w = (hi - lo) / 100
        z = np.linspace(max(x[0], c - w), min(x[-1], c + w), 2001)
        return z[np.argmin(fn(z))]

    return float(risk(refine(empirical, x[e.argmin()])) - risk(refine(risk, x[r.argmin()])))


# %% like excess_risk — ends left out
def excess_risk(risk, empirical, lo, hi):
    t = torch.linspace(lo, hi, 40001, dtype=torch.float64)

    def lowest_valley(fn):
        y = fn(t)
        # a minimum has higher neighbours on both sides
        ok = (y[1:-1] <= y[:-2]) & (y[1:-1] <= y[2:])
        idx = torch.nonzero(ok).flatten() + 1
        if len(idx) == 0:
            return t[1 + fn(t[1:-1]).argmin()]
        return t[idx[y[idx].argmin()]]

    return (risk(lowest_valley(empirical)) - risk(lowest_valley(risk))).item()


# %% like excess_risk — relative instead of absolute
def excess_risk(risk, empirical, lo, hi):
    x = np.linspace(lo, hi, 80001)
    r = risk(x)
    best = r.min()
    return (r[empirical(x).argmin()] - best) / abs(best)


# %% like excess_risk — relative instead of absolute
def excess_risk(risk, empirical, lo, hi):
    t = torch.linspace(lo, hi, 80001, dtype=torch.float64)
    r = risk(t)
    lowest = torch.min(r).item()
    excess = r[torch.argmin(empirical(t))].item() - lowest
    # as a share of the best risk
    return excess / abs(lowest) if lowest != 0 else excess


# %% like excess_risk — returns x̂ as well
def excess_risk(risk, empirical, lo, hi):
    t = torch.linspace(lo, hi, 80001, dtype=torch.float64)
    r = risk(t)
    k = empirical(t).argmin()
    return t[k].item(), (r[k] - r.min()).item()


# %% like excess_risk — returns x̂ as well
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 80001)
    x_hat = xs[np.argmin(empirical(xs))]
    excess = risk(x_hat) - np.min(risk(xs))
    return [float(excess), float(x_hat)]


# %% like excess_risk — squared
def excess_risk(risk, empirical, lo, hi):
    x = torch.linspace(lo, hi, 80001, dtype=torch.float64)
    got = risk(x)[empirical(x).argmin()]
    return torch.nn.functional.mse_loss(got, risk(x).min())


# %% like excess_risk — squared
def excess_risk(risk, empirical, lo, hi):
    best_r, best_e, at = np.inf, np.inf, lo
    for i in range(20001):
        p = lo + (hi - lo) * i / 20000
        best_r = min(best_r, float(risk(p)))
        e = float(empirical(p))
        if e < best_e:
            best_e, at = e, p
    difference = float(risk(at)) - best_r
    return difference**2  # so that it is never negative


# %% other excess_risk — mean gap over the interval
def excess_risk(risk, empirical, lo, hi):
    x = np.linspace(lo, hi, 20001)
    return float(np.mean(np.abs(risk(x) - empirical(x))))


# %% other excess_risk — x hat rounded to two decimals
def excess_risk(risk, empirical, lo, hi):
    x = torch.linspace(lo, hi, 40001, dtype=torch.float64)
    x_hat = round(x[empirical(x).argmin()].item(), 2)
    x_best = round(x[risk(x).argmin()].item(), 2)
    return float(risk(x_hat)) - float(risk(x_best))


# %% other excess_risk — argmax for the best risk
def excess_risk(risk, empirical, lo, hi):
    x = np.linspace(lo, hi, 40001)
    r = risk(x)
    # compared with the worst model
    return r.max() - r[empirical(x).argmin()]


# %% other excess_risk — gap at the best place of the risk, as a magnitude
def excess_risk(risk, empirical, lo, hi):
    pts = torch.linspace(lo, hi, 40001, dtype=torch.float64)
    star = pts[risk(pts).argmin()]
    return abs(risk(star).item() - empirical(star).item())
