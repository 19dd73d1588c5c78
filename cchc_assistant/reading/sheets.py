"""Task lists kept as spreadsheets (XLSX) and as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.assemble import Assembler, RawCell, RawTable, clean
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.text import decode

# A worksheet of openpyxl.
Sheet: TypeAlias = Any
MAX_ROWS = 20_000
MAX_COLUMNS = 100
_LONGEST_LABEL, _FEWEST_LABELS = 40, 3
_LETTERHEAD = re.compile(
    r"độc\s+lập\s*[-–]\s*tự\s+do|cộng\s+h(?:òa|oà)\s+xã\s+hội|^\s*số\s*:\s*\S*\d.*,\s+ngày", re.IGNORECASE
)
# What a workbook calls a sheet that nobody named.
_GENERIC = re.compile(r"(?:Sheet|Trang tính|Trang)\s*\d*", re.IGNORECASE)


def read_xlsx(data: bytes, name: str) -> Document:
    """Read the visible sheets of an XLSX file: title lines as paragraphs, the rest as a table.

    Raises:
        UnreadableFile: the file is damaged or holds nothing.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book: Any = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        SyntaxError,
    ):
        raise UnreadableFile(name, "tệp Excel hỏng; hãy mở bằng Excel và lưu lại dạng XLSX") from None
    out = Assembler(name)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in book.worksheets:
        if sheet not in shown:
            out.warnings.append(f"{name}: trang tính ẩn «{sheet.title}» không được đọc")
    for sheet in shown:
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS * 10:
            raise UnreadableFile(name, f"trang tính «{sheet.title}» có {sheet.max_row} hàng, giới hạn {MAX_ROWS}")
        out.page()
        _sheet(list(_xlsx_cells(sheet)), out, sheet.title)
    if not out.blocks:
        raise UnreadableFile(name, "tệp Excel không có chữ nào để đọc")
    return out.document()


def read_csv(data: bytes, name: str) -> Document:
    """Read a CSV file, its cells apart by commas, semicolons or tabs.

    Raises:
        UnreadableFile: the file is no text, or has too many rows.
    """
    text = decode(data, name)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    cells = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), dialect)):
            if number >= MAX_ROWS:
                raise UnreadableFile(name, f"bảng có hơn {MAX_ROWS} hàng")
            for column, value in enumerate(row[:MAX_COLUMNS]):
                if lines := _lines(value):
                    cells.append(RawCell(number, column, lines))
    except csv.Error as error:
        raise UnreadableFile(name, f"không đọc được như bảng CSV ({error})") from None
    out = Assembler(name)
    _sheet(cells, out)
    if not out.blocks:
        raise UnreadableFile(name, "bảng không có chữ nào để đọc")
    return out.document()


def _xlsx_cells(sheet: Sheet) -> Iterator[RawCell]:
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows(max_col=MAX_COLUMNS):
        if sheet.row_dimensions[row[0].row].hidden and row[0].row > 1:
            continue
        for cell in row:
            lines = _lines(_shown(cell.value))
            if not lines:
                continue
            area = merged.get((cell.row, cell.column))
            down = min(area.max_row, sheet.max_row) - area.min_row + 1 if area else 1
            across = min(area.max_col, MAX_COLUMNS) - area.min_col + 1 if area else 1
            bold = bool(getattr(cell, "font", None) and cell.font.b)
            yield RawCell(cell.row - 1, cell.column - 1, lines, down, across, bold)


def _shown(value: object) -> str:
    """Write a value as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _lines(value: str) -> tuple[str, ...]:
    return tuple(line for part in value.split("\n") if (line := clean(part)))


def _sheet(cells: list[RawCell], out: Assembler, caption: str = "") -> None:
    """Add a sheet: rows of one cell before the table and after it are paragraphs.

    A sheet of labels and values in two columns ("Số, ký hiệu | 412/KH-UBND") is a table as well.
    """
    rows: dict[int, list[RawCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    wide = [number for number, row in rows.items() if len(row) >= 3] or _labelled(rows)
    if not wide:
        for row in rows.values():
            out.paragraph(" ".join(line for cell in row for line in cell.lines))
        return
    first, last = min(wide), _last_row(rows, wide)
    left = min(cell.column for number in wide for cell in rows[number])
    table = []
    for number in sorted(rows):
        if first <= number <= last:
            table.extend(rows[number])
    if head := [cell for cell in cells if cell.row < first]:
        for cell in head:
            for line in cell.lines:
                out.paragraph(line, "bold" if cell.bold else "")
    written = out.written_table(
        RawTable(
            tuple(
                RawCell(
                    c.row - first,
                    max(0, c.column - left),
                    c.lines,
                    min(c.rows, last - c.row + 1),
                    c.columns,
                    c.bold,
                )
                for c in table
            )
        )
    )
    out.blocks.append(replace(written, caption="" if _GENERIC.fullmatch(caption) else caption))
    for number in sorted(rows):
        if number > last:
            for cell in rows[number]:
                for line in cell.lines:
                    out.paragraph(line, "bold" if cell.bold else "")


def _labelled(rows: dict[int, list[RawCell]]) -> list[int]:
    """Return the rows of two cells that are labels and values, not numbered lines nor a letterhead in two columns.

    A value goes on in rows without a label of their own.
    """
    pairs = {number: [" ".join(cell.lines) for cell in row] for number, row in rows.items() if len(row) == 2}
    found = [
        number
        for number, (label, value) in pairs.items()
        if len(label) <= _LONGEST_LABEL and label[:1].isalpha() and not _LETTERHEAD.search(f"{label} {value}")
    ]
    return found if len(found) >= _FEWEST_LABELS and found[-1] == max(pairs) else []


def _last_row(rows: dict[int, list[RawCell]], wide: list[int]) -> int:
    """Return the last row of the table: a row that is merged down may reach below the last wide one."""
    last = max(wide)
    reach = max((cell.row + cell.rows - 1 for number in wide for cell in rows[number]), default=last)
    return max(last, reach)
