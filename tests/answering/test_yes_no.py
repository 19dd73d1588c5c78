"""Questions of yes or no: yes only where the words shown say so; how things are paid for, days, what is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

_PLAN = """# ỦY BAN NHÂN DÂN TỈNH KON TUM

Số: 31/KH-UBND

Kon Tum, ngày 05 tháng 02 năm 2025

**KẾ HOẠCH**
Cải cách hành chính năm 2025

**I. Nhiệm vụ**

1. Quan trắc nước sinh hoạt tại các trạm cấp nước: đo độ đục, độ pH, kim loại nặng (chì, thủy ngân) mỗi tháng hai lần.

2. Ưu tiên khen thưởng người lao động trực tiếp, người không giữ chức vụ lãnh đạo.

3. Các phòng chuyên môn gửi báo cáo tháng về Văn phòng Sở trước ngày 15 hằng tháng.

4. Đợt kiểm tra áp dụng ISO 9001 tại các đơn vị thực hiện trong Quý III-IV/2025.

5. Phủ wifi miễn phí tại nhà văn hóa các xã, kinh phí 720 triệu đồng xã hội hóa, xong trong tháng 9 năm 2025.

6. Đơn giản hóa hồ sơ cấp giấy phép an toàn thực phẩm: bỏ yêu cầu nộp bản sao đăng ký kinh doanh.

7. Cấp giấy phép hoạt động thủy lợi trên môi trường mạng; không tiếp nhận hồ sơ giấy từ ngày 01/7/2025.

**II. Kinh phí**

1. Kinh phí bố trí trong dự toán ngân sách hằng năm của các cơ quan.

2. Các cơ quan huy động các nguồn vốn hợp pháp khác ngoài ngân sách nhà nước.

**III. Danh mục nhiệm vụ**

| STT | Nhiệm vụ | Kinh phí (triệu đồng) | Nguồn | Ghi chú |
|---|---|---|---|---|
| 1 | Lắp ki-ốt tự đăng ký khám bệnh | 420 | Xã hội hóa | |
| 2 | Khám bệnh từ xa kết nối bệnh viện tuyến trên | 150 | Ngân sách tỉnh | Đã hoàn thành |
| 3 | Rà soát thành phần hồ sơ lưu thông hàng hóa | Không | | Chưa thực hiện |
| 4 | Xây dựng phim tuyên truyền cải cách hành chính | 60 | Kinh phí tự chủ | |

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Ngọc Tuấn
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("yes-no")
    (folder / "kon-tum.md").write_text(_PLAN, encoding="utf-8")
    build([Path(folder)], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    "question",
    [
        "Nước sinh hoạt có phải đo asen không?",
        "nuoc sinh hoat o cac tram co phai do clo du khong",
        "Quan trắc nước sinh hoạt có bao gồm vi khuẩn coliform không?",
        "Does the monitoring of domestic water cover arsenic?",
        "Có ưu tiên khen thưởng lãnh đạo không?",
    ],
)
def test_no_yes_where_the_words_shown_do_not_hold_what_is_claimed(plans: Assistant, question: str) -> None:
    assert not plans.ask(question).answer.startswith(("Có", "Yes"))


@pytest.mark.parametrize(
    ("question", "verdict", "words"),
    [
        ("Nước sinh hoạt có phải đo thủy ngân không?", "Có", "thủy ngân"),
        ("Có ưu tiên khen thưởng người lao động trực tiếp không?", "Có", "người lao động trực tiếp"),
        # what is denied, or done away with
        ("Có ưu tiên khen thưởng lãnh đạo không?", "Không", "không giữ chức vụ lãnh đạo"),
        ("Có cần nộp bản sao đăng ký kinh doanh khi xin giấy phép an toàn thực phẩm nữa không?", "Không", "bỏ yêu cầu"),
        ("co phai nop ban sao dang ky kinh doanh nua khong", "Không", "bỏ yêu cầu"),
        ("Sau tháng 7 có nhận hồ sơ giấy cấp phép thủy lợi không?", "Không", "không tiếp nhận"),
        ("Có bỏ yêu cầu nộp bản sao đăng ký kinh doanh không?", "Có", "bỏ yêu cầu"),
        # how it is paid for
        ("Lắp ki-ốt đăng ký khám bệnh có dùng tiền ngân sách không?", "Không", "Xã hội hóa"),
        ("ki-ot tu dang ky kham co phai lay tien nha nuoc khong", "Không", "Xã hội hóa"),
        ("Lắp ki-ốt khám bệnh được xã hội hóa phải không?", "Có", "Xã hội hóa"),
        ("Khám bệnh từ xa có được bố trí ngân sách không?", "Có", "Ngân sách tỉnh"),
        ("Khám bệnh từ xa có lấy tiền của huyện không?", "Không", "Ngân sách tỉnh"),
        ("Khám bệnh từ xa có dùng tiền tỉnh không?", "Có", "Ngân sách tỉnh"),
        ("Is the kiosk for health check registration paid out of the budget?", "No", "Xã hội hóa"),
        ("Does the remote health check use the provincial budget?", "Yes", "Ngân sách tỉnh"),
        ("Rà soát hồ sơ lưu thông hàng hóa có được bố trí tiền không?", "Không", "Rà soát"),
        ("Làm phim tuyên truyền là dùng kinh phí tự chủ đúng không?", "Có", "Kinh phí tự chủ"),
        ("Wifi nhà văn hóa xã có xài ngân sách không?", "Không", "xã hội hóa"),
        ("Kế hoạch có được huy động vốn ngoài ngân sách không?", "Có", "ngoài ngân sách nhà nước"),
        # days and quarters
        ("Hạn báo cáo tháng về Văn phòng Sở có phải là ngày 20 không?", "Không", "trước ngày 15"),
        ("Hạn báo cáo tháng về Văn phòng Sở có phải là ngày 15 không?", "Có", "trước ngày 15"),
        ("Đợt kiểm tra ISO có kéo sang quý 4 không?", "Có", "Quý III-IV/2025"),
        ("Đợt kiểm tra ISO có làm trong quý 2 không?", "Không", "Quý III-IV/2025"),
        # what has been done
        ("Khám bệnh từ xa kết nối tuyến trên đã làm chưa?", "Có", "Đã hoàn thành"),
        ("Rà soát thành phần hồ sơ lưu thông hàng hóa đã xong chưa?", "Không", "Chưa thực hiện"),
    ],
)
def test_yes_and_no_stand_before_the_words_that_decide(
    plans: Assistant, question: str, verdict: str, words: str
) -> None:
    said = plans.ask(question).answer
    assert said.startswith(f"{verdict}:"), said
    assert words in said


def test_a_plan_that_does_not_say_whether_a_task_is_done_is_quoted_so(plans: Assistant) -> None:
    assert plans.ask("Lắp ki-ốt tự đăng ký khám bệnh đã xong chưa?").answer.startswith("Kế hoạch không nói thẳng")
