"""How well a piece of a plan answers to the words of a question: the share of the question's weight that it holds."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from cchc_assistant.answering.terms import IGNORED, Phrasebook, Profile, Token, may_be_initials, stop_words, tokens
from cchc_assistant.language.english import bridge, is_function_word

_SYNONYM = 0.7
_BARE_ONLY = 0.75
_OTHER_MARKS = 0.3
_LEARNT = 0.85
_INITIALS = 0.85
# Of how many parts of questions the weights are remembered.
_MOST_WEIGHED = 4096


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which a part of a question may stand in a plan: its tokens, or a phrase or concept of them."""

    tokens: tuple[Token, ...]
    keys: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question that a plan may hold: the words as typed, where, and the wordings that count for them.

    ``factor`` says how much the part counts beside others of its weight.
    """

    text: str
    start: int
    wordings: tuple[Wording, ...]
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """How a text matches a question.

    Attributes:
        coverage: share of the question's weight that the text holds, 0 to 1.
        pairs: share of the question's neighbouring words that are neighbours in the text.
        missing: the parts that the text does not hold at all.
    """

    coverage: float
    pairs: float
    missing: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """One number to order texts by."""
        return self.coverage + 0.3 * self.pairs


def parts_of(text: str, book: Phrasebook, *, accented: bool) -> list[Part]:
    """Cut what remains of a question into parts.

    Args:
        text: the question with its question words and slots blanked out.
        book: phrases and concepts.
        accented: whether the diacritics can be relied on.
    """
    found = tokens(text)
    stops = stop_words()
    parts = []
    for chunk in book.chunks(found):
        run = tuple(found[chunk.first : chunk.last])
        if chunk.phrase == IGNORED or (len(run) == 1 and run[0].folded in stops and chunk.phrase is None):
            continue
        kept = run if accented else tuple(Token(t.bare, t.bare, t.start, t.end) for t in run)
        keys = (chunk.phrase,) if chunk.phrase else ()
        wordings = [Wording(kept, keys)]
        wordings += [Wording((), (concept,), _SYNONYM) for concept in chunk.concepts]
        parts.append(Part(text[run[0].start : run[-1].end], run[0].start, tuple(wordings)))
    return parts


def parts_of_english(text: str, book: Phrasebook) -> list[Part]:
    """Cut what remains of an English question into parts, each with its Vietnamese wordings; learnt ones count less.

    Words that the glossary does not know count half: they may be what the plans lack.
    """
    parts = []
    at = 0
    for piece in bridge(text):
        parts.extend(_unknown(text, at, piece.start))
        at = piece.end
        factor = 1.0 if piece.sure else _LEARNT
        wordings = [
            wording
            for number, words in enumerate(piece.vietnamese)
            for wording in _alternative(words, number, book, factor)
        ]
        if wordings and not _says_nothing(piece.vietnamese[0], book):
            parts.append(Part(piece.english, piece.start, tuple(wordings)))
    parts.extend(_unknown(text, at, len(text)))
    return parts


def _says_nothing(words: str, book: Phrasebook) -> bool:
    """Say whether words are of those that every plan holds ("kế hoạch", "nhiệm vụ")."""
    found = tokens(words)
    return all(
        chunk.phrase == IGNORED or all(token.folded in stop_words() for token in found[chunk.first : chunk.last])
        for chunk in book.chunks(found)
    )


def _alternative(words: str, number: int, book: Phrasebook, factor: float) -> list[Wording]:
    found = tuple(tokens(words))
    chunks = book.chunks(found)
    whole = chunks[0] if len(chunks) == 1 else None
    weight = factor * (1.0 if number == 0 else 0.95)
    wordings = [Wording(found, (whole.phrase,) if whole and whole.phrase else (), weight)]
    wordings += [
        Wording((), (concept,), factor * _SYNONYM) for chunk in (whole,) if chunk for concept in chunk.concepts
    ]
    return [wording for wording in wordings if wording.tokens or wording.keys]


def _unknown(text: str, start: int, end: int) -> list[Part]:
    """Return the English words of a stretch that say something but are not in the glossary."""
    return [
        Part(token.bare, start + token.start, (Wording((token,)),), 0.5)
        for token in tokens(text[start:end])
        if len(token.bare) > 3 and not is_function_word(token.bare) and token.folded not in stop_words()
    ]


@dataclass(frozen=True, slots=True)
class WeighedWording:
    """A wording with its tokens' weights and whether they may be initials, their sum, and neighbouring tokens."""

    wording: Wording
    tokens: tuple[tuple[Token, float, bool], ...]
    total: float
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A part of a question with its weight and those of its wordings."""

    part: Part
    weight: float
    wordings: tuple[WeighedWording, ...]


class Weights:
    """How telling each term is: the inverse document frequency over the pieces of the plans at hand."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for profile in profiles:
            total += 1
            counts.update(profile.terms.keys())
        self._idf = {term: math.log(1 + (total + 0.5) / (count + 0.5)) for term, count in counts.items()}
        self._unknown = math.log(1 + (total + 0.5) / 0.5) if total else 1.0
        self._weighed: dict[int, Weighed] = {}
        self._question: tuple[Sequence[Part], tuple[Weighed, ...]] = ((), ())

    def idf(self, term: str) -> float:
        """Return the weight of a term; a term that no piece holds is as telling as the rarest."""
        return self._idf.get(term, self._unknown)

    def known(self, term: str) -> bool:
        """Say whether any piece holds the term."""
        return term in self._idf

    def of_part(self, part: Part) -> float:
        """Return the weight of a part of a question: of its first wording, not counting its syllables apart."""
        return self.weighed(part).weight

    def weighed(self, part: Part) -> Weighed:
        """Return a part with its weights; those of the questions asked last are remembered."""
        key = id(part)
        held = self._weighed.get(key)
        if held is None or held.part is not part:
            if len(self._weighed) >= _MOST_WEIGHED:
                self._weighed.clear()
            held = self._weighed[key] = self._weigh(part)
        return held

    def question(self, parts: Sequence[Part]) -> tuple[Weighed, ...]:
        """Return the parts of a question with their weights; those asked for last are at hand."""
        asked, held = self._question
        if asked is not parts or not isinstance(parts, tuple):
            held = tuple(map(self.weighed, parts))
            self._question = (parts, held)  # one assignment: other threads may ask meanwhile
        return held

    def _weigh(self, part: Part) -> Weighed:
        first = part.wordings[0]
        if first.keys:
            weight = max(map(self.idf, first.keys))
        else:
            values = sorted((self.idf(token.bare) for token in first.tokens), reverse=True)
            weight = values[0] + 0.5 * sum(values[1:]) if values else 0.0
        wordings = tuple(
            WeighedWording(
                wording,
                tuple((token, self.idf(token.bare), may_be_initials(token.bare)) for token in wording.tokens),
                sum(self.idf(token.bare) for token in wording.tokens),
                tuple((a.bare, b.bare) for a, b in itertools.pairwise(wording.tokens)),
            )
            for wording in part.wordings
        )
        return Weighed(part, weight, wordings)


