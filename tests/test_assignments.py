"""Every assignment of course.yml, by the engine that grades a class."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.authoring import release
from autograder.authoring.reference import load_reference
from autograder.authoring.source import read_source
from autograder.checking.answers import read_bank
from autograder.course.load import open_course
from autograder.grading.engine import Engine
from autograder.scoring.report import Report

ROOT = Path(__file__).parent.parent
COURSE, FOLDERS = open_course(ROOT)
NAMES = [assignment.id for assignment in COURSE.assignments]

# The contract of the course: names and points are fixed, because other tools rely on them.
POINTS = {
    "risk": {"risks": 8, "sample_risk": 6},
    "minima": {
        "grid_min": 6, "bracket_min": 5, "gradient_descent": 6, "global_min": 7, "excess_risk": 4,
    },
    "stationary": {"grad_hess": 6, "classify": 8, "newton": 5},
    "saddles": {"escape_direction": 5, "steps_to_escape": 6, "perturbed_gd": 7},
    "gradients": {"act_grad": 5, "chain_grad": 5, "permute_hidden": 5, "spectrum_signs": 6},
}  # fmt: skip
WRITTEN = {"risk": 3, "minima": 3, "stationary": 3, "saddles": 4, "gradients": 7}
FUNCTIONS = {"risks": ["f", "g"]}  # every other exercise asks for one function of its own name


@pytest.fixture(scope="module")
def engine():
    engine = Engine(COURSE, FOLDERS)
    yield engine
    engine.close()


@pytest.fixture(scope="module", params=NAMES)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def perfect(engine, name, tmp_path_factory) -> Report:
    """The instructor's notebook, graded as a student's would be."""
    path = tmp_path_factory.mktemp("perfect") / f"{name}.ipynb"
    path.write_text(json.dumps(release.instructor_notebook(FOLDERS, name)))
    return engine.grade(name, "perfect", path)


@pytest.fixture(scope="module")
def blank(engine, name) -> Report:
    return engine.grade(name, "blank", FOLDERS.release(name))


def test_the_course_has_a_hundred_automatic_and_twenty_written_points():
    assert sum(sum(exercises.values()) for exercises in POINTS.values()) == 100
    assert sum(WRITTEN.values()) == 20
    assert list(POINTS) == NAMES


def test_the_reference_earns_everything(perfect, name):
    earned = {exercise: report.points for exercise, report in perfect.exercises.items()}
    assert perfect.status == "graded"
    assert earned == POINTS[name]


def test_the_blank_release_earns_nothing_on_every_exercise(blank, name):
    assert blank.status == "graded"
    assert {e: r.points for e, r in blank.exercises.items()} == dict.fromkeys(POINTS[name], 0.0)
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


def test_the_visible_checks_pass_for_the_reference_with_a_line_that_says_so(perfect, name):
    checks = [c for c in perfect.notebook["cells"] if c["id"].startswith("check-")]
    assert [c["id"].removeprefix("check-") for c in checks] == list(POINTS[name])
    for cell in checks:
        assert "checks pass" in cell["outputs"][-1]["text"]


def test_the_whole_notebook_runs_in_under_twenty_seconds_of_cpu(perfect):
    assert perfect.cpu_seconds < 20


def test_names_and_points_are_the_contract_s(engine, name):
    release_ = engine.grader(name).release
    marks = [c.metadata["nbgrader"] for c in release_.cells if "nbgrader" in c.metadata]
    checks = {m["grade_id"]: m["points"] for m in marks if m["grade"]}
    assert release_.exercises == {e: FUNCTIONS.get(e, [e]) for e in POINTS[name]}
    assert checks == {f"check-{e}": points for e, points in POINTS[name].items()}
    assert sum(m["points"] for m in marks if m["task"]) == WRITTEN[name]


def test_passing_the_visible_checks_does_not_settle_the_mark(engine, name):
    """Some known wrong answer gets past the visible checks, so the hidden ones are needed."""
    cells = read_source(FOLDERS.solution(name))
    visible = {c.key: c.source for c in cells if c.role == "check"}
    wrong = [a for a in read_bank(FOLDERS.bank(name)) if a.kind == "wrong"]
    exercises = {a.exercise for a in wrong if _passes(a.source, visible[a.exercise], name)}
    assert exercises == set(POINTS[name])


def _passes(answer: str, check: str, name: str) -> bool:
    namespace = load_reference(FOLDERS.solution(name))
    if "while True" in answer:
        return False
    try:
        exec(answer, namespace)
        exec(check, namespace)
    except Exception:
        return False
    return True
