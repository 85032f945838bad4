"""``course init``: a new course of one small assignment, whole enough to be graded at once."""

from __future__ import annotations

import re
import secrets
import unicodedata
from contextlib import closing
from pathlib import Path

from autograder.authoring import scaffold
from autograder.course.config import FILE, schema_text
from autograder.course.folders import Folders
from autograder.course.load import load_course
from autograder.errors import CourseError
from autograder.files import OwnFolder, copy_folder

ASSIGNMENT, TITLE = "parabola", "The slope of a parabola"

_TEMPLATES = scaffold.TEMPLATES / "course"
_FILES = {
    FILE: "course.yml.txt",
    "nbgrader_config.py": "nbgrader_config.py.txt",
    ".gitignore": "gitignore.txt",
    "README.md": "README.md.txt",
}


def create(folder: Path, title: str | None) -> tuple[str, list[Path]]:
    """Make a course in a folder that is empty or missing: all of it, or nothing.

    Returns:
        The course's id, and its files below the folder.

    Raises:
        CourseError: when the folder holds anything, or no course id can be made of its name.
    """
    folder = folder.absolute()
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CourseError(f"{folder} is not a folder; name one that is empty or does not exist")
    if folder.is_dir() and any(folder.iterdir()):
        raise CourseError(
            f"{folder} is not empty; name a folder that is, or one that does not exist"
        )
    course = course_id(folder.name)
    title = re.sub(r"\s+", " ", title or folder.name).strip()
    with closing(OwnFolder("course-init")) as own:
        made = own.path / folder.name
        _write(made, course, title)
        files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
        copy_folder(made, folder)
    return course, files


def course_id(name: str) -> str:
    """A course id, which nbgrader takes as well: small letters, digits, underscores.

    Raises:
        CourseError: when none can be made of the name.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", found):
        raise CourseError(
            f"no course id can be made of {name!r}: a folder's name must begin with a letter from "
            "a to z, as in my-course"
        )
    return found


def _write(made: Path, course: str, title: str) -> None:
    made.mkdir()
    for name, template in _FILES.items():
        text = (_TEMPLATES / template).read_text(encoding="utf-8")
        text = re.sub(r"\bTITLE\b", TITLE, re.sub(r"\bID\b", ASSIGNMENT, text))
        text = text.replace("COURSE_ID", course).replace("SEED", str(secrets.randbelow(10**6)))
        quoted = "'" + title.replace("'", "''") + "'"  # YAML reads it as text whatever is in it
        text = text.replace("COURSE_TITLE", quoted if name == FILE else title)
        (made / name).write_text(text, encoding="utf-8")
    (made / "course.schema.json").write_text(schema_text(), encoding="utf-8")
    for path, content in scaffold.files(Folders(made), ASSIGNMENT, TITLE).items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    load_course(made)
