# Writes bytes that are no frame: a length of 4 GiB, cut-off frames, noise.
# %% risks
import os
def f(x):
    os.write(3, b"\xff\xff\xff\xff" + os.urandom(1000))
    return x
def g(x):
    os.write(3, b"\x05\x00\x00\x00\x91\x91\x91")
    return x
