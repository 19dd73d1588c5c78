"""Which of several times answers: that of the line asked about, a certain one before "thường xuyên", a year due."""

from __future__ import annotations

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks

PLAN = """CHÍNH PHỦ
Số: 205/QĐ-TTg
Hà Nội, ngày 06 tháng 4 năm 2026

QUYẾT ĐỊNH
Ban hành Chương trình bảo vệ dữ liệu đến năm 2030

I. NHIỆM VỤ
1. Rà soát văn bản quy phạm pháp luật
- Cơ quan thực hiện: Bộ Công an, các bộ, cơ quan ngang bộ.
- Thời gian thực hiện:
+ Các bộ, cơ quan ngang bộ gửi kết quả rà soát về Bộ Công an trước ngày 15 tháng 9 năm 2026.
+ Bộ Công an tổng hợp, báo cáo Thủ tướng Chính phủ trước ngày 31 tháng 12 năm 2026.
2. Xây dựng cổng thông tin về bảo vệ dữ liệu
- Cơ quan thực hiện: Bộ Công an.
- Thời gian thực hiện: năm 2027 - 2028.
3. Tuyên truyền, phổ biến pháp luật về bảo vệ dữ liệu
- Cơ quan thực hiện: Bộ Tư pháp.
- Thời gian thực hiện: năm 2026 và các năm tiếp theo.
4. Theo dõi, đôn đốc các bộ báo cáo
- Cơ quan thực hiện: Văn phòng Chính phủ.
- Thời gian thực hiện: Thường xuyên.
5. Gửi báo cáo kết quả hằng năm của các bộ
- Cơ quan thực hiện: Bộ Nội vụ.
- Thời gian thực hiện: trước ngày 15/11 hằng năm.

TM. CHÍNH PHỦ
THỦ TƯỚNG
Phạm Văn Bình
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("times")
    (folder / "205.txt").write_text(PLAN, encoding="utf-8")
    build([folder / "205.txt"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("các bộ gửi kết quả rà soát văn bản về bộ công an trước ngày nào", ("trước ngày 15 tháng 9 năm 2026",)),
        ("tổng hợp rà soát văn bản báo cáo thủ tướng hạn nào", ("trước ngày 31 tháng 12 năm 2026",)),
        (
            "rà soát văn bản quy phạm pháp luật khi nào",
            ("trước ngày 15 tháng 9 năm 2026", "trước ngày 31 tháng 12 năm 2026"),
        ),
        ("các bộ gửi báo cáo chậm nhất ngày nào", ("trước ngày 15/11 hằng năm",)),
        ("theo dõi, đôn đốc các bộ báo cáo khi nào", ("Thường xuyên",)),
    ],
)
def test_the_time_that_is_asked_for_is_told(plan: Assistant, question: str, times: tuple[str, ...]) -> None:
    for asked in (question, strip_marks(question)):
        told = plan.ask(asked).deadlines
        assert len(told) == len(times), asked
        assert all(one.endswith(time) for one, time in zip(told, times, strict=True)), asked


@pytest.mark.parametrize(
    "question",
    [
        "việc nào làm từ 2026 và kéo dài các năm sau",
        "những nhiệm vụ nào thực hiện từ năm 2026 trở đi",
        "nhiệm vụ nào làm từ năm 2026 và những năm tiếp theo",
    ],
)
def test_tasks_that_go_on_are_listed(plan: Assistant, question: str) -> None:
    answer = plan.ask(question)
    assert answer.answer.startswith("1 nhiệm vụ")
    assert "Tuyên truyền, phổ biến" in answer.answer


@pytest.mark.parametrize("question", ["trong năm 2026 phải xong những nhiệm vụ nào", "năm 2026 việc nào đến hạn"])
def test_the_year_of_a_plan_of_years_is_when_tasks_are_due(plan: Assistant, question: str) -> None:
    answer = plan.ask(question)
    assert "Rà soát văn bản" in answer.answer
    assert "cổng thông tin" not in answer.answer
