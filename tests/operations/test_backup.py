"""A backup brings everything back, and nothing else than what a backup holds."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc_assistant import ingest
from cchc_assistant.assistant import Assistant
from cchc_assistant.cli import main
from cchc_assistant.errors import InputError
from cchc_assistant.operations import backup
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.verify import verify
from cchc_assistant.web.library import Library
from cchc_assistant.web.users import Users

FIRST, SECOND = "qngai-skhcn-2020-tuyen-truyen-cchc.md", "qngai-skhcn-2022-tuyen-truyen-cchc.txt"
QUESTION = "Ai chủ trì đào tạo ISO 9001, khi nào?"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """A place with plans, an index that a user added to, users, feedback, and a backup of it all."""
    site = tmp_path_factory.mktemp("kept") / "site"
    (site / "plans" / "sub").mkdir(parents=True)
    shutil.copy(corpus / FIRST, site / "plans" / "sub")
    ingest.build([site / "plans"], site / "index")
    Library(site / "index").add([("của tôi.txt", corpus / SECOND)])
    (site / "index" / "feedback.jsonl").write_text('{"verdict": "right"}\n', encoding="utf-8")
    Users(site / "users.json").add("lan", "editor", "mật khẩu dài")
    assert main(["backup", str(site.parent / "backup.tar.gz"), "--index", str(site / "index")]) == 0
    return site


@pytest.fixture
def site(kept: Path, tmp_path: Path) -> Path:
    """The same place, for a test to change."""
    return shutil.copytree(kept, tmp_path / "site")


@pytest.fixture
def archive(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(kept.parent / "backup.tar.gz", tmp_path))


def test_everything_comes_back_elsewhere(kept: Path, archive: Path, tmp_path: Path, corpus: Path) -> None:
    before = Assistant.open(kept / "index").ask(QUESTION)
    kept.rename(kept.with_name("gone"))
    new = tmp_path / "new" / "place"
    assert main(["restore-backup", str(archive), str(new)]) == 0
    library = Library(new / "index")
    after = library.assistant.ask(QUESTION)
    assert (after.answer, after.citations) == (before.answer, before.citations)
    assert [upload.name for upload in library.uploads.values()] == ["của tôi.txt"]
    assert library.original(f"sub/{FIRST}") == (corpus / FIRST).read_bytes()
    assert Users(new / "users.json").check("lan", "mật khẩu dài") is not None
    assert (new / "index" / "feedback.jsonl").read_text(encoding="utf-8") == '{"verdict": "right"}\n'
    assert verify(new / "index") == []
    # It can be read again from where the plans are now, without the old place.
    report = ingest.build(ingest.paths_of(new / "index"), new / "index")
    assert all(file.reused for file in report.files)
    kept.with_name("gone").rename(kept)


def test_index_of_an_older_format_is_built_anew(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    version = index_files.current(site / "index")
    manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
    (version / "manifest.json").write_text(json.dumps({**manifest, "format": 1}), encoding="utf-8")
    assert main(["ask", QUESTION, "--index", str(site / "index")]) == 2
    assert "chạy lại «cchc index»" in capsys.readouterr().err
    old = tmp_path / "old.tar.gz"
    assert main(["backup", str(old), "--index", str(site / "index")]) == 0
    assert main(["restore-backup", str(old), str(tmp_path / "new")]) == 0
    assert "dựng lại" in capsys.readouterr().out
    assert Assistant.open(tmp_path / "new" / "index").ask(QUESTION).units
    assert verify(tmp_path / "new" / "index") == []


def test_folder_with_data_is_not_touched(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine").touch()
    assert main(["restore-backup", str(archive), str(tmp_path / "there")]) == 2
    assert "đã có dữ liệu" in capsys.readouterr().err


def rewritten(archive: Path, change: Callable[[dict[str, Any], list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    """Return a copy of an archive after a change to its record and its entries."""
    with tarfile.open(archive) as old:
        entries = [(entry, content.read()) for entry in old if (content := old.extractfile(entry)) is not None]
    record = json.loads(entries.pop(0)[1])
    change(record, entries)
    text = json.dumps(record).encode()
    first = tarfile.TarInfo("backup.json")
    first.size = len(text)
    forged = archive.with_name("forged.tar.gz")
    with tarfile.open(forged, "w:gz") as new:
        for entry, data in [(first, text), *entries]:
            new.addfile(entry, io.BytesIO(data) if entry.isreg() else None)
    return forged


def smuggled(name: str, kind: bytes = tarfile.REGTYPE) -> Callable[[dict[str, Any], list[Any]], None]:
    def change(record: dict[str, Any], entries: list[Any]) -> None:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, "/etc/passwd"
        content = b"x" if kind == tarfile.REGTYPE else b""
        entry.size = len(content)
        digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        record["files"][name] = {"size": len(content), "sha256": digest}
        entries.append((entry, content))

    return change


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "/tmp/evil", "index/v1/../../../evil", "index//evil", "corpus/1/./evil", "evil", "index/LOCK",
        "corpus/1/..\\evil", "index/uploads/../CURRENT",
    ],
)  # fmt: skip
def test_file_of_another_place_is_refused(archive: Path, tmp_path: Path, name: str) -> None:
    refused(rewritten(archive, smuggled(name)), tmp_path, "mục lạ")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(archive: Path, tmp_path: Path, kind: bytes) -> None:
    refused(rewritten(archive, smuggled("corpus/1/evil", kind)), tmp_path, "mục lạ")


def test_altered_missing_and_unannounced_files_are_refused(archive: Path, tmp_path: Path) -> None:
    def altered(record: dict[str, Any], entries: list[Any]) -> None:
        entries[-1] = (entries[-1][0], b"x" * len(entries[-1][1]))

    def missing(record: dict[str, Any], entries: list[Any]) -> None:
        entries.pop()

    def unannounced(record: dict[str, Any], entries: list[Any]) -> None:
        record["files"].popitem()

    def huge(record: dict[str, Any], entries: list[Any]) -> None:
        record["files"]["corpus/1/huge"] = {"size": 2**60, "sha256": ""}

    for change, words in (
        (altered, "đã hỏng"),
        (missing, "thiếu 1 tệp"),
        (unannounced, "mục lạ"),
        (huge, "không đủ chỗ"),
    ):
        refused(rewritten(archive, change), tmp_path, words)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08\x00 cut", b"PK\x03\x04", b"not an archive" * 1000])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    refused(tmp_path / "file", tmp_path, "không phải bản sao lưu")


def refused(archive: Path, tmp_path: Path, words: str) -> None:
    with pytest.raises(InputError, match=words):
        backup.restore(archive, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new-*"))


def test_index_on_a_server_is_the_servers_to_back_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path / "x.tar.gz"), "--store", "milvus://127.0.0.1:1/plans"]) == 1
    assert "milvus://127.0.0.1:1/plans" in capsys.readouterr().err
