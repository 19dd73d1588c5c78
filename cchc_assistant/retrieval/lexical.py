"""BM25 over syllables and syllable pairs, in NumPy arrays that are mapped from disk.

The score of every term in every document is computed when the index is built (as bm25s does), so that a query only
adds up. Files: ``terms.npy`` the term numbers in order, ``starts.npy`` where each term's postings begin, ``docs.npy``
and ``scores.npy`` the postings, ``syllables.txt`` the distinct syllables, for matching without diacritics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval.parts import Scored, Selection
from cchc_assistant.retrieval.terms import Keys, bare, key, pair_keys, tokens, variants

Scores = npt.NDArray[np.float32]
FILES = ("terms.npy", "starts.npy", "docs.npy", "scores.npy", "syllables.txt")
_MAX_VARIANTS = 400


@dataclass(frozen=True, slots=True)
class Weights:
    """What the terms of a query count: a syllable, a pair, and either when only its letters without marks agree."""

    syllable: float = 1.0
    pair: float = 1.0
    bare_syllable: float = 0.0
    bare_pair: float = 0.0


@dataclass(frozen=True)
class Query:
    """Terms and what each counts; parallel arrays, a term may come twice."""

    terms: Keys
    weights: Scores

    @classmethod
    def join(cls, parts: Sequence[Query]) -> Query:
        """Return the terms of several queries as one."""
        if not parts:
            return cls(np.empty(0, np.uint64), np.empty(0, np.float32))
        return cls(np.concatenate([part.terms for part in parts]), np.concatenate([part.weights for part in parts]))

    def scaled(self, factor: float) -> Query:
        """Return the query with every weight multiplied."""
        return Query(self.terms, self.weights * np.float32(factor))


@dataclass(frozen=True, eq=False)
class LexicalIndex:
    """An open index; the arrays may be mapped from disk.

    Attributes:
        count: number of documents.
        terms: sorted term numbers, shape (terms,).
        starts: shape (terms + 1,): the postings of term t are ``docs[starts[t]:starts[t + 1]]``, in order of document.
        docs: document of each posting.
        scores: BM25 score of the term in the document.
        syllables: the distinct syllables.
    """

    count: int
    terms: Keys
    starts: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]
    scores: Scores
    syllables: Sequence[str] = field(default=(), repr=False)

    @classmethod
    def open(cls, folder: Path, count: int) -> LexicalIndex:
        """Map an index of ``count`` documents into memory.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        terms, starts, docs, scores = (np.load(folder / name, mmap_mode="r") for name in FILES[:4])
        if len(starts) != len(terms) + 1 or len(docs) != len(scores) or (len(starts) and starts[-1] != len(docs)):
            raise ValueError(f"{folder}: arrays of different lengths")
        syllables = (folder / FILES[4]).read_text(encoding="utf-8").split()
        return cls(count, terms, starts, docs, scores, syllables)

    @cached_property
    def _variants(self) -> dict[str, Keys]:
        return {
            letters: np.array([key(word) for word in words], np.uint64)
            for letters, words in variants(self.syllables).items()
        }

    def postings(self, term: int) -> slice:
        """Return where the postings of a term stand; an empty slice if it occurs nowhere."""
        place = int(np.searchsorted(self.terms, np.uint64(term)))
        if place == len(self.terms) or int(self.terms[place]) != term:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))

    def query(self, text: str, weights: Weights) -> Query:
        """Return the terms of a query text: its syllables, its pairs, and their variants in other diacritics."""
        words = tokens(text)
        if not words:
            return Query.join([])
        exact = np.array([key(word) for word in words], np.uint64)
        parts = [_query(exact, weights.syllable), _query(pair_keys(exact[:-1], exact[1:]), weights.pair)]
        if weights.bare_syllable or weights.bare_pair:
            parts.extend(self._bare(words, weights))
        return Query.join(parts)

    def _bare(self, words: list[str], weights: Weights) -> list[Query]:
        """Return the variants of the query's syllables and pairs that the index holds, without the exact ones."""
        sets = [self._variants.get(bare(word), np.empty(0, np.uint64)) for word in words]
        exact = [np.uint64(key(word)) for word in words]
        parts = []
        if weights.bare_syllable:
            parts = [_query(found[found != own], weights.bare_syllable) for found, own in zip(sets, exact, strict=True)]
        if weights.bare_pair:
            for (left, right), own in zip(pairwise(sets), pairwise(exact), strict=True):
                if not 0 < len(left) * len(right) <= _MAX_VARIANTS**2:
                    continue
                found = pair_keys(np.repeat(left, len(right)), np.tile(right, len(left)))
                with np.errstate(over="ignore"):
                    found = found[found != pair_keys(np.array([own[0]]), np.array([own[1]]))[0]]
                parts.append(_query(self._present(found), weights.bare_pair))
        return parts

    def _present(self, terms: Keys) -> Keys:
        places = np.searchsorted(self.terms, terms)
        places[places == len(self.terms)] = 0
        held: Keys = terms[np.asarray(self.terms[places]) == terms] if len(self.terms) else terms[:0]
        return held

    def score(self, query: Query) -> Scores:
        """Return the score of every document, shape (count,)."""
        scores = np.zeros(self.count, np.float32)
        if not len(query.terms) or not len(self.terms):
            return scores
        terms, inverse = np.unique(query.terms, return_inverse=True)
        weights = np.bincount(inverse, query.weights, len(terms)).astype(np.float32)
        places = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        held = np.asarray(self.terms[places]) == terms
        for place, weight in zip(places[held].tolist(), weights[held].tolist(), strict=True):
            start, end = int(self.starts[place]), int(self.starts[place + 1])
            scores[self.docs[start:end]] += weight * self.scores[start:end]
        return scores

    def scored(self, query: Query) -> Scored:
        """Return the scores of a query, to be asked for its best documents."""
        return ScoredArray(self.score(query))

    def naming(self, name: str) -> npt.NDArray[np.bool_]:
        """Say of every document whether it holds the words of ``name`` one after another, diacritics aside.

        Pairs are compared, not positions: "phòng A" and "A B" elsewhere in a document also make up "phòng A B".
        """
        held = np.ones(self.count, np.bool_)
        for group in self.groups(name):
            here = np.zeros(self.count, np.bool_)
            for term in group.tolist():
                here[self.docs[self.postings(term)]] = True
            held &= here
        return held

    def groups(self, name: str) -> list[Keys]:
        """Return sets of terms such that a document names ``name`` if it holds one of each."""
        words = tokens(name)
        sets = [self._variants.get(bare(word), np.empty(0, np.uint64)) for word in words]
        if len(words) < 2:
            return sets
        return [
            self._present(pair_keys(np.repeat(left, len(right)), np.tile(right, len(left))))
            for left, right in pairwise(sets)
        ]


