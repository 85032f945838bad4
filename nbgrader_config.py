"""nbgrader's commands and formgrader on this course: its folders, our engine."""

from autograder.nbgrader_bridge import configure

configure(get_config())
