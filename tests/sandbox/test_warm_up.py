"""What the first notebook is spared is done beside the others, by a thread, once."""

from __future__ import annotations

import os
import threading
import time

from autograder.sandbox.warm_up import HURRIED, DeferredWarmUp


class Work:
    """Ends when it is told to."""

    def __init__(self) -> None:
        self.begun, self.enough = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        self.enough.wait()


def finish(warm_up: DeferredWarmUp, work: Work) -> None:
    work.enough.set()
    give_up = time.monotonic() + 60
    while warm_up.state == "running":
        assert time.monotonic() < give_up
        warm_up.proceed(quiet=True, children=0)


def test_it_waits_for_the_first_child_s_end_and_for_a_quiet_moment_beside_another() -> None:
    work = Work()
    warm_up = DeferredWarmUp(work)
    warm_up.proceed(quiet=True, children=1)  # the first notebook is still at work
    warm_up.note_ended_child()
    warm_up.proceed(quiet=True, children=0)  # the next one would have to wait for it
    warm_up.proceed(quiet=False, children=1)  # a request has just come
    assert (warm_up.state, work.begun.is_set()) == ("due", False)
    warm_up.proceed(quiet=True, children=1)
    assert warm_up.state == "running"
    assert work.begun.wait(60)
    finish(warm_up, work)


def test_after_many_children_it_no_longer_waits_for_a_quiet_moment() -> None:
    work = Work()
    warm_up = DeferredWarmUp(work)
    for _ in range(HURRIED + 1):
        warm_up.note_ended_child()
    warm_up.proceed(quiet=False, children=1)
    assert warm_up.state == "running"
    finish(warm_up, work)


def test_nothing_may_be_forked_while_its_thread_runs_and_the_process_has_one_again() -> None:
    before, work = len(os.listdir("/proc/self/task")), Work()
    warm_up = DeferredWarmUp(work)
    assert warm_up.may_fork
    warm_up.note_ended_child()
    warm_up.proceed(quiet=True, children=1)
    assert not warm_up.may_fork
    assert len(os.listdir("/proc/self/task")) == before + 1
    finish(warm_up, work)
    assert warm_up.may_fork
    assert len(os.listdir("/proc/self/task")) == before


def test_it_is_done_once() -> None:
    work = Work()
    work.enough.set()
    warm_up = DeferredWarmUp(work)
    warm_up.note_ended_child()
    warm_up.proceed(quiet=True, children=1)
    finish(warm_up, work)
    work.begun.clear()
    warm_up.proceed(quiet=True, children=1)
    assert (warm_up.state, work.begun.is_set()) == ("done", False)
