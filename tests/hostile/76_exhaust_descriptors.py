# Opens descriptors and fills the kernel's buffers behind them, in many processes.
# %%
import os, socket, time
def fill():
    kept = []
    try:
        while True:
            pair = socket.socketpair()
            kept.append(pair)
            for s in pair:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
                s.setblocking(False)
                try:
                    while True:
                        s.send(b"x" * 100_000)
                except BlockingIOError:
                    pass
    except OSError:
        time.sleep(60)
for _ in range(30):
    if os.fork() == 0:
        fill()
fill()
