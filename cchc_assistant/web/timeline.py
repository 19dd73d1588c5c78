"""Who does what in which quarter, drawn: a lane for each unit, a bar for each task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cchc_assistant.web.markup import attributes, escaped, opening, shortened
from cchc_assistant.web.register import Entry, quarter_name, quarters
from cchc_assistant.web.words import Words

LANES = 10
"""How many units have a lane of their own; the others share the last."""
_TRACKS, _MOST_COLUMNS = 5, 16
_WIDTH, _LABEL, _NARROWEST = 1130, 225, 56
_HEAD, _BAR, _GAP, _PAD = 46, 16, 4, 7


@dataclass(frozen=True, slots=True)
class _Lane:
    name: str
    tracks: list[list[Entry]]
    hidden: int


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to places: the columns are quarters, or years where there would be too many."""

    columns: list[tuple[str, dt.date, dt.date]]
    width: float

    def x(self, day: dt.date) -> float:
        for place, (_, first, last) in enumerate(self.columns):
            if day <= last:
                share = max(0, (day - first).days) / ((last - first).days + 1)
                return _LABEL + (place + share) * self.width
        return _LABEL + len(self.columns) * self.width

    @property
    def right(self) -> float:
        return _LABEL + len(self.columns) * self.width


def timeline(entries: Sequence[Entry], words: Words, today: dt.date) -> str:
    """Return the drawing as SVG, or a line that says why there is none."""
    dated = [entry for entry in entries if entry.start and entry.end]
    if not dated:
        return f'<p class="empty">{words("no_dates")}</p>'
    scale = _scale(dated, words)
    lanes = _lanes(dated, words)
    stripes, bars, y = [], [], float(_HEAD)
    for number, lane in enumerate(lanes):
        height = len(lane.tracks) * (_BAR + _GAP) - _GAP + 2 * _PAD + (13 if lane.hidden else 0)
        stripes.append(
            f'<rect class="lane{number % 2}" x="0" y="{y:.0f}" width="{scale.right:.0f}" height="{height:.0f}"/>'
        )
        bars.append(_drawn(lane, scale, y, height, words))
        y += height
    grid = "".join(
        f'<line class="grid" x1="{x:.1f}" y1="{_HEAD - 6}" x2="{x:.1f}" y2="{y:.0f}"/>'
        for x in (_LABEL + place * scale.width for place in range(len(scale.columns) + 1))
    )
    heads = "".join(_column_head(place, dated, scale) for place in range(len(scale.columns)))
    now = ""
    if scale.columns[0][1] <= today <= scale.columns[-1][2]:
        x = scale.x(today)
        now = f'<line class="today" x1="{x:.1f}" y1="{_HEAD - 6}" x2="{x:.1f}" y2="{y:.0f}"/>'
    label = words("timeline_label", count=len(dated), units=len(lanes))
    wide, high = f"{scale.right + 2:.0f}", f"{y + 2:.0f}"
    return (
        f'<div class="wide timeline" tabindex="0" role="region" aria-label="{words("timeline")}">'
        f'<svg role="img"{attributes(aria_label=label, width=wide, height=high, viewBox=f"0 0 {wide} {high}")}>'
        f"{''.join(stripes)}{grid}{now}{''.join(bars)}{heads}</svg></div>"
    )


def _scale(dated: Sequence[Entry], words: Words) -> _Scale:
    found = [(quarter_name(first, words, "quarter_short"), first, last) for first, last in quarters(dated)]
    if len(found) > _MOST_COLUMNS:
        years = range(found[0][1].year, found[-1][2].year + 1)
        found = [(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years]
    return _Scale(found, max(_NARROWEST, (_WIDTH - _LABEL) / len(found)))


def _lanes(dated: Sequence[Entry], words: Words) -> list[_Lane]:
    """Sort the tasks by the first unit that leads them; the units with most tasks come first."""
    by_unit: dict[str, list[Entry]] = {}
    names: dict[str, str] = {}
    for entry in dated:
        unit = entry.task.lead[0] if entry.task.lead else None
        key = unit.canonical if unit else ""
        names.setdefault(key, unit.text if unit else words("no_lead"))
        by_unit.setdefault(key, []).append(entry)
    ranked = sorted(by_unit, key=lambda key: (key == "", -len(by_unit[key]), key))
    own, rest = ranked[:LANES], ranked[LANES:]
    groups = [(names[key], by_unit[key]) for key in own]
    if rest:
        groups.append((words("other_units", count=len(rest)), [entry for key in rest for entry in by_unit[key]]))
    return [_packed(name, held) for name, held in groups]


def _packed(name: str, held: Sequence[Entry]) -> _Lane:
    """Put tasks that do not overlap on the same track."""
    tracks: list[list[Entry]] = []
    hidden = 0
    for entry in sorted(held, key=lambda one: (one.start or dt.date.min, one.end or dt.date.max, one.number)):
        for track in tracks:
            last = track[-1].end
            if last and entry.start and last < entry.start:
                track.append(entry)
                break
        else:
            if len(tracks) < _TRACKS:
                tracks.append([entry])
            else:
                hidden += 1
    return _Lane(name, tracks, hidden)


def _drawn(lane: _Lane, scale: _Scale, y: float, height: float, words: Words) -> str:
    count = sum(map(len, lane.tracks)) + lane.hidden
    name = f'<text class="unit" x="8" y="{y + _PAD + 12:.0f}">{escaped(shortened(lane.name, 28))}'
    title = f"<title>{escaped(lane.name)}</title> <tspan>({count})</tspan></text>"
    bars = []
    for track, entries in enumerate(lane.tracks):
        top = y + _PAD + track * (_BAR + _GAP)
        for entry in entries:
            bars.append(_bar(entry, scale, top, entries))
    more = ""
    if lane.hidden:
        said = words("more_tasks", count=lane.hidden)
        more = f'<text class="more" x="{_LABEL + 6}" y="{y + height - 5:.0f}">{said}</text>'
    return f"{name}{title}{''.join(bars)}{more}"


def _bar(entry: Entry, scale: _Scale, top: float, track: Sequence[Entry]) -> str:
    assert entry.start
    assert entry.end
    task = entry.task
    x0, x1 = scale.x(entry.start), scale.x(entry.end + dt.timedelta(days=1))
    x1 = max(min(x1, scale.right), x0 + 5)
    after = next((one.start for one in track if one.start and one.start > entry.end), None)
    room = (scale.x(after) if after else scale.right) - x0
    label = shortened(task.task.text, int(room / 6.4)) if room > 60 else ""
    kind = "bar recurring" if task.deadline and task.deadline.recurrence else "bar"
    source = task.source
    opens = opening(entry.plan.document, source.start, source.end, [task.task.span])
    when = f": {task.deadline.text}" if task.deadline else ""
    return (
        f'<g class="{kind}"{opens}><title>{escaped(shortened(task.task.text, 240) + when)}</title>'
        f'<rect x="{x0:.1f}" y="{top:.0f}" width="{x1 - x0:.1f}" height="{_BAR}" rx="3"/>'
        f'<text x="{x0 + 5:.1f}" y="{top + 12:.0f}">{escaped(label)}</text></g>'
    )


def _column_head(place: int, dated: Sequence[Entry], scale: _Scale) -> str:
    name, first, last = scale.columns[place]
    count = sum(bool(e.start and e.end and e.start <= last and e.end >= first) for e in dated)
    x = _LABEL + (place + 0.5) * scale.width
    return (
        f'<text class="quarter" x="{x:.1f}" y="16">{name}</text><text class="count" x="{x:.1f}" y="33">{count}</text>'
    )
