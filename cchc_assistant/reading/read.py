"""One door to all readers: a file's bytes to a document, by what the file is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.safety import KIND_OF_SUFFIX, MAX_BYTES, kind_of
from cchc_assistant.reading.text import read_text

SUFFIXES = frozenset(KIND_OF_SUFFIX)
TEXT_SUFFIXES = frozenset(suffix for suffix, kind in KIND_OF_SUFFIX.items() if kind == "text")
Progress = Callable[[int, int], None]
# Two letters of the Latin script side by side: what any document in Vietnamese holds, in whatever encoding.
_WORD = re.compile(r"[A-Za-zÀ-ɏẠ-ỹ]{2}")


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


def read(data: bytes, name: str, progress: Progress | None = None) -> Document:
    """Read a file's bytes. Formats that need a parser of their own are read in a process that is killed if it hangs.

    Args:
        data: the file's bytes.
        name: its name; the document is cited by it.
        progress: called with the pages read and the pages in all, where reading takes long.

    Raises:
        UnreadableFile: the format is not supported, or the content can't be read.
    """
    kind, warning = kind_of(data, name)
    if kind == "text":
        document = read_text(data, name)
    elif kind == "csv":
        from cchc_assistant.reading.sheets import read_csv

        document = read_csv(data, name)
    elif kind == "zip":
        document = _only_member(data, name, progress)
    else:
        from cchc_assistant.reading.isolate import read_isolated

        document = read_isolated(data, name, kind, progress)
    if not _WORD.search(document.text):
        raise UnreadableFile(name, "không có chữ nào đọc được; tệp trống, hoặc chữ ở dạng mã không biết")
    return replace(document, warnings=(warning, *document.warnings)) if warning else document


def _only_member(data: bytes, name: str, progress: Progress | None) -> Document:
    """Read the one file of an archive that holds no more; of others the files are read one by one (see `many`)."""
    from cchc_assistant.reading.archives import members

    held = list(members(data, name))
    good = [member for member in held if member.error is None]
    if len(held) == 1 and held[0].error:
        raise UnreadableFile(name, held[0].error)
    if len(good) != 1:
        reason = f"tệp nén có {len(good)} tệp đọc được"
        raise UnreadableFile(name, f"{reason}; hãy lập chỉ mục cả tệp nén (cchc index) hoặc giải nén rồi mở từng tệp")
    return replace(read(good[0].data, good[0].name, progress), name=name)
