"""What the columns of a task table mean: its header, of one row or two, and what the header says of the cells below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import units
from cchc_assistant.plans.labels import FieldName, classify
from cchc_assistant.reading.document import Cell, Row, Table
from cchc_assistant.reading.marks import MarkKind, roman_value

_DATA_FIELDS = frozenset({"lead", "coordinate", "time", "product", "direct", "frequency"})
# What a table of aims must say besides to be one of tasks: "Chỉ tiêu | Năm 2024 | Đơn vị theo dõi" assigns nothing.
_ASSIGNING = frozenset({"lead", "coordinate", "time"})
_AIMS = re.compile(
    r"(?:các )?(?:chỉ tiêu|mục tiêu|tiêu chí)\b(?!.*(?:nhiệm vụ|công việc|nội dung|giải pháp|hoạt động))"
)
# "Năm 2024", "Kế hoạch 2024": above what is to be reached by then.
_YEAR_HEAD = re.compile(r"(?!.*(?:thời|tiến độ|hoàn thành|hạn))(?:\w+ ){0,4}(?:19|20)\d\d(?: ?\([^()]*\))?")
# The share of a column's cells above which it is one of units.
_MOSTLY = 0.5
# "Tháng thực hiện", "Quý" above the numbers of months or quarters.
_PERIODS = re.compile(r"(?:tháng|quý)\b", re.IGNORECASE)
_MONTHS = 12
# "(1)", "1", "A" across a row: the line that numbers the columns.
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?")
# The number of a row: "1", "1.2", "a)", "III", "I.1", "c)".
ORDINAL = re.compile(r"\(?([IVXLC]+(?:\.\d+)*|[A-ZĐ]{1,4}[.-]?\d{1,3}|\d{1,3}(?:\.\d{1,3})*|[a-zđA-ZĐ])\s*[.)/]?")
# Which of two columns that both hold work is the task: the narrower word wins.
_TASK_RANK = ("nhiệm vụ cụ thể", "nhiệm vụ", "công việc", "hoạt động", "nội dung", "tên ")
# A column that says what kind of work its rows are: "Nhóm nhiệm vụ", "Lĩnh vực".
_GROUPING = ("nhóm", "lĩnh vực", "loại")
# "Kinh phí (triệu đồng)", "ĐVT: đồng", not "Kinh phí hợp đồng".
_CURRENCY = re.compile(
    r"\b(?:triệu|tỷ|tỉ|nghìn|ngàn)\s+đồng\b|\btr(?:iệu)?\.?\s?đ\b|(?<=\()đồng(?=\))|(?<=:\s)đồng\b", re.IGNORECASE
)
# "Đơn vị tính: triệu đồng", "ĐVT: đồng" above a table.
_COUNTED = re.compile(
    r"\b(?:ĐVT|đơn vị(?: tính)?(?: kinh phí| tiền)?)\s*:?\s*\(?(?P<counts>(?:(?:triệu|tỷ|tỉ|nghìn|ngàn)\s+)?đồng)\b",
    re.IGNORECASE,
)
# "Cơ quan thực hiện (chủ trì / phối hợp)", "Chủ trì, phối hợp": a column for both.
_BOTH_ROLES = re.compile(r"\bchủ trì\b.*\bphối hợp\b|\bthực hiện\s*[/(,+&–-]\s*(?:đơn vị |cơ quan )?phối hợp\b")


@dataclass(frozen=True, slots=True)
class Columns:
    """The meaning of a table's columns and what its header says.

    Attributes:
        fields: what each column holds, None where it says nothing of itself.
        first_row: the first row after the header.
        task: the column of the tasks.
        header: the words of the header's upper row, folded.
        heads: the lowest cell of the header over each column.
        currency: what a column of money says that its numbers count: "Kinh phí (triệu đồng)".
    """

    fields: tuple[FieldName | None, ...]
    first_row: int
    task: int
    header: tuple[str, ...]
    heads: tuple[Cell, ...]
    currency: Mapped | None = None

    def indexes(self, field: FieldName) -> list[int]:
        """Return the columns that hold ``field``."""
        return [index for index, name in enumerate(self.fields) if name == field]

    @property
    def lists_tasks(self) -> bool:
        """Whether a row is of a unit or a time, and its tasks stand below each other in one cell."""
        before = {field for field in self.fields[: self.task] if field != "ordinal"}
        return bool({"lead", "time"} & before) or "ordinal" not in self.fields

    @property
    def grouping(self) -> int | None:
        """The column that says what kind of work its rows are, None where there is none."""
        found = (index for index, label in enumerate(self.header) if index != self.task and label.startswith(_GROUPING))
        return next(found, None)

    def holds_both_roles(self, index: int) -> bool:
        """Say whether a column is for the units that lead and for those that help."""
        return self.fields[index] in ("lead", "coordinate") and bool(_BOTH_ROLES.search(self.header[index]))

    def unit_over(self, index: int) -> bool:
        """Say whether a column is one unit's: "Văn phòng Sở" over marks of what it has to do."""
        title = self.heads[index].text
        found = units.find(title) if self.fields[index] is None else []
        return bool(found) and found[0] == (0, len(title.strip()))


