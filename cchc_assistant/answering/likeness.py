"""Which pieces of several plans speak of the same thing: those that answer a question well and are worded alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.terms import tokens

# What being worded alike counts beside how well each piece answers.
_ALIKE = 0.5


def most_alike(sides: Sequence[Sequence[tuple[str, float]]], corpus: Corpus) -> list[int | None]:
    """Choose a piece of each side, so that together they answer best and are worded most alike.

    Plans of one agency word a task much as they did the year before: that tells which of several good pieces is meant.

    Args:
        sides: of each side, its pieces and how well each answers, the best first.
        corpus: tells how much a word weighs.

    Returns:
        The number of the piece of each side, None of a side without any.
    """
    words = [[_words(text) for text, _ in pieces] for pieces in sides]
    best: tuple[float, list[int | None]] = (-1.0, [0 if pieces else None for pieces in sides])
    if sum(bool(pieces) for pieces in sides) < 2:
        return best[1]
    for side, pieces in enumerate(sides):
        for number, (_, score) in enumerate(pieces):
            chosen: list[int | None] = []
            total = score
            for other, candidates in enumerate(sides):
                if other == side or not candidates:
                    chosen.append(number if other == side else None)
                    continue
                fits = [
                    one + _ALIKE * _likeness(words[side][number], words[other][at], corpus)
                    for at, (_, one) in enumerate(candidates)
                ]
                chosen.append(fits.index(max(fits)))
                total += max(fits)
            if total > best[0]:
                best = (total, chosen)
    return best[1]


def _words(text: str) -> frozenset[str]:
    """Return the words of a text and the pairs of neighbours among them, without numbers, which change every year."""
    words = [token.bare for token in tokens(text) if token.bare.isalpha()]
    return frozenset((*words, *(f"{one} {other}" for one, other in pairwise(words))))


def _likeness(one: frozenset[str], other: frozenset[str], corpus: Corpus) -> float:
    """Return the share of the weight of two texts' words that both hold, 0 to 1."""

    def weight(words: frozenset[str]) -> float:
        return sum(corpus.weights.idf(word.split(" ")[0]) for word in words)

    total = weight(one) + weight(other)
    return 2 * weight(one & other) / total if total else 0.0
