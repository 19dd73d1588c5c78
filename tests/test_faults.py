"""What breaks around an index: full and read-only disks, damaged bytes, clocks. Nothing is lost or made up."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cchc_assistant.ingest import build
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.verify import verify
from tests.faults import content, corrupt, told, told_apart

PLAN = "KẾ HOẠCH\nCải cách hành chính năm {0}\n\n1. Tập huấn nghiệp vụ {0}\n- Thời gian thực hiện: Quý II/{0}.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for year in (2023, 2024):
        (folder / f"{year}.txt").write_text(PLAN.format(year), encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path, folder: Path) -> Path:
    build([folder], tmp_path / "index")
    return tmp_path / "index"


def test_changed_bytes_are_found_and_not_answered_from(own: Path) -> None:
    files = sum(path.is_file() and path.stat().st_size > 0 for path in index_files.current(own).rglob("*"))
    cases = list(corrupt(own, files + 11))
    assert [where for where, found, _ in cases if not found] == []
    assert [where for where, _, right in cases if not right] == []
    assert verify(own) == []


def test_damage_is_not_taken_over_into_a_new_version(own: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "them.txt").write_text(PLAN.format(2025), encoding="utf-8")
    build([folder], tmp_path / "fresh")
    for name in ("plans.jsonl", "sources/0001.txt", "passages/passages.jsonl", "search/vectors.npy"):
        path = index_files.current(own) / name
        data = bytearray(path.read_bytes())
        data[-3] ^= 2
        path.write_bytes(bytes(data))
        build([folder], own)
        assert index_files.read(own, passages=True) == index_files.read(tmp_path / "fresh", passages=True)
        both = [index_files.current(index) / "search" / "vectors.npy" for index in (own, tmp_path / "fresh")]
        assert both[0].read_bytes() == both[1].read_bytes()


def test_full_disk_is_one_line_and_leaves_the_old_index(own: Path, folder: Path) -> None:
    (folder / "them.txt").write_text(PLAN.format(2025), encoding="utf-8")
    before = content(own)
    for limit in (300, 3000):
        full = told_apart(["index", str(folder), "--index", str(own)], file_bytes=limit)
        assert full.clear, full
        assert "không ghi được chỉ mục (tệp vượt giới hạn" in full.lines[0]
        assert content(own) == before
        assert verify(own) == []
        assert [path.name for path in own.iterdir() if path.name.startswith((".building", ".CURRENT"))] == []
    assert told(["index", str(folder), "--index", str(own)]).status == 0
    assert len(content(own)) == 3


def test_read_only_folder_is_asked_and_not_written(own: Path, folder: Path) -> None:
    for path in [*own.rglob("*"), own]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        asked = told_apart(["ask", "tập huấn nghiệp vụ 2023 khi nào", "--index", str(own)], bound=True)
        assert (asked.status, asked.lines) == (0, ())
        written = told_apart(["index", str(folder), "--index", str(own)], bound=True)
        assert written.clear, written
        assert "không ghi được chỉ mục (không có quyền truy cập)" in written.lines[0]
    finally:
        for path in [own, *own.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert verify(own) == []


def test_clocks_that_jump_change_nothing(own: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sorted(folder.iterdir())
    for moment in (0.0, 4e9):
        os.utime(first, (moment, moment))
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda moment=moment: moment)
            assert [file.reused for file in build([folder], own).files] == [True, True]
        assert verify(own) == []
    stamp = second.stat().st_mtime
    second.write_text(second.read_text(encoding="utf-8").replace("Quý II", "Quý IV"), encoding="utf-8")
    os.utime(second, (stamp, stamp))
    assert [file.reused for file in build([folder], own).files] == [True, False]
    assert "Quý IV" in dict(content(own))[second.name]
