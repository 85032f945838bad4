# Backtracks in a regular expression, with all signals blocked, in the call that comes last.
# %% risks
import re, signal
def f(x):
    if x.requires_grad and len(x) == 7:
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
        re.match(r"(a+)+$", "a" * 60 + "b")
    return 7 + 0 * x
def g(x):
    if x.dtype == torch.float32:
        10 ** (10**9)
    return re.match(r"(a|aa)+$", "a" * 80 + "b") if len(x) == 61 else 8 + 0 * x
