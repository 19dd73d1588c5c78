"""The model file and what it answers, against plain dictionaries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.ngram import BrokenModel, NgramModel, read_model, write_model
from cchc_assistant.language.restore import Restorer
from training.build_static import build
from training.counting import count_ngrams, count_words, encode, vocabulary
from training.estimate import Order, add_order, look, merge, unigrams
from training.write_model import save

LINES = ["kế hoạch cải cách hành chính", "kế hoạch kiểm tra, cải cách", "cải cách hành chính năm 2021."] * 3


def trained(thresholds: tuple[float, float]) -> tuple[list[str], list[Order]]:
    words = vocabulary(count_words(LINES), 1, 1)
    ids = encode(LINES, words)
    counts = merge([count_ngrams(ids, 1)], [1.0], 0.0)
    probability = unigrams(counts, len(words))
    orders = [Order(np.arange(len(words), dtype=np.uint64), probability, probability, np.ones(len(words)))]
    for order, threshold in zip((2, 3), thresholds, strict=True):
        add_order(orders, merge([count_ngrams(ids, order)], [1.0], 0.75), order, threshold)
    return words, orders


@given(st.dictionaries(st.integers(0, 2**48 - 1), st.integers(0, 255), max_size=200))
def test_static_function_gives_back_every_value(wanted: dict[int, int]) -> None:
    keys = np.array(list(wanted), np.uint64)
    values = np.array(list(wanted.values()), np.uint8)
    found, got = build(keys, values).find(keys)
    assert found.tolist() == list(range(len(keys)))
    assert got.tolist() == values.tolist()


@pytest.mark.parametrize("thresholds", [(-9.0, -9.0), (0.5, 0.5)])
def test_probabilities_of_a_context_sum_to_one(tmp_path: Path, thresholds: tuple[float, float]) -> None:
    words, orders = trained(thresholds)
    save(tmp_path / "m.bin", words, {"text": orders}, {})
    model = NgramModel.open(tmp_path / "m.bin")["text"]
    every = np.arange(len(words))
    for context in (["kế"], ["kế", "hoạch"], ["<s>", "cải"], ["chính", "kế"]):
        numbers = tuple(np.full(len(words), model.number(word)) for word in context)
        assert np.exp(model.ngram(numbers, every)).sum() == pytest.approx(1, abs=0.05)


def test_file_answers_what_was_estimated(tmp_path: Path) -> None:
    words, orders = trained((-9.0, -9.0))
    save(tmp_path / "m.bin", words, {"text": orders}, {})
    model = NgramModel.open(tmp_path / "m.bin")["text"]
    a, b, c = (model.number(word) for word in ("kế", "hoạch", "cải"))
    wanted = look(orders[2].keys, orders[2].probability, np.array([(a << 32) | (b << 16) | c], np.uint64), -1.0)[0]
    got = np.exp(model.ngram((np.array([a]), np.array([b])), np.array([c])))[0]
    assert wanted > 0
    assert got == pytest.approx(wanted, rel=0.03)


def test_arrays_come_back_as_written(tmp_path: Path) -> None:
    write_model(tmp_path / "m.bin", {"note": "đ"}, {"a": np.arange(5, dtype=np.uint16), "b": np.array([0.5, 1.5])})
    header, arrays = read_model(tmp_path / "m.bin")
    assert header["note"] == "đ"
    assert arrays["a"].tolist() == [0, 1, 2, 3, 4]
    assert arrays["b"].tolist() == [0.5, 1.5]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 something else", b"CCHCNGR1\x05\x00\x00\x00\x00\x00\x00\x00{bad}"]
)
def test_broken_files_are_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.bin"
    path.write_bytes(content)
    with pytest.raises(BrokenModel, match=r"broken\.bin"):
        Restorer.open(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenModel, match=r"none\.bin"):
        Restorer.open(tmp_path / "none.bin")
