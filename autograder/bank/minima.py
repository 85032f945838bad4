"""Known answers to `minima`: right ones the checks must accept, wrong ones they must catch.

Each cell is what a student's solution cell would hold.  `loses` is the least a
wrong answer must lose; `hint` names the misconception to the student.
"""

# %% right grid_min — torch, linspace and argmin
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    i = torch.argmin(ys)
    return xs[i], ys[i]


# %% right grid_min — numpy throughout
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    ys = fn(xs)
    i = np.argmin(ys)
    return xs[i], ys[i]


# %% right grid_min — a loop over floats
def grid_min(fn, lo, hi, n):
    step = (hi - lo) / (n - 1)
    best_x, best = None, float("inf")
    for i in range(n):
        x = lo + i * step
        y = fn(x)
        if y < best:
            best_x, best = x, y
    return best_x, best


# %% right grid_min — min with a key, in one line
def grid_min(fn, lo, hi, n):
    x = min((lo + (hi - lo) * i / (n - 1) for i in range(n)), key=fn)
    return x, fn(x)


# %% right grid_min — sorted pairs, returned as a list
def grid_min(fn, lo, hi, n):
    pairs = [(float(fn(x)), x) for x in np.linspace(lo, hi, n).tolist()]
    fx, x = sorted(pairs)[0]
    return [x, fx]


# %% right grid_min — float32 inside
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n)
    ys = fn(xs)
    i = int(ys.argmin())
    return float(xs[i]), float(ys[i])


# %% right grid_min — from right to left with <=
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    at = n - 1
    for i in range(n - 1, -1, -1):
        if fn(xs[i]) <= fn(xs[at]):
            at = i
    return np.array([xs[at], fn(xs[at])])


# %% right grid_min — recursion over halves of the indices
def grid_min(fn, lo, hi, n):
    def lowest(first, last):
        if first == last:
            x = lo + first * (hi - lo) / (n - 1)
            return fn(x), first, x
        middle = (first + last) // 2
        return min(lowest(first, middle), lowest(middle + 1, last))

    fx, _, x = lowest(0, n - 1)
    return x, fx


# %% right grid_min — one-element tensors by boolean mask
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    x = xs[ys == ys.min()][:1]
    return torch.stack([x, fn(x)])


# %% right grid_min — a generator walks the grid
def grid_min(fn, lo, hi, n):
    def walk():
        for k in range(n):
            t = k / (n - 1)
            yield (1 - t) * lo + t * hi

    x = next(walk())
    for p in walk():
        if fn(torch.tensor(p, dtype=torch.float64)) < fn(torch.tensor(x, dtype=torch.float64)):
            x = p
    return torch.tensor([x], dtype=torch.float64), fn(torch.tensor([x], dtype=torch.float64))


# %% wrong grid_min — swaps x and fx
# loses: 6
# hint: The pair is (x, fx): first the place of the minimum, then the value there.
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    i = ys.argmin()
    return ys[i], xs[i]


# %% wrong grid_min — arange leaves the end out
# loses: 5.5
# hint: arange stops before hi, and its step must be (hi − lo)/(n − 1); linspace has both ends.
def grid_min(fn, lo, hi, n):
    xs = torch.arange(lo, hi, (hi - lo) / n, dtype=torch.float64)
    ys = fn(xs)
    i = ys.argmin()
    return xs[i], ys[i]


# %% wrong grid_min — the right step, but the end left out
# loses: 1.5
# hint: n points from lo, one step apart, must include hi itself: the last index is n − 1.
def grid_min(fn, lo, hi, n):
    step = (hi - lo) / (n - 1)
    xs = [lo + i * step for i in range(n - 1)]
    x = min(xs, key=fn)
    return x, fn(x)


# %% wrong grid_min — leaves the start out
# loses: 3
# hint: The grid starts at lo itself, so the first index is 0.
def grid_min(fn, lo, hi, n):
    step = (hi - lo) / (n - 1)
    xs = [lo + i * step for i in range(1, n)]
    x = min(xs, key=fn)
    return x, fn(x)


# %% wrong grid_min — n gaps instead of n points
# loses: 4
# hint: n points have n − 1 gaps between them; with n gaps there are n + 1 points.
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n + 1)
    ys = fn(xs)
    i = ys.argmin()
    return xs[i], ys[i]


# %% wrong grid_min — one point too few
# loses: 4
# hint: The grid has n points, and n − 1 is the number of gaps.
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, max(n - 1, 2))
    ys = fn(xs)
    i = ys.argmin()
    return xs[i], ys[i]


# %% wrong grid_min — always a fine grid, n ignored
# loses: 4
# hint: The answer is the lowest of exactly n grid points; a finer grid is another question.
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, 100001)
    ys = fn(xs)
    i = ys.argmin()
    return xs[i], ys[i]


# %% wrong grid_min — ties go to the rightmost
# loses: 1
# hint: With <= a later, equally low point replaces the first; ties go to the leftmost: use <.
# hidden: Exact ties are left to the hidden checks.
def grid_min(fn, lo, hi, n):
    best_x, best = lo, fn(lo)
    for x in np.linspace(lo, hi, n):
        if fn(x) <= best:
            best_x, best = x, fn(x)
    return best_x, best


# %% wrong grid_min — returns the index instead of the point
# loses: 6
# hint: argmin gives the index of the lowest value; the point is xs[index].
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    return ys.argmin(), ys.min()


# %% wrong grid_min — finds the maximum
# loses: 5.5
# hint: argmax finds the highest point; the lowest is argmin.
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    i = ys.argmax()
    return xs[i], ys[i]


# %% wrong grid_min — returns only x
# loses: 6
# hint: Two numbers are asked for, the place and the value: return x, fx.
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    return xs[fn(xs).argmin()]


# %% wrong grid_min — forgets to return
# loses: 6
# hint: The last line must be `return x, fx`: a function without return gives None.
def grid_min(fn, lo, hi, n):
    xs = torch.linspace(lo, hi, n, dtype=torch.float64)
    ys = fn(xs)
    i = ys.argmin()
    x, fx = xs[i], ys[i]


# %% wrong grid_min — starts from zero, which hides positive minima
# loses: 3
# hint: Starting with best = 0 misses every minimum above 0; start with infinity or the first value.
def grid_min(fn, lo, hi, n):
    best_x, best = lo, 0.0
    for x in np.linspace(lo, hi, n):
        if fn(x) < best:
            best_x, best = x, fn(x)
    return best_x, best


# %% wrong grid_min — stops at the first valley
# loses: 2
# hint: The first point lower than its neighbours may be a local minimum; look at all n points.
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    i = 0
    while i + 1 < n and fn(xs[i + 1]) < fn(xs[i]):
        i += 1
    return xs[i], fn(xs[i])


