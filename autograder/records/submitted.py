"""Finding the submissions of a class in a folder, and telling students' ids apart."""

from __future__ import annotations

import os
import stat
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import printable
from autograder.errors import CourseError
from autograder.reading.ipynb import link_instead


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


MAX_ID = 100  # characters of a student's id
HANDED_IN = {".ipynb", ".zip", ".tar", ".gz", ".7z", ".rar"}  # not a folder, but a submission


def find_tasks(folder: Path, name: str, only: str | None = None) -> list[Task]:
    """List the submissions of an assignment in a folder, in the students' order.

    Raises:
        CourseError: when there is no such folder, or nothing of this assignment in it.
    """
    if not folder.is_dir():
        raise CourseError(f"{folder} does not exist; it should hold <student>/{name}/{name}.ipynb")
    try:
        # Absolute: a worker may have another current directory.
        with os.scandir(folder.absolute()) as found:
            entries = sorted((e for e in found if e.name[0] != "."), key=lambda e: e.name)
    except OSError as error:
        raise CourseError(f"{folder} cannot be read: {error.strerror}") from None
    tasks = [task for entry in entries if (task := _task(entry, name))]
    tasks = _refuse_double_spellings(tasks)
    if only is not None:
        if only not in [entry.name for entry in entries]:
            raise CourseError(f"{folder} has no student {only!r}")
        tasks = [task for task in tasks if task.student == _written(only)]
    if not tasks:
        raise CourseError(f"{folder} holds no submission of {name}: <student>/{name}/{name}.ipynb")
    return tasks


def students_in(folder: Path) -> set[str]:
    """Whose folders lie in a folder of submissions, whatever is in them; none without it."""
    try:
        with os.scandir(folder) as found:
            return {_written(e.name) for e in found if e.is_dir() and not e.name.startswith(".")}
    except OSError:
        return set()


def _task(entry: os.DirEntry[str], name: str) -> Task | None:
    """Make the task for an entry of the class folder; None where nothing was handed in."""
    student, place = _written(entry.name), Path(entry.path, name)
    path = place / f"{name}.ipynb"
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            os.lstat(place)
        elif stat.S_ISLNK(mode):
            return Task(student, path, trouble=link_instead(student))
        elif Path(entry.name).suffix.lower() in HANDED_IN:
            where = f"it belongs into <student>/{name}/{name}.ipynb"
            return Task(student, path, trouble=f"{student} is no student's folder; {where}")
        else:  # a list of the class, a note
            return None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        why = f"{student} cannot be read ({error.strerror}); mend that and grade again"
        return Task(student, path, trouble=why)
    return Task(student, path)


def _written(student: str) -> str:
    """A student's id as we write it, from now on: printable, and short enough for a file's name."""
    return printable.line(student, MAX_ID)


def same_student(student: str) -> str:
    """What two spellings of one id have in common: case, and how Unicode composes its letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", student).casefold())


def _refuse_double_spellings(tasks: list[Task]) -> list[Task]:
    """Give all folders whose names spell one student's id a trouble: none of them is graded."""
    spelt: dict[str, list[Task]] = {}
    for task in tasks:
        spelt.setdefault(same_student(task.student), []).append(task)
    return [
        task if len(spellings) == 1 else replace(task, trouble=_double_spelling(spellings))
        for task in tasks
        if (spellings := spelt[same_student(task.student)])
    ]


def _double_spelling(spellings: list[Task]) -> str:
    names = " and ".join(ascii(task.path.parent.parent.name) for task in spellings)
    return f"one student's id, spelt in {len(spellings)} ways: {names}; keep one of these folders"
