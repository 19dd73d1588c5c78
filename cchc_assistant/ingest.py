"""Files to plans to an index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cchc_assistant.errors import IndexUnusable, UnreadableFile
from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.many import Outcome, Source, expand, read_many, read_one
from cchc_assistant.reading.read import load, read
from cchc_assistant.reading.repair import repair
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.index_files import Indexed
from cchc_assistant.retrieval.journal import Journal
from cchc_assistant.retrieval.passages import passages
from cchc_assistant.retrieval.store import Place, Store, open_store

if TYPE_CHECKING:
    from cchc_assistant.cluster import Cluster

Progress = Callable[[str, int, int], None]
Stage = Literal["read", "repair", "parse", "index"]
# Called with a file's name ("" for all of them), what is being done with it, how much of that is done and there is.
Stages = Callable[[str, Stage, int, int], None]
UPLOADS = "uploads"
"""The folder of an index for the files that users add on the page; they are read into every new version of it."""

_PACKAGE = Path(__file__).resolve().parent
# What decides what is read out of a file: when any of it changes, every file is read anew.
_READERS = (
    "data", "language", "models/*.bin", "plans", "reading",
    "retrieval/model.py", "retrieval/passages.py", "retrieval/rows.py", "retrieval/sentences.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; ``plan`` or ``error`` is set."""

    name: str
    plan: Plan | None = None
    error: str | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What became of every file, and which files of the old index are gone."""

    files: tuple[FileReport, ...]
    removed: tuple[str, ...] = ()


def build(
    paths: Sequence[Path],
    index: Place,
    *,
    progress: Progress | None = None,
    stages: Stages | None = None,
    again: Collection[str] = (),
    model: str = "",
    cluster: str = "",
) -> IndexReport:
    """Read files and folders into an index, which then holds just these and the files that users added to it.

    Unchanged files are not read again, unless the code or the tables that read them have changed; nor are those that a
    run has read which was interrupted.

    Args:
        paths: files, or folders that are read with all below them.
        index: folder of the index, made if it is not there; or ``milvus://host:port/collection``.
        progress: called with the file's name, its number from 1, and how many there are.
        stages: called as each file goes through its stages.
        again: names of files that are read again though they have not changed.
        model: the embedding model, a folder or a name; "" for the shipped one.
        cluster: the dask scheduler whose workers read and embed ("tcp://…:8786"), "local" for one of this computer's
            own; without it, files are read in this process and those it starts, and ``stages`` is called.

    Raises:
        UnreadableFile: a path does not exist.
        ClusterLost: the cluster does not work.
        IndexUnusable: another process is writing to the index, or its server does not answer.
        BrokenEmbedder: the embedding model can't be opened.
    """
    store = open_store(index)
    with store.writer():
        sources = list(expand(_files(_places(paths, index))))
        state = fingerprint()
        before = _before(store, state)
        journal = Journal(store.scratch(), state)
        kept = {
            source.name: old
            for source in sources
            if source.name not in again and (old := _unchanged(source, before.get(source.name), journal))
        }
        with _workers(cluster) as workers:
            read = {one.name: one for one in _read(sources, kept, journal, progress, stages, workers)}
            indexed = [kept.get(source.name) or read[source.name] for source in sources]
            gone = _names(store) - {source.name for source in sources}
            if stages:
                stages("", "index", 0, 1)
            embedder = workers.embedder(model) if workers else None
            given = [str(path.resolve()) for path in paths]
            store.write(indexed, model=model, fingerprint=state, paths=given, embedder=embedder)
        journal.clear()
    reports = tuple(FileReport(one.name, one.plan, one.error, one.name in kept) for one in indexed)
    return IndexReport(reports, tuple(sorted(gone)))


def _workers(cluster: str) -> AbstractContextManager[Cluster | None]:
    if not cluster:
        return nullcontext()
    from cchc_assistant.cluster import connected

    return connected(cluster)


def original(index: Place, document: str) -> bytes:
    """Return the bytes of the file that a document of the index was read from.

    Raises:
        UnreadableFile: the file is gone, or is another one by now.
        IndexUnusable: there is no index, or it does not say where its files are.
    """
    manifest = open_store(index).manifest()
    digests = {record["name"]: record["sha256"] for record in manifest["files"]}
    for path, name in _files([path for path in _places(paths_of(index), index) if path.exists()]):
        if name == document or document.startswith(f"{name}/"):
            for source in expand([(path, name)]):
                if source.name == document and source.sha256() == digests.get(document):
                    return source.bytes()
    raise UnreadableFile(document, "tệp gốc không còn ở chỗ cũ hoặc đã thay đổi; chạy lại «cchc index»")


def paths_of(index: Place) -> list[Path]:
    """Return the files and folders that an index was read from.

    Raises:
        IndexUnusable: there is no index, or it does not say.
    """
    manifest = open_store(index).manifest()
    if "paths" not in manifest:
        raise IndexUnusable(f"{index}: chỉ mục không ghi nơi để các tệp gốc; chạy lại «cchc index»")
    return [Path(path) for path in manifest["paths"]]


def _places(paths: Sequence[Path], index: Place) -> list[Path]:
    """Return where files are looked for: the given paths, and the files that users added to an index in a folder."""
    if isinstance(index, Path) and (index / UPLOADS).is_dir():
        return [*paths, index / UPLOADS]
    return list(paths)


def inspect(path: Path) -> tuple[Plan, str]:
    """Read one file, without an index; return its plan and its source text.

    Raises:
        UnreadableFile: the file can't be read.
    """
    data = load(path, path.name)
    document = repair(read(data, path.name))
    return parse(document), document.text


def fingerprint() -> str:
    """Return a hash of the code, tables and models that decide what is read out of a file."""
    digest = hashlib.sha256()
    for pattern in _READERS:
        for place in sorted(_PACKAGE.glob(pattern)):
            found = sorted(place.rglob("*")) if place.is_dir() else [place]
            for path in found:
                if path.is_file() and "__pycache__" not in path.parts:
                    digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
                    digest.update(bytes.fromhex(index_files.sha256_of(path)))
    return digest.hexdigest()


def _before(store: Store, state: str) -> dict[str, Indexed]:
    """Return the files of the old version that need not be read again if they have not changed."""
    try:
        if store.manifest()["fingerprint"] != state:
            return {}
        return {file.name: file for file in store.open().files(passages=True)}
    except (IndexUnusable, KeyError):
        return {}  # there is none, or it can't be used: everything is read anew


def _names(store: Store) -> set[str]:
    """Return the names of all files of the old version."""
    try:
        return {record["name"] for record in store.manifest()["files"]}
    except (IndexUnusable, KeyError):
        return set()


def _unchanged(source: Source, before: Indexed | None, journal: Journal) -> Indexed | None:
    """Return what the old version holds of a file, or an interrupted run has read of it, if the file is the same."""
    try:
        digest = source.sha256()
    except UnreadableFile:
        return None
    if before is not None and before.plan is not None and before.sha256 == digest:
        return before
    return journal.read(source.name, digest)


def _read(
    sources: Sequence[Source],
    kept: Mapping[str, Indexed],
    journal: Journal,
    progress: Progress | None,
    stages: Stages | None,
    cluster: Cluster | None,
) -> list[Indexed]:
    """Read the files that are not kept, several at once; progress counts all."""
    at = stages or _untold
    new = [source for source in sources if source.name not in kept]
    digests = {source.name: _digest(source) for source in new}

    def told(name: str, number: int, _: int) -> None:
        if progress:
            progress(name, len(kept) + number, len(sources))

    def finish(outcome: Outcome) -> Indexed:
        file = _indexed(outcome, digests[outcome.name], at)
        journal.write(file)
        return file

    if cluster is not None:
        return _read_on(cluster, new, digests, journal, told)
    return read_many(new, progress=told, pages=lambda name, done, of: at(name, "read", done, of), finish=finish)


def _indexed(outcome: Outcome, digest: str, at: Stages) -> Indexed:
    if outcome.document is None:
        return Indexed(outcome.name, digest, error=outcome.error)
    at(outcome.name, "repair", 0, 1)
    document = repair(outcome.document)
    at(outcome.name, "parse", 0, 1)
    plan = parse(document)
    found = tuple(passages(plan, document))
    return Indexed(outcome.name, digest, plan, document.text, passages=found)


def _read_on(
    cluster: Cluster, sources: Sequence[Source], digests: Mapping[str, str], journal: Journal, told: Progress
) -> list[Indexed]:
    """Read files on a cluster; a file of which two workers died is reported like one that can't be read."""
    from cchc_assistant.cluster import ClusterLost, Killed
    from cchc_assistant.retrieval.transfer import from_values

    state = fingerprint()
    sources = sorted(sources, key=Source.size, reverse=True)  # the longest first: no worker waits for one at the end
    jobs = [lambda source=source: (source.name, _bytes_or_reason(source), state) for source in sources]
    read: dict[str, Indexed] = {}
    for number, values in cluster.each(read_on_worker, jobs):
        name = sources[number].name
        if isinstance(values, Killed):
            values = {"error": "làm trình đọc dừng đột ngột hai lần, bỏ qua; tệp hỏng hoặc cần quá nhiều bộ nhớ"}
        elif isinstance(values, Exception):
            values = {"error": f"trình đọc báo {type(values).__name__}; tệp hỏng hoặc có dạng chưa biết"}
        elif "other_code" in values:
            raise ClusterLost(f"{cluster.address}: các máy chạy phiên bản cchc khác máy này; cài cùng một phiên bản")
        read[name] = from_values(values, name, digests[name])
        journal.write(read[name])
        told(name, len(read), len(sources))
    return list(read.values())


