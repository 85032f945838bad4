"""An attack that holds on to what it took, and an honest notebook that is graded beside it."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

from harness import RIGHT, Attack, Breach, Place, lay, new_cell

from autograder.sandbox.host import ChildEnded, Connection
from autograder.sandbox.limits import Limits

LIMITS = Limits(cpu_seconds=30, wall_seconds=60)
MOST_LOCKS = 5000  # on the whole machine; a few dozen are held by others
# What honest notebooks do beside computing: each line needs something of the kernel.
HONEST = """
import asyncio, fcntl, os, sqlite3, subprocess, tempfile, threading, torch
import colorsys, mailbox, plistlib, sched, wave  # which nobody has imported yet
import torch.utils.benchmark
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.arange(8.0)), batch_size=2, num_workers=2)
assert sum(float(x.sum()) for (x,) in loader) == 28
reader, writer = os.pipe()
assert os.write(writer, b"x" * 60_000) == 60_000
assert subprocess.run(["echo", "said"], capture_output=True, text=True).stdout == "said\\n"
with tempfile.NamedTemporaryFile() as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    fcntl.lockf(file, fcntl.LOCK_EX)
    database = sqlite3.connect(file.name + "-database")
    with database:
        database.execute("create table kept (number)")
thread = threading.Thread(target=print)
thread.start()
thread.join()
waited = await asyncio.sleep(0.001, 1.0)
"""
NEEDS_IT = {"risks": RIGHT["risks"].replace("return x *", "return waited * x *", 1)}


def honest_and_busy(release: dict[str, object]) -> bytes:
    """A right submission whose answer depends on HONEST having run."""
    notebook = lay(release, RIGHT | NEEDS_IT)
    place = [cell["id"] for cell in notebook["cells"]].index("risks")
    notebook["cells"].insert(place, new_cell("code", HONEST))
    return json.dumps(notebook).encode()


@contextlib.contextmanager
def holding(place: Place, attack: Attack) -> Iterator[None]:
    """Run an attack's cells in a child of the same zygote, and keep it where they end."""
    connection = Connection(place.engine.address)
    with contextlib.suppress(ChildEnded):  # one that was stopped holds nothing
        child = connection.spawn(LIMITS)
        deadline = time.monotonic() + 120
        cells = [
            {"source": source, "exercise": None, "closes": None, "skip": False}
            for _, source in attack.before
        ]
        child.send({"op": "run", "cells": cells, "exercises": {}, "pictures": False,
                    "one_by_one": True}, deadline)  # fmt: skip
        for index in range(len(cells)):
            while child.receive(deadline) != {"op": "begin", "index": index}:
                child.send({"op": "go on"}, deadline)
        child.receive(deadline)  # the last cell's outputs; the child is not told to go on
    try:
        yield
    finally:
        connection.close()


def beside(place: Place, attack: Attack) -> list[Breach]:
    """Grade an honest notebook while the attack holds what it took; what went wrong."""
    found = []
    with holding(place, attack):
        locks = Path("/proc/locks").read_bytes().count(b"\n")
        report = place.grade("beside", place.hand_in("beside", honest_and_busy(place.release)))
    if report.points != 14:
        lost = [c for e in report.exercises.values() for c in e.checks if c.outcome != "passed"]
        words = f"an honest notebook got {report.points} points: {lost} {report.repairs}"
        found.append(Breach("neighbour", words))
    if locks > MOST_LOCKS:
        found.append(Breach("host", f"{locks} record locks are held on the machine"))
    return found
