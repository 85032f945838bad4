"""The exchange to its end, by nbgrader's own commands: what was handed in comes back graded."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps.api import NbGraderAPI

from autograder import files as files_on_disk
from autograder.course.folders import Folders
from autograder.nbgrader_bridge import config as bridge_config
from autograder.nbgrader_bridge import gradebook as gradebooks
from autograder.nbgrader_bridge import writer as writers
from autograder.nbgrader_bridge.config import config_for
from autograder.records.graded import handed_in as handed_in_at

SECRET = "submission_secret.txt"


class Student:
    """Somebody with a folder and a Jupyter of their own, who knows the exchange alone."""

    def __init__(self, name: str, home: Path, exchange: Path, nbgrader: Callable[..., int]) -> None:
        self.name, self.home, self._nbgrader = name, home / name, nbgrader
        self.home.mkdir()
        self._where = [
            f"--student={name}", "--course=optimization", f"--Exchange.root={exchange}",
            f"--Exchange.cache={self.home / 'cache'}", f"--Exchange.assignment_dir={self.home}",
        ]  # fmt: skip

    def nbgrader(self, command: str) -> int:
        return self._nbgrader(command, "risk", *self._where, cwd=self.home)

    def hand_in(self, notebook: Path) -> None:
        """Fetch the assignment, write another notebook over it, and submit."""
        if not (self.home / "risk").exists():
            assert self.nbgrader("fetch_assignment") == 0
        shutil.copyfile(notebook, self.home / "risk/risk.ipynb")
        assert self.nbgrader("submit") == 0

    def pages(self) -> list[str]:
        """The feedback in the student's own folder, that of the latest submission last."""
        assert self.nbgrader("fetch_feedback") == 0
        found = sorted((self.home / "risk/feedback").glob("*/risk.html"))
        return [page.read_text() for page in found]


@pytest.fixture
def root(released_root: Path) -> Path:
    return released_root


@pytest.fixture
def exchange(root: Path) -> Path:
    return root / "work/exchange"


@pytest.fixture
def student(
    root: Path, tmp_path: Path, exchange: Path, nbgrader: Callable[..., int]
) -> Callable[[str], Student]:
    """Enrol a student: student("zoe"); the assignment is in the exchange by then."""
    assert nbgrader("release_assignment", "risk", cwd=root) == 0
    (tmp_path / "home").mkdir()
    return lambda name: Student(name, tmp_path / "home", exchange, nbgrader)


@pytest.fixture
def work(tmp_path: Path, hand_in: Callable[..., None]) -> Callable[[str], Path]:
    """A notebook of the demo class: work("s02-bo")."""

    def made(who: str) -> Path:
        hand_in(tmp_path / "works", who)
        return tmp_path / "works" / who / "risk/risk.ipynb"

    return made


Door = Callable[[], None]


@pytest.fixture(params=["nbgrader", "course"])
def grade(
    request: Any, root: Path, nbgrader: Callable[..., int], invoke: Callable[..., Any]
) -> Door:
    """Grade and write feedback, through one of the doors."""

    def through_nbgrader() -> None:
        nbgrader("autograde", "risk", cwd=root)
        nbgrader("generate_feedback", "risk", cwd=root)

    def through_course() -> None:
        invoke("grade", "risk", cwd=root)
        invoke("feedback", "risk", cwd=root)

    return through_nbgrader if request.param == "nbgrader" else through_course


