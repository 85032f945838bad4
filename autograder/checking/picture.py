"""What a failed check can show instead of tell: the student's values beside the right ones.

Plain numbers that the check already has, at most a few hundred of them; feedback/figure.py draws
them.  No code of the student's runs for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking.result import Picture

MOST_POINTS = 160  # of one series
MOST_ROWS = 8  # of a table, and columns
LARGEST = 1e100  # what is larger counts as not finite: no picture has room for it


def difference(
    got: np.ndarray, wanted: np.ndarray, at: np.ndarray | None = None, label: str = ""
) -> Picture | None:
    """Choose the picture of two arrays: curves for rows of numbers, tables for small matrices.

    Args:
        got: The student's, (n,) or (r, c); of another shape than ``wanted`` where that is wrong.
        wanted: The right one.
        at: (n,): where the values stand on the x-axis; their places in the row by default.
        label: What stands along the x-axis.

    Returns:
        None where there is nothing to see: single numbers, large tables.
    """
    if wanted.ndim == 1 and wanted.size >= 3 and got.ndim <= 1:
        return _curves(np.atleast_1d(got), wanted, at, label)
    if wanted.ndim == got.ndim == 2 and max(*wanted.shape, *got.shape) <= MOST_ROWS:
        return {"kind": "table", "yours": _plain(got), "right": _plain(wanted)}
    return None


def _curves(
    got: np.ndarray, wanted: np.ndarray, at: np.ndarray | None, label: str
) -> Picture | None:
    if not got.size or not (np.abs(wanted) < LARGEST).any():
        return None
    x = np.arange(max(got.size, wanted.size)) if at is None or at.size != wanted.size else at
    order = np.argsort(x[: wanted.size], kind="stable")
    right = _series("right", x[order], wanted[order])
    if got.size != wanted.size:
        return {"kind": "curves", "label": label or "entry",
                "series": [right, _series("yours", x[: got.size], got[: x.size])]}  # fmt: skip
    yours = _series("yours", x[order], got[order])
    made: Picture = {"kind": "curves", "label": label or "entry", "series": [right, yours]}
    with np.errstate(all="ignore"):
        gaps = np.abs(got - wanted)
    if np.isfinite(gaps).any():
        worst = int(np.nanargmax(np.where(np.isfinite(gaps), gaps, np.nan)))
        made["gap"] = _plain(np.array([x[worst], got[worst], wanted[worst]]))
    return made


def landscape(
    function: Callable[[Any], Any], lo: float, hi: float, got: float, wanted: float
) -> Picture | None:
    """The curve of a function, with the point that was found and the one that was wanted."""
    margin = 0.05 * (hi - lo)
    x = np.linspace(lo - margin, hi + margin, MOST_POINTS)
    marks = [
        {"name": name, "x": _plain(np.array(v)), "y": _plain(np.array(_at(function, v)))}
        for name, v in (("right", wanted), ("yours", got))
        if np.isfinite(v) and lo - (hi - lo) <= v <= hi + (hi - lo)
    ]
    if not marks:
        return None
    curve = _series("fn", x, np.array([_at(function, v) for v in x]))
    return {"kind": "curves", "label": "x", "series": [curve], "marks": marks}


def _at(function: Callable[[Any], Any], x: float) -> float:
    return float(np.asarray(function(np.float64(x))).reshape(-1)[0])


def _series(name: str, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """A named row of points, thinned out to what a small picture can show."""
    keep = np.unique(np.linspace(0, x.size - 1, min(x.size, MOST_POINTS)).round().astype(int))
    return {"name": name, "x": _plain(x[keep]), "y": _plain(y[keep])}


def _plain(values: np.ndarray) -> Any:
    """Numbers of six digits as JSON has them; None for what is not finite."""
    if values.ndim:
        return [_plain(np.asarray(v)) for v in values]
    return float(f"{float(values):.6g}") if abs(values) < LARGEST else None
