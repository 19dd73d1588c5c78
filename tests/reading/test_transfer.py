"""Documents come out of the worker process as they went in; repairs keep their places in the source."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.reading.document import Block, Cell, Document, Paragraph, Row, Table
from cchc_assistant.reading.repair import repair
from cchc_assistant.reading.transfer import from_values, to_values


def test_merged_cell_stays_one_cell() -> None:
    cell = Cell((Mapped.of("một", 0),), bold=True)
    document = Document(
        "a", "một hai", (Table((Row((cell, Cell())), Row((cell, Cell((Mapped.of("hai", 4),)))))),), (0,)
    )
    back = from_values(json.loads(json.dumps(to_values(document))))
    assert back == document
    table = back.blocks[0]
    assert isinstance(table, Table)
    assert table.rows[0].cells[0] is table.rows[1].cells[0]


@given(st.text(min_size=6, max_size=60), st.lists(st.integers(0, 50), min_size=2, max_size=6))
def test_any_document_comes_back(text: str, cuts: list[int]) -> None:
    text = text.encode("utf-8", "ignore").decode()
    bounds = sorted({min(cut, len(text)) for cut in cuts})
    pieces = [Mapped.of(text[a:b], a) for a, b in pairwise(bounds)]
    blocks: tuple[Block, ...] = (Paragraph(join(pieces)), Paragraph(join(pieces[:1]), "bold"))
    document = Document("a", text, blocks, (0,), ("cảnh báo",), ((1, 0.5),), repaired=True)
    assert from_values(json.loads(json.dumps(to_values(document)))) == document


def test_clean_document_is_left_as_it_is() -> None:
    text = "Sở Nội vụ chủ trì, phối hợp với Văn phòng Ủy ban nhân dân tỉnh tổ chức thực hiện Kế hoạch này."
    document = Document("a.docx", text, (Paragraph(Mapped.of(text)),))
    assert repair(document) is document


def test_words_without_diacritics_are_repaired_in_their_cells_at_their_places() -> None:
    text = "So Noi vu chu tri phoi hop voi cac so, ban, nganh to chuc tuyen truyen cai cach hanh chinh trong nam 2023"
    cut = text.index("to chuc")
    table = Table((Row((Cell((Mapped.of(text[: cut - 1]),)), Cell((Mapped.of(text[cut:], cut),)))),))
    fixed = repair(Document("a.docx", text, (table,)))
    assert fixed.repaired
    assert fixed.text == text
    block = fixed.blocks[0]
    assert isinstance(block, Table)
    left, right = block.rows[0].cells
    assert left.text.startswith("Sở Nội vụ chủ trì")
    assert right.text.startswith("tổ chức tuyên truyền")
    start = right.text.index("tuyên")
    begin, end = right.lines[0].source_range(start, start + 5)
    assert text[begin:end] == "tuyen"
