"""ZIP archives: their files one by one, each within limits."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.safety import KIND_OF_SUFFIX, check_archive, safe_member


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: ``data`` or ``error`` is set; ``name`` is "archive.zip/path/in/it"."""

    name: str
    data: bytes = b""
    error: str | None = None


def members(data: bytes, name: str) -> Iterator[Member]:
    """Yield the files of an archive that may hold a document, and those that must not be unpacked with the reason.

    Raises:
        UnreadableFile: the archive as a whole can't be used.
    """
    entries = check_archive(data, name)
    if not any(not entry.is_dir() for entry in entries):
        raise UnreadableFile(name, "tệp nén rỗng")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in entries:
            if entry.is_dir():
                continue
            inner = safe_member(_decoded(entry))
            shown = f"{name}/{inner or PurePosixPath(entry.filename.replace(chr(92), '/')).name or 'không tên'}"
            if inner is None:
                yield Member(shown, error="đường dẫn trong tệp nén trỏ ra ngoài, không giải nén")
            elif stat.S_ISLNK(entry.external_attr >> 16):
                yield Member(shown, error="là liên kết, không phải tệp")
            elif _ignored(inner):
                continue
            elif inner.lower().endswith(".zip"):
                yield Member(shown, error="tệp nén nằm trong tệp nén; hãy giải nén ra rồi thêm lại")
            else:
                yield _unpacked(archive, entry, shown)


def _ignored(inner: str) -> bool:
    """Say whether an entry is no document: hidden, left by a Mac, of a format that is never read."""
    path = PurePosixPath(inner)
    if any(part.startswith((".", "~$")) or part == "__MACOSX" for part in path.parts):
        return True
    return path.name.lower() in ("thumbs.db", "desktop.ini")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str) -> Member:
    if PurePosixPath(shown).suffix.lower() not in KIND_OF_SUFFIX:
        return Member(shown, error="định dạng chưa đọc được, bỏ qua")
    try:
        return Member(shown, archive.read(entry))
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return Member(shown, error="mục trong tệp nén hỏng, không giải nén được")


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; one written as UTF-8 without saying so is read as UTF-8."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename
