# Hands in files whose names hold markup, terminal codes and line breaks.
# %% file <img_src=x_onerror=alert(1)>.txt
x
# %% file [red]bold[/red].txt
x
# %%
print("names")
