"""The tokens the language model counts and scores; training and decoding cut text with this one function."""

from __future__ import annotations

import re
from typing import NamedTuple

UNKNOWN, BOUNDARY, NUMBER, PAUSE = "<unk>", "<s>", "<num>", "<p>"
"""Tokens that are not words: a word outside the vocabulary, an end of sentence, a number or code, other punctuation."""

SPECIALS = (UNKNOWN, BOUNDARY, NUMBER, PAUSE)

# 246/KH-SKHCN, 01/01/2021, 25.000.000, 1.2 | letters (KH, Quảng) | end of a sentence or clause | any other mark
LEXEME = re.compile(
    r"(?P<number>\d+(?:[.,/:\-–]\d+)*(?:[/\-][^\W_]+)*)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<end>[.;:?!…]+)"
    r"|(?P<mark>[^\w\s]|_)"
)


class Lexeme(NamedTuple):
    """One token: its text, its half-open range, and its kind (``word``, ``number``, ``end`` or ``mark``)."""

    text: str
    start: int
    end: int
    kind: str


def lexemes(text: str) -> list[Lexeme]:
    """Cut ``text`` (NFC) into tokens; white space belongs to none of them."""
    return [
        Lexeme(match.group(), match.start(), match.end(), match.lastgroup or "mark") for match in LEXEME.finditer(text)
    ]


def model_token(text: str, kind: str) -> str:
    """Return the token as the model knows it: the word in lower case, or one of ``SPECIALS``."""
    if kind == "word":
        return text.lower()
    return {"number": NUMBER, "end": BOUNDARY, "mark": PAUSE}[kind]
