"""What formgrader shows to those who mark: each answer below its question and mark scheme.

The view is made when formgrader serves the page.  No file that a command writes holds a mark
scheme, so none can be handed out with one, and a changed scheme is shown at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor

from autograder.authoring.source import mark_schemes
from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.feedback.formgrader import for_markers


class MarkingView(Preprocessor):
    """Turns an autograded notebook into its markers' view, in formgrader only."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook as formgrader is to show it."""
        if "submission_id" not in resources:  # something else of nbgrader's or Jupyter's asks
            return nb, resources
        folders = Folders(Path(self.config.CourseDirectory.root))
        try:
            schemes = mark_schemes(folders.solution(resources["assignment_id"]))
        except CourseError as error:
            schemes = {}
            self.log.warning("the mark schemes cannot be shown: %s", error)
        shown = [nbformat.from_dict(cell) for cell in for_markers(nb.cells, schemes)]
        return nbformat.from_dict(nb | {"cells": shown}), resources
