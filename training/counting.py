"""Count n-grams over texts: token numbers as arrays, n-grams as 64-bit keys (16 bits a token)."""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cchc_assistant.language.lexemes import BOUNDARY, LEXEME, NUMBER, PAUSE, SPECIALS
from cchc_assistant.language.normalize import has_marks, nfc, tone_canonical
from cchc_assistant.language.syllable import is_syllable

Ids = NDArray[np.uint16]
Keys = NDArray[np.uint64]

_LONGEST_MARKED = 5


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text file, plain or xz-compressed, without their ends."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield line.rstrip("\n")


def tokens(line: str) -> list[str]:
    """Return the model tokens of one line, a boundary at its end."""
    found: list[str] = []
    for number, word, end, mark in LEXEME.findall(nfc(line).lower()):
        found.append(word or (NUMBER if number else BOUNDARY if end else PAUSE))
        del mark
    found.append(BOUNDARY)
    return found


def count_words(lines: Iterable[str]) -> Counter[str]:
    """Count the tokens of a text."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(tokens(line))
    return counts


def is_glued(word: str) -> bool:
    """Tell whether a word is most likely two syllables run together (nộpthời), as web copies of tables have them."""
    return has_marks(word) and len(word) > _LONGEST_MARKED


def vocabulary(counts: Counter[str], syllable_minimum: int, other_minimum: int) -> list[str]:
    """Return the tokens to keep, the special ones first, the others by falling count.

    Args:
        counts: how often each token occurs.
        syllable_minimum: the least count of a possible Vietnamese syllable.
        other_minimum: the least count of any other word (names, abbreviations).
    """
    merged: Counter[str] = Counter()
    for word, count in counts.items():
        merged[tone_canonical(word)] += count
    kept = [
        (-count, word)
        for word, count in merged.items()
        if word not in SPECIALS
        and count >= (syllable_minimum if is_syllable(word) else other_minimum)
        and (is_syllable(word) or not is_glued(word))
    ]
    words = [*SPECIALS, *(word for _, word in sorted(kept))]
    if len(words) > 65535:
        raise ValueError(f"{len(words)} words do not fit 16 bits: raise the minimum counts")
    return words


def encode(lines: Iterable[str], words: list[str]) -> Ids:
    """Return the token numbers of a text, runs of pauses and of boundaries as one."""
    index = {word: number for number, word in enumerate(words)}
    known: dict[str, int] = {}
    parts: list[Ids] = []
    for line in lines:
        row = []
        for token in tokens(line):
            number = known.get(token)
            if number is None:
                number = known[token] = index.get(tone_canonical(token), 0)
            row.append(number)
        parts.append(np.array(row, dtype=np.uint16))
    ids = np.concatenate(parts) if parts else np.zeros(0, np.uint16)
    boundary, pause = SPECIALS.index(BOUNDARY), SPECIALS.index(PAUSE)
    same = np.zeros(len(ids), bool)
    same[1:] = (ids[1:] == ids[:-1]) & ((ids[1:] == boundary) | (ids[1:] == pause))
    return ids[~same]


@dataclass(frozen=True)
class Counts:
    """Distinct n-grams of one order as sorted keys, each with its count."""

    keys: Keys
    counts: NDArray[np.float64]


def count_ngrams(ids: Ids, order: int) -> Counts:
    """Count the n-grams of one order; none reaches across a boundary except as its first token."""
    boundary = SPECIALS.index(BOUNDARY)
    padded = ids
    length = len(padded) - order + 1
    keys = np.zeros(max(length, 0), np.uint64)
    inside = np.ones(max(length, 0), bool)
    for place in range(order):
        part = padded[place : place + length]
        keys = (keys << np.uint64(16)) | part.astype(np.uint64)
        if 0 < place < order - 1:
            inside &= part != boundary
    keys = np.sort(keys[inside])
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    counts = np.diff(np.append(first, len(keys))).astype(np.float64)
    return Counts(keys[first], counts)
