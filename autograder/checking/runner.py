"""CHECK: the hidden checks are ordinary pytest tests, collected once and run for each submission.

The one module that uses pytest's internals (``_prepareconfig``,
``Session.from_config``; pytest is pinned).  A default ``pytest.main`` costs more
than a hundred milliseconds of CPU for thirty checks; running the items that are
already collected costs a tenth of it.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np
import pytest
import torch
from _pytest.config import _prepareconfig
from _pytest.main import Session
from _pytest.runner import runtestprotocol

from autograder.checking.expect import Failure
from autograder.checking.result import Check, Outcome, Result
from autograder.checking.student import NotWritten, Student
from autograder.course.seed import derive
from autograder.errors import CourseError
from autograder.sandbox.host import SandboxError

MARKERS = [
    "exercise(name): the exercise that a check belongs to",
    "points(n): what the check is worth",
]


class _Plugin:
    """Fixtures for the checks; :attr:`student` changes from run to run."""

    def __init__(self, reference: dict[str, Any]) -> None:
        self.reference_namespace = SimpleNamespace(**reference)
        self.draw = b""
        self.current: Student | None = None
        self.error: BaseException | None = None  # the first one of the check that runs

    def pytest_configure(self, config: pytest.Config) -> None:
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.fixture
    def student(self) -> Student:
        """The student's functions."""
        assert self.current is not None
        return self.current

    @pytest.fixture
    def reference(self) -> SimpleNamespace:
        """The reference solution's functions."""
        return self.reference_namespace

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Random numbers that depend on the draw of this run and on the check."""
        return np.random.default_rng(int.from_bytes(derive(self.draw, "rng", request.node.name)))

    def seed_of(self, purpose: str, check: str) -> int:
        """A seed of 32 bits; it tells nothing of the draw, nor of what :meth:`rng` draws."""
        return int.from_bytes(derive(self.draw, purpose, check)[:4])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Note the first exception; in pytest's place, which would format a traceback of 50 ms."""
        if call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value
        assert call.when != "collect"
        outcome: Literal["passed", "failed"] = "failed" if call.excinfo else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)


class Checker:
    """The checks of one assignment, collected once.

    Args:
        path: The test file.
        reference: The reference's namespace, for the fixture.

    Raises:
        CourseError: when the checks cannot be collected or lack marks.
    """

    def __init__(self, path: Path, reference: dict[str, Any] | None = None) -> None:
        if not path.is_file():
            raise CourseError(f"{path} does not exist: the assignment has no hidden checks")
        self._plugin = _Plugin(reference or {})
        self._session, self._items = _collect(path, self._plugin)
        self.checks = [_read_marks(item) for item in self._items]

    def run(
        self,
        student: Student,
        *,
        draw: bytes = b"",
        only: str | None = None,
        stop: Callable[[Result], bool] = lambda result: False,
    ) -> list[Result]:
        """Run the checks against a student's functions, in the order of the file.

        Args:
            student: The functions.
            draw: The key that random inputs are derived from; other keys give other inputs.
            only: An exercise; all by default.
            stop: Ends the run after a result of which it is true.
        """
        self._plugin.current, self._plugin.draw = student, draw
        missing: set[tuple[str, str]] = set()
        results = []
        for item, check in zip(self._items, self.checks, strict=True):
            if only not in (None, check.exercise):
                continue
            student.start_check(
                check.exercise, self._plugin.seed_of("student's process", check.name)
            )
            result = self._run_one(item, check, student, missing)
            if result.outcome == "not_checked":  # retried once: a fault may be passing
                student.start_check(
                    check.exercise, self._plugin.seed_of("student's process", check.name)
                )
                result = self._run_one(item, check, student, missing)
            results.append(result)
            if stop(result):
                break
        self._plugin.current = None
        return results

    def _run_one(
        self, item: pytest.Item, check: Check, student: Student, missing: set[tuple[str, str]]
    ) -> Result:
        seed = self._plugin.seed_of("check's process", check.name)
        random.seed(seed)
        np.random.seed(seed)
        torch.default_generator.manual_seed(seed)
        self._plugin.error = None
        self._session.testsfailed = 0
        # With another item as the next one, pytest tears down this test but no shared fixtures.
        other = next((i for i in self._items if i is not item), None)
        runtestprotocol(item, nextitem=other, log=False)
        match self._plugin.error:
            case None:
                return Result(check, "passed", record=tuple(student.record))
            case SandboxError() as error:
                raise error
            case NotWritten() as failure:
                return _not_written(check, failure, missing)
            case Failure() as failure:
                return Result(
                    check, "failed", failure.what, student.called,
                    failure.got, failure.wanted, failure.hint,
                    picture=failure.picture, record=tuple(student.record),
                )  # fmt: skip
            case fault:
                told = "".join(traceback.format_exception(fault))
                return Result(check, "not_checked", fault=told[-4000:])


def _not_written(check: Check, failure: NotWritten, missing: set[tuple[str, str]]) -> Result:
    """Fail the first check that needs a missing function; the others are not reached."""
    known = (check.exercise, failure.what)
    outcome: Outcome = "not_reached" if known in missing else "failed"
    missing.add(known)
    return Result(check, outcome, failure.what, "", failure.got, failure.wanted, failure.hint)


def _collect(path: Path, plugin: _Plugin) -> tuple[Session, list[pytest.Item]]:
    arguments = [
        str(path), "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:terminal",
        "-p", "no:logging", "-p", "no:capture", "-p", "no:faulthandler", "-p", "no:warnings",
        "-p", "no:doctest", "-p", "no:unittest", "-p", "no:junitxml", "-p", "no:stepwise",
        # An `assert` of two long texts would be explained by their difference, in quadratic time.
        "--assert=plain", "-p", "no:timeout", "-p", "no:anyio", "-p", "no:cov",
        "-p", "no:hypothesispytest",
        "--override-ini=addopts=", "--noconftest", f"--rootdir={path.parent}",
    ]  # fmt: skip
    # pytest takes a module of this name from sys.modules, however old or foreign it is.
    for name, module in list(sys.modules.items()):
        if name == path.stem or getattr(module, "__file__", None) == str(path):
            del sys.modules[name]
    with _without_pytest_variables():
        config = _prepareconfig(arguments, [plugin])
        config._do_configure()
        session = Session.from_config(config)
        config.hook.pytest_sessionstart(session=session)
        try:
            session.perform_collect()
        except Exception as error:  # UsageError, and CollectError by way of reports
            raise CourseError(f"{path}: the checks cannot be collected: {error}") from None
    if session.testsfailed or not session.items:
        raise CourseError(f"{path}: no checks could be collected; try: pytest {path}")
    return session, list(session.items)


@contextlib.contextmanager
def _without_pytest_variables() -> Any:
    """Keep a surrounding pytest run (our own tests) from configuring this one."""
    kept = {k: os.environ.pop(k) for k in list(os.environ) if k.startswith("PYTEST")}
    try:
        yield
    finally:
        os.environ.update(kept)


def _read_marks(item: pytest.Item) -> Check:
    exercise, points = (item.get_closest_marker(m) for m in ("exercise", "points"))
    where = f"{item.path}: {item.name}"
    if exercise is None or points is None:
        raise CourseError(f"{where} needs @pytest.mark.exercise(…) and @pytest.mark.points(…)")
    title = (getattr(item.obj, "__doc__", None) or "").strip().split("\n")[0]  # type: ignore[attr-defined]
    if not title:
        raise CourseError(f"{where} needs a docstring: it is the title that students read")
    return Check(item.name, title.rstrip("."), str(exercise.args[0]), float(points.args[0]))
