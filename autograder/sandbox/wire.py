"""Plain values ↔ bytes: everything that crosses between the grader and a student's process.

A frame is a four-byte length and a msgpack message.  What travels: None,
booleans, numbers, text, lists, tuples, dicts with text keys, numpy arrays and
torch tensors as dtype + shape + raw bytes.  Anything else a student returns
arrives as an :class:`Opaque`, its type's name and nothing more.

No code travels.  Functions go one way only, from the grader into the sandbox
(:class:`Formula`, lines of arithmetic; :class:`StandIn`, a number that stands for a
function which stays here).  Decoding what a student's process
says never unpickles, never evaluates, and costs memory in proportion to the
bytes received: lengths and nesting are capped before anything is allocated.

This module is all that both sides share, so it imports nothing of the kit.
"""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np

MAX_FRAME = 64 * 2**20  # bytes
MAX_ITEMS = 4096  # of one list or dict; msgpack allocates what a header claims
MAX_DEPTH = 32
MAX_VALUES = 2**20  # of one message, each worth up to VALUE_BYTES of memory
VALUE_BYTES = 96  # an empty list is 1 byte of a message, and 72 in memory and 8 where it is kept
MAX_COPIED = 4 * MAX_FRAME  # bytes; extensions inside extensions are copied once a level
MAX_NAME = 80  # characters of a type's name

# What is no plain value counts as several: an extension for the call that reads it, arrays and
# tensors for their memory beside the bytes, of which torch holds most where Python cannot see it.
_EXTENSION_WORTH, _ARRAY_WORTH, _TENSOR_WORTH = 16, 4, 16

_TUPLE, _ARRAY, _TENSOR, _OPAQUE, _FORMULA, _STAND_IN, _NUMBERS = range(1, 8)

DTYPES = {
    "bool", "uint8", "int8", "int16", "int32", "int64",
    "float16", "float32", "float64", "complex64", "complex128",
}  # fmt: skip


class WireError(Exception):
    """The other end broke the protocol, or ended."""


@dataclass(frozen=True)
class Opaque:
    """A value that does not travel, by its type's name."""

    kind: str

    def __str__(self) -> str:
        article = "an" if self.kind[:1].lower() in "aeiou" else "a"
        return f"{article} {self.kind}"


@dataclass(frozen=True)
class Formula:
    """A function on its way into the sandbox; see :mod:`autograder.sandbox.formula`."""

    text: str
    constants: tuple[int | float, ...]


@dataclass(frozen=True)
class StandIn:
    """In place of a function that stays in the trusted process.

    Attributes:
        number: How the student's side asks for it.
        entries: How many entries of its argument it reads; 0 where it takes the argument itself.
        kind: What it makes of whole numbers; see :mod:`autograder.sandbox.stand_in`.
    """

    number: int
    entries: int
    kind: str


def pack(message: object) -> bytes:
    """Encode one message as a frame.

    Raises:
        WireError: when it exceeds :data:`MAX_FRAME`.
    """
    body = msgpack.packb(_plain(message, 0), use_bin_type=True)
    if len(body) > MAX_FRAME:
        raise WireError(f"a message of {len(body) >> 20} MiB is over the limit")
    return struct.pack("<I", len(body)) + bytes(body)


def unpack(body: bytes, *, trusted: bool = False) -> Any:
    """Decode a frame's body.

    Args:
        body: The bytes after the length.
        trusted: Whether the sender may send functions: only the grader may.

    Raises:
        WireError: when any part of it breaks the protocol.
    """
    try:
        value = _Reader(trusted).read(body, 0)
        _examine([value], -1)
        return value
    except WireError:
        raise
    except Exception as error:  # msgpack raises many kinds, numpy and torch more
        raise WireError(f"not a message: {type(error).__name__}") from None


def read_frame(read: Callable[[int], bytes]) -> bytes:
    """Read one frame's body; ``read(n)`` returns exactly n bytes or raises.

    Raises:
        WireError: when the length is over the limit.
    """
    (length,) = struct.unpack("<I", read(4))
    if length > MAX_FRAME:
        raise WireError(f"a frame claims {length} bytes")
    return read(length)


