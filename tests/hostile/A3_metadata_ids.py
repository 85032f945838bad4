# Duplicates ids, drops them, swaps them between exercises, and gives them odd types.
import copy, json
def notebook(release: dict) -> bytes:
    cells = {c["id"]: c for c in release["cells"]}
    twin = copy.deepcopy(cells["sample_risk"])
    twin["metadata"]["nbgrader"]["grade_id"] = "check-risks"
    twin["id"] = "check-risks"
    release["cells"].append(twin)
    twin = copy.deepcopy(cells["check-risks"])
    twin["metadata"]["nbgrader"]["grade_id"] = "risks"
    twin["source"] = "print('f and g: the visible checks pass.')"
    release["cells"].insert(0, twin)
    for odd in (None, 7, [], {}, "", "x" * 10**6, "../../x", "<b>", "\u202e"):
        extra = copy.deepcopy(cells["check-risks"])
        extra["id"], extra["metadata"] = odd, {"nbgrader": {"grade_id": odd, "grade": True, "points": 8}}
        release["cells"].append(extra)
    return json.dumps(release).encode()
