"""``course init``, ``release``, ``new``, ``try``, ``schema``: what instructors make."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

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
from autograder.course.config import schema_text
from autograder.course.load import open_course


@verb
def init(
    folder: Annotated[
        Path, typer.Argument(help="An empty folder, or one to make; its name gives the course id.")
    ],
    title: Annotated[
        str | None, typer.Option(help="The course's title.", show_default=False)
    ] = None,
) -> int:
    """Make a new course of one small assignment, which can be released and graded at once.

    Example: [bold]course init my-course --title "Optimization, spring 2027"[/]
    """
    from autograder.authoring import init as courses

    for path in courses.create(folder, title):
        out.print(escape(str(path)), soft_wrap=True)
    out.print(f"The course's id is {courses.course_id(folder)}.")
    go = [] if folder.resolve() == Path.cwd() else [f"cd {shlex.quote(str(folder))}"]
    steps = [*go, "course release", "course audit", f"course grade {courses.FIRST}"]
    out.print(f"Now: {escape(', '.join(steps))}", soft_wrap=True)
    return 0


@verb
def release(
    assignment: Annotated[
        str | None, typer.Argument(help="An assignment; all of them by default.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 when a release is stale.")
    ] = False,
) -> int:
    """Make the notebooks that students get, from solutions/ to assignments/.

    Goes through nbgrader's own generate_assignment; a rerun gives the same bytes.

    Example: [bold]course release risk[/]
    """
    from autograder.nbgrader_bridge.release import generate_assignment, is_fresh
    from autograder.nbgrader_bridge.roster import read_overruled_due_date

    course, folders = open_course()
    names = [assignment] if assignment else [a.id for a in course.assignments]
    stale = 0
    for name in names:
        course.assignment(name)
        if check:
            fresh = is_fresh(course, folders, name)
            stale += not fresh
            out.print(f"{name}: {'fresh' if fresh else 'stale; run: course release ' + name}")
        else:
            for line in read_overruled_due_date(course, folders, name):
                err.print(line, markup=False, soft_wrap=True)
            path = generate_assignment(course, folders, name)
            out.print(f"{name}: {path.relative_to(folders.root)}")
    return 1 if stale else 0


@verb
def new(
    assignment: Annotated[str, typer.Argument(help="The new assignment's id, such as momentum.")],
    title: Annotated[str | None, typer.Option(help="Its title.", show_default=False)] = None,
) -> int:
    """Write the skeleton of a new assignment: three files and an entry in course.yml.

    Example: [bold]course new momentum --title "Momentum"[/]
    """
    from autograder.authoring import scaffold

    _, folders = open_course()
    words = title or assignment.replace("_", " ").capitalize()
    for path in scaffold.create(folders, assignment, words):
        out.print(str(path.relative_to(folders.root)))
    out.print(f"Now: course release {assignment}, course audit {assignment}")
    return 0


@verb
def try_(
    assignment: AssignmentName,
    answer: Annotated[
        list[str] | None,
        typer.Option(help="Title of an answer in the bank; may be given several times."),
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option(help="The answer's exercise; without --answer: all known answers to it."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Folder for submissions and pages; a temporary one else.")
    ] = None,
    sandbox: SandboxName = None,
) -> int:
    """Grade known answers as a student would hand them in; the reference and the blank by default.

    The other exercises hold the reference. Writes nothing below work/. Exit code 1 when a
    submission needs attention.

    Example: [bold]course try risk --exercise risks --answer "forgets π"[/]
    """
    from autograder.commands import try_answers

    course, folders = open_course()
    course.assignment(assignment)
    level = level_named(sandbox)
    todo = try_answers.chosen(folders, assignment, answer or [], exercise)
    place = try_answers.place(folders, to)
    attention = try_answers.run(out, course, folders, assignment, todo, place, level)
    return ATTENTION if attention else DONE


@verb
def schema() -> int:
    """Print course.yml's JSON Schema, for editors.

    Example: [bold]course schema > course.schema.json[/]
    """
    sys.stdout.write(schema_text())
    return 0
