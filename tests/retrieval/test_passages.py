from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.assemble import Assembler, RawCell, RawTable
from cchc_assistant.reading.document import Document
from cchc_assistant.reading.text import read_text
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.passage_store import load_passage, passage_json
from cchc_assistant.retrieval.passages import MAX_CHARS, passages

FORM = """KẾ HOẠCH
Tuyên truyền cải cách hành chính năm 2024

I. NHIỆM VỤ

1. Tổ chức hội thi tìm hiểu cải cách hành chính
- Cơ quan chủ trì: Sở Nội vụ.
- Thời gian thực hiện: Quý II/2024.

2. Xuất bản bản tin
- Cơ quan chủ trì: Sở Thông tin và Truyền thông.
- Thời gian thực hiện: Hàng tháng.

II. KINH PHÍ

Từ nguồn ngân sách nhà nước.
"""


def cut(text: str) -> tuple[Plan, Document, list[Passage]]:
    document = read_text(text.encode(), "plan.txt")
    plan = parse(document)
    return plan, document, passages(plan, document)


def test_form_is_one_passage_with_its_section_and_titles() -> None:
    _, document, found = cut(FORM)
    form = next(passage for passage in found if "hội thi" in passage.text)
    assert form.section == "I.1"
    assert form.kind == "item"
    assert form.heading == ("NHIỆM VỤ",)
    assert form.text.splitlines() == [
        "1. Tổ chức hội thi tìm hiểu cải cách hành chính",
        "- Cơ quan chủ trì: Sở Nội vụ.",
        "- Thời gian thực hiện: Quý II/2024.",
    ]
    start = form.text.index("Sở Nội vụ")
    span = form.span_of(start, start + len("Sở Nội vụ"))
    assert document.text[span.start : span.end] == "Sở Nội vụ"


def test_headings_are_passages_of_their_own_kind() -> None:
    _, _, found = cut(FORM)
    headings = [passage.text for passage in found if passage.kind == "heading"]
    assert headings == ["Tuyên truyền cải cách hành chính năm 2024", "I. NHIỆM VỤ", "II. KINH PHÍ"]


def test_row_carries_the_words_of_the_header(plans: list[tuple[Plan, Document]]) -> None:
    plan, document = plans[0]
    row = next(p for p in passages(plan, document) if p.kind == "row" and "Xây dựng video" in p.text)
    cells = {column.header: row.text[column.start : column.end] for column in row.columns}
    assert cells["Bộ phận chủ trì"] == "Văn phòng Sở"
    assert cells["Sản phẩm"] == "Video"
    assert row.section == "Phụ lục 1.c"
    assert row.heading[-1] == "Công tác thông tin, tuyên truyền"


def test_rows_that_share_a_cell_have_sections_of_their_own() -> None:
    out = Assembler("a.docx")
    out.paragraph("I. NHIỆM VỤ")
    texts = [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Tập huấn", ""], ["2", "Khảo sát", ""], ["3", "Kiểm tra", ""]]
    cells = [RawCell(row, at, (text,)) for row, line in enumerate(texts) for at, text in enumerate(line) if text]
    out.table(RawTable((*cells, RawCell(1, 2, ("Sở Nội vụ",), rows=3))))
    document = out.document()
    rows = [passage for passage in passages(parse(document), document) if passage.kind == "row"]
    assert [(row.section, row.text[4:8]) for row in rows] == [("I.1", "Tập "), ("I.2", "Khảo"), ("I.3", "Kiểm")]


def test_every_character_stands_in_the_source(plans: list[tuple[Plan, Document]]) -> None:
    for plan, document in plans:
        found = passages(plan, document)
        assert found
        for passage in found:
            offsets = [passage.source_offset(index) for index in range(len(passage.text))]
            assert min(offsets) == passage.span.start
            assert max(offsets) == passage.span.end - 1
            if not document.repaired:
                same = [
                    char == document.text[offset]
                    for char, offset in zip(passage.text, offsets, strict=True)
                    if not char.isspace() and char != "|"
                ]
                assert all(same)


def test_no_passage_holds_parts_of_two_tasks(plans: list[tuple[Plan, Document]]) -> None:
    for plan, document in plans:
        tasks = {(task.source.start, task.source.end) for task in plan.tasks}
        for passage in passages(plan, document):
            letters = {passage.source_offset(index) for index, char in enumerate(passage.text) if char.isalpha()}
            met = {span for span in tasks if any(span[0] <= offset < span[1] for offset in letters)}
            # An item's own words may stand inside the range of a longer entry; side by side is what must not be.
            for one, other in itertools.combinations(sorted(met), 2):
                assert one[1] > other[0], (document.name, passage.text[:60], one, other)


def test_all_words_of_a_plan_are_in_some_passage(plans: list[tuple[Plan, Document]]) -> None:
    for plan, document in plans:
        if document.repaired:
            continue
        held: set[int] = set()
        for passage in passages(plan, document):
            held.update(passage.source_offset(index) for index in range(len(passage.text)))
        letters = [offset for offset, char in enumerate(document.text) if char.isalpha()]
        # Header rows and page numbers are no passages.
        assert sum(offset in held for offset in letters) >= 0.97 * len(letters), document.name


def test_long_items_are_windowed() -> None:
    sentence = "Tiếp tục rà soát, đơn giản hóa thủ tục hành chính thuộc phạm vi quản lý của ngành tại địa phương. "
    _, document, found = cut(f"I. NỘI DUNG\n\n1. {sentence * 30}\n")
    long = [passage for passage in found if passage.section == "I.1"]
    assert len(long) > 2
    assert all(len(passage.text) <= MAX_CHARS for passage in long)
    assert all(passage.text.endswith(".") for passage in long)
    assert document.text[long[0].span.start : long[0].span.end].startswith("1. Tiếp tục")


def test_passage_reads_back_from_json(plans: list[tuple[Plan, Document]]) -> None:
    for passage in passages(*plans[0]):
        assert load_passage(passage_json(passage), passage.document) == passage


def test_ranges_outside_a_passage_are_refused() -> None:
    passage = cut(FORM)[2][0]
    for start, end in ((0, 0), (-1, 2), (0, len(passage.text) + 1)):
        with pytest.raises(ValueError, match="range"):
            passage.source_range(start, end)
    with pytest.raises(IndexError):
        passage.source_offset(len(passage.text))


LINES: Any = st.lists(
    st.sampled_from(
        [
            "I. MỤC ĐÍCH", "II. NHIỆM VỤ", "1. Tập huấn", "2. Rà soát thủ tục", "a) Xây dựng kế hoạch",
            "- Cơ quan chủ trì: Sở Nội vụ", "- Thời gian: Quý I/2024", "- Các sở, ban, ngành", "", "Phụ lục I",
            "STT\tNội dung\tChủ trì\tThời gian", "1\tTuyên truyền\tVăn phòng Sở\tTháng 3/2024",
            "Sở Tài chính tổng hợp, trình trước ngày 15/3/2024; Sở Nội vụ theo dõi.", "Nơi nhận:", "- Lưu: VT.",
        ]
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=60)
@given(LINES)
def test_any_order_of_lines_keeps_its_places(lines: list[str]) -> None:
    text = "KẾ HOẠCH\nCải cách hành chính năm 2024\n\n" + "\n".join(lines) + "\n"
    _, document, found = cut(text)
    for passage in found:
        for index, char in enumerate(passage.text):
            if not char.isspace() and char != "|":
                assert document.text[passage.source_offset(index)] == char
    assert [p.span.start for p in found] == sorted(p.span.start for p in found)
