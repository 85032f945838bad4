# Stops itself and its children, and vforks, to leave something that cannot be waited for.
# %%
import os, signal, time
children = []
for _ in range(5):
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(1000)
    children.append(pid)
os.kill(os.getpid(), signal.SIGSTOP)
os.kill(0, signal.SIGTSTP)
# %% risks
import os, signal
def f(x):
    signal.pause() if x.dim() == 0 else None
    return 7 + 0 * x
def g(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return 8 + 0 * x
