"""The task register as a file for other programs: csv and xlsx for spreadsheets, ics for calendars, docx to print."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_assistant.errors import UsageError
from cchc_assistant.plans.model import Field, Plan, Task, UnitMention
from cchc_assistant.plans.serialize import task_json

Value = str | int | dt.date | None

# What a spreadsheet would run as a formula: "=1+1", "+84 …", "- Đơn vị chủ trì", "@SUM(A1)", also behind white space.
FORMULA_START = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# Control characters that a worksheet cannot hold, such as the form feed between two pages of a scan.
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CELL_LIMIT = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the register: its heading, its width in a worksheet, and where its value comes from."""

    heading: str
    width: int
    value: Callable[[Row], Value]


@dataclass(frozen=True, slots=True)
class Row:
    """A task with its plan and the words of its entry, verbatim."""

    plan: Plan
    task: Task
    quote: str

    @property
    def title(self) -> str:
        """The plan's title, or its file where it has none."""
        return self.plan.metadata.title.text if self.plan.metadata.title else self.plan.document

    @property
    def start(self) -> dt.date | None:
        """The first day of the deadline, if it states one."""
        return self.task.deadline.start if self.task.deadline else None

    @property
    def end(self) -> dt.date | None:
        """The last day of the deadline, if it states one."""
        return self.task.deadline.end if self.task.deadline else None


def rows(found: Iterable[tuple[Plan, Task]], source: Callable[[str], str]) -> list[Row]:
    """Join tasks with the words of their entries; ``source`` gives the text of a document."""
    return [Row(plan, task, source(plan.document)[task.source.start : task.source.end]) for plan, task in found]


def names(units: Sequence[UnitMention]) -> str:
    """Return the units of one field in one cell."""
    return "; ".join(unit.text for unit in units)


def _text(field: Field | None) -> str | None:
    return field.text if field else None


def budget_of(task: Task) -> str | None:
    """Return the money that a task states, with what its column's head says that it counts: "12 triệu đồng"."""
    return " ".join(field.text for field in (task.budget, task.currency) if field) or None


COLUMNS = (
    Column("Văn bản", 30, lambda row: row.plan.document),
    Column("Kế hoạch", 40, lambda row: row.title),
    Column("Mục", 12, lambda row: row.task.section),
    Column("Nhiệm vụ", 60, lambda row: row.task.task.text),
    Column("Chủ trì", 32, lambda row: names(row.task.lead) or None),
    Column("Phối hợp", 32, lambda row: names(row.task.coordinate) or None),
    Column("Chỉ đạo", 24, lambda row: names(row.task.direct) or None),
    Column("Thời gian", 22, lambda row: row.task.deadline.text if row.task.deadline else None),
    Column("Từ ngày", 12, lambda row: row.start),
    Column("Đến ngày", 12, lambda row: row.end),
    Column("Định kỳ", 18, lambda row: row.task.deadline.recurrence if row.task.deadline else None),
    Column("Tần suất", 22, lambda row: _text(row.task.frequency)),
    Column("Sản phẩm", 32, lambda row: _text(row.task.product)),
    Column("Kinh phí", 18, lambda row: budget_of(row.task)),
    Column("Ghi chú", 24, lambda row: _text(row.task.note)),
    Column("Trang", 8, lambda row: row.task.source.page),
    Column("Trích dẫn", 60, lambda row: row.quote),
)


