"""Pages as geometry: lines, columns, ruled tables, running lines, what a page end breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.reading.document import Cell, Document, Paragraph, Row, Table
from cchc_assistant.reading.flow import document_of_pages
from cchc_assistant.reading.page import Page, Rule, Word, lines_of
from cchc_assistant.reading.page_tables import cell_lines
from cchc_assistant.reading.rules import tables_of
from cchc_assistant.reading.table_breaks import broken_row, mended

_LETTER = 6.0


def _words(text: str, x: float, y: float, *, bold: bool = False) -> list[Word]:
    words = []
    for word in text.split():
        width = _LETTER * len(word)
        words.append(Word(word, x, y, x + width, y + 12, bold))
        x += width + 4
    return words


def _page(*lines: tuple[float, float, str], rules: tuple[Rule, ...] = ()) -> Page:
    return Page(595, 842, tuple(word for x, y, text in lines for word in _words(text, x, y)), rules)


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def _grid(xs: list[float], ys: list[float]) -> tuple[Rule, ...]:
    return (*(Rule(xs[0], y, xs[-1], y + 0.5) for y in ys), *(Rule(x, ys[0], x + 0.5, ys[-1]) for x in xs))


_FULL = "tăng cường kiểm tra giám sát việc thực hiện nhiệm vụ cải cách hành chính"


def test_wrapped_lines_are_joined_and_paragraphs_kept_apart() -> None:
    page = _page(
        (90, 100, "a) Các phòng thuộc Sở " + _FULL[:48]),
        (72, 120, "kỷ luật kỷ cương trong toàn ngành và tại các đơn vị trực thuộc Sở"),
        (72, 140, "theo quy định."),
        (90, 160, "b) Văn phòng Sở tổng hợp."),
        (90, 180, "c) Thanh tra Sở " + _FULL[:54]),
        (72, 200, "của Sở."),
    )
    texts = _texts(document_of_pages("a.pdf", [page]))
    assert [text[:2] for text in texts] == ["a)", "b)", "c)"]
    assert texts[0].endswith("trực thuộc Sở theo quy định.")
    assert texts[2].endswith("của Sở.")


def test_columns_of_a_letter_head_are_read_left_before_right() -> None:
    page = _page(
        (72, 80, "UBND TỈNH HÀ NAM"),
        (300, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
        (80, 100, "SỞ NỘI VỤ"),
        (320, 100, "Độc lập - Tự do"),
        (72, 160, "Kế hoạch của Sở"),
    )
    assert _texts(document_of_pages("a.pdf", [page])) == [
        "UBND TỈNH HÀ NAM",
        "SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "Độc lập - Tự do",
        "Kế hoạch của Sở",
    ]


def test_number_set_apart_by_a_tab_stays_with_its_text() -> None:
    assert _texts(document_of_pages("a.pdf", [_page((72, 100, "III."), (140, 100, "TỔ CHỨC THỰC HIỆN"))])) == [
        "III. TỔ CHỨC THỰC HIỆN"
    ]


def test_running_lines_and_page_numbers_are_dropped_and_pages_kept() -> None:
    pages = [
        _page(
            (200, 30, f"CÔNG BÁO/Số 242/Ngày 22-04-2026 {60 + n}"),
            (72, 200, f"Nội dung riêng của trang {['một', 'hai', 'ba'][n]}."),
            (290, 800, str(n + 1)),
        )
        for n in range(3)
    ]
    document = document_of_pages("a.pdf", pages)
    assert _texts(document) == [f"Nội dung riêng của trang {n}." for n in ("một", "hai", "ba")]
    assert [document.page_of(document.text.index(word)) for word in ("một", "hai", "ba")] == [1, 2, 3]


def test_sentence_broken_by_a_page_end_is_one_paragraph() -> None:
    first = _page((72, 700, "x" * 70 + " trước"), (72, 720, "y" * 68 + " đến giữa câu"))
    second = _page((72, 80, "thì hết."))
    assert _texts(document_of_pages("a.pdf", [first, second]))[-1].endswith("đến giữa câu thì hết.")


def test_merged_cells_of_a_ruled_table() -> None:
    xs, ys = [50.0, 100.0, 300.0, 400.0], [100.0, 130.0, 160.0, 190.0]
    rules = (
        *(Rule(xs[0], y, xs[-1], y + 0.5) for y in (ys[0], ys[1], ys[3])),
        Rule(xs[1], ys[2], xs[-1], ys[2] + 0.5),  # the first column is merged over two rows
        *(Rule(x, ys[0], x + 0.5, ys[-1]) for x in (xs[0], xs[1], xs[3])),
        Rule(xs[2], ys[1], xs[2] + 0.5, ys[-1]),  # in the first row the last two columns are merged
    )
    table = tables_of(rules)[0]
    assert [(box.row, box.column, box.rows, box.columns) for box in table.boxes] == [
        (0, 0, 1, 1),
        (0, 1, 1, 2),
        (1, 0, 2, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]


def test_table_goes_on_over_a_page_without_its_header_again_and_with_its_broken_row() -> None:
    xs, ys = [50.0, 90.0, 330.0, 540.0], [700.0, 730.0, 790.0]
    first = _page(
        (55, 710, "TT"), (95, 710, "Nhiệm vụ"), (335, 710, "Chủ trì"),
        (55, 740, "1"), (95, 740, "Rà soát các quy định về thủ tục"), (335, 740, "Văn phòng Sở"),
        (95, 760, "hành chính của ngành,"),
        rules=_grid(xs, ys),
    )  # fmt: skip
    below = [80.0, 110.0, 140.0, 170.0]
    second = _page(
        (55, 90, "TT"), (95, 90, "Nhiệm vụ"), (335, 90, "Chủ trì"), (95, 120, "lĩnh vực."),
        (55, 150, "2"), (95, 150, "Kiểm tra công vụ"), (335, 150, "Thanh tra Sở"),
        rules=_grid(xs, below),
    )  # fmt: skip
    document = document_of_pages("a.pdf", [first, second])
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(tables) == 1
    assert [[cell.text for cell in row.cells] for row in tables[0].rows] == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Rà soát các quy định về thủ tục hành chính của ngành, lĩnh vực.", "Văn phòng Sở"],
        ["2", "Kiểm tra công vụ", "Thanh tra Sở"],
    ]


def _row(*texts: str) -> Row:
    at, cells = 0, []
    for text in texts:
        cells.append(Cell((Mapped.of(text, at),)) if text else Cell())
        at += len(text) + 1
    return Row(tuple(cells))


def test_table_without_rules_and_a_poor_scan_are_reported() -> None:
    lines = [
        (x, 100.0 + 20 * n, text) for n in range(4) for x, text in ((60, f"{n}"), (160, "Việc"), (400, "Sở Nội vụ"))
    ]
    page = _page(*lines)
    document = document_of_pages("a.pdf", [Page(page.width, page.height, page.words, (), 0.6)])
    assert ["không kẻ ô" in warning for warning in document.warnings] == [True, False]
    assert "60 %" in document.warnings[1]


def test_row_of_its_own_is_not_joined() -> None:
    assert broken_row(_row("1", "Ban hành kế hoạch", "Sở Nội vụ"), _row("2", "Kiểm tra", "")) is None
    assert broken_row(_row("1", "Ban hành.", "", "Kế hoạch"), _row("", "", "", "Báo cáo")) is not None
    assert broken_row(_row("1", "Ban hành.", "", "Kế hoạch."), _row("", "", "", "Báo cáo")) is None
    assert broken_row(_row("1", "Ban hành.", ""), _row("", "", "Sở Nội vụ")) is None


def test_a_further_result_of_a_task_over_a_page_shares_its_cells() -> None:
    before = _row("1", "Cắt giảm điều kiện kinh doanh", "Bộ Tư pháp; Liên đoàn Thương", "Phương án", "Tháng 9")
    first, second = _row("", "", "mại Việt Nam", "Nghị định", "Tháng 12"), _row("", "", "", "Hệ thống", "Quý II")
    kept, added = mended((before,), (first, second), {0: 2, 1: 2, 2: 2})
    whole = ["1", "Cắt giảm điều kiện kinh doanh", "Bộ Tư pháp; Liên đoàn Thương mại Việt Nam"]
    assert [[cell.text for cell in row.cells] for row in (*kept, *added)] == [
        [*whole, "Phương án", "Tháng 9"],
        [*whole, "Nghị định", "Tháng 12"],
        [*whole, "Hệ thống", "Quý II"],
    ]


def test_lines_of_a_cell() -> None:
    words = [*_words("Phòng Kế hoạch", 55, 100), *_words("- Tài chính", 55, 114), *_words("Văn phòng", 55, 128)]
    assert cell_lines(words, 50, 150) == ("Phòng Kế hoạch - Tài chính", "Văn phòng")
    assert cell_lines([*_words("ST", 55, 100), *_words("T", 55, 114)], 50, 74) == ("STT",)
    assert cell_lines([*_words("Số 12/QĐ-", 55, 100), *_words("UBND", 55, 114)], 50, 120) == ("Số 12/QĐ-UBND",)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)), min_size=1, max_size=40, unique=True))
def test_lines_hold_every_word_once_from_left_to_right(places: list[tuple[int, int]]) -> None:
    words = [Word(f"w{n}", x, 14.0 * y, x + 5.0, 14.0 * y + 10) for n, (x, y) in enumerate(places)]
    lines = lines_of(words)
    assert sorted(word.text for line in lines for word in line.words) == sorted(word.text for word in words)
    for line in lines:
        assert [word.x0 for word in line.words] == sorted(word.x0 for word in line.words)


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 800), st.floats(0, 300), st.booleans()), max_size=25))
def test_any_rules_give_tables_whose_cells_do_not_overlap(drawn: list[tuple[float, float, float, bool]]) -> None:
    rules = [Rule(x, y, x + length, y) if flat else Rule(x, y, x, y + length) for x, y, length, flat in drawn]
    for table in tables_of(rules):
        taken = [
            (row, column)
            for box in table.boxes
            for row in range(box.row, box.row + box.rows)
            for column in range(box.column, box.column + box.columns)
        ]
        assert len(table.boxes) >= 1
        assert all(box.x0 < box.x1 and box.y0 < box.y1 for box in table.boxes)
        assert len(set(taken)) >= len(table.boxes)
