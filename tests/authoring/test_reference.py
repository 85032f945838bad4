"""The reference: the set-up and the exercises of an author's file, and nothing else of it."""

import pytest

from autograder.authoring.reference import load_reference, reference_cells
from autograder.errors import CourseError

SOURCE = """\
# %% [markdown]
# raise SystemExit

# %% tags=["setup"]
import math

# %% tags=["exercise:f"]
def f(x):
    return math.pi * x

# %% tags=["check:f"]
raise SystemExit("a visible check ran")

# %% tags=["plot"]
raise SystemExit("a plot was drawn")

# %%
raise SystemExit("an untagged cell ran")

# %% tags=["exercise:g"]
def g(x):
    return f(x) + 1
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "x.py").write_text(SOURCE)
    return tmp_path / "x.py"


def test_only_the_set_up_and_the_exercises_are_executed(path):
    namespace = load_reference(path)
    assert namespace["g"](1.0) == pytest.approx(4.14159265)
    assert set(namespace) == {"__name__", "__builtins__", "math", "f", "g"}


def test_the_references_functions_do_not_pretend_to_be_a_script(path):
    assert load_reference(path)["__name__"] == "solutions.x"


def test_each_load_is_independent_of_the_others(path):
    first, second = load_reference(path), load_reference(path)
    first["f"] = None
    assert second["g"](0.0) == 1.0


@pytest.mark.parametrize(
    ("sound", "broken", "words"),
    [
        ("import math", "import maths", r"x\.py: setup: ModuleNotFoundError: No module named"),
        ("def f(x):", "undefined\n\n\ndef f(x):", r"x\.py: exercise f: NameError: name 'unde"),
        ("f(x) + 1", "f(x) +", r"x\.py: exercise g: SyntaxError"),
    ],
)
def test_a_reference_that_fails_says_where(path, sound, broken, words):
    path.write_text(SOURCE.replace(sound, broken))
    with pytest.raises(CourseError, match=words):
        load_reference(path)


def test_the_code_is_that_of_the_set_up_and_the_exercises(path):
    code = "\n".join(source for _, source in reference_cells(path))
    assert "def f(x)" in code
    assert "def g(x)" in code
    assert "import math" in code
    assert "SystemExit" not in code


def test_a_change_of_prose_or_of_a_plot_leaves_the_code_as_it_is(path):
    before = reference_cells(path)
    path.write_text(SOURCE.replace("a plot was drawn", "another").replace("# raise", "# words"))
    assert reference_cells(path) == before
    path.write_text(SOURCE.replace("+ 1", "+ 2"))
    assert reference_cells(path) != before