def test_what_is_collected_is_the_teachers_alone_wherever_the_teacher_stands(
    root: Path, exchange: Path, tmp_path: Path, student: Any, work: Any, nbgrader: Any
) -> None:
    student("zoe").hand_in(work("s02-bo"))
    handed_in = in_exchange(exchange, "zoe")
    assert stat.S_IMODE(handed_in.stat().st_mode) == 0o777  # that is how nbgrader submits
    (handed_in / "risk.ipynb").chmod(0o666)
    # A Jupyter server stands elsewhere, and its configuration names the course.
    (tmp_path / "nbgrader_config.py").write_text(
        "from pathlib import Path\nfrom autograder.nbgrader_bridge import configure\n"
        f"configure(get_config(), Path({str(root)!r}))\n"
    )
    assert nbgrader("collect", "risk", cwd=tmp_path) == 0
    collected = root / "work/submitted/zoe/risk"
    assert [stat.S_IMODE(p.stat().st_mode) & 0o022 for p in [collected, *collected.iterdir()]] == [
        0, 0, 0, 0,
    ]  # fmt: skip
    assert handed_in_at(Folders(root), "risk", "zoe") is not None


def test_a_page_comes_back_into_the_folder_of_its_student(
    root: Path, student: Any, work: Any, nbgrader: Any, grade: Door
) -> None:
    zoe, lee = student("zoe"), student("lee")
    zoe.hand_in(work("s02-bo"))
    lee.hand_in(work("s03-chidi"))
    assert nbgrader("collect", "risk", cwd=root) == 0
    grade()
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    [of_zoe], [of_lee] = zoe.pages(), lee.pages()
    assert of_zoe == (root / "work/feedback/zoe/risk/risk.html").read_text()
    assert of_lee == (root / "work/feedback/lee/risk/risk.html").read_text()
    assert of_zoe != of_lee


def test_work_may_be_a_link_to_another_disk(
    root: Path, exchange: Path, tmp_path: Path, student: Any, work: Any, nbgrader: Any, grade: Door
) -> None:
    disk = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        shutil.move(root / "work", disk / "work")
        (root / "work").symlink_to(disk / "work")
        zoe = student("zoe")
        zoe.hand_in(work("s02-bo"))
        assert nbgrader("collect", "risk", cwd=root) == 0
        grade()
        assert statuses(root) == {"zoe": True}
        assert nbgrader("release_feedback", "risk", cwd=root) == 0
        assert len(zoe.pages()) == 1
        assert (root / "work").is_symlink()
    finally:
        shutil.rmtree(disk)


def lines_about(root: Path, student: str) -> list[str]:
    """What nbgrader's commands said of a student's feedback that was not released."""
    lines = (root / "work/nbgrader.log").read_text().splitlines()
    return [line for line in lines if f"{student}: not released: " in line]


def test_who_handed_in_another_way_costs_a_line_and_not_the_class(
    root: Path, student: Any, work: Any, nbgrader: Any, hand_in: Any, grade: Door
) -> None:
    zoe = student("zoe")
    zoe.hand_in(work("s02-bo"))
    assert nbgrader("collect", "risk", cwd=root) == 0
    hand_in(root / "work/submitted", "s03-chidi", name="ada")
    hand_in(root / "work/submitted", "s14-noor", name="broken")
    grade()
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    assert len(zoe.pages()) == 1
    for name in ("ada", "broken"):
        [line] = lines_about(root, name)
        assert line.endswith(f"hand over {root}/work/feedback/{name}/risk/risk.html")
    # Whoever asks for this student alone is not told that all went well.
    assert nbgrader("release_feedback", "risk", "--student=ada", cwd=root) == 1
    assert "Traceback" not in (root / "work/nbgrader.log").read_text().partition("ada: not")[2]


def test_a_submission_that_needs_attention_is_told_to_its_student(
    root: Path, student: Any, work: Any, nbgrader: Any, grade: Door
) -> None:
    zoe = student("zoe")
    zoe.hand_in(work("s14-noor"))
    assert nbgrader("collect", "risk", cwd=root) == 0
    grade()
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    [page] = zoe.pages()
    assert "not a notebook" in page


