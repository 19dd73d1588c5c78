"""Tables written one cell after another: the plan that OCR has linearised, and invented ones of other shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.restore import Restorer
from cchc_assistant.plans.cell_text import time_kind, unit_state
from cchc_assistant.plans.damaged_head import date_in, number_in
from cchc_assistant.plans.issuer import issued_by, lacks_agency
from cchc_assistant.plans.line_cuts import Cutter, completed
from cchc_assistant.plans.model import Plan, Task
from cchc_assistant.plans.parse import parse
from cchc_assistant.plans.serialize import plan_json
from cchc_assistant.reading.document import Paragraph
from cchc_assistant.reading.text import document_of, read_text

ROOT = Path(__file__).parent.parent.parent
OCR = "qngai-skhcn-2021-truyen-thong-kstthc.ocr.txt"
HEAD = """ỦY BAN NHÂN DÂN TỈNH HÀ NAM
KẾ HOẠCH
Cải cách hành chính năm 2024
I. MỤC ĐÍCH
1. Nâng cao chất lượng phục vụ.
Nơi nhận:
- Sở Nội vụ.
PHỤ LỤC
DANH MỤC NHIỆM VỤ
"""


def plan_of(text: str) -> Plan:
    return parse(read_text((HEAD + text).encode(), "plan.txt"))


def cells(*texts: str) -> str:
    """Cells one after another, a blank line between them."""
    return "\n" + "\n\n".join(texts) + "\n"


def shown(task: Task) -> tuple[str, list[str], list[str], str | None]:
    return (
        task.section,
        [unit.text for unit in task.lead],
        [unit.text for unit in task.coordinate],
        task.deadline.text if task.deadline else None,
    )


@pytest.fixture(scope="module")
def ocr_plan() -> tuple[Plan, str]:
    source = (ROOT / "corpus" / OCR).read_text(encoding="utf-8")
    restored = Restorer.open().restore(source, mode="ocr")
    return parse(document_of(restored.mapped(), source, OCR, repaired=True)), source


@pytest.fixture(scope="module")
def gold() -> dict[str, dict[str, Any]]:
    lines = (ROOT / "eval" / "register-ocr.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["section"]: row for row in map(json.loads, lines)}


def rows(plan: Plan) -> dict[str, Task]:
    return {task.section: task for task in plan.tasks if task.kind == "table"}


def test_the_ocr_plan_has_the_rows_of_its_table_and_no_more(
    ocr_plan: tuple[Plan, str], gold: dict[str, dict[str, Any]]
) -> None:
    assert list(rows(ocr_plan[0])) == list(gold)
    assert {task.section for task in ocr_plan[0].tasks if task.kind == "prose"} >= {"V.1", "V.2", "V"}


@pytest.mark.parametrize("section", ["Danh mục I.1", "Danh mục I.2", "Danh mục II.1"])
def test_rows_of_whole_cells_are_sure(
    ocr_plan: tuple[Plan, str], gold: dict[str, dict[str, Any]], section: str
) -> None:
    task = rows(ocr_plan[0])[section]
    wanted = gold[section]
    assert shown(task) == (section, wanted["lead"], wanted["coordinate"], wanted["time"])
    assert task.deadline is not None
    assert task.deadline.recurrence == "Thường xuyên"
    assert task.doubtful == ()


@pytest.mark.parametrize("section", ["Danh mục II.2", "Danh mục III.2"])
def test_rows_read_across_their_cells_are_rebuilt_and_doubtful(
    ocr_plan: tuple[Plan, str], gold: dict[str, dict[str, Any]], section: str
) -> None:
    task = rows(ocr_plan[0])[section]
    wanted = gold[section]
    assert shown(task) == (section, wanted["lead"], wanted["coordinate"], wanted["time"])
    assert set(task.doubtful) >= {"task", "lead", "coordinate"}


def test_what_cannot_be_read_is_left_out(ocr_plan: tuple[Plan, str], gold: dict[str, dict[str, Any]]) -> None:
    plan, _ = ocr_plan
    section = "Danh mục III.1"
    task = rows(plan)[section]
    assert [unit.text for unit in task.lead] == ["Văn phòng Sở"]  # of "Các phòng, đơn vị có TTHC" OCR left "ohe d"
    assert shown(task)[2:] == (gold[section]["coordinate"], gold[section]["time"])
    assert set(task.doubtful) == {"task", "lead", "coordinate", "time"}
    assert any(section in warning and "đơn vị chủ trì" in warning for warning in plan.warnings)


def test_the_quotes_of_the_ocr_plan_are_of_its_source(ocr_plan: tuple[Plan, str]) -> None:
    plan, source = ocr_plan
    first = rows(plan)["Danh mục I.1"]
    assert source[first.lead[0].span.start : first.lead[0].span.end] == "Giam dbc S&"
    assert source[first.source.start : first.source.end].startswith("Cung céap")
    for task in rows(plan).values():
        for unit in (*task.lead, *task.coordinate):
            assert task.source.covers(unit.span)


def test_the_groups_of_the_ocr_plan_are_the_headings_of_its_rows(ocr_plan: tuple[Plan, str]) -> None:
    found = {section: task.heading for section, task in rows(ocr_plan[0]).items()}
    assert found["Danh mục I.2"] == "Truyền thông hỗ trợ công tác kiểm soát thủ tục hành chính"
    assert found["Danh mục III.2"].startswith("Truyền thông hỗ trợ việc rà soát")


def test_the_head_of_the_ocr_plan(ocr_plan: tuple[Plan, str]) -> None:
    plan, source = ocr_plan
    found: dict[str, Any] = json.loads(json.dumps(plan_json(plan, source)))["metadata"]
    lines = (ROOT / "eval" / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    (wanted,) = [row for row in map(json.loads, lines) if row["doc"] == OCR]
    for key in ("kind", "agency", "province", "number", "date", "year"):
        assert found[key] == wanted[key]
    assert [(basis["document"], basis["date"]) for basis in found["legal_basis"]] == [
        (basis["document"], basis["date"]) for basis in wanted["legal_basis"]
    ]
    assert len(found["recipients"]) == len(wanted["recipients"])
    assert plan.metadata.date is not None
    assert source[plan.metadata.date.span.start : plan.metadata.date.span.end] == "ngayl2 thang 3 nam 2021"
    # "= yen Van Thanh" is no whole name.
    assert found["signer"] is None
    assert any("người ký" in warning for warning in plan.warnings)


def test_time_before_units_and_a_product_column() -> None:
    plan = plan_of(
        cells(
            *("TT", "Nhiệm vụ", "Thời hạn\nhoàn thành", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm"),
            *("I", "CẢI CÁCH THỂ CHẾ"),
            *("1", "Rà soát văn bản quy phạm pháp luật\ndo tỉnh ban hành", "Quý II/2024", "Sở Tư pháp"),
            *("Các sở, ban, ngành;\nUBND các huyện, thị xã", "Báo cáo kết quả rà soát"),
            *("2", "Theo dõi thi hành pháp luật", "Thường xuyên", "Sở Tư pháp", "Các sở, ban, ngành", "Báo cáo"),
            *("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"),
            *("1", "Công khai thủ tục hành chính", "Tháng 6/2024", "Văn phòng UBND tỉnh", "Sở Tài chính"),
        )
    )
    assert [shown(task) for task in plan.tasks] == [
        ("Phụ lục I.1", ["Sở Tư pháp"], ["Các sở, ban, ngành", "UBND các huyện, thị xã"], "Quý II/2024"),
        ("Phụ lục I.2", ["Sở Tư pháp"], ["Các sở, ban, ngành"], "Thường xuyên"),
        ("Phụ lục II.1", ["Văn phòng UBND tỉnh"], ["Sở Tài chính"], "Tháng 6/2024"),
    ]
    assert [task.product.text if task.product else None for task in plan.tasks] == [
        "Báo cáo kết quả rà soát",
        "Báo cáo",
        None,
    ]
    assert [task.heading for task in plan.tasks][1:] == ["CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"]
    assert all(task.doubtful == () for task in plan.tasks)


def test_no_blank_lines_and_no_numbers() -> None:
    plan = plan_of(
        "STT\nNội dung công việc\nĐơn vị chủ trì\nĐơn vị phối hợp\nThời gian thực hiện\n"
        "Xây dựng kế hoạch tuyên truyền cải cách hành chính năm 2024 của tỉnh, trình Chủ\n"
        "tịch UBND tỉnh ban hành.\nSở Nội vụ\nVăn phòng UBND tỉnh\nQuý I/2024\n"
        "Tổ chức cuộc thi tìm hiểu cải cách hành chính.\nSở Nội vụ\n"
        "Đoàn Thanh niên Cộng sản\nHồ Chí Minh tỉnh\nQuý III/2024\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("Phụ lục 1", ["Sở Nội vụ"], ["Văn phòng UBND tỉnh"], "Quý I/2024"),
        ("Phụ lục 2", ["Sở Nội vụ"], ["Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh"], "Quý III/2024"),
    ]


HEADER = ("STT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện")


def test_the_header_repeated_on_the_next_page() -> None:
    plan = plan_of(
        cells(
            *HEADER,
            *("1", "Xây dựng kế hoạch.", "Sở Nội vụ", "Các sở, ban, ngành", "Quý I/2024"),
            *HEADER,
            *("2", "Kiểm tra công vụ.", "- Sở Nội vụ", "- Thanh tra tỉnh", "Các sở, ban, ngành", "Quý III/2024"),
        )
    )
    assert [shown(task) for task in plan.tasks] == [
        ("Phụ lục 1", ["Sở Nội vụ"], ["Các sở, ban, ngành"], "Quý I/2024"),
        ("Phụ lục 2", ["Sở Nội vụ", "Thanh tra tỉnh"], ["Các sở, ban, ngành"], "Quý III/2024"),
    ]


def test_units_that_no_column_can_be_told_for() -> None:
    plan = plan_of(
        cells(
            *HEADER,
            *("1", "Xây dựng kế hoạch.", "Sở Nội vụ", "Quý I/2024"),
            *("2", "Tổ chức hội nghị.", "Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Quý II/2024"),
        )
    )
    one, three = plan.tasks
    assert shown(one) == ("Phụ lục 1", ["Sở Nội vụ"], [], "Quý I/2024")
    assert shown(three) == ("Phụ lục 2", [], [], "Quý II/2024")
    assert one.doubtful == three.doubtful == ("lead", "coordinate")
    assert sum("cần xem lại" in warning for warning in plan.warnings) == 2


def test_rules_between_the_columns_part_a_line() -> None:
    plan = plan_of(
        cells(*HEADER)
        + "\n1 Xây dựng kế hoạch tuyên truyền năm | Sở Nội vụ | Các sở, ban, | Quý I/2024\n2024 của tỉnh. | | ngành |\n"
    )
    (task,) = plan.tasks
    assert shown(task) == ("Phụ lục 1", ["Sở Nội vụ"], ["Các sở, ban, ngành"], "Quý I/2024")
    assert task.task.text == "Xây dựng kế hoạch tuyên truyền năm 2024 của tỉnh"
    assert set(task.doubtful) == {"task", "lead", "coordinate", "time"}


def test_a_title_without_cells_is_no_task() -> None:
    plan = plan_of(cells(*HEADER, "Những việc trọng tâm của năm"))
    assert plan.tasks == ()
    assert any("không có hàng nào" in warning for warning in plan.warnings)


def test_short_paragraphs_that_are_no_header_stay_as_they_are() -> None:
    plan = plan_of(cells("Nội dung công việc", "Những người có mặt", "1. Sở Nội vụ chủ trì tổng hợp trước 30/6/2024."))
    assert [task.kind for task in plan.tasks] == ["prose"]


COLUMNS = Cutter(("task", "lead", "coordinate", "time"), 48, {"coordinate": ("Các phòng, đơn vị có liên quan",)})


def pieces(line: str, **open_: str) -> list[tuple[str, str]]:
    last = {name: Mapped.of(text) for name, text in open_.items()}
    cut = COLUMNS.cut(Mapped.of(line, 100), last)  # type: ignore[arg-type]
    return [(piece.field, piece.content.text) for piece in cut.pieces]


def test_a_line_across_four_cells() -> None:
    line = "kiểm soát TTHC trong Kế hoạch kiểm tra công Văn phòng Sở quan kiểm tra"
    assert pieces(line, coordinate="Các phòng, đơn vị có liên", time="Theo kế hoạch") == [
        ("task", "kiểm soát TTHC trong Kế hoạch kiểm tra công"),
        ("lead", "Văn phòng Sở"),
        ("coordinate", "quan"),
        ("time", "kiểm tra"),
    ]


def test_a_unit_inside_a_sentence_is_not_cut_off() -> None:
    line = "chuyên dùng của Văn phòng UBND tỉnh"
    assert pieces(line) == [("task", line)]


def test_a_damaged_piece_is_read_as_the_unit_that_its_column_has() -> None:
    line = "doanh | ohe, PHONE O VL a0 shong, đơn vị có liên | ..,"
    assert pieces(line) == [("task", "doanh"), ("coordinate", "Các phòng, đơn vị có liên")]


@pytest.mark.parametrize(
    ("last", "part", "whole"),
    [
        ("Các phòng, đơn vị có liên", "quân", "quan"),
        ("Chi cục Tiêu chuẩn Đo", "lường Chất lượng", "lường Chất lượng"),
        ("Trung tâm Ứng dụng và", "Dịch vụ khoa học", "Dịch vụ khoa học"),
        ("Văn phòng Sở", "Sở Tài chính", None),
        ("Văn phòng Sở", "Thường xuyên", None),
    ],
)
def test_what_completes_a_unit_cut_off_at_the_end_of_a_line(last: str, part: str, whole: str | None) -> None:
    found = completed(Mapped.of(last), Mapped.of(part, 100))
    assert (found.text if found else None) == whole


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("- Giám đốc Sở", "whole"),
        ("Văn phòng Sở và các phòng, đơn vị có liên quan", "whole"),
        ("Trung tâm Ứng dụng và", "open"),
        ("Các phòng, đơn vị có liên", "open"),
        ("Xây dựng kế hoạch của Sở Nội vụ", None),
    ],
)
def test_units_and_nothing_else(text: str, state: str | None) -> None:
    assert unit_state(text) == state


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thường xuyên", "time"),
        ("Trước ngày 30/11/2021", "time"),
        ("Theo kế hoạch kiểm tra", "condition"),
        ("Theo dõi thi hành pháp luật", None),
        ("Tổ chức hội nghị tổng kết tháng 12", None),
    ],
)
def test_times_and_nothing_else(text: str, kind: str | None) -> None:
    assert time_kind(text) == kind


def test_number_and_date_with_damage_around_their_digits() -> None:
    line = Mapped.of("86:246/KH-SKHCN Quảng Ngãi, ngayl2 tháng 3 năm 2021")
    number = number_in([Paragraph(line)])
    assert number is not None
    assert number.text == "246/KH-SKHCN"
    found = date_in(line)
    assert found is not None
    assert [part.text for part in found] == ["Quảng Ngãi", "ngày 12 tháng 3 năm 2021"]
    assert date_in(Mapped.of("Quảng Ngãi, ngày l9l tháng 3 năm 2021")) is None
    assert date_in(Mapped.of("Quảng Ngãi, ngày 45 tháng 3 năm 2021")) is None


def test_whose_a_number_is() -> None:
    assert lacks_agency("UBND TỈNH QUẢNG NGÃI", "246/KH-SKHCN")
    assert not lacks_agency("UBND TỈNH QUẢNG NGÃI", "12/KH-UBND")
    assert not lacks_agency("Sở Nội vụ", "12/KH-SNV")
    assert issued_by("Sở Khoa học và Công nghệ", "246/KH-SKHCN")
    assert not issued_by("Sở Nội vụ", "246/KH-SKHCN")


def test_times_after_units_and_what_follows_the_document() -> None:
    """Cells on lines of their own, as a page of the web is copied: "UBND cấp huyện" over "Hằng quý"."""
    plan = plan_of(
        "TT\nNội dung nhiệm vụ\nCơ quan chủ trì\nCơ quan phối hợp\nThời gian thực hiện\nSản phẩm\n"
        "1\nTổng hợp báo cáo định kỳ\nSở Nội vụ\nCác sở, ban, ngành; UBND cấp huyện\nHằng quý\nBáo cáo của UBND tỉnh\n"
        "2\nCông khai thủ tục\nSở Tư pháp\nVăn phòng UBND tỉnh\nThường xuyên\nQuyết định công bố\n"
        "Tin khác\nCông văn số 55/SNV-CCHC về việc đăng ký thi đua\nBản quyền thuộc Cổng thông tin điện tử tỉnh\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("Phụ lục 1", ["Sở Nội vụ"], ["Các sở, ban, ngành", "UBND cấp huyện"], "Hằng quý"),
        ("Phụ lục 2", ["Sở Tư pháp"], ["Văn phòng UBND tỉnh"], "Thường xuyên"),
    ]
    assert [task.product.text for task in plan.tasks if task.product] == ["Báo cáo của UBND tỉnh", "Quyết định công bố"]
