"""Restore legacy-encoded text, damaged too: TCVN3 writes ư as a soft hyphen, which copying turns into "-" or drops."""

from __future__ import annotations

import re

from cchc_assistant.language.legacy import ENCODINGS, Encoding, chunks, detect, to_unicode
from cchc_assistant.language.lexemes import lexemes, model_token
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.ngram import BOUNDARY_ID
from cchc_assistant.language.normalize import tone_canonical
from cchc_assistant.language.restored import Piece, covered
from cchc_assistant.language.slots import Candidate, LanguageModel, Slot, choose, line_breaks
from cchc_assistant.language.syllable import is_syllable

_HORNED = "ươ"
# ư without a tone mark is 1 letter in 60 of ordinary text; below 1 in 400 it has been lost
_LEAST_SHARE = 1 / 400
_ENOUGH_LETTERS = 30
_INSERTED, _ALIEN = -1.5, -9.0
_DOUBT = 0.6
# th-ờng, đ-ợc, t- pháp, -u tiên: a hyphen where ư was
_HYPHENED = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]+-[^\W\d_]*|-[^\W\d_]+)")
_NUMBERS = {"end": BOUNDARY_ID, "number": 2, "mark": 3}


def restore_legacy(text: str, model: LanguageModel) -> list[Piece]:
    """Return a piece for each word of ``text`` (as it was extracted), converted and repaired.

    Text that shows no sign of a legacy encoding gives no pieces.
    """
    encoding = detect(text) or _likelier(text)
    if encoding is None:
        return []
    converted = to_unicode(text, encoding)
    if encoding == "tcvn3" and lost_u(converted.text):
        converted = _hyphens(converted)
        return _repair(converted, model, len(text))
    return [
        Piece(*covered(converted, lexeme.start, lexeme.end, len(text)), lexeme.text)
        for lexeme in lexemes(converted.text)
        if lexeme.kind == "word"
    ]


def _likelier(text: str) -> Encoding | None:
    """Return the encoding that leaves more possible syllables; for blocks too small to be sure, asked for by name."""
    best: tuple[int, Encoding] | None = None
    for encoding in ENCODINGS:
        words = [text[start:end] for start, end in chunks(text, encoding)]
        good = sum(is_syllable(to_unicode(word, encoding).text) - is_syllable(word) for word in words)
        if good > 0 and (best is None or good > best[0]):
            best = (good, encoding)
    return best[1] if best else None


def lost_u(text: str) -> bool:
    """Tell whether converted text has lost its letters ư (those with tone marks survive)."""
    letters = [char for char in text.lower() if char.isalpha()]
    return len(letters) >= _ENOUGH_LETTERS and letters.count("ư") < _LEAST_SHARE * len(letters)


def _hyphens(converted: Mapped) -> Mapped:
    """Put ư back where a hyphen stands for it: only where that makes a syllable of what is none."""
    chars = list(converted.text)
    for match in _HYPHENED.finditer(converted.text):
        word = match.group()
        parts = [part for part in word.split("-") if part]
        if all(is_syllable(part) for part in parts) and not (word[0] == "-" and len(parts) == 1):
            continue
        if is_syllable(word.replace("-", "ư")):
            for index, char in enumerate(word):
                if char == "-":
                    chars[match.start() + index] = "Ư" if word.upper() == word and len(word) > 2 else "ư"
    return Mapped("".join(chars), converted.offsets)


def _repair(converted: Mapped, model: LanguageModel, length: int) -> list[Piece]:
    """Choose, for every word, between what stands there and the words it becomes with one ư more."""
    text = converted.text
    breaks = line_breaks(text)
    slots: list[Slot] = []
    at = 0
    for lexeme in lexemes(text):
        while at < len(breaks) and breaks[at] < lexeme.start:
            slots.append(Slot(breaks[at], breaks[at], [BOUNDARY_ID]))
            at += 1
        if lexeme.kind != "word":
            slots.append(Slot(lexeme.start, lexeme.end, [_NUMBERS[lexeme.kind]]))
            continue
        readings = with_u(lexeme.text, model)
        slots.append(Slot(lexeme.start, lexeme.end, (), readings))
    pieces = []
    for slot, chosen in zip(slots, choose(slots, model), strict=True):
        if slot.candidates:
            word = slot.candidates[chosen.place].text
            start, end = covered(converted, slot.start, slot.end, length)
            pieces.append(Piece(start, end, word, chosen.confidence, chosen.confidence < _DOUBT))
    return pieces


def with_u(word: str, model: LanguageModel) -> tuple[Candidate, ...]:
    """Return the readings of a word that may have lost an ư."""
    low = tone_canonical(model_token(word, "word"))
    number = model.number(low)
    known = number > 0 and (is_syllable(low) or len(low) > 2)
    readings = [Candidate(word, number, number, 0.0 if known else _ALIEN)]
    for place in range(len(low) + 1):
        longer = low[:place] + "ư" + low[place:]
        its = model.number(longer)
        if its and is_syllable(longer) and _HORNED not in low:
            shown = word[:place] + ("Ư" if _shown_capital(word, place) else "ư") + word[place:]
            readings.append(Candidate(shown, its, its, _INSERTED))
    return tuple(readings)


def _shown_capital(word: str, place: int) -> bool:
    if place == 0:
        return word[:1].isupper()
    return word.isupper() and len(word) > 1
