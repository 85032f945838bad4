"""solutions/x.py as its author wrote it: cells, tags, and the mistakes in them."""

from pathlib import Path

import pytest

from autograder.authoring.source import TAGS, SourceCell, mark_schemes, read_source
from autograder.errors import CourseError

SOLUTIONS = sorted((Path(__file__).resolve().parents[2] / "solutions").glob("*.py"))


@pytest.fixture
def cells(tmp_path):
    """Read an author's file made of text."""

    def make(text):
        path = tmp_path / "x.py"
        path.write_text(text, encoding="utf-8")
        return read_source(path)

    return make


def test_prose_and_code_come_in_their_order_with_role_and_key(cells):
    text = (
        "# %% [markdown]\n# # Title\n# Words.\n\n"
        '# %% tags=["setup"]\nimport torch\n\n'
        '# %% tags=["exercise:risks"]\ndef f(x):\n    return x\n\n'
        '# %% [markdown] tags=["written:why", "points:2.5"]\n# Why?\n\n'
        "# %%\nprint(f(1))\n"
    )
    assert cells(text) == [
        SourceCell("markdown", "# Title\nWords."),
        SourceCell("code", "import torch", "setup"),
        SourceCell("code", "def f(x):\n    return x", "exercise", "risks"),
        SourceCell("markdown", "Why?", "written", "why", 2.5),
        SourceCell("code", "print(f(1))"),
    ]


def test_points_may_stand_before_the_role(cells):
    (cell,) = cells('# %% [markdown] tags=["points:3", "written:why"]\n# Why?\n')
    assert (cell.role, cell.key, cell.points) == ("written", "why", 3.0)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("excercise:f", "unknown tag 'excercise'; known are setup, exercise, check"),
        ("Exercise:f", "unknown tag 'Exercise'"),
        ("points:three", "points:three is not a number"),
    ],
)
def test_a_mistake_in_a_tag_is_said_in_a_line(cells, tag, words):
    with pytest.raises(CourseError, match=words):
        cells(f'# %% tags=["{tag}"]\nx = 1\n')


def test_a_mark_scheme_is_what_stands_between_nbgraders_lines(tmp_path):
    path = tmp_path / "x.py"
    question = '# %% [markdown] tags=["written:{}", "points:1"]\n# Why?\n'
    scheme = (
        "# === BEGIN MARK SCHEME ===\n#\n# - {}\n# - b\n#\n# === END MARK SCHEME ===\n# After.\n"
    )
    texts = [question.format("why"), scheme.format("a"), scheme.format("c"), question.format("not")]
    path.write_text("\n".join(["".join(texts[:3]), texts[3]]), encoding="utf-8")
    assert mark_schemes(path) == {"why": "- a\n- b\n\n- c\n- b"}


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_each_question_of_the_course_has_a_mark_scheme(path):
    questions = [c.key for c in read_source(path) if c.role == "written"]
    assert list(mark_schemes(path)) == questions


def test_a_missing_file_is_said_in_a_line(tmp_path):
    with pytest.raises(CourseError, match="does not exist; course new makes a skeleton of it"):
        read_source(tmp_path / "x.py")


def test_a_file_that_is_no_text_is_said_in_a_line(tmp_path):
    (tmp_path / "x.py").write_bytes(b"\xff\xfe")
    with pytest.raises(CourseError, match="is not a notebook in percent format"):
        read_source(tmp_path / "x.py")


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_in_each_solution_every_exercise_has_its_check_and_every_question_its_points(path):
    found = read_source(path)
    keys = {role: [c.key for c in found if c.role == role] for role in TAGS}
    assert keys["exercise"] == keys["check"] != []
    assert keys["written"] == keys["answer"]
    assert all(c.points > 0 for c in found if c.role == "written")
    assert all(len(set(names)) == len(names) for role, names in keys.items() if all(names))
