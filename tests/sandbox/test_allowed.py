"""The list of system calls and the table in docs/security.md are one."""

from __future__ import annotations

from pathlib import Path

from autograder import markdown_tables
from autograder.sandbox import allowed

PAGE = Path(__file__).resolve().parents[2] / "docs/security.md"


def test_the_page_shows_each_call_that_is_allowed_and_why() -> None:
    """After a change of the list: ``python scripts/system_calls.py``."""
    head = ["system calls", "arguments", "why they are harmless"]
    table = markdown_tables.table(head, allowed.table(), right=False)
    assert markdown_tables.Slot(PAGE, "system calls").holds(table)


def test_each_reason_is_a_sentence_and_no_cell_breaks_the_table() -> None:
    for cells in allowed.table():
        assert cells[2].endswith(".")
        assert all("|" not in cell and "\n" not in cell for cell in cells)
