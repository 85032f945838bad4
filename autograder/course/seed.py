"""The seed of the hidden inputs: a secret that only trusted processes read.

Whoever knows it can foresee the inputs of every hidden check, and a short one is found by trying.
It is drawn at random when it is first needed and kept in ``work/seed``, beside the reports that
depend on it; only a long ``seed:`` in course.yml replaces it.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.files import write_once

SECRET_BITS = 100  # of the seed; one of 128 random bits is that long for certain
KEPT_CHARACTERS = 32  # the least that a file of 128 bits in hexadecimal holds


def secret(course: Course, folders: Folders) -> bytes:
    """The key from which all hidden inputs of a course are derived.

    A short ``seed:`` changes it, but nobody who guesses that seed knows the key.

    Raises:
        CourseError: when ``work/seed`` cannot be read or made.
    """
    kept = "" if is_secret(course.seed) else _kept(folders.seed)
    return derive(kept.encode(), "course", str(course.seed))


def derive(key: bytes, *label: str) -> bytes:
    """A key of its own for each label; it tells nothing of ``key`` or of another label's."""
    return hmac.digest(key, "\0".join(label).encode("utf-8", "replace"), "sha256")


def is_secret(seed: int | None) -> bool:
    """Whether a ``seed:`` of course.yml is too long to be found by trying."""
    return seed is not None and seed.bit_length() >= SECRET_BITS


def without_secret(course: Course) -> Course:
    """The course with a seed that everybody may know: for trials, which leave nothing in work/."""
    return course.model_copy(update={"seed": 1 << SECRET_BITS})


def _kept(path: Path) -> str:
    if not path.exists():
        write_once(path, f"{secrets.token_hex(32)}\n".encode())
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: the seed cannot be read: {error}") from None
    if len(text) < KEPT_CHARACTERS:
        raise CourseError(
            f"{path}: the seed is damaged; restore it from a copy, or remove it: "
            "everything is then graded again, with other hidden inputs"
        )
    return text
