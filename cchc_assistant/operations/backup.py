"""A backup: the plans, the index, users and feedback in one archive, and a folder made of it again.

backup.json              format, when, what the archive holds: each file with its size and SHA-256; the first entry
corpus/1/…               the files that the index was read from, one number a path
index/CURRENT            the version in use, with its files
index/v3/…
index/uploads/…          what users added
index/feedback.jsonl
users.json

Restoring trusts nothing of an archive: only plain files of these places come out of it, each of the size and hash
announced, into a new folder that takes its name when all is whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cchc_assistant import __version__, ingest
from cchc_assistant.errors import IndexUnusable, InputError, UsageError
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.verify import verify

FORMAT = 1
RECORD = "backup.json"
Progress = Callable[[str, int, int], None]
_LARGEST_RECORD = 256 * 2**20
_PLACE = re.compile(r"(?:users\.json|index/(?:CURRENT|feedback\.jsonl|(?:v\d+|uploads)/.+)|corpus/\d+/.+)", re.DOTALL)
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a backup: the new folder's index, and whether it had to be built anew."""

    index: Path
    rebuilt: bool


def back_up(target: Path, index: Path, users: Path, progress: Progress | None = None) -> int:
    """Write a backup; return the number of files in it. Nothing is written to the index meanwhile.

    Args:
        target: the archive; written whole or not at all.
        index: folder of the index.
        users: the users file; left out where there is none.
        progress: called with each file's name, its number from 1, and how many there are.

    Raises:
        IndexUnusable: there is no index, or another process is writing to it.
        InputError: a plan's folder is gone.
        OSError: the archive can't be written.
    """
    with index_files.writer(index):
        files = dict(_files(index, users))
        record: dict[str, Any] = {
            "format": FORMAT,
            "made": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
            "program": __version__,
            "files": {
                name: {"size": path.stat().st_size, "sha256": index_files.sha256_of(path)}
                for name, path in files.items()
            },
            "paths": [path.name for path in _paths(index)],
        }
        part = target.with_name(f".{target.name}.part")
        try:
            part.unlink(missing_ok=True)
            part.touch(mode=0o600, exist_ok=False)  # hashed passwords are in it
            with tarfile.open(part, "w:gz", compresslevel=6) as archive:
                text = json.dumps(record, ensure_ascii=False, indent=1).encode()
                _add(archive, RECORD, io.BytesIO(text), len(text))
                for number, (name, path) in enumerate(files.items(), 1):
                    if progress:
                        progress(name, number, len(files))
                    with path.open("rb") as content:
                        _add(archive, name, content, record["files"][name]["size"])
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return len(files)


def _files(index: Path, users: Path) -> Iterator[tuple[str, Path]]:
    """Yield what a backup holds: the name of each file in it, and where it is."""
    version = index_files.current(index)
    kept = [index / "CURRENT", index / "feedback.jsonl", *_below(version), *_below(index / ingest.UPLOADS)]
    for path in kept:
        if path.is_file():
            yield f"index/{path.relative_to(index).as_posix()}", path
    for number, place in enumerate(_paths(index), 1):
        if not place.exists():
            raise InputError(f"{place}: không còn thư mục hay tệp kế hoạch này; chạy lại «cchc index» rồi sao lưu")
        for path in _below(place) if place.is_dir() else [place]:
            yield f"corpus/{number}/{path.relative_to(place if place.is_dir() else place.parent).as_posix()}", path
    if users.is_file():
        yield "users.json", users


def _paths(index: Path) -> list[Path]:
    """Return where the plans are, also of an index of another format."""
    with index_files.reading(index):
        manifest = json.loads((index_files.current(index) / index_files.MANIFEST).read_text(encoding="utf-8"))
    if not manifest.get("paths"):
        raise IndexUnusable(f"{index}: chỉ mục không ghi nơi để các tệp gốc; chạy lại «cchc index» rồi sao lưu")
    return [Path(path) for path in manifest["paths"]]


