"""What a file is, told by its first bytes, and whether it may be opened at all."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import PurePosixPath
from typing import Literal

from cchc_assistant.errors import UnreadableFile

Kind = Literal["text", "csv", "html", "pdf", "docx", "xlsx", "odt", "ods", "rtf", "doc", "xls", "image", "zip"]

KIND_OF_SUFFIX: dict[str, Kind] = {
    ".txt": "text", ".md": "text", ".markdown": "text", ".csv": "csv", ".tsv": "csv", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".odt": "odt",
    ".ods": "ods", ".rtf": "rtf", ".doc": "doc", ".xls": "xls", ".png": "image", ".jpg": "image", ".jpeg": "image",
    ".tif": "image", ".tiff": "image", ".bmp": "image", ".webp": "image", ".zip": "zip",
}  # fmt: skip
MAX_BYTES = 64 * 2**20
MAX_ENTRIES = 2_000
MAX_UNPACKED = 256 * 2**20
# Office files pack text at 10 to 40 to 1; only an entry made of one repeated byte goes far beyond.
MAX_RATIO = 250
_RATIO_FREE = 2**20
# A web page saved as ".doc", a DOCX renamed to ".doc": office programs open these, so they are read by what they hold.
_SIBLINGS: tuple[frozenset[Kind], ...] = (
    frozenset({"doc", "docx", "rtf", "odt", "html"}), frozenset({"xls", "xlsx", "ods", "html", "csv"}),
    frozenset({"text", "html", "csv"}),
)  # fmt: skip
_NAMES: dict[Kind, str] = {
    "text": "văn bản thuần", "csv": "bảng CSV", "html": "trang web", "pdf": "PDF", "docx": "Word (DOCX)",
    "xlsx": "Excel (XLSX)", "odt": "OpenDocument", "ods": "bảng tính OpenDocument", "rtf": "RTF", "doc": "Word cũ",
    "xls": "Excel cũ (XLS)", "image": "ảnh", "zip": "tệp nén ZIP",
}  # fmt: skip
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(data: bytes, name: str) -> tuple[Kind, str | None]:
    """Return what a file is, with a warning where its extension says otherwise.

    Raises:
        UnreadableFile: it is empty, locked, of no known format, or not what its extension says.
    """
    suffix = PurePosixPath(name).suffix.lower()
    said = KIND_OF_SUFFIX.get(suffix)
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(name, "tệp rỗng, không có chữ nào để đọc")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(name, f"tệp lớn {len(data) / 2**20:.0f} MiB, giới hạn {MAX_BYTES // 2**20} MiB")
    found = _by_content(data, name)
    if found is None:
        if said in ("text", "csv", "html"):
            return said, None
        if said is None:
            known = ", ".join(sorted(KIND_OF_SUFFIX))
            raise UnreadableFile(name, f"chưa đọc được định dạng «{suffix or 'không đuôi'}»; dùng {known}")
        raise UnreadableFile(name, f"đuôi {suffix} nhưng nội dung không phải {_NAMES[said]}; tệp hỏng hoặc sai đuôi")
    if said is None or found == said:
        return found, None
    if any({said, found} <= family for family in _SIBLINGS):
        if said in ("text", "csv"):
            return said, None
        return found, f"{name}: đuôi {suffix} nhưng nội dung là {_NAMES[found]}, đọc theo nội dung"
    raise UnreadableFile(name, f"đuôi {suffix} nhưng nội dung là {_NAMES[found]}; hãy đổi đúng đuôi rồi thử lại")


def _by_content(data: bytes, name: str) -> Kind | None:
    start = data[:4096]
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(data, name)
    if start.startswith(_OLE):
        return _ole_kind(data, name)
    if start.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith(_IMAGES) or (start.startswith(b"RIFF") and start[8:12] == b"WEBP"):
        return "image"
    plain = start.decode("utf-16", "ignore").encode() if start.startswith((b"\xff\xfe", b"\xfe\xff")) else start
    return "html" if _HTML.match(plain.removeprefix(b"\xef\xbb\xbf")) else None


def _ole_kind(data: bytes, name: str) -> Kind:
    """Tell old Word from old Excel by the names of the streams in the file."""
    head = data[: 4 * 2**20]
    if "EncryptedPackage".encode("utf-16-le") in head or "EncryptedPackage".encode("utf-16-le") in data[-(2**20) :]:
        raise UnreadableFile(name, "tệp đặt mật khẩu; hãy mở bằng mật khẩu rồi lưu bản không mật khẩu")
    if any(stream.encode("utf-16-le") in data for stream in ("WordDocument",)):
        return "doc"
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return "xls"
    raise UnreadableFile(name, "tệp Office cũ nhưng không phải Word hay Excel")


def _packed_kind(data: bytes, name: str) -> Kind:
    names = {entry.filename for entry in check_archive(data, name)}
    if "[Content_Types].xml" in names:
        if any(entry.startswith("word/") for entry in names):
            return "docx"
        if any(entry.startswith("xl/") for entry in names):
            return "xlsx"
        raise UnreadableFile(name, "tệp Office nhưng không phải Word hay Excel (có thể là PowerPoint)")
    if "mimetype" in names and "content.xml" in names:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            try:
                stated = archive.read("mimetype")[:100]
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
                raise UnreadableFile(name, "tệp OpenDocument hỏng") from None
        return "ods" if b"spreadsheet" in stated else "odt"
    return "zip"


def check_archive(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    """Return the entries of a ZIP (or of an Office file) that may be unpacked.

    Raises:
        UnreadableFile: it is damaged or locked, or it would unpack to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        raise UnreadableFile(name, "tệp nén hỏng hoặc bị cắt cụt; hãy tải lại") from None
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile(name, f"tệp nén có {len(entries)} mục, giới hạn {MAX_ENTRIES}")
    total = 0
    for entry in entries:
        if entry.flag_bits & 1:
            raise UnreadableFile(name, "tệp đặt mật khẩu; hãy giải nén bằng mật khẩu trước")
        total += entry.file_size
        if entry.file_size > _RATIO_FREE and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise UnreadableFile(name, f"mục «{entry.filename[:60]}» nén quá mức (bom nén), không mở")
    if total > MAX_UNPACKED:
        raise UnreadableFile(name, f"giải nén ra {total // 2**20} MiB, giới hạn {MAX_UNPACKED // 2**20} MiB")
    return entries


def safe_member(name: str) -> str | None:
    """Return the name of an archive's entry if it stays inside the archive, None for "../x", "/x", "C:\\x"."""
    plain = name.replace("\\", "/")
    if plain.startswith("/") or re.match(r"[A-Za-z]:", plain) or "\x00" in plain:
        return None
    normal = posixpath.normpath(plain)
    return None if normal.startswith("..") or normal in (".", "") else normal
