"""Where everything of a course lies on the disk."""

from __future__ import annotations

from pathlib import Path

from autograder.course.config import FILE
from autograder.errors import CourseError


class Folders:
    """Where everything lies below the course's root.

    Args:
        root: The folder that holds course.yml.
        checks: The hidden checks' folder below it, as course.yml has it.
        bank: The known answers' folder below it, as course.yml has it.
        exchange: nbgrader's exchange, absolute or relative to the root, as course.yml has it.
    """

    def __init__(
        self,
        root: Path,
        checks: str = "checks",
        bank: str = "bank",
        exchange: str = "work/exchange",
    ) -> None:
        self.root = root
        self.solutions = root / "solutions"
        self.releases = root / "assignments"
        self.checks_folder = root / checks
        self.bank_folder = root / bank
        self.work = root / "work"
        self.submitted = self.work / "submitted"
        self.autograded = self.work / "autograded"
        self.feedback = self.work / "feedback"
        self.reports = self.work / "reports"
        self.marks = self.work / "marks"
        self.manual = self.work / "manual"
        self.attempts = self.work / "attempts"
        self.source = self.work / "source"
        self.exchange = root / exchange
        self.gradebook = self.work / "gradebook.db"
        self.seed = self.work / "seed"  # a secret; see course/seed.py

    def make_work(self) -> None:
        """Make the folder of everything that grading writes.

        Raises:
            CourseError: when it cannot be made, as where it is a link to a disk that is away.
        """
        try:
            self.work.mkdir(exist_ok=True)
        except OSError as error:
            away = f", a link to {self.work.readlink()}" if self.work.is_symlink() else ""
            raise CourseError(f"{self.work}{away}: cannot be made ({error.strerror})") from None

    def solution(self, assignment: str) -> Path:
        """The notebook's source of truth."""
        return self.solutions / f"{assignment}.py"

    def release(self, assignment: str) -> Path:
        """What students get."""
        return self.releases / assignment / f"{assignment}.ipynb"

    def checks(self, assignment: str) -> Path:
        """The hidden checks."""
        return self.checks_folder / f"test_{assignment}.py"

    def bank(self, assignment: str) -> Path:
        """The known answers."""
        return self.bank_folder / f"{assignment}.py"

    def paraphrases(self, assignment: str) -> Path:
        """Other ways to write the known mistakes, and mistakes that no hint covers."""
        return self.bank_folder / "paraphrases" / f"{assignment}.py"


def find_root(start: Path | None = None) -> Path:
    """Find the folder that holds course.yml, here or above.

    Raises:
        CourseError: when there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in [start, *start.parents]:
        if (folder / FILE).is_file():
            return folder
    raise CourseError(f"no {FILE} in {start} or above it; go to the course's folder")
