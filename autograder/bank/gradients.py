"""Known answers to `gradients`: right ones the checks must accept, wrong ones they must catch.

Each cell is what a student's solution cell would hold.  `loses` is the least a
wrong answer must lose; `hint` names the misconception to the student.
"""

# %% right act_grad — the formulas in torch
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    elif name == "relu":
        return torch.where(x > 0, 1.0, 0.0)
    else:
        raise ValueError("unknown activation: " + name)


# %% right act_grad — autograd of the sum
def act_grad(name, x):
    functions = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
    if name not in functions:
        raise ValueError(name)
    x = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(functions[name](x).sum(), x)[0]


# %% right act_grad — backward, as in the book
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(f"no such activation: {name}")
    z = x.clone()
    z.requires_grad_()
    y = getattr(torch, name)(z)
    y.backward(torch.ones_like(y))
    return z.grad


# %% right act_grad — torch.func: vmap of grad over the flat points
from torch.func import grad, vmap


def act_grad(name, x):
    try:
        fn = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}[name]
    except KeyError:
        raise ValueError(f"{name!r}?") from None
    return vmap(grad(fn))(x.reshape(-1)).reshape(x.shape)


# %% right act_grad — forward mode
def act_grad(name, x):
    match name:
        case "tanh":
            fn = torch.tanh
        case "sigmoid":
            fn = torch.sigmoid
        case "relu":
            fn = torch.relu
        case _:
            raise ValueError(name)
    return torch.func.jvp(fn, (x,), (torch.ones_like(x),))[1]


# %% right act_grad — numpy in, numpy out
import numpy as np


def act_grad(name, x):
    a = x.detach().numpy()
    if name == "tanh":
        return 1.0 - np.tanh(a) ** 2
    if name == "sigmoid":
        e = np.exp(-np.abs(a))
        return e / (1.0 + e) ** 2
    if name == "relu":
        return (a > 0).astype(int)
    raise ValueError(name)


# %% right act_grad — math on a flat list, point by point
import math


def act_grad(name, x):
    def slope(v):
        if name == "relu":
            return 1.0 if v > 0 else 0.0
        if name == "tanh":
            return 1 - math.tanh(v) ** 2
        s = 0.5 * (1 + math.tanh(v / 2))
        return s * (1 - s)

    if name not in {"relu", "tanh", "sigmoid"}:
        raise ValueError(name)
    return torch.tensor([slope(v) for v in x.flatten().tolist()]).view(x.shape)


# %% right act_grad — nested lists by recursion
import math


def act_grad(name, x):
    if name not in ["tanh", "sigmoid", "relu"]:
        raise ValueError(name)
    if x.dim() > 0:
        return [act_grad(name, row) for row in x]
    v = float(x)
    if name == "relu":
        return int(v > 0)
    u = math.exp(-abs(v)) if name == "sigmoid" else math.exp(-2 * abs(v))
    return (1 if name == "sigmoid" else 4) * u / (1 + u) ** 2


# %% right act_grad — central differences, and the kink by hand
def act_grad(name, x):
    h = 1e-5
    if name == "relu":
        return x.sign().clamp(min=0)
    if name == "tanh":
        return (torch.tanh(x + h) - torch.tanh(x - h)) / (2 * h)
    if name == "sigmoid":
        return (torch.sigmoid(x + h) - torch.sigmoid(x - h)) / (2 * h)
    raise ValueError(name)


# %% right act_grad — float32 inside
def act_grad(name, x):
    z = x.float()
    if name == "tanh":
        return 1 - z.tanh().square()
    if name == "sigmoid":
        return z.sigmoid() * (1 - z.sigmoid())
    if name == "relu":
        return torch.heaviside(z, torch.tensor(0.0))
    raise ValueError(name)


# %% right act_grad — hyperbolic cosines and an exception of its own
class UnknownActivation(ValueError):
    pass


TABLE = {
    "tanh": lambda x: torch.cosh(x) ** -2,
    "sigmoid": lambda x: 0.25 / torch.cosh(x / 2) ** 2,
    "relu": lambda x: (x > 0).double(),
}


def act_grad(name, x):
    if name in TABLE:
        return TABLE[name](x)
    raise UnknownActivation(name)


# %% right act_grad — the diagonal of a Jacobian
def act_grad(name, x):
    fns = dict(tanh=torch.tanh, sigmoid=torch.sigmoid, relu=torch.nn.ReLU())
    if fns.get(name) is None:
        raise ValueError(name)
    J = torch.autograd.functional.jacobian(fns[name], x.reshape(-1))
    return J.diagonal().reshape(x.shape)


# %% right act_grad — the naive fraction for sigmoid, one side at a time
def act_grad(name, x):
    if name == "sigmoid":
        up = 1 / (1 + torch.exp(-x))
        down = 1 / (1 + torch.exp(x))
        return up * down
    if name == "tanh":
        return 4 * act_grad("sigmoid", 2 * x)
    if name == "relu":
        return (torch.sign(x) + torch.sign(x).abs()) / 2
    raise ValueError(name)


# %% wrong act_grad — returns the activation, not its derivative
# loses: 4
# hint: This is the activation itself; its derivative says how fast it changes.
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    return getattr(torch, name)(x)


# %% wrong act_grad — tanh′ without the square
# loses: 3
# hint: tanh′ is 1 − tanh², with a square: at negative x, 1 − tanh is larger than 1.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x)
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% wrong act_grad — the sigmoid's derivative lacks the factor 1 − σ
# loses: 3
# hint: σ′ = σ·(1 − σ): at large x the sigmoid is flat, so its slope must go to 0.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x)
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% wrong act_grad — the sigmoid's derivative with tanh's formula
# loses: 3
# hint: 1 − y² belongs to tanh; the sigmoid's slope is y·(1 − y), at most 0.25.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return 1 - torch.sigmoid(x) ** 2
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% wrong act_grad — the chain rule's half is lost
# loses: 3
# hint: σ(x) = (1 + tanh(x/2))/2: the x/2 inside gives another factor ½ by the chain rule.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return (1 - torch.tanh(x / 2) ** 2) / 2
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% wrong act_grad — 1/cosh without the square
# loses: 3
# hint: tanh′ is 1/cosh², with a square.
def act_grad(name, x):
    if name == "tanh":
        return 1 / torch.cosh(x)
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% wrong act_grad — relu′(0) = 1
# loses: 0.5
# hint: At the kink the convention is 0: compare with x > 0, not with x >= 0.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return (x >= 0).double()
    raise ValueError(name)


