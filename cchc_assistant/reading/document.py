"""What reading makes of a file: the source text, its pages, and its paragraphs and tables in reading order."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from cchc_assistant.language.mapped import Mapped


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A logical line: hard wraps rejoined, emphasis removed.

    ``style`` is what the format itself says of it: "heading", "bold" or "" (no knowledge).
    """

    content: Mapped
    style: str = ""

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; ``lines`` are its paragraphs or list items, in order, none of them empty."""

    lines: tuple[Mapped, ...] = ()
    bold: bool = False

    @property
    def text(self) -> str:
        """The cell's text, its lines joined by a space."""
        return " ".join(line.text for line in self.lines)

    def __bool__(self) -> bool:
        return bool(self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, as many cells as the table has columns, merged cells resolved by the reader.

    ``unclear`` says that where its cells end was told by what they hold, and not for sure.
    """

    cells: tuple[Cell, ...]
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table in body order. Which rows are headers is for the reader of plans to decide.

    ``caption`` is what a workbook calls the sheet that it fills, empty elsewhere.
    """

    rows: tuple[Row, ...]
    caption: str = ""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read.

    Attributes:
        name: path relative to the folder being indexed; cited as ``doc``.
        text: the source text that all offsets count in (NFC, line ends as ``\\n``).
        blocks: paragraphs and tables in reading order.
        page_starts: offset in ``text`` at which each page begins; empty where the format has no pages.
        warnings: what could not be read as it stands, in Vietnamese.
        ocr_pages: for pages read by OCR, (page number, mean confidence 0–1).
        repaired: the blocks hold repaired text; ``text`` is the damaged original.
    """

    name: str
    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    ocr_pages: tuple[tuple[int, float], ...] = ()
    repaired: bool = False

    def page_of(self, offset: int) -> int | None:
        """Return the page (from 1) that holds the character at ``offset``; None where there are no pages."""
        return max(1, bisect_right(self.page_starts, offset)) if self.page_starts else None
