"""Choose one candidate at each position of a text: a trigram model over a lattice, all positions at once.

Two passes. The first scores every candidate with its neighbours by a bigram model, as messages that travel a few
positions each way, and keeps the few candidates near the best. The second is exact: forward and backward sums of the
trigram model over what is left, which falls into many short independent stretches that are processed side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Score = Callable[[tuple[Ints, ...], Ints], Floats]
"""Log-probabilities of tokens in contexts of one or two tokens, elementwise."""

_ROUNDS = 3
_MARGIN = 9.0
_KEPT = 5
_CHUNK = 12_000
_NONE = np.float32(-1e30)


@dataclass(frozen=True)
class Lattice:
    """Candidates of all positions, one after another: position t has those from ``offsets[t]`` to ``offsets[t + 1]``.

    A candidate is one token (``first`` equals ``last``) or, for a token that stands for two, both of them; ``cost`` is
    its log-weight. ``joined`` marks a candidate that swallows the position after it, whose candidate must then be the
    one marked ``empty``.
    """

    offsets: Ints
    first: Ints
    last: Ints
    cost: Floats
    joined: NDArray[np.bool_] | None = None
    empty: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Choice:
    """The chosen candidate of each position, as an index into the lattice, and its posterior probability."""

    candidate: Ints
    confidence: Floats


def ranges(starts: Ints, counts: Ints) -> Ints:
    """Return the concatenation of ``arange(start, start + count)`` for all starts and counts."""
    total = int(counts.sum())
    ends = np.cumsum(counts)
    return np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - counts), counts)


def decode(lattice: Lattice, score: Score) -> Choice:
    """Choose a candidate at every position.

    The text must begin with two positions, and end with one, that have a single candidate (boundaries).

    Args:
        lattice: the candidates.
        score: log-probabilities of the language model.
    """
    count = len(lattice.offsets) - 1
    candidate = np.zeros(count, np.int64)
    confidence = np.ones(count, np.float32)
    start = 0
    while start < count:
        stop = min(count, start + _CHUNK)
        part = slice(max(0, start - 8), min(count, stop + 8))
        chosen, sure = _decode_part(_cut(lattice, part), score)
        inner = slice(start - part.start, stop - part.start)
        candidate[start:stop] = chosen[inner] + lattice.offsets[part.start]
        confidence[start:stop] = sure[inner]
        start = stop
    return Choice(candidate, confidence)


def _cut(lattice: Lattice, part: slice) -> Lattice:
    low, high = lattice.offsets[part.start], lattice.offsets[part.stop]
    return Lattice(
        lattice.offsets[part.start : part.stop + 1] - low,
        lattice.first[low:high],
        lattice.last[low:high],
        lattice.cost[low:high],
        None if lattice.joined is None else lattice.joined[low:high],
        None if lattice.empty is None else lattice.empty[low:high],
    )


def _decode_part(lattice: Lattice, score: Score) -> tuple[Ints, Floats]:
    kept = _prune(lattice, score)
    counts = np.diff(lattice.offsets)
    position = np.repeat(np.arange(len(counts)), counts)[kept]
    widths = np.bincount(position, minlength=len(counts))
    offsets = np.concatenate(([0], np.cumsum(widths)))
    return _exact(lattice, kept, offsets, widths, score)


def _prune(lattice: Lattice, score: Score) -> Ints:
    """Return the candidates worth keeping, in order."""
    offsets, first, last = lattice.offsets, lattice.first, lattice.last
    counts = np.diff(offsets)
    total = int(offsets[-1])
    if total == len(counts):
        return np.arange(total)
    position = np.repeat(np.arange(len(counts)), counts)
    before = np.where(position > 0, counts[position - 1], 0)
    # pairs, ordered by the later candidate; the same ordered by the earlier one
    earlier = ranges(offsets[np.maximum(position - 1, 0)], before)
    later = np.repeat(np.arange(total), before)
    pair_start = np.cumsum(before) - before
    after = np.where(position < len(counts) - 1, counts[np.minimum(position + 1, len(counts) - 1)], 0)
    local = np.arange(total) - offsets[position]
    next_first = offsets[np.minimum(position + 1, len(counts) - 1)]
    turned_candidate = ranges(next_first, after)
    turned = pair_start[turned_candidate] + np.repeat(local, after)
    inner = np.zeros(total, np.float32)
    double = np.flatnonzero(first != last)
    if len(double):
        inner[double] = score((first[double],), last[double])
    own = lattice.cost + inner
    pair = score((last[earlier],), first[later])
    if lattice.joined is not None and lattice.empty is not None:
        empty = lattice.empty
        pair = np.where(lattice.joined[earlier] == empty[later], np.where(empty[later], 0.0, pair), _NONE)
        pair = np.where(empty[earlier] & ~empty[later], score((first[later],), first[later]) * 0 - 6.0, pair)
    pair = pair.astype(np.float32)
    heads, tails = before > 0, after > 0
    forward, backward = own.copy(), np.zeros(total, np.float32)
    forward_cuts, backward_cuts = pair_start[heads], (np.cumsum(after) - after)[tails]
    turned_pair = pair[turned]
    for _ in range(_ROUNDS):
        reach = np.maximum.reduceat(forward[earlier] + pair, forward_cuts)
        forward = own.copy()
        forward[heads] += reach
        forward -= np.repeat(np.maximum.reduceat(forward, offsets[:-1]), counts)
        reach = np.maximum.reduceat((own + backward)[turned_candidate] + turned_pair, backward_cuts)
        backward = np.zeros(total, np.float32)
        backward[tails] = reach
        backward -= np.repeat(np.maximum.reduceat(backward, offsets[:-1]), counts)
    worth = forward + backward
    worth -= np.repeat(np.maximum.reduceat(worth, offsets[:-1]), counts)
    kept = np.flatnonzero(worth > -_MARGIN)
    order = np.lexsort((-worth[kept], position[kept]))
    place = position[kept][order]
    opens = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
    rank = np.arange(len(place)) - np.repeat(opens, np.diff(np.append(opens, len(place))))
    return np.sort(kept[order[rank < _KEPT]])


def _exact(lattice: Lattice, kept: Ints, offsets: Ints, widths: Ints, score: Score) -> tuple[Ints, Floats]:
    chosen = kept[offsets[:-1]].copy()
    sure = np.ones(len(widths), np.float32)
    if len(kept) == len(widths):
        return chosen, sure
    one = np.concatenate(([1], widths[:-1]))
    two = np.concatenate(([1, 1], widths[:-2]))
    involved = np.flatnonzero((one > 1) | (two > 1) | (widths > 1))
    width = int(widths.max())
    tensor = _tensor(lattice, kept, offsets, widths, involved, width, score)
    breaks = np.flatnonzero(np.concatenate(([True], np.diff(involved) > 1)))
    lengths = np.diff(np.append(breaks, len(involved)))
    order = np.argsort(-lengths, kind="stable")
    breaks, lengths = breaks[order], lengths[order]
    active = [int(np.searchsorted(-lengths, -step, side="left")) for step in range(int(lengths[0]))]
    alphas = []
    alpha = np.zeros((len(breaks), width, width), np.float32)
    alpha[:, 0, 0] = 1
    for step, alive in enumerate(active):
        alpha = (alpha[:alive, :, :, None] * tensor[breaks[:alive] + step]).sum(axis=1)
        alpha /= np.maximum(alpha.max(axis=(1, 2), keepdims=True), 1e-35)
        alphas.append(alpha)
    beta = np.zeros((0, width, width), np.float32)
    for step in range(len(active) - 1, -1, -1):
        alive = active[step]
        ending = np.zeros((alive - len(beta), width, width), np.float32)
        ending[:, 0, 0] = 1
        beta = np.concatenate((beta, ending))
        mass = (alphas[step] * beta).sum(axis=1)
        best = mass.argmax(axis=1)
        places = involved[breaks[:alive] + step]
        chosen[places] = kept[offsets[places] + best]
        sure[places] = mass[np.arange(alive), best] / np.maximum(mass.sum(axis=1), 1e-35)
        beta = (tensor[breaks[:alive] + step] * beta[:, None, :, :]).sum(axis=3)
        beta /= np.maximum(beta.max(axis=(1, 2), keepdims=True), 1e-35)
    return chosen, sure


def _tensor(
    lattice: Lattice, kept: Ints, offsets: Ints, widths: Ints, involved: Ints, width: int, score: Score
) -> Floats:
    """Return, for each involved position, the weights of (two before, one before, here), zero where there is none."""
    first, last = lattice.first[kept], lattice.last[kept]
    own = lattice.cost[kept].astype(np.float32)
    here, one, two = widths[involved], widths[np.maximum(involved - 1, 0)], widths[np.maximum(involved - 2, 0)]
    triples = here * one * two
    row = np.repeat(np.arange(len(involved)), triples)
    serial = ranges(np.zeros(len(involved), np.int64), triples)
    here_local = serial % here[row]
    rest = serial // here[row]
    one_local, two_local = rest % one[row], rest // one[row]
    place = involved[row]
    c = offsets[place] + here_local
    b = offsets[np.maximum(place - 1, 0)] + one_local
    a = offsets[np.maximum(place - 2, 0)] + two_local
    context = np.where(first[b] != last[b], first[b], last[a])
    weight = score((context, last[b]), first[c]) + own[c]
    double = np.flatnonzero(first[c] != last[c])
    if len(double):
        weight[double] += score((last[b][double], first[c][double]), last[c][double])
    if lattice.joined is not None and lattice.empty is not None:
        weight = _join(lattice, kept, (a, b, c), weight, score)
    peak = np.maximum.reduceat(weight, np.cumsum(triples) - triples)
    tensor = np.zeros((len(involved), width, width, width), np.float32)
    tensor[row, two_local, one_local, here_local] = np.exp(weight - peak[row])
    return tensor


def _join(lattice: Lattice, kept: Ints, triple: tuple[Ints, Ints, Ints], weight: Floats, score: Score) -> Floats:
    """Forbid a joining candidate without its empty partner, and look past the empty one for context."""
    assert lattice.joined is not None and lattice.empty is not None
    a, b, c = (kept[part] for part in triple)
    joined, empty = lattice.joined, lattice.empty
    weight = np.where(empty[c], lattice.cost[c], weight)
    past = np.flatnonzero(empty[b] & ~empty[c])
    if len(past):
        weight[past] = score((lattice.last[a[past]],), lattice.first[c[past]]) + lattice.cost[c[past]]
    return np.where(joined[b] == empty[c], weight, _NONE)
