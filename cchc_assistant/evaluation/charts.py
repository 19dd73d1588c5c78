"""Charts as inline SVG, coloured by the report's style sheet; every number shown can also be read as text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cchc_assistant.evaluation.markup import Markup, element
from cchc_assistant.evaluation.words import decimal, percent

WIDTH = 720
_ROW = 26
_BAR = 14
_LABEL = 230
_RIGHT = 138
_BINS = 36


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a chart of shares: its label, share and interval, the number of cases, and whether it stands out."""

    label: str
    value: float
    low: float
    high: float
    n: int
    strong: bool = False


def shares(rows: Sequence[Row], title: str, *, bars: bool = False) -> Markup:
    """Return a chart of shares from 0 to 100 %: a dot with its interval, or a bar, for each row."""
    top, plot = 24, WIDTH - _LABEL - _RIGHT
    height = top + _ROW * len(rows) + 6
    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1.0):
        x = _LABEL + plot * tick
        parts.append(element("line", class_="grid", x1=x, y1=top - 4, x2=x, y2=height - 4))
        parts.append(_text(percent(tick, 0), x, top - 10, "tick", "middle"))
    for index, row in enumerate(rows):
        y = top + _ROW * index + _ROW / 2
        strong = " strong" if row.strong else ""
        parts.append(_text(_short(row.label, 31), _LABEL - 12, y + 4, f"label{strong}", "end"))
        if bars:
            parts.append(_bar(_LABEL, y, plot * row.value, f"mark{strong}"))
        low, high = _LABEL + plot * row.low, _LABEL + plot * row.high
        parts.append(element("line", class_="whisker", x1=low, y1=y, x2=high, y2=y))
        if not bars:
            parts.append(element("circle", class_=f"mark{strong}", cx=_LABEL + plot * row.value, cy=y, r=5.5))
        parts.append(_text(percent(row.value), WIDTH - 72, y + 4, f"value{strong}", "end"))
        parts.append(_text(f"{row.n} câu", WIDTH - 4, y + 4, "count", "end"))
    return _chart(parts, height, title)


def counts(rows: Sequence[tuple[str, int]], title: str) -> Markup:
    """Return a chart of counts, a bar for each row."""
    most = max((count for _, count in rows), default=1) or 1
    left, plot = 300, WIDTH - 360
    parts = []
    for index, (name, count) in enumerate(rows):
        y = _ROW * index + _ROW / 2 + 2
        width = plot * count / most
        parts.append(_text(_short(name, 46), left - 12, y + 4, "label", "end"))
        parts.append(_bar(left, y, width, "mark"))
        parts.append(_text(str(count), left + width + 8, y + 4, "value"))
    return _chart(parts, _ROW * len(rows) + 8, title)


def histogram(values: Sequence[float], marks: Sequence[tuple[str, float]], title: str, unit: str) -> Markup:
    """Return a histogram of values with marked ones; what lies beyond the 99th of a hundred is in the last bar."""
    ordered = sorted(values)
    reach = max(ordered[int(0.99 * (len(ordered) - 1))], max((value for _, value in marks), default=0.0), 1e-9)
    reach = round_up(reach * 1.02, 4)
    bins = [0] * _BINS
    for value in values:
        bins[min(int(value / reach * _BINS), _BINS - 1)] += 1
    left, top, bottom = 30, 38, 174
    plot = WIDTH - left - 60
    step, most = plot / _BINS, max(bins)
    parts = [element("line", class_="axis", x1=left, y1=bottom, x2=left + plot, y2=bottom)]
    for index, count in enumerate(bins):
        tall = (bottom - top) * count / most
        x, width = left + step * index + 1, step - 2
        parts.append(element("rect", class_="mark", x=x, y=bottom - tall, width=width, height=tall))
    for tick in range(5):
        x = left + plot * tick / 4
        parts.append(_text(f"{decimal(reach * tick / 4, 0)} {unit}", x, bottom + 18, "tick", "middle"))
    for level, (name, value) in enumerate(marks):
        x, y = left + plot * min(value / reach, 1), 14 + 16 * (level % 2)
        parts.append(element("line", class_="flag", x1=x, y1=y - 8, x2=x, y2=bottom))
        parts.append(_text(f"{name} {decimal(value)} {unit}", x + 6, y + 3, "flag"))
    return _chart(parts, 200, title)


def round_up(value: float, parts: int) -> float:
    """Return the least number not below a value that cuts into so many round parts."""
    part = value / parts
    power = 10.0 ** math.floor(math.log10(part))
    return parts * next(step * power for step in (1, 2, 3, 4, 5, 10) if step * power >= part * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plane chart: its points, the words of its key, how it is drawn ("main", "other")."""

    points: Sequence[tuple[float, float]]
    name: str = ""
    kind: str = "main"


def plane(lines: Sequence[Line], title: str, across: str, upward: str, reach: float = 1.0) -> Markup:
    """Return lines over the unit range across; ``reach`` is the upper end of the upward axis."""
    left, bottom, plot, tall = 64, 268, 430, 224
    parts = []
    for tick in range(5):
        x, y = left + plot * tick / 4, bottom - tall * tick / 4
        parts.append(element("line", class_="grid", x1=left, y1=y, x2=left + plot, y2=y))
        parts.append(_text(percent(tick / 4, 0), x, bottom + 18, "tick", "middle"))
        parts.append(_text(percent(reach * tick / 4, 0), left - 8, y + 4, "tick", "end"))
    for level, line in enumerate(lines):
        spots = [(left + plot * x, bottom - tall * min(y / reach, 1)) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(element("polyline", class_=f"line {line.kind}", points=path))
        if line.name:
            x = left + 8 + 150 * level
            parts.append(element("line", class_=f"line {line.kind}", x1=x, y1=18, x2=x + 26, y2=18))
            parts.append(_text(line.name, x + 34, 22, "label"))
    parts.append(_text(across, left + plot / 2, bottom + 40, "axis", "middle"))
    middle = bottom - tall / 2
    turned = element(
        "text", upward, class_="axis", text_anchor="middle", transform=f"translate(16 {middle}) rotate(-90)"
    )
    return _chart([*parts, turned], bottom + 50, title, left + plot + 26)


def _bar(x: float, middle: float, width: float, kind: str) -> Markup:
    return element("rect", class_=kind, x=x, y=middle - _BAR / 2, width=max(width, 1), height=_BAR, rx=2)


def _text(words: str, x: float, y: float, kind: str, anchor: str | None = None) -> Markup:
    return element("text", words, class_=kind, x=x, y=y, text_anchor=anchor)


def _short(label: str, longest: int) -> str:
    """Return a label cut in its middle: names of files differ at both ends."""
    if len(label) <= longest:
        return label
    head = (longest - 1) * 2 // 3
    return f"{label[:head]}…{label[head - longest + 1 :]}"


def _chart(parts: Sequence[Markup], height: float, title: str, width: float = WIDTH) -> Markup:
    return element("svg", *parts, viewBox=f"0 0 {width:.0f} {height:.0f}", role="img", aria_label=title)
