"""PDF files: pages with text are read as they are, pages that are images by OCR."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.flow import document_of_pages
from cchc_assistant.reading.page import Page
from cchc_assistant.reading.pdf_page import image_share, read_page
from cchc_assistant.reading.running import is_signature

# An object of pypdfium2, which has no types.
Handle: TypeAlias = Any
MAX_PAGES = 2_000
MAX_SCANNED = 600
OCR_SECONDS = 180
_DPI = 220
_MAX_PIXELS = 30_000_000
_BATCH = 4
# A letter that Vietnamese has and other languages written in Latin letters have not.
_VIETNAMESE = re.compile(r"[ăâđêôơưạ-ỹ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
Progress = Callable[[int, int, int], None]


def read_pdf(data: bytes, name: str, progress: Progress | None = None) -> Document:
    """Read a PDF file.

    Args:
        data: the file's bytes.
        name: its name.
        progress: called with the pages done, the pages in all, and how many seconds the next step may take.

    Raises:
        UnreadableFile: the file is damaged or locked, has too many pages, or is a scan and there is no OCR program.
    """
    tell = progress or (lambda done, total, seconds: None)
    document = open_pdf(data, name)
    try:
        total = len(document)
        if total == 0:
            raise UnreadableFile(name, "PDF không có trang nào; tệp hỏng")
        if total > MAX_PAGES:
            raise UnreadableFile(name, f"PDF có {total} trang, giới hạn {MAX_PAGES}")
        pages, scanned = _text_pages(document, name, tell)
        if scanned:
            _read_scanned(document, pages, scanned, name, tell)
    finally:
        document.close()
    if not any(page.words for page in pages):
        raise UnreadableFile(name, "PDF không có chữ nào đọc được, kể cả sau OCR")
    made = document_of_pages(name, pages)
    blank = [number for number, page in enumerate(pages, 1) if not page.words]
    if blank:
        listed = ", ".join(map(str, blank[:20]))
        made = replace(made, warnings=(*made.warnings, f"{name}: trang không có chữ: {listed}"))
    return made


def open_pdf(data: bytes, name: str) -> Handle:
    """Open a PDF.

    Raises:
        UnreadableFile: it is damaged or locked by a password.
    """
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise UnreadableFile(name, "PDF đặt mật khẩu; hãy mở bằng mật khẩu rồi lưu bản không mật khẩu") from None
        raise UnreadableFile(name, "PDF hỏng hoặc bị cắt cụt; hãy tải lại hoặc in lại ra PDF") from None


def _text_pages(document: Handle, name: str, tell: Progress) -> tuple[list[Page], list[int]]:
    """Read the text of every page; also return the pages whose text is none or worthless."""
    import pypdfium2

    pages: list[Page] = []
    scanned = []
    for number in range(len(document)):
        try:
            page = document[number]
            read = read_page(page)
            if is_scan(page, read):
                scanned.append(number)
                read = replace(read, words=(), rules=())
            page.close()
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise UnreadableFile(name, f"trang {number + 1} hỏng ({error}); hãy in lại ra PDF") from None
        pages.append(read)
        if number % 10 == 9:
            tell(number + 1, len(document), 0)
    return pages, scanned


def is_scan(page: Handle, read: Page) -> bool:
    """Say whether a page has to be read from its image: it has no text, or text that is not that of its image.

    An image over the page with only a signature's mark as text, or with text that OCR for another language has left,
    is a scan; so is a page whose letters are drawn as curves.
    """
    words = [word for word in read.words if not is_signature(word.text)]
    if len(words) >= 60 and _reads_as_text([word.text for word in words]):
        return False
    if image_share(page) > 0.5:
        return len(words) < 60 or not _reads_as_text([word.text for word in words])
    return len(words) < 3 and _has_ink(page)


def _reads_as_text(words: Sequence[str]) -> bool:
    """Say whether words are Vietnamese with its diacritics, or not Vietnamese at all but clean."""
    letters = [word for word in words if _WORD.fullmatch(word.strip(".,;:()[]“”\"'"))]
    if len(letters) < 20:
        return len(words) > 0
    return sum(bool(_VIETNAMESE.search(word)) for word in letters) >= 0.25 * len(letters)


def _has_ink(page: Handle) -> bool:
    """Say whether anything at all is drawn on a page."""
    import numpy as np

    bitmap = page.render(scale=0.5, grayscale=True)
    return bool((np.asarray(bitmap.to_numpy()) < 128).mean() > 0.002)


def _read_scanned(document: Handle, pages: list[Page], scanned: list[int], name: str, tell: Progress) -> None:
    """Read scanned pages by OCR, a few at a time so that not all images are in memory at once."""
    from cchc_assistant.reading import tesseract
    from cchc_assistant.reading.scan import read_scans

    if len(scanned) > MAX_SCANNED:
        raise UnreadableFile(name, f"có {len(scanned)} trang quét, giới hạn {MAX_SCANNED}; hãy tách tệp")
    tesseract.require(name)
    for at in range(0, len(scanned), _BATCH):
        tell(at, len(scanned), OCR_SECONDS)
        batch = scanned[at : at + _BATCH]
        images = [rendered(document[number]) for number in batch]
        for number, page in zip(batch, read_scans(images, name), strict=True):
            pages[number] = page
    tell(len(scanned), len(scanned), 0)


def rendered(page: Handle) -> tuple[Any, float]:
    """Return a page as an image with its dots per inch."""
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return image, 72 * scale