def match(parts: Sequence[Part], order: Sequence[tuple[str, str]], profile: Profile, weights: Weights) -> Match:
    """Match a question with one piece.

    Args:
        parts: the parts of the question.
        order: the neighbouring words of the question, bare.
        profile: what the piece holds.
        weights: how telling terms are.
    """
    total = held = 0.0
    missing = []
    for weighed in weights.question(parts):
        weight = weighed.part.factor * weighed.weight
        share = 0.0
        for wording in weighed.wordings:
            found = _share(wording, profile)
            if found > share:  # max() takes longer, here where most of an answer's time goes
                share = found
        total += weight
        if share == 0.0:
            missing.append(weighed.part.text)
        else:
            held += weight * share
    near = sum(map(profile.pairs.__contains__, order))
    return Match(held / total if total else 0.0, near / len(order) if order else 0.0, tuple(missing))


def _share(weighed: WeighedWording, profile: Profile) -> float:
    """Return how much of a wording a piece holds, 0 to 1."""
    wording, terms = weighed.wording, profile.terms
    for key in wording.keys:
        if key in terms:
            return wording.weight * terms[key]
    held = 0.0
    for token, idf, initials in weighed.tokens:
        weight = terms.get(token.bare)
        if weight:
            held += idf * weight * _agreement(token, profile)
        elif initials and token.bare in profile.initials:
            held += idf * _INITIALS
    if not held:
        return 0.0
    share = held / weighed.total if weighed.total else 0.0
    if weighed.pairs and share < 0.99:
        share *= share  # half of "đo lường" is less than half of it
    elif weighed.pairs and not all(pair in profile.pairs for pair in weighed.pairs):
        share *= 0.85
    return wording.weight * share


def _agreement(token: Token, profile: Profile) -> float:
    """Return how well a token agrees in its diacritics with the forms that it has in a piece."""
    forms: Set[str] = profile.forms.get(token.bare, frozenset())
    if token.folded in forms:
        return 1.0
    if token.folded == token.bare or token.bare in forms:
        return _BARE_ONLY if token.folded != token.bare else 0.9
    return _OTHER_MARKS
