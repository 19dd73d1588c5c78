"""How often things are done, and the numbered projects that a unit has."""

from __future__ import annotations

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.plans.rhythms import exact_rhythms, rhythms

PLAN = """ỦY BAN NHÂN DÂN
TỈNH ĐỒNG NAI
Số: 182/KH-UBND
Đồng Nai, ngày 17 tháng 11 năm 2025

KẾ HOẠCH
Thực hiện Chương trình phòng, chống ma túy năm 2025

I. PHÂN CÔNG NHIỆM VỤ
1. Công an tỉnh
a) Tham mưu kế hoạch năm, hoàn thành trước ngày 30/12/2025.
b) Tổ chức triển khai các dự án, tiểu dự án do Bộ Công an chủ trì theo chức năng, nhiệm vụ được giao:
- Dự án 1: Phòng ngừa tội phạm có tổ chức.
- Dự án 4: Phòng, chống ma túy ở cơ sở.
- Tiểu dự án 2 (Dự án 7): Truyền thông ở cơ sở.
2. Sở Y tế
a) Chủ trì các nhiệm vụ tại Dự án 6 "Đáp ứng y tế"; kiểm tra cơ sở điều trị ít nhất 02 lần trong năm.
b) Thường xuyên tập huấn cho cán bộ trạm y tế, mỗi tháng một lần.
c) Thường xuyên cập nhật số liệu người nghiện.
3. Văn phòng Ủy ban nhân dân tỉnh
Theo dõi, đôn đốc, đánh giá kết quả thực hiện Kế hoạch hằng năm; tham mưu họp giao ban khi cần thiết.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Việt Long
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("projects")
    (folder / "dong-nai.txt").write_text(PLAN, encoding="utf-8")
    build([folder / "dong-nai.txt"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("phát thanh 02 lần mỗi tháng trên loa", "02 lần mỗi tháng"),
        ("các tổ họp một tháng hai lần", "một tháng hai lần"),
        ("kiểm tra ít nhất 03 lần trong năm", "ít nhất 03 lần trong năm"),
        ("đăng Mỗi tuần 01 tin, bài", "Mỗi tuần 01 tin, bài"),
        ("tập huấn hai lần một năm", "hai lần một năm"),
    ],
)
def test_how_often_is_told_with_its_number(text: str, found: str) -> None:
    assert [text[start:end] for start, end in rhythms(text)] == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [("Thường xuyên, mỗi tháng một lần", ["mỗi tháng một lần"]), ("thường xuyên, liên tục", []), ("định kỳ", [])],
)
def test_what_only_says_that_something_recurs_is_not_exact(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in exact_rhythms(text)] == found


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("bao lâu tập huấn cho cán bộ trạm y tế một lần", "mỗi tháng một lần"),
        ("tập huấn cán bộ trạm y tế mấy lần 1 tháng", "mỗi tháng một lần"),
        ("sở y tế kiểm tra cơ sở điều trị mấy lần một năm", "ít nhất 02 lần trong năm"),
        ("bao lâu đánh giá kết quả thực hiện kế hoạch một lần", "hằng năm"),
        ("how often is training held for health station staff?", "mỗi tháng một lần"),
    ],
)
def test_how_often_is_answered_from_the_words_of_a_task(plan: Assistant, question: str, told: str) -> None:
    forms = (question, strip_marks(question))
    assert [told in plan.ask(asked).answer for asked in forms] == [True, True]


@pytest.mark.parametrize(
    "question",
    [
        "công an tỉnh chủ trì những dự án, tiểu dự án nào",
        "công an tỉnh triển khai bao nhiêu dự án",
        "các dự án công an tỉnh đồng nai thực hiện",
        "ca tinh lam may du an",
    ],
)
def test_projects_of_a_unit_are_listed_and_counted(plan: Assistant, question: str) -> None:
    answer = plan.ask(question)
    assert answer.answer.startswith("3 dự án của Công an tỉnh")
    assert "Tiểu dự án 2 (Dự án 7): Truyền thông ở cơ sở" in answer.answer


def test_a_unit_whose_task_names_a_project_is_told_that_task_alone(plan: Assistant) -> None:
    answer = plan.ask("sở y tế chủ trì dự án nào")
    assert answer.answer.startswith("1 nhiệm vụ của Sở Y tế")
    assert "Dự án 6" in answer.answer


def test_whose_projects_they_are_is_not_who_carries_them_out(plan: Assistant) -> None:
    assert plan.ask("dự án 4 phòng chống ma túy ở cơ sở giao ai").units == ("Công an tỉnh",)
