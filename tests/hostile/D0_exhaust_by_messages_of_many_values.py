# Sends for every cell a message of two million values and no text, which count as no output.
# keeps = False: it says more than is read in each of its cells
# %%
from autograder.sandbox import child
old = child.WireConnection.send
def send(self, m):
    if m.get("op") == "cell":
        m = m | {"outputs": [[[]] * 4000] * 100}
    old(self, m)
child.WireConnection.send = send