# %% wrong act_grad — relu′(0) = ½
# loses: 0.5
# hint: A difference quotient across the kink sees the mean of both sides; the convention is 0.
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    fn, h = getattr(torch, name), 1e-5
    return (fn(x + h) - fn(x - h)) / (2 * h)


# %% wrong act_grad — an unknown name raises KeyError
# loses: 0.5
# hint: A dict that lacks the name raises KeyError; the contract asks for ValueError.
def act_grad(name, x):
    return {
        "tanh": 1 - torch.tanh(x) ** 2,
        "sigmoid": torch.sigmoid(x) * (1 - torch.sigmoid(x)),
        "relu": (x > 0).double(),
    }[name]


# %% wrong act_grad — an unknown name returns None
# loses: 0.5
# hint: Falling off the end returns None in silence; end with raise ValueError(...).
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return (x > 0).double()


# %% wrong act_grad — everything else is relu
# loses: 0.5
# hint: "else" catches every misspelt name and calls it relu; compare with "relu" and refuse others.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    return (x > 0).double()


# %% wrong act_grad — any function of torch is welcome
# loses: 0.5
# hint: getattr(torch, name) knows sin and many more; only three names are allowed.
# hidden: The visible check's unknown name is none of torch's.
def act_grad(name, x):
    try:
        fn = getattr(torch, name)
    except AttributeError:
        raise ValueError(name)
    z = x.clone().requires_grad_()
    return torch.autograd.grad(fn(z).sum(), z)[0]


# %% wrong act_grad — returns the ValueError instead of raising it
# loses: 0.5
# hint: An exception must be raised, not returned.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return (x > 0).double()
    return ValueError(name)


# %% wrong act_grad — refuses every name
# loses: 5
# hint: A function that always raises knows no activation at all.
def act_grad(name, x):
    raise ValueError(name)


# %% wrong act_grad — exp(1000) overflows in the sigmoid
# loses: 1
# hint: exp(-x) is inf at x = -1000, and what is computed from it nan; torch.sigmoid stays finite.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.exp(-x) / (1 + torch.exp(-x)) ** 2
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% wrong act_grad — exp(1000) overflows in tanh
# loses: 1
# hint: (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ) is inf/inf = nan at x = 1000; torch.tanh stays finite.
def act_grad(name, x):
    if name == "tanh":
        t = (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())
        return 1 - t**2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% wrong act_grad — autograd through a naive sigmoid
# loses: 1
# hint: autograd multiplies 0 by inf where exp(-x) overflows, and gets nan.
# same: exp(1000) overflows in the sigmoid
def act_grad(name, x):
    fns = {"tanh": torch.tanh, "sigmoid": lambda v: 1 / (1 + torch.exp(-v)), "relu": torch.relu}
    if name not in fns:
        raise ValueError(name)
    z = x.clone().requires_grad_()
    return torch.autograd.grad(fns[name](z).sum(), z)[0]


# %% wrong act_grad — a step that is far too coarse
# loses: 3
# hint: A one-sided difference with h = 0.01 errs by a percent; make h small and take both sides.
def act_grad(name, x):
    h = 0.01
    if name == "relu":
        return (x > 0).double()
    if name not in ("tanh", "sigmoid"):
        raise ValueError(name)
    fn = getattr(torch, name)
    return (fn(x + h) - fn(x)) / h


# %% wrong act_grad — the sum of the slopes
# loses: 4
# hint: One slope for each element of x was asked for, not their sum.
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    z = x.clone().requires_grad_()
    getattr(torch, name)(z).sum().backward()
    return z.grad.sum()


# %% wrong act_grad — the shape is flattened
# loses: 2
# hint: The result needs x's shape: finish with .reshape(x.shape).
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    z = x.clone().reshape(-1).requires_grad_()
    getattr(torch, name)(z).sum().backward()
    return z.grad


# %% wrong act_grad — relu′ is True and False
# loses: 3
# hint: x > 0 holds truth values; turn them into numbers with .to(x.dtype).
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return x > 0
    raise ValueError(name)


# %% wrong act_grad — relu itself for its derivative
# loses: 4
# hint: relu′ is the slope, 1 on the right and 0 on the left, not x.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return x * (x > 0)
    raise ValueError(name)


# %% wrong act_grad — a leaky relu
# loses: 3.5
# hint: relu is exactly flat on the left; a slope of 0.01 there makes it a leaky relu.
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return torch.where(x > 0, 1.0, 0.01)
    raise ValueError(name)


# %% wrong act_grad — always tanh
# loses: 3.5
# hint: The name decides which activation is meant; here it is ignored.
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    return 1 - torch.tanh(x) ** 2


# %% wrong act_grad — "saves" the gradient with a floor
# loses: 2
# hint: A floor under the derivative hides that it vanishes; the true value is asked for.
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    z = x.clone().requires_grad_()
    slope = torch.autograd.grad(getattr(torch, name)(z).sum(), z)[0]
    return slope.clamp(min=0.01) if name != "relu" else slope


# %% wrong act_grad — rounded to three decimals
# loses: 3
# hint: Rounding turns 0.00134 into 0.001; leave the digits as they are.
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    z = x.clone().requires_grad_()
    return torch.round(torch.autograd.grad(getattr(torch, name)(z).sum(), z)[0], decimals=3)


