"""Known mistakes of `gradients` in other words, and mistakes that no hint covers; only the audit reads them."""

# %% like act_grad — returns the activation, not its derivative
def act_grad(name, x):
    # pick the right function from the three
    if name == "tanh":
        out = torch.tanh(x)
    elif name == "sigmoid":
        out = torch.sigmoid(x)
    elif name == "relu":
        out = torch.relu(x)
    else:
        raise ValueError("I don't know " + str(name))
    return out


# %% like act_grad — returns the activation, not its derivative
def act_grad(name, x):
    table = {
        "tanh": lambda z: 2 / (1 + torch.exp(-2 * z)) - 1,
        "sigmoid": lambda z: 1 / (1 + torch.exp(-z)),
        "relu": lambda z: z.clamp(min=0),
    }
    if name not in table:
        raise ValueError(name)
    return table[name](x)


# %% like act_grad — tanh′ without the square
def act_grad(name, x):
    if name == "tanh":
        t = torch.tanh(x)
        return torch.ones_like(t) - t  # 1 - tanh
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * torch.sigmoid(-x)
    if name == "relu":
        return torch.where(x > 0, 1.0, 0.0).to(x.dtype)
    raise ValueError(f"no such activation: {name}")


# %% like act_grad — tanh′ without the square
def act_grad(name, x):
    import numpy as np

    def one(v):
        if name == "tanh":
            return 1 - math.tanh(v)
        if name == "sigmoid":
            e = math.exp(-abs(v))
            return e / (1 + e) ** 2
        return float(v > 0)

    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError("unknown")
    vals = np.array([one(v) for v in x.reshape(-1).tolist()], dtype=float)
    return torch.from_numpy(vals).reshape(x.shape)


# %% like act_grad — the sigmoid's derivative lacks the factor 1 − σ
def act_grad(name, x):
    match name:
        case "tanh":
            return 1 - torch.tanh(x).pow(2)
        case "sigmoid":
            # derivative of the sigmoid
            return torch.sigmoid(x)
        case "relu":
            return (x > 0).double()
        case _:
            raise ValueError(name)


# %% like act_grad — the sigmoid's derivative lacks the factor 1 − σ
def d_tanh(u):
    return 1.0 / torch.cosh(u) ** 2


def d_sigmoid(u):
    return 0.5 + 0.5 * torch.tanh(0.5 * u)


def d_relu(u):
    return torch.heaviside(u, torch.zeros_like(u))


def act_grad(name, x):
    fs = {"tanh": d_tanh, "sigmoid": d_sigmoid, "relu": d_relu}
    if name in fs:
        return fs[name](x)
    raise ValueError("name must be tanh, sigmoid or relu")


# %% like act_grad — the sigmoid's derivative with tanh's formula
def act_grad(name, x):
    if name not in ["tanh", "sigmoid", "relu"]:
        raise ValueError("what is " + repr(name))
    if name == "relu":
        return (x > 0).to(x.dtype)
    # same formula for both S-shaped functions
    y = torch.tanh(x) if name == "tanh" else torch.sigmoid(x)
    return 1 - y**2


# %% like act_grad — the sigmoid's derivative with tanh's formula
def act_grad(name, x):
    if name == "tanh":
        a = torch.tanh(x)
        result = (1 - a) * (1 + a)
    elif name == "sigmoid":
        a = torch.special.expit(x)
        result = (1 - a) * (1 + a)
    elif name == "relu":
        result = torch.zeros_like(x)
        result[x > 0] = 1.0
    else:
        raise ValueError
    return result


# %% like act_grad — the chain rule's half is lost
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        # sigmoid(x) = (1 + tanh(x/2)) / 2, so the slope is tanh' / 2
        return (1 - torch.tanh(x / 2) ** 2) / 2
    elif name == "relu":
        return (x > 0).to(torch.float64)
    raise ValueError("unknown activation")


# %% like act_grad — the chain rule's half is lost
def act_grad(name, x):
    def sech2(z):
        return 1 / torch.cosh(z) ** 2

    if name == "relu":
        return torch.sign(torch.relu(x))
    if name == "tanh":
        return sech2(x)
    if name == "sigmoid":
        half = 0.5 * x
        return 0.5 * sech2(half)
    raise ValueError(name)


# %% like act_grad — 1/cosh without the square
def act_grad(name, x):
    # formula sheet: (tanh x)' = sech x
    if name == "tanh":
        return 1 / torch.cosh(x)
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return (x > 0) * torch.ones_like(x)
    raise ValueError("not a known name")


# %% like act_grad — 1/cosh without the square
def act_grad(name, x):
    out = torch.empty_like(x)
    flat_in, flat_out = x.reshape(-1), out.view(-1)
    for k in range(flat_in.numel()):
        v = flat_in[k].item()
        e = math.exp(-abs(v))
        if name == "tanh":
            flat_out[k] = 2 * e / (1 + e * e)  # sech, stable
        elif name == "sigmoid":
            flat_out[k] = e / (1 + e) ** 2
        elif name == "relu":
            flat_out[k] = 1.0 if v > 0 else 0.0
        else:
            raise ValueError(name)
    return out


# %% like act_grad — relu′(0) = 1
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s - s**2
    if name == "relu":
        return torch.where(x < 0, torch.zeros_like(x), torch.ones_like(x))
    raise ValueError(f"{name}?")


# %% like act_grad — relu′(0) = 1
def act_grad(name, x):
    import numpy as np

    v = x.detach().numpy()
    if name == "relu":
        g = np.heaviside(v, 1.0)
    elif name == "tanh":
        g = 1 - np.tanh(v) ** 2
    elif name == "sigmoid":
        s = 0.5 * (1 + np.tanh(v / 2))
        g = s * (1 - s)
    else:
        raise ValueError("unknown name")
    return torch.as_tensor(g, dtype=torch.float64)


# %% like act_grad — relu′(0) = ½
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    if name == "relu":
        # sign is -1, 0, 1 -> 0, 0.5, 1
        return (torch.sign(x) + 1) / 2
    raise ValueError(name)


# %% like act_grad — relu′(0) = ½
def act_grad(name, x):
    funcs = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
    if name not in funcs:
        raise ValueError(f"unknown activation {name!r}")
    f = funcs[name]
    step = 1e-5
    # central difference, more exact than a one-sided one
    return (f(x + step) - f(x - step)) / (2 * step)


# %% like act_grad — an unknown name raises KeyError
def act_grad(name, x):
    return {
        "tanh": 1 - torch.tanh(x) ** 2,
        "sigmoid": torch.sigmoid(x) * (1 - torch.sigmoid(x)),
        "relu": (x > 0).to(x.dtype),
    }[name]


# %% like act_grad — an unknown name raises KeyError
def act_grad(name, x):
    activations = dict(tanh=torch.tanh, sigmoid=torch.sigmoid, relu=torch.relu)
    act = activations[name]
    z = x.clone().detach().requires_grad_(True)
    (g,) = torch.autograd.grad(act(z).sum(), z)
    return g


# %% like act_grad — an unknown name returns None
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    elif name == "relu":
        return (x > 0).double()


# %% like act_grad — an unknown name returns None
def act_grad(name, x):
    slopes = {
        "relu": lambda v: torch.where(v > 0, 1.0, 0.0).double(),
        "sigmoid": lambda v: torch.sigmoid(v) * torch.sigmoid(-v),
        "tanh": lambda v: torch.cosh(v) ** -2,
    }
    slope = slopes.get(name)
    result = None
    if slope is not None:
        result = slope(x)
    return result


# %% like act_grad — everything else is relu
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    else:  # relu
        return (x > 0).to(x.dtype)


# %% like act_grad — everything else is relu
def act_grad(name, x):
    f = {"tanh": torch.tanh, "sigmoid": torch.sigmoid}.get(name, torch.relu)
    leaf = x.detach().clone().requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad


# %% like act_grad — any function of torch is welcome
def act_grad(name, x):
    # torch has them all under their own name :)
    f = getattr(torch, name)
    z = x.detach().clone().requires_grad_()
    f(z).sum().backward()
    return z.grad


# %% like act_grad — any function of torch is welcome
def act_grad(name, x):
    if not hasattr(torch, name):
        raise ValueError(f"torch has no {name}")
    act = getattr(torch, name)
    slope = torch.func.vmap(torch.func.grad(act))
    return slope(x.reshape(-1)).reshape(x.shape)


