"""Normal forms of Vietnamese text: what is stored, what is compared, and what unaccented typing is compared with."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.tables import table

CAPITALS = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
"""The capital letters of Vietnamese, for a class of a regular expression: ``[{CAPITALS}]``."""
_LETTER = re.compile(r"[^\W\d_]+")
# hoà, khoẻ, thuỷ (not quỳ): the tone mark on the second of two final vowels, which older spelling puts on the first
_FINAL_GLIDE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W\d_])", re.IGNORECASE)
# kỹ, lý, mỹ, quý, sỹ, tỷ, hy: written with i as well
_FINAL_Y = re.compile(r"(?<![^\W\d_])((?:[hklmstv]|qu))([yỳýỷỹỵ])(?![^\W\d_])", re.IGNORECASE)
_COMBINING = {"\u0300", "\u0301", "\u0302", "\u0303", "\u0306", "\u0309", "\u031b", "\u0323"}


def nfc(text: str) -> str:
    """Return ``text`` with each letter and its marks as one character where Unicode has one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@cache
def _bare(char: str) -> str:
    """Return the letter without its Vietnamese marks, the character itself when that is not one letter."""
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    base = "".join(part for part in unicodedata.normalize("NFD", char) if part not in _COMBINING)
    return base if len(base) == 1 else char


class _Bare(dict[int, str]):
    """Table for ``str.translate`` that fills itself."""

    def __missing__(self, code: int) -> str:
        self[code] = value = _bare(chr(code))
        return value


class _Lower(dict[int, str]):
    """As ``str.lower``, but never longer than what it was given."""

    def __missing__(self, code: int) -> str:
        lower = chr(code).lower()
        self[code] = value = lower if len(lower) == 1 else chr(code)
        return value


_BARE, _LOWER = _Bare(), _Lower()


def strip_marks(text: str) -> str:
    """Return ``text`` without Vietnamese diacritics (đ → d); NFC text keeps its length."""
    return text if text.isascii() else text.translate(_BARE)


def has_marks(text: str) -> bool:
    """Tell whether any letter of ``text`` carries a Vietnamese diacritic."""
    return not text.isascii() and strip_marks(text) != text


@cache
def _tones() -> dict[str, tuple[str, str]]:
    """Return, for each vowel with a tone mark, the vowel without it and the mark."""
    found = {}
    for vowel in "aăâeêioôơuưy":
        for mark in "\u0300\u0301\u0309\u0303\u0323":
            for letter in (vowel, vowel.upper()):
                found[unicodedata.normalize("NFC", letter + mark)] = (letter, mark)
    return found


def _move_tone(match: re.Match[str]) -> str:
    first, second = match.group()[0], match.group()[1]
    bare, mark = _tones()[second]
    return unicodedata.normalize("NFC", first + mark) + bare


def tone_canonical(text: str) -> str:
    """Return ``text`` with tone marks placed as in hòa, khỏe, thủy; same length, letter case kept."""
    return text if text.isascii() else _FINAL_GLIDE.sub(_move_tone, text)


def _y_to_i(match: re.Match[str]) -> str:
    onset, vowel = match.groups()
    if vowel in "yY":
        return onset + ("i" if vowel == "y" else "I")
    bare, mark = _tones()[vowel]
    return onset + unicodedata.normalize("NFC", ("i" if bare == "y" else "I") + mark)


def fold(text: str) -> str:
    """Return the form in which spellings are compared: lower case, tone placement and i/y unified, same length."""
    return _FINAL_Y.sub(_y_to_i, tone_canonical(text.translate(_LOWER)))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def match_key(text: str) -> str:
    """Return the key under which accented text is matched: clean, folded, white space as single spaces."""
    return _spaced(fold(clean(text).text))


def bare_key(text: str) -> str:
    """Return the key under which text is matched without regard to diacritics."""
    return strip_marks(match_key(text))


@cache
def _look_alikes() -> dict[str, str]:
    """Return what stands for what: characters that look like Vietnamese letters, digits, spaces, or nothing at all."""
    replaced: dict[str, str] = {}
    for group in table("look_alikes")["groups"]:
        for wrong, right in group["map"].items():
            replaced[wrong] = right
    for digit in range(10):
        replaced[chr(0xFF10 + digit)] = chr(0x30 + digit)
    for letter in range(26):
        replaced[chr(0xFF21 + letter)] = chr(0x41 + letter)
        replaced[chr(0xFF41 + letter)] = chr(0x61 + letter)
    return replaced


def clean(text: str | Mapped) -> Mapped:
    """Return ``text`` in NFC without invisible characters, look-alikes replaced, with the offsets of the source.

    Look-alike letters of another script are replaced only in words that also hold Latin letters or nothing else but
    look-alikes. Legacy-encoded text must be converted before: TCVN3 writes ư as a soft hyphen, which is dropped here.
    """
    source = text if isinstance(text, Mapped) else Mapped.of(text)
    if source.text.isascii():
        return source
    alike = _look_alikes()
    chars: list[str] = []
    offsets: list[int] = []
    for cluster_start, cluster_end in _clusters(source.text):
        cluster = source.text[cluster_start:cluster_end]
        composed = unicodedata.normalize("NFC", "".join(alike.get(char, char) for char in cluster))
        for index, char in enumerate(composed):
            chars.append(char)
            offsets.append(source.offsets[min(cluster_start + index, cluster_end - 1)])
    return Mapped("".join(chars), tuple(offsets))


def nfc_mapped(text: str) -> Mapped:
    """Return ``nfc(text)`` with the offsets of ``text``."""
    if nfc(text) == text:
        return Mapped.of(text)
    chars: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(text):
        composed = unicodedata.normalize("NFC", text[start:end])
        chars.extend(composed)
        offsets.extend(min(start + index, end - 1) for index in range(len(composed)))
    return Mapped("".join(chars), tuple(offsets))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut into a character and the combining marks that follow it."""
    starts = [i for i, char in enumerate(text) if i == 0 or not unicodedata.combining(char)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
