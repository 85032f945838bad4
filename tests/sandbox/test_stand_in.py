"""What honest answers do with ``fn``: its stand-in and its text do the same as the function.

Each use is tried on the function itself, on its stand-in (questions and answers cross the wire)
and on the function that is built from its text.
"""

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.autograd import forward_ad, functional
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

from autograder.checking.counted import Counted
from autograder.checking.functions import cos, exp, sin
from autograder.checking.tracing import trace
from autograder.sandbox import torch_adapter, wire

# torch warns about itself when it loads what forward mode needs, and in linearize.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated"),
    pytest.mark.filterwarnings("ignore:Attempted to insert a get_attr Node"),
]

# -- functions -----------------------------------------------------------------


def wave(x):
    return x * cos(math.pi * x) + 0.2 * sin(x) * exp(-x)


def parabola(x):
    return 1.5 * (x - 0.25) ** 2 + 2.0


def kink(x):
    return 2.5 * abs(x - 0.25) - (x - 0.25)


def quintic(x):
    return x**5 + 15 * x


def bowl(p):
    return (p[0] - 1.0) ** 2 + 0.5 * (p[1] + 2.0) ** 2 + 0.6 * (p[0] - 1.0) * (p[1] + 2.0)


def network(p):
    return 1.5 * (p[0] * p[1] - 0.75) ** 2 + cos(p[0]) * p[2] ** 3


def cubic(p):
    return p[0] ** 3 - 3 * p[0] * p[1] ** 2


OF_X = [wave, parabola, kink, quintic]
OF_ENTRIES = [bowl, network, cubic]


def answer(counted, message):
    """The grader's end: a request and its answer, over the wire."""
    asked = wire.unpack(wire.pack(message)[4:])
    value = counted.evaluate(asked["order"], asked["x"])
    return wire.unpack(wire.pack({"value": value})[4:])["value"]


def stand_in(function):
    """The stand-in for a function, and what stays with the grader."""
    counted = Counted(function, 0)
    (travelled,) = wire.unpack(wire.pack([counted.stand_in])[4:], trusted=True)
    ask = lambda number, order, x: answer(counted, {"order": order, "x": x})  # noqa: E731
    return torch_adapter.stand_in(travelled, ask), counted


def from_text(function):
    made = trace(function)
    (travelled,) = wire.unpack(
        wire.pack([wire.Formula(made.text, made.constants)])[4:], trusted=True
    )
    return torch_adapter.from_formula(travelled)


MAKE = {"stand-in": lambda function: stand_in(function)[0], "text": from_text}
ways = pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)


def same(got, wanted):
    """The same values, of the same type, dtype and shape."""
    if isinstance(wanted, tuple | list):
        assert type(got) is type(wanted)
        assert len(got) == len(wanted)
        for one, other in zip(got, wanted, strict=True):
            same(one, other)
        return
    assert type(got) is type(wanted)
    if isinstance(wanted, torch.Tensor):
        assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape)
        assert got.requires_grad == wanted.requires_grad
        got, wanted = got.numpy(force=True), wanted.numpy(force=True)
    if isinstance(wanted, np.ndarray | np.generic):
        assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape)
    precision = 1e-12
    if isinstance(wanted, np.ndarray | np.generic) and wanted.dtype.itemsize < 8:
        # The stand-in rounds the result only, a function in float32 each of its steps.
        precision = 1e-2 if wanted.dtype.itemsize < 4 else 3e-4
    np.testing.assert_allclose(got, wanted, rtol=precision, atol=precision)


# -- values of every kind --------------------------------------------------------

f64, f32 = torch.float64, torch.float32
VALUES = {
    "float": 0.75,
    "int": 3,
    "numpy float": np.float64(0.75),
    "numpy float32": np.float32(0.75),
    "numpy int": np.int64(3),
    "0-d array": np.array(0.75),
    "array": np.linspace(-1, 2, 7),
    "float32 array": np.linspace(-1, 2, 7, dtype=np.float32),
    "float16 array": np.linspace(-1, 1, 3, dtype=np.float16),
    "int array": np.arange(1, 5),
    "2-d array": np.linspace(-1, 2, 6).reshape(2, 3),
    "transposed array": np.linspace(-1, 2, 6).reshape(2, 3).T,
    "empty array": np.zeros((0, 2)),
    "0-d tensor": torch.tensor(0.75, dtype=f64),
    "1-element tensor": torch.tensor([0.75], dtype=f64),
    "tensor": torch.linspace(-1, 2, 7, dtype=f64),
    "float32 tensor": torch.linspace(-1, 2, 7),
    "float16 tensor": torch.linspace(-1, 1, 3, dtype=torch.float16),
    "bfloat16 tensor": torch.linspace(-1, 1, 3, dtype=torch.bfloat16),
    "int tensor": torch.arange(1, 5),
    "int32 0-d tensor": torch.tensor(3, dtype=torch.int32),
    "3-d tensor": torch.linspace(-1, 2, 12, dtype=f64).reshape(2, 3, 2),
    "strided tensor": torch.linspace(-1, 2, 12, dtype=f64).reshape(3, 4).T[::2],
    "empty tensor": torch.zeros(0, 3, dtype=f64),
    "tensor that wants a gradient": torch.tensor([0.5, 2.0], dtype=f64, requires_grad=True),
    "parameter": torch.nn.Parameter(torch.tensor(0.5)),
}


