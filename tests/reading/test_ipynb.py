"""An untrusted .ipynb: its file, its bytes, and how much of them is believed."""

import json
import os
import re
import tracemalloc

import pytest

from autograder.errors import Unreadable
from autograder.reading import ipynb
from autograder.reading.ipynb import other_files, read_file

# -- the file -----------------------------------------------------------------


@pytest.fixture
def place(tmp_path):
    return tmp_path / "risk.ipynb"


def test_a_files_bytes_are_read(place):
    place.write_bytes(b"\xef\xbb\xbf{}")
    assert read_file(place) == b"\xef\xbb\xbf{}"


def test_a_file_that_was_not_handed_in_is_said_to_be_missing(place):
    with pytest.raises(
        Unreadable, match=r"^risk\.ipynb was not handed in; ask the student for it$"
    ):
        read_file(place)


def test_a_file_under_another_name_is_named_with_what_to_do(place, tmp_path):
    (tmp_path / "Risk (1).ipynb").write_text("{}")
    (tmp_path / "timestamp.txt").write_text("now")
    words = "risk.ipynb was not handed in; if Risk (1).ipynb is it, rename it to that"
    with pytest.raises(Unreadable, match=f"^{re.escape(words)}$"):
        read_file(place)


def test_a_link_is_never_followed(place, tmp_path):
    (tmp_path / "secret").write_text("{}")
    place.symlink_to(tmp_path / "secret")
    with pytest.raises(Unreadable, match="is a link, not a file"):
        read_file(place)


@pytest.mark.parametrize("linked", ["risk", "s01"])
def test_no_folder_on_the_way_may_be_a_link(tmp_path, linked):
    (tmp_path / "elsewhere/risk").mkdir(parents=True)
    (tmp_path / "elsewhere/risk/risk.ipynb").write_text("{}")
    if linked == "s01":
        (tmp_path / "s01").symlink_to(tmp_path / "elsewhere")
    else:
        (tmp_path / "s01").mkdir()
        (tmp_path / "s01/risk").symlink_to(tmp_path / "elsewhere/risk")
    with pytest.raises(Unreadable, match=f"the folder {linked} is a link"):
        read_file(tmp_path / "s01/risk/risk.ipynb")


def test_a_folder_of_the_notebooks_name_is_refused(place):
    place.mkdir()
    with pytest.raises(Unreadable, match=r"^risk\.ipynb is not a file; ask the student"):
        read_file(place)


@pytest.mark.parametrize("written", [False, True])
def test_a_pipe_is_refused_and_never_waited_for(place, written):
    os.mkfifo(place)
    ends = [os.open(place, os.O_RDWR)] if written else []
    try:
        with pytest.raises(Unreadable, match="is not a file"):
            read_file(place)
    finally:
        for end in ends:
            os.close(end)


def test_a_place_below_a_file_cannot_be_opened(place):
    place.write_bytes(b"")
    with pytest.raises(Unreadable, match=r"cannot be opened \(Not a directory\)"):
        read_file(place / "risk.ipynb")


def test_a_file_over_the_limit_is_refused(place, monkeypatch):
    monkeypatch.setattr(ipynb, "MAX_FILE_MIB", 1)
    place.write_bytes(b" " * 2**20)
    assert len(read_file(place)) == 2**20
    place.write_bytes(b" " * (2**20 + 1))
    with pytest.raises(Unreadable, match="larger than 1 MiB"):
        read_file(place)


def test_a_disk_that_fails_is_said_in_a_line(place, monkeypatch):
    def broken(*_):
        raise OSError(5, "Input/output error")

    place.write_bytes(b"{}")
    words = r"not a readable file \(Input/output error\)"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", broken)
        with pytest.raises(Unreadable, match=words):
            read_file(place)


def test_no_descriptor_stays_open(place):
    place.mkdir()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        with pytest.raises(Unreadable):
            read_file(place)
    assert len(os.listdir("/proc/self/fd")) == before


def test_files_beside_the_notebook_are_named_a_few_of_them(place, tmp_path):
    place.write_bytes(b"{}")
    (tmp_path / "timestamp.txt").write_text("2026-11-01 12:00:00 UTC")
    assert other_files(place) == []
    (tmp_path / "data.csv").write_text("1")
    assert other_files(place) == ["Other files were not used: data.csv."]
    for name in "abcdef":
        (tmp_path / f"{name}.py").write_text("1")
    assert other_files(place) == ["Other files were not used: a.py, b.py, c.py, d.py and 3 more."]


