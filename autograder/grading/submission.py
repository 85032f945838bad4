"""One submission, from its file to its report: read, run, check, recognise, score."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from autograder.checking.student import Student
from autograder.errors import Unreadable
from autograder.grading.grader import AssignmentGrader, failed
from autograder.grading.helpers import blame_helpers
from autograder.reading import ipynb
from autograder.reading.layout import Submission, read
from autograder.running.execution import Execution
from autograder.running.notebook import NotebookRun
from autograder.sandbox.host import Connection, SandboxError, ZygoteLost
from autograder.scoring.report import (
    Report,
    Unchanged,
    exercise_reports,
    graded_report,
    with_timing,
)


def grade_file(
    grader: AssignmentGrader, connection: Connection, student: str, path: Path, known_key: str = ""
) -> Report | Unchanged:
    """Grade a submission's file; one that cannot be read or graded needs attention.

    Returns:
        The report; where its key is ``known_key``, that it is unchanged.

    Raises:
        ZygoteLost: when the zygote has ended; another one can grade the submission.
        CourseError: when the course's seed cannot be read or made.
    """
    started, cpu_before = time.perf_counter(), time.process_time()
    child_cpu = 0.0
    try:
        submission = read(ipynb.read_file(path), grader.release)
        submission.repairs += ipynb.other_files(path)
        key = grader.key(submission)
        if key == known_key:
            return Unchanged(grader.checker.checks)
        report, child_cpu = _grade_with_one_retry(grader, connection, student, submission)
        report = replace(report, key=key)
    except Unreadable as error:
        report = grader.attention(student, str(error))
    except ZygoteLost:
        raise
    except SandboxError as error:
        report = grader.attention(student, failed(error))
    cpu = time.process_time() - cpu_before + child_cpu
    return with_timing(report, time.perf_counter() - started, cpu)


def _grade_with_one_retry(
    grader: AssignmentGrader, connection: Connection, student: str, submission: Submission
) -> tuple[Report, float]:
    try:
        return grade(grader, connection, student, submission)
    except SandboxError:  # the fault may be a passing one; a second one is reported
        connection.renew()
        return grade(grader, connection, student, submission)


def grade(
    grader: AssignmentGrader, connection: Connection, student: str, submission: Submission
) -> tuple[Report, float]:
    """Run, check, recognise and score a submission that has been read.

    Returns:
        The report, and the CPU seconds of the student's processes.

    Raises:
        SandboxError: when the sandbox fails.
        CourseError: when the course's seed cannot be read or made.
    """
    notebook, exercises = NotebookRun(submission), grader.release.exercises
    execution = Execution(
        connection, grader.limits, notebook.cells, exercises, pictures=grader.pictures
    )
    try:
        execution.run()
        troubles = notebook.troubles()
        functions = Student(execution, troubles)
        draw = grader.draw(submission)
        results = grader.checker.run(functions, draw=draw)
        hints = grader.misconceptions.hints(results, functions, connection.address, draw)
    finally:
        execution.close()
    hints = blame_helpers(grader, connection, submission, results, hints)
    report = graded_report(
        student,
        grader.release.assignment,
        exercise_reports(results, troubles, hints),
        repairs=submission.repairs,
        stopped=notebook.stopped_cells(),
        untouched=submission.untouched,
        answered=submission.answered_questions(),
        sandbox=grader.level,
        notebook=notebook.as_graded(),
    )
    return report, execution.cpu_seconds
