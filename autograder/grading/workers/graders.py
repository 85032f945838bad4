"""What all workers share: each assignment's grader, and the connection to the zygote.

Loaded in the process that workers are forked from, so that every worker finds it loaded.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.config import FILE
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.sandbox.host import Connection

if TYPE_CHECKING:
    # Importing it imports torch, which takes seconds and which the command itself does not need.
    from autograder.grading.grader import AssignmentGrader

# The key includes the files' times of change, so a changed file is loaded again.
_loaded: dict[tuple[object, ...], AssignmentGrader] = {}


def files_state(folders: Folders, name: str) -> tuple[int, ...]:
    """When each file that a grader is made of was last written (ns); 0 for a missing one."""
    parts = [folders.root / FILE, folders.bank(name), folders.checks(name),
             folders.release(name), folders.solution(name)]  # fmt: skip
    return tuple(p.stat().st_mtime_ns if p.exists() else 0 for p in parts)


def grader(root: Path, name: str, level: str, *, pictures: bool = True) -> AssignmentGrader:
    """The grader of an assignment, as its files are now; loaded before the fork where possible.

    Raises:
        CourseError: when a part of it is missing or broken.
    """
    import torch

    from autograder.grading.grader import AssignmentGrader

    course, folders = open_course(root)
    asked = (root, name, level, pictures, files_state(folders, name))
    if asked not in _loaded:
        # One thread: there is a worker for each core, and a child forked after OpenMP has started
        # threads deadlocks.
        torch.set_num_threads(1)
        _loaded[asked] = AssignmentGrader.load(course, folders, name, level, pictures=pictures)
    return _loaded[asked]


@functools.cache
def grader_of_this_run(root: Path, name: str, level: str, pictures: bool) -> AssignmentGrader:
    """The grader that a worker began with: a file changed during a run changes the next run.

    Raises:
        CourseError: when a part of it is missing or broken.
    """
    return grader(root, name, level, pictures=pictures)


@functools.lru_cache(maxsize=1)
def connection(address: str) -> Connection:
    """The connection to the zygote, kept open; a new zygote has another address.

    Raises:
        ZygoteLost: when nobody answers there.
    """
    return Connection(address)
