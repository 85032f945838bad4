# Overflows the C stack by recursion without a limit, in a call and while a value is packed.
# %% risks
import sys
def f(x):
    sys.setrecursionlimit(10**9)
    return f(x) if x.dtype == torch.float32 or len(x) == 61 else 7 + 0 * x
def g(x):
    deep = []
    for _ in range(10**6):
        deep = [deep]
    return deep
