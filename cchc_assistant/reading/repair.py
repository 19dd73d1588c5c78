"""Repairs a document whose text is damaged: OCR without diacritics, legacy encodings. The source stays as it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cchc_assistant.errors import CchcError
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.reading.document import Block, Cell, Document, Paragraph, Row, Table
from cchc_assistant.reading.safety import KIND_OF_SUFFIX
from cchc_assistant.reading.text import document_of

if TYPE_CHECKING:
    from cchc_assistant.language.restore import Restorer
    from cchc_assistant.language.restored import Restored, RestoredToken


@cache
def _restorer() -> Restorer:
    from cchc_assistant.language.restore import Restorer

    return Restorer.open()


def repair(document: Document) -> Document:
    """Return the document with its blocks repaired where they are damaged, unchanged where they are clean.

    Plain text is put into paragraphs anew after its repair, for marks and wraps are only seen in repaired text; pages
    read by OCR are repaired lightly in the blocks they were laid out in.
    """
    if document.repaired or not document.text:
        return document
    try:
        restored = _restorer().restore(document.text, "vie" if document.ocr_pages else "auto")
    except CchcError as error:
        return replace(document, warnings=(*document.warnings, f"{document.name}: chưa phục hồi chữ hỏng: {error}"))
    if not restored.changed:
        return document
    if KIND_OF_SUFFIX.get(PurePosixPath(document.name).suffix.lower()) == "text":
        return replace(
            document_of(restored.mapped(), document.text, document.name, repaired=True),
            warnings=(*document.warnings, _warning(document, restored)),
        )
    mend = _Mender([token for token in restored.tokens if token.changed])
    return replace(
        document,
        blocks=tuple(mend.block(block) for block in document.blocks),
        repaired=True,
        warnings=(*document.warnings, _warning(document, restored)),
    )


def _warning(document: Document, restored: Restored) -> str:
    changed = sum(token.changed for token in restored.tokens)
    doubtful = len(restored.doubts())
    return f"{document.name}: đã phục hồi {changed} từ bị hỏng, {doubtful} từ còn ngờ; trích dẫn giữ nguyên văn gốc"


class _Mender:
    """Writes repaired words into blocks, each repaired character at the place of what it repairs."""

    def __init__(self, tokens: Sequence[RestoredToken]) -> None:
        self.tokens = tokens
        self.starts = [token.start for token in tokens]

    def block(self, block: Block) -> Block:
        if isinstance(block, Paragraph):
            return Paragraph(self.mapped(block.content), block.style)
        return Table(tuple(Row(tuple(self.cell(cell) for cell in row.cells)) for row in block.rows), block.caption)

    def cell(self, cell: Cell) -> Cell:
        return Cell(tuple(self.mapped(line) for line in cell.lines), cell.bold)

    def mapped(self, content: Mapped) -> Mapped:
        if not content:
            return content
        parts: list[Mapped] = []
        at = 0
        first, last = content.source_range()
        for token in self.tokens[bisect_left(self.starts, first) :]:
            if token.end > last:
                break
            begin, end = bisect_left(content.offsets, token.start), bisect_left(content.offsets, token.end)
            if content.text[begin:end] != token.original:
                continue  # the word stands over a line end, or was left out of the block
            parts.append(content[at:begin])
            parts.append(_spread(token))
            at = end
        parts.append(content[at:])
        return Mapped("".join(part.text for part in parts), tuple(offset for part in parts for offset in part.offsets))


def _spread(token: RestoredToken) -> Mapped:
    from cchc_assistant.language.restored import spread

    return Mapped(token.restored, tuple(spread(token.start, token.end, len(token.restored))))
