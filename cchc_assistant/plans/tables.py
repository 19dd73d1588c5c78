"""Task tables: what each column means, which rows are groups, which are tasks, and which are broken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import units
from cchc_assistant.plans.cell_items import parted, said_in
from cchc_assistant.plans.cell_text import time_kind, time_of_title, unit_state
from cchc_assistant.plans.columns import (
    ORDINAL,
    Columns,
    columns_of,
    currency_above,
    folded,
    numbers_columns,
    ordinal_of,
)
from cchc_assistant.plans.entries import Entry, bare_value
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.legend import explained
from cchc_assistant.plans.outline import Node, extend_path
from cchc_assistant.reading.document import Cell, Row, Table
from cchc_assistant.reading.marks import MarkKind, mark_of

# "nt", "-nt-", "như trên", '"', "//": the same as in the row above.
_DITTO = re.compile(r"[-–]?\s*(?:n[.\-]?t\.?|như trên)\s*[-–]?|[\"”“]|//|-\"-", re.IGNORECASE)
_WITH_GROUP = re.compile(r"\.|(?<=[A-ZĐ])\d")
_NO_CODES: Mapping[str, Mapped] = {}
# A number that the head of a column of money counts.
_BARE_SUM = re.compile(r"\d[\d.,]*")
# A cell that only says that its column's head holds: "x" under "Quý II".
_TICK = re.compile(r"[xXvV×✓✔√●•■☑☒*+]")
# Who leads before who helps, in a column for both: "Phòng Tư pháp / Công an huyện".
_SLASH = re.compile(r"\s+/\s*|/\s+")
# What marks a unit's part in the column of that unit.
_PARTS: dict[str, FieldName] = {"ct": "lead", "chủ trì": "lead", "ph": "coordinate", "phối hợp": "coordinate"}
# The row of a table's sums, which is no task; folded.
_SUMS = re.compile(fold(r"(?:tổng(?: cộng| số| kinh phí| toàn bộ)?|cộng(?: \S+)?)\s*(?:\([^()]*\))?\W*"))
# A cell that says that nothing stands there.
_BLANK = re.compile(r"[-–—_.…/]+")
# "CT:", "phối hợp:" within such a cell.
_MARKED = re.compile(r"\b(?:CT|PH|chủ trì|phối hợp)\b", re.IGNORECASE)
# Longer texts that end as sentences do are no titles of groups.
_LONGEST_GROUP = 60
# How many lines above a table may say what its sums count.
_LINES_ABOVE = 3
_GROUP_RANK: dict[MarkKind, int] = {"part": 0, "upper": 1, "roman": 2, "arabic": 3, "decimal": 4, "letter": 5}


@dataclass(frozen=True, slots=True)
class TableReading:
    """The entries of a table, its row count that look like tasks, and what could not be read."""

    entries: tuple[Entry, ...]
    rows_like_tasks: int
    warnings: tuple[str, ...]


class _Reader:
    """Walks the rows of one table; ``groups`` are the open group rows, outermost first, ``sort`` the kind of work."""

    def __init__(self, columns: Columns, node: Node, name: str, caption: str, legend: Mapping[str, Mapped]) -> None:
        self.columns = columns
        self.node = node
        self.name = name
        self.caption = caption
        self.legend = legend
        self.groups: list[tuple[int, str, str]] = []
        self.when: tuple[Mapped, ...] = ()
        self.entries: list[Entry] = []
        self.previous: Row | None = None
        self.last_number: tuple[str, MarkKind] | None = None
        self.lead_in = ""
        self.sort = ""
        self.last_section = node.path
        self.warnings: list[str] = []
        self.rows_like_tasks = 0

    def read(self, rows: tuple[Row, ...]) -> TableReading:
        for index, row in enumerate(rows[self.columns.first_row :], self.columns.first_row):
            if not any(row.cells) or numbers_columns(row):
                continue
            if sum(bool(a) and a == b for a, b in zip(folded(row), self.columns.header, strict=True)) >= 2:
                continue  # the header, repeated at the top of a page
            if _SUMS.fullmatch(fold(self._merged_title(row).text or row.cells[self.columns.task].text).strip()):
                continue
            following = next((later for later in rows[index + 1 :] if any(later.cells)), None)
            for part in parted(row, self.columns.task) if self.columns.lists_tasks else (row,):
                self._row(part, following)
        return TableReading(tuple(self.entries), self.rows_like_tasks, tuple(self.warnings))

    def _number(self, row: Row) -> tuple[str, MarkKind] | None:
        for index in self.columns.indexes("ordinal"):
            if row.cells[index]:
                return ordinal_of(row.cells[index].text)
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
        if not task and title and title is row.cells[0] and _is_title(title):
            data = []  # a group's title in the first column, whatever that is for: "A. CHỈ ĐẠO"
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
        return filled[0] if len(texts) == 1 and filled and not ORDINAL.fullmatch(filled[0].text) else Cell()

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
        when = time_of_title(join(title.lines)[len(title.text) - len(text) :])
        self.when = (when,) if when else ()
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
        if number[1] == "decimal" and group and _WITH_GROUP.match(name, len(group)) and name.startswith(group):
            name = name[len(group) :].lstrip(".")  # "2.1" under "2", "A1" under "A"
        return extend_path(path, name, self.node.appendix) if path or name else name

    def _resolve(self, row: Row) -> Row:
        """Give cells that say "như trên" the content of the cell above."""
        if self.previous is None:
            return row
        cells = tuple(
            above if cell and _DITTO.fullmatch(cell.text.strip()) and above else cell
            for cell, above in zip(row.cells, self.previous.cells, strict=True)
        )
        return replace(row, cells=cells)

    def _without_task(self, row: Row, data: list[int]) -> None:
        fields = {self.columns.fields[index] for index in data}
        shown = " ¦ ".join(cell.text for cell in row.cells if cell)[:70]
        if self.previous is not None and {"product", "time"} <= fields:
            # A further result of the task above, with its own time: a blank lead stays the lead of the merged row.
            cells = tuple(
                above if not cell and self.columns.fields[index] in ("task", "lead", "coordinate", "ordinal") else cell
                for index, (cell, above) in enumerate(zip(row.cells, self.previous.cells, strict=True))
            )
            self._emit(replace(row, cells=cells), self.last_section)
            return
        self.warnings.append(
            f"{self.name}: mảnh hàng bảng không thuộc nhiệm vụ nào (gần {self.last_section}): «{shown}»"
        )

    def _emit(self, row: Row, section: str) -> None:
        fields = self._fields(row)
        if self.when and "time" not in fields:
            fields["time"] = self.when
        task = row.cells[self.columns.task]
        body = [bare_value(line) for line in task.lines]
        first = body[0]
        if not self.columns.indexes("ordinal") and (mark := mark_of(first.text)) and mark.ordinal:
            first = first[mark.length :]
        title = join([first, *body[1:]])
        if not self.columns.indexes("lead"):
            own = said_in(title)
            fields = {**own, **fields} if "lead" in own else fields
        if not any(map(str.isalnum, title.text)):
            return  # a cell that holds a mark only: "-", "a)"
        whole = tuple(line for cell in row.cells for line in cell.lines)
        above = [*([self.caption] if self.caption else []), *(text for _, _, text in self.groups)]
        if (grouping := self.columns.grouping) is not None:
            self.sort = explained(row.cells[grouping], self.legend).text or self.sort  # merged over the rows of a group
            above += [self.sort] if self.sort else []
        if self.lead_in and self.lead_in != task.text.rstrip(" :"):
            above.append(self.lead_in)  # "4. Hoàn thiện quy chuẩn đối với:" over "- Công trình giao thông"
        heading = " › ".join(above)
        shared = [row.cells[at] for at in range(len(row.cells)) if self.columns.holds_both_roles(at)]
        guess = row.unclear or any(map(_is_unmarked_list, shared))
        guessed: tuple[FieldName, ...] = ("lead", "coordinate") if guess else ()
        self.entries.append(Entry("table", section, heading, title, fields, whole, guessed))

    def _fields(self, row: Row) -> dict[FieldName, tuple[Mapped, ...]]:
        """Return what the cells of a row say, and of ticked cells what their heads say."""
        fields: dict[FieldName, tuple[Mapped, ...]] = {}
        ticked: list[Mapped] = []
        for index, field in enumerate(self.columns.fields):
            cell = row.cells[index]
            if field in ("ordinal", "task") or not cell or _BLANK.fullmatch(cell.text.strip()):
                continue
            cell = explained(cell, self.legend)
            head = self.columns.heads[index]
            if field == "time" and _TICK.fullmatch(cell.text.strip()) and time_kind(head.text) == "time":
                ticked.append(join(head.lines))
            elif field is None:
                if (part := _PARTS.get(fold(cell.text).strip(" ()."))) and self.columns.unit_over(index):
                    fields[part] = (*fields.get(part, ()), join(head.lines))
            elif self.columns.holds_both_roles(index):
                for role, values in _roles(cell).items():
                    fields[role] = (*fields.get(role, ()), *values)
            else:
                fields[field] = (*fields.get(field, ()), *cell.lines)
                if field == "budget" and self.columns.currency and _BARE_SUM.fullmatch(cell.text.strip()):
                    fields["currency"] = (self.columns.currency,)
        if ticked:
            # "trước 15/8/2024" in a column of times or notes says more than the tick under "Quý III".
            stated = (join(fields.get(name, ())) for name in ("time", "note"))
            fields["time"] = (next((one for one in stated if time_kind(one.text) == "time"), join(ticked, ", ")),)
        said = {name: tuple(value for value in values if value.text.strip()) for name, values in fields.items()}
        return {name: values for name, values in said.items() if values}


def _is_title(cell: Cell) -> bool:
    """Say whether the one cell of a row that is filled names a group: by its number, its capitals or its weight."""
    mark = mark_of(cell.text)
    return cell.bold or cell.text.isupper() or (mark is not None and bool(mark.ordinal))


def _is_unmarked_list(cell: Cell) -> bool:
    """Say whether nothing but their order tells which units of a cell for both roles lead: a guess."""
    text = join(cell.lines).text
    parted = len(cell.lines) > 1 and unit_state(cell.lines[0].text) == "whole"
    return not (_MARKED.search(text) or _SLASH.search(text) or parted) and len(units.split(text)) > 1


def _roles(cell: Cell) -> dict[FieldName, tuple[Mapped, ...]]:
    """Part a cell of units of both roles: who leads stands before a slash, on the first line, or first in the list.

    The last of these is a guess (`_is_unmarked_list`). Cells that mark the roles ("CT: …; PH: …") are left whole.
    """
    whole = join(cell.lines)
    if _MARKED.search(whole.text):
        return {"lead": cell.lines}
    if slash := _SLASH.search(whole.text):
        return {"lead": (whole[: slash.start()],), "coordinate": (whole[slash.end() :],)}
    if len(cell.lines) > 1 and unit_state(cell.lines[0].text) == "whole":
        return {"lead": cell.lines[:1], "coordinate": cell.lines[1:]}
    listed = tuple(whole[start:end] for start, end in units.split(whole.text))
    return {"lead": listed[:1], "coordinate": listed[1:]}


def read_tables(node: Node, name: str, legend: Mapping[str, Mapped] = _NO_CODES) -> TableReading:
    """Read every task table that stands at an item of the outline; ``legend`` explains the codes of its cells."""
    entries: list[Entry] = []
    warnings: list[str] = []
    like = 0
    columns: Columns | None = None
    for table in node.tables:
        found = columns_of(table)
        if found is None and columns is not None and table.rows and len(table.rows[0].cells) == len(columns.fields):
            found = replace(columns, first_row=0)  # the table goes on, its header not repeated
        if found is None:
            continue
        if found.currency is None and (currency := currency_above(_lines_above(node, table))):
            found = replace(found, currency=currency)
        columns = found
        reading = _Reader(found, node, name, table.caption, legend).read(table.rows)
        entries.extend(reading.entries)
        warnings.extend(reading.warnings)
        like += reading.rows_like_tasks
    return TableReading(tuple(entries), like, tuple(warnings))


def _lines_above(node: Node, table: Table) -> list[Mapped]:
    """Return the lines of an item just above a table, the nearest first."""
    begun = next((line.offsets[0] for row in table.rows for cell in row.cells for line in cell.lines if line), 0)
    lines = [line for line in (node.whole, *(child.whole for child in node.children)) if line]
    return [line for line in reversed(lines) if line.offsets[0] < begun][:_LINES_ABOVE]
