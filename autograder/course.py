"""course.yml → :class:`Course`: validated, with the line of every mistake."""

from __future__ import annotations

import json
import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from autograder.errors import CourseError, did_you_mean
from autograder.sandbox.limits import Level, Limits

FILE = "course.yml"
_Percent = Annotated[float, Field(ge=0, le=100)]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class _Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, strict=False
    )


def _known_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        known = sorted(zoneinfo.available_timezones())
        raise ValueError(f"no timezone is called {name!r}{did_you_mean(name, known)}") from None
    return name


def _whole_day(given: Any) -> Any:
    """A day without a time ends when the day does."""
    if isinstance(given, int | float):
        raise ValueError(f"a time reads like 2026-11-30 18:00, not {given!r}")
    day = isinstance(given, str) and re.fullmatch(r"\d{4}-\d\d?-\d\d?", given)
    return f"{given}T23:59:59" if day else given


def _of_our_days(time: datetime) -> datetime:
    """A mistyped year is a mistake, and Python's calendar ends before it could be compared."""
    if not 1971 <= time.year <= 9000:
        raise ValueError(f"a time reads like 2026-11-30 18:00, and not of the year {time.year}")
    return time


_Time = Annotated[datetime, BeforeValidator(_whole_day), AfterValidator(_of_our_days)]
_TIME: TypeAdapter[datetime] = TypeAdapter(_Time)


class _Texts(RoundTripConstructor):
    """Leaves times as they are written, so that a mistake in one is found with its line."""


_Texts.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_scalar)


class SandboxPolicy(_Model):
    """How strong the sandbox must be."""

    require: Level = "full"
    """Below this level other people's code is not graded unless asked for by name."""


class Feedback(_Model):
    """What students read of the hidden checks."""

    hints: Literal["always", "never"] = "always"
    """Whether a failed check shows its hint."""
    details: Literal["always", "never"] = "always"
    """Whether a failed check shows what was called, got and wanted."""


class Late(_Model):
    """What handing in late costs."""

    grace_minutes: Annotated[int, Field(ge=0, le=10_080)] = 0
    """Minutes after the due date that cost nothing; days still count from the due date."""
    penalty_percent_per_day: _Percent = 0.0
    """Percent of the earned points that each started day takes off."""
    max_penalty_percent: _Percent = 100.0
    """The most that lateness takes off, until the assignment closes."""
    closes_after_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    """Days after which nothing counts any more; by default it never closes."""


Attempts = Literal["last", "best"]


class Assignment(_Model):
    """One assignment: a notebook of exercises."""

    id: _Id
    """Name of its files: solutions/ID.py, autograder/checks/test_ID.py, autograder/bank/ID.py."""
    title: str
    """What people call it."""
    due: _Time | None = None
    """When it is due: a local time in the course's timezone, or one with an offset."""
    extensions: dict[str, _Time] = {}
    """Later due dates for single students."""
    late: Late | None = None
    """A late policy other than the course's."""
    attempts: Attempts | None = None
    """Which of a student's attempts counts, if other than in the course."""
    limits: Limits | None = None
    """Limits other than the course's."""


