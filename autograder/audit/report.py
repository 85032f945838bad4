"""The audit for people: progress, the confusion matrix, the survivors by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from autograder.audit.matrix import RECOGNISED, Audit, Row, Verdict
from autograder.audit.run import examine_all
from autograder.audit.trials import Trial
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.files import write_atomically
from autograder.markdown_tables import table


def run(
    course: Course,
    folders: Folders,
    todo: Sequence[Trial],
    console: Console,
    *,
    jobs: int,
    equivalent: dict[str, int],
) -> Audit:
    """Run the audit with progress shown."""
    found = Audit(equivalent=equivalent)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("examining the checks", total=len(todo))
        for verdict in examine_all(course, folders, todo, jobs=jobs):
            bar.update(task, advance=1)
            found.verdicts.append(verdict)
    order = {name: n for n, name in enumerate(dict.fromkeys(t.assignment for t in todo))}
    kinds = {"right": 0, "wrong": 1, "like": 2, "other": 3, "mutant": 4}
    found.verdicts.sort(
        key=lambda v: (
            order[v.trial.assignment],
            v.trial.exercise,
            kinds[v.trial.kind],
            v.trial.title,
        )
    )
    return found


@dataclass(frozen=True)
class Column:
    """A column of the matrix: its head in a page, on a terminal of 80 columns, and its cells."""

    head: str
    short: str
    cell: Callable[[Row], str]


EXERCISE = Column("exercise", "exercise", lambda r: r.name)
OF_ANSWERS = [
    EXERCISE,
    Column("right accepted", "right", lambda r: f"{r.accepted} / {r.right}"),
    Column("wrong rejected", "wrong", lambda r: f"{r.rejected} / {r.wrong}"),
    Column("caught by the visible check", "visible", lambda r: f"{r.caught} / {r.wrong}"),
    Column("mutants killed", "mutants", lambda r: f"{r.killed} / {r.mutants}"),
    Column("equivalent", "equiv.", lambda r: str(r.equivalent)),
]
OF_WORDS = [
    EXERCISE,
    Column("recognised", "recognised", lambda r: f"{r.recognised} / {r.wrong}"),
    Column("paraphrases recognised", "paraphrases",
           lambda r: f"{r.paraphrases_recognised} / {r.paraphrases}"),
    Column("mistakes without a hint", "without a hint", lambda r: str(r.others)),
    Column("mutants", "mutants", lambda r: str(r.mutants)),
    Column("misnamed", "misnamed", lambda r: str(r.misnamed)),
]  # fmt: skip


def _columns(found: Audit) -> list[Column]:
    return OF_WORDS if any(v.trial.told for v in found.verdicts) else OF_ANSWERS


def show(console: Console, found: Audit) -> None:
    """Print the matrix and every answer that a check was wrong about."""
    table, columns = Table(title="How often the grader is wrong"), _columns(found)
    for column in columns:
        table.add_column(column.short, justify="left" if column is EXERCISE else "right")
    for row in found.rows():
        short = [column.cell(row).replace(" / ", "/") for column in columns]
        table.add_row(*short, style="bold" if row.name == "total" else "")
    console.print(table)
    for verdict in found.faults:
        console.print(_fault(verdict), soft_wrap=True)
    for verdict in found.visible_faults:
        console.print(_visible_fault(verdict), soft_wrap=True)
    for row in found.unrecognised:
        console.print(
            f"[red]{row.name}[/]: {row.paraphrases_recognised} of {row.paraphrases} paraphrases "
            f"are recognised; {100 * RECOGNISED:g} % should be",
            soft_wrap=True,
        )


def _fault(verdict: Verdict) -> str:
    trial = verdict.trial
    lost = f"lost {verdict.lost:g}"
    if verdict.misnamed:
        kind = "a mutant" if trial.kind == "mutant" else "a wrong answer"
        words = f"{kind} is taken for {verdict.named!r}: {trial.title}"
        return f"[red]{trial.exercise}[/]: {escape(words)}"
    match trial.kind:
        case "right":
            problem = f"a right answer {lost}"
        case "wrong" if verdict.scored_right:
            problem = "a wrong answer is not recognised"
        case "wrong":
            problem = f"a wrong answer {lost} of at least {trial.loses:g}"
        case "mutant":
            problem = "a mutant lives"
        case _:
            problem = f"a paraphrase {lost}"
    passed = [name for name, outcome in verdict.outcomes.items() if outcome == "passed"]
    tail = verdict.words if trial.kind == "right" or not passed else f"passed {', '.join(passed)}"
    return f"[red]{trial.exercise}[/]: {problem}: {escape(trial.title)} ({escape(tail)})"


def _visible_fault(verdict: Verdict) -> str:
    trial, visible = verdict.trial, verdict.visible
    assert visible is not None
    tail = escape(f" ({visible.words[:500]})" if visible.caught else "")
    return f"[red]{trial.exercise}[/]: {visible.fault}: {escape(trial.title)}{tail}"


def markdown(found: Audit) -> str:
    """The matrix as a markdown table."""
    columns = _columns(found)
    rows = [
        [
            f"`{row.name}`" if row.name != "total" else "**total**",
            *(c.cell(row) for c in columns[1:]),
        ]
        for row in found.rows()
    ]
    return table([c.head for c in columns], rows)


def write_json(found: Audit, path: Path) -> None:
    """Write the matrix and the faults.

    Raises:
        CourseError: when the file cannot be written.
    """
    text = json.dumps(found.to_json(), ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, text.encode())