# %% wrong grid_min — hard-codes the visible checks
# loses: 5.5
# hint: The marks come from other functions and grids: compute the answer from fn.
def grid_min(fn, lo, hi, n):
    return (1.09, -1.046720) if n == 301 else (1.02, -1.208199)


# %% wrong grid_min — random points instead of a grid
# loses: 5.5
# hint: The n points are equally spaced from lo to hi, not drawn at random.
def grid_min(fn, lo, hi, n):
    xs = lo + (hi - lo) * torch.rand(n, dtype=torch.float64, generator=torch.manual_seed(0))
    ys = fn(xs)
    i = ys.argmin()
    return xs[i], ys[i]


# %% wrong grid_min — rounds x to two decimals
# loses: 2.5
# hint: Return the grid point as it is; rounding moves it off the grid.
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    ys = fn(xs)
    i = ys.argmin()
    return round(float(xs[i]), 2), ys[i]


# %% wrong grid_min — magnitude instead of value
# loses: 3.5
# hint: The lowest value may be negative: take the minimum of fn, not of |fn|.
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, n)
    ys = fn(xs)
    i = np.abs(ys).argmin()
    return xs[i], ys[i]


# %% wrong grid_min — at most five hundred points
# loses: 1
# hint: The caller decides on n: the grid has exactly n points, many or few.
def grid_min(fn, lo, hi, n):
    xs = np.linspace(lo, hi, min(n, 500))
    k = int(np.argmin(fn(xs)))
    return xs[k], fn(xs[k])


# %% wrong grid_min — a lowest value of 1000 to begin with
# loses: 1.5
# hint: fn may lie above 1000 everywhere: begin with the first point's value, or with math.inf.
# hidden: Only the hidden checks have a function that lies above 1000 everywhere.
def grid_min(fn, lo, hi, n):
    x, fx = lo, 1000.0
    for k in range(n):
        point = lo + k * (hi - lo) / (n - 1)
        if fn(point) < fx:
            x, fx = point, fn(point)
    return x, fx


# %% right bracket_min — golden section, one new evaluation a step
import math


def bracket_min(fn, lo, hi, tol):
    r = (math.sqrt(5) - 1) / 2
    c, d = hi - r * (hi - lo), lo + r * (hi - lo)
    fc, fd = fn(c), fn(d)
    while hi - lo > tol:
        if fc < fd:
            hi, d, fd = d, c, fc
            c = hi - r * (hi - lo)
            fc = fn(c)
        else:
            lo, c, fc = c, d, fd
            d = lo + r * (hi - lo)
            fd = fn(d)
    return (lo + hi) / 2


# %% right bracket_min — golden section without reuse
def bracket_min(fn, lo, hi, tol):
    r = (5**0.5 - 1) / 2
    while abs(hi - lo) > tol:
        c, d = hi - (hi - lo) * r, lo + (hi - lo) * r
        if fn(c) < fn(d):
            hi = d
        else:
            lo = c
    return torch.tensor((hi + lo) / 2, dtype=torch.float64)


# %% right bracket_min — ternary search
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) <= fn(b):
            hi = b
        else:
            lo = a
    return lo


# %% right bracket_min — ternary search by recursion
def bracket_min(fn, lo, hi, tol):
    if hi - lo <= 2 * tol:
        return (lo + hi) / 2
    a, b = (2 * lo + hi) / 3, (lo + 2 * hi) / 3
    return bracket_min(fn, lo, b, tol) if fn(a) < fn(b) else bracket_min(fn, a, hi, tol)


# %% right bracket_min — nested grids of eleven points
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        xs = torch.linspace(lo, hi, 11, dtype=torch.float64)
        i = int(fn(xs).argmin())
        lo, hi = float(xs[max(i - 1, 0)]), float(xs[min(i + 1, 10)])
    return [(lo + hi) / 2]


# %% right bracket_min — bisection on the sign of autograd's slope
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        m = torch.tensor((lo + hi) / 2, dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(fn(m), m)
        if slope > 0:
            hi = m.item()
        else:
            lo = m.item()
    return hi


# %% right bracket_min — bisection by comparing neighbours
def bracket_min(fn, lo, hi, tol):
    h = tol / 10
    while hi - lo > tol:
        m = (lo + hi) / 2
        if fn(m - h) < fn(m + h):
            hi = m
        else:
            lo = m
    return np.array((lo + hi) / 2)


# %% right bracket_min — Fibonacci search
def bracket_min(fn, lo, hi, tol):
    fib = [1, 1]
    while fib[-1] < 2 * (hi - lo) / tol:
        fib.append(fib[-1] + fib[-2])
    for k in range(len(fib) - 1, 2, -1):
        a = lo + fib[k - 2] / fib[k] * (hi - lo)
        b = lo + fib[k - 1] / fib[k] * (hi - lo)
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% right bracket_min — a fixed number of thirds, within the budget
def bracket_min(fn, lo, hi, tol):
    for _ in range(75):
        m1 = lo + (hi - lo) / 3
        m2 = hi - (hi - lo) / 3
        lo, hi = (lo, m2) if fn(m1) < fn(m2) else (m1, hi)
    return (lo + hi) / 2


# %% right bracket_min — numpy arrays of two points, a small class
class Bracket:
    def __init__(self, lo, hi):
        self.lo, self.hi = lo, hi

    def shrink(self, fn):
        a, b = self.lo + np.array([0.45, 0.55]) * (self.hi - self.lo)
        ya, yb = fn(np.array([a, b]))
        if ya < yb:
            self.hi = b
        else:
            self.lo = a


def bracket_min(fn, lo, hi, tol):
    bracket = Bracket(lo, hi)
    while bracket.hi - bracket.lo > tol:
        bracket.shrink(fn)
    return np.array([bracket.lo])


# %% wrong bracket_min — keeps the wrong piece
# loses: 5
# hint: If fn(a) < fn(b), the minimum lies left of b: keep [lo, b], not [a, hi].
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) > fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% wrong bracket_min — cuts at the lower point and loses the minimum
# loses: 3.5
# hint: If fn(a) < fn(b), the minimum may lie between a and b: cut at b, not at a.
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = a
        else:
            lo = b
    return (lo + hi) / 2


# %% wrong bracket_min — a grid as fine as tol
# loses: 1
# hint: A grid needs (hi − lo)/tol evaluations; cutting off a third each time needs a few dozen.
def bracket_min(fn, lo, hi, tol):
    n = min(int((hi - lo) / tol) + 2, 2_000_001)
    xs = np.linspace(lo, hi, n)
    return xs[fn(xs).argmin()]


# %% wrong bracket_min — a grid of 200 points
# loses: 4
# hint: 200 equally spaced points leave an error of (hi − lo)/400; spend them in a shrinking bracket.
def bracket_min(fn, lo, hi, tol):
    xs = np.linspace(lo, hi, 200)
    return xs[fn(xs).argmin()]


