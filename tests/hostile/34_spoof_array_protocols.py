# Returns objects that answer numpy and torch themselves: __array__, __array_function__ and kin.
# %% risks
import numpy as np
class Chameleon:
    def __init__(self, x): self.x = x
    def __array__(self, *a, **k): return np.zeros(tuple(self.x.shape))
    def __array_function__(self, func, types, args, kwargs): return True
    def __array_ufunc__(self, *a, **k): return np.bool_(True)
    __array_priority__ = 1e9
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None): return torch.tensor(True)
    __array_interface__ = property(lambda self: np.zeros(61).__array_interface__)
def f(x):
    return Chameleon(x)
def g(x):
    return [Chameleon(x)]
