"""The weaker levels keep what they promise, and docs/security.md says what that is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import disposable
import levels
import pytest
from harness import ATTACKS, Breach, family, read

from autograder.sandbox import linux
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import Level
from tests import sampling

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/security.md"


def test_every_attack_has_its_line_and_none_is_breached() -> None:
    found = levels.recorded(PAGE)
    assert {a.tries.rstrip(".") for a in map(read, ATTACKS)} == set(found) - {"attack", "---"}
    assert found["attack"] == ["`full`", "`landlock`", "`process`"]
    words = {word for name, row in found.items() if name not in ("attack", "---") for word in row}
    assert words == {"contained", "not promised"}
    assert {row[0] for name, row in found.items() if name not in ("attack", "---")} == {"contained"}


@pytest.mark.parametrize("level", ["landlock", "process"])
def test_a_weaker_level_never_runs_on_the_host_itself(
    level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a breach it would end every process of the person who typed the command."""
    breaches: list[Breach] = []
    monkeypatch.setattr(levels, "run", lambda level: pytest.fail("on the host"))
    monkeypatch.setattr(levels, "in_a_process_of_its_own", lambda level: {"01": breaches})
    assert list(levels.at_level(level)) == [("01", breaches)]


def test_an_unknown_attack_is_answered_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["levels.py", "--only", "85_exhaust_stack"])
    with pytest.raises(SystemExit) as ended:
        levels.main()
    assert ended.value.code == 2
    assert "did you mean '85_exhaust_the_stack'?" in capsys.readouterr().err


WEAKER: list[Level] = ["landlock", "process"]


@pytest.fixture(scope="module")
def beside_each_other() -> Iterator[dict[Level, Future[dict[str, list[Breach]]]]]:
    """Both weaker levels at once: most of their time is spent on waiting."""
    with ThreadPoolExecutor() as pool:
        yield {v: pool.submit(levels.in_a_process_of_its_own, v, names(v)) for v in WEAKER}


def names(level: str) -> list[str]:
    return [path.stem for path in sampling.one_of_each(ATTACKS, family, level)]


@pytest.mark.skipif(available_level()[0] != "full", reason="a throw-away host needs namespaces")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("level", WEAKER)
def test_a_weaker_level_keeps_what_it_promises(
    level: Level, beside_each_other: dict[Level, Future[dict[str, list[Breach]]]]
) -> None:
    if level == "landlock" and not linux.landlock_abi():
        pytest.skip("this kernel has no Landlock")
    found = beside_each_other[level].result()
    assert set(found) == set(names(level))
    broken = {
        name: worse
        for name, breaches in found.items()
        if (worse := [b for b in breaches if b.kind in levels.KEPT[level]])
    }
    assert broken == {}


@pytest.mark.skipif(available_level()[0] != "full", reason="a container needs namespaces")
@pytest.mark.timeout(1800)
def test_the_full_jail_holds_inside_a_container() -> None:
    chosen = names("container")
    found = levels.in_a_process_of_its_own("full", chosen, contained=True)
    assert found == {name: [] for name in chosen}


@pytest.mark.skipif(available_level()[0] != "full", reason="a container needs namespaces")
def test_a_container_that_allows_no_proc_inside_is_told_and_not_taken_for_full() -> None:
    program = "from autograder.sandbox.jail import available_level; print(*available_level())"
    told = subprocess.run(
        [sys.executable, disposable.__file__, "--covered", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith(("landlock", "process"))
    assert "mounting /proc" in told.stdout
    assert "systempaths=unconfined" in told.stdout


@pytest.mark.parametrize(
    ("level", "kinds", "word"),
    [
        ("full", [], "contained"),
        ("full", ["next"], "**breached**"),
        ("landlock", ["processes"], "not promised"),
        ("landlock", ["processes", "marks"], "**breached**"),
        ("process", ["marks", "hidden"], "not promised"),
        ("process", ["page"], "**breached**"),
    ],
)
def test_a_breach_is_judged_by_what_the_level_promises(
    level: Level, kinds: list[str], word: str
) -> None:
    assert levels.verdict(level, [Breach(kind, "") for kind in kinds]) == word
