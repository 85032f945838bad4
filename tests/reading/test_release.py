"""The release as the grader sees it: which cell is whose."""

import json
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.reading import release
from autograder.reading.release import defined_names, load_release

RELEASES = sorted((Path(__file__).resolve().parents[2] / "assignments").glob("*/*.ipynb"))
RISK = next(p for p in RELEASES if p.stem == "risk")


def test_every_cell_of_a_release_has_its_part():
    parts = {c.id: (c.part, c.key) for c in load_release(RISK).cells}
    expected = {
        "text-1": ("given", ""),
        "setup": ("setup", ""),
        "risks": ("solution", "risks"),
        "check-risks": ("check", "risks"),
        "plot-7": ("given", ""),
        "sample_risk": ("solution", "sample_risk"),
        "check-sample_risk": ("check", "sample_risk"),
        "minima-differ": ("written", "minima-differ"),
        "answer-minima-differ": ("answer", "minima-differ"),
    }
    assert {k: v for k, v in parts.items() if k in expected} == expected
    assert {v for k, v in parts.items() if k not in expected} == {("given", "")}


def test_the_exercises_are_those_functions_that_the_stubs_define():
    assert load_release(RISK).exercises == {"risks": ["f", "g"], "sample_risk": ["sample_risk"]}


@pytest.mark.parametrize("path", RELEASES, ids=lambda p: p.stem)
def test_each_release_has_a_check_for_each_exercise_and_an_answer_for_each_question(path):
    read = load_release(path)
    keys = {part: [c.key for c in read.cells if c.part == part] for part in
            ("solution", "check", "written", "answer")}  # fmt: skip
    assert read.assignment == path.stem
    assert keys["solution"] == keys["check"] == list(read.exercises)
    assert keys["written"] == keys["answer"]
    assert all(read.exercises.values())
    assert len({c.id for c in read.cells}) == len(read.cells)


def test_only_solution_cells_define_anything_that_counts():
    assert {c.part for c in load_release(RISK).cells if c.defines} == {"solution"}


def test_a_source_may_be_a_list_of_lines_or_one_string(tmp_path):
    raw = json.loads(RISK.read_text(encoding="utf-8"))
    for cell in raw["cells"]:
        cell["source"] = "".join(cell["source"])
    path = tmp_path / "risk.ipynb"
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert load_release(path).cells == load_release(RISK).cells


def test_a_missing_release_says_how_to_make_it(tmp_path):
    with pytest.raises(CourseError, match=r"does not exist; make it with: course release risk$"):
        load_release(tmp_path / "risk.ipynb")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"3",
        b"{}",
        b'{"cells": []}',
        b'{"cells": 3, "metadata": {}}',
        b'{"cells": [3], "metadata": {}}',
        b'{"cells": [{}], "metadata": {}}',
        b'{"cells": [{"id": "a", "cell_type": "code", "source": 3, "metadata": {}}]}',
        b'{"cells": [{"id": "a", "cell_type": "code", "source": "", "metadata": []}]}',
    ],
)
def test_a_damaged_release_says_how_to_make_it_anew(tmp_path, content):
    path = tmp_path / "risk.ipynb"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=r"make it anew: course release risk$"):
        load_release(path)


# -- names --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(x):\n    def inner(): pass\n    y = 1", ["f"]),
        ("async def f(): pass\nclass G: a = 1", ["f", "G"]),
        ("f = lambda x: x\ng: int = 3\nh: int", ["f", "g", "h"]),
        ("a, (b, *c) = d = 1, (2, 3)", ["a", "b", "c", "d"]),
        ("table[f] = 1\nbox.g = 2\nf == 3\nx += 1", []),
        ("f(1)\nreturn_ = 2", ["return_"]),
        ("", []),
        ("# only words", []),
    ],
)
def test_the_names_a_cell_binds_are_found_in_order(source, names):
    assert defined_names(source) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("%matplotlib inline\ndef f(x):\n    return x\n    y = 1\ng = 2", ["f", "g"]),
        ("!ls\nclass A:\n    pass", ["A"]),
        ("def f(x:\n  return", ["f"]),
        ("x == 1 (\ny = 2", ["y"]),
        ("f = 1\n" + "(" * 300, ["f"]),
        ("f = 1\n" + "-" * 20_000 + "1", ["f"]),
        ("f = 1\n\0", ["f"]),
    ],
    ids=["magic", "shell", "unfinished", "comparison", "nested", "recursive", "nul"],
)
def test_the_names_of_a_cell_that_is_not_python_are_found_by_pattern(source, names):
    assert defined_names(source) == names


def test_a_very_long_cell_is_not_parsed_and_its_names_are_found_all_the_same(monkeypatch):
    long = "def f(x):\n    return x\n\n\n" + "g = [\n" + " 1,\n" * 40_000 + "]\n"
    monkeypatch.setattr(release.ast, "parse", lambda *_: pytest.fail("parsed"))
    assert defined_names(long) == ["f", "g"]


@pytest.mark.parametrize("part", ["a\n", "def\n", "def ", "a = ", "a ", "\n", "class\t"])
def test_no_text_makes_the_pattern_slow(part):
    started = time.process_time()
    defined_names((part * 200_000)[:200_000] + "(")
    assert time.process_time() - started < 2


def test_a_students_backslash_warns_nobody():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert defined_names(r"a, b = '\d', 2") == ["a", "b"]
    assert seen == []


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.text(max_size=80) | st.text("def f(x):=\n\t ,[]*'\"\\0", max_size=80))
def test_any_text_at_all_has_a_list_of_names(source):
    assert all(isinstance(name, str) and name for name in defined_names(source))
