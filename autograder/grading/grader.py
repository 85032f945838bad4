"""What grading one assignment needs, loaded once for all of its submissions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder import __version__
from autograder.authoring.reference import load_reference, reference_cells
from autograder.checking.answers import read_bank
from autograder.checking.known import Code
from autograder.checking.misconceptions import Misconceptions
from autograder.checking.outcome_code import outcome_code
from autograder.checking.runner import Checker
from autograder.course import seed
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.reading.digest import digest
from autograder.reading.layout import Submission
from autograder.reading.release import Release, load_release
from autograder.sandbox.limits import Limits
from autograder.scoring.report import Report, attention_report, total_points


@dataclass(frozen=True)
class AssignmentGrader:
    """The release, the hidden checks, the known mistakes and the limits of one assignment.

    Attributes:
        course, folders: Where the seed of hidden inputs comes from, when it is needed.
        level: The sandbox's level, noted in every report.
        digest: Of everything here that outcomes depend on; points and titles are laid on them.
        pictures: Whether notebooks' figures are drawn.
    """

    course: Course
    folders: Folders
    release: Release
    checker: Checker
    misconceptions: Misconceptions
    limits: Limits
    level: str
    digest: str
    pictures: bool = True

    @classmethod
    def load(
        cls, course: Course, folders: Folders, name: str, level: str, *, pictures: bool = True
    ) -> AssignmentGrader:
        """Load an assignment.

        Raises:
            CourseError: when a part of it is missing or broken.
        """
        limits = course.limits_of(course.assignment(name))
        reference = load_reference(folders.solution(name))
        release = load_release(folders.release(name))
        bank = folders.bank(name)
        depends_on = digest(
            [
                __version__,
                level,
                repr((limits, pictures)),
                outcome_code(_text(folders.checks(name))),
                _text(bank),
                [list(cell) for cell in reference_cells(folders.solution(name))],
                [[c.part, c.key, c.source] for c in release.cells if c.kind == "code"],
            ]
        )
        checker = Checker(folders.checks(name), reference)
        code = Code(reference_cells(folders.solution(name)), release.exercises)
        answers = read_bank(bank) if bank.exists() else []
        misconceptions = Misconceptions(answers, code, checker, limits)
        return cls(
            course, folders, release, checker, misconceptions, limits, level, depends_on, pictures
        )

    @property
    def max_points(self) -> float:
        """The sum of all hidden checks' points."""
        return total_points(self.checker.checks)

    @cached_property
    def _secret(self) -> bytes:
        return seed.secret(self.course, self.folders)

    def draw(self, submission: Submission) -> bytes:
        """What the hidden inputs of a submission are derived from; a secret.

        Raises:
            CourseError: when the course's seed cannot be read or made.
        """
        return seed.derive(self._secret, "inputs", submission.answers_digest)

    def key(self, submission: Submission) -> str:
        """Digest of all that the outcomes of a submission's checks depend on.

        It tells nothing of the seed.

        Raises:
            CourseError: when the course's seed cannot be read or made.
        """
        drawn_from = seed.derive(self._secret, "reports").hex()
        return digest([self.digest, drawn_from, submission.answers_digest])

    def attention(self, student: str, error: str) -> Report:
        """The report of a submission that could not be graded, and why."""
        name = self.release.assignment
        return attention_report(student, name, self.max_points, error, sandbox=self.level)


def _text(path: Path) -> str:
    """A file's text; "" where there is no such file."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def failed(why: object) -> str:
    """What is said of a submission over which the grader itself has failed."""
    return f"the grader failed: {why}; what is wrong: course doctor"
