"""Digests of structured values: different values have different digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TypeAlias

Part: TypeAlias = "str | int | Sequence[Part]"


def digest(value: Part) -> str:
    """SHA-256 in hexadecimal of text, a whole number, or lists of these, however nested.

    As JSON, because in texts that are joined the joint may be part of a text.
    """
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
