"""Tables that commands write into markdown pages, between two comments that mark a slot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomically


@dataclass(frozen=True)
class Slot:
    """The part of a page that a command writes; people write the rest.

    Attributes:
        page: The markdown file.
        name: As its marks have it: ``<!-- course audit: begin -->``.
    """

    page: Path
    name: str

    @property
    def marks(self) -> tuple[str, str]:
        """What the slot begins and ends with."""
        return f"<!-- {self.name}: begin -->", f"<!-- {self.name}: end -->"

    def around(self) -> tuple[str, str, str]:
        """The page before the slot, what stands in it, and the page after it.

        Raises:
            CourseError: when the page cannot be read or does not have each mark once.
        """
        begin, end = self.marks
        try:
            text = self.page.read_bytes().decode()  # text mode would change line ends
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(f"{self.page} cannot be read ({error})") from None
        if text.count(begin) != 1 or text.count(end) != 1:
            raise CourseError(f"{self.page} has no place for the table: one {begin} and one {end}")
        before, _, rest = text.partition(begin)
        inside, _, after = rest.partition(end)
        return before, inside.strip("\n"), after

    def make(self, title: str) -> None:
        """Make a page that has this slot, where there is no page yet."""
        if not self.page.exists():
            begin, end = self.marks
            write_atomically(self.page, f"# {title}\n\n{begin}\n{end}\n".encode())

    def holds(self, text: str) -> bool:
        """Whether the slot holds exactly this text."""
        return self.around()[1] == text

    def put(self, text: str) -> None:
        """Replace what the slot holds by a text.

        Raises:
            CourseError: as :meth:`around`, or when the page cannot be written.
        """
        before, _, after = self.around()
        begin, end = self.marks
        write_atomically(self.page, f"{before}{begin}\n{text}\n{end}{after}".encode())


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: bool = True) -> str:
    """A markdown table; with ``right``, all columns but the first to the right."""
    rule = ["---", *["---:" if right else "---"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *rows])
