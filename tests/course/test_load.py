"""course.yml: what is accepted, and what each mistake says."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from autograder.commands.cli import app
from autograder.course.config import Course, Late, json_schema, schema_text
from autograder.course.folders import Folders, find_root
from autograder.course.load import line_of, load_course, open_course
from autograder.errors import CourseError, did_you_mean
from autograder.sandbox.limits import Limits

PROJECT = Path(__file__).resolve().parents[2]

LINES = [
    "id: optimization",
    "title: Optimization",
    "timezone: Europe/Berlin",
    "assignments:",
    "  - id: risk",
    "    title: Risk",
]


@pytest.fixture
def course_of(tmp_path):
    """Load a course.yml made of the usual lines and more."""

    def make(*more, lines=LINES):
        (tmp_path / "course.yml").write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
        return load_course(tmp_path)

    return make


@pytest.fixture
def mistake(course_of):
    """What a mistake says, without the folder."""

    def make(*more, lines=LINES):
        with pytest.raises(CourseError) as raised:
            course_of(*more, lines=lines)
        assert "\n" not in str(raised.value)
        return str(raised.value).rpartition("/course.yml:")[2]

    return make


# -- this course --------------------------------------------------------------


def test_our_own_course_is_valid():
    course = load_course(PROJECT)
    assert course.assignments[0].id == "risk"
    assert course.sandbox.require == "full"


def test_the_committed_schema_is_that_of_the_model():
    committed = (PROJECT / "course.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run: course schema"


def test_our_own_course_names_the_schema_for_editors():
    first = (PROJECT / "course.yml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=course.schema.json"


def test_every_key_of_the_schema_is_explained():
    schema = json_schema()
    models = [schema, *schema["$defs"].values()]
    unexplained = [
        name
        for model in models
        for name, key in model["properties"].items()
        if "description" not in key and "$ref" not in key
    ]
    assert unexplained == []
    assert all(model["additionalProperties"] is False for model in models)
    assert json.loads(schema_text()) == schema


# -- what is accepted ---------------------------------------------------------


def test_what_is_not_said_has_a_default(course_of):
    course = course_of()
    assert (course.language, course.seed, course.limits) == ("en", None, Limits())
    assert (course.sandbox.require, course.feedback.hints) == ("full", "always")
    assert (course.assignments[0].due, course.assignments[0].extensions) == (None, {})


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path):
    text = "\ufeff" + "\r\n".join(LINES)
    (tmp_path / "course.yml").write_bytes(text.encode())
    assert load_course(tmp_path).title == "Optimization"


def test_the_norwegian_language_is_no_truth_value(course_of):
    assert course_of("language: no").language == "no"


def test_an_assignment_may_have_limits_of_its_own(course_of):
    course = course_of("    limits:", "      cpu_seconds: 99", "limits:", "  cpu_seconds: 7")
    (assignment,) = course.assignments
    assert course.limits.cpu_seconds == 7
    assert course.limits_of(assignment) == Limits(cpu_seconds=99)


def test_an_assignment_without_limits_has_the_courses(course_of):
    course = course_of("limits:", "  cpu_seconds: 7")
    assert course.limits_of(course.assignments[0]) == Limits(cpu_seconds=7)


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-30 18:00", datetime(2026, 11, 30, 17, 0, tzinfo=UTC)),
        ("2026-11-30T18:00:00", datetime(2026, 11, 30, 17, 0, tzinfo=UTC)),
        ("'2026-11-30 18:00'", datetime(2026, 11, 30, 17, 0, tzinfo=UTC)),
        ("2026-07-01 18:00", datetime(2026, 7, 1, 16, 0, tzinfo=UTC)),
        ("2026-11-30T18:00:00+05:00", datetime(2026, 11, 30, 13, 0, tzinfo=UTC)),
        ("2026-11-30T18:00:00Z", datetime(2026, 11, 30, 18, 0, tzinfo=UTC)),
        ("2026-11-30", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)),
        ("'2026-11-30'", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)),
        ("2026-03-29T02:30:00+01:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_a_local_time_or_one_with_an_offset(course_of, written, instant):
    course = course_of(f"    due: {written}", "    extensions:", f"      s01: {written}")
    (assignment,) = course.assignments
    # Python calls no two times equal where the clocks go back, so compare them in UTC.
    assert course.local(assignment.due).astimezone(UTC) == instant
    assert course.local(assignment.extensions["s01"]).astimezone(UTC) == instant


def test_a_late_policy_is_the_courses_or_the_assignments_own_instead(course_of):
    course = course_of("late:", "  grace_minutes: 15", "  penalty_percent_per_day: 10")
    assert course.late_of(course.assignments[0]) == Late(
        grace_minutes=15, penalty_percent_per_day=10, max_penalty_percent=100
    )
    own = ["    due: 2026-11-30", "    late:", "      closes_after_days: 0", "    attempts: best"]
    course = course_of(*own, "late:", "  grace_minutes: 15", "attempts: last")
    assert course.late_of(course.assignments[0]) == Late(closes_after_days=0)
    assert course.attempts_of(course.assignments[0]) == "best"


def test_a_student_s_due_date_is_told_by_the_courses_clocks(course_of):
    course = course_of("    due: 2026-11-20T17:00:00Z", "    extensions:", "      s01: 2026-11-23")
    (assignment,) = course.assignments
    assert course.due_of(assignment, "s02").isoformat() == "2026-11-20T18:00:00+01:00"
    assert course.due_of(assignment, "s01").isoformat() == "2026-11-23T23:59:59+01:00"
    assert course_of().due_of(course_of().assignments[0], "s01") is None


def test_assignments_are_found_by_id(course_of):
    course = course_of("  - id: minima", "    title: Minimum finders")
    assert course.assignment("minima").title == "Minimum finders"


def test_an_unknown_assignment_gets_the_nearest_name(course_of):
    course = course_of("  - id: minima", "    title: Minimum finders")
    with pytest.raises(CourseError) as raised:
        course.assignment("minma")
    assert str(raised.value) == (
        "course.yml has no assignment 'minma'; did you mean 'minima'? It has risk, minima."
    )
    with pytest.raises(CourseError) as raised:
        course.assignment("quux")
    assert str(raised.value) == "course.yml has no assignment 'quux'. It has risk, minima."


def test_a_course_cannot_be_changed_by_accident(course_of):
    course = course_of()
    with pytest.raises(ValueError, match="frozen"):
        course.seed = 3


# -- mistakes -----------------------------------------------------------------


DUE = "7: assignments.0.due: a time reads like 2026-11-30 18:00"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["feedbak: {}"], "7: unknown key 'feedbak'; did you mean 'feedback'?"),
        (["seeds: 3"], "7: unknown key 'seeds'; did you mean 'seed'?"),
        (["xyzzy: 3"], "7: unknown key 'xyzzy'"),
        (
            ["    titel: x"],
            "7: unknown key 'assignments.0.titel'; did you mean 'title'?",
        ),
        (
            ["limits:", "", "  cpu_second: 3"],
            "9: unknown key 'limits.cpu_second'; did you mean 'cpu_seconds'?",
        ),
        (
            ["    limits:", "      memory_mb: 3"],
            "8: unknown key 'assignments.0.limits.memory_mb'; did you mean 'memory_mib'?",
        ),
        (
            ["sandbox:", "  required: full"],
            "8: unknown key 'sandbox.required'; did you mean 'require'?",
        ),
        (["    due: soon"], f"{DUE}, not 'soon'"),
        (["    due: 2026-13-01"], f"{DUE}, not '2026-13-01'"),
        (["    due: 2026-02-30 12:00"], f"{DUE}, not '2026-02-30 12:00'"),
        (["    due: 30.11.2026 18:00"], f"{DUE}, not '30.11.2026 18:00'; write 2026-11-30 18:00"),
        (["    due: 6pm"], f"{DUE}, not '6pm'"),
        (["    due: '1764525600'"], f"{DUE}, not '1764525600'"),
        (["    due: 2026"], f"{DUE}, not 2026"),
        (
            ["    due: 0026-11-30"],
            "7: assignments.0.due: a time reads like 2026-11-30 18:00, and not",
        ),
        (
            ["late:", "  grace_minute: 15"],
            "8: unknown key 'late.grace_minute'; did you mean 'grace_minutes'?",
        ),
        (
            ["late:", "  grace_minutes: -1"],
            "8: late.grace_minutes: input should be greater than or equal to 0, not -1",
        ),
        (
            ["late:", "  grace_minutes: 1.5"],
            "8: late.grace_minutes: input should be a valid integer",
        ),
        (
            ["late:", "  penalty_percent_per_day: 101"],
            "8: late.penalty_percent_per_day: input should be less than or equal to 100, not 101",
        ),
        (["late:", "  max_penalty_percent: .nan"], "8: late.max_penalty_percent: input should be"),
        (
            ["    due: 2026-11-30", "    late:", "      closes_after_days: -1"],
            "9: assignments.0.late.closes_after_days: input should be greater",
        ),
        (
            ["    due: 2026-11-30", "    late:", "      close_after_days: 1"],
            "9: unknown key 'assignments.0.late.close_after_days'; did you mean 'closes_",
        ),
        (["attempts: first"], "7: attempts: input should be 'last' or 'best', not 'first'"),
        (["    attempts: 3"], "7: assignments.0.attempts: input should be 'last' or 'best', not 3"),
        (["    late:", "      grace_minutes: 5"], "7: late of risk needs a due date"),
        (["    extensions:", "      s01: 2026-11-30"], "7: extensions of risk needs a due date"),
        (
            ["    due: 2026-11-30 18:00", "    extensions:", "      s01: 2026-11-30 17:59"],
            "9: the extension of s01 is before the due date",
        ),
        (["seed: many"], "7: seed: input should be a valid integer"),
        (["seed: 1.5"], "7: seed: input should be a valid integer"),
        (["language: english"], "7: language: string should match pattern"),
        (["limits:", "  cpu_seconds: 0"], "7: limits: cpu_seconds must be above 0"),
        (["limits:", "  memory_mib: .nan"], "8: limits.memory_mib: input should be"),
        (["limits:", "  wall_seconds: -1"], "7: limits: wall_seconds must be above 0"),
        (["sandbox:", "  require: strong"], "8: sandbox.require: input should be 'full'"),
        (["feedback:", "  hints: no"], "8: feedback.hints: input should be 'always' or 'never'"),
        (["  - id: risk", "    title: Again"], "two assignments are called 'risk'"),
        (["  - id: Risk", "    title: Again"], "7: assignments.1.id: string should match"),
        (["  - id: ../risk", "    title: Again"], "7: assignments.1.id: string should match"),
        (["  - title: Nameless"], "7: assignments.1.id: field required"),
        (["id: again"], '7: not YAML: found duplicate key "id"'),
        (["\tseed: 1"], "7: not YAML: found character"),
        (["a: [1"], "not YAML"),
        (["---", "id: b"], "not YAML"),
    ],
    ids=lambda v: v[-1].strip() if isinstance(v, list) else "",
)
def test_a_mistake_is_one_line_with_its_place_and_a_suggestion(mistake, more, words):
    assert words in mistake(*more)


def test_a_misspelt_key_is_named_before_the_one_that_is_missing_for_it(mistake):
    lines = [line.replace("title: Opt", "titel: Opt") for line in LINES]
    assert mistake(lines=lines) == "2: unknown key 'titel'; did you mean 'title'?"


@pytest.mark.parametrize("number", range(len(LINES)))
def test_no_line_can_be_left_out_but_the_timezone(mistake, course_of, number):
    lines = [line for at, line in enumerate(LINES) if at != number]
    if "timezone" in LINES[number]:
        assert course_of(lines=lines).timezone == "UTC"
    else:
        assert mistake(lines=lines)


def test_an_unknown_timezone_gets_the_nearest_name(mistake):
    lines = [line.replace("Berlin", "Berln") for line in LINES]
    assert mistake(lines=lines) == (
        "3: timezone: no timezone is called 'Europe/Berln'; did you mean 'Europe/Berlin'?"
    )


@pytest.mark.parametrize("zone", ["/etc/localtime", "../UTC", "''"])
def test_a_timezone_is_no_path(mistake, zone):
    lines = [line.replace("Europe/Berlin", zone) for line in LINES]
    assert "no timezone is called" in mistake(lines=lines)


@pytest.mark.parametrize("lines", [[""], ["- a"], ["word"], ["# only words"], ["3"]])
def test_a_file_that_is_no_mapping_says_what_a_course_needs(mistake, lines):
    assert mistake(lines=lines) == "1: a course needs keys such as `id:` and `assignments:`"


def test_a_local_time_that_the_clocks_skip_is_refused(mistake):
    words = mistake("    due: 2026-03-29 02:30")
    assert words == (
        "7: 2026-03-29 02:30 does not exist in Europe/Berlin: the clocks skip it; "
        "did you mean 03:30?"
    )
    assert mistake("    extensions:", "      s01: 2026-03-29 02:30").startswith("8: 2026-03-29")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"id: \x00"])
def test_a_file_that_is_no_text_is_refused(tmp_path, content):
    (tmp_path / "course.yml").write_bytes(content)
    with pytest.raises(CourseError, match=r"course\.yml: (cannot be read|not YAML)"):
        load_course(tmp_path)


# -- folders ------------------------------------------------------------------


def test_the_course_is_found_from_any_folder_below(tmp_path):
    (tmp_path / "course.yml").write_text("")
    (tmp_path / "a/b").mkdir(parents=True)
    assert find_root(tmp_path / "a/b") == find_root(tmp_path) == tmp_path.resolve()


def test_the_course_is_looked_for_here_unless_told_otherwise(tmp_path, monkeypatch):
    (tmp_path / "course.yml").write_text("")
    monkeypatch.chdir(tmp_path)
    assert find_root() == tmp_path.resolve()


def test_a_folder_outside_any_course_is_said_to_be_one(tmp_path):
    with pytest.raises(CourseError, match=r"^no course\.yml in .* or above it; go to"):
        find_root(tmp_path)


def test_hidden_checks_lie_in_no_folder_that_is_copied_to_students(tmp_path):
    folders = Folders(tmp_path)
    copied = [folders.source, folders.release("risk").parent]
    assert not any(folders.checks("risk").is_relative_to(folder) for folder in copied)
    assert folders.checks("risk") == tmp_path / "checks/test_risk.py"


def test_everything_that_grading_writes_lies_in_the_ignored_folder():
    folders = Folders(PROJECT)
    written = [
        folders.submitted, folders.autograded, folders.feedback, folders.reports, folders.source,
        folders.gradebook, folders.attempts,
    ]  # fmt: skip
    assert all(path.is_relative_to(PROJECT / "work") for path in written)
    assert "work/" in (PROJECT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("assignment", [a.id for a in load_course(PROJECT).assignments])
def test_each_assignment_has_its_four_files(assignment):
    _, folders = open_course(PROJECT)
    for find in (folders.solution, folders.release, folders.checks, folders.bank):
        assert find(assignment).is_file()


# -- a course of an older kit -------------------------------------------------


@pytest.fixture
def older(tmp_path):
    """A course whose checks and bank lie where an older kit always had them."""

    def make(*more):
        for name in ("checks", "bank"):
            (tmp_path / "autograder" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "course.yml").write_text("\n".join([*LINES, *more]) + "\n")
        return tmp_path

    return make


CHECKS, BANK = "checks: autograder/checks", "bank: autograder/bank"


@pytest.mark.parametrize(
    ("said", "missing"),
    [([], f"`{CHECKS}` and `{BANK}`"), ([CHECKS], f"`{BANK}`"), ([BANK], f"`{CHECKS}`")],
)
def test_an_older_course_is_told_the_lines_that_it_lacks(older, said, missing):
    root = older(*said)
    with pytest.raises(CourseError) as raised:
        open_course(root)
    assert str(raised.value) == (
        f"{root}/course.yml: this course was made for an older kit; add to course.yml: {missing}"
    )


def test_an_older_course_is_read_once_the_two_lines_are_there(older):
    root = older(CHECKS, BANK)
    assert open_course(root)[1].checks("risk") == root / "autograder/checks/test_risk.py"


def test_a_course_whose_checks_are_where_new_ones_have_them_may_have_any_other_folder(older):
    root = older()
    for name in ("checks", "bank"):
        (root / name).mkdir()
    assert open_course(root)[1].checks("risk") == root / "checks/test_risk.py"


@pytest.mark.parametrize(
    "command",
    [
        ["release"], ["new", "momentum"], ["grade", "risk"], ["collect", "risk"],
        ["feedback", "risk"], ["audit"], ["bench", "--quick"],
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_command_that_needs_the_checks_refuses_an_older_course_in_one_line(
    older, monkeypatch, command
):
    root = older()
    before = sorted(root.rglob("*"))
    monkeypatch.chdir(root)
    told = CliRunner().invoke(app, command, catch_exceptions=False)
    assert (told.exit_code, told.stdout) == (2, "")
    (line,) = told.stderr.splitlines()
    assert line.endswith(f"made for an older kit; add to course.yml: `{CHECKS}` and `{BANK}`")
    assert sorted(root.rglob("*")) == before


# -- suggestions --------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "ending"),
    [("risc", "; did you mean 'risk'?"), ("minma", "; did you mean 'minima'?"), ("zz", "")],
)
def test_a_suggestion_is_made_only_where_a_word_is_near(word, ending):
    assert did_you_mean(word, ["risk", "minima"]) == ending


def test_a_course_may_be_made_without_a_file():
    course = Course(id="a", title="A", assignments=[{"id": "x", "title": "X"}])
    assert course.assignment("x").title == "X"


# -- keys and lines -----------------------------------------------------------


@pytest.mark.parametrize("student", ["0012345", "12345", "1_2", "1e5", "2026-11-30", "null", "on"])
def test_a_students_id_is_read_as_it_is_written(course_of, student):
    course = course_of("    due: 2026-11-30", "    extensions:", f"      {student}: 2026-12-01")
    assert list(course.assignments[0].extensions) == [student]


def test_a_mistake_in_an_extension_of_a_numbered_student_has_its_line(mistake):
    words = mistake("    due: 2026-11-30", "    extensions:", "      0012: soon")
    assert words.startswith("9: assignments.0.extensions.0012: a time reads like")


def test_the_line_of_a_thing_is_found_again_later(course_of, tmp_path):
    course_of("    due: 2026-11-30", "    extensions:", "      s01: 2026-12-01")
    assert line_of(tmp_path, ["assignments", 0, "extensions", "s01"]) == 9
    assert line_of(tmp_path, ["assignments", 0, "extensions", "s02"]) == 8, "its nearest parent's"
