"""The rounds: every contender in turn on the same notebooks, then classes of growing size.

What was measured is on the disk before the next command starts, so that a run that
was stopped can go on (``--resume``).
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Collection, Sequence
from importlib.metadata import version
from pathlib import Path

from autograder.bench import figures, meter
from autograder.bench.contenders import BenchFolder, Floor, Kit, Nbgrader, Otter, environment
from autograder.bench.figures import Bench, Growth, Round
from autograder.bench.meter import Usage
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.files import write_atomically

Say = Callable[[str], None]

GROUPS = ("kit", "nojail", "floor", "nbgrader", "otter")  # what --only may name
NOW = "--Execute.shutdown_kernel=immediate"


class Runner:
    """One run of ``course bench``.

    Args:
        course: The course; its own gradebook and submissions are left alone.
        folders: Its folders; everything is made below work/bench.
        only: The groups to measure.
        students: How many notebooks of an assignment each contender gets in a round.
        say: Shows one line.
    """

    def __init__(
        self, course: Course, folders: Folders, only: Collection[str], students: int, say: Say
    ) -> None:
        self.home = BenchFolder(course, folders)
        self.students, self.only, self.say = students, only, say
        self.file = self.home.root / "measurements.json"
        self.kit, self.floor = Kit(self.home), Floor(self.home)
        self.nbgrader, self.otter = Nbgrader(self.home), Otter(self.home)
        self.bench = Bench(machine=machine())

    def resume(self) -> None:
        """Take up what was measured before.

        Raises:
            CourseError: when there is nothing.
        """
        try:
            self.bench = figures.from_json(json.loads(self.file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            raise CourseError(f"{self.file} holds no measurements to go on from") from None

    def prepare(self) -> None:
        """Make the courses; a grader that cannot be installed is left out, with the reason."""
        self.home.root.mkdir(parents=True, exist_ok=True)
        self.bench.missing = {}
        makers: dict[str, Callable[[], None]] = {
            "kit": self.kit.prepare,
            "nbgrader": lambda: self.nbgrader.prepare(self.students),
            "otter": lambda: self.otter.prepare(self.students),
        }
        for who, make in makers.items():
            if who not in self.only:
                continue
            self.say(f"preparing {who} …")
            try:
                make()
            except CourseError as error:
                if who == "kit":
                    raise
                self.bench.missing[who] = str(error)
                self.say(f"{who} is not measured: {error}")

    def rounds(self, count: int) -> None:
        """Measure rounds until there are so many, one assignment after the other."""
        names = self.home.names
        for number in range(len(self.bench.rounds), count):
            name = names[number % len(names)]
            self.say(f"round {number + 1} of {count}: {name}, {self.students} notebooks")
            self.bench.rounds.append(self._round(name, number))
            self._keep()

    def growth(self, sizes: Sequence[int]) -> None:
        """Grade classes of these sizes in the course's first assignment, each of them twice."""
        name = self.bench.growth_assignment = self.home.names[0]
        known = {g.students for g in self.bench.growth}
        for size in (s for s in sizes if s not in known):
            self.say(f"a class of {size}: {name}")
            first = self.kit.grade(name, size, "--jobs", "2")
            again = self.kit.grade(name, size, "--jobs", "2", again=True)
            self.bench.growth.append(Growth(size, first, again))
            self._keep()

    def _round(self, name: str, number: int) -> Round:
        """Everybody once; who begins changes from round to round."""
        round_ = Round(name, self.students)
        turns = [t for t in self._turns() if t[0] in self.only and t[0] not in self.bench.missing]
        shift = number % max(len(turns), 1)
        for _, turn in turns[shift:] + turns[:shift]:
            turn(name, round_)
        command = [sys.executable, "-c", "import torch, matplotlib.pyplot"]
        log = self.home.log("imports")
        round_.runs["imports"] = meter.measure(command, self.home.root, log, environment())
        return round_

    def _turns(self) -> list[tuple[str, Callable[[str, Round], None]]]:
        return [
            ("kit", self._kit_with_two),
            ("kit", self._kit_with_one),
            ("nojail", self._without_the_jail),
            ("floor", self._floor),
            ("nbgrader", self._nbgrader),
            ("nbgrader", self._nbgrader_now),
            ("otter", self._otter),
        ]

    def _note(self, round_: Round, who: str, used: Usage) -> None:
        round_.runs[who] = used
        self.say(f"  {who}: {used.cpu:.1f} s of CPU, {used.wall:.1f} s")

    def _kit_with_two(self, name: str, round_: Round) -> None:
        self._note(round_, "kit2", self.kit.grade(name, self.students, "--jobs", "2"))
        round_.scores["kit"] = self.kit.scores()
        again = self.kit.grade(name, self.students, "--jobs", "2", again=True)
        self._note(round_, "kit_start", again)
        plain = self.kit.grade(name, self.students, "--jobs", "2", "--no-pictures")
        self._note(round_, "nopictures", plain)

    def _kit_with_one(self, name: str, round_: Round) -> None:
        self._note(round_, "kit1", self.kit.grade(name, self.students, "--jobs", "1"))

    def _without_the_jail(self, name: str, round_: Round) -> None:
        options = ("--jobs", "2", "--sandbox", "process")
        self._note(round_, "nojail", self.kit.grade(name, self.students, *options))
        inside, outside = self.kit.at_levels(name, self.students, "full", "process")
        self._note(round_, "inside", inside)
        self._note(round_, "outside", outside)

    def _floor(self, name: str, round_: Round) -> None:
        self._note(round_, "floor", self.floor.run(name, self.students))
        self._note(round_, "floor_two", self.floor.run(name, self.students, 2))
        self._note(round_, "floor_start", self.floor.run(name, 0))

    def _nbgrader(self, name: str, round_: Round) -> None:
        self._note(round_, "nbgrader", self.nbgrader.grade(name))
        round_.scores["nbgrader"] = self.nbgrader.scores(name)
        self._note(round_, "nbgrader_start", self.nbgrader.grade(name, again=True))

    def _nbgrader_now(self, name: str, round_: Round) -> None:
        self._note(round_, "nbgrader_now", self.nbgrader.grade(name, NOW))

    def _otter(self, name: str, round_: Round) -> None:
        self._note(round_, "otter", self.otter.run(name))
        round_.scores["otter"] = self.otter.scores(name)

    def _keep(self) -> None:
        text = json.dumps(self.bench.to_json(), indent=1) + "\n"
        write_atomically(self.file, text.encode())


def machine() -> dict[str, str]:
    """What this run happens on."""
    packages = {n: version(n) for n in ("torch", "matplotlib", "ipython", "nbgrader")}
    return {
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "otter": Otter.version(),
    } | packages


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), "?")
