"""What a page carries around its text: page numbers, running headers and footers, the mark of a digital signature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cchc_assistant.reading.page import Page, TextLine, Word, lines_of

_PAGE_NUMBER = re.compile(r"[-–\s]*(?:Trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s]*", re.IGNORECASE)
# The visible part of a digital signature: "Ký bởi: …", "Thời gian ký: 22.04.2026 16:11:35 +07:00".
_SIGNATURE = re.compile(
    r"(?:Ký bởi|Người ký|Thời gian ký|Ngày ký|Giờ ký|Email|E-mail|Cơ quan|Tổ chức)\s*:|"
    r"Signature (?:Not Verified|Valid)|Digitally signed",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\d{2}[./-]\d{2}[./-]\d{4}\s+\d{2}:\d{2}:\d{2}|Ký bởi|Người ký|Thời gian ký|signed by", re.IGNORECASE
)
_EDGE = 0.11
_RULE = re.compile(r"[-_=–—.*\s]{3,}")


def is_signature(text: str) -> bool:
    """Say whether a line belongs to the visible mark of a digital signature."""
    return bool(_SIGNATURE.search(text))


def without_running(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without page numbers, running lines, signature marks and drawn rules of dashes."""
    edges = [_edge_lines(page) for page in pages]
    counts = Counter(_shape(line) for lines in edges for line in {_shape(line): line for line in lines}.values())
    often = max(2, round(0.4 * len(pages)))
    kept = []
    for page, lines in zip(pages, edges, strict=True):
        gone: set[Word] = set()
        for line in lines:
            if _PAGE_NUMBER.fullmatch(line.text) or counts[_shape(line)] >= often:
                gone.update(line.words)
        gone.update(_signature_words(page))
        for line in lines_of(page.words):
            if _RULE.fullmatch(line.text):
                gone.update(line.words)
        words = tuple(word for word in page.words if word not in gone)
        kept.append(Page(page.width, page.height, words, page.rules, page.confidence))
    return kept


def _edge_lines(page: Page) -> list[TextLine]:
    """Return the first and last two lines of a page, where they stand near its edge."""
    lines = lines_of(page.words)
    high, low = _EDGE * page.height, (1 - _EDGE) * page.height
    return [line for line in lines[:2] if line.y1 <= high] + [line for line in lines[-2:] if line.y0 >= low]


def _shape(line: TextLine) -> str:
    """Return a line with its digits masked: what repeats is the same but for the page's number."""
    return re.sub(r"\d+", "#", line.text.lower())


def _signature_words(page: Page) -> set[Word]:
    """Find the small print of a signature at the top of a page or beside the seal."""
    lines = lines_of(page.words)
    marked = [line for line in lines if is_signature(line.text) and line.height < 9]
    if not any(_SIGNED.search(line.text) for line in marked):
        return set()
    return {word for line in marked for word in line.words if word.height < 9}
