"""Task tables: what each column means, which rows are groups, which are tasks, and which are broken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans.entries import Entry, bare_value
from cchc_assistant.plans.labels import FieldName, classify
from cchc_assistant.plans.outline import Node, extend_path
from cchc_assistant.reading.document import Cell, Row, Table
from cchc_assistant.reading.marks import MarkKind, mark_of, roman_value

_DATA_FIELDS = frozenset({"lead", "coordinate", "time", "product", "direct", "frequency"})
# "(1)", "1", "A" across a row: the line that numbers the columns.
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?")
# "nt", "-nt-", "như trên", '"', "//": the same as in the row above.
_DITTO = re.compile(r"[-–]?\s*(?:n[.\-]?t\.?|như trên)\s*[-–]?|[\"”“]|//|-\"-", re.IGNORECASE)
# The number of a row: "1", "1.2", "a)", "III", "I.1", "c)".
_ORDINAL = re.compile(r"\(?([IVXLC]+(?:\.\d+)*|\d{1,3}(?:\.\d{1,3})*|[a-zđA-ZĐ])\s*[.)/]?")
# Which of two columns that both hold work is the task: the narrower word wins.
_TASK_RANK = ("nhiệm vụ cụ thể", "nhiệm vụ", "công việc", "hoạt động", "nội dung", "tên ")
# A column that says what kind of work its rows are: "Nhóm nhiệm vụ", "Lĩnh vực".
_GROUPING = ("nhóm", "lĩnh vực", "loại")
# "Kinh phí (triệu đồng)", "ĐVT: đồng", not "Kinh phí hợp đồng"; and a number that such a head counts.
_CURRENCY = re.compile(r"\b(?:triệu|tỷ|tỉ|nghìn|ngàn)\s+đồng\b|(?<=\()đồng(?=\))|(?<=:\s)đồng\b", re.IGNORECASE)
_BARE_SUM = re.compile(r"\d[\d.,]*")
# Longer texts that end as sentences do are no titles of groups.
_LONGEST_GROUP = 60
_GROUP_RANK: dict[MarkKind, int] = {"part": 0, "upper": 1, "roman": 2, "arabic": 3, "decimal": 4, "letter": 5}


@dataclass(frozen=True, slots=True)
class Columns:
    """The meaning of a table's columns and what its header says; ``first_row`` is the first row after the header."""

    fields: tuple[FieldName | None, ...]
    first_row: int
    task: int
    header: tuple[str, ...]

    def indexes(self, field: FieldName) -> list[int]:
        """Return the columns that hold ``field``."""
        return [index for index, name in enumerate(self.fields) if name == field]

    @property
    def grouping(self) -> int | None:
        """The column that says what kind of work its rows are, None where there is none."""
        found = (index for index, label in enumerate(self.header) if index != self.task and label.startswith(_GROUPING))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class TableReading:
    """The entries of a table, its row count that look like tasks, and what could not be read."""

    entries: tuple[Entry, ...]
    rows_like_tasks: int
    warnings: tuple[str, ...]


def columns_of(table: Table) -> Columns | None:
    """Find the header among the first rows of a table; None if the table assigns no tasks."""
    for index, row in enumerate(table.rows[:5]):
        fields = _classified(row)
        if "task" not in fields or not _DATA_FIELDS & {field for field in fields if field}:
            continue
        first = index + 1
        if first < len(table.rows) and (below := _second_header(row, table.rows[first])) is not None:
            fields, first = below, first + 1
        if first < len(table.rows) and _numbers_columns(table.rows[first]):
            first += 1
        fields = _with_ordinals(fields, table.rows[first:])
        return Columns(fields, first, _task_column(row, fields), _folded(row))
    return None


def _with_ordinals(fields: tuple[FieldName | None, ...], rows: tuple[Row, ...]) -> tuple[FieldName | None, ...]:
    """Take a first column that says nothing of itself for the row numbers, if it holds hardly anything else."""
    if fields[0] is not None or "ordinal" in fields:
        return fields
    texts = [row.cells[0].text for row in rows if row.cells[0]]
    if len(texts) < 2 or sum(_ordinal(text) is not None for text in texts) < 0.7 * len(texts):
        return fields
    return ("ordinal", *fields[1:])


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(" ".join(fold(cell.text).split()) for cell in row.cells)