def columns_of(table: Table) -> Columns | None:
    """Find the header among the first rows of a table; None if the table assigns no tasks."""
    for index, row in enumerate(table.rows[:5]):
        fields = _classified(row)
        if "task" not in fields or not _assigns(row, fields):
            continue
        first, lowest = index + 1, row
        if first < len(table.rows) and "task" in (below := _second_header(row, table.rows[first])):
            fields, first, lowest = below, first + 1, table.rows[first]
        if first < len(table.rows) and numbers_columns(table.rows[first]) and not _months(row, table.rows[first]):
            first += 1
        heads = tuple(lower or upper for upper, lower in zip(row.cells, lowest.cells, strict=True))
        if first < len(table.rows) and (months := _months(row, table.rows[first])):
            fields = tuple("time" if at in months else field for at, field in enumerate(fields))
            heads = tuple(months.get(at, head) for at, head in enumerate(heads))
            first += 1
        rows = table.rows[first:]
        fields = _of_units(_without_years(_with_ordinals(fields, rows), row, heads), rows)
        money = [at for at, field in enumerate(fields) if field == "budget"]
        currency = next(filter(None, (_currency(cell) for at in money for cell in (heads[at], row.cells[at]))), None)
        return Columns(fields, first, _task_column(row, fields), folded(row), heads, currency)
    return None


def _months(upper: Row, lower: Row) -> dict[int, Cell]:
    """Return the heads of columns that count the months or quarters below one head: "Tháng thực hiện" over 1, 2, 3."""
    found: dict[int, Cell] = {}
    over: Mapped | None = None
    for at, (above, below) in enumerate(zip(upper.cells, lower.cells, strict=True)):
        if above:
            named = _PERIODS.match(above.text)
            over = above.lines[0][: named.end()] if named and classify(above.text) == "time" else None
        number = below.text.strip() if below and below is not above else ""
        value = int(number) if number.isdigit() else roman_value(number)
        if over is not None and value == len(found) + 1 <= _MONTHS:
            found[at] = Cell((join([over, below.lines[0]], " "),))
    return found if len(found) > 1 else {}


def _currency(head: Cell) -> Mapped | None:
    for line in head.lines:
        if match := _CURRENCY.search(line.text):
            return line[match.start() : match.end()]
    return None


def currency_above(lines: Iterable[Mapped]) -> Mapped | None:
    """Return what the lines above a table say that its sums count: "Đơn vị tính: triệu đồng"."""
    found = ((line, _COUNTED.search(line.text)) for line in lines)
    return next((line[slice(*match.span("counts"))] for line, match in found if match), None)


def _assigns(header: Row, fields: tuple[FieldName | None, ...]) -> bool:
    """Say whether a header is that of tasks: it names units, times or results; of aims it must say who and when."""
    said = set(_without_years(fields, header, header.cells))
    return bool((_ASSIGNING if _of_aims(header, fields) else _DATA_FIELDS) & said)


