"""What all verbs of ``course`` share: the application, its consoles, and how errors are told."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar, cast

import typer
from rich.console import Console
from rich.markup import escape

from autograder import printable
from autograder.errors import CourseError
from autograder.sandbox.limits import LEVELS, Level

app = typer.Typer(
    help="Release, grade and explain a course's notebooks.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

AssignmentName = Annotated[str, typer.Argument(help="An assignment of course.yml, such as risk.")]
SandboxName = Annotated[
    str | None,
    typer.Option("--sandbox", help="Accept this sandbox level: full, landlock or process."),
]
MAX_ERROR = 2000  # characters
Choice = TypeVar("Choice", bound=str)
DONE, ATTENTION, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def complain(error: CourseError) -> None:
    """Tell an error in one line."""
    said = escape(printable.line(str(error), MAX_ERROR))
    err.print(f"[bold red]course:[/] {said}", soft_wrap=True)


def verb(function: Callable[..., int]) -> Callable[..., None]:
    """Register a command: it returns the exit code; a CourseError prints one line and gives 2."""

    @functools.wraps(function)
    def run(*arguments: Any, **keywords: Any) -> None:
        try:
            code = function(*arguments, **keywords)
        except CourseError as error:
            complain(error)
            code = WRONG_USE
        except OSError as error:  # a disk or a machine that refuses where nothing could go on
            where = f"{error.filename}: " if error.filename else ""
            said = escape(printable.line(f"{where}{error.strerror}", MAX_ERROR))
            err.print(f"course: {said}", soft_wrap=True)
            code = WRONG_USE
        except KeyboardInterrupt:
            err.print("course: stopped; what was graded so far is kept")
            code = INTERRUPTED
        raise typer.Exit(code)

    app.command(name=function.__name__.strip("_"))(run)
    return run


def one_of(what: str, choices: Sequence[Choice], name: str | None) -> Choice | None:
    """The choice of that name; None where none was made.

    Raises:
        CourseError: when there is none of that name.
    """
    if name is None or name in choices:
        return cast(Choice | None, name)
    raise CourseError(f"no {what} is called {name!r}; there are {', '.join(choices)}")


def level_named(name: str | None) -> Level | None:
    """The sandbox level of that name.

    Raises:
        CourseError: when there is none.
    """
    return one_of("sandbox level", LEVELS, name)
