"""An index on a Milvus server: the same versions as in a folder, built by the same code, then carried to the server.

A version's name is a hash of its manifest, which lists the hashes of all it holds: writing the same again finds it
there. Rows are numbered and written in order, so that an interrupted write goes on where it ended; the index's name
stands for the version before until the new one is whole.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from cchc_assistant.errors import IndexUnusable
from cchc_assistant.plans.serialize import task_json
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.engine import SETTINGS, Engine, Tuning
from cchc_assistant.retrieval.index_files import MANIFEST, READERS, Indexed
from cchc_assistant.retrieval.leads import Leads
from cchc_assistant.retrieval.lexical import LexicalIndex
from cchc_assistant.retrieval.milvus_client import PARTS, PIECE, TERMS, Server
from cchc_assistant.retrieval.milvus_search import (
    ServerLexical,
    ServerPassages,
    ServerRegister,
    ServerSearcher,
    ServerVectors,
    arrays,
)
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.passage_store import PassageStore
from cchc_assistant.retrieval.register_index import PLACES
from cchc_assistant.retrieval.store import refuse_other_model
from cchc_assistant.retrieval.vectors import VECTORS, VectorIndex

Row = dict[str, Any]
_AS_ROWS = frozenset(
    {
        READERS, "passages/passages.jsonl", "passages/starts.npy", "search/vectors.npy", "search/vectors.faiss",
        *(f"{part}/{name}.npy" for part in ("search", "register") for name in ("starts", "docs", "scores")),
    }
)  # fmt: skip
"""Files of a version whose content is in the rows of passages and tasks."""
_BATCH = 256
_BLOCK = 50_000
_NO_TERM = 2**32 - 2
"""The dimension of a text without terms: a sparse vector must have one."""
_REBUILD = "chạy lại «cchc index» để dựng lại"


class MilvusStore:
    """The versions of one index on a server."""

    def __init__(self, server: Server) -> None:
        self.server = server

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
        """As `Store.writer`, but others are not kept out: of two writers, the one that ends last is in use."""
        self.server.in_use()
        yield

    def write(self, files: Sequence[Indexed], **facts: Any) -> None:  # noqa: ANN401
        """As `Store.write`."""
        before = self.server.in_use()
        with tempfile.TemporaryDirectory(prefix="cchc-") as name:
            folder = Path(name)
            index_files.fill(folder, files, **facts)
            built = _Built(folder)
            collection = f"{self.server.index}__{built.name}"
            if collection == before:
                return
            for part in PARTS:
                self.server.create(collection, part, built.vectors.dimensions, len(built.passages))
                self._fill(collection + part, built.rows(part, files), built.count(part))
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
                f"{self.server.address}: dữ liệu trên máy chủ không khớp (có tiến trình khác cùng ghi?); {_REBUILD}"
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
                    f"{self.server.address}: dựng bằng mô hình «{built_with}», đang dùng «{name}»; {_REBUILD}"
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


def name_of(version: Path) -> str:
    """Return the name of the version in a folder: a hash of its manifest."""
    manifest = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    manifest["checksums"].pop("search/vectors.faiss", None)  # made anew each time, and not quite the same
    return sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]


def _too_long(data: str) -> bool:
    return len(data.encode()) > PIECE


def _pieces(folder: Path, passages: PassageStore) -> Iterator[Row]:
    """Yield the small files of a version in pieces; the manifest is the last."""
    contents = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in _AS_ROWS
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
            sparse = dict(zip(own, scores[start:end].tolist(), strict=True)) or {_NO_TERM: 1.0}
            yield {"terms": own[:TERMS], "sparse": sparse}
            start = end


class Scratch:
    """A folder that goes when nothing holds it any more; files of it that are mapped stay readable."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="cchc-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True, eq=False)
