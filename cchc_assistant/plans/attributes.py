"""What a portal's box of attributes says of a document: "Số ký hiệu | 412/KH-UBND", "Người ký: …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, cast

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import fold
from cchc_assistant.reading.document import Paragraph, Table

Attribute = Literal["number", "date", "agency", "signer", "kind", "title", "basis", "recipients"]
# What counts labels of one kind: "Căn cứ 2".
_COUNTED = re.compile(r"\s+\d+$")


def attributes(paragraphs: Iterable[Paragraph], tables: Iterable[Table]) -> dict[Attribute, list[Mapped]]:
    """Return the values that the head of a document states beside their labels.

    Args:
        paragraphs: of the head; "Số ký hiệu: 412/KH-UBND" is one.
        tables: of the head; every two cells of a row are a label and its value.
    """
    found: dict[Attribute, list[Mapped]] = {}
    for label, value in (*_of_tables(tables), *_of_lines(paragraphs)):
        name = _labels().get(_COUNTED.sub("", " ".join(fold(label).strip(" :.").split())))
        if name and value:
            found.setdefault(name, []).append(value)
    return found


def _of_tables(tables: Iterable[Table]) -> Iterator[tuple[str, Mapped]]:
    """Yield labels and values; a row without a label goes on with the one above."""
    for table in tables:
        above = ""
        for row in table.rows:
            cells = row.cells
            above = cells[0].text or above
            for at in range(0, len(cells) - 1, 2):
                label = cells[at].text or (above if at == 0 else "")
                if label and len(cells[at + 1].lines) == 1:
                    yield label, cells[at + 1].lines[0].strip()


def _of_lines(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[str, Mapped]]:
    for paragraph in paragraphs:
        label, colon, _ = paragraph.text.partition(":")
        if colon:
            yield label, paragraph.content[len(label) + 1 :].strip()


@cache
def _labels() -> dict[str, Attribute]:
    table = load_toml("plans/attributes.toml")
    return {fold(label): cast(Attribute, name) for name, labels in table.items() for label in labels}
