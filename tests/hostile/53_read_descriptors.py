# Reads, peeks at and reopens every descriptor that it finds open.
# %%
import os, re
def show(where, data):
    data = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    for found in set(re.findall(rb"canary-[0-9a-f]{24}", data)):
        print(where, found.decode())

import socket, stat
for fd in range(100):
    try:
        kind = stat.S_IFMT(os.fstat(fd).st_mode)
    except OSError:
        continue
    try:
        if kind == stat.S_IFSOCK:
            with socket.socket(fileno=os.dup(fd)) as s:
                show(fd, s.recv(10**6, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        else:
            show(fd, os.pread(fd, 10**6, 0))
    except OSError:
        pass
    for name in (f"/proc/self/fd/{fd}", f"/dev/fd/{fd}"):
        try:
            with open(os.open(name, os.O_RDONLY | os.O_NONBLOCK), "rb", 0) as again:
                show(name, again.read(10**6) or b"")
        except OSError:
            pass
print(os.listdir("/proc/self/fd"), [os.readlink(f"/proc/self/fd/{n}") for n in "0123"])