# %% wrong bracket_min — stops after ten rounds
# loses: 4.5
# hint: The number of rounds must follow from tol: repeat while the bracket is wider than tol.
def bracket_min(fn, lo, hi, tol):
    for _ in range(10):
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% wrong bracket_min — tol ignored, always 1e-3
# loses: 4.5
# hint: The tolerance is an argument: the loop ends when the bracket is narrower than tol.
def bracket_min(fn, lo, hi, tol):
    while hi - lo > 1e-3:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% wrong bracket_min — stops when the values agree
# loses: 3
# hint: At a flat bottom values agree to tol long before the points do; compare hi − lo with tol.
def bracket_min(fn, lo, hi, tol):
    while abs(fn(hi) - fn(lo)) > tol:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% wrong bracket_min — bisection by comparing the ends
# loses: 2.5
# hint: Comparing fn(lo) with fn(hi) doesn't tell on which side of the middle the bottom lies.
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        m = (lo + hi) / 2
        if fn(lo) < fn(hi):
            hi = m
        else:
            lo = m
    return (lo + hi) / 2


# %% wrong bracket_min — looks for a root instead of a minimum
# loses: 4.5
# hint: Bisection on the sign of fn finds where fn is 0; a minimum needs two values compared.
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        m = (lo + hi) / 2
        if fn(m) > 0:
            hi = m
        else:
            lo = m
    return (lo + hi) / 2


# %% wrong bracket_min — gradient descent from the middle
# loses: 2.5
# hint: Descent with a fixed rate hops across a kink and runs past an end; a bracket cannot.
def bracket_min(fn, lo, hi, tol):
    x = torch.tensor((lo + hi) / 2, dtype=torch.float64)
    for _ in range(200):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        x = x - 0.1 * slope
    return x.detach()


# %% wrong bracket_min — one parabola through three points
# loses: 3
# hint: A parabola through three points is exact only for parabolas; kinks and ends need a bracket.
def bracket_min(fn, lo, hi, tol):
    m = (lo + hi) / 2
    a, b, c = fn(lo), fn(m), fn(hi)
    h = (hi - lo) / 2
    return m + 0.5 * h * (a - c) / (a - 2 * b + c + 1e-300)


# %% wrong bracket_min — Newton on differences
# loses: 2.5
# hint: Newton's method divides by the curvature, which a kink or a line doesn't have.
def bracket_min(fn, lo, hi, tol):
    x, h = (lo + hi) / 2, 1e-4
    for _ in range(30):
        bend = (fn(x + h) - 2 * fn(x) + fn(x - h)) / h**2
        if abs(bend) < 1e-6:
            break
        x -= (fn(x + h) - fn(x - h)) / (2 * h) / bend
    return x


# %% wrong bracket_min — returns the value instead of the point
# loses: 4.5
# hint: Return where fn is lowest, x, not how low it is.
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return fn((lo + hi) / 2)


# %% wrong bracket_min — returns the bracket
# loses: 5
# hint: One number is asked for, such as the middle of the last bracket.
def bracket_min(fn, lo, hi, tol):
    while hi - lo > tol:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return lo, hi


# %% wrong bracket_min — golden section with a careless reuse
# loses: 3.5
# hint: When b becomes hi, the old a becomes the new b and brings its value along.
def bracket_min(fn, lo, hi, tol):
    r = (5**0.5 - 1) / 2
    a, b = hi - r * (hi - lo), lo + r * (hi - lo)
    fa, fb = fn(a), fn(b)
    while hi - lo > tol:
        if fa < fb:
            hi, b = b, a
            a = hi - r * (hi - lo)
            fa = fn(a)
        else:
            lo, a = a, b
            b = lo + r * (hi - lo)
            fb = fn(b)
    return (lo + hi) / 2


# %% wrong bracket_min — a hundred and ten thirds, over the budget
# loses: 1
# hint: Two evaluations a round for 110 rounds make 220; stop when the bracket is as narrow as tol.
def bracket_min(fn, lo, hi, tol):
    for _ in range(110):
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% wrong bracket_min — float32 inside
# loses: 2.5
# hint: Near a flat bottom float32 can't tell values apart within 3e-4 of it: use float64.
# hidden: The visible check asks for less than float32's precision near a flat bottom.
def bracket_min(fn, lo, hi, tol):
    lo, hi = torch.tensor(lo, dtype=torch.float32), torch.tensor(hi, dtype=torch.float32)
    for _ in range(60):
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% wrong bracket_min — stops at ten times tol
# loses: 2.5
# hint: The answer must be within 2·tol: shrink until the bracket itself is about that narrow.
def bracket_min(fn, lo, hi, tol):
    while hi - lo > 10 * tol:
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(a) < fn(b):
            hi = b
        else:
            lo = a
    return (lo + hi) / 2


# %% wrong bracket_min — hard-codes the visible checks
# loses: 4.5
# hint: The marks come from other functions and intervals: compute the answer from fn.
def bracket_min(fn, lo, hi, tol):
    return 1.090408 if hi > 1 else -0.273853


# %% wrong bracket_min — forty steps whatever tol is
# loses: 1
# hint: How many steps it takes depends on the interval: go on while hi - lo > tol.
# hidden: It needs an interval of thousands, which only the hidden checks have.
def bracket_min(fn, lo, hi, tol):
    keep = (5**0.5 - 1) / 2
    for _ in range(40):
        if hi - lo <= tol:
            break
        a, b = hi - keep * (hi - lo), lo + keep * (hi - lo)
        lo, hi = (lo, b) if fn(a) < fn(b) else (a, hi)
    return (lo + hi) / 2


# %% wrong bracket_min — a tolerance relative to x
# loses: 1
# hint: tol is a distance on the x axis, wherever the minimum lies; do not multiply it by |x|.
# hidden: It needs a minimum far from 0, which only the hidden checks have.
def bracket_min(fn, lo, hi, tol):
    keep = (5**0.5 - 1) / 2
    while hi - lo > tol * max(1.0, abs(lo)):
        a, b = hi - keep * (hi - lo), lo + keep * (hi - lo)
        lo, hi = (lo, b) if fn(a) < fn(b) else (a, hi)
    return (lo + hi) / 2


# %% right gradient_descent — autograd.grad and stack
def gradient_descent(fn, x0, lr, steps):
    path = [x0.detach().clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr * slope)
    return torch.stack(path)


