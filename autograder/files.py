"""Writing files so that a crash leaves the old one or the new one, never half of one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import CourseError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, flush it to the disk, and rename it into place.

    Raises:
        CourseError: when the disk is full or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fd, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(fd)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}") from None


def replace_folder(target: Path, files: dict[str, bytes]) -> None:
    """Put a folder of files in place as a whole, instead of whatever was there.

    Raises:
        CourseError: when it cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        try:
            new, old = staging / "new", staging / "old"
            new.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
            if target.exists() or target.is_symlink():
                os.rename(target, old)
            try:
                os.rename(new, target)
            except BaseException:
                if os.path.lexists(old):
                    os.rename(old, target)
                raise
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}") from None


@contextlib.contextmanager
def only_one(lock: Path, what: str) -> Iterator[None]:
    """Hold a lock for as long as the block runs; the kernel lets go of it when we die.

    Raises:
        CourseError: when another process holds it.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = open(lock, "a+")  # noqa: SIM115 - closing it would let go of the lock
    except OSError as error:
        raise CourseError(f"{lock} cannot be written: {error.strerror}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(40).strip()
            raise CourseError(
                f"another {what} is running in this course"
                f"{f' (process {holder})' if holder else ''}; wait for it to end"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
