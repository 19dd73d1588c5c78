"""The measures against hand-made cases and against independent implementations."""

from __future__ import annotations

import math

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import auc, f1_score, precision_score, recall_score

from cchc_assistant.evaluation.metrics import (
    area_under_risk,
    mcnemar,
    ndcg,
    percentile,
    ratio,
    recall_at,
    reciprocal_rank,
    risk_coverage,
    span_overlap,
    wilson,
)

rankings = st.lists(st.booleans(), min_size=1, max_size=25)


@given(relevant=rankings, missing=st.integers(0, 5))
def test_ranking_agrees_with_pytrec_eval(relevant: list[bool], missing: int) -> None:
    total = sum(relevant) + missing
    if not total:
        return
    judged = {f"d{at}": 1 for at, right in enumerate(relevant) if right} | {f"m{at}": 1 for at in range(missing)}
    scores = {f"d{at}": float(len(relevant) - at) for at in range(len(relevant))}
    oracle = pytrec_eval.RelevanceEvaluator({"q": judged}, {"ndcg_cut.10", "recall.1,5,10", "recip_rank"})
    expected = oracle.evaluate({"q": scores})["q"]
    assert ndcg(relevant, total, 10) == pytest.approx(expected["ndcg_cut_10"])
    for depth in (1, 5, 10):
        assert recall_at(relevant, total, depth) == pytest.approx(expected[f"recall_{depth}"])
    assert reciprocal_rank(relevant) == pytest.approx(expected["recip_rank"])


def test_ranking_by_hand() -> None:
    assert ndcg([False, True], 1) == pytest.approx(1 / math.log2(3))
    assert recall_at([True, False, True], 4, 2) == 0.25
    assert reciprocal_rank([False, False]) == 0.0
    assert ndcg([], 0) == 0.0


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_precision_recall_and_f1_agree_with_scikit_learn(pairs: list[tuple[bool, bool]]) -> None:
    said, true = [one for one, _ in pairs], [other for _, other in pairs]
    clusters = range(len(pairs))
    both = [float(one and other) for one, other in pairs]
    for below, oracle in (
        ([float(one) for one in said], precision_score),
        ([float(one) for one in true], recall_score),
    ):
        found = ratio(both, below, clusters)
        assert (found.value if found else 0.0) == pytest.approx(oracle(true, said, zero_division=0))
    found = ratio([2 * value for value in both], [float(a) + float(b) for a, b in pairs], clusters)
    assert (found.value if found else 0.0) == pytest.approx(f1_score(true, said, zero_division=0))


@given(
    st.lists(
        st.tuples(st.floats(0, 1, allow_nan=False), st.booleans()), min_size=2, max_size=40, unique_by=lambda x: x[0]
    )
)
def test_risk_is_the_error_rate_of_the_surest(cases: list[tuple[float, bool]]) -> None:
    confidence, right = [score for score, _ in cases], [flag for _, flag in cases]
    points = risk_coverage(confidence, right)
    assert np.allclose(points[-1], (1.0, 1 - sum(right) / len(right)))
    ordered = sorted(cases, reverse=True)
    for (coverage, risk), done in zip(points, range(1, len(cases) + 1), strict=True):
        assert coverage == pytest.approx(done / len(cases))
        assert risk == pytest.approx(sum(not flag for _, flag in ordered[:done]) / done)
    # The steps' area is the one under the polygon that holds each risk over the whole of its step.
    steps_x = [at / len(cases) for step in range(len(points)) for at in (step, step + 1)]
    steps_y = [risk for _, risk in points for _ in range(2)]
    assert area_under_risk(confidence, right) == pytest.approx(auc(steps_x, steps_y), abs=1e-9)


def test_same_confidence_is_answered_together() -> None:
    points = risk_coverage([0.5, 0.5, 0.1], [True, False, False])
    assert np.allclose(points, [(2 / 3, 0.5), (1.0, 2 / 3)])
    assert area_under_risk([0.5, 0.5], [True, False]) == area_under_risk([0.5, 0.5], [False, True]) == 0.5


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 10)), max_size=6),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 10)), max_size=6),
)
def test_span_overlap_agrees_with_scikit_learn(
    cited: list[tuple[str, int, int]], gold: list[tuple[str, int, int]]
) -> None:
    def flags(ranges: list[tuple[str, int, int]]) -> list[bool]:
        marked = np.zeros((2, 50), dtype=bool)
        for document, start, length in ranges:
            marked["ab".index(document), start : start + length] = True
        return [bool(value) for value in marked.ravel()]

    precision, recall = span_overlap(
        [(doc, start, start + length) for doc, start, length in cited],
        [(doc, start, start + length) for doc, start, length in gold],
    )
    assert (precision or 0.0) == pytest.approx(precision_score(flags(gold), flags(cited), zero_division=0))
    assert (recall or 0.0) == pytest.approx(recall_score(flags(gold), flags(cited), zero_division=0))
    assert (precision is None) == (not cited)


def test_interval_holds_the_true_share_about_as_often_as_it_says() -> None:
    dice = np.random.default_rng(1)
    held = 0
    for _ in range(200):
        drawn = dice.random(120) < 0.8
        found = ratio([float(value) for value in drawn], [1.0] * 120, range(120))
        assert found is not None
        held += found.low <= 0.8 <= found.high
    assert 0.89 <= held / 200 <= 1.0


def test_forms_of_one_question_are_no_further_evidence() -> None:
    flags = [1.0, 0.0, 1.0, 1.0, 0.0] * 10
    alone = ratio(flags, [1.0] * 50, range(50))
    repeated = ratio(flags * 4, [1.0] * 200, list(range(50)) * 4)
    assert alone is not None
    assert repeated is not None
    assert repeated.high - repeated.low == pytest.approx(alone.high - alone.low, abs=1e-6)


def test_nothing_measured_is_none() -> None:
    assert ratio([0.0, 0.0], [0.0, 0.0], "ab") is None


def test_wilson_interval_at_the_ends() -> None:
    low, high = wilson(20, 20)
    assert (round(low, 3), high) == (0.839, 1.0)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(0, 0, 1.0), (0, 5, 0.0625), (5, 0, 0.0625), (3, 3, 1.0), (1, 9, 0.021484375)]
)
def test_mcnemar_by_hand(first: int, second: int, expected: float) -> None:
    assert mcnemar(first, second) == pytest.approx(expected)


def test_mcnemar_agrees_with_the_binomial_test() -> None:
    from scipy.stats import binomtest

    for first in range(12):
        for second in range(12):
            if first + second:
                assert mcnemar(first, second) == pytest.approx(binomtest(first, first + second, 0.5).pvalue)


def test_percentile_between_neighbours() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
