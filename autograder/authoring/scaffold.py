"""``course new``: a new assignment, small but complete: it can be graded at once."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ruamel.yaml import YAML

from autograder.course.config import FILE
from autograder.course.folders import Folders
from autograder.course.load import load_course
from autograder.errors import CourseError
from autograder.files import write_atomically

_TEMPLATES = Path(__file__).parent / "templates"


def create(folders: Folders, name: str, title: str) -> list[Path]:
    """Write the three files of a new assignment and its entry in course.yml.

    Returns:
        The files, course.yml last.

    Raises:
        CourseError: when the name is malformed or taken; nothing is written then.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*+", name):
        raise CourseError(f"{name!r} cannot name an assignment: small letters, digits, underscores")
    title = one_line(title)
    files = skeleton(folders, name, title)
    for path in files:
        if path.exists():
            raise CourseError(f"{path.relative_to(folders.root)} exists already")
    config = folders.root / FILE
    entry = _entry(config, name, title)
    for path, content in files.items():
        write_atomically(path, content)
    write_atomically(config, entry)
    load_course(folders.root)
    return [*files, config]


def skeleton(folders: Folders, name: str, title: str) -> dict[Path, bytes]:
    """The three files of a new assignment: where they lie, and what they hold.

    The exercise has one name everywhere, that of its function.  The assignment's name is a part
    of it, because `course audit` lists the exercises of a course by their names alone.
    """
    return {
        folders.solution(name): template("solution.py", ID=name, TITLE=title),
        folders.checks(name): template("checks.py", ID=name),
        folders.bank(name): template("bank.py", ID=name),
    }


def template(name: str, **words: str) -> bytes:
    """A file of templates/ with its words in capitals replaced, in the order given."""
    text = (_TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text.encode()


def one_line(title: str) -> str:
    """A title on one line.

    Raises:
        CourseError: when it holds characters that no file of ours could show.
    """
    words = " ".join(title.split())
    if not words or any(unicodedata.category(c) in ("Cc", "Cs") for c in words):
        raise CourseError(f"{title!r:.60} is no title; give a line of text: --title TEXT")
    return words


def _entry(config: Path, name: str, title: str) -> bytes:
    """course.yml with one more assignment; comments and order stay."""
    from io import BytesIO

    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    tree = yaml.load(config.read_text(encoding="utf-8"))
    if any(a["id"] == name for a in tree["assignments"]):
        raise CourseError(f"{FILE} has an assignment {name!r} already")
    tree["assignments"].append({"id": name, "title": title})
    buffer = BytesIO()
    yaml.dump(tree, buffer)
    return buffer.getvalue()
