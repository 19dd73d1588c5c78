"""An index on disk: numbered versions, each whole, and a pointer that one atomic rename switches.

indexes/default/
CURRENT              the version in use and the hash of its manifest: "v3 5f1c…"
LOCK                 held by the one writer
v3/manifest.json     format, counts, model, fingerprint of the readers, files with their hashes, checksums
v3/READERS           held by those who read this version; a version held is not removed
v3/plans.jsonl       one plan a line
v3/sources/0001.txt  the source text of each document, which all spans count in
v3/passages/         the passages and what filters ask of them
v3/search/           lexical arrays and vectors over the passages
v3/register/         lexical arrays over the tasks
uploads/             the files that users added on the page, beside the versions
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc_assistant.errors import IndexUnusable, reason_of
from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.serialize import load_plan
from cchc_assistant.retrieval.model import Passage

if TYPE_CHECKING:
    from cchc_assistant.retrieval.embed import Embedder

FORMAT = 4
MANIFEST = "manifest.json"
_POINTER = "CURRENT"
READERS = "READERS"
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class Indexed:
    """One file of an index: its hash, and either its plan, source text and passages or why it could not be read."""

    name: str
    sha256: str
    plan: Plan | None = None
    source: str = ""
    error: str | None = None
    passages: tuple[Passage, ...] = ()


@contextmanager
def writer(index: Path) -> Iterator[None]:
    """Hold the index for writing.

    Raises:
        IndexUnusable: another process is writing to it, or the folder can't be written to.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = (index / "LOCK").open("w")
    except OSError as error:
        raise _unwritable(index, error) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexUnusable(
                f"{index}: đang có tiến trình khác ghi chỉ mục; chờ tiến trình đó xong rồi chạy lại"
            ) from None
        yield


def current(index: Path) -> Path:
    """Return the folder of the version in use.

    Raises:
        IndexUnusable: there is none.
    """
    return index / _pointer(index)[0]


def _pointer(index: Path) -> tuple[str, str]:
    """Return the name of the version in use and the hash of its manifest."""
    try:
        name, _, digest = (index / _POINTER).read_text(encoding="utf-8").strip().partition(" ")
    except (FileNotFoundError, NotADirectoryError):
        raise IndexUnusable(f"{index}: chưa có chỉ mục; chạy «cchc index» để tạo") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable(f"{index}: không đọc được chỉ mục ({error}); chạy lại «cchc index»") from None
    if not name.startswith("v") or "/" in name or not (index / name).is_dir():
        raise IndexUnusable(f"{index}: chỉ mục hỏng (con trỏ chỉ tới «{name[:20]}»); chạy lại «cchc index»")
    return name, digest


@contextmanager
def reading(index: Path) -> Iterator[None]:
    """Turn what goes wrong while an index is read into one clear error.

    Raises:
        IndexUnusable: something did.
    """
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
        raise IndexUnusable(
            f"{index}: chỉ mục hỏng ({type(error).__name__}: {error}); chạy lại «cchc index» để dựng lại"
        ) from None


class Held:
    """A version held for reading until it is closed or forgotten."""

    def __init__(self, handle: int) -> None:
        self._release = weakref.finalize(self, os.close, handle)

    def close(self) -> None:
        """Let the version go; a second time does nothing."""
        self._release()


def hold(index: Path) -> tuple[Path, Held | None]:
    """Return the version in use, held for reading.

    The hold is None where the index can't be locked (a read-only disk); then nobody removes it either.

    Raises:
        IndexUnusable: there is no index.
    """
    for _ in range(10):
        version = current(index)
        try:
            handle = os.open(version / READERS, os.O_RDONLY)
        except FileNotFoundError:
            if current(index) != version:
                continue  # switched and removed in between
            return version, None
        except OSError:
            return version, None
        held = Held(handle)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            held.close()
            continue  # about to be removed
        if version.is_dir():
            return version, held
        held.close()
    return current(index), None


def manifest_of(version: Path, index: Path) -> dict[str, Any]:
    """Read the manifest of a version.

    Raises:
        IndexUnusable: it is damaged or of another format.
    """
    manifest = manifest_in(version, index)
    name, digest = _pointer(index)
    if name == version.name and digest != sha256_of(version / MANIFEST):
        raise IndexUnusable(f"{index}: chỉ mục hỏng (bản kê đã bị thay đổi sau khi dựng); chạy lại «cchc index»")
    return manifest


def manifest_in(version: Path, index: Path) -> dict[str, Any]:
    """Read the manifest in a folder; nothing is on record of what it should be.

    Raises:
        IndexUnusable: it is no manifest, or of another format.
    """
    with reading(index):
        manifest: dict[str, Any] = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
        form = manifest["format"]
    if form != FORMAT:
        raise IndexUnusable(f"{index}: chỉ mục dạng {form}, bản này đọc dạng {FORMAT}; chạy lại «cchc index»")
    return manifest


