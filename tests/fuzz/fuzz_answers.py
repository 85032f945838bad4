"""Fuzzes what a student's process answers, from its first cell to the last call.

Whatever it says, a call gives a value or fails in the ways that cost a student a check; nothing
else comes out, since that would be the grader's own fault.  The words of right and wrong, given
such a value, say one of the two.
"""

from __future__ import annotations

import json
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import msgpack
import numpy as np
import torch

from autograder.checking import expect, student
from autograder.checking.expect import Failure
from autograder.checking.student import Student
from autograder.running import execution, outputs
from autograder.running.execution import Cell, Execution
from autograder.sandbox import wire
from autograder.sandbox.host import Account, Child, ChildEnded
from autograder.sandbox.limits import Limits
from tests.fuzz.fuzz_wire import mutate

NUMBER = 7  # of every question here; what a real child cannot know, this one guesses
CELLS = 2


class ScriptedChild(Child):
    """A child that has said everything already, and then ends."""

    def __init__(self, said: bytearray) -> None:
        self.said = said
        self.limits = Limits()

    def _read(self, count: int, deadline: float) -> bytes:
        if len(self.said) < count:
            raise ChildEnded(self.finish())
        part = bytes(self.said[:count])
        del self.said[:count]
        return part

    def send(self, message: dict[str, Any], deadline: float) -> None:
        wire.pack(message)

    def spoke_unasked(self) -> bool:
        return False

    def kill(self, reason: str = "") -> None:
        self.said.clear()

    def budget(self, cpu_seconds: float, wall_seconds: float) -> None:
        pass

    def finish(self) -> Account:
        return Account("ended", 0.0, 0.0, 0.0)


def one(data: bytes) -> None:
    """Take ``data`` as a list of messages, or as the bytes of frames."""
    said = bytearray(_frames(data))
    execution.secrets = SimpleNamespace(randbits=lambda _: NUMBER)  # type: ignore[attr-defined]
    run = Execution(
        SimpleNamespace(spawn=lambda limits: ScriptedChild(said)),  # type: ignore[arg-type]
        Limits(restarts=2),
        [Cell("1") for _ in range(CELLS)],
        {"risks": ["f"]},
    )
    run.run()
    for cell in run.cells:
        json.dumps(cell.outputs).encode()
    _call(Student(run, {}))


def _call(asked: Student) -> None:
    asked.start_check("risks", 1)
    asked.counted(lambda x: x**2)
    for _ in range(3):
        try:
            value = asked.f(torch.ones(2))
        except Failure as failure:
            _told(failure)
            continue
        expect.describe(value).encode()
        for judge in JUDGES:
            try:
                judge(value)
            except Failure as failure:
                _told(failure)
        with suppress(Failure):
            expect.untouched(asked)


JUDGES = [
    lambda v: expect.close(v, 1.0),
    lambda v: expect.close(v, np.ones(2)),
    lambda v: expect.number(v),
    lambda v: expect.array(v),
    lambda v: expect.sequence(v, ["a", "b"]),
    lambda v: expect.tensor_like(v, torch.ones(2)),
    lambda v: expect.text(v, "minimum"),
]


def _told(failure: Failure) -> None:
    for words in (failure.what, failure.got, failure.wanted, failure.hint):
        assert type(words) is str
        assert len(words) < 5000
        words.encode()


def _frames(data: bytes) -> bytes:
    try:
        said = msgpack.unpackb(data, strict_map_key=False, max_array_len=100)
    except Exception:  # no list of messages
        return data
    if not isinstance(said, list):
        return data
    bodies = [msgpack.packb(message) for message in said]
    return b"".join(len(body).to_bytes(4, "little") + body for body in bodies)


def seeds() -> list[bytes]:
    """Honest dialogues, and some that are not."""
    shown = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    cells = [
        message
        for index in range(CELLS)
        for message in (
            {"op": "begin", "index": index},
            {"op": "cell", "index": index, "outputs": shown},
        )
    ] + [{"op": "done"}]
    values: list[Any] = [
        1.0, [1.0, 1.0], np.ones(2), torch.ones(2), None, "minimum", (np.ones(1), 2), {"a": 1},
        object(), [[1, 2], [3]], np.full(3, np.nan), 10**18, [True], {"x": [()]},
    ]  # fmt: skip
    replies: list[dict[str, Any]] = [
        {"op": "value", "id": NUMBER, "value": value, "mutated": ["x"]} for value in values
    ]
    replies += [
        {"op": "callback", "number": 0, "order": 1, "x": [0.5]},
        {"op": "callback", "number": 0, "order": 2, "x": np.ones((1, 2, 2))},
        {"op": "error", "id": NUMBER, "kind": "ValueError", "words": "no", "line": 2},
        {"op": "error", "id": NUMBER, "kind": "NotImplementedError", "function": "f"},
        {"op": "error", "id": NUMBER, "missing": True},
        # What looks like a word and is an array compares elementwise.
        {"op": np.ones(2)}, {"op": "value", "id": np.ones(2)},
        {"op": "error", "id": NUMBER, "kind": "NotImplementedError", "function": np.ones(2)},
    ]  # fmt: skip
    dialogues = [[*cells, reply] for reply in replies]
    dialogues += [cells[:3], [{"op": "begin", "index": np.ones(2)}]]
    for strange in ({"output_type": np.ones(2)}, {"output_type": "stream", "name": np.ones(2)}):
        dialogues.append([cells[0], {"op": "cell", "index": 0, "outputs": [strange]}])
    return [msgpack.packb([_opened(message) for message in said]) for said in dialogues]


def _opened(message: dict[str, Any]) -> Any:
    """A message as msgpack alone reads it, its extensions closed."""
    return msgpack.unpackb(wire.pack(message)[4:])


if __name__ == "__main__":
    from tests.fuzz.harness import run

    run(one, [execution, student, expect, outputs], mutate)
