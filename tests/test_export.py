"""The register as csv, xlsx and ics, read back by other programs' libraries."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cchc_assistant import export
from cchc_assistant.errors import UsageError
from cchc_assistant.plans.model import Task
from tests.samples import DOCUMENT, ENTRY, LEAD, SECOND_QUARTER, TITLE, due, plan, task

STAMP = dt.datetime(2022, 3, 1, 8, 0, tzinfo=dt.UTC)


def register(*tasks: Task) -> list[export.Row]:
    return export.rows([(plan(*tasks), one) for one in tasks], lambda _: ENTRY)


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_holds_every_field_under_its_vietnamese_heading() -> None:
    (row,) = read_csv(export.to_csv(register(task(deadline=SECOND_QUARTER))))
    assert row["Văn bản"] == DOCUMENT
    assert row["Kế hoạch"] == TITLE
    assert row["Mục"] == "III.5"
    assert row["Chủ trì"] == LEAD
    assert (row["Từ ngày"], row["Đến ngày"]) == ("2022-01-01", "2022-06-30")
    assert row["Trang"] == "3"
    assert row["Trích dẫn"] == ENTRY


def test_csv_opens_as_utf8_in_a_spreadsheet() -> None:
    assert export.to_csv(register(task())).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("cell", ["=1+1", "+84 55", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_csv_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    (row,) = read_csv(export.to_csv(register(task(note=cell))))
    assert row["Ghi chú"] == f"'{cell}"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_csv_cell_begins_like_a_formula(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(export.to_csv(register(task(note=cell))).decode("utf-8-sig"), newline="")))
    assert not any(value[:1] in set("=+-@\t\r") for row in rows for value in row)


def test_xlsx_cells_are_typed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(register(task(deadline=SECOND_QUARTER, note="=1+1")))))
    sheet = book["Nhiệm vụ"]
    headings = [str(cell.value) for cell in sheet[1]]
    cells = dict(zip(headings, sheet[2], strict=True))
    assert len(set(headings)) == len(headings)
    assert cells["Từ ngày"].value == dt.datetime(2022, 1, 1)
    assert cells["Từ ngày"].number_format == "dd/mm/yyyy"
    assert cells["Trang"].value == 3
    assert cells["Ghi chú"].value == "=1+1"
    assert cells["Ghi chú"].data_type == "s"
    assert sheet.freeze_panes == "A2"


def test_xlsx_holds_text_with_the_control_characters_of_a_scan() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(register(task(note="trang 1\x0ctrang 2")))))
    sheet = book["Nhiệm vụ"]
    assert "trang 1 trang 2" in [cell.value for cell in sheet[2]]


def test_ics_has_an_all_day_event_whose_end_is_the_day_after() -> None:
    calendar = Calendar.from_ical(export.to_ics(register(task(deadline=SECOND_QUARTER)), STAMP))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == dt.date(2022, 1, 1)
    assert event.decoded("dtend") == dt.date(2022, 7, 1)
    assert event["summary"] == "Tổ chức đào tạo ISO 9001"
    assert f"Chủ trì: {LEAD}" in str(event["description"])
    assert f"{TITLE}, mục III.5, trang 3" in str(event["description"])


def test_ics_day_before_which_a_task_is_due_is_one_day() -> None:
    deadline = due("trước ngày 10/11/2022", None, dt.date(2022, 11, 10))
    (event,) = Calendar.from_ical(export.to_ics(register(task(deadline=deadline)), STAMP)).walk("VEVENT")
    assert event.decoded("dtstart") == dt.date(2022, 11, 10)
    assert event.decoded("dtend") == dt.date(2022, 11, 11)


def test_ics_leaves_out_what_has_no_day() -> None:
    recurring = task(deadline=due("hằng tháng", None, None, "hằng tháng"))
    assert not Calendar.from_ical(export.to_ics(register(recurring, task()), STAMP)).walk("VEVENT")


def test_ics_events_keep_their_identity_and_are_told_apart() -> None:
    same = register(task(deadline=SECOND_QUARTER), task(deadline=SECOND_QUARTER), task("Khác", deadline=SECOND_QUARTER))
    later = STAMP + dt.timedelta(days=1)
    first, second = (
        [str(event["uid"]) for event in Calendar.from_ical(export.to_ics(same, stamp)).walk("VEVENT")]
        for stamp in (STAMP, later)
    )
    assert first == second
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("2022-04-01..2022-06-30", (dt.date(2022, 4, 1), dt.date(2022, 6, 30))),
        ("2022-04-01..", (dt.date(2022, 4, 1), dt.date.max)),
        ("..2022-06-30", (dt.date.min, dt.date(2022, 6, 30))),
    ],
)
def test_interval_of_days(text: str, interval: tuple[dt.date, dt.date]) -> None:
    assert export.days(text) == interval


@pytest.mark.parametrize(
    "text", ["2022-04-01", "01/04/2022..30/06/2022", "2022-06-30..2022-04-01", "a..b", "2022-02-30.."]
)
def test_interval_that_cannot_be_read(text: str) -> None:
    with pytest.raises(UsageError, match="khoảng ngày"):
        export.days(text)
