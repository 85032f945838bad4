"""The table attack × level of docs/security.md.

``python tests/hostile/levels.py --write docs/security.md`` runs every attack at
every level that this machine can show and puts the table in its place;
``--level landlock`` prints one level's breaches, a line of JSON for each attack; ``--only NAME``
runs these attacks alone.  The weaker levels run in a throw-away host (disposable.py).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import disposable
from harness import ATTACKS, Attack, Breach, Place, attempt, left_files, prepare, read

from autograder import markdown_tables
from autograder.errors import did_you_mean
from autograder.sandbox import linux
from autograder.sandbox.limits import LEVELS, Level

# What a level guarantees against every attack; the rest may hold or not.
KEPT: dict[Level, set[str]] = {
    "full": {
        "marks", "right answers", "hidden", "page", "grader", "processes", "files", "course",
        "next",
    },
    "landlock": {"marks", "hidden", "page", "grader", "course"},
    "process": {"page"},
}  # fmt: skip
SILENT_SECONDS = 90  # an attack takes a few; the longest of all waits half a minute
STOPPED_SECONDS = 10  # where the grader can kill a stopped process, it does so sooner
SLOT = "hostile levels"


def run(level: Level) -> Iterator[tuple[str, list[Breach]]]:
    """Run every attack at a level from this process: (its name, what went wrong)."""
    place = prepare(Path(tempfile.mkdtemp(prefix="hostile-course-")), level)
    for path in ATTACKS:
        attack = read(path)
        found = _attempt(place, attack)
        yield path.stem, found
        if found:
            place = _anew(place, level)
    place.close()


def _attempt(place: Place, attack: Attack) -> list[Breach]:
    try:
        return attempt(place, attack)
    except Exception as error:  # the attack broke the host: that is an answer, too
        return [Breach("next", f"{type(error).__name__}: {error}")]


def _anew(place: Place, level: Level) -> Place:
    """Put everything back that an attack may have broken."""
    place.close()
    if level != "full":
        _end_all_others()
    for path in left_files(place):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return prepare(Path(tempfile.mkdtemp(prefix="hostile-course-")), level)


def _end_all_others() -> None:
    """As the first process of a throw-away host: end and reap every other one."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def in_a_process_of_its_own(
    level: Level, names: Sequence[str] = (), *, contained: bool = False
) -> dict[str, list[Breach]]:
    """Run a level in fresh interpreters, another one after each attack that ends the last.

    Args:
        level: The level.
        names: These attacks alone.
        contained: In a container also at level ``full``.
    """
    found: dict[str, list[Breach]] = {}
    names = names or [path.stem for path in ATTACKS]
    host = [disposable.__file__] if contained or level != "full" else []
    while left := [name for name in names if name not in found]:
        found |= _until_it_ends([*host, __file__, "--level", level, "--only", *left])
        if (lost := next((name for name in left if name not in found), None)) is not None:
            found[lost] = [Breach("next", "the grader did not survive it")]
    return found


def at_level(level: Level) -> Iterable[tuple[str, list[Breach]]]:
    """Run every attack at a level; a weaker one never on the host of whoever typed the command.

    There an attack could do its harm, and after a breach every other process is ended.
    """
    if level == "full" or os.getpid() == 1:  # the first process of a throw-away host
        return run(level)
    return in_a_process_of_its_own(level).items()


def _until_it_ends(program: list[str]) -> dict[str, list[Breach]]:
    found = {}
    with subprocess.Popen([sys.executable, *program], stdout=subprocess.PIPE, bufsize=0) as worker:
        assert worker.stdout is not None
        # An attack may stop the worker as well as end it.
        while _says_more(worker):
            line = worker.stdout.readline()
            if not line:
                break
            name, breaches = json.loads(line)
            found[name] = [Breach(**b) for b in breaches]
        worker.kill()
    return found


def _says_more(worker: subprocess.Popen[bytes]) -> bool:
    """Wait for output or end of file; False where neither will come."""
    stopped = 0
    for _ in range(SILENT_SECONDS):
        if select.select([worker.stdout], [], [], 1)[0]:
            return True
        stopped = stopped + 1 if _some_stand_still(worker.pid) else 0
        if stopped == STOPPED_SECONDS:
            break
    return False


def _some_stand_still(pid: int) -> bool:
    """Whether one of a process's descendants was stopped by a signal, or is traced."""
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
                if state in "Tt" or _some_stand_still(int(child)):
                    return True
    return False


def available() -> list[Level]:
    """The levels that this machine can show, strongest first."""
    return [v for v in reversed(LEVELS) if v != "landlock" or linux.landlock_abi()]


def verdict(level: Level, breaches: list[Breach]) -> str:
    """What the table says of an attack at a level."""
    kinds = {b.kind for b in breaches}
    if not kinds:
        return "contained"
    return "**breached**" if kinds & KEPT[level] else "not promised"


def table(found: dict[Level, dict[str, list[Breach]]]) -> str:
    """The table as markdown, an attack a line."""
    rows = [
        [
            read(path).tries.rstrip("."),
            *(verdict(v, result[path.stem]) for v, result in found.items()),
        ]
        for path in ATTACKS
    ]
    return markdown_tables.table(["attack", *(f"`{v}`" for v in found)], rows, right=False)


def recorded(page: Path) -> dict[str, list[str]]:
    """What a page says: what an attack tries → a verdict for each level."""
    text = markdown_tables.Slot(page, SLOT).around()[1]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines()]
    return {row[0]: row[1:] for row in rows}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", choices=LEVELS, help="run this level and print JSON")
    parser.add_argument("--only", nargs="+", help="these attacks alone")
    parser.add_argument("--write", type=Path, help="the page to put the table into")
    chosen = parser.parse_args()
    if chosen.only and chosen.write:
        parser.error("the table is of all attacks: --write without --only")
    if chosen.only:
        known = [path.stem for path in ATTACKS]
        for name in set(chosen.only) - set(known):
            parser.error(f"no attack is called {name!r}{did_you_mean(name, known)}")
        ATTACKS[:] = [path for path in ATTACKS if path.stem in chosen.only]
    if chosen.level:
        for name, breaches in at_level(chosen.level):
            print(json.dumps([name, [vars(b) for b in breaches]]), flush=True)
        return
    results: dict[Level, dict[str, list[Breach]]] = {}
    for level in available():
        print(f"{level}: {len(ATTACKS)} attacks …", file=sys.stderr)
        results[level] = in_a_process_of_its_own(level)
    for level, result in results.items():
        for name, breaches in result.items():
            for breach in breaches:
                print(f"{level} {name}: {breach.kind}: {breach.detail[:200]}", file=sys.stderr)
    if chosen.write:
        markdown_tables.Slot(chosen.write, SLOT).put(table(results))
    else:
        print(table(results))


if __name__ == "__main__":
    main()
