"""What nbgrader or the database refuses, as one line for a person."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from nbgrader.api import InvalidEntry
from nbgrader.converters.base import NbGraderException

from autograder.errors import CourseError


class Said(logging.Handler):
    """A log handler that keeps why nbgrader failed: a traceback's last line, or an error's."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.reason = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message's last line, if it tells more than what is kept already."""
        lines = record.getMessage().strip().splitlines()
        if lines and (not self.reason or lines[0].startswith("Traceback")):
            self.reason = lines[-1]


@contextmanager
def refusals(what: str, said: Said | None = None) -> Iterator[None]:
    """Turn what is refused in this block into one line that says what was tried.

    Raises:
        CourseError: in place of nbgrader's and the database's own exceptions.
    """
    log = logging.getLogger("tornado.application")  # nbgrader shows tracebacks there
    disabled, log.disabled = log.disabled, True
    try:
        yield
    except (NbGraderException, RuntimeError, SystemExit) as error:
        reason = (said.reason if said else "") or first_line(error)
        raise CourseError(f"{what}: nbgrader says: {reason}") from None
    except (sqlalchemy.exc.SQLAlchemyError, InvalidEntry) as error:
        raise CourseError(f"{what}: the gradebook: {first_line(error)}{_advice(error)}") from None
    finally:
        log.disabled = disabled


def _advice(error: BaseException) -> str:
    locked = "database is locked" in first_line(error)
    return "; another program is writing to it: end that, or wait, and try again" if locked else ""


def first_line(error: BaseException) -> str:
    """The first line of an error, of the database's own where SQLAlchemy wraps it."""
    return (str(getattr(error, "orig", None) or error).splitlines() or ["unknown"])[0]
