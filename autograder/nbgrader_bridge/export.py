"""``nbgrader export``: the gradebook as CSV, which tells no score from 0 and not yet from final."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.nbgrader_bridge import manual_marks, rebuild
from autograder.nbgrader_bridge.lateness import take_penalty
from autograder.nbgrader_bridge.refusals import refusals
from autograder.nbgrader_bridge.roster import roster_of
from autograder.reading.release import CHECK_PREFIX
from autograder.records import reports
from autograder.records.roster import unknown_extensions
from autograder.records.submitted import Task, find_tasks
from autograder.spreadsheet import cell

FINAL, WAITING, ATTENTION = "graded", "waiting for a person", "needs attention"
UNGRADED, ABSENT = "not graded yet", "not handed in"

# nbgrader's own, which scripts read, and then ours.
COLUMNS = [
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score", "status", "note",
]  # fmt: skip
Row = dict[str, Any]


class Export(ExportPlugin):
    """Writes a row for each assignment and student, and says how many scores are final."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; a refusal ends the command with one line."""
        course, folders = open_course()
        target = Path(self.to or "grades.csv")
        try:
            with refusals(str(folders.gradebook)):
                _bring_up_to_date(course, folders, gradebook)
                rows = list(self._rows(course, folders, gradebook))
            write_atomically(target.absolute(), _csv(rows).encode())
        except CourseError as error:
            print(f"course: {error}", file=sys.stderr)
            raise SystemExit(2) from None
        print("\n".join([f"{target}:", *_summary(rows)]))

    def _rows(self, course: Course, folders: Folders, gradebook: Gradebook) -> Iterator[Row]:
        for assignment in gradebook.assignments:
            if self.assignment and assignment.name not in map(str, self.assignment):
                continue
            tasks = _handed_in(folders, assignment.name)
            students = {s.id: s for s in gradebook.students}
            for student in [*students, *(s for s in sorted(tasks) if s not in students)]:
                if not self.student or student in map(str, self.student):
                    who = _who(student, students.get(student))
                    of = _of(course, assignment)
                    marks = _marks(course, folders, gradebook, assignment.name, student, tasks)
                    yield of | who | marks


def _bring_up_to_date(course: Course, folders: Folders, gradebook: Gradebook) -> None:
    """Let marks be whole and penalties follow the marks that people have given since.

    Raises:
        CourseError: when marks are missing, or an extension is for an id that nobody has.
    """
    for assignment in course.assignments:
        unknown_extensions(course, folders, assignment.id, roster_of(gradebook))
    if missing := rebuild.lost(course, folders, gradebook):
        count = sum(map(len, missing.values()))
        raise CourseError(
            f"{folders.gradebook} lacks {count} submissions that were graded; bring them back, "
            f"with the marks given by hand: course grade {next(iter(missing))}"
        )
    for assignment in course.assignments:
        manual_marks.reconcile(gradebook, folders, assignment.id)
        for submission in gradebook.assignment_submissions(assignment.id):
            for notebook in submission.notebooks:
                take_penalty(course, assignment.id, notebook)
    gradebook.db.commit()


def _handed_in(folders: Folders, name: str) -> dict[str, Task]:
    with suppress(CourseError):  # nothing was handed in here
        return {task.student: task for task in find_tasks(folders.submitted, name)}
    return {}


# -- a row ----------------------------------------------------------------------


def _of(course: Course, assignment: Any) -> Row:
    return {
        "assignment": assignment.name,
        "duedate": _clock(course, assignment.duedate),
        "max_score": assignment.max_score,
    }


def _who(student: str, known: Any) -> Row:
    names = ("last_name", "first_name", "email")
    return {"student_id": student} | {name: getattr(known, name, None) for name in names}


def _marks(
    course: Course,
    folders: Folders,
    gradebook: Gradebook,
    name: str,
    student: str,
    tasks: dict[str, Task],
) -> Row:
    """What a student has for an assignment: numbers only where there is a score."""
    try:
        submission = gradebook.find_submission(name, student)
    except MissingEntry:
        return _ungraded(name, tasks.get(student))
    status, note = _status(submission)
    row = {"timestamp": _clock(course, submission.timestamp), "status": status, "note": note}
    if status == ATTENTION:
        with suppress(CourseError):
            row["note"] = reports.load(folders, name, student).error or note
        return row
    penalty = submission.late_submission_penalty
    return row | {
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, submission.score - penalty),
    }


def _ungraded(name: str, task: Task | None) -> Row:
    if task is None:
        return {"status": ABSENT}
    if task.trouble:
        return {"status": ATTENTION, "note": task.trouble}
    return {"status": UNGRADED, "note": f"grade it: course grade {name}"}


def _status(submission: Any) -> tuple[str, str]:
    """Whether a score is final, and which cells it lacks."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    unknown = [g.cell.name for g in grades if g.auto_score is None and g.manual_score is None]
    if checks := [name for name in unknown if name.startswith(CHECK_PREFIX)]:
        return ATTENTION, f"no score: {', '.join(checks)}"
    if waiting := {*unknown, *(g.cell.name for g in grades if g.needs_manual_grade)}:
        return WAITING, f"not marked yet: {', '.join(sorted(waiting))}"
    return FINAL, ""


def _clock(course: Course, time: datetime | None) -> str:
    """A time of the gradebook's, which keeps UTC without saying so, by the course's clocks."""
    return "" if time is None else course.here(time.replace(tzinfo=UTC)).isoformat()


# -- all of them ----------------------------------------------------------------


def _csv(rows: list[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(row.get(column)) for column in COLUMNS] for row in rows)
    return text.getvalue()


def _summary(rows: list[Row]) -> Iterator[str]:
    """How many scores are final, and what to do about the others."""
    for name in dict.fromkeys(row["assignment"] for row in rows):
        count = Counter(row["status"] for row in rows if row["assignment"] == name)
        yield (
            f"{name}: {count[FINAL]} final, {count[WAITING]} waiting for a person, "
            f"{count[ATTENTION] + count[UNGRADED] + count[ABSENT]} without a score "
            f"({count[ATTENTION]} need attention, {count[UNGRADED]} not graded yet, "
            f"{count[ABSENT]} not handed in)"
        )
    found = {row["status"] for row in rows}
    if WAITING in found:
        yield "To mark written answers: jupyter lab, Nbgrader > Formgrader > Manual Grading"
    if {ATTENTION, UNGRADED} & found:
        yield "Column note says why a score is missing; then: course grade ASSIGNMENT"
