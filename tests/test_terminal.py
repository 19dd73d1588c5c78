"""What the terminal shows, read as a user would."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console, RenderableType

from cchc_assistant import export, terminal
from cchc_assistant.plans.model import Coverage
from tests.samples import DOCUMENT, ENTRY, LEAD, SECOND_QUARTER, TITLE, answer, plan, refusal, task


def shown(view: RenderableType, width: int = 100) -> str:
    target = StringIO()
    Console(file=target, width=width).print(view)
    return target.getvalue()


def test_answer_comes_first_then_its_citations() -> None:
    text = shown(terminal.answer_view(answer()))
    parts = [
        "Đã hiểu là: ai chủ trì",
        f"Năm 2022: {LEAD}",
        "Căn cứ",
        "[1] Kế hoạch",
        "mục III.5 · trang 3",
        DOCUMENT,
        "“5. Tổ",
    ]
    assert sorted(parts, key=text.index) == parts


def test_answer_in_english_has_english_labels() -> None:
    text = shown(terminal.answer_view(replace(answer(), language="en")))
    assert "Understood as" in text
    assert "section III.5 · page 3" in text


def test_refusal_offers_what_can_be_asked() -> None:
    text = shown(terminal.answer_view(refusal()))
    assert "Không có câu trả lời trong các kế hoạch" in text
    assert "→ Ai chủ trì đào tạo ISO 9001?" in text
    assert "Căn cứ" not in text


def test_brackets_of_a_plan_are_not_taken_for_styles() -> None:
    text = shown(terminal.answer_view(replace(answer(), answer="[bold]Sở[/bold]")))
    assert "[bold]Sở[/bold]" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_answer_fits_the_window(width: int) -> None:
    assert max(map(len, shown(terminal.answer_view(answer()), width).splitlines())) <= width


def test_register_as_a_table() -> None:
    one = task(deadline=SECOND_QUARTER)
    text = shown(terminal.tasks_view(export.rows([(plan(one), one)], lambda _: ENTRY)), 160)
    assert TITLE in text
    assert "Quý I - II/2022" in text
    assert "1 nhiệm vụ" in text


def test_plan_as_it_was_read() -> None:
    read = replace(plan(task()), warnings=("bảng 1: hàng 3 thiếu ô",), coverage=Coverage(characters=10))
    text = shown(terminal.plan_view(read), 120)
    assert TITLE in text
    assert "(không ghi)" in text
    assert "⚠ bảng 1: hàng 3 thiếu ô" in text
