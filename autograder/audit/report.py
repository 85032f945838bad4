"""The audit for people: progress, the confusion matrix, the survivors by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from autograder.audit.matrix import RECOGNISED, Audit, Row, Verdict
from autograder.audit.run import examine_all
from autograder.audit.trials import equivalents
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.files import write_atomically
from autograder.markdown_tables import table


def run(
    course: Course,
    folders: Folders,
    names: Sequence[str],
    console: Console,
    *,
    jobs: int,
    with_mutants: bool,
) -> Audit:
    """Run the audit with progress shown."""
    found = Audit(equivalent=equivalents(folders, names) if with_mutants else {})
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("examining the checks", total=None)
        for total, verdict in examine_all(
            course, folders, names, jobs=jobs, with_mutants=with_mutants
        ):
            bar.update(task, total=total, advance=1)
            found.verdicts.append(verdict)
    order = {name: n for n, name in enumerate(names)}
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


def cells(row: Row) -> list[str]:
    """A row of the matrix in words."""
    return [
        row.name,
        f"{row.accepted} / {row.right}",
        f"{row.rejected} / {row.wrong}",
        f"{row.caught} / {row.wrong}",
        f"{row.killed} / {row.mutants}",
        str(row.equivalent),
        f"{row.recognised} / {row.wrong}",
        f"{row.paraphrases_recognised} / {row.paraphrases}",
        str(row.misnamed),
    ]


HEAD = [
    "exercise", "right accepted", "wrong rejected", "caught by the visible check",
    "mutants killed", "equivalent", "recognised", "paraphrases recognised", "misnamed",
]  # fmt: skip


# The same on a terminal of 80 columns.
SHORT = ["exercise", "right", "wrong", "visible", "mutants", "equiv.", "named", "paraph.", "false"]


def show(console: Console, found: Audit) -> None:
    """Print the matrix and every answer that a check was wrong about."""
    table = Table(title="How often the grader is wrong")
    for index, title in enumerate(SHORT):
        justify: Literal["left", "right"] = "left" if index == 0 else "right"
        table.add_column(title, justify=justify)
    for row in found.rows():
        short = [cell.replace(" / ", "/") for cell in cells(row)]
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
    rows = [[f"`{row.name}`" if row.name != "total" else "**total**", *cells(row)[1:]]
             for row in found.rows()]  # fmt: skip
    return table(HEAD, rows)


def write_json(found: Audit, path: Path) -> None:
    """Write the matrix and the faults.

    Raises:
        CourseError: when the file cannot be written.
    """
    text = json.dumps(found.to_json(), ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, text.encode())
