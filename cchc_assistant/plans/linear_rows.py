"""Rows rebuilt from a linearised table: what is sure in them and what is not, their numbers, and their entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.plans.cell_order import ASSIGNING, TIME_FIELDS, UNIT_FIELDS, RawRow
from cchc_assistant.plans.cell_text import Item, goes_on_listing, kind_of, time_kind
from cchc_assistant.plans.entries import Entry, bare_value
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.mixed_rows import Heading, MixedRow, with_marks
from cchc_assistant.plans.outline import extend_path
from cchc_assistant.reading.marks import roman_value

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_NAMES: dict[FieldName, str] = {
    "task": "nội dung", "lead": "đơn vị chủ trì", "coordinate": "đơn vị phối hợp", "direct": "đơn vị chỉ đạo",
    "time": "thời gian", "frequency": "tần suất", "product": "sản phẩm", "budget": "kinh phí", "note": "ghi chú",
}  # fmt: skip
_SHOWN = 50


@dataclass(slots=True)
class LinearRow:
    """A row before it has its path; ``number`` is what was read of its number, ``unread`` that words were left over."""

    task: Mapped
    fields: dict[FieldName, tuple[Mapped, ...]]
    whole: tuple[Mapped, ...]
    number: str
    doubtful: set[FieldName] = field(default_factory=set)
    unread: bool = False

    @property
    def shown(self) -> str:
        """The beginning of the row, for warnings."""
        return (self.task.text or " ¦ ".join(part.text for part in self.whole))[:_SHOWN]


def of_raw(row: RawRow, columns: Sequence[FieldName]) -> LinearRow | Heading:
    """Return a row whose cells were whole; what they leave open is doubtful, and empty if it can't be told apart."""
    items = row.cells.get("task", [])
    task = join(item.content for item in items)
    if row.group:
        return Heading(row.number if items[0].roman else "", task)
    fields: dict[FieldName, tuple[Mapped, ...]] = {
        name: tuple(entries_of(cell, name)) for name, cell in row.cells.items() if name != "task"
    }
    found = LinearRow(task, fields, tuple(item.content for item in row.items()), row.number)
    unit_fields: list[FieldName] = [name for name in columns if name in UNIT_FIELDS]
    filled = [name for name in unit_fields if name in fields]
    if any(runs(row.cells[name]) > 1 for name in filled):
        for name in filled:
            del fields[name]
        found.doubtful.update(unit_fields)
        found.unread = True
    elif filled and len(filled) < len(unit_fields):
        found.doubtful.update(unit_fields)  # which of the columns is the empty one can't be told
    for name in filled:
        if any(kind_of(item.text) != "units" and not item.dashed for item in row.cells[name]):
            found.doubtful.add(name)
    for name in fields:
        if name in TIME_FIELDS and any(time_kind(item.text) is None for item in row.cells[name]):
            found.doubtful.add(name)
    return found


def of_mixed(row: MixedRow, columns: Sequence[FieldName]) -> LinearRow:
    """Return a row rebuilt from lines that ran across its cells; what is missing of it is doubtful too."""
    fields: dict[FieldName, tuple[Mapped, ...]] = {}
    for name, entries in row.cells.items():
        if name != "task":
            values = (join(entry).collapse() for entry in entries)
            fields[name] = tuple(with_marks(value) if name in UNIT_FIELDS else value for value in values)
    task = join(join(entry) for entry in row.cells.get("task", []))
    found = LinearRow(task, fields, tuple(row.pieces), row.number, set(row.doubtful), row.unread)
    found.doubtful.update(name for name in columns if name in ASSIGNING and name not in fields)
    if row.unread:
        found.doubtful.update(name for name in columns if name in UNIT_FIELDS)
    return found


