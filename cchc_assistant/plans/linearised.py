"""Task tables that a text layer or OCR has written one cell after another: the header found, the rows rebuilt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from cchc_assistant.plans import units
from cchc_assistant.plans.cell_order import ASSIGNING, TIME_FIELDS, UNIT_FIELDS, RawRow, rows_of
from cchc_assistant.plans.cell_text import (
    Item,
    bare,
    items_of,
    kind_of,
    lines_of,
    number_alone,
    time_kind,
    undashed,
    unit_state,
)
from cchc_assistant.plans.entries import Entry, Source
from cchc_assistant.plans.labels import FieldName, classify
from cchc_assistant.plans.line_cuts import Cutter
from cchc_assistant.plans.linear_rows import LinearRow, Numbering, entries_of, of_mixed, of_raw, runs
from cchc_assistant.plans.mixed_rows import ROW_NUMBER, Heading, MixedRow, Rebuilder
from cchc_assistant.plans.outline import Node

_HEADER_WORDS = 10
_LEAST_COLUMNS = 3
_LOOK_BACK = 4
_LEAST_WIDTHS = 2
_STRAY = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class LinearReading:
    """The entries of linearised tables, the nodes they were read from (by ``id``), and what could not be read."""

    entries: tuple[Entry, ...] = ()
    consumed: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    """A header: the columns without that of the numbers, and how many nodes it takes."""

    columns: tuple[FieldName | None, ...]
    words: tuple[str, ...]
    length: int


def read_linearised(root: Node, source: Source) -> LinearReading:
    """Read the linearised tables of a plan's body or of an appendix.

    Args:
        root: the root of the outline.
        source: of the document; its text has the line ends that the cells are told by.
    """
    nodes = [node for node in root.walk() if node.whole]
    entries: list[Entry] = []
    warnings: list[str] = []
    consumed: set[int] = set()
    at = 0
    while at < len(nodes):
        header = _header(nodes, at)
        if header is None:
            at += 1
            continue
        end = _end(nodes, at)
        table = _Table(header, nodes[at], source)
        entries.extend(table.read(nodes[at:end]))
        warnings.extend(table.numbering.warnings)
        consumed.update(id(node) for node in nodes[at:end])
        at = end
    return LinearReading(tuple(entries), frozenset(consumed), tuple(warnings))


def _end(nodes: Sequence[Node], start: int) -> int:
    """Return the index after the table that begins at ``start``: it ends with the part that it stands in."""
    part = nodes[start].parent
    while part is not None and not part.numbered and part.parent is not None:
        part = part.parent
    inside = {id(node) for node in part.walk()} if part is not None else set()
    at = start
    while at < len(nodes) and id(nodes[at]) in inside and not nodes[at].tables:
        at += 1
    return at


def _header(nodes: Sequence[Node], start: int) -> _Header | None:
    """Read the header that begins at a node: short paragraphs that name columns, one after another."""
    fields: list[FieldName | None] = []
    words: list[str] = []
    at = start
    while at < len(nodes):
        text = _STRAY.sub("", nodes[at].whole.text)
        if fields and text[:1].islower() and _may_be_header(nodes[at]):
            words[-1] = f"{words[-1]} {bare(text)}"  # "Thời hạn" / "hoàn thành": a cell of two lines
            at += 1
            continue
        name = classify(text) if _may_be_header(nodes[at]) else None
        if name is None or name in fields or not (fields or name in ("ordinal", "task")):
            break
        fields.append(name)
        words.append(bare(text))
        at += 1
    if "task" not in fields or len(fields) < _LEAST_COLUMNS or not ASSIGNING & set(fields):
        return None
    if nodes[at : at + len(fields)] and all(number_alone(node.whole.text) for node in nodes[at : at + len(fields)]):
        at += len(fields)  # "(1)", "(2)", …: the numbers of the columns
    return _Header(tuple(name for name in fields if name != "ordinal"), tuple(words), at - start)


def _may_be_header(node: Node) -> bool:
    text = node.whole.text.strip()
    short = len(text.split()) <= _HEADER_WORDS and ":" not in text and not text.endswith((".", ";"))
    return short and not node.numbered


class _Table:
    """Reads the rows of one linearised table."""

    def __init__(self, header: _Header, first: Node, source: Source) -> None:
        self.header = header
        self.columns = tuple(name for name in header.columns if name is not None)
        self.text = source.document.text
        self.numbering = Numbering(
            first.path, first.appendix, self.columns, source.document.name, repaired=source.document.repaired
        )

    def read(self, nodes: Sequence[Node]) -> list[Entry]:
        """Return the entries of the rows."""
        return list(self.numbering.entries(list(self._rows(self._items(nodes)))))

    def _items(self, nodes: Sequence[Node]) -> list[Item]:
        """Return the cells of the body, the header left out wherever it is repeated."""
        body: list[Node] = []
        at = 0
        while at < len(nodes):
            header = _header(nodes, at)
            if header is not None and len(set(header.words) & set(self.header.words)) >= _LEAST_COLUMNS - 1:
                at += header.length
                continue
            body.append(nodes[at])
            at += 1
        items = items_of(lines_of(body, self.text))
        cutter = Cutter(self.columns, _width(items))
        return [
            replace(item, mixed=_is_mixed(item, items[max(0, at - _LOOK_BACK) : at], cutter))
            for at, item in enumerate(items)
        ]

    def _rows(self, items: list[Item]) -> Iterator[LinearRow | Heading]:
        """Read runs of whole cells by their order, and what lies between line by line."""
        known: list[RawRow] = []
        at = 0
        while at < len(items):
            end = next((i for i in range(at, len(items)) if items[i].mixed), len(items))
            rows = rows_of(items[at:end], self.header.columns)
            rebuilt: list[Item] = []
            if end < len(items) and rows and not rows[-1].group and self._unfinished(rows[-1]):
                rebuilt = rows.pop().items()
            known.extend(rows)
            yield from (of_raw(row, self.columns) for row in rows)
            if end == len(items):
                return
            rebuilder = Rebuilder(Cutter(self.columns, _width(items), _known_units(known, self.columns)))
            at = end
            queue = [*rebuilt, *items[end:]]
            for index, item in enumerate(queue):
                if rebuilder.ready(item):
                    break
                rebuilder.take(item, queue[index + 1 :])
                at += index >= len(rebuilt)
            for row in rebuilder.finish():
                yield of_mixed(row, self.columns) if isinstance(row, MixedRow) else row

    def _unfinished(self, row: RawRow) -> bool:
        task = row.cells.get("task", [])
        return (
            not task
            or not task[-1].text.endswith(".")
            or any(name not in row.cells for name in self.columns if name in ASSIGNING)
        )


def _width(items: Sequence[Item]) -> int | None:
    """Return how many characters a line of the task column holds, by the cells of more than one line."""
    widths = []
    for item in items:
        lengths = [len(line.text) for line in item.lines[:-1]]
        whole = not any("|" in line.text for line in item.lines)
        if lengths and whole and kind_of(item.text) == "text" and max(lengths) <= 1.4 * median(lengths):
            widths.append(max(lengths))
    if len(widths) < _LEAST_WIDTHS:
        return None
    return max(width for width in widths if width <= 1.25 * median(widths))


def _is_mixed(item: Item, before: Sequence[Item], cutter: Cutter) -> bool:
    """Say whether the lines of a block run across several cells, those that the blocks before left open among them."""
    if any(cutter.ruled(line.text) for line in item.lines[item.roman :]):
        return True
    unfinished = [above.content for above in before if unit_state(above.text) == "open"]
    times = [above.content for above in before if time_kind(above.text) == "condition"]
    for line in item.lines:
        if not cutter.too_long(line.text):
            continue
        content = line.content[match.end() :] if (match := ROW_NUMBER.match(line.text)) else line.content
        for name in (column for column in cutter.columns if column in UNIT_FIELDS):
            open_ = {name: unfinished[-1]} if unfinished else {}
            open_.update({column: times[-1] for column in cutter.columns if column in TIME_FIELDS and times})
            if len(cutter.cut(content, open_).pieces) > 1:
                return True
    return False


def _known_units(rows: Sequence[RawRow], columns: Sequence[FieldName]) -> dict[FieldName, tuple[str, ...]]:
    """Return the units that each column holds in rows of which every column of units is filled."""
    found: dict[FieldName, dict[str, None]] = {}
    names = [name for name in columns if name in UNIT_FIELDS]
    for row in rows:
        if row.group or any(name not in row.cells or runs(row.cells[name]) > 1 for name in names):
            continue
        for name in names:
            for entry in entries_of(row.cells[name], name):
                text = undashed(entry.text)
                parts = [text, *(text[start:end] for start, end in units.split(text))]
                found.setdefault(name, {}).update(dict.fromkeys(parts))
    return {name: tuple(texts) for name, texts in found.items()}
