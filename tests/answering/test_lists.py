"""Lists, counts and comparisons: complete, counted from the register, each side cited."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.answering.dated import times_in
from cchc_assistant.assistant import Assistant


def sections(answer: Answer) -> set[str]:
    return {citation.section for citation in answer.citations}


@pytest.mark.parametrize(
    "question",
    [
        "trung tâm kđkn đồng tháp có trách nhiệm gì?",
        "vai trò của trung tâm kđkn trong kế hoạch đồng tháp",
        "toàn bộ việc của trung tâm kđkn ở đồng tháp",
        "toan bo viec cua trung tam kdkn o dong thap",
    ],
)
def test_a_unit_s_tasks_however_they_are_asked_for(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.answer.startswith("1 nhiệm vụ của Trung tâm KĐKN")
    assert "đề án đổi mới quản lý" in answer.answer
    assert "phối hợp trong 2 nhiệm vụ khác" in answer.answer


@pytest.mark.parametrize(
    ("question", "first", "held"),
    [
        ("đồng tháp 2021 việc nào kéo dài cả năm?", "16 nhiệm vụ", {"Phụ lục 1.c"}),
        ("việc nào ở đồng tháp làm hằng quý?", "2 nhiệm vụ", {"II.8", "IV.2"}),
        ("cải cách thể chế ở đồng tháp năm 2021 có những nhiệm vụ nào?", "4 nhiệm vụ", {"Phụ lục 2.a", "Phụ lục 2.d"}),
        ("kế hoạch tuyên truyền 2020 có mấy hình thức tuyên truyền?", "7 hình thức", {"III.1", "III.7"}),
        ("hình thức tuyên truyền nào thực hiện trong quý III năm 2020?", "1 nhiệm vụ", {"III.7"}),
        ("phụ lục kế hoạch 2021 sở khcn đồng tháp chia làm mấy nhóm việc?", "8 nhóm việc", {"Phụ lục"}),
    ],
)
def test_lists_by_time_rhythm_and_part(assistant: Assistant, question: str, first: str, held: set[str]) -> None:
    answer = assistant.ask(question)
    assert answer.answer.startswith(first), answer.answer
    assert held <= sections(answer)


def test_recurring_tasks_are_named_beside_those_of_a_quarter(assistant: Assistant) -> None:
    answer = assistant.ask("sở khcn đồng tháp quý IV năm 2021 phải làm những việc gì?")
    assert answer.answer.startswith("2 nhiệm vụ:")
    assert "nhiệm vụ thường xuyên, định kỳ" in answer.answer


def test_a_long_list_goes_on(assistant: Assistant) -> None:
    conversation = Conversation()
    first = assistant.ask("văn phòng sở khcn đồng tháp chủ trì những việc gì trong phụ lục?", conversation)
    rest = assistant.ask("xem tiếp", conversation)
    shown = [line for answer in (first, rest) for line in answer.answer.splitlines() if line.startswith("- ")]
    assert first.answer.startswith("25 nhiệm vụ")
    assert "tổng cộng 25" in first.answer
    assert len(shown) == len(set(shown)) == 25


def test_a_number_in_the_text_is_no_count_of_tasks(assistant: Assistant) -> None:
    answer = assistant.ask("năm 2020 mở bao nhiêu khóa đánh giá nội bộ iso 9001?")
    assert "02 khóa" in answer.answer
    assert not answer.answer.startswith("1 nhiệm vụ")


@pytest.mark.parametrize(
    ("question", "first", "held"),
    [
        (
            "theo dõi thi hành pháp luật khcn với soạn dự thảo vbqppl ở đồng tháp, mỗi việc ai chủ trì?",
            "- ",
            {"Văn phòng Sở", "Các phòng, đơn vị"},
        ),
        ("ở đồng tháp văn phòng sở hay phòng kế hoạch - tài chính chủ trì nhiều việc hơn?", "Văn phòng Sở", set()),
        ("sở khcn quảng ngãi kế hoạch 2021 với kế hoạch 2022 cái nào ban hành trước?", "Kế hoạch 2021", set()),
    ],
)
def test_comparisons(assistant: Assistant, question: str, first: str, held: set[str]) -> None:
    answer = assistant.ask(question)
    assert answer.answer.startswith(first), answer.answer
    assert held <= set(answer.units)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Xử lý các điểm nước tù đọng trong 24-48 giờ sau khi nước rút.", ["trong 24-48 giờ sau khi nước rút"]),
        ("Báo cáo giữa kỳ (năm 2030) và báo cáo tổng kết (năm 2035).", ["năm 2030", "năm 2035"]),
        ("Thực hiện Quyết định số 599/QĐ-UBND ngày 26/4/2019 của UBND tỉnh.", []),
    ],
)
def test_times_of_a_sentence(text: str, times: list[str]) -> None:
    assert [text[start:end] for start, end in times_in(text, 2025)] == times
