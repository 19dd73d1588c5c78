"""An index on a Milvus server: the same versions as in a folder, built by the same code, then carried to the server.

A version's name is a hash of its manifest, which lists the hashes of all it holds: writing the same again finds it
there. Rows are numbered and written in order, so that an interrupted write goes on where it ended; the index's name
stands for the version before until the new one is whole.
"""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from cchc_assistant.errors import IndexUnusable
from cchc_assistant.plans.serialize import task_json
from cchc_assistant.retrieval import version_files
from cchc_assistant.retrieval.index_files import MANIFEST, Indexed
from cchc_assistant.retrieval.lexical import LexicalIndex
from cchc_assistant.retrieval.milvus_client import PARTS, PIECE, TERMS, Server
from cchc_assistant.retrieval.milvus_version import AS_ROWS, NO_TERM, REBUILD, ServerVersion, name_of
from cchc_assistant.retrieval.passage_store import PassageStore
from cchc_assistant.retrieval.register_index import PLACES
from cchc_assistant.retrieval.store import refuse_other_model
from cchc_assistant.retrieval.vectors import VectorIndex

Row = dict[str, Any]
_BATCH = 256
_BLOCK = 50_000


class MilvusStore:
    """The versions of one index on a server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._begun_from: str | None = None

    @classmethod
    def at(cls, address: str) -> MilvusStore:
        """Return the store at ``milvus://[user:password@]host[:port]/collection``.

        Raises:
            UsageError: the address is malformed.
        """
        return cls(Server.at(address))

    def current(self) -> str:
        """As `Store.current`."""
        collection = self.server.in_use()
        if not collection:
            raise IndexUnusable(
                f"{self.server.address}: chưa có chỉ mục; chạy «cchc index --store {self.server.address}» để tạo"
            )
        return collection

    def open(self) -> ServerVersion:
        """As `Store.open`."""
        version = ServerVersion.fetch(self.server, self.current())
        refuse_other_model(version.manifest, self.server.address)
        return version

    def manifest(self) -> dict[str, Any]:
        """As `Store.manifest`."""
        return self.open().manifest

    @contextmanager
    def writer(self) -> Iterator[None]:
        """As `Store.writer`, but of several writers each finds out at its end: the first to end is in use."""
        self._begun_from = self.server.in_use()
        try:
            yield
        finally:
            self._begun_from = None

    def write(self, files: Sequence[Indexed], **facts: Any) -> None:  # noqa: ANN401
        """As `Store.write`.

        Raises:
            IndexUnusable: another process has put a version to use since this writer began.
        """
        before = self.server.in_use() if self._begun_from is None else self._begun_from
        with tempfile.TemporaryDirectory(prefix="cchc-") as name:
            folder = Path(name)
            version_files.fill(folder, files, **facts)
            built = _Built(folder)
            collection = f"{self.server.index}__{built.name}"
            if collection == self.server.in_use():
                return
            for part in PARTS:
                self.server.create(collection, part, built.vectors.dimensions, len(built.passages))
                self._fill(collection + part, built.rows(part, files), built.count(part))
        if self.server.in_use() != before:
            raise IndexUnusable(
                f"{self.server.address}: tiến trình khác vừa ghi xong chỉ mục; chạy lại «cchc index» để ghi tiếp lên đó"
            )
        self.server.switch(collection)
        for other in self.server.versions():
            if other not in (collection, before):
                self.server.drop(other)

    def scratch(self) -> Path:
        """As `Store.scratch`: in the user's own cache."""
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "cchc" / sha256(self.server.address.encode()).hexdigest()[:16]

    def _fill(self, collection: str, rows: Iterable[Row], count: int) -> None:
        """Write rows in order, from the first that is not there."""
        done = self.server.count(collection)
        rest = islice(rows, done if done == count else done - done % _BATCH, None)
        while batch := list(islice(rest, _BATCH)):
            self.server.add(collection, batch)
        self.server.finish(collection)
        if self.server.count(collection) != count:
            raise IndexUnusable(
                f"{self.server.address}: dữ liệu trên máy chủ không khớp (có tiến trình khác cùng ghi?); {REBUILD}"
            )

    def verify(self, model: str = "") -> list[str]:
        """As `Store.verify`: every row is fetched and held against the checksums of the manifest."""
        from cchc_assistant.retrieval.embed import open_embedder

        try:
            version = self.open()
            problems = list(version.problems())
            if (name := open_embedder(model).name) != version.manifest["model"]:
                built_with = version.manifest["model"]
                problems.append(
                    f"{self.server.address}: dựng bằng mô hình «{built_with}», đang dùng «{name}»; {REBUILD}"
                )
            return problems
        except IndexUnusable as error:
            return [str(error)]


