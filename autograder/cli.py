"""``course …``: the command line.  Thin: each verb calls the module that does the work."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from autograder import course as courses
from autograder.course import Course, Folders
from autograder.errors import CourseError, did_you_mean
from autograder.files import only_one, write_atomically
from autograder.pages import Place
from autograder.sandbox.limits import LEVELS, Level

app = typer.Typer(
    help="Release, grade and explain a course's notebooks.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

AssignmentName = Annotated[str, typer.Argument(help="An assignment of course.yml, such as risk.")]
GRADED, ATTENTION, WRONG_USE = 0, 1, 2


def _verb(function: Callable[..., int]) -> Callable[..., None]:
    """Register a command: its return value is the exit code, a CourseError one line and 2."""

    @functools.wraps(function)
    def run(*arguments: Any, **keywords: Any) -> None:
        try:
            code = function(*arguments, **keywords)
        except CourseError as error:
            err.print(f"[bold red]course:[/] {escape(str(error))}", soft_wrap=True)
            code = WRONG_USE
        except OSError as error:  # a disk or a machine that refuses where nobody could go on
            where = f"{error.filename}: " if error.filename else ""
            err.print(f"course: {escape(where)}{error.strerror}", soft_wrap=True)
            code = WRONG_USE
        except KeyboardInterrupt:
            err.print("course: stopped; what was graded so far is kept")
            code = 130
        raise typer.Exit(code)

    app.command(name=function.__name__.strip("_"))(run)
    return run


def _open_course() -> tuple[Course, Folders]:
    root = courses.find_root()
    return courses.load(root), Folders(root)


def _level(name: str | None) -> Level | None:
    if name is None:
        return None
    for level in LEVELS:
        if level == name:
            return level
    raise CourseError(f"no sandbox level is called {name!r}; there are {', '.join(LEVELS)}")


@_verb
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
    sandbox: Annotated[
        str | None, typer.Option(help="Accept this sandbox level: full, landlock or process.")
    ] = None,
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
    from autograder import progress, session

    course, folders = _open_course()
    course.assignment(assignment)
    request = session.Request(
        assignment=assignment,
        folder=from_ or folders.submitted,
        student=student,
        jobs=jobs,
        gradebook=not no_gradebook,
        force=force,
        level=_level(sandbox),
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
        session.print_table(out, result, course, folders, gradebook=not no_gradebook)
    return ATTENTION if result.attention else GRADED


@_verb
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
        str | None, typer.Option(help="When those that no list has were there, if not now.")
    ] = None,
) -> int:
    """Write down when the submissions in a folder came, for the late policy.

    Times are local to the course or have an offset. nbgrader collect does this by itself;
    docs/late.md says which times are trusted. Exit code 1 when FILE lacks a student.

    Example: [bold]course collect risk --times submitted.csv[/]
    """
    from autograder import batch, collection

    course, folders = _open_course()
    course.assignment(assignment)
    tasks = batch.find_tasks(from_ or folders.submitted, assignment)
    paths = {task.student: task.path for task in tasks if not task.trouble}
    lines = [f"{task.student}: {task.trouble}" for task in tasks if task.trouble]
    told = collection.Times.read(course, times, at)
    with only_one(folders.work / ".grading", "grading"):
        lines += collection.collect_class(course, folders, assignment, paths, told)
    out.print("\n".join(lines), markup=False, soft_wrap=True)
    return ATTENTION if told.lacks(paths) or len(paths) < len(tasks) else GRADED


@_verb
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

    course, folders = _open_course()
    names = [assignment] if assignment else [a.id for a in course.assignments]
    stale = 0
    for name in names:
        course.assignment(name)
        if check:
            fresh = is_fresh(course, folders, name)
            stale += not fresh
            out.print(f"{name}: {'fresh' if fresh else 'stale; run: course release ' + name}")
        else:
            path = generate_assignment(course, folders, name)
            out.print(f"{name}: {path.relative_to(folders.root)}")
    return 1 if stale else 0


@_verb
def feedback(
    assignment: AssignmentName,
    student: Annotated[str | None, typer.Option(help="This student only.")] = None,
) -> int:
    """Write the feedback pages anew, with the manual marks and comments given since.

    Example: [bold]course feedback risk[/]
    """
    from autograder import reports
    from autograder.nbgrader_bridge.writer import GradebookWriter

    course, folders = _open_course()
    course.assignment(assignment)
    names = [student] if student else reports.students(folders, assignment)
    if not names:
        raise CourseError(f"nothing is graded yet; grade first: course grade {assignment}")
    writer = GradebookWriter(course, folders, assignment)
    try:
        for name in names:
            writer.write_feedback(reports.load(folders, assignment, name))
    finally:
        writer.close()
    out.print(f"{len(names)} pages in {folders.feedback.relative_to(folders.root)}")
    return 0


@_verb
def audit(
    assignment: Annotated[
        str | None, typer.Argument(help="An assignment; all of them by default.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file.")
    ] = None,
    no_mutants: Annotated[bool, typer.Option("--no-mutants", help="Known answers only.")] = False,
    write: Annotated[
        Path | None, typer.Option(help="Put the table into this markdown file.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Fail unless this markdown file holds the table.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Workers.")] = os.cpu_count() or 1,
) -> int:
    """Measure the grader: known right and wrong answers, and mutants, against the checks.

    Exit code 1 when a right answer loses a point, or a wrong one or a mutant loses too few.

    Example: [bold]course audit minima[/]
    """
    from autograder import audit_report

    course, folders = _open_course()
    names = [course.assignment(assignment).id] if assignment else [a.id for a in course.assignments]
    written, checked = (Place(page, "course audit") if page else None for page in (write, check))
    for place in filter(None, (written, checked)):
        place.around()  # minutes before it is needed
    found = audit_report.run(course, folders, names, err, jobs=jobs, with_mutants=not no_mutants)
    audit_report.show(out, found)
    if json_file is not None:
        audit_report.write_json(found, json_file)
    if written:
        written.put(audit_report.markdown(found))
    stale = checked is not None and not checked.holds(audit_report.markdown(found))
    if stale:
        err.print(f"course: the table in {check} is stale; run: course audit --write {check}")
    return 1 if found.faults or stale else 0


@_verb
def bench(
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; each takes one assignment.")] = 5,
    students: Annotated[int, typer.Option(min=1, help="Notebooks in a round.")] = 10,
    sizes: Annotated[
        str, typer.Option(help="Classes to grow through; - for none.")
    ] = "10,100,1000",
    only: Annotated[str, typer.Option(help="Whom to measure.")] = "kit,nojail,floor,nbgrader,otter",
    quick: Annotated[
        bool, typer.Option("--quick", help="Two rounds of two notebooks, no growth.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run that was stopped.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option(help="Put the tables into this markdown file.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the measurements to this file.")
    ] = None,
) -> int:
    """Measure this kit, nbgrader and otter side by side on the same class.

    Works below work/bench and leaves the course's own gradebook alone. CPU time and memory are
    those of whole process trees. The first run installs otter into an environment of its own.

    Example: [bold]course bench --write docs/performance.md[/]
    """
    from autograder.bench import report, run

    course, folders = _open_course()
    if quick:
        rounds, students, sizes = 2, 2, "-"
    groups, classes = _words(only, run.GROUPS), _sizes(sizes)
    place = Place(write, "course bench") if write else None
    if place:
        place.make("Performance")
        place.around()  # an hour before it is needed
    runner = run.Runner(course, folders, groups, students, lambda line: err.print(line))
    if resume:
        runner.resume()
    runner.prepare()
    runner.rounds(rounds)
    if "kit" in groups:
        runner.growth(classes)
    text = report.markdown(runner.bench)
    out.print(text, markup=False, soft_wrap=True)
    if place:
        place.put(text)
    if json_file is not None:
        write_atomically(json_file, (json.dumps(runner.bench.to_json(), indent=1) + "\n").encode())
    return 0


def _words(given: str, known: Sequence[str]) -> list[str]:
    """A list with commas; each word must be known."""
    words = [word.strip() for word in given.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise CourseError(f"{word!r} is none of {', '.join(known)}{did_you_mean(word, known)}")
    return words


def _sizes(given: str) -> list[int]:
    """Sizes with commas, in order; none for "-"."""
    try:
        sizes = sorted({int(word) for word in given.split(",")} if given != "-" else ())
    except ValueError:
        sizes = [0]
    if any(size < 1 for size in sizes):
        raise CourseError(f"--sizes reads like 10,100,1000, not {given!r}")
    return sizes


@_verb
def new(
    assignment: Annotated[str, typer.Argument(help="The new assignment's id, such as momentum.")],
    title: Annotated[str | None, typer.Option(help="Its title.", show_default=False)] = None,
) -> int:
    """Write the skeleton of a new assignment: three files and an entry in course.yml.

    Example: [bold]course new momentum --title "Momentum"[/]
    """
    from autograder import new as skeletons

    _, folders = _open_course()
    words = title or assignment.replace("_", " ").capitalize()
    for path in skeletons.create(folders, assignment, words):
        out.print(str(path.relative_to(folders.root)))
    out.print(f"Now: course release {assignment}, course audit {assignment}")
    return 0


@_verb
def doctor() -> int:
    """Look at this machine and this course: what works, what doesn't, and the remedy.

    Example: [bold]course doctor[/]
    """
    from autograder import doctor as doctors

    return doctors.examine(out)


@_verb
def schema() -> int:
    """Print course.yml's JSON Schema, for editors.

    Example: [bold]course schema > course.schema.json[/]
    """
    sys.stdout.write(courses.schema_text())
    return 0


def main() -> None:
    """The ``course`` command."""
    app()


if __name__ == "__main__":
    main()
