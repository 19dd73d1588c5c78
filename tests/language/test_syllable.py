"""Which letters make a Vietnamese syllable."""

from __future__ import annotations

import pytest

from cchc_assistant.language.syllable import is_syllable


@pytest.mark.parametrize(
    "word", ["cải", "cách", "Thuở", "nghiêng", "gì", "gìn", "giếng", "quý", "QUYẾT", "huỳnh", "khuỷu", "ươm", "ý"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["UBND", "ctia", "hién", "cỏc", "hộpp", "internet", "khaisố", "thắắng", "đ", ""])
def test_what_can_not_be_one(word: str) -> None:
    assert not is_syllable(word)