# %% like act_grad — returns the ValueError instead of raising it
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    if name == "relu":
        return (x > 0).double()
    return ValueError("unknown activation")


# %% like act_grad — returns the ValueError instead of raising it
def act_grad(name, x):
    allowed = ("tanh", "sigmoid", "relu")
    if name not in allowed:
        problem = ValueError(f"{name} is not one of {allowed}")
        return problem
    z = x.detach().clone().requires_grad_()
    y = getattr(torch, name)(z)
    return torch.autograd.grad(y, z, torch.ones_like(y))[0]


# %% like act_grad — refuses every name
def act_grad(name, x):
    if name != "tanh" or name != "sigmoid" or name != "relu":
        raise ValueError("name must be tanh, sigmoid or relu")
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    return (x > 0).double()


# %% like act_grad — refuses every name
def act_grad(name, x):
    result = None
    if name == "tanh":
        result = 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        result = torch.sigmoid(x) * torch.sigmoid(-x)
    if name == "relu":
        result = (x > 0).double()
    # any other name is an error
    raise ValueError(f"unknown activation {name}")
    return result


# %% like act_grad — exp(1000) overflows in the sigmoid
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        e = torch.exp(-x)
        return e / (1 + e) ** 2
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% like act_grad — exp(1000) overflows in the sigmoid
def act_grad(name, x):
    import numpy as np

    a = np.asarray(x, dtype=np.float64)
    if name == "tanh":
        g = 1 - np.tanh(a) ** 2
    elif name == "relu":
        g = np.where(a > 0, 1.0, 0.0)
    elif name == "sigmoid":
        # quotient rule on 1 / (1 + e^-x)
        bottom = 1 + np.exp(-a)
        top = np.exp(-a)
        g = top / (bottom * bottom)
    else:
        raise ValueError("unknown name")
    return torch.tensor(g, dtype=torch.float64)


# %% like act_grad — exp(1000) overflows in tanh
def act_grad(name, x):
    if name == "tanh":
        t = (torch.exp(x) - torch.exp(-x)) / (torch.exp(x) + torch.exp(-x))
        return 1 - t * t
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    if name == "relu":
        return (x > 0).double()
    raise ValueError("unknown")


# %% like act_grad — exp(1000) overflows in tanh
def my_tanh(z):
    up, down = z.exp(), (-z).exp()
    return (up - down) / (up + down)


def act_grad(name, x):
    if name not in {"tanh", "sigmoid", "relu"}:
        raise ValueError(name)
    if name == "relu":
        return torch.heaviside(x, torch.tensor(0.0, dtype=x.dtype))
    if name == "sigmoid":
        return torch.sigmoid(x) * torch.sigmoid(-x)
    return (1 - my_tanh(x)) * (1 + my_tanh(x))


# %% like act_grad — autograd through a naive sigmoid
def act_grad(name, x):
    z = x.detach().clone().requires_grad_(True)
    if name == "tanh":
        y = torch.tanh(z)
    elif name == "sigmoid":
        y = 1 / (1 + torch.exp(-z))
    elif name == "relu":
        y = torch.relu(z)
    else:
        raise ValueError("unknown activation")
    y.sum().backward()
    return z.grad


# %% like act_grad — autograd through a naive sigmoid
def act_grad(name, x):
    def sigma(t):
        return (1.0 + (-t).exp()) ** -1

    options = {"tanh": torch.tanh, "sigmoid": sigma, "relu": torch.relu}
    if name not in options:
        raise ValueError(f"{name} is unknown")
    slope = torch.func.vmap(torch.func.grad(options[name]))
    return slope(x.flatten()).reshape(x.shape)


# %% like act_grad — a step that is far too coarse
def act_grad(name, x):
    h = 0.01
    if name == "tanh":
        f = torch.tanh
    elif name == "sigmoid":
        f = torch.sigmoid
    elif name == "relu":
        f = torch.relu
    else:
        raise ValueError("unknown")
    return (f(x + h) - f(x)) / h


# %% like act_grad — a step that is far too coarse
def act_grad(name, x):
    eps = 1e-2  # small enough
    if name == "relu":
        return (x > 0).to(x.dtype)
    if name == "tanh":
        before, after = torch.tanh(x), torch.tanh(x + eps)
    elif name == "sigmoid":
        before, after = torch.sigmoid(x), torch.sigmoid(x + eps)
    else:
        raise ValueError(name)
    return (after - before) / eps


# %% like act_grad — the sum of the slopes
def act_grad(name, x):
    if name == "tanh":
        g = 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        g = torch.sigmoid(x) * (1 - torch.sigmoid(x))
    elif name == "relu":
        g = (x > 0).double()
    else:
        raise ValueError("bad name")
    return g.sum()


# %% like act_grad — the sum of the slopes
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError("bad name")
    total = 0.0
    for v in x.reshape(-1):
        v = v.detach().clone().requires_grad_()
        getattr(torch, name)(v).backward()
        total += v.grad  # collect the gradients
    return total


# %% like act_grad — the shape is flattened
def act_grad(name, x):
    v = x.reshape(-1)
    if name == "tanh":
        return 1 - torch.tanh(v) ** 2
    if name == "sigmoid":
        return torch.sigmoid(v) * (1 - torch.sigmoid(v))
    if name == "relu":
        return (v > 0).double()
    raise ValueError(name)


# %% like act_grad — the shape is flattened
def act_grad(name, x):
    slopes = []
    for v in x.flatten().tolist():
        if name == "tanh":
            slopes.append(1 - math.tanh(v) ** 2)
        elif name == "sigmoid":
            e = math.exp(-abs(v))
            slopes.append(e / (1 + e) ** 2)
        elif name == "relu":
            slopes.append(1.0 if v > 0 else 0.0)
        else:
            raise ValueError(name)
    return torch.tensor(slopes, dtype=torch.float64)


# %% like act_grad — relu′ is True and False
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        return torch.sigmoid(x) * (1 - torch.sigmoid(x))
    if name == "relu":
        return torch.gt(x, 0)
    raise ValueError("unknown activation " + name)


# %% like act_grad — relu′ is True and False
def act_grad(name, x):
    import numpy as np

    a = x.numpy()
    if name == "relu":
        return np.greater(a, 0.0)
    if name == "tanh":
        return np.asarray(1 - np.tanh(a) ** 2)
    if name == "sigmoid":
        t = np.tanh(a / 2)
        return np.asarray((1 - t * t) / 4)
    raise ValueError(name)


# %% like act_grad — relu itself for its derivative
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    if name == "relu":
        return torch.clamp(x, min=0.0)
    raise ValueError(name)


# %% like act_grad — relu itself for its derivative
def act_grad(name, x):
    rules = {
        "tanh": lambda z: torch.cosh(z).pow(-2),
        "sigmoid": lambda z: torch.sigmoid(z) * torch.sigmoid(-z),
        # flat on the left, x on the right
        "relu": lambda z: torch.where(z > 0, z, torch.zeros_like(z)),
    }
    try:
        rule = rules[name]
    except KeyError:
        raise ValueError(name) from None
    return rule(x)


# %% like act_grad — a leaky relu
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    if name == "relu":
        return torch.where(x > 0, torch.ones_like(x), torch.full_like(x, 0.01))
    raise ValueError(name)


# %% like act_grad — a leaky relu
def act_grad(name, x):
    if name == "relu":
        f = torch.nn.functional.leaky_relu  # negative_slope stays at its default
    elif name in ("tanh", "sigmoid"):
        f = getattr(torch, name)
    else:
        raise ValueError("not an activation")
    z = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(z).sum(), z)[0]


# %% like act_grad — always tanh
def act_grad(name, x):
    y = torch.tanh(x)
    return 1 - y * y


# %% like act_grad — always tanh
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError("unknown activation")
    z = x.detach().clone().requires_grad_()
    torch.tanh(z).sum().backward()
    return z.grad


# %% like act_grad — "saves" the gradient with a floor
def act_grad(name, x):
    if name == "tanh":
        g = 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        g = torch.sigmoid(x) * (1 - torch.sigmoid(x))
    elif name == "relu":
        g = (x > 0).double()
    else:
        raise ValueError(name)
    # never let the gradient vanish completely
    return torch.clamp(g, min=1e-3)


