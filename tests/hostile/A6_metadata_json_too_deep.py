# Nests JSON so deep that a recursive reader overflows its stack.
# keeps = False: this is no notebook, and is reported as one that cannot be read
import json
def notebook(release: dict) -> bytes:
    text = json.dumps(release)
    return text.replace('"nbformat":', '"deep": ' + "[" * 200_000 + "]" * 200_000 + ', "nbformat":', 1).encode()
