# Returns values that compute themselves when looked at: generators, properties, mapped ranges.
# %% risks
def f(x):
    return (7.0 for _ in range(x.numel()))
class Lazy(list):
    def __getitem__(self, i): raise LookupError
    def __iter__(self):
        while True:
            yield 0.0
def g(x):
    return Lazy([0.0] * 300) if x.dim() else map(float, [8])
