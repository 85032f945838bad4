# Answers otherwise each time: by call number, by the clock, by a file it keeps, by chance.
# %% risks
import os, random, time
CALLS = []
def f(x):
    CALLS.append(tuple(x.shape))
    with open("/tmp/hostile-mark-calls", "a") as file:
        file.write("x")
    n = os.path.getsize("/tmp/hostile-mark-calls")
    return [0 * x, x, -x, torch.cos(x), x * n][len(CALLS) % 5]
def g(x):
    return x * random.random() * time.time()