class ServerVersion:
    """A version on a server; its small files lie in a folder of this computer while this object is there."""

    server: Server
    collection: str
    folder: Scratch

    @classmethod
    def fetch(cls, server: Server, collection: str) -> ServerVersion:
        """Fetch the small files of a version.

        Raises:
            IndexUnusable: the server does not answer, or what it has is damaged.
        """
        version = cls(server, collection, Scratch())
        contents: dict[str, list[str]] = {}
        stored = f"{collection}_files"
        for row in server.every(stored, ["name", "data"], server.count(stored), step=100):
            contents.setdefault(row["name"], []).append(row["data"])
        with version.reading():
            for name, pieces in contents.items():
                path = version.path / name
                if not path.resolve().is_relative_to(version.path.resolve()):
                    raise ValueError(f"a file outside the version: {name[:80]}")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(base64.b64decode("".join(pieces), validate=True))
            wrong = [name for name, digest in version.manifest["checksums"].items()
                     if name not in _AS_ROWS and index_files.sha256_of(version.path / name) != digest]  # fmt: skip
            if wrong:
                raise ValueError(f"damaged: {wrong[0]}")
        return version

    def reading(self) -> Any:  # noqa: ANN401
        """As `index_files.reading`, for this version."""
        return index_files.reading(Path(self.server.address))

    @property
    def path(self) -> Path:
        """Where the small files lie."""
        return self.folder.path

    @property
    def name(self) -> str:
        """As `Version.name`."""
        return self.collection

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What is on record of the version."""
        manifest = index_files.manifest_in(self.path, Path(self.server.address))
        if not self.collection.endswith(f"__{name_of(self.path)}"):
            raise IndexUnusable(f"{self.server.address}: bản kê đã bị thay đổi sau khi dựng; {_REBUILD}")
        return manifest

    def files(self, *, passages: bool = False) -> list[Indexed]:
        """As `Version.files`."""
        files = index_files.files_in(self.path, Path(self.server.address), self.manifest)
        if not passages:
            return files
        cut: dict[str, tuple[Passage, ...]] = self._passages().by_document()
        return [replace(file, passages=cut.get(file.name, ())) for file in files]

    def _passages(self) -> ServerPassages:
        folder = self.path / "passages"
        with self.reading():
            owners, kinds, fields = (np.load(folder / f"{name}.npy", "r") for name in ("owners", "kinds", "fields"))
            return ServerPassages(
                folder, PassageStore.documents_in(folder), np.empty(0, np.int64), owners, kinds, fields,
                server=self.server, collection=self.collection, files=self.folder,
            )  # fmt: skip

    def searcher(self, model: str = "") -> ServerSearcher:
        """As `Version.searcher`."""
        folder = self.path / "search"
        with self.reading():
            settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            count, built_with = settings.pop("count"), settings.pop("model")
            tuning = Tuning(
                **{name: value for name, value in settings.items() if name not in ("vectors", "dimensions")}
            )
            lexical = self._lexical(folder, count, self.collection)
            vectors = ServerVectors(self.server, self.collection)
            engine = Engine(folder, count, built_with, tuning, lexical, vectors)
            leads = Leads.open(self.path / "passages")
        return ServerSearcher(Path(self.server.address), self._passages(), engine, leads, model)

    def register(self, searcher: Any) -> ServerRegister:  # noqa: ANN401
        """As `Version.register`."""
        folder = self.path / "register"
        with self.reading():
            places = np.load(folder / PLACES, "r")
            lexical = self._lexical(folder, len(places), f"{self.collection}_tasks")
        return ServerRegister(places, lexical, searcher.phrasing)

    def _lexical(self, folder: Path, count: int, collection: str) -> ServerLexical:
        terms = np.load(folder / "terms.npy", "r")
        syllables = (folder / "syllables.txt").read_text(encoding="utf-8").split()
        return ServerLexical(count, terms, *arrays(terms), syllables, server=self.server, collection=collection)

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with the rows: their number, their texts, their vectors, their terms."""
        checksums: dict[str, str] = self.manifest["checksums"]
        digest, rows, counted = sha256(), [], []
        for part, name in (("", "search"), ("_tasks", "register")):
            expected = int(self.manifest["passages" if part == "" else "tasks"])
            if self.server.count(self.collection + part) != expected:
                yield f"{self.server.address}: số dòng của {self.collection}{part} không đúng; {_REBUILD}"
                return
            held: list[dict[int, float]] = []
            for row in self.server.every(self.collection + part, _CHECKED[part], expected):
                held.append(row["sparse"])
                if part == "":
                    line = row["data"].encode() + b"\n" if row["data"] else self._long(row["number"])
                    digest.update(line)
                    rows.append(np.array(row["dense"], np.float16))
            counted.append((name, held))
        if digest.hexdigest() != checksums["passages/passages.jsonl"]:
            yield f"{self.server.address}: nội dung các đoạn đã bị thay đổi sau khi dựng; {_REBUILD}"
        width = int(self.manifest["dimensions"])
        if _digest(np.array(rows, np.float16).reshape(-1, width)) != checksums[f"search/{VECTORS}"]:
            yield f"{self.server.address}: véc-tơ đã bị thay đổi sau khi dựng; {_REBUILD}"
        for name, held in counted:
            docs, scores = _postings(held)
            if (_digest(docs), _digest(scores)) != (checksums[f"{name}/docs.npy"], checksums[f"{name}/scores.npy"]):
                yield f"{self.server.address}: trọng số từ ({name}) đã bị thay đổi sau khi dựng; {_REBUILD}"

    def _long(self, number: int) -> bytes:
        return (self.path / "passages" / f"{number}.json").read_bytes()


_CHECKED = {"": ["data", "dense", "sparse"], "_tasks": ["sparse"]}


def _postings(texts: Sequence[dict[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the texts of each term and their weights, as an index in a folder has them: `_by_text` undone."""
    own = [[(term, score) for term, score in text.items() if term != _NO_TERM] for text in texts]
    docs = np.repeat(np.arange(len(texts), dtype=np.int32), [len(one) for one in own])
    terms = np.array([term for one in own for term, _ in one], np.int64)
    scores = np.array([score for one in own for _, score in one], np.float32)
    order = np.lexsort((docs, terms))
    return docs[order], scores[order]


def _digest(array: np.ndarray) -> str:
    """Return the hash that an array's file would have."""
    file = BytesIO()
    np.save(file, array)
    return sha256(file.getvalue()).hexdigest()
