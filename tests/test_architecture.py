"""Imports point one way, and each foreign thing is met in one place."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
KIT = PROJECT / "autograder"
CHECKS = sorted((KIT / "checks").glob("test_*.py"))
SOLUTIONS = sorted((PROJECT / "solutions").glob("*.py"))

# The packages, lowest first: each may import those before it and none after it.  The picture in
# CONTRIBUTING.md shows the same order.
ORDER = [
    "reading", "sandbox", "course", "running", "checking", "scoring", "records", "feedback",
    "authoring", "grading", "nbgrader_bridge", "audit", "bench", "commands",
]  # fmt: skip
COURSE_DATA = {"checks", "bank"}  # this course's own; no part of the kit
FOR_AUTHORS = {"expect", "functions"}  # what hidden checks import, wherever it lies
# For everybody; they import nothing but errors.
BASEMENT = {"errors", "files", "foreign", "markdown_tables", "printable", "spreadsheet"}


def name_of(path):
    """autograder/sandbox/host.py → autograder.sandbox.host."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_in(tree):
    """All that a file imports, in functions as well, as dotted names."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=module, names=names, level=0):
                # `from autograder import files` means autograder.files, where there is such a file.
                found |= {module, *(f"{module}.{alias.name}" for alias in names)}
            case ast.ImportFrom():
                found.add(".relative")
            case ast.Call(
                func=ast.Name(id="__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
    return found


MODULES = {
    name_of(path): path
    for path in sorted(KIT.rglob("*.py"))
    if path.relative_to(KIT).parts[0] not in COURSE_DATA
}


def kit_imports(path):
    """The kit's modules that a file imports."""
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    return {name for name in found if name in MODULES and name != "autograder"}


def foreign_imports(path):
    """The top-level names of what a file imports from outside the kit and the standard library."""
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    return {name.partition(".")[0] for name in found} - sys.stdlib_module_names - {"autograder"}


GRAPH = {name: kit_imports(path) - {name} for name, path in MODULES.items()}
FOREIGN = {name: foreign_imports(path) for name, path in MODULES.items()}


def room(name):
    """The package that a module lies in, or its own name where it lies in none."""
    return name.split(".")[1] if "." in name else ""


def reached(name):
    """All that a module imports of the kit, directly or not."""
    seen, todo = set(), [name]
    while todo:
        for other in GRAPH[todo.pop()] - seen:
            seen.add(other)
            todo.append(other)
    return seen


def importers(foreign):
    return {name.removeprefix("autograder.") for name, found in FOREIGN.items() if foreign in found}


# -- the test's own eyes ------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("import nbgrader.api", {"nbgrader.api"}),
        ("from nbgrader import api", {"nbgrader", "nbgrader.api"}),
        ("def f():\n    import IPython", {"IPython"}),
        ("if x:\n    from . import wire", {".relative"}),
        ("import_module('nbgrader')\nimportlib.import_module('a.b')", {"a.b"}),
        ("__import__('nbgrader')", {"nbgrader"}),
    ],
)
def test_every_way_of_importing_is_seen(code, seen):
    assert modules_in(ast.parse(code)) == seen


def test_the_graph_is_that_of_the_kit():
    grading = GRAPH["autograder.grading.submission"]
    assert {"autograder.checking.student", "autograder.grading.grader"} <= grading
    # An import inside a function counts as well.
    assert "autograder.nbgrader_bridge.writer" in GRAPH["autograder.commands.grade"]
    assert FOREIGN["autograder.sandbox.wire"] == {"msgpack", "numpy", "torch"}


# -- one way ------------------------------------------------------------------


