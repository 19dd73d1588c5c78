"""One ranking from two: lexical scores and cosines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

DENSE_WEIGHT = 0.3
"""Share of the cosine in the weighted sum; measured on the questions kept for tuning (see the model's card)."""
RRF_CONSTANT = 60


def weighted(lexical: Floats, dense: Floats, dense_weight: float = DENSE_WEIGHT) -> Floats:
    """Return the weighted sum of scores, each scaled by its best: 1 is the best on both sides.

    Args:
        lexical: BM25 scores of the candidates, at least 0.
        dense: their cosines with the question; negative ones count as 0.
        dense_weight: share of the cosines, 0 to 1.
    """
    total: Floats = (1 - dense_weight) * _scaled(lexical) + dense_weight * _scaled(dense)
    return total


def _scaled(scores: Floats) -> Floats:
    scores = np.maximum(scores, 0)
    best = scores.max(initial=0.0)
    scaled: Floats = scores / best if best > 0 else scores
    return scaled


def reciprocal_rank(lexical: Floats, dense: Floats, constant: int = RRF_CONSTANT) -> Floats:
    """Return the reciprocal-rank fusion of two rankings: the sum of 1 / (constant + rank), ranks from 1."""
    total: Floats = sum(
        (
            1 / (constant + 1 + np.argsort(np.argsort(-scores, kind="stable"), kind="stable"))
            for scores in (lexical, dense)
        ),
        np.zeros(len(lexical), np.float32),
    ).astype(np.float32)
    return total
