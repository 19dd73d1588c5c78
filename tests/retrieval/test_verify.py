from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cchc_assistant.ingest import build
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.verify import verify
from tests.retrieval.conftest import reseal


@pytest.fixture
def version(tmp_path: Path, corpus: Path) -> Path:
    build([corpus / "qngai-ubnd-2023-tuyen-truyen-cchc.txt"], tmp_path)
    return index_files.current(tmp_path)


def problems(version: Path) -> str:
    return "\n".join(verify(version.parent))


def test_fresh_index_is_clean(version: Path) -> None:
    assert verify(version.parent) == []


@pytest.mark.parametrize("name", ["plans.jsonl", "sources/0001.txt", "passages/passages.jsonl", "search/scores.npy"])
def test_one_changed_byte_is_found(version: Path, name: str) -> None:
    path = version / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    assert f"{name}: nội dung đã bị thay đổi" in problems(version)


def test_missing_and_strange_files_are_named(version: Path) -> None:
    (version / "search" / "vectors.npy").unlink()
    (version / "stranger.txt").touch()
    found = problems(version)
    assert "vectors.npy: thiếu tệp này" in found
    assert "stranger.txt: tệp lạ" in found


def test_wrong_arrays_are_found_even_with_right_checksums(version: Path) -> None:
    path = version / "search" / "docs.npy"
    docs = np.load(path)
    docs[0] = 10**6
    np.save(path, docs)
    manifest = version / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    import json

    data = json.loads(text)
    data["tasks"] += 1
    manifest.write_text(json.dumps(data), encoding="utf-8")
    reseal(version)
    found = problems(version)
    assert "chỉ tới đoạn không có" in found
    assert "tasks nhưng có" in found


def test_no_index_is_a_problem(tmp_path: Path) -> None:
    assert "chưa có chỉ mục" in verify(tmp_path / "none")[0]
