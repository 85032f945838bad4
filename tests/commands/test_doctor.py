"""`course doctor`: each trouble is one line with its remedy, and the rest is still looked at."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.commands import doctor
from autograder.sandbox.host import SandboxError


@pytest.fixture
def examine(invoke: Callable[..., Any]) -> Callable[[Path], SimpleNamespace]:
    """Examine a folder: the exit code, and each finding by what was looked at."""

    def examined(root: Path) -> SimpleNamespace:
        told = invoke("doctor", cwd=root)
        assert told.stderr == ""
        lines = [re.fullmatch(r"(ok|no ) +([^:]+): (.+)", s) for s in told.stdout.splitlines()]
        assert all(lines), told.stdout
        found = {m[2]: (m[1] == "ok", m[3]) for m in lines if m}
        return SimpleNamespace(code=told.returncode, found=found)

    return examined


def test_all_is_well_on_a_machine_that_can_run_these_tests(
    course_root: Path, run: Callable[..., Any]
) -> None:
    told = run("course", "doctor", cwd=course_root)
    assert told.returncode == 0, told.stdout
    assert told.stderr == ""
    assert "no  " not in told.stdout
    wanted = r"risk: 9 hidden checks; the blank release earned 0 of 14 points in \d+\.\d s"
    assert re.search(wanted, told.stdout)
    assert not (course_root / "work").exists(), "looking changes nothing"


def test_a_folder_outside_a_course_is_told(tmp_path: Path, examine: Any) -> None:
    seen = examine(tmp_path)
    assert seen.code == 1
    assert seen.found["course.yml"] == (
        False,
        f"no course.yml in {tmp_path} or above it; go to the course's folder",
    )
    assert seen.found["nbgrader"] == (True, "0.9.6")


def test_a_mistake_in_course_yml_is_told_with_its_line(course_root: Path, examine: Any) -> None:
    text = (course_root / "course.yml").read_text()
    (course_root / "course.yml").write_text(text.replace("seed: 121", "sede: 121"))
    good, words = examine(course_root).found["course.yml"]
    assert not good
    assert words == f"{course_root}/course.yml:4: unknown key 'sede'; did you mean 'seed'?"


def seed_line(root: Path, line: str) -> None:
    config = root / "course.yml"
    config.write_text(re.sub(r"(?m)^seed: .*\n", line, config.read_text()))


def test_a_long_seed_in_course_yml_is_well_until_git_keeps_it(
    course_root: Path, examine: Any
) -> None:
    assert examine(course_root).found["seed"] == (True, "a secret, in course.yml")
    for command in (["init", "--quiet"], ["add", "course.yml"]):
        subprocess.run(["git", *command], cwd=course_root, check=True)
    good, words = examine(course_root).found["seed"]
    assert not good
    assert words == (
        "course.yml holds it, and git holds course.yml: remove `seed:` there; the next run makes "
        f"{course_root}/work/seed, which all machines that grade together need"
    )


def test_without_git_nothing_is_said_of_it(
    course_root: Path, examine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert examine(course_root).found["seed"][0]


def test_a_short_seed_is_told_with_its_remedy(course_root: Path, examine: Any) -> None:
    seed_line(course_root, "seed: 121\n")
    good, words = examine(course_root).found["seed"]
    assert not good
    assert words == (
        f"`seed: 121` in course.yml is found by trying: a secret in {course_root}/work/seed is "
        "mixed in. Remove the line"
    )


def test_a_seed_that_others_can_read_is_told_with_its_remedy(
    course_root: Path, examine: Any
) -> None:
    seed_line(course_root, "")
    kept = course_root / "work/seed"
    assert examine(course_root).found["seed"] == (True, f"a secret, in {kept}")
    assert not kept.exists(), "looking changes nothing"
    kept.parent.mkdir()
    kept.write_text("0" * 64)
    kept.chmod(0o644)
    assert examine(course_root).found["seed"] == (
        False,
        f"others can read {kept}: chmod 600 {kept}",
    )


def test_a_package_that_is_not_there_is_told_with_its_remedy(
    course_root: Path, examine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "GRADING_DEPENDS_ON", ["numpy", "a-package-of-tomorrow"])
    seen = examine(course_root)
    assert seen.code == 1
    assert seen.found["numpy"] == (True, metadata.version("numpy"))
    good, words = seen.found["a-package-of-tomorrow"]
    assert not good
    assert words.endswith("-m pip install a-package-of-tomorrow")


def test_a_weak_sandbox_is_told_and_no_trial_is_made(
    course_root: Path, examine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "available_level", lambda: ("landlock", "sudo make it stronger"))
    seen = examine(course_root)
    assert seen.code == 1
    assert seen.found["sandbox"] == (False, "level landlock. sudo make it stronger")
    assert seen.found["sandbox policy"] == (False, "course.yml demands level full")
    assert "risk" not in seen.found


def test_a_full_disk_and_a_folder_of_somebody_else_s_are_told(
    course_root: Path, examine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(free=2**29)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)
    seen = examine(course_root)
    assert seen.code == 1
    assert seen.found["disk"] == (False, "0.5 GiB free; 1 GiB is enough for a class of 300")
    assert seen.found["work folder"] == (False, "cannot be written; check its owner")
    assert seen.found["risk"][0], "the trial needs no room"


def test_a_broken_assignment_is_told_and_the_next_one_is_tried(
    course_root: Path, examine: Any
) -> None:
    text = (course_root / "course.yml").read_text()
    entry = "  - id: lost\n    title: Lost\n  - id: risk\n"
    (course_root / "course.yml").write_text(text.replace("  - id: risk\n", entry))
    seen = examine(course_root)
    assert seen.code == 1
    good, words = seen.found["lost"]
    assert not good
    assert words.startswith(f"{course_root}/solutions/lost.py does not exist")
    assert seen.found["risk"][0]


def test_a_release_that_cannot_be_graded_is_told(
    course_root: Path, examine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "autograder.grading.submission.ipynb.read_file", lambda path: b"no notebook"
    )
    good, words = examine(course_root).found["risk"]
    assert not good
    assert words.startswith("the blank release could not be graded: not a notebook")


def test_a_sandbox_that_does_not_start_is_told(
    course_root: Path, examine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(address: str) -> None:
        raise SandboxError("the sandbox's parent is gone")

    monkeypatch.setattr("autograder.grading.engine.Connection", refuse)
    seen = examine(course_root)
    assert seen.code == 1
    assert seen.found["risk"] == (False, "the sandbox's parent is gone")
