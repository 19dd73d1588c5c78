"""Text in the encodings of before Unicode, as it comes out of old documents: TCVN3 (ABC) and VNI.

"Céng hoµ x· héi" is TCVN3 read as Latin-1, "Coäng hoøa xaõ hoäi" is VNI; both mean "Cộng hòa xã hội".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cchc_assistant.errors import UsageError
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.syllable import is_syllable
from cchc_assistant.language.tables import table

Encoding = Literal["tcvn3", "vni"]
ENCODINGS: tuple[Encoding, ...] = ("tcvn3", "vni")
SOFT_HYPHEN = "\u00ad"

_LEAST_GAIN = 0.3
_LEAST_WORDS, _LEAST_SHARE = 2, 0.45
_LEAST_GOOD = 0.7
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Table:
    """What stands for each Vietnamese letter; keys are one or two characters, ``longest`` the length of the longest."""

    to_unicode: dict[str, str]
    to_legacy: dict[str, str]
    longest: int
    signs: frozenset[str]


@cache
def _table(encoding: Encoding) -> Table:
    data: dict[str, str] = table("legacy_encodings")[encoding]
    to_legacy: dict[str, str] = {}
    for legacy, letter in data.items():
        to_legacy.setdefault(letter, legacy)
    signs = {char for legacy in data for char in legacy if not char.isascii()}
    return Table(data, to_legacy, max(len(legacy) for legacy in data), frozenset(signs))


def _check(encoding: str) -> Encoding:
    if encoding not in ENCODINGS:
        raise UsageError(f"bảng mã không có: {encoding}; hãy chọn một trong: {', '.join(ENCODINGS)}")
    return encoding


def chunks(text: str, encoding: Encoding) -> list[tuple[int, int]]:
    """Return the ranges of what belongs together: runs of letters and signs of the encoding (µ, ·, soft hyphen)."""
    signs = _table(encoding).signs
    ranges: list[tuple[int, int]] = []
    start = -1
    for index, char in enumerate(text):
        if char.isalpha() or char in signs:
            start = index if start < 0 else start
        elif start >= 0:
            ranges.append((start, index))
            start = -1
    if start >= 0:
        ranges.append((start, len(text)))
    return ranges


def _convert_word(word: str, encoding: Encoding) -> tuple[str, list[int]]:
    known = _table(encoding)
    chars: list[str] = []
    offsets: list[int] = []
    index = 0
    while index < len(word):
        for length in range(min(known.longest, len(word) - index), 0, -1):
            letter = known.to_unicode.get(word[index : index + length])
            if letter is not None:
                chars.append(letter)
                break
        else:
            length = 1
            chars.append(word[index])
        offsets.append(index)
        index += length
    return "".join(chars), offsets


def to_unicode(text: str, encoding: str) -> Mapped:
    """Convert ``text`` and map it to the offsets of ``text``.

    TCVN3 has no capitals with tone marks: they are small letters in a font that shows them as capitals. So in words
    whose plain letters (two at least) are all capitals ("CéNG") the converted letters become capitals too, and words
    with fewer plain letters ("HOµ X·") are as the words around them.

    Raises:
        UsageError: the encoding is neither "tcvn3" nor "vni".
    """
    name = _check(encoding)
    pieces: list[tuple[int, int, str, list[int]]] = []
    for start, end in chunks(text, name):
        word, offsets = _convert_word(text[start:end], name)
        pieces.append((start, end, word, offsets))
    words = [text[start:end] for start, end, _, _ in pieces]
    capital = _capitals(words) if name == "tcvn3" else [False] * len(words)
    chars: list[str] = []
    places: list[int] = []
    at = 0
    for (start, end, word, offsets), upper in zip(pieces, capital, strict=True):
        chars += [*text[at:start], *(word.upper() if upper else word)]
        places += [*range(at, start), *(start + offset for offset in offsets)]
        at = end
    chars += text[at:]
    places += range(at, len(text))
    return Mapped("".join(chars), tuple(places))


def _capitals(words: Sequence[str]) -> list[bool]:
    """Tell for each word whether it is set in capitals; words of one plain letter or none are as those around them."""
    own: list[bool | None] = []
    for word in words:
        plain = [char for char in word if char.isascii() and char.isalpha()]
        if len(plain) < 2:
            own.append(None)
        else:
            own.append(all(char.isupper() for char in plain))
    before = after = None
    decided: list[list[bool]] = [[] for _ in words]
    for index, value in enumerate(own):
        before = value if value is not None else before
        decided[index] += [] if before is None else [before]
    for index in range(len(own) - 1, -1, -1):
        after = own[index] if own[index] is not None else after
        decided[index] += [] if after is None else [after]
    return [bool(near) and all(near) for near in decided]


def from_unicode(text: str, encoding: str) -> str:
    """Write NFC ``text`` in a legacy encoding, read as Windows-1252; what TCVN3 has no capital for becomes small.

    Raises:
        UsageError: the encoding is neither "tcvn3" nor "vni".
    """
    known = _table(_check(encoding)).to_legacy
    return "".join(known.get(char) or known.get(char.lower()) or char for char in text)


def detect(text: str) -> Encoding | None:
    """Return the encoding of a block, None for text that is not in one of them (above all for clean text).

    Judged by the words with letters beyond ASCII: converting must turn most of them into possible syllables, and far
    more of them than are possible as they stand; and they must be a good part of all words.
    """
    best: tuple[float, Encoding] | None = None
    for encoding in ENCODINGS:
        signs = _table(encoding).signs
        words = [text[start:end] for start, end in chunks(text, encoding)]
        touched = [word for word in words if any(char in signs for char in word)]
        if len(touched) < _LEAST_WORDS or len(touched) < _LEAST_SHARE * len(words):
            continue
        good = sum(is_syllable(_convert_word(word, encoding)[0]) for word in touched) / len(touched)
        plain = sum(_WORD.fullmatch(word) is not None and is_syllable(word) for word in touched) / len(touched)
        modern = sum(any(ord(char) > 0xFF and char not in signs for char in word) for word in words)
        if modern * 4 > len(touched) or good < _LEAST_GOOD or good - plain < _LEAST_GAIN:
            continue
        if best is None or good > best[0]:
            best = (good, encoding)
    return best[1] if best else None
