# Defines f and g as things that merely claim to be callable: coroutines, partials, descriptors.
# %% risks
import functools
async def f(x):
    return x
class G:
    def __call__(self, *a, **k):
        return G()
    __code__ = __globals__ = __closure__ = property(lambda self: 1 / 0)
    def __getattr__(self, name):
        return G()
g = functools.partial(G(), 1)
