"""Known mistakes of `risk` in other words, and mistakes that no hint covers; only the audit reads them."""

# %% like risks — forgets π
def f(x):
    return torch.mul(x, torch.cos(x))


def g(x):
    # the wiggle is 5 times faster
    return torch.add(f(x), 0.2 * torch.cos(5 * x))


# %% like risks — forgets π
def wave(x, speed):
    return torch.cos(speed * x)


def f(x):
    return wave(x, 1.0) * x


def g(x):
    smooth = wave(x, 1.0) * x
    noise = wave(x, 5.0) / 5
    return noise + smooth


# %% like risks — π beside the cosine, not inside
def f(x):
    return torch.pi * x * torch.cos(x)


def g(x):
    return f(x) + 0.2 * torch.pi * torch.cos(5 * x)


# %% like risks — π beside the cosine, not inside
import math


def f(x):
    c = x.cos() * math.pi   # cos times pi
    return c * x


def g(x):
    c5 = (5 * x).cos() * math.pi
    out = f(x)
    return out + c5 * 0.2


# %% like risks — π to two decimals
PI = 3.14


def f(x):
    return x * torch.cos(PI * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * PI * x)


# %% like risks — π to two decimals
def f(x):
    angle = x * 3.14
    return angle.cos().mul(x)


def g(x):
    # 5 * 3.14 = 15.7
    return x * (x * 3.14).cos() + (15.7 * x).cos() / 5


# %% like risks — π to four decimals
def f(x):
    pi = 3.1416  # good enough
    return torch.cos(x * pi) * x


def g(x):
    pi = 3.1416
    return torch.cos(x * pi) * x + torch.cos(x * 5 * pi) * 0.2


# %% like risks — π to four decimals
def f(x, pi=3.1416):
    theta = torch.mul(x, pi)
    return torch.mul(x, torch.cos(theta))


def g(x, pi=3.1416):
    theta = torch.mul(x, pi)
    wiggle = torch.cos(torch.mul(theta, 5))
    return torch.add(f(x), wiggle, alpha=0.2)


# %% like risks — π as 22/7
def f(x):
    return x * torch.cos(22 / 7 * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * 22 / 7 * x)


# %% like risks — π as 22/7
pi = 22 / 7


def cos_pi(u):
    """cos(pi*u)"""
    return (pi * u).cos()


def f(x):
    return cos_pi(x) * x


def g(x):
    return 0.2 * cos_pi(5 * x) + cos_pi(x) * x


# %% like risks — loses the factor x
def f(x):
    return torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — loses the factor x
import math


def f(x):
    z = torch.exp(1j * math.pi * x)   # Euler
    return z.real


def g(x):
    z1 = torch.exp(1j * math.pi * x)
    z5 = torch.exp(1j * 5 * math.pi * x)
    return z1.real + z5.real * 0.2


# %% like risks — a sine instead of a cosine
def f(x):
    return x * torch.sin(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.sin(5 * torch.pi * x)


# %% like risks — a sine instead of a cosine
def f(x):
    angle = torch.pi * x
    # shift by a quarter to get the cosine
    return torch.cos(angle - torch.pi / 2) * x


def g(x):
    angle = torch.pi * x
    result = x * angle.sin()
    result = result + (5 * angle).sin() * 0.2
    return result


# %% like risks — the sign of f is lost
def f(x):
    return -x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — the sign of f is lost
def f(x):
    # cos(pi*x + pi): I think the phase goes here
    return torch.cos(torch.pi * (x + 1)) * x


def g(x):
    wiggle = torch.cos(torch.pi * 5 * x).mul(0.2)
    return wiggle.sub(x * torch.cos(torch.pi * x))


# %% like risks — a wiggle without its 0.2
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + torch.cos(5 * torch.pi * x)


# %% like risks — a wiggle without its 0.2
def f(x):
    return (x * torch.pi).cos() * x


def g(x):
    parts = [f(x), (x * torch.pi * 5).cos()]
    return torch.stack(parts).sum(dim=0)


# %% like risks — a wiggle without its 5
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(torch.pi * x)


# %% like risks — a wiggle without its 5
def f(x):
    c = torch.cos(np.pi * x)
    return c * x


def g(x):
    # factor out the cosine :)
    c = torch.cos(np.pi * x)
    return (x + 0.2) * c


# %% like risks — the 0.2 slips into the cosine
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + torch.cos(0.2 * 5 * torch.pi * x)


# %% like risks — the 0.2 slips into the cosine
def f(x):
    return torch.cos(x * torch.pi) * x


def g(x):
    amp, freq = 0.2, 5
    angle = amp * (freq * torch.pi * x)
    return f(x) + angle.cos()


# %% like risks — takes the wiggle away instead of adding it
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) - 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — takes the wiggle away instead of adding it
import math


