"""The warm pytest: outcomes, marks, order, faults of the grader."""

from __future__ import annotations

import itertools
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checking.expect import StudentError
from autograder.checking.functions import cos, readable
from autograder.checking.runner import Checker
from autograder.checking.student import NotWritten, Student
from autograder.checking.tracing import Untraceable
from autograder.errors import CourseError
from autograder.running.execution import CallStopped
from autograder.sandbox import wire
from autograder.sandbox.host import SandboxError

HEAD = """
import pytest
import torch
from autograder.checking.expect import close, untouched
"""


class LocalExecution:
    """Stands where the sandbox does: functions of this process, values over the wire."""

    def __init__(self, **functions: Any) -> None:
        self.functions_ = functions
        self.asked: list[dict[str, Any]] = []

    def functions(self, exercise: str) -> list[str]:
        return list(self.functions_)

    def start_check(self) -> float:
        return 0.0

    def ask(self, message: dict[str, Any], deadline: float, callback: Any) -> dict[str, Any]:
        message = wire.unpack(wire.pack(message)[4:], trusted=True)
        self.asked.append(message)
        if message["name"] not in self.functions_:
            return {"op": "error", "kind": "Missing", "words": "", "missing": True}
        try:
            value = self.functions_[message["name"]](*message["args"], **message["kwargs"])
        except (CallStopped, SandboxError):
            raise
        except Exception as error:
            return {"op": "error", "kind": type(error).__name__, "words": str(error), "line": 3}
        return wire.unpack(wire.pack({"op": "value", "value": value, "mutated": []})[4:])


_names = itertools.count()


def checker(folder: Path, body: str, **options: Any) -> Checker:
    path = folder / f"test_sample_{next(_names)}.py"
    path.write_text(HEAD + dedent(body))
    return Checker(path, **options)


def student(**functions: Any) -> Student:
    return Student(LocalExecution(**functions), {})  # type: ignore[arg-type]


TWO = """
    @pytest.mark.exercise("double")
    @pytest.mark.points(2)
    def test_values(student):
        '''double(x) is 2x.'''
        close(student.double(3.0), 6.0, "double(3)", hint="Twice.")

    @pytest.mark.exercise("double")
    @pytest.mark.points(1.5)
    def test_zero(student):
        '''Zero stays zero'''
        close(student.double(0.0), 0.0, "double(0)")

    @pytest.mark.exercise("half")
    @pytest.mark.points(1)
    def test_half(student):
        '''half(x) is x/2'''
        close(student.half(3.0), 1.5, "half(3)")
"""


def outcomes(results: list[Any]) -> list[str]:
    return [r.outcome for r in results]


def test_marks_and_docstrings_are_the_rubric(tmp_path):
    checks = checker(tmp_path, TWO).checks
    assert [(c.name, c.title, c.exercise, c.points) for c in checks] == [
        ("test_values", "double(x) is 2x", "double", 2.0),
        ("test_zero", "Zero stays zero", "double", 1.5),
        ("test_half", "half(x) is x/2", "half", 1.0),
    ]


def test_right_functions_pass_every_check(tmp_path):
    results = checker(tmp_path, TWO).run(student(double=lambda x: 2 * x, half=lambda x: x / 2))
    assert outcomes(results) == ["passed"] * 3


def test_a_wrong_value_fails_its_own_check_with_what_was_called_got_and_wanted(tmp_path):
    results = checker(tmp_path, TWO).run(student(double=lambda x: x, half=lambda x: x / 2))
    assert outcomes(results) == ["failed", "passed", "passed"]
    first = results[0]
    assert (first.called, first.got, first.wanted, first.hint) == (
        "double(3.0)",
        "3",
        "6",
        "Twice.",
    )


def test_a_missing_function_fails_once_and_its_other_checks_are_not_reached(tmp_path):
    results = checker(tmp_path, TWO).run(student(half=lambda x: x / 2))
    assert outcomes(results) == ["failed", "not_reached", "passed"]
    assert "double is not defined" in results[0].what


