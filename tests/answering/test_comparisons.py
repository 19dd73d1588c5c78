"""Comparisons: plans of one agency or of two, tasks and units of one plan; each side from its own evidence."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks

LETTERHEAD = """{issuer}
Số: {number}/KH-{code}
{province}, ngày 18 tháng 01 năm {year}
KẾ HOẠCH
Cải cách hành chính năm {year}

I. MỤC TIÊU
1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ {online}% trở lên.
2. Mức độ hài lòng của người dân đạt từ {pleased}% trở lên.
II. NHIỆM VỤ
"""
TASK = """{number}. {task}
- Đơn vị chủ trì: {lead}.
- Đơn vị phối hợp: {helping}.
- Thời gian thực hiện: {time}.
- Sản phẩm: {product}.
"""
OFFICE, LAND, INSPECTORS = "Văn phòng Sở", "Phòng Đất đai", "Thanh tra Sở"
DIGITISE, CHECK, TRAIN = (
    "Số hóa hồ sơ địa chính lưu trữ",
    "Kiểm tra cải cách hành chính tại các đơn vị trực thuộc",
    "Tập huấn kỹ năng giao tiếp cho công chức một cửa",
)
DEPARTMENT, DISTRICT = "ỦY BAN NHÂN DÂN TỈNH LÀO CAI\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "ỦY BAN NHÂN DÂN HUYỆN HẢI HẬU"
PLANS = {
    "so-2023.txt": (
        LETTERHEAD.format(
            issuer=DEPARTMENT, number=33, code="STNMT", province="Lào Cai", year=2023, online=45, pleased=88
        ),
        [
            (DIGITISE, LAND, OFFICE, "Trước ngày 31/10/2023", "12.000 hồ sơ được số hóa"),
            (CHECK, OFFICE, INSPECTORS, "Quý III/2023", "Thông báo kết luận"),
            (TRAIN, OFFICE, LAND, "Tháng 5/2023", "02 lớp với 60 học viên"),
        ],
        "Tổng kinh phí là 185 triệu đồng; trong đó tập huấn 50 triệu đồng; số hóa hồ sơ 135 triệu đồng.",
    ),
    "so-2024.txt": (
        LETTERHEAD.format(
            issuer=DEPARTMENT, number=34, code="STNMT", province="Lào Cai", year=2024, online=60, pleased=90
        ),
        [
            (DIGITISE, OFFICE, LAND, "Trước ngày 30/9/2024", "20.000 hồ sơ được số hóa"),
            (CHECK, INSPECTORS, OFFICE, "Quý II/2024", "Thông báo kết luận"),
            (TRAIN, OFFICE, LAND, "Tháng 4/2024", "02 lớp với 90 học viên"),
        ],
        "Kinh phí thực hiện là 1,2 tỷ đồng, trong đó tập huấn 40 triệu đồng; số hóa hồ sơ 900 triệu đồng.",
    ),
    "huyen-2024.txt": (
        LETTERHEAD.format(
            issuer=DISTRICT, number=9, code="UBND", province="Nam Định", year=2024, online=70, pleased=85
        ),
        [("Lắp đặt camera tại bộ phận một cửa", "Văn phòng HĐND và UBND", "Phòng Nội vụ", "Quý I/2024", "05 camera")],
        "Kinh phí do ngân sách huyện bảo đảm với số tiền là 960.000.000 đồng.",
    ),
}


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("ke-hoach")
    for name, (head, tasks, money) in PLANS.items():
        rows = "".join(
            TASK.format(number=number, task=task, lead=lead, helping=helping, time=time, product=product)
            for number, (task, lead, helping, time, product) in enumerate(tasks, 1)
        )
        (folder / name).write_text(f"{head}{rows}III. KINH PHÍ\n{money}\n", encoding="utf-8")
    build([folder], folder / "index")
    return Assistant.open(folder / "index")


def cited(assistant: Assistant, question: str, conversation: Conversation | None = None) -> tuple[str, set[str]]:
    answer = assistant.ask(question, conversation)
    assert not answer.abstained, answer.answer
    return answer.answer, {citation.doc for citation in answer.citations}


@pytest.mark.parametrize("typed", [str, strip_marks])
@pytest.mark.parametrize(
    ("question", "begins"),
    [
        (
            "kinh phí kế hoạch của sở tnmt lào cai năm 2024 tăng hay giảm so với 2023",
            "Tăng từ 185 triệu đồng lên 1,2 tỷ đồng:",
        ),
        (
            "tiền cho tập huấn của sở tnmt lào cai năm 2024 so với năm trước thế nào",
            "Giảm từ 50 triệu đồng xuống 40 triệu",
        ),
        ("sở tnmt lào cai năm 2023 và 2024 năm nào số hóa hồ sơ địa chính nhiều hơn", "Kế hoạch 2024"),
        (
            "số hóa hồ sơ địa chính của sở tnmt lào cai năm 2024 có nhiều hơn 2023 không",
            "Có, tăng từ 12.000 hồ sơ lên 20.000",
        ),
        ("mức độ hài lòng sở tnmt lào cai đặt ra năm 2024 cao hơn 2023 bao nhiêu", "Tăng từ 88% lên 90%:"),
        ("kiểm tra đơn vị trực thuộc sở tnmt lào cai năm 2024 có sớm hơn năm trước không", "Có, khác nhau:"),
        (
            "kiểm tra các đơn vị trực thuộc sở tnmt lào cai 2024 còn do văn phòng sở chủ trì như 2023 không",
            "Không, khác nhau:",
        ),
    ],
)
def test_two_years_of_an_agency(plans: Assistant, question: str, begins: str, typed: type[str]) -> None:
    answer, documents = cited(plans, typed(question))
    assert answer.startswith(begins)
    assert documents == {"so-2023.txt", "so-2024.txt"}


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("sở tnmt lào cai 2024 và huyện hải hậu 2024 bên nào nhiều kinh phí hơn", "Kế hoạch 2024 (Sở Tài nguyên"),
        ("tỷ lệ hồ sơ trực tuyến sở tnmt lào cai 2024 với huyện hải hậu bên nào cao hơn", "Kế hoạch 2024 (Ủy ban"),
    ],
)
def test_plans_of_two_agencies_named_each_in_its_way(plans: Assistant, question: str, begins: str) -> None:
    answer, documents = cited(plans, question)
    assert answer.startswith(begins)
    assert documents == {"so-2024.txt", "huyen-2024.txt"}


def test_two_tasks_of_a_plan_are_set_in_time(plans: Assistant) -> None:
    question = "sở tnmt lào cai 2024: số hóa hồ sơ địa chính với tập huấn kỹ năng giao tiếp, việc nào xong trước?"
    answer, _ = cited(plans, question)
    assert answer.startswith(f"“{TRAIN}” sớm hơn:")


def test_units_of_a_plan_are_counted(plans: Assistant) -> None:
    answer, _ = cited(
        plans, "văn phòng sở hay phòng đất đai của sở tnmt lào cai chủ trì nhiều việc hơn trong kế hoạch 2023?"
    )
    assert answer.startswith("Văn phòng Sở nhiều hơn:")
    assert "Văn phòng Sở: 2 nhiệm vụ" in answer
    assert "Phòng Đất đai: 1 nhiệm vụ" in answer


@pytest.mark.parametrize("follow_up", ["so với năm 2023 thì sao?", "so với năm trước thì sao?"])
def test_a_follow_up_compares_what_was_asked_before(plans: Assistant, follow_up: str) -> None:
    conversation = Conversation()
    plans.ask("kiểm tra các đơn vị trực thuộc của sở tnmt lào cai năm 2024 ai chủ trì?", conversation)
    answer = plans.ask(follow_up, conversation)
    assert answer.answer.startswith("Khác nhau:")
    assert answer.units == (OFFICE, INSPECTORS)


@pytest.mark.parametrize(
    ("question", "reason", "words"),
    [
        ("kinh phí sở tnmt lào cai 2022 và 2024 khác nhau thế nào", "year_not_in_corpus", "hiện có: 2023, 2024"),
        ("kinh phí kế hoạch 2024 của lào cai với sơn la bên nào cao hơn", "province_not_in_corpus", "Sơn La"),
    ],
)
def test_a_side_without_plans_is_named(plans: Assistant, question: str, reason: str, words: str) -> None:
    answer = plans.ask(question)
    assert (answer.abstained, answer.reason) == (True, reason)
    assert words in answer.answer
