"""formgrader on this course: what it says of submissions, where MathJax comes from, what it runs.

nbgrader has no settings for most of this, so methods of it are replaced when a course's
nbgrader_config.py is loaded; of other courses they do what they always did.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import nbgrader
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from autograder.course.config import FILE
from autograder.course.load import open_course
from autograder.nbgrader_bridge.lateness import naive_utc
from autograder.nbgrader_bridge.receipt import TIMESTAMP, read_receipt
from autograder.records.graded import handed_in, is_graded

# mathjax.html.j2 of ours comes before nbconvert's, which names an address on the web.
_TEMPLATES = [
    str(Path(__file__).parent / "templates"),
    str(Path(nbgrader.__file__).parent / "server_extensions/formgrader/templates"),
]


def configure_formgrader(c: Any) -> None:
    """Fill in formgrader's configuration, and replace what has none."""
    c.HTMLExporter.extra_template_basedirs = _TEMPLATES
    CourseDirectory.get_existing_timestamp = get_existing_timestamp
    for ours in (get_autograded_students, get_submitted_timestamp):
        if not hasattr(getattr(NbGraderAPI, ours.__name__), "__wrapped__"):
            setattr(NbGraderAPI, ours.__name__, _for_our_courses(ours))
    _keep_to_this_course()


def _for_our_courses(ours: Any) -> Any:
    theirs = getattr(NbGraderAPI, ours.__name__)

    @wraps(theirs)
    def method(api: NbGraderAPI, *arguments: Any) -> Any:
        is_ours = Path(api.coursedir.root, FILE).is_file()
        return (ours if is_ours else theirs)(api, *arguments)

    return method


def get_autograded_students(api: NbGraderAPI, assignment_id: str) -> set[str]:
    """The students whose submission, as it lies in submitted/, has been graded.

    nbgrader compares two timestamps, one of them the student's own word.
    """
    course, folders = open_course(Path(api.coursedir.root))
    with api.gradebook as gradebook:
        known = [s.student_id for s in gradebook.assignment_submissions(assignment_id)]
    shown = f"{assignment_id}/{assignment_id}.ipynb"
    return {
        student
        for student in known
        if (folders.autograded / student / shown).is_file()
        and is_graded(course, folders, assignment_id, student)
    }


def get_submitted_timestamp(
    api: NbGraderAPI, assignment_id: str, student_id: str
) -> datetime | None:
    """When a submission came, as whoever collected it has noted; None where nobody has."""
    _, folders = open_course(Path(api.coursedir.root))
    time = handed_in(folders, assignment_id, student_id)
    return time and naive_utc(time)


def get_existing_timestamp(coursedir: CourseDirectory, dest_path: str) -> datetime | None:
    """What timestamp.txt says, if it is a small file that says a time."""
    text = read_receipt(Path(dest_path)).get(TIMESTAMP, b"").decode().strip()
    with suppress(ValueError, OverflowError):
        return parse_utc(text) if text else None
    return None


def _keep_to_this_course() -> None:
    """Make formgrader ignore ``?path=`` in its URLs, if formgrader has loaded this module.

    Formgrader executes the nbgrader_config.py of the folder that ``?path=`` names: one click on
    a link could run a file that a student handed in, with the instructor's rights.
    """
    handlers: Any = sys.modules.get("nbgrader.server_extensions.formgrader.handlers")
    if handlers is not None:
        handlers.FormgraderHandler.get_argument = _no_argument


def _no_argument(handler: Any, name: str, default: str = "", strip: bool = True) -> str:
    return default
