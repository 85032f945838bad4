"""Reports on disk: one JSON file for each graded submission, durable as it comes."""

from __future__ import annotations

import json
from pathlib import Path

from autograder import score, skeleton
from autograder.course import Folders
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.score import Report
from autograder.skeleton import CHECK_PREFIX


def _path(folders: Folders, assignment: str, student: str, attempt: str) -> Path:
    if attempt:
        return folders.attempts / assignment / student / f"{attempt}.json"
    return folders.reports / assignment / f"{student}.json"


def keep(folders: Folders, report: Report, attempt: str = "") -> None:
    """Write the report that counts or, where several are compared, that of one attempt.

    Raises:
        CourseError: when the disk refuses.
    """
    text = json.dumps(report.to_json(), ensure_ascii=False)
    write_atomically(_path(folders, report.assignment, report.student, attempt), text.encode())


def load(folders: Folders, assignment: str, student: str, attempt: str = "") -> Report:
    """Read the report that counts, or that of one attempt.

    Raises:
        CourseError: when there is none, or one of another version.
    """
    path = _path(folders, assignment, student, attempt)
    try:
        return score.from_json(json.loads(path.read_text(encoding="utf-8")))
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
    cells = skeleton.load(release).cells
    return {
        (f"{CHECK_PREFIX}{c.key}" if c.part == "check" else c.key): float(
            c.metadata["nbgrader"]["points"]
        )
        for c in cells
        if c.part in ("check", "written")
    }
