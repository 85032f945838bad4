"""The only package that imports nbgrader: its configuration, its gradebook, its commands.

``nbgrader autograde`` and formgrader read a submission through
:class:`~autograder.nbgrader_bridge.commands.SubmissionExporter`, which grades it with our engine;
``nbgrader generate_feedback`` writes our page through
:class:`~autograder.nbgrader_bridge.commands.FeedbackExporter`.  Scores are written in rows.py for
every grade cell and never go through nbgrader's ``determine_grade``, which gives full marks to
output it cannot parse.
"""

from autograder.nbgrader_bridge.config import configure

__all__ = ["configure"]
