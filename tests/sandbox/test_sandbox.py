"""What an honest notebook may rely on in the jail, and what it is told when it is stopped."""

from __future__ import annotations

import ast
import base64
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.running.execution import Cell, Execution
from autograder.sandbox import jail, linux
from autograder.sandbox.host import Connection, SandboxError, ZygoteProcess
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import Limits

LIMITS = Limits(cpu_seconds=4, wall_seconds=12, check_seconds=2, memory_mib=1024)
QUICK = Limits(cpu_seconds=1.5, wall_seconds=3, check_seconds=1, memory_mib=700)
# Time enough to fill the memory on any machine: it is the memory that ends these.
TIGHT = Limits(cpu_seconds=60, wall_seconds=60, memory_mib=700)

PROJECT = Path(__file__).resolve().parents[2]
HIDDEN = ["course.yml", "solutions", "autograder/checks"]
SYSTEM = {jail.KEPT, "bin", "dev", "etc", "lib", "lib64", "proc", "tmp", "usr", "var"}

Run = Callable[..., list[Cell]]

full = pytest.mark.skipif(available_level()[0] != "full", reason="needs the full sandbox")


@pytest.fixture(scope="module")
def warm() -> Iterator[ZygoteProcess]:
    with ZygoteProcess(available_level()[0]) as parent:
        yield parent


@pytest.fixture(scope="module")
def connection(warm: ZygoteProcess) -> Iterator[Connection]:
    connection = Connection(warm.address)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def run(connection: Connection) -> Run:
    """Run sources as the cells of one notebook: run("x = 1", "x")."""

    def ran(*sources: str, limits: Limits = LIMITS) -> list[Cell]:
        return run_on(connection, *sources, limits=limits)

    return ran


def run_on(
    connection: Connection, *sources: str, limits: Limits = LIMITS, pictures: bool = True
) -> list[Cell]:
    cells = [Cell(source) for source in sources]
    execution = Execution(connection, limits, cells, {}, pictures=pictures)
    try:
        execution.run()
    finally:
        execution.close()
    return cells


def shown(cell: Cell) -> str:
    """All text of a cell's outputs."""
    assert not cell.stopped, cell.stopped
    return "".join(_text(output) for output in cell.outputs)


def _text(output: dict[str, Any]) -> str:
    match output["output_type"]:
        case "stream":
            return str(output["text"])
        case "error":
            return f"{output['ename']}: {output['evalue']}"
        case _:
            return str(output["data"].get("text/plain", ""))


# -- what works as in Jupyter -------------------------------------------------


def test_a_cell_shows_what_it_prints_and_what_its_last_line_is_worth(run: Run) -> None:
    printed, value, hidden = run("print('a'); print('b')", "6 * 7", "6 * 7;")
    assert shown(printed) == "a\nb\n"
    assert shown(value) == "42"
    assert value.outputs[0]["execution_count"] == 2
    assert hidden.outputs == []


def test_magics_work(run: Run) -> None:
    cells = run("%pwd", "%%time\nx = 1", "%%capture said\nprint('kept')", "said.stdout", "%who int")
    assert shown(cells[0]) == "'/tmp/home'"
    assert "CPU times" in shown(cells[1]) or "Wall time" in shown(cells[1])
    assert cells[2].outputs == []
    assert "kept" in shown(cells[3])
    assert "x" in shown(cells[4])


def test_shell_commands_work(run: Run) -> None:
    cells = run(
        "!echo hello from sh", "names = !printf 'a\\nb\\n'\nlist(names)", "!exit 3\n_exit_code"
    )
    assert "hello from sh" in shown(cells[0])
    assert shown(cells[1]) == "['a', 'b']"
    assert shown(cells[2]) == "3"


def test_a_shell_script_cell_works(run: Run) -> None:
    assert "2\n" in shown(run("%%bash\necho $((1 + 1))")[0])


def test_a_plot_is_shown_as_a_picture(run: Run) -> None:
    (cell,) = run("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);\nplt.title('$x^2$');")
    assert "image/png" in cell.outputs[-1]["data"]


def test_a_plot_that_nobody_asked_for_is_named_and_not_drawn(connection: Connection) -> None:
    plot = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()"
    cells = run_on(connection, plot, f"%matplotlib inline\n{plot}", pictures=False)
    for cell in cells:
        assert list(cell.outputs[-1]["data"]) == ["text/plain"]
        assert "Figure" in shown(cell)