def test_a_file_name_cannot_write_to_the_instructors_terminal(place, tmp_path):
    (tmp_path / "a\x1b[2J\nrisk: 14 points\u202e").write_text("")
    os.close(os.open(os.fsencode(tmp_path) + b"/b\xff", os.O_CREAT))
    (tmp_path / "überlegung.txt").write_text("")
    assert other_files(place) == [
        "Other files were not used: a?[2J risk: 14 points?, b?, überlegung.txt."
    ]


def test_a_folder_that_is_not_there_holds_no_other_files(tmp_path):
    assert other_files(tmp_path / "gone/risk.ipynb") == []


# -- how much of it -----------------------------------------------------------


@pytest.mark.parametrize(
    "filling",
    [b"{},", b"[],", b"1.5,", b'{"a":"b"},', b"[[" + b"{}," * 9 + b"1]],", b'"\\"",'],
    ids=lambda f: f.decode(),
)
def test_a_small_file_of_very_many_values_is_refused_before_they_are_made(filling, monkeypatch):
    monkeypatch.setattr(ipynb, "MAX_VALUES", 10_000)
    content = b'{"cells": [' + filling * 100_000 + b"1]}"
    assert json.loads(content)
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="million values; ask the student to clear all"):
            ipynb.cells(content, [])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(content)


def test_a_string_that_never_ends_is_read_once_however_many_quotes_are_in_it(monkeypatch):
    """To begin again at each of them would take hours."""
    monkeypatch.setattr(ipynb, "MAX_VALUES", 100)
    with pytest.raises(Unreadable, match="not JSON"):
        ipynb.cells(b'{"cells": ["' + b'\\"' * 2_000_000 + b"\\", [])


def test_a_notebook_of_too_much_source_is_refused(monkeypatch):
    monkeypatch.setattr(ipynb, "MAX_SOURCES", 2_000_000)
    cell = {"cell_type": "code", "source": "#" * ipynb.MAX_SOURCE}
    assert len(ipynb.cells(json.dumps({"cells": [cell] * 10}).encode(), [])) == 10
    with pytest.raises(Unreadable, match="more than 2 million characters"):
        ipynb.cells(json.dumps({"cells": [cell] * 10 + [{"source": "#"}]}).encode(), [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_an_output_shows_is_not_counted_as_values(encoding, monkeypatch):
    monkeypatch.setattr(ipynb, "MAX_VALUES", 100)
    cell = {"cell_type": "code", "source": 'print("[1, 2]")', "outputs": ['\\",[{[' * 1000]}
    content = json.dumps({"cells": [cell]}).encode(encoding)
    assert [c.source for c in ipynb.cells(content, [])] == ['print("[1, 2]")']


def test_a_notebook_of_too_many_cells_is_refused_with_their_number(monkeypatch):
    monkeypatch.setattr(ipynb, "MAX_CELLS", 3)
    cell = {"cell_type": "code", "source": "1"}
    assert len(ipynb.cells(json.dumps({"cells": [cell] * 3}).encode(), [])) == 3
    with pytest.raises(Unreadable, match="has 4 cells and more than 3 are not read; ask"):
        ipynb.cells(json.dumps({"cells": [cell] * 4}).encode(), [])


def test_a_file_that_is_no_notebook_has_the_fingerprint_of_none():
    content = json.dumps({"cells": [{"cell_type": "code", "source": "1"}]}).encode()
    same_words = repr(ipynb.cells(content, [])).encode()
    assert ipynb.fingerprint(content) != ipynb.fingerprint(same_words)
    assert ipynb.fingerprint(b"a") != ipynb.fingerprint(b"b")


def test_a_file_saved_again_with_other_outputs_has_the_same_fingerprint():
    def saved(source="x", claim="risks", **more):
        cell = {
            "cell_type": "code",
            "source": source,
            "metadata": {"nbgrader": {"grade_id": claim}},
        }
        return json.dumps({"cells": [cell | more], "nbformat": 4}).encode()

    plain = ipynb.fingerprint(saved())
    assert plain == ipynb.fingerprint(saved(outputs=[1], execution_count=7))
    assert plain == ipynb.fingerprint(b"\xef\xbb\xbf" + saved())
    different = [saved("y"), saved(claim="other"), saved(cell_type="markdown"), b"", b"{}", b"\xff"]
    assert len({plain, *map(ipynb.fingerprint, different)}) == 7