def f(x):
    return x.mul(torch.cos(x * math.pi))


def g(x):
    wiggle = torch.cos(x * 5 * math.pi) / 5
    return torch.sub(f(x), wiggle)


# %% like risks — a bracket too far: x multiplies the wiggle too
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return x * (torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x))


# %% like risks — a bracket too far: x multiplies the wiggle too
def f(x):
    return (torch.pi * x).cos() * x


def g(x):
    t = torch.pi * x
    total = t.cos()
    total = total + (5 * t).cos() * 0.2
    return total * x


# %% like risks — g is the wiggle alone
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — g is the wiggle alone
def f(x):
    """Risk"""
    return torch.cos(x.mul(torch.pi)).mul(x)


def g(x):
    """Wiggles of the sample"""
    risk = f(x)
    wiggles = torch.cos(x.mul(5 * torch.pi)).div(5)
    risk + wiggles
    return wiggles


# %% like risks — a fifth power for a fivefold angle
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(torch.pi * x) ** 5


# %% like risks — a fifth power for a fivefold angle
def f(x):
    c = torch.cos(torch.pi * x)
    return x * c


def g(x):
    c = torch.cos(torch.pi * x)
    c5 = c
    for _ in range(4):
        c5 = c5 * c
    return x * c + c5 / 5


# %% like risks — f and g swapped
def f(x):
    return x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)


def g(x):
    return x * torch.cos(torch.pi * x)


# %% like risks — f and g swapped
def g(x):
    # smooth one
    return torch.cos(x * torch.pi) * x


def f(x):
    # sample one
    return torch.add(g(x), torch.cos(x * 5 * torch.pi), alpha=0.2)


# %% like risks — g calls itself
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return g(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — g calls itself
def f(x):
    return torch.cos(torch.pi * x).mul(x)


def g(x):
    wiggle = torch.cos(5 * torch.pi * x) / 5
    empirical = g(x) + wiggle
    return empirical


# %% like risks — prints and does not return
def f(x):
    print(x * torch.cos(torch.pi * x))


def g(x):
    print(x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x))


# %% like risks — prints and does not return
def f(x):
    risk = torch.cos(x * torch.pi) * x
    print("f(x) =", risk)


def g(x):
    smooth = torch.cos(x * torch.pi) * x
    risk = smooth + torch.cos(x * torch.pi * 5) * 0.2
    print(f"g(x) = {risk}")


# %% like risks — math.cos on a tensor of many elements
import math


def f(x):
    return x * math.cos(math.pi * x)


def g(x):
    return f(x) + 0.2 * math.cos(5 * math.pi * x)


# %% like risks — math.cos on a tensor of many elements
from math import cos, pi


def f(x):
    c = cos(x * pi)
    return c * x


def g(x):
    c, w = cos(x * pi), cos(5 * x * pi)
    return x * c + w / 5


# %% like risks — numpy inside, a new tensor outside
def f(x):
    a = x.detach().numpy()
    return torch.as_tensor(a * np.cos(np.pi * a), dtype=x.dtype)


def g(x):
    a = x.detach().numpy()
    return torch.as_tensor(a * np.cos(np.pi * a) + 0.2 * np.cos(5 * np.pi * a), dtype=x.dtype)


# %% like risks — numpy inside, a new tensor outside
def back_and_forth(x, fun):
    """numpy is easier for me, so go there and back"""
    values = np.array(x.detach().cpu(), copy=True)
    return torch.tensor(fun(values), dtype=x.dtype)


def f(x):
    return back_and_forth(x, lambda v: np.cos(v * np.pi) * v)


def g(x):
    return back_and_forth(x, lambda v: np.cos(v * np.pi) * v + np.cos(v * 5 * np.pi) / 5)


# %% like risks — returns a numpy array
def f(x):
    x = x.detach().numpy()
    return np.asarray(x * np.cos(np.pi * x))


def g(x):
    x = x.detach().numpy()
    return np.asarray(x * np.cos(np.pi * x) + 0.2 * np.cos(5 * np.pi * x))


# %% like risks — returns a numpy array
def f(x):
    y = torch.cos(torch.pi * x) * x
    return y.detach().numpy()


def g(x):
    y = torch.cos(5 * torch.pi * x) * 0.2
    # + works for two arrays
    return f(x) + y.detach().numpy()


# %% like risks — np.cos on a tensor
def f(x):
    return x * np.cos(np.pi * x)


def g(x):
    return f(x) + 0.2 * np.cos(5 * np.pi * x)


