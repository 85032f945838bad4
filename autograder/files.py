"""Writing files so that a crash leaves the old one or the new one, never half of one.

Content is written beside its target as ``.NAME.part``, flushed to the disk and renamed.  The
next writer removes a part that a killed process left.  A lock on the folder (flock, which the
kernel releases when its holder dies) admits one writer at a time.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import CourseError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file; when this returns it is on the disk, and so is its name.

    Raises:
        CourseError: when the disk is full or the folder cannot be written.
    """
    with _refusals(path), _changing(path.parent), _part(path) as part:
        _write(part, content)
        os.replace(part, path)


def write_once(path: Path, content: bytes) -> None:
    """Write a file for its owner's eyes only, unless there is one: of several writers one wins.

    Raises:
        CourseError: when the disk is full or the folder cannot be written.
    """
    with _refusals(path), _changing(path.parent), _part(path) as part:
        if not path.exists():
            _write(part, content, mode=0o600)
            os.replace(part, path)


def replace_folder(target: Path, files: dict[str, bytes]) -> None:
    """Put a folder of files in place as a whole, instead of whatever was there.

    Raises:
        CourseError: when it cannot be written.
    """
    with _refusals(target), _changing(target.parent), _part(target) as part:
        part.mkdir()
        for name, content in files.items():
            _write(part / name, content)
        _flush(part)
        _put(part, target)


def copy_folder(made: Path, target: Path) -> None:
    """Put a copy of a folder in place as a whole, instead of whatever was there.

    Raises:
        CourseError: when it cannot be written.
    """
    with _refusals(target), _changing(target.parent), _part(target) as part:
        shutil.copytree(made, part)
        for path in [*part.rglob("*"), part]:
            _flush(path)
        _put(part, target)


def remove_folder(target: Path) -> None:
    """Remove a folder, renamed first, so that nobody sees half of it.

    Raises:
        CourseError: when it cannot be removed.
    """
    if not target.parent.exists():
        return
    with _refusals(target), _changing(target.parent), _part(target) as part:
        if os.path.lexists(target):
            os.rename(target, part)


@contextlib.contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}") from None


@contextlib.contextmanager
def _changing(folder: Path) -> Iterator[None]:
    """Lock a folder, made where it is missing, for one writer; flush what changed in it."""
    made = [f for f in [folder, *folder.parents] if not f.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
    # Resolved: work/ may be a link to another disk.
    for changed in [folder, *(f.parent for f in made)]:
        _flush(changed.resolve())


@contextlib.contextmanager
def _part(path: Path) -> Iterator[Path]:
    """The temporary name beside ``path``; nothing is left there, whatever happens."""
    part = path.with_name(f".{path.name}.part")
    _remove(part)
    try:
        yield part
    finally:
        with contextlib.suppress(OSError):
            _remove(part)


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    with open(path, "xb") as file:
        os.chmod(path, mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(path: Path) -> None:
    """Flush a file, or a folder's list of names, to the disk."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems flush no folders
            raise
    finally:
        os.close(fd)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _put(part: Path, target: Path) -> None:
    """Rename ``part`` to ``target``; a folder that was there gets the name ``part``."""
    if not os.path.lexists(target):
        os.rename(part, target)
    elif not _exchange(part, target):
        # Two renames: a process killed between them leaves nothing at `target`.
        with _part(part) as old:
            os.rename(target, old)
            try:
                os.rename(part, target)
            except BaseException:
                os.rename(old, target)
                raise


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def _exchange(a: Path, b: Path) -> bool:
    """Swap two names in one step; False where the system (Linux alone) or the disk cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(number, os.strerror(number))


# -- temporary folders --------------------------------------------------------


class OwnFolder:
    """A temporary folder of this process, which holds a lock on it while it lives.

    Folders of the same kind that ended processes have left behind are removed.
    """

    def __init__(self, kind: str) -> None:
        prefix = f"{kind}-{os.geteuid()}-"
        _sweep(prefix)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=prefix))
            self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self.path.exists():
                    return
            os.close(self._lock)  # another process removed it before we locked it

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _sweep(prefix: str) -> None:
    temporary = Path(tempfile.gettempdir())
    for path in temporary.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):  # a link, somebody else's, in use, gone
            _remove_orphan(path, temporary)


def _remove_orphan(folder: Path, temporary: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(fd)
        if found.st_uid == os.geteuid() and found.st_dev == temporary.stat().st_dev:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)  # follows no links
    finally:
        os.close(fd)


# -- locks --------------------------------------------------------------------


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
