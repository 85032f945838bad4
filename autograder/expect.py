"""Comparisons with the right answer, for checks: ``from autograder.expect import close``."""

from autograder.checking.expect import (
    Failure,
    StudentError,
    array,
    close,
    fail,
    number,
    raises,
    require,
    sequence,
    tensor_like,
    text,
    untouched,
)
from autograder.checking.values import describe

__all__ = [
    "Failure",
    "StudentError",
    "array",
    "close",
    "describe",
    "fail",
    "number",
    "raises",
    "require",
    "sequence",
    "tensor_like",
    "text",
    "untouched",
]
