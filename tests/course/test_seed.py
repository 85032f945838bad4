"""The seed of hidden inputs: a secret, made once, and found by nobody who tries a million."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.seed import derive, secret, without_secret
from autograder.errors import CourseError

LONG = 2**127 + 121


def course(seed: int | None = None) -> Course:
    return Course(id="c", title="C", seed=seed, assignments=[{"id": "risk", "title": "R"}])


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def test_a_seed_is_made_at_first_need_and_kept_for_its_owner_alone(folders: Folders) -> None:
    first = secret(course(), folders)
    assert folders.seed.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(folders.seed.read_text())) == 32
    assert secret(course(), folders) == first
    folders.seed.unlink()
    assert secret(course(), folders) != first


def test_of_many_who_need_it_at_once_all_get_the_same(folders: Folders) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: secret(course(), folders), range(32)))
    assert len(set(made)) == 1


def test_a_long_seed_of_course_yml_decides_alone(tmp_path: Path) -> None:
    here, there = Folders(tmp_path / "here"), Folders(tmp_path / "there")
    assert secret(course(LONG), here) == secret(course(LONG), there)
    assert secret(course(LONG), here) != secret(course(LONG + 1), here)
    assert not here.work.exists()


@pytest.mark.parametrize("short", [0, 121, -5, 10**18])
def test_a_short_seed_is_mixed_with_the_secret_one(short: int, tmp_path: Path) -> None:
    here, there = Folders(tmp_path / "here"), Folders(tmp_path / "there")
    assert secret(course(short), here) == secret(course(short), here)
    assert secret(course(short), here) != secret(course(short), there)
    assert secret(course(short), here) != secret(course(short + 1), here)


def test_trials_need_no_secret(folders: Folders) -> None:
    secret(without_secret(course()), folders)
    assert not folders.work.exists()


@pytest.mark.parametrize("damaged", [b"", b"12\n", b"\xff" * 64])
def test_a_damaged_seed_is_told_in_one_line(damaged: bytes, folders: Folders) -> None:
    folders.work.mkdir()
    folders.seed.write_bytes(damaged)
    with pytest.raises(CourseError, match="the seed") as caught:
        secret(course(), folders)
    assert "\n" not in str(caught.value)
    assert folders.seed.read_bytes() == damaged


def test_a_folder_that_cannot_be_written_is_told(folders: Folders) -> None:
    folders.work.write_text("a file in its place")
    with pytest.raises(CourseError, match="cannot be written"):
        secret(course(), folders)


# -- an attack: what a student's process is seeded with, traced back to the seed ------------------

CHECKS = ["test_first", "test_second"]


def child_seed(key: bytes, check: str) -> int:
    """As checking/runner.py has it; tests/checking/test_runner.py holds it to that."""
    return int.from_bytes(derive(key, "student's process", check)[:4])


def as_now(guess: int, check: str) -> int:
    """By this kit's code, which is public; only work/seed is not."""
    key = derive(derive(b"", "course", str(guess)), "inputs", "the answers")
    return child_seed(key, check)


def as_before(guess: int, check: str) -> int:
    """By the code of kits that had nothing but `seed:`."""
    text = f"student\0{guess}\0the answers\0{check}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


def found(seen: list[int], formula: Callable[[int, str], int], most: int) -> list[int]:
    """All seeds below ``most`` that explain what the process was seeded with."""
    near = (guess for guess in range(most) if formula(guess, CHECKS[0]) == seen[0])
    return [guess for guess in near if formula(guess, CHECKS[1]) == seen[1]]


@pytest.mark.parametrize("formula", [as_now, as_before])
def test_a_million_guesses_do_not_find_a_short_seed(
    formula: Callable[[int, str], int], folders: Folders
) -> None:
    key = derive(secret(course(431_234), folders), "inputs", "the answers")
    assert found([child_seed(key, check) for check in CHECKS], formula, 10**6) == []


@pytest.mark.parametrize("formula", [as_now, as_before])
def test_the_same_guesses_would_find_it_without_a_secret(
    formula: Callable[[int, str], int],
) -> None:
    assert found([formula(1_234, check) for check in CHECKS], formula, 2_000) == [1_234]
