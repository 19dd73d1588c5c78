"""Questions that name days by the day they are asked on, and questions about what is at hand."""

from __future__ import annotations

import datetime as dt

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.plans.relative_days import with_days_named

TODAY = dt.date(2022, 5, 20)  # a Friday


@pytest.mark.parametrize(
    ("question", "language", "named"),
    [
        ("tháng này có việc gì", "vi", "tháng 5/2022 có việc gì"),
        ("quý trước ai báo cáo", "vi", "quý I/2022 ai báo cáo"),
        ("sang năm làm gì", "vi", "năm 2023 làm gì"),
        ("tuần này có việc gì", "vi", "từ ngày 16/05/2022 đến ngày 22/05/2022 có việc gì"),
        ("việc nào quá hạn", "vi", "việc nào đến hạn từ ngày 01/01/2020 đến ngày 19/05/2022"),
        ("việc nào sắp đến hạn", "vi", "việc nào đến hạn từ ngày 20/05/2022 đến ngày 19/06/2022"),
        ("năm nay khác gì năm 2021", "vi", "năm nay khác gì năm 2021"),
        ("kế hoạch năm trước", "vi", "kế hoạch năm trước"),
        ("which tasks are due next month?", "en", "which tasks are due in June 2022?"),
        ("what is due today", "en", "what is due on 20 May 2022"),
    ],
)
def test_days_are_written_out(question: str, language: str, named: str) -> None:
    assert with_days_named(question, TODAY, 2020, "en" if language == "en" else "vi") == named


@pytest.mark.parametrize("day", [dt.date(2021, 12, 31), dt.date(2022, 1, 1), dt.date(2024, 2, 29)])
def test_periods_run_over_the_turn_of_the_year(day: dt.date) -> None:
    following = with_days_named("tháng sau", day, 2020), with_days_named("quý sau", day, 2020)
    assert (
        following
        == {
            dt.date(2021, 12, 31): ("tháng 1/2022", "quý I/2022"),
            dt.date(2022, 1, 1): ("tháng 2/2022", "quý II/2022"),
            dt.date(2024, 2, 29): ("tháng 3/2024", "quý II/2024"),
        }[day]
    )


@pytest.mark.parametrize(
    "question", ["quý này có những việc nào?", "quy nay co nhung viec nao", "which tasks are due this quarter?"]
)
def test_the_tasks_of_the_present_quarter(assistant: Assistant, question: str) -> None:
    asked = Assistant(assistant.corpus, today=lambda: TODAY).ask(question)
    assert not asked.abstained
    assert "2022" in asked.understood
    assert {citation.doc[:16] for citation in asked.citations} == {"qngai-skhcn-2022"}


@pytest.mark.parametrize(
    ("question", "count"),
    [("có những kế hoạch nào?", 5), ("có những kế hoạch nào của quảng ngãi", 4), ("which plans are there?", 5)],
)
def test_the_plans_are_listed_with_their_titles(assistant: Assistant, question: str, count: int) -> None:
    answer = assistant.ask(question)
    assert answer.answer.startswith(str(count))
    assert len(answer.citations) == count


def test_a_greeting_is_answered_with_examples(assistant: Assistant) -> None:
    answer = assistant.ask("chào bạn nhé")
    assert answer.answer.startswith("Xin chào!")
    assert answer.suggestions
    assert all(not assistant.ask(example).abstained for example in answer.suggestions)