DRAWING = """
import matplotlib.pyplot as plt
fig, ax = plt.subplots(figsize=(4, 3), dpi=50, layout={layout!r})
ax.text(0.5, 2.0, "far above the axes")
drawn, draw = [], fig.draw
fig.draw = lambda renderer: drawn.append(1) or draw(renderer)
plt.show()
"""


def size(cell: Cell) -> tuple[int, int]:
    """A picture's width and height, from its header."""
    header = base64.b64decode(cell.outputs[-1]["data"]["image/png"])[16:24]
    return int.from_bytes(header[:4]), int.from_bytes(header[4:])


@pytest.mark.parametrize("magic", ["", "%matplotlib inline"])
def test_a_figure_that_fits_is_drawn_once_and_in_its_own_size(run: Run, magic: str) -> None:
    _, cell, drawn = run(magic, DRAWING.format(layout="constrained"), "len(drawn)")
    assert size(cell) == (200, 150)
    assert shown(drawn) == "1"


def test_a_picture_holds_what_sticks_out_of_its_figure(run: Run) -> None:
    (cell,) = run(DRAWING.format(layout=None))
    assert size(cell)[1] > 200


def test_a_data_frame_like_value_is_shown_as_a_table(run: Run) -> None:
    (cell,) = run(
        "class Table:\n    def _repr_html_(self):\n        return '<table><tr><td onclick=x>1'\n"
        "Table()"
    )
    assert cell.outputs[0]["data"]["text/html"] == (
        "<table><tbody><tr><td>1</td></tr></tbody></table>"
    )


def test_a_data_loader_with_two_workers_works(run: Run) -> None:
    (cell,) = run(
        "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
        "data = TensorDataset(torch.arange(8.0))\n"
        "sum(float(x.sum()) for (x,) in DataLoader(data, batch_size=2, num_workers=2))"
    )
    assert shown(cell) == "28.0"


def test_a_pool_of_processes_and_one_of_threads_work(run: Run) -> None:
    cells = run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as pool: print(sum(pool.map(abs, range(-5, 0))))",
        "import multiprocessing\n"
        "with multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
    )
    assert [shown(c) for c in cells] == ["15\n", "[1, 2]\n"]


def test_subprocesses_and_temporary_files_work(run: Run) -> None:
    cells = run(
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import numpy; print(6 * 7)'],"
        " capture_output=True, text=True).stdout",
        "import tempfile, pathlib\n"
        "with tempfile.TemporaryDirectory() as d:\n"
        "    p = pathlib.Path(d, 'x'); p.write_text('kept'); print(p.read_text())",
        "open('mine.txt', 'w').write('a file of my own')",
        "open('mine.txt').read()",
    )
    assert [shown(c) for c in cells] == ["'42\\n'", "kept\n", "16", "'a file of my own'"]


def test_await_works_at_the_top_level(run: Run) -> None:
    assert shown(run("import asyncio\nawait asyncio.sleep(0.01, 'waited')")[0]) == "'waited'"


def test_input_says_that_there_is_nobody_to_ask(run: Run) -> None:
    assert "nobody to ask" in shown(run("input('your name? ')")[0])


def test_a_cell_that_raises_does_not_end_the_rest(run: Run) -> None:
    cells = run("x = 1", "1 / 0", "x + 1", "syntax error", "x + 2")
    texts = [shown(c) for c in cells]
    assert texts[1] == "ZeroDivisionError: division by zero"
    assert texts[3].startswith("SyntaxError")
    assert (texts[2], texts[4]) == ("2", "3")


def test_exit_and_sys_exit_end_a_cell_and_not_the_notebook(run: Run) -> None:
    cells = run("import sys\nsys.exit(1)\nprint('never')", "raise SystemExit", "print('on')")
    assert "never" not in shown(cells[0])
    assert shown(cells[2]) == "on\n"


def test_random_numbers_are_the_same_in_every_run(run: Run) -> None:
    source = "import random, torch, numpy as np\n(random.random(), np.random.rand(), torch.rand(1))"
    assert shown(run(source)[0]) == shown(run(source)[0])