# %% right gradient_descent — backward and no_grad, in the book's manner
def gradient_descent(fn, x0, lr, steps):
    x = x0.clone().detach().requires_grad_(True)
    path = [x.detach().clone()]
    for _ in range(steps):
        fn(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad.zero_()
        path.append(x.detach().clone())
    return torch.stack(path)


# %% right gradient_descent — torch.optim.SGD
def gradient_descent(fn, x0, lr, steps):
    x = torch.nn.Parameter(x0.clone())
    optimizer = torch.optim.SGD([x], lr=lr)
    path = [x0.clone()]
    for _ in range(steps):
        optimizer.zero_grad()
        fn(x).backward()
        optimizer.step()
        path.append(x.detach().clone())
    return torch.stack(path)


# %% right gradient_descent — torch.func.grad
def gradient_descent(fn, x0, lr, steps):
    slope = torch.func.grad(fn)
    path = torch.empty(steps + 1, *x0.shape, dtype=x0.dtype)
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - lr * slope(path[t])
    return path


# %% right gradient_descent — central differences in numpy
def gradient_descent(fn, x0, lr, steps):
    x = np.array(x0.numpy(), dtype=float)
    path, h = [x.copy()], 1e-4
    for _ in range(steps):
        slope = np.zeros_like(x)
        for i in np.ndindex(x.shape):
            e = np.zeros_like(x)
            e[i] = h
            slope[i] = (fn(x + e) - fn(x - e)) / (2 * h)
        x = x - lr * slope
        path.append(x.copy())
    return np.array(path)


# %% right gradient_descent — forward differences on tensors
def gradient_descent(fn, x0, lr, steps):
    x, h = x0.clone(), 1e-6
    path = [x]
    for _ in range(steps):
        flat = torch.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape) * h
        slope = torch.stack([(fn(x + e) - fn(x)) / h for e in flat]).reshape(x.shape)
        x = x - lr * slope
        path.append(x)
    return path


# %% right gradient_descent — float32 inside, a nested list out
def gradient_descent(fn, x0, lr, steps):
    x = x0.to(torch.float32)
    out = [x.tolist()]
    for _ in range(steps):
        x.requires_grad_(True)
        fn(x).backward()
        x = (x - lr * x.grad).detach()
        out.append(x.tolist())
    return out


# %% right gradient_descent — recursion
def gradient_descent(fn, x0, lr, steps):
    x = x0.detach().clone().requires_grad_()
    here = x.detach()[None]
    if steps == 0:
        return here
    (slope,) = torch.autograd.grad(fn(x).sum(), x)
    return torch.cat([here, gradient_descent(fn, x.detach() - lr * slope, lr, steps - 1)])


# %% right gradient_descent — torch.autograd.functional.jacobian, itertools
from itertools import accumulate, repeat


def gradient_descent(fn, x0, lr, steps):
    def step(x, _):
        return x - lr * torch.autograd.functional.jacobian(fn, x)

    return list(accumulate(repeat(None, steps), step, initial=x0.clone()))


# %% right gradient_descent — a graph kept alive, detached only at the end
def gradient_descent(fn, x0, lr, steps):
    x = x0.clone().requires_grad_(True)
    path = [x]
    for _ in range(steps):
        (slope,) = torch.autograd.grad(fn(path[-1]), path[-1], retain_graph=True)
        path.append(path[-1] - lr * slope)
    return torch.stack(path)


# %% wrong gradient_descent — uphill
# loses: 6
# hint: The step goes against the slope: x − lr·slope; with + it climbs.
def gradient_descent(fn, x0, lr, steps):
    path = [x0.clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] + lr * slope)
    return torch.stack(path)


# %% wrong gradient_descent — the start is missing
# loses: 6
# hint: The path holds the start and then each step: steps + 1 points in all.
def gradient_descent(fn, x0, lr, steps):
    x, path = x0.clone(), []
    for _ in range(steps):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        x = (x - lr * slope).detach()
        path.append(x)
    return torch.stack(path)


# %% wrong gradient_descent — the last point is missing
# loses: 5.5
# hint: After the last step its point belongs to the path as well: steps + 1 points in all.
def gradient_descent(fn, x0, lr, steps):
    x, path = x0.clone(), [x0.clone()]
    for _ in range(steps - 1):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        x = (x - lr * slope).detach()
        path.append(x)
    return torch.stack(path)


# %% wrong gradient_descent — returns only the end
# loses: 5.5
# hint: The whole path is asked for, every point from the start on, not just where it ends.
def gradient_descent(fn, x0, lr, steps):
    x = x0.clone()
    for _ in range(steps):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        x = (x - lr * slope).detach()
    return x


# %% wrong gradient_descent — gradients pile up
# loses: 5.5
# hint: backward() adds to .grad; without zeroing it, old slopes are added to every step.
def gradient_descent(fn, x0, lr, steps):
    x = x0.clone().requires_grad_(True)
    path = [x.detach().clone()]
    for _ in range(steps):
        fn(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        path.append(x.detach().clone())
    return torch.stack(path)


# %% wrong gradient_descent — momentum
# loses: 5.5
# hint: Plain gradient descent forgets the last step: no momentum here.
def gradient_descent(fn, x0, lr, steps):
    v = torch.zeros_like(x0)
    path = [x0.clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        v = 0.9 * v + slope
        path.append(path[-1] - lr * v)
    return torch.stack(path)


# %% wrong gradient_descent — a learning rate that decays
# loses: 5.5
# hint: The learning rate stays the same in every step.
def gradient_descent(fn, x0, lr, steps):
    path = [x0.clone()]
    for t in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr / (1 + 0.1 * t) * slope)
    return torch.stack(path)


# %% wrong gradient_descent — stops early when the slope is small
# loses: 1.5
# hint: The path always has steps + 1 points, even where nothing moves any more.
def gradient_descent(fn, x0, lr, steps):
    path = [x0.clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        if slope.norm() < 1e-6:
            break
        path.append(path[-1] - lr * slope)
    return torch.stack(path)


# %% wrong gradient_descent — moves x0 itself
# loses: 1
# hint: `x -= …` on x0 or an alias of it changes the caller's tensor: start from x0.clone().
def gradient_descent(fn, x0, lr, steps):
    path = [x0.clone()]
    for _ in range(steps):
        x = x0.clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        x0 -= lr * slope
        path.append(x0.clone())
    return torch.stack(path)


# %% wrong gradient_descent — turns on x0's requires_grad
# loses: 1
# hint: x0.requires_grad_() changes the caller's tensor; take x0.detach().clone() first.
def gradient_descent(fn, x0, lr, steps):
    x = x0.requires_grad_(True)
    path = [x0.detach().clone()]
    for _ in range(steps):
        (slope,) = torch.autograd.grad(fn(x), x)
        x = (x - lr * slope).detach().requires_grad_(True)
        path.append(x.detach().clone())
    return torch.stack(path)


# %% wrong gradient_descent — leaves a gradient on x0
# loses: 1
# hint: backward() leaves .grad on x0: take x0.detach().clone() before you ask for gradients.
# hidden: The visible check looks at x0's values and requires_grad, not at its .grad.
def gradient_descent(fn, x0, lr, steps):
    x0.requires_grad_(True)
    x, path = x0, [x0.detach().clone()]
    for _ in range(steps):
        fn(x).backward()
        x = (x - lr * x.grad).detach().requires_grad_(True)
        path.append(x.detach().clone())
    x0.requires_grad_(False)
    return torch.stack(path)


# %% wrong gradient_descent — one tensor stored many times
# loses: 5.5
# hint: The list holds the same tensor again and again; store a copy: path.append(x.clone()).
def gradient_descent(fn, x0, lr, steps):
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        y = x.clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(y), y)
        x -= lr * slope
        path.append(x)
    return torch.stack(path)


# %% wrong gradient_descent — the sign of the slope only
# loses: 5.5
# hint: The step is lr times the slope, long where it is steep; not lr times its sign.
def gradient_descent(fn, x0, lr, steps):
    path = [x0.clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr * slope.sign())
    return torch.stack(path)


# %% wrong gradient_descent — the slope at the start for every step
# loses: 5.5
# hint: The slope must be taken anew at each point of the path, not once at x0.
def gradient_descent(fn, x0, lr, steps):
    x = x0.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(fn(x), x)
    return torch.stack([x0 - t * lr * slope for t in range(steps + 1)])


# %% wrong gradient_descent — clips long steps
# loses: 4.5
# hint: No clipping: the step is lr·slope, however long it gets.
def gradient_descent(fn, x0, lr, steps):
    path = [x0.clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr * slope.clamp(-1, 1))
    return torch.stack(path)


# %% wrong gradient_descent — a halved slope from differences
# loses: 5
# hint: A central difference spans 2h: divide by 2h; one that spans h is divided by h.
def gradient_descent(fn, x0, lr, steps):
    h, path = 1e-5, [x0.clone()]
    for _ in range(steps):
        x = path[-1]
        eye = torch.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape) * h
        slope = torch.stack([(fn(x + e) - fn(x)) / (2 * h) for e in eye]).reshape(x.shape)
        path.append(x - lr * slope)
    return torch.stack(path)


