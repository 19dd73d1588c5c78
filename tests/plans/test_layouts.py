"""Table layouts that readers deliver: what heads a column, what numbers a row, what opens a group."""

from __future__ import annotations

from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.assemble import Assembler, RawCell, RawTable


def _plan(rows: list[list[str]], *, heading: str = "II. NHIỆM VỤ", across: tuple[int, ...] = ()) -> Plan:
    """Read a plan of one table; the rows in ``across`` are one cell merged over the table."""
    out = Assembler("a.docx")
    out.paragraph("KẾ HOẠCH")
    out.paragraph(heading)
    width = len(rows[0])
    out.table(
        RawTable(
            tuple(
                RawCell(
                    number, column, (text,) if text else (), 1, width if number in across else 1, bold=number in across
                )
                for number, row in enumerate(rows)
                for column, text in enumerate(row)
            )
        )
    )
    return parse(out.document())


def test_column_that_groups_tasks_is_not_the_task() -> None:
    plan = _plan(
        [
            ["Nhóm nhiệm vụ", "TT", "Hoạt động cụ thể", "Chủ trì", "Thời gian"],
            ["Thể chế", "1", "Ban hành quy chế", "Văn phòng Sở", "Quý I/2024"],
            ["", "2", "Kiểm tra văn bản", "Thanh tra Sở", "Quý II/2024"],
            ["Bộ máy", "3", "Sắp xếp các phòng", "Văn phòng Sở", "Quý II/2024"],
        ],
        heading="1. Nhiệm vụ",
    )
    assert [task.task.text for task in plan.tasks] == ["Ban hành quy chế", "Kiểm tra văn bản", "Sắp xếp các phòng"]
    assert [task.heading for task in plan.tasks] == ["Thể chế", "Thể chế", "Bộ máy"]


def test_group_under_the_header_is_no_second_header() -> None:
    plan = _plan(
        [
            ["STT", "Nội dung", "Cơ quan thực hiện", "Thời gian hoàn thành"],
            ["1. Lĩnh vực đường bộ"],
            ["1.1", "Cấp phép thi công", "Thanh tra Sở", "Quý I/2022"],
            ["2. Lĩnh vực vận tải"],
            ["2.1", "Đổi giấy phép lái xe", "Văn phòng Sở", "Tháng 8/2022"],
        ],
        heading="1. Nhiệm vụ",
        across=(1, 3),
    )
    assert [task.section for task in plan.tasks] == ["1.1.1", "1.2.1"]


def test_first_column_of_numbers_needs_no_header_of_its_own() -> None:
    rows = [
        ["5II", "Nội dung", "Đơn vị chủ trì", "Thời gian"],
        ["1", "Ban hành kế hoạch", "Văn phòng Sở", "Quý I/2024"],
        ["2", "Kiểm tra công vụ", "Thanh tra Sở", "Quý II/2024"],
    ]
    assert [task.section for task in _plan(rows, heading="1. Nhiệm vụ").tasks] == ["1.1", "1.2"]


def test_row_that_numbers_the_columns_is_known_with_one_number_misread() -> None:
    rows = [
        ["TT", "Nội dung", "Đơn vị chủ trì", "Thời gian"],
        ["Œ)", "(2)", "(3)", "(4)"],
        ["1", "Ban hành kế hoạch", "Văn phòng Sở", "Quý I/2024"],
    ]
    assert [task.task.text for task in _plan(rows, heading="1. Nhiệm vụ").tasks] == ["Ban hành kế hoạch"]


def test_merged_lead_stands_in_each_of_its_rows_at_one_place() -> None:
    out = Assembler("a.docx")
    out.paragraph("1. Nhiệm vụ")
    cells = [RawCell(0, at, (text,)) for at, text in enumerate(("TT", "Nội dung", "Chủ trì", "Thời gian"))]
    cells += [RawCell(1, 0, ("1",)), RawCell(1, 1, ("Việc một",)), RawCell(1, 2, ("Sở Nội vụ",), rows=2)]
    cells += [RawCell(1, 3, ("Quý I/2024",)), RawCell(2, 0, ("2",)), RawCell(2, 1, ("Việc hai",))]
    cells += [RawCell(2, 3, ("Quý II/2024",))]
    out.table(RawTable(tuple(cells)))
    first, second = parse(out.document()).tasks
    assert first.lead[0].span == second.lead[0].span


def test_completed_product_is_a_product_and_no_time() -> None:
    rows = [
        ["TT", "Nội dung", "Sản phẩm hoàn thành", "Đơn vị chủ trì", "Thời gian hoàn thành"],
        ["1", "Rà soát thủ tục", "Báo cáo rà soát", "Văn phòng Sở", "Quý II/2023"],
    ]
    task = _plan(rows, heading="1. Nhiệm vụ").tasks[0]
    assert task.deadline is not None
    assert task.product is not None
    assert (task.deadline.text, task.product.text) == ("Quý II/2023", "Báo cáo rà soát")


def test_rows_under_a_lead_in_belong_to_it() -> None:
    plan = _plan(
        [
            ["TT", "Nội dung", "Cơ quan chủ trì", "Thời gian"],
            ["4", "Hoàn thiện quy chuẩn kỹ thuật đối với:", "", ""],
            ["-", "Công trình giao thông", "Bộ Xây dựng", "Năm 2026"],
            ["-", "Công trình năng lượng", "Bộ Công Thương", "Năm 2026"],
            ["5", "Sửa đổi quy hoạch kho", "Bộ Tài chính", "Năm 2026"],
        ],
    )
    assert [(task.section, "Hoàn thiện quy chuẩn" in task.heading) for task in plan.tasks] == [
        ("II.4", False),
        ("II.4", True),
        ("II.4", True),
        ("II.5", False),
    ]


def test_the_rest_of_a_row_that_a_page_break_cut_opens_no_group() -> None:
    rest = "cơ quan, địa phương mô tả các hoạt động của dự án, sản phẩm, kết quả và thời gian thực hiện."
    plan = _plan(
        [
            ["TT", "Nội dung", "Cơ quan chủ trì", "Thời gian"],
            ["3", "Ưu tiên nguồn lực cho các dự án trọng điểm; các", "Bộ Tài chính", "Năm 2026"],
            ["", rest, "", ""],
            ["4", "Đầu tư trang thiết bị", "Bộ Quốc phòng", "Năm 2026"],
        ],
        heading="IV. NGUỒN LỰC",
    )
    assert [task.section for task in plan.tasks] == ["IV.3", "IV.4"]
    assert plan.tasks[0].task.text.endswith("thời gian thực hiện")
    assert plan.tasks[1].heading == ""
