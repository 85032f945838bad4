# Shows giant reprs, tables and pictures, and a small picture that unpacks to gigabytes.
# %%
class Giant:
    def __repr__(self): return "x" * 10**8
    def _repr_html_(self): return "<table>" + "<tr><td>x" * 10**6
Giant()
# %%
import struct, zlib
from IPython.display import Image, display
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
side = 60_000
packed = zlib.compress(b"\0" * 10**6)
bomb = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", packed) + chunk(b"IEND", b""))
display(Image(data=bomb, format="png"))
display(Image(data=b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>" * 10**5, format="png"))
# %%
import matplotlib.pyplot as plt
plt.figure(figsize=(3000, 3000))
plt.show()
