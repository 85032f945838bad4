"""The wheel in an environment of its own, and a course made by it in an empty folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement

from autograder.authoring.source import read_source
from autograder.course.folders import Folders
from autograder.records import reports

PROJECT = Path(__file__).resolve().parents[1]
KIT = PROJECT / "autograder"
FILES = {
    path.relative_to(PROJECT)
    for path in KIT.rglob("*")
    if path.is_file()
    and "__pycache__" not in path.parts
    and path.relative_to(KIT).parts[0] not in ("checks", "bank")  # this course's own
}
MODULES = sorted(
    ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    for path in FILES
    if path.suffix == ".py"
)
pytestmark = pytest.mark.timeout(900)  # the first test waits for a dozen processes
Command = Callable[..., "subprocess.CompletedProcess[str]"]


# -- the wheel and its environment ----------------------------------------------


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: setuptools writes beside what it builds."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    shutil.copytree(KIT, source / KIT.name, ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", made, source)
    (found,) = made.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A virtual environment of the wheel and what it asks for, and nothing else.

    Its libraries are hard links to this environment's: installing torch takes minutes.  A path
    to this environment's folder would be quicker, but the jail shows no other folder of libraries.
    """
    if sys.prefix == sys.base_prefix:
        pytest.skip("these tests run outside a virtual environment")
    temporary = tmp_path_factory.getbasetemp()
    near = temporary if temporary.stat().st_dev == os.stat(sys.prefix).st_dev else sys.prefix
    with tempfile.TemporaryDirectory(prefix="wheel-test-", dir=near) as folder:
        made = Path(folder, "environment")
        venv.create(made, symlinks=True, with_pip=False)
        for name in required("course-kit"):
            link_distribution(name, made)
        pip("--python", made / "bin/python", "install", "--no-deps", "--no-index", wheel)
        yield made


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def required(name: str) -> set[str]:
    """The distributions that one needs, directly or not, without its extras."""
    seen: set[tuple[str, str]] = set()
    todo = [(name, "")]
    while todo:
        needing, extra = todo.pop()
        for requirement in map(Requirement, metadata.requires(needing) or []):
            marker = requirement.marker
            if marker is None or marker.evaluate({"extra": extra}):
                new = {(requirement.name, wanted) for wanted in ("", *requirement.extras)} - seen
                seen |= new
                todo += new
    return {name for name, _ in seen}


def link_distribution(name: str, environment: Path) -> None:
    """Link the installed files of a distribution to their places in another environment."""
    for file in metadata.files(name) or []:
        kept = Path(os.path.normpath(str(file.locate())))
        target = environment / kept.relative_to(sys.prefix)
        # Headers and stubs are a third of the files, and no program that runs reads them.
        if file.suffix in (".h", ".pyi") or not kept.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.parent.name == "bin" and kept.read_bytes().startswith(b"#!"):
            script = kept.read_text().replace(f"#!{sys.prefix}/", f"#!{environment}/")
            target.write_text(script)
            target.chmod(0o755)
        elif not target.exists():
            link(kept, target)


def link(kept: Path, target: Path) -> None:
    try:
        os.link(kept, target)
    except OSError:  # somebody else's file, or another disk
        shutil.copy2(kept, target)


@pytest.fixture(scope="session")
def command(environment: Path) -> Command:
    """Run a command of the environment in a folder."""
    path = f"{environment}/bin{os.pathsep}{os.environ['PATH']}"
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}

    def run(program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(environment / "bin" / program), *arguments],
            cwd=cwd, env=variables | {"PATH": path, "COLUMNS": "100"},
            capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip

    return run


# -- a course made by it --------------------------------------------------------

STEPS = {
    "init": ["course", "init", "my-course", "--title", "My: [bold] course"],
    "new": ["course", "new", "momentum"],
    "release": ["course", "release"],
    "audit": ["course", "audit"],
    "doctor": ["course", "doctor"],
    "grade": ["course", "grade", "parabola", "--json", "marks.json"],
    "generate": ["nbgrader", "generate_assignment", "momentum", "--force"],
    "autograde": ["nbgrader", "autograde", "momentum"],
    "feedback": ["nbgrader", "generate_feedback", "momentum"],
    "validate": ["nbgrader", "validate", "work/submitted/solved/momentum/momentum.ipynb"],
}

PRYING = """\
def parabola_slope(x):
    import importlib, os
    reached = []
    for place in PLACES:
        for shown in (place, "/.below-tmp" + place):
            for look in (os.listdir, lambda folder: open(folder + "/checking/expect.py").read()):
                try:
                    reached += look(shown)
                except OSError:
                    pass
    for name in ("checking.expect", "expect", "audit", "nbgrader_bridge"):
        try:
            reached.append(importlib.import_module("autograder." + name))
        except ImportError:
            pass
    assert torch.__file__.startswith(ENVIRONMENT)
    if reached:
        raise RuntimeError(str(reached)[:200])
    return 2 * x
"""


