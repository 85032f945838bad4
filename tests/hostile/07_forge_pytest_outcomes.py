# Raises pytest's own outcomes from the calls: skip, xfail, exit, and the grader's exceptions.
# %% risks
import pytest
class SandboxError(Exception): pass
class NotWritten(AssertionError): pass
class Missing(Exception): pass
Missing.__module__ = "autograder.sandbox.child"
def f(x):
    if x.dtype == torch.float32:
        raise SandboxError("the sandbox failed")
    if x.requires_grad:
        pytest.xfail("known")
    if x.dim() == 1:
        pytest.skip("not today")
    pytest.exit("done", returncode=0)
def g(x):
    raise Missing("g") if x.dim() else NotWritten("g")
