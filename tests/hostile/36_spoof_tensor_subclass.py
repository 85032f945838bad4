# Returns tensor subclasses that lie about their values, shape, dtype and gradient.
# %% risks
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if name in ("__sub__", "sub", "__rsub__"): return torch.zeros(())
        if name in ("detach", "cpu", "resolve_conj", "resolve_neg", "to"): return args[0]
        return super().__torch_function__(func, types, args, kwargs or {})
    def numpy(self, *a): return __import__("numpy").zeros(61)
    shape = property(lambda self: torch.Size([61]))
    dtype = property(lambda self: torch.float64)
    requires_grad = property(lambda self: True, lambda self, v: None)
def f(x):
    return (7 + 0 * x).as_subclass(Liar)
def g(x):
    return torch.nn.Parameter((8 + 0 * x).detach())
