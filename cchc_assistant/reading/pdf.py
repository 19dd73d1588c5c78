"""PDF files: pages with text are read as they are, pages that are images by OCR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.flow import document_of_pages
from cchc_assistant.reading.page import Page
from cchc_assistant.reading.pdf_page import read_page

MAX_PAGES = 2_000
Progress = Callable[[int, int], None]


def read_pdf(data: bytes, name: str, progress: Progress | None = None) -> Document:
    """Read a PDF file.

    Raises:
        UnreadableFile: the file is damaged or locked, has too many pages, or is a scan and there is no OCR program.
    """
    document = open_pdf(data, name)
    try:
        pages: list[Page] = []
        for number in range(len(document)):
            page = document[number]
            pages.append(read_page(page))
            page.close()
    finally:
        document.close()
    return document_of_pages(name, pages)


def open_pdf(data: bytes, name: str) -> Any:
    """Open a PDF.

    Raises:
        UnreadableFile: it can't be opened.
    """
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(name, f"PDF hỏng ({error})") from None