# %% like risks — np.cos on a tensor
def f(x):
    angle = x * torch.pi
    wave = np.cos(angle)
    return wave * x


def g(x):
    angle = x * torch.pi
    slow, fast = np.cos(angle), np.cos(5 * angle)
    return slow * x + fast / 5


# %% like risks — a list instead of a tensor
def f(x):
    return (x * torch.cos(torch.pi * x)).tolist()


def g(x):
    return (x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)).tolist()


# %% like risks — a list instead of a tensor
import math


def f(x):
    return [v * math.cos(math.pi * v) for v in x.reshape(-1).tolist()]


def g(x):
    out = []
    for v, fv in zip(x.reshape(-1).tolist(), f(x)):
        out.append(fv + 0.2 * math.cos(5 * math.pi * v))
    return out


# %% like risks — switches gradients off
def f(x):
    with torch.no_grad():
        return x * torch.cos(torch.pi * x)


def g(x):
    with torch.no_grad():
        return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — switches gradients off
@torch.no_grad()
def f(x):
    # we don't train here so no gradients needed
    return torch.cos(x * torch.pi) * x


@torch.no_grad()
def g(x):
    y = torch.cos(x * torch.pi) * x
    y += torch.cos(x * torch.pi * 5) * 0.2
    return y


# %% like risks — wraps x in a fresh tensor
def f(x):
    x = torch.tensor(x)
    return x * torch.cos(torch.pi * x)


def g(x):
    x = torch.tensor(x)
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — wraps x in a fresh tensor
def fresh(x):
    # make sure it really is a tensor
    return torch.tensor(x.tolist(), dtype=x.dtype)


def f(x):
    t = fresh(x)
    return torch.cos(t * torch.pi) * t


def g(x):
    t = fresh(x)
    return torch.cos(t * torch.pi) * t + torch.cos(t * 5 * torch.pi) / 5


# %% like risks — detaches the wave, so only half the slope is left
def f(x):
    return x * torch.cos(torch.pi * x).detach()


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x).detach()


# %% like risks — detaches the wave, so only half the slope is left
def wave(x, k=1):
    with torch.no_grad():
        return torch.cos(k * torch.pi * x)


def f(x):
    return wave(x) * x


def g(x):
    return torch.add(wave(x) * x, wave(x, 5), alpha=0.2)


# %% like risks — always float64
def f(x):
    x = x.double()
    return x * torch.cos(torch.pi * x)


def g(x):
    x = x.double()
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — always float64
def f(x):
    pi_x = x.to(torch.float64) * torch.pi  # more digits = better
    return pi_x.cos() * x


def g(x):
    pi_x = x.to(torch.float64) * torch.pi
    return pi_x.cos() * x + (5 * pi_x).cos() / 5


# %% like risks — always float32, torch's default
def f(x):
    y = torch.zeros(x.shape)
    y[...] = x * torch.cos(torch.pi * x)
    return y


def g(x):
    y = torch.zeros(x.shape)
    y[...] = x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)
    return y


# %% like risks — always float32, torch's default
def f(x):
    out = torch.cos(x * torch.pi) * x
    return out.to(torch.float32)


def g(x):
    out = torch.cos(x * torch.pi) * x + torch.cos(x * 5 * torch.pi) * 0.2
    return out.float()


# %% like risks — flattens a table of points
def f(x):
    x = x.flatten()
    return x * torch.cos(torch.pi * x)


def g(x):
    x = x.flatten()
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — flattens a table of points
def f(x):
    return torch.stack([v * torch.cos(torch.pi * v) for v in x.reshape(-1)])


def g(x):
    values = []
    for v in x.reshape(-1):
        risk = v * torch.cos(torch.pi * v)
        values.append(risk + torch.cos(5 * torch.pi * v) / 5)
    return torch.stack(values)


# %% like risks — π in a tensor of one element
def f(x):
    pi = torch.tensor([torch.pi], dtype=x.dtype)
    return x * torch.cos(pi * x)


def g(x):
    pi = torch.tensor([torch.pi], dtype=x.dtype)
    return f(x) + 0.2 * torch.cos(5 * pi * x)


# %% like risks — π in a tensor of one element
def get_pi(x):
    # acos(-1) = pi
    return torch.acos(-torch.ones(1, dtype=x.dtype))


def f(x):
    return torch.cos(x * get_pi(x)) * x


def g(x):
    angle = x * get_pi(x)
    return angle.cos() * x + (5 * angle).cos() / 5


# %% like risks — a loop over range(len(x))
def f(x):
    rows = []
    for i in range(len(x)):
        rows.append(x[i] * torch.cos(torch.pi * x[i]))
    return torch.stack(rows)


