"""Syllables and words with their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.segment import syllables, words

LINE = "Sở Khoa học và Công nghệ chủ trì,  phối hợp (12/2021)."


def test_words_join_syllables_and_keep_their_places() -> None:
    found = words(LINE)
    assert "Khoa học" in [word.text for word in found]
    assert "chủ trì" in [word.text for word in found]
    assert all(LINE[word.start : word.end] == word.text for word in found)


def test_syllables_are_letters_or_whole_numbers() -> None:
    assert [syllable.text for syllable in syllables(LINE)] == [
        "Sở", "Khoa", "học", "và", "Công", "nghệ", "chủ", "trì", "phối", "hợp", "12/2021",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["cải cách", "Sở", "ISO_9001", "-", "2021,", "a_b", "\n", "  "])).map(" ".join))
def test_places_are_right_and_in_order(text: str) -> None:
    at = 0
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.start >= at
        at = word.end
