"""What the text of plans says outside their tables, and what questions take for granted of it."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.answering.labels import absent_label
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

HEAD = """SỞ TƯ PHÁP
TỈNH BÌNH PHƯỚC
Số: {number}/KH-STP
Bình Phước, ngày 10 tháng 01 năm {year}

KẾ HOẠCH
Cải cách hành chính Sở Tư pháp tỉnh Bình Phước năm {year}

"""
PLAN = """I. MỤC TIÊU
1. Rút ngắn 35% thời gian cấp phiếu lý lịch tư pháp so với quy định.
2. Ít nhất 70% hồ sơ được nộp trực tuyến.
II. NHIỆM VỤ
a) Số hóa sổ hộ tịch giai đoạn 2 (chủ trì: Phòng Hành chính tư pháp; hoàn thành trước ngày 30/9/2024).
b) Phát động cuộc thi sáng kiến trong tháng 4/2024, tổng kết và trao giải trước ngày 20/10/2024. Văn phòng Sở chủ trì.
c) Tập huấn kỹ năng số: 03 lớp (chủ trì: Văn phòng Sở; tháng 5/2024).
III. KINH PHÍ THỰC HIỆN
Tổng kinh phí 640 triệu đồng; trong đó số hóa sổ hộ tịch 520 triệu đồng, tập huấn 120 triệu đồng.
IV. TỔ CHỨC THỰC HIỆN
1. Các phòng gửi báo cáo quý về Văn phòng Sở trước ngày 10 của tháng cuối quý.
2. Không xét danh hiệu thi đua đối với trưởng phòng để hồ sơ trễ hạn trên 2%.
3. Thanh tra Sở tiếp nhận phản ánh về thái độ phục vụ qua đường dây nóng 0271.3888.147.
4. Người đứng đầu Sở ký thư xin lỗi gửi người dân.
"""
NEXT = """II. NHIỆM VỤ
a) Tập huấn kỹ năng số: 05 lớp (chủ trì: Thanh tra Sở; tháng 6/2025).
b) Kiểm tra công vụ (chủ trì: Thanh tra Sở; quý III/2025).
"""


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("department")
    (folder / "plans").mkdir()
    for year, number, text in ((2024, 12, PLAN), (2025, 9, NEXT)):
        whole = HEAD.format(year=year, number=number) + text
        (folder / "plans" / f"{year}.txt").write_text(whole, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("năm 2024 rút ngắn bao nhiêu % thời gian cấp phiếu lý lịch tư pháp", "35%"),
        ("ti le nop ho so online nam 2024 la bao nhieu", "70%"),
        ("trưởng phòng để hồ sơ quá hạn thì bị gì", "Không xét danh hiệu thi đua"),
        ("muốn phản ánh thái độ phục vụ thì gọi số nào, ai tiếp nhận", "0271.3888.147"),
        ("chế độ báo cáo năm 2024 thế nào", "trước ngày 10 của tháng cuối quý"),
        ("ai ký thư xin lỗi người dân năm 2024", "Người đứng đầu Sở"),
        ("khi nào trao giải cuộc thi sáng kiến", "trước ngày 20/10/2024"),
    ],
)
def test_what_the_text_says_is_found(department: Assistant, question: str, fact: str) -> None:
    answer = department.ask(question)
    assert not answer.abstained
    assert fact in answer.answer


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("số hóa sổ hộ tịch giai đoạn 1 năm 2024 xong khi nào", "giai đoạn 2"),
        ("800 triệu của kế hoạch 2024 lấy từ nguồn nào", "640 triệu"),
        ("520 triệu cho tập huấn năm 2024 lấy từ nguồn nào", "520 triệu"),
    ],
)
def test_what_is_taken_for_granted_and_not_so_is_corrected(department: Assistant, question: str, right: str) -> None:
    answer = department.ask(question)
    assert answer.reason == "false_premise"
    assert right in answer.answer


@pytest.mark.parametrize(
    "question",
    ["mật khẩu của cổng nộp hồ sơ trực tuyến là gì", "email tiếp nhận phản ánh về thái độ phục vụ là gì"],
)
def test_what_is_asked_for_and_named_nowhere_is_refused(department: Assistant, question: str) -> None:
    assert department.ask(question).abstained


def test_the_year_after_is_that_beside_the_one_spoken_of(department: Assistant) -> None:
    conversation = Conversation()
    assert "03 lớp" in department.ask("năm 2024 tập huấn kỹ năng số mấy lớp?", conversation).answer
    assert "05 lớp" in department.ask("năm sau thì mấy lớp?", conversation).answer


@pytest.mark.parametrize(
    ("question", "text", "absent"),
    [
        ("hội nghị thứ ba họp khi nào", "hội nghị thứ nhất tháng 5, hội nghị thứ hai tháng 10", "thứ ba"),
        ("Who runs phase 1?", "giai đoạn 2", "phase 1"),
        ("hồ sơ giai đoạn 2015-2022", "hồ sơ giai đoạn 2005 - 2014", "2015-2022"),
        ("dự án 3", "dự án 1, 2 và 3", None),
        ("ngày thứ sáu không hẹn", "Ngày thứ Sáu không hẹn", None),
        ("giai đoạn 1", "không nêu giai đoạn", None),
    ],
)
def test_a_label_is_absent_where_only_others_of_its_kind_are_there(
    question: str, text: str, absent: str | None
) -> None:
    assert absent_label(question, text) == absent


def test_how_much_of_a_sum_spoken_of_is_asked_of_money(department: Assistant) -> None:
    conversation = Conversation()
    department.ask("tổng kinh phí kế hoạch 2024 là bao nhiêu?", conversation)
    assert "120 triệu đồng" in department.ask("trong đó tập huấn bao nhiêu?", conversation).answer
