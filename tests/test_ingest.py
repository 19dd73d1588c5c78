from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import dask
import pytest

from cchc_assistant import ingest
from cchc_assistant.errors import UnreadableFile
from cchc_assistant.ingest import build, inspect
from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.document import Document
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.journal import Journal
from cchc_assistant.retrieval.verify import verify

NAMES = ("qngai-skhcn-2020-tuyen-truyen-cchc.md", "qngai-ubnd-2023-tuyen-truyen-cchc.txt")


@pytest.fixture
def folder(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(corpus / name, folder / name)
    return folder


def test_unchanged_files_are_taken_over_and_changed_ones_read(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    assert [file.reused for file in build([folder], index).files] == [False, False]
    first = index_files.read(index, passages=True)
    again = build([folder], index)
    assert [file.reused for file in again.files] == [True, True]
    assert index_files.read(index, passages=True) == first
    path = folder / NAMES[0]
    path.write_text(path.read_text(encoding="utf-8") + "\n- Lưu: VT.\n", encoding="utf-8")
    assert [file.reused for file in build([folder], index).files] == [False, True]


def test_removed_files_vanish_and_are_named(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    build([folder], index)
    (folder / NAMES[1]).unlink()
    report = build([folder], index)
    assert report.removed == (NAMES[1],)
    assert [file.name for file in index_files.read(index)] == [NAMES[0]]
    assert verify(index) == []


def test_changed_readers_read_everything_anew(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    build([folder], index)
    monkeypatch.setattr(ingest, "fingerprint", lambda: "another")
    assert not any(file.reused for file in build([folder], index).files)


def test_fingerprint_covers_code_tables_and_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy = tmp_path / "package"
    shutil.copytree(ingest._PACKAGE, copy, ignore=shutil.ignore_patterns("models", "__pycache__"))
    monkeypatch.setattr(ingest, "_PACKAGE", copy)
    before = ingest.fingerprint()
    (copy / "cli.py").write_text("")
    assert ingest.fingerprint() == before, "what reads no file has no part in it"
    for place in ("reading/text.py", "plans/model.py", "data/plans/labels.toml", "retrieval/passages.py"):
        (copy / place).write_bytes((copy / place).read_bytes() + b"\n")
        assert ingest.fingerprint() != before, place
        before = ingest.fingerprint()


def test_unreadable_file_is_reported_and_the_others_indexed(tmp_path: Path, folder: Path) -> None:
    (folder / "broken.txt").write_bytes(b"\xff\xfe\x00")
    (folder / "odd.xyz").write_text("?", encoding="utf-8")
    report = build([folder], tmp_path / "index")
    errors = {file.name: file.error for file in report.files if file.error}
    assert set(errors) == {"broken.txt", "odd.xyz"}
    assert sum(file.plan is not None for file in report.files) == 2
    assert verify(tmp_path / "index") == []


def test_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="không có tệp hay thư mục"):
        build([tmp_path / "none"], tmp_path / "index")


def test_nothing_to_index_is_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    report = build([tmp_path / "empty"], tmp_path / "index")
    assert report.files == ()
    assert verify(tmp_path / "index") == []


def test_inspect_reads_without_an_index(corpus: Path) -> None:
    plan, source = inspect(corpus / NAMES[1])
    assert plan.tasks
    assert source[plan.tasks[0].source.start : plan.tasks[0].source.end]


def test_an_archive_is_read_file_by_file(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "nam.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("qngai-skhcn-2020-tuyen-truyen-cchc.md", "qngai-ubnd-2023-tuyen-truyen-cchc.txt"):
            archive.write(corpus / name, name)
        archive.writestr("hong.md", b"\xff\xfe\x00")
    report = build([folder], tmp_path / "index")
    read = {file.name: file for file in report.files}
    assert set(read) == {
        "nam.zip/qngai-skhcn-2020-tuyen-truyen-cchc.md",
        "nam.zip/qngai-ubnd-2023-tuyen-truyen-cchc.txt",
        "nam.zip/hong.md",
    }
    assert read["nam.zip/hong.md"].error
    assert [len(file.plan.tasks) for file in report.files if file.plan] == [11, 27]
    again = build([folder], tmp_path / "index")
    assert {file.name for file in again.files if file.reused} == {name for name, file in read.items() if file.plan}


def test_interrupted_reading_goes_on_where_it_ended(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    read: list[str] = []

    def parsing(document: Document) -> Plan:
        read.append(document.name)
        if len(read) == len(NAMES):
            raise KeyboardInterrupt
        return parse(document)

    with monkeypatch.context() as patch, dask.config.set(num_workers=1):  # the first is read whole before the second
        patch.setattr(ingest, "parse", parsing)
        with pytest.raises(KeyboardInterrupt):
            build([folder], index)
    assert [file.name for file in build([folder], index).files if file.reused] == read[:1]
    assert not (index / ".reading").exists()
    assert verify(index) == []


def test_damaged_journal_is_not_believed(tmp_path: Path, folder: Path) -> None:
    build([folder], tmp_path / "index")
    file = index_files.read(tmp_path / "index", passages=True)[0]
    journal = Journal(tmp_path / "journal", "state")
    journal.write(file)
    assert journal.read(file.name, file.sha256) == file
    assert Journal(tmp_path / "journal", "other").read(file.name, file.sha256) is None
    (kept,) = (tmp_path / "journal").iterdir()
    kept.write_bytes(kept.read_bytes().replace("Quý".encode(), "Quỹ".encode(), 1))
    assert journal.read(file.name, file.sha256) is None
