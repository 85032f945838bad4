"""A failed check's picture as inline SVG: the student's values beside the right ones.

It takes its colours from the page's own variables, so that it is legible in both themes, and
tells yours from right by dashes and signs as well as by colour.
"""

from __future__ import annotations

import math
from typing import Any

from markupsafe import Markup, escape

WIDTH, HEIGHT = 460, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 30, 38
LEGEND = 12  # its height
TINY = 1e-100  # what is smaller is drawn as zero
Point = tuple[float, float]


def figure(picture: dict[str, Any] | None) -> Markup:
    """Draw a picture of checking/picture.py; "" where there is none."""
    match (picture or {}).get("kind"):
        case "curves":
            return _curves(picture or {})
        case "table":
            return _tables(picture or {})
        case _:
            return Markup("")


def _points(series: dict[str, Any]) -> list[Point | None]:
    """A series' points; None where a value is not finite, which breaks the line."""
    pairs = zip(series["x"], series["y"], strict=True)
    return [None if x is None or y is None else (x, y) for x, y in pairs]


class _Scale:
    """Where a point of the data lies in the picture."""

    def __init__(self, points: list[Point]) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        self.x, self.y = _interval(xs), _interval(ys)

    def __call__(self, point: Point) -> Point:
        (a, b), (c, d) = self.x, self.y
        across = LEFT + (point[0] - a) / (b - a) * (WIDTH - LEFT - RIGHT)
        down = HEIGHT - BOTTOM - (point[1] - c) / (d - c) * (HEIGHT - TOP - BOTTOM)
        return round(across, 1), round(down, 1)


def _interval(values: list[float]) -> tuple[float, float]:
    """The ends of an axis, with some room; never empty."""
    lo, hi = min(values), max(values)
    size = max(abs(lo), abs(hi), TINY)
    room = 0.06 * (hi - lo) if hi - lo > 1e-9 * size else 0.1 * size
    return lo - room, hi + room


def _curves(picture: dict[str, Any]) -> Markup:
    rows = [(series["name"], _points(series)) for series in picture["series"]]
    marks = [(m["name"], (m["x"], m["y"])) for m in picture.get("marks", []) if m["y"] is not None]
    finite = [p for _, row in rows for p in row if p] + [p for _, p in marks]
    gap = picture.get("gap")
    if gap and None not in gap:
        # Of a long row the lines leave points out; the gap may lie at one of these.
        finite += [(gap[0], gap[1]), (gap[0], gap[2])]
    if not finite:
        return Markup("")
    scale = _Scale(finite)
    parts = [_axes(scale, str(picture["label"]))]
    parts += [_line(name, row, scale) for name, row in rows]
    if gap and None not in gap:
        parts.append(_gap(gap, scale))
    parts += [_mark(name, scale(point)) for name, point in marks]
    parts.append(_legend([name for name, _ in rows if name != "fn"] or [n for n, _ in marks]))
    return _svg(_words(picture, rows, marks), Markup("").join(parts))


def _svg(words: str, body: Markup) -> Markup:
    return Markup(
        '<svg class="picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, words, body)


def _axes(scale: _Scale, label: str) -> Markup:
    floor, across = HEIGHT - BOTTOM, WIDTH - RIGHT
    made = Markup('<path class="axis" d="M{0} {1}V{2}H{3}"/>').format(LEFT, TOP, floor, across)
    for value in _ticks(*scale.x):
        x, _ = scale((value, scale.y[0]))
        made += Markup('<text x="{}" y="{}" text-anchor="middle">{:g}</text>').format(
            x, floor + 15, value
        )
    for value in _ticks(*scale.y):
        _, y = scale((scale.x[0], value))
        made += Markup('<text x="{}" y="{}" text-anchor="end">{:g}</text>').format(
            LEFT - 5, y + 4, value
        )
    middle = (LEFT + across) / 2
    return made + Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
        middle, HEIGHT - 6, label
    )


