"""`course try`: the bank's answers graded as submissions, and nothing of it among students."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def tried(course_root: Path, invoke: Callable[..., Any]) -> Callable[..., Any]:
    """Run ``course try risk …`` with the pages in the folder `out`."""

    def run(*options: str) -> Any:
        return invoke("try", "risk", "--to", "out", *options, cwd=course_root)

    return run


def files(root: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_wrong_answer_is_told_check_by_check_with_its_hint(
    tried: Callable[..., Any], course_root: Path
) -> None:
    told = tried("--answer", "a wiggle without its 0.2")
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert re.fullmatch(r"wrong risks — a wiggle without its 0\.2: \d+(\.\d+)? of 14", lines[0])
    assert "  sample_risk: 6 of 6" in lines
    assert re.search(r"passed +2 of 2 +f\(x\) is x·cos\(πx\)", told.stdout)
    assert re.search(r"failed +0 of 2 +g\(x\) is .*\n +g\(x\) is wrong at index 0\.", told.stdout)
    assert re.search(r"Lost \d+; the bank asks for at least \d+\.\n", told.stdout)
    assert "Recognised by its own hint: " in told.stdout


def test_the_page_is_the_student_s_and_the_submission_lies_beside_it(
    tried: Callable[..., Any], course_root: Path
) -> None:
    told = tried("--answer", "a wiggle without its 0.2")
    name = "wrong-risks-a-wiggle-without-its-0-2"
    assert told.stdout.splitlines()[-2] == f"  Page: out/{name}.html"
    page = (course_root / f"out/{name}.html").read_text()
    assert "g(x) is wrong at index 0" in page
    notebook = json.loads((course_root / f"out/{name}/risk/risk.ipynb").read_text())
    sources = {c["id"]: c["source"] for c in notebook["cells"]}
    assert "def g(x)" in sources["risks"]
    assert "NotImplementedError" not in "".join(sources["sample_risk"])


def test_several_answers_are_tried_one_after_the_other(tried: Callable[..., Any]) -> None:
    told = tried("--answer", "g calls itself", "--answer", "vmap over the points")
    heads = [line for line in told.stdout.splitlines() if line and line[0] != " "]
    assert [head.partition(":")[0] for head in heads] == [
        "wrong risks — g calls itself", "right risks — vmap over the points",
    ]  # fmt: skip
    assert heads[1].endswith(": 14 of 14")


def test_without_a_title_the_reference_and_the_blank_release_are_tried(
    tried: Callable[..., Any],
) -> None:
    told = tried()
    assert told.returncode == 0
    assert "reference: 14 of 14\n" in told.stdout
    assert "blank: 0 of 14\n" in told.stdout
    assert "f is not written yet" in told.stdout


def test_an_exercise_alone_means_all_known_answers_to_it(
    tried: Callable[..., Any], course_root: Path
) -> None:
    bank = (
        "# %% right sample_risk — nothing at all\npass\n"
        "# %% wrong sample_risk — other letters\n# loses: 6\n# hint: Read.\nsample_risk = 1\n"
        "# %% wrong sample_risk — öther letters\n# loses: 7\n# hint: Read.\nsample_risk = 2\n"
        "# %% equivalent sample_risk — a ⟶ b\n# reason: The same.\npass\n"
    )
    (course_root / "bank/risk.py").write_text(bank)
    told = tried("--exercise", "sample_risk")
    assert told.returncode == 0
    assert told.stdout.count("Page: ") == 3
    assert "Lost 6; a right answer must lose nothing." in told.stdout
    assert "Recognised by its own hint: Read." in told.stdout
    assert "risks: 8 of 8" in told.stdout


def test_two_titles_that_read_alike_get_two_pages(
    tried: Callable[..., Any], course_root: Path
) -> None:
    bank = "".join(f"# %% right risks — {mark}\npass\n" for mark in "πσ")
    (course_root / "bank/risk.py").write_text(bank)
    assert tried("--exercise", "risks").returncode == 0
    pages = sorted(path.name for path in (course_root / "out").glob("*.html"))
    assert pages == ["right-risks-2.html", "right-risks.html"]


def test_a_hint_that_another_mistake_gives_is_told_as_such(
    tried: Callable[..., Any], course_root: Path
) -> None:
    wrong = "# loses: 1\n# hint: {}\nf = g = lambda x: 0 * x\n"
    bank = "# %% wrong risks — one\n" + wrong.format("The first.")
    (course_root / "bank/risk.py").write_text(
        bank + "# %% wrong risks — two\n" + wrong.format("The second.")
    )
    assert "Recognised as another mistake: The first." in tried("--answer", "two").stdout


def test_nothing_of_the_course_is_written_and_work_is_no_place_for_it(
    course_root: Path,
    invoke: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = files(course_root)
    told = invoke("try", "risk", "--answer", "vmap over the points", cwd=course_root)
    assert told.returncode == 0
    page = Path(told.stdout.partition("Page: ")[2].strip())
    assert page.is_file()
    assert page.is_relative_to(tmp_path)
    refused = invoke("try", "risk", "--to", "work/submitted", cwd=course_root)
    assert refused.returncode == 2
    assert refused.stderr == (
        "course: work/submitted lies in work/, which is for students; choose another folder\n"
    )
    assert files(course_root) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--answer", "vnap over the points"], "; did you mean 'vmap over the points'?"),
        (["--answer", "vmap"], "; did you mean 'vmap over the points'?"),
        (["--answer", "zzzz"], "'zzzz'; read "),
        (["--answer", ""], "''; read "),
        (["--answer", "forgets π"], "to risks and to sample_risk; say which: --exercise risks"),
        (["--exercise", "risk"], "no exercise 'risk'; did you mean 'risks'?"),
        (["--exercise", "zzzz"], "no exercise 'zzzz'; it has risks, sample_risk"),
        (["--sandbox", "none"], "no sandbox level is called 'none'"),
    ],
)
def test_a_wrong_word_is_answered_in_a_line(
    options: list[str], words: str, tried: Callable[..., Any], course_root: Path
) -> None:
    before = files(course_root)
    told = tried(*options)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.count("\n") == 1
    assert words in told.stderr
    assert files(course_root) == before


def test_an_unknown_assignment_is_answered_with_the_nearest(
    course_root: Path, invoke: Callable[..., Any]
) -> None:
    told = invoke("try", "risc", cwd=course_root)
    assert told.returncode == 2
    assert "did you mean 'risk'?" in told.stderr


def test_a_release_of_another_day_is_named(tried: Callable[..., Any], course_root: Path) -> None:
    release = course_root / "assignments/risk/risk.ipynb"
    release.write_text(release.read_text().replace('"sample_risk"', '"sampled_risk"'))
    told = tried()
    assert told.returncode == 2
    assert "has no exercise 'sample_risk'; if solutions/ has, make it anew" in told.stderr


def test_checks_that_fail_by_themselves_need_attention_and_end_with_1(
    tried: Callable[..., Any], course_root: Path
) -> None:
    checks = course_root / "checks/test_risk.py"
    title = '    """f(x) is x·cos(πx)"""\n'
    assert title in checks.read_text()
    checks.write_text(checks.read_text().replace(title, f"{title}    1 / 0\n"))
    told = tried("--answer", "vmap over the points")
    assert told.returncode == 1
    assert "right risks — vmap over the points: – of 14\n" in told.stdout
    assert (
        "  Needs attention: the grader could not carry out: f(x) is x·cos(πx); mend" in told.stdout
    )
    assert re.search(r"not checked +– of 2 ", told.stdout)
    assert "ZeroDivisionError" in told.stdout
