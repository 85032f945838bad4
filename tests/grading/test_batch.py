"""Many submissions: what is found, what is retried, and who is left out of a stranger's fault."""

from __future__ import annotations

import os
import re
import signal
import textwrap
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.grading import batch
from autograder.grading import engine as engines
from autograder.grading.batch import grade_all
from autograder.grading.engine import Engine
from autograder.records import submitted
from autograder.records.submitted import Task, find_tasks
from autograder.sandbox.host import ZygoteLost
from autograder.scoring.report import Report, Unchanged

# -- finding the submissions ----------------------------------------------------


def test_submissions_are_found_in_the_students_order(tmp_path: Path) -> None:
    for student in ["zoe", "anna", "mia"]:
        (tmp_path / student / "risk").mkdir(parents=True)
    assert [t.student for t in find_tasks(tmp_path, "risk")] == ["anna", "mia", "zoe"]
    assert find_tasks(tmp_path, "risk")[0].path == tmp_path / "anna/risk/risk.ipynb"


def test_students_without_this_assignment_and_hidden_folders_are_passed_over(
    tmp_path: Path,
) -> None:
    for folder in ["anna/risk", "mia/minima", ".git/risk"]:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "grades.csv").touch()
    assert [t.student for t in find_tasks(tmp_path, "risk")] == ["anna"]


def test_a_folder_without_the_notebook_still_counts_as_handed_in(
    tmp_path: Path, engine: Engine
) -> None:
    (tmp_path / "anna/risk").mkdir(parents=True)
    [task] = find_tasks(tmp_path, "risk")
    report = engine.grade("risk", task.student, task.path)
    assert (report.status, report.points) == ("attention", None)
    assert report.error == "risk.ipynb was not handed in; ask the student for it"


@pytest.mark.parametrize(
    ("folder", "only", "words"),
    [
        ("nowhere", None, "does not exist; it should hold <student>/risk/risk.ipynb"),
        ("empty", None, "holds no submission of risk"),
        ("class", "mia", "has no student 'mia'"),
        ("class", "..", "has no student '..'"),
    ],
)
def test_a_folder_that_is_no_class_is_told_in_one_line(
    tmp_path: Path, folder: str, only: str | None, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "class/anna/risk").mkdir(parents=True)
    with pytest.raises(CourseError) as told:
        find_tasks(tmp_path / folder, "risk", only)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_folder_that_cannot_be_listed_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(submitted.os, "scandir", refuse)
    with pytest.raises(CourseError, match=r"cannot be read: Permission denied$"):
        find_tasks(tmp_path, "risk")


def test_what_is_no_folder_of_a_student_gets_a_line_and_lists_and_notes_none(
    tmp_path: Path,
) -> None:
    (tmp_path / "anna/risk").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "anna")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ["bo.ipynb", "class.ZIP", "grades.csv", "Thumbs.db"]:
        (tmp_path / name).touch()
    (tmp_path / "carl").mkdir()
    (tmp_path / "carl/risk").touch()  # a file where a folder should be is told when it is read
    found = {t.student: t.trouble for t in find_tasks(tmp_path, "risk")}
    linked = "is a link, not a folder of submissions; put the folder there"
    assert found == {
        "anna": "",
        "bo.ipynb": "bo.ipynb is no student's folder; it belongs into <student>/risk/risk.ipynb",
        "carl": "",
        "class.ZIP": "class.ZIP is no student's folder; it belongs into <student>/risk/risk.ipynb",
        "dangling": f"the folder dangling {linked}",
        "linked": f"the folder linked {linked}",
    }


def test_a_student_s_folder_that_cannot_be_read_gets_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "anna/risk").mkdir(parents=True)

    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(submitted.os, "lstat", refuse)
    [task] = find_tasks(tmp_path, "risk")
    assert task.trouble == "anna cannot be read (Permission denied); mend that and grade again"


