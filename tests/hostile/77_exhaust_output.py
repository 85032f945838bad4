# Writes a million lines, a gigabyte in one line, and alternates between the two streams.
# %%
import os, sys
for n in range(10**6):
    print(n)
# %%
print("x" * 2**27)
for n in range(20_000):
    print("a")
    print("b", file=sys.stderr)
# %%
for n in range(200):
    os.write(1, b"y" * 2**16)
    os.write(2, b"y" * 2**16)
sys.__stdout__.write("z" * 2**20)
# %%
!yes | head -c 20000000
# %%
from IPython.display import display
for n in range(5000):
    display(n)
