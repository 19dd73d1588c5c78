"""Where an index is kept: a folder of this computer, or a collection of a Milvus server.

Both hold the same: versions that are whole, of which one is in use. A `Store` says which that is and writes new ones; a
`Version` is one of them, opened: the plans to answer from, and the searches over their passages and tasks. Nothing
above this module knows which of the two it reads.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.index_files import Indexed
from cchc_assistant.settings import Settings

if TYPE_CHECKING:  # these pull in NumPy, which readers of plans need not
    from cchc_assistant.retrieval.hybrid import Searcher
    from cchc_assistant.retrieval.register_index import RegisterIndex

MILVUS = "milvus://"
Place = Path | str
"""A folder, or ``milvus://host:port/collection``."""


class Version(Protocol):
    """One version of an index, held open: a newer one changes nothing in it."""

    @property
    def name(self) -> str:
        """What tells the version from others of its store: "v3"."""

    def files(self, *, passages: bool = False) -> list[Indexed]:
        """Return the files, with their plans and, if asked for, their passages.

        Raises:
            IndexUnusable: the version is damaged, or its server is gone.
        """

    def searcher(self, model: str = "") -> Searcher:
        """Open the search over the passages; ``model`` as for `open_embedder`."""

    def register(self, searcher: Searcher) -> RegisterIndex:
        """Open the search over the tasks, which shares the abbreviations of the search over the passages."""


class Store(Protocol):
    """Keeps the versions of one index."""

    def current(self) -> str:
        """Return the name of the version in use.

        Raises:
            IndexUnusable: there is none, or it can't be reached.
        """

    def open(self) -> Version:
        """Open the version in use.

        Raises:
            IndexUnusable: there is none, it is damaged, of another format, or can't be reached.
        """

    def manifest(self) -> dict[str, Any]:
        """Return what is on record of the version in use: format, model, fingerprint, files, counts.

        Raises:
            IndexUnusable: as for `open`.
        """

    def writer(self) -> AbstractContextManager[None]:
        """Hold the index for writing.

        Raises:
            IndexUnusable: another process is writing to it, or it can't be written to.
        """

    def write(self, files: Sequence[Indexed], **facts: Any) -> None:  # noqa: ANN401
        """Write a new version and switch to it; ``facts`` as for `index_files.write`."""

    def scratch(self) -> Path:
        """Return a folder of this computer for what is read before it is written."""

    def verify(self, model: str = "") -> list[str]:
        """Check the version in use wholly; return the problems found, each with its remedy."""


def open_store(place: Place) -> Store:
    """Return the store at a place; nothing is opened or connected to yet.

    Raises:
        UsageError: a ``milvus://`` address is malformed.
    """
    if isinstance(place, str) and place.startswith(MILVUS):
        from cchc_assistant.retrieval.milvus_store import MilvusStore

        return MilvusStore.at(place)
    return FolderStore(Path(place))


def refuse_other_model(manifest: dict[str, Any], place: object) -> None:
    """Refuse an index that another model built than the one set, as far as that shows without loading the shipped one.

    Raises:
        IndexUnusable: they differ.
    """
    built_with = str(manifest["model"])
    if Settings.from_environment(os.environ).embedding_model or not built_with.startswith("static:"):
        from cchc_assistant.retrieval.embed import check_same, open_embedder

        check_same(built_with, open_embedder(), place)


class FolderStore:
    """An index in a folder; see `index_files` for its layout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str:
        """As `Store.current`."""
        return index_files.current(self.folder).name

    def open(self) -> FolderVersion:
        """As `Store.open`."""
        path, held = index_files.hold(self.folder)
        refuse_other_model(index_files.manifest_of(path, self.folder), self.folder)
        return FolderVersion(self.folder, path, held)

    def manifest(self) -> dict[str, Any]:
        """As `Store.manifest`."""
        return index_files.manifest_of(index_files.current(self.folder), self.folder)

    def writer(self) -> AbstractContextManager[None]:
        """As `Store.writer`."""
        return index_files.writer(self.folder)

    def write(self, files: Sequence[Indexed], **facts: Any) -> None:  # noqa: ANN401
        """As `Store.write`."""
        index_files.write(self.folder, files, **facts)

    def scratch(self) -> Path:
        """As `Store.scratch`."""
        return self.folder / ".reading"

    def verify(self, model: str = "") -> list[str]:
        """As `Store.verify`."""
        from cchc_assistant.retrieval.verify import verify

        return verify(self.folder, model=model)


class FolderVersion:
    """A version in a folder; it is not removed while this object is there."""

    def __init__(self, folder: Path, path: Path, held: index_files.Held | None) -> None:
        self._folder = folder
        self._path = path
        self._held = held

    @property
    def name(self) -> str:
        """As `Version.name`."""
        return self._path.name

    def files(self, *, passages: bool = False) -> list[Indexed]:
        """As `Version.files`."""
        return index_files.read_version(self._path, self._folder, passages=passages)

    def searcher(self, model: str = "") -> Searcher:
        """As `Version.searcher`."""
        from cchc_assistant.retrieval.hybrid import Searcher

        return Searcher.open_version(self._path, self._folder, self._held, model=model)

    def register(self, searcher: Searcher) -> RegisterIndex:
        """As `Version.register`."""
        from cchc_assistant.retrieval.register_index import RegisterIndex

        index_files.check(self._path, self._folder, "register/")
        with index_files.reading(self._folder):
            return RegisterIndex.open(self._path / "register", searcher.phrasing)
