"""Crash safety: whatever is killed, whenever, the next runs end where an undisturbed one does."""

from __future__ import annotations

import collections
import errno
import itertools
import json
import os
import random
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from nbgrader.api import Gradebook

from autograder.course.folders import Folders
from autograder.grading import batch
from autograder.grading.engine import Engine
from autograder.nbgrader_bridge.gradebook import db_url
from autograder.records import manual_marks
from autograder.records.submitted import Task
from autograder.sandbox.jail import available_level
from autograder.scoring.report import Report, Unchanged
from tests import sampling

PROJECT = Path(__file__).resolve().parent.parent
NAMES = ["anna", "bo", "chidi", "dara", "emil", "fay"]
# Those whose mistakes nothing has to be compared with: they are graded fastest.
WORK = ["s02-bo", "s13-mateo", "s14-noor", "s02-bo", "s03-chidi", "s13-mateo"]


# -- a class, and all that grading leaves of it -----------------------------------


@pytest.fixture(scope="module")
def put(hand_in: Callable[..., None]) -> Callable[..., None]:
    """Hand in for the whole class; in another ``version`` each has their neighbour's work."""

    def handed_in(root: Path, version: int = 0, names: list[str] = NAMES) -> None:
        folder = root / "work/submitted"
        for index, name in enumerate(names):
            hand_in(folder, WORK[(index + version) % len(WORK)], name=name)
            lay_plots_to_rest(folder / name / "risk/risk.ipynb")

    return handed_in


def lay_plots_to_rest(path: Path) -> None:
    """Plots are most of the time."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:
        return
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if "plt.show()" in source:
            cell["source"] = "if False:\n" + textwrap.indent(source, "    ")
    path.write_text(json.dumps(notebook))


def mark_by_hand(root: Path) -> None:
    """What a person has done before anything goes wrong."""
    with Gradebook(db_url(Folders(root)), "optimization") as gradebook:
        for name in NAMES[:3]:
            if name in [s.id for s in gradebook.students]:
                written = gradebook.find_grade("minima-differ", "risk", "risk", name)
                written.manual_score, written.needs_manual_grade = 2.5, False
                gradebook.find_grade("check-risks", "risk", "risk", name).manual_score = 1.5
                gradebook.find_comment("risks", "risk", "risk", name).manual_comment = "Neat!"
        gradebook.db.commit()


def everything(root: Path) -> dict[str, Any]:
    """All rows that people see, and all files but for the time that grading took."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(root / "work/gradebook.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Gradebook(db_url(Folders(root)), "optimization") as gradebook:
        found["students"] = sorted(s.id for s in gradebook.students)
        for submission in gradebook.assignment_submissions("risk"):
            [notebook] = submission.notebooks
            for g in notebook.grades:
                row = (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade, g.score)
                found[f"{submission.student_id} {g.cell.name}"] = row
            for c in notebook.comments:
                found[f"{submission.student_id} {c.cell.name} comment"] = c.manual_comment
    for path in sorted(root.rglob("*")):
        if "__pycache__" in path.parts:
            continue
        if path.is_file() and path.name not in ("gradebook.db", ".grading"):
            content: Any = path.read_bytes()
            if path.is_relative_to(root / "work/reports"):
                content = json.loads(content) | {"seconds": 0, "cpu_seconds": 0}
            elif path.is_relative_to(root / "work/manual"):  # all marks, whenever kept
                content = manual_marks.load(Folders(root), "risk", path.stem)
            elif path.name == "collected.json":  # of which files, whenever seen
                content = sorted(json.loads(content))
            found[str(path.relative_to(root))] = content
    return found


