"""Cut Vietnamese text into syllables (cheap) and into words (pyvi)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SYLLABLE = re.compile(r"[^\W\d_]+|\d+(?:[.,/:\-]\d+)*")


@dataclass(frozen=True, slots=True)
class Syllable:
    """A run of letters, or a number with its inner marks, and its half-open range."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of one or more syllables (spaces kept as written) or a mark, and its half-open range."""

    text: str
    start: int
    end: int


def syllables(text: str) -> list[Syllable]:
    """Return the syllables and numbers of ``text``; other characters belong to none."""
    return [Syllable(match.group(), match.start(), match.end()) for match in _SYLLABLE.finditer(text)]


def words(text: str) -> list[Word]:
    """Return the words of ``text`` as pyvi finds them, each with its place.

    The first call loads pyvi (about 1.2 s).
    """
    if not text.strip():
        return []
    from pyvi import ViTokenizer  # deferred: costs 1.2 s

    found = []
    at = 0
    for token in ViTokenizer.spacy_tokenize(text)[0]:
        match = re.compile(r"(?:\s+|_)".join(re.escape(part) for part in token.split("_"))).search(text, at)
        if match is None:
            raise ValueError(f"pyvi gave {token!r}, which is not in the text after offset {at}")
        found.append(Word(match.group(), *match.span()))
        at = match.end()
    return found
