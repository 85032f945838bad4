"""Elementary functions, for hidden checks: ``from autograder.functions import cos``."""

from autograder.checking.functions import cos, exp, sin

__all__ = ["cos", "exp", "sin"]
