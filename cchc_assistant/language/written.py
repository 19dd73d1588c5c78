"""Words that speech has and documents do not, which the restorer may take bare letters for: "tớ" for "tổ"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.restored import Piece


def as_documents_write(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a document's repair with what only speech would say written as documents write it.

    >>> [piece.text for piece in as_documents_write([Piece(0, 3, "Một"), Piece(4, 7, "của"), Piece(8, 11, "hắn")])]
    ['Một', 'cửa', 'hạn']
    """
    words, pairs, names = _tables()
    found = list(pieces)
    for place, piece in enumerate(found):
        word = piece.text.lower()
        before = found[place - 1] if place and piece.start - found[place - 1].end == 1 else None
        after = found[place + 1] if place + 1 < len(found) and found[place + 1].start - piece.end == 1 else None
        if before and (written := pairs.get((before.text.lower(), word))):
            found[place - 1] = before._replace(text=_cased(written[0], before.text))
            found[place] = piece._replace(text=_cased(written[1], piece.text))
        elif word in names and piece.text[:1].isupper() and after and after.text[:1].isupper():
            found[place] = piece._replace(text=_cased(names[word], piece.text))
        elif word in words:
            found[place] = piece._replace(text=_cased(words[word], piece.text))
    return found


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


@cache
def _tables() -> tuple[dict[str, str], dict[tuple[str, str], list[str]], dict[str, str]]:
    table = load_toml("language/written.toml")
    pairs = {(first, second): list(written) for first, second, *written in table["pairs"]}
    return dict(table["words"]), pairs, dict(table["names"])
