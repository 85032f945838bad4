"""The receipt of a submission: what `nbgrader submit` writes, and nothing else."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from autograder.nbgrader_bridge.receipt import put_receipt, read_receipt

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"


def test_what_nbgrader_writes_is_read(tmp_path: Path) -> None:
    wanted = {STAMP: b"2026-11-24 18:14:37.497539 UTC", SECRET: secrets.token_hex(64).encode()}
    put_receipt(tmp_path, wanted)
    assert read_receipt(tmp_path) == wanted


@pytest.mark.parametrize(
    "content", [b"", b"0" * 127, b"0" * 129, b"0" * 128 + b"\n", b"G" * 128, b"0" * 10_000]
)
def test_a_secret_of_another_form_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SECRET).write_bytes(content)
    assert read_receipt(tmp_path) == {}


def test_a_receipt_takes_the_place_of_whatever_is_there(tmp_path: Path) -> None:
    target = tmp_path / "of somebody else"
    target.write_text("stays")
    place = tmp_path / "risk"
    (place / STAMP / "deeper").mkdir(parents=True)
    (place / SECRET).symlink_to(target)
    put_receipt(place, {SECRET: b"0" * 128})
    assert [p.name for p in place.iterdir()] == [SECRET]
    assert not (place / SECRET).is_symlink()
    assert target.read_text() == "stays"
