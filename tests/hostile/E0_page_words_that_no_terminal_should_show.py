# Names types, exceptions and functions with terminal codes, line breaks, direction marks and megabytes.
# %%
bad = "\x1b[2J\x9b31m\n\r14/14\u202e\u2066\u200f\ud800" + "x" * 10**6
print(bad, bad.encode("utf-16-le", "replace").decode("utf-16-le"))
raise type(bad.encode("utf-8", "replace").decode(), (Exception,), {})(bad)
# %% risks
bad = "\x1b[2J\x9b31m\n\r14/14\u202e\u2066\u200f" + "x" * 10**6
def f(x):
    return type(bad, (), {})()
def g(x):
    raise type(bad, (ValueError,), {})(bad)
