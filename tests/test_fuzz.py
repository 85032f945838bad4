"""What a hostile process or file may hold, found by a fuzzer that follows the code's branches.

What it found before is replayed always; a short run looks for more where atheris has a wheel.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path
from types import ModuleType

import pytest

from autograder.sandbox import wire
from tests.fuzz import fuzz_answers, fuzz_notebook, fuzz_outputs, fuzz_wire
from tests.fuzz.harness import CORPUS

PROJECT = Path(__file__).resolve().parent.parent
RUNS = {fuzz_wire: 8000, fuzz_answers: 600, fuzz_notebook: 600, fuzz_outputs: 600}
WIRE = sorted((CORPUS / "wire").iterdir())

targets = pytest.mark.parametrize("target", RUNS, ids=lambda t: t.__name__.rpartition("_")[2])


@targets
def test_the_seeds_are_taken_or_refused_and_nothing_else(target: ModuleType) -> None:
    for seed in target.seeds():
        target.one(seed)


def test_what_the_fuzzer_kept_of_the_wire_is_taken_or_refused_and_nothing_else() -> None:
    for path in WIRE:
        fuzz_wire.one(path.read_bytes())


def test_what_the_fuzzer_kept_of_the_wire_costs_memory_by_its_length() -> None:
    for path in WIRE:
        body = path.read_bytes()
        tracemalloc.start()
        try:
            wire.unpack(body)
        except wire.WireError:
            pass
        finally:
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert peak < 100_000 + 200 * len(body), path.name


def test_the_corpus_is_small_and_reaches_both_ends() -> None:
    taken = 0
    for path in WIRE:
        try:
            wire.unpack(path.read_bytes())
            taken += 1
        except wire.WireError:
            pass
    assert 0 < taken < len(WIRE) < 300
    assert sum(path.stat().st_size for path in WIRE) < 500_000


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this machine"
)
@targets
def test_a_short_run_of_the_fuzzer_finds_nothing(target: ModuleType, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, seed in enumerate([*target.seeds(), *(p.read_bytes() for p in WIRE)]):
        (corpus / str(number)).write_bytes(seed)
    ended = subprocess.run(
        [
            sys.executable, "-m", target.__name__, str(corpus), f"-runs={RUNS[target]}",
            "-seed=121", f"-artifact_prefix={tmp_path}/",
        ],
        cwd=PROJECT, capture_output=True, text=True, timeout=250, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-3000:]
    assert "DONE" in ended.stderr


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this machine"
)
def test_the_fuzzer_does_find_a_hole_from_nothing(tmp_path: Path) -> None:
    """The decoder of a student's process takes functions, as only the student's side should."""
    broken = (
        "from autograder.sandbox import wire; "
        "read = wire._Reader; wire._Reader = lambda _: read(True)"
    )
    start = "import runpy; runpy.run_module('tests.fuzz.fuzz_wire', run_name='__main__')"
    ended = subprocess.run(
        [
            sys.executable, "-c", f"{broken}; {start}", "-runs=20000", "-seed=121",
            f"-artifact_prefix={tmp_path}/",
        ],
        cwd=PROJECT, capture_output=True, text=True, timeout=250, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert re.search("(Formula|StandIn)'> came through", ended.stdout + ended.stderr)