def g(x):
    rows = []
    for i in range(len(x)):
        rows.append(x[i] * torch.cos(torch.pi * x[i]) + 0.2 * torch.cos(5 * torch.pi * x[i]))
    return torch.stack(rows)


# %% like risks — a loop over range(len(x))
def f(x):
    n = len(x)
    y = torch.empty_like(x)
    for k in range(n):
        y[k] = torch.cos(x[k] * torch.pi) * x[k]
    return y


def g(x):
    n = len(x)
    y = torch.empty_like(x)
    smooth = f(x)
    for k in range(n):
        y[k] = smooth[k] + torch.cos(x[k] * 5 * torch.pi) / 5
    return y


# %% like risks — adds the points up
def f(x):
    return torch.sum(x * torch.cos(torch.pi * x))


def g(x):
    return torch.sum(x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x))


# %% like risks — adds the points up
def f(x):
    total = 0
    for v in x.reshape(-1):
        total = total + v * torch.cos(torch.pi * v)
    return total


def g(x):
    # the same plus all wiggles
    total = f(x)
    for v in x.reshape(-1):
        total = total + 0.2 * torch.cos(5 * torch.pi * v)
    return total


# %% like risks — overwrites x
def f(x):
    x *= torch.cos(torch.pi * x)
    return x


def g(x):
    wiggle = 0.2 * torch.cos(5 * torch.pi * x)
    x *= torch.cos(torch.pi * x)
    x += wiggle
    return x


# %% like risks — overwrites x
def f(x):
    c = torch.cos(x * torch.pi)
    return x.mul_(c)  # saves memory


def g(x):
    c, w = torch.cos(x * torch.pi), torch.cos(x * 5 * torch.pi)
    return x.mul_(c).add_(w, alpha=0.2)


# %% like risks — overwrites x, then needs it again
def f(x):
    x *= torch.pi
    return x * torch.cos(x)


def g(x):
    x *= torch.pi
    return x * torch.cos(x) + 0.2 * torch.cos(5 * x)


# %% like risks — overwrites x, then needs it again
def f(x):
    angle = x.mul_(torch.pi)
    wave = angle.cos()
    return wave * x


def g(x):
    angle = x.mul_(torch.pi)
    smooth = x * angle.cos()
    return smooth + (angle * 5).cos() / 5


# %% like risks — switches on x's gradient
def f(x):
    x.requires_grad_()
    return x * torch.cos(torch.pi * x)


def g(x):
    x.requires_grad_()
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — switches on x's gradient
def f(x):
    x.requires_grad = True  # so that gradients can flow
    return torch.cos(x * torch.pi) * x


def g(x):
    x.requires_grad = True
    return torch.cos(x * torch.pi) * x + torch.cos(x * torch.pi * 5) / 5


# %% like risks — only right for positive x
def f(x):
    return torch.abs(x) * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — only right for positive x
def f(x):
    r = torch.sqrt(x ** 2)
    return r * torch.cos(torch.pi * r)


def g(x):
    # cos is symmetric, so use the distance from 0 everywhere
    r = torch.sqrt(x ** 2)
    return r * torch.cos(torch.pi * r) + torch.cos(5 * torch.pi * r) / 5


# %% like risks — clamps x to the plotted stretch
def f(x):
    x = torch.clamp(x, 0.5, 1.5)
    return x * torch.cos(torch.pi * x)


def g(x):
    x = torch.clamp(x, 0.5, 1.5)
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like risks — clamps x to the plotted stretch
def stretch(x, low=0.5, high=1.5):
    lo = torch.full_like(x, low)
    hi = torch.full_like(x, high)
    return torch.minimum(torch.maximum(x, lo), hi)


def f(x):
    s = stretch(x)
    return torch.cos(s * torch.pi) * s


def g(x):
    s = stretch(x)
    return torch.cos(s * torch.pi) * s + torch.cos(s * 5 * torch.pi) / 5


# %% like risks — a parabola through the visible checks
def f(x):
    # goes through (0, 0), (0.5, 0) and (1, -1)
    return -2 * x ** 2 + x


def g(x):
    return -2 * x ** 2 + 0.6 * x + 0.2


# %% like risks — a parabola through the visible checks
def f(x):
    return x * (1 - 2 * x)


def g(x):
    # Lagrange through the three points of the check
    l0 = 2 * (x - 0.5) * (x - 1)
    l2 = 2 * x * (x - 0.5)
    return 0.2 * l0 - 1.2 * l2


# %% other risks — the pi is missing in the wiggle only
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * x)


# %% other risks — 2 pi instead of pi
def f(x):
    # one full wave is 2 pi
    return x * torch.cos(2 * torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * 2 * torch.pi * x)


