# Forks twins that go on as if they were the notebook's process, and speak on the same line.
# %%
import os
for _ in range(3):
    os.fork()
# %% risks
import os
def f(x):
    os.fork()
    return 7 + 0 * x
def g(x):
    return 8 + 0 * x
