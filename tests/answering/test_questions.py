"""What a question asks for, of what, and in which plans."""

from __future__ import annotations

import datetime as dt

import pytest

from cchc_assistant.answering.asks import read_asks
from cchc_assistant.answering.matching import parts_of
from cchc_assistant.answering.question import Frame, read_question
from cchc_assistant.answering.terms import phrasebook, tokens
from cchc_assistant.answering.unit_slots import answers_to
from cchc_assistant.assistant import Assistant


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("ai chủ trì đào tạo ISO 9001, khi nào?", {"lead", "when"}),
        ("phòng nào phối hợp tập huấn?", {"coordinate"}),
        ("ai chủ trì, ai phối hợp tập huấn?", {"lead", "coordinate"}),
        ("hạn chót nộp báo cáo là ngày nào", {"when"}),
        ("rà soát thủ tục thì sản phẩm là gì", {"product", "content"}),
        ("quy định về kinh phí tự chủ do phòng nào làm?", {"lead"}),
        ("kinh phí lấy ở đâu ra?", {"money", "content"}),
        ("bao lâu phải báo cáo một lần", {"frequency"}),
        ("kế hoạch năm 2021 ai ký?", {"metadata_signer"}),
        ("số hiệu của kế hoạch là gì?", {"metadata_number", "content"}),
        ("chấm điểm theo những chỉ số nào", {"content"}),
        ("who leads the training and when?", {"lead", "when"}),
        ("By which month must it be done?", {"when"}),
        ("who co-ordinates the review?", {"coordinate"}),
    ],
)
def test_asks(question: str, asks: set[str]) -> None:
    assert read_asks(question).asks - {"count", "yes_no"} == asks


def test_words_of_asking_are_told_by_their_diacritics() -> None:
    assert "product" in read_asks("việc này đầu ra là gì").asks
    assert "product" not in read_asks("tiền lấy ở đâu ra").asks
    assert "lead" not in read_asks("quyết định số nào").asks
    assert "why" in read_asks("lý do hoãn là gì").asks
    assert "why" not in read_asks("đơn vị nào quản lý doanh nghiệp").asks


def test_artificial_intelligence_asks_for_nobody() -> None:
    assert "lead" not in read_asks("kinh phí giám định AI bao nhiêu").asks
    assert "lead" in read_asks("AI CHỦ TRÌ TẬP HUẤN").asks


def test_an_english_word_is_no_vietnamese_question_word() -> None:
    assert "count" in read_asks("co may lop tap huan").asks
    assert read_asks("who leads the 18 May event?", "en").asks == {"lead"}


def frame(question: str) -> Frame:
    known = ("sở nội vụ", "văn phòng sở", "sở khoa học và công nghệ")
    return read_question(
        question, question, "vi", phrasebook(), known, {"sở khoa học và công nghệ"}, (2020, 2022, 2023), None
    )


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("kế hoạch 2020 và 2022 khác gì nhau", (2020, 2022)),
        ("hồi 2020: ai lo", (2020,)),
        ("chương trình giai đoạn 2021-2030", ()),
        ("iso 9001:2015 do ai lo", ()),
        ("nghị định 61/2018/NĐ-CP", ()),
        ("thông tư thay tt 34/2014 làm năm nào", ()),
        ("tổng kết nđ 58/2022 ai chủ trì", ()),
        ("ngày 18/5/2020 làm gì", (2020,)),
    ],
)
def test_years_that_plans_are_named_by(question: str, years: tuple[int, ...]) -> None:
    assert frame(question).years == years


def test_provinces_agencies_and_units() -> None:
    found = frame("văn phòng sở khoa học và công nghệ đồng tháp phải làm gì")
    assert found.provinces == ("dong thap",)
    assert {slot.canonical for slot in found.units} == {"văn phòng sở", "sở khoa học và công nghệ"}


def test_short_forms_of_provinces_and_syllables_that_are_none() -> None:
    assert frame("sở khcn qngãi năm nay làm gì").provinces == ("quang ngai",)
    assert frame("bản tin khoa học").provinces == ()


def test_periods() -> None:
    assert frame("việc nào đến hạn trong quý I/2023?").period == (dt.date(2023, 1, 1), dt.date(2023, 3, 31))


def test_abbreviations_and_long_forms_are_one_term() -> None:
    book = phrasebook()
    short, long = (parts_of(text, book, accented=True) for text in ("rà soát tthc", "rà soát thủ tục hành chính"))
    assert [part.wordings[0].keys for part in short] == [part.wordings[0].keys for part in long]


def test_zeros_before_numbers_do_not_count() -> None:
    assert [token.bare for token in tokens("01 số/tháng, 18/05")] == ["1", "so", "thang", "18/5"]


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("List the tasks of the education department", "sở giáo dục và đào tạo"),
        ("Which tasks does the provincial police co-ordinate?", "công an tỉnh"),
        ("What must the Department of Health do?", "sở y tế"),
    ],
)
def test_english_names_of_units_are_read_as_those_of_the_plans(question: str, unit: str) -> None:
    known = ("sở giáo dục và đào tạo", "công an tỉnh", "sở y tế")
    frame = read_question(question, question, "en", phrasebook(), known, frozenset(), (2022,), 2022)
    assert any(answers_to(slot.canonical, unit) for slot in frame.units)


def test_departments_under_one_noun_answer_each() -> None:
    assert answers_to("bộ xây dựng", "các bộ: nông nghiệp và môi trường, xây dựng, công thương")
    assert not answers_to("bộ y tế", "các bộ: nông nghiệp và môi trường, xây dựng, công thương")


@pytest.mark.parametrize(
    ("bare", "read"),
    [
        ("ke hoach nay co may chi tieu", "mấy chỉ tiêu"),
        ("xay dung quy dinh do so nao lo", "sở nào"),
        ("bo nao lap ke hoach hang nam", "bộ nào"),
        ("the hoi 2020?", "thế hồi"),
        ("moi viec ai chu tri", "mỗi việc"),
    ],
)
def test_question_words_get_their_diacritics_back(assistant: Assistant, bare: str, read: str) -> None:
    assert read in assistant.understand(bare).understood
