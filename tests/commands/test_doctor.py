"""`course doctor`: each trouble is one line with its remedy, and the rest is still looked at."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
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
        lines = [re.fullmatch(r"(ok|warn|no ) +([^:]+): (.+)", s) for s in told.stdout.splitlines()]
        assert all(lines), told.stdout
        marks = {"ok": True, "warn": None, "no ": False}
        found = {m[2]: (marks[m[1]], m[3]) for m in lines if m}
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


# -- the exchange and the disk of work/ -------------------------------------------


@pytest.fixture
def no_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at folders only: a trial of each assignment takes a second."""
    monkeypatch.setattr(doctor, "_assignments", lambda course, folders: iter(()))


def move_exchange(root: Path, place: Path) -> None:
    with (root / "course.yml").open("a") as file:
        file.write(f"exchange: {place}\n")


def test_an_exchange_in_the_course_s_folder_is_a_warning_that_says_where_to_put_it(
    course_root: Path, examine: Any, no_trials: None
) -> None:
    seen = examine(course_root)
    warned, words = seen.found["exchange"]
    assert (seen.code, warned) == (0, None)
    assert words.startswith(f"{course_root}/work/exchange lies in the course's folder")
    assert "`exchange: /srv/nbgrader/exchange`" in words


def test_an_exchange_outside_the_course_must_be_open_to_every_account(
    course_root: Path, tmp_path: Path, examine: Any, no_trials: None
) -> None:
    above = Path(tempfile.mkdtemp(prefix="course-exchange-", dir="/tmp"))
    place = above / "exchange"
    try:
        move_exchange(course_root, place)
        above.chmod(0o755)
        wanted = f"{place} is not there; make it: sudo install -d -m 1777 {place}"
        assert examine(course_root).found["exchange"] == (False, wanted)
        place.mkdir(mode=0o755)
        wanted = f"not every account can write to {place}: chmod 1777 {place}"
        assert examine(course_root).found["exchange"] == (False, wanted)
        place.chmod(0o1777)
        good = (True, f"{place} is open to every account")
        assert examine(course_root).found["exchange"] == good
        above.chmod(0o700)
        wanted = f"other accounts cannot get to {place} through {above}: chmod o+x {above}"
        assert examine(course_root).found["exchange"] == (False, wanted)
    finally:
        shutil.rmtree(above)


def test_the_disk_that_work_lies_on_is_looked_at(
    course_root: Path, tmp_path: Path, examine: Any, no_trials: None, monkeypatch: Any
) -> None:
    (tmp_path / "disk").mkdir()
    (course_root / "work").symlink_to(tmp_path / "disk")
    free = {course_root / "work": 5 * 2**30}
    monkeypatch.setattr(
        doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=free.get(path, 0))
    )
    seen = examine(course_root)
    assert seen.found["disk"] == (True, "5.0 GiB free; 1 GiB is enough for a class of 300")
    (tmp_path / "disk").rmdir()
    seen = examine(course_root)
    wanted = f"{course_root}/work is a link to {tmp_path}/disk: not there"
    assert seen.found["disk"] == (False, wanted)