# %% wrong act_grad — half precision
# loses: 3
# hint: float16 keeps three digits, and 1 − tanh² at 4 needs more; stay in float64.
def act_grad(name, x):
    z = x.half()
    if name == "tanh":
        return (1 - z.tanh() ** 2).double()
    if name == "sigmoid":
        return (z.sigmoid() * (1 - z.sigmoid())).double()
    if name == "relu":
        return (z > 0).double()
    raise ValueError(name)


# %% wrong act_grad — zero beyond |x| = 5
# loses: 1
# hint: Small is not zero: σ′(8) is still 0.0003.
def act_grad(name, x):
    if name == "relu":
        return (x > 0).double()
    if name == "tanh":
        slope = 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        slope = torch.sigmoid(x) * (1 - torch.sigmoid(x))
    else:
        raise ValueError(name)
    return torch.where(x.abs() > 5, 0.0, slope)


# %% wrong act_grad — the visible check's values by heart
# loses: 4
# hint: These are the values of the visible check; the function must work for any x.
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    return torch.where(x == 0, 1.0, 0.00134095)


# %% right chain_grad — the product in a loop
def chain_grad(x0, weights):
    h, d = x0, torch.ones((), dtype=torch.float64)
    for w in weights:
        d = d * w * (1 - torch.tanh(w * h) ** 2)
        h = torch.tanh(w * h)
    return d


# %% right chain_grad — autograd
def chain_grad(x0, weights):
    start = x0.detach().clone().requires_grad_(True)
    h = start
    for w in weights:
        h = torch.tanh(w * h)
    return torch.autograd.grad(h, start)[0]


# %% right chain_grad — backward and a float
def chain_grad(x0, weights):
    x = torch.tensor(x0.item(), dtype=torch.float64, requires_grad=True)
    h = x * 1.0
    for i in range(len(weights)):
        h = (weights[i] * h).tanh()
    h.backward()
    return x.grad.item()


# %% right chain_grad — torch.func.grad
def chain_grad(x0, weights):
    def forward(x):
        for w in weights.unbind():
            x = torch.tanh(w * x)
        return x

    return torch.func.grad(forward)(x0)


# %% right chain_grad — plain floats and math
import math


def chain_grad(x0, weights):
    h, product = float(x0), 1.0
    for w in weights.tolist():
        h = math.tanh(w * h)
        product *= w * (1.0 - h * h)
    return product


# %% right chain_grad — recursion from the first layer
def chain_grad(x0, weights):
    if len(weights) == 0:
        return 1.0
    h = torch.tanh(weights[0] * x0)
    return weights[0] * (1 - h**2) * chain_grad(h, weights[1:])


# %% right chain_grad — numpy: all states first, then one product
import numpy as np


def chain_grad(x0, weights):
    w = weights.numpy()
    states = [float(x0)]
    for wi in w:
        states.append(np.tanh(wi * states[-1]))
    after = np.array(states[1:])
    return np.prod(w * (1 - after**2))


# %% right chain_grad — sums of logarithms, the sign apart
def chain_grad(x0, weights):
    h = x0.clone()
    log, sign = 0.0, 1.0
    for w in weights:
        if w == 0:
            return 0.0
        z = w * h
        log = log + torch.log(w.abs()) - 2 * torch.log(torch.cosh(z))
        sign = sign * torch.sign(w)
        h = torch.tanh(z)
    return sign * torch.exp(torch.as_tensor(log))


# %% right chain_grad — a backward pass by hand
def chain_grad(x0, weights):
    activations = [x0]
    for w in weights:
        activations.append(torch.tanh(w * activations[-1]))
    delta = torch.tensor([1.0], dtype=torch.float64)
    for i in reversed(range(len(weights))):
        delta = weights[i] * (1 - activations[i + 1] ** 2) * delta
    return delta


# %% right chain_grad — dual numbers with reduce
from functools import reduce
from math import tanh


def chain_grad(x0, weights):
    def layer(pair, w):
        value, slope = pair
        value = tanh(w * value)
        return value, w * slope * (1 - value**2)

    return reduce(layer, weights.tolist(), (x0.item(), 1.0))[1]


# %% right chain_grad — the complex step
import numpy as np


def chain_grad(x0, weights):
    h = complex(float(x0), 1e-30)
    for w in weights.numpy():
        h = np.tanh(w * h)
    return h.imag / 1e-30


# %% right chain_grad — float32 inside
def chain_grad(x0, weights):
    x = x0.float()
    g = torch.ones(1)
    for w in weights.float():
        x = torch.tanh(w * x)
        g = g * w * (1 - x * x)
    return g


# %% right chain_grad — forward mode
def chain_grad(x0, weights):
    def forward(x):
        for w in weights:
            x = torch.tanh(w * x)
        return x

    return torch.func.jvp(forward, (x0,), (torch.ones_like(x0),))[1]


# %% right chain_grad — hyperbolic cosine, iterating over numpy
import numpy as np


def chain_grad(x0, weights):
    x, out = np.float64(x0), np.float64(1)
    for w in np.asarray(weights):
        u = w * x
        out, x = out * w / np.cosh(u) ** 2, np.tanh(u)
    return np.array([out])


# %% wrong chain_grad — forgets the weights
# loses: 4
# hint: The inner derivative of tanh(w·h) is w: each layer gives w·tanh′, not tanh′ alone.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        h = torch.tanh(w * h)
        d = d * (1 - h**2)
    return d


# %% wrong chain_grad — forgets the activation
# loses: 3.5
# hint: The product of the weights alone would be right for a network without tanh.
def chain_grad(x0, weights):
    return torch.prod(weights)


# %% wrong chain_grad — the slope at h instead of w·h
# loses: 3.5
# hint: tanh′ is taken at w·h, which is what goes into tanh, not at h.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        d = d * w * (1 - torch.tanh(h) ** 2)
        h = torch.tanh(w * h)
    return d


# %% wrong chain_grad — the slope after the step
# loses: 3.5
# hint: h has already moved on when the slope is taken; use the h that enters the layer.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        h = torch.tanh(w * h)
        d = d * w * (1 - torch.tanh(w * h) ** 2)
    return d


