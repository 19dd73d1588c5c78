from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from cchc_assistant.retrieval import vectors
from cchc_assistant.retrieval.vectors import Kind, VectorIndex, VectorWriter, kind_for

COUNT, DIMENSIONS = 400, 16


def unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    normal: npt.NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return normal


@pytest.fixture
def rows() -> npt.NDArray[np.float32]:
    return unit(np.random.default_rng(3).standard_normal((COUNT, DIMENSIONS)).astype(np.float32))


def opened(folder: Path, rows: npt.NDArray[np.float32], kind: Kind, monkeypatch: pytest.MonkeyPatch) -> VectorIndex:
    monkeypatch.setattr(vectors, "NUMPY_LIMIT", COUNT if kind == "numpy" else 10)
    monkeypatch.setattr(vectors, "FLAT_LIMIT", 20 if kind == "faiss-ivf" else 10_000)
    writer = VectorWriter(folder, len(rows), DIMENSIONS)
    writer.add(rows[:150])
    writer.add(rows[150:])
    assert writer.finish() == kind
    return VectorIndex.open(folder, kind)


@pytest.mark.parametrize("kind", ["numpy", "faiss-flat"])
def test_exact_kinds_agree_with_the_definition(
    tmp_path: Path, rows: npt.NDArray[np.float32], kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(tmp_path, rows, kind, monkeypatch)
    for query in rows[:5]:
        assert index.nearest(query, 7).tolist() == np.argsort(-(rows.astype(np.float16) @ query))[:7].tolist()


def test_ivf_finds_nearly_all_neighbours(
    tmp_path: Path, rows: npt.NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(tmp_path, rows, "faiss-ivf", monkeypatch)
    found = sum(
        len(set(index.nearest(query, 10).tolist()) & set(np.argsort(-(rows @ query))[:10])) for query in rows[:40]
    )
    assert found >= 0.85 * 400


@pytest.mark.parametrize("kind", ["numpy", "faiss-flat", "faiss-ivf"])
def test_filter_is_applied_before_the_search(
    tmp_path: Path, rows: npt.NDArray[np.float32], kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(tmp_path, rows, kind, monkeypatch)
    few = np.zeros(COUNT, np.bool_)
    few[[3, 77, 390]] = True
    assert set(index.nearest(rows[0], 10, few).tolist()) == {3, 77, 390}
    most = np.arange(COUNT) % 10 != 3
    found = index.nearest(rows[1], 30, most)
    assert len(found) == 30
    assert found[0] == 1
    assert most[found].all()
    half = np.arange(COUNT) % 2 == 1
    found = index.nearest(rows[1], 20, half)
    assert len(found) == 20
    assert found[0] == 1
    assert (found % 2 == 1).all()


def test_cosines_are_of_the_rows_asked_for(
    tmp_path: Path, rows: npt.NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(tmp_path, rows, "numpy", monkeypatch)
    np.testing.assert_allclose(index.cosines(rows[5], np.array([5, 9])), [1.0, rows[5] @ rows[9]], atol=2e-3)


def test_no_vector_finds_nothing(
    tmp_path: Path, rows: npt.NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(tmp_path, rows, "numpy", monkeypatch)
    assert index.nearest(np.zeros(DIMENSIONS, np.float32), 3).tolist() == []


def test_kind_follows_the_number_of_vectors() -> None:
    assert [kind_for(count) for count in (0, 5_000, 5_001, 50_000, 50_001)] == [
        "numpy", "numpy", "faiss-flat", "faiss-flat", "faiss-ivf",
    ]  # fmt: skip


def test_missing_vectors_are_refused(tmp_path: Path, rows: npt.NDArray[np.float32]) -> None:
    writer = VectorWriter(tmp_path, COUNT, DIMENSIONS)
    writer.add(rows[:10])
    with pytest.raises(ValueError, match="10 vectors for 400"):
        writer.finish()
    with pytest.raises(FileNotFoundError):
        VectorIndex.open(tmp_path, "faiss-flat")