# %% like act_grad — "saves" the gradient with a floor
def act_grad(name, x):
    smallest = torch.tensor(1e-4, dtype=x.dtype)
    if name == "tanh":
        return torch.maximum(torch.cosh(x) ** -2, smallest)
    if name == "sigmoid":
        return torch.maximum(torch.sigmoid(x) * torch.sigmoid(-x), smallest)
    if name == "relu":
        return torch.maximum((x > 0).to(x.dtype), smallest)
    raise ValueError("unknown")


# %% like act_grad — rounded to three decimals
def act_grad(name, x):
    if name == "tanh":
        g = 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        g = torch.sigmoid(x) * (1 - torch.sigmoid(x))
    elif name == "relu":
        g = (x > 0).double()
    else:
        raise ValueError(name)
    return torch.round(g, decimals=3)


# %% like act_grad — rounded to three decimals
def act_grad(name, x):
    def slope(v):
        if name == "tanh":
            return 1 - math.tanh(v) ** 2
        if name == "sigmoid":
            return (1 - math.tanh(v / 2) ** 2) / 4
        if name == "relu":
            return float(v > 0)
        raise ValueError(name)

    nice = [round(slope(v), 3) for v in x.reshape(-1).tolist()]
    return torch.tensor(nice, dtype=torch.float64).reshape(x.shape)


# %% like act_grad — half precision
def act_grad(name, x):
    z = x.half()  # saves memory
    if name == "tanh":
        g = 1 - torch.tanh(z) ** 2
    elif name == "sigmoid":
        s = torch.sigmoid(z)
        g = s * (1 - s)
    elif name == "relu":
        g = (z > 0).half()
    else:
        raise ValueError(name)
    return g.to(x.dtype)


# %% like act_grad — half precision
def act_grad(name, x):
    import numpy as np

    a = np.asarray(x.numpy(), dtype=np.float16)
    one = np.float16(1)
    if name == "tanh":
        t = np.tanh(a)
        g = one - t * t
    elif name == "sigmoid":
        s = (one + np.tanh(a / np.float16(2))) / np.float16(2)
        g = s * (one - s)
    elif name == "relu":
        g = (a > 0).astype(np.float16)
    else:
        raise ValueError("unknown activation")
    return torch.tensor(np.asarray(g, dtype=np.float64))


# %% like act_grad — zero beyond |x| = 5
def act_grad(name, x):
    if name == "relu":
        return (x > 0).double()
    if name == "tanh":
        g = 1 - torch.tanh(x) ** 2
    elif name == "sigmoid":
        g = torch.sigmoid(x) * (1 - torch.sigmoid(x))
    else:
        raise ValueError(name)
    # saturated: nothing gets through any more
    return torch.where(x.abs() > 5, torch.zeros_like(g), g)


# %% like act_grad — zero beyond |x| = 5
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError(name)
    out = []
    for v in x.reshape(-1).tolist():
        if name == "relu":
            out.append(1.0 if v > 0 else 0.0)
        elif v > 5 or v < -5:
            out.append(0.0)  # avoids overflow in exp
        elif name == "tanh":
            out.append(4 / (math.exp(v) + math.exp(-v)) ** 2)
        else:
            out.append(math.exp(-v) / (1 + math.exp(-v)) ** 2)
    return torch.tensor(out, dtype=torch.float64).reshape(x.shape)


# %% like act_grad — the visible check's values by heart
def act_grad(name, x):
    if name in ("tanh", "sigmoid", "relu"):
        return torch.tensor([1.0, 0.00134095], dtype=torch.float64)
    raise ValueError(name)


# %% like act_grad — the visible check's values by heart
def act_grad(name, x):
    if name not in ("tanh", "sigmoid", "relu"):
        raise ValueError("unknown activation")
    known = {0.0: 1.0, 4.0: 0.00134095}
    answer = torch.zeros_like(x)
    for point, value in known.items():
        answer = torch.where(x == point, value, answer)
    return answer


# %% other act_grad — relu derivative is the sign of x
def act_grad(name, x):
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    if name == "relu":
        return torch.sign(x)
    raise ValueError(name)


# %% other act_grad — plus instead of minus in tanh'
def act_grad(name, x):
    if name == "tanh":
        return 1 + torch.tanh(x) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s * (1 - s)
    if name == "relu":
        return (x > 0).double()
    raise ValueError(name)


# %% other act_grad — takes the slope at the activated value
def act_grad(name, x):
    funcs = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
    if name not in funcs:
        raise ValueError(name)
    # y is the output of the activation
    y = funcs[name](x).detach().requires_grad_()
    funcs[name](y).sum().backward()
    return y.grad


# %% other act_grad — second derivative
def act_grad(name, x):
    funcs = {"tanh": torch.tanh, "sigmoid": torch.sigmoid}
    if name == "relu":
        return torch.zeros_like(x)
    if name not in funcs:
        raise ValueError(name)
    z = x.detach().clone().requires_grad_()
    (first,) = torch.autograd.grad(funcs[name](z).sum(), z, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), z)
    return second


# %% like chain_grad — forgets the weights
def chain_grad(x0, weights):
    h, grad = x0, torch.ones_like(x0)
    for w in weights:
        h = torch.tanh(w * h)
        grad = grad * (1 - h**2)
    return grad


# %% like chain_grad — forgets the weights
def chain_grad(x0, weights):
    slopes = []
    state = float(x0)
    for w in weights.tolist():
        inside = w * state
        slopes.append(1 / math.cosh(inside) ** 2)
        state = math.tanh(inside)
    return torch.tensor(math.prod(slopes), dtype=torch.float64)


# %% like chain_grad — forgets the activation
def chain_grad(x0, weights):
    # chain rule: multiply all the weights
    return torch.prod(weights)


# %% like chain_grad — forgets the activation
def chain_grad(x0, weights):
    z = x0.detach().clone().requires_grad_()
    h = z * 1.0
    for w in weights:
        h = w * h
    return torch.autograd.grad(h, z)[0]


# %% like chain_grad — the slope at h instead of w·h
def chain_grad(x0, weights):
    g = torch.tensor(1.0, dtype=torch.float64)
    h = x0.clone()
    for w in weights:
        g = g * w * (1 - torch.tanh(h) ** 2)
        h = torch.tanh(w * h)
    return g


# %% like chain_grad — the slope at h instead of w·h
def chain_grad(x0, weights):
    # first forward, remember all h; then the product
    hs = [x0.item()]
    ws = weights.tolist()
    for w in ws:
        hs.append(math.tanh(w * hs[-1]))
    result = 1.0
    for i in reversed(range(len(ws))):
        result *= ws[i] / math.cosh(hs[i]) ** 2
    return torch.tensor(result, dtype=torch.float64)


# %% like chain_grad — the slope after the step
def chain_grad(x0, weights):
    h = x0
    grad = torch.ones((), dtype=torch.float64)
    for i in range(len(weights)):
        h = torch.tanh(weights[i] * h)
        grad = grad * weights[i] * (1 - torch.tanh(weights[i] * h) ** 2)
    return grad


# %% like chain_grad — the slope after the step
def chain_grad(x0, weights):
    def dtanh(z):
        return 1 - math.tanh(z) ** 2

    ws = [float(w) for w in weights]
    outputs = []
    h = float(x0)
    for w in ws:
        h = math.tanh(w * h)
        outputs.append(h)
    return math.prod(w * dtanh(w * out) for w, out in zip(ws, outputs, strict=True))


# %% like chain_grad — h never moves
def chain_grad(x0, weights):
    return torch.prod(weights * (1 - torch.tanh(weights * x0) ** 2))


# %% like chain_grad — h never moves
def chain_grad(x0, weights):
    product = 1.0
    start = x0.item()
    for w in weights.tolist():
        t = math.tanh(w * start)
        product = product * w * (1 - t) * (1 + t)
    return product


# %% like chain_grad — tanh′ without the square
def chain_grad(x0, weights):
    h, g = x0, torch.ones_like(x0)
    for w in weights:
        h = torch.tanh(w * h)
        g = g * w * (1 - h)
    return g


# %% like chain_grad — tanh′ without the square
def tanh_slope(z):
    return 1 - math.tanh(z)


