"""Scanned pages: an image to words with boxes and rules, as a page of text has them."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any, TypeAlias

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.reading import tesseract
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.flow import document_of_pages
from cchc_assistant.reading.image import Prepared, prepare
from cchc_assistant.reading.numerals import corrected
from cchc_assistant.reading.page import Page, Word
from cchc_assistant.reading.rules import Box, Ruled, tables_of

# A Pillow image, or a NumPy array of its grey values.
Picture: TypeAlias = Any
MAX_PIXELS = 40_000_000
# OCR reads best near the first; pages from the second on are left as they are.
_BEST_DPI = 230
_GOOD_DPI = 200
_MARGIN = 12
_SURE = 0.15
# Called with the pages done, the pages in all, and how many seconds the next step may take.
Progress = Callable[[int, int, int], None]
OCR_SECONDS = 180


def read_image_file(data: bytes, name: str, progress: Progress | None = None) -> Document:
    """Read an image file (PNG, JPEG, TIFF with one page or several).

    Raises:
        UnreadableFile: the image is damaged, has too many pixels, or there is no OCR program.
    """
    tesseract.require(name)
    images = frames(data, name)
    if progress:
        progress(0, len(images), OCR_SECONDS)
    pages = read_scans(images, name, progress)
    if not any(page.words for page in pages):
        raise UnreadableFile(name, "OCR không thấy chữ nào trong ảnh")
    return document_of_pages(name, pages)


def frames(data: bytes, name: str) -> list[tuple[Picture, float]]:
    """Return the pages of an image file, upright, each with its dots per inch.

    Raises:
        UnreadableFile: the image is damaged, or has too many pixels or pages.
    """
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UnreadableFile(
                    name, f"ảnh có {image.width} × {image.height} điểm, giới hạn {MAX_PIXELS // 10**6} triệu"
                )
            frames: list[tuple[Picture, float]] = []
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > MAX_PIXELS or len(frames) >= 300:
                    raise UnreadableFile(name, "ảnh có quá nhiều điểm hoặc quá nhiều trang")
                upright = ImageOps.exif_transpose(frame)
                given = frame.info.get("dpi", (0, 0))[0]
                # A page without a stated resolution is taken for A4.
                dpi = float(given) if 60 <= float(given or 0) <= 1200 else max(upright.width / 8.27, 72.0)
                frames.append((upright.convert("RGB"), dpi))
    except UnreadableFile:
        raise
    except Image.DecompressionBombError:
        raise UnreadableFile(name, f"ảnh có quá nhiều điểm, giới hạn {MAX_PIXELS // 10**6} triệu") from None
    except (OSError, ValueError, SyntaxError, TypeError, ZeroDivisionError, EOFError, KeyError, IndexError):
        raise UnreadableFile(name, "tệp ảnh hỏng hoặc không phải ảnh") from None
    return frames


def read_scans(images: Sequence[tuple[Picture, float]], name: str, progress: Progress | None = None) -> list[Page]:
    """Read page images in parallel on the cores.

    Args:
        images: Pillow images with their dots per inch.
        name: of the file, for errors.
        progress: called with the number of pages done and of all.
    """
    done = 0
    lock = threading.Lock()

    def one(item: tuple[Picture, float]) -> Page:
        nonlocal done
        page = read_scan(*item, name)
        with lock:
            done += 1
            if progress:
                progress(done, len(images), OCR_SECONDS)
        return page

    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return list(pool.map(one, images))


def read_scan(image: Picture, dpi: float, name: str) -> Page:
    """Read one page image: its words, and the rules of its tables, in points of the page."""
    prepared = prepare(image, dpi)
    if dpi < _GOOD_DPI:
        by = min(_BEST_DPI / dpi, 3.0)
        if prepared.grey.size * by * by <= MAX_PIXELS:
            prepared = prepared.enlarged(dpi * by)
    tables = tables_of(prepared.rules)
    words, sure = _read_parts(prepared, tables, name)
    point = 72 / prepared.dpi
    placed = tuple(
        Word(word.text, word.x0 * point, word.y0 * point, word.x1 * point, word.y1 * point) for word in words
    )
    rules = tuple(
        type(rule)(rule.x0 * point, rule.y0 * point, rule.x1 * point, rule.y1 * point) for rule in prepared.rules
    )
    height, width = prepared.grey.shape
    return Page(width * point, height * point, placed, rules, round(sure, 3))


def _read_parts(prepared: Prepared, tables: Sequence[Ruled], name: str) -> tuple[list[Word], float]:
    """Read the running text of a page, then its table cells stacked as one column, each cell's lines for themselves."""
    from PIL import Image

    found: list[tuple[Word, float]] = []
    text_only = prepared.grey
    if tables:
        text_only = prepared.grey.copy()
        for table in tables:
            text_only[int(table.y0) : int(table.y1) + 1, int(table.x0) : int(table.x1) + 1] = 255
    if (text_only < 128).sum() > 60:
        reads = tesseract.read_image(Image.fromarray(text_only), name, mode=4, dpi=prepared.dpi)
        found.extend(_words_of(reads, text_only))
    for table in tables:
        stacked, places = _stacked(prepared.grey, table)
        if stacked is None:
            continue
        reads = tesseract.read_image(Image.fromarray(stacked), name, mode=6, dpi=prepared.dpi)
        for word, confidence in _words_of(reads, stacked):
            for top, bottom, box in places:
                if top <= word.middle < bottom:
                    dx, dy = box.x0 - _MARGIN, box.y0 - top
                    found.append((Word(word.text, word.x0 + dx, word.y0 + dy, word.x1 + dx, word.y1 + dy), confidence))
                    break
    kept = [(word, confidence) for word, confidence in found if confidence >= _SURE or any(map(str.isalnum, word.text))]
    letters = [(len(word.text), confidence) for word, confidence in kept]
    total = sum(length for length, _ in letters)
    return [word for word, _ in kept], sum(length * sure for length, sure in letters) / total if total else 0.0


