"""Flattened tables: rows rebuilt where numbers, units and times tell them for sure, a warning where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.plans.flattened import Unflattened, unflatten
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.document import Block, Paragraph, Table
from cchc_assistant.reading.text import read_text

_HEADER = "STT Tên nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Thời gian hoàn thành"
_TASKS = [
    ("Mở lớp tập huấn kỹ năng số cho hộ kinh doanh.", "Sở Công Thương", "UBND các xã, phường", "Thường xuyên"),
    ("Rà soát quy định do Bộ Nội vụ ban hành.", "Sở Nội vụ", "Các sở, ban, ngành tỉnh", "Quý IV/2025"),
    ("Lắp đặt 20 điểm truy cập tại 3 huyện", "Sở Khoa học và Công nghệ", "Công an tỉnh; Sở Tài chính", "2026"),
    ("Trình phương án sắp xếp.", "Thanh tra tỉnh", "Sở Nội vụ", "Trước ngày 30/6/2026"),
]


def _blocks(*texts: str) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    for text in texts:
        blocks.append(Paragraph(Mapped.of(text, at)))
        at += len(text) + 1
    return blocks


def _rows(made: Unflattened) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells] for block in made.blocks if isinstance(block, Table) for row in block.rows
    ]


def test_rows_and_groups_are_rebuilt() -> None:
    text = f"{_HEADER} I. NÂNG CAO NHẬN THỨC " + " ".join(
        f"{n} {' '.join(task)}" for n, task in enumerate(_TASKS[:2], 1)
    )
    more = "II. PHÁT TRIỂN HẠ TẦNG 5G " + " ".join(f"{n} {' '.join(task)}" for n, task in enumerate(_TASKS[2:], 3))
    made = unflatten(_blocks(text, more, "Trên đây là Kế hoạch."), "a.txt")
    assert made.warnings == ()
    assert _rows(made) == [
        ["STT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"],
        ["I", "NÂNG CAO NHẬN THỨC", "", "", ""],
        ["1", *_TASKS[0]],
        ["2", *_TASKS[1]],
        ["II", "PHÁT TRIỂN HẠ TẦNG 5G", "", "", ""],
        ["3", *_TASKS[2]],
        ["4", *_TASKS[3]],
    ]
    assert isinstance(made.blocks[-1], Paragraph)


def test_cells_keep_their_places_in_the_source() -> None:
    source = f"{_HEADER} " + " ".join(f"{n} {' '.join(task)}" for n, task in enumerate(_TASKS, 1))
    made = unflatten(_blocks(source), "a.txt")
    for block in made.blocks:
        assert isinstance(block, Table)
        for row in block.rows:
            for cell in row.cells:
                for line in cell.lines:
                    start, end = line.source_range()
                    assert source[start:end] == line.text


def test_numbers_inside_a_task_begin_no_row() -> None:
    text = f"{_HEADER} 1 Thực hiện Điều 2 Luật Đất đai và Quý 2 Báo cáo. Sở Tư pháp Sở Nội vụ Năm 2025"
    text += f" 2 {' '.join(_TASKS[0])}"
    rows = _rows(unflatten(_blocks(text), "a.txt"))
    assert [row[0] for row in rows[1:]] == ["1", "2"]
    assert rows[1][1] == "Thực hiện Điều 2 Luật Đất đai và Quý 2 Báo cáo."


def test_unclear_units_stay_in_the_task_and_are_reported() -> None:
    text = f"{_HEADER} 1 Mở điểm wifi Nhà mạng trúng thầu Sở Nội vụ Quý I/2025 2 {' '.join(_TASKS[0])}"
    made = unflatten(_blocks(text), "a.txt")
    assert _rows(made)[1] == ["1", "Mở điểm wifi Nhà mạng trúng thầu Sở Nội vụ", "", "", "Quý I/2025"]
    assert len(made.warnings) == 1
    assert "chủ trì" in made.warnings[0]


def test_who_leads_is_marked_as_a_guess_where_a_row_has_more_units_than_columns() -> None:
    text = (
        "I. NHIỆM VỤ\nSTT Nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Thời gian 1 Rà soát. Sở Tư pháp Các sở Quý I/2026"
    )
    text += " 2 Khảo sát. Sở Nội vụ Bưu điện tỉnh Cục Thống kê Quý II/2026"
    tasks = parse(read_text(text.encode(), "a.txt")).tasks
    assert [(task.lead[0].text, task.doubtful) for task in tasks] == [
        ("Sở Tư pháp", ()),
        ("Sở Nội vụ", ("lead", "coordinate")),
    ]


def test_header_on_its_own_line_and_groups_in_small_letters() -> None:
    made = unflatten(
        _blocks(
            "TT Chỉ tiêu Chủ trì",
            "I. Kinh tế số 1 Kinh tế số chiếm 45% GRDP tỉnh. Sở Tài chính 2 Doanh nghiệp số đạt 60% Sở Công Thương",
            "II. Xã hội số 1 Phủ sóng 5G đạt 100% dân số. Sở Y tế 2 Có tài khoản số đạt 80%. Công an tỉnh",
        ),
        "a.txt",
    )
    assert _rows(made)[1:] == [
        ["I", "Kinh tế số", ""],
        ["1", "Kinh tế số chiếm 45% GRDP tỉnh.", "Sở Tài chính"],
        ["2", "Doanh nghiệp số đạt 60%", "Sở Công Thương"],
        ["II", "Xã hội số", ""],
        ["1", "Phủ sóng 5G đạt 100% dân số.", "Sở Y tế"],
        ["2", "Có tài khoản số đạt 80%.", "Công an tỉnh"],
    ]


def test_prose_that_begins_like_a_header_stays_prose() -> None:
    blocks = _blocks(
        "TT Nội dung chủ trì được nêu ở trên.", "STT Tên nhiệm vụ", "1. Mục đích", "Thời gian thực hiện: 2023"
    )
    made = unflatten(blocks, "a.txt")
    assert list(made.blocks) == blocks
    assert made.warnings == ()


@given(st.lists(st.sampled_from(_TASKS), min_size=2, max_size=12))
def test_any_run_of_clear_rows_comes_back(tasks: list[tuple[str, str, str, str]]) -> None:
    text = f"{_HEADER} " + " ".join(f"{n} {' '.join(task)}" for n, task in enumerate(tasks, 1))
    rows = _rows(unflatten(_blocks(text), "a.txt"))
    assert rows[1:] == [[str(n), *task] for n, task in enumerate(tasks, 1)]


@pytest.mark.parametrize(
    ("header", "row", "cells"),
    [
        (
            "TT Nội dung thực hiện Cơ quan chủ trì Cơ quan phối hợp Thời gian hoàn thành Sản phẩm dự kiến",
            "Kiện toàn Ban Chỉ huy các cấp (Điều 7 Nghị định) Bộ CHQS tỉnh; UBND cấp xã Văn phòng Ban Chỉ huy; các sở, "
            "ban, ngành Trước ngày 30/11/2025 Quyết định của Chủ tịch UBND tỉnh",
            [
                "Kiện toàn Ban Chỉ huy các cấp (Điều 7 Nghị định)",
                "Bộ CHQS tỉnh; UBND cấp xã",
                "Văn phòng Ban Chỉ huy; các sở, ban, ngành",
                "Trước ngày 30/11/2025",
                "Quyết định của Chủ tịch UBND tỉnh",
            ],
        ),
        (
            "TT Nhiệm vụ, giải pháp Cơ quan chủ trì Cơ quan phối hợp Kết quả Thời gian thực hiện",
            "Xây dựng Luật Chuyển đổi số. Bộ Khoa học và Công nghệ Bộ Công an, Văn phòng Chính phủ Báo cáo thực hiện "
            "Tháng 12/2025",
            [
                "Xây dựng Luật Chuyển đổi số.",
                "Bộ Khoa học và Công nghệ",
                "Bộ Công an, Văn phòng Chính phủ",
                "Báo cáo thực hiện",
                "Tháng 12/2025",
            ],
        ),
        (
            "TT Nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Thời gian dự kiến hoàn thành Kết quả dự kiến Nguồn kinh phí",
            "Rà soát quy hoạch. Các sở, ngành; UBND xã Sở Tài chính Quý IV/2025 Quyết định của cấp có thẩm quyền Chi "
            "thường xuyên",
            [
                "Rà soát quy hoạch.",
                "Các sở, ngành; UBND xã",
                "Sở Tài chính",
                "Quý IV/2025",
                "Quyết định của cấp có thẩm quyền",
                "Chi thường xuyên",
            ],
        ),
        (
            "STT Nhiệm vụ Văn bản giao nhiệm vụ Cơ quan chủ trì thực hiện Thời hạn hoàn thành",
            "Xây dựng Luật Thuế Nghị quyết số 71/NQ-CP Các bộ, ngành 30/06/2025",
            ["Xây dựng Luật Thuế Nghị quyết số 71/NQ-CP", "", "Các bộ, ngành", "30/06/2025"],
        ),
    ],
)
def test_columns_in_any_order_after_the_title_of_an_appendix(header: str, row: str, cells: list[str]) -> None:
    title = "PHỤ LỤC II DANH MỤC NHIỆM VỤ (Kèm theo Kế hoạch số 980/KH-UBND ngày 18/11/2025)"
    text = f"{title} {header} I Hoàn thiện thể chế 1 {row} 2 {row} II Hạ tầng số II.1 Trung tâm dữ liệu 1 {row}"
    made = unflatten(_blocks(text), "a.txt")
    above = made.blocks[0]
    assert isinstance(above, Paragraph)
    assert above.text == title
    rows = _rows(made)[1:]
    assert [row[0] for row in rows] == ["I", "1", "2", "II", "II.1", "1"]
    assert rows[1][1:] == rows[2][1:] == rows[5][1:] == cells
