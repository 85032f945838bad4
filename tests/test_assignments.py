"""What holds for every assignment of course.yml, by the engine that grades a class.

Nothing here names an assignment or its points: tests/syllabus.yml does, for this course's own.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import samples
from autograder.authoring.reference import load_reference
from autograder.authoring.source import read_source
from autograder.checking.answers import Answer, read_bank
from autograder.course.load import open_course
from autograder.course.seed import without_secret
from autograder.grading.engine import Engine
from autograder.scoring.report import Report, rubric_points

ROOT = Path(__file__).parent.parent
COURSE, FOLDERS = open_course(ROOT)
NAMES = [assignment.id for assignment in COURSE.assignments]


@pytest.fixture(scope="module")
def engine():
    engine = Engine(without_secret(COURSE), FOLDERS)
    yield engine
    engine.close()


@pytest.fixture(scope="module", params=NAMES)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def points(engine, name) -> dict[str, float]:
    """Exercise → the sum of its hidden checks' marks, where points are decided."""
    return rubric_points(engine.grader(name).checker.checks)


@pytest.fixture(scope="module")
def perfect(engine, name, tmp_path_factory) -> Report:
    """The release with the reference in it, graded as a student's would be."""
    path = tmp_path_factory.mktemp("perfect") / f"{name}.ipynb"
    reference, _ = samples.plain(FOLDERS, name)
    path.write_text(json.dumps(reference.notebook))
    return engine.grade(name, "perfect", path)


@pytest.fixture(scope="module")
def blank(engine, name) -> Report:
    return engine.grade(name, "blank", FOLDERS.release(name))


def test_the_reference_earns_everything(perfect, points):
    assert perfect.status == "graded"
    assert {exercise: r.points for exercise, r in perfect.exercises.items()} == points
    assert perfect.repairs == []  # nor was a cell stopped for its time


def test_the_blank_release_earns_nothing_on_every_exercise(blank, points):
    assert blank.status == "graded"
    assert {e: r.points for e, r in blank.exercises.items()} == dict.fromkeys(points, 0.0)
    assert blank.untouched
    assert not any(blank.answered.values())


def test_a_blank_exercise_says_what_to_do(blank):
    for exercise in blank.exercises.values():
        failed = [check for check in exercise.checks if check.outcome == "failed"]
        assert failed
        assert all("not written yet" in check.what for check in failed)
        assert all("NameError" not in check.what for check in exercise.checks)


def test_the_reference_s_notebook_runs_without_an_error_and_shows_its_pictures(perfect):
    for cell in perfect.notebook["cells"]:
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error", output
            assert output.get("name") != "stderr", output
        if cell["id"].startswith("plot-"):
            assert any("image/png" in o.get("data", {}) for o in cell["outputs"]), cell["source"]


def test_the_visible_checks_pass_for_the_reference_with_a_line_that_says_so(perfect, points):
    checks = [c for c in perfect.notebook["cells"] if c["id"].startswith("check-")]
    assert {c["id"].removeprefix("check-") for c in checks} == set(points)
    for cell in checks:
        assert "checks pass" in cell["outputs"][-1]["text"]


def test_the_release_asks_for_the_exercises_and_points_of_the_hidden_checks(engine, name, points):
    release = engine.grader(name).release
    marks = [c.metadata["nbgrader"] for c in release.cells if "nbgrader" in c.metadata]
    checks = {m["grade_id"]: m["points"] for m in marks if m["grade"]}
    assert set(release.exercises) == set(points)
    assert checks == {f"check-{exercise}": most for exercise, most in points.items()}


def test_passing_the_visible_checks_does_not_settle_the_mark(name, points):
    """To each exercise a wrong answer, marked so, passes the visible check: others are needed."""
    cells = read_source(FOLDERS.solution(name))
    visible = {c.key: c.source for c in cells if c.role == "check"}
    namespace = load_reference(FOLDERS.solution(name))
    settled = set(points)
    for answer in read_bank(FOLDERS.bank(name)):
        hidden = answer.exercise in settled and answer.hidden
        if hidden and passes(answer, visible[answer.exercise], namespace):
            settled.discard(answer.exercise)
    assert settled == set(), "no wrong answer in the bank passes the visible check, marked hidden"


def test_the_visible_checks_leave_few_mistakes_to_the_hidden_ones(name):
    wrong = [a for a in read_bank(FOLDERS.bank(name)) if a.kind == "wrong"]
    assert len([a for a in wrong if a.hidden]) <= 0.1 * len(wrong)


def test_each_visible_check_says_first_what_it_is(name):
    for cell in read_source(FOLDERS.solution(name)):
        if cell.role == "check":
            assert cell.source.startswith("# Visible check of "), cell.key


def passes(answer: Answer, check: str, reference: dict[str, Any]) -> bool:
    """Whether a known answer passes the visible check of its exercise.

    Without a time limit: the audit has one, and here an interrupted import would stay broken.
    """
    namespace = dict(reference)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch has some of its own; a student goes on
        try:
            exec(answer.source, namespace)
            exec(check, namespace)
        except Exception:
            return False
    return True