def difference(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    return sorted(k for k in found.keys() | expected.keys() if found.get(k) != expected.get(k))


# -- every step of the recording --------------------------------------------------


class Crash(BaseException):
    """The process is gone: nothing of it has any effect any more."""


class Steps:
    """Counts what this process asks of the disk, and breaks one step and all that follow."""

    def __init__(self) -> None:
        self.root, self.number, self.fatal = "", 0, 0
        self.error: Callable[[], BaseException] = Crash

    @contextmanager
    def below(self, root: Path, fatal: int, error: Callable[[], BaseException]) -> Iterator[None]:
        self.root, self.number, self.fatal, self.error = str(root / "work"), 0, fatal, error
        try:
            yield
        finally:
            self.root = ""

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Python tells this hook of what it is about to do."""
        if self.root and event in CHANGES and self._matters(event, arguments):
            self.count()

    def _matters(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return False
        return os.fsdecode(arguments[0]).startswith(self.root) or event == "os.remove"

    def count(self) -> None:
        self.number += 1
        if self.number >= self.fatal:
            raise self.error()


CHANGES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod"}
STEPS = Steps()


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    if not hasattr(sys, "crash_hook"):  # a hook cannot be taken away
        sys.addaudithook(STEPS.heard)
        sys.crash_hook = True  # type: ignore[attr-defined]
    real = os.fsync

    def fsync(fd: int) -> None:
        if STEPS.root:
            STEPS.count()
        real(fd)

    def before_a_commit(connection: Any) -> None:
        try:
            if STEPS.root:
                STEPS.count()
        except OSError:
            full = sqlite3.OperationalError("database or disk is full")
            raise sqlalchemy.exc.OperationalError("COMMIT", {}, full) from None

    monkeypatch.setattr(os, "fsync", fsync)
    sqlalchemy.event.listen(sqlalchemy.Engine, "commit", before_a_commit)
    yield STEPS
    sqlalchemy.event.remove(sqlalchemy.Engine, "commit", before_a_commit)


@pytest.fixture
def graded_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grade each file once, in this process, and remember."""
    known: dict[bytes, Report] = {}

    def grade(task: Task) -> Report | Unchanged:
        content = task.path.read_bytes()
        if content not in known:
            known[content] = engine.grade("risk", task.student, task.path)
        report = replace(known[content], student=task.student)
        if report.key and report.key == task.known:
            return Unchanged(engine.grader("risk").checker.checks)
        return report

    class Here(Executor):
        def submit(self, function, task):  # type: ignore[no-untyped-def,override]
            future: Future[Report | Unchanged] = Future()
            future.set_result(grade(task))
            return future

    monkeypatch.setattr(batch, "local_executor", lambda *arguments: Here())


@pytest.fixture
def class_of_three(
    released_root: Path,
    put: Callable[..., None],
    graded_at_once: None,
    invoke: Callable[..., Any],
) -> Path:
    """Graded, marked by hand, and handed in anew by two of three."""
    names = NAMES[:3]
    put(released_root, 3, names)
    assert invoke("grade", "risk", "--quiet", cwd=released_root).returncode == 0
    mark_by_hand(released_root)
    put(released_root, 1, names[:2])  # the second is now unreadable
    return released_root


def broken_at_each_step(
    steps: Steps,
    root: Path,
    invoke: Callable[..., Any],
    error: Callable[[], BaseException],
    stride: int = 1,
) -> Iterator[tuple[Path, Any]]:
    """For each step, or each third, a copy of a course whose grading broke there; how it ended."""
    for fatal in itertools.count(1, stride):
        place = root.with_name("broken")
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(root, place)
        with steps.below(place, fatal, error):
            try:
                ended = invoke("grade", "risk", cwd=place)
            except Crash:
                ended = None
        yield place, ended
        if steps.number < fatal:
            assert fatal > 40, "most steps were not seen"
            return


@pytest.mark.timeout(1200)
def test_a_crash_before_any_step_of_the_recording_is_made_good_by_the_next_run(
    class_of_three: Path, steps: Steps, invoke: Callable[..., Any]
) -> None:
    quiet = shutil.copytree(class_of_three, class_of_three.with_name("quiet"))
    assert invoke("grade", "risk", cwd=quiet).returncode == 1
    expected = everything(quiet)
    for place, _ in broken_at_each_step(steps, class_of_three, invoke, Crash):
        assert invoke("grade", "risk", cwd=place).returncode == 1
        assert difference(everything(place), expected) == [], steps.fatal


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.timeout(1200)
def test_a_disk_that_fills_costs_a_line_for_each_submission_and_the_next_run_completes(
    class_of_three: Path, steps: Steps, invoke: Callable[..., Any]
) -> None:
    quiet = shutil.copytree(class_of_three, class_of_three.with_name("quiet"))
    invoke("grade", "risk", cwd=quiet)
    expected, codes = everything(quiet), collections.Counter[int]()
    for place, ended in broken_at_each_step(steps, class_of_three, invoke, full, 3):
        codes[ended.returncode] += 1
        if ended.returncode == 2:
            assert len(ended.stderr.splitlines()) == 1, ended.stderr
            assert re.search("No space left|disk is full", ended.stderr)
        elif steps.number >= steps.fatal:
            said = " ".join((ended.stdout + ended.stderr).split())
            assert "graded, but not recorded" in said or "No space left" in said
        assert invoke("grade", "risk", cwd=place).returncode == 1
        assert difference(everything(place), expected) == [], steps.fatal
    assert set(codes) == {1, 2}
    assert codes[1] > codes[2]


# -- kills at random moments ------------------------------------------------------

KILLS, CHAINS = (200, 5) if sampling.SOAK else (40, 2)
VICTIMS = {"command": 9, "worker": 5, "fork_server": 1, "zygote": 4, "interrupt": 1}


class Host:
    """Commands that start at once; see crash/host.py."""

    def __init__(self, folder: Path, course: Path) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.log = folder / "log"
        environment = os.environ | {
            "CRASH_COURSE": str(course), "OMP_NUM_THREADS": "1", "TMPDIR": str(self.temporary),
            "PYTHONPATH": f"{PROJECT}:{PROJECT / 'tests/crash'}", "COLUMNS": "200",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, str(PROJECT / "tests/crash/host.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0,
        )  # fmt: skip
        assert self._answer() == "ready"
        self.permanent = self.leftovers()

    def start(self, root: Path, *arguments: str) -> int:
        assert self.process.stdin
        request = json.dumps([str(root), str(self.log), *arguments]) + "\n"
        self.process.stdin.write(request.encode())
        return int(self._answer())

    def ended_within(self, seconds: float) -> bool:
        return bool(select.select([self.process.stdout], [], [], seconds)[0])

    def end(self) -> int:
        """Wait until nothing of the command is left; its exit status."""
        status, left = self._answer()
        assert left == []
        return int(status)

    def leftovers(self) -> set[str]:
        return {p.name for p in self.temporary.iterdir()}

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the host has ended: {self.process.wait()}"
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, released: Path) -> Iterator[Host]:
    started = Host(tmp_path_factory.mktemp("host"), released)
    yield started
    started.close()


def children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(p) for t in tasks for p in (t / "children").read_text().split()]
    except OSError:
        return []


