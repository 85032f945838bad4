"""Calls in worker processes: each costs itself and no other, and nothing stays behind."""

from __future__ import annotations

import operator
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from autograder.batch import Engine
from autograder.pool import Nursery, Pool, WorkerLost


@pytest.fixture
def pool(nursery: Nursery) -> Iterator[Pool]:
    made = Pool(nursery, 2)
    yield made
    made.shutdown(cancel_futures=True)


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def wait_until_gone(pid: int) -> None:
    give_up = time.monotonic() + 30
    while not gone(pid):
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_a_call_s_value_and_what_it_raises_come_back(pool: Pool) -> None:
    assert pool.submit(operator.add, 2, 3).result() == 5
    with pytest.raises(ZeroDivisionError):
        pool.submit(operator.truediv, 1, 0).result()


def test_the_calls_are_shared_among_the_workers_who_stay_for_the_next(pool: Pool) -> None:
    found = [pool.submit(os.getpid).result() for _ in range(20)]
    assert len(set(found)) <= 2
    assert os.getpid() not in found


def test_a_worker_that_dies_costs_its_own_call_and_no_other(pool: Pool) -> None:
    calls = [
        pool.submit(time.sleep, 0.2),
        pool.submit(os._exit, 3),
        pool.submit(operator.add, 1, 1),
    ]
    wait(calls)
    assert calls[0].result() is None
    assert isinstance(calls[1].exception(), WorkerLost)
    assert calls[2].result() == 2


def test_a_value_that_cannot_be_sent_is_told_and_the_worker_goes_on(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match=r"TypeError: cannot pickle"):
        pool.submit(eval, "(n for n in [])").result()
    assert pool.submit(operator.add, 1, 1).result() == 2


def test_workers_go_home_when_the_last_call_is_done(nursery: Nursery) -> None:
    with Pool(nursery, 1) as pool:
        worker = pool.submit(os.getpid)
        last = pool.submit(operator.add, 1, 1)
    assert last.result() == 2
    wait_until_gone(worker.result())
    with pytest.raises(RuntimeError, match="sent home"):
        pool.submit(os.getpid)


def test_a_call_in_work_is_ended_when_nobody_wants_it_any_more(nursery: Nursery) -> None:
    pool = Pool(nursery, 1)
    worker = pool.submit(os.getpid).result()
    running, waiting = pool.submit(time.sleep, 3600), pool.submit(operator.add, 1, 1)
    while not running.running():
        time.sleep(0.01)
    pool.shutdown(cancel_futures=True)
    assert waiting.cancelled()
    assert isinstance(running.exception(), WorkerLost)
    wait_until_gone(worker)


@pytest.fixture
def mortal() -> Iterator[Nursery]:
    """A nursery that a test may end."""
    made = Nursery()
    made.start()
    yield made
    made.close()


def test_a_lost_nursery_costs_nothing_but_the_time_to_start_another(mortal: Nursery) -> None:
    with Pool(mortal, 1) as pool:
        worker = pool.submit(os.getpid).result()
        first = mortal._process
        assert first is not None
        first.kill()
        first.wait()
        assert pool.submit(os.getpid).result() == worker  # whoever is born already works on
        with pytest.raises(WorkerLost):
            pool.submit(os._exit, 3).result()
        assert pool.submit(operator.add, 1, 1).result() == 2
    assert mortal._process is not None
    assert mortal._process is not first


def test_the_nursery_ends_with_the_line_to_it(mortal: Nursery) -> None:
    with Pool(mortal, 1) as pool:
        worker = pool.submit(os.getpid).result()
        process = mortal._process
        assert process is not None
        mortal._ours.close()
        assert process.wait(30) == 0
        assert not gone(worker)


def test_ctrl_c_and_children_that_end_are_nothing_to_a_worker(nursery: Nursery) -> None:
    with Pool(nursery, 1) as pool:
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGINT)
        assert pool.submit(os.getpid).result() == worker
        assert pool.submit(os.system, "exit 3").result() == 3 << 8


# -- the warm parent's twin ---------------------------------------------------------


@pytest.fixture
def twins(released_root: Path) -> Iterator[Engine]:
    from autograder.course import Folders, load

    made = Engine(load(released_root), Folders(released_root), ready=["risk"])
    yield made
    made.close()


def test_workers_are_forked_from_the_warm_parent_s_twin_which_has_the_kit(twins: Engine) -> None:
    pool = twins.workers(1)
    held = pool.submit(
        eval,
        "(len(__import__('autograder.equipment').equipment._loaded), "
        "__import__('torch').get_num_threads(), __import__('os').getppid())",
    )
    kits, threads, parent = held.result()
    assert (kits, threads) == (1, 1)
    assert Path(f"/proc/{parent}/cmdline").read_text().split("\0")[3] == "autograder.origin"
    assert twins._nursery._process is None
    pool.shutdown()


def test_a_kit_that_cannot_be_loaded_is_told_to_who_wants_it_and_not_before(
    released_root: Path,
) -> None:
    from autograder import batch
    from autograder.course import Folders, load
    from autograder.errors import CourseError

    (released_root / "autograder/checks/test_risk.py").write_text("def broken(:")
    engine = Engine(load(released_root), Folders(released_root), ready=["risk"])
    try:
        pool = engine.workers(1)
        assert pool.submit(operator.add, 1, 1).result() == 2
        task = batch.Task("anna", released_root / "anna.ipynb")
        with pytest.raises(CourseError, match=r"checks cannot be collected|no checks could be"):
            list(batch.grade_all(engine, "risk", [task], 1))
        pool.shutdown()
    finally:
        engine.close()


LOOK = """\
import os, sys
print(*(name for name in sys.modules if name.startswith('autograder')))
print([name for name in ('cmdline', 'environ') if ROOT in open('/proc/self/' + name).read()])
print([fd for fd in os.listdir('/proc/self/fd') if int(fd) > 3 and os.path.exists(f'/dev/fd/{fd}')])
"""


def test_the_twin_that_students_are_forked_from_knows_nothing_of_the_other(twins: Engine) -> None:
    from autograder.execution import Cell, Execution
    from autograder.sandbox.host import Connection
    from autograder.sandbox.limits import Limits

    line, root = Connection(twins.address), str(twins.folders.root)
    execution = Execution(line, Limits(), [Cell(f"ROOT = {root!r}\n{LOOK}")], {})
    execution.run()
    execution.close()
    line.close()
    said = execution.cells[0].outputs[0]["text"].splitlines()
    modules = {name.removeprefix("autograder.") for name in said[0].split()}
    assert {name for name in modules if not name.startswith("sandbox")} == {"autograder", "wire"}
    assert said[1:] == ["[]", "[]"]
