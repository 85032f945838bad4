"""The model of course.yml: everything that a course decides for itself."""

from __future__ import annotations

import json
import re
import zoneinfo
from datetime import datetime
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

from autograder.course import times
from autograder.errors import CourseError, did_you_mean
from autograder.sandbox.limits import Level, Limits

FILE = "course.yml"
_Percent = Annotated[float, Field(ge=0, le=100)]
_Folder = Annotated[str, Field(pattern=r"^[\w-][\w./-]*$", max_length=200)]
_Path = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f~]+$")]
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


def _read_time(given: Any) -> Any:
    """Read a time that is text; a date without a time is the last second of that day."""
    if isinstance(given, int | float):
        raise ValueError(f"a time reads like {times.RIGHT}, not {given!r}")
    if not isinstance(given, str):
        return given
    if re.fullmatch(r"\d++", given):  # pydantic would count the seconds since 1970
        raise ValueError(times.advice(given))
    day = re.fullmatch(r"\d{4}-\d\d?-\d\d?", given)
    try:
        return _DATETIME.validate_python(f"{given}T23:59:59" if day else given)
    except ValidationError:
        raise ValueError(times.advice(given)) from None


def _of_our_days(time: datetime) -> datetime:
    """Refuse an implausible year: it is mistyped, and near 9999 a change of timezone overflows."""
    if not 1971 <= time.year <= 9000:
        raise ValueError(f"a time reads like {times.RIGHT}, and not of the year {time.year}")
    return time


_DATETIME: TypeAdapter[datetime] = TypeAdapter(datetime)
_Time = Annotated[datetime, BeforeValidator(_read_time), AfterValidator(_of_our_days)]
_TIME: TypeAdapter[datetime] = TypeAdapter(_Time)


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
    """Name of its files: solutions/ID.py, test_ID.py among the checks, ID.py in the bank."""
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
    checks: _Folder = "checks"
    """Folder of the hidden checks, below the course's own; it must not reach students."""
    bank: _Folder = "bank"
    """Folder of the known right and wrong answers, below the course's own."""
    exchange: _Path = "work/exchange"
    """nbgrader's exchange: a path, absolute or below the course's folder."""
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    """Language of prose and feedback."""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """Where local times are read, a name such as Europe/Berlin."""
    seed: int | None = None
    """Leave it out: hidden inputs are drawn from a secret that work/seed keeps. A secret integer of
    128 bits replaces that one; a shorter one is mixed with it."""
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
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def json_schema() -> dict[str, Any]:
    """The JSON Schema of course.yml, for editors."""
    schema = TypeAdapter(Course).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
