"""The `course` command: exit codes, one-line complaints, and the interface for scripts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from nbgrader.api import Gradebook

from autograder.commands import cli, grade, progress
from autograder.course.folders import Folders
from autograder.files import only_one
from autograder.nbgrader_bridge.gradebook import db_url

PROJECT = Path(__file__).resolve().parents[2]

POINTS = {"type": "number", "minimum": 0}
TEXT = {"type": "string"}


def an_object(**properties: Any) -> dict[str, Any]:
    """An object with these keys, all of them and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def each(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value, "minProperties": 1}


CHECK = an_object(
    name=TEXT,
    title=TEXT,
    outcome={"enum": ["passed", "failed", "not_reached", "not_checked"]},
    points=POINTS,
    max_points=POINTS,
    message=TEXT,
)
EXERCISE = an_object(
    points=POINTS,
    max_points=POINTS,
    misconception={"type": ["string", "null"]},
    checks={"type": "array", "items": CHECK, "minItems": 1},
)
COMMON = {
    "student": TEXT,
    "max_points": POINTS,
    "seconds": POINTS,
    "cpu_seconds": POINTS,
    "repairs": {"type": "array", "items": TEXT},  # beyond design.md's list
}
GRADED = an_object(
    **COMMON,
    status={"const": "graded"},
    points=POINTS,
    error={"type": "null"},
    exercises=each(EXERCISE),
)
ATTENTION = an_object(
    **COMMON,
    status={"const": "attention"},
    points={"type": "null"},
    error={"type": "string", "minLength": 1},
    exercises={"type": "object"},
)
INTERFACE = an_object(
    schema={"const": 1},
    assignment=TEXT,
    sandbox={"enum": ["full", "landlock", "process"]},
    submissions={"type": "array", "items": {"oneOf": [GRADED, ATTENTION]}},
)


@pytest.fixture
def class_of_three(released_root: Path, hand_in: Callable[..., None]) -> Path:
    """A course with a right, an unfinished and a blank submission."""
    hand_in(released_root / "work/submitted", "s02-bo", "s03-chidi", "s05-emil")
    return released_root


def marks(path: Path) -> dict[str, float | None]:
    return {s["student"]: s["points"] for s in json.loads(path.read_text())["submissions"]}