def _below(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    hidden = (any(part.startswith(".") for part in path.relative_to(folder).parts) for path in found)
    return [
        path for path, out in zip(found, hidden, strict=True) if path.is_file() and not path.is_symlink() and not out
    ]


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, 0
    archive.addfile(entry, content)


def restore(source: Path, folder: Path, progress: Progress | None = None) -> Restored:
    """Make a folder of a backup: ``index/``, ``corpus/`` and ``users.json`` in it.

    An index of another format than this program's is built anew from the plans of the backup.

    Args:
        source: the archive.
        folder: made; must not be there yet, or be empty.
        progress: called as for `back_up`.

    Raises:
        UsageError: the folder is there and holds something.
        InputError: the archive is no backup, damaged, or holds what no backup holds.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: đã có dữ liệu; chọn một thư mục mới để khôi phục vào")
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        try:
            with tarfile.open(source, "r:gz") as archive:
                record = _unpack(archive, source, building, progress)
        except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            if isinstance(error, OSError) and error.filename is not None:
                raise
            raise InputError(f"{source}: không phải bản sao lưu, hoặc đã hỏng ({error})") from None
        rebuilt = _settle(source, building, folder, record, progress)
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Restored(folder / "index", rebuilt)


def _unpack(archive: tarfile.TarFile, source: Path, building: Path, progress: Progress | None) -> dict[str, Any]:
    first = archive.next()
    content = archive.extractfile(first) if first is not None else None
    if first is None or content is None or first.name != RECORD or first.size > _LARGEST_RECORD:
        raise InputError(f"{source}: không phải bản sao lưu của chương trình này")
    record: dict[str, Any] = json.loads(content.read())
    if record["format"] != FORMAT:
        raise InputError(f"{source}: bản sao lưu dạng {record['format']}, bản này đọc dạng {FORMAT}")
    awaited: dict[str, dict[str, Any]] = dict(record["files"])
    total = sum(int(file["size"]) for file in awaited.values())
    if total > shutil.disk_usage(building).free:
        raise InputError(f"{source}: cần {total / 2**20:.0f} MiB, không đủ chỗ trên đĩa")
    count = len(awaited)
    while (entry := archive.next()) is not None:
        file = awaited.pop(entry.name, None)
        if file is None or not entry.isreg() or entry.size != file["size"] or not _is_place(entry.name):
            raise InputError(f"{source}: có mục lạ «{entry.name[:80]}», không khôi phục")
        if progress:
            progress(entry.name, count - len(awaited), count)
        content = archive.extractfile(entry)
        if content is None or _copied(content, building / entry.name) != file["sha256"]:
            raise InputError(f"{source}: «{entry.name[:80]}» đã hỏng, không khôi phục")
    if awaited:
        raise InputError(f"{source}: thiếu {len(awaited)} tệp, ví dụ «{min(awaited)[:80]}»")
    return record


def _is_place(name: str) -> bool:
    """Say whether a backup may hold a file of this name."""
    plain = all(part not in ("", ".", "..") for part in name.split("/")) and "\\" not in name and "\0" not in name
    return plain and _PLACE.fullmatch(name) is not None


def _copied(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if target.name == "users.json":
        target.chmod(0o600)
    return digest.hexdigest()


def _settle(source: Path, building: Path, folder: Path, record: dict[str, Any], progress: Progress | None) -> bool:
    """Make the index know where its plans are now; build it anew where it is of another format."""
    index = building / "index"
    places = [Path("corpus") / str(number) for number in range(1, len(record["paths"]) + 1)]
    with index_files.reading(index):
        manifest = json.loads((index_files.current(index) / index_files.MANIFEST).read_text(encoding="utf-8"))
        rebuilt = bool(manifest["format"] != index_files.FORMAT)
    if rebuilt:
        ingest.build([building / place for place in places], index, progress=progress)
    index_files.relocate(index, [str(folder / place) for place in places])
    if problems := verify(index):
        raise InputError(f"{source}: chỉ mục trong bản sao lưu đã hỏng: {problems[0]}")
    return rebuilt
