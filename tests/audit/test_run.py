"""The grader's own examination: what the grader is wrong about is named, with what it passed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.audit import trials as audit
from autograder.audit.matrix import Audit, Verdict
from autograder.audit.run import examine_all
from autograder.audit.trials import Trial, trials
from autograder.audit.visible import Visible
from autograder.course.folders import Folders
from autograder.course.load import load_course, open_course
from tests.conftest import PROJECT
from tests.sampling import generator, one_of_each

BANK = """\
# %% right risks — the formula
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% right risks — called right, and is not
def f(x):
    return x * torch.sin(torch.pi * x)


def g(x):
    return x * torch.cos(torch.pi * x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — called wrong, and is not
# loses: 1
# hint: There is nothing to say.
def f(x):
    return torch.cos(torch.pi * x) * x


def g(x):
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)


# %% wrong risks — loses less than it should
# loses: 8
# hint: f is right, g is not.
# hidden: So the bank says, but g's values are looked at.
def f(x):
    return x * torch.cos(torch.pi * x)


def g(x):
    return f(x)


# %% wrong risks — never ends
# loses: 8
# hint: The loop needs an end.
def f(x):
    while True:
        pass


def g(x):
    while True:
        pass
"""


@pytest.fixture
def wrong_course(course_root: Path) -> Path:
    """A course whose bank holds answers that the checks must seem to be wrong about."""
    (course_root / "bank/risk.py").write_text(BANK, encoding="utf-8")
    return course_root


def test_an_audit_names_every_answer_that_the_grader_was_wrong_about(
    wrong_course: Path, invoke: Callable[..., Any]
) -> None:
    told = invoke(
        "audit", "risk", "--no-mutants", "--jobs", "2", "--json", "out.json", cwd=wrong_course
    )
    assert told.returncode == 1
    flat = " ".join(told.stdout.split())
    assert re.search(r"risks: a right answer lost \d.*?: called right, and is not \(f", flat)
    assert "risks: a wrong answer lost 0 of at least 1: called wrong, and is not (passed " in flat
    assert "test_f_values" in flat
    assert "risks: a wrong answer lost 6 of at least 8: loses less than it should" in flat
    assert "never ends" not in flat
    assert (
        "risks: a right answer fails the visible check: called right, and is not "
        "(AssertionError: f(-0.95) should be "
    ) in flat
    assert (
        "risks: a wrong answer passes the visible check, and is not marked `hidden:`: "
        "called wrong, and is not"
    ) in flat
    assert (
        "risks: a wrong answer marked `hidden:` fails the visible check: "
        "loses less than it should (AssertionError: g(-0.95) should be "
    ) in flat
    found = json.loads((wrong_course / "out.json").read_text())
    (row,) = (r for r in found["rows"] if r["name"] == "risks")
    assert (row["right"], row["accepted"], row["wrong"], row["rejected"]) == (2, 1, 3, 1)
    assert row["caught"] == 2  # the one that never ends is stopped
    assert [f["title"] for f in found["faults"]] == [
        "called right, and is not", "called wrong, and is not", "loses less than it should",
    ]  # fmt: skip
    assert [(f["title"], f["caught"]) for f in found["visible_faults"]] == [
        ("called right, and is not", True),
        ("called wrong, and is not", False),
        ("loses less than it should", True),
    ]


def test_a_fault_of_a_visible_check_alone_makes_the_audit_fail(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    bank = course_root / "bank/risk.py"
    right = bank.read_text(encoding="utf-8").split("# %% ")[1]
    wrong = (
        "wrong risks — minus f\n# loses: 8\n# hint: There is no minus.\n{mark}"
        "def f(x):\n    return -x * torch.cos(torch.pi * x)\n\n\n"
        "def g(x):\n    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)\n"
    )
    codes = []
    for mark in ("", "# hidden: It is not.\n"):
        bank.write_text("# %% ".join(["", right, wrong.format(mark=mark)]), encoding="utf-8")
        codes.append(invoke("audit", "risk", "--no-mutants", cwd=course_root).returncode)
    assert codes == [0, 1]


def test_a_check_that_looks_at_little_lets_mutants_live_and_they_are_named(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    checks = course_root / "checks/test_risk.py"
    checks.write_text(
        "import pytest\n\n\n"
        "@pytest.mark.exercise('risks')\n@pytest.mark.points(8)\n"
        'def test_f_is_there(student):\n    """f is there"""\n    student.f(0.0)\n\n\n'
        "@pytest.mark.exercise('sample_risk')\n@pytest.mark.points(6)\n"
        'def test_sample_risk_is_there(student):\n    """sample_risk is there"""\n'
        "    student.functions('sample_risk')\n"
    )
    told = invoke("audit", "risk", "--jobs", "2", cwd=course_root)
    assert told.returncode == 1
    flat = " ".join(told.stdout.split())
    assert "risks: a mutant lives: " in flat
    assert "(passed test_f_is_there)" in flat


def test_the_banks_own_answers_pass_and_the_exit_code_says_so(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    bank = course_root / "bank/risk.py"
    cells = bank.read_text(encoding="utf-8").split("# %% ")
    some = [c for c in cells[1:] if c.startswith(("right", "wrong"))][::6]
    bank.write_text("# %% ".join(["", *some]), encoding="utf-8")
    told = invoke("audit", "risk", "--no-mutants", cwd=course_root)
    assert told.returncode == 0, told.stdout
    right = len([c for c in some if c.startswith("right")])
    assert f"{right}/{right}" in told.stdout


def test_a_known_answer_meets_its_exercise_s_visible_check_and_a_mutant_none(
    course_root: Path,
) -> None:
    for trial in trials(Folders(course_root), "risk"):
        name = {"risks": "f and g", "sample_risk": "sample_risk"}[trial.exercise]
        asked = trial.check.startswith(f"# Visible check of {name}:")
        assert asked is (trial.kind != "mutant")
        assert bool(trial.check) is asked


def test_the_mutants_are_those_of_the_reference_without_the_listed_equivalents(
    course_root: Path,
) -> None:
    folders = Folders(course_root)
    load_course(course_root)
    all_ = list(trials(folders, "risk"))
    mutants = [t for t in all_ if t.kind == "mutant"]
    listed = audit.equivalents(folders, ["risk"])
    assert [t for t in all_ if t.kind != "mutant"] == list(
        trials(folders, "risk", with_mutants=False)
    )
    bank = folders.bank("risk")
    first = mutants[0]
    bank.write_text(
        bank.read_text(encoding="utf-8")
        + f"\n\n# %% equivalent {first.exercise} — {first.title}\n# reason: A test.\n"
        f"{first.source}\n",
        encoding="utf-8",
    )
    fewer = [t for t in trials(folders, "risk") if t.kind == "mutant"]
    assert {t.title for t in mutants} - {t.title for t in fewer} == {first.title}
    assert audit.equivalents(folders, ["risk"])[first.exercise] == listed.get(first.exercise, 0) + 1


def test_no_mistake_is_taken_for_another_one() -> None:
    course, folders = open_course(PROJECT)
    name = generator("words").choice(course.assignments).id
    todo = one_of_each(audit.told(folders, name), lambda t: t.kind, f"words about {name}")
    assert {t.kind for t in todo} == {"wrong", "like", "other", "mutant"}
    found = list(examine_all(course, folders, todo, jobs=1))
    assert [v.trial.title for v in found if v.misnamed or not v.scored_right] == []


# -- verdicts -----------------------------------------------------------------


def verdict(kind: str, lost: float, loses: float = 0.0, outcome: str = "failed") -> Verdict:
    trial = Trial("risk", "risks", kind, "t", "", loses, told=True)  # type: ignore[arg-type]
    return Verdict(trial, lost, {"test_x": outcome}, named="t" if kind == "wrong" else "")


def with_visible(found: Verdict, caught: bool) -> Verdict:
    return replace(found, visible=Visible(caught))


@pytest.mark.parametrize(
    ("found", "good"),
    [
        (verdict("right", 0), True),
        (verdict("right", 0.5), False),
        (verdict("wrong", 4, 4), True),
        (verdict("wrong", 3.5, 4), False),
        (verdict("wrong", 0, 0), False),
        (replace(verdict("wrong", 4, 4), named=""), False),
        (replace(verdict("wrong", 4, 4), misnamed=True), False),
        (verdict("like", 0.5), True),
        (verdict("other", 0.5), True),
        (replace(verdict("other", 0.5), named="another", misnamed=True), False),
        (verdict("mutant", 0.5), True),
        (verdict("mutant", 0), False),
        # A check that did not come to a verdict has caught nobody.
        (verdict("wrong", 4, 4, "not_checked"), False),
        (verdict("mutant", 8, 0, "not_checked"), False),
        (verdict("right", 0, 0, "not_checked"), False),
    ],
)
def test_the_grader_was_right_about_an_answer(found: Verdict, good: bool) -> None:
    assert found.good is good


def test_the_matrix_counts_each_kind_by_exercise_and_in_all() -> None:
    found = Audit(
        [
            with_visible(verdict("right", 0), caught=False),
            with_visible(verdict("right", 1), caught=True),
            with_visible(verdict("wrong", 4, 4), caught=True),
            with_visible(verdict("wrong", 4, 4), caught=False),
            verdict("mutant", 0),
        ],
        equivalent={"risks": 2},
    )
    row, total = found.rows()
    assert (row.name, total.name) == ("risks", "total")
    for each in (row, total):
        assert (each.right, each.accepted) == (2, 1)
        assert (each.wrong, each.rejected, each.caught) == (2, 2, 1)
        assert (each.mutants, each.killed, each.equivalent) == (1, 0, 2)


# -- the table ----------------------------------------------------------------


def test_the_table_is_put_between_its_marks_and_a_stale_one_is_noticed(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    bank = course_root / "bank/risk.py"
    cells = bank.read_text(encoding="utf-8").split("# %% ")
    right = [c for c in cells if c.startswith("right")]
    bank.write_text("# %% ".join(["", *right[:2]]), encoding="utf-8")
    page = course_root / "README.md"
    page.write_text("a\n<!-- course audit: begin -->\n<!-- course audit: end -->\nb\n")
    command = ["audit", "risk", "--no-mutants"]
    assert invoke(*command, "--check", "README.md", cwd=course_root).returncode == 1
    assert invoke(*command, "--write", "README.md", cwd=course_root).returncode == 0
    written = page.read_text()
    assert written.startswith("a\n<!-- course audit: begin -->\n| exercise | right accepted |")
    assert "| **total** | 2 / 2 | 0 / 0 | 0 / 0 | 0 / 0 | 0 |" in written
    assert written.endswith("<!-- course audit: end -->\nb\n")
    assert invoke(*command, "--check", "README.md", cwd=course_root).returncode == 0
    assert page.read_text() == written
    page.write_text(written.replace("2 / 2", "1 / 2"))
    told = invoke(*command, "--check", "README.md", cwd=course_root)
    assert told.returncode == 1
    assert "is stale; run: course audit --write README.md" in told.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "README.md cannot be read"), ("no marks", "README.md has no place for the table")],
)
def test_a_file_without_a_place_for_the_table_is_said_before_the_audit_runs(
    text: str | None, words: str, course_root: Path, invoke: Callable[..., Any]
) -> None:
    if text is not None:
        (course_root / "README.md").write_text(text)
    told = invoke("audit", "risk", "--write", "README.md", cwd=course_root)
    assert told.returncode == 2
    assert words in told.stderr
    assert told.stdout == ""


@pytest.mark.parametrize("option", ["--write", "--check"])
def test_one_assignment_s_table_never_takes_the_place_of_the_whole(
    option: str, course_root: Path, invoke: Callable[..., Any]
) -> None:
    config = course_root / "course.yml"
    config.write_text(config.read_text() + "  - id: momentum\n    title: Momentum\n")
    page = course_root / "README.md"
    page.write_text("<!-- course audit: begin -->\nwhole\n<!-- course audit: end -->\n")
    told = invoke("audit", "risk", option, "README.md", cwd=course_root)
    assert told.returncode == 2
    assert "the table is of all assignments: course audit without 'risk'" in told.stderr
    assert "whole" in page.read_text()
