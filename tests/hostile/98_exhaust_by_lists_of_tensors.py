# Returns lists of small tensors and arrays, of which each takes far more memory than its bytes.
# %% risks
many = [[torch.zeros(1)] * 2000] * 60
more = [[torch.zeros(0, dtype=torch.bool)] * 4000] * 30
def f(x):
    return many
def g(x):
    return more
