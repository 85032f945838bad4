"""One student's attempts at an assignment, their reports, and which of them counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.records import collected, reports
from autograder.scoring import late_policy
from autograder.scoring.late_policy import Standing
from autograder.scoring.report import Report, Unchanged, rescored


class Attempts:
    """The files to grade of one student, their reports as they come, and the one that counts.

    Attributes:
        files: Attempt's digest → its file, the current one first; where the last counts, that
            is the current file alone, under the name "".
        fresh: The attempts that were graded and not found unchanged.
        rescored: Those whose outcomes are known, and whose points or titles have changed.

    Raises:
        CourseError: when the ledger of what was collected is damaged or the disk refuses.
    """

    def __init__(
        self,
        course: Course,
        folders: Folders,
        name: str,
        student: str,
        path: Path,
        *,
        keep: bool = True,
    ) -> None:
        self._course, self._folders, self._keep = course, folders, keep
        self._name, self._student = name, student
        self._found = collected.see(folders, name, student, path, keep=keep)
        self._compared = course.attempts_of(course.assignment(name)) == "best"
        self.files = {self._found.current if self._compared else "": path}
        if self._compared:
            for attempt in self._found.attempts:
                kept = collected.file(folders, name, student, attempt.digest)
                self.files.setdefault(attempt.digest, kept)
        self.fresh: set[str] = set()
        self.rescored: set[str] = set()
        self._reports: dict[str, Report] = {}

    def take(self, attempt: str, found: Report | Unchanged) -> Report:
        """Add an attempt's report; an unchanged one is loaded, with the points and titles of now.

        Raises:
            CourseError: when there is none on the disk.
        """
        if isinstance(found, Unchanged):
            kept = reports.load(self._folders, self._name, self._student, attempt)
            report = rescored(kept, found.checks)
            changed = self.rescored if report != kept else set()
        else:
            report, changed = found, self.fresh
        report = replace(report, attempt=attempt or self._found.current)
        changed.add(report.attempt)
        self._reports[attempt] = report
        return report

    def settle(self) -> None:
        """Write the reports that are new or changed, after the one that counts was recorded.

        In this order, because the next run of one that is killed in between then grades these
        attempts again, and so records the one that counts.

        Raises:
            CourseError: when the disk refuses.
        """
        for attempt, report in self._reports.items():
            if self._keep and attempt and attempt in self.fresh | self.rescored:
                reports.keep(self._folders, report, attempt)

    @property
    def complete(self) -> bool:
        """Whether the report of each file has come."""
        return len(self._reports) == len(self.files)

    @property
    def counts(self) -> Report:
        """The report that counts."""
        current, *earlier = [self._reports[attempt] for attempt in self.files]
        return late_policy.best(self._course, current, earlier, self._found.attempts)

    @property
    def standing(self) -> Standing:
        """Which attempt counts, what the others gave, and what lateness costs."""
        points = {r.attempt: r.points for r in self._reports.values()} if self._compared else {}
        return late_policy.standing(self._course, self.counts, self._found.attempts, points)

    @property
    def kept(self) -> Report | None:
        """The report that counted until now; None where there is none, or a damaged one."""
        return reports.kept(self._folders, self._name, self._student)


def standing(course: Course, folders: Folders, report: Report) -> Standing:
    """Where a student stands with a report that was graded before.

    Raises:
        CourseError: when the ledger of what was collected is damaged.
    """
    known = collected.attempts(folders, report.assignment, report.student)
    return late_policy.standing(course, report, known)
