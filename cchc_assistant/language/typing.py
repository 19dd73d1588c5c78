"""Correct slips of typing in a question: keys of Telex or VNI left over, letters doubled, dropped, swapped.

    correct("ai chur trì ddaof tạo iso", restorer).text    # "ai chủ trì đào tạo iso"
    correct("hco hoi khi nao tap huaans", restorer).text   # "cho hoi khi nao tap huan": its marks are restored later

A token that is no word is replaced by the word that it most likely was, in its context. A token that is one is replaced
only where it does not fit at all and a word one slip away fits well. Numbers, codes, abbreviations and names stay.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from cchc_assistant.language.casing import with_case
from cchc_assistant.language.corpus_model import CorpusModel
from cchc_assistant.language.decode import Floats, Ints
from cchc_assistant.language.diacritics import Guard, protected
from cchc_assistant.language.lexemes import SPECIALS, Lexeme, lexemes, model_token
from cchc_assistant.language.ngram import BOUNDARY_ID
from cchc_assistant.language.normalize import has_marks, nfc, strip_marks, tone_canonical
from cchc_assistant.language.restore import Restorer
from cchc_assistant.language.restored import Piece, Restored
from cchc_assistant.language.slots import Candidate, Slot, choose
from cchc_assistant.language.syllable import is_syllable
from cchc_assistant.language.tables import table
from cchc_assistant.language.typing_keys import vni_reading
from cchc_assistant.language.typing_lexicon import Speller, speller_of, with_vni

__all__ = ["correct", "spelled_out"]

_WORD = re.compile(r"(?<![\w&/.-])\w+(?![\w&/-])")
_LONGEST = 80
_CANDIDATES, _VARIANTS, _REACH = 30, 4, 3
# costs of leaving a token that is no word: one with a vowel, one that may be an abbreviation, one that looks foreign
_KEEP, _KEEP_SHORT, _KEEP_KNOWN = 7.0, 2.0, 3.0
_SPLIT, _JOIN = 3.5, 3.0
_SURE = 0.3
# how rare it is that a slip makes another word, and how badly a word must fit to be looked at
_REAL, _REAL_BARE, _MISFIT = 6.0, 8.0, -17.0
_OPEN = 0.55
_RARITY = 0.4
_VOWELS = frozenset("aeiouy")
# letters that are no words and may be the torn-off end of one: "nà o"
_TORN = frozenset("eiou")


def correct(
    text: str, restorer: Restorer, vocabulary: CorpusModel | None = None, known: frozenset[str] = frozenset()
) -> Restored:
    """Correct the slips of a Vietnamese question.

    Args:
        text: one line, with or without diacritics; missing diacritics are not restored here.
        restorer: whose language model judges what fits.
        vocabulary: the words of the indexed plans; those seen more than once are right as they are.
        known: further words that are right, in lower case without diacritics: abbreviations.

    Returns:
        The text with its corrections as tokens (mode "typing"); ``mapped`` leads back to what was typed.
    """
    source = nfc(text)
    found = lexemes(source)
    if not found or len(found) > _LONGEST or len(source) != len(text):
        return Restored.build(text, "typing", ())
    speller = speller_of(restorer.language_model(text, vocabulary), vocabulary, known)
    reader = _Reader(source, found, speller, restorer.classify(source) == "diacritics")
    pieces = reader.nonwords()
    if not reader.bare or not has_marks(source):
        pieces = reader.real_words(pieces)
    if not has_marks(source) and len(pieces) * 2 < len(reader.found):
        pieces = [piece._replace(text=strip_marks(piece.text)) for piece in pieces]
    return Restored.build(text, "typing", [piece for piece in pieces if piece.text != text[piece.start : piece.end]])


def spelled_out(text: str) -> str:
    """Write out the short forms of chats ("ko", "trc"): with their marks if the text has any, else without.

    Those in capitals are abbreviations of something else and stay.
    """
    forms: dict[str, str] = table("typing")["chat"]
    marked = has_marks(text)

    def whole(match: re.Match[str]) -> str:
        full = forms.get(match.group(), match.group())
        return full if marked else strip_marks(full)

    return _WORD.sub(whole, text)


class _Reader:
    """Reads the tokens of one text.

    ``bare`` says whether words may stand without their marks in it. Those are then left without them: were some filled
    in here, the text would pass for one that has its marks, and the others would never be restored.
    """

    def __init__(self, text: str, found: Sequence[Lexeme], speller: Speller, bare: bool) -> None:
        self.text = text
        self.speller = speller
        self.model = speller.model
        self.found = with_vni(text, found, speller)
        guard = Guard(protected(text))
        words = [lexeme for lexeme in self.found if lexeme.kind == "word" and len(lexeme.text) > 1]
        marked = sum(has_marks(lexeme.text) for lexeme in words)
        self.bare = bare or marked < _OPEN * sum(is_syllable(lexeme.text) for lexeme in words)
        self.shouted = sum(lexeme.text.isupper() for lexeme in words) * 2 > len(words)
        self.fixed = [
            lexeme.kind == "number" or (lexeme.kind != "vni" and guard.touches(lexeme.start, lexeme.end))
            for lexeme in self.found
        ]
        self.chosen: list[int] = []

    def nonwords(self) -> list[Piece]:
        """Return corrections of the tokens that are no words, and keep what each token was taken for."""
        wrong = [index for index in range(len(self.found)) if self._is_wrong(index)]
        near = {at for index in wrong for at in range(index - _REACH, index + _REACH + 1)}
        slots = [self._slot(index, self.bare or index in near) for index in range(len(self.found))]
        for index in wrong:
            lexeme = self.found[index]
            slots[index] = Slot(lexeme.start, lexeme.end, (), tuple(self._readings(lexeme)))
        for index in wrong:
            for left in (index - 1, index):
                self._join(slots, left)
        if not wrong and not self.bare:
            self.chosen = [slot.numbers[0] for slot in slots]
            return []
        pieces: list[Piece] = []
        changeable = set(wrong)
        swallowing = False
        for index, (slot, chosen) in enumerate(zip(slots, choose(slots, self.model), strict=True)):
            if not slot.candidates:
                self.chosen.append(slot.numbers[chosen.place])
                swallowing = False
                continue
            candidate = slot.candidates[chosen.place]
            self.chosen.append(candidate.last)
            if candidate.empty:
                if swallowing:
                    pieces[-1] = pieces[-1]._replace(end=slot.end)
                swallowing = False
                continue
            swallowing = candidate.joins
            if index in changeable or candidate.joins:
                kept = not candidate.joins and chosen.confidence < _SURE
                written = self.text[slot.start : slot.end]
                pieces.append(Piece(slot.start, slot.end, written if kept else candidate.text, chosen.confidence, kept))
        return pieces

    def real_words(self, pieces: list[Piece]) -> list[Piece]:
        """Return the corrections together with those of words that do not fit where they stand."""
        numbers = np.array([BOUNDARY_ID, BOUNDARY_ID, *self.chosen, BOUNDARY_ID, BOUNDARY_ID])
        changed = {piece.start for piece in pieces}
        places = [index for index in range(len(self.found)) if self._may_misfit(index, changed)]
        if not places or any(piece.text.count(" ") != self._spaces(piece) for piece in pieces):
            return pieces
        fits = self._fit(numbers, np.array(places), np.array([self.chosen[place] for place in places]))
        rows: list[tuple[int, int, float, float]] = []
        for place, fit in zip(places, fits.tolist(), strict=True):
            if fit < _MISFIT:
                word = tone_canonical(self.found[place].text.lower())
                for number, cost in self.speller.index.slips(word, self.bare):
                    rows.append((place, number, cost, fit))
        if not rows:
            return pieces
        better = self._fit(numbers, np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))
        best: dict[int, tuple[float, int]] = {}
        for (place, number, cost, fit), gained in zip(rows, better.tolist(), strict=True):
            gain = gained - fit - cost - (_REAL_BARE if self.bare else _REAL)
            if gain > 0 and gain > best.get(place, (0.0, 0))[0]:
                best[place] = (gain, number)
        for place, (gain, number) in best.items():
            if any(best.get(beside, (0.0, 0))[0] > gain for beside in (place - 1, place + 1)):
                continue
            lexeme = self.found[place]
            word = with_case(self.model.words[number], lexeme.text)
            pieces.append(Piece(lexeme.start, lexeme.end, word, 1 / (1 + math.exp(-gain))))
        return sorted(pieces, key=lambda piece: piece.start)

    def _spaces(self, piece: Piece) -> int:
        return self.text.count(" ", piece.start, piece.end)

    def _fit(self, numbers: Ints, places: Ints, words: Ints) -> Floats:
        """Return log P of each word at its place together with the two tokens after it."""
        two, one, next_, last = (numbers[places + step] for step in (0, 1, 3, 4))
        first = np.concatenate((two, one, words))
        second = np.concatenate((one, words, next_))
        scores = self.model.ngram((first, second), np.concatenate((words, next_, last)))
        fit: Floats = scores.reshape(3, -1).sum(axis=0)
        return fit

    def _may_misfit(self, index: int, changed: set[int]) -> bool:
        lexeme = self.found[index]
        if lexeme.kind != "word" or self.fixed[index] or lexeme.start in changed or len(lexeme.text) < 2:
            return False
        named = index > 0 and not lexeme.text.islower()
        plain = self.bare or is_syllable(lexeme.text)
        return bool(self.chosen[index]) and not named and plain and lexeme.text.lower() not in self.speller.known

    def _is_wrong(self, index: int) -> bool:
        lexeme = self.found[index]
        if lexeme.kind == "vni":
            return True
        if lexeme.kind != "word" or self.fixed[index]:
            return False
        if len(lexeme.text) < 2:
            return index > 0 and not self.bare and lexeme.text in _TORN  # "o" without its marks is "ở"
        if lexeme.text.isupper() and not self.shouted:
            return False
        return not self.speller.is_word(tone_canonical(lexeme.text.lower()), self.bare)

    def _slot(self, index: int, near: bool) -> Slot:
        lexeme = self.found[index]
        if lexeme.kind != "word":
            kind = "number" if lexeme.kind == "vni" else lexeme.kind
            return Slot(lexeme.start, lexeme.end, [SPECIALS.index(model_token(lexeme.text, kind))])
        numbers = self.speller.numbers(tone_canonical(lexeme.text.lower()), self.bare)
        return Slot(lexeme.start, lexeme.end, numbers if near else numbers[:1])

    def _readings(self, lexeme: Lexeme) -> list[Candidate]:
        """Return what a token that is no word may be."""
        written = lexeme.text
        low = tone_canonical(written.lower())
        if lexeme.kind == "vni":
            reading = vni_reading(low)
            numbers = self.speller.index.exact(reading) if reading else []
            return [Candidate(with_case(self.model.words[number], written), number, number) for number in numbers]
        if low in _TORN:
            number = self.model.number(low)
            return [Candidate(written, number, number)]
        costs = self.speller.index.candidates(low, self.bare)
        ranked = sorted(costs, key=lambda number: costs[number] + _RARITY * math.log(number + 50))[:_CANDIDATES]
        readings = [
            Candidate(with_case(self.model.words[number], written), number, number, -costs[number]) for number in ranked
        ]
        readings += self._split(low, written)
        number = self.model.number(low)
        keep = _KEEP if _VOWELS & set(strip_marks(low)) else _KEEP_SHORT
        readings.append(Candidate(written, number, number, -(_KEEP_KNOWN if number and not is_syllable(low) else keep)))
        return readings

    def _split(self, low: str, written: str) -> list[Candidate]:
        """Return readings of a token as two words that were run together."""
        speller, words = self.speller, self.model.words
        found = []
        for place in range(2, len(low) - 1):
            parts = (low[:place], low[place:])
            if not all(speller.is_word(part, self.bare) for part in parts):
                continue
            firsts, seconds = (speller.numbers(part, self.bare)[:_VARIANTS] for part in parts)
            for first in firsts:
                for second in seconds:
                    both = with_case(words[first], written[:place]), with_case(words[second], written[place:])
                    found.append(Candidate(" ".join(both), first, second, -_SPLIT))
        return found

    def _join(self, slots: list[Slot], left: int) -> None:
        """Add the reading of a token and the one after it as one word with a space in it."""
        right = left + 1
        if left < 0 or right >= len(slots) or any(self.found[at].kind != "word" for at in (left, right)):
            return
        start, middle, end = slots[left].start, slots[left].end, slots[right].end
        if self.text[middle : slots[right].start] != " " or any(c.joins or c.empty for c in self._open(slots[left])):
            return
        whole = self.text[start:middle] + self.text[slots[right].start : end]
        low = tone_canonical(whole.lower())
        if len(low) > 8 or not self.speller.is_word(low, self.bare):
            return
        joined = [
            Candidate(with_case(self.model.words[number], whole), number, number, -_JOIN, joins=True)
            for number in self.speller.numbers(low, self.bare)[:_VARIANTS]
            if number
        ]
        pause = SPECIALS.index("<p>")
        slots[left] = slots[left]._replace(candidates=(*self._open(slots[left]), *joined))
        empty = Candidate("", pause, pause, empty=True)
        slots[right] = slots[right]._replace(candidates=(*self._open(slots[right]), empty))

    def _open(self, slot: Slot) -> tuple[Candidate, ...]:
        written = self.text[slot.start : slot.end]
        return tuple(slot.candidates) or tuple(Candidate(written, number, number) for number in slot.numbers)