def test_torch_trains_a_small_network(run: Run) -> None:
    (cell,) = run(
        "import torch\nnet = torch.nn.Linear(2, 1)\nopt = torch.optim.Adam(net.parameters())\n"
        "for _ in range(3):\n    opt.zero_grad()\n    net(torch.ones(4, 2)).sum().backward()\n"
        "    opt.step()\n"
        "print('trained')"
    )
    assert shown(cell) == "trained\n"


def test_a_forgotten_fork_goes_no_further_than_its_cell(run: Run) -> None:
    cells = run("import os\npid = os.fork()", "print('one of us')")
    assert shown(cells[1]) == "one of us\n"


# -- what is cut short --------------------------------------------------------


def test_a_flood_of_output_is_cut_and_says_so(run: Run) -> None:
    cells = run("print('x' * 10**7)", "for n in range(10**5): print(n)", "print('short')")
    for cell in cells[:2]:
        assert len(shown(cell)) < LIMITS.output_kib * 1024 + 200
        assert "more output was cut off here" in shown(cell)
    assert shown(cells[2]) == "short\n"


def test_a_notebook_that_shows_too_much_in_all_says_so(run: Run) -> None:
    cells = run(*["print('x' * 500_000)"] * 12)
    assert "left out" in shown(cells[-1])
    assert "left out" not in shown(cells[0])


def test_many_small_outputs_are_kept_as_far_as_there_is_room(run: Run) -> None:
    (cell,) = run("from IPython.display import display\nfor n in range(6000): display(n)")
    assert len(cell.outputs) == 200
    assert _text(cell.outputs[0]) == "0"


# -- what is stopped ----------------------------------------------------------


def test_a_cell_that_computes_for_ever_is_stopped_and_costs_only_itself(run: Run) -> None:
    cells = run("x = 1", "while True: pass", "print(x)", limits=QUICK)
    assert cells[1].stopped == "stopped after 1.5 s of CPU time"
    assert (cells[0].stopped, shown(cells[2])) == ("", "1\n")


def test_a_cell_that_sleeps_for_ever_is_stopped_and_costs_only_itself(run: Run) -> None:
    cells = run("import time\ntime.sleep(1000)", "print('after')", limits=QUICK)
    assert cells[0].stopped == "stopped after 3 s"
    assert shown(cells[1]) == "after\n"


def test_a_cell_that_takes_too_much_memory_is_stopped_and_costs_only_itself(run: Run) -> None:
    cells = run("x = []\nwhile True: x.append(b'x' * 2**25)", "print('after')", limits=TIGHT)
    assert cells[0].stopped == "stopped: it used more than 700 MiB of memory"
    assert shown(cells[1]) == "after\n"


@pytest.mark.parametrize("kept", ["x", "x = None"])
def test_a_peak_of_memory_counts_however_short_it_was(run: Run, kept: str) -> None:
    cells = run(f"x = b'x' * (460 * 2**20)\n{kept};", "print('after')", limits=TIGHT)
    assert cells[0].stopped == "stopped: it used more than 700 MiB of memory"
    assert shown(cells[1]) == "after\n"


def test_a_piece_that_could_never_be_had_is_an_error_of_the_cell(run: Run) -> None:
    cells = run("x = bytearray(2**40)", "print('after')", limits=TIGHT)
    assert shown(cells[0]).startswith("MemoryError")
    assert shown(cells[1]) == "after\n"


@full
def test_processes_that_live_when_a_cell_ends_are_weighed_then(run: Run) -> None:
    source = (
        "import os, signal\nreader, writer = os.pipe()\nfor _ in range(3):\n"
        "    if os.fork() == 0:\n        mine = b'x' * (300 * 2**20)\n"
        "        os.write(writer, b'x')\n        signal.pause()\n"
        "while len(os.read(reader, 1)) and (n := globals().get('n', 0) + 1) < 3: pass"
    )
    cells = run(source, "print('after')", limits=TIGHT)
    assert cells[0].stopped == "stopped: it used more than 700 MiB of memory"
    assert shown(cells[1]) == "after\n"