# %% wrong chain_grad — h never moves
# loses: 3
# hint: Every layer sees the output of the layer before it; here each sees x0.
def chain_grad(x0, weights):
    d = 1.0
    for w in weights:
        d = d * w * (1 - torch.tanh(w * x0) ** 2)
    return d


# %% wrong chain_grad — tanh′ without the square
# loses: 3.5
# hint: tanh′ = 1 − tanh², with a square.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        h = torch.tanh(w * h)
        d = d * w * (1 - h)
    return d


# %% wrong chain_grad — leaves the last layer out
# loses: 4
# hint: There are as many factors as weights; the last one is missing.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights[:-1]:
        h = torch.tanh(w * h)
        d = d * w * (1 - h**2)
    return d


# %% wrong chain_grad — leaves the first layer out
# loses: 4
# hint: There are as many factors as weights, starting with w₁ = weights[0].
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for i in range(1, len(weights)):
        h = torch.tanh(weights[i] * h)
        d = d * weights[i] * (1 - h**2)
    return d


# %% wrong chain_grad — only the last layer's factor
# loses: 3
# hint: The chain rule multiplies the slopes of all layers, not the last one only.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        z = w * h
        h = torch.tanh(z)
        d = w * (1 - h**2)
    return d


# %% wrong chain_grad — the layers in reverse order
# loses: 2
# hint: weights[0] is the first layer, the one that sees x0.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in reversed(weights):
        h = torch.tanh(w * h)
        d = d * w * (1 - h**2)
    return d


# %% wrong chain_grad — one weight for all layers
# loses: 2
# hint: Each layer has its own weight; weights[0] is only the first.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for _ in weights:
        h = torch.tanh(weights[0] * h)
        d = d * weights[0] * (1 - h**2)
    return d


# %% wrong chain_grad — adds instead of multiplying
# loses: 3
# hint: Nested functions multiply their slopes; sums belong to branches.
def chain_grad(x0, weights):
    if len(weights) == 0:
        return 1.0
    h, d = x0, 0.0
    for w in weights:
        h = torch.tanh(w * h)
        d = d + w * (1 - h**2)
    return d


# %% wrong chain_grad — returns the output h
# loses: 5
# hint: This is h_L, the output; the question was how it changes with x0.
def chain_grad(x0, weights):
    h = x0
    for w in weights:
        h = torch.tanh(w * h)
    return h


# %% wrong chain_grad — no layers give 0
# loses: 0.5
# hint: With no layers h_L = x0, whose derivative is 1; an empty product is 1, too.
# hidden: A chain without layers is left to the hidden checks.
def chain_grad(x0, weights):
    if len(weights) == 0:
        return 0.0
    h, d = x0, 1.0
    for w in weights:
        h = torch.tanh(w * h)
        d = d * w * (1 - h**2)
    return d


# %% wrong chain_grad — breaks without layers
# loses: 0.5
# hint: weights[0] does not exist when weights is empty; start the product at 1.
# hidden: A chain without layers is left to the hidden checks.
def chain_grad(x0, weights):
    h = torch.tanh(weights[0] * x0)
    d = weights[0] * (1 - h**2)
    for w in weights[1:]:
        h = torch.tanh(w * h)
        d = d * w * (1 - h**2)
    return d


# %% wrong chain_grad — always 1
# loses: 5
# hint: 1 is right only when there is no layer.
def chain_grad(x0, weights):
    return 1.0


# %% wrong chain_grad — the gradient's size without its sign
# loses: 3
# hint: An odd number of negative weights turns the sign of the gradient; keep it.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        h = torch.tanh(w * h)
        d = d * abs(w) * (1 - h**2)
    return d


# %% wrong chain_grad — clips the gradient to [−1, 1]
# loses: 1
# hint: Clipping is a remedy for training; here the true derivative is asked for.
def chain_grad(x0, weights):
    h, d = x0, torch.tensor(1.0, dtype=torch.float64)
    for w in weights:
        h = torch.tanh(w * h)
        d = torch.clamp(d * w * (1 - h**2), -1.0, 1.0)
    return d


# %% wrong chain_grad — stops at 1e-12
# loses: 1
# hint: 9e-40 is small and not zero: do not cut tiny gradients off.
def chain_grad(x0, weights):
    h, d = x0, torch.tensor(1.0, dtype=torch.float64)
    for w in weights:
        h = torch.tanh(w * h)
        d = d * w * (1 - h**2)
    return d if d.abs() > 1e-12 else 0.0


# %% wrong chain_grad — an epsilon for safety
# loses: 1
# hint: An added 1e-8 is larger than the answer itself.
def chain_grad(x0, weights):
    h, d = x0, torch.tensor(1.0, dtype=torch.float64)
    for w in weights:
        h = torch.tanh(w * h)
        d = d * w * (1 - h**2)
    return d + 1e-8


# %% wrong chain_grad — a difference quotient
# loses: 1
# hint: After fifty layers both outputs agree to the last digit, so their difference is 0.
import math


def chain_grad(x0, weights):
    def forward(x):
        for w in weights.tolist():
            x = math.tanh(w * x)
        return x

    h = 1e-6
    return (forward(float(x0) + h) - forward(float(x0) - h)) / (2 * h)


# %% wrong chain_grad — the gradient with respect to the weights
# loses: 4
# hint: The derivative is taken with respect to x0, not to the weights.
def chain_grad(x0, weights):
    w = weights.clone().requires_grad_(True)
    h = x0
    for i in range(len(w)):
        h = torch.tanh(w[i] * h)
    if len(w) == 0:
        return 1.0
    return torch.autograd.grad(h, w)[0]


# %% wrong chain_grad — w·tanh(h) instead of tanh(w·h)
# loses: 3.5
# hint: The weight multiplies h before tanh, not after.
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        d = d * w * (1 - torch.tanh(h) ** 2)
        h = w * torch.tanh(h)
    return d


# %% wrong chain_grad — sigmoid layers
# loses: 4
# hint: The layers are tanh(w·h).
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        h = torch.sigmoid(w * h)
        d = d * w * h * (1 - h)
    return d


