"""The gradebook as a file: made whole, inspected before it is trusted, changed all or nothing."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from nbgrader.api import Base, Gradebook

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.files import OwnFolder, write_atomically
from autograder.nbgrader_bridge.refusals import first_line

# nbgrader fills in a new submission before it adds the row; SQLAlchemy warns, nothing is lost.
warnings.filterwarnings(
    "ignore",
    message=r"Object of type <Submitted(Assignment|Notebook)> not in session",
    category=sqlalchemy.exc.SAWarning,
    module=r"nbgrader\.api",
)

# nbgrader calls `alembic` by its bare name.
os.environ["PATH"] = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"


def db_url(folders: Folders) -> str:
    """The gradebook's SQLAlchemy URL; a locked database is waited for, up to 120 s."""
    return f"sqlite:///{folders.gradebook}?timeout=120"


def make_gradebook(course: Course, folders: Folders) -> None:
    """Make a gradebook where there is none: whole, or not at all."""
    if os.path.lexists(folders.gradebook):
        return
    with closing(OwnFolder("course-gradebook")) as folder:
        made = folder.path / "gradebook.db"
        Gradebook(f"sqlite:///{made}", course.id).close()
        write_atomically(folders.gradebook, made.read_bytes())


def inspect_gradebook(course: Course, folders: Folders) -> None:
    """Refuse a gradebook that nbgrader would take and spoil, or that cannot be written.

    Raises:
        CourseError: when it is damaged, another course's, an older nbgrader's, or read-only.
    """
    path = folders.gradebook
    engine = sqlalchemy.create_engine(db_url(folders))
    try:
        with engine.connect() as connection:
            _refuse_damage(connection, path)
            found = sqlalchemy.inspect(connection)
            held = {t: {c["name"] for c in found.get_columns(t)} for t in found.get_table_names()}
            if not held:  # an empty file
                return
            for table in Base.metadata.sorted_tables:
                if not {column.name for column in table.columns} <= held.get(table.name, set()):
                    raise CourseError(
                        f"{path} was made by an older nbgrader; upgrade it: nbgrader db upgrade"
                    )
            courses = [str(row[0]) for row in connection.execute(sqlalchemy.text(_COURSES))]
            if courses and course.id not in courses:
                raise CourseError(
                    f"{path} belongs to another course: {', '.join(courses)}, not {course.id}; "
                    "move it away, or mend `id` in course.yml"
                )
            _try_to_write(connection, path)
    finally:
        engine.dispose()


_COURSES = "SELECT id FROM course WHERE id != 'default_course'"  # that one nbgrader adds itself


def _refuse_damage(connection: sqlalchemy.Connection, path: Path) -> None:
    try:
        found = str(connection.execute(sqlalchemy.text("PRAGMA quick_check(1)")).scalar())
    except sqlalchemy.exc.OperationalError:  # locked, or not to be opened: it may be sound
        raise
    except sqlalchemy.exc.DatabaseError as error:
        found = first_line(error)
    if found != "ok":
        raise CourseError(
            f"{path} is damaged ({found.splitlines()[-1]}); move it away and grade again, which "
            f"brings back all marks, those given by hand as well: mv {path} {path}.damaged"
        )


def lock_for_writing(session: Any) -> None:
    """Let nobody else write until the end of the transaction."""
    session.execute(sqlalchemy.text("UPDATE course SET id = id WHERE 1 = 0"))


def _try_to_write(connection: sqlalchemy.Connection, path: Path) -> None:
    try:
        lock_for_writing(connection)
    except sqlalchemy.exc.OperationalError as error:
        raise CourseError(
            f"{path} cannot be written ({first_line(error)}); to grade without it: --no-gradebook"
        ) from None
    connection.rollback()


@contextmanager
def one_transaction(session: Any) -> Iterator[None]:
    """Make one transaction of a block in which nbgrader commits many times.

    After a crash in between, half a submission would look like an ungraded one.
    """
    try:
        session.commit = session.flush
        try:
            yield
        finally:
            del session.commit
        session.commit()
    except BaseException:
        session.rollback()
        raise


def automatic_scores(address: str, assignment: str) -> dict[str, float | None]:
    """What a gradebook, any course's, holds of automatic scores: student → points."""
    with Gradebook(address) as gradebook:
        return {
            submission.student.id: sum(
                grade.auto_score or 0.0
                for notebook in submission.notebooks
                for grade in notebook.grades
            )
            for submission in gradebook.assignment_submissions(assignment)
        }
