"""``course doctor``: what works on this machine and in this course, and the remedy for the rest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.course.config import FILE, Course
from autograder.course.exchange import trouble_with
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.course.seed import is_secret, without_secret
from autograder.errors import CourseError
from autograder.grading.engine import Engine
from autograder.sandbox.host import SandboxError
from autograder.sandbox.jail import available_level
from autograder.sandbox.limits import LEVELS

# (good, or None for a warning; what was looked at; the remedy or the finding)
Finding = tuple[bool | None, str, str]
MARKS = {True: "[green]ok  [/]", None: "[yellow]warn[/]", False: "[bold red]no  [/]"}

GRADING_DEPENDS_ON = ["torch", "numpy", "pytest", "nbgrader", "ipython", "msgpack"]


def examine(console: Console) -> int:
    """Print every finding; returns 0 where all is well, 1 otherwise."""
    findings = list(_findings())
    for good, what, words in findings:
        console.print(f"{MARKS[good]} {escape(what)}: {escape(words)}", soft_wrap=True)
    return 1 if any(good is False for good, _, _ in findings) else 0


def _findings() -> Iterator[Finding]:
    yield True, "Python", f"{sys.version.split()[0]} in {sys.prefix}"
    for name in GRADING_DEPENDS_ON:
        yield _package(name)
    level, remedy = available_level()
    yield level == "full", "sandbox", f"level {level}. {remedy}".strip()
    try:
        course, folders = open_course()
    except CourseError as error:
        yield False, "course.yml", str(error)
        return
    yield True, "course.yml", f"{len(course.assignments)} assignments"
    demanded = course.sandbox.require
    strong = LEVELS.index(level) >= LEVELS.index(demanded)
    yield strong, "sandbox policy", f"course.yml demands level {demanded}"
    yield from _room(folders)
    yield _exchange(folders)
    yield _seed(course, folders)
    if strong:
        yield from _assignments(course, folders)


def _package(name: str) -> Finding:
    try:
        return True, name, metadata.version(name)
    except metadata.PackageNotFoundError:
        return False, name, f"not installed; install it: {sys.executable} -m pip install {name}"


def _room(folders: Folders) -> Iterator[Finding]:
    work = folders.work if folders.work.exists() else folders.root
    if folders.work.is_symlink() and not folders.work.exists():
        yield False, "disk", f"{folders.work} is a link to {folders.work.readlink()}: not there"
        return
    free_gib = shutil.disk_usage(work).free / 2**30
    yield free_gib > 1, "disk", f"{free_gib:.1f} GiB free; 1 GiB is enough for a class of 300"
    writable = os.access(work, os.W_OK)
    yield (
        writable,
        "work folder",
        "can be written" if writable else "cannot be written; check its owner",
    )


def _exchange(folders: Folders) -> Finding:
    """Whether students with accounts of their own can use the exchange, and see nothing else."""
    place = folders.exchange
    if place.resolve().is_relative_to(folders.root.resolve()):
        return (
            None,
            "exchange",
            f"{place} lies in the course's folder, which holds the solutions: students with "
            "accounts of their own would have to walk through it. For them, put into "
            f"{FILE}: `exchange: /srv/nbgrader/exchange` (docs/jupyterhub.md)",
        )
    trouble = trouble_with(place)
    return not trouble, "exchange", trouble or f"{place} is open to every account"


def _seed(course: Course, folders: Folders) -> Finding:
    """Whether the inputs of the hidden checks are drawn from something that nobody can find."""
    kept = folders.seed
    if course.seed is not None and not is_secret(course.seed):
        words = (
            f"`seed: {course.seed}` in {FILE} is found by trying: a secret in {kept} is mixed in"
        )
        return False, "seed", f"{words}. Remove the line"
    if course.seed is not None and _in_git(folders.root / FILE):
        words = f"{FILE} holds it, and git holds {FILE}: remove `seed:` there; the next run makes"
        return False, "seed", f"{words} {kept}, which all machines that grade together need"
    if course.seed is None and kept.exists() and kept.stat().st_mode & 0o077:
        return False, "seed", f"others can read {kept}: chmod 600 {kept}"
    return True, "seed", f"a secret, in {FILE if course.seed is not None else kept}"


def _in_git(path: Path) -> bool:
    command = ["git", "-C", str(path.parent), "ls-files", "--error-unmatch", path.name]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:  # no git here
        return False


def _assignments(course: Course, folders: Folders) -> Iterator[Finding]:
    """Load each assignment, and grade the blank release as a trial of the sandbox."""
    engine = Engine(without_secret(course), folders)  # looking changes nothing
    try:
        for assignment in course.assignments:
            name = assignment.id
            yield _tried(name, lambda name=name: _trial(engine, folders, name))  # type: ignore[misc]
    finally:
        engine.close()


def _tried(name: str, trial: Callable[[], str]) -> Finding:
    try:
        return True, name, trial()
    except (CourseError, SandboxError) as error:
        return False, name, str(error)


def _trial(engine: Engine, folders: Folders, name: str) -> str:
    report = engine.grade(name, "blank", folders.release(name))
    if report.status != "graded":
        raise CourseError(f"the blank release could not be graded: {report.error}")
    checks = sum(len(e.checks) for e in report.exercises.values())
    return (
        f"{checks} hidden checks; the blank release earned {report.points:g} of "
        f"{report.max_points:g} points in {report.seconds:.1f} s"
    )
