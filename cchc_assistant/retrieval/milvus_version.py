"""A version of an index on a Milvus server, opened: its small files are fetched, its rows stay on the server."""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from cchc_assistant.errors import IndexUnusable
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.engine import SETTINGS, Engine, Tuning
from cchc_assistant.retrieval.index_files import MANIFEST, READERS, Indexed
from cchc_assistant.retrieval.leads import Leads
from cchc_assistant.retrieval.milvus_client import Server
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
from cchc_assistant.retrieval.vectors import VECTORS

AS_ROWS = frozenset(
    {
        READERS, "passages/passages.jsonl", "passages/starts.npy", "search/vectors.npy", "search/vectors.faiss",
        *(f"{part}/{name}.npy" for part in ("search", "register") for name in ("starts", "docs", "scores")),
    }
)  # fmt: skip
"""Files of a version whose content is in the rows of passages and tasks."""
NO_TERM = 2**32 - 2
"""The dimension of a text without terms: a sparse vector must have one."""
REBUILD = "chạy lại «cchc index» để dựng lại"


def name_of(version: Path) -> str:
    """Return the name of the version in a folder: a hash of its manifest."""
    manifest = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    manifest["checksums"].pop("search/vectors.faiss", None)  # made anew each time, and not quite the same
    return sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]


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
                     if name not in AS_ROWS and index_files.sha256_of(version.path / name) != digest]  # fmt: skip
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
            raise IndexUnusable(f"{self.server.address}: bản kê đã bị thay đổi sau khi dựng; {REBUILD}")
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
                yield f"{self.server.address}: số dòng của {self.collection}{part} không đúng; {REBUILD}"
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
            yield f"{self.server.address}: nội dung các đoạn đã bị thay đổi sau khi dựng; {REBUILD}"
        width = int(self.manifest["dimensions"])
        if _digest(np.array(rows, np.float16).reshape(-1, width)) != checksums[f"search/{VECTORS}"]:
            yield f"{self.server.address}: véc-tơ đã bị thay đổi sau khi dựng; {REBUILD}"
        for name, held in counted:
            docs, scores = _postings(held)
            if (_digest(docs), _digest(scores)) != (checksums[f"{name}/docs.npy"], checksums[f"{name}/scores.npy"]):
                yield f"{self.server.address}: trọng số từ ({name}) đã bị thay đổi sau khi dựng; {REBUILD}"

    def _long(self, number: int) -> bytes:
        return (self.path / "passages" / f"{number}.json").read_bytes()


_CHECKED = {"": ["data", "dense", "sparse"], "_tasks": ["sparse"]}


def _postings(texts: Sequence[dict[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the texts of each term and their weights, as an index in a folder has them: `_by_text` undone."""
    own = [[(term, score) for term, score in text.items() if term != NO_TERM] for text in texts]
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
