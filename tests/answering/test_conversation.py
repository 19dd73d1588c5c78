"""Follow-up questions: what they take from the question before, and what takes the place of it."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant


def told(assistant: Assistant, *questions: str) -> Answer:
    """Return the answer to the last of several questions of one conversation."""
    conversation = Conversation()
    return [assistant.ask(question, conversation) for question in questions][-1]


@pytest.mark.parametrize("pointing", ["trung tâm đó còn làm những việc gì?", "what else does that centre do?"])
def test_a_unit_pointed_at_is_that_of_the_answer_before(assistant: Assistant, pointing: str) -> None:
    before = "đề án đổi mới quản lý đơn vị sự nghiệp công lập ở đồng tháp giao trung tâm nào?"
    answer = told(assistant, before, pointing)
    assert answer.units == ("Trung tâm KĐKN",)
    assert "Xây dựng và tổ chức thực hiện đề án" in answer.answer


def test_other_days_are_of_the_year_spoken_of(assistant: Assistant) -> None:
    before = "tháng 1 năm 2021 sở khcn đồng tháp có những việc nào đến hạn?"
    answer = told(assistant, before, "còn tháng 6 thì sao?")
    assert "Rà soát các TTHC" in answer.answer
    assert "ứng dụng công nghệ thông tin" not in answer.answer


def test_a_place_without_a_plan_of_that_year_answers_from_its_own_and_says_so(assistant: Assistant) -> None:
    answer = told(assistant, "năm 2020 sở khcn quảng ngãi ai xây dựng video tuyên truyền?", "còn đồng tháp?")
    assert answer.answer.startswith("Nơi được hỏi không có kế hoạch của 2020; hiện có: 2021.")
    assert answer.units == ("Văn phòng Sở",)


def test_the_plan_spoken_of_is_the_one_that_the_answer_cited(assistant: Assistant) -> None:
    answer = told(assistant, "ai chủ trì xác định chỉ số cchc của sở năm 2021?", "kế hoạch đó ai ký?")
    assert "Trần Thanh Liêm" in answer.answer
    assert {citation.doc for citation in answer.citations} == {"dthap-skhcn-2021-cchc.md"}


def test_a_task_pointed_at_stays_the_task_whatever_else_is_said(assistant: Assistant) -> None:
    before = "ai chủ trì xác định chỉ số cchc của sở khcn đồng tháp?"
    assert told(assistant, before, "việc đó làm thường xuyên hay có hạn?").deadlines == ("Tháng 11/2021",)


def test_thanks_do_not_end_what_is_spoken_of(assistant: Assistant) -> None:
    before = "ai chủ trì xác định chỉ số cchc của sở khcn đồng tháp?"
    assert told(assistant, before, "cảm ơn bạn", "thế bao giờ xong?").deadlines == ("Tháng 11/2021",)


def test_the_tasks_of_a_list_are_those_pointed_at(assistant: Assistant) -> None:
    before = "tháng 6 năm 2021 sở khcn đồng tháp có những việc nào đến hạn?"
    answer = told(assistant, before, "ai phối hợp việc đó?")
    assert set(answer.units) == {"Văn phòng Sở", "Các phòng, đơn vị"}
    assert {citation.section for citation in answer.citations} == {"Phụ lục 3.b", "Phụ lục 5.d"}
