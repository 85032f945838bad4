"""A grader is loaded once, and anew when a file has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.grading.grader import AssignmentGrader
from autograder.grading.workers import graders
from autograder.reading.layout import Submission, read


@pytest.mark.parametrize("part", ["course.yml", "checks/test_risk.py", "bank/risk.py"])
def test_a_grader_is_loaded_anew_when_a_file_of_it_has_changed(
    part: str, released_root: Path, touch: Callable[[Path], None]
) -> None:
    first = graders.grader(released_root, "risk", "full")
    assert graders.grader(released_root, "risk", "full") is first
    touch(released_root / part)
    assert graders.grader(released_root, "risk", "full") is not first


@pytest.fixture(scope="module")
def loaded(new_course: Callable[[], Path]) -> AssignmentGrader:
    return AssignmentGrader.load(*open_course(new_course()), "risk", "full")


@pytest.fixture
def blank(loaded: AssignmentGrader) -> Submission:
    return read(loaded.folders.release("risk").read_bytes(), loaded.release)


def seeded(loaded: AssignmentGrader, root: Path, seed: int | None = None) -> AssignmentGrader:
    """The grader as another process would have it, with the seed that the folder keeps."""
    course: Course = loaded.course.model_copy(update={"seed": seed})
    return replace(loaded, course=course, folders=Folders(root))


def test_the_same_answers_get_the_same_inputs_and_key_in_every_run(
    loaded: AssignmentGrader, blank: Submission, tmp_path: Path
) -> None:
    first, again = seeded(loaded, tmp_path), seeded(loaded, tmp_path)
    assert (first.draw(blank), first.key(blank)) == (again.draw(blank), again.key(blank))


def test_other_answers_get_other_inputs(
    loaded: AssignmentGrader, blank: Submission, tmp_path: Path
) -> None:
    grader, other = (
        seeded(loaded, tmp_path),
        read(
            loaded.folders.release("risk")
            .read_bytes()
            .replace(b"NotImplementedError", b"ValueError"),
            loaded.release,
        ),
    )
    assert grader.draw(blank) != grader.draw(other)


def test_a_lost_seed_means_other_inputs_and_another_report(
    loaded: AssignmentGrader, blank: Submission, tmp_path: Path
) -> None:
    before = seeded(loaded, tmp_path)
    old = before.draw(blank), before.key(blank)
    before.folders.seed.unlink()
    after = seeded(loaded, tmp_path)
    assert after.draw(blank) != old[0]
    assert after.key(blank) != old[1]


def test_the_key_of_a_report_does_not_give_away_what_draws_its_inputs(
    loaded: AssignmentGrader, blank: Submission, tmp_path: Path
) -> None:
    grader = seeded(loaded, tmp_path)
    assert grader.draw(blank).hex() not in grader.key(blank)
    assert grader.folders.seed.read_text().strip() not in grader.key(blank)


@pytest.fixture
def touch() -> Callable[[Path], None]:
    def change(path: Path) -> None:
        time = path.stat().st_mtime_ns + 10**9
        os.utime(path, ns=(time, time))

    return change
