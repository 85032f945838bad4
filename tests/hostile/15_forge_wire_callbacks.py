# Asks for callbacks that no check has handed out, with numbers and arguments of every kind.
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
    line = socket.socket(fileno=os.dup(3))
    for n, order, value in [(0, 0, 1.0), (-1, 0, None), (10**9, 1, "x"), ("a", [], {}), (0, [1, 2], [0])]:
        body = msgpack.packb({"op": "callback", "number": n, "order": order, "x": value})
        line.sendall(struct.pack("<I", len(body)) + body)
    return 7 + 0 * x
def g(x):
    return 8 + 0 * x
