"""Text as lexical terms: one 64-bit number for each syllable and for each pair of neighbouring syllables.

Numbers instead of strings let an index of millions of pairs open in no time: it is sorted arrays, mapped from disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from cchc_assistant.language.normalize import fold, nfc, strip_marks

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int32]

# A run of letters, or of digits: "01/2021" and "1.2021" are the same two numbers.
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_LEFT, _RIGHT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_LONGEST = 40


def tokens(text: str) -> list[str]:
    """Return the syllables and numbers of ``text`` in the form in which they are compared.

    >>> tokens("Quý II/2022, TT KHCN; tháng 01/2021")
    ['quí', 'ii', '2022', 'tt', 'khcn', 'tháng', '1', '2021']
    """
    return [_form(token) for token in _TOKEN.findall(nfc(text).lower())]


def _form(token: str) -> str:
    """Return the form of one lower-case token: spelling unified, leading zeros gone."""
    return token.lstrip("0") or "0" if token.isdigit() else fold(token[:_LONGEST])


def bare(token: str) -> str:
    """Return a token without diacritics."""
    return strip_marks(token)


def key(token: str) -> int:
    """Return the number of a syllable."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "little")


def pair_keys(left: Keys, right: Keys) -> Keys:
    """Return the numbers of the pairs of two rows of syllables; order matters."""
    mixed: Keys = (left * _LEFT) ^ (right * _RIGHT + (left >> np.uint64(29)))
    return mixed


class Vocabulary:
    """Numbers the distinct syllables of a collection, in the order in which they are met."""

    def __init__(self) -> None:
        self._seen = _Seen()

    def __len__(self) -> int:
        return len(self._seen.words)

    @property
    def words(self) -> list[str]:
        """The syllables, by number."""
        return self._seen.words

    def numbers(self, text: str) -> Numbers:
        """Return the numbers of the syllables of ``text``, shape (syllables,)."""
        found = _TOKEN.findall(nfc(text).lower())
        return np.fromiter(map(self._seen.__getitem__, found), np.int32, len(found))

    def keys(self) -> Keys:
        """Return the 64-bit number of each syllable, shape (distinct syllables,)."""
        return np.fromiter(map(key, self.words), np.uint64, len(self.words))


class _Seen(dict[str, int]):
    """Written form to number; numbers new syllables as they come."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._forms: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        form = _form(written)
        number = self._forms.get(form)
        if number is None:
            number = self._forms[form] = len(self.words)
            self.words.append(form)
        self[written] = number
        return number


def variants(words: Iterable[str]) -> dict[str, list[str]]:
    """Group syllables that differ in diacritics only: {"chu": ["chu", "chủ", "chú"], …}."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(bare(word), []).append(word)
    return groups
