"""Columns that hold more than their head's first word says: two roles, ticks, aims, marks of units."""

from __future__ import annotations

import datetime as dt

import pytest

from cchc_assistant.plans.model import Plan, Task
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.assemble import Assembler, RawCell, RawTable

QUARTERS = [
    [
        "TT",
        "Nhiệm vụ",
        "Đơn vị chủ trì",
        "Thời gian thực hiện",
        "Thời gian thực hiện",
        "Thời gian thực hiện",
        "Ghi chú",
    ],
    ["", "", "", "Quý I", "Quý II", "Quý III", ""],
]


def _plan(rows: list[list[str]]) -> Plan:
    out = Assembler("a.docx")
    out.paragraph("KẾ HOẠCH")
    out.paragraph("Cải cách hành chính năm 2024")
    out.paragraph("I. NHIỆM VỤ")
    cells = (
        RawCell(number, column, tuple(text.split("\n")) if text else ())
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    )
    out.table(RawTable(tuple(cells)))
    return parse(out.document())


def _tasks(rows: list[list[str]]) -> tuple[Task, ...]:
    return _plan(rows).tasks


def _roles(task: Task) -> tuple[list[str], list[str]]:
    return [unit.text for unit in task.lead], [unit.text for unit in task.coordinate]


@pytest.mark.parametrize(
    "cell",
    ["Phòng Tư pháp / Công an huyện; UBND các xã", "Phòng Tư pháp\nCông an huyện; UBND các xã"],
)
@pytest.mark.parametrize("head", ["Cơ quan thực hiện (chủ trì / phối hợp)", "Đơn vị chủ trì, phối hợp"])
def test_column_for_both_roles_is_parted(head: str, cell: str) -> None:
    rows = [["Thời gian", "Nhiệm vụ", head, "STT", "KP (triệu đồng)"], ["Quý I", "Số hóa sổ hộ tịch", cell, "1", "320"]]
    (task,) = _tasks(rows)
    assert _roles(task) == (["Phòng Tư pháp"], ["Công an huyện", "UBND các xã"])
    assert not task.doubtful
    assert task.budget
    assert task.currency
    assert (task.budget.text, task.currency.text) == ("320", "triệu đồng")


def test_first_unit_of_a_list_for_both_roles_leads() -> None:
    (task,) = _tasks(
        [["TT", "Nội dung", "Chủ trì, phối hợp", "Thời gian"], ["1", "Tập huấn", "Sở Nội vụ, các sở", "Quý I"]]
    )
    assert _roles(task) == (["Sở Nội vụ"], ["các sở"])
    assert task.doubtful == ("lead", "coordinate")  # only their order says so


def test_ticked_columns_say_what_their_heads_say() -> None:
    first, second, third = _tasks(
        [
            *QUARTERS,
            ["1", "Tập huấn hòa giải", "Phòng Tư pháp", "", "x", "", ""],
            ["2", "Kiểm tra cải cách hành chính", "Phòng Nội vụ", "", "x", "X", ""],
            ["3", "Lắp camera", "Văn phòng", "", "x", "", "xong trước 31/5/2024"],
        ]
    )
    assert first.deadline
    assert (first.deadline.text, first.deadline.end) == ("Quý II", dt.date(2024, 6, 30))
    assert second.deadline
    assert second.deadline.text == "Quý II, Quý III"
    assert (second.deadline.start, second.deadline.end) == (dt.date(2024, 4, 1), dt.date(2024, 9, 30))
    assert third.deadline
    assert (third.deadline.text, third.deadline.end) == (
        "xong trước 31/5/2024",
        dt.date(2024, 5, 31),
    )


def test_ticked_times_are_grounded_in_the_heads() -> None:
    """The words of a time that ticks tell are those of the header's cells, found by their place in the source."""
    out = Assembler("a.docx")
    out.paragraph("I. NHIỆM VỤ")
    rows = [*QUARTERS, ["1", "Tập huấn hòa giải", "Phòng Tư pháp", "", "x", "", ""]]
    out.table(
        RawTable(tuple(RawCell(n, c, (t,) if t else ()) for n, row in enumerate(rows) for c, t in enumerate(row)))
    )
    document = out.document()
    (task,) = parse(document).tasks
    assert task.deadline
    assert document.text[task.deadline.span.start : task.deadline.span.end] == "Quý II"