def check(version: Path, index: Path, *parts: str, most: int | None = None) -> None:
    """Hold files of a version against their checksums, so that nothing damaged is answered from.

    Args:
        version: folder of the version.
        index: folder of the index.
        parts: what the names of the files begin with.
        most: files larger than this many bytes are left to `verify`.

    Raises:
        IndexUnusable: a file has changed since it was written.
    """
    with reading(index):
        listed: dict[str, str] = manifest_in(version, index)["checksums"]
        for name, digest in listed.items():
            path = version / name
            if name.startswith(parts) and (most is None or path.stat().st_size <= most) and sha256_of(path) != digest:
                raise IndexUnusable(f"{index}: chỉ mục hỏng («{name}» bị thay đổi sau khi dựng); chạy lại «cchc index»")


def write(
    index: Path,
    files: Sequence[Indexed],
    *,
    model: str = "",
    fingerprint: str = "",
    paths: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Path:
    """Write a new version beside the old one, then switch to it; the version before stays for its readers.

    Args:
        index: folder of the index, held by `writer`.
        files: what the index is to hold.
        model: the embedding model, as for `open_embedder`.
        fingerprint: of the code and tables that read the files.
        paths: the files and folders that were read.
        embedder: the embedding model itself, where it works elsewhere than in this process.
    """
    from cchc_assistant.retrieval import (
        version_files,  # it pulls in NumPy and the model, which readers of plans need not
    )

    numbers = [int(path.name[1:]) for path in index.glob("v[0-9]*") if path.name[1:].isdigit()]
    version = index / f"v{max(numbers, default=0) + 1}"
    for left_over in index.glob(f"{_BUILDING}*"):
        shutil.rmtree(left_over, ignore_errors=True)
    building, pointer = index / f"{_BUILDING}{os.getpid()}", index / f".{_POINTER}-{os.getpid()}"
    try:
        before = _intact(index / f"v{max(numbers)}", index) if numbers else None
        version_files.fill(
            building, files, model=model, fingerprint=fingerprint, paths=paths, embedder=embedder, before=before
        )
        _sync(building)
        building.rename(version)
        _sync_file(index)
        _point(index, version, pointer)
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        pointer.unlink(missing_ok=True)
        raise _unwritable(index, error) from None
    for number in sorted(numbers)[:-1]:
        _remove(index / f"v{number}")
    return version


def _point(index: Path, version: Path, pointer: Path) -> None:
    """Switch to a version, by way of a file of another name."""
    pointer.write_text(f"{version.name} {sha256_of(version / MANIFEST)}\n", encoding="utf-8")
    _sync_file(pointer)
    pointer.replace(index / _POINTER)
    _sync_file(index)


def relocate(index: Path, paths: Sequence[str]) -> None:
    """Note that the files the index was read from are elsewhere now. Nobody may be using the index meanwhile.

    Raises:
        IndexUnusable: it is damaged or of another format.
    """
    version = current(index)
    manifest = {**manifest_of(version, index), "paths": list(paths)}
    (version / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _point(index, version, index / f".{_POINTER}-{os.getpid()}")


def _intact(version: Path, index: Path) -> Path | None:
    """Return a version if its searches are as they were written, so that no damage is taken over."""
    try:
        check(version, index, "search/")
    except IndexUnusable:
        return None
    return version


def _unwritable(index: Path, error: OSError) -> IndexUnusable:
    kept = "chỉ mục đang dùng, nếu có, còn nguyên"
    return IndexUnusable(f"{index}: không ghi được chỉ mục ({reason_of(error)}); {kept}; sửa rồi chạy lại «cchc index»")


def _remove(version: Path) -> None:
    """Remove an old version unless someone reads it."""
    try:
        with (version / READERS).open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(version, ignore_errors=True)
    except FileNotFoundError:
        shutil.rmtree(version, ignore_errors=True)  # half removed before, or of an older format
    except OSError:
        return


def read(index: Path, *, passages: bool = False) -> list[Indexed]:
    """Read the plans of the version in use.

    Args:
        index: folder of the index.
        passages: read the passages of each file too.

    Raises:
        IndexUnusable: there is none, it is damaged, or of another format.
    """
    version, held = hold(index)
    try:
        return read_version(version, index, passages=passages)
    finally:
        if held is not None:
            held.close()


def read_version(version: Path, index: Path, *, passages: bool = False) -> list[Indexed]:
    """Read the plans of a version that is held, as `read` does."""
    manifest = manifest_of(version, index)
    check(version, index, "plans.jsonl", "sources/", *(["passages/"] if passages else []))
    return files_in(version, index, manifest, passages=passages)


def files_in(version: Path, index: Path, manifest: dict[str, Any], *, passages: bool = False) -> list[Indexed]:
    """Read the plans of a version that is intact, as `read` does."""
    with reading(index):
        with (version / "plans.jsonl").open(encoding="utf-8") as lines:
            plans = [load_plan(json.loads(line)) for line in lines]
        by_name = {plan.document: plan for plan in plans}
        cut = _passages(version) if passages else {}
        files = []
        for record in manifest["files"]:
            name, digest = record["name"], record["sha256"]
            if "source" in record:
                source = (version / record["source"]).read_bytes().decode("utf-8")
                files.append(Indexed(name, digest, by_name[name], source, passages=cut.get(name, ())))
            else:
                files.append(Indexed(name, digest, error=record["error"]))
    return files


def _passages(version: Path) -> dict[str, tuple[Passage, ...]]:
    from cchc_assistant.retrieval.passage_store import PassageStore

    return PassageStore.open(version / "passages").by_document()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync_file(path)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
