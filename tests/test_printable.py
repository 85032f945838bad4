"""Whatever others wrote, what is shown of it acts on nothing and has an end."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import printable

quick = settings(deadline=None, max_examples=200, derandomize=True)
TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ACTS = "\x1b[]0;m\x07\\ax\x9b\r\x85\u2028" + TURNS
any_text = st.text(st.characters(), max_size=60) | st.text(ACTS, max_size=60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b[?25l\x1b[2Jx", "x"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;http://evil\x1b\\x", "x"),
        ("\x1bcx", "x"),
        ("100%\r50%", "100%50%"),
        ("\x00\x07\x08\x7fx", "x"),
        ("\x9b31mx\x85", "31mx"),
        ("\ud83dx\udfff\ufffe\uffff", "x"),
        (f"{TURNS}41 of 41", "41 of 41"),
        ("äξ−🙂", "äξ−🙂"),
    ],
)
def test_text_loses_terminal_codes_and_characters_that_act_only(text, plain):
    assert printable.text(text) == plain


@pytest.mark.parametrize("value", [None, 3, b"x", ["x"], {}])
def test_what_is_no_text_becomes_empty(value):
    assert printable.text(value) == printable.line(value) == ""


def test_text_is_cut_at_the_limit():
    assert len(printable.text("x" * (printable.MAX_TEXT + 5))) == printable.MAX_TEXT
    assert printable.text("x" * 9, 5) == "xxxxx"


@quick
@given(any_text)
def test_no_text_keeps_a_character_that_acts(text):
    cleaned = printable.text(text)
    assert all(c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs") for c in cleaned)
    assert not set(cleaned) & set(TURNS)
    assert printable.text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("Zoë Müller-Lüdenscheidt 李雷", "Zoë Müller-Lüdenscheidt 李雷"),
        ("two\nlines\tand\u2028three\xa0words", "two lines and three words"),
        ("\x1b[2J\x9b\x7f", "?[2J??"),
        ("a\ud800b\ufffe", "a?b?"),
        ("..", ".."),
        ("x" * 400, "x" * 400),
        ("x" * 401, "x" * 399 + "…"),
    ],
)
def test_a_line_keeps_what_has_a_shape(text, line):
    assert printable.line(text) == line


@quick
@given(any_text, st.integers(1, 80))
def test_a_line_is_printable_and_no_longer_than_asked(text, most):
    line = printable.line(text, most)
    assert line.isprintable()
    assert len(line) <= most
    assert printable.line(line, most) == line
    line.encode()


@quick
@given(any_text)
def test_a_line_becomes_no_other_name_of_a_folder(text):
    line = printable.line(text)
    assert len(line) == len(text)
    assert ("/" in line, line.startswith(".")) == ("/" in text, text.startswith("."))
