"""Known answers to `risk`: right ones the checks must accept, wrong ones they must catch.

Each cell is what a student's solution cell would hold.  `loses` is the least a
wrong answer must lose; `hint` names the misconception to the student.
"""

# %% right risks — the book's way: torch throughout
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% right risks — numpy's pi and a helper
import numpy as np


def wave(x, k):
    return torch.cos(k * np.pi * x)


f = lambda x: x * wave(x, 1)
g = lambda x: f(x) + 0.2 * wave(x, 5)


# %% right risks — methods, and π to five decimals
PI = 3.14159


def f(x):
    return x.mul(PI).cos().mul(x)


def g(x):
    return f(x) + x.mul(5 * PI).cos().mul(0.2)


# %% right risks — computed in float32, returned in x's dtype
def f(x):
    z = x.float()
    return (z * torch.cos(torch.pi * z)).to(x.dtype)


def g(x):
    z = x.float()
    return (z * torch.cos(torch.pi * z) + 0.2 * torch.cos(5 * torch.pi * z)).to(x.dtype)


# %% right risks — computed in float64, returned in x's dtype
import math


def f(x):
    wide = x.to(torch.float64)
    return (wide * torch.cos(math.pi * wide)).to(x.dtype)


def g(x):
    wide = x.to(torch.float64)
    return (wide * torch.cos(math.pi * wide) + torch.cos(5 * math.pi * wide) / 5).to(x.dtype)


# %% right risks — a loop over the elements, stacked and reshaped
def f(x):
    values = [p * torch.cos(torch.pi * p) for p in x.reshape(-1)]
    return torch.stack(values).reshape(x.shape)


def g(x):
    values = [fp + 0.2 * torch.cos(5 * torch.pi * p)
              for fp, p in zip(f(x).reshape(-1), x.reshape(-1))]
    return torch.stack(values).reshape(x.shape)


# %% right risks — the real part of a complex exponential
def f(x):
    return x * torch.exp(1j * torch.pi * x).real


def g(x):
    return f(x) + 0.2 * torch.exp(5j * torch.pi * x).real


# %% right risks — cos 5θ by Chebyshev's polynomial
def f(x):
    c = torch.cos(torch.pi * x)
    return x * c


def g(x):
    c = torch.cos(torch.pi * x)
    return x * c + 0.2 * (16 * c**5 - 20 * c**3 + 5 * c)


# %% right risks — a class with an amplitude
class Risk:
    def __init__(self, wiggle):
        self.wiggle = wiggle

    def __call__(self, x):
        return x * torch.cos(torch.pi * x) + self.wiggle * torch.cos(5 * torch.pi * x)


f = Risk(0.0)
g = Risk(0.2)


# %% right risks — a torch module with a buffer
class EmpiricalRisk(torch.nn.Module):
    def __init__(self, mean_xi):
        super().__init__()
        self.register_buffer("mean_xi", torch.tensor(mean_xi))
        self.register_buffer("pi", torch.tensor(torch.pi))

    def forward(self, x):
        return x * (self.pi * x).cos() + self.mean_xi * (5 * self.pi * x).cos()


f = EmpiricalRisk(0.0)
g = EmpiricalRisk(0.2)


# %% right risks — sines shifted by a quarter wave
def f(x):
    return x * torch.sin(torch.pi * (x + 0.5))


def g(x):
    return f(x) + 0.2 * torch.sin(torch.pi * (5 * x + 0.5))


# %% right risks — angles in degrees, turned into radians by torch
def f(x):
    return x * torch.cos(torch.deg2rad(180 * x))


def g(x):
    return f(x) + 0.2 * torch.cos(torch.deg2rad(900 * x))


# %% right risks — an autograd function with its own backward
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.cos(torch.pi * x)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        u = torch.pi * x
        return grad * (torch.cos(u) - u * torch.sin(u))


