"""The clean plans of the corpus set as Word files and as web pages, to see that every format gives one register."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

import docx
from docx.shared import Cm, Pt

from cchc_assistant.reading.document import Cell, Document, Paragraph, Table
from cchc_assistant.reading.read import read

CLEAN = (
    "dthap-skhcn-2021-cchc.md",
    "qngai-skhcn-2020-tuyen-truyen-cchc.md",
    "qngai-skhcn-2022-tuyen-truyen-cchc.txt",
    "qngai-ubnd-2023-tuyen-truyen-cchc.txt",
)


def corpus_documents(corpus: Path) -> Iterator[Document]:
    """Read the clean plans of the corpus."""
    for name in CLEAN:
        yield read((corpus / name).read_bytes(), name)


def as_docx(document: Document) -> bytes:
    """Set a document as a Word file: a paragraph for each paragraph, a table for each table."""
    made = docx.Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(13)
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            made.add_paragraph().add_run(block.text).bold = block.style == "bold"
            continue
        table = made.add_table(len(block.rows), len(block.rows[0].cells))
        table.style = "Table Grid"
        for index, row in enumerate(block.rows):
            for column, cell in enumerate(row.cells):
                place = table.cell(index, column)
                for number, line in enumerate(cell.lines):
                    paragraph = place.paragraphs[0] if not number else place.add_paragraph()
                    run = paragraph.add_run(line.text)
                    run.bold, run.font.size = cell.bold, Pt(11)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_html(document: Document) -> bytes:
    """Set a document as a web page."""
    parts = ["<html><head><meta charset=utf-8></head><body>"]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text = escape(block.text)
            parts.append(f"<p><b>{text}</b></p>" if block.style == "bold" else f"<p>{text}</p>")
        else:
            parts.append(_table(block))
    return ("\n".join(parts) + "</body></html>").encode()


def _table(table: Table) -> str:
    def content(cell: Cell) -> str:
        text = "<br>".join(escape(line.text) for line in cell.lines)
        return f"<b>{text}</b>" if cell.bold and text else text

    rows = ("<tr>" + "".join(f"<td>{content(cell)}</td>" for cell in row.cells) + "</tr>" for row in table.rows)
    return "<table>" + "".join(rows) + "</table>"
