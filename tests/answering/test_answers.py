"""What staff get: questions on the five plans, answered or refused, in every way they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks

ISO = {
    2020: ("Chi cục Tiêu chuẩn Đo lường Chất lượng", "Quý I-II/2020"),
    2022: ("Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng", "Quý I - II/2022"),
}


def places(answer: Answer) -> list[tuple[str, str]]:
    return [(citation.doc[:16], citation.section) for citation in answer.citations]


@pytest.mark.parametrize(
    "question",
    [
        "who leads the ISO 9001 training and when?",
        "ai chủ trì đào tạo ISO 9001, khi nào?",
        "ai chu tri dao tao iso 9001 khi nao",
        "đơn vị nào lo tập huấn iso 9001, quý mấy?",
    ],
)
def test_both_plans_that_have_the_task_answer(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert set(answer.units) == {ISO[2020][0], ISO[2022][0]}
    assert set(answer.deadlines) == {ISO[2020][1], ISO[2022][1]}
    assert sorted(places(answer)) == [("qngai-skhcn-2020", "III.5"), ("qngai-skhcn-2022", "III.5")]


@pytest.mark.parametrize(
    "question", ["ai chủ trì đào tạo iso 9001 năm 2022, khi nào?", "ai chu tri dao tao iso 9001 nam 2022, khi nao"]
)
def test_a_year_confines_the_plans(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.units, answer.deadlines) == ((ISO[2022][0],), (ISO[2022][1],))
    assert answer.understood == "ai chủ trì đào tạo iso 9001 năm 2022, khi nào" + ("?" if "?" in question else "")


def test_units_stay_vietnamese_with_an_english_gloss(assistant: Assistant) -> None:
    answer = assistant.ask("who leads the ISO 9001 training in 2022?")
    assert answer.language == "en"
    assert f"{ISO[2022][0]} (Division of Standards, Metrology and Quality Management)" in answer.answer


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("ở sở khcn đồng tháp rà soát và công bố tthc xong tháng mấy?", "Phụ lục 3.b", "Tháng 6/2021"),
        ("trung tâm nào lo đề án đổi mới đơn vị sự nghiệp ở đồng tháp?", "Phụ lục 4.b", "Trung tâm KĐKN"),
        ("hội thi về cchc năm 2023 do ai tổ chức?", "III.3", "Sở Thông tin và Truyền thông"),
        ("sản phẩm của việc xây dựng video ở đồng tháp là gì?", "Phụ lục 1.c", "Video"),
        ("kinh phí tuyên truyền năm 2023 lấy ở đâu?", "IV", "ngân sách nhà nước"),
        ("chuyên mục phát thanh cấp huyện năm 2023 bao lâu một lần?", "III.11.a", "Mỗi tháng 01 chương trình"),
        ("ai ký kế hoạch của sở khcn đồng tháp?", "", "Trần Thanh Liêm"),
        ("tthc tiếp nhận qua bưu chính công ích theo quyết định nào?", "II.1", "45/2016/QĐ-TTg"),
    ],
)
def test_answers(assistant: Assistant, question: str, section: str, words: str) -> None:
    answer = assistant.ask(question)
    assert not answer.abstained, answer.answer
    assert words in answer.answer
    assert section in [citation.section for citation in answer.citations]


@pytest.mark.parametrize("question", ["mục đích kế hoạch 2022", "What is the purpose of the 2022 plan?"])
def test_a_part_is_found_by_its_title(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert "Tạo sự chuyển biến mạnh mẽ" in answer.answer
    assert {section for _, section in places(answer)} == {"I"}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("kế hoạch 2022 có những nhiệm vụ gì?", "6 nhiệm vụ"),
        ("tóm tắt kế hoạch 2022", "6 nhiệm vụ"),
        ("What is the 2022 plan about?", "6 tasks"),
    ],
)
def test_a_plan_as_a_whole_is_told_by_its_tasks(assistant: Assistant, question: str, first: str) -> None:
    assert assistant.ask(question).answer.startswith(first)


def test_lists_are_complete_and_counted(assistant: Assistant) -> None:
    answer = assistant.ask("văn phòng sở khcn đồng tháp chủ trì bao nhiêu nhiệm vụ trong phụ lục?")
    assert answer.answer.startswith("25 nhiệm vụ")
    due = assistant.ask("tháng 11 năm 2021 ở đồng tháp có những việc gì đến hạn?")
    assert due.answer.startswith("2 nhiệm vụ")
    assert {section for _, section in places(due)} == {"Phụ lục 5.a", "Phụ lục 8.b"}


@pytest.mark.parametrize("when", ["năm 2022", "trước tháng 6 năm 2022", "trong quý II năm 2022"])
def test_a_unit_without_tasks_is_not_given_those_of_others(assistant: Assistant, when: str) -> None:
    answer = assistant.ask(f"văn phòng sở chủ trì những việc gì {when}?")
    assert answer.abstained
    assert "văn phòng sở" in answer.answer


def test_comparison_says_what_differs(assistant: Assistant) -> None:
    answer = assistant.ask("người chủ trì đào tạo đánh giá nội bộ iso năm 2020 và 2022 có khác nhau không?")
    assert answer.answer.startswith("Có, khác nhau")
    assert set(answer.units) == {ISO[2020][0], ISO[2022][0]}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("ai chủ trì trồng rừng phòng hộ ven biển?", "no_match"),
        ("năm 2019 ai chủ trì đào tạo iso 9001?", "year_not_in_corpus"),
        ("kế hoạch cchc năm 2022 của sở khcn đồng tháp giao video cho ai?", "year_not_in_corpus"),
        ("ai chủ trì cải cách hành chính ở cà mau?", "province_not_in_corpus"),
        ("đào tạo đánh giá nội bộ iso năm 2020 có phòng nào phối hợp?", "field_not_stated"),
        ("số hiệu kế hoạch cchc 2021 của sở khcn đồng tháp là gì?", "field_not_stated"),
        ("ông nguyễn văn thành ký kế hoạch cchc của sở khcn đồng tháp hôm nào?", "false_premise"),
        ("", "nothing_asked"),
        ("xin chào", "nothing_asked"),
        ("ai phối hợp?", "nothing_asked"),
        ("năm 2027 ai chủ trì đào tạo iso 9001?", "year_not_in_corpus"),
    ],
)
def test_refusals_say_why(assistant: Assistant, question: str, reason: str) -> None:
    answer = assistant.ask(question)
    assert (answer.abstained, answer.reason) == (True, reason), answer.answer
    assert (answer.units, answer.deadlines) == ((), ())
    assert answer.answer


def test_a_refused_year_of_an_agency_offers_only_its_own(assistant: Assistant) -> None:
    refused = assistant.ask("kế hoạch cchc năm 2022 của sở khcn đồng tháp giao video cho ai?").answer
    assert refused.endswith("hiện có: 2021.")


def test_a_refused_year_offers_the_years_that_are_there(assistant: Assistant) -> None:
    assert "2020, 2021, 2022, 2023" in assistant.ask("năm 2019 ai chủ trì đào tạo iso 9001?").answer


def test_follow_ups_inherit_what_they_leave_out(assistant: Assistant) -> None:
    conversation = Conversation()
    assistant.ask("ai chủ trì đào tạo iso 9001 năm 2020?", conversation)
    assert assistant.ask("còn năm 2022 thì sao?", conversation).units == (ISO[2022][0],)
    assert assistant.ask("khi nào?", conversation).deadlines == (ISO[2022][1],)


def test_quotes_are_verbatim_at_their_offsets(assistant: Assistant) -> None:
    for question in ("ai chủ trì đào tạo iso 9001?", "sở nội vụ phải làm gì trong kế hoạch 2023?", "mục đích là gì?"):
        for citation in assistant.ask(question).citations:
            assert assistant.source(citation.doc)[citation.start : citation.end] == citation.quote


def test_unaccented_questions_are_understood(assistant: Assistant) -> None:
    question = "hạn các phòng gửi báo cáo kết quả năm 2022 là ngày nào?"
    assert (
        assistant.ask(strip_marks(question)).deadlines
        == assistant.ask(question).deadlines
        == ("trước ngày 10/11/2022",)
    )


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("yêu cầu của kế hoạch 2023 là gì?", "I.2", "kịp thời, đầy đủ, thường xuyên"),
        ("kế hoạch 2023 yêu cầu", "I.2", "kịp thời, đầy đủ, thường xuyên"),
        ("kế hoạch 2023 căn cứ văn bản nào?", "", "Quyết định số 2074/QĐ-UBND"),
        ("kinh phí thực hiện kế hoạch 2023 ai bố trí?", "IV", ""),
    ],
)
def test_standard_parts_of_a_plan_are_told(assistant: Assistant, question: str, section: str, words: str) -> None:
    answer = assistant.ask(question)
    assert not answer.abstained
    assert words in answer.answer
    assert {citation.section.split(".")[0] for citation in answer.citations} == {section.split(".")[0]}


HELPERS = """ỦY BAN NHÂN DÂN
THÀNH PHỐ CẦN THƠ
Số: 157/KH-UBND
Cần Thơ, ngày 18 tháng 11 năm 2025