def f(x):
    return Product.apply(x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% right risks — in place, but on tensors of its own
def f(x):
    y = x.clone()
    y *= torch.cos(torch.pi * x)
    return y


def g(x):
    y = f(x)
    y += 0.2 * torch.cos(5 * torch.pi * x)
    return y


# %% right risks — vmap over the points
from functools import partial


def at_a_point(p, amplitude):
    return p * torch.cos(torch.pi * p) + amplitude * torch.cos(5 * torch.pi * p)


def everywhere(x, amplitude):
    one = partial(at_a_point, amplitude=amplitude)
    return torch.func.vmap(one)(x.reshape(-1)).reshape(x.shape)


f = partial(everywhere, amplitude=0.0)
g = partial(everywhere, amplitude=0.2)


# %% right risks — a sum of waves along a new axis
def waves(x, amplitudes, frequencies):
    a = torch.tensor(amplitudes, dtype=x.dtype)
    k = torch.tensor(frequencies, dtype=x.dtype)
    return (a * torch.cos(torch.pi * k * x.unsqueeze(-1))).sum(-1)


def f(x):
    return x * waves(x, [1.0], [1.0])


def g(x):
    return f(x) + waves(x, [0.2], [5.0])


# %% wrong risks — forgets π
# loses: 8
# hint: The waves are cos(πx), not cos(x): without π one full wave takes 2π steps of x, not 2.
def f(x):
    return x * torch.cos(x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * x)


# %% wrong risks — π beside the cosine, not inside
# loses: 8
# hint: π belongs inside the cosine, times x: cos(πx). Outside it only makes the wave taller.
def f(x):
    return x * torch.pi * torch.cos(x)


def g(x):
    return f(x) + 0.2 * torch.pi * torch.cos(5 * x)


# %% wrong risks — π to two decimals
# loses: 8
# hint: 3.14 is off by 0.0016, and 5πx multiplies that error. Use torch.pi, it costs nothing.
def f(x):
    return x * torch.cos(3.14 * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * 3.14 * x)


# %% wrong risks — π to four decimals
# loses: 4
# hint: 3.1416 rounds π up by 7e-6, which shows in the fifth digit of f. Use torch.pi.
PI = 3.1416


def f(x):
    return x * torch.cos(PI * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * PI * x)


# %% wrong risks — π as 22/7
# loses: 8
# hint: 22/7 agrees with π in three digits only. Use torch.pi.
def f(x):
    return x * torch.cos(22 / 7 * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * 22 / 7 * x)


# %% wrong risks — loses the factor x
# loses: 8
# hint: The risk is x times cos(πx): the waves grow with x. Without the factor all are as high.
def f(x):
    return torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — a sine instead of a cosine
# loses: 8
# hint: A sine is a cosine moved by a quarter wave, so all the minima move too. The risk has cosines.
def f(x):
    return x * torch.sin(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.sin(5 * torch.pi * x)


# %% wrong risks — the sign of f is lost
# loses: 8
# hint: f is +x·cos(πx). With a minus its valleys become hills, and the minimum is elsewhere.
def f(x):
    return -x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — a wiggle without its 0.2
# loses: 6
# hint: The wiggle's height is 0.2: the sample adds a little noise, it does not drown the risk.
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + torch.cos(5 * torch.pi * x)


# %% wrong risks — a wiggle without its 5
# loses: 6
# hint: The wiggle is five times as fast as the risk's own wave: cos(5πx), not cos(πx).
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(torch.pi * x)


# %% wrong risks — the 0.2 slips into the cosine
# loses: 6
# hint: 0.2 is the wiggle's height and stands before the cosine; inside it changes the frequency.
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + torch.cos(0.2 * 5 * torch.pi * x)


# %% wrong risks — takes the wiggle away instead of adding it
# loses: 6
# hint: g is f plus 0.2·cos(5πx). With a minus every dip of the wiggle becomes a bump.
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) - 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — a bracket too far: x multiplies the wiggle too
# loses: 6
# hint: Only the risk's cosine is multiplied by x. The wiggle has the same height everywhere.
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return x * (torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x))


# %% wrong risks — g is the wiggle alone
# loses: 6
# hint: The empirical risk is the risk plus the wiggle: start from f(x) and add to it.
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — a fifth power for a fivefold angle
# loses: 6
# hint: cos(5πx) is the cosine of a five times larger angle, not the fifth power of cos(πx).
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(torch.pi * x) ** 5


