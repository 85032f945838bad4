"""`course init`: a whole course or nothing, in a folder that was empty."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from autograder.authoring import init, scaffold
from autograder.authoring.release import instructor_notebook
from autograder.commands.cli import app
from autograder.course.config import schema_text
from autograder.course.load import open_course
from autograder.course.seed import secret
from autograder.errors import CourseError
from autograder.files import write_atomically

FILES = [
    "README.md", ".gitignore", "nbgrader_config.py", "course.schema.json",
    "solutions/parabola.py", "checks/test_parabola.py", "bank/parabola.py", "course.yml",
]  # fmt: skip
Init = Callable[..., SimpleNamespace]


@pytest.fixture
def course_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Init:
    """Run `course init …` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")

    def invoked(*arguments: str) -> SimpleNamespace:
        told = CliRunner().invoke(app, ["init", *arguments], catch_exceptions=False)
        return SimpleNamespace(code=told.exit_code, out=told.stdout, err=told.stderr)

    return invoked


def below(folder: Path) -> dict[Path, bytes | None]:
    return {p: p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


# -- what is made ---------------------------------------------------------------


def test_a_new_course_is_listed_with_its_id_and_what_comes_next(
    tmp_path: Path, course_init: Init
) -> None:
    told = course_init("my-course")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        *(f"my-course/{name}" for name in FILES),
        "The course's id is my_course.",
        "Now: cd my-course, course release, course audit, course grade parabola",
    ]
    written = {path for path, content in below(tmp_path / "my-course").items() if content}
    assert written == {tmp_path / "my-course" / name for name in FILES}


def test_the_new_course_is_valid_and_says_where_its_checks_and_bank_are(
    tmp_path: Path, course_init: Init
) -> None:
    course_init("my-course", "--title", "  Optimization: “a #1\tcourse” ")
    course, folders = open_course(tmp_path / "my-course")
    assert (course.id, course.title) == ("my_course", "Optimization: “a #1 course”")
    assert {"checks", "bank"} <= course.model_fields_set
    assert folders.checks("parabola").is_file()
    assert folders.bank("parabola").is_file()
    assert course.sandbox.require == "full"


def test_the_title_is_by_default_the_words_of_the_folders_name(
    tmp_path: Path, course_init: Init
) -> None:
    course_init("convex-optimization_2")
    assert open_course(tmp_path / "convex-optimization_2")[0].title == "Convex optimization 2"


def test_two_new_courses_draw_different_inputs_for_their_checks(
    tmp_path: Path, course_init: Init
) -> None:
    for name in ("one", "two"):
        course_init(name)
    one, two = (secret(*open_course(tmp_path / name)) for name in ("one", "two"))
    assert one != two


def test_editors_find_the_schema_that_course_yml_names(tmp_path: Path, course_init: Init) -> None:
    course_init("my-course")
    root = tmp_path / "my-course"
    first = (root / "course.yml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=course.schema.json"
    assert (root / "course.schema.json").read_text() == schema_text()
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "course.schema.json"]
    subprocess.run([*command, "course.yml"], cwd=root, check=True, capture_output=True, timeout=60)


def test_nbgrader_is_configured_as_in_the_projects_own_course(
    project: Path, tmp_path: Path, course_init: Init
) -> None:
    course_init("my-course")
    made = (tmp_path / "my-course/nbgrader_config.py").read_text()
    assert made == (project / "nbgrader_config.py").read_text()


def test_the_first_assignment_has_an_exercise_with_a_plot_and_a_written_question(
    tmp_path: Path, course_init: Init
) -> None:
    course_init("my-course")
    _, folders = open_course(tmp_path / "my-course")
    notebook = instructor_notebook(folders, "parabola")
    assert notebook["cells"][0]["source"].startswith("# The slope of a parabola")
    named = [c["id"] for c in notebook["cells"] if c["metadata"]]
    assert named == ["setup", "parabola_slope", "check-parabola_slope", "parabola-why"]


