"""Pages to a document: lines to paragraphs, ruled cells to tables, what a page end has broken put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.reading.assemble import Assembler, RawCell, RawTable
from cchc_assistant.reading.document import Cell, Document, Row, Table
from cchc_assistant.reading.lines import ends_sentence, goes_over_dash, in_capitals
from cchc_assistant.reading.marks import mark_of
from cchc_assistant.reading.page import Page, TextLine, Word, lines_of, segments
from cchc_assistant.reading.page_tables import cell_lines
from cchc_assistant.reading.rules import Ruled, tables_of
from cchc_assistant.reading.running import without_running
from cchc_assistant.reading.table_breaks import mended

_GUTTER = 1.6
# "III.", "2.1.", "b)", "-": what word processors set apart from an item's text by a tab.
_MARK_ALONE = re.compile(r"\[?(?:[IVXLC]{1,6}|\d{1,3}(?:\.\d{1,3})*|[a-zđA-ZĐ])[.)/\]]+|[-–•+*▪●]|[IVX]{1,4}|\d{1,2}")
_ROOM = 1.04
_SIGNATURE_ROOM, _LEFT_ROOM = 9, 2.5
_FEW_LINES = 12
# Below this confidence the words of a scanned page are not to be trusted.
_POOR = 0.75


def document_of_pages(name: str, pages: Sequence[Page]) -> Document:
    """Make a document of pages in order.

    Args:
        name: the document's name.
        pages: words and rules of each page; an empty page counts as a page.
    """
    flow = _Flow(Assembler(name))
    bare = without_running(pages)
    usual = _usual_body(bare)
    for page in bare:
        flow.page(page, usual)
    flow.end()
    made = flow.out.document()
    return Document(
        made.name,
        made.text,
        made.blocks,
        made.page_starts,
        made.warnings,
        tuple((number, page.confidence) for number, page in enumerate(pages, 1) if page.confidence is not None),
    )


@dataclass
class _Open:
    """A paragraph that may go on: its pieces as written, its last line, and the right edge that line could reach."""

    pieces: list[Mapped] = field(default_factory=list)
    last: TextLine | None = None
    right: float = 0.0
    left: float = 0.0
    bold: bool = True
    page: int = 0


class _Flow:
    """Reads page after page; ``open`` is the paragraph a page end may have broken, ``table`` the table."""

    def __init__(self, out: Assembler) -> None:
        self.out = out
        self.open = _Open()
        self.number = 0
        self.header: list[str] = []
        self.table_at: int | None = None
        self.table_columns: tuple[float, ...] = ()

    def page(self, page: Page, usual: _Body) -> None:
        """Add a page; ``usual`` is how the text of the document's full pages is set."""
        self.number += 1
        self.out.page()
        tables = tables_of(page.rules)
        tables = [table for table in tables if any(table.holds(word) for word in page.words)]
        free = [word for word in page.words if not any(table.holds(word) for table in tables)]
        lines = lines_of(free)
        body = _Body.of(lines, usual)
        self._warn(lines, page)
        done = 0
        for table in tables:
            above = [line for line in lines[done:] if (line.y0 + line.y1) / 2 < table.y0]
            done += len(above)
            self._lines(above, body, page)
            self._table(table, page)
        self._lines(lines[done:], body, page)

    def _warn(self, lines: list[TextLine], page: Page) -> None:
        """Report what of a page can't be read for sure: a table without rules, a poor scan."""
        name, number = self.out.name, self.number
        if sum(len(segments(line, 2 * line.height)) >= 3 for line in lines) >= 3:
            self.out.warnings.append(
                f"{name}: trang {number} có vẻ có bảng không kẻ ô, đọc theo dòng nên có thể lẫn cột"
            )
        if page.confidence is not None and page.words and page.confidence < _POOR:
            share = round(100 * page.confidence)
            self.out.warnings.append(f"{name}: trang {number} quét kém, OCR chỉ chắc {share} %; hãy đối chiếu bản gốc")

    def end(self) -> None:
        """End the open paragraph."""
        if self.open.pieces:
            self.out.written_paragraph(self.open.pieces, "bold" if self.open.bold else "")
        self.open = _Open()

    def _lines(self, lines: list[TextLine], body: _Body, page: Page) -> None:
        if lines:
            self.table_at = None
        for column in _columns(lines):
            if column.side:
                self.end()
            for line in column.lines:
                right = column.right if column.side else body.right
                if self.open.last is None or not self._goes_on(line, body, side=column.side):
                    self.end()
                self.open.pieces.append(self.out.write(line.text))
                self.open.last, self.open.right, self.open.left = line, right, body.left
                self.open.bold = self.open.bold and line.bold
                self.open.page = self.number
            if column.side:
                self.end()

    def _goes_on(self, line: TextLine, body: _Body, *, side: bool) -> bool:
        """Say whether a line goes on in the open paragraph, by where the lines end and begin and by what they say."""
        before = self.open.last
        assert before is not None
        text, said = line.text, before.text
        if side:
            return text[:1].islower() and mark_of(text) is None
        full = before.x1 + _ROOM * (line.first_width + 0.25 * line.height) > self.open.right
        indented = line.x0 > body.left + 0.9 * line.height
        marked = mark_of(text) is not None
        runs_on = text[:1].islower() and not marked
        if not full:
            return runs_on and not ends_sentence(said)
        if _is_heading(said) != _is_heading(text) and not text[:1].islower():
            return False
        if body.sets_apart(line) or body.sets_apart(before):
            return runs_on
        if before.bold != line.bold and not runs_on:
            return not (indented or marked) and not before.bold
        if self.open.page == self.number and line.y0 - before.y1 > 1.2 * max(line.height, before.height):
            return False
        if body.indents:
            return not indented or runs_on
        if self.open.page != self.number and ends_sentence(said) and not runs_on:
            return False
        if marked:
            bracketed = not ends_sentence(said) and said.count("(") > said.count(")")
            return bracketed or goes_over_dash(said, text)
        return True

    def _table(self, ruled: Ruled, page: Page) -> None:
        self.end()
        raw = RawTable(tuple(_raw_cells(ruled, page)))
        if not raw.cells:
            return
        if raw.is_letter_part() or raw.columns < 2:
            self.out.table(raw)
            return
        if self.table_at is not None and _alike(self.table_columns, ruled.columns):
            self._continue_table(raw)
            return
        self.out.table(raw)
        self.table_at = len(self.out.blocks) - 1
        self.table_columns = ruled.columns
        self.header = _row_texts(raw)

    def _continue_table(self, raw: RawTable) -> None:
        """Add the part of a table that stands on a further page: without its header, its broken row joined."""
        assert self.table_at is not None
        skip = _repeated(self.header, _row_texts(raw))
        rest = RawTable(
            tuple(
                RawCell(cell.row - skip, cell.column, cell.lines, cell.rows, cell.columns, cell.bold)
                for cell in raw.cells
                if cell.row >= skip
            )
        )
        before = self.out.blocks[self.table_at]
        if not rest.cells or not isinstance(before, Table):
            return
        added = self.out.written_table(rest).rows
        kept = before.rows
        merged = any(cell.row == 0 and cell.columns > 1 and cell.lines for cell in rest.cells)
        if kept and added and len(kept[-1].cells) == len(added[0].cells) and not merged:
            below = {cell.column: cell.rows for cell in rest.cells if cell.row == 0 and cell.rows > 1}
            kept, added = mended(kept, added, below)
        width = len(kept[0].cells) if kept else 0
        fitting = tuple(Row((*row.cells, *[Cell()] * (width - len(row.cells)))[: max(width, 1)]) for row in added)
        self.out.blocks[self.table_at] = Table((*kept, *(fitting if width else added)))


