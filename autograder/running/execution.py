"""RUN: a submission's cells in a jailed child, which then answers calls.

A cell that has to be stopped costs that cell: the rest run in a fresh child
without it.  A call that has to be stopped costs that call: the next one finds
a fresh child in which the cells have run again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.running.outputs import clean_outputs, weight
from autograder.sandbox import wire
from autograder.sandbox.account import Account
from autograder.sandbox.host import Child, ChildEnded, Connection
from autograder.sandbox.limits import Limits

# The zygote enforces the limits.  As a backstop a child is killed when this many times its CPU
# limit has passed on the clock, however busy the machine is.
BUSY = 20.0
# Of one call. A search needs a few thousand; a Hessian by differences at each of 800 steps, 40 000.
MAX_CALLBACKS = 200_000
# Output kept of all cells together, in multiples of one cell's limit: a forged child could use up
# that limit in every cell.
NOTEBOOK_OUTPUT = 4
# CPU time that reading what a child says, and evaluating functions for it, may take the grader
# itself: during one run of the cells, and during one check.
READING_SECONDS = 10.0
SPARE = 0.1  # of the memory, which one exercise's calls may keep from the next one's
PATIENCE = 10.0  # times wall_seconds of CPU and idle time, after which nothing is started afresh


_TOO_MUCH = [
    {"output_type": "stream", "name": "stderr", "text": "… the notebook shows too much; left out."}
]


class CallStopped(Exception):
    """A call that ended without an answer; the message says why, in a student's words."""


@dataclass
class Cell:
    """A code cell to run, and what became of it.

    Attributes:
        source: The code.
        exercise: The exercise whose solution cell this is, if any.
        closes: The exercise whose check cell this is, if any.
        outputs: What it showed, as nbformat's outputs.
        stopped: Why it had to be stopped, in a student's words.
    """

    source: str
    exercise: str | None = None
    closes: str | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)
    stopped: str = ""