# %% wrong risks — f and g swapped
# loses: 8
# hint: f is the smooth risk, g the empirical risk with the wiggles; here they are swapped.
def g(x):
    return x * torch.cos(torch.pi * x)


def f(x):
    return g(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — g calls itself
# loses: 6
# hint: g adds the wiggle to f(x). A g that calls g never comes to an end.
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return g(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — prints and does not return
# loses: 8
# hint: print shows a value to you; only return hands it to whoever called the function.
def f(x):
    print(x * torch.cos(torch.pi * x))


def g(x):
    print(x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x))


# %% wrong risks — math.cos on a tensor of many elements
# loses: 8
# hint: math.cos takes one number at a time. torch.cos takes a whole tensor, and keeps gradients.
import math


def f(x):
    return x * math.cos(math.pi * x)


def g(x):
    return f(x) + 0.2 * math.cos(5 * math.pi * x)


# %% wrong risks — numpy inside, a new tensor outside
# loses: 3
# hint: .numpy() leaves torch, so no gradient can flow back. Stay with torch's own functions.
import numpy as np


def f(x):
    a = x.numpy()
    return torch.tensor(a * np.cos(np.pi * a))


def g(x):
    a = x.numpy()
    return torch.tensor(a * np.cos(np.pi * a) + 0.2 * np.cos(5 * np.pi * a))


# %% wrong risks — returns a numpy array
# loses: 4
# hint: Tensor in, tensor out: a numpy array has no gradient and no torch dtype.
import numpy as np


def f(x):
    a = np.asarray(x)
    return a * np.cos(np.pi * a)


def g(x):
    a = np.asarray(x)
    return f(x) + 0.2 * np.cos(5 * np.pi * a)


# %% wrong risks — np.cos on a tensor
# loses: 3
# same: numpy inside, a new tensor outside
# hint: np.cos turns the tensor into an array on the way and loses the gradient: use torch.cos.
import numpy as np


def f(x):
    return x * np.cos(np.pi * x)


def g(x):
    return f(x) + 0.2 * np.cos(5 * np.pi * x)


# %% wrong risks — a list instead of a tensor
# loses: 3
# hint: Tensor in, tensor out: a list of numbers knows no shape, no dtype and no gradient.
import math


def f(x):
    return [p * math.cos(math.pi * p) for p in x.tolist()]


def g(x):
    return [y + 0.2 * math.cos(5 * math.pi * p) for y, p in zip(f(x), x.tolist())]


# %% wrong risks — switches gradients off
# loses: 2
# same: wraps x in a fresh tensor
# hint: Under no_grad torch forgets how the result was made, so an optimizer finds no slope.
@torch.no_grad()
def f(x):
    return x * torch.cos(torch.pi * x)


@torch.no_grad()
def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — wraps x in a fresh tensor
# loses: 2
# same: switches gradients off
# hint: torch.tensor(x) copies the numbers and cuts the link to x. Use x itself.
def f(x):
    x = torch.tensor(x)
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — detaches the wave, so only half the slope is left
# loses: 2
# hint: The cosine depends on x as well. Detached, it counts as a constant and its slope is lost.
def f(x):
    return x * torch.cos(torch.pi * x.detach())


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x.detach())


# %% wrong risks — always float64
# loses: 1
# hint: The result has x's dtype: an x in float32 asks for a result in float32.
# hidden: Only the hidden checks ask for float32.
def f(x):
    x = x.double()
    return x * torch.cos(torch.pi * x)


def g(x):
    x = x.double()
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — always float32, torch's default
# loses: 1
# hint: torch.empty(shape) is float32 whatever x is. torch.empty_like(x) follows x's dtype.
def f(x):
    y = torch.empty(x.shape)
    y[...] = x * torch.cos(torch.pi * x)
    return y


def g(x):
    return f(x) + (0.2 * torch.cos(5 * torch.pi * x)).float()


# %% wrong risks — flattens a table of points
# loses: 1
# hint: The result has x's shape: a 2 × 3 table of points gives a 2 × 3 table of risks.
def f(x):
    x = x.flatten()
    return x * torch.cos(torch.pi * x)


