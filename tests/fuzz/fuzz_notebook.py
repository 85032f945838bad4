"""Fuzzes the reading of a handed-in file: only Unreadable may come out."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.errors import Unreadable
from autograder.reading import ipynb, match, release
from autograder.reading import layout as submission
from autograder.reading.release import load_release
from tests.fuzz.harness import is_grown

RELEASE = Path(__file__).resolve().parents[2] / "assignments/risk/risk.ipynb"
RELEASED = load_release(RELEASE)
IDS = [cell.id for cell in RELEASED.cells]


LONG = 60_000  # characters of a grown text: what takes its length squared takes seconds


def one(data: bytes) -> None:
    """Read ``data`` as an .ipynb, and some also with each text repeated until it is long."""
    _read(data)
    if is_grown(data):
        with suppress(ValueError, RecursionError):
            _read(json.dumps(_grown(json.loads(data))).encode())


def _grown(value: Any) -> Any:
    match value:
        case dict():
            return {k: _grown(v) for k, v in value.items()}
        case list():
            return [_grown(v) for v in value]
        case str() if value not in (*IDS, "code", "markdown", ""):
            return (value * LONG)[:LONG] + "x"
    return value


def _read(data: bytes) -> None:
    try:
        read = submission.read(data, RELEASED)
    except Unreadable:
        return
    assert [c.id for c in read.cells if c.id] == IDS, "the release's cells, in the release's order"
    for cell in read.cells:
        given = next((c for c in RELEASED.cells if c.id == cell.id), None)
        if given is not None and given.part in ("check", "setup", "written"):
            assert cell.source == given.source, "a locked cell was changed"
        assert given is not None or cell.metadata == {}
        cell.source.encode()
    assert all(type(r) is str and len(r) < 2000 for r in read.repairs)


def mutate(data: bytes, size: int, seed: int) -> bytes:
    """Change one part of the JSON in place of one byte, every second time."""
    from tests.fuzz.harness import libfuzzer_mutation

    dice = random.Random(seed)
    try:
        changed = json.dumps(_change(json.loads(data), dice)).encode()
    except (ValueError, RecursionError):
        changed = b""
    if dice.random() < 0.5 or not 0 < len(changed) <= size:
        return libfuzzer_mutation(data, size)
    return changed


def _change(value: Any, dice: random.Random) -> Any:
    """Go down to a random part and put another in its place."""
    if isinstance(value, list) and value and dice.random() < 0.8:
        place = dice.randrange(len(value))
        return [*value[:place], _change(value[place], dice), *value[place + 1 :]]
    if isinstance(value, dict) and value and dice.random() < 0.8:
        key = dice.choice(list(value))
        return value | {key: _change(value[key], dice)}
    match dice.randrange(5):
        case 0:
            return [value] * dice.choice([0, 1, 2, 9])
        case 1:
            return dice.choice([None, True, -1, 1e400, "", "\ud800", {}, []])
        case 2:
            return dice.choice([*IDS, "code", "markdown", "def f(x):\n    return x\n", "def g("])
        case 3:
            return {dice.choice(["source", "cell_type", "id", "metadata", "nbgrader"]): value}
        case _:
            return str(value)[: dice.randrange(60)]


def seeds() -> list[bytes]:
    """Short notebooks as they come: whole, damaged, of older formats, none at all."""
    solution = {
        "cell_type": "code",
        "id": "risks",
        "metadata": {"nbgrader": {"grade_id": "risks", "solution": True}},
        "source": ["def f(x):\n", "    return x\n"],
        "outputs": [],
    }
    bare = {"cell_type": "code", "metadata": {}, "source": "def f(x):\n    return x\n\ndef g(x): 1"}
    answer = {"cell_type": "markdown", "metadata": {}, "id": "answer-minima-differ", "source": "I"}
    colab = {"cell_type": "code", "metadata": {"id": "risks"}, "source": ["def f(x): 1"]}
    lists = [[solution], [solution, solution, answer], [bare], [colab, answer], [answer], []]
    found = [json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}) for cells in lists]
    found.append(json.dumps({"worksheets": [{"cells": [bare | {"input": "def f(x): 1"}]}]}))
    texts = [*found, "", "[]", "{}", "null", '{"cells": 3}', "[" * 400, '{"cells": [1, null, {}]}']
    marked = [b"\xef\xbb\xbf" + found[0].encode(), b"\xff\xfe" + found[0].encode("utf-16-le")]
    return [text.encode() for text in texts] + marked + [found[0].encode()[:-40], b"\xff\xfe\x00"]


if __name__ == "__main__":
    from tests.fuzz.harness import run

    run(one, [submission, ipynb, match, release], mutate)
