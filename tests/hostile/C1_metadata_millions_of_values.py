# Hands in tens of millions of empty cells, three bytes each, which Python would need gigabytes for.
# keeps = False: such a file is not read
import json
def notebook(release: dict) -> bytes:
    release["cells"].append("HERE")
    return json.dumps(release).encode().replace(b'"HERE"', b"{}" + b",{}" * 30_000_000)
