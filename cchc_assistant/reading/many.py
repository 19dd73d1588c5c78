"""Many files at once: archives opened, files read in parallel, one failing file stops no other."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.read import load, read

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its name as cited, and its path or, for a file of an archive, its bytes."""

    name: str
    path: Path | None = None
    data: bytes = b""
    error: str | None = None

    def bytes(self) -> bytes:
        """Return the file's bytes.

        Raises:
            UnreadableFile: it can't be opened.
        """
        if self.error is not None:
            raise UnreadableFile(self.name, self.error)
        return self.data if self.path is None else load(self.path, self.name)

    def size(self) -> int:
        """Return how many bytes the file has, 0 if it can't be looked at."""
        try:
            return len(self.data) if self.path is None else self.path.stat().st_size
        except OSError:
            return 0

    def sha256(self) -> str:
        """Return the digest of the file's bytes.

        Raises:
            UnreadableFile: it can't be opened.
        """
        return hashlib.sha256(self.bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: ``document`` or ``error`` is set."""

    name: str
    document: Document | None = None
    error: str | None = None


def expand(files: Iterable[tuple[Path, str]]) -> Iterator[Source]:
    """Yield the files, those inside archives instead of the archives."""
    for path, name in files:
        if path.suffix.lower() != ".zip":
            yield Source(name, path)
            continue
        from cchc_assistant.reading.archives import members

        try:
            for member in members(load(path, name), name):
                yield Source(member.name, data=member.data, error=member.error)
        except UnreadableFile as error:
            yield Source(name, error=error.reason)


def read_one(source: Source, pages: Progress | None = None) -> Outcome:
    """Read a file; what goes wrong is in the outcome."""

    def told(done: int, total: int) -> None:
        if pages:
            pages(source.name, done, total)

    try:
        told(0, 1)
        return Outcome(source.name, read(source.bytes(), source.name, told))
    except UnreadableFile as error:
        return Outcome(source.name, error=error.reason)


def read_many(
    sources: Sequence[Source],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    pages: Progress | None = None,
    finish: Callable[[Outcome], Any] = lambda outcome: outcome,
) -> list[Any]:
    """Read files in parallel with dask; results come in the order of ``sources``.

    Args:
        sources: the files.
        workers: how many are read at once; as many as there are cores where not given.
        progress: called with a file's name when it is done, how many are done, and how many there are.
        pages: called with a file's name, the pages of it that are read, and how many it has.
        finish: what to make of each outcome (the plan, say), beside the reading; without it, the outcome itself.
    """
    done = 0
    lock = threading.Lock()

    def one(source: Source) -> object:
        nonlocal done
        made = finish(read_one(source, pages))
        with lock:
            done += 1
            if progress:
                progress(source.name, done, len(sources))
        return made

    if len(sources) < 2:
        return [one(source) for source in sources]
    import dask

    local: Any = dask  # dask ships no complete types
    tasks = [local.delayed(one, pure=False)(source) for source in sources]
    return list(local.compute(*tasks, scheduler="threads", num_workers=workers))
