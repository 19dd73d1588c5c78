"""One page of a PDF, read with pdfium: its words with their boxes, its ruled lines, how much of it is image."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, TypeAlias

from cchc_assistant.reading.page import Page, Rule, Word

# An object of pypdfium2 or a handle of pdfium; they have no types.
Handle: TypeAlias = Any
_THIN = 3.0
_MAX_CHARACTERS = 60_000
_MAX_OBJECTS = 60_000
_MAX_SEGMENTS = 2_000
Matrix = tuple[float, float, float, float, float, float]
Edges = tuple[float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_page(page: Handle) -> Page:
    """Read the words and the rules of a page of a `pypdfium2.PdfDocument`.

    Raises:
        ValueError: the page holds more characters or objects than a page of a document does.
    """
    width, height = page.get_size()
    place = _Placing(page)
    words = tuple(_words(page, place))
    rules = tuple(_rules(page, place))
    return Page(width, height, words, rules)


def image_share(page: Handle) -> float:
    """Return what part of the page its largest image covers (0–1)."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = page.get_mediabox()
    area = max(1.0, abs(right - left) * abs(top - bottom))
    largest = 0.0
    for obj, matrix in _objects(page.raw, pdfium):
        if pdfium.FPDFPageObj_GetType(obj) == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = _bounds(obj, matrix, pdfium)
            largest = max(largest, (x1 - x0) * (y1 - y0))
    return float(min(1.0, largest / area))


class _Placing:
    """Turns PDF coordinates (from the bottom left, before rotation) into those of the page as it is shown."""

    def __init__(self, page: Handle) -> None:
        left, bottom, right, top = page.get_cropbox()
        self.left, self.bottom, self.right, self.top = left, bottom, right, top
        self.turn = page.get_rotation() % 360

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if self.turn == 90:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 180:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        if self.turn == 270:
            return self.top - y1, self.right - x1, self.top - y0, self.right - x0
        return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0