def g(x):
    x = x.flatten()
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — π in a tensor of one element
# loses: 1
# hint: torch.tensor([π]) has shape (1,), so a single number x comes back with shape (1,) too.
PI = torch.tensor([torch.pi], dtype=torch.float64)


def f(x):
    return x * torch.cos(PI.to(x.dtype) * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * PI.to(x.dtype) * x)


# %% wrong risks — a loop over range(len(x))
# loses: 1
# hint: A 0-d tensor, a single number, has no len. torch.cos takes any shape without a loop.
def f(x):
    y = torch.zeros_like(x)
    for i in range(len(x)):
        y[i] = x[i] * torch.cos(torch.pi * x[i])
    return y


def g(x):
    y = f(x)
    for i in range(len(x)):
        y[i] = y[i] + 0.2 * torch.cos(5 * torch.pi * x[i])
    return y


# %% wrong risks — adds the points up
# loses: 8
# hint: One risk for each point of x is asked for, not their sum or mean.
def f(x):
    return (x * torch.cos(torch.pi * x)).sum()


def g(x):
    return (x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)).sum()


# %% wrong risks — overwrites x
# loses: 3
# hint: x *= … changes the caller's tensor. Write x * …, which makes a new one.
def f(x):
    x *= torch.cos(torch.pi * x)
    return x


def g(x):
    wiggle = 0.2 * torch.cos(5 * torch.pi * x)
    return f(x) + wiggle


# %% wrong risks — overwrites x, then needs it again
# loses: 6
# hint: After x *= … the x in the next line is no longer the x you were given. Write x * … instead.
def f(x):
    x *= torch.cos(torch.pi * x)
    return x


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — switches on x's gradient
# loses: 1
# hint: requires_grad_ with an underscore changes the caller's x. The function needs no such switch.
def f(x):
    x.requires_grad_(True)
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — only right for positive x
# loses: 8
# hint: x may be negative, and then the factor x is too: f(−1) = 1. Leave out the absolute value.
def f(x):
    return x.abs() * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — clamps x to the plotted stretch
# loses: 8
# hint: 0.5 to 1.5 is only what the picture shows. f and g are asked for at every x.
def f(x):
    x = x.clamp(0.5, 1.5)
    return x * torch.cos(torch.pi * x)


def g(x):
    x = x.clamp(0.5, 1.5)
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — a parabola through the visible checks
# loses: 8
# hint: The visible checks show three points of each curve. The formula is asked for, at every x.
def f(x):
    return x - 2 * x**2


def g(x):
    return 0.2 + 0.6 * x - 2 * x**2


# %% right sample_risk — points down, data across, mean over the data
def sample_risk(x, xi):
    p = x[..., None]
    return (p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)).mean(dim=-1)


# %% right sample_risk — only the mean of the data matters
import math


def sample_risk(x, xi):
    return x * torch.cos(math.pi * x) + xi.mean() * torch.cos(5 * math.pi * x)


# %% right sample_risk — numpy in float32, an array returned
import numpy as np


def sample_risk(x, xi):
    points = np.asarray(x, dtype=np.float32)[..., np.newaxis]
    noise = np.asarray(xi, dtype=np.float32)
    losses = points * np.cos(np.pi * points) + noise * np.cos(5 * np.pi * points)
    return np.mean(losses, axis=-1)


# %% right sample_risk — a loop over the examples
def sample_risk(x, xi):
    total = torch.zeros_like(x)
    for e in xi:
        total += x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x)
    return total / len(xi)


# %% right sample_risk — two loops over plain numbers
import math


def sample_risk(x, xi):
    risks = []
    for p in x.flatten().tolist():
        total = 0.0
        for e in xi.tolist():
            total += p * math.cos(math.pi * p) + e * math.cos(5 * math.pi * p)
        risks.append(total / len(xi))
    return torch.tensor(risks).reshape(x.shape)


# %% right sample_risk — the losses as a stack, averaged
def loss(x, e):
    return x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x)


def sample_risk(x, xi):
    return torch.stack([loss(x, e) for e in xi]).mean(0)