@pytest.fixture(scope="session")
def course(
    environment: Path, command: Command, tmp_path_factory: pytest.TempPathFactory
) -> SimpleNamespace:
    """A new course on which every step has run, in order: ``root``, and what each ``said``."""
    empty = tmp_path_factory.mktemp("empty")
    root, said = empty / "my-course", {}
    for name, step in STEPS.items():
        if name == "grade":
            hand_in(Folders(root), environment)
        said[name] = command(*step, cwd=empty if name == "init" else root)
        assert root.is_dir(), said["init"].stderr
    return SimpleNamespace(root=root, said=said)


def hand_in(folders: Folders, environment: Path) -> None:
    """Let students hand in: the blank release, the solution, and one who looks around."""
    (kit,) = environment.glob("lib/python3*/site-packages/autograder")
    places = [str(kit), str(folders.root), str(folders.checks("parabola").parent)]
    prying = PRYING.replace("PLACES", repr(places)).replace("ENVIRONMENT", repr(str(environment)))
    for student, name, answer in [
        ("blank", "parabola", None),
        ("prying", "parabola", prying),
        ("solved", "parabola", solution(folders, "parabola")),
        ("solved", "momentum", solution(folders, "momentum")),
    ]:
        notebook = json.loads(folders.release(name).read_text())
        for cell in notebook["cells"]:
            if answer and cell["id"] == f"{name}_slope":
                cell["source"] = answer
        path = folders.submitted / student / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))


def solution(folders: Folders, name: str) -> str:
    return next(c.source for c in read_source(folders.solution(name)) if c.role == "exercise")


# -- tests ----------------------------------------------------------------------


def test_the_wheel_holds_the_kit_and_nothing_of_this_course(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {Path(name) for name in archive.namelist() if ".dist-info/" not in name}
    assert held == FILES


def test_every_module_can_be_imported_where_only_the_wheel_is_installed(
    environment: Path, command: Command, tmp_path: Path
) -> None:
    code = (
        "import importlib, json, sys\n"
        "found = [importlib.import_module(name).__file__ for name in json.loads(sys.argv[1])]\n"
        "print(json.dumps(found))"
    )
    said = command("python", "-c", code, json.dumps(MODULES), cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert all(Path(f).is_relative_to(environment) for f in json.loads(said.stdout))
    assert len(MODULES) == len(json.loads(said.stdout)) > 0


@pytest.mark.parametrize("step", STEPS)
def test_each_step_works_on_a_new_course(course: Any, step: str) -> None:
    said = course.said[step]
    assert said.returncode == 0, said.stdout + said.stderr
    assert "Traceback" not in said.stderr


def test_the_new_course_says_what_comes_next(course: Any) -> None:
    assert course.said["init"].stdout.splitlines()[-2:] == [
        "The course's id is my_course.",
        "Now: cd my-course, course release, course audit, course grade parabola",
    ]


def test_both_assignments_have_a_row_of_their_own_in_the_audit(course: Any) -> None:
    for name in ("parabola_slope", "momentum_slope"):
        (row,) = [s for s in course.said["audit"].stdout.splitlines() if f" {name} " in s]
        assert " ".join(row.replace("│", "").split()[1:]) == "2/2 3/3 2/3 4/4 0"


def test_students_get_the_points_that_they_earned(course: Any) -> None:
    marks = json.loads((course.root / "marks.json").read_text())
    found = {s["student"]: (s["points"], s["max_points"]) for s in marks["submissions"]}
    assert found == {"blank": (0, 4), "solved": (4, 4), "prying": (4, 4)}, marks


def test_a_student_reaches_neither_the_installed_kit_nor_the_course(course: Any) -> None:
    marks = json.loads((course.root / "marks.json").read_text())
    (prying,) = [s for s in marks["submissions"] if s["student"] == "prying"]
    said = [c["message"] for e in prying["exercises"].values() for c in e["checks"]]
    assert marks["sandbox"] == "full"
    assert said == ["", ""]


def test_nbgraders_commands_go_through_the_installed_kit(course: Any) -> None:
    folders = Folders(course.root)
    assert reports.load(folders, "momentum", "solved").points == 4
    assert (folders.feedback / "solved/momentum/momentum.html").is_file()
    assert "Success" in course.said["validate"].stdout


def test_all_that_is_made_in_a_new_course_is_ignored_by_git_or_meant_to_be_kept(
    course: Any,
) -> None:
    kept = {path.name for path in course.root.iterdir()} - {"marks.json"}
    assert kept == {
        ".gitignore", "README.md", "assignments", "bank", "checks", "course.schema.json",
        "course.yml", "nbgrader_config.py", "solutions", "work",
    }  # fmt: skip
