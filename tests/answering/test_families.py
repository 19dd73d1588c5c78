"""Plans of one agency for two years: lists and counts where a question names a year, and where it names none."""

from __future__ import annotations

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

PLAN = """UBND TỈNH HÒA BÌNH
SỞ NỘI VỤ

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: {number}/KH-SNV

Hòa Bình, ngày 10 tháng 01 năm {year}

KẾ HOẠCH

Cải cách hành chính năm {year}

I. MỤC TIÊU

Nâng cao chất lượng phục vụ.

II. NHIỆM VỤ

| Lĩnh vực | TT | Nhiệm vụ | Chủ trì | Phối hợp | Thời gian |
|---|---|---|---|---|---|
| Thể chế | 1 | Rà soát văn bản quy phạm pháp luật | Thanh tra Sở | Văn phòng Sở | Quý II/{year} |
| Thể chế | 2 | Kiểm tra việc thi hành pháp luật | Thanh tra Sở |   | Quý II - IV/{year} |
| Hiện đại hóa | 3 | Số hóa hồ sơ công chức | Văn phòng Sở | Các phòng | Trước ngày 15/11/{year} |
| Hiện đại hóa | 4 | Công khai dự toán | Văn phòng Sở | Phòng Tài chính | Hằng quý |

III. TỔ CHỨC THỰC HIỆN

Giao Văn phòng Sở theo dõi.
"""


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("hai-nam")
    for number, year in ((12, 2023), (15, 2024)):
        (folder / f"ke-hoach-{year}.md").write_text(PLAN.format(number=number, year=year), encoding="utf-8")
    index = tmp_path_factory.mktemp("index")
    build([folder], index)
    return Assistant.open(index)


@pytest.mark.parametrize(
    ("question", "first", "times"),
    [
        ("sở nội vụ có việc nào đến hạn trong quý II?", "2 nhiệm vụ", {"Quý II/2023", "Quý II/2024"}),
        ("quý II/2024 sở nội vụ có việc nào đến hạn?", "1 nhiệm vụ", {"Quý II/2024"}),
        ("quý II/2024 sở nội vụ có việc gì?", "2 nhiệm vụ", {"Quý II/2024", "Quý II - IV/2024"}),
        ("những việc hạn 15/11 của sở nội vụ", "2 nhiệm vụ", {"Trước ngày 15/11/2023", "Trước ngày 15/11/2024"}),
    ],
)
def test_days_without_a_year_are_those_of_each_plan(
    family: Assistant, question: str, first: str, times: set[str]
) -> None:
    answer = family.ask(question)
    assert answer.answer.startswith(first), answer.answer
    assert set(answer.deadlines) == times


@pytest.mark.parametrize(
    ("question", "first", "places"),
    [
        ("kế hoạch 2023 gồm mấy phần?", "3 phần", {"I", "II", "III"}),
        ("nhiệm vụ năm 2024 chia thành mấy lĩnh vực?", "2 lĩnh vực", {"II", "II.1", "II.3"}),
        ("phần thể chế có mấy nhiệm vụ?", "4 nhiệm vụ", {"II.1", "II.2"}),
        ("năm 2023 có bao nhiêu nhiệm vụ hiện đại hóa?", "2 nhiệm vụ", {"II.3", "II.4"}),
        ("văn phòng sở phối hợp mấy việc năm 2023?", "1 nhiệm vụ", {"II.1"}),
        ("việc nào năm 2024 bắt đầu từ quý II?", "2 nhiệm vụ", {"II.1", "II.2"}),
        ("phần thể chế năm 2024 giao cho mấy đơn vị?", "1 đơn vị chủ trì", {"II.1"}),
        ("năm 2023 đơn vị nào chủ trì nhiều nhiệm vụ nhất?", "- Văn phòng Sở: 3 nhiệm vụ", {"II.3"}),
        ("việc nào năm 2024 không có đơn vị phối hợp?", "1 nhiệm vụ", {"II.2"}),
        ("nhiem vu nam 2024 chia thanh may linh vuc?", "2 lĩnh vực", {"II", "II.1", "II.3"}),
        ("nam 2023 don vi nao chu tri nhieu nhiem vu nhat?", "- Văn phòng Sở: 3 nhiệm vụ", {"II.3"}),
    ],
)
def test_parts_and_roles_are_counted(family: Assistant, question: str, first: str, places: set[str]) -> None:
    answer = family.ask(question)
    assert answer.answer.startswith(first), answer.answer
    assert {citation.section for citation in answer.citations} == places
