# Returns complex, boolean, half, integer, structured and sparse values.
# %% risks
import numpy as np
def f(x):
    return {61: torch.complex(x.double(), x.double()), 40: x > 0, 25: x.half(), 7: x.to_sparse(),
            1: np.datetime64("2020-01-01"), 4: x.bfloat16()}.get(x.numel(), torch.view_as_complex(torch.ones(3, 2)))
def g(x):
    return {61: np.zeros(61, [("a", "f8")]), 40: np.array(["0"] * 40), 25: 1j, 1: 1 + 0j,
            7: np.zeros(7, np.longdouble)}.get(x.numel(), torch.quantize_per_tensor(torch.ones(2), 1, 0, torch.qint8))
