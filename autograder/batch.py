"""Many submissions: warm workers, results as they come, what is lost tried again.

Grading one submission is one function of (kit, file) → report, mapped over a
``concurrent.futures.Executor``; a cluster's executor can stand in for the local one.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import equipment, score
from autograder.course import Course, Folders
from autograder.errors import CourseError
from autograder.pool import Nursery, Pool
from autograder.sandbox.host import Connection, ParentLost, WarmParent
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import LEVELS, Level
from autograder.score import Report

if TYPE_CHECKING:
    # It imports torch, which takes seconds; the command itself has no use for it.
    from autograder.grade import Kit

# Submissions lost in a row to each worker, by its own end or the warm parent's, before the rest
# of a class is given up.
MOST_LOSSES = 10


@dataclass(frozen=True)
class Task:
    """One submission to grade.

    Attributes:
        student: Whose it is.
        path: Its notebook.
        known: The key of the report that exists; "" to grade in any case.
        attempt: Which attempt of several; "" where only the last is graded.
        trouble: Why it is not to be graded at all.
    """

    student: str
    path: Path
    known: str = ""
    attempt: str = ""
    trouble: str = ""


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
    """A warm parent and the kits of a course, in this process or for workers.

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
        self._nursery = Nursery([(root, name, self.level, pictures) for name in ready])
        self._warm = WarmParent(self.level, self._nursery.theirs.fileno() if ready else None)
        self._nursery.theirs.close()  # the warm parent's twin has it; without one, nobody yet
        self._connection: Connection | None = None
        self._kits: dict[tuple[object, ...], Kit] = {}

    def close(self) -> None:
        """End the warm parent, and the process that workers are forked from."""
        if self._connection is not None:
            self._connection.close()
        self._nursery.close()
        self._warm.close()

    def workers(self, count: int) -> Executor:
        """Worker processes; each ends with the executor."""
        return Pool(self._nursery, count)

    @property
    def address(self) -> str:
        """Where workers reach the warm parent."""
        return self._warm.address

    def kit(self, name: str) -> Kit:
        """The assignment's kit, loaded anew when one of its files has changed."""
        from autograder.grade import Kit

        key = (name, equipment.state_of(self.folders, name))
        if key not in self._kits:
            self._kits[key] = Kit.load(
                self.course, self.folders, name, self.level, pictures=self.pictures
            )
        return self._kits[key]

    def grade(self, name: str, student: str, path: Path) -> Report:
        """Grade one file in this process; a lost warm parent is replaced, once."""
        from autograder.grade import grade_file

        kit = self.kit(name)
        for _ in range(2):
            try:
                if self._connection is None:
                    self._connection = Connection(self.address)
                report = grade_file(kit, self._connection, student, path)
                assert report is not None  # no key was known
                return report
            except ParentLost as error:
                why = f"the grader failed: {error}"
                self.revive(self.address)
        return score.attention(student, name, kit.max_points, why)

    def revive(self, address: str) -> None:
        """Start another warm parent if the one at this address has ended, and nobody has yet."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if address == self.address and self._warm.ended():
            self._warm.close()
            self._warm = WarmParent(self.level)


# -- workers ------------------------------------------------------------------


@dataclass(frozen=True)
class _Grade:
    """What a worker does, as a picklable function of a task."""

    root: Path
    name: str
    level: Level
    pictures: bool
    address: str

    def __call__(self, task: Task) -> Report | None:
        from autograder.grade import grade_file

        kit = equipment.kit_of_this_run(self.root, self.name, self.level, self.pictures)
        connection = equipment.connection(self.address)
        return grade_file(kit, connection, task.student, task.path, task.known)


def _grade_by(engine: Engine, name: str) -> _Grade:
    root, level = engine.folders.root, engine.level
    return _Grade(root, name, level, engine.pictures, engine.address)


def local_executor(engine: Engine, jobs: int) -> Executor:
    """Where a class is graded: here, unless somebody has put another executor in this place."""
    return engine.workers(jobs)


def grade_all(
    engine: Engine,
    name: str,
    tasks: Sequence[Task],
    jobs: int,
    working: Callable[[Sequence[str]], None] = lambda students: None,
) -> Iterator[tuple[Task, Report | None]]:
    """Grade many submissions, yielding each report as it is ready; None where nothing changed.

    A lost worker takes a submission with it, a lost warm parent all that are in work just then.
    Each of them is tried once more, alone, so that the one at fault shows: it needs
    attention, and the class goes on.

    Args:
        engine: With the warm parent.
        name: The assignment.
        tasks: What to grade.
        jobs: How many workers.
        working: Is told which students' submissions are in work.

    Raises:
        CourseError: when the assignment itself is broken.
    """
    waiting = [task for task in reversed(tasks) if not task.trouble]
    suspects: set[Task] = set()
    losses = 0
    running: dict[Future[Report | None], Task] = {}
    addresses: dict[Future[Report | None], str] = {}
    pool = local_executor(engine, jobs)
    try:
        while (waiting or running) and losses <= MOST_LOSSES * jobs:
            while waiting:
                alone = not suspects.isdisjoint([waiting[-1], *running.values()])
                if len(running) >= (1 if alone else 2 * jobs):
                    break
                future = pool.submit(_grade_by(engine, name), waiting[-1])
                running[future], addresses[future] = waiting.pop(), engine.address
            # The pool takes them in this order.
            working([task.student for task in running.values()][:jobs])
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task, address = running.pop(future), addresses.pop(future)
                lost = _lost(future)
                if not lost:
                    losses = 0
                    yield task, _outcome(future, task, engine, name)
                    continue
                losses += 1
                if lost == "sandbox":
                    engine.revive(address)
                if task not in suspects:
                    suspects.add(task)
                    waiting.append(task)
                else:
                    why = f"the grader's {lost} was lost twice while grading this submission"
                    yield task, _attention(engine, name, task, why)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    why = f"the grader lost its workers {losses} times in a row; what is wrong: course doctor"
    for task in [*running.values(), *reversed(waiting)]:
        yield task, _attention(engine, name, task, why)
    # Last: how many points there are only the kit tells, and that takes this process seconds.
    for task in tasks:
        if task.trouble:
            yield task, _attention(engine, name, task, task.trouble)


def _lost(future: Future[Report | None]) -> str:
    """What was lost in the middle of a submission; "" where nothing was."""
    match future.exception():
        case BrokenExecutor():
            return "worker"
        case ParentLost():
            return "sandbox"
        case _:
            return ""


def _outcome(future: Future[Report | None], task: Task, engine: Engine, name: str) -> Report | None:
    """A worker's report; its own fault concerns this submission and not the class."""
    try:
        return future.result()
    except CourseError:
        raise
    except Exception as error:
        why = f"the grader failed: {type(error).__name__}: {error}"
        return _attention(engine, name, task, why)


