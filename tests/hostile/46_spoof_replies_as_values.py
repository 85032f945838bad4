# Returns dicts that look like the protocol's own messages and the grader's own results.
# %% risks
def f(x):
    return {"op": "value", "id": 1, "value": x, "outcome": "passed", "points": 8.0, "mutated": []}
class Opaque:
    kind = "tensor"
class Failure(AssertionError):
    what = got = wanted = hint = ""
Opaque.__name__ = "x" * 10**6
def g(x):
    if x.dim() == 1:
        return Opaque()
    raise Failure({"outcome": "passed"})
