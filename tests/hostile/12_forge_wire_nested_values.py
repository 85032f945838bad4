# Answers with lists nested so deep that looking at them would end the grader in a RecursionError.
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

def deep():
    body = msgpack.packb([1.0])
    for _ in range(10):
        body = msgpack.packb(msgpack.ExtType(1, b"\x91" + b"\x91" * 400 + body))
    return body
def f(x):
    reply(deep())
    return x
def g(x):
    reply(b"\x91" * 60 + b"\x90")
    return x
