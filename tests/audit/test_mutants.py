"""Mechanical mutants: all of them, each one small change, each one Python."""

import ast
from pathlib import Path

import pytest

from autograder.audit.mutants import mutants
from autograder.authoring.source import read_source

SOLUTIONS = sorted((Path(__file__).resolve().parents[2] / "solutions").glob("*.py"))


def bodies(source):
    return {m.source.strip() for m in mutants(source)}


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("y = a + b", {"y = a - b"}),
        ("y = a - b", {"y = a + b"}),
        ("y = a * b", {"y = a / b"}),
        ("y = a ** b", {"y = a * b"}),
        ("y = a @ b", {"y = a * b"}),
        ("y = a % b", {"y = a // b"}),
        ("y += b", {"y -= b"}),
        ("y = a < b", {"y = a <= b", "y = a > b"}),
        ("y = a >= b", {"y = a > b", "y = a <= b"}),
        ("y = a == b", {"y = a != b"}),
        ("y = a is b", {"y = a is not b"}),
        ("y = a not in b", {"y = a in b"}),
        ("y = a and b", {"y = a or b"}),
        ("y = -a", {"y = +a"}),
        ("y = not a", {"y = not not a"}),
        ("y = True", {"y = False"}),
        ("y = 3", {"y = 4", "y = 2"}),
        ("y = 0.5", {"y = 0.55", "y = -0.5"}),
        ("y = 'word'", set()),
        ("y = x.argmin()", {"y = x.argmax()"}),
        ("y = max(x)", {"y = min(x)"}),
        ("y = f(a, b)", {"y = f(b, a)"}),
        ("y = f(a, b, c)", set()),
        ("y = f(x)", set()),
        ("def f():\n    return (x, y)", {"def f():\n    return (y, x)", "def f():\n    pass"}),
        ("y = a if c else b", {"y = a if not c else b"}),
        ("a < b < c", {"a <= b < c", "a > b < c", "a < b <= c", "a < b > c"}),
    ],
)
def test_each_slip_gives_its_mutants_and_no_others(source, changed):
    assert bodies(source) == changed


def test_statements_are_left_out_one_at_a_time_but_not_words_or_inner_functions():
    source = (
        'def f(x):\n    """Words."""\n    def inner():\n        return x\n    a()\n    return b'
    )
    left_out = {m.title for m in mutants(source) if m.title.endswith(("pass", "(removed)"))}
    assert left_out == {"return x ⟶ pass", "a() ⟶ pass", "return b ⟶ pass"}


def test_both_branches_of_a_condition_are_mutated():
    source = "def f(x):\n    if x:\n        a()\n    else:\n        b()"
    assert [m.title for m in mutants(source)] == [
        "if x: ⟶ (removed)",
        "if x: ⟶ if not x:",
        "a() ⟶ pass",
        "b() ⟶ pass",
    ]


def test_a_while_loops_condition_is_turned_round():
    assert "while not x:\n    a()" in bodies("while x:\n    a()")


def test_the_title_says_what_stood_there_before_and_after():
    (mutant,) = mutants("x = 'a'\n\n\ny = a + b\n")
    assert (mutant.title, mutant.source) == ("y = a + b ⟶ y = a - b", "x = 'a'\ny = a - b\n")


def test_a_cell_without_anything_to_change_has_no_mutants():
    assert mutants("") == mutants("x = y") == mutants("import torch") == []


def test_the_original_is_not_touched_and_a_rerun_gives_the_same():
    source = "def f(x):\n    return x * 2 + 1\n"
    assert mutants(source) == mutants(source)
    assert all(m.source != source for m in mutants(source))


EXERCISES = [
    (path.stem, cell) for path in SOLUTIONS for cell in read_source(path) if cell.role == "exercise"
]


@pytest.mark.parametrize(
    "cell", [c for _, c in EXERCISES], ids=[f"{name}-{c.key}" for name, c in EXERCISES]
)
def test_every_mutant_of_a_reference_is_python_that_says_something_else(cell):
    made = mutants(cell.source)
    texts = [m.source for m in made]
    original = ast.unparse(ast.parse(cell.source))
    assert len(made) >= 2
    assert len(set(texts)) == len(texts)
    for mutant in made:
        ast.parse(mutant.source)
        assert mutant.source.strip() != original
        before, after = mutant.title.split(" ⟶ ")
        assert before != after
        assert before in original
        assert after == "(removed)" or after in mutant.source
