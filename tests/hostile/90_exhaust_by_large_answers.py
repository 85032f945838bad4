# Returns answers of tens of megabytes from every call, and text, and rows of them.
# %% risks
def f(x):
    return torch.zeros(2**22, dtype=torch.float64)
def g(x):
    return {61: "x" * 2**25, 40: [0.5] * 10**6, 25: [[0.5] * 300] * 3000, 7: b"x" * 2**25}.get(x.numel(), [torch.zeros(10**5)] * 50)
