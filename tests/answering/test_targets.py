"""Targets counted over several parts, in an appendix, and by what they must say."""

from __future__ import annotations

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks

PLAN = """ỦY BAN NHÂN DÂN
TỈNH BẮC NINH
Số: 144/KH-UBND
Bắc Ninh, ngày 24 tháng 11 năm 2025

KẾ HOẠCH
Phát triển kinh tế số và xã hội số năm 2026

I. MỤC TIÊU
1. Mục tiêu chung
Kinh tế số là động lực tăng trưởng.
2. Các chỉ tiêu cụ thể
a) Hằng năm, số doanh nghiệp công nghệ số tăng trên 10%.
b) Đến cuối năm 2026, 80% hồ sơ được nộp trực tuyến.
c) Hằng năm, 100% cán bộ được bồi dưỡng kỹ năng số.
II. NHIỆM VỤ
1. Sở Khoa học và Công nghệ theo dõi, đôn đốc.

PHỤ LỤC
CHỈ TIÊU PHÁT TRIỂN NĂM 2026

| STT | Chỉ tiêu | Đơn vị chủ trì |
|---|---|---|
| I | Hạ tầng số | |
| 1 | Phủ sóng 5G đạt 100% dân số | Sở Khoa học và Công nghệ |
| 2 | Tỷ lệ hộ có cáp quang đạt 95% | Sở Xây dựng |
| II | Dịch vụ công | |
| 1 | Tỷ lệ người dân có định danh số đạt 100% | Công an tỉnh |
| 2 | Tỷ lệ người dân có chữ ký số đạt 50% | Sở Nội vụ |
| 3 | Tỷ lệ người dân có sổ sức khỏe điện tử đạt 95% | Sở Y tế |
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("targets")
    (folder / "bac-ninh.md").write_text(PLAN, encoding="utf-8")
    build([folder / "bac-ninh.md"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "begins", "told"),
    [
        ("có mấy chỉ tiêu hạ tầng số, dịch vụ công", "5 chỉ tiêu:", ("Phủ sóng 5G", "sổ sức khỏe điện tử")),
        ("có bao nhiêu chỉ tiêu về dịch vụ công", "3 chỉ tiêu", ("định danh số", "chữ ký số")),
        ("phụ lục có mấy chỉ tiêu", "5 chỉ tiêu", ("Phủ sóng 5G", "cáp quang", "chữ ký số")),
        ("những chỉ tiêu dịch vụ công nào phải đạt 100%", "1 chỉ tiêu", ("định danh số",)),
        ("kế hoạch có chỉ tiêu nào tính hằng năm", "2 chỉ tiêu", ("doanh nghiệp công nghệ số", "kỹ năng số")),
    ],
)
def test_targets_are_counted_where_the_question_says(
    plan: Assistant, question: str, begins: str, told: tuple[str, ...]
) -> None:
    for asked in (question, strip_marks(question)):
        answer = plan.ask(asked).answer
        assert answer.startswith(begins), answer
        assert [words for words in told if words not in answer] == []
