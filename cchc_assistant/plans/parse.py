"""A document as read to a plan: metadata, sections, task register, coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.plans.entries import Source
from cchc_assistant.plans.flattened import unflatten
from cchc_assistant.plans.metadata import read_metadata
from cchc_assistant.plans.model import Coverage, Plan, Section
from cchc_assistant.plans.outline import Node, outline
from cchc_assistant.plans.register import read_register
from cchc_assistant.plans.units import aliases_in
from cchc_assistant.reading.document import Document, Paragraph, Table


def parse(document: Document) -> Plan:
    """Read a plan from a document. Never fails: what can't be read is in the warnings."""
    rebuilt = unflatten(document.blocks, document.name)
    document = replace(document, blocks=rebuilt.blocks, warnings=(*document.warnings, *rebuilt.warnings))
    source = Source(document)
    parts = outline(document.blocks)
    metadata = read_metadata(parts, source)
    running = " ".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    aliases = tuple(dict(aliases_in(running)).items())
    register = read_register(parts, source, metadata.year, dict(aliases))
    sections = tuple(section for root in (parts.body, *parts.appendices) for section in _sections(root, source))
    warnings = [*document.warnings, *(f"{document.name}: {text}" for text in parts.warnings), *register.warnings]
    if document.repaired and parts.foot and metadata.signer is None:
        warnings.append(f"{document.name}: không đọc được tên người ký; xem bản gốc")
    if not sections and not register.tasks:
        warnings.append(f"{document.name}: không nhận ra mục đánh số hay nhiệm vụ nào; tệp có thể không phải kế hoạch")
    coverage = Coverage(
        pages=len(document.page_starts),
        characters=len(document.text),
        tables=sum(isinstance(block, Table) for block in document.blocks),
        numbered_items=sum(node.numbered for root in (parts.body, *parts.appendices) for node in root.walk()),
        sections=len(sections),
        rows_like_tasks=register.rows_like_tasks,
        tasks=len(register.tasks),
        ocr_pages=document.ocr_pages,
    )
    return Plan(
        document.name, metadata, sections, register.tasks, coverage, tuple(warnings), document.repaired, aliases
    )


def _sections(root: Node, source: Source) -> Iterator[Section]:
    if root.whole:
        yield Section(root.path, 0, source.field(root.content or root.whole), source.span(*_texts(root)))
    for node in root.walk():
        if node.numbered and node.whole:
            title = node.content or node.whole
            yield Section(node.path, len(node.trail()) + 1, source.field(title), source.span(*_texts(node)))


def _texts(node: Node) -> list[Mapped]:
    texts: list[Mapped] = []
    for part in node.walk():
        if part.whole:
            texts.append(part.whole)
        texts.extend(line for table in part.tables for row in table.rows for cell in row.cells for line in cell.lines)
    return texts
