"""Word files: body order, merged cells, lists, changes, notes, old fonts."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from cchc_assistant.reading.document import Document, Paragraph, Table
from cchc_assistant.reading.legacy_fonts import decode_run
from cchc_assistant.reading.word import read_word
from cchc_assistant.reading.word_numbering import format_number
from tests.documents.build_docx import build_docx
from tests.documents.content import plans
from tests.documents.tcvn3 import to_tcvn3


def _saved(document: Any) -> Document:  # noqa: ANN401
    out = io.BytesIO()
    document.save(out)
    return read_word(out.getvalue(), "a.docx")


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def _rows(document: Document) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells] for block in document.blocks if isinstance(block, Table) for row in block.rows
    ]


def test_tables_stand_where_they_stand_in_the_body() -> None:
    document = docx.Document()
    document.add_paragraph("Trước bảng")
    table = document.add_table(2, 3)
    for index, text in enumerate(["a", "b", "c", "d", "e", "f"]):
        table.cell(index // 3, index % 3).text = text
    document.add_paragraph("Sau bảng")
    read = _saved(document)
    assert [type(block) for block in read.blocks] == [Paragraph, Table, Paragraph]
    assert read.text == "Trước bảng\na\tb\tc\td\te\tf\nSau bảng\n"


def test_cell_merged_down_stands_in_each_row_and_across_in_its_first_column_only() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "1"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Kết quả"
    for row, column, text in ((1, 1, "x"), (1, 2, "y"), (2, 1, "z"), (2, 2, "")):
        table.cell(row, column).text = text
    read = _saved(document)
    assert _rows(read) == [["1", "Kết quả", ""], ["1", "x", "y"], ["1", "z", ""]]
    assert read.text.count("Kết quả") == 1


def test_numbers_of_lists_are_written_as_word_shows_them() -> None:
    texts = _texts(read_word(build_docx(next(plan for plan in plans() if plan.name.startswith("07"))), "a.docx"))
    assert "I. MỤC ĐÍCH" in texts
    assert "III. TỔ CHỨC THỰC HIỆN" in texts
    assert [text[:3] for text in texts if text.startswith(("1. ", "2. "))] == ["1. ", "2. ", "1. "]


def test_changes_are_read_as_accepted_and_notes_stand_at_the_end() -> None:
    document = read_word(build_docx(next(plan for plan in plans() if plan.name.startswith("07"))), "a.docx")
    assert "XÓA BỎ" not in document.text
    assert "1. Kiểm soát chặt chẽ việc ban hành thủ tục hành chính." in _texts(document)
    assert _texts(document)[-1] == "[1] Theo Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ."


def test_head_and_foot_set_as_tables_are_read_column_by_column() -> None:
    texts = _texts(read_word(build_docx(plans()[0]), "a.docx"))
    assert texts[:4] == ["UBND TỈNH HÀ NAM", "SỞ NỘI VỤ", "Số: 12/KH-SNV", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    foot = texts[texts.index("Nơi nhận:") :]
    assert foot == [
        "Nơi nhận:",
        *("- UBND tỉnh (để b/c);", "- Lãnh đạo Sở;", "- Các phòng, đơn vị thuộc Sở;", "- Lưu: VT, CCHC;"),
        *("GIÁM ĐỐC", "Nguyễn Quốc Tuấn"),
    ]


def test_table_inside_a_cell_becomes_its_lines_and_a_laying_out_table_its_content() -> None:
    document = docx.Document()
    outer = document.add_table(1, 3)
    inner = outer.cell(0, 1).add_table(2, 2)
    for index, text in enumerate(["p", "q", "r", "s"]):
        inner.cell(index // 2, index % 2).text = text
    outer.cell(0, 0).text = "trái"
    assert _rows(_saved(document)) == [["trái", "p q r s", ""]]
    frame = docx.Document()
    held = frame.add_table(1, 1).cell(0, 0).add_table(2, 3)
    held.cell(1, 2).text = "trong"
    held.cell(0, 0).text = "đầu"
    assert _rows(_saved(frame)) == [["đầu", "", ""], ["", "", "trong"]]


def test_soft_line_breaks_part_lines_but_not_sentences() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("KẾ HOẠCH")
    run.add_break()
    run.add_text("Cải cách hành chính")
    run.add_break()
    run.add_text("năm 2023")
    assert _texts(_saved(document)) == ["KẾ HOẠCH", "Cải cách hành chính năm 2023"]


def test_pages_are_those_word_saved() -> None:
    document = docx.Document()
    document.add_paragraph("Trang một")
    second = document.add_paragraph()
    second._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:lastRenderedPageBreak/><w:t>Trang hai</w:t></w:r>"))
    read = _saved(document)
    assert read.page_starts == (0, len("Trang một\n"))
    assert read.page_of(read.text.index("hai")) == 2


@pytest.mark.parametrize("text", ["Kế hoạch cải cách hành chính", "Đơn vị chủ trì: Sở Nội vụ; trước ngày 15/11/2020"])
def test_old_fonts_are_decoded_run_by_run(text: str) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    old = paragraph.add_run(to_tcvn3(text))
    old.font.name = ".VnTime"
    paragraph.add_run(" – Hòa Bình")
    assert _texts(_saved(document)) == [f"{text} – Hòa Bình"]


def test_capitals_font_shows_capitals_and_unicode_in_an_old_font_stays() -> None:
    assert decode_run(to_tcvn3("cộng hòa"), ".VnTimeH") == "CỘNG HÒA"
    assert decode_run("Kế hoạch", ".VnTime") == "Kế hoạch"
    assert decode_run("Coäng hoøa", "VNI-Times") == "Cộng hòa"
    assert decode_run("Café", "Times New Roman") == "Café"


@pytest.mark.parametrize(
    ("count", "form", "shown"),
    [(9, "upperRoman", "IX"), (14, "lowerRoman", "xiv"), (27, "lowerLetter", "aa"), (5, "decimal", "5")],
)
def test_forms_of_numbers(count: int, form: str, shown: str) -> None:
    assert format_number(count, form) == shown
