from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.errors import IndexUnusable
from cchc_assistant.ingest import build
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.retrieval.embed import (
    BrokenEmbedder,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    check_same,
    open_embedder,
    shipped_path,
)
from cchc_assistant.retrieval.hybrid import Searcher

TEXTS = [
    "Ai chủ trì đào tạo về cải cách hành chính?",
    "Báo cáo kết quả trước ngày 10/11/2022",
    "Who leads the training on administrative reform?",
    "xyzzyx",
    "",
]


@pytest.fixture(scope="module")
def shipped() -> StaticEmbedder:
    return StaticEmbedder.open(shipped_path())


def test_vectors_have_length_one_or_nothing(shipped: StaticEmbedder) -> None:
    lengths = np.linalg.norm(shipped.encode(TEXTS), axis=1)
    np.testing.assert_allclose(lengths[:3], 1, rtol=1e-5)
    assert lengths[4] == 0


def test_reader_agrees_with_model2vec(shipped: StaticEmbedder) -> None:
    from model2vec import StaticModel

    oracle = StaticModel.from_pretrained(shipped_path(), normalize=True)
    np.testing.assert_allclose(shipped.encode(TEXTS[:3]), oracle.encode(TEXTS[:3]), atol=1e-5)


def test_folder_is_a_model_of_sentence_transformers(shipped: StaticEmbedder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        vectors = SentenceTransformerEmbedder(str(shipped_path())).encode(TEXTS[:3])
    np.testing.assert_allclose(shipped.encode(TEXTS[:3]), vectors, atol=1e-3)


def test_related_texts_are_nearer_than_unrelated_ones(shipped: StaticEmbedder) -> None:
    question, report, english = shipped.encode(TEXTS[:3])
    unmarked = shipped.encode([strip_marks(TEXTS[0])])[0]
    assert question @ unmarked > 0.5 > question @ report
    assert question @ english > question @ report


def test_tone_placement_does_not_matter(shipped: StaticEmbedder) -> None:
    old, new = shipped.encode(["hòa giải ở cơ sở", "hoà giải ở cơ sở"])
    np.testing.assert_array_equal(old, new)


def test_model_is_small_and_has_a_card() -> None:
    folder = shipped_path()
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 25 * 2**20
    card = (folder / "README.md").read_text(encoding="utf-8")
    for word in ("Seed", "Licen", "sha256", "Figures"):
        assert word.lower() in card.lower(), word


@pytest.mark.parametrize("damage", ["gone", "cut", "garbage", "no-matrix"])
def test_damaged_model_is_one_clear_error(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "model.safetensors"
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "modules.json").write_text(json.dumps([{"type": "x.StaticEmbedding"}]))
    whole = (shipped_path() / "model.safetensors").read_bytes()[:2000]
    if damage == "cut":
        path.write_bytes(whole)
    elif damage == "garbage":
        path.write_bytes(b"\xff" * 64)
    elif damage == "no-matrix":
        path.write_bytes((2).to_bytes(8, "little") + b"{}")
    with pytest.raises(BrokenEmbedder, match="không đọc được mô hình"):
        StaticEmbedder.open(tmp_path)


def test_unknown_model_is_one_clear_error() -> None:
    embedder = open_embedder("no-such-folder")
    with pytest.raises(BrokenEmbedder, match="no-such-folder: không mở được"):
        embedder.encode(["a"])


def test_model_of_the_index_must_be_the_same(shipped: StaticEmbedder) -> None:
    check_same(shipped.name, shipped, Path("index"))
    with pytest.raises(IndexUnusable, match="chạy lại «cchc index»"):
        check_same("static:0", shipped, Path("index"))


@pytest.fixture(scope="module")
def bag_of_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of sentence-transformers that is no static one: a vector counts words."""
    folder = tmp_path_factory.mktemp("models") / "bag"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import BoW

        SentenceTransformer(modules=[BoW(["cải", "cách", "tập", "huấn", "chủ", "trì"])], device="cpu").save(str(folder))
    return folder


@pytest.mark.filterwarnings("ignore")
def test_an_index_is_read_with_the_model_that_built_it(
    bag_of_words: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_EMBEDDING_MODEL", str(bag_of_words))
    index = tmp_path / "index"
    build([corpus / "qngai-skhcn-2020-tuyen-truyen-cchc.md"], index)
    assert Searcher.open(index).search("chủ trì tập huấn", 1)[0].dense > 0
    moved = shutil.copytree(bag_of_words, tmp_path / "elsewhere" / bag_of_words.name)
    monkeypatch.setenv("CCHC_EMBEDDING_MODEL", str(moved))
    assert Assistant.open(index).plans
    monkeypatch.delenv("CCHC_EMBEDDING_MODEL")
    with pytest.raises(IndexUnusable, match=r"dựng bằng mô hình «sentence-transformers:bag:.*CCHC_EMBEDDING_MODEL"):
        Assistant.open(index)


def test_an_index_of_the_shipped_model_refuses_another(
    index: Path, bag_of_words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_EMBEDDING_MODEL", str(bag_of_words))
    with pytest.raises(IndexUnusable, match="dựng bằng mô hình «static:"):
        Assistant.open(index)
