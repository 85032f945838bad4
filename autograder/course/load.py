"""course.yml → :class:`Course`: validated, with the line of every mistake."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.tag import Tag

from autograder.course.config import FILE, Course, json_schema
from autograder.course.folders import Folders, find_root
from autograder.errors import CourseError, did_you_mean

OLDER_PLACE = "autograder"  # of checks/ and bank/ in every course, before course.yml named them


class _Texts(RoundTripConstructor):
    """Reads times and keys as strings, which the model then validates: a mistake has its line."""

    def construct_document(self, node: Any) -> Any:
        _keep_keys_as_written(node)
        return super().construct_document(node)


def _keep_keys_as_written(node: Any) -> None:
    """Read the key 0012, a student's id, as these four characters and not as a number."""
    match node:
        case SequenceNode():
            for value in node.value:
                _keep_keys_as_written(value)
        case MappingNode():
            for key, value in node.value:
                if isinstance(key, ScalarNode) and key.value != "<<":
                    key.ctag = Tag(suffix="tag:yaml.org,2002:str")
                _keep_keys_as_written(value)


_Texts.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_scalar)


def open_course(root: Path | None = None) -> tuple[Course, Folders]:
    """Read the course at ``root``, by default the one around the current folder.

    Raises:
        CourseError: as :func:`load_course`; where there is no course; or where its checks lie in
            the place that an older kit had for them.
    """
    root = root or find_root()
    course = load_course(root)
    _refuse_older_places(course, root)
    return course, Folders(root, course.checks, course.bank, course.exchange)


def _refuse_older_places(course: Course, root: Path) -> None:
    """Refuse a course that keeps its checks or bank where an older kit always had them.

    Without this, each command would say that a file of ``checks/`` is missing.
    """
    lines = [
        f"`{key}: {OLDER_PLACE}/{key}`"
        for key in ("checks", "bank")
        if key not in course.model_fields_set
        and (root / OLDER_PLACE / key).is_dir()
        and not (root / key).exists()
    ]
    if lines:
        raise CourseError(
            f"{root / FILE}: this course was made for an older kit; "
            f"add to {FILE}: {' and '.join(lines)}"
        )


def load_course(root: Path) -> Course:
    """Read and validate course.yml.

    Raises:
        CourseError: one line with the file, the line and, where one is near, a suggestion.
    """
    path = root / FILE
    tree = _read_tree(path)
    try:
        course = Course.model_validate(_without_comments(tree))
    except ValidationError as error:
        raise CourseError(_first_mistake(path, tree, error)) from None
    _refuse_gaps(course, path, tree)
    _refuse_idle_dates(course, path, tree)
    return course


def line_of(root: Path, where: list[Any]) -> int:
    """The line of course.yml on which a thing stands.

    Raises:
        CourseError: when the file cannot be read any more.
    """
    return _line(_read_tree(root / FILE), where)


def _read_tree(path: Path) -> dict[Any, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read ({error})") from None
    yaml = YAML()  # round-trip, for the line numbers; YAML 1.2, so `no` is a string
    yaml.Constructor = _Texts
    try:
        tree = yaml.load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CourseError(f"{path}:{line}: not YAML: {error.problem}") from None
    except YAMLError as error:
        raise CourseError(f"{path}: not YAML: {error}") from None
    if not isinstance(tree, dict):
        raise CourseError(f"{path}:1: a course needs keys such as `id:` and `assignments:`")
    return tree


def _without_comments(node: Any) -> Any:
    """Ruamel's tree as plain values."""
    match node:
        case dict():
            return {str(k): _without_comments(v) for k, v in node.items()}
        case list():
            return [_without_comments(v) for v in node]
        case _:
            return node


_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")


def _first_mistake(path: Path, tree: Any, error: ValidationError) -> str:
    # A misspelt key explains the missing one, so it comes first.
    mistake = min(error.errors(), key=lambda m: m["type"] not in _UNKNOWN_KEY)
    where = [part for part in mistake["loc"] if not _is_internal(part)]
    line = _line(tree, where)
    name = ".".join(str(part) for part in where) or "the course"
    if mistake["type"] in _UNKNOWN_KEY:
        known = _known_keys(where[:-1])
        return f"{path}:{line}: unknown key {name!r}{did_you_mean(str(where[-1]), known)}"
    words = mistake["msg"].removeprefix("Value error, ")
    given = (
        "" if mistake["type"] in ("missing", "value_error") else f", not {mistake['input']!r:.60}"
    )
    return f"{path}:{line}: {name}: {words[:1].lower()}{words[1:]}{given}"


def _is_internal(part: object) -> bool:
    return isinstance(part, str) and bool(re.search(r"[\[(]|^Limits$", part))


def _line(tree: Any, where: list[Any]) -> int:
    """The line, counted from 1, on which the thing at ``where`` or its nearest parent stands."""
    node, line = tree, 1
    for part in where:
        try:
            marks = node.lc.data[part] if part in node.lc.data else node.lc.data[str(part)]
            line = marks[0] + 1
            node = node[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _known_keys(where: list[Any]) -> list[str]:
    """The keys that may stand at ``where``, from the schema."""
    schema = json_schema()
    node: Any = schema
    for part in where:
        node = (
            node.get("items", {})
            if isinstance(part, int)
            else node.get("properties", {}).get(part, {})
        )
        for choice in [node, *node.get("anyOf", [])]:
            if "$ref" in choice:
                node = schema["$defs"][choice["$ref"].rpartition("/")[2]]
    return list(node.get("properties", {}))


def _refuse_gaps(course: Course, path: Path, tree: Any) -> None:
    """Refuse a local time that the clocks skip in spring."""
    for index, assignment in enumerate(course.assignments):
        dates: list[tuple[list[Any], datetime]] = []
        if assignment.due:
            dates.append((["assignments", index, "due"], assignment.due))
        for student, later in assignment.extensions.items():
            dates.append((["assignments", index, "extensions", student], later))
        for where, time in dates:
            local = course.local(time)
            there = local.astimezone(zoneinfo.ZoneInfo("UTC")).astimezone(local.tzinfo)
            if there.replace(tzinfo=None) != local.replace(tzinfo=None):
                after = time + timedelta(hours=1)
                raise CourseError(
                    f"{path}:{_line(tree, where)}: {time:%Y-%m-%d %H:%M} does not exist in "
                    f"{course.timezone}: the clocks skip it; did you mean {after:%H:%M}?"
                )


def _refuse_idle_dates(course: Course, path: Path, tree: Any) -> None:
    """Refuse extensions and late policies without a due date, and extensions that are earlier."""
    for index, assignment in enumerate(course.assignments):
        where = ["assignments", index]
        if assignment.due is None:
            for key in ("extensions", "late"):
                if getattr(assignment, key):
                    line = _line(tree, [*where, key])
                    raise CourseError(f"{path}:{line}: {key} of {assignment.id} needs a due date")
            continue
        due = course.local(assignment.due).astimezone(UTC)
        for student, later in assignment.extensions.items():
            if course.local(later).astimezone(UTC) < due:
                line = _line(tree, [*where, "extensions", student])
                raise CourseError(
                    f"{path}:{line}: the extension of {student} is before the due date"
                )