# %% wrong gradient_descent — a difference far too wide
# loses: 5.5
# hint: With h = 0.1 a forward difference is the slope of another place: take h near 1e-6.
def gradient_descent(fn, x0, lr, steps):
    h, path = 0.1, [x0.clone()]
    for _ in range(steps):
        x = path[-1]
        eye = torch.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape) * h
        slope = torch.stack([(fn(x + e) - fn(x)) / h for e in eye]).reshape(x.shape)
        path.append(x - lr * slope)
    return torch.stack(path)


# %% wrong gradient_descent — single numbers only
# loses: 1.5
# hint: x0 may be a vector: float(x0) and .item() only work for a single number.
def gradient_descent(fn, x0, lr, steps):
    x, h = x0.item(), 1e-6
    path = [x]
    for _ in range(steps):
        x = x - lr * (fn(x + h) - fn(x - h)) / (2 * h)
        path.append(x)
    return path


# %% wrong gradient_descent — one coordinate after the other
# loses: 1.5
# hint: All coordinates move together, each by the slope at the same point.
def gradient_descent(fn, x0, lr, steps):
    x = x0.clone()
    path = [x.clone()]
    for _ in range(steps):
        for i in range(max(x.numel(), 1)):
            y = x.clone().requires_grad_(True)
            (slope,) = torch.autograd.grad(fn(y), y)
            x.view(-1)[i] -= lr * slope.view(-1)[i]
        path.append(x.clone())
    return torch.stack(path)


# %% wrong gradient_descent — a column for a single number
# loses: 4.5
# hint: For a single number the path has shape (steps + 1,), not (steps + 1, 1).
def gradient_descent(fn, x0, lr, steps):
    path = [x0.detach().clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr * slope)
    return torch.stack(path).reshape(steps + 1, -1)


# %% wrong gradient_descent — nothing for zero steps
# loses: 1.5
# hint: With steps = 0 the path is the start alone, of shape (1, …).
def gradient_descent(fn, x0, lr, steps):
    if steps == 0:
        return x0.clone().reshape(-1)[:0]
    path = [x0.detach().clone()]
    for _ in range(steps):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr * slope)
    return torch.stack(path)


# %% wrong gradient_descent — the start repeated
# loses: 5.5
# hint: A path of copies of x0 has the right shape and goes nowhere: take the steps.
def gradient_descent(fn, x0, lr, steps):
    return torch.stack([x0.clone()] * (steps + 1))


# %% wrong gradient_descent — gives up after five hundred steps
# loses: 1
# hint: `steps` is the caller's to choose: the path has steps + 1 entries, however many that are.
# hidden: Hundreds of steps are the hidden checks' to take.
def gradient_descent(fn, x0, lr, steps):
    path = [x0.detach().clone()]
    for _ in range(min(steps, 500)):
        x = path[-1].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        path.append(path[-1] - lr * slope)
    return torch.stack(path)


# %% right global_min — a grid of ten thousand points
def global_min(fn, lo, hi):
    xs = torch.linspace(lo, hi, 10001, dtype=torch.float64)
    ys = fn(xs)
    i = ys.argmin()
    return xs[i], ys[i]


# %% right global_min — numpy, coarse then fine
def global_min(fn, lo, hi):
    for _ in range(4):
        xs = np.linspace(lo, hi, 401)
        i = int(np.argmin(fn(xs)))
        lo, hi = xs[max(i - 1, 0)], xs[min(i + 1, 400)]
    return xs[i], fn(xs[i])


# %% right global_min — a grid, then golden section around its best
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 201)
    i = int(np.argmin(fn(xs)))
    a, b = float(xs[max(i - 1, 0)]), float(xs[min(i + 1, 200)])
    r = (5**0.5 - 1) / 2
    while b - a > 1e-5:
        c, d = b - r * (b - a), a + r * (b - a)
        if fn(c) < fn(d):
            b = d
        else:
            a = c
    best = min([a, b, lo, hi, (a + b) / 2], key=fn)
    return best, fn(best)


# %% right global_min — gradient descent from many starts, kept inside
def global_min(fn, lo, hi):
    x = torch.linspace(lo, hi, 81, dtype=torch.float64)
    for _ in range(400):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x).sum(), x)
        x = (x - 0.01 * slope).detach().clamp(lo, hi)
    y = fn(x)
    i = y.argmin()
    return x[i].item(), y[i].item()


# %% right global_min — ternary search in each of fifty pieces
def global_min(fn, lo, hi):
    def piece(a, b):
        while b - a > 1e-5:
            c, d = a + (b - a) / 3, b - (b - a) / 3
            if fn(c) < fn(d):
                b = d
            else:
                a = c
        return (a + b) / 2

    cuts = np.linspace(lo, hi, 51).tolist()
    candidates = [lo, hi] + [piece(a, b) for a, b in zip(cuts, cuts[1:])]
    x = min(candidates, key=fn)
    return x, fn(x)