@dataclass(frozen=True, slots=True)
class _Body:
    """How the running text of a page is set: its edges, and whether paragraphs begin indented."""

    left: float
    right: float
    indents: bool

    @classmethod
    def of(cls, lines: Sequence[TextLine], usual: _Body | None = None) -> _Body:
        """Measure the lines of a page; a page of few lines is set as pages usually are in the document."""
        if not lines:
            return usual or cls(0.0, 0.0, indents=False)
        wide = sorted(line.x1 - line.x0 for line in lines)[-max(1, len(lines) // 3)]
        long = [line for line in lines if line.x1 - line.x0 >= 0.85 * wide]
        left = min(line.x0 for line in long)
        right = sorted(line.x1 for line in long)[-1 - len(long) // 20]
        if usual is not None and len(lines) < _FEW_LINES:
            left = left if abs(left - usual.left) < 40 else usual.left
            return cls(left, max(right, left + usual.right - usual.left), usual.indents)
        marked = [line for line in lines if mark_of(line.text) is not None]
        indented = sum(line.x0 > left + 0.9 * line.height for line in marked)
        flush = sum(abs(line.x0 - left) < 0.4 * line.height for line in lines)
        indents = len(marked) >= 2 and indented >= 0.8 * len(marked) and flush >= 2
        return cls(left, right, indents or (usual is not None and usual.indents and len(marked) < 2))

    def sets_apart(self, line: TextLine) -> bool:
        """Say whether a line is centred or set to the right, so that it is no part of running text."""
        return line.x0 > self.left + 0.16 * (self.right - self.left)


def _usual_body(pages: Sequence[Page]) -> _Body:
    """Measure how the document's fullest upright page is set."""
    upright = [page for page in pages if page.height >= page.width] or list(pages)
    bodies = []
    for page in upright[:40]:
        tables = tables_of(page.rules)
        lines = lines_of(word for word in page.words if not any(table.holds(word) for table in tables))
        bodies.append((len(lines), _Body.of(lines)))
    return max(bodies, key=lambda body: body[0], default=(0, _Body(0.0, 0.0, indents=False)))[1]


@dataclass(frozen=True, slots=True)
class _Column:
    """Lines that are read one after the other; ``side`` if another column stands beside them."""

    lines: list[TextLine]
    side: bool
    right: float = 0.0


def _columns(lines: Sequence[TextLine]) -> list[_Column]:
    """Group lines into columns: where lines stand beside each other (a letter's head, its foot), left before right."""
    found: list[_Column] = []
    plain: list[TextLine] = []
    index = 0
    while index < len(lines):
        region = _side_by_side(lines, index)
        if region is None:
            plain.append(lines[index])
            index += 1
            continue
        if plain:
            found.append(_Column(plain, side=False))
            plain = []
        left, right, index = region
        found.append(_Column(left, side=True, right=max((line.x1 for line in left), default=0.0)))
        found.append(_Column(right, side=True, right=max((line.x1 for line in right), default=0.0)))
    if plain:
        found.append(_Column(plain, side=False))
    return found


def _side_by_side(lines: Sequence[TextLine], start: int) -> tuple[list[TextLine], list[TextLine], int] | None:
    """Return the left and the right column that begin at ``lines[start]``, and the first line after them."""
    first = _beside(lines[start])
    if len(first) != 2:
        return None
    low, high = first[0].x1, first[1].x0
    left, right = [first[0]], [first[1]]
    index = start + 1
    while index < len(lines):
        line = lines[index]
        parts = _beside(line)
        # A signature takes room between the signer's office and name, on the right; on the left nothing does.
        room = _SIGNATURE_ROOM if parts[0].x0 > low else _LEFT_ROOM
        if line.y0 - lines[index - 1].y1 > room * line.height:
            break
        if len(parts) == 1 and line.x1 <= high and line.centre < low + 0.5 * (high - low):
            left.append(line)
            low = max(low, line.x1)
        elif len(parts) == 1 and line.x0 >= low:
            right.append(line)
            high = min(high, line.x0)
        elif len(parts) == 2 and parts[0].x1 < high and parts[1].x0 > low:
            left.append(parts[0])
            right.append(parts[1])
            low, high = max(low, parts[0].x1), min(high, parts[1].x0)
        else:
            break
        index += 1
    return left, right, index


def _is_heading(text: str) -> bool:
    """Say whether a line is set in capitals as headings are; a lone abbreviation is not."""
    return in_capitals(text) and len(text) > 8


def _beside(line: TextLine) -> list[TextLine]:
    """Cut a line where two columns stand beside each other; the number before an item is no column."""
    parts = segments(line, _GUTTER * line.height)
    if len(parts) > 1 and _MARK_ALONE.fullmatch(parts[0].text):
        parts = [TextLine((*parts[0].words, *parts[1].words)), *parts[2:]]
    return parts


def _raw_cells(ruled: Ruled, page: Page) -> list[RawCell]:
    held: dict[int, list[Word]] = {}
    for word in page.words:
        for at, box in enumerate(ruled.boxes):
            if box.holds(word):
                held.setdefault(at, []).append(word)
                break
    cells = []
    for at, box in enumerate(ruled.boxes):
        words = held.get(at, [])
        lines = cell_lines(words, box.x0, box.x1)
        bold = bool(words) and all(word.bold for word in words)
        cells.append(RawCell(box.row, box.column, lines, box.rows, box.columns, bold))
    return cells


def _row_texts(raw: RawTable) -> list[str]:
    """Return the text of the first rows, to know them again at the top of a further page."""
    return [
        "|".join(" ".join(cell.lines) for cell in raw.cells if cell.row == row).lower()
        for row in range(min(3, raw.rows))
    ]


def _repeated(header: list[str], rows: list[str]) -> int:
    """Return how many rows at the top are the header once more."""
    count = 0
    for before, after in zip(header, rows, strict=False):
        if before != after or not before.strip("|"):
            break
        count += 1
    return count


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    """Say whether two tables have the same columns."""
    return len(one) == len(other) and all(abs(a - b) <= 8 for a, b in zip(one, other, strict=True))