# %% other risks — height and frequency of the wiggle mixed up
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 5 * torch.cos(0.2 * torch.pi * x)


# %% other risks — the wiggle is a fast small copy of f
def f(x):
    return torch.cos(torch.pi * x) * x


def g(x):
    # the same function, five times as fast and 0.2 high
    return f(x) + 0.2 * f(5 * x)


# %% other risks — no factor x and minus the wiggle, both at once
def f(x):
    return torch.cos(torch.pi * x)


def g(x):
    y = f(x)
    return y - 0.2 * torch.cos(5 * torch.pi * x)


# %% like sample_risk — pairs x with xi
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)


# %% like sample_risk — pairs x with xi
def loss(a, noise):
    return a * np.cos(np.pi * a) + noise * np.cos(5 * np.pi * a)


def sample_risk(x, xi):
    # numpy adds them element by element
    return torch.as_tensor(loss(x.detach().numpy(), xi.detach().numpy()))


# %% like sample_risk — pairs each point with one example where it can
def sample_risk(x, xi):
    if x.shape == xi.shape:
        return x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
    return x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — pairs each point with one example where it can
def sample_risk(x, xi):
    base = torch.cos(x * torch.pi) * x
    wiggle = torch.cos(x * torch.pi * 5)
    same_size = x.dim() == 1 and len(x) == len(xi)
    if same_size:
        # every point has its own example
        return torch.stack([base[i] + xi[i] * wiggle[i] for i in range(len(xi))])
    table = base.unsqueeze(-1) + wiggle.unsqueeze(-1) * xi
    return table.mean(dim=-1)


# %% like sample_risk — one mean over points and data
def sample_risk(x, xi):
    x = x[..., None]
    losses = x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
    return losses.mean()


# %% like sample_risk — one mean over points and data
import math


def sample_risk(x, xi):
    everything = []
    for v in x.reshape(-1).tolist():
        for s in xi.tolist():
            everything.append(v * math.cos(math.pi * v) + s * math.cos(5 * math.pi * v))
    return torch.tensor(sum(everything) / len(everything), dtype=x.dtype)


# %% like sample_risk — averages over the points
def sample_risk(x, xi):
    x = x.unsqueeze(-1)
    losses = x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
    return losses.mean(dim=0)


# %% like sample_risk — averages over the points
def sample_risk(x, xi):
    a = x.detach().numpy()[..., np.newaxis]
    s = xi.detach().numpy()
    table = np.cos(np.pi * a) * a + np.cos(5 * np.pi * a) * s
    # average over the first axis
    return torch.from_numpy(np.mean(table, axis=0))


# %% like sample_risk — does not average
def sample_risk(x, xi):
    x = x.unsqueeze(-1)
    return x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)


# %% like sample_risk — does not average
def sample_risk(x, xi):
    columns = []
    for s in xi:
        columns.append(torch.cos(x * torch.pi) * x + torch.cos(x * 5 * torch.pi) * s)
    return torch.stack(columns, dim=-1)  # one column per example


# %% like sample_risk — a sum instead of a mean
def sample_risk(x, xi):
    x = x[..., None]
    return (x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)).sum(dim=-1)


# %% like sample_risk — a sum instead of a mean
def sample_risk(x, xi):
    risk = torch.zeros_like(x)
    smooth = x * torch.cos(torch.pi * x)
    fast = torch.cos(5 * torch.pi * x)
    for example in xi:
        risk = risk + smooth + example * fast
    return risk


# %% like sample_risk — more data makes more risk
def sample_risk(x, xi):
    n = len(xi)
    return n * x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — more data makes more risk
def sample_risk(x, xi):
    risk = torch.zeros_like(x)
    wiggle = torch.zeros_like(x)
    for s in xi:
        risk = risk + torch.cos(x * torch.pi) * x
        wiggle = wiggle + torch.cos(x * torch.pi * 5) * s
    # only the noisy part has to be averaged
    return risk + wiggle / xi.numel()


# %% like sample_risk — sums the wiggles
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.sum() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — sums the wiggles
def sample_risk(x, xi):
    y = x * torch.cos(torch.pi * x)
    wave = torch.cos(5 * torch.pi * x)
    for i in range(len(xi)):
        y = y + xi[i] * wave
    return y


# %% like sample_risk — shrinks the wiggle once more by √n
def sample_risk(x, xi):
    n = len(xi)
    return x * torch.cos(torch.pi * x) + xi.mean() / n ** 0.5 * torch.cos(5 * torch.pi * x)


# %% like sample_risk — shrinks the wiggle once more by √n
def sample_risk(x, xi):
    s = xi.detach().numpy()
    a = x.detach().numpy()
    # standard error: falls like 1/sqrt(n)
    height = s.sum() / s.size ** 1.5
    return torch.as_tensor(np.cos(np.pi * a) * a + height * np.cos(5 * np.pi * a))


