"""The picture of one page, with its words where they stand, and where on it a passage of the document is."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.reading.page import Page, TextLine, Word, lines_of, segments
from cchc_assistant.reading.safety import Kind

KINDS: frozenset[Kind] = frozenset({"pdf", "image"})
_WIDTH = 1300
_QUALITY = 72
# What a line of the page outside the passage counts against one inside it.
_OUTSIDE = 0.6
_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page, its sides as shares of the page's width and height (0–1)."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as an image (WebP) with its words, in points of the page."""

    image: bytes
    page: Page

    def to_values(self) -> dict[str, Any]:
        """Return the picture as values that JSON can write."""
        words = [[word.text, word.x0, word.y0, word.x1, word.y1] for word in self.page.words]
        return {
            "image": base64.b64encode(self.image).decode(),
            "size": [self.page.width, self.page.height],
            "words": words,
        }

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Picture:
        """Return the picture of values made by `to_values`."""
        width, height = values["size"]
        words = tuple(
            Word(str(text), float(x0), float(y0), float(x1), float(y1)) for text, x0, y0, x1, y1 in values["words"]
        )
        return cls(base64.b64decode(values["image"]), Page(float(width), float(height), words))


def page_picture(data: bytes, name: str, kind: Kind, number: int) -> Picture:
    """Draw a page and read its words. Runs inside the worker process.

    Args:
        data: the file's bytes.
        name: its name, for errors.
        kind: one of `KINDS`.
        number: of the page, from 1.

    Raises:
        UnreadableFile: the file can't be read, or has no such page.
    """
    if kind == "pdf":
        return _of_pdf(data, name, number)
    from cchc_assistant.reading.scan import frames, read_scan

    images = frames(data, name)
    if not 1 <= number <= len(images):
        raise UnreadableFile(name, f"không có trang {number}")
    image, dpi = images[number - 1]
    return Picture(_encoded(image), read_scan(image, dpi, name))


def _of_pdf(data: bytes, name: str, number: int) -> Picture:
    from cchc_assistant.reading.pdf import is_scan, open_pdf, rendered
    from cchc_assistant.reading.pdf_page import read_page
    from cchc_assistant.reading.scan import read_scan

    document = open_pdf(data, name)
    try:
        if not 1 <= number <= len(document):
            raise UnreadableFile(name, f"không có trang {number}")
        page = document[number - 1]
        read = read_page(page)
        image, dpi = rendered(page)
        if is_scan(page, read):
            read = read_scan(image, dpi, name)
        return Picture(_encoded(image), read)
    finally:
        document.close()


def _encoded(image: Any) -> bytes:  # noqa: ANN401
    if image.width > _WIDTH:
        image = image.resize((_WIDTH, round(image.height * _WIDTH / image.width)))
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=_QUALITY)
    return out.getvalue()


def passage_areas(page: Page, passage: str, marked: Iterable[str] = ()) -> tuple[Area | None, tuple[Area, ...]]:
    """Find a passage on its page by its words; return the box around it, and those of the marked words in it.

    A passage is a run of lines most of whose words are its own: pairs of neighbouring words are compared, so that
    cells of a table, which stand side by side on the page and one after the other in the text, are found alike.

    Args:
        page: a page with its words.
        passage: the source text of the passage, as far as it stands on this page.
        marked: stretches of the passage.
    """
    lines = lines_of(page.words)
    own = _pairs(_tokens(passage))
    found = [_hits(line, own) for line in lines]
    first, last = _best_run(
        [len(hits) - _OUTSIDE * (len(line.words) - len(hits)) for line, hits in zip(lines, found, strict=True)]
    )
    inside = [word for hits in found[first:last] for word in hits]
    if not inside:
        return None, ()
    areas: list[Area] = []
    for text in marked:
        pairs = _pairs(_tokens(text))
        for line in lines[first:last]:
            areas.extend(_area(page, part.words) for part in _runs(line, _hits(line, pairs)))
    return _area(page, inside), tuple(areas)


def _tokens(text: str) -> list[str]:
    return [token for token in (_bare(word) for word in text.split()) if token]


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, strip_marks(fold(word))))


def _pairs(tokens: Sequence[str]) -> set[tuple[str, str]]:
    """Return the pairs of neighbours; a word alone is paired with nothing."""
    return set(pairwise(tokens)) if len(tokens) > 1 else {(token, "") for token in tokens}


def _hits(line: TextLine, pairs: set[tuple[str, str]]) -> list[Word]:
    """Return the words of a line that stand beside the same word as in a text."""
    hits: list[Word] = []
    for part in segments(line, 1.5 * max(line.height, 1.0)):
        words = [word for word in part.words if _bare(word.text)]
        tokens = [_bare(word.text) for word in words]
        if len(words) == 1 and any(tokens[0] in pair for pair in pairs):
            hits.append(words[0])
        together = [pair in pairs for pair in pairwise(tokens)]
        alone = [(token, "") in pairs for token in tokens]
        for place, word in enumerate(words):
            if alone[place] or any(together[max(0, place - 1) : place + 1]):
                hits.append(word)
    return list(dict.fromkeys(hits))


def _runs(line: TextLine, words: Sequence[Word]) -> list[TextLine]:
    """Group words of a line that stand side by side."""
    return segments(TextLine(tuple(words)), 1.5 * max(line.height, 1.0)) if words else []


def _best_run(values: Sequence[float]) -> tuple[int, int]:
    """Return the range of neighbours with the greatest sum."""
    best, where, total, start = 0.0, (0, 0), 0.0, 0
    for place, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, place
        total += value
        if total > best:
            best, where = total, (start, place + 1)
    return where


def _area(page: Page, words: Sequence[Word]) -> Area:
    width, height = max(page.width, 1.0), max(page.height, 1.0)
    return Area(
        max(0.0, (min(word.x0 for word in words) - _MARGIN) / width),
        max(0.0, (min(word.y0 for word in words) - _MARGIN) / height),
        min(1.0, (max(word.x1 for word in words) + _MARGIN) / width),
        min(1.0, (max(word.y1 for word in words) + _MARGIN) / height),
    )
