"""Who is measured: each grader's course, its commands, and the scores that it gives.

All get the same students' answers.  This kit gets them in its own releases; nbgrader and
otter in releases of a plain course, where the same hidden checks are ordinary hidden
tests (:mod:`autograder.bench.plain`).
"""

from __future__ import annotations

import functools
import json
import operator
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring import release
from autograder.bench import classroom, meter
from autograder.bench.classroom import Classroom
from autograder.bench.figures import Scores
from autograder.bench.meter import Usage
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.grading.engine import Engine
from autograder.reading.release import CHECK_PREFIX
from autograder.sandbox.limits import Level

BIN = Path(sys.prefix) / "bin"
LIBRARY = Path(__file__).resolve().parent.parent.parent  # where this kit is imported from
OTTER = Path(__file__).resolve().parent / "otter-requirements.txt"
SEED = 121  # of the plain graders' inputs, which hide nothing
TIMEOUT = 900  # seconds on the clock for a cell; a crowded machine must not cost a score


@dataclass
class BenchFolder:
    """Where a bench works: a course, and a folder of its own below that course's work/."""

    course: Course
    folders: Folders

    @property
    def root(self) -> Path:
        """The bench's folder."""
        return self.folders.work / "bench"

    @property
    def names(self) -> list[str]:
        """The assignments."""
        return [a.id for a in self.course.assignments]

    def rooms(self) -> list[Classroom]:
        """Everybody's answers to each assignment."""
        return [Classroom(self.folders, name, n) for n, name in enumerate(self.names)]

    def classroom(self, students: int) -> Path:
        """The folder with so many students' notebooks, as ``course grade --from`` wants it."""
        folder = self.root / "class" / str(students)
        if not folder.exists():
            staging = folder.with_suffix(".new")
            shutil.rmtree(staging, ignore_errors=True)
            for room in self.rooms():
                made = classroom.hand_in(room, self.folders.release(room.name), students)
                for student, content in made:
                    _write(staging / student / room.name / f"{room.name}.ipynb", content)
            staging.rename(folder)
        return folder

    def log(self, name: str) -> Path:
        """Where a command's output goes."""
        return self.root / f"{name}.log"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _renew(template: Path, target: Path) -> None:
    """Put a fresh copy of a folder in place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(template, target)


class Kit:
    """This kit, on a copy of the course whose gradebook knows the assignments."""

    def __init__(self, home: BenchFolder) -> None:
        self.home = home
        self.root = home.root / "kit"
        self.results = self.root / "results.json"

    def prepare(self) -> None:
        """Copy the course and make its gradebook.

        Raises:
            CourseError: when an assignment cannot be released.
        """
        from autograder.nbgrader_bridge.release import generate_assignment

        if (self.root / "template").exists():
            return
        shutil.rmtree(self.root, ignore_errors=True)
        own, course_root = self.home.folders, self.home.folders.root
        parts = (own.solutions, own.releases, own.checks_folder, own.bank_folder)
        for part in parts:
            shutil.copytree(part, self.root / part.relative_to(course_root))
        for name in ("course.yml", "nbgrader_config.py"):
            shutil.copyfile(course_root / name, self.root / name)
        _, folders = open_course(self.root)
        for name in self.home.names:
            generate_assignment(self.home.course, folders, name)
        shutil.copytree(folders.work, self.root / "template")

    def grade(self, name: str, students: int, *options: str, again: bool = False) -> Usage:
        """Grade a class.

        Args:
            name: The assignment.
            students: How many.
            options: Of ``course grade``.
            again: Keep what was graded before, so that only starting and looking is left.
        """
        if not again:
            _renew(self.root / "template", self.root / "work")
        command = [
            str(BIN / "course"), "grade", name, "--from", str(self.home.classroom(students)),
            "--json", str(self.results), *options,
        ]  # fmt: skip
        log = self.home.log("kit")
        return meter.measure(command, self.root, log, environment(), awaited=b"\n1/")

    def at_levels(self, name: str, students: int, *levels: Level) -> list[Usage]:
        """Grade each notebook at one level after the other, in this process: nothing else runs.

        Returns:
            The CPU seconds of each level; its other figures are nothing to compare.
        """
        course, folders = open_course(self.root)
        used = [0.0] * len(levels)
        engines = [Engine(course, folders, level) for level in levels]
        try:
            files = sorted(self.home.classroom(students).glob(f"*/{name}/*.ipynb"))
            for engine in engines:
                engine.grade(name, "nobody", files[0])  # not counted: it imports for all
            for turn, path in enumerate(files):
                for number in (range(len(levels)), reversed(range(len(levels))))[turn % 2]:
                    used[number] += engines[number].grade(name, "anybody", path).cpu_seconds
        finally:
            for engine in engines:
                engine.close()
        return [Usage(cpu, wall=0.0, peak_mib=0.0, first=0.0) for cpu in used]

    def scores(self) -> Scores:
        """What the last :meth:`grade` gave."""
        made = json.loads(self.results.read_text(encoding="utf-8"))["submissions"]
        return {one["student"]: one["points"] for one in made}


def environment() -> dict[str, str]:
    """What a command gets besides our own environment: this kit, and its programs first."""
    return {"PYTHONPATH": str(LIBRARY), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


class Floor:
    """The students' own code in forks of a warm interpreter."""

    def __init__(self, home: BenchFolder) -> None:
        self.home = home

    def run(self, name: str, students: int, at_once: int = 1) -> Usage:
        """Run a class's notebooks; none of them is what starting costs."""
        files = sorted(self.home.classroom(students).glob(f"*/{name}/*.ipynb")) if students else []
        command = [
            sys.executable, "-P", "-m", "autograder.bench.floor", str(at_once), *map(str, files),
        ]  # fmt: skip
        return meter.measure(
            command, self.home.root, self.home.log("floor"), environment() | ONE_THREAD
        )