def _attention(engine: Engine, name: str, task: Task, error: str) -> Report:
    return score.attention(task.student, name, engine.kit(name).max_points, error)


# -- what was handed in -------------------------------------------------------

HANDED_IN = {".ipynb", ".zip", ".tar", ".gz", ".7z", ".rar"}  # what a student's folder arrives as


def find_tasks(folder: Path, name: str, only: str | None = None) -> list[Task]:
    """List the submissions of an assignment in a folder, in the students' order.

    Raises:
        CourseError: when there is no such folder, or nothing of this assignment in it.
    """
    if not folder.is_dir():
        raise CourseError(f"{folder} does not exist; it should hold <student>/{name}/{name}.ipynb")
    try:
        # Workers need not be where the command is.
        with os.scandir(folder.absolute()) as found:
            entries = sorted((e for e in found if e.name[0] != "."), key=lambda e: e.name)
    except OSError as error:
        raise CourseError(f"{folder} cannot be read: {error.strerror}") from None
    tasks = [task for entry in entries if (task := _task(entry, name))]
    tasks = _without_twins(tasks)
    if only is not None:
        if only not in [entry.name for entry in entries]:
            raise CourseError(f"{folder} has no student {only!r}")
        tasks = [task for task in tasks if task.student == _written(only)]
    if not tasks:
        raise CourseError(f"{folder} holds no submission of {name}: <student>/{name}/{name}.ipynb")
    return tasks


def _task(entry: os.DirEntry[str], name: str) -> Task | None:
    """The task that an entry of the class folder is; None where nothing was handed in."""
    student, place = _written(entry.name), Path(entry.path, name)
    path = place / f"{name}.ipynb"
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            os.lstat(place)
        elif stat.S_ISLNK(mode):
            why = f"the folder {student} is a link, not a folder of submissions"
            return Task(student, path, trouble=why)
        elif Path(entry.name).suffix.lower() in HANDED_IN:
            where = f"it belongs into <student>/{name}/{name}.ipynb"
            return Task(student, path, trouble=f"{student} is a file of nobody's; {where}")
        else:  # a list of the class, a note
            return None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Task(student, path, trouble=f"{student} cannot be read ({error.strerror})")
    return Task(student, path)


def _written(student: str) -> str:
    """A student's id as we write it: one that is not UTF-8 would break every file it is in."""
    return student.encode("utf-8", "replace").decode()


def same_student(student: str) -> str:
    """What two spellings of one id have in common: case, and how Unicode composes its letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", student).casefold())


def _without_twins(tasks: list[Task]) -> list[Task]:
    """Two spellings of one id are for a person to tell apart: neither is graded."""
    spelt: dict[str, list[Task]] = {}
    for task in tasks:
        spelt.setdefault(same_student(task.student), []).append(task)
    return [
        task if len(twins) == 1 else replace(task, trouble=_twins(twins))
        for task in tasks
        if (twins := spelt[same_student(task.student)])
    ]


def _twins(twins: list[Task]) -> str:
    names = " and ".join(ascii(task.path.parent.parent.name) for task in twins)
    return f"one student's id, spelt in {len(twins)} ways: {names}; keep one of these folders"
