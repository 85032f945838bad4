"""The bench: its arithmetic, its accounting and its class; nothing here asserts a time."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from autograder.authoring.reference import load_reference
from autograder.bench import classroom, figures, meter, plain, report, run
from autograder.bench.classroom import Classroom
from autograder.bench.contenders import BenchFolder, Floor, Kit, Nbgrader, Otter
from autograder.bench.figures import Bench, Growth, Round, Spread
from autograder.bench.meter import Usage
from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError


def used(cpu: float, wall: float = 10.0, peak: float = 100.0, first: float = 5.0) -> Usage:
    return Usage(cpu, wall, peak, first)


@pytest.fixture
def measured() -> Bench:
    """Two rounds of ten notebooks, as they could have been recorded."""
    bench = Bench({"cores": "2"}, missing={"otter": "otter cannot be installed: no network"})
    for name, kit in [("risk", 20.0), ("minima", 30.0)]:
        runs = {
            "kit2": used(kit, wall=5.0), "kit1": used(kit), "kit_start": used(10.0),
            "nojail": used(kit - 1), "inside": used(kit), "outside": used(kit * 0.99),
            "floor": used(12.0), "floor_two": used(12.0, wall=6.0),
            "floor_start": used(2.0, wall=1.0),
            "nbgrader": used(60.0), "nbgrader_start": used(0.0), "imports": used(2.0, wall=2.0),
        }  # fmt: skip
        scores = {"kit": {"a": 3.0, "b": 1.5}, "nbgrader": {"a": 3.0, "b": 1.5}}
        bench.rounds.append(Round(name, 10, runs, scores))
    bench.growth = [Growth(100, used(110.0), used(10.0, wall=1.0))]
    bench.growth_assignment = "risk"
    return bench


# -- arithmetic ---------------------------------------------------------------


def test_the_spread_is_the_median_the_least_and_the_most() -> None:
    assert Spread.of([5.0, 1.0, 2.0]) == Spread(2.0, 1.0, 5.0)
    assert Spread.of([1.0, 2.0]) == Spread(1.5, 1.0, 2.0)
    assert Spread.of([]) is None


def test_a_cost_is_per_submission_with_and_without_starting(measured: Bench) -> None:
    first = measured.rounds[0]
    assert figures.cpu_each(first, "kit2") == 2.0
    assert figures.cpu_beyond(first, "kit2", "kit_start") == 1.0
    assert figures.cpu_beyond(first, "kit2", "") == 2.0
    assert figures.rate(first, "kit2") == 2.0


def test_a_ratio_is_taken_within_a_round(measured: Bench) -> None:
    ratio = next(t for t in report._targets() if t.words.startswith("CPU, nbgrader as it comes"))
    assert ratio.spread(measured.rounds) == Spread(4.5, 3.0, 6.0)
    del measured.rounds[1].runs["nbgrader"]
    assert ratio.spread(measured.rounds) == Spread(6.0, 6.0, 6.0)


def test_one_command_after_the_other_adds_up_but_for_the_memory() -> None:
    assert used(1.0, 2.0, 300.0, 0.5) + used(2.0, 3.0, 200.0) == Usage(3.0, 5.0, 300.0, 0.5)


def test_graders_that_disagree_are_named(measured: Bench) -> None:
    first = measured.rounds[0]
    assert figures.disagreements(first) == []
    first.scores["nbgrader"]["b"] = 1.0
    first.scores["otter"] = {"a": 3.0}
    assert figures.disagreements(first) == ["b risk: kit 1.5, nbgrader 1.0, otter None"]


def test_measurements_survive_the_disk(measured: Bench) -> None:
    assert figures.from_json(json.loads(json.dumps(measured.to_json()))) == measured


# -- tables -------------------------------------------------------------------


def test_the_tables_say_what_was_measured_and_what_was_not(measured: Bench) -> None:
    text = report.markdown(measured)
    kit = "| this kit, 2 workers | 2.50 (2.00 – 3.00) | 1.50 (1.00 – 2.00) | 2.00 (2.00 – 2.00) "
    assert kit + "| 100 |" in text
    assert "| `otter run` | not measured: otter cannot be installed: no network |" in text
    assert "| 1.50 (1.00 – 2.00) | ≤ 1.80 | undecided |" in text
    assert "| ≥ 60.00 | not measured |" in text
    assert "| 100 | 1.10 | 1.00 | 10.00 | 100 | 10.0% | 9.1% |" in text
    assert "4 submissions by kit, nbgrader; 4 agree" in text


def test_what_the_cores_give_stands_beside_what_two_workers_give(measured: Bench) -> None:
    [line] = [x for x in report.markdown(measured).splitlines() if "2 bare forks" in x]
    assert line.endswith("| 1.80 (1.80 – 1.80) |  |  |")  # 10 s and 6, both without the first


def test_the_jail_s_share_is_of_the_same_notebooks_in_turns(measured: Bench) -> None:
    [line] = [x for x in report.markdown(measured).splitlines() if "jail's share" in x]
    assert line.endswith("| 1.0% (1.0% – 1.0%) | ≤ 5.0% | met |")


def test_a_missed_target_is_called_missed(measured: Bench) -> None:
    [line] = [x for x in report.markdown(measured).splitlines() if x.startswith("| the same, st")]
    assert line.endswith("| 2.50 (2.00 – 3.00) | ≥ 20.00 | missed |")


def test_a_target_is_met_only_where_every_round_meets_it() -> None:
    assert report._verdict(Spread(3, 2, 4), 2, above=True) == "met"
    assert report._verdict(Spread(3, 1, 4), 2, above=True) == "undecided"
    assert report._verdict(Spread(3, 1, 4), 5, above=False) == "met"
    assert report._verdict(Spread(3, 1, 4), 0.5, above=False) == "missed"


def test_nothing_measured_is_no_figure() -> None:
    text = report.markdown(Bench())
    assert "| floor: the students' code in bare forks | not measured |" in text
    assert "met |" not in text.replace("| not measured |", "")


def test_a_page_without_a_place_is_told_before_anything_is_measured(
    course_root: Path, invoke: Callable[..., SimpleNamespace]
) -> None:
    (course_root / "page.md").write_text("words\n")
    done = invoke("bench", "--write", "page.md", cwd=course_root)
    assert done.returncode == 2
    assert "page.md has no place for the table: one <!-- course bench: begin -->" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (course_root / "page.md").read_text() == "words\n"


# -- accounting ---------------------------------------------------------------

BURN = "import time\nwhile time.process_time() < {}: pass"


def measured_cpu(tmp_path: Path, code: str) -> float:
    return meter.measure([sys.executable, "-c", code], tmp_path, tmp_path / "log").cpu


def test_the_time_of_grandchildren_is_counted(tmp_path: Path) -> None:
    inner = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN.format(0.4)!r}])"
    outer = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {inner!r}])"
    assert measured_cpu(tmp_path, outer) > 0.4


def test_the_time_of_a_daemon_that_outlives_its_command_is_counted(tmp_path: Path) -> None:
    burner = f"import os\nif os.fork() == 0:\n    os.setsid()\n    {BURN.format(0.4)}"
    code = burner.replace("\nwhile", "\n    while")
    assert measured_cpu(tmp_path, code) > 0.4


def test_the_time_of_a_killed_child_is_counted(tmp_path: Path) -> None:
    code = (
        "import os, signal, time\nreader, writer = os.pipe()\npid = os.fork()\n"
        "if pid == 0:\n    while time.process_time() < 0.4: pass\n"
        "    os.write(writer, b'x'); time.sleep(60)\n"
        "os.read(reader, 1); os.kill(pid, signal.SIGKILL)"
    )
    assert measured_cpu(tmp_path, code) > 0.4


def test_the_memory_is_that_of_the_whole_tree(tmp_path: Path) -> None:
    hold = "b = bytearray(b'x' * 60_000_000)\nimport time; time.sleep(4)"
    code = (
        f"import subprocess, sys\np = [subprocess.Popen([sys.executable, '-c', {hold!r}]) "
        "for _ in range(2)]\nfor q in p: q.wait()"
    )
    usage = meter.measure([sys.executable, "-c", code], tmp_path, tmp_path / "log")
    assert usage.peak_mib > 110


def test_what_is_awaited_ends_the_first_part(tmp_path: Path) -> None:
    code = "import time; print('ready', flush=True); time.sleep(2)"
    command = [sys.executable, "-c", code]
    usage = meter.measure(command, tmp_path, tmp_path / "log", awaited=b"ready")
    assert usage.first < usage.wall
    never = meter.measure(command, tmp_path, tmp_path / "log", awaited=b"never")
    assert never.first == never.wall


def test_a_command_that_fails_is_told_by_its_last_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('one', flush=True); sys.exit('two')"]
    with pytest.raises(CourseError, match=r"failed \(1\): two$"):
        meter.measure(command, tmp_path, tmp_path / "log")
    with pytest.raises(CourseError, match="No such file"):
        meter.measure(["/nowhere/at/all"], tmp_path, tmp_path / "log")


# -- the class ----------------------------------------------------------------


def test_the_class_is_the_same_every_time_and_not_all_alike(folders: Folders) -> None:
    release = folders.release("risk")
    one = dict(classroom.hand_in(Classroom(folders, "risk", 0), release, 9))
    two = dict(classroom.hand_in(Classroom(folders, "risk", 0), release, 9))
    assert one == two
    assert len(set(one.values())) == 9


def test_every_student_answers_but_for_a_mistake_or_a_gap(folders: Folders) -> None:
    room = Classroom(folders, "risk", 0)
    kinds = []
    for number in range(classroom.PERIOD):
        answers = room.answers(number)
        wrong = [e for e, source in answers.items() if source in room.wrong[e]]
        kinds.append((len(answers), len(wrong)))
    assert kinds == [(2, 0), (2, 1), (2, 0), (1, 0)]


def test_a_notebook_holds_the_answers_and_the_rest_of_the_release(folders: Folders) -> None:
    room = Classroom(folders, "risk", 0)
    release = json.loads(folders.release("risk").read_text())
    made = room.fill_in(release, 0)
    sources = {c["id"]: c["source"] for c in made["cells"]}
    assert sources["risks"] == room.answers(0)["risks"]
    given = {c["id"]: c["source"] for c in release["cells"]}
    assert {i for i in given if sources[i] != given[i]} == {"risks", "sample_risk"}


# -- equal checks -------------------------------------------------------------


def earned(folders: Folders, answers: dict[str, str], exercise: str) -> float:

    namespace = load_reference(folders.solution("risk"))
    for source in answers.values():
        exec(source, namespace)
    return plain.points(str(folders.checks("risk")), 121, exercise, namespace)


def test_the_plain_checks_give_what_the_rubric_says(folders: Folders) -> None:
    room = Classroom(folders, "risk", 0)
    for answers in [room.answers(0), room.answers(2)]:
        assert earned(folders, answers, "risks") == 8.0
        assert earned(folders, answers, "sample_risk") == 6.0


def test_the_plain_checks_take_points_for_a_mistake(folders: Folders) -> None:
    room = Classroom(folders, "risk", 0)
    assert earned(folders, {"risks": room.wrong["risks"][0]}, "risks") < 8.0


@pytest.mark.parametrize(
    ("x", "points"),
    [(0.5, 1), (torch.tensor(0.5), 1), (torch.linspace(0, 1, 11), 11), (np.zeros(7), 7)],
)
def test_plain_checks_count_the_points_of_numbers_arrays_and_tensors(x: Any, points: int) -> None:
    counted = plain.Counted(lambda x: x)
    counted(x)
    assert counted.calls == points


def test_the_plain_checks_leave_pytest_as_it_was(folders: Folders) -> None:
    plain.checks(str(folders.checks("risk")))
    assert sys.modules["pytest"] is pytest


def test_the_plain_courses_hold_every_exercise_and_every_point(
    course: Course, folders: Folders
) -> None:
    home = BenchFolder(course, folders)
    cells = Nbgrader(home)._source("risk")["cells"]
    marks = [c["metadata"].get("nbgrader", {}) for c in cells]
    graded = {m["grade_id"]: m["points"] for m in marks if m.get("grade")}
    assert graded == {"hidden-risks": 8.0, "hidden-sample_risk": 6.0}
    assert len({m["grade_id"] for m in marks if m}) == len([m for m in marks if m])
    tests = Otter(home)._tests("risk", "risks")
    assert tests.count("@test_case(") == 5
    compile(tests, "risks.py", "exec")


# -- the command --------------------------------------------------------------


class Meter:
    """Stands for the real one: notes each command, and leaves the results that it would leave."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    def measure(self, command: Sequence[str], *arguments: Any, **keywords: Any) -> Usage:
        self.commands.append(" ".join(command[1:]))
        if "--json" in command:
            graded = {"student": "s0000", "points": 14.0}
            file = Path(command[command.index("--json") + 1])
            file.write_text(json.dumps({"submissions": [graded]}))
        return Usage(cpu=2.0, wall=1.0, peak_mib=100.0, first=0.5)


