"""Recognising a known mistake: by all that the checks saw, in a jailed child, never for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.checking.answers import Answer
from autograder.checking.known import Code
from autograder.checking.misconceptions import Diagnosis, Misconceptions
from autograder.checking.runner import Checker
from autograder.checking.student import Student
from autograder.grading.engine import Engine
from autograder.running.execution import Cell, Execution
from autograder.sandbox.host import Connection
from autograder.sandbox.limits import Limits

CHECKS = '''
import math
import pytest
import torch
from autograder.expect import array, close, raises, untouched

@pytest.mark.exercise("wave")
@pytest.mark.points(2)
def test_values(student, rng):
    """Values"""
    for x in rng.uniform(0.1, 1.0, 3).tolist():
        close(student.f(x), x * math.cos(math.pi * x), atol=1e-6)

@pytest.mark.exercise("wave")
@pytest.mark.points(1)
def test_at_zero(student):
    """f(0) is 0"""
    close(student.f(0.0), 0.0, atol=1e-6)

@pytest.mark.exercise("wave")
@pytest.mark.points(1)
def test_untouched(student):
    """The argument is left alone"""
    student.f(torch.ones(2))
    untouched(student)

@pytest.mark.exercise("depth")
@pytest.mark.points(1)
def test_depth(student):
    """A tiny number"""
    close(student.depth(50), 1e-40, rtol=1e-3)
'''
REFERENCE = (
    ("", "import math\nimport torch"),
    ("wave", "def f(x):\n    return x * torch.cos(torch.as_tensor(math.pi * x))"),
    ("depth", "def depth(n):\n    return 1e-40"),
)


def wrong(title: str, source: str, exercise: str = "wave") -> Answer:
    return Answer("wrong", exercise, title, source, loses=1.0, hint=f"Hint: {title}.")


NO_PI = wrong("no pi", "def f(x):\n    return x * torch.cos(torch.as_tensor(x))")
MINUS = wrong("minus", "def f(x):\n    return -x * torch.cos(torch.as_tensor(math.pi * x))")
SPOILS = wrong(
    "spoils",
    "def f(x):\n    y = x * torch.cos(torch.as_tensor(math.pi * x))\n"
    "    if isinstance(x, torch.Tensor):\n        x.zero_()\n    return y",
)
ENDLESS = wrong("endless", "def f(x):\n    while True:\n        pass")
SHIFTED = wrong("shifted", "def f(x):\n    return 1 + x * torch.cos(torch.as_tensor(math.pi * x))")
RAISES = wrong("raises", "def f(x):\n    return {}[x]")
BROKEN = wrong("broken", "def f(x:")
ZERO = wrong("zero", "def depth(n):\n    return 0.0", "depth")
TINY = wrong("tiny", "def depth(n):\n    return 3e-41", "depth")
BANK = [NO_PI, MINUS, SPOILS, SHIFTED, RAISES, BROKEN, ZERO, TINY]

Diagnose = Callable[..., "Diagnosis | None"]


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    path = tmp_path_factory.mktemp("checks") / "test_waves.py"
    path.write_text(CHECKS, encoding="utf-8")
    return Checker(path)


@pytest.fixture
def diagnose(engine: Engine, checker: Checker) -> Iterator[Diagnose]:
    """Run a student's cell through the checks and recognise it; ``bank`` is shared by a class."""
    connection = Connection(engine.address)
    made: list[Misconceptions] = []

    def run(source: str, *, exercise: str = "wave", bank: Any = BANK, seed: str = "s") -> Any:
        known = bank
        if not isinstance(bank, Misconceptions):
            code = Code(REFERENCE, {"wave": ["f"], "depth": ["depth"]})
            known = Misconceptions(bank, code, checker, Limits(check_seconds=3.0))
            made.append(known)
        cells = [Cell(text) for _, text in REFERENCE] + [Cell(source)]
        execution = Execution(connection, Limits(check_seconds=3.0), cells, {}, pictures=False)
        try:
            execution.run()
            student = Student(execution, {})
            results = checker.run(student, draw=seed.encode())
            return known.diagnose(exercise, results, student, engine.address, seed.encode())
        finally:
            execution.close()

    run.made = made  # type: ignore[attr-defined]
    yield run
    for known in made:
        known.close()
    connection.close()


def title(diagnosis: Diagnosis | None) -> str | None:
    return diagnosis.title if diagnosis else None


# -- who it is ----------------------------------------------------------------


@pytest.mark.parametrize("answer", [NO_PI, MINUS, SPOILS, SHIFTED, RAISES], ids=lambda a: a.title)
def test_each_known_mistake_is_recognised_as_itself(diagnose: Diagnose, answer: Answer) -> None:
    found = diagnose(answer.source)
    assert found == Diagnosis(answer.hint, answer.title)


def test_it_is_recognised_however_it_is_written(diagnose: Diagnose) -> None:
    source = "import numpy as np\ndef f(x):\n    x = np.asarray(x)\n    return np.cos(x) * x"
    assert title(diagnose(source)) == "no pi"