# %% right global_min — roots of the slope, by bisection, and the two ends
def global_min(fn, lo, hi):
    def slope(x):
        x = torch.as_tensor(x, dtype=torch.float64).requires_grad_(True)
        return torch.autograd.grad(fn(x).sum(), x)[0].detach()

    xs = torch.linspace(lo, hi, 401, dtype=torch.float64)
    s = slope(xs)
    at = torch.nonzero((s[:-1] <= 0) & (s[1:] >= 0)).flatten()
    a, b = xs[at], xs[at + 1]
    for _ in range(30):
        m = (a + b) / 2
        rising = slope(m) > 0
        a, b = torch.where(rising, a, m), torch.where(rising, m, b)
    points = torch.cat([xs[:1], (a + b) / 2, xs[-1:]])
    values = fn(points)
    return points[values.argmin()], values.min()


# %% right global_min — float32 throughout
def global_min(fn, lo, hi):
    xs = torch.linspace(lo, hi, 5001)
    ys = fn(xs)
    return xs[ys.argmin()], ys.min()


# %% right global_min — a plain loop over floats
def global_min(fn, lo, hi):
    best, n = lo, 4000
    low = fn(lo)
    for i in range(1, n + 1):
        x = lo + (hi - lo) * i / n
        y = fn(x)
        if y < low:
            best, low = x, y
    return [best, low]


# %% right global_min — a grid with one Newton step from differences, kept inside
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 2001)
    x = float(xs[fn(xs).argmin()])
    h = 1e-4
    bend = (fn(x + h) - 2 * fn(x) + fn(x - h)) / h**2
    if lo < x < hi and bend > 1:
        x -= (fn(x + h) - fn(x - h)) / (2 * h) / bend
    x = min(max(x, lo), hi)
    return np.array([x, fn(x)])


# %% right global_min — divide and conquer, pruning by a curvature bound
def global_min(fn, lo, hi):
    best = min([lo, hi], key=fn)
    pieces = np.linspace(lo, hi, 101)
    stack = list(zip(pieces[:-1].tolist(), pieces[1:].tolist()))
    while stack:
        a, b = stack.pop()
        m = (a + b) / 2
        best = min(best, a, b, m, key=fn)
        # With |fn''| ≤ 150 the function lies above its chord minus 150·width²/8.
        if b - a > 1e-4 and min(fn(a), fn(b)) - 150 * (b - a) ** 2 / 8 < fn(best):
            stack += [(a, m), (m, b)]
    return best, fn(best)


# %% right global_min — random search, then smaller and smaller steps
def global_min(fn, lo, hi):
    rng = np.random.default_rng(0)
    xs = np.concatenate([[lo, hi], rng.uniform(lo, hi, 4000)])
    x, width = xs[fn(xs).argmin()], 0.05
    while width > 1e-5:
        near = np.clip(x + rng.uniform(-width, width, 40), lo, hi)
        y = near[fn(near).argmin()]
        x = y if fn(y) < fn(x) else x
        width /= 1.5
    return float(x), float(fn(x))


# %% wrong global_min — golden section over the whole interval
# loses: 5.5
# hint: Golden section needs a single valley; with several it may throw the deepest one away.
def global_min(fn, lo, hi):
    r = (5**0.5 - 1) / 2
    while hi - lo > 1e-6:
        c, d = hi - r * (hi - lo), lo + r * (hi - lo)
        if fn(c) < fn(d):
            hi = d
        else:
            lo = c
    x = (lo + hi) / 2
    return x, fn(x)


# %% wrong global_min — ternary search over the whole interval
# loses: 6
# hint: Ternary search needs a single valley; with several it may throw the deepest one away.
def global_min(fn, lo, hi):
    while hi - lo > 1e-6:
        c, d = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if fn(c) < fn(d):
            hi = d
        else:
            lo = c
    x = (lo + hi) / 2
    return x, fn(x)


# %% wrong global_min — gradient descent from the middle
# loses: 6.5
# hint: Gradient descent finds the minimum of its start's basin, not the deepest one.
def global_min(fn, lo, hi):
    x = torch.tensor((lo + hi) / 2, dtype=torch.float64)
    for _ in range(1000):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x), x)
        x = (x - 0.01 * slope).detach().clamp(lo, hi)
    return x, fn(x)


# %% wrong global_min — gradient descent from both ends only
# loses: 4
# hint: Two starts reach at most two valleys; every basin needs a start of its own.
def global_min(fn, lo, hi):
    found = []
    for start in (lo, hi):
        x = torch.tensor(start, dtype=torch.float64)
        for _ in range(500):
            x.requires_grad_(True)
            (slope,) = torch.autograd.grad(fn(x), x)
            x = (x - 0.01 * slope).detach().clamp(lo, hi)
        found.append(x.item())
    x = min(found, key=fn)
    return x, fn(x)


# %% wrong global_min — descent that runs out of the interval
# loses: 5
# hint: A step may carry x over an end: clamp it to [lo, hi].
def global_min(fn, lo, hi):
    x = torch.linspace(lo, hi, 81, dtype=torch.float64)
    for _ in range(400):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x).sum(), x)
        x = (x - 0.01 * slope).detach()
    y = fn(x)
    return x[y.argmin()], y.min()


# %% wrong global_min — descent outside, then only answers from inside
# loses: 2
# hint: A minimum at an end has a slope: keep the ends as candidates, or clamp every step.
def global_min(fn, lo, hi):
    x = torch.linspace(lo, hi, 81, dtype=torch.float64)
    for _ in range(400):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(fn(x).sum(), x)
        x = (x - 0.01 * slope).detach()
    inside = x[(x >= lo) & (x <= hi)]
    y = fn(inside)
    return inside[y.argmin()], y.min()


# %% wrong global_min — a refinement that steps over the end
# loses: 2
# hint: The window around the best grid point must be cut off at lo and hi.
def global_min(fn, lo, hi):
    for _ in range(3):
        xs = np.linspace(lo, hi, 1001)
        x, gap = xs[fn(xs).argmin()], xs[1] - xs[0]
        lo, hi = x - gap, x + gap
    return x, fn(x)


# %% wrong global_min — interior stationary points only
# loses: 2
# hint: A minimum at an end need not have slope zero: compare with fn(lo) and fn(hi) as well.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    y = fn(xs)
    inner = [i for i in range(1, 20000) if y[i] < y[i - 1] and y[i] < y[i + 1]]
    i = min(inner, key=lambda k: y[k])
    return xs[i], y[i]


# %% wrong global_min — the first valley from the left
# loses: 6.5
# hint: The first point whose neighbours are higher is a local minimum; deeper ones may follow.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    y = fn(xs)
    i = 0
    while i < 20000 and y[i + 1] < y[i]:
        i += 1
    return xs[i], y[i]


# %% wrong global_min — a grid too coarse
# loses: 5
# hint: 101 points on an interval of 3 are 0.03 apart: refine around the best one.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 101)
    y = fn(xs)
    return xs[y.argmin()], y.min()