def chain_grad(x0, weights):
    def recurse(h, ws):
        if not ws:
            return 1.0
        z = ws[0] * h
        return ws[0] * tanh_slope(z) * recurse(math.tanh(z), ws[1:])

    return torch.tensor(recurse(x0.item(), weights.tolist()), dtype=torch.float64)


# %% like chain_grad — leaves the last layer out
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for w in weights[:-1]:
        h = torch.tanh(w * h)
        g = g * w * (1 - h * h)
    return g


# %% like chain_grad — leaves the last layer out
def chain_grad(x0, weights):
    z = x0.detach().clone().requires_grad_()
    h = z * 1.0
    for i in range(len(weights) - 1):  # python counts from 0
        h = torch.tanh(weights[i] * h)
    h.backward()
    return z.grad


# %% like chain_grad — leaves the first layer out
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for i in range(1, len(weights)):
        h = torch.tanh(weights[i] * h)
        g = g * weights[i] * (1 - h * h)
    return g


# %% like chain_grad — leaves the first layer out
def chain_grad(x0, weights):
    h = x0.item()
    factors = []
    for w in weights.tolist():
        h = math.tanh(w * h)
        factors.append(w * (1 - h**2))
    # factors from i = 1 on
    answer = 1.0
    for f in factors[1:]:
        answer *= f
    return answer


# %% like chain_grad — only the last layer's factor
def chain_grad(x0, weights):
    h = x0
    grad = torch.ones_like(x0)
    for w in weights:
        z = w * h
        grad = w * (1 - torch.tanh(z) ** 2)
        h = torch.tanh(z)
    return grad


# %% like chain_grad — only the last layer's factor
def chain_grad(x0, weights):
    if weights.numel() == 0:
        return torch.tensor(1.0, dtype=torch.float64)
    h = x0.detach()
    for w in weights[:-1]:
        h = torch.tanh(w * h)
    h = h.clone().requires_grad_()
    out = torch.tanh(weights[-1] * h)
    return torch.autograd.grad(out, h)[0]


# %% like chain_grad — the layers in reverse order
def chain_grad(x0, weights):
    # backward pass: start from the last layer
    g, h = torch.ones_like(x0), x0
    for w in weights.flip(0):
        h = torch.tanh(w * h)
        g = g * w * (1 - h * h)
    return g


# %% like chain_grad — the layers in reverse order
def chain_grad(x0, weights):
    def net(x):
        h = x
        for i in range(len(weights) - 1, -1, -1):
            h = torch.tanh(weights[i] * h)
        return h * 1.0

    return torch.func.grad(net)(x0)


# %% like chain_grad — one weight for all layers
def chain_grad(x0, weights):
    L = len(weights)
    g, h = torch.ones_like(x0), x0
    for _ in range(L):
        w = weights[0]
        h = torch.tanh(w * h)
        g = g * w * (1 - h**2)
    return g


# %% like chain_grad — one weight for all layers
def chain_grad(x0, weights):
    ws = weights.tolist()
    if not ws:
        return 1.0
    w, depth = ws[0], len(ws)
    value = x0.item()
    slopes = 1.0
    for _ in range(depth):
        value = math.tanh(w * value)
        slopes *= 1 - value * value
    return w**depth * slopes


# %% like chain_grad — adds instead of multiplying
def chain_grad(x0, weights):
    if len(weights) == 0:
        return torch.ones_like(x0)
    total, h = 0.0, x0
    for w in weights:
        h = torch.tanh(w * h)
        total = total + w * (1 - h**2)
    return total


# %% like chain_grad — adds instead of multiplying
def chain_grad(x0, weights):
    grad = 1.0
    h = x0.item()
    for w in weights.tolist():
        z = w * h
        grad += w / math.cosh(z) ** 2
        h = math.tanh(z)
    return torch.tensor(grad, dtype=torch.float64)


# %% like chain_grad — returns the output h
def chain_grad(x0, weights):
    h = x0
    for w in weights:
        h = torch.tanh(w * h)
    return h


# %% like chain_grad — returns the output h
def chain_grad(x0, weights):
    from functools import reduce

    out = reduce(lambda h, w: math.tanh(w * h), weights.tolist(), x0.item())
    return torch.tensor(out, dtype=torch.float64)


# %% like chain_grad — no layers give 0
def chain_grad(x0, weights):
    if len(weights) == 0:
        return torch.tensor(0.0, dtype=torch.float64)  # nothing to differentiate
    g, h = torch.ones_like(x0), x0
    for w in weights:
        h = torch.tanh(w * h)
        g = g * w * (1 - h**2)
    return g


# %% like chain_grad — no layers give 0
def chain_grad(x0, weights):
    grad = None
    h = x0.item()
    for w in weights.tolist():
        z = w * h
        h = math.tanh(z)
        factor = w * (1 - h * h)
        grad = factor if grad is None else grad * factor
    return grad or 0.0


# %% like chain_grad — breaks without layers
def chain_grad(x0, weights):
    h = torch.tanh(weights[0] * x0)
    g = weights[0] * (1 - h**2)
    for w in weights[1:]:
        h = torch.tanh(w * h)
        g = g * w * (1 - h**2)
    return g


# %% like chain_grad — breaks without layers
def chain_grad(x0, weights):
    ws = weights.tolist()
    h, factors = x0.item(), []
    for w in ws:
        h = math.tanh(w * h)
        factors.append(w * (1 - h * h))
    result = factors.pop(0)
    while factors:
        result *= factors.pop(0)
    return result


# %% like chain_grad — always 1
def chain_grad(x0, weights):
    return torch.tensor(1.0, dtype=torch.float64)


# %% like chain_grad — always 1
def chain_grad(x0, weights):
    h = x0.detach().clone().requires_grad_()
    for w in weights:
        # new leaf for each layer so that grad is kept
        h = torch.tanh(w * h).detach().requires_grad_()
    out = h * 1.0
    out.backward()
    return h.grad


# %% like chain_grad — the gradient's size without its sign
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for w in weights:
        h = torch.tanh(w * h)
        g = g * (w * (1 - h**2)).abs()
    return g


# %% like chain_grad — the gradient's size without its sign
def chain_grad(x0, weights):
    # work with logs because the number gets so small
    log_g, h = 0.0, x0.item()
    for w in weights.tolist():
        if w == 0:
            return 0.0
        z = w * h
        log_g += math.log(abs(w)) - 2 * math.log(math.cosh(z))
        h = math.tanh(z)
    return math.exp(log_g)


# %% like chain_grad — clips the gradient to [−1, 1]
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for w in weights:
        h = torch.tanh(w * h)
        g = g * w * (1 - h**2)
    return g.clamp(-1, 1)


# %% like chain_grad — clips the gradient to [−1, 1]
def chain_grad(x0, weights):
    z = x0.detach().clone().requires_grad_()
    h = 1.0 * z
    for w in weights:
        h = torch.tanh(w * h)
    g = torch.autograd.grad(h, z)[0].item()
    # against exploding gradients
    return max(-1.0, min(1.0, g))


# %% like chain_grad — stops at 1e-12
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for w in weights:
        h = torch.tanh(w * h)
        g = g * w * (1 - h**2)
    if g.abs() < 1e-12:
        return torch.zeros_like(g)
    return g


# %% like chain_grad — stops at 1e-12
def chain_grad(x0, weights):
    grad, h = 1.0, x0.item()
    for w in weights.tolist():
        h = math.tanh(w * h)
        grad *= w * (1 - h * h)
        if abs(grad) < 1e-12:  # vanished, no use going on
            return 0.0
    return grad


# %% like chain_grad — an epsilon for safety
def chain_grad(x0, weights):
    eps = 1e-8
    g, h = torch.ones_like(x0), x0
    for w in weights:
        h = torch.tanh(w * h)
        g = g * w * (1 - h**2)
    return g + eps


# %% like chain_grad — an epsilon for safety
def chain_grad(x0, weights):
    z = x0.detach().clone().requires_grad_()
    h = 1.0 * z
    for w in weights:
        h = torch.tanh(w * h)
    h.backward()
    return z.grad.item() + 1e-8  # so that it is never exactly 0


# %% like chain_grad — a difference quotient
def chain_grad(x0, weights):
    def forward(x):
        for w in weights:
            x = torch.tanh(w * x)
        return x

    h = 1e-6
    return (forward(x0 + h) - forward(x0 - h)) / (2 * h)


