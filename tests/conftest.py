"""A small copy of the course, an engine to grade with, and the real commands.

No test writes below the project's own folder: each takes a copy of the course that holds
`risk` alone, with small limits.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import load_course, open_course
from autograder.grading.engine import Engine
from autograder.grading.workers.pool import ForkServer
from autograder.sandbox.host import ZygoteProcess
from autograder.sandbox.limits import Level
from tests import sampling

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

SEED = 121 * 10**30  # as long as a secret: no work/seed is made, and inputs are the same everywhere
COURSE = f"""\
id: optimization
title: Optimization and Deep Learning
timezone: UTC
seed: {SEED}

limits:
  cpu_seconds: 5
  wall_seconds: 30
  check_seconds: 2

assignments:
  - id: risk
    title: Risk and empirical risk
"""

# A file of the copy → the project's own; checks and bank lie where a new course has them.
FILES = {
    "nbgrader_config.py": "nbgrader_config.py",
    "solutions/risk.py": "solutions/risk.py",
    "assignments/risk/risk.ipynb": "assignments/risk/risk.ipynb",
    "checks/test_risk.py": "autograder/checks/test_risk.py",
    "bank/risk.py": "autograder/bank/risk.py",
}


# Files of a minute and more, the longest first: whoever began one of them last would end alone.
LONGEST = ["test_crash", "test_levels", "test_wheel", "test_hostile", "test_browser",
           "test_nbgrader_bridge", "test_cli", "test_assignments"]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST)

    items.sort(key=place)  # files stay together, and in order


def pytest_report_header() -> str:
    how = "every long series whole" if sampling.SOAK else "a sample of each long series"
    return f"COURSE_SEED={sampling.seed()} ({how}; see tests/sampling.py)"


def pytest_configure(config: pytest.Config) -> None:
    sampling.seed()  # before pytest-xdist starts its workers, which inherit it
    # nbgrader's own use of SQLAlchemy; nbgrader_bridge/gradebook.py silences it in real life, but
    # pytest puts its own filters in place for each test.
    config.addinivalue_line(
        "filterwarnings",
        "ignore:Object of type <Submitted(Assignment|Notebook)> not in session"
        ":sqlalchemy.exc.SAWarning:nbgrader.api",
    )


# -- the course ---------------------------------------------------------------


@pytest.fixture(scope="session")
def project() -> Path:
    """The project itself; to be read only."""
    return PROJECT


@pytest.fixture(scope="session")
def new_course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Make a fresh copy of the course, as after a clone: nothing graded, no work folder."""

    def make() -> Path:
        root = tmp_path_factory.mktemp("course")
        for name, source in FILES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / source, root / name)
        (root / "course.yml").write_text(COURSE)
        return root

    return make


@pytest.fixture(scope="session")
def released(new_course: Callable[[], Path]) -> Path:
    """A copy of the course whose gradebook knows `risk`; making one takes seconds."""
    from autograder.nbgrader_bridge.release import generate_assignment

    root = new_course()
    generate_assignment(*open_course(root), "risk")
    return root


@pytest.fixture
def released_root(released: Path, tmp_path: Path) -> Path:
    """A copy of the course for one test, its gradebook there already."""
    return Path(shutil.copytree(released, tmp_path / "released", symlinks=True))


@pytest.fixture
def course_root(new_course: Callable[[], Path]) -> Path:
    """A copy of the course for one test."""
    return new_course()


@pytest.fixture(scope="session")
def shared_root(new_course: Callable[[], Path]) -> Path:
    """A copy of the course for all tests, to be read only."""
    return new_course()


@pytest.fixture(scope="session")
def folders(shared_root: Path) -> Folders:
    return Folders(shared_root)


@pytest.fixture(scope="session")
def course(shared_root: Path) -> Course:
    return load_course(shared_root)


# -- the class ----------------------------------------------------------------


@pytest.fixture(scope="session")
def demo() -> ModuleType:
    """demo/make_class.py."""
    spec = importlib.util.spec_from_file_location("make_class", PROJECT / "demo/make_class.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def hand_in(demo: ModuleType) -> Callable[..., None]:
    """Put submissions of the demo class into a folder: hand_in(folder, "s02-bo", "s05-emil").

    With ``name``, one student's work is handed in under another student's name.
    """
    release = (PROJECT / "assignments/risk/risk.ipynb").read_text(encoding="utf-8")

    def put(folder: Path, *students: str, name: str = "") -> None:
        for student in students:
            place = folder / (name or student) / "risk"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            for file, content in demo.SUBMISSIONS[student](json.loads(release)).items():
                (place / file).write_bytes(content)

    return put


# -- grading in this process --------------------------------------------------


@pytest.fixture(scope="session")
def engine(course: Course, folders: Folders) -> Iterator[Engine]:
    """One engine for all tests, on the shared copy; ``engine.grade("risk", student, path)``."""
    made = Engine(course, folders)
    yield made
    made.close()


@pytest.fixture(scope="session")
def fork_server(engine: Engine) -> Iterator[ForkServer]:
    """A process to fork workers from."""
    made = ForkServer([(str(engine.folders.root), "risk", engine.level, True)])
    made.start()
    yield made
    made.close()


@pytest.fixture
def one_sandbox(engine: Engine, fork_server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every engine of this process use the zygote and the fork server of the session."""

    def zygote(level: Level, fork_server: int | None = None) -> Any:
        if level != engine.level:
            return ZygoteProcess(level, fork_server)
        return SimpleNamespace(address=engine.address, close=lambda: None, ended=lambda: False)

    theirs = SimpleNamespace(fileno=lambda: -1, close=lambda: None)
    lent = SimpleNamespace(
        theirs=theirs, fork=fork_server.fork, why=fork_server.why, close=lambda: None
    )
    monkeypatch.setattr("autograder.grading.engine.ZygoteProcess", zygote)
    monkeypatch.setattr("autograder.grading.engine.ForkServer", lambda graders: lent)


# -- commands -----------------------------------------------------------------


def environment() -> dict[str, str]:
    """Environment variables of a command: our programs first on PATH, lines of 100 columns."""
    return os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"}


@pytest.fixture(scope="session")
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a real command in a folder: run("course", "grade", "risk", cwd=root)."""

    def started(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        program, *arguments = map(str, command)
        return subprocess.run(
            [str(BIN / program), *arguments],
            cwd=cwd, env=environment(), capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip

    return started


@pytest.fixture
def invoke(one_sandbox: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Run ``course …`` in this process: invoke("grade", "risk", cwd=root)."""
    from autograder.commands.cli import app

    def invoked(*arguments: str | Path, cwd: Path) -> SimpleNamespace:
        monkeypatch.chdir(cwd)
        result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
        return SimpleNamespace(
            returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr
        )

    return invoked


@pytest.fixture
def nbgrader(one_sandbox: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run ``nbgrader …`` in this process and return its exit code."""
    from jupyter_core.application import NoStart
    from nbgrader.apps import NbGraderApp

    def ran(*arguments: str, cwd: Path) -> int:
        monkeypatch.chdir(cwd)
        app = NbGraderApp.instance()
        try:
            app.initialize(list(arguments))
            app.start()
        except NoStart:  # the subcommand has run
            return 0
        except SystemExit as ended:
            return int(ended.code or 0)
        finally:
            app.reset()
            NbGraderApp.clear_instance()
        return 0

    return ran