def test_a_page_is_released_to_the_submission_that_it_is_about(
    root: Path, student: Any, work: Any, nbgrader: Any, invoke: Any
) -> None:
    zoe = student("zoe")
    zoe.hand_in(work("s03-chidi"))
    assert nbgrader("collect", "risk", cwd=root) == 0
    assert invoke("grade", "risk", cwd=root).returncode == 0
    zoe.hand_in(work("s02-bo"))
    assert nbgrader("collect", "risk", "--update", cwd=root) == 0
    # The second is not graded yet: a page written anew is still about the first.
    assert invoke("feedback", "risk", cwd=root).returncode == 0
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    [about_the_first] = zoe.pages()
    assert invoke("grade", "risk", cwd=root).returncode == 0
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    first, second = zoe.pages()
    assert first == about_the_first
    assert second == (root / "work/feedback/zoe/risk/risk.html").read_text() != first


@pytest.mark.parametrize("pages_by", ["course grade", "nbgrader generate_feedback"])
def test_the_same_work_handed_in_again_gets_its_page_without_being_graded_again(
    root: Path, student: Any, work: Any, nbgrader: Any, invoke: Any, pages_by: str
) -> None:
    zoe = student("zoe")
    zoe.hand_in(work("s02-bo"))
    assert nbgrader("collect", "risk", cwd=root) == 0
    assert invoke("grade", "risk", cwd=root).returncode == 0
    zoe.hand_in(work("s02-bo"))
    assert nbgrader("collect", "risk", "--update", cwd=root) == 0
    assert "unchanged" in invoke("grade", "risk", cwd=root).stdout
    if pages_by == "nbgrader generate_feedback":
        assert nbgrader("generate_feedback", "risk", cwd=root) == 0
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    fetched = zoe.home / "risk/feedback"
    assert len(zoe.pages()) == 1
    newest = max(folder.name for folder in (zoe.home / "cache/optimization").iterdir())
    assert [folder.name for folder in fetched.iterdir()] == [newest.rpartition("+")[2]]


# -- what a student may put in the place of these files ----------------------------


def a_link(path: Path) -> None:
    path.symlink_to("../../victim/risk/submission_secret.txt")


def a_link_elsewhere(path: Path) -> None:
    path.symlink_to("/proc/self/environ")


def a_folder(path: Path) -> None:
    (path / "deeper").mkdir(parents=True)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_huge_file(path: Path) -> None:
    path.touch()
    os.truncate(path, 200 << 30)


def rubbish(path: Path) -> None:
    path.write_bytes(b"\xff\x00../../x" * 12)


HOSTILE = [a_link, a_link_elsewhere, a_folder, a_pipe, a_huge_file, rubbish]


def replaced(folder: Path, made: Callable[[Path], None]) -> None:
    """Put something in the place of both files of a submission's receipt."""
    for name in ("timestamp.txt", SECRET):
        (folder / name).unlink(missing_ok=True)
        made(folder / name)


def in_exchange(exchange: Path, name: str) -> Path:
    [folder] = (exchange / "optimization/inbound").glob(f"{name}+*")
    return folder


@pytest.mark.parametrize("place", ["exchange", "submitted"])
def test_what_lies_in_the_place_of_a_receipt_is_not_followed_nor_waited_for_nor_read_to_its_end(
    root: Path, exchange: Path, student: Any, work: Any, nbgrader: Any, invoke: Any, place: str
) -> None:
    everybody = {made.__name__: student(made.__name__) for made in HOSTILE}
    everybody["victim"] = student("victim")
    for somebody in everybody.values():
        somebody.hand_in(work("s02-bo"))
    if place == "exchange":
        for made in HOSTILE:
            replaced(in_exchange(exchange, made.__name__), made)
    assert nbgrader("collect", "risk", cwd=root) == 0
    if place == "submitted":
        for made in HOSTILE:
            replaced(root / f"work/submitted/{made.__name__}/risk", made)
    assert invoke("grade", "risk", cwd=root).returncode == 0
    assert nbgrader("autograde", "risk", "--force", cwd=root) == 0
    assert nbgrader("generate_feedback", "risk", cwd=root) == 0
    assert statuses(root) == dict.fromkeys(everybody, True)
    kept = [
        p for step in ("autograded", "feedback") for p in (root / "work" / step).rglob("*/risk/*")
    ]
    assert all(stat.S_ISREG(p.lstat().st_mode) and p.lstat().st_size < 10**7 for p in kept)
    assert [p.parent.parent.name for p in kept if p.name == SECRET] == ["victim", "victim"]
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    assert [len(lines_about(root, made.__name__)) for made in HOSTILE] == [1] * len(HOSTILE)
    pages = {name: len(somebody.pages()) for name, somebody in everybody.items()}
    assert pages == dict.fromkeys(everybody, 0) | {"victim": 1}


