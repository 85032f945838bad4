"""A class of submissions: workers, results as they come, what is lost tried once more.

Grading one submission is one function of (grader, file) → report, mapped over a
``concurrent.futures.Executor``; a cluster's executor can stand in for the local one.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.engine import Engine
from autograder.grading.workers import graders
from autograder.records.submitted import Task
from autograder.sandbox.host import ZygoteLost
from autograder.sandbox.limits import Level
from autograder.scoring.report import Report, Unchanged, attention_report

# Submissions lost in a row to each worker, by its own end or the zygote's, before the rest of a
# class is given up.
MOST_LOSSES = 10


@dataclass(frozen=True)
class _GradeTask:
    """Grades one task in a worker; an object, because a closure cannot be pickled."""

    root: Path
    assignment: str
    level: Level
    pictures: bool
    address: str

    def __call__(self, task: Task) -> Report | Unchanged:
        from autograder.grading.submission import grade_file

        grader = graders.grader_of_this_run(self.root, self.assignment, self.level, self.pictures)
        connection = graders.connection(self.address)
        return grade_file(grader, connection, task.student, task.path, task.known)


def _grade_by(engine: Engine, name: str) -> _GradeTask:
    return _GradeTask(engine.folders.root, name, engine.level, engine.pictures, engine.address)


def local_executor(engine: Engine, jobs: int) -> Executor:
    """The executor that grades a class: worker processes of this machine.

    Tests put another executor in its place.
    """
    return engine.workers(jobs)


class _Queue:
    """The tasks of a run: waiting, in work, and those that a lost process has cost a try.

    A lost worker takes one submission with it, a lost zygote all that are in work just then.
    Each of them is a suspect: it is tried once more, alone, so that the one at fault shows.
    """

    def __init__(self, tasks: Sequence[Task], jobs: int) -> None:
        self._jobs = jobs
        self._waiting = list(reversed(tasks))  # the next one last
        self._running: dict[Future[Report | Unchanged], tuple[Task, str]] = {}
        self._suspects: set[Task] = set()
        self.losses = 0  # in a row

    @property
    def unfinished(self) -> bool:
        """Whether there is anything to wait for or to start, and sense in going on."""
        return bool(self._waiting or self._running) and self.losses <= MOST_LOSSES * self._jobs

    @property
    def in_work(self) -> list[Task]:
        """What the workers have: the executor takes tasks in the order of submission."""
        return [task for task, _ in self._running.values()][: self._jobs]

    def next(self) -> Task | None:
        """The task to start now, if there is one: two for each worker, or one suspect alone."""
        if not self._waiting:
            return None
        running = [task for task, _ in self._running.values()]
        alone = not self._suspects.isdisjoint([self._waiting[-1], *running])
        if len(running) >= (1 if alone else 2 * self._jobs):
            return None
        return self._waiting.pop()

    def started(self, task: Task, future: Future[Report | Unchanged], address: str) -> None:
        """Note a task that was given to a worker, and the address of its zygote."""
        self._running[future] = task, address

    def ended(self) -> list[tuple[Future[Report | Unchanged], Task, str]]:
        """Wait until some task has ended, with a report or without."""
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        return [(future, *self._running.pop(future)) for future in done]

    def try_again(self, task: Task) -> bool:
        """Queue a lost task for a second try; False where it has had that."""
        if task in self._suspects:
            return False
        self._suspects.add(task)
        self._waiting.append(task)
        return True

    def left_over(self) -> list[Task]:
        """What was never finished."""
        return [*(task for task, _ in self._running.values()), *reversed(self._waiting)]


def grade_all(
    engine: Engine,
    name: str,
    tasks: Sequence[Task],
    jobs: int,
    working: Callable[[Sequence[str]], None] = lambda students: None,
) -> Iterator[tuple[Task, Report | Unchanged]]:
    """Grade many submissions, yielding each report as it is ready, or that it is unchanged.

    A submission that loses its process twice needs attention, and the class goes on.

    Args:
        engine: With the zygote.
        name: The assignment.
        tasks: What to grade.
        jobs: How many workers.
        working: Is told which students' submissions are in work.

    Raises:
        CourseError: when the assignment itself is broken.
    """
    queue = _Queue([task for task in tasks if not task.trouble], jobs)
    executor = local_executor(engine, jobs)
    last_loss = ""
    try:
        while queue.unfinished:
            while task := queue.next():
                future = executor.submit(_grade_by(engine, name), task)
                queue.started(task, future, engine.address)
            working([task.student for task in queue.in_work])
            for future, task, address in queue.ended():
                lost = _what_was_lost(future, engine, address)
                if not lost:
                    queue.losses = 0
                    yield task, _outcome(future, task, engine, name)
                    continue
                queue.losses, last_loss = queue.losses + 1, lost
                if not queue.try_again(task):
                    why = f"the grader lost its process twice over this submission: {lost}"
                    why = f"{why}; {_alone(name, task)}"
                    yield task, _attention(engine, name, task, why)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    why = (
        f"the grader lost its processes {queue.losses} times in a row ({last_loss}); "
        "what is wrong: course doctor"
    )
    for task in queue.left_over():
        yield task, _attention(engine, name, task, why)
    # Last, because only the grader knows how many points there are, and loading it takes this
    # process seconds.
    for task in tasks:
        if task.trouble:
            yield task, _attention(engine, name, task, task.trouble)


def _what_was_lost(future: Future[Report | Unchanged], engine: Engine, address: str) -> str:
    """Which process was lost in the middle of a submission, and why; "" where none was.

    A lost zygote is replaced.
    """
    match future.exception():
        case BrokenExecutor() as error:
            return str(error) or "a worker has ended"
        case ZygoteLost() as error:
            engine.revive(address)
            return engine.why_lost(address) or str(error)
        case _:
            return ""


def _outcome(
    future: Future[Report | Unchanged], task: Task, engine: Engine, name: str
) -> Report | Unchanged:
    """A worker's report; an error of its own concerns this submission and not the class."""
    try:
        return future.result()
    except CourseError:
        raise
    except Exception as error:
        why = f"the grader failed: {type(error).__name__}: {error}; {_alone(name, task)}"
        return _attention(engine, name, task, why)


def _alone(name: str, task: Task) -> str:
    """What to do about a submission over which the grader fails."""
    student = shlex.quote(task.student)
    return f"grade it by hand, or try it alone: course grade {name} --student {student}"


def _attention(engine: Engine, name: str, task: Task, error: str) -> Report:
    return attention_report(task.student, name, engine.grader(name).max_points, error)
