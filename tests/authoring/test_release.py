"""From solutions/x.py to what students get: the same bytes each time, and nothing hidden in it."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.api import Gradebook

from autograder.authoring import release
from autograder.authoring.source import read_source
from autograder.course.folders import Folders
from autograder.course.load import load_course, open_course
from autograder.errors import CourseError
from autograder.nbgrader_bridge.gradebook import db_url
from autograder.nbgrader_bridge.release import generate_assignment, is_fresh

PROJECT = Path(__file__).resolve().parents[2]
_, FOLDERS = open_course(PROJECT)
NAMES = [a.id for a in load_course(PROJECT).assignments]
WORDS = "not written yet: replace this line with your own code"


@pytest.fixture(scope="module")
def whole_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole course as committed, without its work folder."""
    root = tmp_path_factory.mktemp("whole")
    for part in ["solutions", "assignments", "autograder/checks", "autograder/bank"]:
        ignore = shutil.ignore_patterns("__pycache__", "__init__.py")
        shutil.copytree(PROJECT / part, root / part, ignore=ignore)
    for name in ["course.yml", "nbgrader_config.py"]:
        shutil.copyfile(PROJECT / name, root / name)
    return root


# -- the committed releases -----------------------------------------------------


def test_every_committed_release_is_fresh_and_a_changed_solution_makes_it_stale(
    whole_course: Path, run: Callable[..., Any]
) -> None:
    before = {p: p.read_bytes() for p in (whole_course / "assignments").rglob("*") if p.is_file()}
    fresh = run("course", "release", "--check", cwd=whole_course)
    assert fresh.stdout.splitlines() == [f"{name}: fresh" for name in NAMES]
    assert (fresh.returncode, fresh.stderr) == (0, "")

    solution = whole_course / "solutions/risk.py"
    solution.write_text(solution.read_text().replace("# ## 1. Two curves", "# ## 1. Curves"))
    stale = run("course", "release", "--check", cwd=whole_course)
    assert stale.stdout.splitlines()[0] == "risk: stale; run: course release risk"
    assert stale.stdout.splitlines()[1:] == [f"{name}: fresh" for name in NAMES[1:]]
    assert stale.returncode == 1
    # Looking changes nothing.
    assert {p: p.read_bytes() for p in before} == before
    assert not (whole_course / "work/gradebook.db").exists()


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def released(name: str) -> dict[str, Any]:
    path = FOLDERS.release(name)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def all_text(node: Any) -> Iterator[str]:
    """Every string in a notebook: sources, outputs, metadata, keys."""
    match node:
        case str():
            yield node
        case list():
            yield "".join(part for part in node if isinstance(part, str))
            for part in node:
                yield from all_text(part)
        case dict():
            for key, value in node.items():
                yield from all_text([key, value])


def between(begin: str, end: str, text: str) -> tuple[list[str], str]:
    """The lines of the marked blocks, and the text around them."""
    block = re.compile(rf"^[^\n]*{begin}[^\n]*\n(.*?)^[^\n]*{end}[^\n]*$", re.S | re.M)
    inside = [line.lstrip("# ").strip() for b in block.findall(text) for line in b.splitlines()]
    return inside, block.sub("", text)


def test_no_line_of_a_solution_or_a_mark_scheme_is_in_a_release(name: str) -> None:
    text = FOLDERS.solution(name).read_text(encoding="utf-8")
    solution, text = between("### BEGIN SOLUTION", "### END SOLUTION", text)
    scheme, public = between("=== BEGIN MARK SCHEME", "=== END MARK SCHEME", text)
    assert solution
    assert scheme
    shown = {line.strip() for line in public.splitlines()}
    lines = {line.strip() for text in all_text(released(name)) for line in text.splitlines()}
    hidden = {line for line in [*solution, *scheme] if len(line) > 4} - shown
    assert len(hidden) > 5
    assert not hidden & lines
    everything = "\n".join(lines)
    assert not [line for line in hidden if len(line) > 25 and line in everything]
    assert "BEGIN SOLUTION" not in everything
    assert "MARK SCHEME" not in everything


