"""Puts a document together from what a format's reader finds: writes the source text, and blocks that point into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.reading.delimited import dash_items
from cchc_assistant.reading.document import Block, Cell, Document, Paragraph, Row, Table

# What a reader may find in text and a plan never means: control characters, zero-width spaces, byte-order marks.
# The soft hyphen is kept: in text of before Unicode it is a letter.
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile(r"[^\S\n]+")
# What makes a small table the head or the foot of a letter: the motto, the number, who gets it, who signs.
_LETTER = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA|Độc lập\s*[-–]\s*Tự do|Nơi nhận\s*:|^Số\s*:|^(?:TM|KT|TL|TUQ)\.\s", re.MULTILINE
)
_DRAWN = re.compile(r"\s*[-_=–—*.\s]{3,}\s*")
_MAX_LETTER_ROWS = 6


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as a format states it: where it stands, how far it is merged, its lines."""

    row: int
    column: int
    lines: tuple[str, ...]
    rows: int = 1
    columns: int = 1
    bold: bool = False

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as a format states it; cells covered by a merged one are not listed."""

    cells: tuple[RawCell, ...]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    def is_letter_part(self) -> bool:
        """Say whether the table only sets the head or the foot of a letter in two columns."""
        if not 2 <= self.columns <= 3 or self.rows > _MAX_LETTER_ROWS:
            return False
        return any(_LETTER.search(cell.text) for cell in self.cells)


def clean(text: str) -> str:
    """Return text without characters that mean nothing, in NFC, runs of spaces as one, line ends kept."""
    text = _NOISE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n"))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


@dataclass
class Assembler:
    """Collects paragraphs, tables and pages in reading order; `document` returns what they make."""

    name: str
    blocks: list[Block] = field(default_factory=list)
    page_starts: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def page(self) -> None:
        """Begin a page."""
        self.page_starts.append(self._length)

    def paragraph(self, text: str, style: str = "") -> None:
        """Add a paragraph; nothing is added for white space alone, or for a line drawn with dashes."""
        if _DRAWN.fullmatch(text):
            return
        written = self.write(text)
        if written:
            self.blocks.append(Paragraph(written, style))

    def written_paragraph(self, pieces: Sequence[Mapped], style: str = "") -> None:
        """Add a paragraph whose pieces were written before, as its lines were met on their pages."""
        text = [piece for piece in pieces if piece]
        if text:
            self.blocks.append(Paragraph(joined(text), style))

    def write(self, text: str, end: str = "\n") -> Mapped:
        """Write text to the source and return it; ``end`` is written after it."""
        text = clean(text).replace("\n", " ")
        if not text:
            return Mapped("", ())
        start = self._length
        self._parts += (text, end)
        self._length += len(text) + len(end)
        return Mapped.of(text, start)

    def table(self, table: RawTable) -> None:
        """Add a table: a cell merged downwards stands in each of its rows, one merged across only in its first column.

        The head and the foot of a letter become paragraphs, column after column.
        """
        if not table.cells:
            return
        if table.is_letter_part():
            self._letter_part(table)
        elif table.columns == 1:
            for cell in table.cells:
                for line in cell.lines:
                    self.paragraph(line, "bold" if cell.bold else "")
        else:
            self.blocks.append(self.written_table(table))

    def written_table(self, table: RawTable) -> Table:
        """Write a table's text to the source and return the table."""
        grid: list[list[Cell]] = [[Cell()] * table.columns for _ in range(table.rows)]
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
            made = self.cell(cell.lines, bold=cell.bold)
            for row in range(cell.row, min(cell.row + cell.rows, table.rows)):
                grid[row][cell.column] = made
        self._end_of_row()
        return Table(tuple(Row(tuple(cells)) for cells in grid if any(cells)))

    def cell(self, lines: Iterable[str], *, bold: bool = False) -> Cell:
        """Write the lines of a cell to the source and return the cell."""
        written = [self.write(line, end="\t") for line in lines]
        return Cell(tuple(item for line in written if line for item in dash_items(line) if item), bold)

    def _end_of_row(self) -> None:
        if self._parts and self._parts[-1] == "\t":
            self._parts[-1] = "\n"

    def _letter_part(self, table: RawTable) -> None:
        for column in range(table.columns):
            for cell in table.cells:
                if cell.column == column:
                    for line in cell.lines:
                        self.paragraph(line, "bold" if cell.bold else "")

    def document(self) -> Document:
        """Return the document."""
        return Document(
            self.name,
            "".join(self._parts),
            tuple(self.blocks),
            tuple(self.page_starts),
            tuple(self.warnings),
        )


def joined(pieces: Sequence[Mapped]) -> Mapped:
    """Join the lines of a wrapped paragraph by a space; a word cut by a hyphen at a line end is put together.

    Vietnamese syllables are never cut; only foreign words and codes are, so the hyphen itself stays.
    """
    text: list[str] = []
    offsets: list[int] = []
    for piece in pieces:
        if not piece:
            continue
        if text and not _cut(text[-1], piece.text):
            text.append(" ")
            offsets.append(offsets[-1] + 1)
        text.append(piece.text)
        offsets.extend(piece.offsets)
    return Mapped("".join(text), tuple(offsets))


# "…QĐ-" + "UBND", "số 18-" + "NQ/TW", "cải/" + "cách": a code or a pair of words cut at its own dash or slash.
_CUT_BEFORE = re.compile(r"[\wĐđ](?:-|/)$")
_CUT_AFTER = re.compile(r"[A-ZĐ0-9]")


def _cut(before: str, after: str) -> bool:
    return bool(_CUT_BEFORE.search(before)) and bool(_CUT_AFTER.match(after)) and not before.endswith(" -")