def _of_aims(header: Row, fields: Sequence[FieldName | None]) -> bool:
    names = folded(header)
    return all(_AIMS.match(name) for name, field in zip(names, fields, strict=True) if field == "task")


def _without_years(
    fields: tuple[FieldName | None, ...], header: Row, heads: Sequence[Cell]
) -> tuple[FieldName | None, ...]:
    """Take columns of a table of aims for no times where they hold what is to be reached by a year."""
    if not _of_aims(header, fields):
        return fields
    names = folded(Row(tuple(heads)))
    return tuple(None if _YEAR_HEAD.fullmatch(name) else field for name, field in zip(names, fields, strict=True))


def _of_units(fields: tuple[FieldName | None, ...], rows: Sequence[Row]) -> tuple[FieldName | None, ...]:
    """Of several columns of who leads keep those that hold units: "Rõ người" beside "Rõ trách nhiệm: soạn thảo"."""
    leads = [at for at, field in enumerate(fields) if field == "lead"]
    shares = {at: _share_of_units(row.cells[at].text for row in rows if row.cells[at]) for at in leads}
    if len(leads) < 2 or max(shares.values()) < _MOSTLY:
        return fields
    return tuple(None if shares.get(at, 1.0) < _MOSTLY else field for at, field in enumerate(fields))


def _share_of_units(texts: Iterable[str]) -> float:
    begun = [units.begins(text.lstrip("-–•+ ")) for text in texts]
    return sum(begun) / len(begun) if begun else 0.0


def _with_ordinals(fields: tuple[FieldName | None, ...], rows: tuple[Row, ...]) -> tuple[FieldName | None, ...]:
    """Take a first column that says nothing of itself for the row numbers, if it holds hardly anything else."""
    if fields[0] is not None or "ordinal" in fields:
        return fields
    texts = [row.cells[0].text for row in rows if row.cells[0]]
    if len(texts) < 2 or sum(ordinal_of(text) is not None for text in texts) < 0.7 * len(texts):
        return fields
    return ("ordinal", *fields[1:])


def folded(row: Row) -> tuple[str, ...]:
    """Return the texts of a row's cells, folded."""
    return tuple(" ".join(fold(cell.text).split()) for cell in row.cells)


def _classified(row: Row) -> tuple[FieldName | None, ...]:
    return tuple(classify(cell.text) if cell else None for cell in row.cells)


def _second_header(upper: Row, lower: Row) -> tuple[FieldName | None, ...]:
    """Combine a header of two rows: the lower row narrows what the upper one says ("Phân công" over "Chủ trì").

    Empty where the lower row is none of a header.
    """
    below = _classified(lower)
    texts = [cell.text for cell in lower.cells if cell]
    said = [field for field in below if field]
    if not said or any(len(text) > 60 for text in texts):
        return ()
    new = sum(1 for up, low in zip(upper.cells, lower.cells, strict=True) if low and low.text != up.text)
    if new < 2 or len(said) < 0.6 * len(texts) or (lower.cells[0] and ordinal_of(lower.cells[0].text)):
        return ()
    above = _classified(upper)
    return tuple(low or up for up, low in zip(above, below, strict=True))


def numbers_columns(row: Row) -> bool:
    """Say whether a row only numbers the columns: "(1)", "(2)", …."""
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


def ordinal_of(text: str) -> tuple[str, MarkKind] | None:
    """Read a row's number: ("b", "letter") of "b)"; None if the cell holds something else."""
    match = ORDINAL.fullmatch(text.strip())
    if match is None:
        return None
    number = match[1]
    if "." in number or (number[0].isalpha() and number[-1].isdigit()):
        return number, "decimal"
    if number.isdigit():
        return number, "arabic"
    if number.islower():
        return number, "letter"
    return (number, "roman") if roman_value(number) else (number, "upper")
