"""Many submissions: warm workers, results as they come, lost workers replaced.

Grading one submission is one function of (kit, file) → report, mapped over a
``concurrent.futures.Executor``; a cluster's executor can stand in for the local one.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import score
from autograder.course import Course, Folders
from autograder.course import load as load_course
from autograder.errors import CourseError
from autograder.sandbox.host import Connection, WarmParent
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import LEVELS, Level
from autograder.score import Report

if TYPE_CHECKING:
    # It imports torch, which takes seconds; the command itself has no use for it.
    from autograder.grade import Kit


@dataclass(frozen=True)
class Task:
    """One submission to grade."""

    student: str
    path: Path
    known: str = ""  # the key of the report that exists; "" to grade in any case
    attempt: str = ""  # which attempt of several; "" where only the last is graded


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
    """A warm parent and the kits of a course, in this process.

    Raises:
        CourseError: when the sandbox is weaker than the course demands.
    """

    def __init__(self, course: Course, folders: Folders, level: Level | None = None) -> None:
        self.course, self.folders = course, folders
        self.level = choose_level(course, level)
        self._warm = WarmParent(self.level)
        self._connection: Connection | None = None
        self._kits: dict[tuple[object, ...], Kit] = {}

    def close(self) -> None:
        """End the warm parent."""
        if self._connection is not None:
            self._connection.close()
        self._warm.close()

    @property
    def address(self) -> str:
        """Where workers reach the warm parent."""
        return self._warm.address

    def kit(self, name: str) -> Kit:
        """The assignment's kit, loaded anew when one of its files has changed."""
        from autograder.grade import Kit

        folders = self.folders
        parts = [folders.release(name), folders.solution(name), folders.checks(name)]
        key = (name, *(p.stat().st_mtime_ns if p.exists() else 0 for p in parts))
        if key not in self._kits:
            self._kits[key] = Kit.load(self.course, folders, name, self.level)
        return self._kits[key]

    def grade(self, name: str, student: str, path: Path) -> Report:
        """Grade one file in this process."""
        from autograder.grade import grade_file

        kit = self.kit(name)
        if self._connection is None:
            self._connection = Connection(self.address)
        report = grade_file(kit, self._connection, student, path)
        assert report is not None  # no key was known
        return report


# -- workers ------------------------------------------------------------------

_worker: dict[str, Any] = {}


def _start_worker(root: Path, name: str, level: Level, address: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command decides when to end
    _worker.clear()
    _worker["kit"] = functools.partial(_load_kit, root, name, level)
    _worker["connection"] = functools.partial(Connection, address)


def _load_kit(root: Path, name: str, level: Level) -> Kit:
    from autograder.grade import Kit

    return Kit.load(load_course(root), Folders(root), name, level)


def _mine(what: str) -> Any:
    """A part of this worker's equipment, made when it is first needed: a fault in it is told."""
    if isinstance(_worker[what], functools.partial):
        _worker[what] = _worker[what]()
    return _worker[what]


def _grade_task(task: Task) -> Report | None:
    from autograder.grade import grade_file

    return grade_file(_mine("kit"), _mine("connection"), task.student, task.path, task.known)


def prepare_workers() -> None:
    """Start importing what workers need, in the process that they will be forked from."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["autograder.grade"])
    forkserver.ensure_running()


def local_executor(root: Path, name: str, level: Level, address: str, jobs: int) -> Executor:
    """Worker processes forked from one that has imported everything once."""
    prepare_workers()
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("forkserver"),
        initializer=_start_worker,
        initargs=(root, name, level, address),
    )


def grade_all(
    engine: Engine, name: str, tasks: Sequence[Task], jobs: int
) -> Iterator[tuple[Task, Report | None]]:
    """Grade many submissions, yielding each report as it is ready; None where nothing changed.

    A lost worker takes all submissions with it that are in work just then.  Each of them is
    tried once more, alone, so that the one at fault shows: it needs attention, and the
    class goes on.

    Raises:
        CourseError: when the assignment itself is broken.
    """
    waiting = list(reversed(tasks))
    suspects: set[Task] = set()
    while waiting:
        pool = local_executor(engine.folders.root, name, engine.level, engine.address, jobs)
        running: dict[Future[Report | None], Task] = {}
        try:
            while waiting or running:
                while waiting:
                    alone = not suspects.isdisjoint([waiting[-1], *running.values()])
                    if len(running) >= (1 if alone else 2 * jobs):
                        break
                    running[pool.submit(_grade_task, waiting[-1])] = waiting[-1]
                    waiting.pop()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    report = _outcome(future, running[future], engine, name)
                    yield running.pop(future), report
        except BrokenProcessPool:
            for task in running.values():
                if task not in suspects:
                    suspects.add(task)
                    waiting.append(task)
                else:
                    error = "the grader's worker was lost twice while grading this submission"
                    yield task, _attention(engine, name, task, error)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _outcome(future: Future[Report | None], task: Task, engine: Engine, name: str) -> Report | None:
    """A worker's report; its own fault concerns this submission and not the class."""
    try:
        return future.result()
    except (BrokenProcessPool, CourseError):
        raise
    except Exception as error:
        why = f"the grader failed: {type(error).__name__}: {error}"
        return _attention(engine, name, task, why)


def _attention(engine: Engine, name: str, task: Task, error: str) -> Report:
    return score.attention(task.student, name, engine.kit(name).max_points, error)


def find_tasks(folder: Path, name: str, only: str | None = None) -> list[Task]:
    """List the submissions of an assignment in a folder, in the students' order.

    Raises:
        CourseError: when there is no such folder, or nothing of this assignment in it.
    """
    if not folder.is_dir():
        raise CourseError(f"{folder} does not exist; it should hold <student>/{name}/{name}.ipynb")
    try:
        students = sorted(e.name for e in os.scandir(folder) if e.is_dir() and e.name[0] != ".")
    except OSError as error:
        raise CourseError(f"{folder} cannot be read: {error.strerror}") from None
    if only is not None:
        if only not in students:
            raise CourseError(f"{folder} has no student {only!r}")
        students = [only]
    tasks = [
        # A name that is not UTF-8 would break every file that mentions it.
        Task(s.encode("utf-8", "replace").decode(), folder / s / name / f"{name}.ipynb")
        for s in students
        if os.path.lexists(folder / s / name)
    ]
    if not tasks:
        raise CourseError(f"{folder} holds no submission of {name}: <student>/{name}/{name}.ipynb")
    return tasks