def test_every_folder_of_the_kit_has_its_place_in_the_order():
    folders = {path.name for path in KIT.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(ORDER)
    files = {path.stem for path in KIT.glob("*.py")} - {"__init__"}
    assert files == BASEMENT | FOR_AUTHORS


def test_contributing_shows_the_packages_in_the_same_order():
    page = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = page.partition("<!-- packages: begin -->")[2].partition("<!-- packages: end -->")[0]
    shown = [line.split()[0].rstrip("/") for line in picture.splitlines() if "/ " in line]
    assert [name for name in shown if name in ORDER] == ORDER[::-1]  # drawn from top to bottom


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_what_lies_below_it(name):
    allowed = {"errors"} if room(name) in BASEMENT else BASEMENT | FOR_AUTHORS
    if room(name) in ORDER:
        allowed = BASEMENT | set(ORDER[: ORDER.index(room(name)) + 1])
    if room(name) in FOR_AUTHORS:
        allowed = {"checking"}
    above = {other for other in GRAPH[name] if room(other) not in allowed}
    if name == "autograder.markdown_tables":
        above -= {"autograder.files"}
    assert above == set()


def test_no_module_imports_itself_by_way_of_others():
    assert [name for name in GRAPH if name in reached(name)] == []


def test_no_import_is_relative():
    relative = [
        name
        for name, path in MODULES.items()
        if ".relative" in modules_in(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert relative == []


def test_the_wire_and_the_errors_import_nothing_of_the_kit():
    assert GRAPH["autograder.sandbox.wire"] == GRAPH["autograder.errors"] == set()


PURE = ["reading", "course", "scoring", "records", "feedback"]


@pytest.mark.parametrize("name", [n for n in MODULES if room(n) in PURE])
def test_what_only_reads_writes_and_counts_starts_no_sandbox_and_no_checks(name):
    plain = {"autograder.sandbox", "autograder.sandbox.limits"}  # numbers
    plain |= {"autograder.running.outputs", "autograder.running"}  # text made safe
    plain |= {"autograder.checking.result", "autograder.checking"}  # plain data
    started = {n for n in reached(name) if room(n) in ("sandbox", "running", "checking")}
    assert started - plain == set()


@pytest.mark.parametrize("name", [n for n in MODULES if room(n) in ("scoring", "feedback")])
def test_scoring_and_feedback_know_neither_nbgrader_nor_pytest_nor_torch(name):
    assert not FOREIGN[name] & {"nbgrader", "pytest", "_pytest", "IPython", "torch"}


def test_nobody_imports_the_command_line():
    assert {n for n in GRAPH if "autograder.commands.cli" in GRAPH[n]} == set()


# -- each foreign thing in one place ------------------------------------------

BRIDGE = {
    f"nbgrader_bridge.{name}"
    for name in (
        "commands", "config", "exchange", "export", "formgrader", "gradebook", "lateness",
        "manual_marks", "rebuild", "refusals", "release", "roster", "rows", "writer",
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("foreign", "owners"),
    [
        ("nbgrader", BRIDGE),
        (
            "sqlalchemy",
            {
                f"nbgrader_bridge.{n}"
                for n in ("gradebook", "manual_marks", "rebuild", "refusals", "writer")
            },
        ),
        ("nbconvert", {"nbgrader_bridge.commands", "nbgrader_bridge.marking"}),
        ("_pytest", {"checking.runner"}),
        ("pytest", {"checking.runner"}),
        # The floor is measured without anything of the kit, so it meets IPython by itself.
        ("IPython", {"sandbox.notebook_shell", "bench.floor"}),
        ("jupytext", {"authoring.source"}),
        ("msgpack", {"sandbox.wire"}),
        ("rapidfuzz", {"reading.match"}),
        ("jinja2", {"feedback.page"}),
        ("mistune", {"feedback.markdown"}),
        ("latex2mathml", {"feedback.markdown"}),
        ("pydantic", {"course.config", "course.load"}),
        ("typer", {f"commands.{n}" for n in ("author", "console", "grade", "measure")}),
    ],
)
def test_each_foreign_thing_is_met_in_one_place(foreign, owners):
    assert importers(foreign) == owners


def test_nothing_foreign_is_imported_that_the_package_does_not_ask_for():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {d.replace("[", "=").partition("=")[0].partition(">")[0].partition("<")[0].strip()
             for d in project["dependencies"]}  # fmt: skip
    brought = {"markupsafe": "jinja2", "sqlalchemy": "nbgrader", "traitlets": "nbgrader",
               "_pytest": "pytest", "IPython": "ipython", "ruamel": "ruamel.yaml"}  # fmt: skip
    used = set().union(*FOREIGN.values())
    assert {brought.get(name, name) for name in used} <= asked


# -- the sandbox --------------------------------------------------------------

OUTSIDE = {"host"}  # the trusted end
INSIDE = sorted(
    name.rpartition(".")[2]
    for name in MODULES
    if name.startswith("autograder.sandbox.") and name.rpartition(".")[2] not in OUTSIDE
)


@pytest.mark.parametrize("module", INSIDE)
def test_the_jails_side_knows_itself_only(module):
    assert {n for n in GRAPH[f"autograder.sandbox.{module}"] if room(n) != "sandbox"} == set()
    assert "autograder.sandbox.host" not in reached(f"autograder.sandbox.{module}")


@pytest.mark.parametrize("module", INSIDE)
def test_the_jails_side_could_run_in_another_environment(module):
    own = {"notebook_shell": {"IPython", "traitlets", "matplotlib"}, "wire": {"msgpack"}}
    allowed = {"numpy", "torch"} | own.get(module, set())
    assert FOREIGN[f"autograder.sandbox.{module}"] <= allowed


def test_the_zygote_never_holds_what_students_must_not_see():
    held = {room(name) for name in reached("autograder.sandbox.zygote")}
    assert held == {"sandbox"}


def test_the_first_process_loads_nothing_hidden_before_it_forks():
    first = MODULES["autograder.grading.workers.first_process"]
    tree = ast.parse(first.read_text(encoding="utf-8"))
    at_the_top = modules_in(ast.Module([n for n in tree.body if isinstance(n, ast.ImportFrom)], []))
    assert {room(name) for name in at_the_top if name in MODULES} == {"sandbox"}


def test_the_command_itself_does_not_wait_for_torch():
    """Workers and the zygote import it side by side; a third time would only cost."""
    code = (
        "import sys\n"
        "import autograder.commands.cli, autograder.commands.session\n"
        "import autograder.nbgrader_bridge.writer\n"
        "print(sorted({'torch', 'IPython.core.interactiveshell', 'rfc3987_syntax.parser'} "
        "& set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_the_floor_holds_nothing_of_the_kit():
    assert kit_imports(KIT / "bench/floor.py") == set()


def test_nobody_unpickles():
    """Whatever loads a pickle runs code; neither side of the wire has a word for it."""
    guilty = []
    for name, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(
                    value=ast.Name(id="pickle" | "cloudpickle" | "dill" | "marshal" | "joblib"),
                    attr="load" | "loads" | "Unpickler",
                ):
                    guilty.append(name)
                case ast.Attribute(value=ast.Name(id="torch" | "np" | "numpy"), attr="load"):
                    guilty.append(name)
                case ast.ImportFrom(module="pickle" | "cloudpickle" | "marshal" | "_pickle"):
                    guilty.append(name)
                case ast.Import(names=[ast.alias(name="shelve" | "marshal" | "_pickle"), *_]):
                    guilty.append(name)
    assert guilty == []


# -- the trusted path ---------------------------------------------------------

DECIDES_MARKS = ["reading", "running", "checking", "scoring", "records", "nbgrader_bridge"]


def test_the_trusted_path_holds_every_module_that_decides_marks():
    """The modules whose branches the suite must cover; see CONTRIBUTING.md."""
    lines = (PROJECT / "scripts/trusted-path.txt").read_text(encoding="utf-8").split()
    listed = {path for line in lines for path in PROJECT.glob(line)}
    deciding = {path for name, path in MODULES.items() if room(name) in DECIDES_MARKS}
    grading = {KIT / f"grading/{n}.py" for n in ("submission", "grader", "batch", "engine")}
    assert deciding | grading | {KIT / "sandbox/wire.py"} <= listed
    assert all(path.suffix == ".py" for path in listed)


# -- authors' files -----------------------------------------------------------


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_a_solution_imports_nothing_of_the_kit(path):
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    assert not [name for name in found if name.startswith(("autograder", ".", "tests", "demo"))]
    assert foreign_imports(path) <= {"numpy", "torch", "matplotlib"}


@pytest.mark.parametrize("path", CHECKS, ids=lambda p: p.stem)
def test_a_check_imports_pytest_numbers_and_the_words_of_right_and_wrong(path):
    assert kit_imports(path) <= {f"autograder.{name}" for name in FOR_AUTHORS}
    assert foreign_imports(path) <= {"pytest", "numpy", "torch"}
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    assert not [name for name in found if name.startswith((".", "solutions"))]


def test_there_are_solutions_and_checks_to_look_at():
    assert [p.stem.removeprefix("test_") for p in CHECKS] == [p.stem for p in SOLUTIONS] != []


@pytest.mark.parametrize(
    "path", [*CHECKS, KIT / "checking/functions.py"], ids=lambda p: p.stem.removeprefix("test_")
)
def test_no_check_reads_files_or_runs_commands(path):
    found = {n.partition(".")[0] for n in modules_in(ast.parse(path.read_text(encoding="utf-8")))}
    assert not found & {"os", "subprocess", "pathlib", "socket", "pickle", "importlib", "sys"}


# -- documents ----------------------------------------------------------------

PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_a_page_links_to_what_is_there(page):
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
