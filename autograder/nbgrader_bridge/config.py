"""nbgrader's configuration of this course."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Application, Config

from autograder.course.exchange import make_exchange
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.errors import CourseError
from autograder.nbgrader_bridge.formgrader import configure_formgrader
from autograder.nbgrader_bridge.gradebook import db_url, inspect_gradebook
from autograder.nbgrader_bridge.manual_marks import watch
from autograder.nbgrader_bridge.receipt import SECRET, TIMESTAMP
from autograder.nbgrader_bridge.refusals import refusals

STUB = "# YOUR CODE HERE\nraise NotImplementedError({!r})".format(
    "not written yet: replace this line with your own code"
)
UPGRADE = "nbgrader.apps.dbapp"  # what helps against an older nbgrader's gradebook


def configure(c: Any, root: Path | None = None) -> None:
    """Fill in nbgrader's configuration; called by nbgrader_config.py.

    Also brings work/source up to date, because nbgrader looks for notebooks
    before any hook of ours could run.

    Raises:
        CourseError: when the course is broken.
        SystemExit: instead, in a command of nbgrader: it would log the error and go on without
            this configuration, which is with other folders and without our sandbox.
    """
    try:
        _configure(c, root)
    except CourseError as error:
        if not nbgraders_command():
            raise
        print(f"course: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def nbgraders_command() -> str:
    """The module of nbgrader's command that runs us; "" in a Jupyter server: it is to stay up."""
    app = Application.instance() if Application.initialized() else None
    module = type(app).__module__
    return module if module.startswith("nbgrader.apps") else ""


def _configure(c: Any, root: Path | None) -> None:
    course, folders = open_course(root)
    folders.make_work()
    c.CourseDirectory.root = str(folders.root)
    c.CourseDirectory.course_id = course.id
    c.CourseDirectory.source_directory = "work/source"
    c.CourseDirectory.release_directory = "assignments"
    c.CourseDirectory.submitted_directory = "work/submitted"
    c.CourseDirectory.autograded_directory = "work/autograded"
    c.CourseDirectory.feedback_directory = "work/feedback"
    c.CourseDirectory.db_url = db_url(folders)
    c.Exchange.root = str(folders.exchange)
    with suppress(OSError):  # nbgrader says so, in the commands that need it
        make_exchange(folders.exchange)
    c.NbGrader.logfile = str(folders.work / "nbgrader.log")
    # The committed release is in place before the gradebook knows of it: never "skip existing".
    c.GenerateAssignment.force = True
    c.ClearSolutions.code_stub = {"python": STUB}
    c.Autograde.exporter_class = "autograder.nbgrader_bridge.commands.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.AssignLatePenalties"]
    c.AssignLatePenalties.plugin_class = "autograder.nbgrader_bridge.commands.LatePenalty"
    c.ExportApp.plugin_class = "autograder.nbgrader_bridge.export.Export"
    c.HTMLExporter.preprocessors = ["autograder.nbgrader_bridge.marking.MarkingView"]
    watch(folders)
    # nbgrader would show a traceback, or write into the gradebook of another course.
    if nbgraders_command() not in ("", UPGRADE) and folders.gradebook.is_file():
        with refusals(str(folders.gradebook)):
            inspect_gradebook(course, folders)
    # These are read by us, whatever lies in their place; nbgrader would copy it.
    c.CourseDirectory.ignore = [*CourseDirectory.ignore.default(), TIMESTAMP, SECRET]
    c.ExchangeFactory.collect = "autograder.nbgrader_bridge.exchange.Collect"
    c.ExchangeFactory.release_feedback = "autograder.nbgrader_bridge.exchange.ReleaseFeedback"
    c.GenerateFeedback.exporter_class = "autograder.nbgrader_bridge.commands.FeedbackExporter"
    c.GenerateFeedback.preprocessors = []
    # A page that `course grade` has written lacks the manual marks given since.
    c.GenerateFeedback.force = True
    configure_formgrader(c)
    for assignment in course.assignments:
        if _source_is_old(folders, assignment.id):
            os.utime(write_source(folders, assignment.id))


def write_source(folders: Folders, name: str) -> Path:
    """Make the instructor's notebook, nbgrader's source, from solutions/."""
    from autograder.authoring.release import write_source  # it imports torch, for seconds

    return write_source(folders, name)


def _source_is_old(folders: Folders, name: str) -> bool:
    made = folders.source / name / f"{name}.ipynb"
    newest = max(p.stat().st_mtime for p in (folders.solution(name), folders.checks(name)))
    return not made.exists() or made.stat().st_mtime < newest


def config_for(root: Path) -> Config:
    """nbgrader's configuration as its own commands would load it."""
    config = Config()
    configure(config, root)
    return config
