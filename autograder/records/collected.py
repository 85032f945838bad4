"""COLLECT: which files were handed in and when, kept in work/attempts/.

A time is never read from anything that a student could write: not from timestamp.txt, a
file's date of change, a notebook's metadata or a name.  It comes from whoever collected:
nbgrader's exchange by the kernel's clock, a list of times from the learning platform, the
moment of ``course collect``; without any of these grading notes when it saw a file first.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError, Unreadable, did_you_mean
from autograder.files import write_atomically
from autograder.reading import ipynb
from autograder.scoring.late_policy import Attempt, Source, lateness

_LEDGER = "collected.json"


@dataclass(frozen=True)
class Collected:
    """What is known of a student's files.

    Attributes:
        attempts: The earliest first.
        current: Digest of the file as it lies there now; "" where it cannot be read.
    """

    attempts: list[Attempt]
    current: str


def attempts(folders: Folders, name: str, student: str) -> list[Attempt]:
    """Read a student's attempts, the earliest first.

    Raises:
        CourseError: when the ledger is damaged; times cannot be made up again.
    """
    path = folders.attempts / name / student / _LEDGER
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        known = [
            Attempt(digest, datetime.fromisoformat(entry["time"]).astimezone(UTC), entry["source"])
            for digest, entry in found.items()
        ]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CourseError(
            f"{path} is damaged ({error}); put it back from a backup, or delete it and give the "
            f"times anew: course collect {name} --times FILE"
        ) from None
    return sorted(known, key=lambda a: a.time)


def collect(
    folders: Folders,
    name: str,
    student: str,
    path: Path,
    time: datetime,
    source: Source,
    *,
    keep: bool = True,
) -> Collected:
    """Note that a file was there at a time, and keep its bytes.

    The same cells handed in again are the same attempt, even with other outputs, and the
    earliest of its times holds.  Only a list of times overrides that.

    Args:
        folders: Where everything lies.
        name: The assignment.
        student: Whose file it is.
        path: The file; one that cannot be read is no attempt.
        time: When it was there, with a timezone.
        source: Who says so.
        keep: Whether to write anything at all.

    Raises:
        CourseError: when the ledger is damaged or the disk refuses.
    """
    known = {a.digest: a for a in attempts(folders, name, student)}
    try:
        content = ipynb.read_file(path)
    except Unreadable:
        return Collected(list(known.values()), "")
    digest = ipynb.fingerprint(content)
    new = _merged(known.get(digest), Attempt(digest, time.astimezone(UTC), source))
    if known.get(digest) != new:
        known[digest] = new
        if keep:
            write_atomically(file(folders, name, student, digest), content)
            _write(folders.attempts / name / student / _LEDGER, known)
    return Collected(sorted(known.values(), key=lambda a: a.time), digest)


def _merged(old: Attempt | None, new: Attempt) -> Attempt:
    if old is None or new.source == "times":
        return new
    if old.source == "times":
        return old
    source = old.source if new.source == "grade" else new.source
    return Attempt(new.digest, min(old.time, new.time), source)


def _write(path: Path, known: Mapping[str, Attempt]) -> None:
    entries = {a.digest: {"time": a.time.isoformat(), "source": a.source} for a in known.values()}
    write_atomically(path, (json.dumps(entries, indent=1) + "\n").encode())


def file(folders: Folders, name: str, student: str, digest: str) -> Path:
    """Where an attempt's bytes are kept, so that changed checks can grade it again."""
    return folders.attempts / name / student / digest / f"{name}.ipynb"


def see(folders: Folders, name: str, student: str, path: Path, *, keep: bool = True) -> Collected:
    """Note what grading finds: a file that nobody has collected was there no later than now."""
    return collect(folders, name, student, path, datetime.now(UTC), "grade", keep=keep)


# -- a class ------------------------------------------------------------------


@dataclass(frozen=True)
class Times:
    """When the submissions of a class came, as an instructor tells it.

    Attributes:
        listed: Student → time, as the learning platform has it.
        otherwise: When all others were there; None where only the list tells it.
        source: Who says that.
    """

    listed: Mapping[str, datetime]
    otherwise: datetime | None
    source: Source

    @classmethod
    def read(cls, course: Course, path: Path | None, at: str | None) -> Times:
        """Build it from the command's options: a list, a time, both, or neither, which means now.

        Raises:
            CourseError: when a time cannot be read.
        """
        listed = read_times(path, course) if path else {}
        if at is None:
            return cls(listed, None if path else datetime.now(UTC), "collect")
        try:
            return cls(listed, course.time(at), "times")
        except ValueError as error:
            raise CourseError(f"--at: {error}") from None

    def lacks(self, students: Iterable[str]) -> list[str]:
        """The students for whom no time is given."""
        return [s for s in students if s not in self.listed and self.otherwise is None]


def collect_class(
    course: Course, folders: Folders, name: str, paths: Mapping[str, Path], times: Times
) -> list[str]:
    """Note when a class's submissions came.

    Args:
        course: Whose timezone and due dates the returned lines use.
        folders: Where everything lies.
        name: The assignment.
        paths: Student → file.
        times: When they came.

    Returns:
        What to tell the instructor, a line each.

    Raises:
        CourseError: when a ledger is damaged or the disk refuses.
    """
    lines = []
    lacking = times.lacks(paths)
    for student, path in paths.items():
        if student in lacking:
            lines.append(f"{student}: no time is listed")
            continue
        source: Source = "times" if student in times.listed else times.source
        time = times.listed.get(student, times.otherwise)
        assert time is not None
        found = collect(folders, name, student, path, time, source)
        lines.append(f"{student}: {_said(course, name, student, found)}")
    for student in sorted(set(times.listed) - set(paths)):
        lines.append(
            f"{student}: listed{did_you_mean(student, list(paths))}, but no submission is here"
        )
    return lines


def _said(course: Course, name: str, student: str, found: Collected) -> str:
    attempt = next((a for a in found.attempts if a.digest == found.current), None)
    if attempt is None:
        return "the file cannot be read"
    late = lateness(course, name, student, attempt)
    days = (
        f", day {late.days} after the due date, −{late.percent:g} %" if late and late.days else ""
    )
    return f"{course.here(attempt.time):%Y-%m-%d %H:%M:%S %Z}{days}"


def read_times(path: Path, course: Course) -> dict[str, datetime]:
    """Read a list of times: CSV with the columns ``student`` and ``submitted``.

    Where a student is listed twice, the later line holds.

    Raises:
        CourseError: one line with the file and the line of the mistake.
    """
    times = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = {"student", "submitted"} - set(reader.fieldnames or [])
            if missing:
                raise CourseError(f"{path}:1: there is no column {min(missing)!r}")
            for row in reader:
                if row["submitted"]:  # a platform lists those who handed in nothing as well
                    times[row["student"]] = course.time(row["submitted"])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} cannot be read ({error})") from None
    except ValueError as error:
        raise CourseError(f"{path}:{reader.line_num}: {error}") from None
    return times