@pytest.mark.parametrize(
    "spellings", [("Anna", "anna"), ("Zo\u00eb", "Zoe\u0308"), ("STRASSE", "straße")]
)
def test_two_spellings_of_one_id_are_both_left_to_a_person(
    tmp_path: Path, spellings: tuple[str, str]
) -> None:
    for student in [*spellings, "bo"]:
        (tmp_path / student / "risk").mkdir(parents=True)
    if len(list(tmp_path.iterdir())) < 3:
        pytest.skip("this disk takes both spellings for one")
    tasks = {t.student: t.trouble for t in find_tasks(tmp_path, "risk")}
    assert tasks.pop("bo") == ""
    assert sorted(tasks) == sorted(spellings)
    for trouble in tasks.values():
        assert trouble.startswith("one student's id, spelt in 2 ways: ")
        assert all(ascii(student) in trouble for student in spellings)


def test_a_class_of_thousands_is_listed_whatever_lies_between_them(tmp_path: Path) -> None:
    for number in range(5000):
        place = tmp_path / f"s{number:04d}"
        match number % 5:
            case 0:
                place.touch()
            case 1:
                place.symlink_to(tmp_path)
            case 2:
                place.mkdir()
            case _:
                (place / "risk").mkdir(parents=True)
    tasks = find_tasks(tmp_path, "risk")
    assert len([t for t in tasks if t.trouble]) == 1000
    assert len([t for t in tasks if not t.trouble]) == 2000


# -- the sandbox's level --------------------------------------------------------


def test_a_weak_sandbox_is_refused_unless_asked_for_by_name(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "available_level", lambda: ("landlock", "Do this."))
    with pytest.raises(CourseError) as told:
        engines.choose_level(course, None)
    assert "reaches level 'landlock', and 'full' is asked for. Do this." in str(told.value)
    assert "--sandbox landlock" in str(told.value)
    assert engines.choose_level(course, "landlock") == "landlock"
    assert engines.choose_level(course, "process") == "process"


def test_a_sandbox_that_the_machine_does_not_have_is_refused_although_asked_for(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "available_level", lambda: ("process", "Do this."))
    with pytest.raises(CourseError, match="'landlock' is asked for"):
        engines.choose_level(course, "landlock")


# -- the grader --------------------------------------------------------------------


def test_a_grader_is_loaded_once_and_anew_when_the_checks_change(
    course_root: Path, engine: Engine, one_sandbox: None
) -> None:
    mine = Engine(*open_course(course_root))
    before = mine.grader("risk")
    assert mine.grader("risk") is before
    checks = Folders(course_root).checks("risk")
    checks.write_text(checks.read_text().replace("points(2)", "points(3)"))
    os.utime(checks, ns=(1, 1))
    after = mine.grader("risk")
    assert after.max_points > before.max_points
    assert after.digest == before.digest, "other points change no outcome"


# -- lost workers ---------------------------------------------------------------

LETHAL = '''

@pytest.mark.exercise("risks")
@pytest.mark.points(1)
def test_that_kills_the_grader(student):
    """The grader's worker dies here"""
    import os, pathlib, signal

    trace = pathlib.Path({trace!r})
    if {condition}:
        with open(trace, "a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
'''


def make_lethal(root: Path, condition: str) -> Path:
    """Add a check to the copy's hidden checks that kills the worker where ``condition`` holds."""
    trace = root / "trace"
    with Folders(root).checks("risk").open("a") as file:
        file.write(textwrap.dedent(LETHAL).format(trace=str(trace), condition=condition))
    return trace


