"""What students chose the words of reaches terminal, page, gradebook and JSON as plain text."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.folders import Folders
from autograder.nbgrader_bridge.gradebook import automatic_scores, db_url
from autograder.records.submitted import MAX_ID

NAMES = [
    b"\x1b[2J\x1b]0;14 of 14\x07a\nrisk: 14 points\xe2\x80\xaeb\xff",
    "é".encode() + b"x" * 253,  # as long as a folder's name can be
    b"\xc2\x9b31m\xe2\x80\xa8.\r..",
]
RAISES = (
    "def f(x):\n    bad = '\\x1b[2J\\n14 of 14\\u202e' + 'x' * 10**6\n"
    "    raise type(bad, (Exception,), {})(bad)\n\n\ng = f\n"
)


def characters_that_act(text: str) -> set[str]:
    return {c for c in text if not c.isprintable()} - {"\n", "\t"}


@pytest.fixture
def graded(
    released_root: Path,
    hand_in: Callable[..., None],
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A class whose folders have such names, and one student who raises such an exception."""
    submitted = released_root / "work/submitted"
    for name in NAMES:
        hand_in(submitted, "s02-bo", name=os.fsdecode(name))
    hand_in(submitted, "s02-bo", name="raises")
    path = submitted / "raises/risk/risk.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(c for c in notebook["cells"] if c["id"] == "risks")["source"] = RAISES
    path.write_text(json.dumps(notebook), encoding="utf-8")
    said = run("course", "grade", "risk", "--json", "marks.json", cwd=released_root)
    return released_root, said


def test_nothing_that_a_student_named_acts_where_it_is_shown(
    graded: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    root, said = graded
    folders = Folders(root)
    assert said.returncode == 0, said.stdout + said.stderr
    assert characters_that_act(said.stdout + said.stderr) == set()
    assert all(len(line) < 2500 for line in said.stderr.splitlines())

    marks = json.loads((root / "marks.json").read_text(encoding="utf-8"))["submissions"]
    ids = {m["student"] for m in marks}
    assert len(ids) == len(NAMES) + 1
    assert all(i.isprintable() and len(i) <= MAX_ID for i in ids)
    assert all(m["points"] is not None for m in marks)
    words = [c["message"] for m in marks for e in m["exercises"].values() for c in e["checks"]]
    assert all(w.isprintable() and len(w) < 2500 for w in words)

    assert set(automatic_scores(db_url(folders), "risk")) == ids
    pages = list(folders.feedback.rglob("*.html"))
    assert {p.parent.parent.name for p in pages} == ids
    for page in pages:
        assert characters_that_act(page.read_text(encoding="utf-8")) <= {"\u200b", "\xa0"}


def test_a_list_of_times_and_a_mistyped_name_are_shown_as_plain_text(
    released_root: Path,
    hand_in: Callable[..., None],
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    hand_in(released_root / "work/submitted", "s02-bo", name=os.fsdecode(NAMES[0]))
    times = released_root / "times.csv"
    times.write_text("student,submitted\n\x1b[2J\u202ezoe,2026-11-01 12:00\n", encoding="utf-8")
    for command in (
        ["collect", "risk", "--times", "times.csv"],
        ["grade", "risk", "--student", "\x1b[2J\u202e"],
        ["grade", "\x1b[2J\u202e"],
    ):
        said = run("course", *command, cwd=released_root)
        assert said.returncode in (1, 2)
        assert said.stdout + said.stderr
        assert characters_that_act(said.stdout + said.stderr) == set()
