# Claims in one breath that all cells have run, before they have.
# %%
import os, struct, msgpack
for index in range(3, 12):
    for m in ({"op": "cell", "index": index, "outputs": []}, {"op": "begin", "index": index + 1}):
        body = msgpack.packb(m)
        os.write(3, struct.pack("<I", len(body)) + body)
body = msgpack.packb({"op": "done"})
os.write(3, struct.pack("<I", len(body)) + body)