# -- encoding -----------------------------------------------------------------


def _plain(value: Any, depth: int) -> Any:
    """Turn a value into what msgpack writes; what cannot travel becomes an Opaque."""
    if depth > MAX_DEPTH:
        return _opaque("deeply nested value")
    kind = type(value)
    if value is None or kind in (bool, float, bytes):
        return value
    if kind is str:
        # A lone surrogate is legal in Python and in no encoding.
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if kind is int:
        return value if -(2**63) <= value < 2**64 else _opaque("very large integer")
    if kind in (list, tuple):
        return _sequence(value, depth)
    if kind is dict:
        return _mapping(value, depth)
    if isinstance(value, np.generic):
        plain = value.dtype.kind in "biufU"
        return _plain(value.item(), depth + 1) if plain else _opaque(kind.__name__)
    if isinstance(value, np.ndarray):
        return _array(_ARRAY, value)
    if isinstance(value, Formula):
        return msgpack.ExtType(_FORMULA, msgpack.packb([value.text, list(value.constants)]))
    if isinstance(value, StandIn):
        parts = [value.number, value.entries, value.kind]
        return msgpack.ExtType(_STAND_IN, msgpack.packb(parts))
    if isinstance(value, Opaque):
        return _opaque(value.kind)
    torch: Any = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _tensor(value)
    if isinstance(value, float | int | str):  # subclasses: an enum, a str with a method
        base = next(t for t in (float, int, str) if isinstance(value, t))
        return _plain(base(value), depth + 1)
    return _opaque(kind.__name__)


def _opaque(kind: object) -> msgpack.ExtType:
    name = str(kind)[:MAX_NAME].encode("utf-8", "replace")
    return msgpack.ExtType(_OPAQUE, name)


def _sequence(value: Any, depth: int) -> Any:
    kind = type(value)
    if len(value) > 256 and all(type(v) is float for v in value):
        body = msgpack.packb([kind is tuple, np.array(value, np.float64).tobytes()])
        return msgpack.ExtType(_NUMBERS, body)
    if len(value) > MAX_ITEMS:
        return _opaque(f"{kind.__name__} of {len(value)} items")
    items = [_plain(v, depth + 1) for v in value]
    if kind is list:
        return items
    return msgpack.ExtType(_TUPLE, msgpack.packb(items, use_bin_type=True))


def _mapping(value: Any, depth: int) -> Any:
    if len(value) > MAX_ITEMS or not all(type(k) is str for k in value):
        return _opaque(f"dict of {len(value)} items")
    return {_plain(k, depth): _plain(v, depth + 1) for k, v in value.items()}


def _array(code: int, value: np.ndarray) -> msgpack.ExtType:
    if value.dtype.name not in DTYPES or value.nbytes > MAX_FRAME // 2:
        return _opaque(f"array of {value.dtype.name}, shape {tuple(value.shape)}")
    data = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<"), copy=False)
    parts = [value.dtype.name, list(value.shape), data.tobytes()]
    return msgpack.ExtType(code, msgpack.packb(parts, use_bin_type=True))


def _tensor(value: Any) -> msgpack.ExtType:
    try:
        return _array(_TENSOR, value.detach().resolve_conj().resolve_neg().cpu().numpy())
    except Exception:  # sparse, bfloat16, in a torch.func transform, a subclass that overrides
        return _opaque(f"tensor of {str(value.dtype).removeprefix('torch.')}")


# -- decoding -----------------------------------------------------------------