def _stacked(grey: Picture, table: Ruled) -> tuple[Picture, list[tuple[float, float, Box]]]:
    """Put the cells of a table under each other, so that lines of neighbouring cells are not taken for one."""
    import numpy as np

    strips, places, top = [], [], float(_MARGIN)
    width = max(int(box.x1 - box.x0) for box in table.boxes) + 2 * _MARGIN
    for box in table.boxes:
        part = grey[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
        if part.size == 0 or (part < 128).sum() < 12:
            continue
        rows = np.flatnonzero((part < 128).any(axis=1))
        first, last = max(0, rows[0] - 4), min(part.shape[0], rows[-1] + 5)
        strip = np.full((last - first + 2 * _MARGIN, width), 255, dtype=np.uint8)
        strip[_MARGIN : _MARGIN + last - first, _MARGIN : _MARGIN + part.shape[1]] = part[first:last]
        strips.append(strip)
        shifted = Box(box.row, box.column, box.rows, box.columns, box.x0, box.y0 + first - _MARGIN, box.x1, box.y1)
        places.append((top, top + strip.shape[0], shifted))
        top += strip.shape[0]
    if not strips:
        return None, []
    blank = np.full((_MARGIN, width), 255, dtype=np.uint8)
    return np.vstack([blank, *strips, blank]), places


def _words_of(reads: Sequence[tesseract.Read], grey: Picture) -> list[tuple[Word, float]]:
    """Return words whose boxes are as high as their line, so that a dash or a comma stands in its line too."""
    lines: dict[tuple[int, int, int], list[tesseract.Read]] = {}
    for read in corrected(reads, grey):
        lines.setdefault(read.line, []).append(read)
    words = []
    for line in lines.values():
        middle = median((read.y0 + read.y1) / 2 for read in line)
        height = max(median(read.y1 - read.y0 for read in line), 1.0)
        for read in line:
            words.append((Word(read.text, read.x0, middle - height / 2, read.x1, middle + height / 2), read.confidence))
    return words
