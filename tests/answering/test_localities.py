"""Plans of districts, wards and communes: found by the name of the place, and by days without a year."""

from __future__ import annotations

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

PLAN = """ỦY BAN NHÂN DÂN
{level} {name}
-------
Số: {number}/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
{place}, ngày 10 tháng 01 năm {year}

KẾ HOẠCH
Cải cách hành chính năm {year}

I. NHIỆM VỤ
1. Niêm yết công khai thủ tục hành chính
- Đơn vị chủ trì: {unit}.
- Thời gian thực hiện: Quý I/{year}.
2. Lấy ý kiến đánh giá của người dân
- Đơn vị chủ trì: Phòng Tư pháp.
- Thời gian thực hiện: Quý III/{year}.
"""


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("huyen")
    for level, name, unit, year in (
        ("HUYỆN", "ĐỒNG XUÂN", "Phòng Nội vụ", 2024),
        ("PHƯỜNG", "TÂN LẬP", "Văn phòng", 2025),
    ):
        text = PLAN.format(level=level, name=name, number=year - 2000, place=name.title(), unit=unit, year=year)
        (folder / f"{year}.txt").write_text(text, encoding="utf-8")
    build([folder], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("ai niêm yết thủ tục hành chính ở huyện đồng xuân?", "Phòng Nội vụ"),
        ("ai niem yet thu tuc hanh chinh o dong xuan", "Phòng Nội vụ"),
        ("phường tân lập: ai niêm yết thủ tục hành chính?", "Văn phòng"),
    ],
)
def test_a_locality_names_its_plan(districts: Assistant, question: str, unit: str) -> None:
    answer = districts.ask(question)
    assert answer.units == (unit,)
    assert len({citation.doc for citation in answer.citations}) == 1


def test_a_quarter_without_a_year_is_that_of_the_plan_asked_about(districts: Assistant) -> None:
    answer = districts.ask("đồng xuân quý 3 có những việc gì?").answer
    assert answer.startswith("1 nhiệm vụ")
    assert "Quý III/2024" in answer


YEARS = """ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ
Số: 12/KH-UBND
Phú Thọ, ngày 10 tháng 01 năm 2023
KẾ HOẠCH
Chuyển đổi số năm 2023

I. NHIỆM VỤ
1. Ký số văn bản phát hành
- Đơn vị chủ trì: Văn phòng.
- Thời gian thực hiện: Quý I/2023.
2. Số hóa hồ sơ lưu trữ
- Đơn vị chủ trì: Sở Nội vụ.
- Thời gian thực hiện: Từ năm 2023 đến năm 2025.
"""


def test_a_later_year_is_answered_from_tasks_that_run_in_it_only(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("nam")
    (folder / "2023.txt").write_text(YEARS, encoding="utf-8")
    build([folder], folder / "index")
    assistant = Assistant.open(folder / "index")
    assert assistant.ask("năm 2025 ai số hóa hồ sơ lưu trữ ở phú thọ?").units == ("Sở Nội vụ",)
    refused = assistant.ask("năm 2025 ai lo ký số văn bản ở phú thọ?")
    assert (refused.abstained, refused.reason) == (True, "year_not_in_corpus")