@ways
@pytest.mark.parametrize("function", OF_X)
@pytest.mark.parametrize("kind", VALUES)
def test_a_value_of_any_kind(function, kind, make):
    x = VALUES[kind]
    if kind == "bfloat16 tensor":  # numpy has none
        got, wanted = make(function)(x), function(x)
        assert got.dtype == wanted.dtype
        same(got.float(), wanted.float()) if make is from_text else None
        return
    same(make(function)(x), function(x))


@ways
@pytest.mark.parametrize("function", OF_ENTRIES)
@pytest.mark.parametrize(
    "p",
    [
        [0.5, -0.75, 1.25],
        (0.5, 2, -1),
        [1, 2, 3],
        np.array([0.5, -0.75, 1.25]),
        np.array([0.5, -0.75, 1.25], dtype=np.float32),
        np.array([1, 2, 3]),
        np.linspace(-1, 1, 12).reshape(3, 4),
        [np.float64(0.5), 2.0, np.float64(1.5)],
        [np.linspace(0, 1, 4), np.array(2.0), np.linspace(1, 2, 4)],
        [torch.tensor(0.5), torch.tensor(2.0), torch.tensor(1.0)],
        [torch.tensor(0.5, dtype=f64), 2.0, 1],
        torch.tensor([0.5, -0.75, 1.25], dtype=f64),
        torch.tensor([0.5, -0.75, 1.25, 7.0], dtype=f64),
        torch.tensor([0.5, -0.75, 1.25]),
        torch.tensor([1, 2, 3]),
        torch.linspace(-1, 1, 24, dtype=f64).reshape(3, 2, 4),
        torch.tensor([0.5, -0.75, 1.25], dtype=f64, requires_grad=True),
    ],
    ids=repr,
)
def test_a_point_of_any_kind(function, p, make):
    same(make(function)(p), function(p))


@ways
@pytest.mark.parametrize("p", [[0.5], np.ones(1), torch.ones(1), torch.tensor(1.0), 0.5], ids=repr)
def test_a_point_with_too_few_entries_is_refused_as_ever(p, make):
    with pytest.raises(Exception) as wanted:
        bowl(p)
    with pytest.raises(type(wanted.value)):
        make(bowl)(p)


@pytest.mark.parametrize("x", ["0.5", None, [0.5], 1j, np.ones(2) * 1j, torch.ones(2) * 1j])
def test_what_is_no_real_number_is_refused(x):
    with pytest.raises(TypeError, match="fn takes"):
        MAKE["stand-in"](parabola)(x)


def test_any_real_number_will_do():
    assert MAKE["stand-in"](parabola)(Fraction(1, 4)) == 2.0


# -- every way to differentiate ------------------------------------------------------


def backward(fn, x):
    x = x.clone().requires_grad_(True)
    fn(x).sum().backward()
    return x.grad


def backward_twice(fn, x):
    x = x.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(fn(x).sum(), x, create_graph=True)
    weights = torch.arange(1, 1 + slope.numel()).reshape(slope.shape)
    (bend,) = torch.autograd.grad((slope * weights).sum(), x)
    return slope, bend


def third(fn, x):
    return grad(lambda v: grad(lambda u: grad(fn)(u).sum())(v).sum())(x)


def dual(fn, x):
    with forward_ad.dual_level():
        made = fn(forward_ad.make_dual(x, torch.ones_like(x) * 0.5))
        return tuple(forward_ad.unpack_dual(made))


def forward_over_reverse(fn, x):
    x = x.clone().requires_grad_(True)
    with forward_ad.dual_level():
        made = forward_ad.make_dual(x, torch.ones_like(x) * 0.5)
        (slope,) = torch.autograd.grad(fn(made), made, create_graph=True)
        return forward_ad.unpack_dual(slope).tangent.detach()


def descend(fn, x):
    x = x.clone().requires_grad_(True)
    optimizer = torch.optim.SGD([x], lr=0.01)
    for _ in range(4):
        optimizer.zero_grad()
        fn(x).backward()
        optimizer.step()
    return x.detach()


