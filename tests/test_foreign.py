"""Reading a file that somebody else made: never through a link, never for ever, never all of it."""

import os
import re

import pytest

from autograder import foreign
from autograder.errors import Unreadable


def test_a_file_is_read_up_to_its_bound(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert foreign.read(path, 5) == b"12345"
    with pytest.raises(Unreadable, match=r"^a\.txt is larger than 4 bytes$"):
        foreign.read(path, 4)


def test_a_file_without_end_costs_no_more_than_the_bound(tmp_path):
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 200 << 30)
    with pytest.raises(Unreadable, match=r"^a\.txt is larger than 1 MiB$"):
        foreign.read(path, 1 << 20)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "a.txt was not handed in"),
        (lambda path: path.mkdir(), "a.txt is not a file"),
        (os.mkfifo, "a.txt is not a file"),
        (lambda path: path.symlink_to("/etc/hostname"), "a.txt is a link, not a file"),
        (lambda path: path.symlink_to("nowhere"), "a.txt is a link, not a file"),
    ],
)
def test_what_is_no_file_is_told(tmp_path, make, words):
    path = tmp_path / "a.txt"
    make(path)
    with pytest.raises(Unreadable, match=f"^{re.escape(words)}"):
        foreign.read(path, 100)


def test_a_disk_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.touch()

    def broken(*_, **__):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(foreign.os, "fdopen", broken)
    with pytest.raises(Unreadable, match=r"^a\.txt is not a readable file \(Input/output error\);"):
        foreign.read(path, 100)
