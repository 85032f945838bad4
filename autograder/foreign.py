"""Reading a file that somebody else made: opened once, never through a link, up to a bound.

In a student's folder and in the exchange any name may be a link, a folder, a pipe that nobody
writes to, or a file without end.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from autograder.errors import Unreadable


class Missing(Unreadable):
    """There is no such file."""


class TooLarge(Unreadable):
    """The file holds more than is read of it."""


def read(path: Path, limit: int) -> bytes:
    """Read a regular file of at most ``limit`` bytes.

    Raises:
        Missing, TooLarge, Unreadable: when there is no such file, with the reason.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Missing(f"{path.name} was not handed in") from None
    except OSError as error:
        if path.is_symlink():
            raise Unreadable(
                f"{path.name} is a link, not a file; ask for the file itself"
            ) from None
        raise Unreadable(
            f"{path.name} cannot be opened ({error.strerror}); mend that and grade again"
        ) from None
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):  # a folder, a pipe
            raise Unreadable(f"{path.name} is not a file; ask the student for the notebook itself")
        with os.fdopen(fd, "rb", closefd=False) as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise Unreadable(
            f"{path.name} is not a readable file ({error.strerror}); put it there again"
        ) from None
    finally:
        os.close(fd)
    if len(content) > limit:
        size = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit} bytes"
        raise TooLarge(f"{path.name} is larger than {size}")
    return content