def _bytes_or_reason(source: Source) -> bytes | str:
    try:
        return source.bytes()
    except UnreadableFile as error:
        return error.reason


@cache
def _own_fingerprint() -> str:
    return fingerprint()


def _untold(name: str, stage: Stage, done: int, total: int) -> None:
    """Tell nobody how far a file is."""


def read_on_worker(name: str, data: bytes | str, state: str) -> dict[str, Any]:
    """Read a file on a worker of a cluster; return what is to be indexed of it as plain values.

    Args:
        name: of the file.
        data: its bytes, or why they can't be had.
        state: the fingerprint of the readers that the index is made with; other readers read nothing.
    """
    from cchc_assistant.retrieval.transfer import to_values

    if _own_fingerprint() != state:
        return {"other_code": True}
    if isinstance(data, str):
        return {"error": data}
    return to_values(_indexed(read_one(Source(name, data=data)), "", _untold))


def _digest(source: Source) -> str:
    try:
        return source.sha256()
    except UnreadableFile:
        return ""


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file once, with its name: its path relative to the folder that was given."""
    seen: dict[str, Path] = {}
    for given in paths:
        if not given.exists():
            raise UnreadableFile(str(given), "không có tệp hay thư mục này; kiểm tra lại đường dẫn")
        inside = given.is_dir()
        found = sorted(path for path in given.rglob("*") if path.is_file()) if inside else [given]
        for path in found:
            relative = path.relative_to(given) if inside else Path(path.name)
            if inside and (any(part.startswith(".") for part in relative.parts) or path.suffix.lower() == ".json"):
                continue
            name = relative.as_posix()
            if name in seen and seen[name].resolve() != path.resolve():
                name = f"{given.name}/{name}"
            if name not in seen:
                seen[name] = path
                yield path, name