def family_of(command: int) -> dict[str, list[int]]:
    """The processes that a command has started, by what they are.

    The zygote is three processes, outside, between, and inside the namespaces; out of the first
    comes the one that workers are forked from, with a session of its own.
    """
    found: dict[str, list[int]] = {"zygote": [], "fork_server": [], "worker": []}
    todo = [command]
    while todo:
        for pid in children(todo.pop()):
            with suppress(ProcessLookupError):
                leads = os.getsid(pid) == pid
                if not found["zygote"] or (not leads and len(found["zygote"]) < 3):
                    found["zygote"].append(pid)
                    todo.append(pid)
                elif leads:
                    found["fork_server"].append(pid)
                    found["worker"] += children(pid)
    return found


def kill(host: Host, command: int, what: str, rng: random.Random) -> str:
    """Kill a process of a command, the command itself where there is no such other one."""
    pids = family_of(command).get(what, [])
    if not pids and what != "interrupt":
        what = "command"
    try:
        number = signal.SIGINT if what == "interrupt" else signal.SIGKILL
        os.kill(rng.choice(pids or [command]), number)
    except ProcessLookupError:
        return ""
    return what


def phase(log: str) -> str:
    """How far a command had come, by what it has said."""
    said = re.findall(r"^(\d+)/(\d+) ", log, re.M)
    if not said:
        return "warming up" if "grading" in log else "starting"
    return "ending" if said[-1][0] == said[-1][1] else "grading"


