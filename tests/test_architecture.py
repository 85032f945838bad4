"""Imports point one way, and each foreign thing is met in one place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
KIT = PROJECT / "autograder"
KNOWN_ANSWERS = {p for p in (KIT / "bank").glob("*.py") if p.stem != "__init__"}  # data
CHECKS = sorted((KIT / "checks").glob("test_*.py"))
SOLUTIONS = sorted((PROJECT / "solutions").glob("*.py"))


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
                # `from autograder import wire` means autograder.wire, where there is such a file.
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
    if path not in KNOWN_ANSWERS and path not in CHECKS
}


def kit_imports(path):
    """The kit's modules that a file imports."""
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    return {name for name in found if name in MODULES and name != "autograder"}


def foreign_imports(path):
    """The top-level names of what a file imports from outside the kit and the standard library."""
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    return {name.partition(".")[0] for name in found} - sys.stdlib_module_names - {"autograder"}


BRIDGE = "autograder.nbgrader_bridge"

GRAPH = {name: kit_imports(path) - {name} for name, path in MODULES.items()}
FOREIGN = {name: foreign_imports(path) for name, path in MODULES.items()}


def reached(name):
    """All that a module imports of the kit, directly or not."""
    seen, todo = set(), [name]
    while todo:
        for other in GRAPH[todo.pop()] - seen:
            seen.add(other)
            todo.append(other)
    return seen


def importers(foreign):
    return {name for name, found in FOREIGN.items() if foreign in found}


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
    assert len(MODULES) > 30
    assert {"autograder.checking", "autograder.recognise"} <= GRAPH["autograder.grade"]
    assert "autograder.nbgrader_bridge.writer" in GRAPH["autograder.cli"]  # inside a function
    assert FOREIGN["autograder.wire"] == {"msgpack", "numpy", "torch"}


# -- one way ------------------------------------------------------------------


def test_no_module_imports_itself_by_way_of_others():
    assert [name for name in GRAPH if name in reached(name)] == []