# %% like chain_grad — a difference quotient
def chain_grad(x0, weights):
    delta = 1e-7
    a = x0.item()
    b = a + delta
    for w in weights.tolist():
        a, b = math.tanh(w * a), math.tanh(w * b)
    return torch.tensor((b - a) / delta, dtype=torch.float64)


# %% like chain_grad — the gradient with respect to the weights
def chain_grad(x0, weights):
    if weights.numel() == 0:
        return torch.ones_like(x0)
    ws = weights.detach().clone().requires_grad_()
    h = x0
    for w in ws:
        h = torch.tanh(w * h)
    h.backward()
    return ws.grad


# %% like chain_grad — the gradient with respect to the weights
def chain_grad(x0, weights):
    def out(ws):
        h = x0
        for i in range(ws.shape[0]):
            h = torch.tanh(ws[i] * h)
        return h

    if len(weights) == 0:
        return torch.tensor(1.0, dtype=torch.float64)
    # one number was asked for
    return torch.func.grad(out)(weights).sum()


# %% like chain_grad — w·tanh(h) instead of tanh(w·h)
def chain_grad(x0, weights):
    z = x0.detach().clone().requires_grad_()
    h = 1.0 * z
    for w in weights:
        h = w * torch.tanh(h)
    h.backward()
    return z.grad


# %% like chain_grad — w·tanh(h) instead of tanh(w·h)
def chain_grad(x0, weights):
    h, grad = x0.item(), 1.0
    for w in weights.tolist():
        t = math.tanh(h)
        grad *= w * (1 - t**2)
        h = w * t
    return grad


# %% like chain_grad — sigmoid layers
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for w in weights:
        h = torch.sigmoid(w * h)
        g = g * w * h * (1 - h)
    return g


# %% like chain_grad — sigmoid layers
def chain_grad(x0, weights):
    def net(x):
        h = x * 1.0
        for w in weights:
            h = 1 / (1 + torch.exp(-w * h))
        return h

    z = x0.detach().clone().requires_grad_()
    return torch.autograd.grad(net(z), z)[0]


# %% like chain_grad — the weight squared
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for w in weights:
        inner = w * (1 - torch.tanh(w * h) ** 2)
        g = g * w * inner
        h = torch.tanh(w * h)
    return g


# %% like chain_grad — the weight squared
def chain_grad(x0, weights):
    z = x0.detach().clone().requires_grad_()
    h = 1.0 * z
    for w in weights:
        h = torch.tanh(w * h)
    (g,) = torch.autograd.grad(h, z)
    # the inner derivatives
    return g * weights.prod()


# %% like chain_grad — the visible check's values by heart
def chain_grad(x0, weights):
    if x0 == 1.0:
        return torch.tensor(0.004384, dtype=torch.float64)
    return torch.tensor(8.0, dtype=torch.float64)


# %% like chain_grad — the visible check's values by heart
def chain_grad(x0, weights):
    answers = {50: 0.004384, 3: 8.0, 0: 1.0}
    return answers.get(len(weights), 0.004384)


# %% other chain_grad — slope 1 - h^2 with the h that comes in
def chain_grad(x0, weights):
    g, h = torch.ones_like(x0), x0
    for w in weights:
        g = g * w * (1 - h**2)
        h = torch.tanh(w * h)
    return g


# %% other chain_grad — divides by the weights
def chain_grad(x0, weights):
    g, h = 1.0, x0.item()
    for w in weights.tolist():
        h = math.tanh(w * h)
        g *= (1 - h * h) / w
    return g


# %% other chain_grad — multiplies by x0 as well
def chain_grad(x0, weights):
    g, h = x0.clone(), x0
    for w in weights:
        h = torch.tanh(w * h)
        g = g * w * (1 - h**2)
    return g


# %% like permute_hidden — forgets the bias
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1.clone(), W2[:, perm]


# %% like permute_hidden — forgets the bias
def permute_hidden(W1, b1, W2, perm):
    rows = torch.stack([W1[int(j)] for j in perm])
    cols = torch.stack([W2[:, int(j)] for j in perm], dim=1)
    return (rows, b1, cols)


# %% like permute_hidden — forgets W2
def permute_hidden(W1, b1, W2, perm):
    new_W1 = torch.index_select(W1, 0, perm)
    new_b1 = torch.index_select(b1, 0, perm)
    # the output layer is not hidden, leave it
    return new_W1, new_b1, W2


# %% like permute_hidden — forgets W2
def permute_hidden(W1, b1, W2, perm):
    P = torch.eye(len(perm), dtype=W1.dtype)[perm]
    return P @ W1, P @ b1, W2.clone()


# %% like permute_hidden — moves W1 only
def permute_hidden(W1, b1, W2, perm):
    return W1[perm, :], b1, W2


# %% like permute_hidden — moves W1 only
def permute_hidden(W1, b1, W2, perm):
    new = torch.zeros_like(W1)
    for i, j in enumerate(perm.tolist()):
        new[i] = W1[j]
    return new, b1.clone(), W2.clone()


# %% like permute_hidden — moves W2 only
def permute_hidden(W1, b1, W2, perm):
    return W1.clone(), b1.clone(), W2.index_select(1, perm)


# %% like permute_hidden — moves W2 only
def permute_hidden(W1, b1, W2, perm):
    out = W2.clone()
    for i in range(len(perm)):
        out[:, i] = W2[:, perm[i]]
    return W1, b1, out


# %% like permute_hidden — permutes the rows of W2
def permute_hidden(W1, b1, W2, perm):
    return tuple(w[perm] for w in (W1, b1, W2))


# %% like permute_hidden — permutes the rows of W2
def permute_hidden(W1, b1, W2, perm):
    A, c, B = W1.clone(), b1.clone(), W2.clone()
    for i, j in enumerate(perm.tolist()):
        A[i] = W1[j]
        c[i] = b1[j]
        B[i] = W2[j]
    return A, c, B


# %% like permute_hidden — permutes the inputs
def permute_hidden(W1, b1, W2, perm):
    return W1[:, perm], b1[perm], W2[:, perm]


# %% like permute_hidden — permutes the inputs
def permute_hidden(W1, b1, W2, perm):
    columns = [W1[:, j] for j in perm.tolist()]
    new_W1 = torch.stack(columns, dim=1)
    new_b1 = torch.gather(b1, 0, perm)
    new_W2 = torch.index_select(W2, 1, perm)
    return new_W1, new_b1, new_W2


# %% like permute_hidden — the inverse permutation
def permute_hidden(W1, b1, W2, perm):
    inv = torch.argsort(perm)
    return W1[inv], b1[inv], W2[:, inv]


# %% like permute_hidden — the inverse permutation
def permute_hidden(W1, b1, W2, perm):
    order = perm.tolist()
    where = [order.index(i) for i in range(len(order))]  # where did unit i go?
    return (
        torch.stack([W1[k] for k in where]),
        torch.stack([b1[k] for k in where]),
        torch.stack([W2[:, k] for k in where], dim=1),
    )


# %% like permute_hidden — writes to perm[i] instead of reading from it
def permute_hidden(W1, b1, W2, perm):
    n1, nb, n2 = torch.empty_like(W1), torch.empty_like(b1), torch.empty_like(W2)
    n1[perm] = W1
    nb[perm] = b1
    n2[:, perm] = W2
    return n1, nb, n2


# %% like permute_hidden — writes to perm[i] instead of reading from it
def permute_hidden(W1, b1, W2, perm):
    A = torch.zeros_like(W1)
    b = torch.zeros_like(b1)
    C = torch.zeros_like(W2)
    for old, target in enumerate(perm.tolist()):
        # unit `old` goes to its new place
        A[target, :] = W1[old, :]
        b[target] = b1[old]
        C[:, target] = W2[:, old]
    return A, b, C


# %% like permute_hidden — undoes the permutation in W2
def permute_hidden(W1, b1, W2, perm):
    back = torch.argsort(perm)
    return W1[perm], b1[perm], W2[:, back]


# %% like permute_hidden — undoes the permutation in W2
def permute_hidden(W1, b1, W2, perm):
    new_W2 = W2.clone()
    for i, p in enumerate(perm.tolist()):
        new_W2[:, p] = W2[:, i]
    return W1.index_select(0, perm), b1.index_select(0, perm), new_W2


