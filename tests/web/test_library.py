"""Files that users add: askable at once, named by the server, refused with a reason, there after a restart."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from cchc_assistant import ingest
from cchc_assistant.errors import InputError, UnreadableFile
from cchc_assistant.retrieval.verify import verify
from cchc_assistant.web.library import Library

FIRST, SECOND = "qngai-skhcn-2020-tuyen-truyen-cchc.md", "qngai-skhcn-2022-tuyen-truyen-cchc.txt"


@pytest.fixture
def own(tmp_path: Path, corpus: Path) -> Library:
    """A library of one plan that a test may add to."""
    plans = tmp_path / "plans"
    plans.mkdir()
    shutil.copy(corpus / FIRST, plans)
    ingest.build([plans], tmp_path / "index")
    return Library(tmp_path / "index")


def documents(library: Library) -> list[str]:
    return [plan.document for plan in library.assistant.plans]


def test_added_file_is_askable_and_stays(own: Library, corpus: Path) -> None:
    seen: list[tuple[str, str]] = []
    before = own.assistant
    (added,) = own.add(
        [("../../etc/Kế hoạch 2022.txt", corpus / SECOND)],
        by="an",
        stages=lambda name, stage, done, total: seen.append((name, stage)),
    )
    assert added.error is None
    assert added.document.startswith("tai-len-")
    assert own.uploads[added.document].name == "Kế hoạch 2022.txt"
    assert own.uploads[added.document].by == "an"
    assert [stage for name, stage in seen if name in (added.name, "")] == ["read", "repair", "parse", "index"]
    answer = own.assistant.ask("Ai chủ trì đào tạo ISO 9001, khi nào?")
    assert added.document in {citation.doc for citation in answer.citations}
    assert documents(own) == [FIRST, added.document]
    assert before.plans != own.assistant.plans
    assert own.original(added.document) == (corpus / SECOND).read_bytes()
    # Indexing the corpus anew, as at every start of ``make chat``, keeps what was added.
    ingest.build([own.index.parent / "plans"], own.index)
    assert documents(Library(own.index)) == [FIRST, added.document]
    assert verify(own.index) == []


def test_removed_upload_is_gone_and_the_corpus_stays(own: Library, corpus: Path) -> None:
    (added,) = own.add([("a.txt", corpus / SECOND)])
    own.remove(added.document)
    assert documents(own) == [FIRST]
    assert own.uploads == {}
    assert [path.name for path in (own.index / "uploads").iterdir()] == ["uploads.json"]
    with pytest.raises(InputError, match=FIRST):
        own.remove(FIRST)


def test_unusable_files_are_refused_with_the_reason(own: Library, tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ\x90\x00")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 damaged")
    (tmp_path / "c.txt").write_bytes(b"")
    refused = own.add([(name, tmp_path / name) for name in ("a.exe", "b.pdf", "c.txt")])
    assert {one.name: bool(one.error) for one in refused} == {"a.exe": True, "b.pdf": True, "c.txt": True}
    (again,) = own.add([("d.md", corpus / FIRST)])
    assert "đã có" in str(again.error)
    assert documents(own) == [FIRST]
    assert own.uploads == {}


def test_archive_is_added_file_by_file(own: Library, tmp_path: Path, corpus: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plans.zip", "w") as archive:
        archive.write(corpus / SECOND, "2022/ke-hoach.txt")
        archive.writestr("2022/logo.svg", "<svg/>")
        archive.writestr("../../out.txt", "ra ngoài")
    added = {one.name: one for one in own.add([("plans.zip", tmp_path / "plans.zip")])}
    assert added["plans.zip/2022/ke-hoach.txt"].document in documents(own)
    assert "định dạng" in str(added["plans.zip/2022/logo.svg"].error)
    assert "ra ngoài" in str(added["plans.zip/out.txt"].error)


def test_failed_build_leaves_nothing_behind(own: Library, corpus: Path) -> None:
    shutil.rmtree(own.index.parent / "plans")
    with pytest.raises(UnreadableFile, match="plans"):
        own.add([("a.txt", corpus / SECOND)])
    assert own.uploads == {}
    assert documents(own) == [FIRST]


def test_changed_file_is_read_again(own: Library) -> None:
    path = own.index.parent / "plans" / FIRST
    path.write_text(path.read_text(encoding="utf-8") + "\n- Lưu: VT.\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="thay đổi"):
        own.original(FIRST)
    assert own.reread(FIRST).error is None
    assert "Lưu: VT." in own.original(FIRST).decode()
