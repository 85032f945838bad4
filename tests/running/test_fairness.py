"""What the grader takes of a student's time is given back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from autograder.checking.counted import Counted
from autograder.checking.expect import Failure
from autograder.checking.student import Student
from autograder.running.execution import Cell, Execution
from autograder.sandbox.host import Connection, ZygoteProcess
from autograder.sandbox.limits import Limits

LIMITS = replace(Limits(), check_seconds=0.2)  # idle, three times as long
SEARCH = "def search(fn):\n    return [fn(0.0) for _ in range(4)]"
SLEEP = "import time\ndef search(fn):\n    fn(0.0)\n    time.sleep(1000)"


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with ZygoteProcess("process") as zygote:
        made = Connection(zygote.address)
        yield made
        made.close()


def searched(connection: Connection, source: str) -> object:
    """Let a notebook's function call one that stays with a grader who takes his time."""

    class Slow(Counted):
        def evaluate(self, order: object, x: object) -> object:
            time.sleep(0.5)
            return super().evaluate(order, x)

    execution = Execution(connection, LIMITS, [Cell(source, exercise="e")], {"e": ["search"]})
    try:
        execution.run()
        student = Student(execution, {})
        student.start_check("e", 0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("autograder.checking.student.Counted", Slow)
            return student.search(student.counted(lambda x: x))
    finally:
        execution.close()


def test_a_search_is_not_stopped_because_the_grader_is_slow(connection: Connection) -> None:
    assert searched(connection, SEARCH) == [0.0] * 4  # two seconds, with 0.6 for being idle


def test_whoever_sleeps_beside_that_is_stopped_all_the_same(connection: Connection) -> None:
    with pytest.raises(Failure, match=r"search: stopped after 0\.6 s"):
        searched(connection, SLEEP)
