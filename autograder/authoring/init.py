"""``course init``: a new course of one small assignment, which can be graded at once."""

from __future__ import annotations

import contextlib
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.scaffold import one_line, skeleton, template
from autograder.course.config import FILE, schema_text
from autograder.course.folders import Folders
from autograder.course.load import load_course
from autograder.errors import CourseError
from autograder.files import write_atomically

FIRST = "parabola"  # the assignment that a new course starts with
FIRST_TITLE = "The slope of a parabola"


def create(folder: Path, title: str | None = None) -> list[Path]:
    """Write a course into a folder that is empty or missing.

    Args:
        folder: Where to.
        title: What people call the course; by default the words of the folder's name.

    Returns:
        The files; course.yml, which makes the folder a course, is the last.

    Raises:
        CourseError: when the folder is not empty, its name gives no id for nbgrader, or it cannot
            be written; nothing is left there then.
    """
    name = course_id(folder)
    words = one_line(title or re.sub(r"[\s_-]++", " ", folder.resolve().name).strip().capitalize())
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not an empty folder; course init needs one, or a new name")
    files = _files(Folders(folder), name, words)
    with _all_or_nothing(folder, list(files)):
        for path, content in files.items():
            write_atomically(path, content)
        load_course(folder)
    return list(files)


def course_id(folder: Path) -> str:
    """The course's id, made of the folder's name: what course.yml and nbgrader take.

    Raises:
        CourseError: when no id can be made of it.
    """
    name = folder.resolve().name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9_]++", "_", plain).strip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", made):
        raise CourseError(
            f"no course id can be made of the folder's name {name!r:.80}: "
            "it must begin with a letter from a to z and have at most 60 characters"
        )
    return made


def _files(folders: Folders, name: str, title: str) -> dict[Path, bytes]:
    root = folders.root
    quoted = json.dumps(title, ensure_ascii=False)  # a string of JSON is one of YAML
    entry = {"FIRST_TITLE": FIRST_TITLE, "FIRST": FIRST}
    return {
        root / "README.md": template("README.md", FIRST=FIRST, TITLE=title),
        root / ".gitignore": template("gitignore"),
        root / "nbgrader_config.py": template("nbgrader_config.py"),
        root / "course.schema.json": schema_text().encode(),
        **skeleton(folders, FIRST, FIRST_TITLE),
        root / FILE: template("course.yml", ID=name, **entry, TITLE=quoted),
    }


@contextlib.contextmanager
def _all_or_nothing(folder: Path, files: list[Path]) -> Iterator[None]:
    """Remove these files, and the folders made for them, when the block does not end well."""
    missing = [f for f in [folder, *folder.parents] if not f.exists()]
    made = sorted({path.parent for path in files} - {folder}, reverse=True)
    try:
        yield
    except BaseException:
        for remove in [*(p.unlink for p in files), *(f.rmdir for f in [*made, *missing])]:
            with contextlib.suppress(OSError):  # it was not written, or a folder is not ours alone
                remove()
        raise
