# Returns lists of small tensors and arrays, of which each takes far more memory than its bytes.
# %% risks
many = [[torch.zeros(70, dtype=torch.float64)] * 2000] * 45
more = [[torch.zeros(1, dtype=torch.bool)] * 3000] * 30
def f(x):
    return many
def g(x):
    return more