def test_no_text_of_the_hidden_checks_is_in_a_release(name: str) -> None:
    source = FOLDERS.checks(name).read_text(encoding="utf-8")
    tree = ast.parse(source)
    words = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    functions = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    # Prose: titles, hints, messages; not the name of a function that students write.
    hidden = {w for w in words if isinstance(w, str) and len(w) > 14 and " " in w}
    hidden -= {w for w in hidden if re.match(r"\w+\(", w)}
    hidden |= {f for f in functions if f.startswith("test_")}
    hidden |= {line.strip() for line in source.splitlines() if len(line.strip()) > 40}
    assert len(hidden) > 30
    everything = "\n".join(all_text(released(name)))
    assert not [text for text in hidden if text in everything]
    assert "autograder" not in everything


def test_the_points_of_a_release_are_those_of_the_hidden_checks(name: str) -> None:
    source = release.instructor_notebook(FOLDERS, name)
    marks = {
        c["metadata"]["nbgrader"]["grade_id"]: c["metadata"]["nbgrader"]
        for c in released(name)["cells"]
        if "nbgrader" in c["metadata"]
    }
    wanted = {
        c["metadata"]["nbgrader"]["grade_id"]: c["metadata"]["nbgrader"].get("points")
        for c in source["cells"]
        if c["metadata"]
    }
    assert {grade_id: mark.get("points") for grade_id, mark in marks.items()} == wanted
    for grade_id, mark in marks.items():
        assert mark["locked"] is not mark["solution"], grade_id
        assert ("points" in mark) is (mark["grade"] or mark["task"]), grade_id


# -- what a student meets -------------------------------------------------------


@pytest.fixture(scope="module", params=NAMES)
def sitting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A real kernel runs the blank release's code, then set-up, reference and visible checks."""
    name = str(request.param)
    blank = [c for c in released(name)["cells"] if c["cell_type"] == "code"]
    cells = [nbformat.v4.new_code_cell("".join(c["source"]), id=c["id"]) for c in blank]
    reference = [
        nbformat.v4.new_code_cell(c.source, id=f"ref-{c.role}-{c.key}")
        for c in read_source(FOLDERS.solution(name))
        if c.role in ("setup", "exercise", "check")
    ]
    notebook = nbformat.v4.new_notebook(cells=[*cells, *reference])
    folder = tmp_path_factory.mktemp(f"sitting-{name}")
    NotebookClient(
        notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    ).execute()
    exercises = [c["id"] for c in blank if c["metadata"].get("nbgrader", {}).get("solution")]
    outputs = {c.id: [dict(o) for o in c.outputs] for c in notebook.cells}
    return SimpleNamespace(
        exercises=exercises,
        blank={c["id"]: outputs[c["id"]] for c in blank},
        reference={c.id.removeprefix("ref-"): outputs[c.id] for c in reference},
    )


def errors(outputs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(o["ename"], o["evalue"]) for o in outputs if o["output_type"] == "error"]


def test_each_check_of_a_blank_notebook_says_what_to_do(sitting: Any) -> None:
    assert sitting.exercises
    for exercise in sitting.exercises:
        assert errors(sitting.blank[exercise]) == [], "defining the stub is no error"
        assert errors(sitting.blank[f"check-{exercise}"]) == [("NotImplementedError", WORDS)]


def test_no_cell_of_a_blank_notebook_stumbles_over_anything_else(sitting: Any) -> None:
    met = {error for outputs in sitting.blank.values() for error in errors(outputs)}
    assert met == {("NotImplementedError", WORDS)}


def test_with_the_reference_in_place_the_visible_checks_pass(sitting: Any) -> None:
    for cell, outputs in sitting.reference.items():
        assert errors(outputs) == [], cell
    for exercise in sitting.exercises:
        # A kernel may send what one print writes in several messages.
        said = "".join(o["text"] for o in sitting.reference[f"check-{exercise}"])
        assert said.endswith("the visible checks pass.\n")


