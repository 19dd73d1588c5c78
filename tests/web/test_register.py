"""The register on the page: filters, order, what is due, the drawing, the files."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from cchc_assistant import export
from cchc_assistant.assistant import Assistant
from cchc_assistant.plans.model import Deadline, Plan, Task
from cchc_assistant.web import tasks_html
from cchc_assistant.web.register import (
    PAGE,
    Entry,
    Filter,
    Listing,
    Register,
    due_in,
    month_of,
    ordered,
    quarter_of,
    quarters,
    register,
)  # fmt: skip
from cchc_assistant.web.timeline import timeline
from cchc_assistant.web.words import words
from tests.samples import LEAD, SECOND_QUARTER, due, plan, task
from tests.web.html_tree import HOSTILE, Tree, assert_harmless

VI = words("vi")
TODAY = dt.date(2022, 5, 20)


def entries(*tasks: Task) -> list[Entry]:
    return [Entry(plan(*tasks), one, number) for number, one in enumerate(tasks)]


def found(assistant: Assistant, **wanted: object) -> list[Entry]:
    return register(assistant).select(Filter.of_form(wanted), TODAY)


def test_filters_narrow_the_register(assistant: Assistant) -> None:
    everything = found(assistant)
    assert len(everything) == sum(len(plan.tasks) for plan in assistant.plans)
    of_year = found(assistant, year="2022")
    assert 0 < len(of_year) < len(everything)
    assert {entry.plan.metadata.year for entry in of_year} == {2022}
    unit = of_year[0].task.lead[0]
    leads = found(assistant, unit=unit.canonical, role="lead")
    assert all(unit.canonical in {one.canonical for one in entry.task.lead} for entry in leads)
    assert len(leads) <= len(found(assistant, unit=unit.canonical))
    by_text = found(assistant, text="dao tao ISO 9001")
    assert by_text
    assert all("ISO" in entry.task.task.text for entry in by_text)
    assert found(assistant, document=of_year[0].plan.document, text="không có chữ này") == []


def test_malformed_filter_asks_for_nothing(assistant: Assistant) -> None:
    assert Filter.of_form({"year": "x", "role": "<b>", "period": "a..b"}) == Filter(period="a..b")
    assert len(found(assistant, year="x", period="a..b")) == len(found(assistant))


@pytest.mark.parametrize(
    ("deadline", "period", "held"),
    [
        (SECOND_QUARTER, "quarter", True),
        (SECOND_QUARTER, "month", True),
        (SECOND_QUARTER, "2022-07-01..2022-09-30", False),
        (SECOND_QUARTER, "undated", False),
        (None, "undated", True),
        (due("thường xuyên", None, None, "thường xuyên"), "recurring", True),
        (due("thường xuyên", None, None, "thường xuyên"), "dated", False),
    ],
)
def test_periods(deadline: Deadline | None, period: str, held: bool) -> None:
    one = entries(task(deadline=deadline))
    assert bool(Register(tuple(one), ()).select(Filter(period=period), TODAY)) is held


def test_days_of_months_and_quarters() -> None:
    assert month_of(dt.date(2024, 2, 11)) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert quarter_of(dt.date(2022, 12, 31)) == (dt.date(2022, 10, 1), dt.date(2022, 12, 31))
    (only,) = entries(task(deadline=SECOND_QUARTER))
    assert due_in(only, *quarter_of(TODAY))
    assert not due_in(only, *month_of(TODAY))
    assert [first.month for first, _ in quarters([only])] == [1, 4]


def test_order_puts_what_is_not_stated_last() -> None:
    listed = entries(task("b"), task("c", deadline=SECOND_QUARTER), task("a", deadline=SECOND_QUARTER))
    by_name = ordered(listed, Listing().sorted_by("task"))
    assert [entry.task.task.text for entry in by_name] == ["a", "b", "c"]
    twice = Listing().sorted_by("start").sorted_by("start")
    assert twice.downwards
    assert ordered(listed, twice)[-1].task.task.text == "b"
    assert Listing().sorted_by("<b>") == Listing()


def test_table_opens_sources_and_counts(assistant: Assistant) -> None:
    held = found(assistant)
    tree = Tree(tasks_html.results(held, Listing(), VI, TODAY))
    assert len([row for row in tree.all("tr") if row.get("data-event") == "open"]) == PAGE
    assert f"Trang 1/{-(-len(held) // PAGE)}" in tree.words
    assert "Quý II/2022" in tree.words
    assert "Không có nhiệm vụ nào khớp" in tasks_html.results([], Listing(), VI, TODAY)


def test_drawing_has_a_lane_for_each_unit_and_a_bar_for_each_task() -> None:
    drawn = timeline(
        entries(task(deadline=SECOND_QUARTER), task(lead=("Sở Y tế",), deadline=SECOND_QUARTER)), VI, TODAY
    )
    tree = Tree(drawn)
    assert len(tree.marked("bar")) == 2
    assert LEAD in tree.words
    assert "II/2022" in tree.words
    assert len(tree.marked("today")) == 1
    assert "Không có nhiệm vụ nào ghi ngày" in timeline(entries(task()), VI, TODAY)


def test_hostile_task_stays_text() -> None:
    hostile = entries(task(HOSTILE, lead=(HOSTILE,), deadline=due(HOSTILE, TODAY, TODAY), section=HOSTILE))
    assert_harmless(tasks_html.results(hostile, Listing(), VI, TODAY))
    assert_harmless(tasks_html.form(Register(tuple(hostile), ()), Filter(text=HOSTILE), VI, TODAY))
    huge = entries(task("dài " * 1_300_000, deadline=SECOND_QUARTER))
    assert len(tasks_html.results(huge, Listing(), VI, TODAY)) < 20_000


def test_task_sheet_is_laid_out_as_offices_do() -> None:
    second: Plan = plan(task("Việc\x0c hai", deadline=SECOND_QUARTER, note="x"))
    rows = export.rows([(second, second.tasks[0])], lambda document: "x" * 400)
    document = Document(io.BytesIO(export.to_docx(rows, LEAD)))
    heads, first = ([cell.text for cell in row.cells] for row in document.tables[0].rows)
    assert heads == ["STT", "Nhiệm vụ", "Sản phẩm", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian", "Căn cứ"]
    assert first[0] == "1"
    assert first[1] == "Việc  hai"
    assert first[5] == "Quý I - II/2022"
    assert first[6].startswith("mục III.5, ")
    assert [p.text for p in document.paragraphs[:2]] == ["DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH", LEAD]
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
