# Hands in cells that lost their marks, each as long as is still parsed, and nested as deep as Python lets it.
import json
def notebook(release: dict) -> bytes:
    sources = ["f = " + "(" * 90 + "1" + ")" * 90 + "\n" + "x = [" + "-1," * 12_000 + "]",
               "f = " + "{0: " * 60 + "1" + "}" * 60 + "\n" + "y(" * 40 + ")" * 39,
               "f = lambda: " + "lambda: (" * 40 + "1" + ")" * 40]
    new = {"cell_type": "code", "metadata": {}, "outputs": []}
    for cell in release["cells"]:
        cell["metadata"] = {}
        cell["id"] = "x" if cell["cell_type"] == "code" else cell["id"]
    release["cells"] += [new | {"source": sources[n % 3]} for n in range(120)]
    return json.dumps(release).encode()