@pytest.mark.skipif(available_level()[0] != "full", reason="the host makes the full sandbox")
@pytest.mark.timeout(3600)
def test_killed_at_many_moments_a_class_ends_as_if_nobody_had_been(
    released: Path, put: Callable[..., None], host: Host, tmp_path: Path
) -> None:
    prepared = Path(shutil.copytree(released, tmp_path / "prepared"))

    def undisturbed(root: Path) -> float:
        began = time.monotonic()
        host.start(root, "grade", "risk")
        assert host.end() == 1, host.log.read_text()
        return time.monotonic() - began

    put(prepared)
    undisturbed(prepared)
    mark_by_hand(prepared)
    quiet, expected = Path(shutil.copytree(prepared, tmp_path / "quiet")), {}
    for version in (1, 0):
        put(quiet, version)
        duration = undisturbed(quiet)
        expected[version] = everything(quiet)

    rng, hit = sampling.generator("kills"), collections.Counter[tuple[str, str]]()
    for chain in range(CHAINS):
        root, version = Path(shutil.copytree(prepared, tmp_path / f"chain{chain}")), 1
        put(root, version)
        while hit.total() < KILLS * (chain + 1) // CHAINS:
            pid = host.start(root, "grade", "risk")
            while not host.ended_within(rng.uniform(0, duration)):
                [what] = rng.choices([*VICTIMS], [*VICTIMS.values()])
                when = phase(host.log.read_text())
                if what := kill(host, pid, what, rng):
                    hit[what, when] += 1
            status, said = host.end(), host.log.read_text()
            assert status in (1, 130, -signal.SIGKILL), said
            assert "Traceback" not in said, said
            if status == 1 and "need attention" in said:  # it came through: give it new work
                version = 1 - version
                put(root, version)
        undisturbed(root)
        assert difference(everything(root), expected[version]) == [], chain
        assert host.leftovers() == host.permanent
    print(f"\n{hit.total()} kills:", *(f"\n  {n:3d} {what}, {when}" for (what, when), n in
                                      sorted(hit.items())))  # fmt: skip
    assert hit.total() >= KILLS


# -- a real command ---------------------------------------------------------------


def family(command: int, temporary: Path) -> list[str]:
    """What runs in a command's session, and zygotes, which have their own."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_text()
            session = int((process / "stat").read_text().rpartition(")")[2].split()[3])
        except OSError:
            continue
        if line and (session == command or str(temporary) in line):
            found.append(line)
    return found


@pytest.fixture
def short() -> Iterator[Path]:
    """A temporary folder with a short name, as sockets need."""
    with tempfile.TemporaryDirectory(prefix="c") as folder:
        yield Path(folder)


@pytest.mark.timeout(600)
def test_a_killed_command_takes_its_processes_along_and_the_next_clears_its_folders(
    released_root: Path, put: Callable[..., None], short: Path
) -> None:
    temporary = short
    put(released_root, 3, NAMES[:3])
    command = [str(Path(sys.executable).with_name("course")), "grade", "risk", "--jobs", "2"]
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, cwd=released_root, env=environment, start_new_session=True, text=True,
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
    ) as killed:  # fmt: skip
        assert killed.stderr
        while not killed.stderr.readline().startswith("1/3"):
            assert killed.poll() is None
        killed.kill()
    give_up = time.monotonic() + 60
    while left := family(killed.pid, temporary):
        assert time.monotonic() < give_up, left
        time.sleep(0.05)
    assert list(temporary.iterdir()) != []
    after = subprocess.run(
        command, cwd=released_root, env=environment, capture_output=True, text=True, check=False
    )
    assert after.returncode == 0, after.stderr
    assert "unchanged since last time" in after.stdout
    assert "Traceback" not in after.stderr
    assert list(temporary.iterdir()) == []