def test_the_command_measures_everybody_in_turn_and_writes_the_table(
    course_root: Path, invoke: Callable[..., SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    meter = Meter()
    monkeypatch.setattr("autograder.bench.meter.measure", meter.measure)
    levels = {"full": meter.measure(["-"]), "process": meter.measure(["-"])}
    monkeypatch.setattr(Kit, "at_levels", lambda self, name, n, *asked: [levels[v] for v in asked])
    done = invoke(
        "bench", "--only", "kit,nojail,floor", "--rounds", "1", "--students", "1", "--sizes", "-",
        "--write", "performance.md", "--json", "bench.json", cwd=course_root,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [round_] = json.loads((course_root / "bench.json").read_text())["rounds"]
    assert set(round_["runs"]) == {
        "kit2", "kit_start", "nopictures", "kit1", "nojail", "inside", "outside",
        "floor", "floor_two", "floor_start", "imports",
    }  # fmt: skip
    assert round_["scores"] == {"kit": {"s0000": 14.0}}
    jobs = [re.findall(r"--jobs (\d)", c) for c in meter.commands if c.startswith("grade")]
    assert jobs == [["2"], ["2"], ["2"], ["1"], ["2"]]
    assert [c for c in meter.commands if "--sandbox process" in c and "--jobs 2" in c]
    page = (course_root / "performance.md").read_text()
    assert page.count("| this kit, 2 workers | ") == 1
    assert "| `otter run` | not measured |" in page
    assert not (course_root / "work/gradebook.db").exists()


def test_what_is_measured_is_the_real_command_and_the_real_floor(
    course: Course, course_root: Path
) -> None:
    home = BenchFolder(course, Folders(course_root))
    home.root.mkdir(parents=True)
    kit, floor = Kit(home), Floor(home)
    kit.prepare()
    assert kit.grade("risk", 1, "--jobs", "1").cpu > 0
    assert kit.scores() == {"s0000": 14.0}
    assert floor.run("risk", 1).cpu > 0
    assert not (course_root / "work/gradebook.db").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "kit,oter"], "'oter' is none of"),
        (["--sizes", "10,many"], "--sizes reads like 10,100,1000"),
        (["--sizes", "0"], "--sizes reads like 10,100,1000"),
        (["--resume"], "holds no measurements to go on from"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    course_root: Path, invoke: Callable[..., SimpleNamespace], arguments: list[str], words: str
) -> None:
    done = invoke("bench", *arguments, cwd=course_root)
    assert done.returncode == 2
    assert words in done.stderr.replace("\n", " ")


def test_a_run_goes_on_where_it_was_stopped(
    course: Course, folders: Folders, tmp_path: Path, measured: Bench,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    runner = run.Runner(course, folders, ["kit"], 10, lambda line: None)
    runner.file = tmp_path / "measurements.json"
    runner.bench = measured
    runner._keep()
    runner.bench = Bench()
    runner.resume()
    assert runner.bench == measured
    made: list[str] = []
    monkeypatch.setattr(runner, "_round", lambda name, n: made.append(name) or Round(name, 10))
    runner.rounds(3)
    assert made == ["risk"]


def test_who_cannot_be_had_is_left_out_with_the_reason(
    course: Course, course_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise CourseError("otter cannot be installed: no network")

    said: list[str] = []
    runner = run.Runner(course, Folders(course_root), ["otter"], 1, said.append)
    monkeypatch.setattr(runner.otter, "_install", refuse)
    runner.prepare()
    assert runner.bench.missing == {"otter": "otter cannot be installed: no network"}
    assert said[-1] == "otter is not measured: otter cannot be installed: no network"
