"""Rows whose lines OCR read straight across their cells, rebuilt line by line; every cell so rebuilt is in doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.plans.cell_order import TIME_FIELDS, UNIT_FIELDS
from cchc_assistant.plans.cell_text import Item, bare, group_number, kind_of, time_kind, unit_state
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.line_cuts import Cutter, Piece, completed
from cchc_assistant.plans.unit_words import sectors
from cchc_assistant.reading.lines import ends_sentence

# The number of a row at the left of its middle line: "2 kiểm soát …", "1 A . s".
ROW_NUMBER = re.compile(r"(?P<number>\d{1,2})\s+(?=\S)")
_LOOK_AHEAD = 3
_DASHES = "-–•+"


@dataclass(slots=True)
class MixedRow:
    """A row under construction; ``cells`` hold the entries of each cell, an entry its pieces in source order."""

    cells: dict[FieldName, list[list[Mapped]]] = field(default_factory=dict)
    number: str = ""
    doubtful: set[FieldName] = field(default_factory=set)
    unread: bool = False
    pieces: list[Mapped] = field(default_factory=list)

    def last(self, name: FieldName) -> Mapped | None:
        """Return the last entry of a cell."""
        entries = self.cells.get(name)
        return join(entries[-1]).collapse() if entries else None

    def add(self, piece: Piece, *, doubtful: bool) -> None:
        """Add a piece to its cell, as an entry of its own or to the last one."""
        entries = self.cells.setdefault(piece.field, [])
        goes_on = entries and (piece.completes or piece.field not in UNIT_FIELDS)
        if goes_on:
            entries[-1].append(piece.content)
        else:
            entries.append([piece.content])
        self.pieces.append(piece.content)
        if doubtful:
            self.doubtful.add(piece.field)

    def holds(self, name: FieldName, text: str) -> bool:
        """Say whether a cell has an entry of these words already."""
        return any(bare(join(entry).text) == bare(text) for entry in self.cells.get(name, []))

    def closed(self) -> bool:
        """Say whether the row's task is at its end."""
        task = self.last("task")
        return task is not None and ends_sentence(task.text)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group of rows, with its number where it was read."""

    number: str
    title: Mapped


class Rebuilder:
    """Takes the items of a stretch one after another and gives rows and headings."""

    def __init__(self, cutter: Cutter) -> None:
        self.cutter = cutter
        self.unit_fields = [name for name in cutter.columns if name in UNIT_FIELDS]
        self.time_field = next((name for name in cutter.columns if name in TIME_FIELDS), None)
        self.row = MixedRow()
        self.waiting: list[Mapped] = []
        self.found: list[MixedRow | Heading] = []

    def ready(self, item: Item) -> bool:
        """Say whether an unmixed item begins a row that can be read without this."""
        begins = kind_of(item.text) == "text" and not item.text[0].islower() and not item.dashed
        return begins and not item.mixed and self.row.closed() and not self._missing() and not self.waiting

    def take(self, item: Item, following: Sequence[Item]) -> None:
        """Add an item to the row it belongs to; ``following`` are those after it."""
        if not item.mixed:
            self._whole(item, next((below for below in following[:_LOOK_AHEAD] if below.mixed), None))
            return
        lines = [line.content for line in item.lines]
        if item.roman:
            self._heading(item.number, lines.pop(0))
        elif item.number:
            self.row.number = self.row.number or item.number
        for line in lines:
            self._line(line)

    def finish(self) -> list[MixedRow | Heading]:
        """Return what was found."""
        self._close()
        return self.found

    def _missing(self) -> list[FieldName]:
        wanted = [*self.unit_fields, *([self.time_field] if self.time_field else [])]
        return [name for name in wanted if name not in self.row.cells]

    def _close(self) -> None:
        if self.row.pieces:
            self.found.append(self.row)
        self.row = MixedRow()

    def _begin(self) -> None:
        """Begin a row with the units that stood before its task."""
        self._close()
        for content in self.waiting:
            self.row.add(Piece(self.unit_fields[0], content), doubtful=True)
        self.waiting = []

    def _heading(self, number: str, title: Mapped) -> None:
        self._close()
        self.found.append(Heading(number, title))

    def _open(self) -> dict[FieldName, Mapped]:
        return {name: last for name in self.row.cells if (last := self.row.last(name)) is not None}

    def _line(self, line: Mapped) -> None:
        number, title = group_number(line)
        if number:
            self._heading(number, title)
            return
        match = ROW_NUMBER.match(line.text)
        if match is not None:
            line = line[match.end() :]
        if match is None and not self.cutter.looks_mixed(line.text):
            self._plain(line, doubtful=True)
            return
        cut = self.cutter.cut(line, self._open())
        if cut.pieces and cut.pieces[0].field == "task" and self._begins_row(cut.pieces[0].content):
            self._begin()
            cut = self.cutter.cut(line, self._open())
        if match is not None:
            self.row.number = self.row.number or match["number"]
        for piece in cut.pieces:
            self.row.add(piece, doubtful=True)
        self.row.unread |= cut.unread

    def _begins_row(self, content: Mapped) -> bool:
        if content.text[0].islower():
            return False
        full = "task" in self.row.cells and bool(self.row.cells.keys() - {"task"}) and content.text[0].isupper()
        return self.row.closed() or (full and not self._missing() and not self.cutter.too_long(content.text))

    def _whole(self, item: Item, mixed: Item | None) -> None:
        if item.number and not item.roman:
            self.row.number = self.row.number or item.number
        if kind_of(item.text) == "units" and not item.dashed and mixed is not None:
            name = self._column_by(item, mixed)
            if name is not None:
                self.row.add(Piece(name, item.content), doubtful=True)
                return
        self._plain(item.content, doubtful=False)

    def _plain(self, content: Mapped, *, doubtful: bool) -> None:
        """Add a piece that belongs to one cell alone."""
        for name in self.unit_fields:
            last = self.row.last(name)
            if last is not None and (rest := completed(last, content)) is not None:
                self.row.add(Piece(name, rest, completes=True), doubtful=True)
                return
        named = content.text[0].isupper() or content.text[0] in _DASHES
        if named and unit_state(content.text) is not None:
            self._units(content)
        elif self.time_field and self.time_field not in self.row.cells and time_kind(content.text):
            self.row.add(Piece(self.time_field, content), doubtful=doubtful)
        else:
            if self._begins_row(content):
                self._begin()
            self.row.add(Piece("task", content), doubtful=doubtful)

    def _units(self, content: Mapped) -> None:
        """Give units their column: the list they go on with, else the first that is empty, else the next row's."""
        text = content.text
        dashed = text[0] in _DASHES
        empty = [name for name in self.unit_fields if name not in self.row.cells]
        lists = [name for name in self.unit_fields if (last := self.row.last(name)) and last.text[0] in _DASHES]
        if dashed and lists and not self.row.holds(lists[-1], text):
            self.row.add(Piece(lists[-1], content), doubtful=True)
        elif empty and not (dashed and lists):
            self.row.add(Piece(empty[0], content), doubtful=True)
        elif self.row.closed():
            self.waiting.append(content)
        else:
            self.row.unread = True

    def _column_by(self, item: Item, mixed: Item) -> FieldName | None:
        """Return the empty column of units in which the item lets the next mixed line read best, None if none does."""
        empty = [name for name in self.unit_fields if name not in self.row.cells]
        line = mixed.lines[0].content
        if match := ROW_NUMBER.match(line.text):
            line = line[match.end() :]
        scores = {name: self.cutter.cut(line, {**self._open(), name: item.content}).score for name in empty}
        if len(scores) < 2:
            return None
        best, second = sorted(scores, key=lambda name: -scores[name])[:2]
        return best if scores[best] > scores[second] else None


def with_marks(content: Mapped) -> Mapped:
    """Return a rebuilt unit with the fields in it as they are spelt: "Tiêu chuẩn Do lượng" is "Tiêu chuẩn Đo lường".

    A line's end in the middle of a name leaves the repair without what follows, so it may have missed the marks.
    """
    plain = strip_marks(content.text).lower()
    text = content.text
    for sector in sorted(sectors(), key=lambda sector: -len(sector.name)):
        at = plain.find(strip_marks(sector.name).lower())
        if at >= 0 and len(sector.name.split()) > 2:
            said = text[at : at + len(sector.name)]
            spelt = "".join(new.upper() if old.isupper() else new for old, new in zip(said, sector.name, strict=True))
            text = text[:at] + spelt + text[at + len(sector.name) :]
            break
    return replace(content, text=text)
