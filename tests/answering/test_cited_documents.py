"""Documents that plans only cite, asked about like the plans themselves, and what is asked of a plan beside it."""

from __future__ import annotations

import re

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks

CITY = """ỦY BAN NHÂN DÂN
THÀNH PHỐ CẦN THƠ
Số: 153/KH-UBND
Cần Thơ, ngày 17 tháng 11 năm 2025

KẾ HOẠCH
Thực hiện Chương trình phòng, chống ma túy năm 2025

Căn cứ Quyết định số 7619/QĐ-BCA ngày 08 tháng 9 năm 2025 của Bộ Công an phê duyệt Chương trình;
Căn cứ Luật Phòng, chống ma túy;

I. NHIỆM VỤ
1. Công an thành phố
a) Chủ trì mua sắm trang bị chuyên dụng cho lực lượng chuyên trách, hoàn thành trước ngày 30/6/2026.
b) Chủ trì tham mưu ban hành Nghị định về quản lý tiền chất, hoàn thành trong tháng 3/2026.
2. Sở Y tế
Báo cáo kết quả điều trị nghiện về Bộ Công an trước ngày 15/12/2025.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Việt Long
"""
PROVINCE = """ỦY BAN NHÂN DÂN
TỈNH ĐỒNG THÁP
Số: 617/KH-UBND
Đồng Tháp, ngày 17 tháng 11 năm 2025

KẾ HOẠCH
Chuyển đổi số trong doanh nghiệp năm 2025

I. NHIỆM VỤ
1. Hỗ trợ doanh nghiệp chuyển đổi số dựa trên năm nền móng: thể chế, nhân lực, hạ tầng, dữ liệu, công nghệ.
- Chủ trì: Sở Khoa học và Công nghệ; phối hợp: Sở Công Thương, Sở Tài chính.
- Thời gian: Quý IV/2025.
II. KINH PHÍ
Kinh phí lấy từ ngân sách tỉnh: 850 triệu đồng.
III. CHẾ ĐỘ BÁO CÁO
Các sở, ban, ngành báo cáo kết quả về Sở Khoa học và Công nghệ trước ngày 15/11 hằng năm.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Huỳnh Minh Tuấn
"""
MINISTRY = """BỘ CÔNG AN
Số: 12/KH-BCA
Hà Nội, ngày 06 tháng 10 năm 2025

KẾ HOẠCH
Cải cách hành chính của Bộ Công an năm 2025

I. NHIỆM VỤ
1. Rà soát thủ tục hành chính
- Chủ trì: Văn phòng Bộ.
- Thời gian: Quý II/2025.
"""


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("three")
    (folder / "plans").mkdir()
    for name, text in (("can-tho.txt", CITY), ("dong-thap.txt", PROVINCE), ("bo-cong-an.txt", MINISTRY)):
        (folder / "plans" / name).write_text(text, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("quyết định 7619 ban hành ngày nào", "08 tháng 9 năm 2025"),
        ("quyết định 7619/QĐ-BCA ký khi nào", "08 tháng 9 năm 2025"),
        ("quyết định 7619 do cơ quan nào ban hành", "của Bộ Công an"),
        ("when was decision 7619 issued?", "08 tháng 9 năm 2025"),
        ("nghị định về quản lý tiền chất ban hành khi nào", "trong tháng 3/2026"),
    ],
)
def test_a_cited_or_planned_document_is_told_of_by_its_own_date(three: Assistant, question: str, told: str) -> None:
    for asked in (question, strip_marks(question)):
        answer = three.ask(asked)
        assert told in answer.answer, asked
        assert "17 tháng 11 năm 2025" not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "ai ký quyết định 7619",
        "luật phòng chống ma túy ban hành ngày nào",
        "nghị quyết 888 ký ngày nào",
        "kh 617 năm 2023 ký ngày nào",
    ],
)
def test_what_plans_do_not_say_of_a_cited_document_is_refused(three: Assistant, question: str) -> None:
    assert three.ask(question).abstained