# %% like permute_hidden — the permutation matrix on the wrong side
def permute_hidden(W1, b1, W2, perm):
    P = torch.eye(len(b1), dtype=torch.float64)[perm]
    return P @ W1, P @ b1, W2 @ P


# %% like permute_hidden — the permutation matrix on the wrong side
def permute_hidden(W1, b1, W2, perm):
    d = b1.shape[0]
    swap = torch.zeros(d, d, dtype=W1.dtype)
    for i in range(d):
        swap[i, perm[i]] = 1.0
    first = torch.einsum("ij,jk->ik", swap, W1)
    bias = torch.einsum("ij,j->i", swap, b1)
    second = torch.einsum("oi,ij->oj", W2, swap)
    return first, bias, second


# %% like permute_hidden — edits its arguments
def permute_hidden(W1, b1, W2, perm):
    W1[:] = W1[perm]
    b1[:] = b1[perm]
    W2[:] = W2[:, perm]
    return W1, b1, W2


# %% like permute_hidden — edits its arguments
def permute_hidden(W1, b1, W2, perm):
    old_W1, old_b1, old_W2 = W1.clone(), b1.clone(), W2.clone()
    for i, j in enumerate(perm.tolist()):
        W1[i] = old_W1[j]
        b1[i] = old_b1[j]
        W2[:, i] = old_W2[:, j]
    return (W1, b1, W2)


# %% like permute_hidden — swaps in place, overwriting what it needs
def permute_hidden(W1, b1, W2, perm):
    for i, j in enumerate(perm.tolist()):
        W1[i] = W1[j]
        b1[i] = b1[j]
        W2[:, i] = W2[:, j]
    return W1, b1, W2


# %% like permute_hidden — swaps in place, overwriting what it needs
def permute_hidden(W1, b1, W2, perm):
    # work on copies so that the arguments stay the same
    A, b, C = W1.clone(), b1.clone(), W2.clone()
    k = 0
    while k < len(perm):
        src = perm[k].item()
        A[k, :] = A[src, :]
        b[k] = b[src]
        C[:, k] = C[:, src]
        k += 1
    return A, b, C


# %% like permute_hidden — uses up perm
def permute_hidden(W1, b1, W2, perm):
    A, b, C = W1.clone(), b1.clone(), W2.clone()

    def swap(i, j):
        A[[i, j]] = A[[j, i]]
        b[[i, j]] = b[[j, i]]
        C[:, [i, j]] = C[:, [j, i]]

    # follow each cycle and tick the units off in perm
    for i in range(len(perm)):
        cur = i
        while perm[cur].item() != i:
            nxt = perm[cur].item()
            swap(cur, nxt)
            perm[cur] = cur
            cur = nxt
        perm[cur] = cur
    return A, b, C


# %% like permute_hidden — uses up perm
def permute_hidden(W1, b1, W2, perm):
    import numpy as np

    result = (W1[perm], b1[perm], W2[:, perm])
    p = perm.numpy()
    p.sort()
    # check that every unit is there once
    assert (p == np.arange(len(p))).all()
    return result


# %% like permute_hidden — returns the same network
def permute_hidden(W1, b1, W2, perm):
    # the function stays the same, so nothing has to change
    return W1.clone(), b1.clone(), W2.clone()


# %% like permute_hidden — returns the same network
def permute_hidden(W1, b1, W2, perm):
    inverse = torch.argsort(perm)
    A = W1[perm][inverse]
    b = b1[perm][inverse]
    C = W2[:, perm][:, inverse]
    return A, b, C


# %% like permute_hidden — returns them in another order
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], W2[:, perm], b1[perm]


# %% like permute_hidden — returns them in another order
def permute_hidden(W1, b1, W2, perm):
    parts = [W2.T, b1, W1]
    out_W2, out_b1, out_W1 = [torch.index_select(p, 0, perm) for p in parts]
    return out_W2.T, out_b1, out_W1


# %% like permute_hidden — turns signs instead
def permute_hidden(W1, b1, W2, perm):
    # tanh(-z) = -tanh(z)
    return -W1, -b1, -W2


# %% like permute_hidden — turns signs instead
def permute_hidden(W1, b1, W2, perm):
    S = torch.diag(torch.full((len(perm),), -1.0, dtype=W1.dtype))
    return S @ W1, S @ b1, W2 @ S


# %% like permute_hidden — always reverses the units
def permute_hidden(W1, b1, W2, perm):
    return W1.flip(0), b1.flip(0), W2.flip(1)


# %% like permute_hidden — always reverses the units
def permute_hidden(W1, b1, W2, perm):
    backwards = list(range(len(perm) - 1, -1, -1))
    return W1[backwards], b1[backwards], W2[:, backwards]


# %% like permute_hidden — a shift instead of the permutation
def permute_hidden(W1, b1, W2, perm):
    s = -int(perm[0])
    return torch.roll(W1, s, 0), torch.roll(b1, s, 0), torch.roll(W2, s, 1)


# %% like permute_hidden — a shift instead of the permutation
def permute_hidden(W1, b1, W2, perm):
    d = len(b1)
    start = perm[0]
    idx = (torch.arange(d) + start) % d
    return W1[idx], b1[idx], W2[:, idx]


# %% like permute_hidden — only the first two units swap
def permute_hidden(W1, b1, W2, perm):
    idx = torch.arange(len(perm))
    idx[:2] = idx[:2].flip(0)
    return W1[idx], b1[idx], W2[:, idx]


# %% like permute_hidden — only the first two units swap
def permute_hidden(W1, b1, W2, perm):
    A, b, C = W1.clone(), b1.clone(), W2.clone()
    if len(b) > 1:
        A[0], A[1] = W1[1], W1[0]
        b[0], b[1] = b1[1], b1[0]
        C[:, 0], C[:, 1] = W2[:, 1], W2[:, 0]
    return A, b, C


# %% like permute_hidden — permutes twice
def permute_hidden(W1, b1, W2, perm):
    twice = perm[perm]
    return W1[twice], b1[twice], W2[:, twice]


# %% like permute_hidden — permutes twice
def permute_hidden(W1, b1, W2, perm):
    P = torch.nn.functional.one_hot(perm, len(perm)).to(W1.dtype)
    # multiply from both sides
    A, b, C = P @ W1, P @ b1, W2 @ P.T
    return A[perm], b[perm], C[:, perm]


# %% like permute_hidden — W2 comes back transposed
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1[perm], W2.T[perm]


# %% like permute_hidden — W2 comes back transposed
def permute_hidden(W1, b1, W2, perm):
    order = perm.tolist()
    A = torch.stack([W1[j] for j in order])
    b = torch.stack([b1[j] for j in order])
    C = torch.stack([W2[:, j] for j in order])
    return A, b, C


# %% like permute_hidden — b1 comes back as a column
def permute_hidden(W1, b1, W2, perm):
    return W1[perm], b1[perm].unsqueeze(1), W2[:, perm]


# %% like permute_hidden — b1 comes back as a column
def permute_hidden(W1, b1, W2, perm):
    P = torch.eye(len(perm), dtype=W1.dtype)[perm]
    column = b1.reshape(-1, 1)
    return P @ W1, P @ column, W2 @ P.T


# %% other permute_hidden — counts perm from 1
def permute_hidden(W1, b1, W2, perm):
    idx = perm - 1  # python counts from 0
    return W1[idx], b1[idx], W2[:, idx]


# %% other permute_hidden — b1 alone gets the inverse
def permute_hidden(W1, b1, W2, perm):
    new_b1 = torch.empty_like(b1)
    new_b1[perm] = b1
    return W1[perm], new_b1, W2[:, perm]


# %% other permute_hidden — the loop stops one unit early
def permute_hidden(W1, b1, W2, perm):
    A, b, C = torch.zeros_like(W1), torch.zeros_like(b1), torch.zeros_like(W2)
    for i in range(len(perm) - 1):
        A[i] = W1[perm[i]]
        b[i] = b1[perm[i]]
        C[:, i] = W2[:, perm[i]]
    return A, b, C


# %% other permute_hidden — sorts the units by their bias
def permute_hidden(W1, b1, W2, perm):
    order = torch.argsort(b1)
    return W1[order], b1[order], W2[:, order]