def differences(fn, x):
    steps = 1e-3 * torch.eye(max(x.numel(), 1), dtype=x.dtype).reshape(-1, *x.shape)
    return torch.stack([(fn(x + h) - fn(x - h)) / 2e-3 for h in steps])


def without_graph(fn, x):
    with torch.no_grad():
        return fn(x.clone().requires_grad_(True))


def newton(fn, x):
    first = grad(fn)
    for _ in range(2):
        x = x - 0.1 * first(x) / (1 + hessian(fn)(x).square().sum())
    return x


SCALAR = {
    "backward": backward,
    "backward twice": backward_twice,
    "torch.func.grad": lambda fn, x: grad(fn)(x),
    "grad and value": lambda fn, x: torch.func.grad_and_value(fn)(x),
    "hessian": lambda fn, x: hessian(fn)(x),
    "jacrev of jacrev": lambda fn, x: jacrev(jacrev(fn))(x),
    "jacfwd of jacfwd": lambda fn, x: jacfwd(jacfwd(fn))(x),
    "jacrev of jacfwd": lambda fn, x: jacrev(jacfwd(fn))(x),
    "jacfwd of grad": lambda fn, x: jacfwd(grad(fn))(x),
    "third order": third,
    "jacobian of hessian": lambda fn, x: jacfwd(hessian(fn))(x),
    "vjp": lambda fn, x: vjp(fn, x)[1](torch.ones((), dtype=x.dtype)),
    "vjp of grad under vmap": lambda fn, x: vmap(vjp(grad(fn), x)[1])(
        torch.eye(max(x.numel(), 1), dtype=x.dtype).reshape(-1, *x.shape)
    ),
    "Hessian-vector product": lambda fn, x: jvp(grad(fn), (x,), (torch.ones_like(x),))[1],
    "functional.jacobian": lambda fn, x: functional.jacobian(fn, x),
    "functional.jacobian, graph": lambda fn, x: functional.jacobian(fn, x, create_graph=True),
    "functional.hessian": lambda fn, x: functional.hessian(fn, x),
    "functional.hessian, vectorized": lambda fn, x: functional.hessian(fn, x, vectorize=True),
    "functional.hessian, forward": lambda fn, x: functional.hessian(
        fn, x, vectorize=True, outer_jacobian_strategy="forward-mode"
    ),
    "functional.hvp": lambda fn, x: functional.hvp(fn, x, torch.ones_like(x)),
    "functional.vhp": lambda fn, x: functional.vhp(fn, x, torch.ones_like(x)),
    "functional.jvp": lambda fn, x: functional.jvp(fn, x, torch.ones_like(x)),
    "dual numbers": dual,
    "forward over reverse": forward_over_reverse,
    "an optimizer": descend,
    "Newton's method": newton,
    "differences": differences,
    "no_grad": without_graph,
    "inside another function": lambda fn, x: hessian(lambda v: fn(torch.sin(v)) ** 2)(x),
    "linearize": lambda fn, x: torch.func.linearize(fn, x)[1](torch.ones_like(x)),
}
# On several points at once: x of shape (b,) for a function of x, (k, b) for one of entries.
MANY = {
    "backward of many": backward,
    "backward twice of many": backward_twice,
    "jvp of many": lambda fn, x: jvp(fn, (x,), (torch.ones_like(x),)),
    "jacrev of many": lambda fn, x: jacrev(fn)(x),
    "jacfwd of many": lambda fn, x: jacfwd(fn)(x),
    "vmap": lambda fn, x: vmap(fn, in_dims=-1)(x),
    "vmap of grad": lambda fn, x: vmap(grad(fn), in_dims=-1)(x),
    "vmap of hessian": lambda fn, x: vmap(hessian(fn), in_dims=-1)(x),
    "vmap of vmap": lambda fn, x: vmap(vmap(fn, in_dims=-1), in_dims=-1)(
        torch.stack([x, 2 * x], -1)
    ),
    "vmap of jacfwd of jacfwd": lambda fn, x: vmap(jacfwd(jacfwd(fn)), in_dims=-1)(x),
    "grad through vmap": lambda fn, x: grad(lambda v: vmap(fn, in_dims=-1)(v).sum())(x),
    "hessian through vmap": lambda fn, x: hessian(lambda v: vmap(fn, in_dims=-1)(v).sum())(x),
    "jvp through vmap": lambda fn, x: jvp(
        lambda v: vmap(fn, in_dims=-1)(v), (x,), (torch.ones_like(x),)
    ),
    "is_grads_batched": lambda fn, x: torch.autograd.grad(
        fn(y := x.clone().requires_grad_(True)), y, torch.eye(x.shape[-1]).to(x),
        is_grads_batched=True,
    ),
}  # fmt: skip


