"""Calls in worker processes: each costs itself and no other, and nothing stays behind."""

from __future__ import annotations

import operator
import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from autograder.grading.engine import Engine
from autograder.grading.workers.pool import ForkServer, Pool, WorkerLost


@pytest.fixture
def pool(fork_server: ForkServer) -> Iterator[Pool]:
    made = Pool(fork_server, 2)
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
    assert isinstance(lost := calls[1].exception(), WorkerLost)
    assert re.fullmatch(r"worker \d+ ended with exit code 3", str(lost))
    assert calls[2].result() == 2


def test_a_value_that_cannot_be_sent_is_told_and_the_worker_goes_on(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match=r"TypeError: cannot pickle"):
        pool.submit(eval, "(n for n in [])").result()
    assert pool.submit(operator.add, 1, 1).result() == 2


def test_workers_go_home_when_the_last_call_is_done(fork_server: ForkServer) -> None:
    with Pool(fork_server, 1) as pool:
        worker = pool.submit(os.getpid)
        last = pool.submit(operator.add, 1, 1)
    assert last.result() == 2
    wait_until_gone(worker.result())
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(os.getpid)


def test_a_call_in_work_is_ended_when_nobody_wants_it_any_more(fork_server: ForkServer) -> None:
    pool = Pool(fork_server, 1)
    worker = pool.submit(os.getpid).result()
    running, waiting = pool.submit(time.sleep, 3600), pool.submit(operator.add, 1, 1)
    while not running.running():
        time.sleep(0.01)
    pool.shutdown(cancel_futures=True)
    assert waiting.cancelled()
    assert isinstance(running.exception(), WorkerLost)
    wait_until_gone(worker)


@pytest.fixture
def mortal() -> Iterator[ForkServer]:
    """A fork server that a test may end."""
    made = ForkServer()
    made.start()
    yield made
    made.close()


def test_a_lost_fork_server_costs_nothing_but_the_time_to_start_another(mortal: ForkServer) -> None:
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


def test_the_fork_server_ends_when_its_socket_is_closed(mortal: ForkServer) -> None:
    with Pool(mortal, 1) as pool:
        worker = pool.submit(os.getpid).result()
        process = mortal._process
        assert process is not None
        mortal._ours.close()
        assert process.wait(30) == 0
        assert not gone(worker)


def test_ctrl_c_and_children_that_end_are_nothing_to_a_worker(fork_server: ForkServer) -> None:
    with Pool(fork_server, 1) as pool:
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGINT)
        assert pool.submit(os.getpid).result() == worker
        assert pool.submit(os.system, "exit 3").result() == 3 << 8


# -- the fork server that shares the zygote's imports ------------------------------


@pytest.fixture
def ready_engine(released_root: Path) -> Iterator[Engine]:
    from autograder.course.load import open_course

    made = Engine(*open_course(released_root), ready=["risk"])
    yield made
    made.close()


def test_workers_are_forked_from_the_first_process_s_fork_which_has_the_grader(
    ready_engine: Engine,
) -> None:
    pool = ready_engine.workers(1)
    held = pool.submit(
        eval,
        "(len(__import__('sys').modules['autograder.grading.workers.graders']._loaded), "
        "__import__('torch').get_num_threads(), __import__('os').getppid())",
    )
    graders, threads, parent = held.result()
    assert (graders, threads) == (1, 1)
    command = Path(f"/proc/{parent}/cmdline").read_text().split("\0")
    assert command[command.index("-m") + 1] == "autograder.grading.workers.first_process"
    assert ready_engine._fork_server._process is None
    pool.shutdown()


def test_a_grader_that_cannot_be_loaded_is_told_to_who_wants_it_and_not_before(
    released_root: Path,
) -> None:
    from autograder.course.load import open_course
    from autograder.errors import CourseError
    from autograder.grading import batch
    from autograder.records.submitted import Task

    (released_root / "checks/test_risk.py").write_text("def broken(:")
    engine = Engine(*open_course(released_root), ready=["risk"])
    try:
        pool = engine.workers(1)
        assert pool.submit(operator.add, 1, 1).result() == 2
        task = Task("anna", released_root / "anna.ipynb")
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


def test_the_zygote_knows_nothing_of_what_the_fork_server_has_loaded(ready_engine: Engine) -> None:
    from autograder.running.execution import Cell, Execution
    from autograder.sandbox.host import Connection
    from autograder.sandbox.limits import Limits

    connection, root = Connection(ready_engine.address), str(ready_engine.folders.root)
    execution = Execution(connection, Limits(), [Cell(f"ROOT = {root!r}\n{LOOK}")], {})
    execution.run()
    execution.close()
    connection.close()
    said = execution.cells[0].outputs[0]["text"].splitlines()
    modules = {name.removeprefix("autograder.") for name in said[0].split()}
    assert {name for name in modules if not name.startswith("sandbox")} == {
        "autograder", "grading", "grading.workers",
    }  # fmt: skip
    assert said[1:] == ["[]", "[]"]