def replaced(old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        path = root / "course.yml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    return edit


def extended(student: str) -> Callable[[Path], None]:
    lines = ["title: Risk", "due: 2030-11-20", "extensions:", f"  {student}: 2030-11-23"]
    return replaced("title: Risk and empirical risk", "\n    ".join(lines))


# -- course grade ---------------------------------------------------------------


def test_a_class_without_trouble_ends_with_0_and_one_with_trouble_with_1(
    class_of_three: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    told = invoke("grade", "risk", "--jobs", "2", cwd=class_of_three)
    assert told.returncode == 0
    assert "3 graded, 0 need attention." in told.stdout
    hand_in(class_of_three / "work/submitted", "s14-noor")
    told = invoke("grade", "risk", cwd=class_of_three)
    assert told.returncode == 1
    assert "3 graded, 3 of them unchanged since last time, 1 need attention." in told.stdout


def test_progress_is_plain_lines_without_a_terminal(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    told = invoke("grade", "risk", "--jobs", "1", cwd=class_of_three)
    lines = told.stderr.splitlines()
    assert lines[0] == "grading 3 submissions …"
    assert [re.sub(r" \(.*", "", line) for line in lines[1:]] == [
        "1/3 s02-bo: 14", "2/3 s03-chidi: 2", "3/3 s05-emil: 0",
    ]  # fmt: skip
    assert re.fullmatch(r".*: 14 \(\d+\.\d/s(, \d+:\d\d left)?\)", lines[1])
    assert "\x1b" not in told.stderr + told.stdout


def test_the_json_file_has_the_interface_that_scripts_rely_on(
    class_of_three: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    hand_in(class_of_three / "work/submitted", "s14-noor", "s11-kemal")
    told = invoke("grade", "risk", "--json", "out/marks.json", cwd=class_of_three)
    assert told.returncode == 1
    data = json.loads((class_of_three / "out/marks.json").read_text())
    jsonschema.validate(data, INTERFACE)
    assert (data["assignment"], data["sandbox"]) == ("risk", "full")
    found = {s["student"]: s for s in data["submissions"]}
    assert list(found) == ["s02-bo", "s03-chidi", "s05-emil", "s11-kemal", "s14-noor"]
    assert found["s02-bo"]["points"] == 14.0
    assert found["s02-bo"]["max_points"] == 14.0
    assert found["s02-bo"]["cpu_seconds"] > 0
    assert found["s14-noor"]["error"] == (
        "not a notebook: the file is not JSON (line 1); "
        "ask the student to open it in Jupyter, save it and hand in again"
    )
    risks = found["s03-chidi"]["exercises"]["risks"]
    assert (risks["points"], risks["max_points"]) == (2.0, 8.0)
    outcomes = {c["name"]: c["outcome"] for c in risks["checks"]}
    assert outcomes["test_f_values"] == "passed"
    assert outcomes["test_g_values"] in ("failed", "not_reached")
    for submission in data["submissions"]:
        for exercise in submission["exercises"].values():
            for check in exercise["checks"]:
                assert (check["points"] == check["max_points"]) is (check["outcome"] == "passed")
                assert bool(check["message"]) is (check["outcome"] != "passed")


def test_the_schema_of_this_test_would_notice_a_changed_interface() -> None:
    good = {"schema": 1, "assignment": "risk", "sandbox": "full", "submissions": []}
    jsonschema.validate(good, INTERFACE)
    lost = {"student": "a", "status": "attention", "points": 0.0, "max_points": 14.0}
    lost |= {"seconds": 0.1, "cpu_seconds": 0.1, "error": "x", "repairs": [], "exercises": {}}
    for bad in [good | {"extra": 1}, {"schema": 1}, good | {"submissions": [lost]}]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, INTERFACE)


def test_json_on_standard_output_is_all_there_is_on_it(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    told = invoke("grade", "risk", "--json", "-", cwd=class_of_three)
    jsonschema.validate(json.loads(told.stdout), INTERFACE)
    assert "3/3 " in told.stderr
    quiet = invoke("grade", "risk", "--json", "-", "--quiet", cwd=class_of_three)
    assert quiet.stderr == ""
    assert len(json.loads(quiet.stdout)["submissions"]) == 3


def test_one_student_is_graded_alone(class_of_three: Path, invoke: Callable[..., Any]) -> None:
    told = invoke("grade", "risk", "--student", "s03-chidi", "--json", "m.json", cwd=class_of_three)
    assert told.returncode == 0
    assert marks(class_of_three / "m.json") == {"s03-chidi": 2.0}
    assert [p.name for p in (class_of_three / "work/autograded").iterdir()] == ["s03-chidi"]


def test_without_a_gradebook_nothing_is_written_below_work(
    course_root: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    hand_in(course_root / "elsewhere", "s02-bo", "s14-noor")
    arguments = ["grade", "risk", "--from", "elsewhere", "--no-gradebook", "--json", "m.json"]
    told = invoke(*arguments, cwd=course_root)
    assert told.returncode == 1
    assert marks(course_root / "m.json") == {"s02-bo": 14.0, "s14-noor": None}
    assert "Gradebook" not in told.stdout
    assert not (course_root / "work").exists()


def test_submissions_from_another_folder_reach_the_gradebook(
    released_root: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    hand_in(released_root / "elsewhere", "s02-bo")
    assert invoke("grade", "risk", "--from", "elsewhere", cwd=released_root).returncode == 0
    with Gradebook(db_url(Folders(released_root)), "optimization") as gradebook:
        assert gradebook.find_submission("risk", "s02-bo").score == 14.0
    assert (released_root / "work/autograded/s02-bo/risk/risk.ipynb").is_file()


def test_only_what_has_changed_is_graded_again_unless_forced(
    class_of_three: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    submitted = class_of_three / "work/submitted"

    def graded_again(*options: str) -> set[str]:
        report = class_of_three / "work/reports/risk"
        before = {p.stem: p.stat().st_mtime_ns for p in report.glob("*.json")}
        assert invoke("grade", "risk", *options, cwd=class_of_three).returncode == 0
        return {p.stem for p in report.glob("*.json") if p.stat().st_mtime_ns != before.get(p.stem)}

    assert graded_again() == {"s02-bo", "s03-chidi", "s05-emil"}
    assert graded_again() == set()
    told = invoke("grade", "risk", "--json", "m.json", cwd=class_of_three)
    assert "3 graded, 3 of them unchanged since last time, 0 need attention." in told.stdout
    assert marks(class_of_three / "m.json") == {"s02-bo": 14.0, "s03-chidi": 2.0, "s05-emil": 0.0}
    hand_in(submitted, "s02-bo", name="s05-emil")
    assert graded_again() == {"s05-emil"}
    notebook = submitted / "s03-chidi/risk/risk.ipynb"  # saved again: other outputs, same code
    notebook.write_text(
        notebook.read_text().replace('"execution_count": 3', '"execution_count": 9')
    )
    assert graded_again() == set()
    assert graded_again("--force") == {"s02-bo", "s03-chidi", "s05-emil"}


def test_marks_come_without_pictures_and_the_pictures_with_the_next_run(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    page = class_of_three / "work/feedback/s02-bo/risk/risk.html"
    found = []
    for options in (["--no-pictures"], []):
        told = invoke("grade", "risk", *options, "--json", "m.json", cwd=class_of_three)
        assert "unchanged" not in told.stdout
        found.append((marks(class_of_three / "m.json"), "data:image/png" in page.read_text()))
    assert found[0][0] == found[1][0]
    assert [drawn for _, drawn in found] == [False, True]
    told = invoke("grade", "risk", cwd=class_of_three)
    assert "3 graded, 3 of them unchanged since last time" in told.stdout


def test_a_changed_check_regrades_all_and_changed_prose_none(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    def unchanged() -> str:
        told = invoke("grade", "risk", cwd=class_of_three)
        assert told.returncode == 0
        return re.findall(r"graded(.*), 0 need", " ".join(told.stdout.split()))[0]

    assert unchanged() == ""
    folders = Folders(class_of_three)
    for path in (folders.solution("risk"), folders.release("risk")):
        assert "## 1. Two curves" in path.read_text()
        path.write_text(path.read_text().replace("## 1. Two curves", "## 1. Curves"))
    assert unchanged() == ", 3 of them unchanged since last time"
    checks = folders.checks("risk")
    checks.write_text(checks.read_text() + "\n# words about it\n")
    assert unchanged() == ", 3 of them unchanged since last time"
    checks.write_text(checks.read_text() + "\na_change = 1\n")
    assert unchanged() == ""


def test_two_spellings_of_one_student_are_told_and_the_others_recorded(
    class_of_three: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    assert invoke("grade", "risk", cwd=class_of_three).returncode == 0
    hand_in(class_of_three / "work/submitted", "s02-bo", name="S05-emil")
    hand_in(class_of_three / "work/submitted", "s02-bo", name="zoe")
    told = invoke("grade", "risk", "--json", "m.json", cwd=class_of_three)
    assert told.returncode == 1
    found = marks(class_of_three / "m.json")
    assert (found["S05-emil"], found["s05-emil"], found["zoe"]) == (None, None, 14.0)
    shutil.rmtree(class_of_three / "work/submitted/s05-emil")  # and kept the other folder
    told = invoke("grade", "risk", "--json", "m.json", cwd=class_of_three)
    assert told.returncode == 1
    errors = [
        s["error"] for s in json.loads((class_of_three / "m.json").read_text())["submissions"]
    ]
    [error] = filter(None, errors)
    assert "the gradebook spells this student's id 's05-emil'" in error
    with Gradebook(db_url(Folders(class_of_three)), "optimization") as gradebook:
        ids = sorted(s.id for s in gradebook.students)
        assert ids == ["s02-bo", "s03-chidi", "s05-emil", "zoe"]
        assert gradebook.find_submission("risk", "s05-emil").score == 0.0


def test_a_lost_gradebook_is_filled_again_without_grading(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    assert invoke("grade", "risk", cwd=class_of_three).returncode == 0
    Folders(class_of_three).gradebook.unlink()
    told = invoke("grade", "risk", cwd=class_of_three)
    assert "3 of them unchanged" in told.stdout
    with Gradebook(db_url(Folders(class_of_three)), "optimization") as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions("risk")}
    assert scores == {"s02-bo": 14.0, "s03-chidi": 2.0, "s05-emil": 0.0}


def test_a_damaged_report_is_graded_again(class_of_three: Path, invoke: Callable[..., Any]) -> None:
    assert invoke("grade", "risk", cwd=class_of_three).returncode == 0
    report = class_of_three / "work/reports/risk/s02-bo.json"
    report.write_text(report.read_text()[:100])
    told = invoke("grade", "risk", cwd=class_of_three)
    assert told.returncode == 0
    assert "3 graded, 2 of them unchanged" in told.stdout
    assert json.loads(report.read_text())["points"] == 14.0


def test_a_second_grading_at_the_same_time_is_refused_and_harms_nothing(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    folders = Folders(class_of_three)
    assert invoke("grade", "risk", cwd=class_of_three).returncode == 0
    before = folders.gradebook.read_bytes()
    with only_one(folders.work / ".grading", "grading"):
        told = invoke("grade", "risk", "--force", cwd=class_of_three)
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr == (
        f"course: another grading is running in this course (process {os.getpid()}); "
        "wait for it to end\n"
    )
    assert folders.gradebook.read_bytes() == before
    assert invoke("grade", "risk", "--force", cwd=class_of_three).returncode == 0


def test_looking_without_a_gradebook_is_allowed_while_another_grading_runs(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    with only_one(class_of_three / "work/.grading", "grading"):
        told = invoke("grade", "risk", "--no-gradebook", cwd=class_of_three)
    assert told.returncode == 0


def test_a_stop_by_ctrl_c_keeps_what_was_graded(
    class_of_three: Path, invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(progress.Progress):
        def advance(self, report: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(progress, "choose", lambda console, *, quiet: Stopping)
    told = invoke("grade", "risk", "--jobs", "1", cwd=class_of_three)
    assert told.returncode == 130
    assert told.stderr == "course: stopped; what was graded so far is kept\n"
    assert [p.stem for p in (class_of_three / "work/reports/risk").iterdir()] == ["s02-bo"]
    assert (class_of_three / "work/feedback/s02-bo/risk/risk.html").is_file()


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end(
    class_of_three: Path, invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console

    monkeypatch.setattr(grade, "err", Console(stderr=True, force_terminal=True, width=100))
    told = invoke("grade", "risk", cwd=class_of_three)
    assert told.returncode == 0
    assert "grading" in told.stderr
    assert "3/3" in told.stderr
    assert "s02-bo" in told.stderr, "who is being graded now"
    assert "1/3 s02-bo" not in told.stderr


# -- attempts -------------------------------------------------------------------


def attempts(root: Path) -> list[tuple[float | None, float, bool]]:
    """Each attempt's points, what lateness takes off in percent, and whether it counts."""
    [submission] = json.loads((root / "m.json").read_text())["submissions"]
    return [(a["points"], a["late"]["percent"], a["counts"]) for a in submission["attempts"]]


def test_the_best_attempt_counts_and_changed_checks_grade_all_of_them_again(
    released_root: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    replaced("title: Risk and empirical risk", "title: Risk\n    due: 2026-11-20 18:00")(
        released_root
    )
    policy = "attempts: best\nlate:\n  penalty_percent_per_day: 10\nlimits:"
    replaced("limits:", policy)(released_root)
    submitted = released_root / "work/submitted"

    def grade() -> str:
        told = invoke("grade", "risk", "--json", "m.json", cwd=released_root)
        assert told.returncode == 0, told.stderr
        return str(told.stdout)

    def page() -> str:
        return (released_root / "work/feedback/zoe/risk/risk.html").read_text()

    hand_in(submitted, "s03-chidi", name="zoe")  # 2 points, in time
    invoke("collect", "risk", "--at", "2026-11-20 12:00", cwd=released_root)
    grade()
    hand_in(submitted, "s02-bo", name="zoe")  # 14 points, a day late
    invoke("collect", "risk", "--at", "2026-11-21 12:00", cwd=released_root)
    grade()
    assert attempts(released_root) == [(2.0, 0.0, False), (14.0, 10.0, True)]
    hand_in(submitted, "s05-emil", name="zoe")  # nothing, and nobody knows when
    assert "?" not in grade()
    assert attempts(released_root) == [(2.0, 0, False), (14.0, 10, True), (0.0, 0, False)]
    assert "This is attempt 2 of 3; the best one counts." in page()
    told = grade()
    assert "1 graded, 1 of them unchanged since last time" in told
    assert "1 day, −10 %" in told

    replaced("penalty_percent_per_day: 10", "penalty_percent_per_day: 90")(released_root)
    assert "1 of them unchanged" in grade()
    assert attempts(released_root) == [(2.0, 0, True), (14.0, 90, False), (0.0, 0, False)]
    assert "This is attempt 1 of 3" in page()
    with Gradebook(db_url(Folders(released_root)), "optimization") as gradebook:
        assert gradebook.find_submission("risk", "zoe").score == 2.0

    checks = Folders(released_root).checks("risk")
    checks.write_text(checks.read_text().replace("points(2)", "points(4)"))
    assert invoke("release", "risk", cwd=released_root).returncode == 0
    assert "Points or titles changed: 1 rescored without running them." in grade()
    points = [points for points, _, _ in attempts(released_root)]
    assert points[0] == 4.0
    assert points[1] > 14.0
    assert points[2] == 0.0


def test_the_last_attempt_counts_unless_course_yml_says_otherwise(
    released_root: Path, hand_in: Callable[..., None], invoke: Callable[..., Any]
) -> None:
    for student in ("s02-bo", "s03-chidi"):
        hand_in(released_root / "work/submitted", student, name="zoe")
        invoke("grade", "risk", "--json", "m.json", cwd=released_root)
    assert marks(released_root / "m.json") == {"zoe": 2.0}
    [submission] = json.loads((released_root / "m.json").read_text())["submissions"]
    assert not {"late", "attempts"} & set(submission)


def test_what_was_first_seen_after_the_due_date_is_told_and_costs_nothing(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    replaced("title: Risk and empirical risk", "title: Risk\n    due: 2020-11-20")(class_of_three)
    replaced("limits:", "late: {closes_after_days: 0}\nlimits:")(class_of_three)
    told = invoke("grade", "risk", "--json", "m.json", cwd=class_of_three)
    assert "3 were first seen after the due date, and nobody has told when they came" in told.stdout
    found = json.loads((class_of_three / "m.json").read_text())["submissions"]
    assert {(s["late"]["submitted"], s["late"]["penalty"]) for s in found} == {(None, 0.0)}
    (class_of_three / "class.csv").write_text("student,submitted\ns02-bo,2020-11-21\n")
    told = invoke("collect", "risk", "--times", "class.csv", cwd=class_of_three)
    assert told.returncode == 1
    assert "s02-bo: 2020-11-21 23:59:59 UTC, day 1 after the due date, −100 %" in told.stdout
    assert "s03-chidi: no time is listed" in told.stdout
    told = invoke("grade", "risk", "--json", "m.json", cwd=class_of_three)
    assert "3 graded, 3 of them unchanged" in told.stdout
    found = json.loads((class_of_three / "m.json").read_text())["submissions"]
    assert [(s["points"], s["late"]["points"]) for s in found] == [(14, 0), (2, 2), (0, 0)]


# -- extensions -----------------------------------------------------------------


def test_an_extension_for_nobody_stops_every_command_that_would_apply_it(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    extended("s03-chidi")(class_of_three)
    assert invoke("grade", "risk", cwd=class_of_three).returncode == 0
    replaced("s03-chidi", "S03-Chidi")(class_of_three)
    for command in ("grade risk", "collect risk", "feedback risk"):
        told = invoke(*command.split(), cwd=class_of_three)
        assert told.returncode == 2
        assert "no student is called 'S03-Chidi'; did you mean 's03-chidi'?" in told.stderr
        assert told.stderr.count("\n") == 1


def test_an_extension_for_somebody_who_may_come_is_told_and_the_class_is_graded(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    extended("s77-yara")(class_of_three)
    line = "no student is called 's77-yara' yet; the extension is kept for when they hand in\n"
    for command in ("grade risk --quiet", "collect risk", "feedback risk"):
        told = invoke(*command.split(), cwd=class_of_three)
        assert told.returncode == 0
        assert told.stderr.endswith(line)
        assert told.stderr.count("\n") == 1


def test_an_extension_for_nobody_of_the_roster_is_refused(
    class_of_three: Path, invoke: Callable[..., Any]
) -> None:
    with Gradebook(db_url(Folders(class_of_three)), "optimization") as gradebook:
        gradebook.add_student("s77-yara", first_name="Yara")
    extended("s77-yarra")(class_of_three)
    told = invoke("grade", "risk", cwd=class_of_three)
    assert told.returncode == 2
    assert "'s77-yarra'; did you mean 's77-yara'? (if this is one: nbgrader db" in told.stderr


# -- wrong use ------------------------------------------------------------------


def nothing(root: Path) -> None:
    pass


WRONG = [
    ("grade rsik", nothing, "course.yml has no assignment 'rsik'; did you mean 'risk'?"),
    ("release rsik", nothing, "course.yml has no assignment 'rsik'; did you mean 'risk'?"),
    ("feedback nothing_like_it", nothing, "has no assignment 'nothing_like_it'. It has risk."),
    ("grade risk", nothing, "work/submitted does not exist; it should hold <student>/risk/"),
    ("grade risk --from nowhere", nothing, "nowhere does not exist; it should hold"),
    ("grade risk --from assignments", nothing, "assignments holds no submission of risk"),
    ("grade risk --from class --student s03", nothing, "class has no student 's03'"),
    ("grade risk --from class --sandbox strong", nothing, "no sandbox level is called 'strong'"),
    ("grade risk --from class --json /proc/no.json --no-gradebook --quiet", nothing,
     "/proc/no.json cannot be written"),
    ("feedback risk", nothing, "nothing is graded yet; grade first: course grade risk"),
    ("feedback risk --student s02-bo", nothing, "s02-bo has no report for risk; grade first"),
    ("collect rsik", nothing, "course.yml has no assignment 'rsik'; did you mean 'risk'?"),
    ("collect risk", nothing, "work/submitted does not exist; it should hold <student>/risk/"),
    ("collect risk --from class --times no.csv", nothing, "no.csv cannot be read"),
    ("collect risk --from class --at noon", nothing, "--at: a time reads like 2026-11-30 18:00"),
    ("grade risk", replaced("cpu_seconds", "cpu_secnds"),
     "course.yml:7: unknown key 'limits.cpu_secnds'; did you mean 'cpu_seconds'?"),
    ("grade risk", replaced("cpu_seconds: 5", "cpu_seconds: plenty"),
     "course.yml:7: limits.cpu_seconds: input should be a valid number"),
    ("grade risk", replaced("seed: 121", "seed: many # "), "course.yml:4: seed: input should be"),
    ("grade risk", replaced("timezone: UTC", "timezone: Europe/Berln"),
     "course.yml:3: timezone: no timezone is called 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
    ("grade risk", replaced("title: Risk and empirical risk",
                            "title: Risk\n    due: 2030-03-31 02:30\n"),
     None),
    ("grade risk", replaced("assignments:", "assignments: ["), "course.yml:"),
    ("grade risk", replaced("title: Risk and empirical risk", "title: R\n    due: 30.11.2026"),
     "14: assignments.0.due: a time reads like 2026-11-30 18:00, not '30.11.2026'; "
     "write 2026-11-30"),
    ("grade risk --from class --table al", nothing,
     "no table is called 'al'; there are all, attention, none"),
    ("grade risk --from class --no-gradebook", extended("S02-bo"),
     "course.yml:16: no student is called 'S02-bo'; did you mean 's02-bo'? "
     "(if this is one: nbgrader db student add S02-bo)"),
    ("collect risk --from class", extended("s2_bo"), "no student is called 's2_bo'; did you mean"),
    ("release", lambda root: (root / "solutions/risk.py").unlink(),
     "solutions/risk.py does not exist"),
    ("grade risk --from class --no-gradebook",
     lambda root: shutil.rmtree(root / "assignments/risk"),
     "assignments/risk/risk.ipynb does not exist; make it with: course release risk"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "spoil", "words"), WRONG)
def test_wrong_use_is_told_in_one_line_with_exit_code_2(
    course_root: Path,
    hand_in: Callable[..., None],
    invoke: Callable[..., Any],
    command: str,
    spoil: Callable[[Path], None],
    words: str | None,
) -> None:
    hand_in(course_root / "class", "s02-bo")
    spoil(course_root)
    if words is None:  # a due date that the clocks skip
        replaced("timezone: UTC", "timezone: Europe/Berlin")(course_root)
        words = (
            "course.yml:14: 2030-03-31 02:30 does not exist in Europe/Berlin: "
            "the clocks skip it; did you mean 03:30?"
        )
    told = invoke(*command.split(), cwd=course_root)
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.startswith("course: ")
    assert words in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_real_command_outside_a_course_says_so_without_a_traceback(
    tmp_path: Path, run: Callable[..., Any]
) -> None:
    told = run("course", "grade", "risk", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        f"course: no course.yml in {tmp_path} or above it; go to the course's folder\n"
    )


@pytest.mark.parametrize(
    "command", ["grade", "grade risk --jobs 0", "grade risk --jsn x", "grad risk"]
)
def test_a_command_that_is_misspelt_ends_with_2_and_no_traceback(
    course_root: Path, invoke: Callable[..., Any], command: str
) -> None:
    told = invoke(*command.split(), cwd=course_root)
    assert told.returncode == 2
    assert "Usage: " in told.stderr
    assert "Traceback" not in told.stderr


def test_a_weak_sandbox_is_refused_with_the_words_to_accept_it(
    class_of_three: Path, invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "autograder.grading.engine.available_level", lambda: ("process", "Do this.")
    )
    told = invoke("grade", "risk", cwd=class_of_three)
    assert told.returncode == 2
    assert "Do this. To grade all the same, say so by name: --sandbox process" in told.stderr
    assert not (class_of_three / "work/autograded").exists()


def test_a_worker_killed_from_outside_costs_nobody_a_mark(
    class_of_three: Path, run: Callable[..., Any]
) -> None:
    """The same as in test_batch, through the real command: the kernel ends a worker."""
    trace = class_of_three / "killed"
    checks = Folders(class_of_three).checks("risk")
    murder = f"""
    import os, pathlib, signal
    try:
        pathlib.Path({str(trace)!r}).touch(exist_ok=False)
    except FileExistsError:
        pass
    else:
        os.kill(os.getpid(), signal.SIGKILL)
"""
    title = '    """f(x) is x·cos(πx)"""\n'
    assert title in checks.read_text()
    checks.write_text(checks.read_text().replace(title, title + murder))
    told = run("course", "grade", "risk", "--jobs", "2", "--json", "m.json", cwd=class_of_three)
    assert trace.exists()
    assert told.returncode == 0, told.stderr
    assert marks(class_of_three / "m.json") == {"s02-bo": 14.0, "s03-chidi": 2.0, "s05-emil": 0.0}
    assert "Traceback" not in told.stderr


# -- help and schema ------------------------------------------------------------

VERBS = [c.name for c in cli.app.registered_commands if c.name]


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_command_shows_an_example_of_it(
    verb: str, tmp_path: Path, invoke: Callable[..., Any]
) -> None:
    told = invoke(verb, "--help", cwd=tmp_path)
    assert told.returncode == 0
    assert f"Example: course {verb}" in told.stdout


def test_help_without_a_command_lists_them_all(tmp_path: Path, invoke: Callable[..., Any]) -> None:
    told = invoke(cwd=tmp_path)
    shown = told.stdout + told.stderr
    assert {"grade", "release", "feedback", "audit", "doctor", "schema"} <= set(VERBS)
    assert [verb for verb in VERBS if f" {verb} " not in shown] == []


def test_the_committed_schema_is_what_the_command_prints(
    project: Path, tmp_path: Path, invoke: Callable[..., Any]
) -> None:
    told = invoke("schema", cwd=tmp_path)
    assert told.returncode == 0
    assert told.stdout == (project / "course.schema.json").read_text()


def test_the_schema_accepts_course_yml_and_refuses_a_misspelt_key(
    project: Path, tmp_path: Path
) -> None:
    def check(path: Path) -> int:
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile"]
        command += [str(project / "course.schema.json"), str(path)]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode

    assert check(project / "course.yml") == 0
    wrong = tmp_path / "course.yml"
    wrong.write_text((project / "course.yml").read_text().replace("bank:", "bnak:"))
    assert check(wrong) == 1
