# Hands in a hundred thousand cells, many of which claim to be the same one.
import json
def notebook(release: dict) -> bytes:
    check = next(c for c in release["cells"] if c["id"] == "check-risks")
    stub = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "1", "id": "check-risks"}
    many = [stub] * 40_000 + [{**stub, "id": f"x{n}"} for n in range(30_000)]
    many += [{**stub, "cell_type": "markdown", "source": "# x", "id": "risks"}] * 30_000
    release["cells"] += many
    return json.dumps(release).encode()