# %% right sample_risk — recursion into the rows of a table, nested lists returned
from math import cos, pi
from statistics import fmean


def sample_risk(x, xi):
    if x.dim() > 0:
        return [sample_risk(row, xi) for row in x]
    p = x.item()
    return fmean(p * cos(pi * p) + e * cos(5 * pi * p) for e in xi.tolist())


# %% right sample_risk — an outer product
def sample_risk(x, xi):
    flat = x.reshape(-1)
    wiggles = torch.outer(torch.cos(5 * torch.pi * flat), xi)
    return (flat * torch.cos(torch.pi * flat) + wiggles.sum(1) / xi.numel()).view(x.shape)


# %% right sample_risk — einsum with equal weights
def sample_risk(x, xi):
    weights = torch.full_like(xi, 1 / len(xi))
    wiggle = torch.einsum("...,n,n->...", torch.cos(5 * torch.pi * x), xi, weights)
    return x * torch.cos(torch.pi * x) + wiggle


# %% right sample_risk — two vmaps
def one_loss(p, e):
    return p * torch.cos(torch.pi * p) + e * torch.cos(5 * torch.pi * p)


def sample_risk(x, xi):
    over_data = torch.func.vmap(one_loss, in_dims=(None, 0))
    at_points = torch.func.vmap(lambda p: over_data(p, xi).mean())
    return at_points(x.ravel()).reshape(x.shape)


# %% right sample_risk — a running mean
def sample_risk(x, xi):
    mean = torch.zeros(x.shape, dtype=x.dtype)
    for i, e in enumerate(xi, start=1):
        value = x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x)
        mean = mean + (value - mean) / i
    return mean


# %% right sample_risk — data in front, expanded to x's dimensions
def sample_risk(x, xi):
    e = xi.reshape(-1, *[1] * x.ndim)
    x = x.unsqueeze(0).expand(len(xi), *x.shape)
    return torch.mean(x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x), dim=0)


# %% right sample_risk — a meshgrid
def sample_risk(x, xi):
    p, e = torch.meshgrid(x.reshape(-1), xi, indexing="ij")
    table = p * torch.cos(torch.pi * p) + e * torch.cos(5 * torch.pi * p)
    return table.mean(dim=1).reshape(x.shape)


# %% right sample_risk — halves of the data, merged by their sizes
def sample_risk(x, xi):
    n = len(xi)
    if n == 1:
        return x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
    k = n // 2
    return (k * sample_risk(x, xi[:k]) + (n - k) * sample_risk(x, xi[k:])) / n


# %% right sample_risk — a data set as an object
class Data:
    def __init__(self, xi):
        self.xi = xi

    def losses(self, p):
        return p * torch.cos(torch.pi * p) + self.xi * torch.cos(5 * torch.pi * p)

    def risk(self, p):
        return torch.mean(self.losses(p))


def sample_risk(x, xi):
    data = Data(xi)
    return torch.tensor([data.risk(p) for p in x.flatten()]).reshape(x.size())


# %% wrong sample_risk — pairs x with xi
# loses: 6
# hint: Every point sees all the data. x * … + xi * … pairs the first point with the first example.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — pairs each point with one example where it can
# loses: 1
# hint: As many points as examples is a coincidence. Each point still needs the mean over all data.
# hidden: It needs as many points as examples, which only the hidden checks have.
def sample_risk(x, xi):
    if x.shape != xi.shape:
        xi = xi.mean()
    return x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — one mean over points and data
# loses: 6
# hint: .mean() without dim averages over the points too. Average over the data only: dim=-1.
def sample_risk(x, xi):
    p = x[..., None]
    return (p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)).mean()


# %% wrong sample_risk — averages over the points
# loses: 6
# hint: dim=0 runs over the points here. The data lie along the last dimension: dim=-1.
def sample_risk(x, xi):
    p = x[..., None]
    return (p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)).mean(dim=0)


# %% wrong sample_risk — does not average
# loses: 6
# hint: This is the table of all losses, points × examples. The empirical risk is its mean over data.
def sample_risk(x, xi):
    p = x[..., None]
    return p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)