# %% wrong chain_grad — the weight squared
# loses: 3.5
# hint: Each weight appears once in its factor: w·tanh′(w·h).
def chain_grad(x0, weights):
    h, d = x0, 1.0
    for w in weights:
        h = torch.tanh(w * h)
        d = d * w * w * (1 - h**2)
    return d


# %% wrong chain_grad — the visible check's values by heart
# loses: 4
# hint: These are the values of the visible check; the function must work for any chain.
def chain_grad(x0, weights):
    if len(weights) == 0:
        return 1.0
    return 0.004384 if len(weights) == 50 else 8.0


# %% wrong chain_grad — the first hundred layers
# loses: 2
# hint: Every layer has its factor, however many there are.
# hidden: Only the hidden checks have a chain of more than a hundred layers.
def chain_grad(x0, weights):
    h, slope = float(x0), 1.0
    for w in weights.tolist()[:100]:
        slope *= w / math.cosh(w * h) ** 2
        h = math.tanh(w * h)
    return slope


# %% right permute_hidden — fancy indexing
def permute_hidden(W1, b1, W2, perm):
    return (W1[perm], b1[perm], W2[:, perm])


# %% right permute_hidden — index_select
def permute_hidden(W1, b1, W2, perm):
    new_W1 = torch.index_select(W1, 0, perm)
    new_b1 = torch.index_select(b1, 0, perm)
    new_W2 = torch.index_select(W2, 1, perm)
    return [new_W1, new_b1, new_W2]


# %% right permute_hidden — a permutation matrix
def permute_hidden(W1, b1, W2, perm):
    P = torch.eye(len(perm), dtype=W1.dtype)[perm]
    return P @ W1, P @ b1, W2 @ P.T


# %% right permute_hidden — loops over the units into clones
def permute_hidden(W1, b1, W2, perm):
    A, b, C = W1.clone(), b1.clone(), W2.clone()
    for i in range(len(perm)):
        j = int(perm[i])
        A[i, :] = W1[j, :]
        b[i] = b1[j]
        C[:, i] = W2[:, j]
    return A, b, C


# %% right permute_hidden — numpy arrays back
import numpy as np


def permute_hidden(W1, b1, W2, perm):
    p = perm.numpy()
    return W1.numpy()[p], np.take(b1.numpy(), p), np.take(W2.numpy(), p, axis=1)


# %% right permute_hidden — stacked rows and columns
def permute_hidden(W1, b1, W2, perm):
    order = perm.tolist()
    return (
        torch.stack([W1[j] for j in order]),
        torch.stack([b1[j] for j in order]),
        torch.stack([W2[:, j] for j in order], dim=1),
    )


# %% right permute_hidden — plain lists
def permute_hidden(W1, b1, W2, perm):
    p = [int(j) for j in perm]
    rows = W1.tolist()
    bias = b1.tolist()
    return (
        [rows[j] for j in p],
        [bias[j] for j in p],
        [[row[j] for j in p] for row in W2.tolist()],
    )


# %% right permute_hidden — units as objects
class Unit:
    def __init__(self, row, bias, column):
        self.row, self.bias, self.column = row, bias, column


def permute_hidden(W1, b1, W2, perm):
    units = [Unit(*parts) for parts in zip(W1, b1, W2.T)]
    units = [units[j] for j in perm]
    return (
        torch.stack([u.row for u in units]),
        torch.stack([u.bias for u in units]),
        torch.stack([u.column for u in units]).T,
    )


# %% right permute_hidden — gather
def permute_hidden(W1, b1, W2, perm):
    rows = perm[:, None].expand(-1, W1.shape[1])
    columns = perm[None, :].expand(W2.shape[0], -1)
    return W1.gather(0, rows), b1.gather(0, perm), W2.gather(1, columns)


# %% right permute_hidden — scatter through the inverse
def permute_hidden(W1, b1, W2, perm):
    target = torch.argsort(perm)
    A, b, C = torch.empty_like(W1), torch.empty_like(b1), torch.empty_like(W2)
    A[target] = W1
    b[target] = b1
    C[:, target] = W2
    return A, b, C


# %% right permute_hidden — one big table, one shuffle
def permute_hidden(W1, b1, W2, perm):
    table = torch.cat([W1, b1[:, None], W2.T], dim=1)[perm]
    k = W1.shape[1]
    return table[:, :k], table[:, k], table[:, k + 1 :].T.contiguous()


# %% right permute_hidden — einsum, in float32
def permute_hidden(W1, b1, W2, perm):
    P = torch.nn.functional.one_hot(perm, len(perm)).float()
    return (
        torch.einsum("ij,jk->ik", P, W1.float()),
        torch.einsum("ij,j->i", P, b1.float()),
        torch.einsum("oj,ij->oi", W2.float(), P),
    )


# %% wrong permute_hidden — forgets the bias
# loses: 5
# hint: Each hidden unit owns its entry of b1 as well; it must move with its row of W1.
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1, W2[:, perm]


# %% wrong permute_hidden — forgets W2
# loses: 5
# hint: The next layer must still find its units: the columns of W2 move with the rows of W1.
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1[perm], W2


# %% wrong permute_hidden — moves W1 only
# loses: 5
# hint: A unit owns a row of W1, an entry of b1 and a column of W2; only the row moved.
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1, W2


# %% wrong permute_hidden — moves W2 only
# loses: 5
# hint: A unit owns a row of W1, an entry of b1 and a column of W2; only the column moved.
def permute_hidden(W1, b1, W2, perm):
    return W1, b1, W2[:, perm]


# %% wrong permute_hidden — permutes the rows of W2
# loses: 5
# hint: The rows of W2 belong to the outputs; the hidden units are its columns: W2[:, perm].
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1[perm], W2[perm]


# %% wrong permute_hidden — permutes the inputs
# loses: 5
# hint: The columns of W1 belong to the inputs; the hidden units are its rows: W1[perm].
def permute_hidden(W1, b1, W2, perm):
    return W1[:, perm], b1[perm], W2[:, perm]


