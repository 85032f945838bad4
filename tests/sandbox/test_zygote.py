"""Every child of a run finds the same: the place in the class changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.running.execution import Cell, Execution
from autograder.sandbox.host import Connection, ZygoteProcess
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import Limits

LOOK = """
import gc as _gc
_objects = _gc.get_objects()  # before anything is made here
_counts = _gc.get_count()[1:], len(_objects)
import os, random, resource, sys, threading, numpy as np, torch
print({
    "modules": sorted(sys.modules),
    "collector": (_counts, _gc.get_threshold(), _gc.isenabled(), _gc.get_stats()),
    "frozen": _gc.get_freeze_count() > 0,
    "descriptors": sorted(int(n) for n in os.listdir("/proc/self/fd")),
    "environment": sorted(os.environ.items()),
    "generators": (random.random(), np.random.rand(), float(torch.rand(1)), hash("x")),
    "names": (threading.Thread().name, threading.active_count(), get_ipython().execution_count),
    "process": (os.getpid(), os.getcwd(), os.umask(0), os.getpriority(0, 0)),
    "limits": [resource.getrlimit(n) for n in range(16)],
    "defaults": (torch.get_default_dtype(), torch.get_num_threads(), np.geterr()),
})
"""


@pytest.fixture(scope="module")
def zygote() -> Iterator[ZygoteProcess]:
    with ZygoteProcess(available_level()[0]) as started:
        yield started


def state(connection: Connection, before: str = "") -> dict[str, Any]:
    """What a notebook can see of its process, before it does anything."""
    cells = [Cell(LOOK), Cell(before)]
    execution = Execution(connection, Limits(), cells, {}, pictures=False)
    execution.run()
    execution.close()
    return ast.literal_eval(cells[0].outputs[0]["text"].replace("torch.float32", "'float32'"))  # type: ignore[no-any-return]


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


def test_the_first_the_second_and_the_twentieth_child_find_the_same(
    zygote: ZygoteProcess,
) -> None:
    connection, beside = Connection(zygote.address), Connection(zygote.address)
    first, second = state(connection), state(connection)
    neighbour = beside.spawn(Limits())  # one that is there while others come and go
    for number in range(17):
        state(connection, f"import wave\n{number} / 0\nkept = bytearray(2**24)")
    twentieth = state(connection)
    neighbour.kill()
    neighbour.finish()
    connection.close()
    beside.close()
    assert differences(first, second) == {}
    assert differences(first, twentieth) == {}
    assert "torch._dynamo" in first["modules"]


def test_after_a_lost_zygote_children_find_what_they_found_before(zygote: ZygoteProcess) -> None:
    connection = Connection(zygote.address)
    before = state(connection)
    connection.close()
    with ZygoteProcess(zygote.level) as another:
        connection = Connection(another.address)
        after = state(connection)
        connection.close()
    assert set(differences(before, after)) <= {"environment"}  # the folder's name is another
    assert [n for n, _ in before["environment"]] == [n for n, _ in after["environment"]]
