"""What a worker itself may use for one call, whatever the call does."""

from __future__ import annotations

import operator
import os
import resource
import signal
from collections.abc import Iterator

import pytest

from autograder.grading.workers import budget
from autograder.grading.workers.pool import ForkServer, Pool, WorkerLost


@pytest.fixture
def pool(fork_server: ForkServer) -> Iterator[Pool]:
    made = Pool(fork_server, 1)
    yield made
    made.shutdown(cancel_futures=True)


# The same with a second in place of minutes; only the kernel can end what holds the interpreter.
ENDLESS = """
import re
from autograder.grading.workers import budget
budget.CPU_SECONDS = 0
budget.limit_cpu()
re.fullmatch("(a|a)*b", "a" * 1000)
"""


def test_a_call_that_computes_for_ever_costs_itself_and_says_why(pool: Pool) -> None:
    lost = pool.submit(exec, ENDLESS).exception()
    assert isinstance(lost, WorkerLost)
    assert str(lost).endswith("used more than 120 s of CPU time itself")
    assert pool.submit(operator.add, 1, 1).result() == 2


def test_each_call_has_its_own_time(pool: Pool) -> None:
    def allowed() -> int:
        return int(pool.submit(resource.getrlimit, resource.RLIMIT_CPU).result()[0])

    before = allowed()
    pool.submit(
        exec, "import time\nend = time.process_time() + 1.5\nwhile time.process_time() < end: pass"
    ).result()
    assert before + 1 <= allowed() <= before + budget.CPU_SECONDS


@pytest.mark.parametrize(
    "call", ["bytearray({} << 20)", "b'x' * ({} << 20)", "[None] * ({} << 17)"]
)
def test_a_call_that_takes_all_memory_costs_itself_and_says_why(pool: Pool, call: str) -> None:
    pool.submit(exec, call.format(256)).result()
    lost = pool.submit(exec, call.format(budget.MEMORY_MIB)).exception()
    assert isinstance(lost, WorkerLost)
    assert str(lost).endswith("used more than 3072 MiB of memory itself")
    assert pool.submit(operator.add, 1, 1).result() == 2


def test_how_a_worker_ended_otherwise_is_said_as_of_any_process() -> None:
    assert budget.how_it_ended(-signal.SIGSEGV) == "ended by SIGSEGV"
    assert budget.how_it_ended(3) == "ended with exit code 3"


def test_a_machine_that_allows_less_is_obeyed() -> None:
    code = (
        "import resource\nfrom autograder.grading.workers import budget\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (50, 60))\nbudget.limit_cpu()\n"
        "assert resource.getrlimit(resource.RLIMIT_CPU) == (60, 60)\n"
    )
    child = os.fork()
    if child == 0:
        try:
            exec(code)
        except BaseException:
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
