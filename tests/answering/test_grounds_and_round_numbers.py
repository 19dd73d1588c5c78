"""What a plan and its tasks rest on, and round numbers in questions."""

from __future__ import annotations

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

PLAN = """SỞ TƯ PHÁP AN GIANG
Số: 96/KH-STP
An Giang, ngày 08 tháng 01 năm 2025

KẾ HOẠCH
Cải cách hành chính năm 2025 của Sở Tư pháp

Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;
Thực hiện Kế hoạch số 1024/KH-UBND ngày 18/12/2024 của UBND tỉnh An Giang;
Theo đề nghị của Chánh Văn phòng.

I. NHIỆM VỤ

| TT | Nhiệm vụ | Chủ trì | Phối hợp | Ghi chú |
|---|---|---|---|---|
| 1 | Rà soát 412 văn bản quy phạm pháp luật | Phòng Xây dựng văn bản | Thanh tra | Theo Nghị quyết số 66/NQ-CP |
| 2 | Giải quyết nghỉ hưu trước tuổi | Văn phòng | Phòng Tài vụ; Công đoàn | Theo Nghị định số 178/2024/NĐ-CP |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("grounds")
    (folder / "plans").mkdir()
    (folder / "plans" / "an-giang-2025.md").write_text(PLAN, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "ground", "other"),
    [
        ("sở tư pháp căn cứ kế hoạch nào của ubnd tỉnh để ban hành kế hoạch?", "1024/KH-UBND", "76/NQ-CP"),
        ("can cu nghi quyet nao cua chinh phu de xay dung ke hoach", "76/NQ-CP", "1024/KH-UBND"),
        ("việc giải quyết nghỉ hưu trước tuổi theo nghị định nào?", "178/2024/NĐ-CP", "66/NQ-CP"),
    ],
)
def test_the_ground_that_is_asked_for_is_told_alone(
    assistant: Assistant, question: str, ground: str, other: str
) -> None:
    answer = assistant.ask(question).answer
    assert ground in answer
    assert other not in answer


@pytest.mark.parametrize("number", ["412", "hơn 400", "khoảng 400", "gần 420"])
def test_a_round_number_agrees_with_the_plans(assistant: Assistant, number: str) -> None:
    assert assistant.ask(f"ai chủ trì rà soát {number} văn bản?").units == ("Phòng Xây dựng văn bản",)


@pytest.mark.parametrize("number", ["400", "hơn 700", "gần 200"])
def test_a_number_that_is_another_is_corrected(assistant: Assistant, number: str) -> None:
    answer = assistant.ask(f"ai chủ trì rà soát {number} văn bản?")
    assert answer.reason == "false_premise"
    assert "412 văn bản" in answer.answer