def test_table_of_aims_assigns_nothing() -> None:
    rows = [["TT", "Chỉ tiêu", "Năm 2024", "Đơn vị theo dõi"], ["1", "Hồ sơ nộp trực tuyến", "60%", "Phòng Văn hóa"]]
    assert not _tasks(rows)


def test_aims_with_who_and_when_are_tasks() -> None:
    rows = [["TT", "Mục tiêu", "Đơn vị chủ trì", "Thời gian"], ["1", "Đạt 60% hồ sơ trực tuyến", "Văn phòng", "Quý IV"]]
    (task,) = _tasks(rows)
    assert _roles(task)[0] == ["Văn phòng"]


def test_marks_under_units_are_their_parts() -> None:
    (task,) = _tasks(
        [
            ["TT", "Nhiệm vụ", "Văn phòng Sở", "Phòng Tài chính", "Thanh tra Sở", "Thời gian"],
            ["1", "Rà soát quy chế chi tiêu", "PH", "CT", "", "Quý II/2024"],
        ]
    )
    assert _roles(task) == (["Phòng Tài chính"], ["Văn phòng Sở"])


def test_aims_by_year_assign_nothing() -> None:
    rows = [
        ["STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2024 (thực hiện)", "Năm 2025 (phấn đấu)"],
        ["1", "Hồ sơ giải quyết đúng hạn", "%", "98,6", "99,5"],
    ]
    assert not _tasks(rows)


def test_numbers_with_letters_and_cells_that_say_nothing() -> None:
    rows = [
        ["Mã số", "Tên nhiệm vụ", "Đầu mối", "Tham gia", "Hạn", "Kinh phí (triệu đồng)"],
        ["A1", "Ban hành quy chế", "Sở Tư pháp", "Sở Tài chính", "Quý I/2024", "-"],
        ["A2", "Rà soát văn bản", "Sở Tư pháp", "Sở Xây dựng; Sở Y tế", "Quý II/2024", "35"],
    ]
    first, second = _tasks(rows)
    assert [first.section, second.section] == ["I.A1", "I.A2"]
    assert (first.budget, second.budget and second.budget.text) == (None, "35")
    assert _roles(second) == (["Sở Tư pháp"], ["Sở Xây dựng", "Sở Y tế"])


@pytest.mark.parametrize("cell", [",", ";", " / "])
def test_cell_for_both_roles_that_names_nobody_gives_neither_role(cell: str) -> None:
    (task,) = _tasks([["TT", "Nhiệm vụ", "Chủ trì / phối hợp", "Thời gian"], ["1", "Rà soát quy chế", cell, "Quý I"]])
    assert _roles(task) == ([], [])


def test_time_of_a_ticked_row_that_says_more_than_the_tick_is_its_deadline() -> None:
    rows = [
        ["TT", "Nhiệm vụ", "Quý I", "Quý II", "Thời hạn"],
        ["1", "Rà soát quy chế", "x", "", "trước 15/3/2024"],
        ["2", "Kiểm tra công vụ", "", "x", ""],
    ]
    assert [task.deadline.text for task in _tasks(rows) if task.deadline] == ["trước 15/3/2024", "Quý II"]


def test_cells_of_marks_only_are_no_tasks() -> None:
    rows = [
        ["Nhiệm vụ", "Chủ trì", "Thời gian"],
        ["-", "Văn phòng Sở", "Quý I"],
        ["a)", "Văn phòng Sở", "Quý I"],
        ["Rà soát", "Thanh tra Sở", "Quý II"],
    ]
    assert [task.task.text for task in _tasks(rows)] == ["Rà soát"]


def test_lower_row_without_a_task_column_is_no_header() -> None:
    rows = [["TT", "Nhiệm vụ", "Thời gian"], ["", "Chủ trì", "Phối hợp"], ["1", "Rà soát quy chế", "Quý I"]]
    assert [task.task.text for task in _tasks(rows)][-1] == "Rà soát quy chế"


