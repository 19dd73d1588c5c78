"""The numbered structure: levels, paths, restarts, appendices, closings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.plans.outline import Outline, extend_path, outline
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.marks import mark_of, roman_value
from cchc_assistant.reading.text import read_text
from tests.plans.test_register import plan_of


def read(text: str) -> Outline:
    return outline(read_text(text.encode(), "plan.txt").blocks)


def paths(found: Outline) -> list[str]:
    return [node.path for root in (found.body, *found.appendices) for node in root.walk() if node.numbered]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("III. HÌNH THỨC", "roman", "III"),
        ("I.MỤC ĐÍCH", "roman", "I"),
        ("10. Xây dựng", "arabic", "10"),
        ("4/ Kinh phí", "arabic", "4"),
        ("(3) Báo cáo", "arabic", "3"),
        ("2.1. Mục tiêu", "decimal", "2.1"),
        ("b) Sản xuất", "letter", "b"),
        ("đ) Kết quả", "letter", "đ"),
        ("- Tần suất", "dash", "-"),
        ("+ Trên kênh", "plus", "+"),
        ("Điều 5. Trách nhiệm", "part", "5"),
        ("A. NỘI DUNG", "upper", "A"),
    ],
)
def test_marks(text: str, kind: str, number: str) -> None:
    mark = mark_of(text)
    assert mark is not None
    assert (mark.kind, mark.number) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "2025; Quyết định",
        "09/10/2020 của UBND tỉnh",
        "số 3 và 4",
        "Vì vậy",
        "I",
        "-2025 là",
        "18/5",
        "Điều 6; khoản 5 Điều 9",
        "IIV. Sai",
        "V/v hỗ trợ nhân dân",
        "V/V HỖ TRỢ NHÂN DÂN",
    ],
)
def test_running_text_has_no_mark(text: str) -> None:
    assert mark_of(text) is None


@given(st.integers(1, 49))
def test_roman_numerals(value: int) -> None:
    tens, ones = divmod(value, 10)
    numeral = ["", "X", "XX", "XXX", "XL"][tens] + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
    assert roman_value(numeral) == value


def test_paths_as_cited() -> None:
    found = read("I. MỘT\n1. Việc\na) Mục a\n- gạch\n+ cộng\nb) Mục b\n2. Việc hai\nII. HAI\n1. Việc\n")
    assert paths(found) == ["I", "I.1", "I.1.a", "I.1.b", "I.2", "II", "II.1"]


def test_decimal_numbers_do_not_repeat_their_parent() -> None:
    assert paths(read("IV. BỐN\n1. Một\n1.1. Một một\n1.2. Một hai\n2. Hai\n2.1. Hai một\na) Chữ\n")) == [
        "IV", "IV.1", "IV.1.1", "IV.1.2", "IV.2", "IV.2.1", "IV.2.1.a",
    ]  # fmt: skip


def test_numbers_that_skip_or_repeat_are_kept_as_written_and_reported() -> None:
    found = read("I. MỘT\n1. Một\n2. Hai\n4. Bốn\nIII. BA\nIII. BA NỮA\n")
    assert paths(found) == ["I", "I.1", "I.2", "I.4", "III", "III"]
    assert len(found.warnings) == 3


def test_counting_begins_anew_under_a_letter() -> None:
    assert paths(read("I. MỘT\n1. Việc\na) Mục\n1. Dưới a\n2. Dưới a\nb) Mục\n2. Việc hai\n")) == [
        "I", "I.1", "I.1.a", "I.1.a.1", "I.1.a.2", "I.1.b", "I.2",
    ]  # fmt: skip


def test_capital_letters_above_roman_numerals() -> None:
    assert paths(read("A. PHẦN MỘT\nI. Một\nII. Hai\nB. PHẦN HAI\nI. Một\nC. PHẦN BA\nI. Một\n")) == [
        "A", "A.I", "A.II", "B", "B.I", "C", "C.I",
    ]  # fmt: skip


def test_letters_may_leave_out_those_that_vietnamese_lists_leave_out() -> None:
    found = read("1. Việc\na) a\nb) b\nc) c\nd) d\nđ) đ\ne) e\ng) g\nh) h\ni) i\nk) k\n")
    assert paths(found)[-1] == "1.k"
    assert found.warnings == ()


def test_appendices_and_their_titles() -> None:
    found = read(
        "I. MỘT\n1. Việc.\n\nNơi nhận:\n- Sở A;\n\nGIÁM ĐỐC\n\n"
        "Phụ lục\nDANH MỤC NHIỆM VỤ\n(Kèm theo Kế hoạch số 1)\n1. Việc\na) Nhỏ\n"
    )
    assert [root.path for root in found.appendices] == ["Phụ lục"]
    assert paths(found)[2:] == ["Phụ lục 1", "Phụ lục 1.a"]


def test_a_part_whose_title_stands_on_the_next_line() -> None:
    found = read("Phần I\nMỤC TIÊU\n1. Đúng hạn 100%.\nPhần II\nTheo quy định của tỉnh.\n")
    first, second = found.body.children
    assert (first.path, first.text) == ("Phần I", "MỤC TIÊU")
    assert (second.path, second.text) == ("Phần II", "")


def test_numbered_appendices() -> None:
    found = read("I. MỘT\n1. Việc.\nNơi nhận:\n- Sở A.\nPHỤ LỤC I\nBIỂU MỘT\n1. Việc\nPHỤ LỤC II\nBIỂU HAI\n1. Việc\n")
    assert paths(found)[2:] == ["Phụ lục I.1", "Phụ lục II.1"]


def test_a_sentence_that_mentions_an_appendix_is_none() -> None:
    found = read(
        "I. MỘT\n1. Việc\n"
        "Phụ lục kèm theo Kế hoạch này nêu rõ nhiệm vụ của từng đơn vị và thời gian hoàn thành.\n2. Việc\n"
    )
    assert found.appendices == ()
    assert paths(found) == ["I", "I.1", "I.2"]


def test_the_closing_paragraph_belongs_to_the_part() -> None:
    found = read(
        "V. TỔ CHỨC THỰC HIỆN\n1. Sở A\n- Chủ trì.\n2. Sở B\n- Phối hợp.\n"
        "Trong quá trình thực hiện nếu có vướng mắc, các đơn vị báo cáo Sở A./.\nNơi nhận:\n- Sở A.\n"
    )
    last = found.body.children[0].children[-1]
    assert (last.path, last.mark) == ("V", None)


def test_a_plan_attached_to_a_decision_is_read_after_the_signature() -> None:
    found = read(
        "QUYẾT ĐỊNH\nBan hành Kế hoạch\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch.\nĐiều 2. Hiệu lực.\n"
        "Nơi nhận:\n- Sở A.\nCHỦ TỊCH\nNguyễn Văn A\nKẾ HOẠCH\nCải cách hành chính\nI. MỘT\n1. Việc\n"
    )
    assert paths(found) == ["Điều 1", "Điều 2", "I", "I.1"]


@pytest.mark.parametrize(
    ("path", "number", "appendix", "expected"),
    [
        ("", "III", "", "III"),
        ("III.10", "b", "", "III.10.b"),
        ("Phụ lục", "3", "Phụ lục", "Phụ lục 3"),
        ("Phụ lục 3", "b", "Phụ lục", "Phụ lục 3.b"),
        ("Phụ lục II", "3", "Phụ lục II", "Phụ lục II.3"),
        ("Danh mục III", "1", "Danh mục", "Danh mục III.1"),
    ],
)
def test_extend_path(path: str, number: str, appendix: str, expected: str) -> None:
    assert extend_path(path, number, appendix) == expected


DECISION = """CHÍNH PHỦ
Số: 12/NQ-CP
Hà Nội, ngày 06 tháng 4 năm 2026
NGHỊ QUYẾT
Ban hành Chương trình hành động thực hiện Chỉ thị số 49-CT/TW ngày 28 tháng 6 năm 2025 của Ban Bí thư
Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;
Điều 1. Ban hành kèm theo Nghị quyết này Chương trình hành động của Chính phủ.
Điều 2. Nghị quyết này có hiệu lực kể từ ngày ký.
TM. CHÍNH PHỦ
KT. THỦ TƯỚNG
PHÓ THỦ TƯỚNG
Nguyễn Văn An
CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA CHÍNH PHỦ
(Kèm theo Nghị quyết số 12/NQ-CP)
I. MỤC TIÊU
1. Thể chế hóa đầy đủ các quan điểm.
II. NHIỆM VỤ
1. Bộ Nội vụ chủ trì rà soát văn bản, hoàn thành trước ngày 30/6/2026.
"""


def test_a_signature_without_recipients_ends_a_decision_and_its_programme_follows() -> None:
    found = parse(read_text(DECISION.encode(), "plan.txt"))
    assert [section.path for section in found.sections] == ["Điều 1", "Điều 2", "I", "I.1", "II", "II.1"]
    assert found.metadata.signer is not None
    assert found.metadata.signer.text == "Nguyễn Văn An"
    assert found.metadata.signer_title is not None
    assert found.metadata.signer_title.text == "PHÓ THỦ TƯỚNG"


def test_the_year_is_not_that_of_a_document_named_in_the_title() -> None:
    assert parse(read_text(DECISION.encode(), "plan.txt")).metadata.year == 2026


def test_a_title_may_begin_as_the_opening_does() -> None:
    head = "UBND TỈNH PHÚ THỌ\nSỞ Y TẾ\nSố: 208/KH-SYT\nPhú Thọ, ngày 14 tháng 02 năm 2023\nKẾ HOẠCH\n"
    opening = "Thực hiện Quyết định số 4015/QĐ-UBND của UBND tỉnh, Sở Y tế ban hành Kế hoạch như sau:\n"
    title = "Thực hiện công tác cải cách hành chính ngành Y tế năm 2023"
    for line, expected in ((f"{title}\n", title), ("", None)):
        text = f"{head}{line}{opening}I. MỤC TIÊU\n1. Đúng hạn.\n"
        found = parse(read_text(text.encode(), "plan.txt")).metadata.title
        assert (found.text if found else None) == expected


def test_a_sentence_that_a_copy_broke_at_a_dash_is_one() -> None:
    text = (
        "KẾ HOẠCH\nCải cách hành chính năm 2024\nI. GIẢI PHÁP\n"
        "1. Đầu tư hạ tầng thương mại hiện đại, gồm kho hàng, kho lạnh, trung tâm chia chọn\n"
        "- đảm bảo vận hành thông suốt.\n2. Tiếp tục Chương trình giai đoạn 2021\n- 2025 của tỉnh.\n"
        "3. Nâng cao chất lượng các dịch vụ công trực tuyến của tỉnh trong mọi lĩnh vực\n- Rà soát quy trình.\n"
    )
    titles = [section.title.text for section in parse(read_text(text.encode(), "a.txt")).sections]
    assert titles[1].endswith("chia chọn - đảm bảo vận hành thông suốt.")
    assert titles[2] == "Tiếp tục Chương trình giai đoạn 2021 - 2025 của tỉnh."
    assert titles[3].endswith("trong mọi lĩnh vực")


def test_a_sentence_that_a_line_end_left_open_goes_on_with_a_number() -> None:
    text = (
        "KẾ HOẠCH\nV/v Cải cách hành chính năm 2024\nI. TỔ CHỨC THỰC HIỆN\n"
        "1. Các sở, ban, ngành báo cáo kết quả thực hiện kế hoạch trước ngày\n30/11/2024 gửi Sở Nội vụ.\n"
        "2. Sở Nội vụ tổng hợp kết quả của các sở, ban, ngành theo hướng dẫn của\nBộ Nội vụ.\n"
    )
    plan = parse(read_text(text.encode(), "a.txt"))
    assert plan.metadata.title is not None
    assert plan.metadata.title.text == "Cải cách hành chính năm 2024"
    assert [task.task.text.split()[-1] for task in plan.tasks] == ["vụ", "vụ"]
    assert [task.deadline.text if task.deadline else None for task in plan.tasks] == ["trước ngày 30/11/2024", None]


def test_numbers_in_brackets_count_below_those_without() -> None:
    plan = plan_of(
        "I. NỘI DUNG\n1. Chỉ tiêu thi đua\n(1) Đạt 100% số người được tuyên truyền;\n(2) Đạt 85% mở tài khoản.\n"
        "2. Phương án\na) Vận động.\n"
    )
    assert [section.path for section in plan.sections] == ["I", "I.1", "I.1.1", "I.1.2", "I.2", "I.2.a"]