KẾ HOẠCH
Phát động thi đua năm 2025

I. TỔ CHỨC THỰC HIỆN
1. Sở Y tế: Chủ trì, phối hợp với Sở Tài chính chấm điểm thi đua các xã, phường.
2. Sở Nội vụ: Phối hợp với Sở Y tế thẩm định, trình tặng Bằng khen.
"""


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("ai phối hợp với sở y tế thẩm định, trình tặng bằng khen?", ("Sở Nội vụ",)),
        ("don vi nao cung lam voi so y te viec tham dinh bang khen", ("Sở Nội vụ",)),
        ("ai phối hợp với sở y tế chấm điểm thi đua?", ("Sở Tài chính",)),
        ("Which unit works with the Department of Health on appraising the awards?", ("Sở Nội vụ",)),
    ],
)
def test_who_helps_a_unit_is_the_other_unit_of_the_task(tmp_path: Path, question: str, units: tuple[str, ...]) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "can-tho.txt").write_text(HELPERS, encoding="utf-8")
    build([tmp_path / "plans"], tmp_path / "index")
    assert Assistant.open(tmp_path / "index").ask(question).units == units


DRIVE = """ỦY BAN NHÂN DÂN
TỈNH ĐẮK LẮK
Số: 125/KH-UBND
Đắk Lắk, ngày 18 tháng 11 năm 2025

