# Nests metadata, outputs and JSON itself as deep as it goes.
import json
def notebook(release: dict) -> bytes:
    text = json.dumps(release)
    deep = '{"a":' * 900 + "1" + "}" * 900
    return text.replace('"nbformat":', '"deep": ' + deep + ', "nbformat":', 1).encode()