def test_a_right_answer_and_a_mistake_of_the_students_own_have_no_diagnosis(
    diagnose: Diagnose,
) -> None:
    assert diagnose("") is None
    assert diagnose("def f(x):\n    return 7 * x") is None


def test_a_mistake_that_fails_alike_and_passes_another_check_is_not_named(
    diagnose: Diagnose,
) -> None:
    source = (
        "def f(x):\n    if not isinstance(x, torch.Tensor) and x == 0:\n        return 5.0\n"
        "    return x * torch.cos(torch.as_tensor(x))"
    )
    assert diagnose(source) is None


def test_mistakes_that_fail_alike_are_told_apart_by_the_calls_that_were_not_reached(
    diagnose: Diagnose,
) -> None:
    """Both are wrong by one at the first call of the first check, and differ at the later ones."""
    first = wrong("first call", "n = 0\ndef f(x):\n    return 2.0 if x < 0.4 else 3.0")
    other = wrong("other call", "n = 0\ndef f(x):\n    return 2.0 if x < 0.4 else 4.0")
    assert title(diagnose(first.source, bank=[other, first])) == "first call"
    assert title(diagnose(other.source, bank=[first, other])) == "other call"


def test_a_changed_argument_is_no_sign_of_a_wrong_value(diagnose: Diagnose) -> None:
    """It is right everywhere and changes its argument: no mistake of values explains that."""
    assert title(diagnose(SPOILS.source)) == "spoils"
    assert diagnose(SPOILS.source, bank=[NO_PI, MINUS, SHIFTED]) is None


def test_zero_and_a_tiny_number_are_two_mistakes(diagnose: Diagnose) -> None:
    assert title(diagnose(ZERO.source, exercise="depth")) == "zero"
    assert title(diagnose(TINY.source, exercise="depth")) == "tiny"
    assert diagnose("def depth(n):\n    return 5e-41", exercise="depth") is None


def test_an_answer_that_differs_from_call_to_call_has_no_diagnosis(diagnose: Diagnose) -> None:
    source = (
        "calls = []\ndef f(x):\n    calls.append(1)\n"
        "    return -x * torch.cos(torch.as_tensor(math.pi * x)) * (1 if len(calls) < 4 else 2)"
    )
    assert diagnose(source) is None


# -- what it does not depend on -----------------------------------------------


def test_an_answers_names_do_not_reach_the_next_one(diagnose: Diagnose) -> None:
    thief = wrong(
        "thief", "math = None\ntorch = None\nhelp_me = 1\ndef f(x):\n    return 0 * x + 9"
    )
    borrower = wrong("borrower", "def f(x):\n    return help_me * x + 3")
    assert title(diagnose(NO_PI.source, bank=[thief, NO_PI])) == "no pi"
    # `borrower` raises NameError: it must not find the name that `thief` defined.
    assert diagnose("def f(x):\n    return x + 3", bank=[thief, borrower]) is None


def test_a_known_answer_that_never_ends_costs_the_others_nothing(diagnose: Diagnose) -> None:
    found = diagnose(NO_PI.source, bank=[ENDLESS, NO_PI])
    assert title(found) == "no pi"
    (known,) = diagnose.made  # type: ignore[attr-defined]
    # The next student meets it without a wait: it is known where it never ends.
    assert known._endless == {("wave", 0, "test_values")}
    assert title(diagnose(MINUS.source, bank=known)) is None
    assert title(diagnose(NO_PI.source, bank=known, seed="another")) == "no pi"


def test_an_answer_that_never_ends_is_recognised_too(diagnose: Diagnose) -> None:
    source = "def f(x):\n    while x is not None:\n        x = x\n"
    assert title(diagnose(source, bank=[NO_PI, ENDLESS])) == "endless"


def test_a_class_gets_the_same_words_in_any_order(diagnose: Diagnose) -> None:
    diagnose("")  # makes the misconceptions of the class
    known = diagnose.made[0]  # type: ignore[attr-defined]
    sources = [NO_PI.source, SPOILS.source, "def f(x):\n    return 7 * x", RAISES.source]
    alone = [title(diagnose(s)) for s in sources]
    together = [title(diagnose(s, bank=known)) for s in sources]
    backwards = [title(diagnose(s, bank=known)) for s in reversed(sources)]
    assert alone == together == backwards[::-1] == ["no pi", "spoils", None, "raises"]


def test_a_child_of_the_known_answers_that_is_lost_is_had_anew(diagnose: Diagnose) -> None:
    assert title(diagnose(NO_PI.source)) == "no pi"
    (known,) = diagnose.made  # type: ignore[attr-defined]
    child = known._ready["wave"]._execution._child
    child.kill()
    assert title(diagnose(MINUS.source, bank=known)) == "minus"


def test_it_says_whether_a_mistake_explains_other_inputs_as_well(
    diagnose: Diagnose, engine: Engine, checker: Checker
) -> None:
    diagnose("")
    (known,) = diagnose.made  # type: ignore[attr-defined]
    ready = known._known("wave", engine.address)
    results = checker.run(ready.student(0), draw=b"o", only="wave")
    assert known.explains("no pi", "wave", results, engine.address, b"o")
    assert not known.explains("minus", "wave", results, engine.address, b"o")