def _classified(row: Row) -> tuple[FieldName | None, ...]:
    return tuple(classify(cell.text) if cell else None for cell in row.cells)


def _second_header(upper: Row, lower: Row) -> tuple[FieldName | None, ...] | None:
    """Combine a header of two rows: the lower row narrows what the upper one says ("Phân công" over "Chủ trì")."""
    below = _classified(lower)
    texts = [cell.text for cell in lower.cells if cell]
    said = [field for field in below if field]
    if not said or any(len(text) > 60 for text in texts):
        return None
    new = sum(1 for up, low in zip(upper.cells, lower.cells, strict=True) if low and low.text != up.text)
    if new < 2 or len(said) < 0.6 * len(texts) or (lower.cells[0] and _ordinal(lower.cells[0].text)):
        return None
    above = _classified(upper)
    return tuple(low or up for up, low in zip(above, below, strict=True))


def _numbers_columns(row: Row) -> bool:
    texts = [cell.text.strip() for cell in row.cells if cell]
    matching = sum(bool(_COLUMN_NUMBER.fullmatch(text)) for text in texts)
    if len(texts) >= 4 and all(len(text) <= 4 for text in texts):
        return matching >= 0.5 * len(texts)  # in a scan some of the numbers may be misread
    return len(texts) >= 3 and matching == len(texts)


def _task_column(header: Row, fields: tuple[FieldName | None, ...]) -> int:
    candidates = [index for index, field in enumerate(fields) if field == "task"]

    def rank(index: int) -> tuple[bool, int, int]:
        label = fold(header.cells[index].text)
        place = next((place for place, word in enumerate(_TASK_RANK) if fold(word) in label), len(_TASK_RANK))
        return label.startswith(_GROUPING), place, index

    return min(candidates, key=rank)


def _ordinal(text: str) -> tuple[str, MarkKind] | None:
    """Read a row's number: ("b", "letter") of "b)"; None if the cell holds something else."""
    match = _ORDINAL.fullmatch(text.strip())
    if match is None:
        return None
    number = match[1]
    if "." in number:
        return number, "decimal"
    if number.isdigit():
        return number, "arabic"
    if number.islower():
        return number, "letter"
    return (number, "roman") if roman_value(number) else (number, "upper")


def _currency(head: Cell) -> Mapped | None:
    """Return what the head of a column of money says that its numbers count: "Kinh phí (triệu đồng)"."""
    for line in head.lines:
        if match := _CURRENCY.search(line.text):
            return line[match.start() : match.end()]
    return None


