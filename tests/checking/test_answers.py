"""The bank's files: read, never imported; each mistake of their author has its line."""

from pathlib import Path

import pytest

from autograder.checking.answers import Answer, read_bank
from autograder.errors import CourseError

BANKS = sorted((Path(__file__).resolve().parents[2] / "autograder/bank").glob("[a-z]*.py"))


@pytest.fixture
def answers(tmp_path):
    """Read a bank made of text."""

    def make(text):
        path = tmp_path / "risk.py"
        path.write_text(text, encoding="utf-8")
        return read_bank(path)

    return make


RIGHT = "# %% right risks — the book's way\ndef f(x):\n    return x\n"
WRONG = """\
# %% wrong risks — forgets π
# loses: 4
# hint: The cosine wants radians:
#   multiply with π.
# hidden: Only
#   degrees show it.
def f(x):
    # a comment of the code
    return -x
"""
EQUIVALENT = """\
# %% equivalent risks — x + 0 ⟶ x - 0
# reason: Nothing changes.
def f(x):
    return x - 0
"""


def test_each_kind_of_answer_is_read_with_its_fields(answers):
    assert answers(f'"""Words."""\n\n{RIGHT}\n\n{WRONG}\n{EQUIVALENT}') == [
        Answer("right", "risks", "the book's way", "def f(x):\n    return x\n"),
        Answer(
            "wrong", "risks", "forgets π",
            "def f(x):\n    # a comment of the code\n    return -x\n",
            loses=4.0, hint="The cosine wants radians: multiply with π.",
            hidden="Only degrees show it.",
        ),
        Answer(
            "equivalent", "risks", "x + 0 ⟶ x - 0", "def f(x):\n    return x - 0\n",
            reason="Nothing changes.",
        ),
    ]  # fmt: skip


def test_a_header_may_be_the_first_line(answers):
    assert [a.title for a in answers(RIGHT)] == ["the book's way"]


def test_an_empty_bank_holds_nothing(answers):
    assert answers("") == answers('"""Words."""\n') == []


def test_a_right_answer_may_begin_with_a_comment(answers):
    (answer,) = answers("# %% right risks — commented\n# first, think\nf = abs\n")
    assert answer.source == "# first, think\nf = abs\n"


def test_an_answer_is_never_run(answers):
    (answer,) = answers("# %% right risks — explosive\nraise SystemExit\n")
    assert answer.source == "raise SystemExit\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# %% right risks - a hyphen\nx\n", "a header must read"),
        ("# %% right risks\nx\n", "a header must read"),
        (RIGHT + "# %%\nx\n", "a header must read"),
        ("# %% maybe risks — who knows\nx\n", "'maybe' is none of right, wrong, equivalent"),
        ("# %% wrong risks — no fields\nx\n", "'no fields' needs `loses:` and `hint:`"),
        ("# %% wrong risks — no hint\n# loses: 2\nx\n", "'no hint' needs `loses:` and `hint:`"),
        ("# %% right risks — marked\n# hidden: x\nx\n", "only a wrong answer can be `hidden:`"),
        (WRONG.replace(": 4", ": four"), "'forgets π' loses 'four', not a number"),
    ],
)
def test_a_mistake_in_a_bank_is_said_in_a_line(answers, text, words):
    with pytest.raises(CourseError, match=words):
        answers(text)


def test_a_bank_that_cannot_be_read_is_said_in_a_line(tmp_path):
    with pytest.raises(CourseError, match=r"risk\.py cannot be read"):
        read_bank(tmp_path / "risk.py")
    (tmp_path / "risk.py").write_bytes(b"\xff")
    with pytest.raises(CourseError, match=r"risk\.py cannot be read"):
        read_bank(tmp_path / "risk.py")


@pytest.mark.parametrize("path", BANKS, ids=lambda p: p.stem)
def test_each_bank_of_the_course_has_right_and_wrong_answers_to_each_exercise(path):
    found = read_bank(path)
    kinds = {kind: {a.exercise for a in found if a.kind == kind} for kind in ("right", "wrong")}
    assert kinds["right"] == kinds["wrong"] != set()
    titles = [(a.exercise, a.kind, a.title) for a in found if a.kind != "equivalent"]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", BANKS, ids=lambda p: p.stem)
def test_every_answer_of_the_course_is_python_with_all_that_its_kind_needs(path):
    for answer in read_bank(path):
        compile(answer.source, answer.title, "exec")
        assert (answer.kind == "wrong") == (answer.loses > 0) == bool(answer.hint), answer.title
        assert answer.kind == "wrong" or not answer.hidden, answer.title
        assert (answer.kind == "equivalent") == bool(answer.reason), answer.title
