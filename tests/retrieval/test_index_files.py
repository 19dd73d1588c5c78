from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cchc_assistant.errors import IndexUnusable
from cchc_assistant.ingest import build
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.hybrid import Searcher
from cchc_assistant.retrieval.verify import verify
from tests.retrieval.conftest import reseal

PLAN = """KẾ HOẠCH
Cải cách hành chính năm {year}

I. NHIỆM VỤ

1. Tập huấn nghiệp vụ {year}
- Cơ quan chủ trì: Sở Nội vụ.
- Thời gian thực hiện: Quý II/{year}.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for year in (2023, 2024):
        (folder / f"{year}.txt").write_text(PLAN.format(year=year), encoding="utf-8")
    return folder


def versions(index: Path) -> list[str]:
    return sorted(path.name for path in index.glob("v*"))


def test_writer_killed_at_any_moment_leaves_a_whole_index(tmp_path: Path, folder: Path) -> None:
    script = Path(__file__).with_name("kill_writer.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(tmp_path / "index"), "12"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["wrong"] == 0, done.stdout
    assert summary["operations"] > 40, "the moments are spread over a whole build"
    assert summary["left"] == []


def test_second_writer_is_told(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    with index_files.writer(index), pytest.raises(IndexUnusable, match="đang có tiến trình khác"):
        build([folder], index)
    build([folder], index)
    assert verify(index) == []


def test_old_version_stays_while_it_is_read(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    build([folder], index)
    searcher = Searcher.open(index)
    for _ in range(3):
        build([folder], index)
    assert versions(index) == ["v1", "v3", "v4"]
    assert searcher.search("tập huấn nghiệp vụ 2023", 1)[0].passage.document == "2023.txt"
    assert searcher.held is not None
    searcher.held.close()
    build([folder], index)
    assert versions(index) == ["v4", "v5"]


def test_left_over_of_a_dead_writer_is_swept(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    (index / ".building-99999" / "sources").mkdir(parents=True)
    build([folder], index)
    assert not list(index.glob(".building-*"))


@pytest.mark.parametrize(
    ("pointer", "message"),
    [(None, "chưa có chỉ mục"), ("v9\n", "con trỏ chỉ tới"), ("../elsewhere\n", "con trỏ chỉ tới"), ("", "con trỏ")],
)
def test_no_index_or_a_pointer_to_nothing(tmp_path: Path, pointer: str | None, message: str) -> None:
    if pointer is not None:
        (tmp_path / "CURRENT").write_text(pointer, encoding="utf-8")
    for reads in (index_files.read, Searcher.open):
        with pytest.raises(IndexUnusable, match=message):
            reads(tmp_path)


def test_other_format_is_refused_and_rebuilt(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    build([folder], index)
    path = index_files.current(index) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "format": 1}), encoding="utf-8")
    with pytest.raises(IndexUnusable, match="chỉ mục dạng 1"):
        Searcher.open(index)
    report = build([folder], index)
    assert not any(file.reused for file in report.files)
    assert verify(index) == []


@pytest.mark.parametrize("name", ["manifest.json", "plans.jsonl", "passages/documents.json", "search/search.json"])
def test_damaged_file_is_one_clear_error(tmp_path: Path, folder: Path, name: str) -> None:
    index = tmp_path / "index"
    build([folder], index)
    (index_files.current(index) / name).write_bytes(b"\x00garbage")
    reads = index_files.read if name == "plans.jsonl" else Searcher.open
    with pytest.raises(IndexUnusable, match="chạy lại «cchc index»"):
        reads(index)


def test_index_of_another_model_is_refused(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    build([folder], index)
    path = index_files.current(index) / "search" / "search.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**settings, "model": "static:other"}), encoding="utf-8")
    reseal(path.parent.parent)
    with pytest.raises(IndexUnusable, match="static:other"):
        Searcher.open(index).search("tập huấn")
