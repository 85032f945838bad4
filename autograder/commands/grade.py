"""``course grade``, ``collect``, ``feedback``: from what was handed in to what goes back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from autograder.commands.console import (
    ATTENTION,
    DONE,
    AssignmentName,
    SandboxName,
    err,
    level_named,
    out,
    verb,
)
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.files import only_one


@verb
def grade(
    assignment: AssignmentName,
    from_: Annotated[
        Path | None, typer.Option("--from", help="Folder of submissions.", show_default=False)
    ] = None,
    student: Annotated[str | None, typer.Option(help="Grade this student only.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Workers; as many as cores by default.")] = (
        os.cpu_count() or 1
    ),
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file, - for stdout.")
    ] = None,
    no_gradebook: Annotated[
        bool, typer.Option("--no-gradebook", help="Write nothing below work/.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Grade even what has not changed.")
    ] = False,
    sandbox: SandboxName = None,
    no_pictures: Annotated[
        bool,
        typer.Option(
            "--no-pictures", help="Draw no figures: marks sooner, feedback without plots."
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no table.")] = False,
) -> int:
    """Grade a class.

    Reads work/submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb, writes the gradebook, autograded
    notebooks and feedback pages below work/. Exit code 0: every submission has a score; 1: some
    need attention; 2: wrong use.

    Example: [bold]course grade risk --jobs 4 --json marks.json[/]
    """
    from autograder.commands import class_table, progress, session

    course, folders = open_course()
    course.assignment(assignment)
    request = session.Request(
        assignment=assignment,
        folder=from_ or folders.submitted,
        student=student,
        jobs=jobs,
        gradebook=not no_gradebook,
        force=force,
        level=level_named(sandbox),
        pictures=not no_pictures,
    )
    shown = progress.choose(err, quiet=quiet)
    if no_gradebook:
        result = session.run(course, folders, request, shown)
    else:
        with only_one(folders.work / ".grading", "grading"):
            result = session.run(course, folders, request, shown)
    if json_file is not None:
        session.write_json(result, course, json_file)
    if not quiet and str(json_file) != "-":
        class_table.print_table(out, result, course, folders, gradebook=not no_gradebook)
    return ATTENTION if result.attention else DONE


@verb
def collect(
    assignment: AssignmentName,
    from_: Annotated[
        Path | None, typer.Option("--from", help="Folder of submissions.", show_default=False)
    ] = None,
    times: Annotated[
        Path | None,
        typer.Option(help="CSV with columns student and submitted, as the platform has it."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="Time of submissions not in --times; without it, now.")
    ] = None,
) -> int:
    """Write down when the submissions in a folder came, for the late policy.

    Times are local to the course or have an offset. nbgrader collect does this by itself;
    docs/late.md says which times are trusted. Exit code 1 when FILE lacks a student.

    Example: [bold]course collect risk --times submitted.csv[/]
    """
    from autograder.records import collected
    from autograder.records.submitted import find_tasks

    course, folders = open_course()
    course.assignment(assignment)
    tasks = find_tasks(from_ or folders.submitted, assignment)
    paths = {task.student: task.path for task in tasks if not task.trouble}
    lines = [f"{task.student}: {task.trouble}" for task in tasks if task.trouble]
    told = collected.Times.read(course, times, at)
    with only_one(folders.work / ".grading", "grading"):
        lines += collected.collect_class(course, folders, assignment, paths, told)
    out.print("\n".join(lines), markup=False, soft_wrap=True)
    return ATTENTION if told.lacks(paths) or len(paths) < len(tasks) else DONE


@verb
def feedback(
    assignment: AssignmentName,
    student: Annotated[str | None, typer.Option(help="This student only.")] = None,
) -> int:
    """Write the feedback pages anew, with the manual marks and comments given since.

    Example: [bold]course feedback risk[/]
    """
    from autograder.nbgrader_bridge.writer import GradebookWriter
    from autograder.records import reports

    course, folders = open_course()
    course.assignment(assignment)
    names = [student] if student else reports.students(folders, assignment)
    if not names:
        raise CourseError(f"nothing is graded yet; grade first: course grade {assignment}")
    writer = GradebookWriter(course, folders, assignment)
    refused = 0
    try:
        for name in names:
            try:
                writer.write_feedback(reports.load(folders, assignment, name))
            except CourseError as error:
                if student:
                    raise
                err.print(f"{name}: {error}", markup=False, soft_wrap=True)
                refused += 1
    finally:
        writer.close()
    out.print(f"{len(names) - refused} pages in {folders.feedback.relative_to(folders.root)}")
    return ATTENTION if refused else DONE