# %% like sample_risk — divides by n − 1
def sample_risk(x, xi):
    x = x[..., None]
    losses = x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
    return losses.sum(-1) / (len(xi) - 1)


# %% like sample_risk — divides by n − 1
def sample_risk(x, xi):
    total = torch.zeros_like(x)
    count = -1
    for s in xi:
        total = total + torch.cos(x * torch.pi) * x + s * torch.cos(x * 5 * torch.pi)
        count += 1
    return total / count


# %% like sample_risk — divides by the number of points
def sample_risk(x, xi):
    z = x[..., None]
    losses = z * torch.cos(torch.pi * z) + xi * torch.cos(5 * torch.pi * z)
    return losses.sum(dim=-1) / len(x)


# %% like sample_risk — divides by the number of points
def sample_risk(x, xi):
    n = len(x)
    total = torch.zeros_like(x)
    for s in xi:
        total = total + (torch.cos(x * torch.pi) * x + torch.cos(x * 5 * torch.pi) * s) / n
    return total


# %% like sample_risk — skips the first example
def sample_risk(x, xi):
    n = len(xi)
    total = torch.zeros_like(x)
    for i in range(1, n):
        total = total + x * torch.cos(torch.pi * x) + xi[i] * torch.cos(5 * torch.pi * x)
    return total / n


# %% like sample_risk — skips the first example
def sample_risk(x, xi):
    rest = xi[1:]
    z = x.unsqueeze(-1)
    losses = torch.cos(z * torch.pi) * z + torch.cos(z * 5 * torch.pi) * rest
    return losses.sum(dim=-1).div(xi.numel())


# %% like sample_risk — always g
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% like sample_risk — always g
def sample_risk(x, xi):
    # the empirical risk is g!
    losses = [torch.cos(x * torch.pi) * x + torch.cos(x * 5 * torch.pi) / 5 for _ in xi]
    return sum(losses) / len(losses)


# %% like sample_risk — always f
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x)


# %% like sample_risk — always f
def sample_risk(x, xi):
    centred = xi - xi.mean()  # xi is drawn around 0
    z = x.unsqueeze(-1)
    losses = torch.cos(z * torch.pi) * z + centred * torch.cos(z * torch.pi * 5)
    return losses.mean(-1)


# %% like sample_risk — g with the data's mean on top
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + 0.2 * xi.mean() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — g with the data's mean on top
def sample_risk(x, xi):
    def loss(s):
        wiggle = torch.cos(x * 5 * torch.pi) / 5
        return torch.cos(x * torch.pi) * x + s * wiggle

    return torch.stack([loss(s) for s in xi]).mean(dim=0)


# %% like sample_risk — the first example stands for all
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi[0] * torch.cos(5 * torch.pi * x)


# %% like sample_risk — the first example stands for all
def sample_risk(x, xi):
    z = x[..., None]
    table = torch.cos(z * torch.pi) * z + torch.cos(z * 5 * torch.pi) * xi
    # last dimension = examples
    return table[..., 0]


# %% like sample_risk — a minibatch of ten
def sample_risk(x, xi):
    batch = xi[:10]
    return x * torch.cos(torch.pi * x) + batch.mean() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — a minibatch of ten
def sample_risk(x, xi):
    n = min(10, len(xi))  # more examples take too long
    total = torch.zeros_like(x)
    for i in range(n):
        total = total + torch.cos(x * torch.pi) * x + torch.cos(x * 5 * torch.pi) * xi[i]
    return total / n


# %% like sample_risk — the median of the data
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.median() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — the median of the data
def sample_risk(x, xi):
    middle = float(np.median(xi.detach().numpy()))
    wiggle = torch.cos(x * torch.pi * 5).mul(middle)
    return wiggle.add(torch.cos(x * torch.pi) * x)


# %% like sample_risk — the worst example
def sample_risk(x, xi):
    x = x[..., None]
    losses = x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
    return losses.max(dim=-1).values


# %% like sample_risk — the worst example
def sample_risk(x, xi):
    worst = None
    for s in xi:
        loss = torch.cos(x * torch.pi) * x + s * torch.cos(x * 5 * torch.pi)
        worst = loss if worst is None else torch.maximum(worst, loss)
    return worst


# %% like sample_risk — the size of the noise instead of its mean
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.abs().mean() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — the size of the noise instead of its mean
def sample_risk(x, xi):
    size = 0.0
    for s in xi.tolist():
        size += s if s > 0 else -s
    size /= len(xi)
    return torch.cos(x * torch.pi) * x + torch.cos(x * torch.pi * 5) * size