def test_a_secret_that_two_students_hand_in_releases_the_page_of_neither(
    root: Path, exchange: Path, student: Any, work: Any, nbgrader: Any, invoke: Any
) -> None:
    victim, mallory, zoe = student("victim"), student("mallory"), student("zoe")
    for somebody in (victim, mallory, zoe):
        somebody.hand_in(work("s02-bo"))
    known = (in_exchange(exchange, "victim") / SECRET).read_text()
    (in_exchange(exchange, "mallory") / SECRET).write_text(known)
    assert nbgrader("collect", "risk", cwd=root) == 0
    assert invoke("grade", "risk", cwd=root).returncode == 0
    assert nbgrader("release_feedback", "risk", cwd=root) == 1
    assert nbgrader("release_feedback", "risk", "--student=victim", cwd=root) == 1
    assert lines_about(root, "victim")[0].endswith("is also that of mallory")
    assert lines_about(root, "mallory")[0].endswith("is also that of victim")
    assert (len(victim.pages()), len(mallory.pages()), len(zoe.pages())) == (0, 0, 1)


# -- what formgrader says -----------------------------------------------------------


def api(root: Path) -> NbGraderAPI:
    return NbGraderAPI(config=config_for(root))


def statuses(root: Path) -> dict[str, bool]:
    """Student → whether formgrader calls the submission graded."""
    asked = api(root)
    found = {s["student"]: s["autograded"] for s in asked.get_submissions("risk")}
    assert {s for s, graded in found.items() if graded} == asked.get_autograded_students("risk")
    for student, graded in found.items():
        assert asked.get_submission("risk", student)["autograded"] == graded
    return found


@pytest.fixture(params=["nbgrader", "course"])
def only_grade(request: Any, root: Path, nbgrader: Any, invoke: Any) -> Door:
    """Grade through one of the doors."""

    def through_nbgrader() -> None:
        nbgrader("autograde", "risk", cwd=root)

    def through_course() -> None:
        invoke("grade", "risk", cwd=root)

    return through_nbgrader if request.param == "nbgrader" else through_course


@pytest.mark.parametrize("due", ["", "    due: 2026-10-24 18:00\n", "    due: 2099-10-24 18:00\n"])
def test_formgrader_calls_graded_what_is_graded_and_nothing_else(
    root: Path, student: Any, work: Any, hand_in: Any, nbgrader: Any, invoke: Any,
    only_grade: Door, due: str,
) -> None:  # fmt: skip
    with (root / "course.yml").open("a") as file:
        file.write(due)
    student("zoe").hand_in(work("s02-bo"))
    assert nbgrader("collect", "risk", cwd=root) == 0
    submitted = root / "work/submitted"
    for name, work_of in {"ada": "s02-bo", "forged": "s03-chidi", "broken": "s14-noor"}.items():
        hand_in(submitted, work_of, name=name)
    (submitted / "forged/risk/timestamp.txt").write_text("2026-10-01 10:00:00 UTC")
    (root / "times.csv").write_text(
        "student,submitted\nada,2026-10-25 10:00\nforged,2026-10-25 11:00\n"
        "broken,2026-10-25 11:00\nzoe,2026-10-25 12:00\n"
    )
    assert invoke("collect", "risk", "--times", "times.csv", cwd=root).returncode == 0
    assert statuses(root) == dict.fromkeys(["zoe", "ada", "forged", "broken"], False)
    only_grade()
    graded = dict.fromkeys(["zoe", "ada", "forged"], True)
    assert statuses(root) == graded | {"broken": False}
    found = {s["student"]: s for s in api(root).get_submissions("risk")}
    assert [found[s]["score"] for s in ("zoe", "ada", "forged", "broken")] == [14, 14, 2, 0]
    assert found["ada"]["display_timestamp"] == "2026-10-25 10:00:00 UTC"

    # Another file is another submission, whatever its timestamp.txt says.
    told = (submitted / "zoe/risk/timestamp.txt").read_bytes()
    hand_in(submitted, "s05-emil", name="zoe")
    (submitted / "zoe/risk/timestamp.txt").write_bytes(told)
    (submitted / "forged/risk/timestamp.txt").write_text("2099-01-01 10:00:00 UTC")
    hand_in(submitted, "s02-bo", name="broken")
    assert statuses(root) == {"zoe": False, "ada": True, "forged": True, "broken": False}


