"""From counts of several domains to one pruned back-off model: absolute discounting, interpolated, domains weighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.counting import Counts, Keys

Floats = NDArray[np.float64]
_SHIFT, _WORD = np.uint64(16), np.uint64(0xFFFF)


@dataclass(frozen=True)
class Merged:
    """N-grams of one order over all domains: sorted keys, weighted counts, and what discounting leaves of them."""

    keys: Keys
    counts: Floats
    discounted: Floats


def merge(domains: Sequence[Counts], weights: Sequence[float], discount: float) -> Merged:
    """Add up the counts of the domains, each discounted by itself and then multiplied with its weight."""
    keys = np.concatenate([domain.keys for domain in domains])
    counts = np.concatenate([domain.counts * weight for domain, weight in zip(domains, weights, strict=True)])
    left = np.concatenate(
        [np.maximum(domain.counts - discount, 0) * weight for domain, weight in zip(domains, weights, strict=True)]
    )
    order = np.argsort(keys, kind="stable")
    keys, counts, left = keys[order], counts[order], left[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return Merged(keys[first], np.add.reduceat(counts, first), np.add.reduceat(left, first))


@dataclass(frozen=True)
class Order:
    """N-grams of one order with their probabilities; ``weight`` is the back-off weight of the n-gram as a context."""

    keys: Keys
    probability: Floats
    counts: Floats
    weight: Floats


def _starts(keys: Keys) -> NDArray[np.int64]:
    contexts = keys >> _SHIFT
    return np.flatnonzero(np.concatenate(([True], contexts[1:] != contexts[:-1])))


def look(keys: Keys, values: Floats, wanted: Keys, missing: float) -> Floats:
    """Return the values that sorted ``keys`` have for the ``wanted`` ones."""
    if not len(keys):
        return np.full(len(wanted), missing)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], missing)


def unigrams(merged: Merged, size: int) -> Floats:
    """Return the probability of each token, every one possible."""
    counts = np.full(size, 0.5)
    counts[merged.keys.astype(np.int64)] += merged.counts
    probability: Floats = counts / counts.sum()
    return probability


def lower_probability(orders: Sequence[Order], keys: Keys, order: int) -> Floats:
    """Return the probability that the orders below give the last token of n-grams of ``order``."""
    mask = np.uint64((1 << (16 * (order - 1))) - 1)
    suffix = keys & mask
    below = orders[order - 2]
    if order == 2:
        return below.probability[suffix.astype(np.int64)]
    place = np.minimum(np.searchsorted(below.keys, suffix), len(below.keys) - 1)
    hit = below.keys[place] == suffix
    result = np.where(hit, below.probability[place], 0.0)
    miss = np.flatnonzero(~hit)
    if len(miss):
        weight = look(orders[order - 3].keys, orders[order - 3].weight, (suffix[miss] >> _SHIFT), 1.0)
        result[miss] = weight * lower_probability(orders, suffix[miss], order - 1)
    return result


def add_order(orders: list[Order], merged: Merged, order: int, threshold: float) -> None:
    """Append the n-grams of ``order`` that are worth more than ``threshold`` nats of weighted log-likelihood.

    The back-off weights of the order below are set so that every context sums to one.
    """
    keys = merged.keys
    starts = _starts(keys)
    lengths = np.diff(np.append(starts, len(keys)))
    total = np.repeat(np.add.reduceat(merged.counts, starts), lengths)
    spare = 1.0 - np.repeat(np.add.reduceat(merged.discounted, starts), lengths) / total
    below = lower_probability(orders, keys, order)
    probability = merged.discounted / total + spare * below
    gain = merged.counts * (np.log(probability) - np.log(np.maximum(spare, 1e-9) * below))
    kept = gain > threshold
    keys, probability, below, counts = keys[kept], probability[kept], below[kept], merged.counts[kept]
    starts = _starts(keys)
    given = np.add.reduceat(probability, starts)
    lower = np.add.reduceat(below, starts)
    weight = np.maximum(1.0 - given, 1e-6) / np.maximum(1.0 - lower, 1e-6)
    context = keys[starts] >> _SHIFT
    parent = orders[-1]
    orders[-1] = Order(parent.keys, parent.probability, parent.counts, look(context, weight, parent.keys, 1.0))
    orders.append(Order(keys, probability, counts, np.ones(len(keys))))