class _Reader:
    """Decodes one message and limits how many values it makes."""

    def __init__(self, trusted: bool) -> None:
        self._trusted = trusted
        self._left = MAX_VALUES
        self._copies = MAX_COPIED

    def read(self, body: bytes, depth: int) -> Any:
        if depth > MAX_DEPTH + 1:
            raise WireError("nested too deeply")
        _scout(body)
        return msgpack.unpackb(
            body,
            raw=False,
            strict_map_key=True,
            max_array_len=MAX_ITEMS,
            max_map_len=MAX_ITEMS,
            max_str_len=MAX_FRAME,
            max_bin_len=MAX_FRAME,
            max_ext_len=MAX_FRAME,
            list_hook=self._list,
            object_hook=self._dict,
            ext_hook=lambda code, data: self._extension(code, data, depth + 1),
        )

    def _spend(self, values: int) -> None:
        self._left -= values
        if self._left < 0:
            raise WireError("too many values")

    def _list(self, items: list[Any]) -> list[Any]:
        self._spend(len(items) + 1)
        return items

    def _dict(self, items: dict[Any, Any]) -> dict[str, Any]:
        self._spend(3 * len(items) + 1)  # the key, the value, their place in the table
        if not all(type(key) is str for key in items):
            raise WireError("a key that is not text")
        return items

    def _extension(self, code: int, data: bytes, depth: int) -> Any:
        self._spend(_EXTENSION_WORTH)
        self._copies -= len(data)
        if self._copies < 0:
            raise WireError("too many bytes inside one another")
        match code:
            case _ if code == _TUPLE:
                items = self.read(data, depth)
                if not isinstance(items, list):
                    raise WireError("the content of a tuple is not a list")
                return tuple(items)
            case _ if code in (_ARRAY, _TENSOR):
                self._spend(_TENSOR_WORTH if code == _TENSOR else _ARRAY_WORTH)
                return _read_array(self.read(data, depth), tensor=code == _TENSOR)
            case _ if code == _OPAQUE:
                return Opaque(data[: 4 * MAX_NAME].decode("utf-8", "replace")[:MAX_NAME])
            case _ if code == _NUMBERS:
                self._spend(len(data) // 24)  # 8 bytes of it become a float and its place: 32
                return _read_numbers(self.read(data, depth))
            case _ if code == _FORMULA and self._trusted:
                text, constants = msgpack.unpackb(data)
                return Formula(text, tuple(constants))
            case _ if code == _STAND_IN and self._trusted:
                return StandIn(*msgpack.unpackb(data))
            case _:
                raise WireError(f"extension {code} is not part of the protocol")


def _scout(body: bytes) -> None:
    """Check that a message is complete, before a list is allocated as long as its header claims.

    Skipping over a message allocates nothing.  The unpacker's buffers, some 50 kB, are freed
    before nested extensions are read.
    """
    scout = msgpack.Unpacker(max_buffer_size=MAX_FRAME, read_size=len(body))
    scout.feed(body)
    scout.skip()


_CONTAINERS = {list, tuple, dict}


def _examine(container: Any, depth: int) -> None:
    """Refuse what msgpack lets through by itself: deep lists, and timestamps."""
    if depth > MAX_DEPTH:
        raise WireError("nested too deeply")
    for item in container.values() if type(container) is dict else container:
        kind = type(item)
        if kind in _CONTAINERS:
            _examine(item, depth + 1)
        elif kind is msgpack.Timestamp:
            raise WireError("a timestamp is not part of the protocol")


def _read_array(parts: Any, *, tensor: bool) -> Any:
    if not (isinstance(parts, list) and len(parts) == 3):
        raise WireError("an array needs dtype, shape and bytes")
    name, shape, raw = parts
    sound = (
        name in DTYPES
        and isinstance(raw, bytes)
        and isinstance(shape, list)
        and len(shape) <= 32
        and all(type(n) is int and 0 <= n < 2**40 for n in shape)
    )
    if not sound:
        raise WireError("an array's dtype, shape or bytes are not sound")
    dtype = np.dtype(name)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise WireError("an array's bytes don't fill its shape")
    if name == "bool" and raw.strip(b"\0\1"):
        raise WireError("a boolean that is neither 0 nor 1")
    values = np.frombuffer(bytearray(raw), dtype.newbyteorder("<")).astype(dtype, copy=False)
    values = values.reshape(shape)
    if not tensor:
        return values
    import torch

    return torch.from_numpy(values)


def _read_numbers(parts: Any) -> Any:
    if not (isinstance(parts, list) and len(parts) == 2 and isinstance(parts[1], bytes)):
        raise WireError("a row of numbers needs its bytes")
    values = np.frombuffer(parts[1], "<f8").tolist()
    return tuple(values) if parts[0] is True else values