@pytest.mark.parametrize(
    "question",
    [
        "kh 617 ai ký, khi nào",
        "kế hoạch 617 đồng tháp do ai ký và ký ngày nào",
        "who signed plan 617, and on what date?",
    ],
)
def test_several_things_asked_of_a_plan_are_all_told(three: Assistant, question: str) -> None:
    answer = three.ask(question)
    assert "Huỳnh Minh Tuấn" in answer.answer
    assert answer.deadlines == ("ngày 17 tháng 11 năm 2025",)


@pytest.mark.parametrize(
    "question",
    ["kh 153 và 617 đồng tháp có ký cùng ngày không, ai ký", "were plans 153 and 617 issued on the same day?"],
)
def test_plans_are_said_to_be_of_one_day(three: Assistant, question: str) -> None:
    answer = three.ask(question)
    assert answer.answer.startswith(("Ban hành cùng ngày", "Issued on the same day"))


@pytest.mark.parametrize("question", ["kh 617 đồng tháp lấy tiền từ nguồn nào", "kh 617 dong thap kinh phi tu dau"])
def test_a_number_before_a_province_is_no_sum(three: Assistant, question: str) -> None:
    assert "ngân sách tỉnh" in three.ask(question).answer


@pytest.mark.parametrize(
    "question",
    [
        "Công an TP Cần Thơ chủ trì việc gì",
        "công an tp có nhiệm vụ nào",
        "CA TP làm gì",
        "ca tp can tho chu tri viec gi",
    ],
)
def test_a_city_is_shortened(three: Assistant, question: str) -> None:
    assert three.ask(question).units == ("Công an thành phố",)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ai chủ trì mua sắm trang bị cho lực lượng chuyên trách", ("Công an thành phố",)),
        ("which units support digital transformation of enterprises", ("Sở Công Thương", "Sở Tài chính")),
    ],
)
def test_who_is_asked_for_is_understood(three: Assistant, question: str, found: tuple[str, ...]) -> None:
    assert three.ask(question).units == found


@pytest.mark.parametrize(
    "question", ["báo cáo điều trị nghiện gửi Bộ Công an trước ngày nào", "bc điều trị nghiện gửi BCA khi nào"]
)
def test_an_agency_may_be_a_unit_in_plans_of_others(three: Assistant, question: str) -> None:
    assert three.ask(question).deadlines == ("trước ngày 15/12/2025",)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("kh 617 do ai ký, lấy tiền từ nguồn nào", ("Huỳnh Minh Tuấn", "ngân sách tỉnh")),
        ("kh 153 ai ký, ai báo cáo kết quả điều trị nghiện", ("Trần Việt Long", "Sở Y tế")),
        ("who signed plan 617, and which unit supports digital transformation of enterprises?", ("Sở Công Thương",)),
        (
            "kh 617: doanh nghiệp chuyển đổi số dựa trên nền móng gì, báo cáo kết quả gửi cơ quan nào",
            ("thể chế, nhân lực", "Sở Khoa học và Công nghệ"),
        ),
    ],
)
def test_clauses_about_different_things_are_all_answered(
    three: Assistant, question: str, told: tuple[str, ...]
) -> None:
    answer = three.ask(question)
    assert [words for words in told if words not in answer.answer] == []
    marks = {int(number) for number in re.findall(r"\[(\d+)\]", answer.answer)}
    assert marks == set(range(1, len(answer.citations) + 1))


@pytest.mark.parametrize(
    "question",
    ["hỗ trợ doanh nghiệp chuyển đổi số ai chủ trì, ai phối hợp, khi nào xong", "kh 617 số mấy, ngày nào, ai ký"],
)
def test_fields_of_one_thing_are_told_together(three: Assistant, question: str) -> None:
    assert three.ask(question).answer.count("\n") <= 1
