"""A version on a Milvus server: seen only when whole, written once, gone on with, checked; a server that is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cchc_assistant.cli import main
from cchc_assistant.errors import IndexUnusable, UsageError
from cchc_assistant.ingest import build
from cchc_assistant.retrieval import milvus_store
from cchc_assistant.retrieval.milvus_client import Server
from cchc_assistant.retrieval.milvus_store import MilvusStore


@pytest.fixture
def own(milvus: str, tmp_path: Path) -> MilvusStore:
    return MilvusStore.at(f"{milvus}/{tmp_path.name.replace('-', '_')}")


@pytest.mark.parametrize(
    "address",
    ["milvus://", "milvus://host", "milvus://host/", "milvus://host:port/a", "milvus://host/1a", "milvus://host/a__b"],
)
def test_malformed_address_is_told_with_an_example(address: str) -> None:
    with pytest.raises(UsageError, match="milvus://may-chu:19530/ke_hoach"):
        Server.at(address)


def test_password_is_not_shown() -> None:
    server = Server.at("milvus://staff:se%2Fcret@db.local:1234/plans")
    assert (server.address, server.token) == ("milvus://db.local:1234/plans", "staff:se/cret")
    with pytest.raises(UsageError) as told:
        Server.at("milvus://staff:secret@db.local:1234/")
    assert "secret" not in str(told.value)


def test_interrupted_write_is_not_seen_and_goes_on(
    own: MilvusStore, plans_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_store, "_BATCH", 16)
    build([plans_folder], own.server.address)
    before = own.current()
    path = plans_folder / "qngai-ubnd-2023-tuyen-truyen-cchc.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\n- Lưu: VT.\n", encoding="utf-8")
    added = 0
    add = Server.add

    def failing(self: Server, collection: str, rows: Sequence[Mapping[str, Any]]) -> None:
        nonlocal added
        if not collection.endswith(("_tasks", "_files")):
            added += 1
            if added == 4:
                raise IndexUnusable("broken off")
        add(self, collection, rows)

    with monkeypatch.context() as patch:
        patch.setattr(Server, "add", failing)
        with pytest.raises(IndexUnusable, match="broken off"):
            build([plans_folder], own.server.address)
    assert own.current() == before
    assert own.verify() == []
    written: list[int] = []

    def noting(self: Server, collection: str, rows: Sequence[Mapping[str, Any]]) -> None:
        written.append(int(rows[0]["number"]))
        add(self, collection, rows)

    monkeypatch.setattr(Server, "add", noting)
    build([plans_folder], own.server.address)
    assert written[0] == 3 * 16, "what was there is not written again"
    assert own.current() != before
    assert own.verify() == []
    files = own.open().files(passages=True)
    assert any(passage.text.endswith("Lưu: VT.") for file in files for passage in file.passages)


def test_reader_keeps_its_version_while_newer_ones_are_written(own: MilvusStore, plans_folder: Path) -> None:
    address = own.server.address
    (plans_folder / "qngai-ubnd-2023-tuyen-truyen-cchc.txt").unlink()
    build([plans_folder], address)
    old = own.open()
    searcher = old.searcher()
    (plans_folder / "them.txt").write_text("KẾ HOẠCH\nNăm 2030\n\n1. Tập huấn nghiệp vụ.\n", encoding="utf-8")
    build([plans_folder], address)
    assert len(own.server.versions()) == 2
    assert searcher.search("tập huấn", 3)[0].passage.document != "them.txt"
    assert len(old.files()) == 1
    assert len(own.open().files()) == 2
    (plans_folder / "them.txt").unlink()
    build([plans_folder], address)
    (plans_folder / "them.txt").write_text("KẾ HOẠCH\nNăm 2031\n\n1. Rà soát.\n", encoding="utf-8")
    build([plans_folder], address)
    assert len(own.server.versions()) == 2, "the version in use and the one before"


def test_writer_that_ends_second_takes_nothing_away(own: MilvusStore, plans_folder: Path) -> None:
    address = own.server.address
    build([plans_folder], address)
    with own.writer():
        old = own.open().files(passages=True)
        (plans_folder / "them.txt").write_text("KẾ HOẠCH\nNăm 2030\n\n1. Tập huấn nghiệp vụ.\n", encoding="utf-8")
        build([plans_folder], address)
        with pytest.raises(IndexUnusable, match="tiến trình khác vừa ghi"):
            own.write(old[:1])
    assert "them.txt" in {file.name for file in own.open().files()}
    with own.writer():
        own.write(old[:1])
    assert [file.name for file in own.open().files()] == [old[0].name]


def test_changed_rows_are_found(own: MilvusStore, plans_folder: Path) -> None:
    build([plans_folder], own.server.address)
    server, collection = own.server, own.current()
    fields = ["document", "kind", "data", "terms", "dense", "sparse"]
    whole = server.rows(collection, fields, [0])[0]
    passage = json.loads(whole["data"])
    for changed, message in (
        ({"data": json.dumps({**passage, "text": "sai"})}, "nội dung các đoạn"),
        ({"dense": [*whole["dense"][:-1], 0.25]}, "véc-tơ"),
        ({"sparse": {**whole["sparse"], 0: 3.5}}, "trọng số từ"),
    ):
        server.add(collection, [{**whole, **changed}])
        assert message in "".join(own.verify())
        server.add(collection, [whole])
        assert own.verify() == []
    files = f"{collection}_files"
    for piece in server.rows(files, ["name", "data", "nothing"], range(server.count(files))).values():
        server.add(files, [{**piece, "data": "AAAA" + piece["data"][4:]}])
        with pytest.raises(IndexUnusable, match="chạy lại «cchc index»"):
            own.open()
        server.add(files, [piece])
    server.client.delete(collection, ids=[1])
    assert "số dòng" in "".join(own.verify())
    with pytest.raises(IndexUnusable, match="kho thiếu dữ liệu"):
        own.open().files(passages=True)


def test_tasks_can_be_read_by_other_programs(places: dict[str, Any]) -> None:
    store = MilvusStore.at(places["milvus"])
    rows = store.server.rows(f"{store.current()}_tasks", ["data"], [0, 1])
    assert {"doc", "section", "task", "lead", "time", "quote"} <= set(json.loads(rows[1]["data"]))


def test_no_index_and_a_foreign_collection(own: MilvusStore, plans_folder: Path) -> None:
    with pytest.raises(IndexUnusable, match="chưa có chỉ mục"):
        own.open()
    assert own.server.client.has_collection(own.server.index) is False
    own.server.client.create_collection(own.server.index, dimension=2)
    with pytest.raises(IndexUnusable, match="chọn tên khác"):
        build([plans_folder], own.server.address)


def test_server_gone_is_one_line(
    server: tuple[str, Callable[[], None]], plans_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    address, kill = server
    assert main(["index", str(plans_folder), "--store", address]) == 0
    searcher = MilvusStore.at(address).open().searcher()
    assert searcher.search("tập huấn", 1)
    kill()
    with pytest.raises(IndexUnusable, match="máy chủ Milvus không trả lời"):
        searcher.search("tuyên truyền", 1)
    capfd.readouterr()
    for command in (["ask", "ai chủ trì?"], ["index", str(plans_folder)], ["verify-index"]):
        assert main([*command, "--store", address]) == 2
        told = capfd.readouterr().err
        assert told.count("\n") == 1
        assert "máy chủ Milvus không trả lời" in told
        assert address in told
