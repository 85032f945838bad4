"""The known wrong answers of one exercise, defined in a jailed child and called like a student's.

They run where students' code runs: under the same limits, in the same interpreter, with the same
seeds.  One child holds all of them, each with a namespace of its own, and serves a whole class.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.checking.answers import Answer
from autograder.checking.student import Student
from autograder.running.execution import Cell, Execution
from autograder.sandbox.host import Connection, SandboxError
from autograder.sandbox.limits import Limits

SECONDS = 1.5  # CPU time of one known answer in one check; one that takes longer never ends

REFERENCE = "reference"

# Between two answers: the next must not find a name that one has defined.
_REMEMBER = "_kept = dict(globals())"
_FORGET = """\
for _name in set(globals()) - {*_kept, "_kept"}:
    globals().pop(_name, None)
globals().update(_kept)
"""


@dataclass(frozen=True)
class Code:
    """A notebook's code as far as answers need it.

    Attributes:
        cells: (exercise or "", source) of the set-up and of the reference's solutions.
        functions: Exercise → the names of its functions.
    """

    cells: tuple[tuple[str, str], ...]
    functions: dict[str, list[str]]


class KnownAnswers:
    """The known wrong answers of one exercise, ready to be called.

    Args:
        connection: To the zygote; of their own, because a connection has one child at a time.
        limits: A submission's; the time of a check is cut.
        code: The notebook that the answers belong to.
        answers: Their sources.
    """

    def __init__(
        self, connection: Connection, limits: Limits, code: Code, answers: Sequence[Answer]
    ) -> None:
        cells = [Cell(source) for _, source in code.cells]
        cells += [Cell(_REMEMBER, closes=REFERENCE)]
        for index, answer in enumerate(answers):
            # The snapshot of an answer's namespace is taken just before the cell that undoes it.
            cells += [Cell(answer.source, exercise=str(index)), Cell(_FORGET, closes=str(index))]
        short = replace(limits, check_seconds=min(SECONDS, limits.check_seconds))
        self._connection = connection
        self._execution = Execution(connection, short, cells, {}, pictures=False)

    def student(self, index: int) -> Student:
        """The functions of one answer, as a hidden check calls a student's."""
        return _Known(self._execution, str(index))

    def reference(self) -> Student:
        """The reference's functions, called in the same way."""
        return _Known(self._execution, REFERENCE)

    def close(self) -> None:
        """End the child and its connection."""
        with contextlib.suppress(SandboxError):  # it is to end anyway
            self._execution.close()
        self._connection.close()


class _Known(Student):
    """Calls the functions of one namespace, whatever exercise a check belongs to."""

    def __init__(self, execution: Execution, scope: str) -> None:
        self._scope = scope
        super().__init__(execution, {})

    def start_check(self, exercise: str, seed: int) -> None:
        """Begin a check in this answer's namespace."""
        super().start_check(self._scope, seed)