# %% wrong permute_hidden — the inverse permutation
# loses: 1
# hint: This puts old unit i in place perm[i]; asked was new unit i = old unit perm[i].
def permute_hidden(W1, b1, W2, perm):
    back = torch.argsort(perm)
    return W1[back], b1[back], W2[:, back]


# %% wrong permute_hidden — writes to perm[i] instead of reading from it
# loses: 1
# hint: new[perm[i]] = old[i] is the inverse; read from perm instead: new[i] = old[perm[i]].
# same: the inverse permutation
def permute_hidden(W1, b1, W2, perm):
    A, b, C = W1.clone(), b1.clone(), W2.clone()
    for i, j in enumerate(perm.tolist()):
        A[j], b[j], C[:, j] = W1[i], b1[i], W2[:, i]
    return A, b, C


# %% wrong permute_hidden — undoes the permutation in W2
# loses: 4
# hint: W2 takes the same perm as W1, along its columns; the inverse sends units astray.
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1[perm], W2[:, torch.argsort(perm)]


# %% wrong permute_hidden — the permutation matrix on the wrong side
# loses: 4
# hint: With P @ W1 the second layer needs W2 @ P.T, so that P.T @ P cancels.
# same: undoes the permutation in W2
def permute_hidden(W1, b1, W2, perm):
    P = torch.eye(len(perm), dtype=W1.dtype)[perm]
    return P @ W1, P @ b1, W2 @ P


# %% wrong permute_hidden — edits its arguments
# loses: 1
# hint: W1[:] = … writes into the caller's weights; return new tensors instead.
def permute_hidden(W1, b1, W2, perm):
    W1[:] = W1[perm]
    b1[:] = b1[perm]
    W2[:] = W2[:, perm]
    return W1, b1, W2


# %% wrong permute_hidden — swaps in place, overwriting what it needs
# loses: 4
# hint: Row i is overwritten before another unit reads it; write into a copy.
def permute_hidden(W1, b1, W2, perm):
    for i, j in enumerate(perm.tolist()):
        W1[i], b1[i], W2[:, i] = W1[j], b1[j], W2[:, j]
    return W1, b1, W2


# %% wrong permute_hidden — uses up perm
# loses: 1
# hint: The function sorts perm itself; leave every argument as it was.
# hidden: The visible check looks whether the weights stay as they are, not whether perm does.
def permute_hidden(W1, b1, W2, perm):
    answer = W1[perm], b1[perm], W2[:, perm]
    perm.copy_(torch.arange(len(perm)))
    return answer


# %% wrong permute_hidden — returns the same network
# loses: 5
# hint: The outputs stay the same, but the units must trade places.
def permute_hidden(W1, b1, W2, perm):
    return W1.clone(), b1.clone(), W2.clone()


# %% wrong permute_hidden — returns them in another order
# loses: 5
# hint: The order is (W1, b1, W2).
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], W2[:, perm], b1[perm]


# %% wrong permute_hidden — turns signs instead
# loses: 5
# hint: Turning all signs keeps a tanh network the same, too, but it moves no unit.
def permute_hidden(W1, b1, W2, perm):
    return -W1, -b1, -W2


# %% wrong permute_hidden — always reverses the units
# loses: 2
# hint: The units must go where perm says; here they are always reversed.
def permute_hidden(W1, b1, W2, perm):
    return W1.flip(0), b1.flip(0), W2.flip(1)


# %% wrong permute_hidden — a shift instead of the permutation
# loses: 2
# hint: perm[0] alone does not say where the other units go.
def permute_hidden(W1, b1, W2, perm):
    k = -int(perm[0])
    return W1.roll(k, 0), b1.roll(k, 0), W2.roll(k, 1)


# %% wrong permute_hidden — only the first two units swap
# loses: 2
# hint: perm moves all units, not just the first two.
def permute_hidden(W1, b1, W2, perm):
    p = list(range(len(perm)))
    if len(p) > 1:
        p[0], p[1] = 1, 0
    return W1[p], b1[p], W2[:, p]


# %% wrong permute_hidden — permutes twice
# loses: 2
# hint: perm[perm] applies the permutation twice.
def permute_hidden(W1, b1, W2, perm):
    twice = perm[perm]
    return W1[twice], b1[twice], W2[:, twice]


# %% wrong permute_hidden — W2 comes back transposed
# loses: 4
# hint: W2 keeps its shape (outputs, d).
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1[perm], W2.T[perm]


# %% wrong permute_hidden — b1 comes back as a column
# loses: 4
# hint: b1 keeps its shape (d,).
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1[perm][:, None], W2[:, perm]


# %% wrong permute_hidden — keeps weights between −2 and 2
# loses: 1
# hint: The units only change places: no weight gets another value.
def permute_hidden(W1, b1, W2, perm):
    return tuple(w.clamp(-2, 2) for w in (W1[perm], b1[perm], W2[:, perm]))


# %% right spectrum_signs — eigvalsh and three counts
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack(
        [(e < -tol).sum(-1), (e.abs() <= tol).sum(-1), (e > tol).sum(-1)], dim=-1
    )


# %% right spectrum_signs — numpy, matrix by matrix
import numpy as np


def spectrum_signs(M, tol):
    rows = []
    for A in M.numpy():
        w = np.linalg.eigvalsh(A)
        rows.append([np.sum(w < -tol), np.sum(np.abs(w) <= tol), np.sum(w > tol)])
    return np.array(rows)


# %% right spectrum_signs — a list of tuples
def spectrum_signs(M, tol):
    answer = []
    for A in M:
        negative = zero = positive = 0
        for value in torch.linalg.eigvalsh(A).tolist():
            if value > tol:
                positive += 1
            elif value < -tol:
                negative += 1
            else:
                zero += 1
        answer.append((negative, zero, positive))
    return answer


# %% right spectrum_signs — signs after a hard threshold
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    s = torch.sign(torch.where(e.abs() <= tol, torch.zeros_like(e), e))
    return torch.stack([(s == k).sum(dim=1) for k in (-1, 0, 1)], dim=1).double()


