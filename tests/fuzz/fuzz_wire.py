"""Fuzzes what decodes a student's process: only WireError may come out, and only plain values.

What is decoded encodes again, to the same value.
"""

from __future__ import annotations

import math
import random
import struct
import sys
from typing import Any

import msgpack
import numpy as np
import torch

from autograder.sandbox import wire

KINDS = (type(None), bool, int, float, str, bytes, np.ndarray, torch.Tensor, wire.Opaque)


def one(data: bytes) -> None:
    """Decode ``data`` as a message's body and as a stream of frames."""
    _body(data, trusted=False)
    _body(data, trusted=True)
    _stream(data)


def _body(body: bytes, *, trusted: bool) -> None:
    try:
        value = wire.unpack(body, trusted=trusted)
    except wire.WireError:
        return
    if trusted:
        return
    assert weight(value) < 1000 + 200 * len(body), "a short message became a large value"
    frame = wire.pack(value)
    again = wire.unpack(frame[4:])
    # At the cap a value may travel one way only: the two ends count its last level differently.
    assert depth(value) >= wire.MAX_DEPTH or alike(again, value), "not the value that left"


def _stream(data: bytes) -> None:
    place = 0

    def read(count: int) -> bytes:
        nonlocal place
        assert count <= wire.MAX_FRAME
        if place + count > len(data):
            raise EOFError
        place += count
        return data[place - count : place]

    try:
        while True:
            _body(wire.read_frame(read), trusted=False)
    except (EOFError, wire.WireError):
        pass


# -- what a value is ----------------------------------------------------------


def depth(value: Any) -> int:
    """How deeply lists, tuples and dicts are nested."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list | tuple) else 0


def weight(value: Any) -> int:
    """Bytes of memory that a value holds; whatever is not plain is a bug."""
    if type(value) is dict:
        assert all(type(key) is str for key in value)
        return sys.getsizeof(value) + sum(weight(k) + weight(v) for k, v in value.items())
    if type(value) in (list, tuple):
        return sys.getsizeof(value) + sum(map(weight, value))
    assert type(value) in KINDS, f"{type(value)} came through"
    return value.nbytes + 200 if hasattr(value, "nbytes") else sys.getsizeof(value)


def alike(a: Any, b: Any) -> bool:
    """Equal in value and type, nan included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(alike(a[k], b[k]) for k in a)
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, torch.Tensor):
        return alike(a.numpy(), b.numpy())
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return bool(a == b)


# -- changes that keep a message well-formed ----------------------------------


def mutate(data: bytes, size: int, seed: int) -> bytes:
    """Change one part of a message in place of one byte, every second time."""
    from tests.fuzz.harness import libfuzzer_mutation

    dice = random.Random(seed)
    if dice.random() < 0.5:
        return libfuzzer_mutation(data, size)
    try:
        changed = msgpack.packb(_change(_open(data), dice))
    except Exception:  # most inputs are no message; those are libFuzzer's
        return libfuzzer_mutation(data, size)
    return changed if len(changed) <= size else libfuzzer_mutation(data, size)


def _open(body: bytes) -> Any:
    return msgpack.unpackb(body, strict_map_key=False)


def _change(value: Any, dice: random.Random) -> Any:
    """Go down to a random part and put another in its place."""
    if dice.random() < 0.7:
        if isinstance(value, list) and value:
            place = dice.randrange(len(value))
            return [*value[:place], _change(value[place], dice), *value[place + 1 :]]
        if isinstance(value, dict) and value:
            key = dice.choice(list(value))
            return value | {key: _change(value[key], dice)}
        if isinstance(value, msgpack.ExtType):
            inside = _change(_open(value.data), dice) if value.data else None
            return msgpack.ExtType(value.code, msgpack.packb(inside))
    return _another(value, dice)


def _another(value: Any, dice: random.Random) -> Any:
    match dice.randrange(8):
        case 0:
            return msgpack.ExtType(dice.randrange(10), msgpack.packb(value))
        case 1:
            return [value] * dice.choice([0, 1, 2, 40])
        case 2:
            return {dice.choice(["op", "id", "k", ""]): value}
        case 3:
            return [dice.choice(sorted(wire.DTYPES)), [dice.randrange(5)], bytes(8)]
        case 4:
            return dice.choice([None, True, 0, 1, -1, 2**40, 2**64 - 1, 0.5, math.nan])
        case 5:
            return dice.choice(["", "op", "value", "callback", "float64", "bool", "é\U0001f600"])
        case 6:
            return bytes(dice.choice([0, 1, 2, 4, 8, 16]))
        case _:
            return [value, msgpack.ExtType(dice.randrange(10), dice.randbytes(dice.randrange(9)))]


def seeds() -> list[bytes]:
    """Bodies of honest messages, to begin with."""
    values: list[Any] = [
        None, True, 7, -(2**63), 2**64 - 1, 0.5, "word", "é", b"bytes", [], (), {},
        [1, [2.0, ("x", {"k": (None,)})]],
        {"op": "value", "id": 2**47, "value": torch.eye(2), "mutated": ["x"]},
        {"op": "error", "id": 3, "kind": "ValueError", "words": "no", "line": 2},
        {"op": "callback", "number": 0, "order": 1, "x": np.ones((1, 3))},
        {"op": "cell", "index": 0, "outputs": [{"output_type": "stream", "text": "hello"}]},
        [float(i) for i in range(300)], tuple(float(i) for i in range(257)),
        *(np.ones((1, 2)).astype(name) for name in sorted(wire.DTYPES)),
        *(torch.ones(()).to(getattr(torch, n)) for n in ("bool", "float32", "complex64")),
        np.zeros((0, 3)), object(), wire.Formula("t0 = x\nt0", (1,)), wire.StandIn(3, 0, "plain"),
        2**70,
    ]  # fmt: skip
    deep: Any = 1
    for _ in range(wire.MAX_DEPTH):
        deep = (deep,)
    return [wire.pack(v)[4:] for v in [*values, deep]] + [wire.pack([1]) + wire.pack("two")]


if __name__ == "__main__":
    from tests.fuzz.harness import run

    run(one, [wire], mutate)
