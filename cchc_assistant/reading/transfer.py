"""Documents as plain values, to hand them from the worker process to the program."""

from __future__ import annotations

from typing import Any

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.reading.document import Block, Cell, Document, Paragraph, Row, Table


def to_values(document: Document) -> dict[str, Any]:
    """Return a document as values that JSON can write."""
    source = document.text
    return {
        "name": document.name,
        "text": source,
        "blocks": [_block(block, source) for block in document.blocks],
        "page_starts": document.page_starts,
        "warnings": document.warnings,
        "ocr_pages": document.ocr_pages,
        "repaired": document.repaired,
    }


def from_values(values: dict[str, Any]) -> Document:
    """Return the document of values made by `to_values`."""
    text = str(values["text"])
    return Document(
        str(values["name"]),
        text,
        tuple(_read_block(block, text) for block in values["blocks"]),
        tuple(int(start) for start in values["page_starts"]),
        tuple(str(warning) for warning in values["warnings"]),
        tuple((int(page), float(sure)) for page, sure in values["ocr_pages"]),
        bool(values["repaired"]),
    )


def _block(block: Block, source: str) -> list[Any]:
    if isinstance(block, Paragraph):
        return ["p", block.style, _mapped(block.content, source)]
    # A merged cell stands in several rows; it is written once and named by its number after that.
    numbers: dict[int, int] = {}
    cells: list[Any] = []
    rows = []
    for row in block.rows:
        line = []
        for cell in row.cells:
            if id(cell) not in numbers:
                numbers[id(cell)] = len(cells)
                cells.append([cell.bold, [_mapped(part, source) for part in cell.lines]])
            line.append(numbers[id(cell)])
        rows.append(line)
    return ["t", cells, rows, block.caption]


def _read_block(values: list[Any], source: str) -> Block:
    if values[0] == "p":
        return Paragraph(_read_mapped(values[2], source), str(values[1]))
    cells = [Cell(tuple(_read_mapped(part, source) for part in lines), bool(bold)) for bold, lines in values[1]]
    return Table(tuple(Row(tuple(cells[number] for number in row)) for row in values[2]), str(values[3]))


def _mapped(content: Mapped, source: str) -> list[Any]:
    """Write a verbatim piece as its range, another as its text and the runs of its offsets."""
    runs: list[list[int]] = []
    for offset in content.offsets:
        if runs and offset == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([offset, 1])
    if len(runs) == 1 and source[runs[0][0] : runs[0][0] + runs[0][1]] == content.text:
        return runs[0]
    return [content.text, runs]


def _read_mapped(values: list[Any], source: str) -> Mapped:
    if isinstance(values[0], int):
        start, length = values
        return Mapped.of(source[start : start + length], start)
    return Mapped(
        str(values[0]), tuple(offset for start, length in values[1] for offset in range(start, start + length))
    )