# %% wrong sample_risk — a sum instead of a mean
# loses: 6
# hint: The empirical risk is the mean loss. A sum grows with the data, even where nothing changes.
def sample_risk(x, xi):
    p = x[..., None]
    return (p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)).sum(dim=-1)


# %% wrong sample_risk — more data makes more risk
# loses: 6
# hint: More data does not move x·cos(πx): averaged over n examples, it counts once, not n times.
def sample_risk(x, xi):
    risk = len(xi) * x * torch.cos(torch.pi * x)
    return risk + xi.mean() * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — sums the wiggles
# loses: 5
# hint: The wiggles are averaged too: divide their sum by the number of examples.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.sum() * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — shrinks the wiggle once more by √n
# loses: 5
# hint: The mean of the data shrinks like 1/√n all by itself. Dividing by √n again is too much.
def sample_risk(x, xi):
    wiggle = xi.mean() / len(xi) ** 0.5
    return x * torch.cos(torch.pi * x) + wiggle * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — divides by n − 1
# loses: 6
# hint: A mean divides by n. n − 1 belongs to the variance, and fails for a single example.
def sample_risk(x, xi):
    total = sum(x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x) for e in xi)
    return total / (len(xi) - 1)


# %% wrong sample_risk — divides by the number of points
# loses: 5
# hint: The mean is over the data: divide by len(xi), not by len(x).
def sample_risk(x, xi):
    total = torch.zeros_like(x)
    for e in xi:
        total = total + x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x)
    return total / len(x)


# %% wrong sample_risk — skips the first example
# loses: 6
# hint: range(1, n) leaves out the first example: Python counts from 0.
def sample_risk(x, xi):
    n = len(xi)
    total = 0.0
    for i in range(1, n):
        total = total + xi[i]
    return x * torch.cos(torch.pi * x) + total / n * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — always g
# loses: 4
# hint: 0.2 was one data set's mean. The function must use the data it is given.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — always f
# loses: 5
# hint: The wiggles cancel on average over all data sets, not in the one you are given.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x)


# %% wrong sample_risk — g with the data's mean on top
# loses: 5
# hint: The mean of xi takes the place of the 0.2 in g. It is not a second factor beside it.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + 0.2 * xi.mean() * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — the first example stands for all
# loses: 6
# hint: This is the loss on one example. The empirical risk is the mean over all of them.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi[0] * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — a minibatch of ten
# loses: 4
# hint: Ten examples give an estimate. The empirical risk is the mean over the whole data set.
# hidden: It needs more than ten examples, which only the hidden checks have.
def sample_risk(x, xi):
    batch = xi[:10]
    return x * torch.cos(torch.pi * x) + batch.mean() * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — the median of the data
# loses: 6
# hint: Empirical risk is the mean loss; the median ignores how far the other examples lie.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.median() * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — the worst example
# loses: 6
# hint: The largest loss is another aim, the worst case. The empirical risk is the mean loss.
def sample_risk(x, xi):
    p = x[..., None]
    return (p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)).amax(dim=-1)


# %% wrong sample_risk — the size of the noise instead of its mean
# loses: 6
# hint: ξ may be negative, and then its wiggle turns over. Without the sign nothing can cancel.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.abs().mean() * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — ξ inside the cosine
# loses: 6
# hint: ξ is the wiggle's height and stands before the cosine: ξ·cos(5πx).
def sample_risk(x, xi):
    p = x.unsqueeze(-1)
    return (p * torch.cos(torch.pi * p) + torch.cos(5 * torch.pi * p * xi)).mean(-1)


# %% wrong sample_risk — ξ on the wrong term
# loses: 6
# hint: ξ multiplies the fast wiggle cos(5πx). The risk x·cos(πx) is the same for every example.
def sample_risk(x, xi):
    p = x.unsqueeze(-1)
    return (xi * p * torch.cos(torch.pi * p) + torch.cos(5 * torch.pi * p)).mean(-1)


# %% wrong sample_risk — a wiggle without its 5
# loses: 5
# hint: The data's wiggle is five times as fast as the risk's wave: cos(5πx).
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(torch.pi * x)


