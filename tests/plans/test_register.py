"""The task register: forms, tables and prose, against what readers wrote by hand and in small cases."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from cchc_assistant.plans.model import Plan, Task
from cchc_assistant.plans.parse import parse
from cchc_assistant.plans.serialize import dump, load_plan, plan_json
from cchc_assistant.reading.text import read_text

ROOT = Path(__file__).parent.parent.parent
CLEAN = (
    "dthap-skhcn-2021-cchc.md",
    "qngai-skhcn-2020-tuyen-truyen-cchc.md",
    "qngai-skhcn-2022-tuyen-truyen-cchc.txt",
    "qngai-ubnd-2023-tuyen-truyen-cchc.txt",
)


def plan_of(text: str) -> Plan:
    head = "KẾ HOẠCH\nCải cách hành chính năm 2024 của Sở Nội vụ\n"
    return parse(read_text((head + text).encode(), "plan.txt"))


def shown(task: Task) -> tuple[str, list[str], list[str], str | None]:
    return (
        task.section,
        [unit.text for unit in task.lead],
        [unit.text for unit in task.coordinate],
        task.deadline.text if task.deadline else None,
    )


@pytest.fixture(scope="module", params=CLEAN)
def clean_plan(request: pytest.FixtureRequest) -> tuple[Plan, str]:
    document = read_text((ROOT / "corpus" / request.param).read_bytes(), request.param)
    return parse(document), document.text


def gold_of(document: str, name: str = "register.jsonl") -> list[dict[str, object]]:
    lines = (ROOT / "eval" / name).read_text(encoding="utf-8").splitlines()
    return [row for line in lines if (row := json.loads(line))["doc"] == document]


def test_register_of_a_clean_plan_is_what_a_reader_wrote(clean_plan: tuple[Plan, str]) -> None:
    plan, _ = clean_plan
    gold = [(row["section"], row["lead"], row["coordinate"], row["time"]) for row in gold_of(plan.document)]
    assert [shown(task) for task in plan.tasks] == gold


def test_every_field_is_a_span(clean_plan: tuple[Plan, str]) -> None:
    plan, source = clean_plan
    for task in plan.tasks:
        pieces = [task.task, task.product, task.budget, task.note, task.frequency, task.deadline]
        for piece in [*pieces, *task.units]:
            if piece is not None:
                written = source[piece.span.start : piece.span.end]
                assert words(piece.text) == words(written)


def words(text: str) -> list[str]:
    """Return the words of a text without emphasis, list marks and the punctuation between list items."""
    for mark in ("*", "<b>", "</b>"):
        text = text.replace(mark, "")
    return [bare for word in text.split() if (bare := word.strip("-+•;.,"))]


def test_metadata_is_what_a_reader_wrote(clean_plan: tuple[Plan, str]) -> None:
    plan, source = clean_plan
    found = json.loads(json.dumps(plan_json(plan, source)))["metadata"]
    for basis in found["legal_basis"]:
        del basis["text"]
    (gold,) = gold_of(plan.document, "metadata.jsonl")
    assert found == {key: gold[key] for key in found}


def test_a_plan_survives_its_json(clean_plan: tuple[Plan, str]) -> None:
    plan, _ = clean_plan
    assert load_plan(json.loads(json.dumps(dump(plan)))) == plan


def test_form_with_nested_items() -> None:
    plan = plan_of(
        "III. HÌNH THỨC\n1. Chuyên trang trên báo và đài\na) Chuyên trang trên Báo tỉnh\n- Tần suất: 01 số/tháng.\n"
        "- Cơ quan chủ trì: Báo tỉnh.\n- Thời gian thực hiện: Quý III/2024.\nb) Chuyên mục phát thanh\n"
        "- Cơ quan chỉ đạo: UBND các huyện, thị xã.\n"
        "- Cơ quan thực hiện: Trung tâm Truyền thông - Văn hóa - Thể thao các huyện, thị xã.\n"
        "- Thời gian thực hiện: Hàng tháng.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("III.1.a", ["Báo tỉnh"], [], "Quý III/2024"),
        ("III.1.b", ["Trung tâm Truyền thông - Văn hóa - Thể thao các huyện, thị xã"], [], "Hàng tháng"),
    ]
    first, second = plan.tasks
    assert first.frequency is not None
    assert first.frequency.text == "01 số/tháng"
    assert first.deadline is not None
    assert (first.deadline.start, first.deadline.end) == (dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    assert [unit.text for unit in second.direct] == ["UBND các huyện, thị xã"]


def test_several_forms_under_one_item_are_several_tasks() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\n1. Xây dựng văn bản\n- Quy chế một cửa\n+ Cơ quan chủ trì: Sở Nội vụ.\n"
        "+ Thời hạn ban hành: trước ngày 30/6/2024.\n- Quy chế văn thư\n+ Cơ quan chủ trì: Văn phòng UBND tỉnh.\n"
        "+ Thời hạn ban hành: khi có hướng dẫn.\n"
    )
    assert [task.task.text for task in plan.tasks] == ["Quy chế một cửa", "Quy chế văn thư"]
    assert [shown(task) for task in plan.tasks] == [
        ("II.1", ["Sở Nội vụ"], [], "trước ngày 30/6/2024"),
        ("II.1", ["Văn phòng UBND tỉnh"], [], "khi có hướng dẫn"),
    ]


def test_form_on_one_line() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\n"
        "1. Tổ chức tập huấn nghiệp vụ (Chủ trì: Sở Nội vụ; phối hợp: các sở, ban, ngành; thời gian: tháng 5/2024).\n"
    )
    (task,) = plan.tasks
    assert shown(task) == ("II.1", ["Sở Nội vụ"], ["các sở, ban, ngành"], "tháng 5/2024")
    assert task.task.text == "Tổ chức tập huấn nghiệp vụ"


def test_lead_field_that_names_the_helpers() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\na) Hoạt động 1\n- Nội dung: Khảo sát mức độ hài lòng.\n"
        "- Cơ quan thực hiện: Sở Nội vụ chủ trì, phối hợp với Sở Tài chính và các đơn vị có liên quan.\n"
    )
    (task,) = plan.tasks
    assert task.task.text == "Khảo sát mức độ hài lòng"
    assert shown(task)[1:3] == (["Sở Nội vụ"], ["Sở Tài chính", "các đơn vị có liên quan"])


def test_running_text_with_colons_is_no_form() -> None:
    plan = plan_of(
        "II. NỘI DUNG\n1. Công tác chỉ đạo, điều hành: Tuyên truyền nâng cao trách nhiệm.\n2. Kết quả: đạt yêu cầu.\n"
    )
    assert plan.tasks == ()


def table(*rows: str) -> str:
    return "Nơi nhận:\n- Sở A.\nPhụ lục\nCÁC NHIỆM VỤ\n" + "\n".join(row.replace(" | ", "\t") for row in rows) + "\n"


def test_columns_are_found_by_meaning() -> None:
    plan = plan_of(
        "I. MỘT\n1. Việc.\n"
        + table(
            "TT | Thời hạn hoàn thành | Phòng, ban phối hợp | Nhiệm vụ cụ thể | Người chịu trách nhiệm chính "
            "| Kết quả đầu ra",
            "1 | 30/6/2024 | Thanh tra Sở | Rà soát thủ tục hành chính | Văn phòng Sở | Báo cáo",
        )
    )
    (task,) = plan.tasks
    assert shown(task) == ("Phụ lục 1", ["Văn phòng Sở"], ["Thanh tra Sở"], "30/6/2024")
    assert task.product is not None
    assert task.product.text == "Báo cáo"


def test_groups_ditto_blank_cells_and_fragments() -> None:
    plan = plan_of(
        "I. MỘT\n1. Việc.\n"
        + table(
            "STT | Nội dung | Sản phẩm | Chủ trì | Thời gian | Ghi chú",
            "I | CẢI CÁCH THỂ CHẾ |  |  |  | ",
            "1 | Rà soát văn bản | Báo cáo | Sở Tư pháp | Quý II | ",
            "2 | Kiểm tra văn bản | Báo cáo | nt | Quý III | ",
            "II | CẢI CÁCH THỦ TỤC |  |  |  | ",
            "1 | Công bố thủ tục | Quyết định |  | Thường xuyên | ",
            " |  |  |  |  | CV.",
        )
    )
    assert [shown(task) for task in plan.tasks] == [
        ("Phụ lục I.1", ["Sở Tư pháp"], [], "Quý II"),
        ("Phụ lục I.2", ["Sở Tư pháp"], [], "Quý III"),
        ("Phụ lục II.1", [], [], "Thường xuyên"),
    ]
    assert plan.tasks[0].heading == "CẢI CÁCH THỂ CHẾ"
    assert any("mảnh hàng" in warning for warning in plan.warnings)


def test_several_results_with_their_own_deadlines_are_several_tasks() -> None:
    plan = plan_of(
        "I. MỘT\n1. Việc.\n"
        + table(
            "STT | Nội dung | Sản phẩm | Chủ trì | Thời gian | Ghi chú",
            "1 | Đào tạo, bồi dưỡng | - Kế hoạch - Báo cáo | Văn phòng Sở "
            "| - Kế hoạch tháng 01/2024 - Báo cáo tháng 11/2024 | ",
        )
    )
    results = [
        (task.product.text if task.product else None, task.deadline.text if task.deadline else None)
        for task in plan.tasks
    ]
    assert results == [("Kế hoạch", "Kế hoạch tháng 01/2024"), ("Báo cáo", "Báo cáo tháng 11/2024")]


def test_header_of_two_rows_and_a_line_of_column_numbers() -> None:
    plan = plan_of(
        "I. MỘT\n1. Việc.\n"
        + table(
            "STT | Nhiệm vụ | Phân công thực hiện |  | Thời gian",
            " |  | Chủ trì | Phối hợp | ",
            "(1) | (2) | (3) | (4) | (5)",
            "1 | Xây dựng đề án | Sở Y tế | Sở Tài chính | Quý I",
        )
    )
    assert [shown(task) for task in plan.tasks] == [("Phụ lục 1", ["Sở Y tế"], ["Sở Tài chính"], "Quý I")]


def test_a_table_without_tasks_is_left_alone() -> None:
    assert plan_of("I. MỘT\n1. Việc.\n" + table("STT | Họ tên | Chức vụ", "1 | Nguyễn Văn A | Giám đốc")).tasks == ()


def test_prose_under_headings_of_units_and_with_dates() -> None:
    plan = plan_of(
        "V. TỔ CHỨC THỰC HIỆN\n1. Sở Thông tin và Truyền thông\n- Làm đầu mối, theo dõi.\n"
        "- Hướng dẫn các cơ quan báo chí trước ngày 15/3/2024.\n"
        "2. Sở Tài chính: Bố trí kinh phí thực hiện Kế hoạch.\n"
        "3. Giao Văn phòng UBND tỉnh chủ trì, phối hợp với Sở Nội vụ kiểm tra.\n"
        "4. Các phòng báo cáo về Văn phòng Sở trước ngày 10/11/2024; "
        "Văn phòng Sở tổng hợp, báo cáo Sở Nội vụ trước ngày 15/11/2024.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("V.1", ["Sở Thông tin và Truyền thông"], [], None),
        ("V.1", ["Sở Thông tin và Truyền thông"], [], "trước ngày 15/3/2024"),
        ("V.2", ["Sở Tài chính"], [], None),
        ("V.3", ["Văn phòng UBND tỉnh"], ["Sở Nội vụ"], None),
        ("V.4", ["Các phòng"], [], "trước ngày 10/11/2024"),
        ("V.4", ["Văn phòng Sở"], [], "trước ngày 15/11/2024"),
    ]


def test_purposes_and_contents_are_no_tasks() -> None:
    plan = plan_of(
        "I. MỤC ĐÍCH\n- Nâng cao trách nhiệm của các sở, ban, ngành trong năm 2024.\nII. NỘI DUNG\n"
        "1. Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ.\n"
    )
    assert plan.tasks == ()


def test_abbreviations_that_the_plan_defines_are_noted() -> None:
    plan = plan_of("I. MỘT\n1. Công tác kiểm soát thủ tục hành chính (TTHC) của Sở.\n")
    assert ("TTHC", "thủ tục hành chính") in plan.aliases


def test_units_that_a_title_asks_have_what_stands_below() -> None:
    plan = plan_of(
        "IV. TỔ CHỨC THỰC HIỆN\n1. Đề nghị: Hội Nông dân tỉnh, Liên minh Hợp tác xã tỉnh\n"
        "a) Tuyên truyền, vận động hội viên.\nb) Tiếp nhận các kiến nghị, phản ánh.\n"
    )
    asked = ["Hội Nông dân tỉnh", "Liên minh Hợp tác xã tỉnh"]
    assert [shown(task)[:2] for task in plan.tasks] == [("IV.1.a", asked), ("IV.1.b", asked)]


def test_a_sentence_that_says_when_a_task_is_completed_belongs_to_it() -> None:
    plan = plan_of(
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\nTổ chức truyền thông về phòng bệnh. Hoàn thành trong tháng 11/2024.\n"
        "2. Sở Tư pháp\nRà soát văn bản trước ngày 01/6/2024. Hoàn thành báo cáo trước ngày 01/12/2024.\n"
    )
    assert [(task.task.text[:11], task.deadline and task.deadline.text) for task in plan.tasks] == [
        ("Tổ chức tru", "trong tháng 11/2024"),
        ("Rà soát văn", "trước ngày 01/6/2024"),
        ("Hoàn thành ", "trước ngày 01/12/2024"),
    ]
