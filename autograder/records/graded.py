"""Whether what lies in submitted/ is what was graded: by its cells, not by any time or name.

Digests and reports are kept in this process while their files stay as they are: a list of a
whole class asks for all of them again each time somebody looks at it.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.reading import ipynb
from autograder.records import collected, reports


def is_graded(course: Course, folders: Folders, name: str, student: str) -> bool:
    """Whether a student's submission, as it lies there now, has a score.

    One that was graded from another folder has no folder in submitted/, and has its score.
    """
    counts = _graded(folders, name, student)
    place = folders.submitted / student / name
    if counts is None or not os.path.lexists(place):
        return counts is not None
    current = _digest(place / f"{name}.ipynb")
    if current is None or current == counts:
        return current is not None
    # With the best of several attempts, the current one need not be the one that counts.
    several = any(course.attempts_of(a) == "best" for a in course.assignments if a.id == name)
    return several and _graded(folders, name, student, current) is not None


def handed_in(folders: Folders, name: str, student: str) -> datetime | None:
    """When the file that lies in submitted/ was handed in, in UTC; None where nobody knows."""
    current = _digest(folders.submitted / student / name / f"{name}.ipynb")
    with suppress(CourseError):
        for attempt in collected.attempts(folders, name, student):
            if attempt.digest == current and attempt.source != "grade":
                return attempt.time
    return None


def _digest(path: Path) -> str | None:
    """Digest of the cells of a file; None where it cannot be read."""
    return _read_digest(path, _state(path))


def _graded(folders: Folders, name: str, student: str, attempt: str = "") -> str | None:
    """Digest of what a kept report has graded; None where there is none with a score."""
    path = reports.file(folders, name, student, attempt)
    return _read_graded(path, name, student, _state(path))


def _state(path: Path) -> tuple[int, ...]:
    """What differs between two states of a file; ctime, because nobody can set that back."""
    try:
        found = path.lstat()
    except OSError:
        return ()
    now = time.time_ns()
    # What changed a moment ago may change again before the clock of the file system ticks.
    once = (now,) if abs(now - found.st_ctime_ns) < 10**9 else ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, *once


@lru_cache(maxsize=20_000)
def _read_digest(path: Path, _: tuple[int, ...]) -> str | None:
    try:
        return ipynb.fingerprint(ipynb.read_file(path))
    except CourseError:
        return None


@lru_cache(maxsize=20_000)
def _read_graded(path: Path, name: str, student: str, _: tuple[int, ...]) -> str | None:
    try:
        report = reports.read(path, name, student)
    except CourseError:
        return None
    return report.attempt if report.status == "graded" else None
