"""The fast decoder against the slow and obvious one: every path written out and added up."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cchc_assistant.language.decode import Floats, Ints, Lattice, Score, decode, ranges


def model(seed: int) -> dict[int, Floats]:
    """Return random log-probabilities over six tokens: bigrams, and trigrams that differ from them somewhat."""
    rng = np.random.default_rng(seed)
    bigrams = rng.normal(0, 1.5, (6, 6)).astype(np.float32)
    return {2: bigrams, 3: (bigrams[None] + rng.normal(0, 0.5, (6, 6, 6))).astype(np.float32)}


def scorer(tables: dict[int, Floats]) -> Score:
    def score(context: tuple[Ints, ...], token: Ints) -> Floats:
        return np.asarray(tables[len(context) + 1][(*context, token)])

    return score


def brute_force(positions: list[list[tuple[int, float]]], tables: dict[int, Floats]) -> list[NDArray[np.float64]]:
    """Return the posterior of each candidate of each position by enumeration; two boundaries (1) before, one after."""
    weights = [np.zeros(len(candidates)) for candidates in positions]
    for path in itertools.product(*(range(len(candidates)) for candidates in positions)):
        tokens = [1, 1, *(positions[i][place][0] for i, place in enumerate(path)), 1]
        total = sum(float(tables[3][tuple(tokens[i - 2 : i + 1])]) for i in range(2, len(tokens)))
        total += sum(positions[i][place][1] for i, place in enumerate(path))
        for i, place in enumerate(path):
            weights[i][place] += np.exp(total)
    return [weight / weight.sum() for weight in weights]


@settings(max_examples=60)
@given(
    positions=st.lists(
        st.lists(st.tuples(st.integers(2, 5), st.floats(-2, 0)), min_size=1, max_size=3, unique_by=lambda c: c[0]),
        min_size=1,
        max_size=7,
    ),
    seed=st.integers(0, 1000),
)
def test_posteriors_are_those_of_enumeration(positions: list[list[tuple[int, float]]], seed: int) -> None:
    tables = model(seed)
    candidates = [[(1, 0.0)], [(1, 0.0)], *positions, [(1, 0.0)]]
    tokens = np.array([token for place in candidates for token, _ in place])
    costs = np.array([cost for place in candidates for _, cost in place], np.float32)
    offsets = np.concatenate(([0], np.cumsum([len(place) for place in candidates])))
    choice = decode(Lattice(offsets, tokens, tokens, costs), scorer(tables))
    expected = brute_force(positions, tables)
    for index, posterior in enumerate(expected):
        chosen = int(choice.candidate[index + 2] - offsets[index + 2])
        assert np.isclose(choice.confidence[index + 2], posterior[chosen], atol=0.02)
        assert posterior[chosen] >= posterior.max() - 0.02


def test_a_candidate_of_two_words_is_scored_as_both() -> None:
    tables = {2: np.full((6, 6), -5.0, np.float32), 3: np.full((6, 6, 6), -5.0, np.float32)}
    tables[2][1, 2] = tables[2][2, 3] = tables[2][3, 1] = -0.1
    tables[3][1, 1, 2] = tables[3][1, 2, 3] = tables[3][2, 3, 1] = -0.1
    first = np.array([1, 1, 2, 4, 1])
    last = np.array([1, 1, 3, 4, 1])
    lattice = Lattice(np.array([0, 1, 2, 4, 5]), first, last, np.zeros(5, np.float32))
    assert decode(lattice, scorer(tables)).candidate[2] == 2


def test_ranges_strings_runs_together() -> None:
    assert ranges(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
