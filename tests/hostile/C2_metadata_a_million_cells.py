# Hands in a million cells, few enough values to be read, each of which would have to be matched.
# keeps = False: such a file is not read
import json
def notebook(release: dict) -> bytes:
    release["cells"] += [{}] * 10**6
    return json.dumps(release).encode()