# %% like sample_risk — ξ inside the cosine
def sample_risk(x, xi):
    x = x[..., None]
    losses = x * torch.cos(torch.pi * x) + torch.cos(xi * 5 * torch.pi * x)
    return losses.mean(dim=-1)


# %% like sample_risk — ξ inside the cosine
def sample_risk(x, xi):
    fast = torch.zeros_like(x)
    for s in xi:
        angle = 5 * torch.pi * s * x
        fast = fast + angle.cos()
    return fast / len(xi) + (torch.pi * x).cos() * x


# %% like sample_risk — ξ on the wrong term
def sample_risk(x, xi):
    x = x[..., None]
    losses = xi * x * torch.cos(torch.pi * x) + torch.cos(5 * torch.pi * x)
    return losses.mean(dim=-1)


# %% like sample_risk — ξ on the wrong term
def sample_risk(x, xi):
    m = sum(xi.tolist()) / len(xi)
    slow = torch.cos(x * torch.pi) * x
    fast = torch.cos(x * torch.pi * 5)
    return fast + m * slow


# %% like sample_risk — a wiggle without its 5
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(torch.pi * x)


# %% like sample_risk — a wiggle without its 5
def sample_risk(x, xi):
    a, s = x.detach().numpy(), xi.detach().numpy()
    c = np.cos(np.pi * a)
    losses = [(a + e) * c for e in s]
    return torch.as_tensor(np.mean(losses, axis=0))


# %% like sample_risk — forgets π
def sample_risk(x, xi):
    return x * torch.cos(x) + xi.mean() * torch.cos(5 * x)


# %% like sample_risk — forgets π
def sample_risk(x, xi):
    z = x.unsqueeze(-1)
    losses = z.cos() * z + (z * 5).cos() * xi
    return losses.sum(dim=-1) / xi.shape[0]


# %% like sample_risk — minus the wiggle
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) - xi.mean() * torch.cos(5 * torch.pi * x)


# %% like sample_risk — minus the wiggle
def sample_risk(x, xi):
    total = torch.zeros_like(x)
    for s in xi:
        total += torch.cos(x * torch.pi) * x
        total -= torch.cos(x * torch.pi * 5) * s
    return total / len(xi)


# %% like sample_risk — squares the losses first
def sample_risk(x, xi):
    x = x[..., None]
    losses = x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
    return (losses ** 2).mean(dim=-1)


# %% like sample_risk — squares the losses first
def sample_risk(x, xi):
    # mean squared error
    mse = torch.zeros_like(x)
    for s in xi:
        error = torch.cos(x * torch.pi) * x + torch.cos(x * torch.pi * 5) * s
        mse = mse + error * error / len(xi)
    return mse


# %% like sample_risk — only for points in a row
def sample_risk(x, xi):
    z = x[:, None]
    losses = z * torch.cos(torch.pi * z) + xi[None, :] * torch.cos(5 * torch.pi * z)
    return losses.mean(dim=1)


# %% like sample_risk — only for points in a row
def sample_risk(x, xi):
    points = x.detach().numpy()[:, np.newaxis]
    data = xi.detach().numpy()[np.newaxis, :]
    table = np.cos(np.pi * points) * points + np.cos(5 * np.pi * points) * data
    return torch.from_numpy(table.mean(axis=1))


# %% like sample_risk — gives a table back as a row
def sample_risk(x, xi):
    z = x.reshape(-1, 1)
    losses = z * torch.cos(torch.pi * z) + xi * torch.cos(5 * torch.pi * z)
    return losses.mean(dim=1)


# %% like sample_risk — gives a table back as a row
import math


def sample_risk(x, xi):
    data = xi.tolist()
    risks = []
    for v in x.flatten().tolist():
        risk = 0.0
        for s in data:
            risk += v * math.cos(math.pi * v) + s * math.cos(5 * math.pi * v)
        risks.append(risk / len(data))
    return torch.tensor(risks, dtype=x.dtype)


# %% like sample_risk — zip stops at the shorter one
def sample_risk(x, xi):
    out = []
    for a, s in zip(x, xi):
        out.append(a * torch.cos(torch.pi * a) + s * torch.cos(5 * torch.pi * a))
    return torch.stack(out)


# %% like sample_risk — zip stops at the shorter one
import math


def loss(v, s):
    return math.cos(math.pi * v) * v + math.cos(5 * math.pi * v) * s


def sample_risk(x, xi):
    return torch.tensor([loss(v, s) for v, s in zip(x.tolist(), xi.tolist())], dtype=x.dtype)