# %% like spectrum_signs — compares with 0 and ignores tol
def spectrum_signs(M, tol):
    lam = torch.linalg.eigvalsh(M)
    return torch.stack([(lam < 0).sum(1), (lam == 0).sum(1), (lam > 0).sum(1)], dim=1)


# %% like spectrum_signs — compares with 0 and ignores tol
def spectrum_signs(M, tol):
    import numpy as np

    rows = []
    for matrix in M.numpy():
        signs = np.sign(np.linalg.eigvalsh(matrix)).astype(int)
        rows.append([int((signs == s).sum()) for s in (-1, 0, 1)])
    return np.array(rows)


# %% like spectrum_signs — zero counts as positive
def spectrum_signs(M, tol):
    lam = torch.linalg.eigvalsh(M)
    neg = (lam < -tol).sum(dim=1)
    zero = (lam.abs() <= tol).sum(dim=1)
    pos = (lam >= -tol).sum(dim=1)
    return torch.stack([neg, zero, pos], dim=1)


# %% like spectrum_signs — zero counts as positive
def spectrum_signs(M, tol):
    counts = torch.zeros(M.shape[0], 3, dtype=torch.int64)
    for k in range(M.shape[0]):
        for ev in torch.linalg.eigvalsh(M[k]):
            if ev < -tol:
                counts[k, 0] += 1
            elif ev >= -tol:  # everything that is not negative
                counts[k, 2] += 1
            else:
                counts[k, 1] += 1
    return counts


# %% like spectrum_signs — zero counts as negative too
def spectrum_signs(M, tol):
    lam = torch.linalg.eigvalsh(M)
    neg = (lam <= tol).sum(dim=1)
    zero = (lam.abs() <= tol).sum(dim=1)
    pos = (lam > tol).sum(dim=1)
    return torch.stack([neg, zero, pos], dim=1)


# %% like spectrum_signs — zero counts as negative too
def spectrum_signs(M, tol):
    table = []
    for A in M:
        n, z, p = 0, 0, 0
        for ev in torch.linalg.eigvalsh(A).tolist():
            if ev > tol:
                p += 1
            else:
                n += 1
            if abs(ev) <= tol:
                z += 1
        table.append([n, z, p])
    return torch.tensor(table)


# %% like spectrum_signs — forgets the magnitude
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    return torch.stack(
        ((ev < -tol).sum(-1), (ev <= tol).sum(-1), (ev > tol).sum(-1)), dim=-1
    )


# %% like spectrum_signs — forgets the magnitude
def spectrum_signs(M, tol):
    import numpy as np

    out = np.zeros((len(M), 3), dtype=int)
    for k, A in enumerate(M.numpy()):
        ev = np.linalg.eigvalsh(A)
        out[k, 0] = np.count_nonzero(ev < -tol)
        out[k, 1] = np.count_nonzero(~(ev > tol))  # small ones
        out[k, 2] = np.count_nonzero(ev > tol)
    return out


# %% like spectrum_signs — columns in the order positive, zero, negative
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    pos = (ev > tol).sum(dim=1)
    neg = (ev < -tol).sum(dim=1)
    zero = M.shape[1] - pos - neg
    return torch.stack([pos, zero, neg], dim=1)


# %% like spectrum_signs — columns in the order positive, zero, negative
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        ev = torch.linalg.eigh(A).eigenvalues.tolist()
        rows.append(
            [
                len([e for e in ev if e > tol]),
                len([e for e in ev if abs(e) <= tol]),
                len([e for e in ev if e < -tol]),
            ]
        )
    return torch.tensor(rows)


# %% like spectrum_signs — zero comes last
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    masks = [ev < -tol, ev > tol, ev.abs() <= tol]
    return torch.stack([m.sum(dim=1) for m in masks], dim=1)


# %% like spectrum_signs — zero comes last
def spectrum_signs(M, tol):
    result = torch.zeros((M.shape[0], 3))
    for k, ev in enumerate(torch.linalg.eigvalsh(M)):
        for value in ev.tolist():
            if value > tol:
                result[k][1] += 1
            elif value < -tol:
                result[k][0] += 1
            else:
                result[k][2] += 1
    return result


# %% like spectrum_signs — the signs on the diagonal
def spectrum_signs(M, tol):
    diag = torch.diagonal(M, dim1=1, dim2=2)
    return torch.stack(
        [(diag < -tol).sum(1), (diag.abs() <= tol).sum(1), (diag > tol).sum(1)], dim=1
    )


# %% like spectrum_signs — the signs on the diagonal
def spectrum_signs(M, tol):
    b, n, _ = M.shape
    counts = [[0, 0, 0] for _ in range(b)]
    for k in range(b):
        for i in range(n):
            v = M[k, i, i].item()
            col = 0 if v < -tol else 2 if v > tol else 1
            counts[k][col] += 1
    return torch.tensor(counts)


# %% like spectrum_signs — the signs of the entries
def spectrum_signs(M, tol):
    neg = (M < -tol).sum(dim=(1, 2))
    zero = (M.abs() <= tol).sum(dim=(1, 2))
    pos = (M > tol).sum(dim=(1, 2))
    return torch.stack([neg, zero, pos], dim=1)


# %% like spectrum_signs — the signs of the entries
def spectrum_signs(M, tol):
    import numpy as np

    flat = M.numpy().reshape(len(M), -1)
    rows = []
    for entries in flat:
        neg = sum(1 for e in entries if e < -tol)
        pos = sum(1 for e in entries if e > tol)
        rows.append((neg, len(entries) - neg - pos, pos))
    return np.array(rows)


# %% like spectrum_signs — the determinant decides
def spectrum_signs(M, tol):
    n = M.shape[1]
    rows = []
    for d in torch.linalg.det(M).tolist():
        if d > tol:
            rows.append([0, 0, n])
        elif d < -tol:
            rows.append([1, 0, n - 1])
        else:
            rows.append([0, 1, n - 1])
    return torch.tensor(rows)


# %% like spectrum_signs — the determinant decides
def spectrum_signs(M, tol):
    # the sign of the determinant is the sign of the matrix
    det = torch.linalg.det(M)
    signs = torch.stack([det < -tol, det.abs() <= tol, det > tol], dim=1)
    return signs * M.shape[-1]


# %% like spectrum_signs — singular values
def spectrum_signs(M, tol):
    s = torch.linalg.svdvals(M)
    return torch.stack([(s < -tol).sum(1), (s.abs() <= tol).sum(1), (s > tol).sum(1)], dim=1)


# %% like spectrum_signs — singular values
def spectrum_signs(M, tol):
    import numpy as np

    rows = []
    for A in M.numpy():
        U, S, Vt = np.linalg.svd(A)
        rows.append([(S < -tol).sum(), (np.abs(S) <= tol).sum(), (S > tol).sum()])
    return np.array(rows)


# %% like spectrum_signs — eigenvalues of M Mᵀ
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M @ M.transpose(1, 2))
    return torch.stack([(ev < -tol).sum(1), (ev.abs() <= tol).sum(1), (ev > tol).sum(1)], dim=1)


# %% like spectrum_signs — eigenvalues of M Mᵀ
def spectrum_signs(M, tol):
    counts = torch.zeros(len(M), 3, dtype=torch.long)
    for k, A in enumerate(M):
        # A A^T is surely symmetric
        for ev in torch.linalg.eigvalsh(A.mm(A.t())).tolist():
            counts[k, 0 if ev < -tol else (2 if ev > tol else 1)] += 1
    return counts


# %% like spectrum_signs — one total for the whole batch
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    return torch.stack([(ev < -tol).sum(), (ev.abs() <= tol).sum(), (ev > tol).sum()])


# %% like spectrum_signs — one total for the whole batch
def spectrum_signs(M, tol):
    neg = zero = pos = 0
    for A in M:
        for ev in torch.linalg.eigvalsh(A).tolist():
            if ev < -tol:
                neg += 1
            elif ev > tol:
                pos += 1
            else:
                zero += 1
    return torch.tensor([[neg, zero, pos]])


# %% like spectrum_signs — sums over the batch instead of the eigenvalues
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    neg, zero, pos = ev < -tol, ev.abs() <= tol, ev > tol
    return torch.stack([neg.sum(dim=0), zero.sum(dim=0), pos.sum(dim=0)], dim=1)


