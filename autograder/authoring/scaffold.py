"""``course new``: a new assignment, small but complete: it can be graded at once."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from autograder.course.config import FILE
from autograder.course.folders import Folders
from autograder.course.load import load_course
from autograder.errors import CourseError
from autograder.files import write_atomically

TEMPLATES = Path(__file__).parent / "templates"


def create(folders: Folders, name: str, title: str) -> list[Path]:
    """Write the three files of a new assignment and its entry in course.yml.

    Returns:
        The files, course.yml last.

    Raises:
        CourseError: when the name is malformed or taken; nothing is written then.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CourseError(f"{name!r} cannot name an assignment: small letters, digits, underscores")
    targets = files(folders, name, title)
    for path in targets:
        if path.exists():
            raise CourseError(f"{path.relative_to(folders.root)} exists already")
    config = folders.root / FILE
    entry = _entry(config, name, title)
    for path, content in targets.items():
        write_atomically(path, content)
    write_atomically(config, entry)
    load_course(folders.root)
    return [*targets, config]


def files(folders: Folders, name: str, title: str) -> dict[Path, bytes]:
    """The three files of a new assignment, and what they hold."""
    targets = {
        folders.solution(name): "solution.py.txt",
        folders.checks(name): "checks.py.txt",
        folders.bank(name): "bank.py.txt",
    }
    found = {}
    for path, template in targets.items():
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        found[path] = text.replace("ID", name).replace("TITLE", title).encode()
    return found


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
