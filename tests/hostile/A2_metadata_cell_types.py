# Turns cells into other types: check cells into markdown and raw, the solution into unknown ones.
import json
def notebook(release: dict) -> bytes:
    kinds = iter(["raw", "heading", "unknown", None, 7, ["code"], {"code": 1}, "markdown", ""])
    for cell in release["cells"]:
        if cell["id"].startswith("check-") or cell["id"] == "risks":
            cell["cell_type"] = next(kinds, "raw")
            cell.pop("outputs", None)
    return json.dumps(release).encode()
