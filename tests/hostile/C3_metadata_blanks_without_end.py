# Fills cells with blanks that are followed by something, on which a pattern that looks for line ends goes back.
import json
def notebook(release: dict) -> bytes:
    blanks = " " * 190_000
    for cell in release["cells"]:
        if cell["id"] in ("risks", "check-risks"):
            cell["source"] = f"{cell['source']}\n#{blanks}."
    release["cells"] += [{"cell_type": "code", "metadata": {}, "outputs": [], "source": f"#{blanks}."}] * 4
    return json.dumps(release).encode()