KẾ HOẠCH
Phát động thi đua chào mừng Đại hội XIV, chi trả trợ cấp không dùng tiền mặt

I. MỤC ĐÍCH
Đẩy mạnh phong trào thi đua.
II. NỘI DUNG
1. Thời gian tổ chức thi đua: Từ tháng 10 năm 2025 đến hết tháng 3 năm 2026.
2. Hình thức thi đua do các đơn vị chọn.
III. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ: Thường xuyên tuyên truyền về phong trào thi đua chào mừng Đại hội XIV.
2. Sở Y tế: Đôn đốc các xã chi trả trợ cấp không dùng tiền mặt.
"""


def test_when_a_plan_as_a_whole_is_carried_out_is_told_by_its_own_part(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "dak-lak.txt").write_text(DRIVE, encoding="utf-8")
    build([tmp_path / "plans"], tmp_path / "index")
    assistant = Assistant.open(tmp_path / "index")
    for question in (
        "thi đua chào mừng đại hội XIV diễn ra khi nào?",
        "thi dua chao mung dai hoi XIV keo dai tu khi nao",
    ):
        assert assistant.ask(question).deadlines == ("Từ tháng 10 năm 2025 đến hết tháng 3 năm 2026",), question
    assert assistant.ask("ai đôn đốc chi trả trợ cấp không dùng tiền mặt?").units == ("Sở Y tế",)
