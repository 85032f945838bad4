# Gives every field a type that it should not have.
import json
def notebook(release: dict) -> bytes:
    for n, cell in enumerate(release["cells"]):
        cell["metadata"] = [None, 7, "x", [], {"nbgrader": 7}, {"nbgrader": {"grade_id": 7}}, {"nbgrader": []},
                            {"id": {}}][n % 8] if cell["id"] not in ("risks", "sample_risk") else cell["metadata"]
    release["cells"] += [None, 7, "x", [], {}, {"source": None}, {"source": {"a": 1}}, {"cell_type": "code"},
                         {"cell_type": "code", "source": ["a"] * 10**5}, {"cell_type": "code", "source": "x" * 10**6}]
    release["metadata"] = []
    release["worksheets"] = [{"cells": []}]
    return json.dumps(release).encode()
