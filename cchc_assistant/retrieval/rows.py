"""Table rows as text: the cells in order, each with the words of the header above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.plans.columns import columns_of
from cchc_assistant.reading.document import Cell, Row, Table
from cchc_assistant.retrieval.model import Column

SEPARATOR = " | "
_HEADER_CHARS = 60
_WORD_LETTERS = 3
# How many cells a title has from its words on: these and a sum ("I | Cải cách thể chế | 550").
_BESIDE_TITLE = 2
# Years stand in headers: "Năm 2024 (thực hiện)".
_YEAR = re.compile(r"\b20\d\d\b")


def row_pieces(tables: Sequence[Table]) -> Iterator[tuple[Mapped, tuple[Column, ...], bool]]:
    """Yield each row of some tables that follow one another: its text, its columns, whether it looks like a title.

    Header rows are left out: their words stand in the columns of the rows below. A title is a row with one text beside
    its number, and at most a sum after it. A table without a header of its own goes on with the one before it, if it
    is as wide.
    """
    header: tuple[str, ...] = ()
    for table in tables:
        found, first = _header(table)
        if found:
            header = found
        elif not table.rows or len(table.rows[0].cells) != len(header):
            header = ()
        for row in table.rows[first:]:
            if any(row.cells) and not (header and _repeats(row, header)):
                yield _row(row, header)


def _header(table: Table) -> tuple[tuple[str, ...], int]:
    """Return the words over each column and the number of header rows, nothing and 0 if there is no header."""
    columns = columns_of(table)
    if columns is not None:
        rows = table.rows[: columns.first_row]
    elif table.rows and len(table.rows) > 1 and _looks_like_header(table.rows[0]):
        rows = table.rows[:1]
    else:
        return (), 0
    width = max(len(row.cells) for row in rows)
    titles = []
    for index in range(width):
        words: list[str] = []
        for row in rows:
            text = row.cells[index].text if index < len(row.cells) else ""
            if text and text not in words and any(char.isalpha() for char in text):
                words.append(text)
        titles.append(" ".join(words))
    return tuple(titles), len(rows)


def _looks_like_header(row: Row) -> bool:
    texts = [cell.text for cell in row.cells if cell]
    return (
        len(texts) >= 2
        and len(texts) >= len(row.cells) - 1
        and all(len(text) <= _HEADER_CHARS and not any(map(str.isdigit, _YEAR.sub("", text))) for text in texts)
    )


def _repeats(row: Row, header: tuple[str, ...]) -> bool:
    """Say whether a row is the header once more, at the top of a page."""
    same = sum(bool(cell) and cell.text == title for cell, title in zip(row.cells, header, strict=False))
    return same >= 2


def _row(row: Row, header: tuple[str, ...]) -> tuple[Mapped, tuple[Column, ...], bool]:
    cells = list(_distinct(row))
    if len({cell.text for _, cell in cells}) == 1:
        cells = cells[:1]
    contents = [_content(cell) for _, cell in cells]
    columns = []
    at = 0
    for (index, _), content in zip(cells, contents, strict=True):
        title = header[index] if index < len(header) else ""
        columns.append(Column(title, at, at + len(content)))
        at += len(content) + len(SEPARATOR)
    worded = [place for place, (_, cell) in enumerate(cells) if sum(map(str.isalpha, cell.text)) >= _WORD_LETTERS]
    titled = len(worded) == 1 and len(cells) - worded[0] <= _BESIDE_TITLE
    return join(contents, SEPARATOR), tuple(columns), titled and "%" not in cells[-1][1].text


def _distinct(row: Row) -> Iterator[tuple[int, Cell]]:
    """Yield the filled cells; one that is merged over several columns comes once."""
    seen: set[tuple[int, int]] = set()
    for index, cell in enumerate(row.cells):
        if cell:
            place = (cell.lines[0].offsets[0], cell.lines[-1].offsets[-1])
            if place not in seen:
                seen.add(place)
                yield index, cell


def _content(cell: Cell) -> Mapped:
    return join(cell.lines)
