"""Many submissions: warm workers, results as they come, lost workers replaced.

Grading one submission is one function of (kit, file) → report, mapped over a
``concurrent.futures.Executor``; a cluster's executor can stand in for the local one.
"""

from __future__ import annotations

import functools
import multiprocessing
import multiprocessing.connection
import multiprocessing.util
import os
import signal
import stat
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import equipment, score
from autograder.course import Course, Folders
from autograder.errors import CourseError
from autograder.files import OwnFolder
from autograder.sandbox.host import Connection, ParentLost, WarmParent
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import LEVELS, Level
from autograder.score import Report

if TYPE_CHECKING:
    # It imports torch, which takes seconds; the command itself has no use for it.
    from autograder.grade import Kit

MOST_LOSSES = 10  # workers and warm parents lost in a row, before the rest of a class is given up


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
    """A warm parent and the kits of a course, in this process.

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
    ) -> None:
        self.course, self.folders, self.pictures = course, folders, pictures
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
                self.revive()
        return score.attention(student, name, kit.max_points, why)

    def revive(self) -> None:
        """Start another warm parent if the present one has ended."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._warm.ended():
            self._warm.close()
            self._warm = WarmParent(self.level)


# -- workers ------------------------------------------------------------------

_worker: dict[str, Any] = {}


def _start_worker(root: Path, name: str, level: Level, pictures: bool, address: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command decides when to end
    threading.Thread(target=_end_with_the_command, daemon=True).start()
    _worker.clear()
    _worker["kit"] = functools.partial(equipment.kit, root, name, level, pictures=pictures)
    _worker["connection"] = functools.partial(Connection, address)


def _mine(what: str) -> Any:
    """A part of this worker's equipment, made when it is first needed: a fault in it is told."""
    if isinstance(_worker[what], functools.partial):
        _worker[what] = _worker[what]()
    return _worker[what]


def _end_with_the_command() -> None:
    """Wait for the command's end, also by a kill that left it no time to tell us."""
    command = multiprocessing.parent_process()
    assert command is not None
    multiprocessing.connection.wait([command.sentinel])
    os._exit(1)


def _grade_task(task: Task) -> Report | None:
    from autograder.grade import grade_file

    return grade_file(_mine("kit"), _mine("connection"), task.student, task.path, task.known)


@functools.cache
def _own_sockets() -> None:
    """Let multiprocessing keep its sockets where the next run looks, should we be killed."""
    folder = OwnFolder("course")  # a short name: a socket's path has 100 characters
    # After multiprocessing's own (-100), which expects its folder to be there.
    multiprocessing.util.Finalize(None, folder.close, exitpriority=-200)
    before, tempfile.tempdir = tempfile.tempdir, str(folder.path)
    try:
        multiprocessing.util.get_temp_dir()  # asked for once; the answer is kept
    finally:
        tempfile.tempdir = before


def prepare_workers(engine: Engine, name: str) -> None:
    """Start loading what workers need, in the process that they will be forked from."""
    _own_sockets()
    multiprocessing.get_context("forkserver").set_forkserver_preload(["autograder.equipment"])
    root = engine.folders.root
    with equipment.asked_for(root, name, engine.level, pictures=engine.pictures):
        forkserver.ensure_running()


def local_executor(engine: Engine, name: str, jobs: int) -> Executor:
    """Worker processes forked from one that has imported everything once."""
    prepare_workers(engine, name)
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("forkserver"),
        initializer=_start_worker,
        initargs=(engine.folders.root, name, engine.level, engine.pictures, engine.address),
    )


def grade_all(
    engine: Engine,
    name: str,
    tasks: Sequence[Task],
    jobs: int,
    working: Callable[[Sequence[str]], None] = lambda students: None,
) -> Iterator[tuple[Task, Report | None]]:
    """Grade many submissions, yielding each report as it is ready; None where nothing changed.

    A lost worker, or warm parent, takes all submissions with it that are in work just then.
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
    while waiting:
        pool = local_executor(engine, name, jobs)
        running: dict[Future[Report | None], Task] = {}
        try:
            while waiting or running:
                while waiting:
                    alone = not suspects.isdisjoint([waiting[-1], *running.values()])
                    if len(running) >= (1 if alone else 2 * jobs):
                        break
                    running[pool.submit(_grade_task, waiting[-1])] = waiting[-1]
                    waiting.pop()
                # The pool takes them in this order.
                working([task.student for task in running.values()][:jobs])
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    report = _outcome(future, running[future], engine, name)
                    losses = 0
                    yield running.pop(future), report
        except (BrokenProcessPool, ParentLost) as error:
            losses += 1
            lost = "worker" if isinstance(error, BrokenProcessPool) else "sandbox"
        else:
            break
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        if lost == "sandbox":
            engine.revive()
        for task in running.values():
            if task not in suspects:
                suspects.add(task)
                waiting.append(task)
            else:
                why = f"the grader's {lost} was lost twice while grading this submission"
                yield task, _attention(engine, name, task, why)
        if losses > MOST_LOSSES:
            break
    why = f"the grader lost its workers {losses} times in a row; what is wrong: course doctor"
    for task in reversed(waiting):
        yield task, _attention(engine, name, task, why)
    # Last: how many points there are only the kit tells, and that takes this process seconds.
    for task in tasks:
        if task.trouble:
            yield task, _attention(engine, name, task, task.trouble)


def _outcome(future: Future[Report | None], task: Task, engine: Engine, name: str) -> Report | None:
    """A worker's report; its own fault concerns this submission and not the class."""
    try:
        return future.result()
    except (BrokenProcessPool, ParentLost, CourseError):
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
        with os.scandir(folder) as found:
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