def test_cells_of_one_field_may_stand_in_another_order_in_the_source() -> None:
    """The second row's result begins in its own cell and ends in one that it shares with the row above."""
    out = Assembler("a.docx")
    out.paragraph("I. NHIỆM VỤ")
    head = ("TT", "Nhiệm vụ", "Chủ trì", "Sản phẩm", "Sản phẩm")
    first, second = ("1", "Rà soát", "Văn phòng Sở", "Báo cáo"), ("2", "Kiểm tra", "Thanh tra Sở", "Kết luận")
    cells = [RawCell(n, c, (t,)) for n, row in enumerate((head, first, second)) for c, t in enumerate(row)]
    out.table(RawTable((*cells, RawCell(1, 4, ("kèm hồ sơ",), 2))))
    document = out.document()
    last = parse(document).tasks[-1]
    assert last.product
    assert last.product.text == "Kết luận; kèm hồ sơ"
    quoted = document.text[last.product.span.start : last.product.span.end]
    assert quoted.startswith("kèm hồ sơ")
    assert quoted.rstrip().endswith("Kết luận")


def test_a_group_that_stands_in_a_first_column_of_something_else() -> None:
    plan = _plan(
        [
            ["Sản phẩm", "Mã", "Việc phải làm", "Chủ trì", "Thời gian"],
            ["A. CHỈ ĐẠO ĐIỀU HÀNH", "", "", "", ""],
            ["Kế hoạch", "A01", "Lập kế hoạch năm", "Văn phòng Sở", "Quý I"],
            ["B. THỂ CHẾ", "", "", "", ""],
            ["Báo cáo", "B01", "Rà soát văn bản", "Thanh tra Sở", "Quý II"],
        ]
    )
    assert [(task.heading, task.task.text) for task in plan.tasks] == [
        ("CHỈ ĐẠO ĐIỀU HÀNH", "Lập kế hoạch năm"),
        ("THỂ CHẾ", "Rà soát văn bản"),
    ]
    assert not plan.warnings


def test_the_words_of_six_clears() -> None:
    (task,) = _tasks(
        [
            ["STT", "Rõ việc", "Rõ người", "Rõ trách nhiệm", "Rõ thời gian", "Rõ sản phẩm", "Rõ thẩm quyền"],
            ["1", "Rà soát thủ tục", "Phòng Kinh tế", "Tham mưu, soạn thảo", "Quý II/2024", "Danh mục", "UBND xã"],
        ]
    )
    assert (task.task.text, *_roles(task)) == ("Rà soát thủ tục", ["Phòng Kinh tế"], [])
    assert task.deadline
    assert task.product
    assert (task.deadline.text, task.product.text) == ("Quý II/2024", "Danh mục")
    assert [unit.text for unit in task.direct] == ["UBND xã"]


def test_a_goal_is_its_units_and_its_year_no_time() -> None:
    (task,) = _tasks(
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2024", "Cơ quan chủ trì theo dõi, báo cáo"],
            ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "85", "Văn phòng Sở"],
        ]
    )
    assert (task.task.text, *_roles(task), task.deadline) == ("Tỷ lệ hồ sơ trực tuyến", ["Văn phòng Sở"], [], None)


def test_units_first_and_letters_for_their_parts() -> None:
    out = Assembler("a.docx")
    for line in ("KẾ HOẠCH", "Cải cách hành chính năm 2024", "I. NHIỆM VỤ"):
        out.paragraph(line)
    for rows in (
        [["Đơn vị chủ trì", "Nhiệm vụ được giao", "Thời hạn"], ["Văn phòng Cục", "1. Tập huấn phần mềm", "Tháng 5"]],
        [["Công việc", "Văn phòng Cục", "Phòng Kế toán", "Hạn chót"], ["Mua sắm máy quét", "C", "P", "30/4/2024"]],
    ):
        cells = (RawCell(at, column, (text,)) for at, row in enumerate(rows) for column, text in enumerate(row))
        out.table(RawTable(tuple(cells)))
    out.paragraph("Ghi chú: C: chủ trì; P: phối hợp.")
    assert [(task.task.text, *_roles(task)) for task in parse(out.document()).tasks] == [
        ("Tập huấn phần mềm", ["Văn phòng Cục"], []),
        ("Mua sắm máy quét", ["Văn phòng Cục"], ["Phòng Kế toán"]),
    ]


def test_a_group_may_be_a_time() -> None:
    tasks = _tasks(
        [
            ["TT", "Nhiệm vụ", "Đơn vị chủ trì"],
            ["I", "QUÝ I/2024", ""],
            ["1", "Lập kế hoạch năm", "Văn phòng Sở"],
            ["II", "CÔNG VIỆC THƯỜNG XUYÊN", ""],
            ["1", "Đăng tin, bài", "Văn phòng Sở"],
        ]
    )
    assert [task.deadline.text for task in tasks if task.deadline] == ["QUÝ I/2024", "THƯỜNG XUYÊN"]


