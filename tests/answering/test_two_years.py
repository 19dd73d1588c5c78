"""Plans of one agency for two years: what changed, what is claimed of one of them, and what is taken for granted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks

HEAD = """ỦY BAN NHÂN DÂN TỈNH LÀO CAI
SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG
Số: {number}/KH-STNMT
Lào Cai, ngày 18 tháng 01 năm {year}
KẾ HOẠCH
Cải cách hành chính năm {year}

I. NHIỆM VỤ
"""
TASK = """{number}. {task}
- Đơn vị chủ trì: {lead}.
- Đơn vị phối hợp: {helping}.
- Thời gian thực hiện: {time}.
"""
MAP, PERMIT, WATCH = (
    "Xây dựng đơn giá đo đạc bản đồ địa chính",
    "Rà soát thủ tục cấp phép khoáng sản",
    "Quan trắc chất lượng không khí tự động",
)
PLANS = {
    2023: [
        (f"{MAP} cho 12 xã", "Phòng Đất đai", "Thanh tra Sở", "Quý II/2023"),
        (PERMIT, "Thanh tra Sở", "Văn phòng Sở", "Tháng 6/2023"),
        (WATCH, "Trung tâm Quan trắc", "Văn phòng Sở", "Hằng ngày"),
    ],
    2024: [
        (f"{MAP} cho 15 xã", "Văn phòng Sở", "Phòng Đất đai", "Quý IV/2024"),
        (PERMIT, "Thanh tra Sở", "Phòng Đất đai", "Trước ngày 30/9/2024"),
        (WATCH, "Trung tâm Quan trắc", "Văn phòng Sở", "Hằng ngày"),
    ],
}


def plan(year: int, tasks: Sequence[tuple[str, str, str, str]]) -> str:
    rows = (
        TASK.format(number=number, task=task, lead=lead, helping=helping, time=time)
        for number, (task, lead, helping, time) in enumerate(tasks, 1)
    )
    return HEAD.format(number=year - 1990, year=year) + "".join(rows)


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("so")
    for year, tasks in PLANS.items():
        (folder / f"{year}.txt").write_text(plan(year, tasks), encoding="utf-8")
    build([folder], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize("typed", [str, strip_marks])
@pytest.mark.parametrize(
    ("question", "verdict", "words"),
    [
        ("năm 2023 phòng đất đai có chủ trì đơn giá đo đạc bản đồ không?", "Có", "Phòng Đất đai"),
        ("năm 2024 phòng đất đai có còn chủ trì đơn giá đo đạc bản đồ không?", "Không", "Văn phòng Sở"),
        ("năm 2024 phòng đất đai phối hợp làm đơn giá đo đạc bản đồ phải không?", "Có", "Phòng Đất đai"),
        ("rà soát cấp phép khoáng sản 2024 là việc của văn phòng sở đúng không?", "Không", "Thanh tra Sở"),
        ("rà soát cấp phép khoáng sản 2023 phải xong trong tháng 6 đúng không?", "Có", "Tháng 6/2023"),
        ("rà soát cấp phép khoáng sản 2024 phải xong trong tháng 6 đúng không?", "Không", "Trước ngày 30/9/2024"),
        ("quan trắc không khí năm 2024 có phải làm hàng tháng không?", "Không", "Hằng ngày"),
        ("năm 2024 văn phòng sở có phối hợp với trung tâm quan trắc quan trắc không khí không?", "Có", "Văn phòng Sở"),
    ],
)
def test_a_claim_is_held_against_its_own_task(
    family: Assistant, question: str, verdict: str, words: str, typed: type[str]
) -> None:
    text = family.ask(typed(question)).answer
    assert text.startswith(verdict)
    assert words in text


@pytest.mark.parametrize(
    ("question", "correction"),
    [
        ("phòng đất đai chủ trì đơn giá đo đạc bản đồ năm 2024 vào quý mấy?", "giao cho Văn phòng Sở, không phải"),
        ("trung tâm quan trắc chủ trì rà soát cấp phép khoáng sản 2024 khi nào?", "giao cho Thanh tra Sở, không phải"),
        ("rà soát cấp phép khoáng sản trong quý I/2023 do ai chủ trì?", "ghi thời gian là Tháng 6/2023, không phải"),
    ],
)
def test_a_false_premise_is_corrected_with_both_sides(family: Assistant, question: str, correction: str) -> None:
    answer = family.ask(question)
    assert (answer.abstained, answer.reason) == (True, "false_premise")
    assert correction in answer.answer
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("phòng đất đai hay văn phòng sở làm đơn giá đo đạc bản đồ năm 2024?", "Văn phòng Sở"),
        ("rà soát cấp phép khoáng sản năm 2024 xong tháng 6 hay tháng 9?", "Trước ngày 30/9/2024"),
    ],
)
def test_of_two_alternatives_the_right_one_is_told(family: Assistant, question: str, fact: str) -> None:
    answer = family.ask(question)
    assert (*answer.units, *answer.deadlines) == (fact,)


def test_a_rhythm_that_the_plan_does_not_state_is_a_false_premise(family: Assistant) -> None:
    answer = family.ask("quan trắc không khí hằng tháng năm 2024 do ai chủ trì?")
    assert (answer.abstained, answer.reason) == (True, "false_premise")
    assert "ghi thời gian là Hằng ngày, không phải “hằng tháng”" in answer.answer


@pytest.mark.parametrize("typed", [str, strip_marks])
@pytest.mark.parametrize(
    ("question", "begins", "words"),
    [
        ("rà soát cấp phép khoáng sản năm 2024 có muộn hơn năm 2023 không?", "Có", "Trước ngày 30/9/2024"),
        ("rà soát cấp phép khoáng sản năm 2023 có muộn hơn năm 2024 không?", "Không", "Tháng 6/2023"),
        ("so với 2024 thì năm 2023 rà soát cấp phép khoáng sản sớm hơn phải không?", "Có", "Tháng 6/2023"),
        ("đơn giá đo đạc năm 2024 làm cho nhiều xã hơn năm 2023 phải không?", "Có", "15 xã"),
        ("đơn giá đo đạc năm 2023 làm cho nhiều xã hơn năm 2024 phải không?", "Không", "12 xã"),
        ("đơn giá đo đạc bản đồ 2023 và 2024 đơn vị chủ trì có thay đổi không?", "Có", "Văn phòng Sở"),
        ("quan trắc không khí 2023 và 2024 cùng một đơn vị chủ trì phải không?", "Có", "Trung tâm Quan trắc"),
        ("rà soát cấp phép khoáng sản năm 2023 hay 2024 hạn sớm hơn?", "Kế hoạch 2023", "sớm hơn"),
        ("đơn giá đo đạc năm 2023 hay 2024 làm cho nhiều xã hơn?", "Kế hoạch 2024", "12 xã"),
    ],
)
def test_two_years_are_compared_in_the_sense_asked(
    family: Assistant, question: str, begins: str, words: str, typed: type[str]
) -> None:
    answer = family.ask(typed(question))
    assert answer.answer.startswith(begins), answer.understood
    assert words in answer.answer
    assert {citation.doc for citation in answer.citations} == {"2023.txt", "2024.txt"}


def test_two_tasks_in_one_question_are_both_answered(family: Assistant) -> None:
    answer = family.ask("rà soát cấp phép khoáng sản và quan trắc chất lượng không khí năm 2024 do ai chủ trì?")
    assert answer.units == ("Thanh tra Sở", "Trung tâm Quan trắc")


def test_one_task_that_joins_two_things_is_one_answer(family: Assistant) -> None:
    assert family.ask("đơn giá đo đạc và bản đồ địa chính năm 2024 do ai chủ trì?").units == ("Văn phòng Sở",)


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ("đơn giá đo đạc bản đồ năm 2024 làm cho bao nhiêu xã?", False),
        ("rà soát cấp phép khoáng sản năm 2024 có bao nhiêu hồ sơ?", True),
        ("quan trắc không khí năm 2024 có bao nhiêu trạm?", True),
    ],
)
def test_a_quantity_is_answered_only_with_a_number_that_counts(family: Assistant, question: str, refused: bool) -> None:
    assert family.ask(question).abstained is refused


def test_a_number_of_each_year_is_told_year_by_year(family: Assistant) -> None:
    answer = family.ask("đơn giá đo đạc bản đồ năm 2023 và 2024 làm cho bao nhiêu xã?")
    assert "12 xã" in answer.answer
    assert "15 xã" in answer.answer


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The plan of 2024 without the first task, with one of its own."""
    folder = tmp_path_factory.mktemp("thay-doi")
    new = ("Khảo sát sự hài lòng của người dân", "Thanh tra Sở", "Văn phòng Sở", "Quý III/2024")
    for year, tasks in {2023: PLANS[2023], 2024: [*PLANS[2024][1:], new]}.items():
        (folder / f"{year}.txt").write_text(plan(year, tasks), encoding="utf-8")
    build([folder], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "held", "other"),
    [
        ("kế hoạch 2024 có gì mới so với 2023?", "- mới: “Khảo sát sự hài lòng", "không còn: “"),
        ("so với 2023, kế hoạch cải cách hành chính năm 2024 bỏ những việc nào?", f"- không còn: “{MAP}", "- mới: “"),
        ("ke hoach 2023 va 2024 khac nhau the nao", "1 nhiệm vụ mới, 1 nhiệm vụ không còn, 0 đổi đơn vị", "giống nhau"),
        ("What changed from the 2023 plan to the 2024 plan?", "1 new tasks, 1 no longer there", "Different"),
    ],
)
def test_whole_plans_are_compared_task_by_task(changed: Assistant, question: str, held: str, other: str) -> None:
    answer = changed.ask(question)
    assert held in answer.answer
    assert other not in answer.answer
    assert {citation.doc for citation in answer.citations} == {"2023.txt", "2024.txt"}


def test_a_plan_without_the_task_says_so_beside_the_other(tmp_path: Path) -> None:
    tasks = {2023: PLANS[2023][:2], 2024: PLANS[2024]}
    for year, held in tasks.items():
        (tmp_path / f"{year}.txt").write_text(plan(year, held), encoding="utf-8")
    build([tmp_path], tmp_path / "index")
    answer = Assistant.open(tmp_path / "index").ask("quan trắc không khí năm 2023 và 2024 ai chủ trì?")
    assert answer.units == ("Trung tâm Quan trắc",)
    assert "Không tìm thấy nội dung này trong Kế hoạch 2023" in answer.answer
