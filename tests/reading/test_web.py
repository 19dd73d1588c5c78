"""Saved web pages: the document alone, tables with their spans, lists, any encoding."""

from __future__ import annotations

import pytest

from cchc_assistant.reading.document import Document, Paragraph, Table
from cchc_assistant.reading.web import read_web
from tests.documents.build_html import build_html
from tests.documents.content import plans


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def _page(body: str) -> Document:
    return read_web(f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode(), "a.html")


def test_nothing_of_the_site_around_the_plan_is_read() -> None:
    text = read_web(build_html(plans()[0]), "a.html").text
    for alien in (
        "Trang chủ",
        "31/02/2020",
        "Quý V/2020",
        "15/12/2018",
        "01/02/2015",
        "lượt xem",
        "01/01/1999",
        "09/09/2019",
    ):
        assert alien not in text
    assert text.startswith("UBND TỈNH HÀ NAM\nSỞ NỘI VỤ\nSố: 12/KH-SNV\n")
    assert text.rstrip().endswith("Nguyễn Quốc Tuấn")


def test_spans_are_resolved() -> None:
    made = _page(
        "<table><tr><td rowspan=2>1<td rowspan=0>Việc<td colspan=2>Kết quả</tr><tr><td>a<td>b</tr>"
        "<tr><td>2</td><td>c</td><td>d</td></tr></table>"
    )
    table = made.blocks[0]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["1", "Việc", "Kết quả", ""],
        ["1", "Việc", "a", "b"],
        ["2", "Việc", "c", "d"],
    ]


def test_lists_headings_and_line_breaks() -> None:
    made = _page(
        "<h2>I. MỤC ĐÍCH</h2><ol start=2><li>Hai<li>Ba</ol><ul><li>gạch</ul><p>Sở Nội vụ<br>Văn phòng<br>tỉnh</p>"
    )
    assert _texts(made) == ["I. MỤC ĐÍCH", "2. Hai", "3. Ba", "- gạch", "Sở Nội vụ", "Văn phòng tỉnh"]
    assert isinstance(made.blocks[0], Paragraph)
    assert made.blocks[0].style == "heading"


def test_related_documents_under_a_heading_are_dropped() -> None:
    body = "<div>" + "<p>Nội dung kế hoạch cải cách hành chính năm 2023 của tỉnh.</p>" * 8
    body += "<h3>Văn bản liên quan</h3><p>Kế hoạch năm 2018, hạn 15/12/2018</p></div>"
    assert "2018" not in _page(body).text


def test_heading_of_that_name_over_the_document_itself_drops_nothing() -> None:
    made = _page("<div><h3>Văn bản liên quan</h3>" + "<p>Kế hoạch năm 2023 của tỉnh.</p>" * 5 + "</div>")
    assert made.text.count("Kế hoạch năm 2023") == 5


def test_hidden_text_is_not_read() -> None:
    assert "ẩn" not in _page("<p>Kế hoạch năm 2023</p><p style='display: none'>chữ ẩn</p>").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
def test_encodings(encoding: str) -> None:
    text = "Sơ thâm" if encoding == "cp1258" else "Kế hoạch"
    page = f"<html><head><meta charset={encoding}></head><body><p>{text}</p></body></html>"
    assert read_web(page.encode(encoding), "a.html").text == f"{text}\n"


def test_page_laid_out_by_a_table_is_read_as_its_content() -> None:
    made = _page("<table><tr><td><p>I. MỤC ĐÍCH</p><p>Nội dung</p></td></tr></table>")
    assert _texts(made) == ["I. MỤC ĐÍCH", "Nội dung"]


def test_terms_stand_before_what_defines_them() -> None:
    terms = "<dt>Hồ sơ đúng hạn</dt><dd>99%</dd><dt>Hài lòng:</dt><dd>92%</dd><dt>Khác</dt>"
    document = read_web(f"<html><body><p>Mục tiêu</p><dl>{terms}</dl></body></html>".encode(), "a.html")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "Mục tiêu",
        "Hồ sơ đúng hạn: 99%",
        "Hài lòng: 92%",
        "Khác",
    ]