class _Reader:
    """Walks the rows of one table; ``groups`` are the open group rows, outermost first, ``sort`` the kind of work."""

    def __init__(self, columns: Columns, node: Node, name: str) -> None:
        self.columns = columns
        self.node = node
        self.name = name
        self.groups: list[tuple[int, str, str]] = []
        self.entries: list[Entry] = []
        self.previous: Row | None = None
        self.last_number: tuple[str, MarkKind] | None = None
        self.lead_in = ""
        self.currency: Mapped | None = None
        self.sort = ""
        self.last_section = node.path
        self.warnings: list[str] = []
        self.rows_like_tasks = 0

    def read(self, rows: tuple[Row, ...]) -> TableReading:
        heads = (row.cells[at] for row in rows[: self.columns.first_row] for at in self.columns.indexes("budget"))
        self.currency = next(filter(None, map(_currency, heads)), None)
        for index, row in enumerate(rows[self.columns.first_row :], self.columns.first_row):
            if not any(row.cells) or _numbers_columns(row):
                continue
            if sum(bool(a) and a == b for a, b in zip(_folded(row), self.columns.header, strict=True)) >= 2:
                continue  # the header, repeated at the top of a page
            following = next((later for later in rows[index + 1 :] if any(later.cells)), None)
            self._row(row, following)
        return TableReading(tuple(self.entries), self.rows_like_tasks, tuple(self.warnings))

    def _number(self, row: Row) -> tuple[str, MarkKind] | None:
        for index in self.columns.indexes("ordinal"):
            if row.cells[index]:
                return _ordinal(row.cells[index].text)
        first = row.cells[self.columns.task]
        if not self.columns.indexes("ordinal") and first and (mark := mark_of(first.text)) and mark.ordinal:
            return mark.number, mark.kind
        return None

    def _row(self, row: Row, following: Row | None) -> None:
        task = row.cells[self.columns.task]
        data = [
            index
            for index, field in enumerate(self.columns.fields)
            if field not in ("ordinal", "task") and row.cells[index] and row.cells[index].text != task.text
        ]
        number = self._number(row)
        title = task or self._merged_title(row)
        if title and not data and self._goes_on(row, title, number):
            last = self.entries[-1]
            self.entries[-1] = replace(
                last,
                task=join([last.task, *map(bare_value, title.lines)]),
                whole=(*last.whole, *title.lines),
            )
            return
        if title and not data and self._is_group(row, title, number, following):
            self._open_group(title, number)
            return
        if not task:
            self._without_task(row, data)
            return
        self.rows_like_tasks += 1
        self._close_group(number)
        section = self._section(number, row)
        self.last_section = section
        resolved = self._resolve(row)
        if number is not None:
            self.last_number = number
            self.lead_in = "" if data else task.text.rstrip(" :")
        if not data:
            self.warnings.append(
                f"{self.name}: hàng «{task.text[:50]}» ({section}) không có đơn vị, thời gian, sản phẩm"
            )
        elif not {"lead", "time", "coordinate"} & {self.columns.fields[index] for index in data}:
            self.warnings.append(
                f"{self.name}: hàng «{task.text[:50]}» ({section}) thiếu đơn vị và thời gian, có thể bị lệch ô"
            )
        self._emit(resolved, section)
        self.previous = resolved

    def _goes_on(self, row: Row, title: Cell, number: tuple[str, MarkKind] | None) -> bool:
        """Say whether a text without a number is the rest of the task above: a page break cut its row."""
        sentence = title.text.rstrip().endswith((".", ";")) and len(title.text) > _LONGEST_GROUP
        in_column = number is None and row.cells[self.columns.task] is title
        return in_column and sentence and self.previous is not None and not title.bold and not title.text.isupper()

    def _merged_title(self, row: Row) -> Cell:
        """Return the one text of a row that is merged across the table ("I. CẢI CÁCH THỂ CHẾ" in the first cell)."""
        filled = [cell for cell in row.cells if cell]
        texts = {cell.text for cell in filled}
        return filled[0] if len(texts) == 1 and filled and not _ORDINAL.fullmatch(filled[0].text) else Cell()

    def _is_group(self, row: Row, title: Cell, number: tuple[str, MarkKind] | None, following: Row | None) -> bool:
        if title.bold or title.text.isupper() or number is None or row.cells[self.columns.task] is not title:
            return True
        if number[1] in ("roman", "upper", "part"):
            return True
        below = self._number(following) if following else None
        if below is not None and below[0] == "1":
            return True  # counting begins anew under it
        return below is not None and _GROUP_RANK[below[1]] > _GROUP_RANK[number[1]]

    def _open_group(self, title: Cell, number: tuple[str, MarkKind] | None) -> None:
        self.lead_in = ""
        text = title.text
        if number is None and (mark := mark_of(text)) and mark.ordinal:
            number, text = (mark.number, mark.kind), text[mark.length :]
        rank = _GROUP_RANK[number[1]] if number else (self.groups[-1][0] if self.groups else 2)
        while self.groups and self.groups[-1][0] >= rank:
            self.groups.pop()
        self.groups.append((rank, number[0] if number else "", text))
        self.sort = ""
        self.previous = None
        self.last_section = self._group_path()

    def _close_group(self, number: tuple[str, MarkKind] | None) -> None:
        """Close a numbered group at a row that goes on counting beside it: "2." with "a)" and "b)", then "3."."""
        if not self.groups or number is None or self.last_number is None or self.last_number[1] == number[1]:
            return
        rank, group, _ = self.groups[-1]
        if rank == _GROUP_RANK[number[1]] and group.isdigit() and number[0] == str(int(group) + 1):
            self.groups.pop()

    def _group_path(self) -> str:
        path = self.node.path
        for _, number, _text in self.groups:
            if number:
                path = extend_path(path, number, self.node.appendix)
        return path

    def _section(self, number: tuple[str, MarkKind] | None, row: Row) -> str:
        path = self._group_path()
        if number is None:
            # A task without a number of its own shares that of the row above.
            return self.last_section if self.previous is not None else path
        name = number[0]
        group = next((group for _, group, _ in reversed(self.groups) if group), "")
        if number[1] == "decimal" and group and name.startswith(group + "."):
            name = name[len(group) + 1 :]
        return extend_path(path, name, self.node.appendix) if path or name else name

    def _resolve(self, row: Row) -> Row:
        """Give cells that say "như trên" the content of the cell above."""
        if self.previous is None:
            return row
        cells = tuple(
            above if cell and _DITTO.fullmatch(cell.text.strip()) and above else cell
            for cell, above in zip(row.cells, self.previous.cells, strict=True)
        )
        return Row(cells)

    def _without_task(self, row: Row, data: list[int]) -> None:
        fields = {self.columns.fields[index] for index in data}
        shown = " ¦ ".join(cell.text for cell in row.cells if cell)[:70]
        if self.previous is not None and {"product", "time"} <= fields:
            # A further result of the task above, with its own time: a blank lead stays the lead of the merged row.
            cells = tuple(
                above if not cell and self.columns.fields[index] in ("task", "lead", "coordinate", "ordinal") else cell
                for index, (cell, above) in enumerate(zip(row.cells, self.previous.cells, strict=True))
            )
            self._emit(Row(cells), self.last_section)
            return
        self.warnings.append(
            f"{self.name}: mảnh hàng bảng không thuộc nhiệm vụ nào (gần {self.last_section}): «{shown}»"
        )

    def _emit(self, row: Row, section: str) -> None:
        fields: dict[FieldName, tuple[Mapped, ...]] = {}
        for index, field in enumerate(self.columns.fields):
            if field in (None, "ordinal", "task") or not row.cells[index]:
                continue
            fields[field] = fields.get(field, ()) + row.cells[index].lines
            if field == "budget" and self.currency and _BARE_SUM.fullmatch(row.cells[index].text.strip()):
                fields["currency"] = (self.currency,)
        task = row.cells[self.columns.task]
        body = [bare_value(line) for line in task.lines]
        first = body[0]
        if not self.columns.indexes("ordinal") and (mark := mark_of(first.text)) and mark.ordinal:
            first = first[mark.length :]
        whole = tuple(line for cell in row.cells for line in cell.lines)
        above = [text for _, _, text in self.groups]
        if (grouping := self.columns.grouping) is not None:
            self.sort = row.cells[grouping].text or self.sort  # merged over the rows of a group
            above += [self.sort] if self.sort else []
        if self.lead_in and self.lead_in != task.text.rstrip(" :"):
            above.append(self.lead_in)  # "4. Hoàn thiện quy chuẩn đối với:" over "- Công trình giao thông"
        heading = " › ".join(above)
        self.entries.append(Entry("table", section, heading, join([first, *body[1:]]), fields, whole))


def read_tables(node: Node, name: str) -> TableReading:
    """Read every task table that stands at an item of the outline."""
    entries: list[Entry] = []
    warnings: list[str] = []
    like = 0
    columns: Columns | None = None
    for table in node.tables:
        found = columns_of(table)
        if found is None and columns is not None and table.rows and len(table.rows[0].cells) == len(columns.fields):
            found = Columns(
                columns.fields, 0, columns.task, columns.header
            )  # the table goes on, its header not repeated
        if found is None:
            continue
        columns = found
        reading = _Reader(found, node, name).read(table.rows)
        entries.extend(reading.entries)
        warnings.extend(reading.warnings)
        like += reading.rows_like_tasks
    return TableReading(tuple(entries), like, tuple(warnings))
