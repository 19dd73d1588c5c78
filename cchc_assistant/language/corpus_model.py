"""A small n-gram model of the indexed plans, mixed with the shipped model when a question is restored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cchc_assistant.language.lexemes import SPECIALS, UNKNOWN, lexemes, model_token
from cchc_assistant.language.ngram import BOUNDARY_ID, BlendedModel, Logs, NgramModel, Tokens
from cchc_assistant.language.normalize import nfc, strip_marks, tone_canonical

Keys = NDArray[np.uint64]
_SHIFT = np.uint64(16)
_MOST_WORDS = 1 << 16
_UNKNOWN_ID = SPECIALS.index(UNKNOWN)
_SHARE = 0.2
# the weight of single words of the corpus, as a part of the share; how often a context must be seen to count half
_ALONE, _TRUST = 0.05, 2.0
_UNSEEN = np.float32(-16.0)


@dataclass(frozen=True, eq=False)
class CorpusModel:
    """Counts of one to three tokens of the indexed texts; token numbers are places in ``words``."""

    words: tuple[str, ...]
    keys: tuple[Keys, Keys, Keys]
    counts: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> CorpusModel:
        """Count the tokens of texts that are written with their diacritics.

        Of more words than token numbers can tell apart, those that come first are kept; the others are unknown.
        """
        numbers: dict[str, int] = {word: number for number, word in enumerate(SPECIALS)}
        stream: list[int] = []
        for text in texts:
            for line in nfc(text).split("\n"):
                for lexeme in lexemes(line):
                    token = tone_canonical(model_token(lexeme.text, lexeme.kind))
                    if len(numbers) < _MOST_WORDS:
                        numbers.setdefault(token, len(numbers))
                    stream.append(numbers.get(token, _UNKNOWN_ID))
                stream.append(BOUNDARY_ID)
        ids = np.array(stream, np.uint64)
        keys, counts = [], []
        for order in (1, 2, 3):
            length = max(len(ids) - order + 1, 0)
            packed = np.zeros(length, np.uint64)
            for place in range(order):
                packed = (packed << _SHIFT) | ids[place : place + length]
            distinct, number_of = np.unique(packed, return_counts=True)
            keys.append(distinct)
            counts.append(number_of.astype(np.int64))
        return cls(tuple(numbers), (keys[0], keys[1], keys[2]), (counts[0], counts[1], counts[2]))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the model as arrays for ``numpy.savez``; none needs pickle."""
        arrays: dict[str, NDArray[Any]] = {"words": np.frombuffer("\n".join(self.words).encode(), np.uint8)}
        for order in range(3):
            arrays[f"keys{order + 1}"] = self.keys[order]
            arrays[f"counts{order + 1}"] = self.counts[order]
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> CorpusModel:
        """Return the model that ``to_arrays`` gave; raises KeyError when an array is missing."""
        keys = (arrays["keys1"], arrays["keys2"], arrays["keys3"])
        counts = (arrays["counts1"], arrays["counts2"], arrays["counts3"])
        return cls(tuple(arrays["words"].tobytes().decode().split("\n")), keys, counts)


def _look(keys: Keys, values: NDArray[np.int64], wanted: Keys) -> NDArray[np.float64]:
    if not len(keys):
        return np.zeros(len(wanted))
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0).astype(np.float64)


@dataclass(frozen=True, eq=False)
class MixedModel:
    """The shipped model and a corpus model as one: words of both, probabilities interpolated.

    Token numbers are those of the shipped model; words that only the corpus knows follow.
    """

    base: NgramModel | BlendedModel
    corpus: CorpusModel
    words: list[str]
    index: dict[str, int]
    by_bare: dict[str, list[int]]
    to_corpus: Tokens
    share: float = _SHARE

    @classmethod
    def of(cls, base: NgramModel | BlendedModel, corpus: CorpusModel, share: float = _SHARE) -> MixedModel:
        """Mix; ``share`` is the weight of the corpus where it knows the context."""
        words = list(base.words)
        index = dict(base.index)
        by_bare = dict(base.by_bare)
        for word in corpus.words[len(SPECIALS) :]:
            if word not in index:
                index[word] = len(words)
                bare = strip_marks(word)
                by_bare[bare] = [*by_bare.get(bare, []), len(words)]
                words.append(word)
        to_corpus = np.full(len(words), -1, np.int64)
        for number, word in enumerate(corpus.words):
            to_corpus[index[word]] = number
        return cls(base, corpus, words, index, by_bare, to_corpus, share)

    @property
    def order(self) -> int:
        """The length of the longest n-grams."""
        return self.base.order

    def number(self, word: str) -> int:
        """Return the number of a word in any letter case and tone placement; 0 when neither model knows it."""
        return self.index.get(tone_canonical(word.lower()), 0)

    def ngram(self, context: tuple[Tokens, ...], token: Tokens) -> Logs:
        """Return log P(token | context), elementwise, for contexts of one to three tokens."""
        size = len(self.base.words)
        known = [np.where(part < size, part, 0) for part in (*context, token)]
        plain = self.base.ngram(tuple(known[:-1]), known[-1])
        plain = np.where(token < size, plain, _UNSEEN)
        local, share = self._corpus([self.to_corpus[part] for part in (*context[-2:], token)])
        mixed: Logs = np.log((1 - share) * np.exp(plain.astype(np.float64)) + share * local).astype(np.float32)
        return mixed

    def _corpus(self, tokens: list[Tokens]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the corpus probability of the last token, and how much it weighs: nothing in contexts never seen."""
        corpus = self.corpus
        last = tokens[-1]
        known = last >= 0
        safe = np.where(known, last, 0).astype(np.uint64)
        total = max(int(corpus.counts[0].sum()), 1)
        probability = np.where(known, _look(corpus.keys[0], corpus.counts[0], safe) / total, 0.0)
        share = np.full(len(last), self.share * _ALONE)
        for length in range(1, len(tokens)):
            part = tokens[-1 - length : -1]
            usable = np.all([piece >= 0 for piece in part], axis=0)
            key = np.zeros(len(last), np.uint64)
            for piece in part:
                key = (key << _SHIFT) | np.where(piece >= 0, piece, 0).astype(np.uint64)
            seen = np.where(usable, _look(corpus.keys[length - 1], corpus.counts[length - 1], key), 0.0)
            joint = np.where(
                usable & known, _look(corpus.keys[length], corpus.counts[length], (key << _SHIFT) | safe), 0.0
            )
            trust = seen / (seen + _TRUST)
            mixed = trust * joint / np.maximum(seen, 1.0) + (1 - trust) * probability
            probability = np.where(seen > 0, mixed, probability)
            share = np.where(seen > 0, np.maximum(share, self.share * trust), share)
        return probability, share
