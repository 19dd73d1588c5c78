"""Which reader reads which kind of file. Runs inside the worker process for all but plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.safety import Kind

# Called with the pages done, the pages in all, and how many seconds the next step may take.
Progress = Callable[[int, int, int], None]
_OFFICE: dict[Kind, tuple[str, str]] = {
    "doc": (".doc", "docx"), "rtf": (".rtf", "docx"), "odt": (".odt", "docx"),
    "xls": (".xls", "xlsx"), "ods": (".ods", "xlsx"),
}  # fmt: skip


def read_kind(data: bytes, name: str, kind: Kind, progress: Progress) -> Document:
    """Read a file of a known kind.

    Raises:
        UnreadableFile: the content can't be read.
    """
    if kind == "pdf":
        from cchc_assistant.reading.pdf import read_pdf

        return read_pdf(data, name, progress)
    if kind == "image":
        from cchc_assistant.reading.scan import read_image_file

        return read_image_file(data, name, progress)
    if kind == "html":
        from cchc_assistant.reading.web import read_web

        return read_web(data, name)
    if kind == "docx":
        from cchc_assistant.reading.word import read_word

        return read_word(data, name)
    if kind == "xlsx":
        from cchc_assistant.reading.sheets import read_xlsx

        return read_xlsx(data, name)
    if kind in _OFFICE:
        from cchc_assistant.reading.office import TIMEOUT, converted

        progress(0, 1, TIMEOUT + 10)
        suffix, target = _OFFICE[kind]
        made = converted(data, name, suffix, target)
        progress(0, 1, 0)
        document = read_kind(made, name, "docx" if target == "docx" else "xlsx", progress)
        return replace(document, warnings=(*document.warnings, f"{name}: đọc qua LibreOffice, số trang không giữ được"))
    raise UnreadableFile(name, "tệp nén chứa nhiều tệp; hãy lập chỉ mục nó cùng thư mục thay vì mở như một tệp")
