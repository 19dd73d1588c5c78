"""Reading text and Markdown: wraps, page ends, emphasis, tables, and text that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.reading.document import Document, Paragraph, Table
from cchc_assistant.reading.text import read_text

CORPUS = Path(__file__).parent.parent / "corpus"


def paragraphs(text: str, name: str = "plan.txt") -> list[str]:
    return [block.text for block in read_text(text.encode(), name).blocks if isinstance(block, Paragraph)]


def table(text: str) -> tuple[list[list[str]], tuple[str, ...]]:
    document = read_text(text.encode(), "plan.txt")
    found = next(block for block in document.blocks if isinstance(block, Table))
    return [[cell.text for cell in row.cells] for row in found.rows], document.warnings


def test_wrapped_lines_with_a_blank_line_between_all_of_them_are_one_paragraph() -> None:
    document = read_text((CORPUS / "qngai-skhcn-2022-tuyen-truyen-cchc.txt").read_bytes(), "2022.txt")
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert "- Đơn vị chủ trì thực hiện: Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng." in texts
    assert any("(qua Phòng Hành chính - Tổng hợp) trước ngày 10/11/2022" in text for text in texts)
    assert "IV. KINH PHÍ THỰC HIỆN" in texts
    assert "Sử dụng kinh phí trong dự toán ngân sách nhà nước năm 2022." in texts


def test_names_and_labels_that_a_line_end_broke() -> None:
    rows = [
        "Thực hiện kế hoạch của Bộ về cải cách hành chính trong năm nay, Cục Thuế xây",
        "dựng kế hoạch của đơn vị với các mục tiêu, nhiệm vụ và phân công cụ thể cho",
        "từng phòng, từng Chi cục Thuế như sau.",
        "12. Rút ngắn thời gian giải quyết hồ sơ hoàn thuế trước, kiểm tra sau từ 06",
        "ngày xuống còn 04 ngày làm việc, do các phòng thực hiện ngay từ đầu năm nay.",
        "13. Cấp mã số thuế điện tử cho hộ kinh doanh ngay trong ngày; Phòng Kê khai",
        "- Kế toán thuế chủ trì, phối hợp các Chi cục Thuế, làm thường xuyên.",
        "17. Sắp xếp, đổi tên Chi cục Thuế khu vực Đông Hưng và Hưng Hà; Chủ trì:",
        "Phòng Tổ chức cán bộ; Phối hợp: Văn phòng; Thời hạn: theo lộ trình của Bộ.",
        "18. Nâng cao chất lượng cung cấp dịch vụ công trực tuyến trên địa bàn tỉnh",
        "- Rà soát quy trình nội bộ của các phòng chuyên môn trong toàn ngành thuế;",
        "- Công khai quy trình đã rà soát trên trang thông tin điện tử của Cục Thuế.",
    ]
    found = paragraphs("\n".join(rows))
    assert [line[:3] for line in found] == ["Thự", "12.", "13.", "17.", "18.", "- R", "- C"]
    assert "Phòng Kê khai - Kế toán thuế chủ trì" in found[2]
    assert "Chủ trì: Phòng Tổ chức cán bộ" in found[3]


def test_a_page_end_inside_a_sentence_is_joined() -> None:
    first = "- Nghị quyết số 61/2018/NQ-CP ngày 23/4/2018 của Chính phủ về thực hiện cơ chế một cửa,"
    rest = "một cửa liên thông trong giải quyết thủ tục hành chính;"
    text = f"**I. MỤC ĐÍCH**\n\n{first}\n\n{rest}\n\n- Chỉ thị số 07/CT-TTg.\n"
    assert f"{first} {rest}" in paragraphs(text, "plan.md")


def test_emphasis_goes_and_offsets_stay() -> None:
    text = "báo cáo gửi về Văn phòng Sở **trước ngày 10/11/2020**; (*khi có hướng dẫn*)\n"
    document = read_text(text.encode(), "plan.md")
    block = document.blocks[0]
    assert isinstance(block, Paragraph)
    assert block.text == "báo cáo gửi về Văn phòng Sở trước ngày 10/11/2020; (khi có hướng dẫn)"
    at = block.text.index("trước ngày")
    start, end = block.content.source_range(at, at + len("trước ngày 10/11/2020"))
    assert text[start:end] == "trước ngày 10/11/2020"


def test_headings_and_bold_lines_keep_their_style() -> None:
    document = read_text("### **3. Cải cách thể chế**\n\n**GIÁM ĐỐC**\n\nthường\n".encode(), "plan.md")
    assert [(block.text, block.style) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("3. Cải cách thể chế", "heading"),
        ("GIÁM ĐỐC", "bold"),
        ("thường", ""),
    ]


def test_tab_table_with_bold_groups_and_lists_in_cells() -> None:
    rows, warnings = table(
        "STT\tNội dung\tSản phẩm\tChủ trì\n<b>1</b>\t<b>Thể chế</b>\t\t\n"
        "a)\tRà soát\t- Kế hoạch - Báo cáo\tVăn phòng Sở\n"
    )
    assert rows == [
        ["STT", "Nội dung", "Sản phẩm", "Chủ trì"],
        ["1", "Thể chế", "", ""],
        ["a)", "Rà soát", "- Kế hoạch - Báo cáo", "Văn phòng Sở"],
    ]
    assert warnings == ()


def test_a_row_broken_inside_a_cell_is_put_together() -> None:
    rows, _ = table("STT\tNội dung\tSản phẩm\tChủ trì\n1\tRà soát văn bản\nquy phạm pháp luật\tBáo cáo\tSở Tư pháp\n")
    assert rows[1] == ["1", "Rà soát văn bản quy phạm pháp luật", "Báo cáo", "Sở Tư pháp"]


def test_a_row_with_too_few_cells_is_reported_and_nothing_is_moved() -> None:
    rows, warnings = table("STT\tNội dung\tChủ trì\tThời gian\n1\tRà soát\tSở Tư pháp\n\nHết.\n")
    assert rows[1] == ["1", "Rà soát", "Sở Tư pháp", ""]
    assert len(warnings) == 1
    assert "3 ô" in warnings[0]


def test_markdown_pipe_table() -> None:
    rows, _ = table("| TT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n| 1 | **Rà soát** TTHC | Sở A<br>Sở B |\n")
    assert rows == [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát TTHC", "Sở A Sở B"]]


def test_one_cell_between_bars_is_text() -> None:
    document = read_text("|a:|\n\n tiếp\n".encode(), "plan.md")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["|a:|", "tiếp"]


def test_form_feeds_are_pages() -> None:
    document = read_text("I. MỘT\nnội dung\n\fII. HAI\n".encode(), "plan.txt")
    assert document.page_starts == (0, 17)
    assert (document.page_of(0), document.page_of(18)) == (1, 2)


def test_page_numbers_are_dropped_and_kept_as_pages() -> None:
    document = read_text("I. MỘT\n\nnội dung một.\n\n2\n\nnội dung hai.\n\n3\n\nnội dung ba.\n".encode(), "plan.txt")
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert texts == ["I. MỘT", "nội dung một.", "nội dung hai.", "nội dung ba."]
    assert [document.page_of(document.text.index(word)) for word in ("một.", "hai.", "ba.")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "rỗng"),
        (b"  \n\t ", "rỗng"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "UTF-8"),
        (b"abc\x00def", "nhị phân"),
        ("Số: 12/KH-UBND".encode("utf-16-le"), "UTF-8"),
        (b"x" * 300_000, "dòng dài"),
    ],
)
def test_what_is_not_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_text(data, "tep.txt")


@given(st.text(alphabet="abcđ Ưộ-.;:|*\t\n\f12I)", max_size=400))
def test_every_character_shown_stands_at_its_offset(text: str) -> None:
    try:
        document = read_text(text.encode(), "plan.md")
    except UnreadableFile:
        return
    for content in contents(document):
        for char, offset in zip(content.text, content.offsets, strict=True):
            assert char == document.text[offset] or (char == " " and not document.text[offset : offset + 1].isalnum())


def contents(document: Document) -> list[Mapped]:
    found: list[Mapped] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.content)
        else:
            found.extend(line for row in block.rows for cell in row.cells for line in cell.lines)
    return found
