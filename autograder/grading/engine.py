"""The zygote, the fork server and the graders of a course, for this process and for workers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.grading.workers import graders
from autograder.grading.workers.pool import ForkServer, Pool
from autograder.sandbox.host import Connection, ZygoteLost, ZygoteProcess
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import LEVELS, Level
from autograder.scoring.report import Report

if TYPE_CHECKING:
    # Importing it imports torch, which takes seconds and which the command itself does not need.
    from autograder.grading.grader import AssignmentGrader


def choose_level(course: Course, asked: Level | None) -> Level:
    """Decide the sandbox's level.

    Raises:
        CourseError: when the machine offers less than the course demands and
            nobody asked for less by name.
    """
    best, remedy = available_level()
    wanted = asked or course.sandbox.require
    if LEVELS.index(best) < LEVELS.index(wanted):
        raise CourseError(
            f"this machine's sandbox reaches level {best!r}, and {wanted!r} is asked for. {remedy} "
            f"To grade all the same, say so by name: --sandbox {best}"
        )
    return asked or best


class Engine:
    """The sandbox's zygote and the graders of a course, in this process or for workers.

    Args:
        course: What to grade by.
        folders: Where it lies.
        level: The sandbox's, the strongest of this machine by default.
        pictures: Whether figures are drawn.
        ready: Assignments that workers will grade: what they need is loaded from now on.

    Raises:
        CourseError: when the sandbox is weaker than the course demands.
    """

    def __init__(
        self,
        course: Course,
        folders: Folders,
        level: Level | None = None,
        *,
        pictures: bool = True,
        ready: Sequence[str] = (),
    ) -> None:
        self.course, self.folders, self.pictures = course, folders, pictures
        self.level = choose_level(course, level)
        root = str(folders.root)
        self._fork_server = ForkServer([(root, name, self.level, pictures) for name in ready])
        self._zygote = ZygoteProcess(
            self.level, self._fork_server.theirs.fileno() if ready else None
        )
        self._fork_server.theirs.close()  # first_process.py has inherited it, if there is one
        self._lost: dict[str, str] = {}  # a lost zygote's address → why it ended
        self._connection: Connection | None = None
        self._graders: dict[tuple[object, ...], AssignmentGrader] = {}

    def close(self) -> None:
        """End the zygote and the fork server."""
        for grader in self._graders.values():
            grader.misconceptions.close()
        if self._connection is not None:
            self._connection.close()
        self._fork_server.close()
        self._zygote.close()

    def workers(self, count: int) -> Executor:
        """Worker processes; each ends with the executor."""
        return Pool(self._fork_server, count)

    @property
    def address(self) -> str:
        """Path of the socket at which workers reach the zygote."""
        return self._zygote.address

    def grader(self, name: str) -> AssignmentGrader:
        """The assignment's grader, loaded anew when one of its files has changed."""
        from autograder.grading.grader import AssignmentGrader

        key = (name, graders.files_state(self.folders, name))
        if key not in self._graders:
            self._graders[key] = AssignmentGrader.load(
                self.course, self.folders, name, self.level, pictures=self.pictures
            )
        return self._graders[key]

    def grade(self, name: str, student: str, path: Path) -> Report:
        """Grade one file in this process; a lost zygote is replaced, once."""
        from autograder.grading.grader import failed
        from autograder.grading.submission import grade_file

        grader = self.grader(name)
        for _ in range(2):
            try:
                if self._connection is None:
                    self._connection = Connection(self.address)
                report = grade_file(grader, self._connection, student, path)
                assert isinstance(report, Report)  # no key was known
                return report
            except ZygoteLost as error:
                address = self.address
                self.revive(address)
                why = failed(self.why_lost(address) or error)
        return grader.attention(student, why)

    def revive(self, address: str) -> None:
        """Start another zygote if the one at this address has ended and is not replaced yet."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if address == self.address and self._zygote.ended():
            self._lost[address] = self._zygote.last_words()
            self._zygote.close()
            self._zygote = ZygoteProcess(self.level)

    def why_lost(self, address: str) -> str:
        """Why the zygote at this address has ended; "" where it was not this engine's to know."""
        return self._lost.get(address, "")