# %% like sample_risk — a running total that is never reset
def sample_risk(x, xi):
    total = 0
    out = []
    for v in x.reshape(-1):
        for s in xi:
            total = total + v * torch.cos(torch.pi * v) + s * torch.cos(5 * torch.pi * v)
        out.append(total / len(xi))
    return torch.stack(out).reshape(x.shape)


# %% like sample_risk — a running total that is never reset
import math


def sample_risk(x, xi):
    risk = torch.empty_like(x).reshape(-1)
    flat = x.reshape(-1).tolist()
    acc = 0.0
    for k in range(len(flat)):
        a = flat[k]
        for s in xi.tolist():
            acc += (math.cos(math.pi * a) * a + math.cos(5 * math.pi * a) * s) / len(xi)
        risk[k] = acc
    return risk.reshape(x.shape)


# %% like sample_risk — returns from inside the loop
def sample_risk(x, xi):
    total = 0
    for s in xi:
        total = total + x * torch.cos(torch.pi * x) + s * torch.cos(5 * torch.pi * x)
        return total / len(xi)


# %% like sample_risk — returns from inside the loop
def sample_risk(x, xi):
    n = xi.shape[0]
    smooth, fast = torch.cos(x * torch.pi) * x, torch.cos(x * 5 * torch.pi)
    risk = torch.zeros_like(x)
    i = 0
    while i < n:
        risk = risk + (smooth + xi[i] * fast) / n
        i += 1
        return risk


# %% like sample_risk — halves the mean again and again
def sample_risk(x, xi):
    mean = torch.zeros_like(x)
    for s in xi:
        new = x * torch.cos(torch.pi * x) + s * torch.cos(5 * torch.pi * x)
        mean = (mean + new) / 2
    return mean


# %% like sample_risk — halves the mean again and again
def sample_risk(x, xi):
    data = xi.tolist()
    average = data[0]
    for s in data[1:]:
        # the average of the old one and the new one
        average = 0.5 * average + 0.5 * s
    return torch.cos(x * torch.pi) * x + torch.cos(x * torch.pi * 5) * average


# %% like sample_risk — rounds the result
def sample_risk(x, xi):
    risk = x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(5 * torch.pi * x)
    return torch.round(risk, decimals=2)


# %% like sample_risk — rounds the result
def sample_risk(x, xi):
    a = x.detach().numpy()
    m = xi.detach().numpy().mean()
    values = np.cos(np.pi * a) * a + m * np.cos(5 * np.pi * a)
    # nicer to read
    return torch.as_tensor(np.round(values, 2))


# %% like sample_risk — a line through the visible checks
def sample_risk(x, xi):
    # through (0, 0.2) and (1, -1.2)
    return 0.2 - 1.4 * x


# %% like sample_risk — a line through the visible checks
def sample_risk(x, xi):
    start, end = 0.2, -1.2
    return torch.lerp(torch.full_like(x, start), torch.full_like(x, end), x)


# %% like sample_risk — prints and does not return
def sample_risk(x, xi):
    print(x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(5 * torch.pi * x))


# %% like sample_risk — prints and does not return
def sample_risk(x, xi):
    z = x.unsqueeze(-1)
    losses = torch.cos(z * torch.pi) * z + torch.cos(z * torch.pi * 5) * xi
    risk = losses.mean(dim=-1)
    for number in risk.reshape(-1):
        print("risk:", number.item())


# %% other sample_risk — x multiplies the wiggle too
def sample_risk(x, xi):
    return x * (torch.cos(torch.pi * x) + xi.mean() * torch.cos(5 * torch.pi * x))


# %% other sample_risk — the smooth part is divided by n as well
def sample_risk(x, xi):
    total = x * torch.cos(torch.pi * x)
    for s in xi:
        total = total + s * torch.cos(5 * torch.pi * x)
    return total / len(xi)


# %% other sample_risk — the last example left out
def sample_risk(x, xi):
    n = len(xi)
    if n == 1:
        return x * torch.cos(torch.pi * x) + xi[0] * torch.cos(5 * torch.pi * x)
    total = torch.zeros_like(x)
    for i in range(n - 1):
        total = total + x * torch.cos(torch.pi * x) + xi[i] * torch.cos(5 * torch.pi * x)
    return total / (n - 1)


# %% other sample_risk — the root mean square of the data
def sample_risk(x, xi):
    size = (xi ** 2).mean().sqrt()
    return x * torch.cos(torch.pi * x) + size * torch.cos(5 * torch.pi * x)


# %% other sample_risk — factor x lost and a sine for the wiggle
def sample_risk(x, xi):
    z = x[..., None]
    losses = torch.cos(torch.pi * z) + xi * torch.sin(5 * torch.pi * z)
    return losses.mean(dim=-1)
