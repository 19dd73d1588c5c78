"""Restore the marks that a typist left off some words of a question: how readily is learnt from the question itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cchc_assistant.language.casing import with_case
from cchc_assistant.language.diacritics import diacritics_slots
from cchc_assistant.language.normalize import has_marks
from cchc_assistant.language.restored import Piece
from cchc_assistant.language.slots import Chosen, LanguageModel, Slot, choose

# A word that is in use as it stands is at least this likely to be meant so, as a part of its share among its readings;
# no word is less likely than the last.
_IN_USE, _LEAST = 0.2, 1e-5
# How often marks are left off before the question is seen, counted as one word; how the estimate begins and settles.
_RARELY, _FIRST, _ROUNDS = 0.05, 0.3, 8
# Who leaves marks off this often does so anywhere; who hardly does must have done so surely.
_CARELESS, _SURE = 0.1, 0.9


class _Bare(NamedTuple):
    """A word without marks: its slot, its likeliest reading, and how likely it is meant as it stands."""

    slot: Slot
    reading: str
    kept: float


def restore_dropped(text: str, model: LanguageModel) -> list[Piece]:
    """Return a piece for each word of NFC ``text`` that lost its marks; words of a text with all its marks have none.

    The share of words that lost theirs is estimated by expectation maximization (Dempster, Laird and Rubin 1977), with
    the probability of each reading in its context as what is given.
    """
    slots = diacritics_slots(text, model)
    words = [
        _bare(text, slot, chosen, model)
        for slot, chosen in zip(slots, choose(slots, model), strict=True)
        if _open(text[slot.start : slot.end], slot, model)
    ]
    marked = sum(has_marks(text[slot.start : slot.end]) for slot in slots)
    share = _FIRST
    for _ in range(_ROUNDS):
        dropped = sum(_dropped(word.kept, share) for word in words)
        share = (dropped + _RARELY) / (dropped + marked + 1)
    return [
        Piece(word.slot.start, word.slot.end, word.reading, sure)
        for word in words
        if word.reading != text[word.slot.start : word.slot.end]
        and ((sure := _dropped(word.kept, share)) >= _SURE or share >= _CARELESS)
    ]


def _open(written: str, slot: Slot, model: LanguageModel) -> bool:
    """Say whether a word stands without marks and is known with them."""
    known = any(has_marks(model.words[number]) for number in slot.numbers if number)
    return known and written.isalpha() and not has_marks(written)


def _dropped(kept: float, share: float) -> float:
    """Return how likely a word lost its marks where a share of words does."""
    lost = share * (1 - kept)
    return lost / (lost + kept)


def _bare(text: str, slot: Slot, chosen: Chosen, model: LanguageModel) -> _Bare:
    written = text[slot.start : slot.end]
    reading = model.words[slot.numbers[chosen.place]]
    kept = chosen.confidence if reading == written.lower() else 1 - chosen.confidence
    anywhere = np.exp(model.ngram((np.zeros(len(slot.numbers), np.int64),), np.array(slot.numbers)))
    bare = np.array([not has_marks(model.words[number]) for number in slot.numbers])
    in_use = float(anywhere[bare].sum() / anywhere.sum())
    return _Bare(slot, with_case(reading, written), max(kept, _IN_USE * in_use, _LEAST))
