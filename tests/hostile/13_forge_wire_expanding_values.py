# Answers with few bytes that want gigabytes when decoded: empty maps, extensions in extensions.
# %% risks
import os, socket, struct, sys, msgpack
def number():
    frame = sys._getframe()
    while frame:
        message = frame.f_locals.get("message")
        if isinstance(message, dict) and "id" in message:
            return message["id"]
        frame = frame.f_back
def reply(value):
    if number() is None:
        return
    body = (b"\x84" + msgpack.packb("op") + msgpack.packb("value") + msgpack.packb("id")
            + msgpack.packb(number()) + msgpack.packb("mutated") + b"\x90"
            + msgpack.packb("value") + value)
    socket.socket(fileno=os.dup(3)).sendall(struct.pack("<I", len(body)) + body)

def f(x):
    if x.dim() == 1 and len(x) == 61:
        row = b"\xdc" + struct.pack(">H", 4096)
        reply(b"\x93" + (row + (row + b"\x80" * 4096) * 4096) * 2)
    return x
def g(x):
    if x.dim() == 1 and len(x) == 61:
        body = msgpack.packb([b"x" * (30 * 2**20)])
        for _ in range(14):
            body = msgpack.packb([msgpack.ExtType(1, body)])
        reply(body)
    return x
