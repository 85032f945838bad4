"""The kit can be installed: from its wheel, in an environment that knows nothing of this folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.jail import available_level

PROJECT = Path(__file__).resolve().parent.parent
OURS = ("__editable__", "course_kit")  # how this checkout is installed here
SCRIPTS = ("alembic", "nbgrader")

Run = Callable[..., str]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves folders beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "autograder", source / "autograder", ignore=ignore)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(source)], check=True, timeout=250)
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; the other packages are this one's, by hard links.

    They lie inside it, because the jail shows students the interpreter's own prefix alone.
    """
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    here = Path(sysconfig.get_path("purelib"))
    there = folder / here.relative_to(sys.prefix)
    for entry in here.iterdir():
        if not entry.name.startswith(OURS) and entry.name != "__pycache__":
            copy(entry, there / entry.name)
    python = folder / "bin/python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, timeout=250)
    for name in SCRIPTS:
        script = Path(sys.prefix, "bin", name).read_text().splitlines()
        (folder / "bin" / name).write_text("\n".join([f"#!{python}", *script[1:]]) + "\n")
        (folder / "bin" / name).chmod(0o755)
    return folder


def copy(entry: Path, target: Path) -> None:
    if entry.is_dir():
        shutil.copytree(entry, target, copy_function=link_or_copy, symlinks=True)
    else:
        link_or_copy(entry, target)


def link_or_copy(source: Path | str, target: Path | str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


@pytest.fixture(scope="session")
def run(environment: Path) -> Run:
    """Run a program of the fresh environment; what it printed, or all it said where it failed."""

    def started(program: str, *arguments: str, cwd: Path) -> str:
        path = f"{environment / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
        ended = subprocess.run(
            [str(environment / "bin" / program), *arguments],
            cwd=cwd, env={"PATH": path, "HOME": str(cwd), "COLUMNS": "100"},
            capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, f"{program} {arguments}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    return started


def test_the_wheel_holds_the_kit_and_nothing_of_this_course(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "autograder/feedback/templates/feedback.html.j2" in names
    assert "autograder/authoring/templates/course/course.yml.txt" in names
    packages = {name.split("/")[1] for name in names if name.startswith("autograder/")}
    assert not packages & {"checks", "bank"}
    assert {name.split("/")[0] for name in names} - {"autograder"} == {
        next(name.split("/")[0] for name in names if name.endswith("/METADATA"))
    }


IMPORT_ALL = """
import importlib, pkgutil, autograder
names = [m.name for m in pkgutil.walk_packages(autograder.__path__, "autograder.")]
for name in names:
    importlib.import_module(name)
print(autograder.__file__, *sorted(names))
"""


def test_every_module_of_it_can_be_imported_there(
    run: Run, environment: Path, tmp_path: Path
) -> None:
    where, *names = run("python", "-c", IMPORT_ALL, cwd=tmp_path).split()
    assert Path(where).is_relative_to(environment)
    sources = PROJECT.glob("autograder/**/*.py")
    dotted = {".".join(p.relative_to(PROJECT).with_suffix("").parts) for p in sources}
    ours = {name.removesuffix(".__init__") for name in dotted} - {"autograder"}
    data = ("autograder.checks.", "autograder.bank.")
    assert set(names) == {name for name in ours if not name.startswith(data)}


@pytest.fixture(scope="session")
def course(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course made and released by the installed command, with one submission."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run("course", "init", "my-course", cwd=folder)
    root = folder / "my-course"
    assert run("course", "release", cwd=root) == "parabola: assignments/parabola/parabola.ipynb\n"
    hand_in(root, "anna")
    return root


LOOK = """\
import glob, os, site
print([p for d in site.getsitepackages() for p in glob.glob(f"{d}/autograder/**", recursive=True)
       if os.path.isfile(p)])
try:
    import autograder.checking.expect
except Exception as error:
    print(type(error).__name__)
"""


def hand_in(root: Path, student: str) -> None:
    """The right answer, and a cell that looks for the kit's own files."""
    release = json.loads((root / "assignments/parabola/parabola.ipynb").read_text())
    for cell in release["cells"]:
        if cell["id"] == "parabola_slope":
            cell["source"] = "def parabola_slope(x):\n    return 2 * x\n"
    look: dict[str, Any] = {"cell_type": "code", "id": "look", "metadata": {}, "source": LOOK}
    release["cells"].append(look | {"outputs": [], "execution_count": None})
    folder = root / "work/submitted" / student / "parabola"
    folder.mkdir(parents=True)
    (folder / "parabola.ipynb").write_text(json.dumps(release))


needs_namespaces = pytest.mark.skipif(
    available_level()[0] != "full", reason="a new course demands the full sandbox"
)


@needs_namespaces
def test_a_new_course_is_audited_and_graded_and_grows_there(course: Path, run: Run) -> None:
    run("course", "audit", cwd=course)
    run("course", "grade", "parabola", "--json", "marks.json", cwd=course)
    [graded] = json.loads((course / "marks.json").read_text())["submissions"]
    assert (graded["student"], graded["points"], graded["max_points"]) == ("anna", 4.0, 4.0)
    assert (course / "work/feedback/anna/parabola/parabola.html").is_file()
    run("course", "new", "momentum", cwd=course)
    assert "momentum: " in run("course", "release", cwd=course)


@needs_namespaces
def test_nbgraders_own_commands_work_there(course: Path, run: Run) -> None:
    hand_in(course, "bo")
    run("nbgrader", "generate_assignment", "parabola", "--force", cwd=course)
    run("nbgrader", "autograde", "parabola", "--student", "bo", cwd=course)
    run("nbgrader", "generate_feedback", "parabola", "--student", "bo", cwd=course)
    page = (course / "work/feedback/bo/parabola/parabola.html").read_text()
    assert "4 of" in page
    graded = json.loads((course / "work/autograded/bo/parabola/parabola.ipynb").read_text())
    [look] = [c for c in graded["cells"] if "getsitepackages" in "".join(c["source"])]
    assert "".join(look["outputs"][0]["text"]) == "[]\nModuleNotFoundError\n"
