# Uses what JSON readers disagree on: NaN, huge numbers, repeated keys, a byte order mark, old formats.
import json
def notebook(release: dict) -> bytes:
    release["nbformat"], release["nbformat_minor"] = 99, -1
    release["metadata"]["x"] = [float("nan"), float("inf"), 10**400]
    for cell in release["cells"]:
        cell["execution_count"] = float("nan")
        cell["source"] = [cell["source"][:5], 7, None, cell["source"][5:], {"x": 1}]
        cell["attachments"] = {"x.svg": {"image/svg+xml": ["<svg onload=alert(1)>"]}}
    text = json.dumps(release)
    return b"\xef\xbb\xbf" + (text[:-1] + ', "cells_": 1, "metadata": {"kernelspec": {"name": "../../evil"}}}').encode()
