"""The measures, as pure functions of numbers: rates with intervals, ranking, risk and coverage, spans, significance."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RESAMPLES = 1000
_SEED = 20240601
Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with the bounds of its 95 % interval and the number of cases it rests on."""

    value: float
    low: float
    high: float
    n: int


def ratio(numerators: Sequence[float], denominators: Sequence[float], clusters: Sequence[Hashable]) -> Estimate | None:
    """Return sum of numerators over sum of denominators, with its bootstrap interval; None where there is no case.

    Means, precision, recall and F1 are all such ratios. Whole clusters are drawn, not cases: the forms of one
    question stand or fall together.

    Args:
        numerators: what each case adds above the line.
        denominators: what each case adds below the line; 0 where the measure does not apply to it.
        clusters: what each case belongs to.
    """
    order: dict[Hashable, int] = {}
    for cluster in clusters:
        order.setdefault(cluster, len(order))
    above, below = np.zeros(len(order)), np.zeros(len(order))
    members = [order[cluster] for cluster in clusters]
    np.add.at(above, members, np.asarray(numerators, dtype=float))
    np.add.at(below, members, np.asarray(denominators, dtype=float))
    cases = int(np.count_nonzero(np.asarray(denominators)))
    if not below.sum():
        return None
    value = float(above.sum() / below.sum())
    live = below > 0
    low, high = _interval(above[live], below[live])
    return Estimate(value, min(low, value), max(high, value), cases)


def _interval(above: Floats, below: Floats) -> tuple[float, float]:
    drawn = _draws(len(above))
    values = (drawn @ above) / (drawn @ below)
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


@lru_cache(maxsize=128)
def _draws(count: int) -> Floats:
    """Return how often each of ``count`` clusters is in each resample."""
    dice = np.random.default_rng(_SEED)
    return dice.multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(np.float32)


def wilson(right: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the Wilson interval of a proportion; unlike the bootstrap's it is no point where all or none are right."""
    if not total:
        return 0.0, 1.0
    share = right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 100) of the values lies, between neighbours in proportion."""
    return float(np.percentile(np.asarray(values, dtype=float), share))


# Ranking: ``relevant`` says of each candidate, the best ranked first, whether it is right; ``total`` is how many right
# ones there are, found or not.


def ndcg(relevant: Sequence[bool], total: int, k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first ``k`` candidates."""
    gain = sum(1 / math.log2(rank + 2) for rank, right in enumerate(relevant[:k]) if right)
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(total, k)))
    return gain / ideal if ideal else 0.0


def recall_at(relevant: Sequence[bool], total: int, k: int) -> float:
    """Return the share of the right candidates that is among the first ``k``."""
    return sum(relevant[:k]) / total if total else 0.0


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """Return one over the rank of the first right candidate, 0 if there is none."""
    return next((1 / (rank + 1) for rank, right in enumerate(relevant) if right), 0.0)


# Spans


def span_overlap(
    cited: Iterable[tuple[str, int, int]], gold: Iterable[tuple[str, int, int]]
) -> tuple[float | None, float | None]:
    """Return the precision and recall of cited characters against gold characters; None where one side is empty.

    Args:
        cited: document, start and end of each range; ranges may overlap.
        gold: the same for the right ranges.
    """
    cited_characters = _characters(cited)
    gold_characters = _characters(gold)
    shared = len(cited_characters & gold_characters)
    precision = shared / len(cited_characters) if cited_characters else None
    recall = shared / len(gold_characters) if gold_characters else None
    return precision, recall


def _characters(ranges: Iterable[tuple[str, int, int]]) -> set[tuple[str, int]]:
    return {(document, at) for document, start, end in ranges for at in range(start, end)}


# Answering only when sure


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return (coverage, risk) after each case, the surest first.

    Coverage is the share that is answered, risk the share of those that is wrong. Cases with the same confidence are
    answered together, so the order they come in does not matter.
    """
    order = sorted(range(len(right)), key=lambda case: -confidence[case])
    points: list[tuple[float, float]] = []
    wrong = 0
    for done, case in enumerate(order, 1):
        wrong += not right[case]
        last_of_its_kind = done == len(order) or confidence[order[done]] != confidence[case]
        if last_of_its_kind:
            points.append((done / len(order), wrong / done))
    return points


def area_under_risk(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean risk over all coverages: 0 is perfect, the error rate is what a blind order gives."""
    points = risk_coverage(confidence, right)
    area = before = 0.0
    for coverage, risk in points:
        area += (coverage - before) * risk
        before = coverage
    return area


# Significance


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p-value of McNemar's test.

    Args:
        only_first: cases that only the first of two systems has right.
        only_second: cases that only the second has right.
    """
    discordant = only_first + only_second
    if not discordant:
        return 1.0
    tail = sum(math.comb(discordant, count) for count in range(min(only_first, only_second) + 1))
    return min(1.0, tail / float(2 ** (discordant - 1)))
