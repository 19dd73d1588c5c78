"""What plans in other layouts and of other places are asked: sums, years within tasks, units by their initials."""

from __future__ import annotations

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

DISTRICT = """ỦY BAN NHÂN DÂN
HUYỆN KRÔNG PẮC
Số: 31/KH-UBND
Krông Pắc, ngày 05 tháng 02 năm 2024

KẾ HOẠCH
Cải cách hành chính huyện Krông Pắc năm 2024

Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ về cải cách hành chính;
Căn cứ Chỉ thị số 12/CT-UBND ngày 05/9/2023 của UBND tỉnh;
Ủy ban nhân dân huyện ban hành Kế hoạch như sau:

I. MỤC TIÊU
Tỷ lệ hồ sơ nộp trực tuyến toàn trình đạt 65% [1]; xã có dưới 40% phải giải trình với Chủ tịch UBND huyện.
II. NHIỆM VỤ
a) Công bố Chỉ số CCHC năm 2023 của các xã (chủ trì: Phòng Nội vụ; hoàn thành trong tháng 3/2024).
b) Kích hoạt định danh mức 2 cho người dân (chủ trì: Công an huyện; hoàn thành trước ngày 31/5/2024).
c) Công khai xin lỗi đối với hồ sơ trễ hạn. Giao Phòng Văn hóa và Thông tin chủ trì, thực hiện vào thứ Hai hằng tuần.
III. KINH PHÍ THỰC HIỆN
Tổng kinh phí 960 triệu đồng; trong đó lắp đặt wifi 420 triệu đồng, tập huấn chuyển đổi số 90 triệu đồng.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Y Thuyên Niê
"""
NEXT = """ỦY BAN NHÂN DÂN
HUYỆN KRÔNG PẮC
Số: 12/KH-UBND
Krông Pắc, ngày 10 tháng 01 năm 2025

KẾ HOẠCH
Cải cách hành chính huyện Krông Pắc năm 2025

II. NHIỆM VỤ
a) Công bố Chỉ số CCHC năm 2024 của các xã (chủ trì: Thanh tra huyện; hoàn thành trước ngày 30/4/2025).
III. KINH PHÍ THỰC HIỆN
Kinh phí lấy từ nguồn chi thường xuyên.
"""


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("district")
    for name, text in (("2024.txt", DISTRICT), ("2025.txt", NEXT)):
        (folder / "plans").mkdir(exist_ok=True)
        (folder / "plans" / name).write_text(text, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("ai công bố chỉ số cchc năm 2023", ("Phòng Nội vụ",)),
        ("ai công bố chỉ số cchc năm 2024, khi nào", ("Thanh tra huyện", "trước ngày 30/4/2025")),
        ("kích hoạt định danh mức 2 xong trước ngày nào", ("trước ngày 31/5/2024",)),
        (
            "ai lo việc công khai xin lỗi hồ sơ trễ hạn, bao lâu một lần",
            ("Phòng Văn hóa và Thông tin", "thứ Hai hằng tuần"),
        ),
        ("phòng vhtt chủ trì việc nào", ("Công khai xin lỗi",)),
        ("tổng kinh phí năm 2024 bao nhiêu tiền", ("960 triệu đồng",)),
        ("tập huấn chuyển đổi số năm 2024 hết bao nhiêu tiền", ("90 triệu đồng",)),
        ("kế hoạch của huyện krông pắc năm 2025 số bao nhiêu", ("12/KH-UBND",)),
        ("kế hoạch năm 2024 dựa trên những văn bản nào", ("76/NQ-CP", "12/CT-UBND")),
        ("công khai xin lỗi năm 2024 mấy lần 1 tuần", ("thứ Hai hằng tuần",)),
    ],
)
def test_answers(district: Assistant, question: str, facts: tuple[str, ...]) -> None:
    answer = district.ask(question)
    assert not answer.abstained
    assert all(fact in answer.answer for fact in facts), answer.answer


def test_only_grounds_of_the_kind_asked_for(district: Assistant) -> None:
    answer = district.ask("kế hoạch năm 2024 căn cứ chỉ thị nào")
    assert "12/CT-UBND" in answer.answer
    assert "76/NQ-CP" not in answer.answer


def test_slang_does_not_make_a_question_english(district: Assistant) -> None:
    assert district.ask("ai chủ trì công khai xin lỗi ng dân vs hồ sơ trễ hạn").language == "vi"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("kích hoạt định danh năm 2024 hết bao nhiêu tiền", "của riêng việc này"),
        ("tổng kinh phí năm 2025 bao nhiêu tiền", "không nêu số tiền cụ thể"),
        ("năm 2021 ai công bố chỉ số cchc", "Không có kế hoạch năm 2021"),
    ],
)
def test_refusals(district: Assistant, question: str, said: str) -> None:
    answer = district.ask(question)
    assert answer.abstained
    assert said in answer.answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("tỷ lệ hồ sơ nộp trực tuyến toàn trình năm 2024 bao nhiêu phần trăm?", "65% [1]"),
        ("khi nào xã phải giải trình với chủ tịch huyện?", "dưới 40%"),
        ("tiền lắp đặt wifi năm 2024 là bao nhiêu?", "420 triệu đồng"),
        ("căn cứ pháp lý của kế hoạch 2024", "12/CT-UBND"),
    ],
)
def test_the_plan_is_quoted_however_that_is_asked(district: Assistant, question: str, told: str) -> None:
    answer = district.ask(question)
    assert not answer.abstained
    assert told in answer.answer


def test_another_than_the_signer_is_not_taken_for_him(district: Assistant) -> None:
    answer = district.ask("Kế hoạch năm 2024 do Chủ tịch Nguyễn Văn Tâm ký ngày nào?")
    assert answer.reason == "false_premise"
    assert "Y Thuyên Niê" in answer.answer


def test_an_agency_without_a_plan_is_said_to_have_none(district: Assistant) -> None:
    answer = district.ask("Kho bạc Nhà nước có kế hoạch CCHC năm 2024 thế nào?")
    assert answer.reason == "agency_not_in_corpus"
    assert "Kho bạc Nhà nước" in answer.answer
