"""Repaired text beside its original: ranges on both sides, and the map between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.restored import Piece, Restored, join_blocks


@st.composite
def repairs(draw: st.DrawFn) -> tuple[str, list[Piece]]:
    text = draw(st.text(alphabet="ab é\n", max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Piece(start, end, draw(st.text(alphabet="xyz", min_size=1, max_size=5))) for start, end in pairs]


@given(repairs())
def test_every_token_stands_where_it_says(case: tuple[str, list[Piece]]) -> None:
    text, pieces = case
    restored = Restored.build(text, "ocr", pieces)
    for token, piece in zip(restored.tokens, pieces, strict=True):
        assert text[token.start : token.end] == token.original
        assert restored.text[token.rstart : token.rend] == token.restored == piece.text


@given(repairs())
def test_the_map_is_complete_and_never_goes_back(case: tuple[str, list[Piece]]) -> None:
    text, pieces = case
    restored = Restored.build(text, "ocr", pieces)
    mapped = restored.mapped()
    assert mapped.text == restored.text
    assert list(mapped.offsets) == sorted(mapped.offsets)
    assert all(0 <= offset < len(text) for offset in mapped.offsets)


def test_a_repaired_word_maps_to_the_whole_word_that_was_read() -> None:
    restored = Restored.build("cua chite vu", "ocr", [Piece(4, 9, "chức")])
    start = restored.text.index("chức")
    assert restored.mapped().source_range(start, start + 4) == (4, 9)


def test_overlapping_pieces_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        Restored.build("abcd", "ocr", [Piece(0, 3, "x"), Piece(2, 4, "y")])


def test_blocks_join_at_their_offsets() -> None:
    text = "ke hoach\n\nKế hoạch"
    joined = join_blocks(
        text, [(0, Restored.build("ke hoach", "diacritics", [Piece(0, 2, "kế"), Piece(3, 8, "hoạch")]))]
    )
    assert joined.text == "kế hoạch\n\nKế hoạch"
    assert joined.mode == "diacritics"
    assert [(token.start, token.original) for token in joined.tokens] == [(0, "ke"), (3, "hoach")]