class Course(_Model):
    """A course, as course.yml describes it."""

    id: _Id
    """Short name; the gradebook's course id."""
    title: str
    """What people call it."""
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    """Language of prose and feedback."""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """Where local times are read, a name such as Europe/Berlin."""
    seed: int = 0
    """Decides the random inputs of the hidden checks; keep a different one each term."""
    limits: Limits = Limits()
    """What one submission may use."""
    sandbox: SandboxPolicy = SandboxPolicy()
    """How strong the sandbox must be."""
    feedback: Feedback = Feedback()
    """What students read of the hidden checks."""
    late: Late = Late()
    """What handing in late costs, where an assignment has a due date."""
    attempts: Attempts = "last"
    """Which of a student's attempts counts: the last, or the best after its penalty."""
    assignments: list[Assignment] = Field(min_length=1)
    """The assignments, in the order of the course."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Course:
        ids = [a.id for a in self.assignments]
        for twice in {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"two assignments are called {twice!r}")
        return self

    def assignment(self, name: str) -> Assignment:
        """Find an assignment by id.

        Raises:
            CourseError: when there is none, with the nearest name.
        """
        known = [a.id for a in self.assignments]
        for assignment in self.assignments:
            if assignment.id == name:
                return assignment
        raise CourseError(
            f"{FILE} has no assignment {name!r}{did_you_mean(name, known) or '.'}"
            f" It has {', '.join(known)}."
        )

    def limits_of(self, assignment: Assignment) -> Limits:
        """The assignment's own limits, or the course's."""
        return assignment.limits or self.limits

    def late_of(self, assignment: Assignment) -> Late:
        """The assignment's own late policy, or the course's."""
        return assignment.late or self.late

    def attempts_of(self, assignment: Assignment) -> Attempts:
        """Which attempt counts at this assignment."""
        return assignment.attempts or self.attempts

    def due_of(self, assignment: Assignment, student: str) -> datetime | None:
        """When it is due for a student, on the course's clocks; None without a due date."""
        due = assignment.extensions.get(student) or assignment.due
        return due and self.here(self.local(due))

    def local(self, time: datetime) -> datetime:
        """Give a time from course.yml its timezone."""
        return time if time.tzinfo else time.replace(tzinfo=zoneinfo.ZoneInfo(self.timezone))

    def here(self, time: datetime) -> datetime:
        """Tell a time that has a timezone by the course's clocks."""
        return time.astimezone(zoneinfo.ZoneInfo(self.timezone))

    def time(self, text: str) -> datetime:
        """Read a time as course.yml would, and give it its timezone.

        Raises:
            ValueError: when it is none.
        """
        try:
            return self.local(_TIME.validate_python(text.strip()))
        except ValidationError:
            raise ValueError(f"a time reads like 2026-11-30 18:00, not {text!r:.60}") from None


class Folders:
    """Where everything lies below the course's root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "work"
        self.submitted = self.work / "submitted"
        self.autograded = self.work / "autograded"
        self.feedback = self.work / "feedback"
        self.reports = self.work / "reports"
        self.attempts = self.work / "attempts"
        self.source = self.work / "source"
        self.gradebook = self.work / "gradebook.db"

    def solution(self, assignment: str) -> Path:
        """The notebook's source of truth."""
        return self.root / "solutions" / f"{assignment}.py"

    def release(self, assignment: str) -> Path:
        """What students get."""
        return self.root / "assignments" / assignment / f"{assignment}.ipynb"

    def checks(self, assignment: str) -> Path:
        """The hidden checks."""
        return self.root / "autograder" / "checks" / f"test_{assignment}.py"

    def bank(self, assignment: str) -> Path:
        """The known answers."""
        return self.root / "autograder" / "bank" / f"{assignment}.py"


def find_root(start: Path | None = None) -> Path:
    """Find the folder that holds course.yml, here or above.

    Raises:
        CourseError: when there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in [start, *start.parents]:
        if (folder / FILE).is_file():
            return folder
    raise CourseError(f"no {FILE} in {start} or above it; go to the course's folder")


def load(root: Path) -> Course:
    """Read and validate course.yml.

    Raises:
        CourseError: one line with the file, the line and, where one is near, a suggestion.
    """
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read ({error})") from None
    yaml = YAML()  # round-trip, for the line numbers; YAML 1.2, so `no` is a word
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
    try:
        course = Course.model_validate(_without_comments(tree))
    except ValidationError as error:
        raise CourseError(_first_mistake(path, tree, error)) from None
    _refuse_gaps(course, path, tree)
    _refuse_idle_dates(course, path, tree)
    return course


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
    """Refuse what would do nothing or the opposite of what its author meant."""
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


def json_schema() -> dict[str, Any]:
    """The JSON Schema of course.yml, for editors."""
    schema = TypeAdapter(Course).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