def _ticks(lo: float, hi: float) -> list[float]:
    """Three to five round numbers between two ends."""
    rough = (hi - lo) / 4
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    first = math.ceil(lo / step)
    return [round(n * step, 12) for n in range(first, math.floor(hi / step) + 1)]


def _line(name: str, row: list[Point | None], scale: _Scale) -> Markup:
    """A series as a line; single points, where it has a few, as dots too."""
    path, pen = [], "M"
    for point in row:
        if point is None:
            pen = "M"
            continue
        x, y = scale(point)
        path.append(f"{pen}{x} {y}")
        pen = "L"
    made = Markup('<path class="line-{}" d="{}"/>').format(name, "".join(path))
    few = [p for p in row if p] if len(row) <= 24 and name != "fn" else []
    return made + Markup("").join(_mark(name, scale(point)) for point in few)


def _mark(name: str, place: Point) -> Markup:
    """A cross for yours, a ring for right: told apart without colour."""
    x, y = place
    if name == "yours":
        cross = f"M{x - 4} {y - 4}L{x + 4} {y + 4}M{x - 4} {y + 4}L{x + 4} {y - 4}"
        return Markup('<path class="mark-yours" d="{}"/>').format(cross)
    return Markup('<circle class="mark-right" cx="{}" cy="{}" r="4.5"/>').format(x, y)


def _gap(gap: list[float], scale: _Scale) -> Markup:
    x, got, wanted = gap
    (across, one), (_, other) = scale((x, got)), scale((x, wanted))
    return Markup('<path class="gap" d="M{} {}V{}"/>').format(across, one, other)


def _legend(names: list[str]) -> Markup:
    made = Markup("")
    for place, name in enumerate(names):
        x = LEFT + 12 + 90 * place
        made += Markup('<path class="line-{}" d="M{} {}h22"/>').format(name, x, LEGEND)
        made += _mark(name, (x + 11, LEGEND))
        made += Markup('<text x="{}" y="{}">{}</text>').format(x + 28, LEGEND + 4, name)
    return made


def _words(
    picture: dict[str, Any],
    rows: list[tuple[str, list[Point | None]]],
    marks: list[tuple[str, Point]],
) -> str:
    """What is seen, for those who cannot see it."""
    if marks:
        named = " and ".join(f"{name} at x = {p[0]:g}, where fn is {p[1]:g}" for name, p in marks)
        return f"The curve of fn, with {named}."
    sizes = " and ".join(f"{name} ({len(row)} values)" for name, row in rows)
    gap = picture.get("gap")
    if not gap or None in gap:
        return f"Two curves: {sizes}."
    where = f"{picture['label']} = {gap[0]:g}"
    return f"Two curves: {sizes}. They differ most at {where}: {gap[1]:g} instead of {gap[2]:g}."


def _tables(picture: dict[str, Any]) -> Markup:
    yours, right = picture["yours"], picture["right"]
    return Markup('<div class="tables">{}{}</div>').format(
        _table("yours", yours, right), _table("right", right, right)
    )


def _table(name: str, rows: list[list[Any]], right: list[list[Any]]) -> Markup:
    body = Markup("")
    for i, row in enumerate(rows):
        cells = Markup("").join(_cell(v, _entry(right, i, j)) for j, v in enumerate(row))
        body += Markup("<tr>{}</tr>").format(cells)
    return Markup("<table><caption>{}</caption>{}</table>").format(name, body)


def _entry(rows: list[list[Any]], i: int, j: int) -> Any:
    return rows[i][j] if i < len(rows) and j < len(rows[i]) else None


def _cell(value: Any, right: Any) -> Markup:
    shown = "not finite" if value is None else f"{value:.4g}"
    same = (
        value is not None
        and right is not None
        and math.isclose(value, right, rel_tol=1e-3, abs_tol=1e-6)
    )
    return Markup("<td>{}</td>" if same else "<td><strong>{}</strong></td>").format(escape(shown))
