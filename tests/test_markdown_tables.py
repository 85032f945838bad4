"""Tables in pages: their own slot is theirs, everything around it people's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.markdown_tables import Slot, table


def test_a_text_replaces_the_one_before_and_leaves_the_words_around(tmp_path: Path) -> None:
    slot = Slot(tmp_path / "page.md", "course x")
    slot.make("Title")
    slot.put("one")
    slot.page.write_text(f"before\n{slot.page.read_text()}after\n")
    assert slot.holds("one")
    slot.put("two\nlines")
    assert slot.holds("two\nlines")
    assert slot.page.read_text() == (
        "before\n# Title\n\n<!-- course x: begin -->\ntwo\nlines\n<!-- course x: end -->\nafter\n"
    )


def test_a_page_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("words")
    Slot(tmp_path / "page.md", "x").make("Title")
    assert (tmp_path / "page.md").read_text() == "words"


@given(before=st.text(), inside=st.text(), after=st.text(), new=st.text())
def test_what_is_around_a_place_never_changes(
    before: str, inside: str, after: str, new: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = tmp_path_factory.getbasetemp() / "page.md"
    slot = Slot(page, "x")
    begin, end = slot.marks
    page.write_text(f"{before}{begin}{inside}{end}{after}", encoding="utf-8", newline="")
    slot.put(new)
    assert slot.around() == (before, new.strip("\n"), after)


@pytest.mark.parametrize(
    "text",
    ["no marks", "<!-- x: begin -->", "<!-- x: end -->", "<!-- x: begin --><!-- x: end -->" * 2],
)
def test_a_page_without_one_place_is_told_and_left_alone(text: str, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(text)
    with pytest.raises(CourseError, match=r"page\.md has no place for the table"):
        Slot(tmp_path / "page.md", "x").put("new")
    assert (tmp_path / "page.md").read_text() == text


def test_a_page_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes(b"\xff")
    for path in (tmp_path / "page.md", tmp_path / "none.md"):
        with pytest.raises(CourseError, match="cannot be read"):
            Slot(path, "x").around()


def test_a_table_has_its_figures_to_the_right() -> None:
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n| --- | ---: |\n| x | 1 |"
    assert table(["a", "b"], [["x", "y"]], right=False) == "| a | b |\n| --- | --- |\n| x | y |"
