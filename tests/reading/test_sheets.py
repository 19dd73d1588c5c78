"""Task lists kept as XLSX and CSV."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.document import Document, Paragraph, Table
from cchc_assistant.reading.read import read

_HEADER = ["STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành"]


def _table(document: Document) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells] for block in document.blocks if isinstance(block, Table) for row in block.rows
    ]


def _book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2023"])
    sheet.append([])
    sheet.append(_HEADER)
    sheet.append([1, "Ban hành kế hoạch", "Văn phòng Sở", "Các phòng", dt.date(2023, 1, 31)])
    sheet.append([2, "Kiểm tra công vụ", "Thanh tra Sở", "Văn phòng Sở", "Quý II/2023"])
    sheet.append([None, None, None, None, "Quý IV/2023"])
    for column in "ABCD":
        sheet.merge_cells(f"{column}5:{column}6")
    sheet["G9"] = "GIÁM ĐỐC"
    hidden = book.create_sheet("nháp")
    hidden["A1"] = "bí mật"
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheet_is_title_table_and_foot() -> None:
    document = read(_book(), "a.xlsx")
    assert isinstance(document.blocks[0], Paragraph)
    assert document.blocks[0].text == "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2023"
    assert _table(document) == [
        _HEADER,
        ["1", "Ban hành kế hoạch", "Văn phòng Sở", "Các phòng", "31/01/2023"],
        ["2", "Kiểm tra công vụ", "Thanh tra Sở", "Văn phòng Sở", "Quý II/2023"],
        ["2", "Kiểm tra công vụ", "Thanh tra Sở", "Văn phòng Sở", "Quý IV/2023"],
    ]
    assert "bí mật" not in document.text
    assert "nháp" in document.warnings[0]


def test_tasks_of_a_sheet() -> None:
    tasks = parse(read(_book(), "a.xlsx")).tasks
    assert [(task.section, task.lead[0].text) for task in tasks] == [
        ("1", "Văn phòng Sở"),
        ("2", "Thanh tra Sở"),
        ("2", "Thanh tra Sở"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_delimiter(delimiter: str) -> None:
    rows = [_HEADER, ["1", "Mở lớp tập huấn", "Sở Nội vụ", "Sở Y tế", "Tháng 6/2023"]]
    data = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows).encode("utf-8-sig")
    document = read(data, "a.csv")
    assert _table(document) == rows
    task = parse(document).tasks[0]
    assert task.deadline is not None
    assert task.deadline.end == dt.date(2023, 6, 30)


def test_cover_sheet_of_labels_says_what_the_plan_is() -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Bìa"
    for row in (
        ["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2024"],
        ["Cơ quan ban hành", "Sở Y tế"],
        ["Số, ký hiệu", "42/KH-SYT"],
        ["Ngày ban hành", "27/12/2023"],
        ["Người ký", "Lê Đình Khoát"],
        ["Căn cứ 1", "Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ"],
        ["Căn cứ 2", "Quyết định số 38/QĐ-BYT ngày 18/12/2023 của Bộ Y tế"],
        ["Nơi nhận", "UBND tỉnh; Sở Nội vụ"],
    ):
        cover.append(row)
    tasks = book.create_sheet("Chuyển đổi số")
    tasks.append(_HEADER)
    tasks.append([1, "Số hóa hồ sơ", "Văn phòng Sở", "Các phòng", "Quý II/2024"])
    out = io.BytesIO()
    book.save(out)
    plan = parse(read(out.getvalue(), "a.xlsx"))
    meta = plan.metadata
    stated = [field.text for field in (meta.title, meta.agency, meta.number, meta.date, meta.signer) if field]
    assert stated == ["CẢI CÁCH HÀNH CHÍNH NĂM 2024", "Sở Y tế", "42/KH-SYT", "27/12/2023", "Lê Đình Khoát"]
    assert [basis.number for basis in meta.legal_basis] == ["76/NQ-CP", "38/QĐ-BYT"]
    assert [place.text for place in meta.recipients] == ["UBND tỉnh", "Sở Nội vụ"]
    assert [task.heading for task in plan.tasks] == ["Chuyển đổi số"]


def test_letterhead_in_two_columns_is_no_cover_of_labels() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["UBND HUYỆN MƯỜNG LA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Số: 03/KH-UBND", "Độc lập - Tự do - Hạnh phúc"],
        ["", "Mường La, ngày 05 tháng 01 năm 2024"],
        ["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2024", ""],
        ["Thời hạn", "báo cáo"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    meta = parse(read(out.getvalue(), "a.xlsx")).metadata
    assert meta.number
    assert (meta.number.text, meta.year) == ("03/KH-UBND", 2024)


def test_codes_are_read_by_the_legend_of_another_sheet() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Mã NV", "Lĩnh vực", "Hạn", "Nội dung nhiệm vụ", "Đơn vị CT", "Đơn vị PH", "KP (tr.đ)"],
        ["CD-01", "CD", "30/09/2024", "Kiểm tra cải cách hành chính", "SNV", "VP; STC", 120],
        ["CV-04", "CV", "TX", "Kiểm tra kỷ luật, kỷ cương", "SNV", None, None],
    ):
        sheet.append(row)
    legend = book.create_sheet("Chú giải")
    for row in (
        ["Ký hiệu", "Giải thích"],
        ["SNV", "Sở Nội vụ"],
        ["STC", "Sở Tài chính"],
        ["VP", "Văn phòng UBND tỉnh"],
        ["CD", "Chỉ đạo, điều hành"],
        ["CV", "Công vụ"],
        ["TX", "Thường xuyên trong năm"],
    ):
        legend.append(row)
    out = io.BytesIO()
    book.save(out)
    document = read(out.getvalue(), "a.xlsx")
    first, second = parse(document).tasks
    assert [unit.text for unit in (*first.lead, *first.coordinate)] == [
        "Sở Nội vụ",
        "Văn phòng UBND tỉnh",
        "Sở Tài chính",
    ]
    assert [document.text[unit.span.start : unit.span.end] for unit in first.coordinate] == [
        "Văn phòng UBND tỉnh",
        "Sở Tài chính",
    ]
    assert (first.section, first.heading) == ("CD-01", "Chỉ đạo, điều hành")
    assert first.currency
    assert second.deadline
    assert (first.currency.text, second.deadline.text) == ("tr.đ", "Thường xuyên trong năm")
