"""Align the words of sentence pairs: IBM model 1 with a wish for the diagonal, both directions, symmetrised.

The model is that of Dyer et al. (2013) with fixed tension; the two best alignments are joined by "grow-diag-final-and"
(Koehn et al. 2003), and pairs of phrases that agree with the links are taken from the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

TENSION = 4.0
NULL_SHARE = 0.08

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Side:
    """The sentences of one language: their words one after another, where each sentence begins, how many words are."""

    words: Ints
    starts: npt.NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, sentences: Iterable[list[int]], size: int) -> Side:
        """Join sentences of word numbers below ``size``."""
        kept = list(sentences)
        starts = np.zeros(len(kept) + 1, np.int64)
        np.cumsum([len(sentence) for sentence in kept], out=starts[1:])
        return cls(np.array([word for sentence in kept for word in sentence], np.int32), starts, size)


@njit(cache=True)
def _keys(a: Array, a_starts: Array, b: Array, b_starts: Array, size: int) -> Array:
    total = 0
    for s in range(a_starts.size - 1):
        total += (a_starts[s + 1] - a_starts[s]) * (b_starts[s + 1] - b_starts[s])
    keys = np.empty(total, np.int64)
    at = 0
    for s in range(a_starts.size - 1):
        for j in range(b_starts[s], b_starts[s + 1]):
            for i in range(a_starts[s], a_starts[s + 1]):
                keys[at] = np.int64(a[i]) * size + b[j]
                at += 1
    return keys


@njit(cache=True)
def _shares(base: int, m: int, j: int, n: int, places: Array, table: Array, share: Array) -> float:
    """Set what each of m source words gives to target word j of n; return the sum, without the null word's share."""
    near = 0.0
    for i in range(m):
        share[i] = np.exp(-TENSION * abs((i + 0.5) / m - (j + 0.5) / n))
        near += share[i]
    total = 0.0
    for i in range(m):
        share[i] *= (1 - NULL_SHARE) / near * table[places[base + j * m + i]]
        total += share[i]
    return total


@njit(cache=True)
def _expect(
    places: Array,
    a_starts: Array,
    b: Array,
    b_starts: Array,
    weights: Array,
    table: Array,
    null: Array,
) -> tuple[Array, Array]:
    counts, null_counts = np.zeros(table.size), np.zeros(null.size)
    base = 0
    for s in range(a_starts.size - 1):
        m, n = a_starts[s + 1] - a_starts[s], b_starts[s + 1] - b_starts[s]
        share = np.empty(m)
        for j in range(n):
            word = b[b_starts[s] + j]
            nothing = NULL_SHARE * null[word]
            total = nothing + _shares(base, m, j, n, places, table, share)
            if total <= 0:
                continue
            null_counts[word] += weights[s] * nothing / total
            for i in range(m):
                counts[places[base + j * m + i]] += weights[s] * share[i] / total
        base += m * n
    return counts, null_counts


@njit(cache=True)
def _best(places: Array, a_starts: Array, b: Array, b_starts: Array, table: Array, null: Array) -> Array:
    found = np.full(b_starts[-1], -1, np.int32)
    base = 0
    for s in range(a_starts.size - 1):
        m, n = a_starts[s + 1] - a_starts[s], b_starts[s + 1] - b_starts[s]
        share = np.empty(m)
        for j in range(n):
            _shares(base, m, j, n, places, table, share)
            most = NULL_SHARE * null[b[b_starts[s] + j]]
            for i in range(m):
                if share[i] > most:
                    most = share[i]
                    found[b_starts[s] + j] = i
        base += m * n
    return found


def align(source: Side, target: Side, weights: Floats, rounds: int, seen: Callable[[], None] = lambda: None) -> Ints:
    """Return for each word of the target the place of its source word in the sentence, -1 for none.

    Args:
        source: sentences of one language.
        target: the same sentences in the other.
        weights: what each sentence counts.
        rounds: of expectation and maximisation.
        seen: called after each round.
    """
    keys = _keys(source.words, source.starts, target.words, target.starts, target.size)
    pairs, inverse = np.unique(keys, return_inverse=True)
    places = inverse.astype(np.int32)
    of_source = pairs // target.size
    table = np.full(pairs.size, 1.0 / target.size)
    null = np.full(target.size, 1.0 / target.size)
    for _ in range(rounds):
        counts, null_counts = _expect(places, source.starts, target.words, target.starts, weights, table, null)
        table = counts / np.maximum(np.bincount(of_source, counts, source.size)[of_source], 1e-12)
        null = null_counts / max(float(null_counts.sum()), 1e-12)
        seen()
    found: Ints = _best(places, source.starts, target.words, target.starts, table, null)
    return found


@njit(cache=True)
def _join(m: int, n: int, forward: Array, backward: Array) -> Array:
    """Join the two alignments of a sentence of m and n words: grow-diag-final-and."""
    union = np.zeros((m, n), np.bool_)
    links = np.zeros((m, n), np.bool_)
    for j in range(n):
        if forward[j] >= 0:
            union[forward[j], j] = True
    for i in range(m):
        if backward[i] >= 0:
            links[i, backward[i]] = union[i, backward[i]]
            union[i, backward[i]] = True
    rows, columns = np.zeros(m, np.bool_), np.zeros(n, np.bool_)
    for i in range(m):
        for j in range(n):
            if links[i, j]:
                rows[i] = columns[j] = True
    grown = True
    while grown:
        grown = False
        for i in range(m):
            for j in range(n):
                if not links[i, j]:
                    continue
                for k in range(max(i - 1, 0), min(i + 2, m)):
                    for at in range(max(j - 1, 0), min(j + 2, n)):
                        if union[k, at] and not links[k, at] and not (rows[k] and columns[at]):
                            links[k, at] = rows[k] = columns[at] = True
                            grown = True
    for i in range(m):
        for j in range(n):
            if union[i, j] and not rows[i] and not columns[j]:
                links[i, j] = rows[i] = columns[j] = True
    return links


@njit(cache=True)
def phrase_pairs(
    a_starts: Array,
    b_starts: Array,
    forward: Array,
    backward: Array,
    longest_a: int,
    longest_b: int,
) -> Array:
    """Return the pairs of phrases that no link leaves: rows of sentence, first and last word of a, of b (inclusive).

    Args:
        a_starts: where the sentences of a begin.
        b_starts: where the sentences of b begin.
        forward: for each word of b the place of its word of a.
        backward: for each word of a the place of its word of b.
        longest_a: words of the longest phrase of a.
        longest_b: words of the longest phrase of b.
    """
    rows = np.empty((a_starts[-1] * longest_a, 5), np.int32)
    count = 0
    for s in range(a_starts.size - 1):
        m, n = a_starts[s + 1] - a_starts[s], b_starts[s + 1] - b_starts[s]
        links = _join(m, n, forward[b_starts[s] : b_starts[s + 1]], backward[a_starts[s] : a_starts[s + 1]])
        for first in range(m):
            for last in range(first, min(first + longest_a, m)):
                low, high = n, -1
                for i in range(first, last + 1):
                    for j in range(n):
                        if links[i, j]:
                            low, high = min(low, j), max(high, j)
                if high < low or high - low >= longest_b:
                    continue
                closed = True
                for j in range(low, high + 1):
                    for i in range(m):
                        if links[i, j] and not first <= i <= last:
                            closed = False
                if closed:
                    rows[count] = s, first, last, low, high
                    count += 1
    return rows[:count]
