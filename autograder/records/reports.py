"""Reports on disk: one JSON file for each graded submission, durable as it comes.

A report is staged before it is written into the gradebook, and moved to its place afterwards:
the next run writes what a crash has left staged into the gradebook.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.reading.release import CHECK_PREFIX, load_release
from autograder.scoring.report import Report, from_json


def file(folders: Folders, assignment: str, student: str, attempt: str = "") -> Path:
    """Where the report that counts is kept, or that of one attempt."""
    if attempt:
        return folders.attempts / assignment / student / f"{attempt}.json"
    return folders.reports / assignment / f"{student}.json"


def _staging(folders: Folders, assignment: str) -> Path:
    return folders.reports / ".staged" / assignment


def keep(folders: Folders, report: Report, attempt: str = "") -> None:
    """Write a report that the gradebook has already; with ``attempt``, the report of one attempt.

    Raises:
        CourseError: when the disk refuses.
    """
    _write(file(folders, report.assignment, report.student, attempt), report)


def stage(folders: Folders, report: Report) -> None:
    """Write a report into the staging folder, before the gradebook gets it.

    Raises:
        CourseError: when the disk refuses.
    """
    _write(_staging(folders, report.assignment) / f"{report.student}.json", report)


def settle(folders: Folders, report: Report) -> None:
    """Move a staged report to its place, once the gradebook has it.

    Raises:
        CourseError: when the disk refuses.
    """
    path = file(folders, report.assignment, report.student)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without fsync: where a power cut undoes the rename, the next run repeats it.
        os.replace(_staging(folders, report.assignment) / path.name, path)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}") from None


def staged(folders: Folders, assignment: str) -> list[Report]:
    """The reports that a crash has left staged; damaged ones are left out."""
    found = []
    for path in sorted(_staging(folders, assignment).glob("*.json")):
        with contextlib.suppress(CourseError):
            found.append(read(path, assignment, path.stem))
    return found


def _write(path: Path, report: Report) -> None:
    text = json.dumps(report.to_json(), ensure_ascii=False)
    write_atomically(path, text.encode())


def load(folders: Folders, assignment: str, student: str, attempt: str = "") -> Report:
    """Read the report that counts, as the gradebook has it, or that of one attempt.

    Raises:
        CourseError: when there is none, or one of another version.
    """
    return read(file(folders, assignment, student, attempt), assignment, student)


def kept(folders: Folders, assignment: str, student: str) -> Report | None:
    """The report that counts, or None where there is none, or a damaged one."""
    with contextlib.suppress(CourseError):
        return load(folders, assignment, student)
    return None


def read(path: Path, assignment: str, student: str) -> Report:
    """Read a report's file.

    Raises:
        CourseError: when there is none, or one of another version.
    """
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise CourseError(
            f"{student} has no report for {assignment}; grade first: course grade {assignment}"
        ) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CourseError(
            f"{path} is damaged ({error}); grade again: course grade {assignment}"
        ) from None


def students(folders: Folders, assignment: str) -> list[str]:
    """The students who have a report, in order."""
    return sorted(p.stem for p in (folders.reports / assignment).glob("*.json"))


def release_points(release: Path) -> dict[str, float]:
    """nbgrader's graded cells of a release: name → points."""
    cells = load_release(release).cells
    return {
        (f"{CHECK_PREFIX}{c.key}" if c.part == "check" else c.key): float(
            c.metadata["nbgrader"]["points"]
        )
        for c in cells
        if c.part in ("check", "written")
    }


def refuse_other_points(report: Report, released: Mapping[str, float]) -> None:
    """Refuse to record a report by checks whose points are not the release's.

    The gradebook takes each cell's maximum from the release.

    Args:
        report: What is to be recorded.
        released: As :func:`release_points` has them.

    Raises:
        CourseError: with the remedy.
    """
    name = report.assignment
    for exercise, found in report.exercises.items():
        most = released.get(f"{CHECK_PREFIX}{exercise}")
        if most is not None and most != found.max_points:
            raise CourseError(
                f"{exercise} is worth {found.max_points:g} points in the checks of {name}, and "
                f"{most:g} in its release; make that anew, then grade: course release {name}"
            )