def test_formgrader_calls_graded_what_is_one_of_the_attempts_that_were_compared(
    root: Path, hand_in: Any, invoke: Any
) -> None:
    with (root / "course.yml").open("a") as file:
        file.write("attempts: best\n")
    for work_of in ("s02-bo", "s03-chidi"):
        hand_in(root / "work/submitted", work_of, name="zoe")
        assert statuses(root) == {"zoe": False}
        assert invoke("grade", "risk", cwd=root).returncode == 0
        assert statuses(root) == {"zoe": True}
    assert api(root).get_submission("risk", "zoe")["score"] == 14.0


def test_a_submission_graded_from_another_folder_has_its_score_in_formgrader(
    root: Path, tmp_path: Path, hand_in: Any, invoke: Any
) -> None:
    hand_in(tmp_path / "elsewhere", "s02-bo", name="zoe")
    assert invoke("grade", "risk", "--from", tmp_path / "elsewhere", cwd=root).returncode == 0
    assert api(root).get_autograded_students("risk") == {"zoe"}
    [found] = api(root).get_submissions("risk")
    assert (found["autograded"], found["score"]) == (True, 14.0)


def test_nbgrader_on_another_course_in_the_same_process_compares_timestamps_as_ever(
    root: Path, tmp_path: Path
) -> None:
    config = config_for(root)
    config.CourseDirectory.root = str(tmp_path)
    place = tmp_path / "work/submitted/zoe/ps1"
    place.mkdir(parents=True)
    (place / "timestamp.txt").write_text("2026-10-01 10:00:00 UTC")
    theirs = NbGraderAPI(config=config)
    assert theirs.get_submitted_timestamp("ps1", "zoe") == datetime(2026, 10, 1, 10)
    assert theirs.get_autograded_students("ps1") == set()


# -- bad luck -------------------------------------------------------------------------


@pytest.fixture
def two_pages(root: Path, student: Any, work: Any, nbgrader: Any, invoke: Any) -> list[Student]:
    """Two students whose pages wait to be released."""
    both = [student("ada"), student("zoe")]
    for somebody in both:
        somebody.hand_in(work("s02-bo"))
    assert nbgrader("collect", "risk", cwd=root) == 0
    assert invoke("grade", "risk", cwd=root).returncode == 0
    return both