def _query(terms: Keys, weight: float) -> Query:
    return Query(terms, np.full(len(terms), weight, np.float32))


@dataclass(frozen=True, eq=False)
class ScoredArray:
    """The score of every document, shape (documents,)."""

    scores: Scores

    def best(self, k: int, allowed: Selection | None, prior: Scores | None = None) -> npt.NDArray[np.int64]:
        """As `Scored.best`."""
        assert not isinstance(allowed, str), "an index in a folder is filtered by a mask"
        return best(self.scores if prior is None else self.scores * (1 + prior), k, allowed)

    def of(self, numbers: npt.NDArray[np.int64]) -> Scores:
        """As `Scored.of`."""
        return self.scores[numbers]


def best(scores: Scores, k: int, allowed: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.int64]:
    """Return the numbers of the ``k`` best documents with a score above 0, best first, ties in order of number."""
    if allowed is not None:
        scores = np.where(allowed, scores, np.float32(0))
    if k < len(scores):
        top = np.argpartition(-scores, k - 1)[:k] if k > 0 else np.empty(0, np.int64)
        # Ties at the edge: the partition may have taken any of them; which one is of no meaning, but must be the same.
        if k > 0:
            edge = scores[top].min()
            surely = np.flatnonzero(scores > edge)
            top = np.concatenate([surely, np.flatnonzero(scores == edge)[: k - len(surely)]])
    else:
        top = np.arange(len(scores))
    top = top[scores[top] > 0]
    order: npt.NDArray[np.int64] = top[np.lexsort((top, -scores[top]))]
    return order
