"""What the running text of plans says: what a question supposes, whether something is so, how many, which ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

_PROVINCE = """ỦY BAN NHÂN DÂN
TỈNH LÂM ĐỒNG
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 88/KH-UBND
Lâm Đồng, ngày 12 tháng 3 năm 2025

KẾ HOẠCH
Phòng, chống thiên tai và bảo vệ sức khỏe người dân giai đoạn 2025 - 2030

I. QUAN ĐIỂM
1. Phòng ngừa thiên tai là nhiệm vụ của cả hệ thống chính trị, không khoán trắng cho lực lượng vũ trang.
2. Phát triển dựa trên bốn trụ cột an toàn: con người; công trình; cảnh báo sớm; nguồn lực dự phòng.
II. MỤC TIÊU
- Đào tạo 2.500 lượt người về kỹ năng ứng phó thiên tai.
- Thành lập 40 đội xung kích ở cơ sở.
- Phấn đấu 70% - 80% cán bộ làm công tác phòng, chống thiên tai thường xuyên được bồi dưỡng nghiệp vụ.
- Phấn đấu 50% - 60% cán bộ làm công tác phòng, chống thiên tai không thường xuyên được bồi dưỡng nghiệp vụ.
III. NỘI DUNG
1. Các bệnh thường gặp sau thiên tai
a) Bệnh đường tiêu hóa
Tả, lỵ, thương hàn, tiêu chảy cấp.
b) Bệnh do muỗi truyền
Sốt xuất huyết Dengue, Zika, viêm não Nhật Bản.
c) Nguy cơ khác
Thực phẩm nhiễm bẩn dễ gây ngộ độc và bệnh đường ruột.
2. Kiện toàn Ban Chỉ huy phòng thủ dân sự tỉnh, gồm: Trưởng ban là Chủ tịch Ủy ban nhân dân tỉnh; Phó Trưởng ban \
Thường trực là Giám đốc Sở Nông nghiệp và Môi trường.
3. Công an tỉnh kiểm tra an toàn hệ thống thông tin cảnh báo của các cơ quan nhà nước, trừ hệ thống thông tin quân sự.
4. Sắp xếp các trường mầm non, phổ thông sau thiên tai, chỉ thực hiện trong phạm vi một đơn vị hành chính cấp xã; giữ \
nguyên các bệnh viện công lập cấp tỉnh hiện có.
5. Tháng hành động vì an toàn hồ đập
a) Chủ đề: “Hồ đập an toàn, hạ du bình yên”.
b) Thời gian: Từ ngày 15/4/2025 đến ngày 15/5/2025.
IV. TỔ CHỨC THỰC HIỆN
1. Sở Y tế chủ trì tổng kết mô hình trạm y tế lưu động thí điểm tại Bệnh viện Hoàn Mỹ, hoàn thành trong quý III/2025.
2. Các sở, ban, ngành xây dựng kế hoạch chi tiết, báo cáo Ủy ban nhân dân tỉnh trong quý II năm 2025, đồng thời gửi \
Sở Nông nghiệp và Môi trường tổng hợp.
3. Sở Xây dựng định kỳ kiểm tra nhà ở vùng ngập lụt.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn An
"""

_NATION = """THỦ TƯỚNG CHÍNH PHỦ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 301/QĐ-TTg
Hà Nội, ngày 5 tháng 2 năm 2025

QUYẾT ĐỊNH
Phê duyệt Đề án phát triển nhân lực khí tượng thủy văn

Điều 1. Phê duyệt Đề án với các nội dung sau:
I. NỘI DUNG
1. Giao các cơ sở đào tạo trọng điểm gồm: Trường Đại học Thủy lợi, Trường Đại học Khoa học Tự nhiên - Đại học Quốc gia \
Hà Nội, Viện Khoa học Khí tượng Thủy văn.
2. Bộ Nông nghiệp và Môi trường chủ trì bồi dưỡng quan trắc viên khí tượng thủy văn, hoàn thành trong năm 2026.

THỦ TƯỚNG
Phạm Văn Bình
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("said")
    (folder / "plans").mkdir()
    (folder / "plans" / "88-kh-ubnd.txt").write_text(_PROVINCE, encoding="utf-8")
    (folder / "plans" / "301-qd-ttg.txt").write_text(_NATION, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


def ask(plans: Assistant, *questions: str) -> str:
    """Return the answer to the last of a conversation's questions."""
    conversation = Conversation()
    return [plans.ask(question, conversation).answer for question in questions][-1]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("bí thư tỉnh ủy làm trưởng ban chỉ huy phòng thủ dân sự thì ai làm phó thường trực?", "là Chủ tịch"),
        ("mô hình trạm y tế lưu động ở bệnh viện Chợ Rẫy do sở nào tổng kết?", "Bệnh viện Hoàn Mỹ"),
        ("đến hết quý IV/2025 các sở mới phải báo cáo kế hoạch chi tiết thì gửi thêm cho sở nào?", "quý II năm 2025"),
        ("quan điểm: phát triển dựa trên 6 trụ cột nào?", "bốn trụ cột"),
    ],
)
def test_what_is_supposed_and_not_so_is_put_right_with_what_the_plan_says(
    plans: Assistant, question: str, said: str
) -> None:
    answer = plans.ask(question)
    assert answer.abstained
    assert answer.reason == "false_premise"
    assert said in answer.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Lâm Đồng phát triển dựa trên 4 trụ cột nào?", "con người; công trình"),
        ("chủ tịch tỉnh làm trưởng ban phòng thủ dân sự thì ai phó thường trực?", "Giám đốc Sở Nông nghiệp"),
        ("mô hình trạm y tế lưu động ở bệnh viện hoàn mỹ do ai tổng kết?", "Sở Y tế chủ trì"),
        ("những trường, viện nào là cơ sở đào tạo trọng điểm về khí tượng?", "Trường Đại học Thủy lợi"),
        ("Đại học Quốc gia Hà Nội có là cơ sở đào tạo trọng điểm về khí tượng không?", "Có"),
        ("bệnh viện công cấp tỉnh có được giữ nguyên không hay phải sáp nhập?", "giữ nguyên các bệnh viện công lập"),
    ],
)
def test_what_is_supposed_and_so_is_answered(plans: Assistant, question: str, said: str) -> None:
    answer = plans.ask(question)
    assert not answer.abstained
    assert said in answer.answer