def full_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full for the first file that is written."""
    flush = os.fsync

    def full(fd: int) -> None:
        monkeypatch.setattr(files_on_disk.os, "fsync", flush)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files_on_disk.os, "fsync", full)


def test_a_disk_that_is_full_while_feedback_is_released_costs_a_line_and_leaves_nothing(
    root: Path, exchange: Path, two_pages: Any, nbgrader: Any, monkeypatch: Any
) -> None:
    ada, zoe = two_pages
    full_once(monkeypatch)
    assert nbgrader("release_feedback", "risk", cwd=root) == 1
    [line] = lines_about(root, "ada")
    assert line.endswith("cannot be written: No space left on device")
    names = [p.name for p in (exchange / "optimization/feedback").iterdir()]
    assert len(names) == 1
    assert not names[0].startswith(".")
    assert (len(ada.pages()), len(zoe.pages())) == (0, 1)
    assert nbgrader("release_feedback", "risk", cwd=root) == 0
    assert len(ada.pages()) == 1


def test_a_disk_that_is_full_while_feedback_is_written_costs_a_line_and_the_rest_is_done(
    root: Path, two_pages: Any, invoke: Any, monkeypatch: Any
) -> None:
    pages = sorted((root / "work/feedback").glob("*/risk/*"))
    before = [page.read_bytes() for page in pages]
    full_once(monkeypatch)
    told = invoke("feedback", "risk", cwd=root)
    assert (told.returncode, told.stdout) == (1, "1 pages in work/feedback\n")
    [line] = told.stderr.splitlines()
    assert line.startswith("ada: ")
    assert line.endswith("No space left on device")
    assert [page.read_bytes() for page in pages] == before


def test_a_disk_that_is_full_while_submissions_are_collected_costs_a_line_for_each(
    root: Path, student: Any, work: Any, nbgrader: Any, monkeypatch: Any
) -> None:
    for name in ("ada", "zoe"):
        student(name).hand_in(work("s02-bo"))
    full_once(monkeypatch)
    assert nbgrader("collect", "risk", cwd=root) == 1
    log = (root / "work/nbgrader.log").read_text()
    assert log.count(": not collected: ") == log.count("No space left on device") == 1
    assert "Traceback" not in log
    assert len(list((root / "work/submitted").glob("*/risk/risk.ipynb"))) == 1
    assert nbgrader("collect", "risk", cwd=root) == 0
    assert len(list((root / "work/submitted").glob("*/risk/risk.ipynb"))) == 2


def test_an_exchange_that_cannot_be_written_is_told_in_one_line(
    root: Path, exchange: Path, two_pages: Any, nbgrader: Any
) -> None:
    place = exchange / "optimization/feedback"
    place.write_text("not a folder")
    assert nbgrader("release_feedback", "risk", cwd=root) == 1
    log = (root / "work/nbgrader.log").read_text()
    assert f"{place} cannot be written: File exists" in log
    assert "Traceback" not in log


@pytest.fixture
def locked(root: Path) -> Iterator[sqlite3.Connection]:
    """The gradebook, locked as while formgrader writes into it."""
    connection = sqlite3.connect(
        Folders(root).gradebook, isolation_level=None, check_same_thread=False
    )
    connection.execute("BEGIN EXCLUSIVE")
    yield connection
    connection.close()


def test_a_gradebook_that_stays_locked_is_told_in_one_line(
    root: Path,
    locked: Any,
    nbgrader: Any,
    invoke: Any,
    hand_in: Any,
    monkeypatch: Any,
    capsys: Any,
) -> None:
    (root / "work/exchange/optimization/inbound").mkdir(parents=True)
    hand_in(root / "work/submitted", "s02-bo", name="zoe")
    impatient = f"sqlite:///{Folders(root).gradebook}?timeout=0.05"
    for module in (gradebooks, bridge_config, writers):
        monkeypatch.setattr(module, "db_url", lambda folders: impatient)
    words = "database is locked; another program is writing to it: end that, or wait, and try again"
    told = invoke("grade", "risk", cwd=root)
    assert (told.returncode, told.stdout) == (2, "")
    assert [line.endswith(words) for line in told.stderr.splitlines()] == [True]
    assert nbgrader("collect", "risk", cwd=root) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(
    root: Path, locked: Any, invoke: Any, hand_in: Any, monkeypatch: Any
) -> None:
    hand_in(root / "work/submitted", "s02-bo", name="zoe")
    inspect = writers.inspect_gradebook

    def inspected(*arguments: Any) -> None:
        threading.Timer(0.2, locked.close).start()
        inspect(*arguments)

    monkeypatch.setattr(writers, "inspect_gradebook", inspected)
    assert invoke("grade", "risk", cwd=root).returncode == 0
