"""Decide for each block of a text how it has to be repaired, if at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.language.diacritics import ADDRESS, diacritics_slots
from cchc_assistant.language.legacy import detect
from cchc_assistant.language.lexemes import lexemes
from cchc_assistant.language.normalize import has_marks, nfc, strip_marks
from cchc_assistant.language.slots import LanguageModel, choose
from cchc_assistant.language.syllable import is_syllable
from cchc_assistant.language.tables import table

_BLOCK = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
# letters that no other language has: ă đ ơ ư and all that carry two marks or a dot below
_MODERN = re.compile(r"[ăĂđĐơƠưƯĩĨũŨ\u1ea0-\u1ef9]")
# é, ¢, & inside a word, as an English OCR writes Vietnamese letters
_ODD = re.compile(r"[\u00a2-\u00a9\u00ae\u00c0-\u00ff€]|(?<=\w)[&@]")
_CHUNK = re.compile(r"\S+")
_MODERN_SHARE, _ODD_SHARE, _ODD_WRONG = 0.04, 0.08, 0.4
_ENOUGH_WORDS = 4
_SURE, _CHANGES, _CHANGED_SHARE = 0.9, 2, 0.3
_SHORT_LEAST = 5
# three words in four of ordinary text carry marks
_MARKED_CLEAN = 0.65


def blocks(text: str, model: LanguageModel) -> list[tuple[int, int, str]]:
    """Cut into blocks (what stands between blank lines) with the kind of each.

    A text that as a whole was badly read or is in a legacy encoding is so in all its blocks; in a text that as a whole
    is clean a block must be of some length to be anything else.
    """
    found = [match.span() for match in _BLOCK.finditer(text)]
    whole = classify(text, model)
    if whole in ("ocr", "legacy") or len(found) == 1:
        return [(start, end, whole) for start, end in found]
    kinds = []
    for start, end in found:
        short = len(_words(text[start:end])) < _SHORT_LEAST
        kinds.append((start, end, "clean" if short and whole == "clean" else classify(text[start:end], model)))
    return kinds


def classify(block: str, model: LanguageModel) -> str:
    """Return "clean", "diacritics", "ocr" or "legacy"."""
    text = nfc(block)
    words = _words(text)
    if not words:
        return "clean"
    if detect(block):
        return "legacy"
    if is_ocr(text):
        return "ocr"
    if is_english(words, model):
        return "clean"
    known = sum(strip_marks(word.lower()) in model.by_bare for word in words)
    if known * 2 < len(words):
        return "clean"
    marked = sum(has_marks(word) for word in words)
    if marked > _MARKED_CLEAN * len(words):
        return "clean"
    if not marked:
        return "diacritics" if any(_could_be_vietnamese(word.lower(), model) for word in words) else "clean"
    return "diacritics" if is_half_accented(text, model) else "clean"


def _words(text: str) -> list[str]:
    text = ADDRESS.sub(" ", text)
    return [lexeme.text for lexeme in lexemes(text) if lexeme.kind == "word" and len(lexeme.text) > 1]


def is_ocr(text: str) -> bool:
    """Tell whether the text looks like Vietnamese read by an OCR of another language.

    Such text has no letter that is Vietnamese only, and many words whose marks make no possible syllable.
    """
    chunks = [chunk for chunk in _CHUNK.findall(text) if any(char.isalpha() for char in chunk)]
    if len(chunks) < _ENOUGH_WORDS or sum(bool(_MODERN.search(c)) for c in chunks) > _MODERN_SHARE * len(chunks):
        return False
    odd = [chunk for chunk in chunks if _ODD.search(chunk)]
    if len(odd) < max(2, _ODD_SHARE * len(chunks)):
        return False
    wrong = sum(not all(is_syllable(lexeme.text) for lexeme in lexemes(c) if lexeme.kind == "word") for c in odd)
    return wrong >= _ODD_WRONG * len(odd)


def is_english(words: Sequence[str], model: LanguageModel) -> bool:
    """Tell whether unmarked words are English rather than Vietnamese."""
    if any(has_marks(word) for word in words):
        return False
    lower = [word.lower() for word in words if not word.isupper()]
    common = frozenset(table("english_words")["words"].split())
    function = sum(word in common for word in lower)
    foreign = sum(word not in common and not _could_be_vietnamese(word, model) for word in lower)
    return function >= 2 and (function + foreign) * 2 > len(lower)


def _could_be_vietnamese(word: str, model: LanguageModel) -> bool:
    """Tell whether some Vietnamese word has these letters without marks."""
    return any(has_marks(model.words[number]) for number in model.by_bare.get(word, ()))


def is_half_accented(text: str, model: LanguageModel) -> bool:
    """Tell whether restoring would surely change a good part of the unmarked words."""
    slots = diacritics_slots(text, model)
    open_words = changes = 0
    for slot, chosen in zip(slots, choose(slots, model), strict=True):
        if len(slot.numbers) < 2:
            continue
        open_words += 1
        written = text[slot.start : slot.end].lower()
        if chosen.confidence >= _SURE and model.words[slot.numbers[chosen.place]] != written:
            changes += 1
    return changes >= _CHANGES and changes >= _CHANGED_SHARE * open_words
