"""One door to all readers: a file's bytes to a document, by its format."""

from __future__ import annotations

from pathlib import Path

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.text import read_text

TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown"})
SUFFIXES = TEXT_SUFFIXES
MAX_BYTES = 64 * 1024 * 1024


def load(path: Path, name: str) -> bytes:
    """Return the bytes of a file that may be read.

    Raises:
        UnreadableFile: the file is missing, is no file, is too large, or can't be opened.
    """
    try:
        if not path.exists():
            raise UnreadableFile(name, "không có tệp này; kiểm tra lại đường dẫn")
        if not path.is_file():
            raise UnreadableFile(name, "không phải tệp thường")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFile(name, f"tệp lớn {size / 2**20:.0f} MiB, giới hạn {MAX_BYTES // 2**20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(name, f"không mở được ({error.strerror})") from None


def read(data: bytes, name: str) -> Document:
    """Read a file's bytes.

    Raises:
        UnreadableFile: the format is not supported, or the content can't be read.
    """
    suffix = Path(name).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return read_text(data, name)
    raise UnreadableFile(name, f"chưa đọc được định dạng «{suffix or 'không đuôi'}»; dùng {', '.join(sorted(SUFFIXES))}")
