"""Recognise a wrong answer: does it behave as a known mistake, in everything that was seen?

A known mistake is named only where every check of the exercise, passed or failed, finds with it
what it found with the student's answer: the same outcome and words, and in each call the same
value, exception and change of the arguments.  A check ends at its first failure, so the calls that
it would have made of a right answer are made as well: they tell mistakes apart that fail alike.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checking.answers import Answer
from autograder.checking.counted import Counted
from autograder.checking.expect import Failure
from autograder.checking.known import Code, KnownAnswers
from autograder.checking.likeness import same_call, same_outcome
from autograder.checking.result import Call, Result
from autograder.checking.runner import Checker
from autograder.checking.student import Student
from autograder.sandbox.host import Connection, SandboxError, ZygoteLost
from autograder.sandbox.limits import Limits

MOST_CALLS = 12  # of each check, made beyond its first failure


@dataclass(frozen=True)
class Diagnosis:
    """The mistake behind a wrong answer.

    Attributes:
        hint: What the student has misunderstood.
        title: The mistake's name in the bank.
    """

    hint: str
    title: str


class Misconceptions:
    """The known mistakes of one assignment.

    Args:
        answers: The bank.
        code: The notebook that they belong to.
        checker: The hidden checks.
        limits: A submission's.
    """

    def __init__(
        self, answers: Sequence[Answer], code: Code, checker: Checker, limits: Limits
    ) -> None:
        self._wrong: dict[str, list[Answer]] = {}
        for answer in answers:
            if answer.kind == "wrong":
                self._wrong.setdefault(answer.exercise, []).append(answer)
        self.code, self._checker, self._limits = code, checker, limits
        self._ready: dict[str, KnownAnswers] = {}
        self._address = ""
        # Answers that never end, and where: each costs its limit once, not once a student.
        self._endless: set[tuple[str, int, str]] = set()

    def hints(
        self, results: Sequence[Result], student: Student, address: str, draw: bytes
    ) -> dict[str, str | None]:
        """Exercise → the hint of the mistake that :meth:`diagnose` finds, or None."""
        found: dict[str, str | None] = {}
        for exercise in dict.fromkeys(r.check.exercise for r in results):
            diagnosis = self.diagnose(exercise, results, student, address, draw)
            found[exercise] = diagnosis.hint if diagnosis else None
        return found

    def diagnose(
        self,
        exercise: str,
        results: Sequence[Result],
        student: Student,
        address: str,
        draw: bytes,
    ) -> Diagnosis | None:
        """Name the mistake that explains all that the checks of an exercise saw.

        Args:
            exercise: Which exercise.
            results: What the checks found, of all exercises.
            student: The student's functions, to ask once more whether they answer the same.
            address: Of the zygote, for a child of the known answers' own.
            draw: As in the run that gave the results.

        Returns:
            None where the exercise is right, no known mistake explains everything, the student's
            functions answer differently each time, or their answers were too large to keep.

        Raises:
            ZygoteLost: when the zygote has ended.
        """
        own = [r for r in results if r.check.exercise == exercise]
        if not self._wrong.get(exercise) or not any(r.outcome == "failed" for r in own):
            return None
        if not all(call.kept for r in own for call in r.record):
            return None
        for _ in range(2):
            try:
                return self._explain(exercise, own, student, address, draw)
            except ZygoteLost:
                raise
            except SandboxError:  # the child of the known answers, which can be had anew
                self._forget()
        return None

    def explains(
        self, title: str, exercise: str, results: Sequence[Result], address: str, draw: bytes
    ) -> bool:
        """Whether a known mistake explains other results of the same answer, of other inputs.

        Raises:
            SandboxError: when the child of the known answers fails.
        """
        own = [r for r in results if r.check.exercise == exercise]
        index = [a.title for a in self._wrong[exercise]].index(title)
        return self._behaves_alike(self._known(exercise, address), exercise, index, own, draw)

    def close(self) -> None:
        """End the children of the known answers."""
        self._forget()

    def _explain(
        self, exercise: str, own: list[Result], student: Student, address: str, draw: bytes
    ) -> Diagnosis | None:
        known = self._known(exercise, address)
        telling = next((r for r in own if r.outcome == "failed" and r.record), None)
        left = [
            index
            for index in range(len(self._wrong[exercise]))
            # One call first: it rules out most of them.
            if (telling is None or self._fails_alike(known, exercise, index, telling))
            and self._behaves_alike(known, exercise, index, own, draw)
        ]
        if not left or (telling and not _answers_the_same_again(student, exercise, telling)):
            return None
        for call in self._calls_not_reached(known, exercise, own, draw):
            seen = _call_again(student, exercise, call)
            left = [i for i in left if self._gives(known, i, call, seen)]
        answers = [self._wrong[exercise][index] for index in left]
        return Diagnosis(answers[0].hint, answers[0].title) if answers else None

    def _fails_alike(self, known: KnownAnswers, exercise: str, index: int, result: Result) -> bool:
        """Whether a known answer gives what the student's gave in the call that failed a check."""
        place, call = (exercise, index, result.check.name), result.record[-1]
        if place in self._endless:
            return call.stopped
        again = _call_again(known.student(index), "", call)
        if again.stopped:
            self._endless.add(place)
        return same_call(call, again, lambda: _call_again(known.reference(), "", call).value)

    def _behaves_alike(
        self, known: KnownAnswers, exercise: str, index: int, own: list[Result], draw: bytes
    ) -> bool:
        """Whether every check of the exercise finds the same in a known answer as it did here."""
        found = self._checker.run(known.student(index), draw=draw, only=exercise)

        def right(call: Call) -> Any:
            return _call_again(known.reference(), "", call).value

        return all(same_outcome(a, b, right) for a, b in zip(own, found, strict=True))

    def _calls_not_reached(
        self, known: KnownAnswers, exercise: str, own: list[Result], draw: bytes
    ) -> list[Call]:
        """The calls that the failed checks would have made of a right answer; the first of them."""
        if any(r.record and r.record[-1].stopped for r in own):
            return []  # the student's function may not end in these either
        full = self._checker.run(known.reference(), draw=draw, only=exercise)
        return [
            call
            for seen, whole in zip(own, full, strict=True)
            if seen.outcome == "failed" and seen.record
            for call in whole.record[len(seen.record) :][:MOST_CALLS]
        ]

    def _gives(self, known: KnownAnswers, index: int, call: Call, seen: Call) -> bool:
        """Whether a known answer gives in a call what the student's gives."""
        again = _call_again(known.student(index), "", call)
        return same_call(seen, again, lambda: call.value)

    def _known(self, exercise: str, address: str) -> KnownAnswers:
        if address != self._address:
            self._forget()
            self._address = address
        if exercise not in self._ready:
            self._ready[exercise] = KnownAnswers(
                Connection(address), self._limits, self.code, self._wrong[exercise]
            )
        return self._ready[exercise]

    def _forget(self) -> None:
        for known in self._ready.values():
            known.close()
        self._ready.clear()


def _answers_the_same_again(student: Student, exercise: str, result: Result) -> bool:
    """Whether the student's function repeats what it gave in the call that failed a check."""
    call = result.record[-1]
    if call.stopped:  # it was stopped: asking again would cost the limit once more
        return True
    return same_call(call, _call_again(student, exercise, call), lambda: None)


def _call_again(student: Student, exercise: str, call: Call) -> Call:
    """Repeat a call, with its seed, on other functions of the same names."""
    student.start_check(exercise, call.seed)
    arguments = [student.counted(a.function) if isinstance(a, Counted) else a
                 for a in call.arguments]  # fmt: skip
    ask: Callable[..., Any] = student.slope if call.op == "slope" else student.call
    with contextlib.suppress(Failure):
        ask(call.name, *arguments, **call.keywords)
    return student.record[-1]