class _Built:
    """A version in a folder, as rows of a server's collections."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        self.name = name_of(folder)
        self.passages = PassageStore.open(folder / "passages")
        self.vectors = VectorIndex.open(folder / "search", manifest["vectors"])
        self.tasks = np.load(folder / "register" / PLACES)
        self.pieces = list(_pieces(folder, self.passages))

    def count(self, part: str) -> int:
        return {"": len(self.passages), "_tasks": len(self.tasks), "_files": len(self.pieces)}[part]

    def rows(self, part: str, files: Sequence[Indexed]) -> Iterator[Row]:
        if part == "":
            return self._passage_rows()
        return self._task_rows(files) if part == "_tasks" else iter(self.pieces)

    def _passage_rows(self) -> Iterator[Row]:
        lexical = LexicalIndex.open(self.folder / "search", len(self.passages))
        with (self.folder / "passages" / "passages.jsonl").open(encoding="utf-8") as lines:
            for number, (line, terms) in enumerate(zip(lines, _by_text(lexical), strict=True)):
                yield {
                    "number": number,
                    "document": int(self.passages.owners[number]),
                    "kind": int(self.passages.kinds[number]),
                    "dense": self.vectors.rows[number].astype(np.float32),
                    "data": "" if _too_long(line) else line.rstrip("\n"),
                    **terms,
                }

    def _task_rows(self, files: Sequence[Indexed]) -> Iterator[Row]:
        plans = [(file.plan, file.source) for file in files if file.plan is not None]
        lexical = LexicalIndex.open(self.folder / "register", len(self.tasks))
        for number, ((plan, task), terms) in enumerate(zip(self.tasks.tolist(), _by_text(lexical), strict=True)):
            read, source = plans[plan]
            data = json.dumps(task_json(read, read.tasks[task], source), ensure_ascii=False)
            yield {"number": number, "document": plan, "data": "" if _too_long(data) else data, **terms}


def _too_long(data: str) -> bool:
    return len(data.encode()) > PIECE


def _pieces(folder: Path, passages: PassageStore) -> Iterator[Row]:
    """Yield the small files of a version in pieces; the manifest is the last."""
    contents = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in AS_ROWS
    }
    contents[MANIFEST] = contents.pop(MANIFEST)
    long = np.flatnonzero(np.diff(passages.starts) > PIECE)
    with (folder / "passages" / "passages.jsonl").open("rb") as lines:
        for place in long.tolist():
            lines.seek(int(passages.starts[place]))
            contents = {f"passages/{place}.json": lines.readline(), **contents}
    number = 0
    for name, content in contents.items():
        text = base64.b64encode(content).decode("ascii")
        for start in range(0, len(text) or 1, PIECE):
            yield {"number": number, "name": name, "data": text[start : start + PIECE], "nothing": [0.0, 0.0]}
            number += 1


def _by_text(lexical: LexicalIndex) -> Iterator[Row]:
    """Yield the terms of each text and their weights, from an index that lists the texts of each term."""
    docs = np.asarray(lexical.docs)
    for first in range(0, lexical.count, _BLOCK):
        last = min(first + _BLOCK, lexical.count)
        inside = np.flatnonzero((docs >= first) & (docs < last))
        inside = inside[np.argsort(docs[inside], kind="stable")]
        terms = np.searchsorted(lexical.starts, inside, "right") - 1
        scores = lexical.scores[inside]
        start = 0
        for end in np.cumsum(np.bincount(docs[inside] - first, minlength=last - first)).tolist():
            own = terms[start:end].tolist()
            sparse = dict(zip(own, scores[start:end].tolist(), strict=True)) or {NO_TERM: 1.0}
            yield {"terms": own[:TERMS], "sparse": sparse}
            start = end
