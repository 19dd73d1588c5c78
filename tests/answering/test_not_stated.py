"""What no plan states is refused, what is supposed is put right, and two things asked at once are both told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

_PLAN = """SỞ TƯ PHÁP
TỈNH GIA LAI
-------
Số: 12/KH-STP

Gia Lai, ngày 20 tháng 01 năm 2025

KẾ HOẠCH
Cải cách hành chính năm 2025

I. MỤC TIÊU
1. 99% hồ sơ được trả đúng hạn; tối thiểu 45% người dân dùng biên lai điện tử.
2. Số hóa 18.000 hồ sơ hộ tịch; tỷ lệ người dân hài lòng từ 90% trở lên.
II. NHIỆM VỤ
1. Tiếp nhận và duy trì tổng đài hỗ trợ thủ tục: Văn phòng Sở chủ trì, hoàn thành trong năm 2025.
2. Số hóa hồ sơ hộ tịch: Phòng Hành chính tư pháp chủ trì, phối hợp với Thanh tra Sở; trước ngày 30/9/2025.
3. Thí điểm ngày không hẹn tại thị trấn Chư Sê: Bộ phận Một cửa thực hiện từ tháng 4/2025.
4. Lắp phòng họp không giấy tại trụ sở: Văn phòng Sở chủ trì, trong quý III/2025.
5. Nghiên cứu nền tảng thu phí để người dân thuận tiện như:
- Hệ thống thu phí không dừng.
- Hệ thống bán vé tự động.
6. Xây dựng bộ quy trình nội bộ: Văn phòng Sở chủ trì; sản phẩm: Quyết định của Giám đốc Sở; trong quý II/2025.

GIÁM ĐỐC
Trần Văn Bình

Quý khách vui lòng đăng nhập để tải về văn bản. Số doanh nghiệp còn nợ thuế của xã là 125, chỉ dành \
cho thành viên. Trân trọng cảm ơn Quý Thành viên đã sử dụng dịch vụ.
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("not-stated")
    (folder / "gia-lai.txt").write_text(_PLAN, encoding="utf-8")
    build([Path(folder)], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        # a field that the task does not state
        ("Sản phẩm của việc tiếp nhận tổng đài hỗ trợ thủ tục là gì?", "field_not_stated"),
        ("san pham viec tiep nhan tong dai ho tro thu tuc la gi", "field_not_stated"),
        # what only the page says on which the copy was found
        ("Số doanh nghiệp còn nợ thuế của xã là bao nhiêu?", "no_match"),
        # the plan of an agency that there is none of
        ("Kế hoạch CCHC 2025 của Sở Y tế Gia Lai ai ký?", "agency_not_in_corpus"),
        ("ke hoach 2025 cua so y te gia lai so may", "agency_not_in_corpus"),
        # how to reach somebody
        ("Điện thoại của người soạn kế hoạch Gia Lai 2025 là số mấy?", "no_match"),
        # what somebody earns or pays
        ("Lương cán bộ Bộ phận Một cửa là bao nhiêu?", "no_match"),
        ("luong can bo bo phan mot cua bao nhieu", "no_match"),
        # whether there is something, and who does it
        ("Sở Tư pháp có việc xây trụ sở mới không, giao ai làm?", "no_match"),
        ("Có xây nhà công vụ cho cán bộ không, ai chủ trì?", "no_match"),
        # another place of its kind
        ("ngày không hẹn thí điểm ở thị trấn ia kha từ tháng mấy", "false_premise"),
        # what is wondered at, and is not so
        ("Sao lại giao Thanh tra Sở số hóa hồ sơ hộ tịch nhỉ?", "false_premise"),
        ("Tại sao Thanh tra Sở chủ trì số hóa hồ sơ hộ tịch?", "false_premise"),
    ],
)
def test_what_no_plan_states_is_refused(plans: Assistant, question: str, reason: str) -> None:
    answer = plans.ask(question)
    assert answer.abstained, answer.answer
    assert answer.reason == reason


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Xây dựng bộ quy trình nội bộ thì sản phẩm là gì?", ("Quyết định của Giám đốc Sở",)),
        ("Kế hoạch CCHC 2025 của Sở Tư pháp ai ký?", ("Trần Văn Bình",)),
        ("Thị trấn Chư Sê thí điểm ngày không hẹn từ tháng mấy?", ("từ tháng 4/2025",)),
        ("Sở có lắp phòng họp không giấy không, ai làm?", ("Văn phòng Sở",)),
        ("Mấy hệ thống thu phí đang nghiên cứu gồm những gì?", ("thu phí không dừng", "bán vé tự động")),
        ("Số hóa 18 nghìn hồ sơ hộ tịch do ai chủ trì?", ("Phòng Hành chính tư pháp",)),
        ("Mục tiêu người dân hài lòng và tỷ lệ dùng biên lai điện tử?", ("90%", "45%")),
    ],
)
def test_what_a_plan_states_is_told(plans: Assistant, question: str, told: tuple[str, ...]) -> None:
    said = plans.ask(question).answer
    assert all(words in said for words in told), said
