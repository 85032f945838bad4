# Returns a few bytes of memory that claim a billion elements, and shapes of many dimensions.
# %% risks
import numpy as np
def f(x):
    if x.dim() == 1:
        return torch.zeros(1, dtype=x.dtype).expand(10**9)
    return torch.zeros((1,) * 40, dtype=x.dtype)
def g(x):
    return np.broadcast_to(np.float64(0), (2**20, 2**20)) if x.dim() else np.zeros((0, 2**40))
