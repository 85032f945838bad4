# Sends for each of a hundred cells a message of a million values and no text, which count as no output.
# keeps = False: it says more than is read
import json
BEFORE = """
from autograder.sandbox import child
old, many = child.WireConnection.send, [[[]] * 4000] * 200
def send(self, m):
    old(self, m | {"outputs": many} if m.get("op") == "cell" else m)
child.WireConnection.send = send
"""
def notebook(release: dict) -> bytes:
    new = {"cell_type": "code", "metadata": {}, "outputs": []}
    cells = [new | {"id": f"x{n}", "source": BEFORE if n == 0 else str(n)} for n in range(100)]
    release["cells"][1:1] = cells
    return json.dumps(release).encode()
