"""What all workers share: the assignment's kit, loaded once in the process they are forked from.

The fork server imports this module and finds in its environment which assignment it will be.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import FILE, Folders
from autograder.course import load as load_course

if TYPE_CHECKING:
    # It imports torch, which takes seconds; the command itself has no use for it.
    from autograder.grade import Kit

_ASKED = "COURSE_EQUIPMENT"

_loaded: dict[tuple[object, ...], Kit] = {}  # nobody's who has changed a file since


@contextlib.contextmanager
def asked_for(root: Path, name: str, level: str, *, pictures: bool = True) -> Iterator[None]:
    """Let a process that is started in this block load this kit when it imports this module."""
    os.environ[_ASKED] = json.dumps([str(root), name, level, pictures])
    try:
        yield
    finally:
        del os.environ[_ASKED]


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


if _ASKED in os.environ:
    with contextlib.suppress(Exception):  # nobody's fault yet: the worker meets it again and tells
        root, name, level, pictures = json.loads(os.environ.pop(_ASKED))
        kit(Path(root), name, level, pictures=pictures)
