"""The lexicon of English words that the glossary lacks, learnt from parallel text (``models/english_lexicon.md``).

A line is the stems of a word or phrase, a tab, and its Vietnamese, the likeliest first, apart by "|"; a word without
Vietnamese is known to be English and no name.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

FILE = "english_lexicon.tsv.xz"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Vietnamese words by the stems of English ones (a space between); ``longest``: the words of the longest phrase."""

    entries: Mapping[str, tuple[str, ...]]
    longest: int


@cache
def lexicon() -> Lexicon:
    """Return the shipped lexicon; the first call reads it."""
    packed = resources.files("cchc_assistant").joinpath("models", FILE).read_bytes()
    return read_lexicon(lzma.decompress(packed).decode("utf-8"))


def read_lexicon(text: str) -> Lexicon:
    """Read the lines of a lexicon."""
    entries = {}
    for line in text.splitlines():
        english, _, vietnamese = line.partition("\t")
        entries[english] = tuple(vietnamese.split("|")) if vietnamese else ()
    return Lexicon(entries, max((key.count(" ") + 1 for key in entries), default=0))