def to_json(register: Sequence[Row]) -> bytes:
    """Return the register in the contract's form."""
    records = [task_json(row.plan, row.task, row.quote) for row in register]
    return (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode()


def to_bytes(register: Sequence[Row], form: str) -> bytes:
    """Return the register as a file of one of the forms "csv", "docx", "ics", "json" and "xlsx"."""
    if form == "ics":
        return to_ics(register, dt.datetime.now(dt.UTC).replace(microsecond=0))
    return {"csv": to_csv, "docx": to_docx, "json": to_json, "xlsx": to_xlsx}[form](register)


def to_csv(register: Sequence[Row]) -> bytes:
    """Return the register as UTF-8 csv that a spreadsheet opens as text and never runs."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.heading for column in COLUMNS)
    for row in register:
        writer.writerow(_csv_cell(column.value(row)) for column in COLUMNS)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA_START.match(text) else text


def to_xlsx(register: Sequence[Row]) -> bytes:
    """Return the register as a worksheet: dates as dates, pages as numbers, text as text, the heading row frozen."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.create_sheet("Nhiệm vụ", 0)
    del book[book.sheetnames[1]]
    top = Alignment(vertical="top", wrap_text=True)
    for number, column in enumerate(COLUMNS, start=1):
        heading = sheet.cell(1, number, column.heading)
        heading.font = Font(bold=True, color="FFFFFF")
        heading.fill = PatternFill("solid", start_color="1F4E5F")
        heading.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        for line, row in enumerate(register, start=2):
            value = column.value(row)
            if isinstance(value, str):
                value = CONTROL_CHARACTER.sub(" ", value)[:CELL_LIMIT]
            cell = sheet.cell(line, number, value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl takes a leading "=" for a formula
            elif isinstance(value, dt.date):
                cell.number_format = "dd/mm/yyyy"
            cell.alignment = top
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(register) + 1}"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# The columns of a task sheet, as offices lay them out, with their widths in centimetres; 26.7 cm are to be had.
SHEET: tuple[tuple[str, float, Callable[[Row], str]], ...] = (
    ("STT", 1.2, lambda row: ""),
    ("Nhiệm vụ", 7.3, lambda row: row.task.task.text),
    ("Sản phẩm", 3.6, lambda row: _text(row.task.product) or ""),
    ("Đơn vị chủ trì", 3.8, lambda row: names(row.task.lead)),
    ("Đơn vị phối hợp", 3.8, lambda row: names(row.task.coordinate)),
    ("Thời gian", 2.8, lambda row: _when(row)),
    ("Căn cứ", 4.2, lambda row: basis(row)),
)  # fmt: skip


def basis(row: Row) -> str:
    """Return what a task rests on: "mục III.5, Kế hoạch số 12/KH-SKHCN"; without a number, the plan's title."""
    meta = row.plan.metadata
    kind = meta.kind.text.capitalize() if meta.kind else "Văn bản"
    named = f"{kind} số {meta.number.text}" if meta.number else row.title
    section = f"mục {row.task.section}, " if row.task.section else ""
    return f"{section}{named}"


def to_docx(register: Sequence[Row], unit: str = "") -> bytes:
    """Return a task sheet to print: a landscape page with the tasks in a table whose heading repeats on every page.

    Args:
        register: the tasks, in order.
        unit: whose tasks they are, for the heading; "" for no one's in particular.
    """
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.paragraph_format.space_after = Pt(0)
    for text, size in (("DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH", 14), (unit, 13)):
        if text:
            heading = document.add_paragraph()
            heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = heading.add_run(_writable(text))
            run.bold, run.font.size = True, Pt(size)
    document.add_paragraph()
    table = document.add_table(rows=1, cols=len(SHEET), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    repeated: Any = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for number, row in enumerate((None, *register)):
        cells = table.rows[0].cells if row is None else table.add_row().cells
        for place, (cell, (head, width, value)) in enumerate(zip(cells, SHEET, strict=True)):
            cell.width = Cm(width)
            text = head if row is None else value(row) if place else str(number)
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_writable(text))
            run.bold = row is None
            if row is None or not place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(f"Tổng cộng: {len(register)} nhiệm vụ.").runs[0].italic = True
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _writable(text: str) -> str:
    return CONTROL_CHARACTER.sub(" ", text)[:CELL_LIMIT]


def to_ics(register: Sequence[Row], stamp: dt.datetime) -> bytes:
    """Return a calendar with one all-day event for each task that states days; ``stamp`` is when it was made.

    An event keeps its UID from one export to the next, so a calendar that imports again updates instead of doubling.
    """
    from icalendar import Calendar, Event

    calendar = Calendar.new(name="Nhiệm vụ cải cách hành chính", prodid="-//cchc_assistant//tasks//VI", language="vi")
    seen: Counter[str] = Counter()
    for row in register:
        first, last = row.start or row.end, row.end or row.start
        if first is None or last is None:
            continue
        identity = "\x1f".join((row.plan.document, row.task.section, row.task.task.text, _when(row)))
        seen[identity] += 1
        digest = hashlib.sha256(f"{identity}\x1f{seen[identity]}".encode()).hexdigest()[:32]
        event = Event.new(
            uid=f"{digest}@cchc-assistant",
            stamp=stamp,
            start=first,
            end=last + dt.timedelta(days=1),
            summary=row.task.task.text,
            description=_description(row),
            categories=("CCHC",),
        )
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _when(row: Row) -> str:
    return row.task.deadline.text if row.task.deadline else ""


def _description(row: Row) -> str:
    task = row.task
    page = f", trang {task.source.page}" if task.source.page is not None else ""
    lines = (
        ("Chủ trì", names(task.lead)),
        ("Phối hợp", names(task.coordinate)),
        ("Chỉ đạo", names(task.direct)),
        ("Thời gian", _when(row)),
        ("Sản phẩm", _text(task.product)),
        ("Kinh phí", budget_of(task)),
        ("Ghi chú", _text(task.note)),
        ("Căn cứ", f"{row.title}, mục {task.section}{page} ({row.plan.document})"),
    )
    return "\n".join(f"{label}: {value}" for label, value in lines if value)


def days(text: str) -> tuple[dt.date, dt.date]:
    """Read an interval written as ``2022-04-01..2022-06-30``; either side may be left open.

    Raises:
        UsageError: it is not written so, or ends before it starts.
    """
    first, separator, last = text.partition("..")
    try:
        if not separator:
            raise ValueError(text)
        start = dt.date.fromisoformat(first.strip()) if first.strip() else dt.date.min
        end = dt.date.fromisoformat(last.strip()) if last.strip() else dt.date.max
    except ValueError:
        raise UsageError(f"khoảng ngày '{text}': cần viết như 2022-04-01..2022-06-30") from None
    if end < start:
        raise UsageError(f"khoảng ngày '{text}': ngày cuối đứng trước ngày đầu")
    return start, end
