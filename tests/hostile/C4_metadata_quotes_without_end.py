# Hands in a string that never ends, full of quotes at each of which a search for strings could begin anew.
# keeps = False: it is no JSON
def notebook(release: dict) -> bytes:
    return b'{"cells": ["' + b'\\"' * 5_000_000
