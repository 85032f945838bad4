"""What all workers share: each assignment's kit, and the line to the sandbox.

Loaded in the process that workers are forked from, so that it is there when a worker asks.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import FILE, Folders
from autograder.course import load as load_course
from autograder.sandbox.host import Connection

if TYPE_CHECKING:
    # It imports torch, which takes seconds; the command itself has no use for it.
    from autograder.grade import Kit

_loaded: dict[tuple[object, ...], Kit] = {}  # nobody's who has changed a file since


def state_of(folders: Folders, name: str) -> tuple[int, ...]:
    """When each file that a kit is made of was last written; 0 for one that is missing."""
    parts = [folders.root / FILE, folders.bank(name), folders.checks(name),
             folders.release(name), folders.solution(name)]  # fmt: skip
    return tuple(p.stat().st_mtime_ns if p.exists() else 0 for p in parts)


def kit(root: Path, name: str, level: str, *, pictures: bool = True) -> Kit:
    """The kit of an assignment, loaded before the fork or now.

    Raises:
        CourseError: when a part of it is missing or broken.
    """
    import torch

    from autograder.grade import Kit

    folders = Folders(root)
    asked = (root, name, level, pictures, state_of(folders, name))
    if asked not in _loaded:
        # Workers are as many as cores; and a fork of what ever computed in parallel hangs.
        torch.set_num_threads(1)
        _loaded[asked] = Kit.load(load_course(root), folders, name, level, pictures=pictures)
    return _loaded[asked]


@functools.cache
def kit_of_this_run(root: Path, name: str, level: str, pictures: bool) -> Kit:
    """The kit that a worker began with: who changes a file in the middle of a run changes the next.

    Raises:
        CourseError: when a part of it is missing or broken.
    """
    return kit(root, name, level, pictures=pictures)


@functools.lru_cache(maxsize=1)
def connection(address: str) -> Connection:
    """The line to the warm parent; another address is another warm parent's, the old one lost.

    Raises:
        ParentLost: when nobody answers there.
    """
    return Connection(address)