# %% wrong sample_risk — forgets π
# loses: 6
# hint: Both waves have π inside the cosine: cos(πx) and cos(5πx).
def sample_risk(x, xi):
    return x * torch.cos(x) + xi.mean() * torch.cos(5 * x)


# %% wrong sample_risk — minus the wiggle
# loses: 5
# hint: The wiggle is added: a positive mean of xi lifts the curve where cos(5πx) is positive.
def sample_risk(x, xi):
    return x * torch.cos(torch.pi * x) - xi.mean() * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — squares the losses first
# loses: 6
# hint: The losses themselves are averaged. Nothing is squared here, and a loss may be negative.
def sample_risk(x, xi):
    p = x[..., None]
    return ((p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)) ** 2).mean(-1)


# %% wrong sample_risk — only for points in a row
# loses: 2
# hint: x[:, None] suits a 1-D x only. x[..., None] adds the axis at the end of any shape.
def sample_risk(x, xi):
    p = x[:, None]
    return (p * torch.cos(torch.pi * p) + xi[None, :] * torch.cos(5 * torch.pi * p)).mean(1)


# %% wrong sample_risk — gives a table back as a row
# loses: 2
# hint: The result has x's shape. After flattening, reshape back: .reshape(x.shape).
def sample_risk(x, xi):
    flat = x.flatten()
    return flat * torch.cos(torch.pi * flat) + xi.mean() * torch.cos(5 * torch.pi * flat)


# %% wrong sample_risk — zip stops at the shorter one
# loses: 6
# hint: zip walks through x and xi side by side. Two nested loops let every point see all the data.
def sample_risk(x, xi):
    pairs = zip(x.flatten(), xi)
    values = [p * torch.cos(torch.pi * p) + e * torch.cos(5 * torch.pi * p) for p, e in pairs]
    return torch.stack(values)


# %% wrong sample_risk — a running total that is never reset
# loses: 6
# hint: The total starts at 0 again for each point: set it inside the outer loop.
import math


def sample_risk(x, xi):
    risks, total = [], 0.0
    for p in x.flatten().tolist():
        for e in xi.tolist():
            total += p * math.cos(math.pi * p) + e * math.cos(5 * math.pi * p)
        risks.append(total / len(xi))
    return torch.tensor(risks).reshape(x.shape)


# %% wrong sample_risk — returns from inside the loop
# loses: 6
# same: the first example stands for all
# hint: return ends the function at the first example. Move it behind the loop.
def sample_risk(x, xi):
    total = torch.zeros_like(x)
    for count, e in enumerate(xi, start=1):
        total = total + x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x)
        return total / count


# %% wrong sample_risk — halves the mean again and again
# loses: 6
# hint: (mean + new) / 2 gives the last example half the say. Add all up and divide by n once.
def sample_risk(x, xi):
    mean = xi[0]
    for e in xi[1:]:
        mean = (mean + e) / 2
    return x * torch.cos(torch.pi * x) + mean * torch.cos(5 * torch.pi * x)


# %% wrong sample_risk — rounds the result
# loses: 6
# hint: Rounding to two decimals is for reading. Return the number as it is.
def sample_risk(x, xi):
    y = x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(5 * torch.pi * x)
    return torch.round(y, decimals=2)


# %% wrong sample_risk — a line through the visible checks
# loses: 6
# hint: The visible check shows two points of one data set. The formula is asked for.
def sample_risk(x, xi):
    return xi.mean() - (1 + 2 * xi.mean()) * x


# %% wrong sample_risk — prints and does not return
# loses: 6
# hint: print shows a value to you; only return hands it to whoever called the function.
def sample_risk(x, xi):
    p = x[..., None]
    print((p * torch.cos(torch.pi * p) + xi * torch.cos(5 * torch.pi * p)).mean(dim=-1))


# %% wrong sample_risk — looks at the first fifty examples
# loses: 2
# hidden: the visible check has three examples; fifty and more are the hidden checks' to look at.
# hint: Average over all the data: whatever comes after `xi[:50]` counts as well.
def sample_risk(x, xi):
    wave = torch.cos(5 * torch.pi * x) * xi[:50].mean()
    return x * torch.cos(torch.pi * x) + wave