def test_a_function_that_is_not_written_yet_says_so(tmp_path):
    def double(x):
        raise NotImplementedError("not written yet")

    results = checker(tmp_path, TWO).run(student(double=double, half=lambda x: x / 2))
    assert outcomes(results) == ["failed", "not_reached", "passed"]
    assert results[0].what == "double is not written yet"


def test_an_exception_of_the_student_s_fails_the_check_and_names_the_line(tmp_path):
    results = checker(tmp_path, TWO).run(student(double=lambda x: 1 / 0, half=lambda x: x / 2))
    assert outcomes(results) == ["failed", "failed", "passed"]
    assert "raised ZeroDivisionError in line 3" in results[0].what


def test_a_fault_of_the_grader_is_retried_once_and_then_not_checked(tmp_path):
    body = """
        tries = []

        @pytest.mark.exercise("double")
        @pytest.mark.points(2)
        def test_values(student):
            '''Broken check'''
            tries.append(student.double(1.0))
            raise KeyError("the check itself is wrong")
    """
    made = checker(tmp_path, body)
    results = made.run(student(double=lambda x: 2 * x))
    assert outcomes(results) == ["not_checked"]
    assert "the check itself is wrong" in results[0].fault
    assert made._items[0].module.tries == [2.0, 2.0]


def test_a_fault_that_passes_is_forgiven(tmp_path):
    body = """
        tries = []

        @pytest.mark.exercise("double")
        @pytest.mark.points(2)
        def test_values(student):
            '''Flaky check'''
            tries.append(1)
            if len(tries) == 1:
                raise OSError("a passing fault")
            close(student.double(1.0), 2.0)
    """
    results = checker(tmp_path, body).run(student(double=lambda x: 2 * x))
    assert outcomes(results) == ["passed"]


def test_a_failing_sandbox_is_not_taken_for_the_student_s_failure(tmp_path):
    def double(x):
        raise SandboxError("gone")

    made = checker(tmp_path, TWO)
    with pytest.raises(SandboxError):
        made.run(student(double=double))


def test_a_stopped_call_fails_the_check_in_the_words_of_the_stop(tmp_path):
    def double(x):
        raise CallStopped("stopped after 8 s of CPU time")

    results = checker(tmp_path, TWO).run(student(double=double, half=lambda x: x / 2))
    assert outcomes(results) == ["failed", "failed", "passed"]
    assert results[0].what == "double: stopped after 8 s of CPU time"


def test_only_one_exercise_can_be_run_and_a_run_can_end_when_enough_is_lost(tmp_path):
    made = checker(tmp_path, TWO)
    wrong = student(double=lambda x: None, half=lambda x: None)
    assert [r.check.name for r in made.run(wrong, only="half")] == ["test_half"]
    assert [r.check.name for r in made.run(wrong, enough=1)] == ["test_values"]
    assert len(made.run(wrong, enough=3)) == 2


def test_the_same_checker_serves_one_student_after_another(tmp_path):
    made = checker(tmp_path, TWO)
    good = {"double": lambda x: 2 * x, "half": lambda x: x / 2}
    for _ in range(3):
        assert outcomes(made.run(student(**good))) == ["passed"] * 3
        assert "failed" in outcomes(made.run(student(double=lambda x: x)))


def test_random_inputs_depend_on_the_course_s_seed_the_answers_and_the_check(tmp_path):
    body = """
        @pytest.mark.exercise("echo")
        @pytest.mark.points(1)
        def test_first(student, rng):
            '''First'''
            student.echo(float(rng.uniform()))

        @pytest.mark.exercise("echo")
        @pytest.mark.points(1)
        def test_second(student, rng):
            '''Second'''
            student.echo(float(rng.uniform()))
    """
    path = tmp_path / "test_seeds.py"
    path.write_text(HEAD + dedent(body))

    def drawn(seed: int, draw: str = "answers") -> list[float]:
        seen: list[float] = []
        Checker(path, seed=seed).run(student(echo=lambda x: seen.append(x)), inputs_seed=draw)
        return seen

    assert drawn(1) == drawn(1)
    assert not set(drawn(1)) & set(drawn(2))
    assert not set(drawn(1)) & set(drawn(1, "answers, and a blank"))
    assert len(set(drawn(1))) == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("def test_a(student):\n    '''T'''", "needs @pytest.mark.exercise"),
        ("@pytest.mark.exercise('a')\n@pytest.mark.points(1)\ndef test_a(): pass", "docstring"),
        ("x = 1", "no checks"),
        ("import nowhere_at_all", "cannot be collected|no checks could be collected"),
    ],
)
def test_checks_that_are_not_whole_are_refused_in_one_line(tmp_path, body, words):
    with pytest.raises(CourseError, match=words) as caught:
        checker(tmp_path, body)
    assert "\n" not in str(caught.value).strip()


