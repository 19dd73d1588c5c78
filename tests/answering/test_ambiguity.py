"""Questions that may mean many plans are asked back, with choices that are then answered."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

PLAN = """UBND TỈNH {upper}
SỞ Y TẾ
Số: {number}/KH-SYT
{place}, ngày 10 tháng 01 năm {year}

KẾ HOẠCH
Cải cách hành chính năm {year}

I. NHIỆM VỤ
1. Niêm yết công khai phí, lệ phí
- Đơn vị chủ trì: Thanh tra Sở.
- Thời gian thực hiện: Quý I/{year}.
2. Số hóa hồ sơ dược phẩm
- Đơn vị chủ trì: Phòng Nghiệp vụ Dược.
- Thời gian thực hiện: Quý III/{year}.

Nơi nhận:
- Sở Nội vụ.

GIÁM ĐỐC

Nguyễn Văn An
"""
PLACES = ("Lào Cai", "Hà Giang", "Cao Bằng", "Sơn La")


@pytest.fixture(scope="module")
def provinces(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("tinh")
    for number, (place, year) in enumerate((place, year) for place in PLACES for year in (2023, 2024)):
        text = PLAN.format(upper=place.upper(), place=place, number=10 + number, year=year)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    build([folder], index := tmp_path_factory.mktemp("chi-muc"))
    return Assistant.open(index)


@pytest.mark.parametrize(
    "question",
    [
        "ai chủ trì số hóa hồ sơ dược phẩm, khi nào?",
        "Who leads the digitization of pharmaceutical files?",
        "ai ký kế hoạch?",
    ],
)
def test_every_choice_is_answered_from_its_one_plan(provinces: Assistant, question: str) -> None:
    asked_back = provinces.ask(question)
    assert asked_back.reason == "ambiguous"
    answers = [provinces.ask(choice) for choice in asked_back.suggestions]
    assert not any(answer.abstained for answer in answers)
    cited = [{citation.doc for citation in answer.citations} for answer in answers]
    assert all(len(documents) == 1 for documents in cited)
    assert len(set.union(*cited)) == len(answers) == 8


def test_naming_the_plan_afterwards_answers(provinces: Assistant) -> None:
    conversation = Conversation()
    assert provinces.ask("ai chủ trì số hóa hồ sơ dược phẩm?", conversation).reason == "ambiguous"
    answer = provinces.ask("Sơn La năm 2024", conversation)
    assert answer.units == ("Phòng Nghiệp vụ Dược",)
    assert len(answer.citations) == 1


def test_few_readings_are_all_answered(provinces: Assistant) -> None:
    answer = provinces.ask("năm 2024 ai chủ trì số hóa hồ sơ dược phẩm?")
    assert not answer.abstained
    assert len({citation.doc for citation in answer.citations}) == 4
