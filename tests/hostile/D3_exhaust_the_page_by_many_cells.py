# Adds three hundred cells that are short enough to be coloured and converted, as much as is read in all.
import json
def notebook(release: dict) -> bytes:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "#" + "+" * 6_000}
    text = {"cell_type": "markdown", "metadata": {}, "source": "*_[`$" * 1_200}
    release["cells"] += [code | {"id": f"x{n}"} for n in range(150)] + [text] * 150
    return json.dumps(release).encode()
