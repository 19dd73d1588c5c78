"""What plans cost and how much they hold: sums in tables and sentences, their own tasks, which speak of what."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

CITY = """ỦY BAN NHÂN DÂN
THÀNH PHỐ TAM KỲ
Số: 18/KH-UBND
Tam Kỳ, ngày 20 tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính thành phố Tam Kỳ năm 2024

I. NHIỆM VỤ

| TT | Nhiệm vụ | Chủ trì | Thời gian | Kinh phí |
|---|---|---|---|---|
| 1 | Kiểm tra công vụ | Phòng Nội vụ | Quý II/2024 | Không phát sinh |
| 2 | Cập nhật cơ sở dữ liệu hộ tịch | Phòng Tư pháp | Tháng 9/2024 | 70 triệu đồng |
| 3 | Duy trì ISO 9001 tại các phường | Văn phòng HĐND và UBND | Trong năm 2024 | 45 triệu đồng |

II. KINH PHÍ

| TT | Nội dung | Cơ quan sử dụng | Kinh phí (đồng) |
|---|---|---|---|
| 1 | Nâng cấp Bộ phận Tiếp nhận và Trả kết quả | Văn phòng HĐND và UBND | 1.250.000.000 |
| 2 | Tờ gấp tuyên truyền | Phòng Văn hóa và Thông tin | 74.000.000 |
| | Tổng cộng | | 1.324.000.000 |

III. TỔ CHỨC THỰC HIỆN

1. Phòng Nội vụ theo dõi, đôn đốc việc thực hiện Kế hoạch này.
2. Phòng Tài chính - Kế hoạch chủ trì tham mưu bố trí kinh phí trước ngày 28/02/2024.
"""
DISTRICT = """ỦY BAN NHÂN DÂN
HUYỆN NÚI THÀNH
Số: 22/KH-UBND
Núi Thành, ngày 12 tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính huyện Núi Thành năm 2024

I. NHIỆM VỤ
a) Phòng Nội vụ chủ trì phát động cuộc thi sáng kiến trong tháng 4/2024, trao giải trước ngày 20/11/2024.
b) Văn phòng HĐND và UBND huyện duy trì ISO 9001, hoàn thành trước ngày 30/6/2024.
c) Phòng Tư pháp số hóa sổ hộ tịch, tổng hợp kết quả vào ngày 25 hằng tháng.
II. KINH PHÍ
Kinh phí thực hiện Kế hoạch là 960 triệu đồng từ ngân sách huyện;
trong đó số hóa sổ hộ tịch 420 triệu đồng, tập huấn chuyển đổi số 90 triệu đồng và cuộc thi 35 triệu đồng.
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("sums")
    (folder / "plans").mkdir()
    for name, text in (("tam-ky.md", CITY), ("nui-thanh.txt", DISTRICT)):
        (folder / "plans" / name).write_text(text, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("tam kỳ nâng cấp bộ phận một cửa hết bao nhiêu tiền?", ("1.250.000.000 đồng", "Nâng cấp Bộ phận")),
        ("tong kinh phi cua tam ky bao nhieu?", ("1.324.000.000 đồng",)),
        ("tam kỳ khoản nào được bố trí ít kinh phí nhất", ("45 triệu đồng", "Duy trì ISO 9001")),
        ("huyện núi thành chi tập huấn chuyển đổi số bao nhiêu", ("90 triệu đồng",)),
        ("núi thành tổng kinh phí bao nhiêu, lấy từ nguồn nào?", ("960 triệu đồng", "ngân sách huyện")),
        ("núi thành khoản nào tốn nhiều tiền nhất?", ("“số hóa sổ hộ tịch 420 triệu đồng”",)),
        ("How much is set aside for the contest in Núi Thành?", ("35 triệu đồng",)),
    ],
)
def test_sums_are_told_with_what_they_are_for(both: Assistant, question: str, facts: tuple[str, ...]) -> None:
    answer = both.ask(question)
    assert not answer.abstained, answer.answer
    assert all(fact in answer.answer for fact in facts), answer.answer


def test_a_sum_that_no_plan_states_is_refused(both: Assistant) -> None:
    answer = both.ask("tam kỳ mua máy tính hết bao nhiêu tiền?")
    assert (answer.abstained, answer.reason) == (True, "field_not_stated")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("tam kỳ có bao nhiêu nhiệm vụ?", "3 nhiệm vụ"),
        ("phòng nội vụ tam kỳ được giao mấy việc?", "1 nhiệm vụ của Phòng Nội vụ"),
        ("mấy việc của tam kỳ không phát sinh kinh phí?", "1 nhiệm vụ"),
        ("việc nào của núi thành đến hạn trong quý IV?", "1 nhiệm vụ"),
        ("How many tasks does the justice office of Tam Kỳ lead?", "1 tasks of Phòng Tư pháp"),
        ("có mấy kế hoạch nói tới iso 9001?", "2 kế hoạch"),
        ("có mấy kế hoạch tổ chức cuộc thi, của đơn vị nào?", "1 kế hoạch"),
        ("có bao nhiêu kế hoạch của ubnd?", "2 kế hoạch"),
    ],
)
def test_tasks_and_plans_are_counted(both: Assistant, question: str, first: str) -> None:
    answer = both.ask(question)
    assert answer.answer.startswith(first), answer.answer


def test_the_duties_of_carrying_a_plan_out_are_told_apart(both: Assistant) -> None:
    told = both.ask("phòng nội vụ tam kỳ phải làm những việc gì?").answer
    _, _, duties = told.partition("Ngoài ra 1 việc trong phần tổ chức thực hiện:")
    assert "Kiểm tra công vụ" in told.removesuffix(duties)
    assert "theo dõi, đôn đốc" in duties


def test_a_yes_shows_the_words_that_decide(both: Assistant) -> None:
    answer = both.ask("sổ hộ tịch ở núi thành có tổng hợp vào ngày 25 hằng tháng không?").answer
    assert answer.startswith("Có")
    assert "ngày 25 hằng tháng" in answer


def test_where_the_money_comes_from_is_told_beside_the_sum(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sources")
    (folder / "plans").mkdir()
    table = CITY.replace(
        "| Kinh phí (đồng) |\n|---|---|---|---|", "| Kinh phí (đồng) | Nguồn kinh phí |\n|---|---|---|---|---|"
    )
    table = table.replace("| 1.250.000.000 |", "| 1.250.000.000 | Quỹ đầu tư phát triển |")
    (folder / "plans" / "tam-ky.md").write_text(table, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    talk = Conversation()
    assistant = Assistant.open(folder / "index")
    assert (
        "1.250.000.000 đồng; nguồn: Quỹ đầu tư phát triển"
        in assistant.ask("nâng cấp một cửa hết bao nhiêu?", talk).answer
    )
    for question in ("nguồn tiền lấy đâu?", "tien dau ra", "Where does the money come from?"):
        assert "Quỹ đầu tư phát triển" in assistant.ask(question, talk).answer, question
