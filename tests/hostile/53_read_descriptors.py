# Reads, peeks at and reopens every descriptor that it finds open.
# %%
import os, re
def show(where, data):
    data = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    for found in set(re.findall(rb"canary-[0-9a-f]{24}", data)):
        print(where, found.decode())

import socket, stat
for fd in range(1024):
    try:
        kind = stat.S_IFMT(os.fstat(fd).st_mode)
    except OSError:
        continue
    try:
        if kind == stat.S_IFSOCK:
            s = socket.socket(fileno=os.dup(fd))
            s.setblocking(False)
            show(fd, s.recv(10**6, socket.MSG_PEEK))
        else:
            show(fd, os.pread(fd, 10**6, 0))
    except OSError:
        pass
    for name in (f"/proc/self/fd/{fd}", f"/dev/fd/{fd}"):
        try:
            again = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
            show(name, os.read(again, 10**6))
        except OSError:
            pass
print(os.listdir("/proc/self/fd"), [os.readlink(f"/proc/self/fd/{n}") for n in "0123"])