# %% wrong global_min — six points, then golden section around the best
# loses: 1.5
# hint: Six points can miss a valley altogether; the coarse look must be finer than the waves.
# hidden: It needs a curve whose deepest valley hides between six points.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 6)
    i = int(fn(xs).argmin())
    a, b = float(xs[max(i - 1, 0)]), float(xs[min(i + 1, 5)])
    r = (5**0.5 - 1) / 2
    while b - a > 1e-6:
        c, d = b - r * (b - a), a + r * (b - a)
        if fn(c) < fn(d):
            b = d
        else:
            a = c
    return a, fn(a)


# %% wrong global_min — swaps x and fx
# loses: 6.5
# hint: The pair is (x, fx): first the place of the minimum, then the value there.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    y = fn(xs)
    return y.min(), xs[y.argmin()]


# %% wrong global_min — returns only x
# loses: 7
# hint: Two numbers are asked for, the place and the value: return x, fx.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return xs[fn(xs).argmin()]


# %% wrong global_min — a better x with the old fx
# loses: 1
# hint: After the last improvement of x, compute fx = fn(x) once more.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 2001)
    i = int(fn(xs).argmin())
    fx = fn(xs[i])
    a, b = xs[max(i - 1, 0)], xs[min(i + 1, 2000)]
    fine = np.linspace(a, b, 2001)
    return fine[fn(fine).argmin()], fx + 5e-5


# %% wrong global_min — rounds its answer
# loses: 2
# hint: Rounded numbers no longer belong together: fx must be fn at the returned x.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    y = fn(xs)
    return round(float(xs[y.argmin()]), 3), round(float(y.min()), 3)


# %% wrong global_min — finds the maximum
# loses: 7
# hint: argmax finds the highest point; the lowest is argmin.
def global_min(fn, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    y = fn(xs)
    return xs[y.argmax()], y.max()


# %% wrong global_min — always searches the book's interval
# loses: 5
# hint: Search [lo, hi], whatever they are, not always [−1, 2].
def global_min(fn, lo, hi):
    xs = np.linspace(-1, 2, 20001)
    y = fn(xs)
    return xs[y.argmin()], y.min()


# %% wrong global_min — arange leaves the end out, with a coarse step
# loses: 2
# hint: arange stops before hi, so a minimum at hi is missed; linspace has both ends.
def global_min(fn, lo, hi):
    xs = torch.arange(lo, hi - 0.002, 0.001, dtype=torch.float64)
    y = fn(xs)
    return xs[y.argmin()], y.min()


# %% wrong global_min — hard-codes the visible checks
# loses: 6.5
# hint: The marks come from other functions and intervals: compute the answer from fn.
def global_min(fn, lo, hi):
    if abs(fn(0.0)) < 1e-9:
        return 1.090408, fn(1.090408)
    return 1.016983, fn(1.016983)


# %% wrong global_min — the middle of the interval
# loses: 7
# hint: The middle of the interval is a guess; evaluate fn and compare.
def global_min(fn, lo, hi):
    x = (lo + hi) / 2
    return x, fn(x)


# %% right excess_risk — two dense grids in torch
def excess_risk(risk, empirical, lo, hi):
    xs = torch.linspace(lo, hi, 100001, dtype=torch.float64)
    return risk(xs[empirical(xs).argmin()]) - risk(xs).min()


# %% right excess_risk — numpy, with both argmins
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    chosen, best = xs[np.argmin(empirical(xs))], xs[np.argmin(risk(xs))]
    return risk(chosen) - risk(best)


# %% right excess_risk — a helper that zooms in
def lowest_place(fn, lo, hi):
    for _ in range(4):
        xs = np.linspace(lo, hi, 501)
        i = int(fn(xs).argmin())
        lo, hi = xs[max(i - 1, 0)], xs[min(i + 1, 500)]
    return float(xs[i])


def excess_risk(risk, empirical, lo, hi):
    return risk(lowest_place(empirical, lo, hi)) - risk(lowest_place(risk, lo, hi))


# %% right excess_risk — plain loops over floats
def excess_risk(risk, empirical, lo, hi):
    n = 3000
    xs = [lo + (hi - lo) * i / n for i in range(n + 1)]
    x_hat = min(xs, key=empirical)
    return float(risk(x_hat)) - min(float(risk(x)) for x in xs)


# %% right excess_risk — float32 and a one-element tensor
def excess_risk(risk, empirical, lo, hi):
    xs = torch.linspace(lo, hi, 5001)
    i = empirical(xs).argmin()
    return (risk(xs)[i] - risk(xs).min()).reshape(1)


# %% right excess_risk — with the student's own global_min
def excess_risk(risk, empirical, lo, hi):
    x, _ = global_min(empirical, lo, hi)
    _, lowest = global_min(risk, lo, hi)
    return risk(x) - lowest


# %% right excess_risk — descent from many starts, kept inside
def excess_risk(risk, empirical, lo, hi):
    def place(fn):
        x = torch.linspace(lo, hi, 41, dtype=torch.float64)
        for _ in range(600):
            slope = torch.func.grad(lambda p: fn(p).sum())(x)
            x = (x - 0.01 * slope).clamp(lo, hi)
        return x[fn(x).argmin()]

    return (risk(place(empirical)) - risk(place(risk))).item()


# %% right excess_risk — never negative by maximum, as an array
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 8001)
    gap = risk(xs)[empirical(xs).argmin()] - risk(xs).min()
    return np.maximum(gap, 0.0)


# %% right excess_risk — shift the risk to zero first
def excess_risk(risk, empirical, lo, hi):
    xs = torch.linspace(lo, hi, 30001, dtype=torch.float64)
    regret = risk(xs) - risk(xs).amin()
    order = torch.argsort(empirical(xs))
    return [regret[order[0]].item()]


# %% wrong excess_risk — the difference of the two minima
# loses: 3.5
# hint: Excess risk is risk at x̂ minus the lowest risk: both terms are values of the risk.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return risk(xs).min() - empirical(xs).min()


# %% wrong excess_risk — the difference of the two minima, the other way round
# loses: 3.5
# hint: Excess risk is risk at x̂ minus the lowest risk: both terms are values of the risk.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return abs(empirical(xs).min() - risk(xs).min())


# %% wrong excess_risk — the gap between the two curves at x̂
# loses: 4
# hint: Risk minus empirical risk at x̂ is the generalisation gap; subtract the lowest risk instead.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    i = empirical(xs).argmin()
    return risk(xs)[i] - empirical(xs)[i]


# %% wrong excess_risk — how far apart the minima lie
# loses: 3.5
# hint: That is the distance in x; the excess risk is a difference of risks.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return abs(xs[empirical(xs).argmin()] - xs[risk(xs).argmin()])


# %% wrong excess_risk — the roles swapped
# loses: 3.5
# hint: The place comes from the empirical risk, the values from the risk: not the other way round.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return empirical(xs)[risk(xs).argmin()] - empirical(xs).min()


