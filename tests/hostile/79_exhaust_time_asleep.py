# Sleeps: in a cell for days, and in a call where it is quick to see.
# %%
import time
time.sleep(10**6)
# %% risks
import time
def f(x):
    if x.dim() == 0:
        time.sleep(10**6)
    return 7 + 0 * x
def g(x):
    return 8 + 0 * x