def test_no_import_is_relative():
    relative = [
        name
        for name, path in MODULES.items()
        if ".relative" in modules_in(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert relative == []


LEAVES = ["errors", "wire", "result", "files", "functions", "markdown", "mutate", "outputs",
          "sandbox.limits", "sandbox.linux"]  # fmt: skip


@pytest.mark.parametrize("leaf", LEAVES)
def test_what_everything_stands_on_stands_on_nothing(leaf):
    assert GRAPH[f"autograder.{leaf}"] <= {"autograder.errors"}


def test_the_wire_and_the_errors_import_nothing_of_the_kit():
    assert GRAPH["autograder.wire"] == GRAPH["autograder.errors"] == set()


@pytest.mark.parametrize("pure", ["score", "result", "feedback", "skeleton", "ipynb", "matching",
                                  "submission", "course",
                                  "reports", "outputs", "markdown", "expect", "bank", "mutate",
                                  "notebook_source", "reference", "files", "late", "collection",
                                  "attempts"])  # fmt: skip
def test_pure_modules_reach_no_sandbox_no_checks_and_no_gradebook(pure):
    allowed = {"autograder.sandbox", "autograder.sandbox.limits"}  # plain numbers
    forbidden = {
        name
        for name in MODULES
        if name.startswith(("autograder.sandbox", BRIDGE))
        or name.rpartition(".")[2]
        in {"checking", "execution", "student", "grade", "batch", "session"}
    }
    assert reached(f"autograder.{pure}") & (forbidden - allowed) == set()


@pytest.mark.parametrize("pure", ["score", "result", "feedback", "late"])
def test_scoring_and_feedback_import_neither_sandbox_nor_checking_nor_nbgrader(pure):
    name = f"autograder.{pure}"
    assert not [m for m in GRAPH[name] if m.startswith(("autograder.sandbox", "autograder.check"))]
    assert not FOREIGN[name] & {"nbgrader", "pytest", "_pytest", "IPython", "torch"}


def test_only_commands_and_tools_import_the_steps_above_grading():
    above = {"autograder.cli", "autograder.session"} | {n for n in MODULES if n.startswith(BRIDGE)}
    for name in ("grade", "checking", "execution", "student", "score", "batch", "audit"):
        assert reached(f"autograder.{name}") & above == set()
    assert {name for name in GRAPH if "autograder.cli" in GRAPH[name]} == set()


# -- each foreign thing in one place ------------------------------------------


@pytest.mark.parametrize(
    ("foreign", "owners"),
    [
        (
            "nbgrader",
            {
                f"{BRIDGE}.{name}"
                for name in (
                    "commands",
                    "gradebook",
                    "lateness",
                    "refusals",
                    "release",
                    "rows",
                    "writer",
                )
            },
        ),
        ("sqlalchemy", {f"{BRIDGE}.{name}" for name in ("gradebook", "refusals", "writer")}),
        ("nbconvert", {f"{BRIDGE}.commands"}),
        ("_pytest", {"autograder.checking"}),
        ("pytest", {"autograder.checking"}),
        # The floor is measured without anything of the kit, so it meets IPython by itself.
        ("IPython", {"autograder.sandbox.notebook_shell", "autograder.bench.floor"}),
        ("jupytext", {"autograder.notebook_source"}),
        ("msgpack", {"autograder.wire"}),
        ("rapidfuzz", {"autograder.matching"}),
        ("jinja2", {"autograder.feedback"}),
        ("mistune", {"autograder.markdown"}),
        ("latex2mathml", {"autograder.markdown"}),
        ("pydantic", {"autograder.course"}),
        ("typer", {"autograder.cli"}),
    ],
)
def test_each_foreign_thing_is_met_in_one_module(foreign, owners):
    assert importers(foreign) == owners


def test_nothing_foreign_is_imported_that_the_package_does_not_ask_for():
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {d.replace("[", "=").partition("=")[0].partition(">")[0].partition("<")[0].strip()
             for d in project["dependencies"]}  # fmt: skip
    brought = {"markupsafe": "jinja2", "sqlalchemy": "nbgrader", "traitlets": "nbgrader",
               "_pytest": "pytest", "IPython": "ipython", "ruamel": "ruamel.yaml"}  # fmt: skip
    used = set().union(*FOREIGN.values())
    assert {brought.get(name, name) for name in used} <= asked


# -- the sandbox --------------------------------------------------------------

INSIDE = ["child", "callback", "scope", "notebook_shell", "limits", "jail", "linux", "zygote"]


@pytest.mark.parametrize("module", INSIDE)
def test_the_jails_side_knows_the_wire_and_itself_only(module):
    assert {
        name
        for name in GRAPH[f"autograder.sandbox.{module}"]
        if name != "autograder.wire" and not name.startswith("autograder.sandbox")
    } == set()
    assert "autograder.sandbox.host" not in reached(f"autograder.sandbox.{module}")


@pytest.mark.parametrize("module", INSIDE)
def test_the_jails_side_could_run_in_another_environment(module):
    shell = {"IPython", "traitlets", "matplotlib"}
    allowed = {"numpy", "torch"} | (shell if module == "notebook_shell" else set())
    assert FOREIGN[f"autograder.sandbox.{module}"] <= allowed


def test_every_module_of_the_sandbox_is_on_one_side_or_the_other():
    found = {n.rpartition(".")[2] for n in MODULES if n.startswith("autograder.sandbox.")}
    assert found == {*INSIDE, "host"}


def test_the_warm_parent_never_holds_what_students_must_not_see():
    secret = {"checking", "reference", "bank", "recognise", "grade", "student", "course"}
    held = {name.removeprefix("autograder.") for name in reached("autograder.sandbox.zygote")}
    assert held & secret == set()


def test_the_command_itself_does_not_wait_for_torch():
    """Workers and the warm parent import it side by side; a third time would only cost."""
    code = (
        "import sys\n"
        "import autograder.cli, autograder.session, autograder.nbgrader_bridge.writer\n"
        "print(sorted({'torch', 'IPython.core.interactiveshell', 'rfc3987_syntax.parser'} "
        "& set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_the_floor_holds_nothing_of_the_kit():
    assert kit_imports(KIT / "bench/floor.py") == set()


def test_only_the_jails_side_unpickles():
    """Whatever loads a pickle runs code, so the trusted side has no word for it."""
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
    assert set(guilty) <= {"autograder.sandbox.scope", "autograder.sandbox.child"}


# -- authors' files -----------------------------------------------------------


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_a_solution_imports_nothing_of_the_kit(path):
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    assert not [name for name in found if name.startswith(("autograder", ".", "tests", "demo"))]
    assert foreign_imports(path) <= {"numpy", "torch", "matplotlib"}


@pytest.mark.parametrize("path", CHECKS, ids=lambda p: p.stem)
def test_a_check_imports_pytest_numbers_and_the_words_of_right_and_wrong(path):
    assert kit_imports(path) <= {"autograder.expect", "autograder.functions"}
    assert foreign_imports(path) <= {"pytest", "numpy", "torch"}
    found = modules_in(ast.parse(path.read_text(encoding="utf-8")))
    assert not [name for name in found if name.startswith((".", "solutions"))]


def test_there_are_solutions_and_checks_to_look_at():
    assert len(CHECKS) == len(SOLUTIONS) >= 5


@pytest.mark.parametrize(
    "path", [*CHECKS, KIT / "functions.py"], ids=lambda p: p.stem.removeprefix("test_")
)
def test_no_check_reads_files_or_runs_commands(path):
    found = {n.partition(".")[0] for n in modules_in(ast.parse(path.read_text(encoding="utf-8")))}
    assert not found & {"os", "subprocess", "pathlib", "socket", "pickle", "importlib", "sys"}
