"""The receipt of a submission: two small files that nbgrader's exchange puts beside it.

``timestamp.txt`` says when it was handed in, ``submission_secret.txt`` under which name its
feedback page is released.  As with nbgrader, they go with the notebook from submitted/ to
autograded/ and to feedback/, so that a page is released to the submission that it is about.
In submitted/ they are the student's word, and any other file may lie in their place.
"""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path

from autograder import foreign
from autograder.errors import Unreadable
from autograder.files import write_atomically

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
# What `nbgrader submit` writes.  Secrets of one length cannot give two notebooks the same name.
_FORMS = {
    TIMESTAMP: re.compile(r"[ -~]{1,100}\n?"),
    SECRET: re.compile(r"[0-9a-f]{128}"),
}
_LIMIT = 200  # bytes

Receipt = dict[str, bytes]


def read_receipt(folder: Path) -> Receipt:
    """Read what there is of a receipt: file's name → content; other content is left out."""
    receipt = {}
    for name, form in _FORMS.items():
        with suppress(Unreadable):
            content = foreign.read(folder / name, _LIMIT)
            if form.fullmatch(content.decode("latin-1")):
                receipt[name] = content
    return receipt


def put_receipt(folder: Path, receipt: Receipt) -> None:
    """Put a receipt into a folder, in place of whatever bears its names there.

    Raises:
        CourseError: when the disk refuses.
    """
    for name in _FORMS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        if name in receipt:
            write_atomically(path, receipt[name])
        else:
            path.unlink(missing_ok=True)