@pytest.mark.parametrize("place", ["của Hà Nội", "ở Hải Phòng", "in Hanoi"])
def test_a_place_without_a_plan_is_refused_by_its_name(plans: Assistant, place: str) -> None:
    """Decisions for the whole country are dated in the capital, and are no plans of it."""
    question = "Who leads early warning" if place.startswith("in ") else "kế hoạch bồi dưỡng quan trắc viên"
    answer = plans.ask(f"{question} {place}" + (" ai chủ trì?" if question.startswith("kế") else "?"))
    assert answer.reason == "province_not_in_corpus"
    assert "Hà Nội" in answer.answer or "Hải Phòng" in answer.answer


def test_how_a_follow_up_asks_for_the_time(plans: Assistant) -> None:
    assert "quý III/2025" in ask(plans, "ai tổng kết mô hình trạm y tế lưu động?", "thời hạn thế nào?")


@pytest.mark.parametrize(
    ("question", "verdict", "said"),
    [
        ("Lâm Đồng có giao hết việc phòng ngừa thiên tai cho lực lượng vũ trang không?", "Không", "không khoán trắng"),
        ("hệ thống thông tin quân sự có do công an tỉnh kiểm tra an toàn không?", "Không", "trừ hệ thống thông tin"),
        ("hệ thống thông tin cảnh báo có do công an tỉnh kiểm tra an toàn không?", "Có", "Công an tỉnh"),
        ("tháng hành động vì an toàn hồ đập kéo dài tới 31/5/2025 hả?", "Không", "đến ngày 15/5/2025"),
        ("tháng hành động vì an toàn hồ đập từ 15/4/2025 đến 15/5/2025 phải không?", "Có", "Từ ngày 15/4/2025"),
    ],
)
def test_what_is_so_is_decided_by_the_words_that_except_deny_or_date_it(
    plans: Assistant, question: str, verdict: str, said: str
) -> None:
    answer = plans.ask(question).answer
    assert answer.startswith(verdict + ":")
    assert said in answer


@pytest.mark.parametrize(
    "question",
    ["các trường mầm non sau thiên tai có được miễn học phí không?", "đào tạo kỹ năng ứng phó tới 2028 mới xong à?"],
)
def test_what_a_plan_says_nothing_of_is_neither_so_nor_not_so(plans: Assistant, question: str) -> None:
    answer = plans.ask(question).answer
    assert not answer.startswith(("Có:", "Không:"))


def test_when_something_named_in_a_title_takes_place(plans: Assistant) -> None:
    assert plans.ask("tháng hành động vì an toàn hồ đập diễn ra từ ngày nào?").deadlines == (
        "Từ ngày 15/4/2025 đến ngày 15/5/2025",
    )


def test_a_year_of_a_day_that_is_claimed_is_no_year_of_plans(plans: Assistant) -> None:
    answer = plans.ask("bồi dưỡng quan trắc viên khí tượng có phải xong trong năm 2026 không?")
    assert answer.reason != "year_not_in_corpus"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("chủ đề và thời gian của tháng hành động vì an toàn hồ đập?", ("hạ du bình yên", "đến ngày 15/5/2025")),
        (
            "đào tạo bao nhiêu lượt người về ứng phó thiên tai, tháng an toàn hồ đập có chủ đề gì?",
            ("2.500 lượt", "hạ du bình yên"),
        ),
        ("ai làm trưởng ban phòng thủ dân sự, ai phó thường trực?", ("là Chủ tịch", "là Giám đốc")),
    ],
)
def test_two_questions_in_one_are_both_answered(plans: Assistant, question: str, told: tuple[str, ...]) -> None:
    answer = plans.ask(question).answer
    assert all(words in answer for words in told)


def test_who_holds_an_office_is_refused_where_no_place_says(plans: Assistant) -> None:
    assert plans.ask("giám đốc sở y tế Lâm Đồng tên gì?").abstained


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("thành lập bao nhiêu đội xung kích ở cơ sở?", "40 đội"),
        ("bao nhiêu lượt người được đào tạo ứng phó thiên tai?", "2.500 lượt"),
        ("có bao nhiêu bệnh viện cấp tỉnh ở Lâm Đồng?", ""),
        ("mỗi năm mở bao nhiêu lớp tập huấn ứng phó thiên tai?", ""),
        ("mỗi xã ở Lâm Đồng được giao bao nhiêu biên chế phòng chống thiên tai?", ""),
    ],
)
def test_how_many_is_told_by_a_number_of_just_that_or_refused(plans: Assistant, question: str, number: str) -> None:
    answer = plans.ask(question)
    assert answer.abstained == (not number)
    assert number in answer.answer


def test_a_day_that_is_asked_for_is_refused_where_only_a_rhythm_is_stated(plans: Assistant) -> None:
    answer = plans.ask("Sở Xây dựng kiểm tra nhà ở vùng ngập lụt trước ngày nào?")
    assert answer.reason == "field_not_stated"
    assert "định kỳ" in answer.answer
