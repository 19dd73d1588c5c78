"""Slips of typing: what is corrected, and what must stay as it is."""

from __future__ import annotations

import pytest

from cchc_assistant.language.restore import CorpusModel, Restorer
from cchc_assistant.language.typing import correct, spelled_out
from cchc_assistant.language.typing_keys import Shape, shape_of, telex_readings, vni_reading
from cchc_assistant.language.typing_words import edit_cost, marks_cost

PLAN = """Đào tạo đánh giá nội bộ ISO 9001. Văn phòng Sở chủ trì, phối hợp với các đơn vị; báo cáo trước ngày 15.
Tập huấn nghiệp vụ kiểm soát thủ tục hành chính trong Quý II. CCHC, CCHC; SKHĐT, SKHĐT; Xây dựng kế hoạch năm 2021."""


@pytest.fixture(scope="module")
def vocabulary() -> CorpusModel:
    return CorpusModel.from_texts([PLAN])


def test_shape_separates_letters_and_marks() -> None:
    assert shape_of("được") == Shape("duoc", frozenset("dwj"))
    assert shape_of("mấy") == Shape("may", frozenset("as"))
    assert shape_of("iso") == Shape("iso", frozenset())
    assert shape_of("đường").tone == "f"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ddaof", "đào"), ("maays", "mấy"), ("khawcs", "khắc"), ("nàof", "nào"), ("hoachj", "hoạch"), ("chuwr", "chử")],
)
def test_telex_keys_are_read(typed: str, meant: str) -> None:
    wanted = shape_of(meant)
    assert any((one.base, one.marks) == (wanted.base, wanted.marks) for one in telex_readings(typed))


def test_telex_reads_no_tone_before_a_vowel() -> None:
    assert all(not reading.marks & frozenset("sfrxj") for reading in telex_readings("sri"))


@pytest.mark.parametrize(("typed", "meant"), [("d9a2o", "đào"), ("ma61y", "mấy"), ("ngu7o7i2", None), ("9001", None)])
def test_vni_keys_are_read(typed: str, meant: str | None) -> None:
    reading = vni_reading(typed)
    if meant is None:
        assert reading is None
    else:
        assert reading is not None
        assert (reading.base, reading.marks & shape_of(meant).marks) == (shape_of(meant).base, shape_of(meant).marks)


def test_near_slips_cost_less() -> None:
    assert edit_cost("hco", "cho") < edit_cost("xho", "cho") < edit_cost("pho", "cho")
    assert edit_cost("phoong", "phong") < edit_cost("phong", "phoong")
    assert edit_cost("trung", "chung") == float("inf")


def test_missing_marks_are_free_in_bare_text() -> None:
    typed, meant = shape_of("tap"), shape_of("tập")
    assert marks_cost(typed, meant, True) == 0 < marks_cost(typed, meant, False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ai chur trì ddaof tạo iso", "ai chủ trì đào tạo iso"),
        ("báo cáo gửi trước ngày nàof", "báo cáo gửi trước ngày nào"),
        ("hạn nộp baos cáo năn 2021", "hạn nộp báo cáo năm 2021"),
        ("văn phongf sở phôis hợp với ai", "văn phòng sở phối hợp với ai"),
        ("kế hạoch năm nay, khinào xong?", "kế hoạch năm nay, khi nào xong?"),
        ("ai ch ủ trì việc này", "ai chủ trì việc này"),
        ("phòng nà o theo dõi", "phòng nào theo dõi"),
        ("dịch vụ khoong thu phí", "dịch vụ không thu phí"),
        ("thũ tục hành chính nào", "thủ tục hành chính nào"),
        ("KẾ HẠOCH NĂM NAY DO AI CHỦ TRÌ", "KẾ HOẠCH NĂM NAY DO AI CHỦ TRÌ"),
        ("Baos cáo do ai làm", "Báo cáo do ai làm"),
        ("phoi hopw voi ai", "phoi hop voi ai"),
        ("hco hoi khi nao tap huaans", "cho hoi khi nao tap huan"),
        ("d9o7n vi5 na2o chu3 tri2", "đơn vị nào chủ trì"),
    ],
)
def test_slips_are_corrected(restorer: Restorer, vocabulary: CorpusModel, typed: str, meant: str) -> None:
    assert correct(typed, restorer, vocabulary).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "ai chủ trì đào tạo iso 9001:2015, khi nào xong?",
        "ai chu tri tap huan, khi nao xong",
        "quyết định 45/2016/QĐ-UBND ngày 18/5 nói gì",
        "link file báo cáo gửi qua zalo hay email",
        "skhđt có phối hợp ko",
        "SKHĐT và KBNNTW phối hợp việc gì",
        "gửi về so.khcn@quangngai.gov.vn hay http://skhcn.vn/abcd",
        "quý1 thì làm gì, a4 hay mp3",
        "anh Nguyễn Văn Khoa làm gì",
    ],
)
def test_what_is_right_stays(restorer: Restorer, vocabulary: CorpusModel, text: str) -> None:
    corrected = correct(text, restorer, vocabulary)
    assert corrected.text == text
    assert not corrected.changed
    assert corrected.tokens == ()


@pytest.mark.parametrize(
    "text",
    [
        "iso 9001:2015 duoc tuyen truyen duy trì, cải tiến o những cap nào?",
        "rà soat tthc o so khcn phải xong thang 6/2021 đúng không?",
    ],
)
def test_forgotten_marks_are_left_to_restoration(restorer: Restorer, vocabulary: CorpusModel, text: str) -> None:
    # were some filled in, the rest would look as if nothing were missing
    assert correct(text, restorer, vocabulary).text == text


def test_abbreviations_that_are_named_stay(restorer: Restorer) -> None:
    assert correct("ai làm vhtdn năm nay", restorer, known=frozenset({"vhtdn"})).text == "ai làm vhtdn năm nay"


def test_the_way_back_to_what_was_typed(restorer: Restorer, vocabulary: CorpusModel) -> None:
    typed = "năm nay khinào báo cáo, ddơn vị nào làm"
    corrected = correct(typed, restorer, vocabulary)
    assert corrected.text == "năm nay khi nào báo cáo, đơn vị nào làm"
    start = corrected.text.index("đơn")
    low, high = corrected.mapped().source_range(start, start + 3)
    assert typed[low:high] == "ddơn"
    assert [token.original for token in corrected.tokens] == ["khinào", "ddơn"]


def test_long_texts_are_left_alone(restorer: Restorer) -> None:
    text = "chur trì " * 60
    assert correct(text, restorer).text == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("việc này phải xong trc tháng 6 đúng ko?", "việc này phải xong trước tháng 6 đúng không?"),
        ("phai xong trc thang 6 dung ko", "phai xong truoc thang 6 dung khong"),
        ("Sở KH&CN và VS làm j", "Sở KH&CN và VS làm gì"),
        ("theo 12/ko-ub thì sao", "theo 12/ko-ub thì sao"),
    ],
)
def test_short_forms_of_chats_are_spelled_out_but_not_parts_of_codes(typed: str, meant: str) -> None:
    assert spelled_out(typed) == meant
