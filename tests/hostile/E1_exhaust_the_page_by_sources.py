# Adds hundreds of cells of two hundred thousand characters, each of which takes thirty times its room in colours.
# keeps = False: so much is not read
import json
def notebook(release: dict) -> bytes:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "+" * 190_000}
    text = {"cell_type": "markdown", "metadata": {}, "source": '"' * 190_000}
    release["cells"] += [code | {"id": f"x{n}"} for n in range(150)] + [text] * 150
    return json.dumps(release).encode()
