# Takes all memory in one process: Python's, torch's, and mapped.
# %%
blocks = []
while True:
    blocks.append(b"x" * 2**26)
# %%
torch.ones(10**11)
# %% risks
def f(x):
    if x.dim() == 1 and len(x) == 61:
        kept = []
        while True:
            kept.append(torch.ones(2**23))
    return torch.ones(2**40) if x.dim() == 0 else 7 + 0 * x
def g(x):
    return bytearray(2**45)