def test_nbgrader_validate_reports_the_failing_cells_of_a_blank_release(
    shared_root: Path, run: Callable[..., Any]
) -> None:
    told = run("nbgrader", "validate", "assignments/risk/risk.ipynb", cwd=shared_root)
    said = told.stdout + told.stderr
    assert "VALIDATION FAILED ON 2 CELL(S)" in said
    assert said.count(f"NotImplementedError: {WORDS}") == 2
    assert "NameError" not in said


# -- a release ------------------------------------------------------------------


def test_a_rerun_gives_the_same_bytes_and_leaves_no_other_file(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    folders = Folders(course_root)
    committed = folders.release("risk").read_bytes()
    for _ in range(2):
        shutil.rmtree(folders.work, ignore_errors=True)
        done = invoke("release", "risk", cwd=course_root)
        assert (done.returncode, done.stdout) == (0, "risk: assignments/risk/risk.ipynb\n")
        assert folders.release("risk").read_bytes() == committed
        assert [p.name for p in folders.release("risk").parent.iterdir()] == ["risk.ipynb"]
    again = invoke("release", cwd=course_root)  # all assignments, the gradebook already there
    assert again.returncode == 0
    assert folders.release("risk").read_bytes() == committed


def test_a_source_that_is_up_to_date_is_not_written_again(course_root: Path) -> None:
    path = release.write_source(Folders(course_root), "risk")
    before = path.stat()
    assert release.write_source(Folders(course_root), "risk") == path
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_a_release_is_stale_when_it_is_missing_or_edited(course_root: Path) -> None:
    course, folders = open_course(course_root)
    assert is_fresh(course, folders, "risk")
    path = folders.release("risk")
    path.write_bytes(path.read_bytes() + b"\n")
    assert not is_fresh(course, folders, "risk")
    path.unlink()
    assert not is_fresh(course, folders, "risk")
    assert not path.exists()


def test_a_release_puts_the_due_date_into_the_gradebook_in_the_course_s_timezone(
    course_root: Path,
) -> None:
    text = (course_root / "course.yml").read_text().replace("UTC", "Europe/Berlin")
    (course_root / "course.yml").write_text(text + "    due: 2030-07-01 18:00\n")
    course, folders = open_course(course_root)
    generate_assignment(course, folders, "risk")
    with Gradebook(db_url(folders), course.id) as gradebook:
        assignment = gradebook.find_assignment("risk")
        assert str(assignment.duedate) == "2030-07-01 16:00:00"
        cells = {c.name: c.max_score for c in assignment.notebooks[0].grade_cells}
        cells |= {c.name: c.max_score for c in assignment.notebooks[0].task_cells}
    assert cells == {"check-risks": 8.0, "check-sample_risk": 6.0, "minima-differ": 3.0}


def test_nbgrader_s_refusal_is_told_in_one_line(course_root: Path) -> None:
    # nbgrader wants plain letters in a grade_id, which is made from the exercise's tag.
    folders = Folders(course_root)
    text = (course_root / "course.yml").read_text() + "  - id: refused\n    title: Refused\n"
    (course_root / "course.yml").write_text(text)
    solution = GOOD.replace("exercise:twice", "exercise:odd?").replace("check:twice", "check:odd?")
    folders.solution("refused").write_text(solution)
    folders.checks("refused").write_text(CHECK.format("odd?", 1))
    with pytest.raises(CourseError) as told:
        generate_assignment(load_course(course_root), folders, "refused")
    assert str(told.value).startswith("releasing refused: nbgrader says: ")
    assert "odd?" in str(told.value)
    assert "\n" not in str(told.value)


# -- an author's mistakes -------------------------------------------------------

CHECK = '''
import pytest


@pytest.mark.exercise("{0}")
@pytest.mark.points(2)
def test_{1}(student):
    """It does its work."""
'''

SETUP = '# %% tags=["setup"]\nimport math\n\n'
EXERCISE = """\
# %% tags=["exercise:{0}"]
def {0}():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION


"""
VISIBLE = '# %% tags=["check:{0}"]\nassert {0}() == 1\n\n'
QUESTION = '# %% [markdown] tags=["written:why", "points:3"]\n# Why?\n\n'
ANSWER = '# %% [markdown] tags=["answer:why"]\n# Here.\n'
GOOD = SETUP + EXERCISE.format("twice") + VISIBLE.format("twice") + QUESTION + ANSWER


@pytest.fixture
def author(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., dict[str, Any]]:
    """Read an author's two files as a release does."""
    count = 0

    def attempt(solution: str, *checked: str) -> dict[str, Any]:
        nonlocal count
        count += 1
        # A name of its own: pytest keeps a checks file's module by its name.
        name = f"x{abs(hash(request.node.name))}_{count}"
        folders = Folders(tmp_path)
        for path, text in [
            (folders.solution(name), solution),
            (folders.checks(name), "".join(CHECK.format(e, n) for n, e in enumerate(checked))),
        ]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return release.instructor_notebook(folders, name)

    return attempt


def test_a_sound_author_s_file_becomes_cells_with_ids_from_names(author: Any) -> None:
    cells = author(GOOD, "twice", "twice")["cells"]
    assert [c["id"] for c in cells] == ["setup", "twice", "check-twice", "why", "answer-why"]
    points = [c["metadata"].get("nbgrader", {}).get("points") for c in cells]
    assert points == [None, None, 4.0, 3.0, None]


def without(part: str) -> str:
    assert part in GOOD
    return GOOD.replace(part, "")


@pytest.mark.parametrize(
    ("solution", "checked", "words"),
    [
        (GOOD, ["twcie"], "exercise 'twice' has no hidden check; did you mean 'twcie'?"),
        (GOOD, ["other"], "exercise 'twice' has no hidden check"),
        (
            GOOD,
            ["twice", "thrice"],
            "there are hidden checks for 'thrice' but no cell tagged exercise:thrice"
            "; did you mean 'twice'?",
        ),
        (
            without(VISIBLE.format("twice")),
            ["twice"],
            "exercise 'twice' needs one cell tagged check:twice",
        ),
        (
            GOOD + "\n" + VISIBLE.format("twice"),
            ["twice"],
            "exercise 'twice' needs one cell tagged check:twice",
        ),
        (GOOD + "\n" + EXERCISE.format("twice"), ["twice"], "exercise 'twice' is there twice"),
        (without(SETUP), ["twice"], "one cell must be tagged setup"),
        (GOOD + "\n" + SETUP, ["twice"], "one cell must be tagged setup"),
        (without(ANSWER), ["twice"], "question 'why' needs an answer cell below it"),
        (
            GOOD.replace(', "points:3"', ""),
            ["twice"],
            "question 'why' needs a tag points:N",
        ),
        (GOOD.replace("points:3", "points:0"), ["twice"], "question 'why' needs a tag points:N"),
        (GOOD.replace("points:3", "points:many"), ["twice"], "points:many is not a number"),
        (GOOD.replace('"setup"', '"setpu"'), ["twice"], "unknown tag 'setpu'"),
        (
            GOOD + "\n" + VISIBLE.format("twise"),
            ["twice"],
            "check:twise belongs to no exercise; did you mean 'twice'?",
        ),
        (GOOD + "\n" + QUESTION + ANSWER, ["twice"], "question 'why' is there twice"),
    ],
)
def test_an_author_s_mistake_is_told_in_one_line(
    author: Any, solution: str, checked: list[str], words: str
) -> None:
    with pytest.raises(CourseError) as told:
        author(solution, *checked)
    assert words in str(told.value)
    assert "solutions/x" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_missing_solution_is_told_in_one_line(course_root: Path) -> None:
    folders = Folders(course_root)
    folders.solution("risk").unlink()
    with pytest.raises(CourseError, match=r"solutions/risk\.py does not exist"):
        release.write_source(folders, "risk")
