"""Which column each block of a linearised table belongs to: the cheapest way through rows of known columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cchc_assistant.plans.cell_text import Item, goes_on_listing, kind_of
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.reading.lines import ends_sentence

UNIT_FIELDS = frozenset({"lead", "coordinate", "direct"})
TIME_FIELDS = frozenset({"time", "frequency"})
ASSIGNING = UNIT_FIELDS | TIME_FIELDS
_SHORT = 8
_GROUP = -1
# What it costs to read a kind of text in a kind of column, and what leaving a column of a row empty costs. They only
# have to be in the right order: a text in a column of units is dearer than two empty cells, a date there dearer still.
_COST = {
    "units": {"units": 0.0, "time": 6.0, "condition": 4.0, "text": 4.0},
    "time": {"units": 6.0, "time": 0.0, "condition": 0.5, "text": 4.0},
    "task": {"units": 3.0, "time": 5.0, "condition": 1.0, "text": 0.0},
    "other": {"units": 2.0, "time": 3.0, "condition": 1.0, "text": 0.5},
    "group": {"units": 4.0, "time": 6.0, "condition": 3.0, "text": 0.5},
}
_EMPTY = 1.0
_EMPTY_OTHER = 0.6


@dataclass(slots=True)
class RawRow:
    """The cells of one row as they are found; ``group`` rows hold a title under "task"."""

    cells: dict[FieldName, list[Item]] = field(default_factory=dict)
    number: str = ""
    group: bool = False

    def items(self) -> list[Item]:
        """Return all its items, in source order."""
        found = [item for items in self.cells.values() for item in items]
        return sorted(found, key=lambda item: item.lines[0].content.offsets[0])


def rows_of(items: Sequence[Item], columns: Sequence[FieldName | None]) -> list[RawRow]:
    """Give each item its column, and begin a row wherever that reads best.

    Args:
        items: the blocks of the table's body, in order.
        columns: what the columns mean, in order, that of the numbers left out; None where the header does not tell.
    """
    if not items:
        return []
    labels = _labels(items, columns)
    rows: list[RawRow] = []
    for index, (item, label) in enumerate(zip(items, labels, strict=True)):
        before = labels[index - 1] if index else None
        if label == _GROUP:
            rows.append(RawRow({"task": [item]}, item.number, group=True))
            continue
        again = label == before and _begins_again(items, index, columns[label], columns)
        if before is None or before == _GROUP or label < before or again:
            rows.append(RawRow())
        name = columns[label]
        if name is not None:
            rows[-1].cells.setdefault(name, []).append(item)
        rows[-1].number = rows[-1].number or ("" if item.roman else item.number)
    return rows


def _labels(items: Sequence[Item], columns: Sequence[FieldName | None]) -> list[int]:
    """Return the column of each item, ``_GROUP`` for the title of a group: the cheapest path (Viterbi)."""
    states = [_GROUP, *range(len(columns))]
    cost = {state: _first(state, columns) + _emission(items[0], state, columns) for state in states}
    back: list[dict[int, int]] = []
    for index in range(1, len(items)):
        step: dict[int, int] = {}
        reached: dict[int, float] = {}
        for state in states:
            from_ = min(states, key=lambda old: cost[old] + _move(items, index, old, state, columns))
            step[state] = from_
            reached[state] = (
                cost[from_] + _move(items, index, from_, state, columns) + _emission(items[index], state, columns)
            )
        back.append(step)
        cost = reached
    last = min(states, key=lambda state: cost[state] + _rest(state, columns))
    path = [last]
    for step in reversed(back):
        path.append(step[path[-1]])
    return path[::-1]


def _empty(columns: Sequence[FieldName | None]) -> float:
    main = ASSIGNING | {"task"}
    return sum(_EMPTY if name in main else _EMPTY_OTHER for name in columns)


def _first(state: int, columns: Sequence[FieldName | None]) -> float:
    return 0.0 if state == _GROUP else _start(state, columns)


def _start(state: int, columns: Sequence[FieldName | None]) -> float:
    """Return what it costs that a row begins in this column: a row without its task is dear."""
    skipped = columns[:state]
    return _empty(skipped) + (3.0 if "task" in skipped else 0.0)


def _rest(state: int, columns: Sequence[FieldName | None]) -> float:
    return 0.0 if state == _GROUP else _empty(columns[state + 1 :])


def _emission(item: Item, state: int, columns: Sequence[FieldName | None]) -> float:
    kind = kind_of(item.text)
    if state == _GROUP:
        sentence = 2.0 if ends_sentence(item.text) or item.dashed else 0.0
        counted = -2.0 if item.roman else 1.0 if item.number else 0.0
        return _COST["group"][kind] + sentence + counted - (0.5 if item.text.isupper() else 0.0)
    name = columns[state]
    if name in UNIT_FIELDS:
        cost = _COST["units"][kind]
        if kind == "text" and (item.dashed or len(item.text.split()) <= _SHORT):
            cost = 1.5 if item.dashed else 2.5
        return cost
    if name in TIME_FIELDS:
        return _COST["time"][kind]
    if name == "task":
        return _COST["task"][kind] + (0.5 if item.roman else 0.0)
    return _COST["other"][kind]


def _move(items: Sequence[Item], index: int, old: int, new: int, columns: Sequence[FieldName | None]) -> float:
    """Return what it costs to go from the column of the item before to this one's."""
    item = items[index]
    counted = 0.0 if not item.number else 1.0
    if new == _GROUP:
        return 1.5 if old == _GROUP else 0.5 + _rest(old, columns)
    if old == _GROUP:
        return _start(new, columns) - (0.5 if item.number and not item.roman else 0.0)
    if new > old:
        return _empty(columns[old + 1 : new]) + counted
    begins = _begins(item, old, new, columns)
    if new < old:
        return begins
    stays = _same(items[index - 1], item, columns[new]) + 2 * counted
    return min(begins, stays) if columns[new] == "task" else stays


def _begins(item: Item, old: int, new: int, columns: Sequence[FieldName | None]) -> float:
    """Return what it costs to begin a row with this item after a row that ends in ``old``."""
    return 0.3 + _rest(old, columns) + _start(new, columns) - (1.5 if item.number.isdigit() else 0.0)


def _begins_again(
    items: Sequence[Item], index: int, name: FieldName | None, columns: Sequence[FieldName | None]
) -> bool:
    """Say whether an item in the column of the one before it begins a row of its own."""
    if name != "task":
        return False
    item, at = items[index], columns.index(name)
    stays = _same(items[index - 1], item, name) + (2.0 if item.number else 0.0)
    return _begins(item, at, at, columns) < stays


def _same(before: Item, item: Item, name: FieldName | None) -> float:
    """Return what it costs that two items stand in one cell."""
    if item.text[0].islower():
        return 0.2
    if name in UNIT_FIELDS:
        if before.dashed and item.dashed:
            return 0.0
        if goes_on_listing(before.text) and not item.dashed:
            return 0.0
        return 1.0 if item.dashed else 2.0
    if item.dashed:
        return 0.3
    return 1.0 if name == "task" and ends_sentence(before.text) else 2.5
