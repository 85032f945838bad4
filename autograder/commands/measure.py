"""``course audit``, ``bench``, ``doctor``: how well the kit and this machine do."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.commands.console import err, out, verb
from autograder.course.load import open_course
from autograder.errors import CourseError, did_you_mean
from autograder.files import write_atomically
from autograder.markdown_tables import Slot


@verb
def audit(
    assignment: Annotated[
        str | None, typer.Argument(help="An assignment; all of them by default.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file.")
    ] = None,
    no_mutants: Annotated[bool, typer.Option("--no-mutants", help="Known answers only.")] = False,
    words: Annotated[
        bool,
        typer.Option("--words", help="Instead: what would students be told of their mistakes?"),
    ] = False,
    write: Annotated[
        Path | None, typer.Option(help="Put the table into this markdown file.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Fail unless this markdown file holds the table.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Workers.")] = os.cpu_count() or 1,
) -> int:
    """Measure the grader: known right and wrong answers, and mutants, against the checks.

    Exit code 1 when a right answer loses a point or fails the notebook's visible check, when a
    wrong one or a mutant loses too few, and when the visible check catches other wrong answers
    than those that the bank does not mark as hidden. With --words, when a wrong answer, a
    paraphrase of one or a mutant is taken for another mistake, and when too few are recognised.

    Example: [bold]course audit minima[/]
    """
    from autograder.audit import report as audit_report
    from autograder.audit.trials import equivalents, told, trials

    course, folders = open_course()
    names = [course.assignment(assignment).id] if assignment else [a.id for a in course.assignments]
    if assignment and (write or check) and len(course.assignments) > 1:
        raise CourseError(f"the table is of all assignments: course audit without {assignment!r}")
    slot_name = "course audit --words" if words else "course audit"
    written, checked = (Slot(page, slot_name) if page else None for page in (write, check))
    for slot in filter(None, (written, checked)):
        slot.around()  # read now, so that a page without a slot fails before minutes of work
    listed = told if words else trials
    todo = [t for name in names for t in listed(folders, name, with_mutants=not no_mutants)]
    equivalent = {} if no_mutants else equivalents(folders, names)
    found = audit_report.run(course, folders, todo, err, jobs=jobs, equivalent=equivalent)
    audit_report.show(out, found)
    if json_file is not None:
        audit_report.write_json(found, json_file)
    if written:
        written.put(audit_report.markdown(found))
    stale = checked is not None and not checked.holds(audit_report.markdown(found))
    if stale:
        err.print(f"course: the table in {check} is stale; run: {slot_name} --write {check}")
    wrong = found.faults or found.visible_faults or found.unrecognised
    return 1 if wrong or stale else 0


@verb
def bench(
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; each takes one assignment.")] = 5,
    students: Annotated[int, typer.Option(min=1, help="Notebooks in a round.")] = 10,
    sizes: Annotated[
        str, typer.Option(help="Sizes of classes to grade; - for none.")
    ] = "10,100,1000",
    only: Annotated[str, typer.Option(help="What to measure.")] = "kit,nojail,floor,nbgrader,otter",
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

    course, folders = open_course()
    if quick:
        rounds, students, sizes = 2, 2, "-"
    groups, classes = _words(only, run.GROUPS), _sizes(sizes)
    slot = Slot(write, "course bench") if write else None
    if slot:
        slot.make("Performance")
        slot.around()  # read now, so that a page without a slot fails before an hour of work
    runner = run.Runner(course, folders, groups, students, lambda line: err.print(line))
    if resume:
        runner.resume()
    runner.prepare()
    runner.rounds(rounds)
    if "kit" in groups:
        runner.growth(classes)
    text = report.markdown(runner.bench)
    out.print(text, markup=False, soft_wrap=True)
    if slot:
        slot.put(text)
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


@verb
def doctor() -> int:
    """Look at this machine and this course: what works, what doesn't, and the remedy.

    Example: [bold]course doctor[/]
    """
    from autograder.commands import doctor as doctors

    return doctors.examine(out)
