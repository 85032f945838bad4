"""Formulas: straight-line arithmetic as lines of text, made into functions where they are needed.

    t0 = x[1]
    t1 = t0 - c[0]
    t2 = t1 ** 2
    t3 = cos(t2)

``x`` is the argument, ``c`` are constants; results are named, such as ``t3``.  Both sides build
their functions from such text: the grader over numpy's functions, a student's process over
whatever its arrays are made of.  A line that has another form is refused before anything is
compiled.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

MAX_LINES = 20_000

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_OPERAND = rf"(?:t\d+|x|c\[\d+\]|{_NUMBER})"
_LINE = re.compile(
    rf"t(?P<place>\d+) = (?:x\[\d+\]|-?{_OPERAND}|{_OPERAND} [-+*/] {_OPERAND}"
    rf"|{_OPERAND} \*\* {_NUMBER}|(?P<function>[a-z]+)\({_OPERAND}\))",
    re.ASCII,
)

Functions = Mapping[str, Callable[[Any], Any]]


def build(
    text: str, results: tuple[str, ...], functions: Functions
) -> Callable[[Any, Any], tuple[Any, ...]]:
    """Make a function of x and of the constants c, which returns several results.

    Args:
        text: The lines.
        results: Names of the lines to return, or other operands.
        functions: What the formula may call, by name.

    Raises:
        ValueError: when the text is no formula, or calls something else.
    """
    made: Callable[[Any, Any], tuple[Any, ...]] = _build(
        text, results, tuple(sorted(functions.items()))
    )
    return made


@functools.lru_cache(maxsize=4096)
def _build(
    text: str, results: tuple[str, ...], functions: tuple[tuple[str, Callable[[Any], Any]], ...]
) -> Any:
    lines, known = text.split("\n") if text else [], dict(functions)
    if len(lines) > MAX_LINES:
        raise ValueError(f"a formula has at most {MAX_LINES} lines, not {len(lines)}")
    for number, line in enumerate(lines):
        found = _LINE.fullmatch(line)
        if found is None or int(found["place"]) != number:
            raise ValueError(f"line {number} is not part of a formula: {line[:60]!r}")
        if found["function"] is not None and found["function"] not in known:
            raise ValueError(f"a formula knows no function {found['function'][:20]!r}")
    if not results or not all(re.fullmatch(_OPERAND, word, re.ASCII) for word in results):
        raise ValueError("a formula has results that are no operands")
    body = "\n    ".join([*lines, f"return {', '.join(results)},"])
    namespace: dict[str, Any] = {"__builtins__": {}, **known}
    exec(compile(f"def fn(x, c):\n    {body}\n", "<formula>", "exec"), namespace)
    return namespace["fn"]