def entries_of(cell: Sequence[Item], name: FieldName) -> list[Mapped]:
    """Return the values of a cell: an entry for each dash, what a blank line has cut put together again."""
    values: list[list[Mapped]] = []
    for item in cell:
        if values and not item.dashed and (name not in UNIT_FIELDS or goes_on_listing(join(values[-1]).text)):
            values[-1].append(item.content)
        else:
            values.append([item.content])
    return [join(parts).collapse() for parts in values]


def runs(cell: Sequence[Item]) -> int:
    """Return how many blocks of units a cell holds: a list of dashes is one."""
    return 1 + sum(not _same_block(before, item) for before, item in pairwise(cell))


def _same_block(before: Item, item: Item) -> bool:
    if item.dashed:
        return before.dashed
    return item.text[0].islower() or goes_on_listing(before.text)


class Numbering:
    """Gives the rows and groups of one table their paths, and makes the entries of the rows that assign something.

    Args:
        path: of the part that the table stands in.
        appendix: the path of the appendix it stands in, if it does.
        columns: what the columns mean.
        document: its name, for warnings.
        repaired: the source is damaged, so a number read is not to be trusted against the place of its row.
    """

    def __init__(
        self, path: str, appendix: str, columns: Sequence[FieldName], document: str, *, repaired: bool
    ) -> None:
        self.path = path
        self.appendix = appendix
        self.columns = columns
        self.document = document
        self.repaired = repaired
        self.warnings: list[str] = []

    def entries(self, found: Sequence[LinearRow | Heading]) -> Iterator[Entry]:
        """Yield the entries of the rows, in order."""
        counted = _counted_groups(found)
        path, heading, position, group = self.path, "", 0, 0
        previous: LinearRow | Heading | None = None
        for row in found:
            if isinstance(row, Heading):
                nested = isinstance(previous, Heading) and not row.number
                heading = f"{heading} › {row.title.text}" if nested else row.title.text
                if not nested:
                    group += 1
                    number = _ROMAN[group] if counted and group < len(_ROMAN) else row.number
                    path = extend_path(self.path, number, self.appendix) if number else self.path
                    position = 0
            elif not row.task or not (row.fields or row.doubtful):
                self._warn(f"«{row.shown}» trong bảng không thành một nhiệm vụ đủ nội dung và đơn vị, thời gian")
            else:
                position = self._position(row, position)
                yield self._entry(row, extend_path(path, str(position), self.appendix), heading)
            previous = row
        if isinstance(previous, Heading):
            self._warn(f"«{previous.title.text[:_SHOWN]}» ở cuối bảng không có hàng nào theo sau")

    def _entry(self, row: LinearRow, section: str, heading: str) -> Entry:
        if row.doubtful:
            names = ", ".join(name for key, name in _NAMES.items() if key in row.doubtful)
            unread = "; có phần không tách hoặc không đọc được" if row.unread else ""
            self._warn(f"hàng {section} «{row.shown}» dựng lại từ bảng vỡ, cần xem lại: {names}{unread}")
        doubtful = tuple(name for name in _NAMES if name in row.doubtful)
        return Entry("table", section, heading, bare_value(row.task.collapse()), row.fields, row.whole, doubtful)

    def _position(self, row: LinearRow, position: int) -> int:
        """Return the row's number: as read where the source is clean, else its place in the group."""
        read = int(row.number) if row.number.isdigit() else 0
        return read if read > position and not self.repaired else position + 1

    def _warn(self, text: str) -> None:
        self.warnings.append(f"{self.document}: {text}")


def _counted_groups(found: Collection[LinearRow | Heading]) -> bool:
    """Say whether the groups count in roman numbers: one at least was read, and each that was read is at its place."""
    before: list[LinearRow | Heading | None] = [None, *found]
    outer = [
        row.number
        for above, row in zip(before, found, strict=False)
        if isinstance(row, Heading) and (row.number or not isinstance(above, Heading))
    ]
    read = [(at, number) for at, number in enumerate(outer, 1) if number]
    return bool(read) and all(roman_value(number) == at for at, number in read)
