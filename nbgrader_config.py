"""nbgrader's commands and formgrader on this course: its folders, our engine."""

from pathlib import Path

from autograder.nbgrader_bridge import configure

configure(get_config(), Path(__file__).resolve().parent)
