from __future__ import annotations

import random
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_assistant.retrieval import lexical_build
from cchc_assistant.retrieval.lexical import LexicalIndex, Weights, best
from cchc_assistant.retrieval.lexical_build import Bm25, of
from cchc_assistant.retrieval.terms import key, pair_keys, tokens

TEXTS = [
    "Sở Nội vụ chủ trì tập huấn cải cách hành chính",
    "Văn phòng Sở chủ trì, phối hợp với các phòng",
    "Báo cáo kết quả cải cách thủ tục hành chính quý II/2022",
    "Đài Phát thanh và Truyền hình tỉnh phát sóng chuyên mục",
]
SYLLABLES = tokens("sở vụ chủ trì tập huấn cải cách hành chính báo cáo quý phòng tỉnh đài")


def plain(texts: list[str], parameters: Bm25 | None = None) -> LexicalIndex:
    return of([[(text, 1.0)] for text in texts], parameters)


@pytest.mark.parametrize("parameters", [Bm25(1.2, 0.75), Bm25(0.9, 0.4)])
def test_scores_are_those_of_bm25s(parameters: Bm25) -> None:
    rng = random.Random(1)
    texts = [" ".join(rng.choices(SYLLABLES, k=rng.randint(3, 40))) for _ in range(60)]
    index = plain(texts, parameters)
    oracle = bm25s.BM25(k1=parameters.k1, b=parameters.b, method="lucene")
    oracle.index([tokens(text) for text in texts], show_progress=False)
    for query in ("cải cách", "báo cáo quý", "đài tỉnh phòng"):
        ours = index.score(index.query(query, Weights(1.0, 0.0)))
        # Lucene's form leaves out the constant factor k1 + 1, which changes no order.
        np.testing.assert_allclose(ours, oracle.get_scores(tokens(query)) * (parameters.k1 + 1), rtol=1e-4)


def test_pairs_are_terms_of_their_own() -> None:
    index = plain(TEXTS)
    own = index.score(index.query("cải cách hành chính", Weights(0.0, 1.0)))
    assert np.flatnonzero(own).tolist() == [0, 2]
    assert own[0] > own[2], "three of its pairs are in the first text, two in the third"


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=12), min_size=1, max_size=8), st.data())
def test_a_text_is_found_by_its_own_words(rows: list[list[str]], data: st.DataObject) -> None:
    index = plain([" ".join(row) for row in rows])
    asked = data.draw(st.integers(0, len(rows) - 1))
    scores = index.score(index.query(" ".join(rows[asked]), Weights()))
    assert scores[asked] > 0
    held = [bool(set(row) & set(rows[asked])) for row in rows]
    assert (scores > 0).tolist() == held


def test_blocks_give_the_same_index_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(2)
    texts = [" ".join(rng.choices(SYLLABLES, k=rng.randint(1, 30))) for _ in range(200)]
    whole = plain(texts)
    monkeypatch.setattr(lexical_build, "_BLOCK", 100)
    blocks = plain(texts)
    for name in ("terms", "starts", "docs"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(blocks, name))
    np.testing.assert_allclose(whole.scores, blocks.scores, rtol=1e-6)


def test_field_weights_count_as_repetitions() -> None:
    weighted = of([[("tập huấn", 2.0), ("báo cáo", 1.0)], [("khác hẳn", 1.0)]])
    repeated = of([[("tập huấn", 1.0), ("tập huấn", 1.0), ("báo cáo", 1.0)], [("khác hẳn", 1.0)]])
    query = weighted.query("tập huấn báo", Weights())
    np.testing.assert_allclose(weighted.score(query), repeated.score(query), rtol=1e-6)


def test_fields_do_not_make_pairs_with_each_other() -> None:
    index = of([[("tập huấn", 1.0), ("báo cáo", 1.0)]])
    assert not index.score(index.query("huấn báo", Weights(0.0, 1.0))).any()


def test_unmarked_words_meet_marked_ones() -> None:
    index = plain(TEXTS)
    exact, either = Weights(1.0, 1.0), Weights(1.0, 1.0, 0.5, 0.5)
    assert not index.score(index.query("tap huan", exact)).any()
    assert best(index.score(index.query("tap huan", either)), 3).tolist() == [0]


def test_spelling_variants_are_one_word() -> None:
    index = plain(["Thuỷ lợi, hoà giải, quý II, kỹ năng, ngày 05/01/2022"])
    assert index.score(index.query("thủy lợi hòa giải kĩ năng 5/1/2022", Weights()))[0] > 0
    assert tokens("kỹ hoà 05") == tokens("kĩ hòa 5")


def test_naming_needs_the_words_one_after_another() -> None:
    index = plain(TEXTS)
    assert index.naming("so noi vu").tolist() == [True, False, False, False]
    assert index.naming("vụ Sở").tolist() == [False] * 4
    assert index.naming("").tolist() == [True] * 4


def test_pair_keys_depend_on_order() -> None:
    left, right = (np.array([key(word)], np.uint64) for word in ("đào", "tạo"))
    assert pair_keys(left, right) != pair_keys(right, left)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 5), max_size=30), st.integers(0, 12))
def test_best_is_a_stable_sort(values: list[int], k: int) -> None:
    scores = np.array(values, np.float32)
    expected = sorted((n for n, v in enumerate(values) if v > 0), key=lambda n: (-values[n], n))[:k]
    assert best(scores, k).tolist() == expected


def test_empty_collection_and_empty_query(tmp_path: Path) -> None:
    assert lexical_build.build([], tmp_path) == 0
    empty = LexicalIndex.open(tmp_path, 0)
    assert empty.score(empty.query("gì đó", Weights())).shape == (0,)
    index = plain(TEXTS)
    assert not index.score(index.query("?!", Weights())).any()


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    lexical_build.build([[(text, 1.0)] for text in TEXTS], tmp_path)
    np.save(tmp_path / "docs.npy", np.zeros(3, np.int32))
    with pytest.raises(ValueError, match="lengths"):
        LexicalIndex.open(tmp_path, len(TEXTS))
