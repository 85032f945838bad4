"""A child that waits for the grader is not idle."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from autograder.sandbox import turnaround
from autograder.sandbox.turnaround import Turnaround


class Clock:
    """Seconds that pass when a test says so: on the clock, and in the queue for a core."""

    def __init__(self) -> None:
        self.now = self.queued = 0.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(turnaround.time, "monotonic", lambda: made.now)
    monkeypatch.setattr(Turnaround, "_queued_seconds", lambda self: made.queued)
    return made


@pytest.fixture
def excused() -> list[float]:
    return []


@pytest.fixture
def measured(clock: Clock, excused: list[float]) -> Iterator[Turnaround]:
    made = Turnaround(excused.append)
    yield made
    made.close()


def test_the_time_between_two_waits_is_excused(
    measured: Turnaround, clock: Clock, excused: list[float]
) -> None:
    clock.now += 2.0  # the grader works
    measured.before_waiting()
    clock.now += 30.0  # the child works, or sleeps
    measured.after_waiting()
    clock.now += 0.5
    measured.before_waiting()
    assert excused == [2.0, 0.5]


def test_moments_are_added_up_until_they_are_worth_a_message(
    measured: Turnaround, clock: Clock, excused: list[float]
) -> None:
    for _ in range(6):
        clock.now += 0.0125
        measured.before_waiting()
        measured.after_waiting()
    assert excused == [pytest.approx(0.05)]


def test_of_a_long_wait_what_the_grader_itself_stood_in_the_queue_is_excused(
    measured: Turnaround, clock: Clock, excused: list[float]
) -> None:
    measured.before_waiting()
    clock.now, clock.queued = 10.0, 4.0
    measured.after_waiting()
    measured.before_waiting()
    assert excused == [4.0]


def test_the_kernel_tells_how_long_a_thread_has_waited_for_a_core() -> None:
    made = Turnaround(lambda seconds: None)
    first = made._queued_seconds()
    while time.process_time() < 0.01:
        pass
    assert 0.0 <= first <= made._queued_seconds()
    made.close()
    assert made._queued_seconds() == 0.0
