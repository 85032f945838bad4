"""What an answer costs: each mistake loses its own checks, whatever else it does, and no more."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.load import open_course
from autograder.grading.engine import Engine
from autograder.scoring.report import Report

LIMITS = """limits:
  cpu_seconds: 2
  wall_seconds: 6
  check_seconds: 1
  memory_mib: 1024
"""

TIGHT = """limits:
  cpu_seconds: 30
  wall_seconds: 60
  check_seconds: 30
  memory_mib: 700
"""

G = "def g(x):\n    return x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)\n"
F = "def f(x):\n    return x * torch.cos(torch.pi * x)\n"
SAMPLE = (
    "def sample_risk(x, xi):\n"
    "    return x * torch.cos(torch.pi * x) + xi.mean() * torch.cos(5 * torch.pi * x)\n"
)

VALUES, SHAPES = "test_f_values", "test_shape_and_dtype"
SLOPES, UNTOUCHED = "test_gradients_flow", "test_x_is_left_as_it_was"
ALL_OF_F = {VALUES, SHAPES, SLOPES, UNTOUCHED}

Grade = Callable[..., Report]


def start_engine(root: Path, limits: str) -> Engine:
    course = (root / "course.yml").read_text()
    (root / "course.yml").write_text(re.sub(r"(?ms)^limits:.*?(?=^\S)", limits, course))
    return Engine(*open_course(root))


@pytest.fixture(scope="module")
def small_engine(new_course: Callable[[], Path]) -> Iterator[Engine]:
    engine = start_engine(new_course(), LIMITS)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def tight_engine(new_course: Callable[[], Path]) -> Iterator[Engine]:
    """One whose notebooks run out of memory long before they run out of time."""
    engine = start_engine(new_course(), TIGHT)
    yield engine
    engine.close()


@pytest.fixture
def grade(small_engine: Engine, tmp_path: Path) -> Grade:
    """Grade a notebook with these cells: grade(risks=…, sample=…, before=…)."""
    return grade_with(small_engine, tmp_path)


def grade_with(engine: Engine, tmp_path: Path) -> Grade:
    release = json.loads(engine.folders.release("risk").read_text())

    def graded(risks: str = F + G, sample: str = SAMPLE, before: str = "") -> Report:
        cells: list[dict[str, Any]] = []
        for cell in release["cells"]:
            source = {"risks": risks, "sample_risk": sample}.get(cell["id"])
            if "plt.show()" in "".join(cell["source"]):  # most of the time, and not looked at
                source = "if False:\n" + textwrap.indent("".join(cell["source"]), "    ")
            if cell["id"] == "risks" and before:
                added = {"cell_type": "code", "id": "mine", "metadata": {}, "source": before}
                cells.append(added | {"outputs": [], "execution_count": None})
            cells.append(cell if source is None else cell | {"source": source})
        path = tmp_path / "risk.ipynb"
        path.write_text(json.dumps(release | {"cells": cells}))
        report = engine.grade("risk", "anna", path)
        assert report.status == "graded", report.error
        return report

    return graded


def failed(report: Report, exercise: str = "risks") -> set[str]:
    """The checks of an exercise that did not pass."""
    return {c.name for c in report.exercises[exercise].checks if c.outcome != "passed"}


def words(report: Report, check: str) -> str:
    """What a student reads of a check."""
    (found,) = (c for e in report.exercises.values() for c in e.checks if c.name == check)
    return f"{found.what} | {found.got} | {found.hint}"


def test_right_answers_earn_everything(grade: Grade) -> None:
    report = grade()
    assert (report.points, failed(report)) == (14, set())


# What f does → the checks that it loses; g stays right, and so does sample_risk.
ANSWERS = {
    "returns nothing": ("def f(x):\n    x * torch.cos(torch.pi * x)", ALL_OF_F),
    "returns a string": ("def f(x):\n    return 'x·cos(πx)'", ALL_OF_F),
    "returns a generator": ("def f(x):\n    yield x * torch.cos(torch.pi * x)", ALL_OF_F),
    "returns a tensor that requires grad and leads nowhere": (
        "def f(x):\n    return (x * torch.cos(torch.pi * x)).detach().requires_grad_()",
        {SLOPES},
    ),
    "returns nan": ("def f(x):\n    return x * float('nan')", ALL_OF_F),
    "returns inf": ("def f(x):\n    return x + float('inf')", ALL_OF_F),
    "returns a 0-d array": ("import numpy as np\ndef f(x):\n    return np.array(0.5)", ALL_OF_F),
    "returns a huge array": ("def f(x):\n    return torch.zeros(2**23)", ALL_OF_F),
    "returns an object that equals everything": (
        "class Yes:\n    def __eq__(self, other): return True\n"
        "    def __getattr__(self, name): return lambda *a: self\n"
        "def f(x):\n    return Yes()",
        ALL_OF_F,
    ),
    "returns numpy arrays": (
        "def f(x):\n    import numpy as np\n    x = x.detach().numpy()\n"
        "    return x * np.cos(np.pi * x)",
        {SHAPES, SLOPES},
    ),
    "raises": ("def f(x):\n    raise RuntimeError('not today')", ALL_OF_F),
    "raises for a table": (
        "def f(x):\n    if x.dim() > 1: raise ValueError('1-D only')\n"
        "    return x * torch.cos(torch.pi * x)",
        {SHAPES},
    ),
    "leaves by sys.exit": ("import sys\ndef f(x):\n    sys.exit(0)", ALL_OF_F),
    "prints a lot": (
        "def f(x):\n    for n in range(2000): print(n, 'x' * 500)\n"
        "    return x * torch.cos(torch.pi * x)",
        set(),
    ),
    "loops for ever for a gradient": (
        "def f(x):\n    while x.requires_grad: pass\n    return x * torch.cos(torch.pi * x)",
        {SLOPES, UNTOUCHED},
    ),
    "sleeps for ever for a number": (
        "import time\ndef f(x):\n    time.sleep(1000 if x.dim() == 0 else 0)\n"
        "    return x * torch.cos(torch.pi * x)",
        {SHAPES},
    ),
    "takes all memory for a table": (
        "def f(x):\n    if x.dim() == 2: [bytearray(2**30) for _ in range(9)]\n"
        "    return x * torch.cos(torch.pi * x)",
        {SHAPES},
    ),
    "ends its process for float32": (
        "import os\ndef f(x):\n    if x.dtype == torch.float32: os._exit(0)\n"
        "    return x * torch.cos(torch.pi * x)",
        {SHAPES},
    ),
    "changes its argument": (
        "def f(x):\n    y = x * torch.cos(torch.pi * x)\n    x.data += 1\n    return y",
        {SLOPES, UNTOUCHED},
    ),
    "adds a gradient to its argument": (
        "def f(x):\n    if x.requires_grad: x.grad = torch.ones_like(x)\n"
        "    return x * torch.cos(torch.pi * x)",
        {UNTOUCHED},
    ),
    "switches gradients off": (
        "def f(x):\n    torch.set_grad_enabled(False)\n    return x * torch.cos(torch.pi * x)",
        {SLOPES},
    ),
    "sets the default dtype and counts its calls": (
        "CALLS = 0\ndef f(x):\n    global CALLS\n    CALLS += 1\n"
        "    torch.set_default_dtype(torch.float16)\n    return x * torch.cos(torch.pi * x)",
        set(),
    ),
    "reseeds the generators": (
        "import random\nimport numpy as np\ndef f(x):\n    random.seed(0)\n    np.random.seed(0)\n"
        "    torch.manual_seed(0)\n    return x * torch.cos(torch.pi * x)",
        set(),
    ),
    "redefines abs and sum": (
        "import builtins\nabs = sum = lambda x: 0\nbuiltins.abs = builtins.max = lambda *x: 0\n"
        "def f(x):\n    return x * torch.cos(torch.pi * x)",
        set(),
    ),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that(answer: str, grade: Grade) -> None:
    source, lost = ANSWERS[answer]
    report = grade(f"{source}\n\n\n{G}")
    assert failed(report) == lost
    assert failed(report, "sample_risk") == set()


# -- what the student is told -------------------------------------------------


def test_a_missing_return_is_told_as_none(grade: Grade) -> None:
    report = grade(f"{ANSWERS['returns nothing'][0]}\n{G}")
    assert "not made of numbers | None" in words(report, VALUES)


def test_an_exception_is_told_with_its_line(grade: Grade) -> None:
    report = grade(f"def f(x):\n    y = x\n    raise RuntimeError('not today')\n{G}")
    assert "f raised RuntimeError in line 3 of your cell" in words(report, VALUES)
    assert "not today" in words(report, VALUES)


def test_a_call_that_computes_for_ever_is_told_the_time(grade: Grade) -> None:
    report = grade(f"{ANSWERS['loops for ever for a gradient'][0]}\n{G}")
    assert "stopped after 1 s of CPU time" in words(report, SLOPES)
    assert "every loop" in words(report, SLOPES)


def test_a_call_that_waits_for_ever_is_told_the_time(grade: Grade) -> None:
    report = grade(f"{ANSWERS['sleeps for ever for a number'][0]}\n{G}")
    assert "stopped after 3 s" in words(report, SHAPES)


def test_a_call_that_takes_all_memory_is_told_so(tight_engine: Engine, tmp_path: Path) -> None:
    source = (
        "def f(x):\n    kept = []\n    while x.dim() == 2: kept.append(torch.ones(2**22))\n"
        "    return x * torch.cos(torch.pi * x)\n"
    )
    report = grade_with(tight_engine, tmp_path)(source + G)
    assert "more than 700 MiB of memory" in words(report, SHAPES)


def test_memory_that_one_exercise_keeps_is_not_missing_to_the_next(
    tight_engine: Engine, tmp_path: Path
) -> None:
    keeps = (
        "KEPT = []\ndef f(x):\n"
        "    if x.dtype == torch.float32 and not KEPT:\n"
        "        KEPT.append(b'x' * (250 * 2**20))\n    return"
    )
    needs = "def sample_risk(x, xi):\n    mine = b'x' * (250 * 2**20)\n    return"
    report = grade_with(tight_engine, tmp_path)(
        F.replace("def f(x):\n    return", keeps) + G,
        SAMPLE.replace("def sample_risk(x, xi):\n    return", needs),
    )
    assert failed(report) == set()
    assert failed(report, "sample_risk") == set()


def test_a_call_that_ends_its_process_is_told_so(grade: Grade) -> None:
    report = grade(f"{ANSWERS['ends its process for float32'][0]}\n{G}")
    assert "the Python process ended by itself (exit code 0)" in words(report, SHAPES)


# -- cells --------------------------------------------------------------------


def test_what_depends_on_a_cell_that_failed_is_all_that_fails(grade: Grade) -> None:
    uses = "def f(x):\n    return WIDTH * x * torch.cos(torch.pi * x)\n"
    report = grade(uses + G, before="WIDTH = 1 / 0")
    assert failed(report) == ALL_OF_F
    assert "NameError" in words(report, VALUES)
    assert failed(report, "sample_risk") == set()


def test_what_a_cell_defined_before_it_raised_is_there(grade: Grade) -> None:
    report = grade(F + G + "\n1 / 0")
    assert report.points == 14
    assert "ZeroDivisionError" in report.exercises["risks"].trouble


def test_a_solution_cell_that_never_ends_costs_its_exercise_only(grade: Grade) -> None:
    report = grade(F + G + "\nwhile True: pass")
    assert report.exercises["risks"].points == 0
    assert report.exercises["risks"].trouble == "the cell was stopped after 2 s of CPU time"
    assert failed(report, "sample_risk") == set()


def test_an_added_cell_that_never_ends_costs_nothing_else(grade: Grade) -> None:
    report = grade(before="while True: pass")
    assert report.points == 14
    assert report.repairs == []
    assert report.stopped == [
        "The cell that begins “while True: pass” was stopped after 2 s of CPU time."
    ]


def test_redefining_the_cosine_in_one_exercise_leaves_the_other_alone(grade: Grade) -> None:
    report = grade(F + G + "\ntorch.cos = torch.sin\ntorch.pi = 3")
    assert report.exercises["risks"].points == 0
    assert failed(report, "sample_risk") == set()


def test_redefining_a_function_of_the_first_exercise_in_the_second_counts(grade: Grade) -> None:
    report = grade(risks=f"def f(x):\n    return x\n{G}", sample=F + SAMPLE)
    assert report.points == 14


def test_after_a_stopped_call_the_cells_have_run_again(grade: Grade) -> None:
    # The first call of each process answers, the second would not: each finds a fresh one.
    source = (
        "CALLS = []\ndef f(x):\n    CALLS.append(1)\n    while x.requires_grad: pass\n"
        "    return x * torch.cos(torch.pi * x) if CALLS else None\n"
    )
    report = grade(source + G)
    assert failed(report) == {SLOPES, UNTOUCHED}


def test_every_report_is_the_same_when_graded_again(grade: Grade) -> None:
    source = "def f(x):\n    return x * torch.cos(torch.pi * x) + torch.rand(x.shape) / 100\n"
    first, second = grade(source + G), grade(source + G)
    assert first.exercises == second.exercises


# -- asides that a process makes ----------------------------------------------


def test_what_is_written_to_the_socket_unasked_costs_the_writers_exercise_only(
    grade: Grade,
) -> None:
    source = "import os\ndef f(x):\n    os.write(3, b'x' * 4000)\n    return x\n"
    report = grade(source + G)
    assert VALUES in failed(report)
    assert failed(report, "sample_risk") == set()


def test_a_process_that_ends_between_two_calls_costs_neither(grade: Grade) -> None:
    source = (
        "import os, threading\ndef f(x):\n    if x.dim() == 2 and x.dtype == torch.float32:\n"
        "        threading.Timer(0.005, lambda: os._exit(0)).start()\n"
        "    return x * torch.cos(torch.pi * x)\n"
    )
    report = grade(source + G)
    assert failed(report, "sample_risk") == set()
    assert len(failed(report)) <= 1


def test_a_notebook_has_no_more_than_its_patience_for_fresh_starts(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.running.execution.PATIENCE", 0.05)
    report = grade("def f(x):\n    while True: pass\n" + G)
    assert "for too long" in words(report, UNTOUCHED) + words(report, SHAPES)


def test_answers_that_take_the_grader_long_to_read_cost_their_exercise_only(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.running.execution.READING_SECONDS", 0.01)
    report = grade("def f(x):\n    return torch.zeros(2**22, dtype=torch.float64)\n" + G)
    assert "the Python process said more than the grader reads" in words(report, VALUES)
    assert failed(report, "sample_risk") == set()


def test_cells_that_take_the_grader_long_to_read_are_stopped(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.running.execution.READING_SECONDS", 0.0)
    report = grade(F + G)
    assert report.points == 0
    assert "said more than the grader reads" in words(report, VALUES)
