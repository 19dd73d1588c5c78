"""Files to plans to an index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_assistant.errors import IndexUnusable, UnreadableFile
from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.read import load, read
from cchc_assistant.reading.repair import repair
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.index_files import Indexed

Progress = Callable[[str, int, int], None]


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


def build(paths: Sequence[Path], index: Path, *, progress: Progress | None = None) -> IndexReport:
    """Read files and folders into an index, which then holds just these.

    Args:
        paths: files, or folders that are read with all below them.
        index: folder of the index; made if it is not there.
        progress: called with the file's name, its number from 1, and how many there are.

    Raises:
        UnreadableFile: a path does not exist.
        IndexUnusable: another process is writing to the index.
    """
    files = list(_files(paths))
    with index_files.writer(index):
        before = _before(index)
        indexed: list[Indexed] = []
        reports: list[FileReport] = []
        for number, (path, name) in enumerate(files, 1):
            if progress:
                progress(name, number, len(files))
            one, reused = _one(path, name, before.get(name))
            indexed.append(one)
            reports.append(FileReport(name, one.plan, one.error, reused))
        index_files.write(index, indexed)
    names = {name for _, name in files}
    return IndexReport(tuple(reports), tuple(sorted(before.keys() - names)))


def inspect(path: Path) -> tuple[Plan, str]:
    """Read one file, without an index; return its plan and its source text.

    Raises:
        UnreadableFile: the file can't be read.
    """
    data = load(path, path.name)
    document = repair(read(data, path.name))
    return parse(document), document.text


def _before(index: Path) -> dict[str, Indexed]:
    try:
        return {file.name: file for file in index_files.read(index)}
    except IndexUnusable:
        return {}  # there is none, or it can't be used: everything is read anew


def _one(path: Path, name: str, before: Indexed | None) -> tuple[Indexed, bool]:
    digest = ""
    try:
        data = load(path, name)
        digest = hashlib.sha256(data).hexdigest()
        if before is not None and before.sha256 == digest and before.plan is not None:
            return before, True
        document = repair(read(data, name))
        return Indexed(name, digest, parse(document), document.text), False
    except UnreadableFile as error:
        return Indexed(name, digest, error=error.reason), False


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

