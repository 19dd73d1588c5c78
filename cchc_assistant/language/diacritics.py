"""Restore the diacritics of unaccented or half-accented text."""

from __future__ import annotations

import re

from cchc_assistant.language.casing import with_case
from cchc_assistant.language.lexemes import LEXEME, SPECIALS
from cchc_assistant.language.normalize import has_marks, strip_marks
from cchc_assistant.language.restored import Piece
from cchc_assistant.language.slots import LanguageModel, Slot, choose, line_breaks

# so.khcn@quangngai.gov.vn | https://dichvucong.gov.vn/x | www.chinhphu.vn, skhcn.quangngai.gov.vn
ADDRESS = re.compile(
    r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+|(?:https?://|www\.)\S+|(?<![\w.])(?:[a-z0-9\-]+\.)+(?:vn|com|org|net|info|edu)\b[/\w\-.]*",
    re.IGNORECASE,
)
# word joined to digits or underscores: A4, e5_small; never a word of the language
_JOINED = re.compile(r"\w*[\d_]\w*")
# a) b) c) d) đ) e): the letter of an item at the start of a line
_ITEM_LETTER = re.compile(r"(?m)^[ \t]*([a-zđA-ZĐ])(?=[.)])")
_DOUBT = 0.6
_NUMBERS = {name: number for number, name in enumerate(SPECIALS)}
_MERGED = (_NUMBERS["<s>"], _NUMBERS["<p>"])
_KINDS = {"end": _NUMBERS["<s>"], "mark": _NUMBERS["<p>"], "number": _NUMBERS["<num>"]}


def protected(text: str) -> list[tuple[int, int]]:
    """Return the ranges of ``text`` that no repair may touch: e-mail and web addresses, words with digits in them."""
    ranges = [match.span() for pattern in (ADDRESS, _JOINED) for match in pattern.finditer(text)]
    return sorted(ranges)


class Guard:
    """Tells, for ranges asked in order, whether they touch one of the protected ranges."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._ranges = ranges
        self._at = 0

    def touches(self, start: int, end: int) -> bool:
        """Tell whether the range from ``start`` to ``end`` overlaps a protected one."""
        while self._at < len(self._ranges) and self._ranges[self._at][1] <= start:
            self._at += 1
        return self._at < len(self._ranges) and self._ranges[self._at][0] < end


def diacritics_slots(text: str, model: LanguageModel) -> list[Slot]:
    """Return the slots of NFC ``text``: unmarked words with all that differ from them by marks, the rest as written."""
    guard = Guard(protected(text))
    breaks = line_breaks(text)
    known: dict[str, list[int]] = {}
    slots: list[Slot] = []
    at = 0
    previous = _MERGED[0]
    # straight from the pattern: this loop is most of the time that restoring takes
    for match in LEXEME.finditer(text):
        start, end = match.span()
        while at < len(breaks) and breaks[at] < start:
            if previous != _MERGED[0]:
                slots.append(Slot(breaks[at], breaks[at], [_MERGED[0]]))
                previous = _MERGED[0]
            at += 1
        kind = match.lastgroup
        if kind == "word":
            word = match.group().lower()
            if guard.touches(start, end):
                numbers: list[int] | None = [model.number(word)]
            else:
                numbers = known.get(word)
            if numbers is None:
                numbers = known[word] = _numbers(word, model)
            slots.append(Slot(start, end, numbers))
            previous = -1
            continue
        number = _KINDS[kind or "mark"]
        if number in _MERGED and number == previous:
            continue
        slots.append(Slot(start, end, [number]))
        previous = number
    return slots


def _numbers(word: str, model: LanguageModel) -> list[int]:
    if has_marks(word):
        return [model.number(word)]
    return model.by_bare.get(strip_marks(word)) or [0]


def restore_diacritics(text: str, model: LanguageModel) -> list[Piece]:
    """Return a piece for each word of NFC ``text``; words without diacritics have them restored, lengths stay."""
    slots = diacritics_slots(text, model)
    letters = item_letters(text)
    known: dict[tuple[str, int], str] = {}
    pieces = []
    for (start, end, numbers, _), (place, confidence) in zip(slots, choose(slots, model), strict=True):
        written = text[start:end]
        if not written.isalpha():
            continue
        if start in letters:
            pieces.append(Piece(start, end, letters[start], 1.0))
            continue
        number = numbers[place]
        word = known.get((written, number))
        if word is None:
            word = known[written, number] = _written_as(written, number, model)
        pieces.append(Piece(start, end, word, confidence, confidence < _DOUBT))
    return pieces


def _written_as(written: str, number: int, model: LanguageModel) -> str:
    """Return word ``number`` in the letter case of what was written; what was accented or is unknown stays."""
    restored = model.words[number]
    if number == 0 or has_marks(written) or len(restored) != len(written):
        return written
    return with_case(restored, written)


def item_letters(text: str) -> dict[int, str]:
    """Return what the item letters d and đ must be, by the letter of the item before."""
    found: dict[int, str] = {}
    previous = ""
    for match in _ITEM_LETTER.finditer(text):
        letter = match.group(1)
        low = letter.lower()
        if low == "d" and previous == "d":
            low = "đ"
        if low in "dđ":
            found[match.start(1)] = low.upper() if letter.isupper() else low
        previous = low
    return found