def test_months_and_quarters_below_one_head() -> None:
    for head, ticked in (("Tháng thực hiện", "Tháng 2, Tháng 3"), ("Quý", "Quý 2, Quý 3")):
        plan = _plan(
            [
                ["TT", "Nhiệm vụ", "Đơn vị chủ trì", head, "", "", ""],
                ["", "", "", "1", "2", "3", "4"],
                ["1", "Ban hành kế hoạch", "Văn phòng", "x", "", "", ""],
                ["2", "Kiểm tra nội bộ", "Thanh tra Sở", "", "x", "x", ""],
            ]
        )
        assert [task.deadline and task.deadline.text for task in plan.tasks] == [f"{ticked.split(' ')[0]} 1", ticked]


def test_months_by_their_letter() -> None:
    head = ["TT", "Công việc", "Phụ trách", "T1", "T2", "T3/2024"]
    tasks = _tasks([head, ["1", "Kiểm tra nội bộ", "Thanh tra Sở", "", "x", "x"]])
    assert [task.deadline and task.deadline.text for task in tasks] == ["T2, T3/2024"]


def test_tasks_below_each_other_in_a_cell_each_have_their_line_of_the_others() -> None:
    tasks = _tasks(
        [
            ["Đơn vị", "Nội dung công việc", "Hoàn thành"],
            ["Văn phòng Sở", "1. Ban hành kế hoạch\n2. Tổng hợp báo cáo", "Tháng 01/2024\n20/12/2024"],
            ["Thanh tra Sở", "1. Kiểm tra công vụ\n2. Giám sát kê khai\ntài sản", "Quý II"],
        ]
    )
    assert [(task.task.text, _roles(task)[0], task.deadline and task.deadline.text) for task in tasks] == [
        ("Ban hành kế hoạch", ["Văn phòng Sở"], "Tháng 01/2024"),
        ("Tổng hợp báo cáo", ["Văn phòng Sở"], "20/12/2024"),
        ("Kiểm tra công vụ", ["Thanh tra Sở"], "Quý II"),
        ("Giám sát kê khai tài sản", ["Thanh tra Sở"], "Quý II"),
    ]


def test_a_calendar_of_two_columns_says_who_in_its_words() -> None:
    tasks = _tasks(
        [
            ["Thời gian", "Nội dung công việc"],
            ["Tháng 01", "- Ban hành kế hoạch (Văn phòng).\n- Công khai dự toán (Phòng Tài chính)."],
            ["Tháng 02", "- Tập huấn (Sở Y tế chủ trì; Sở Nội vụ phối hợp)."],
        ]
    )
    assert [(*_roles(task), task.deadline and task.deadline.text) for task in tasks] == [
        (["Văn phòng"], [], "Tháng 01"),
        (["Phòng Tài chính"], [], "Tháng 01"),
        (["Sở Y tế"], ["Sở Nội vụ"], "Tháng 02"),
    ]


def test_the_row_of_sums_is_no_task() -> None:
    head = ["TT", "Nhiệm vụ", "Bộ phận đảm trách", "Hạn chót", "Minh chứng", "Ngân sách (triệu đồng)"]
    rows = [["1", "Rà soát quy trình", "Văn phòng", "31/3/2024", "Danh mục", "15"], ["", "Tổng cộng", "", "", "", "15"]]
    (task,) = _tasks([head, *rows])
    assert (_roles(task)[0], task.product and task.product.text) == (["Văn phòng"], "Danh mục")


@pytest.mark.parametrize(
    "line", ["Đơn vị tính kinh phí: triệu đồng", "(Kèm theo Kế hoạch số 08/KH-UBND) - ĐVT: triệu đồng"]
)
def test_what_sums_count_may_stand_above_the_table(line: str) -> None:
    out = Assembler("a.docx")
    out.paragraph("I. NHIỆM VỤ")
    out.paragraph(line)
    rows = [["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Kinh phí"], ["1", "Tập huấn", "Sở Nội vụ", "95"]]
    out.table(RawTable(tuple(RawCell(n, c, (t,)) for n, row in enumerate(rows) for c, t in enumerate(row))))
    (task,) = parse(out.document()).tasks
    assert (task.budget and task.budget.text, task.currency and task.currency.text) == ("95", "triệu đồng")