# %% right spectrum_signs — the general eigenvalues' real parts
def spectrum_signs(M, tol):
    e = torch.linalg.eigvals(M).real
    zero = (abs(e) <= tol).sum(1)
    negative = (e < -tol).sum(1)
    return torch.column_stack([negative, zero, M.shape[-1] - negative - zero])


# %% right spectrum_signs — eigh and one-hot classes
def spectrum_signs(M, tol):
    values, _ = torch.linalg.eigh(M)
    kind = torch.ones_like(values, dtype=torch.long)
    kind[values < -tol] = 0
    kind[values > tol] = 2
    return torch.nn.functional.one_hot(kind, 3).sum(dim=1)


# %% right spectrum_signs — searchsorted in the sorted spectrum
import numpy as np


def spectrum_signs(M, tol):
    def signs(e):
        left = np.searchsorted(e, -tol, side="left")
        right = np.searchsorted(e, tol, side="right")
        return [left, right - left, len(e) - right]

    return np.stack([signs(e) for e in np.linalg.eigvalsh(np.asarray(M))])


# %% right spectrum_signs — Jacobi rotations by hand
import math


def eigenvalues(A):
    A = [row[:] for row in A]
    n = len(A)
    for _ in range(30):
        if sum(A[i][j] ** 2 for i in range(n) for j in range(n) if i != j) < 1e-26:
            break
        for p in range(n):
            for q in range(p + 1, n):
                if abs(A[p][q]) < 1e-300:
                    continue
                t = 0.5 * math.atan2(2 * A[p][q], A[q][q] - A[p][p])
                c, s = math.cos(t), math.sin(t)
                for k in range(n):
                    A[k][p], A[k][q] = c * A[k][p] - s * A[k][q], s * A[k][p] + c * A[k][q]
                for k in range(n):
                    A[p][k], A[q][k] = c * A[p][k] - s * A[q][k], s * A[p][k] + c * A[q][k]
    return [A[i][i] for i in range(n)]


def spectrum_signs(M, tol):
    out = []
    for A in M.tolist():
        e = eigenvalues(A)
        out.append([sum(v < -tol for v in e), sum(abs(v) <= tol for v in e), sum(v > tol for v in e)])
    return torch.tensor(out)


# %% right spectrum_signs — eigenvectors and their Rayleigh quotients
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        _, vectors = torch.linalg.eigh(A)
        rayleigh = torch.einsum("ji,jk,ki->i", vectors, A, vectors)
        rows.append(torch.tensor([(rayleigh < -tol).sum(), (rayleigh.abs() <= tol).sum(), (rayleigh > tol).sum()]))
    return rows


# %% right spectrum_signs — vmap
def spectrum_signs(M, tol):
    def one(A):
        e = torch.linalg.eigvalsh(A)
        n, p = (e < -tol).sum(), (e > tol).sum()
        return torch.stack([n, e.shape[0] - n - p, p])

    return torch.func.vmap(one)(M)


# %% right spectrum_signs — Sylvester's law: the signs of elimination's pivots
def below(A, shift):
    """Count the eigenvalues below shift: as many as A − shift has negative pivots."""
    A = [[v - shift * (i == j) for j, v in enumerate(row)] for i, row in enumerate(A)]
    count = 0
    while A:
        pivot, rest = A[0][0], A[1:]
        count += pivot < 0
        A = [[a - row[0] * rest[j][0] / pivot for j, a in enumerate(row[1:])] for row in rest]
    return count


def spectrum_signs(M, tol):
    n = M.shape[1]
    rows = []
    for A in M.tolist():
        negative, not_positive = below(A, -tol), below(A, tol)
        rows.append([negative, not_positive - negative, n - not_positive])
    return rows


# %% right spectrum_signs — float32 inside, histogram
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M.float())
    bounds = torch.tensor([-tol, tol])
    kind = torch.bucketize(e, bounds)
    return torch.stack([torch.bincount(row, minlength=3) for row in kind])


# %% wrong spectrum_signs — compares with 0 and ignores tol
# loses: 1.5
# hint: Rounding turns a zero eigenvalue into ±1e-17; compare with tol, not with 0.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < 0).sum(1), (e == 0).sum(1), (e > 0).sum(1)], dim=1)


# %% wrong spectrum_signs — zero counts as positive
# loses: 2
# hint: Zero has a column of its own: it is neither negative nor positive.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    negative = (e < -tol).sum(1)
    return torch.stack([negative, torch.zeros_like(negative), M.shape[1] - negative], dim=1)


# %% wrong spectrum_signs — zero counts as negative too
# loses: 2
# hint: An eigenvalue belongs to one column only; the three counts must sum to n.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e <= tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — forgets the magnitude
# loses: 5
# hint: λ <= tol holds for every negative eigenvalue as well; zero means |λ| <= tol.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < -tol).sum(1), (e <= tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — columns in the order positive, zero, negative
# loses: 5
# hint: The order of the columns is negative, zero, positive.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e > tol).sum(1), (e.abs() <= tol).sum(1), (e < -tol).sum(1)], dim=1)


# %% wrong spectrum_signs — zero comes last
# loses: 5
# hint: The order of the columns is negative, zero, positive.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < -tol).sum(1), (e > tol).sum(1), (e.abs() <= tol).sum(1)], dim=1)