def test_a_cell_that_holds_a_great_many_locks_is_stopped(run: Run) -> None:
    lock = (
        "import fcntl, struct\nfile = open('locked', 'w')\nfor n in range({}):\n"
        "    lock = struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 2 * n, 1, 0)\n"
        "    fcntl.fcntl(file, fcntl.F_SETLK, lock)\nimport time\ntime.sleep({})"
    )
    few, many, after = run(lock.format(500, 0.2), lock.format(2000, 60), "print('after')")
    assert few.stopped == ""
    assert many.stopped == "stopped: it held more than 1000 locks on files"
    assert shown(after) == "after\n"


@full
def test_children_that_have_ended_and_are_not_waited_for_weigh_nothing(run: Run) -> None:
    fork = "import os, time\nfor _ in range(30):\n    if os.fork() == 0: os._exit(0)\ntime.sleep(1)"
    (cell,) = run(fork, limits=TIGHT)
    assert cell.stopped == ""


@full
def test_memory_is_counted_over_all_processes_and_shared_pages_once(run: Run) -> None:
    fork = (
        "import os, time\nblock = bytearray(os.urandom(2**20)) * 150\n"
        "for _ in range(6):\n    if os.fork() == 0:\n        {}\n"
        "        time.sleep({}); os._exit(0)\n"
        "time.sleep({})"
    )
    limits = Limits(cpu_seconds=60, wall_seconds=60, memory_mib=800)
    shared, written = run(
        fork.format("pass", 1, 1), fork.format("block = bytearray(block)", 40, 40), limits=limits
    )
    assert shared.stopped == ""
    assert "more than 800 MiB of memory" in written.stopped


def test_computing_is_not_taken_for_waiting(run: Run) -> None:
    limits = Limits(cpu_seconds=6, wall_seconds=0.6)
    (cell,) = run(
        "import time\nwhile time.process_time() < 1.5: pass\nprint('done')", limits=limits
    )
    assert shown(cell) == "done\n"


def test_computing_a_little_now_and_then_is_waiting(run: Run) -> None:
    source = (
        "import time\nwhile True:\n    start = time.process_time()\n"
        "    while time.process_time() - start < 0.01: pass\n    time.sleep(0.1)"
    )
    (cell,) = run(source, limits=Limits(cpu_seconds=30, wall_seconds=1.5))
    assert cell.stopped == "stopped after 1.5 s"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os\nos._exit(3)", "stopped: the Python process ended by itself (exit code 3)"),
        ("import os\nos.abort()", "stopped: the Python process was ended by SIG"),
        ("import ctypes\nctypes.string_at(0)", "stopped: the Python process was ended by SIGSEGV"),
        ("import os\nos.write(3, b'x' * 99)", "stopped: the Python process sent something"),
        ("import os\nos.close(3)", "stopped: the Python process"),
    ],
)
def test_a_cell_that_ends_its_process_is_told_how(run: Run, source: str, words: str) -> None:
    cells = run(source, "print('after')")
    assert cells[0].stopped.startswith(words)
    assert shown(cells[1]) == "after\n"


def test_a_notebook_that_is_stopped_again_and_again_is_given_up(connection: Connection) -> None:
    limits = Limits(cpu_seconds=2, wall_seconds=5, restarts=2)
    cells = [Cell("import os; os._exit(1)") for _ in range(6)]
    execution = Execution(connection, limits, cells, {})
    execution.run()
    assert [bool(c.stopped) for c in cells] == [True] * 3 + [False] * 3
    assert "too often" in execution._hopeless


# -- one child and the next ---------------------------------------------------


@full
def test_nothing_of_one_notebook_is_there_in_the_next(run: Run) -> None:
    leave = (
        "import os, sys, builtins\nx = 1\nbuiltins.mine = 1\nos.environ['MINE'] = '1'\n"
        "for p in ['/tmp/mine', '/dev/shm/mine', os.path.expanduser('~/mine')]: open(p, 'w')"
    )
    seek = (
        "import os, builtins\n"
        "places = ['/tmp/mine', '/dev/shm/mine', os.path.expanduser('~/mine')]\n"
        "('x' in dir(), hasattr(builtins, 'mine'), 'MINE' in os.environ,"
        " [os.path.exists(p) for p in places])"
    )
    assert run(leave)[0].stopped == ""
    assert shown(run(seek)[0]) == "(False, False, False, [False, False, False])"


