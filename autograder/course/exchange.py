"""The folder that assignments and submissions are exchanged in, and who can reach it."""

from __future__ import annotations

import stat
from pathlib import Path

# Everybody puts something there, nobody renames or removes what is another's (the sticky bit).
MODE = 0o1777
_EVERYBODY = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO


def make_exchange(path: Path) -> None:
    """Make the exchange where there is none, open to every account as nbgrader wants it.

    Raises:
        OSError: when it cannot be made.
    """
    if not path.exists():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(MODE)


def trouble_with(path: Path) -> str:
    """Say why some account cannot use an exchange, and the remedy; "" where all can."""
    if not path.exists():
        return f"{path} is not there; make it: sudo install -d -m {MODE:o} {path}"
    if not path.is_dir():
        return f"{path} is not a folder"
    if path.stat().st_mode & _EVERYBODY != _EVERYBODY:
        return f"not every account can write to {path}: chmod {MODE:o} {path}"
    closed = [f for f in path.resolve().parents if not f.stat().st_mode & stat.S_IXOTH]
    if closed:
        return f"other accounts cannot get to {path} through {closed[0]}: chmod o+x {closed[0]}"
    return ""
