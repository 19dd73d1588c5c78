"""Restoring diacritics: questions as staff type them, and all that must be left alone."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_assistant.errors import UsageError
from cchc_assistant.language.normalize import has_marks, strip_marks
from cchc_assistant.language.restore import CorpusModel, Restorer

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
PLAN = (CORPUS / "qngai-skhcn-2022-tuyen-truyen-cchc.txt").read_text(encoding="utf-8")
PLAN_WORDS = sorted({word for word in PLAN.split() if word.isalpha()})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ai chu tri dao tao iso 9001 nam 2022, khi nao", "ai chủ trì đào tạo iso 9001 năm 2022, khi nào"),
        ("don vi nao phoi hop ra soat thu tuc hanh chinh?", "đơn vị nào phối hợp rà soát thủ tục hành chính?"),
        ("kinh phi lay tu nguon nao", "kinh phí lấy từ nguồn nào"),
        ("SO KHOA HOC VA CONG NGHE", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
        ("So Khoa hoc va Cong nghe tinh Quang Ngai", "Sở Khoa học và Công nghệ tỉnh Quảng Ngãi"),
    ],
)
def test_unaccented_questions(restorer: Restorer, typed: str, meant: str) -> None:
    assert restorer.restore(typed, "diacritics").text == meant
    assert restorer.restore(typed).text == meant


def test_half_accented_question_keeps_what_was_accented(restorer: Restorer) -> None:
    assert restorer.restore("Ai chủ trì dao tao ISO 9001").text == "Ai chủ trì đào tạo ISO 9001"
    # "tòa" is not the likeliest reading of "toa" here, but the writer chose it
    assert "tòa" in restorer.restore("cong tac tòa soan cua nam nay", "diacritics").text


@pytest.mark.parametrize(
    "kept",
    [
        "so.khcn@quangngai.gov.vn",
        "https://dichvucong.gov.vn/tra-cuu",
        "UBND",
        "TTHC",
        "CCHC",
        "ISO 9001",
        "21/KH-UBND",
        "15/12/2021",
        "A4",
    ],
)
def test_codes_addresses_and_abbreviations_are_left_alone(restorer: Restorer, kept: str) -> None:
    restored = restorer.restore(f"gui bao cao ve {kept} truoc cuoi thang", "diacritics")
    assert restored.text == f"gửi báo cáo về {kept} trước cuối tháng"


def test_item_letters_follow_the_alphabet(restorer: Restorer) -> None:
    text = "c) Kiem tra\nd) Bao cao\nd) Tong ket\ne) Khen thuong"
    assert restorer.restore(text, "diacritics").text == "c) Kiểm tra\nd) Báo cáo\nđ) Tổng kết\ne) Khen thưởng"


def test_each_token_has_its_place_and_confidence(restorer: Restorer) -> None:
    restored = restorer.restore("ke hoach", "diacritics")
    assert [(t.start, t.end, t.restored, t.doubtful) for t in restored.tokens] == [
        (0, 2, "kế", False),
        (3, 8, "hoạch", False),
    ]
    assert all(0.9 < token.confidence <= 1 for token in restored.tokens)


def test_decomposed_letters_map_back_whole(restorer: Restorer) -> None:
    written = unicodedata.normalize("NFD", "kế hoach")
    restored = restorer.restore(written, "diacritics")
    assert restored.text == "kế hoạch"
    assert written[restored.tokens[0].start : restored.tokens[0].end] == unicodedata.normalize("NFD", "kế")


def test_words_of_the_plans_are_favoured(restorer: Restorer) -> None:
    vocabulary = CorpusModel.from_texts(["Chi cục TCĐLCL chủ trì, Trung tâm KĐKN phối hợp.\n" * 5])
    typed = "chi cuc TCDLCL va trung tam KDKN"
    assert restorer.restore(typed, "diacritics", vocabulary).text == "chi cục TCĐLCL và trung tâm KĐKN"
    assert "TCDLCL" in restorer.restore(typed, "diacritics").text


def test_corpus_model_survives_saving() -> None:
    model = CorpusModel.from_texts([PLAN])
    again = CorpusModel.from_arrays(model.to_arrays())
    assert again.words == model.words
    for order in range(3):
        assert again.keys[order].tolist() == model.keys[order].tolist()
        assert again.counts[order].tolist() == model.counts[order].tolist()


def test_unknown_mode_is_refused(restorer: Restorer) -> None:
    with pytest.raises(UsageError, match="magic"):
        restorer.restore("a", "magic")  # type: ignore[arg-type]


@settings(max_examples=40)
@given(words=st.lists(st.sampled_from(PLAN_WORDS), min_size=1, max_size=25))
def test_marks_are_added_and_nothing_else(restorer: Restorer, words: list[str]) -> None:
    text = strip_marks(" ".join(words))
    restored = restorer.restore(text, "diacritics").text
    assert strip_marks(restored) == text


@settings(max_examples=40)
@given(
    words=st.lists(st.sampled_from(PLAN_WORDS), min_size=1, max_size=25),
    bare=st.lists(st.booleans(), min_size=25, max_size=25),
)
def test_accented_words_stay(restorer: Restorer, words: list[str], bare: list[bool]) -> None:
    given_words = [strip_marks(word) if strip else word for word, strip in zip(words, bare, strict=False)]
    restored = restorer.restore(" ".join(given_words), "diacritics").text.split(" ")
    assert [got for got, word in zip(restored, given_words, strict=True) if has_marks(word)] == [
        word for word in given_words if has_marks(word)
    ]


@settings(max_examples=60)
@given(
    text=st.text(alphabet="abđếo UBND0123456789./-@\n,()\u00a0¢&é", max_size=60),
    mode=st.sampled_from(["auto", "diacritics", "ocr", "vie", "legacy"]),
)
def test_lines_and_digits_always_stay(restorer: Restorer, text: str, mode: str) -> None:
    restored = restorer.restore(text, mode)  # type: ignore[arg-type]
    assert restored.text.count("\n") == text.count("\n")
    assert restored.mapped().text == restored.text
    if mode in ("diacritics", "legacy"):
        assert [c for c in restored.text if c.isdigit()] == [c for c in text if c.isdigit()]


def test_a_vocabulary_of_too_many_words_keeps_the_first() -> None:
    made_up = ("".join(letters) for letters in itertools.product("bcdghklmnpqrstvx", repeat=5))
    model = CorpusModel.from_texts(["chữ ký số", " ".join(itertools.islice(made_up, 70_000))])
    assert len(model.words) == 65_536
    assert "chữ" in model.words
