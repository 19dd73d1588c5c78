from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from cchc_assistant.retrieval import engine
from cchc_assistant.retrieval.embed import Vectors, open_embedder
from cchc_assistant.retrieval.engine import SearchText, Tuning
from cchc_assistant.retrieval.known_vectors import KnownVectors

OLD = [SearchText("Sở Nội vụ chủ trì tập huấn", "Nhiệm vụ"), SearchText("Kinh phí do ngân sách bảo đảm")]
NEW = [SearchText("Văn phòng tổng hợp báo cáo"), OLD[1], SearchText(OLD[0].body, "Giải pháp"), OLD[0]]


class Counting:
    """The shipped model, and what it was asked for."""

    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.dimensions = 256
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return open_embedder().encode(texts)


def built(folder: Path, texts: Sequence[SearchText], before: Path | None, model: str = "counting") -> list[str]:
    embedder = Counting(model)
    engine.build(texts, folder, embedder, before=before)
    return embedder.asked


def test_only_texts_that_are_new_are_embedded(tmp_path: Path) -> None:
    built(tmp_path / "old", OLD, None)
    asked = built(tmp_path / "new", NEW, tmp_path / "old")
    assert asked == [NEW[0].body, NEW[2].body, NEW[0].heading, NEW[2].heading]
    built(tmp_path / "afresh", NEW, None)
    found, expected = (np.load(tmp_path / name / "vectors.npy") for name in ("new", "afresh"))
    np.testing.assert_array_equal(found, expected)
    assert built(tmp_path / "same", NEW, tmp_path / "new") == []


def test_vectors_of_another_model_or_weight_are_not_taken_over(tmp_path: Path) -> None:
    built(tmp_path / "old", OLD, None)
    assert built(tmp_path / "other", OLD, tmp_path / "old", "another")
    embedder = Counting()
    engine.build(OLD, tmp_path / "weight", embedder, tuning=Tuning(heading_vector=0.5), before=tmp_path / "old")
    assert embedder.asked


@pytest.mark.parametrize("damage", ["gone", "cut", "other length"])
def test_damaged_vectors_are_made_anew(tmp_path: Path, damage: str) -> None:
    built(tmp_path / "old", OLD, None)
    path = tmp_path / "old" / "texts.npy"
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:20])
    else:
        np.save(path, np.zeros(5, np.uint64))
    assert len(KnownVectors.open(tmp_path / "old").hashes) == 0
    assert built(tmp_path / "new", OLD, tmp_path / "old")