class Execution:
    """One submission in the sandbox, from its first cell to its last call.

    Args:
        connection: To the zygote.
        limits: What it may use.
        cells: The code cells, in order; their outputs are filled in.
        exercises: Exercise id → the names of its functions.
        pictures: Whether figures are drawn.
    """

    def __init__(
        self,
        connection: Connection,
        limits: Limits,
        cells: Sequence[Cell],
        exercises: dict[str, list[str]],
        *,
        pictures: bool = True,
    ) -> None:
        self.cells = cells
        self.pictures = pictures
        self.limits = limits
        self.cpu_seconds = 0.0
        self._connection = connection
        self._exercises = exercises
        self._child: Child | None = None
        self._restarts = 0
        self._hopeless = ""
        self._number = 0
        self._waited = 0.0
        self._reading_left = 0.0
        self._one_by_one = False  # whether the child waits after each cell until it is judged
        self._called = ""  # the exercise that the child's last calls were for
        self._resident_mib = 0.0  # of the child when its cells had run

    def run(self) -> None:
        """Run the cells.

        Raises:
            SandboxError: when the sandbox fails.
        """
        while self._child is None and not self._hopeless:
            # Not by the clock: on a busy machine the notebook has waited for a core.
            if self.cpu_seconds + self._waited > PATIENCE * self.limits.wall_seconds:
                self._hopeless = "your notebook had to be stopped too often and for too long"
                break
            self._attempt()

    def functions(self, exercise: str) -> list[str]:
        """The names of the functions that an exercise asks for."""
        return self._exercises.get(exercise, [])

    def close(self) -> None:
        """End the child and add up what it used."""
        if self._child is not None:
            self._child.kill()
            self._end(self._child.finish())

    def _attempt(self) -> None:
        """Run all cells in a fresh child; one that has to be stopped is left out next time."""
        limits = self._limits_now()
        self._child = child = self._connection.spawn(limits)
        self._reading_left = READING_SECONDS
        deadline = time.monotonic() + max(BUSY * limits.cpu_seconds, limits.wall_seconds)
        index = -1
        allowance = NOTEBOOK_OUTPUT * self.limits.output_kib * 1024
        try:
            child.send(self._request(), deadline)
            for index in range(len(self.cells)):
                self._expect(child, "begin", index, deadline)
                reply = self._expect(child, "cell", index, deadline)
                if self._one_by_one:
                    child.settle()
                if not self.cells[index].stopped:
                    outputs = reply.get("outputs")
                    allowance -= weight(outputs)
                    self.cells[index].outputs = (
                        clean_outputs(outputs) if allowance >= 0 else clean_outputs(_TOO_MUCH)
                    )
                if self._one_by_one:
                    child.send({"op": "go on"}, deadline)
            self._expect(child, "done", None, deadline)
            child.settle()
            self._resident_mib = child.resident_mib
        except ChildEnded as ended:
            self._stopped_at(max(index, 0), ended.account, limits)
        except wire.WireError:
            self._stopped_at(max(index, 0), child.finish(), limits)

    def _limits_now(self) -> Limits:
        """The limits of the next attempt: a third of the time once a cell had to be stopped.

        A notebook with one endless loop often has another.
        """
        if self._restarts == 0:
            return self.limits
        cpu, wall = self.limits.cpu_seconds / 3, self.limits.wall_seconds / 3
        return replace(self.limits, cpu_seconds=cpu, wall_seconds=wall)

    def _request(self) -> dict[str, Any]:
        cells = [
            {
                "source": c.source,
                "exercise": c.exercise,
                "closes": c.closes,
                "skip": bool(c.stopped),
            }
            for c in self.cells
        ]
        return {
            "op": "run",
            "cells": cells,
            "exercises": self._exercises,
            "pictures": self.pictures,
            "one_by_one": self._one_by_one,
        }

    def _expect(self, child: Child, op: str, index: int | None, deadline: float) -> dict[str, Any]:
        reply = self._receive(child, deadline)
        due = {"op": op, "index": index}
        if not isinstance(reply, dict) or not all(_is(reply.get(k), v) for k, v in due.items()):
            child.kill("sent something that is not part of the protocol")
            raise wire.WireError("not the reply that was due")
        return reply

    def _receive(self, child: Child, deadline: float) -> Any:
        began = time.thread_time()
        reply = child.receive(deadline)
        self._charge(child, began)
        return reply

    def _charge(self, child: Child, began: float) -> None:
        """Count what a child has cost the grader since then, and end one that costs too much."""
        self._reading_left -= time.thread_time() - began
        if self._reading_left < 0:
            child.kill("said more than the grader reads")
            raise wire.WireError("too much to read")

    def _stopped_at(self, index: int, account: Account, limits: Limits) -> None:
        words = self._words(account, limits.cpu_seconds, limits.wall_seconds)
        self._end(account)
        if account.limit == "memory" and not self._one_by_one:
            # A cell may have been over before its peak was seen: once more, to see whose it was.
            self._one_by_one = True
            return
        if self.cells and not self.cells[index].stopped:
            self.cells[index].stopped = words
            self.cells[index].outputs = []
        self._restarts += 1
        if self._restarts > self.limits.restarts:
            self._hopeless = f"your notebook had to be stopped too often; the last time: {words}"

    def _end(self, account: Account) -> None:
        self.cpu_seconds += account.cpu_seconds
        self._waited += account.waited_seconds
        self._child = None

    @staticmethod
    def _words(account: Account, cpu: float, wall: float) -> str:
        match account.why:
            case "cpu":
                return f"stopped after {round(cpu, 1):g} s of CPU time"
            case "wall":
                return f"stopped after {round(wall, 1):g} s"
            case why:
                return why

    # -- calls ----------------------------------------------------------------

    def start_check(self, exercise: str) -> float:
        """Give a check of an exercise its time; returns the deadline for its calls."""
        if exercise != self._called:
            self._called = exercise
            self._leave_nothing_to_the_next()
        if self._child is None:
            self.run()
        if self._child is not None:
            self._budget(self._child)
        self._reading_left = READING_SECONDS
        return time.monotonic() + BUSY * self.limits.check_seconds

    def _leave_nothing_to_the_next(self) -> None:
        """End a child in which one exercise's calls left much memory, before those of another."""
        if self._child is None:
            return
        left = self._child.resident_mib - self._resident_mib
        if left > SPARE * self.limits.memory_mib:
            self._child.kill()
            self._end(self._child.finish())

    def _budget(self, child: Child) -> None:
        child.budget(self.limits.check_seconds, self.limits.check_wall_seconds)

    def ask(
        self,
        message: dict[str, Any],
        deadline: float,
        callback: Callable[[dict[str, Any]], Any],
    ) -> dict[str, Any]:
        """Send a call and return the reply, shaped as the protocol has it.

        Args:
            message: The call, without its id.
            deadline: From :meth:`start_check`.
            callback: Evaluates a function that stayed with the grader.

        Raises:
            CallStopped: when there is no answer.
            SandboxError: when the sandbox fails.
        """
        if self._child is not None and self._child.spoke_unasked():
            # The socket holds a forged reply or end of file before anything was asked: replace the
            # child, because this call is not the one to blame.
            self._child.kill()
            self._end(self._child.finish())
        if self._child is None:  # a call before this one in the same check was stopped
            self.run()
            if self._child is not None:
                self._budget(self._child)
        child = self._child
        if child is None:
            raise CallStopped(self._hopeless)
        self._number = secrets.randbits(48)  # so no reply can be written before the call is read
        try:
            child.send(message | {"id": self._number}, deadline)
            return self._answer(child, deadline, callback)
        except ChildEnded as ended:
            account = ended.account
        except wire.WireError:
            account = child.finish()
        words = self._words(account, self.limits.check_seconds, self.limits.check_wall_seconds)
        self._end(account)
        raise CallStopped(words)

    def _answer(
        self, child: Child, deadline: float, callback: Callable[[dict[str, Any]], Any]
    ) -> dict[str, Any]:
        for _ in range(MAX_CALLBACKS):
            reply = self._receive(child, deadline)
            if not isinstance(reply, dict):
                break
            op = reply.get("op")
            if _is(op, "callback"):
                began = time.thread_time()
                value = callback(reply)
                self._charge(child, began)
                child.send({"value": value}, deadline)
            elif (_is(op, "value") or _is(op, "error")) and _is(reply.get("id"), self._number):
                child.settle()
                return reply
            else:
                break
        child.kill("sent something that is not part of the protocol")
        raise wire.WireError("not a reply")


def _is(said: object, due: object) -> bool:
    """Whether two values are equal and of one type; == alone would return an array for an array."""
    return type(said) is type(due) and said == due
