"""Which readings the tokens of badly read (OCR) text have: single words, two run together, one torn apart."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

import numpy as np

from cchc_assistant.language.diacritics import ADDRESS, item_letters
from cchc_assistant.language.lexemes import SPECIALS
from cchc_assistant.language.normalize import has_marks, strip_marks
from cchc_assistant.language.ocr_noise import Channel, Confusions
from cchc_assistant.language.ocr_tokens import (
    CHUNK,
    ENDS,
    LEAD,
    MISREAD,
    PART,
    ROMAN,
    TRUE_TAIL,
    VOWEL,
    cased,
    is_code,
    keep_cost,
    mostly_capitals,
    repair_code,
    spellings,
)
from cchc_assistant.language.restored import Piece
from cchc_assistant.language.slots import Candidate, LanguageModel, Slot, choose, line_breaks
from cchc_assistant.language.syllable import is_syllable

_BOUNDARY, _NUMBER, _PAUSE = 1, 2, 3
_CANDIDATES = 28
_SPLIT_COST, _JOIN_COST, _JOIN_SLACK = 4.5, 6.0, 12.0
_SPLIT_WORST = 9.0
_POOR = 5.0
_SHORT = 3
_SCALE = 1.0
_RARITY = 0.8
# below the first a word is kept as it was read, below the second it is repaired; both are marked
_KEPT, _DOUBT = 0.4, 0.7


_channels: WeakKeyDictionary[LanguageModel, dict[str, Channel]] = WeakKeyDictionary()


def channel_for(model: LanguageModel, name: str) -> Channel:
    """Return the channel over the words of a model; built once for each model."""
    known = _channels.setdefault(model, {})
    if name not in known:
        known[name] = _build_channel(model, name)
    return known[name]


def _build_channel(model: LanguageModel, name: str) -> Channel:
    words = ((number, word) for number, word in enumerate(model.words) if number >= len(SPECIALS))
    numbers = np.arange(len(model.words))
    common = model.ngram((np.full(len(numbers), _PAUSE),), numbers)
    return Channel(words, Confusions.load(name), dict(enumerate((-_RARITY * common).tolist())))


class OcrReader:
    """Builds the slots of one text."""

    def __init__(self, text: str, model: LanguageModel, confusions: str) -> None:
        self.text = text
        self.model = model
        self.channel = channel_for(model, confusions)
        self.slots: list[Slot] = []
        self.codes: list[Piece] = []
        self._last = _BOUNDARY
        self._capitals = False

    def read(self) -> list[Slot]:
        """Return the slots."""
        breaks = line_breaks(self.text)
        addresses = [match.span() for match in ADDRESS.finditer(self.text)]
        at = 0
        line_end = -1
        for match in CHUNK.finditer(self.text):
            if match.start() > line_end:
                line_end = self.text.find("\n", match.start())
                line_end = len(self.text) if line_end < 0 else line_end
                self._capitals = mostly_capitals(self.text[match.start() : line_end])
            while at < len(breaks) and breaks[at] < match.start():
                self._special(breaks[at], _BOUNDARY)
                at += 1
            if any(start < match.end() and match.start() < end for start, end in addresses):
                self._special(match.start(), _NUMBER)
            else:
                self._chunk(match.group(), match.start())
        self._join()
        return self.slots

    def _special(self, at: int, number: int) -> None:
        if number == self._last and number != _NUMBER:
            return
        self.slots.append(Slot(at, at, [number]))
        self._last = number

    def _chunk(self, chunk: str, start: int) -> None:
        lead = LEAD.match(chunk)
        begin = lead.end() if lead else 0
        if begin:
            self._special(start, _PAUSE)
        tail = TRUE_TAIL.search(chunk, begin)
        end = tail.start() if tail else len(chunk)
        core = chunk[begin:end]
        if core:
            if is_code(core):
                self._special(start + begin, _NUMBER)
                better = repair_code(core)
                if better != core:
                    self.codes.append(Piece(start + begin, start + end, better))
            else:
                for part in PART.finditer(core):
                    at = start + begin + part.start()
                    if part.group()[0] in "/-–—+|":
                        self._special(at, _PAUSE)
                    else:
                        self._word(part.group(), at)
        if tail:
            self._special(start + end, _BOUNDARY if tail.group()[-1] in ENDS else _PAUSE)

    def _word(self, token: str, start: int) -> None:
        roman = ROMAN.fullmatch(token)
        if roman and self.text[:start].rpartition("\n")[2].strip() == "":
            text = re.sub("[l1|]", "I", token)
            number = self.model.number(text)
            self.slots.append(Slot(start, start + len(token), (), (Candidate(text, number, number),)))
            self._last = -1
            return
        if any(char.isdigit() for char in token) and not MISREAD.fullmatch(token):
            self._special(start, _NUMBER)
            return
        candidates = self._readings(token)
        self.slots.append(Slot(start, start + len(token), (), candidates))
        self._last = -1

    def _readings(self, token: str) -> tuple[Candidate, ...]:
        found: dict[int, Candidate] = {}
        lone = not self._capitals and len(token) <= _SHORT and token.isascii()
        for text, case, extra in spellings(token, self._capitals):
            tail = token[len(text) :] if token.startswith(text) else ""
            for number, cost in self.channel.best(text, case, _CANDIDATES):
                total = -(cost * _SCALE + extra)
                if number not in found or found[number].cost < total:
                    word = self.model.words[number]
                    # SO, BO in an ordinary line: Sở, Bộ; but AI, QĐ
                    shown = "title" if lone and case == "upper" and has_marks(word) and is_syllable(word) else case
                    written = cased(word, shown) + tail
                    found[number] = Candidate(written, number, number, total)
        best = max((candidate.cost for candidate in found.values()), default=-99.0)
        readings = sorted(found.values(), key=lambda c: -c.cost)[:_CANDIDATES]
        if best < -_POOR and len(token) > 3:
            readings += self._split(token)
        number = self.model.number(token)
        readings.append(Candidate(token, number, number, -keep_cost(token)))
        return tuple(readings)

    def _join(self) -> None:
        """Add readings of two neighbours as one word torn apart, where neither reads well alone."""
        for index in range(len(self.slots) - 1):
            left, right = self.slots[index : index + 2]
            if not (left.candidates and right.candidates and self.text[left.end : right.start] == " "):
                continue
            costs = [-max(candidate.cost for candidate in slot.candidates) for slot in (left, right)]
            pieces = (self.text[left.start : left.end], self.text[right.start : right.end])
            torn = max(costs) >= _POOR or any(not VOWEL.search(strip_marks(piece)) for piece in pieces)
            if not torn or left.candidates[-1].empty:
                continue
            token = "".join(pieces)
            joined = [
                Candidate(
                    cased(self.model.words[number], case), number, number, -(cost + extra + _JOIN_COST), joins=True
                )
                for text, case, extra in spellings(token, False)[:2]
                for number, cost in self.channel.best(text, case, 6)
                if cost + extra + _JOIN_COST < sum(costs) + _JOIN_SLACK
            ]
            if joined:
                nothing = Candidate("", _PAUSE, _PAUSE, empty=True)
                self.slots[index] = left._replace(candidates=(*left.candidates, *joined))
                self.slots[index + 1] = right._replace(candidates=(*right.candidates, nothing))

    def _split(self, token: str) -> list[Candidate]:
        """Return readings of the token as two words run together."""
        case = spellings(token, self._capitals)[0][1]
        second_case = "upper" if case == "upper" else "lower"
        pairs = [
            (first, second, cost + more + _SPLIT_COST)
            for place in range(1, len(token))
            for first, cost in self.channel.best(token[:place], case, 6)
            if cost < _SPLIT_WORST
            for second, more in self.channel.best(token[place:], second_case, 6)
            if cost + more < _SPLIT_WORST
        ]
        if not pairs:
            return []
        firsts, seconds = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
        begin = np.full(len(pairs), _PAUSE)
        fit = self.model.ngram((begin,), firsts) + self.model.ngram((firsts,), seconds)
        ranking = np.argsort(np.array([pair[2] for pair in pairs]) - fit)[:8]
        words = self.model.words
        return [
            Candidate(f"{cased(words[first], case)} {cased(words[second], second_case)}", first, second, -cost)
            for first, second, cost in (pairs[index] for index in ranking.tolist())
        ]


def restore_ocr(text: str, model: LanguageModel, confusions: str = "confusions_eng") -> list[Piece]:
    """Return the repaired words of NFC ``text``; what is too uncertain is kept as read and marked."""
    reader = OcrReader(text, model, confusions)
    slots = reader.read()
    letters = item_letters(text)
    pieces: list[Piece] = []
    torn = -1
    for slot, chosen in zip(slots, choose(slots, model), strict=True):
        if not slot.candidates:
            continue
        candidate = slot.candidates[chosen.place]
        if candidate.empty and torn >= 0:
            begun = pieces.pop()
            pieces.append(begun._replace(end=slot.end, confidence=min(begun.confidence, chosen.confidence)))
            torn = -1
            continue
        torn = slot.start if candidate.joins else -1
        written = text[slot.start : slot.end]
        if slot.start in letters:
            pieces.append(Piece(slot.start, slot.end, letters[slot.start]))
            continue
        kept = chosen.confidence < _KEPT and not candidate.joins
        doubtful = chosen.confidence < _DOUBT
        pieces.append(Piece(slot.start, slot.end, written if kept else candidate.text, chosen.confidence, doubtful))
    return sorted([*pieces, *reader.codes], key=lambda piece: piece.start)
