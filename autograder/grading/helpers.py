"""A mistake that comes from another exercise: the student's own helper, which is wrong itself.

The notebook runs once more with the reference's solution in the helper's place.  That costs a
run, and happens only where both exercises lost points and one names the other's functions.  No
point changes by it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograder.checking.result import Result
from autograder.checking.student import Student
from autograder.grading.grader import AssignmentGrader
from autograder.reading.layout import Submission
from autograder.running.execution import Cell, Execution
from autograder.running.notebook import NotebookRun
from autograder.sandbox.host import Connection

Hints = dict[str, str | None]


def blame_helpers(
    grader: AssignmentGrader,
    connection: Connection,
    submission: Submission,
    results: Sequence[Result],
    hints: Hints,
) -> Hints:
    """Explain exercises that fail for a helper from another exercise of the same student.

    Args:
        grader: Of the assignment.
        connection: To the zygote; no child of it may be running.
        submission: What was handed in.
        results: What the checks found.
        hints: Exercise → the hint so far; those without one are looked at.

    Returns:
        The hints with those added that were found.

    Raises:
        SandboxError: when the sandbox fails.
    """
    failing = {r.check.exercise for r in results if r.outcome == "failed"}
    found = dict(hints)
    for exercise in failing:
        helpers = _helpers(grader, submission, exercise) & failing
        if helpers and not found.get(exercise):
            found[exercise] = _hint_with_right(helpers, grader, connection, submission, exercise)
    return found


def _helpers(grader: AssignmentGrader, submission: Submission, exercise: str) -> set[str]:
    """The other exercises whose functions an exercise's cell names."""
    own = "\n".join(
        c.source for c in submission.cells if c.part == "solution" and c.key == exercise
    )
    named = _names(own)
    return {
        other
        for other, functions in grader.release.exercises.items()
        if other != exercise and named.intersection(functions)
    }


def _names(source: str) -> set[str]:
    """The names that a cell reads; none where it is not plain Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _hint_with_right(
    helpers: set[str],
    grader: AssignmentGrader,
    connection: Connection,
    submission: Submission,
    exercise: str,
) -> str | None:
    """What is left to say of an exercise once its helpers are right."""
    cells = [_with_right(helpers, cell, grader) for cell in NotebookRun(submission).cells]
    execution = Execution(
        connection, grader.limits, cells, grader.release.exercises, pictures=False
    )
    draw = grader.draw(submission)
    try:
        execution.run()
        student = Student(execution, {})
        results = grader.checker.run(student, draw=draw, only=exercise)
        left = grader.misconceptions.hints(results, student, connection.address, draw)
    finally:
        execution.close()
    called = " and ".join(sorted(helpers))
    if all(r.outcome == "passed" for r in results):
        return (
            f"{exercise} itself is right: it calls {called}, which is not right yet. "
            f"With a right {called} every check here passes, so mend that first."
        )
    hint = left[exercise]
    return hint and f"It calls {called}, which is not right yet; and beside that: {hint}"


def _with_right(helpers: set[str], cell: Cell, grader: AssignmentGrader) -> Cell:
    if cell.exercise not in helpers:
        return cell
    sources = dict(grader.misconceptions.code.cells)
    return Cell(sources[cell.exercise], exercise=cell.exercise, closes=cell.closes)