ONE_THREAD = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], "1")


class Nbgrader:
    """A plain nbgrader course; a class is graded in one call."""

    def __init__(self, home: BenchFolder) -> None:
        self.home = home
        self.root = home.root / "nbgrader"

    def prepare(self, students: int) -> None:
        """Write the course, release it, and hand in so many students' notebooks.

        Raises:
            CourseError: when nbgrader refuses.
        """
        ready = self.root / "gradebook.ready"
        if not ready.exists():
            shutil.rmtree(self.root, ignore_errors=True)
            self.root.mkdir(parents=True)
            (self.root / "nbgrader_config.py").write_text(
                "c = get_config()\n"
                "c.CourseDirectory.course_id = 'bench'\n"
                f"c.Execute.timeout = {TIMEOUT}  # 30 s on a crowded machine would cost scores\n"
            )
            for name in self.home.names:
                text = json.dumps(self._source(name), ensure_ascii=False)
                _write(self.root / "source" / name / f"{name}.ipynb", text.encode())
                self._nbgrader("generate_assignment", name)
            shutil.copyfile(self.root / "gradebook.db", ready)
        shutil.rmtree(self.root / "submitted", ignore_errors=True)
        for room in self.home.rooms():
            released = self.root / "release" / room.name / f"{room.name}.ipynb"
            for student, content in classroom.hand_in(room, released, students):
                _write(self.root / "submitted" / student / room.name / released.name, content)

    def grade(self, name: str, *options: str, again: bool = False) -> Usage:
        """Grade all that was handed in; ``again`` finds it graded and ends."""
        if not again:
            shutil.rmtree(self.root / "autograded", ignore_errors=True)
            shutil.copyfile(self.root / "gradebook.ready", self.root / "gradebook.db")
        return self._nbgrader("autograde", name, *options)

    def scores(self, name: str) -> Scores:
        """What the last :meth:`grade` gave."""
        from autograder.nbgrader_bridge.gradebook import automatic_scores

        return automatic_scores(f"sqlite:///{self.root / 'gradebook.db'}", name)

    def _nbgrader(self, verb: str, *options: str) -> Usage:
        command = [str(BIN / "nbgrader"), verb, *options]
        return meter.measure(command, self.root, self.home.log("nbgrader"), environment())

    def _source(self, name: str) -> dict[str, Any]:
        """The instructor's notebook, with a cell of hidden tests below each visible check."""
        notebook = release.instructor_notebook(self.home.folders, name)
        cells: list[dict[str, Any]] = []
        for cell in notebook["cells"]:
            mark = cell["metadata"].get("nbgrader", {})
            if not mark.get("grade"):
                cells.append(cell)
                continue
            visible = {k: v for k, v in mark.items() if k != "points"} | {"grade": False}
            cells.append(cell | {"metadata": {"nbgrader": visible}})
            exercise = mark["grade_id"].removeprefix(CHECK_PREFIX)
            hidden = mark | {"grade_id": f"hidden-{exercise}"}
            source = f"### BEGIN HIDDEN TESTS\n{self._tests(name, exercise)}\n### END HIDDEN TESTS"
            cells.append(
                cell
                | {"id": hidden["grade_id"], "metadata": {"nbgrader": hidden}, "source": source}
            )
        return notebook | {"cells": cells}

    def _tests(self, name: str, exercise: str) -> str:
        path = str(self.home.folders.checks(name))
        return (
            "from autograder.bench import plain\n"
            f"plain.points({path!r}, {SEED}, {exercise!r}, globals())"
        )


