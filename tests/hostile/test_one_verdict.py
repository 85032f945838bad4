"""An attack that uses things up has the same verdict each time, however busy the machine is."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness import ATTACKS, Place, family, prepare, read

from autograder.sandbox.jail import available_level
from autograder.scoring.report import Report
from tests import sampling

pytestmark = [
    pytest.mark.skipif(available_level()[0] != "full", reason="needs the full sandbox"),
    pytest.mark.timeout(3600),
]
EXHAUSTING = [path for path in ATTACKS if family(path) in ("exhaust", "survive")]
TIMES = 30 if sampling.SOAK else 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = prepare(tmp_path_factory.mktemp("course"))
    yield made
    made.close()


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Let processes compute beside the grader."""
    pids = []
    for _ in range(processes):
        if (pid := os.fork()) == 0:
            while True:
                pass
        pids.append(pid)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def verdict(report: Report) -> tuple[object, ...]:
    """What decides marks: each check's outcome."""
    checks = [(c.name, c.outcome, c.points) for e in report.exercises.values() for c in e.checks]
    return report.status, *checks


@pytest.mark.parametrize(
    "path",
    sampling.one_of_each(EXHAUSTING, lambda _: "any", "one verdict"),
    ids=lambda p: p.stem,
)
@pytest.mark.parametrize("load", [0, 2 * (os.cpu_count() or 1)])
def test_an_attack_has_one_verdict(path: Path, load: int, place: Place) -> None:
    attack = read(path)
    content = attack.notebook(place.release)
    with busy(load):
        verdicts = {
            verdict(place.grade("again", place.hand_in("again", content, attack.files)))
            for _ in range(TIMES)
        }
    assert len(verdicts) == 1
