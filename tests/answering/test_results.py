"""Tasks with several results, each due in its own time: one row of a table, cells shared by rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

RESOLUTION = """<html><body>
<p>CHÍNH PHỦ</p><p>Số: 214/NQ-CP</p><p>Hà Nội, ngày 02 tháng 7 năm 2025</p>
<p>NGHỊ QUYẾT</p><p>Ban hành Kế hoạch cải cách hành chính nhà nước</p>
<p>PHỤ LỤC</p><p>DANH MỤC NHIỆM VỤ</p>
<table>
<tr><th>TT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Sản phẩm</th><th>Thời gian hoàn thành</th></tr>
<tr><td rowspan="3">1</td><td rowspan="3">Hoàn thành cơ sở dữ liệu đất đai quốc gia</td>
<td rowspan="3">Bộ Nông nghiệp và Môi trường</td><td>Kế hoạch làm sạch dữ liệu</td><td>Tháng 8 năm 2025</td></tr>
<tr><td>Cơ sở dữ liệu kết nối với trung tâm dữ liệu</td><td>Tháng 12 năm 2025</td></tr>
<tr><td>Báo cáo đánh giá chất lượng</td><td>Tháng 5 năm 2026</td></tr>
<tr><td>2</td><td>Phủ sóng 5G tại trụ sở xã</td><td>Bộ Khoa học và Công nghệ</td><td>Trụ sở có sóng 5G</td>
<td>Tháng 11 năm 2025</td></tr>
</table></body></html>"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("results")
    (folder / "plans").mkdir()
    (folder / "plans" / "chinh-phu-2025.html").write_text(RESOLUTION, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


def test_what_all_results_share_is_said_once_and_each_result_with_its_own_time(assistant: Assistant) -> None:
    answer = assistant.ask("ai chủ trì cơ sở dữ liệu đất đai quốc gia, khi nào xong")
    assert answer.units == ("Bộ Nông nghiệp và Môi trường",)
    assert answer.deadlines == ("Tháng 8 năm 2025", "Tháng 12 năm 2025", "Tháng 5 năm 2026")
    assert answer.answer.count("Bộ Nông nghiệp và Môi trường chủ trì") == 1
    assert "“Báo cáo đánh giá chất lượng”: thời gian: Tháng 5 năm 2026" in answer.answer


@pytest.mark.parametrize(
    ("question", "deadline"),
    [
        ("khi nào có báo cáo đánh giá chất lượng cơ sở dữ liệu đất đai", "Tháng 5 năm 2026"),
        ("ke hoach lam sach du lieu dat dai bao gio xong", "Tháng 8 năm 2025"),
    ],
)
def test_a_result_that_the_question_names_is_the_one_that_is_told(
    assistant: Assistant, question: str, deadline: str
) -> None:
    assert assistant.ask(question).deadlines == (deadline,)


def test_a_row_that_shares_cells_with_the_row_above_can_be_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("nội dung cơ sở dữ liệu kết nối với trung tâm dữ liệu")
    assert not answer.abstained
    assert "Cơ sở dữ liệu kết nối với trung tâm dữ liệu | Tháng 12 năm 2025" in answer.answer


DUTIES = """ỦY BAN NHÂN DÂN
TỈNH ĐỒNG THÁP
Số: 597/KH-UBND
Đồng Tháp, ngày 18 tháng 11 năm 2025

KẾ HOẠCH
Chuyển đổi số hạ tầng giao thông

I. TỔ CHỨC THỰC HIỆN
1. Sở Xây dựng: Tham mưu ban hành Quy chế chia sẻ, phân quyền dữ liệu số ngành giao thông.
2. Sở Tài chính: Bố trí kinh phí cho các trạm cân.
"""


def test_what_is_to_be_issued_is_told_from_the_words_of_the_task(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "dong-thap.txt").write_text(DUTIES, encoding="utf-8")
    build([tmp_path / "plans"], tmp_path / "index")
    assistant = Assistant.open(tmp_path / "index")
    for question in (
        "phải ban hành văn bản gì để chia sẻ dữ liệu giao thông?",
        "sản phẩm của việc chia sẻ, phân quyền dữ liệu số giao thông là gì",
    ):
        assert "Quy chế chia sẻ, phân quyền dữ liệu số" in assistant.ask(question).answer, question
    assert "Quy chế" not in assistant.ask("sản phẩm của việc bố trí kinh phí trạm cân là gì?").answer


STEPS = """THỦ TƯỚNG CHÍNH PHỦ
Số: 2623/QĐ-TTg
Hà Nội, ngày 29 tháng 11 năm 2025

QUYẾT ĐỊNH
Ban hành Kế hoạch triển khai thi hành Luật

I. NỘI DUNG
1. Rà soát văn bản quy phạm pháp luật
- Cơ quan thực hiện: Bộ Công an
- Thời gian thực hiện:
+ Các bộ, cơ quan ngang bộ, Ủy ban nhân dân tỉnh gửi kết quả rà soát về Bộ Công an trước ngày 15 tháng 12 năm 2025.
+ Bộ Công an tổng hợp kết quả rà soát của bộ, tỉnh, báo cáo Thủ tướng Chính phủ trước ngày 31 tháng 12 năm 2025.
2. Tuyên truyền
- Cơ quan thực hiện: Bộ Tư pháp
- Thời gian thực hiện: năm 2026.
"""


def test_the_steps_of_a_task_are_told_by_their_lines_and_one_that_is_asked_for_alone(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "luat.txt").write_text(STEPS, encoding="utf-8")
    build([tmp_path / "plans"], tmp_path / "index")
    assistant = Assistant.open(tmp_path / "index")
    whole = assistant.ask("rà soát văn bản quy phạm pháp luật khi nào xong?")
    assert whole.deadlines == ("trước ngày 15 tháng 12 năm 2025", "trước ngày 31 tháng 12 năm 2025")
    assert "báo cáo Thủ tướng Chính phủ”: thời gian: trước ngày 31" in whole.answer
    step = assistant.ask("cơ quan ngang bộ gửi kết quả rà soát văn bản về Bộ Công an ngày nào?")
    assert step.deadlines == ("trước ngày 15 tháng 12 năm 2025",)