# %% wrong spectrum_signs — the signs on the diagonal
# loses: 4
# hint: The diagonal entries are the eigenvalues only of a diagonal matrix.
def spectrum_signs(M, tol):
    e = torch.diagonal(M, dim1=1, dim2=2)
    return torch.stack([(e < -tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — the signs of the entries
# loses: 5
# hint: Count eigenvalues, not the matrix's entries.
def spectrum_signs(M, tol):
    e = M.flatten(1)
    return torch.stack([(e < -tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — the determinant decides
# loses: 5
# hint: A determinant is a product: two negative eigenvalues look like two positive ones.
def spectrum_signs(M, tol):
    n = M.shape[1]
    rows = []
    for d in torch.linalg.det(M):
        rows.append([0, n, 0] if abs(d) <= tol else [0, 0, n] if d > 0 else [1, 0, n - 1])
    return torch.tensor(rows)


# %% wrong spectrum_signs — singular values
# loses: 4.5
# hint: Singular values, and the eigenvalues of M·Mᵀ, are never negative: the signs are lost.
# Use torch.linalg.eigvalsh(M).
def spectrum_signs(M, tol):
    e = torch.linalg.svdvals(M)
    return torch.stack([(e < -tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — eigenvalues of M Mᵀ
# loses: 4.5
# hint: M·Mᵀ has the squares of the eigenvalues, and their signs are lost.
# same: singular values
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M @ M.transpose(1, 2))
    return torch.stack([(e < -tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — one total for the whole batch
# loses: 5
# hint: Each matrix gets its own row of counts; sum along dim=1 only.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < -tol).sum(), (e.abs() <= tol).sum(), (e > tol).sum()])


# %% wrong spectrum_signs — sums over the batch instead of the eigenvalues
# loses: 5
# hint: eigvalsh gives shape (b, n): the eigenvalues of one matrix lie along dim=1.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < -tol).sum(0), (e.abs() <= tol).sum(0), (e > tol).sum(0)], dim=1)


# %% wrong spectrum_signs — shape (3, b)
# loses: 5
# hint: One row per matrix: the shape is (b, 3), so stack along dim=1.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < -tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)])


# %% wrong spectrum_signs — only the first matrix
# loses: 5
# hint: M is a batch: every matrix in it gets a row.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M[0])
    return torch.stack([(e < -tol).sum(), (e.abs() <= tol).sum(), (e > tol).sum()])


# %% wrong spectrum_signs — squeezes a batch of one
# loses: 2.5
# hint: squeeze drops the batch when b = 1; keep the shape (b, 3).
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    counts = torch.stack([(e < -tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)], dim=1)
    return counts.squeeze()


# %% wrong spectrum_signs — squeezes 1 × 1 matrices
# loses: 0.5
# hint: squeeze drops the axis of the eigenvalues when n = 1; keep M's three axes.
# hidden: Matrices of one row are left to the hidden checks.
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        A = A.squeeze()
        e = torch.linalg.eigvalsh(A)
        rows.append([int((e < -tol).sum()), int((e.abs() <= tol).sum()), int((e > tol).sum())])
    return rows


# %% wrong spectrum_signs — fractions instead of counts
# loses: 5
# hint: The counts are asked for, not their share of n.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    signs = [e < -tol, e.abs() <= tol, e > tol]
    return torch.stack([s.double().mean(1) for s in signs], dim=1)


# %% wrong spectrum_signs — says yes or no instead of how many
# loses: 5
# hint: How many of each sign are there? any() only says whether there is one.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < -tol).any(1), (e.abs() <= tol).any(1), (e > tol).any(1)], dim=1).int()


# %% wrong spectrum_signs — only the smallest eigenvalue
# loses: 5
# hint: The smallest eigenvalue says whether there is a negative one, not how many.
def spectrum_signs(M, tol):
    n, rows = M.shape[1], []
    for low in torch.linalg.eigvalsh(M)[:, 0]:
        rows.append([n, 0, 0] if low < -tol else [0, n, 0] if low <= tol else [0, 0, n])
    return torch.tensor(rows)


# %% wrong spectrum_signs — leaves the zero column out
# loses: 6
# hint: Three columns: negative, zero, positive.
def spectrum_signs(M, tol):
    e = torch.linalg.eigvalsh(M)
    return torch.stack([(e < -tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — distinct eigenvalues only
# loses: 1.5
# hint: A repeated eigenvalue counts as often as it occurs: a row sums to n.
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        e = torch.unique(torch.round(torch.linalg.eigvalsh(A), decimals=8))
        rows.append([int((e < -tol).sum()), int((e.abs() <= tol).sum()), int((e > tol).sum())])
    return rows


# %% wrong spectrum_signs — a tolerance that swallows eigenvalues
# loses: 3
# hint: Rounding to whole numbers makes 0.3 a zero; use the given tol.
def spectrum_signs(M, tol):
    e = torch.round(torch.linalg.eigvalsh(M))
    return torch.stack([(e < -tol).sum(1), (e.abs() <= tol).sum(1), (e > tol).sum(1)], dim=1)


# %% wrong spectrum_signs — the visible check's counts by heart
# loses: 6
# hint: These are the counts of the visible check; the function must work for any batch.
def spectrum_signs(M, tol):
    return torch.tensor([[1, 0, 1], [0, 1, 1]])


# %% wrong spectrum_signs — matrices of at most eight rows
# loses: 2
# hint: M may have any size n: its n eigenvalues need all rows and columns.
# hidden: Only the hidden checks have matrices of more than eight rows.
def spectrum_signs(M, tol):
    values = torch.linalg.eigvalsh(M[:, :8, :8])
    negative, positive = (values < -tol).sum(1), (values > tol).sum(1)
    return torch.stack([negative, values.shape[1] - negative - positive, positive], 1)


# %% equivalent spectrum_signs — negative = (eigenvalues < -tol).sum(dim=1) ⟶ negative = (eigenvalues <= -tol).sum(dim=1)
# reason: Only an eigenvalue of exactly -tol tells them apart, and the contract keeps clear of it.
# %% equivalent spectrum_signs — positive = (eigenvalues > tol).sum(dim=1) ⟶ positive = (eigenvalues >= tol).sum(dim=1)
# reason: Only an eigenvalue of exactly tol tells them apart, and the contract keeps clear of it.
# %% equivalent spectrum_signs — zero = (eigenvalues.abs() <= tol).sum(dim=1) ⟶ zero = (eigenvalues.abs() < tol).sum(dim=1)
# reason: Only an eigenvalue of exactly ±tol tells them apart, and the contract keeps clear of it.
