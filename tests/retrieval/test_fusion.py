from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.retrieval.fusion import reciprocal_rank, weighted

SCORES = st.lists(st.tuples(st.floats(0, 30, width=32), st.floats(-1, 1, width=32)), min_size=1, max_size=12)


def test_weighted_sum_of_scaled_scores() -> None:
    lexical, dense = np.array([10, 5, 0], np.float32), np.array([0.2, 0.8, -0.5], np.float32)
    np.testing.assert_allclose(weighted(lexical, dense, 0.25), [0.75 + 0.0625, 0.375 + 0.25, 0], rtol=1e-6)


@given(SCORES)
def test_weighted_stays_within_one_and_best_on_both_sides_is_first(pairs: list[tuple[float, float]]) -> None:
    lexical, dense = (np.array(side, np.float32) for side in zip(*pairs, strict=True))
    fused = weighted(lexical, dense, 0.4)
    assert fused.min() >= 0
    assert fused.max() <= 1 + 1e-6
    best = [n for n in range(len(pairs)) if lexical[n] == lexical.max() and dense[n] == dense.max()]
    if best:
        assert fused[best[0]] == fused.max()


def test_reciprocal_rank_by_hand() -> None:
    lexical, dense = np.array([3, 2, 1], np.float32), np.array([0.1, 0.9, 0.5], np.float32)
    expected = [1 / 61 + 1 / 63, 1 / 62 + 1 / 61, 1 / 63 + 1 / 62]
    assert reciprocal_rank(lexical, dense).tolist() == pytest.approx(expected)


def test_nothing_found_is_no_error() -> None:
    empty = np.empty(0, np.float32)
    assert len(weighted(empty, empty)) == len(reciprocal_rank(empty, empty)) == 0
