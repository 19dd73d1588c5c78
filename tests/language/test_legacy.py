"""TCVN3 and VNI: recognised, converted, never seen in clean text, repaired where ư was lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.errors import UsageError
from cchc_assistant.language.legacy import ENCODINGS, detect, from_unicode, to_unicode
from cchc_assistant.language.restore import Restorer

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
CLEAN = (CORPUS / "qngai-ubnd-2023-tuyen-truyen-cchc.txt").read_text(encoding="utf-8")
SYLLABLES = sorted({word.lower() for word in CLEAN.split() if word.isalpha()})


@pytest.mark.parametrize(
    ("written", "encoding", "text"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "tcvn3", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "tcvn3", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Th­êng trùc Uû ban", "tcvn3", "Thường trực Uỷ ban"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑOÄC LAÄP - TÖÏ DO", "vni", "ĐỘC LẬP - TỰ DO"),
    ],
)
def test_known_lines(written: str, encoding: str, text: str) -> None:
    assert detect(written) == encoding
    assert to_unicode(written, encoding).text == text


@pytest.mark.parametrize(
    "line",
    [
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội có các ông",
        "école française à Paris",
        "ISO 9001",
        "",
        "nam 2021 caa Sé Khoa hoc",
    ],
)
def test_other_text_is_not_taken_for_legacy(line: str) -> None:
    assert detect(line) is None


def test_no_line_of_a_clean_plan_is_taken_for_legacy() -> None:
    assert [line for line in CLEAN.split("\n") if detect(line)] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(words=st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=30))
def test_there_and_back(encoding: str, words: list[str]) -> None:
    text = " ".join(words)
    assert to_unicode(from_unicode(text, encoding), encoding).text == text


@given(words=st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=12))
def test_vni_keeps_capitals(words: list[str]) -> None:
    text = " ".join(words).upper()
    assert to_unicode(from_unicode(text, "vni"), "vni").text == text


def test_offsets_lead_to_the_encoded_letters() -> None:
    written = "Coäng hoøa"
    mapped = to_unicode(written, "vni")
    assert mapped.text == "Cộng hòa"
    assert [written[offset] for offset in mapped.offsets] == list("Cong hoa")


def test_unknown_encoding_is_refused() -> None:
    with pytest.raises(UsageError, match="viscii"):
        to_unicode("a", "viscii")


@pytest.mark.parametrize("lost", ["", "-"])
def test_lost_u_is_put_back(restorer: Restorer, lost: str) -> None:
    text = "Thủ trưởng các phòng, đơn vị trực thuộc Sở thường xuyên đôn đốc, hướng dẫn người dân được biết"
    written = from_unicode(text, "tcvn3").replace("\u00ad", lost)
    assert restorer.restore(written, "legacy").text == text


def test_auto_mode_converts_and_covers_whole_letters(restorer: Restorer) -> None:
    written = from_unicode("Sở Nội vụ chủ trì, phối hợp với các sở, ngành", "vni")
    restored = restorer.restore(written)
    assert restored.mode == "legacy"
    assert restored.text == "Sở Nội vụ chủ trì, phối hợp với các sở, ngành"
    assert [token.original for token in restored.tokens][:2] == ["Sôû", "Noäi"]
