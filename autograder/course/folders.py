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
    """

    def __init__(self, root: Path, checks: str = "checks", bank: str = "bank") -> None:
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
        self.attempts = self.work / "attempts"
        self.source = self.work / "source"
        self.gradebook = self.work / "gradebook.db"
        self.seed = self.work / "seed"  # a secret; see course/seed.py

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