def test_a_worker_killed_in_the_middle_costs_nobody_a_mark(
    course_root: Path, hand_in: Callable[..., None], one_sandbox: None
) -> None:
    trace = make_lethal(course_root, "not trace.exists()")
    hand_in(course_root / "class", "s02-bo", "s03-chidi", "s05-emil", "s13-mateo")
    engine = Engine(*open_course(course_root))
    tasks = find_tasks(course_root / "class", "risk")
    found = dict(grade_all(engine, "risk", tasks, 2))
    assert trace.read_text() == "x"  # it was killed, once
    marks = {task.student: report.points for task, report in found.items()}
    assert marks == {"s02-bo": 15.0, "s03-chidi": 3.0, "s05-emil": 1.0, "s13-mateo": 15.0}


def test_only_the_submission_that_kills_its_worker_needs_attention(
    course_root: Path, hand_in: Callable[..., None], one_sandbox: None
) -> None:
    trace = make_lethal(course_root, "not works(student.f)")  # only the blank notebook's does not
    with Folders(course_root).checks("risk").open("a") as file:
        file.write(WORKS)
    hand_in(course_root / "class", "s02-bo", "s03-chidi", "s05-emil", "s13-mateo")
    engine = Engine(*open_course(course_root))
    tasks = find_tasks(course_root / "class", "risk")
    found = {task.student: report for task, report in grade_all(engine, "risk", tasks, 2)}
    assert trace.read_text() == "xx"  # tried twice and no more
    assert sorted(found) == ["s02-bo", "s03-chidi", "s05-emil", "s13-mateo"]
    lost = found.pop("s05-emil")
    assert isinstance(lost, Report)
    assert (lost.status, lost.points) == ("attention", None)
    assert lost.error is not None
    assert re.fullmatch(
        r"the grader lost its process twice over this submission: worker \d+ ended by SIGKILL; "
        "grade it by hand, or try it alone: course grade risk --student s05-emil",
        lost.error,
    )
    assert [r.status for r in found.values()] == ["graded"] * 3


WORKS = """

def works(function):
    try:
        function(torch.zeros(1))
    except BaseException:
        return False
    return True
"""


def test_a_zygote_that_is_lost_is_replaced_and_costs_nobody_a_mark(
    course_root: Path, hand_in: Callable[..., None]
) -> None:
    hand_in(course_root / "class", "s02-bo", "s05-emil", "s13-mateo")
    engine = Engine(*open_course(course_root))
    first = engine.address
    try:
        tasks = find_tasks(course_root / "class", "risk")
        os.killpg(engine._zygote.process.pid, signal.SIGKILL)
        found = dict(grade_all(engine, "risk", tasks, 2))
        again = engine.grade("risk", "bo", tasks[0].path)
        assert engine.address != first
        assert not Path(first).parent.exists()
    finally:
        engine.close()
    marks = {task.student: report.points for task, report in found.items()}
    assert marks == {"s02-bo": 14.0, "s05-emil": 0.0, "s13-mateo": 14.0}
    assert again.points == 14.0


UNCHANGED = Unchanged([])

# -- another executor -----------------------------------------------------------


class Here(Executor):
    """An executor that does what ``behave`` says, at once and in this process."""

    def __init__(self, behave: Callable[[Task], Report | Unchanged]) -> None:
        self.behave = behave

    def submit(self, function, task):  # type: ignore[no-untyped-def,override]
        future: Future[Report | Unchanged] = Future()
        try:
            future.set_result(self.behave(task))
        except Exception as error:
            future.set_exception(error)
        return future


def test_any_executor_can_stand_in_for_the_local_workers(
    engine: Engine, tmp_path: Path, hand_in: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path, "s02-bo", "s14-noor")
    here = Here(lambda task: engine.grade("risk", task.student, task.path))
    monkeypatch.setattr(batch, "local_executor", lambda *arguments: here)
    found = {t.student: r for t, r in grade_all(engine, "risk", find_tasks(tmp_path, "risk"), 1)}
    assert {s: r.points for s, r in found.items()} == {"s02-bo": 14.0, "s14-noor": None}


