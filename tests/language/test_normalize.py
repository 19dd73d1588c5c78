"""Normal forms: what is compared, what is stored, and the way back to the source."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import (
    bare_key,
    clean,
    fold,
    has_marks,
    match_key,
    nfc,
    nfc_mapped,
    strip_marks,
    tone_canonical,
)

VIETNAMESE = st.text(
    alphabet="aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbchnptqĐÂƠƯQKHT .,-/0123456789\n"
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Hoà bình", "hòa bình"),
        ("THUỶ LỢI", "thủy lợi"),
        ("khoẻ", "khỏe"),
        ("quý", "quí"),  # the mark of qu- never moves; final y reads as i
        ("hoàn toàn", "hoàn toàn"),  # not at the end of the syllable: nothing to move
        ("Kỹ năng quản lý", "kĩ năng quản lí"),
        ("ủy ban", "ủy ban"),
        ("Uỷ ban", "ủy ban"),
    ],
)
def test_fold_unifies_tone_placement_and_i_y(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_text_itself_keeps_the_tone_placement_it_was_written_with() -> None:
    assert nfc("hoà giải, thuỷ sản") == "hoà giải, thuỷ sản"
    assert clean("hoà giải, thuỷ sản").text == "hoà giải, thuỷ sản"


def test_strip_marks_keeps_case_and_length() -> None:
    assert strip_marks("ĐẨY MẠNH cải cách ở Đắk Lắk") == "DAY MANH cai cach o Dak Lak"


def test_keys_meet_accented_and_unaccented_typing() -> None:
    assert match_key("  Uỷ  ban\u00a0nhân dân ") == match_key("ủy ban nhân dân")
    assert bare_key("Quản lý Nhà nước") == bare_key("quan ly nha nuoc") == "quan li nha nuoc"
    assert match_key("quản lý") != match_key("quan ly")


@pytest.mark.parametrize(
    ("dirty", "text"),
    [
        ("\u00d0ề án", "Đề án"),  # Icelandic eth
        ("Kế\u00a0hoạch", "Kế hoạch"),
        ("cải\u200b cách\ufeff", "cải cách"),
        ("hành\u00ad chính", "hành chính"),
        ("\uff12\uff10\uff12\uff11", "2021"),
        ("К\u1ebf hoạch", "Kế hoạch"),  # Cyrillic К
        ("e\u0302\u0301", "ế"),
    ],
)
def test_clean_repairs_what_looks_right_but_is_not(dirty: str, text: str) -> None:
    assert clean(dirty).text == text


def test_clean_maps_back_to_the_characters_it_came_from() -> None:
    cleaned = clean("cải\u200b cách ﻿hành")
    start = cleaned.text.index("hành")
    low, high = cleaned.source_range(start, start + 4)
    assert "cải\u200b cách ﻿hành"[low:high] == "hành"


def test_clean_keeps_the_offsets_of_an_already_mapped_text() -> None:
    assert clean(Mapped("a\u200bb", (10, 11, 12))) == Mapped("ab", (10, 12))


def test_combining_text_maps_to_its_letters() -> None:
    source = unicodedata.normalize("NFD", "thể chế")
    mapped = nfc_mapped(source)
    assert mapped.text == "thể chế"
    assert [source[offset] for offset in mapped.offsets] == ["t", "h", "e", " ", "c", "h", "e"]


@given(VIETNAMESE)
def test_matching_forms_keep_the_length(text: str) -> None:
    assert len(strip_marks(text)) == len(fold(text)) == len(tone_canonical(text)) == len(text)


@given(VIETNAMESE)
def test_stripping_and_folding_twice_is_the_same_as_once(text: str) -> None:
    assert strip_marks(strip_marks(text)) == strip_marks(text)
    assert fold(fold(text)) == fold(text)
    assert not has_marks(strip_marks(text))


@given(st.text())
def test_cleaning_never_loses_the_way_back(text: str) -> None:
    cleaned = clean(text)
    assert all(0 <= offset < len(text) for offset in cleaned.offsets)
    assert list(cleaned.offsets) == sorted(cleaned.offsets)
