"""The tasks tab in a real browser: filters, all four files, the source of a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from cchc_assistant.web.library import Library
from tests.web.conftest import Opens

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(served: Callable[[Library], str], library: Library) -> str:
    return served(library)


@pytest.fixture
def page(opens: Opens, url: str) -> Page:
    opened = opens(url)
    opened.get_by_role("tab", name="Nhiệm vụ").click()
    expect(opened.locator("#tasks tbody tr")).to_have_count(50)
    return opened


def download(page: Page, form: str) -> bytes:
    with page.expect_download() as made:
        page.locator(f"#tasks [data-format={form}]").click()
    assert made.value.suggested_filename == f"nhiem-vu.{form}"
    return made.value.path().read_bytes()


def test_filtered_tasks_are_downloaded_in_four_forms(page: Page) -> None:
    total = page.locator("#tasks .count b").first
    page.locator("select[name=year]").select_option("2022")
    expect(total).not_to_have_text("98")
    of_year = total.inner_text()
    page.locator("input[name=text]").fill("tuyen truyen")
    expect(total).not_to_have_text(of_year)
    expect(page.locator("#tasks tbody tr").first).to_contain_text("uyên truyền")
    count = page.locator("#tasks tbody tr").count()
    assert total.inner_text() == str(count)
    names = [row["Nhiệm vụ"] for row in csv.DictReader(io.StringIO(download(page, "csv").decode("utf-8-sig")))]
    assert len(names) == count
    sheet = load_workbook(io.BytesIO(download(page, "xlsx"))).active
    assert sheet is not None
    assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == names
    events = Calendar.from_ical(download(page, "ics")).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in events} <= set(names)
    assert events
    table = Document(io.BytesIO(download(page, "docx"))).tables[0]
    assert [row.cells[1].text for row in table.rows][1:] == names


def test_row_opens_its_source_and_sorting_keeps_the_filter(page: Page) -> None:
    page.locator("select[name=role]").select_option("coordinate")
    page.locator("#tasks [data-by=start]").click()
    expect(page.locator("#tasks th[aria-sort=ascending]")).to_contain_text("Thời gian")
    expect(page.locator("select[name=role]")).to_have_value("coordinate")
    row = page.locator("#tasks tbody tr").first
    name = row.locator("button").inner_text()
    row.click()
    expect(page.locator("#source #cho-trich")).to_be_in_viewport()
    expect(page.locator("#source .panel")).to_contain_text(name.split()[0])


def test_undated_tasks_pages_and_the_drawing(page: Page) -> None:
    page.locator("#tasks .pager button").last.click()
    expect(page.locator("#tasks .pager")).to_contain_text("Trang 2/2")
    page.locator("#tasks .count", has_text="không ghi ngày").click()
    expect(page.locator("select[name=period]")).to_have_value("undated")
    expect(page.locator("#tasks .timeline")).to_have_count(0)
    page.get_by_role("button", name="Xóa bộ lọc").click()
    page.locator("#tasks .timeline .bar").first.click()
    expect(page.locator("#source .panel")).to_be_visible()
