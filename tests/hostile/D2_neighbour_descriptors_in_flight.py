# Keeps descriptors on their way between its own sockets, which all children share a number of.
# %%
import os, socket
near, far = socket.socketpair()
null = os.open("/dev/null", os.O_RDONLY)
sent = 0
try:
    while True:
        socket.send_fds(near, [b"x"], [null] * 200)
        sent += 200
except OSError as error:
    print(sent, "descriptors on their way:", error)