def _words(page: Handle, place: _Placing) -> Iterator[Word]:
    """Yield the words; a space, a line end or a gap wider than a space ends one."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    handle, count = text.raw, text.count_chars()
    if count > _MAX_CHARACTERS:
        raise ValueError(f"trang có {count} ký tự")
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = pdfium.FS_RECTF()
    get_box, get_char, get_loose = (
        pdfium.FPDFText_GetCharBox,
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
    )
    refs = ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top)
    loose_ref = ctypes.byref(loose)
    chars: list[str] = []
    x0 = y0 = x1 = y1 = 0.0
    first = 0

    def made() -> Word:
        box = place.box(x0, y0, x1, y1)
        return Word(
            "".join(chars),
            *box,
            bold=pdfium.FPDFText_GetFontWeight(handle, first) >= 600 or _bold_font(handle, first, pdfium),
        )

    for index in range(count):
        code = get_char(handle, index)
        if code <= 32 or code in (0xA0, 0xFFFE, 0xFFFF, 0x200B):
            if code == 0xFFFE and chars:
                chars.append("-")  # pdfium's sign for a hyphen at a line end
            if chars:
                yield made()
                chars = []
            continue
        if not get_box(handle, index, *refs):
            continue
        a, b, c, d = left.value, right.value, bottom.value, top.value
        if get_loose(handle, index, loose_ref):
            if place.turn in (90, 270):
                a, b = loose.left, loose.right
            else:
                c, d = loose.bottom, loose.top
        if chars and (_apart(x0, y0, x1, y1, a, b, c, d, place.turn)):
            yield made()
            chars = []
        if not chars:
            x0, y0, x1, y1, first = a, c, b, d, index
        else:
            x0, y0, x1, y1 = min(x0, a), min(y0, c), max(x1, b), max(y1, d)
        chars.append(chr(code))
    if chars:
        yield made()
    text.close()


def _apart(x0: float, y0: float, x1: float, y1: float, a: float, b: float, c: float, d: float, turn: int) -> bool:
    """Say whether a character stands away from the word before it: further than a space, or on another line."""
    if turn in (90, 270):
        size = max(1.0, x1 - x0)
        return max(c - y1, y0 - d) > 0.3 * size or min(x1, b) - max(x0, a) < 0.3 * size
    size = max(1.0, y1 - y0)
    return a - x1 > 0.3 * size or x0 - b > 0.3 * size or min(y1, d) - max(y0, c) < 0.3 * size


def _bold_font(handle: Handle, index: int, pdfium: Handle) -> bool:
    buffer = ctypes.create_string_buffer(64)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(handle, index, buffer, 64, ctypes.byref(flags))
    return 0 < length <= 64 and b"bold" in buffer.value.lower()


def _objects(page: Handle, pdfium: Handle) -> Iterator[tuple[Any, Matrix]]:
    """Yield the objects of a page and of the forms placed on it, with the matrix that places each."""
    total = pdfium.FPDFPage_CountObjects(page)
    if total > _MAX_OBJECTS:
        raise ValueError(f"trang có {total} đối tượng")
    seen = 0
    waiting: list[tuple[Any, Matrix, int]] = [
        (pdfium.FPDFPage_GetObject(page, index), _IDENTITY, 0) for index in range(total)
    ]
    while waiting:
        obj, matrix, depth = waiting.pop()
        seen += 1
        if seen > _MAX_OBJECTS:
            return
        yield obj, matrix
        if depth < 4 and pdfium.FPDFPageObj_GetType(obj) == pdfium.FPDF_PAGEOBJ_FORM:
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(obj, ctypes.byref(own))
            placed = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            for index in range(min(pdfium.FPDFFormObj_CountObjects(obj), _MAX_OBJECTS)):
                waiting.append((pdfium.FPDFFormObj_GetObject(obj, index), placed, depth + 1))


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(obj: Handle, matrix: Matrix, pdfium: Handle) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(
        obj, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)
    ):
        return 0.0, 0.0, 0.0, 0.0
    (x0, y0), (x1, y1) = _at(matrix, left.value, bottom.value), _at(matrix, right.value, top.value)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _rules(page: Handle, place: _Placing) -> Iterator[Rule]:
    """Yield the ruled lines: thin boxes, the edges of stroked boxes, straight strokes along the page."""
    import pypdfium2.raw as pdfium

    for obj, matrix in _objects(page.raw, pdfium):
        if pdfium.FPDFPageObj_GetType(obj) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        x0, y0, x1, y1 = _bounds(obj, matrix, pdfium)
        if min(x1 - x0, y1 - y0) <= _THIN:
            if max(x1 - x0, y1 - y0) > _THIN:
                yield Rule(*place.box(x0, y0, x1, y1))
            continue
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(obj, ctypes.byref(fill), ctypes.byref(stroke))
        if not stroke.value and not fill.value:
            continue
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(obj, ctypes.byref(own))
        placed = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        for box in _strokes(obj, placed, pdfium, filled=bool(fill.value) and not stroke.value):
            yield Rule(*place.box(*box))


def _strokes(obj: Handle, matrix: Matrix, pdfium: Handle, *, filled: bool) -> Iterator[Edges]:
    """Yield the level and the upright segments of a path; of a filled path, its thin parts."""
    count = pdfium.FPDFPath_CountSegments(obj)
    if count > _MAX_SEGMENTS:
        return
    start = at = (0.0, 0.0)
    part: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(obj, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        to = _at(matrix, x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if filled:
                yield from _thin(part)
            start, part = to, [to]
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            part.append(to)
            if not filled:
                yield from _level(at, to)
        at = to
        if not filled and pdfium.FPDFPathSegment_GetClose(segment):
            yield from _level(at, start)
            at = start
    if filled:
        yield from _thin(part)


def _level(one: tuple[float, float], other: tuple[float, float]) -> Iterator[tuple[float, float, float, float]]:
    x0, x1 = sorted((one[0], other[0]))
    y0, y1 = sorted((one[1], other[1]))
    if min(x1 - x0, y1 - y0) <= 1.0 and max(x1 - x0, y1 - y0) > _THIN:
        yield x0, y0, x1, y1


def _thin(points: list[tuple[float, float]]) -> Iterator[tuple[float, float, float, float]]:
    if len(points) < 2:
        return
    x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
    y0, y1 = min(y for _, y in points), max(y for _, y in points)
    if min(x1 - x0, y1 - y0) <= _THIN < max(x1 - x0, y1 - y0):
        yield x0, y0, x1, y1
