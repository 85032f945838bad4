"""Write the table of allowed system calls into docs/security.md."""

from __future__ import annotations

from pathlib import Path

from autograder import markdown_tables
from autograder.sandbox import allowed

PAGE = Path(__file__).resolve().parent.parent / "docs/security.md"
HEAD = ["system calls", "arguments", "why they are harmless"]

if __name__ == "__main__":
    table = markdown_tables.table(HEAD, allowed.table(), right=False)
    markdown_tables.Slot(PAGE, "system calls").put(table)