def test_a_missing_file_of_checks_is_refused(tmp_path):
    with pytest.raises(CourseError, match="no hidden checks"):
        Checker(tmp_path / "test_nothing.py")


# -- what may be sent into the sandbox -----------------------------------------


def sent(somebody):
    """What crossed the wire, in the last call."""
    return somebody._execution.asked[-1]["args"]


def test_a_function_stays_with_the_grader_and_its_place_is_sent():
    somebody = student(apply=lambda fn: "got it")
    assert somebody.apply(lambda x: 1.5 * (x - 0.25) ** 2) == "got it"
    assert sent(somebody) == [wire.StandIn(0, 0, "plain")]
    somebody.apply([lambda p: p[0] * p[1], (lambda x: 2 * x,)])
    assert sent(somebody) == [[wire.StandIn(1, 2, "whole"), (wire.StandIn(2, 0, "whole"),)]]


def test_a_readable_function_travels_as_text():
    somebody = student(apply=lambda fn: "got it")
    somebody.apply(readable(lambda x: x * cos(np.pi * x)))
    (formula,) = sent(somebody)
    assert formula == wire.Formula("t0 = c[0] * x\nt1 = cos(t0)\nt2 = x * t1\nt2", (np.pi,))


def test_a_function_that_does_more_than_arithmetic_is_the_graders_fault():
    somebody = student(apply=lambda fn: "got it")
    for function in (lambda x: x if x > 0 else -x, readable(lambda x: torch.cos(x)), print):
        with pytest.raises(Untraceable, match="a function for students"):
            somebody.apply(function)
    assert not somebody._execution.asked


def test_the_student_s_requests_reach_their_function_and_no_other():
    somebody = student()
    double, cube = somebody.counted(lambda x: 2 * x), somebody.counted(lambda x: x**3)
    ask = lambda number: somebody._evaluate({"number": number, "order": 1, "x": [2.0]})  # noqa: E731
    assert [ask(0), ask(1)] == [[4.0, 2.0], [8.0, 12.0]]
    assert [ask(n) for n in (-1, 2, True, "0", None)] == [None] * 5
    assert (double.calls, cube.calls) == (2, 2)


def test_the_functions_of_one_check_are_unknown_in_the_next():
    somebody = student()
    somebody.counted(lambda x: 2 * x)
    somebody.start_check("e", 0)
    assert somebody._evaluate({"number": 0, "order": 0, "x": [2.0]}) is None


def test_a_slope_is_asked_for_by_name():
    somebody = student(f=lambda x, weights: x * weights)
    x, weights = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    assert somebody.slope("f", x, weights).tolist() == [3.0, 8.0]
    assert somebody._execution.asked[-1]["op"] == "slope"
    assert somebody.called == "the derivative of f that torch.autograd finds"


def test_an_exception_is_known_by_its_classes_names(monkeypatch):
    reply = {"op": "error", "kind": "Unknown", "kinds": ["Unknown", "ValueError", 3], "words": ""}
    somebody = student()
    monkeypatch.setattr(somebody._execution, "ask", lambda *_: reply)
    with pytest.raises(StudentError) as caught:
        somebody.f(1)
    assert (caught.value.kind, caught.value.bases) == ("Unknown", ("Unknown", "ValueError"))
    reply["kinds"] = "ValueError"
    with pytest.raises(StudentError) as caught:
        somebody.f(1)
    assert caught.value.bases == ()


def test_not_written_is_a_failure_of_its_own_kind():
    with pytest.raises(NotWritten):
        student().call("anything")
