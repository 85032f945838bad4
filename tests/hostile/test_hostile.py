"""Every attack in this folder earns nothing, learns nothing, breaks nothing and leaves nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness import (
    ATTACKS,
    CANARY,
    HERE,
    MARK,
    Place,
    acting,
    attempt,
    copy_course,
    family,
    hand_in,
    honest,
    left_files,
    left_processes,
    prepare,
    read,
)

from autograder.course.load import open_course
from autograder.grading.engine import Engine
from autograder.nbgrader_bridge.gradebook import Gradebook, db_url
from autograder.sandbox.jail import available_level
from tests import sampling

pytestmark = pytest.mark.skipif(
    available_level()[0] != "full", reason="the hostile suite needs the full sandbox"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = prepare(tmp_path_factory.mktemp("course"))
    yield made
    made.close()


@pytest.mark.parametrize("path", ATTACKS, ids=lambda p: p.stem)
def test_an_attack_earns_learns_breaks_and_leaves_nothing(path: Path, place: Place) -> None:
    assert attempt(place, read(path)) == []


# -- the same by way of nbgrader ----------------------------------------------


@pytest.mark.timeout(1800)
def test_nbgrader_autograde_gives_a_class_of_attackers_the_same_scores(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    copy_course(tmp_path)
    course, folders = open_course(tmp_path)
    release = json.loads(folders.release("risk").read_text())
    on_risk = [path for path in ATTACKS if read(path).assignment == "risk"]
    attacks = [read(path) for path in sampling.one_of_each(on_risk, family, "nbgrader")]
    for attack in attacks:
        content = attack.notebook(release)
        hand_in(folders, attack.path.stem, content, attack.files)
    hand_in(folders, "honest", honest(release))
    shutil.rmtree(folders.submitted / "neighbour")
    made = run("nbgrader", "generate_assignment", "risk", "--force", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    graded = run("nbgrader", "autograde", "risk", cwd=tmp_path)
    assert CANARY not in graded.stdout + graded.stderr

    with Gradebook(db_url(folders), course.id) as gradebook:
        scores = {
            s.student_id: {g.name: g.auto_score for n in s.notebooks for g in n.grades}
            for s in gradebook.assignment_submissions("risk")
        }
    assert scores["honest"]["check-risks"] == 8
    assert scores["honest"]["check-sample_risk"] == 6
    for attack in attacks:
        if attack.keeps:
            score = scores[attack.path.stem]
            assert (score["check-risks"], score["check-sample_risk"]) == (0, 6), attack.path.name
            text = (folders.autograded / attack.path.stem / "risk/risk.ipynb").read_text()
            assert CANARY not in text
            left = {p.name for p in (folders.autograded / attack.path.stem).rglob("*.*")}
            assert left <= {"risk.ipynb", "timestamp.txt"}
        else:
            assert not scores.get(attack.path.stem, {}).get("check-risks")
    assert left_processes() == []
    assert not [p for root in ("/tmp", "/dev/shm") for p in Path(root).glob(f"*{MARK}*")]


# -- the harness itself -------------------------------------------------------


def test_without_walls_an_attack_that_knows_the_place_does_find_the_canary(place: Place) -> None:
    attack = read(HERE / "57_read_other_submissions.py")
    neighbour = place.folders.submitted / "neighbour/risk/risk.ipynb"
    attack.before = [("code", f"print(open({str(neighbour)!r}).read())")]
    open_engine = Engine(place.course, place.folders, "process")
    try:
        path = place.hand_in("control", attack.notebook(place.release))
        report = open_engine.grade("risk", "control", path)
    finally:
        open_engine.close()
    assert CANARY in json.dumps(report.to_json())


@pytest.mark.parametrize(
    "page",
    [
        "<script>1</script>", "<img src=x onerror=1>", "<a href=' javascript:1'>", "<svg></svg>",
        "<a href='data:text/html,x'>", "<p style='position:fixed'>", "<form action=x>",
        "<img src='data:image/svg+xml;base64,AAAA'>", "<a href='java\nscript:1'>",
        "<img src=http://evil/1.png>", "<style></style><style></style>",
        "<meta http-equiv=refresh content=0>",
    ],
)  # fmt: skip
def test_the_harness_notices_what_acts_in_a_page(page: str) -> None:
    assert acting(page)


def test_the_harness_notices_files_and_processes_that_stay(place: Place) -> None:
    path = Path("/dev/shm", f"{MARK}-control-{os.getpid()}")
    path.touch()
    named = subprocess.Popen([MARK, "60"], executable="/bin/sleep")
    try:
        while not Path(f"/proc/{named.pid}/cmdline").read_bytes():
            pass  # execve() has succeeded, and the kernel sets the arguments a moment later
        assert path in left_files(place)
        assert left_processes()
    finally:
        path.unlink()
        named.kill()
        named.wait()


def test_there_are_enough_attacks_and_each_says_what_it_tries() -> None:
    attacks = [read(path) for path in ATTACKS]
    assert len(attacks) >= 60
    assert all(a.tries.endswith(".") for a in attacks)
    assert len({a.tries for a in attacks}) == len(attacks)