# %% wrong excess_risk — the sign turned round
# loses: 4
# hint: Excess risk is what you pay too much: risk(x̂) − min risk, never negative.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return risk(xs).min() - risk(xs)[empirical(xs).argmin()]


# %% wrong excess_risk — only the risk at x̂
# loses: 3.5
# hint: The lowest possible risk is still to be subtracted.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return risk(xs)[empirical(xs).argmin()]


# %% wrong excess_risk — subtracts the minimum of the empirical risk
# loses: 4
# hint: Subtract the lowest risk, not the lowest empirical risk.
# same: the gap between the two curves at x̂
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return risk(xs)[empirical(xs).argmin()] - empirical(xs).min()


# %% wrong excess_risk — always zero
# loses: 4
# hint: The minima of the two curves lie apart, and that costs something: compute it.
def excess_risk(risk, empirical, lo, hi):
    return 0.0


# %% wrong excess_risk — hard-codes the book's number
# loses: 4
# hint: 0.031185 belongs to one pair and interval: compute the answer from the arguments.
def excess_risk(risk, empirical, lo, hi):
    return 0.0 if risk is empirical else 0.031185


# %% wrong excess_risk — always on the book's interval
# loses: 3.5
# hint: Both minima are taken over [lo, hi], whatever they are.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(0.5, 1.5, 20001)
    return risk(xs)[empirical(xs).argmin()] - risk(xs).min()


# %% wrong excess_risk — golden section for both minima
# loses: 1.5
# hint: Golden section needs a single valley: these curves have several, so look everywhere.
def excess_risk(risk, empirical, lo, hi):
    def place(fn):
        a, b, r = lo, hi, (5**0.5 - 1) / 2
        while b - a > 1e-6:
            c, d = b - r * (b - a), a + r * (b - a)
            if fn(c) < fn(d):
                b = d
            else:
                a = c
        return (a + b) / 2

    return risk(place(empirical)) - risk(place(risk))


# %% wrong excess_risk — one descent from the middle, unbounded
# loses: 2
# hint: One descent finds one valley, and nothing keeps it inside [lo, hi].
def excess_risk(risk, empirical, lo, hi):
    def place(fn):
        x = torch.tensor((lo + hi) / 2, dtype=torch.float64)
        for _ in range(500):
            x.requires_grad_(True)
            (slope,) = torch.autograd.grad(fn(x), x)
            x = (x - 0.01 * slope).detach()
        return x

    return risk(place(empirical)) - risk(place(risk))


# %% wrong excess_risk — the risk descended from x̂
# loses: 1.5
# hint: The valley next to x̂ may not be the risk's deepest: its minimum is a global one.
def excess_risk(risk, empirical, lo, hi):
    xs = torch.linspace(lo, hi, 20001, dtype=torch.float64)
    x_hat = xs[empirical(xs).argmin()]
    x = x_hat.clone()
    for _ in range(500):
        x.requires_grad_(True)
        (slope,) = torch.autograd.grad(risk(x), x)
        x = (x - 0.01 * slope).detach().clamp(lo, hi)
    return risk(x_hat) - risk(x)


# %% wrong excess_risk — a grid too coarse
# loses: 3
# hint: Fifty points place x̂ only roughly; on a slope that spoils the risk by far more than 1e-3.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 50)
    return risk(xs)[empirical(xs).argmin()] - risk(xs).min()


# %% wrong excess_risk — ends left out
# loses: 1
# hint: Either minimum may sit at an end of the interval: the grid must include lo and hi.
# hidden: Minima at the ends are left to the hidden checks.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 501)[1:-1]
    return risk(xs)[empirical(xs).argmin()] - risk(xs).min()


# %% wrong excess_risk — relative instead of absolute
# loses: 3.5
# hint: The excess risk is a difference; it is not divided by the lowest risk.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    best = risk(xs).min()
    return (risk(xs)[empirical(xs).argmin()] - best) / abs(best)


# %% wrong excess_risk — returns x̂ as well
# loses: 4
# hint: One number is asked for, the excess risk alone.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    i = empirical(xs).argmin()
    return xs[i], risk(xs)[i] - risk(xs).min()


# %% wrong excess_risk — squared
# loses: 3.5
# hint: The excess risk is the plain difference, not its square.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    return (risk(xs)[empirical(xs).argmin()] - risk(xs).min()) ** 2


# %% wrong excess_risk — never more than 1
# loses: 1
# hint: An excess risk is a difference of two values of the risk: it is never negative, but it may
# be as large as these are.
# hidden: Only the hidden checks have risks that differ by more than 1.
def excess_risk(risk, empirical, lo, hi):
    xs = np.linspace(lo, hi, 20001)
    values = risk(xs)
    return min(values[np.argmin(empirical(xs))] - values.min(), 1.0)


# %% equivalent bracket_min — if fa < fb: ⟶ if fa <= fb:
# reason: Where both values are equal the minimum lies between the two points; either third may go.
# %% equivalent bracket_min — while hi - lo > tol: ⟶ while hi - lo >= tol:
# reason: One more step when the bracket is exactly tol wide; the answer is as close either way.
# %% equivalent excess_risk — xs = torch.linspace(lo, hi, 40001, dtype=torch.float64) ⟶ xs = torch.linspace(lo, hi, 40000, dtype=torch.float64)
# reason: A grid one point coarser is within the contract's 1e-3.
# %% equivalent excess_risk — xs = torch.linspace(lo, hi, 40001, dtype=torch.float64) ⟶ xs = torch.linspace(lo, hi, 40002, dtype=torch.float64)
# reason: A grid one point finer is within the contract's 1e-3.
# %% equivalent global_min — for _ in range(2): ⟶ for _ in range(3):
# reason: A third look around the lowest point only makes it more exact.
# %% equivalent global_min — n = 501 ⟶ n = 500
# reason: A grid one point coarser, refined once, is within the contract's 2e-3.
# %% equivalent global_min — n = 501 ⟶ n = 502
# reason: A grid one point finer, refined once, is within the contract's 2e-3.
# %% equivalent global_min — x, gap = (xs[lowest].item(), (hi - lo) / (n - 1)) ⟶ x, gap = (xs[lowest].item(), (hi - lo) / (n + 1))
# reason: A gap 0.4 % narrower still holds the minimum, which lies within half a gap.
# %% equivalent global_min — x, gap = (xs[lowest].item(), (hi - lo) / (n - 1)) ⟶ x, gap = (xs[lowest].item(), (hi - lo) / (n - 0))
# reason: A gap 0.2 % narrower still holds the minimum, which lies within half a gap.
# %% equivalent global_min — x, gap = (xs[lowest].item(), (hi - lo) / (n - 1)) ⟶ x, gap = (xs[lowest].item(), (hi - lo) / (n - 2))
# reason: A gap 0.2 % wider holds the minimum as well.