def test_an_empty_folder_may_be_there_and_be_the_current_one(
    tmp_path: Path, course_init: Init, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my course").mkdir()
    monkeypatch.chdir(tmp_path / "my course")
    told = course_init(".")
    assert told.out.splitlines()[0] == "README.md"
    assert "Now: course release, course audit, course grade parabola" in told.out
    assert open_course(tmp_path / "my course")[0].id == "my_course"
    assert Path.cwd().is_dir()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("my-course", "my_course"),
        ("Übungen 2", "ubungen_2"),
        ("_a..b--c_", "a_b_c"),
        ("x" * 60, "x" * 60),
    ],
)
def test_the_id_is_made_of_the_folders_name(name: str, made: str) -> None:
    assert init.course_id(Path("/somewhere") / name) == made


# -- what is refused ------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["full"], "full is not an empty folder; course init needs one, or a new name"),
        (["file"], "file is not an empty folder; course init needs one, or a new name"),
        (["file/below"], "file/below/README.md cannot be written: Not a directory"),
        (["2027-course"], "no course id can be made of the folder's name '2027-course': it must "
         "begin with a letter from a to z and have at most 60 characters"),
        (["優化"], "no course id can be made of the folder's name '優化'"),
        (["new/優化"], "no course id can be made of the folder's name '優化'"),
        (["x" * 61], "no course id can be made of the folder's name"),
        (["/"], "no course id can be made of the folder's name ''"),
        (["new", "--title", " "], "' ' is no title; give a line of text: --title TEXT"),
        (["new", "--title", "a\x1bb"], "'a\\x1bb' is no title"),
        (["new", "--title", "a\udcffb"], "'a\\udcffb' is no title"),
    ],
)  # fmt: skip
def test_what_will_not_do_costs_one_line_and_nothing_is_written(
    arguments: list[str], words: str, tmp_path: Path, course_init: Init
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/.hidden").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = below(tmp_path)
    told = course_init(*arguments)
    assert (told.code, told.out) == (2, "")
    (line,) = told.err.splitlines()
    assert line.startswith(f"course: {words}")
    assert below(tmp_path) == before


@pytest.mark.parametrize("failing", range(len(FILES)))
@pytest.mark.parametrize("folder", ["made", "new/made"])
def test_a_disk_that_refuses_leaves_nothing_behind(
    failing: int, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made").mkdir()
    before = below(tmp_path)
    written: list[Path] = []

    def write(path: Path, content: bytes) -> None:
        if len(written) == failing:
            raise CourseError(f"{path} cannot be written: No space left on device")
        write_atomically(path, content)
        written.append(path)

    monkeypatch.setattr(init, "write_atomically", write)
    with pytest.raises(CourseError, match="No space left"):
        init.create(tmp_path / folder)
    assert below(tmp_path) == before


def test_whoever_stops_it_finds_nothing_left_and_can_start_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(root: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(init, "load_course", stopped)
        with pytest.raises(KeyboardInterrupt):
            init.create(tmp_path / "made")
    assert below(tmp_path) == {}
    assert len(init.create(tmp_path / "made")) == len(FILES)


def test_what_others_put_there_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def intruded(root: Path) -> None:
        (root / "checks/theirs.py").write_text("theirs")
        raise CourseError("refused")

    monkeypatch.setattr(init, "load_course", intruded)
    with pytest.raises(CourseError, match="refused"):
        init.create(tmp_path / "made")
    assert [os.path.relpath(p, tmp_path) for p, content in below(tmp_path).items() if content] == [
        "made/checks/theirs.py"
    ]


def test_every_word_in_capitals_of_a_template_is_replaced(tmp_path: Path) -> None:
    for path in init.create(tmp_path / "a-course", "Title"):
        if path.name != "course.schema.json":
            text = path.read_text()
            assert [w for w in ("ID", "TITLE", "FIRST") if w in text] == [], path
    assert scaffold.template("gitignore").startswith(b".venv/\n")
