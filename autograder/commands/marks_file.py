"""work/marks/<assignment>.csv: the automatic marks of everybody who was graded so far."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.commands.session import Result
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.feedback.marks_csv import to_csv
from autograder.files import write_atomically
from autograder.records import reports
from autograder.records.attempts import standing as standing_of
from autograder.scoring.report import attention_report


def write_marks(result: Result, course: Course, folders: Folders) -> Path:
    """Write the file, with the students of this run and those of earlier ones.

    Returns:
        The file.

    Raises:
        CourseError: when the disk refuses.
    """
    name, standings = result.assignment, dict(result.standings)
    found = {report.student: report for report in result.reports}
    for student in set(reports.students(folders, name)) - set(found):
        try:
            report = replace(reports.load(folders, name, student), notebook=None)
            standings[student] = standing_of(course, folders, report)
        except CourseError as error:
            report = attention_report(student, name, result.reports[0].max_points, str(error))
        found[student] = report
    path = folders.marks / f"{name}.csv"
    text = to_csv([found[student] for student in sorted(found)], standings, result.names)
    write_atomically(path, text.encode())
    return path
