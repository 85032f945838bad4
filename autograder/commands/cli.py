"""``course …``: the command line.  Each verb calls the package that does the work."""

from __future__ import annotations

from autograder.commands import author, grade, measure  # noqa: F401 - they register their verbs
from autograder.commands.console import app


def main() -> None:
    """The ``course`` command."""
    app()


if __name__ == "__main__":
    main()
