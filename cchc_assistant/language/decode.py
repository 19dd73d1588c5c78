"""Choose one candidate at each position of a text: an n-gram model over a lattice, all positions at once.

Three passes. The first scores every candidate with its neighbours by a bigram model, as messages that travel a few
positions each way, and keeps the few candidates near the best. The second is exact: forward and backward sums of the
trigram model over what is left, which falls into many short independent stretches that are processed side by side. The
third does the same with a model of higher order, where there is one, over the candidates that are still likely.
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
# positions are worked on together as long as they have no more pairs of neighbouring candidates than this
_PAIRS = 120_000
_LIKELY = 3
_UNLIKELY = 0.002
_NONE = np.float32(-1e30)
_PAST_EMPTY = np.float32(-6.0)


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
    steps: Ints = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - counts), counts)
    return steps


def decode(lattice: Lattice, score: Score, order: int = 3) -> Choice:
    """Choose a candidate at every position.

    The text must begin with two positions, and end with one, that have a single candidate (boundaries).

    Args:
        lattice: the candidates.
        score: log-probabilities of the language model.
        order: the order of the model, 3 or 4; beyond 3 only the few likely candidates are looked at again.
    """
    count = len(lattice.offsets) - 1
    candidate = np.zeros(count, np.int64)
    confidence = np.ones(count, np.float32)
    widths = np.diff(lattice.offsets)
    pairs = np.cumsum(widths * np.concatenate(([1], widths[:-1])))
    start = 0
    while start < count:
        stop = max(start + 1, int(np.searchsorted(pairs, pairs[start] + _PAIRS)))
        part = slice(max(0, start - 8), min(count, stop + 8))
        chosen, sure = _decode_part(_cut(lattice, part), score, order)
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


def _decode_part(lattice: Lattice, score: Score, order: int) -> tuple[Ints, Floats]:
    counts = np.diff(lattice.offsets)
    every = np.repeat(np.arange(len(counts)), counts)
    kept = _prune(lattice, score)
    posterior = _exact(lattice, kept, np.bincount(every[kept], minlength=len(counts)), score, 3)
    for higher in range(4, order + 1):
        kept = kept[_likely(posterior, every[kept])]
        posterior = _exact(lattice, kept, np.bincount(every[kept], minlength=len(counts)), score, higher)
    ranking = np.lexsort((-posterior, every[kept]))
    best = ranking[np.concatenate(([True], np.diff(every[kept][ranking]) > 0))]
    return kept[best], posterior[best]


def _likely(posterior: Floats, position: Ints) -> Ints:
    """Return the few most likely candidates of each position, in order."""
    ranking = np.lexsort((-posterior, position))
    place = position[ranking]
    opens = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
    rank = np.arange(len(place)) - np.repeat(opens, np.diff(np.append(opens, len(place))))
    return np.sort(ranking[(rank == 0) | ((rank < _LIKELY) & (posterior[ranking] > _UNLIKELY))])


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
        pair = np.where(empty[earlier] & ~empty[later], _PAST_EMPTY, pair)
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


def _exact(lattice: Lattice, kept: Ints, widths: Ints, score: Score, order: int) -> Floats:
    """Return the posterior probabilities of the kept candidates of each position that is not certain.

    Exact sums of the model of ``order`` over what is kept. Positions fall into stretches that the model can't link
    (order - 1 certain positions between them); stretches are processed side by side, longest first.
    """
    offsets = np.concatenate(([0], np.cumsum(widths)))
    posterior = np.ones(len(kept), np.float32)
    open_here = widths > 1
    reach = open_here.copy()
    for back in range(1, order):
        reach[back:] |= open_here[:-back]
    involved = np.flatnonzero(reach)
    if not len(involved):
        return posterior
    width = int(widths.max())
    tensor = _tensor(lattice, kept, offsets, widths, involved, width, score, order)
    breaks = np.flatnonzero(np.concatenate(([True], np.diff(involved) > 1)))
    lengths = np.diff(np.append(breaks, len(involved)))
    ranking = np.argsort(-lengths, kind="stable")
    breaks, lengths = breaks[ranking], lengths[ranking]
    active = [int(np.searchsorted(-lengths, -step, side="left")) for step in range(int(lengths[0]))]
    rest = width ** (order - 2)
    alphas = []
    alpha = np.zeros((len(breaks), width, rest), np.float32)
    alpha[:, 0, 0] = 1
    for step, alive in enumerate(active):
        moved = (alpha[:alive, :, :, None] * tensor[breaks[:alive] + step]).sum(axis=1)
        moved /= np.maximum(moved.max(axis=(1, 2), keepdims=True), 1e-35)
        alphas.append(moved)
        alpha = moved.reshape(alive, width, rest)
    beta = np.zeros((0, rest, width), np.float32)
    for step in range(len(active) - 1, -1, -1):
        alive = active[step]
        beta = np.concatenate((beta, np.ones((alive - len(beta), rest, width), np.float32)))
        mass = (alphas[step] * beta).sum(axis=1)
        mass /= np.maximum(mass.sum(axis=1, keepdims=True), 1e-35)
        places = involved[breaks[:alive] + step]
        counts = widths[places]
        posterior[ranges(offsets[places], counts)] = mass[
            np.repeat(np.arange(alive), counts), ranges(np.zeros(alive, np.int64), counts)
        ]
        beta = (tensor[breaks[:alive] + step] * beta[:, None, :, :]).sum(axis=3)
        beta /= np.maximum(beta.max(axis=(1, 2), keepdims=True), 1e-35)
        beta = beta.reshape(alive, rest, width)
    return posterior


def _tensor(
    lattice: Lattice, kept: Ints, offsets: Ints, widths: Ints, involved: Ints, width: int, score: Score, order: int
) -> Floats:
    """Return, for each involved position, the weights of (oldest, those between, here), zero where there is none."""
    places = [np.maximum(involved - back, 0) for back in range(order - 1, -1, -1)]
    sizes = [widths[place] for place in places]
    combinations = np.prod(sizes, axis=0)
    row = np.repeat(np.arange(len(involved)), combinations)
    serial = ranges(np.zeros(len(involved), np.int64), combinations)
    local: list[Ints] = []
    for size in reversed(sizes):
        local.insert(0, serial % size[row])
        serial = serial // size[row]
    chosen = [kept[offsets[place][row] + part] for place, part in zip(places, local, strict=True)]
    weight = _weights(lattice, chosen, score, order)
    peak = np.maximum.reduceat(weight, np.cumsum(combinations) - combinations)
    tensor = np.zeros((len(involved), *([width] * order)), np.float32)
    tensor[(row, *local)] = np.exp(weight - peak[row])
    return tensor.reshape(len(involved), width, width ** (order - 2), width)


def _weights(lattice: Lattice, chosen: list[Ints], score: Score, order: int) -> Floats:
    """Return the log-weight of the last of ``chosen`` candidates after those before it (indices into the lattice)."""
    first, last, empty = lattice.first, lattice.last, lattice.empty
    here = chosen[-1]
    context = [last[chosen[0]]] * (order - 1)
    for place in chosen[:-1]:
        double = first[place] != last[place]
        if double.any():
            shifted = [*context[1:], first[place]]
            context = [np.where(double, new, old) for new, old in zip(shifted, context, strict=True)]
        shifted = [*context[1:], last[place]]
        if empty is None:
            context = shifted
        else:
            context = [np.where(empty[place], old, new) for new, old in zip(shifted, context, strict=True)]
    weight = score(tuple(context), first[here]) + lattice.cost[here]
    double = np.flatnonzero(first[here] != last[here])
    if len(double):
        inner = (*(part[double] for part in context[1:]), first[here][double])
        weight[double] += score(inner, last[here][double])
    if empty is not None and lattice.joined is not None:
        weight = np.where(empty[here], lattice.cost[here], weight)
        weight = np.where(lattice.joined[chosen[-2]] == empty[here], weight, _NONE)
    return weight.astype(np.float32)