@full
def test_the_jail_shows_libraries_and_no_homes_and_no_network(run: Run) -> None:
    cells = run(
        "import os\nsorted(os.listdir('/'))",
        "os.listdir('/proc/self/fd')",
        "sorted(int(p) for p in os.listdir('/proc') if p.isdigit())",
        "import socket\nsocket.create_connection(('127.0.0.1', 80), 1)",
        "open('/usr/x', 'w')",
        "(os.getuid(), os.getpid())",
        f"[os.path.exists(p) for p in {[str(PROJECT / n) for n in HIDDEN]}]",
    )
    assert shown(cells[2]) == "[1]"
    assert shown(cells[5]) == "(1000, 1)"
    assert "not supported" in shown(cells[3])
    assert "Error" in shown(cells[4])
    shown_below_root = ast.literal_eval(shown(cells[0]))
    top = {Path(prefix).parts[1] for prefix in (sys.prefix, sys.base_prefix)}
    assert set(shown_below_root) <= SYSTEM | top
    assert shown(cells[6]) == "[False, False, False]"


# -- faults of the sandbox ----------------------------------------------------


def test_a_connection_works_again_once_it_is_renewed(warm: ZygoteProcess) -> None:
    connection = Connection(warm.address)
    child = connection.spawn(LIMITS)
    child._channel.close()  # its account lies unread in the socket
    os.close(child._pidfd)
    connection.renew()
    assert shown(run_on(connection, "print('on')")[0]) == "on\n"
    connection.close()


def test_a_worker_that_closes_its_connection_ends_its_child(warm: ZygoteProcess) -> None:
    connection = Connection(warm.address)
    child = connection.spawn(LIMITS)
    connection.close()
    deadline = time.monotonic() + 60
    while not child.spoke_unasked():  # end of file
        assert time.monotonic() < deadline
        time.sleep(0.02)
    child._channel.close()
    os.close(child._pidfd)


def test_a_zygote_that_is_gone_is_the_graders_fault() -> None:
    with ZygoteProcess("process") as parent:
        connection = Connection(parent.address)
        assert shown(run_on(connection, "print('on')")[0]) == "on\n"
        os.killpg(parent.process.pid, signal.SIGKILL)
        parent.process.wait()
        with pytest.raises(SandboxError):
            run_on(connection, "print('never')")
        with pytest.raises(SandboxError, match="gone"):
            connection.renew()
        connection.close()


def test_limits_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="cpu_seconds must be above 0"):
        Limits(cpu_seconds=0)


# -- the weaker levels --------------------------------------------------------


@pytest.mark.skipif(not linux.landlock_abi(), reason="this kernel has no Landlock")
def test_landlock_keeps_a_notebook_in_its_home_and_off_the_network(
    tmp_path: Path,
) -> None:
    beside = tmp_path / "beside"
    beside.touch()
    state = beside.stat()
    with ZygoteProcess("landlock") as parent:
        connection = Connection(parent.address)
        cells = run_on(
            connection,
            "import os\nopen('mine', 'w').write('x')",
            "import matplotlib.pyplot as plt\nplt.plot([1]);",
            f"os.listdir({str(os.path.dirname(os.path.abspath(__file__)))!r})",
            "open('/tmp/hostile-mark-landlock', 'w')",
            "import socket\nsocket.socket()",
            f"import os, sys\nos.chmod({str(beside)!r}, 0)\nos.utime({str(beside)!r}, (0, 0))",
            "from torch.utils.data import DataLoader\nlen(list(DataLoader([1, 2], num_workers=1)))",
        )
        assert shown(cells[0]) == "1"
        assert "image/png" in cells[1].outputs[-1]["data"]
        for cell in cells[2:4]:
            assert shown(cell).startswith("PermissionError")
        assert shown(cells[4]).startswith("OSError")
        assert (beside.stat().st_mode, beside.stat().st_mtime) == (state.st_mode, state.st_mtime)
        assert shown(cells[6]) == "2"
        connection.close()


def test_without_walls_time_and_memory_are_limited_all_the_same() -> None:
    with ZygoteProcess("process") as parent:
        connection = Connection(parent.address)
        cells = run_on(connection, "while True: pass", "print('after')", limits=QUICK)
        assert cells[0].stopped == "stopped after 1.5 s of CPU time"
        assert shown(cells[1]) == "after\n"
        connection.close()