class Otter:
    """``otter run`` for each notebook, in otter's own virtual environment."""

    def __init__(self, home: BenchFolder) -> None:
        self.home = home
        self.root = home.root / "otter"
        self.venv = home.root / "otter-venv"

    def prepare(self, students: int) -> None:
        """Make the environment, the test files and so many students' notebooks.

        Raises:
            CourseError: when otter cannot be installed; one line says why.
        """
        self._install()
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        for room in self.home.rooms():
            with zipfile.ZipFile(self.root / f"{room.name}.zip", "w") as archive:
                for exercise in room.exercises:
                    archive.writestr(f"tests/{exercise}.py", self._tests(room.name, exercise))
            made = classroom.hand_in(room, self.home.folders.release(room.name), students)
            for student, content in made:
                _write(self.root / room.name / student / f"{room.name}.ipynb", content)

    def run(self, name: str) -> Usage:
        """Grade an assignment's notebooks, each with one command."""
        variables = {"PYTHONPATH": str(LIBRARY), "PATH": f"{self.venv}/bin:/usr/bin:/bin"}
        used = []
        for path in sorted((self.root / name).glob("*/*.ipynb")):
            command = [
                str(self.venv / "bin/otter"), "run", str(path), "--no-logo",
                "-a", str(self.root / f"{name}.zip"), "-o", str(path.parent),
            ]  # fmt: skip
            used.append(meter.measure(command, self.root, self.home.log("otter"), variables))
        return functools.reduce(operator.add, used)

    def scores(self, name: str) -> Scores:
        """What the last :meth:`run` gave."""
        found: Scores = {}
        for path in sorted((self.root / name).glob("*/results.json")):
            tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
            found[path.parent.name] = round(sum(float(t.get("score", 0)) for t in tests), 6)
        return found

    @staticmethod
    def version() -> str:
        """Otter's version, as it is pinned."""
        lines = OTTER.read_text(encoding="utf-8").splitlines()
        return next(x.partition("==")[2] for x in lines if x.startswith("otter-grader=="))

    def _install(self) -> None:
        if (self.venv / "bin/otter").exists():
            return
        steps = [
            [sys.executable, "-m", "venv", str(self.venv)],
            [str(self.venv / "bin/pip"), "install", "--quiet", "--requirement", str(OTTER)],
        ]
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True, check=False)
            if done.returncode:
                shutil.rmtree(self.venv, ignore_errors=True)
                why = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
                raise CourseError(f"otter cannot be installed: {why}")

    def _tests(self, name: str, exercise: str) -> str:
        """A test file in otter's exception-based format, a case for each hidden check."""
        path = str(self.home.folders.checks(name))
        cases = [
            f"@test_case(name={check!r}, points={points!r}, hidden=True)\n"
            f"def {check}(env):\n    plain.run({path!r}, {SEED}, {check!r}, env)\n"
            for check, points in _rubric(self.home.folders.checks(name), exercise)
        ]
        head = (
            "from autograder.bench import plain\nfrom otter.test_files import test_case\n\n"
            f"OK_FORMAT = False\nname = {exercise!r}\npoints = None\n"
        )
        return "\n\n".join([head, *cases])


def _rubric(checks: Path, exercise: str) -> list[tuple[str, float]]:
    """An exercise's hidden checks and their points."""
    from autograder.bench import plain

    return [
        (name, float(check.points))  # type: ignore[attr-defined]
        for name, check in plain.checks(str(checks)).items()
        if check.exercise == exercise  # type: ignore[attr-defined]
    ]
