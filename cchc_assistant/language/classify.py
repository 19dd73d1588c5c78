"""Decide for each block of a text how it has to be repaired, if at all."""

from __future__ import annotations

import re

from cchc_assistant.language.diacritics import diacritics_slots
from cchc_assistant.language.lexemes import lexemes
from cchc_assistant.language.ngram import NgramModel
from cchc_assistant.language.normalize import has_marks, nfc, strip_marks
from cchc_assistant.language.slots import choose

_BLOCK = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "is",
        "are",
        "was",
        "who",
        "what",
        "when",
        "which",
        "where",
        "how",
        "for",
        "with",
        "does",
        "do",
        "did",
        "by",
        "from",
        "be",
        "must",
        "should",
        "will",
        "this",
        "that",
        "in",
        "on",
        "at",
        "to",
        "it",
        "its",
        "has",
        "have",
        "many",
        "much",
        "deadline",
        "leads",
        "lead",
        "unit",
        "department",
        "plan",
        "training",
    ]
)
_MARKED_CLEAN = 0.5
_SURE = 0.9


def blocks(text: str, model: NgramModel) -> list[tuple[int, int, str]]:
    """Cut into blocks (paragraphs between blank lines) with the kind of each."""
    return [(match.start(), match.end(), classify(match.group(), model)) for match in _BLOCK.finditer(text)]


def classify(block: str, model: NgramModel) -> str:
    """Return "clean", "diacritics", "ocr" or "legacy"."""
    text = nfc(block)
    words = [lexeme.text for lexeme in lexemes(text) if lexeme.kind == "word" and len(lexeme.text) > 1]
    if not words:
        return "clean"
    if is_english(words, model):
        return "clean"
    marked = sum(has_marks(word) for word in words)
    syllables = [word for word in words if strip_marks(word.lower()) in model.by_bare]
    if not syllables:
        return "clean"
    if marked == 0:
        return "diacritics" if len(syllables) * 2 >= len(words) else "clean"
    return "diacritics" if _half_accented(text, model) else "clean"


def is_english(words: list[str], model: NgramModel) -> bool:
    """Tell whether unmarked words are English rather than Vietnamese."""
    if any(has_marks(word) for word in words):
        return False
    lower = [word.lower() for word in words if not word.isupper()]
    if not lower:
        return False
    function = sum(word in _ENGLISH for word in lower)
    foreign = sum(not _could_be_vietnamese(word, model) for word in lower)
    return function >= 2 and (function + foreign) * 2 > len(lower)


def _could_be_vietnamese(word: str, model: NgramModel) -> bool:
    return any(has_marks(model.words[number]) for number in model.by_bare.get(word, ()))


def _half_accented(text: str, model: NgramModel) -> bool:
    """Tell whether restoring would change a good part of the unmarked words."""
    slots = diacritics_slots(text, model)
    open_words = changes = 0
    for slot, chosen in zip(slots, choose(slots, model), strict=True):
        if len(slot.numbers) < 2:
            continue
        open_words += 1
        written = text[slot.start : slot.end].lower()
        if chosen.confidence >= _SURE and model.words[slot.numbers[chosen.place]] != written:
            changes += 1
    return changes >= 2 and changes * 10 >= open_words * 3