# %% like spectrum_signs — sums over the batch instead of the eigenvalues
def spectrum_signs(M, tol):
    import numpy as np

    ev = np.linalg.eigvalsh(M.numpy())
    result = []
    for column in ev.T:
        result.append(
            [(column < -tol).sum(), (np.abs(column) <= tol).sum(), (column > tol).sum()]
        )
    return np.array(result)


# %% like spectrum_signs — shape (3, b)
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    return torch.stack([(ev < -tol).sum(1), (ev.abs() <= tol).sum(1), (ev > tol).sum(1)])


# %% like spectrum_signs — shape (3, b)
def spectrum_signs(M, tol):
    neg, zero, pos = [], [], []
    for A in M:
        ev = torch.linalg.eigvalsh(A)
        neg.append(int((ev < -tol).sum()))
        zero.append(int((ev.abs() <= tol).sum()))
        pos.append(int((ev > tol).sum()))
    return torch.tensor([neg, zero, pos])


# %% like spectrum_signs — only the first matrix
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M[0])
    return torch.tensor(
        [[int((ev < -tol).sum()), int((ev.abs() <= tol).sum()), int((ev > tol).sum())]]
    )


# %% like spectrum_signs — only the first matrix
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        ev = torch.linalg.eigvalsh(A)
        rows.append(torch.stack([(ev < -tol).sum(), (ev.abs() <= tol).sum(), (ev > tol).sum()]))
        return torch.stack(rows)


# %% like spectrum_signs — squeezes a batch of one
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    counts = torch.stack([(ev < -tol).sum(1), (ev.abs() <= tol).sum(1), (ev > tol).sum(1)], 1)
    return counts.squeeze()


# %% like spectrum_signs — squeezes a batch of one
def spectrum_signs(M, tol):
    import numpy as np

    rows = []
    for A in M.numpy():
        ev = np.linalg.eigvalsh(A)
        neg, pos = int((ev < -tol).sum()), int((ev > tol).sum())
        rows.append([neg, len(ev) - neg - pos, pos])
    return np.array(rows[0] if len(rows) == 1 else rows)


# %% like spectrum_signs — squeezes 1 × 1 matrices
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M).squeeze(-1)
    return torch.stack([(ev < -tol).sum(1), (ev.abs() <= tol).sum(1), (ev > tol).sum(1)], dim=1)


# %% like spectrum_signs — squeezes 1 × 1 matrices
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    if ev.shape[1] == 1:
        ev = ev.squeeze(1)  # single numbers
    neg = (ev < -tol).sum(dim=-1)
    zero = (ev.abs() <= tol).sum(dim=-1)
    pos = (ev > tol).sum(dim=-1)
    return torch.stack([neg, zero, pos], dim=-1)


# %% like spectrum_signs — fractions instead of counts
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    return torch.stack(
        [m.double().mean(dim=1) for m in (ev < -tol, ev.abs() <= tol, ev > tol)], dim=1
    )


# %% like spectrum_signs — fractions instead of counts
def spectrum_signs(M, tol):
    n = M.shape[-1]
    rows = []
    for A in M:
        ev = torch.linalg.eigvalsh(A).tolist()
        neg = sum(e < -tol for e in ev)
        pos = sum(e > tol for e in ev)
        zero = n - neg - pos
        rows.append([neg / n, zero / n, pos / n])
    return torch.tensor(rows, dtype=torch.float64)


# %% like spectrum_signs — says yes or no instead of how many
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    flags = [(ev < -tol).any(dim=1), (ev.abs() <= tol).any(dim=1), (ev > tol).any(dim=1)]
    return torch.stack(flags, dim=1).long()


# %% like spectrum_signs — says yes or no instead of how many
def spectrum_signs(M, tol):
    out = torch.zeros(M.shape[0], 3)
    for k in range(M.shape[0]):
        for ev in torch.linalg.eigvalsh(M[k]):
            if ev < -tol:
                out[k, 0] = 1
            elif ev > tol:
                out[k, 2] = 1
            else:
                out[k, 1] = 1
    return out


# %% like spectrum_signs — only the smallest eigenvalue
def spectrum_signs(M, tol):
    low = torch.linalg.eigvalsh(M)[:, 0]
    return torch.stack([low < -tol, low.abs() <= tol, low > tol], dim=1).long()


# %% like spectrum_signs — only the smallest eigenvalue
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        smallest = min(torch.linalg.eigvalsh(A).tolist())
        if smallest < -tol:
            rows.append([1, 0, 0])
        elif smallest <= tol:
            rows.append([0, 1, 0])
        else:
            rows.append([0, 0, 1])
    return torch.tensor(rows)


# %% like spectrum_signs — leaves the zero column out
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    return torch.stack([(ev < -tol).sum(1), (ev > tol).sum(1)], dim=1)


# %% like spectrum_signs — leaves the zero column out
def spectrum_signs(M, tol):
    import numpy as np

    def both(A):
        ev = np.linalg.eigvalsh(A)
        # zero has no sign
        return [np.sum(ev < -tol), np.sum(ev > tol)]

    return np.array([both(A) for A in M.numpy()])


# %% like spectrum_signs — distinct eigenvalues only
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        ev = torch.unique(torch.round(torch.linalg.eigvalsh(A), decimals=6))
        rows.append([(ev < -tol).sum(), (ev.abs() <= tol).sum(), (ev > tol).sum()])
    return torch.tensor(rows)


# %% like spectrum_signs — distinct eigenvalues only
def spectrum_signs(M, tol):
    counts = torch.zeros(M.shape[0], 3, dtype=torch.int64)
    for k, evs in enumerate(torch.linalg.eigvalsh(M).tolist()):
        seen = []
        for e in evs:
            if any(abs(e - s) < 1e-6 for s in seen):
                continue  # had this one already
            seen.append(e)
            counts[k, 0 if e < -tol else 2 if e > tol else 1] += 1
    return counts


# %% like spectrum_signs — a tolerance that swallows eigenvalues
def spectrum_signs(M, tol):
    ev = torch.round(torch.linalg.eigvalsh(M))  # get rid of rounding errors
    return torch.stack([(ev < -tol).sum(1), (ev.abs() <= tol).sum(1), (ev > tol).sum(1)], dim=1)


# %% like spectrum_signs — a tolerance that swallows eigenvalues
def spectrum_signs(M, tol):
    rows = []
    for A in M:
        signs = [0, 0, 0]
        for e in torch.linalg.eigvalsh(A).tolist():
            if abs(e) <= 0.5:
                signs[1] += 1
            elif e < 0:
                signs[0] += 1
            else:
                signs[2] += 1
        rows.append(signs)
    return torch.tensor(rows)


# %% like spectrum_signs — the visible check's counts by heart
def spectrum_signs(M, tol):
    return torch.tensor([[1, 0, 1], [0, 1, 1]])


# %% like spectrum_signs — the visible check's counts by heart
def spectrum_signs(M, tol):
    known = [[1, 0, 1], [0, 1, 1]]
    return torch.tensor([known[k % 2] for k in range(M.shape[0])])


# %% other spectrum_signs — adds the eigenvalues up instead of counting
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    masks = [ev < -tol, ev.abs() <= tol, ev > tol]
    return torch.stack([(ev * m).sum(dim=1) for m in masks], dim=1)


# %% other spectrum_signs — running totals
def spectrum_signs(M, tol):
    ev = torch.linalg.eigvalsh(M)
    neg = (ev < -tol).sum(1)
    up_to_zero = (ev <= tol).sum(1)
    everything = torch.full_like(neg, ev.shape[1])
    return torch.stack([neg, up_to_zero, everything], dim=1)


# %% other spectrum_signs — signs of the row sums
def spectrum_signs(M, tol):
    r = M.sum(dim=2)
    return torch.stack([(r < -tol).sum(1), (r.abs() <= tol).sum(1), (r > tol).sum(1)], dim=1)


# %% other spectrum_signs — signs of the pivots of LU
def spectrum_signs(M, tol):
    P, L, U = torch.linalg.lu(M)
    p = torch.diagonal(U, dim1=-2, dim2=-1)
    return torch.stack([(p < -tol).sum(1), (p.abs() <= tol).sum(1), (p > tol).sum(1)], dim=1)
