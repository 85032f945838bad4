"""For functions that hidden checks hand out: ``from autograder.functions import cos``."""

from autograder.checking.functions import cos, exp, readable, sin

__all__ = ["cos", "exp", "readable", "sin"]
