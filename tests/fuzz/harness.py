"""Runs a fuzz target under atheris, which guides its inputs by the code that they reach.

Each target is a module with ``one(data)``: it raises on a bug and returns on everything else.
From the project's folder, where new inputs go to the first folder that is named:

    python -m tests.fuzz.fuzz_wire tests/fuzz/corpus/wire -max_total_time=600
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
# A message costs memory and time in proportion to its bytes; these are short.
BOUNDS = ["-max_len=2048", "-timeout=60", "-rss_limit_mb=1500"]
CPU_SECONDS = 5.0  # of one input, in instrumented code
GROWN = 16  # one input in so many is tried in a grown form as well, which costs more

Mutator = Callable[[bytes, int, int], bytes]


def run(one: Callable[[bytes], None], modules: Iterable[object], mutate: Mutator | None) -> None:
    """Fuzz ``one`` with libFuzzer's options from the command line; does not return."""
    import atheris

    _instrument(modules)
    options = {"custom_mutator": mutate} if mutate else {}
    atheris.Setup([sys.argv[0], *BOUNDS, *sys.argv[1:]], within_limits(one), **options)
    atheris.Fuzz()


def within_limits(one: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """A target that fails as well where an input takes long; by CPU, so that none waits."""

    def limited(data: bytes) -> None:
        began = time.process_time()
        one(data)
        took = time.process_time() - began
        assert took < CPU_SECONDS, f"{len(data)} bytes took {took:.1f} s of CPU time"

    return limited


def is_grown(data: bytes) -> bool:
    """Whether an input is among those that are tried in a grown form as well."""
    return bool(data) and sum(data) % GROWN == 0


def _instrument(modules: Iterable[object]) -> None:
    """Let the fuzzer see the branches of functions that are imported already."""
    import atheris

    for module in modules:
        for scope in (module, *(v for v in vars(module).values() if isinstance(v, type))):
            for name, value in list(vars(scope).items()):
                ours = getattr(value, "__module__", "") == module.__name__  # type: ignore[attr-defined]
                if ours and hasattr(value, "__code__"):
                    with suppress(AttributeError, TypeError):
                        setattr(scope, name, atheris.instrument_func(value))


def libfuzzer_mutation(data: bytes, size: int) -> bytes:
    """One of libFuzzer's own changes."""
    import atheris

    return bytes(atheris.Mutate(data, size))