def test_a_fault_of_the_grader_concerns_one_submission_and_not_the_class(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behave(task: Task) -> Report | Unchanged:
        if task.student == "mia":
            raise ZeroDivisionError("a bug of ours")
        return UNCHANGED

    monkeypatch.setattr(batch, "local_executor", lambda *arguments: Here(behave))
    tasks = [Task(s, Path(s)) for s in ["anna", "mia", "zoe"]]
    found = {t.student: r for t, r in grade_all(engine, "risk", tasks, 1)}
    assert found["anna"] is found["zoe"] is UNCHANGED
    mia = found["mia"]
    assert isinstance(mia, Report)
    assert mia.points is None
    assert mia.error == (
        "the grader failed: ZeroDivisionError: a bug of ours; "
        "grade it by hand, or try it alone: course grade risk --student mia"
    )


def lost(task: Task) -> Report:
    raise ZygoteLost("the sandbox's parent has ended")


def test_only_the_submission_that_ends_the_zygote_needs_attention(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    revived = []

    def behave(task: Task) -> Report | Unchanged:
        return lost(task) if task.student == "mia" else UNCHANGED

    monkeypatch.setattr(engine, "revive", revived.append)
    monkeypatch.setattr(batch, "local_executor", lambda *arguments: Here(behave))
    tasks = [Task(s, Path(s)) for s in ["anna", "mia", "zoe"]]
    found = {t.student: r for t, r in grade_all(engine, "risk", tasks, 2)}
    assert found["anna"] is found["zoe"] is UNCHANGED
    assert isinstance(found["mia"], Report)
    assert found["mia"].error == (
        "the grader lost its process twice over this submission: the sandbox's parent has ended; "
        "grade it by hand, or try it alone: course grade risk --student mia"
    )
    assert revived == [engine.address] * 2


@pytest.mark.parametrize(("students", "jobs"), [(50, 1), (100, 4)])
def test_a_class_is_given_up_when_every_worker_is_lost(
    students: int, jobs: int, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "revive", lambda address: None)
    monkeypatch.setattr(batch, "local_executor", lambda *arguments: Here(lost))
    tasks = [Task(f"s{n}", Path("x")) for n in range(students)]
    found = list(grade_all(engine, "risk", tasks, jobs))
    told = [task.student for task, _ in found]
    assert sorted(told) == sorted(t.student for t in tasks)  # nobody twice, nobody forgotten
    errors = {report.error for _, report in found}
    lost_in_a_row = f"the grader lost its processes {10 * jobs + 1} times in a row"
    why = "(the sandbox's parent has ended)"
    assert f"{lost_in_a_row} {why}; what is wrong: course doctor" in errors


def test_who_is_in_work_is_told_as_it_changes(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "local_executor", lambda *arguments: Here(lambda task: UNCHANGED))
    told: list[list[str]] = []
    tasks = [Task(s, Path(s)) for s in ["anna", "mia", "zoe"]]
    list(grade_all(engine, "risk", tasks, 1, lambda students: told.append(list(students))))
    assert told[0] == ["anna"]
    assert told[-1] == ["zoe"]


def test_a_lost_zygote_is_replaced_once_for_all_that_were_lost_with_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, folders = engine.course, engine.folders
    started: list[SimpleNamespace] = []

    def zygote(level: str, fork_server: int | None = None) -> SimpleNamespace:
        made = SimpleNamespace(address=f"at {len(started)}", closed=False, asked=0)
        made.close = lambda: setattr(made, "closed", True)
        made.ended = lambda: made is started[0]
        made.last_words = lambda: "out of memory"
        started.append(made)
        return made

    monkeypatch.setattr(engines, "ZygoteProcess", zygote)
    mine = Engine(course, folders)
    for _ in range(3):
        mine.revive("at 0")
    assert [parent.closed for parent in started] == [True, False]
    assert mine.why_lost("at 0") == "out of memory"
    mine.revive("at 1")  # it has not ended, only a connection to it
    assert [parent.closed for parent in started] == [True, False]
    mine.close()