def tries():
    """(use, function, x)."""
    for name, use in (SCALAR | MANY).items():
        for function in OF_X + OF_ENTRIES:
            for dtype in (f64, f32):
                shape = () if name in SCALAR else (4,)
                shape = shape if function in OF_X else (3, *shape)
                x = torch.linspace(0.3, 1.1, max(math.prod(shape), 1), dtype=dtype).reshape(shape)
                kind = str(dtype).removeprefix("torch.")
                yield pytest.param(use, function, x, id=f"{name}-{function.__name__}-{kind}")


@ways
@pytest.mark.parametrize(("use", "function", "x"), list(tries()))
def test_every_way_to_differentiate(use, function, x, make):
    before = x.clone()
    got, wanted = use(make(function), x), use(function, x)
    if isinstance(wanted, torch.Tensor) and wanted.dtype == f64:
        wanted = wanted.to(got.dtype)  # torch makes float64 of float32 in nested forward mode
    same(got, wanted)
    assert torch.equal(x, before)


def test_entries_that_are_tensors_of_their_own_get_their_gradients():
    for fn in (network, *(make(network) for make in MAKE.values())):
        p = [torch.tensor(v, dtype=f64, requires_grad=True) for v in (0.5, -0.75, 1.25)]
        fn(p).backward()
        got = [v.grad.item() for v in p]
        assert got == pytest.approx(
            grad(network)(torch.tensor([0.5, -0.75, 1.25], dtype=f64)).tolist()
        )


def test_default_dtype_and_threads_of_gradients_are_the_students_own():
    fn, _ = stand_in(parabola)
    torch.set_default_dtype(f64)
    try:
        assert fn(torch.arange(3)).dtype == f64
    finally:
        torch.set_default_dtype(f32)


# -- what it costs -----------------------------------------------------------------


def requests(function, use, x):
    """How many questions a use asks, and at how many points."""
    counted = Counted(function, 0)
    asked = []

    def ask(number, order, points):
        asked.append(order)
        return counted.evaluate(order, points)

    use(torch_adapter.stand_in(counted.stand_in, ask), x)
    return len(asked), counted.calls


def test_many_points_are_one_request():
    assert requests(wave, lambda fn, x: fn(x), torch.linspace(0, 1, 1001)) == (1, 1001)
    assert requests(wave, lambda fn, x: vmap(fn)(x), torch.linspace(0, 1, 50)) == (1, 50)


ONCE = set(SCALAR) - {"an optimizer", "Newton's method", "differences", "no_grad", "linearize"}


@pytest.mark.parametrize("use", sorted(ONCE))
def test_a_point_is_one_request_however_it_is_differentiated(use):
    p = torch.tensor([0.5, -0.75, 1.25], dtype=f64)
    assert requests(network, SCALAR[use], p) == (1, 2)
    assert requests(wave, SCALAR[use], torch.tensor(0.5)) == (1, 2)


def test_without_a_graph_the_value_alone_is_asked_for():
    assert requests(wave, without_graph, torch.tensor(0.5)) == (1, 1)


def test_a_grader_who_does_not_answer_is_an_error_of_the_students():
    fn = torch_adapter.stand_in(Counted(wave, 0).stand_in, lambda number, order, x: None)
    for x in (0.5, torch.tensor(0.5), np.ones(3)):
        with pytest.raises(RuntimeError, match="fn was asked"):
            fn(x)


def test_a_fifth_derivative_is_refused():
    fn, _ = stand_in(quintic)
    for _ in range(4):
        fn = grad(fn)
    assert fn(torch.tensor(0.5, dtype=f64)).item() == pytest.approx(60)
    with pytest.raises(RuntimeError, match="differentiated 4 times"):
        grad(fn)(torch.tensor(0.5, dtype=f64))


# -- what it tells -------------------------------------------------------------------


def asks_nobody(number, order, x):
    raise AssertionError("not called")


def test_a_stand_in_holds_no_number_of_the_function():
    travelled = Counted(lambda x: 1.5 * (x - 0.123456789) ** 2 + 2.0, 0).stand_in
    seen, todo = [], [torch_adapter.stand_in(travelled, asks_nobody)]
    while todo:
        value = todo.pop()
        if not any(value is other for other in seen):
            seen.append(value)
            todo += [c.cell_contents for c in getattr(value, "__closure__", None) or ()]
            todo += list(getattr(value, "__dict__", {}).values())
            todo += list(value) if isinstance(value, tuple) else []
    numbers = [v for v in seen if isinstance(v, int | float)]
    assert numbers
    assert set(numbers) <= {0}
