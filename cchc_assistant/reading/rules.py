"""Ruled lines to tables: the grid they draw, and which of its boxes are one merged cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cchc_assistant.reading.page import Rule, Word

_NEAR = 3.0
_MIN_SIDE = 6.0
_MAX_LINES = 400
_MAX_RULES = 20_000
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a ruled table: its place in the grid, how far it is merged, and its edges."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, word: Word) -> bool:
        """Say whether a word stands in the cell."""
        return self.x0 <= word.centre < self.x1 and self.y0 <= word.middle < self.y1


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: its cells, and its outer edges."""

    boxes: tuple[Box, ...]
    x0: float
    y0: float
    x1: float
    y1: float
    columns: tuple[float, ...]

    def holds(self, word: Word) -> bool:
        """Say whether a word stands in the table."""
        return self.x0 <= word.centre < self.x1 and self.y0 <= word.middle < self.y1


@dataclass(slots=True)
class _Line:
    """Collinear rules: where they lie across their own direction, and the stretches they cover."""

    at: float
    spans: list[Span]

    def covers(self, place: float) -> bool:
        return any(start - _NEAR <= place <= end + _NEAR for start, end in self.spans)


def tables_of(rules: Sequence[Rule]) -> list[Ruled]:
    """Find the tables that rules draw, from top to bottom. Rules that cross no others draw none."""
    if len(rules) > _MAX_RULES:
        return []
    flat = _merged([(rule.y0 + rule.y1) / 2 for rule in rules if rule.flat], [(r.x0, r.x1) for r in rules if r.flat])
    upright = _merged(
        [(rule.x0 + rule.x1) / 2 for rule in rules if not rule.flat], [(r.y0, r.y1) for r in rules if not r.flat]
    )
    flats = [_Line(line.at, [span]) for line in flat for span in line.spans if span[1] - span[0] >= _MIN_SIDE]
    uprights = [_Line(line.at, [span]) for line in upright for span in line.spans if span[1] - span[0] >= _MIN_SIDE]
    if len(flats) > _MAX_LINES * 10 or len(uprights) > _MAX_LINES * 10:
        return []
    found = []
    for group_flat, group_upright in _connected(flats, uprights):
        if len(group_flat) >= 2 and len(group_upright) >= 2:
            table = _table(group_flat, group_upright)
            if table is not None:
                found.append(table)
    return sorted(found, key=lambda table: table.y0)


def _merged(places: list[float], spans: list[Span]) -> list[_Line]:
    """Put rules of the same place together, and stretches that touch."""
    lines: list[_Line] = []
    for at, span in sorted(zip(places, spans, strict=True)):
        if lines and at - lines[-1].at <= 1.5:
            lines[-1].spans.append(span)
        else:
            lines.append(_Line(at, [span]))
    for line in lines:
        joined: list[Span] = []
        for start, end in sorted(line.spans):
            if joined and start - joined[-1][1] <= _NEAR:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        line.spans = joined
    return lines


def _cross(flat: _Line, upright: _Line) -> bool:
    (x0, x1), (y0, y1) = flat.spans[0], upright.spans[0]
    return x0 - _NEAR <= upright.at <= x1 + _NEAR and y0 - _NEAR <= flat.at <= y1 + _NEAR


def _connected(flats: list[_Line], uprights: list[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Group the lines that cross each other, directly or through others."""
    left = set(range(len(flats)))
    right = set(range(len(uprights)))
    groups = []
    while left:
        waiting: list[tuple[bool, int]] = [(True, left.pop())]
        group: tuple[list[_Line], list[_Line]] = ([], [])
        while waiting:
            is_flat, index = waiting.pop()
            if is_flat:
                group[0].append(flats[index])
                reached = [other for other in right if _cross(flats[index], uprights[other])]
                right.difference_update(reached)
                waiting.extend((False, other) for other in reached)
            else:
                group[1].append(uprights[index])
                reached = [other for other in left if _cross(flats[other], uprights[index])]
                left.difference_update(reached)
                waiting.extend((True, other) for other in reached)
        groups.append(group)
    return groups


def _places(lines: Sequence[_Line], ends: Sequence[float]) -> list[float]:
    """Return the distinct places of grid lines; the ends of the crossing lines close a table left open at a side."""
    places: list[float] = []
    for at in sorted([line.at for line in lines] + [min(ends), max(ends)]):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places


def _snapped(lines: Sequence[_Line], places: Sequence[float]) -> list[_Line]:
    """Gather the lines that lie at each place."""
    gathered = [_Line(at, []) for at in places]
    for line in lines:
        nearest = min(gathered, key=lambda one: abs(one.at - line.at))
        nearest.spans.extend(line.spans)
    return gathered


def _table(flats: list[_Line], uprights: list[_Line]) -> Ruled | None:
    xs = _places(uprights, [end for line in flats for span in line.spans for end in span])
    ys = _places(flats, [end for line in uprights for span in line.spans for end in span])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows > _MAX_LINES or columns > _MAX_LINES:
        return None
    at_y, at_x = _snapped(flats, ys), _snapped(uprights, xs)
    owner = [[(row, column) for column in range(columns)] for row in range(rows)]
    for row in range(rows):
        for column in range(columns):
            middle_y, middle_x = (ys[row] + ys[row + 1]) / 2, (xs[column] + xs[column + 1]) / 2
            if column and not at_x[column].covers(middle_y):
                _unite(owner, (row, column), (row, column - 1))
            if row and not at_y[row].covers(middle_x):
                _unite(owner, (row, column), (row - 1, column))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row in range(rows):
        for column in range(columns):
            members.setdefault(_root(owner, (row, column)), []).append((row, column))
    boxes = []
    for cells in members.values():
        top, left = min(r for r, _ in cells), min(c for _, c in cells)
        down, across = max(r for r, _ in cells) - top + 1, max(c for _, c in cells) - left + 1
        boxes.append(Box(top, left, down, across, xs[left], ys[top], xs[left + across], ys[top + down]))
    boxes.sort(key=lambda box: (box.row, box.column))
    return Ruled(tuple(boxes), xs[0], ys[0], xs[-1], ys[-1], tuple(xs))


def _root(owner: list[list[tuple[int, int]]], cell: tuple[int, int]) -> tuple[int, int]:
    while owner[cell[0]][cell[1]] != cell:
        cell = owner[cell[0]][cell[1]]
    return cell


def _unite(owner: list[list[tuple[int, int]]], one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = _root(owner, one), _root(owner, other)
    if first != second:
        low, high = min(first, second), max(first, second)
        owner[high[0]][high[1]] = low


def column_of(columns: Sequence[float], x: float) -> int:
    """Return the column of a table in which ``x`` lies."""
    return max(0, min(bisect_right(columns, x) - 1, len(columns) - 2))
