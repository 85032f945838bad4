"""``course release``: nbgrader makes a release in a temporary folder; it replaces the old one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.files import OwnFolder, copy_folder
from autograder.nbgrader_bridge.config import config_for, write_source
from autograder.nbgrader_bridge.gradebook import db_url, make_gradebook
from autograder.nbgrader_bridge.refusals import Said, refusals


def generate_assignment(course: Course, folders: Folders, name: str) -> Path:
    """Release an assignment through nbgrader, into assignments/ and the gradebook.

    Raises:
        CourseError: when nbgrader refuses.
    """
    # nbgrader removes the old release before it writes the new one.
    with _entered(course, folders, name) as made:
        copy_folder(made, folders.release(name).parent)
    return folders.release(name)


def enter_assignment(course: Course, folders: Folders, name: str) -> None:
    """Make the gradebook know an assignment, and leave its release as it is.

    Raises:
        CourseError: when nbgrader refuses.
    """
    with _entered(course, folders, name):
        pass


@contextmanager
def _entered(course: Course, folders: Folders, name: str) -> Iterator[Path]:
    """Enter an assignment into the gradebook; its release is there as long as the block lasts."""
    write_source(folders, name)
    config = config_for(folders.root)
    config.CourseDirectory.assignment_id = name
    make_gradebook(course, folders)
    # Before the cells: once the gradebook knows those, `course grade` does not release again, so
    # after a kill in between the due date would be missing.
    _set_due_date(course, folders, name)
    with _released_aside(config, name) as made:
        yield made


@contextmanager
def _released_aside(config: Config, name: str) -> Iterator[Path]:
    """Let nbgrader release into a folder that lasts as long as the block."""
    with closing(OwnFolder("course-release")) as folder:
        config.CourseDirectory.release_directory = str(folder.path)
        _convert(config, name)
        yield folder.path / name


def is_fresh(course: Course, folders: Folders, name: str) -> bool:
    """Whether the committed release is what a release would make now; changes nothing.

    Raises:
        CourseError: when the author's file or the checks are broken.
    """
    path = folders.release(name)
    config = config_for(folders.root)
    write_source(folders, name)
    config.CourseDirectory.assignment_id = name
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.preprocessors = [
        p for p in GenerateAssignment.preprocessors.default() if p.__name__ != "SaveCells"
    ]
    with _released_aside(config, name) as folder:
        made = (folder / f"{name}.ipynb").read_bytes()
    return path.is_file() and path.read_bytes() == made


def _set_due_date(course: Course, folders: Folders, name: str) -> None:
    due = course.assignment(name).due
    when = course.local(due).isoformat() if due else None
    with Gradebook(db_url(folders), course.id) as gradebook:
        gradebook.update_or_create_assignment(name, duedate=when)


def _convert(config: Config, name: str) -> None:
    """Run nbgrader's generate_assignment, its log kept for its errors."""
    log, said = logging.getLogger("course.nbgrader"), Said()
    log.handlers, log.propagate = [said], False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log = log
    with refusals(f"releasing {name}", said):
        converter.start()
