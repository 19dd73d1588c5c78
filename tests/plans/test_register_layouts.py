"""The task register in the layouts of other places: brackets, sentences, forms in other words, portals, columns."""

from __future__ import annotations

from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.read import read
from cchc_assistant.reading.text import read_text
from tests.plans.test_register import plan_of, shown, table


def test_deadline_without_a_label_after_the_units_of_a_bracket() -> None:
    plan = plan_of(
        "I. NHIỆM VỤ\na) Lắp đặt 12 điểm wifi (chủ trì: Phòng Văn hóa; phối hợp: Phòng Dân tộc, Viettel tỉnh; "
        "hoàn thành trước ngày 31/8/2024).\nb) Rà soát văn bản (chủ trì: Phòng Tư pháp; thực hiện thường xuyên).\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("I.a", ["Phòng Văn hóa"], ["Phòng Dân tộc", "Viettel tỉnh"], "trước ngày 31/8/2024"),
        ("I.b", ["Phòng Tư pháp"], [], "thường xuyên"),
    ]


def test_sentence_that_charges_a_unit_says_who_does_what_stands_before_it() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\n"
        "a) Kiện toàn 96 Tổ công nghệ số cộng đồng. Giao UBND các xã chủ trì, hoàn thành trong quý I/2024.\n"
        "b) Sắp xếp nhà, đất công dôi dư; Phòng Tài chính chủ trì, tham mưu phương án trước ngày 30/9/2024.\n"
        "III. TỔ CHỨC THỰC HIỆN\n1. Trung tâm Phục vụ hành chính công\n"
        "- Tiếp nhận hồ sơ lưu động tại các buôn hằng tháng; Công an xã, Đoàn TNCS xã phối hợp thực hiện.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("II.a", ["UBND các xã"], [], "trong quý I/2024"),
        ("II.b", ["Phòng Tài chính"], [], "trước ngày 30/9/2024"),
        ("III.1", ["Trung tâm Phục vụ hành chính công"], ["Công an xã", "Đoàn TNCS xã"], "hằng tháng"),
    ]
    assert [task.task.text[:15] for task in plan.tasks] == ["Kiện toàn 96 Tổ", "Sắp xếp nhà, đấ", "Tiếp nhận hồ sơ"]


def test_head_and_foot_in_two_columns_of_spaces() -> None:
    plan = parse(
        read_text(
            "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
            "  XÃ EA H’LEO                  Độc lập - Tự do - Hạnh phúc\n"
            " Số: 15/KH-UBND           Ea H’leo, ngày 12 tháng 01 năm 2026\n\n"
            "                KẾ HOẠCH\n       Cải cách hành chính năm 2026\n\n1. Rà soát thủ tục.\n\n"
            "Nơi nhận:                              TM. ỦY BAN NHÂN DÂN\n- Sở Nội vụ;                  CHỦ TỊCH\n"
            "- Các phòng, đơn vị;                      Y Thanh Niê Kđăm\n- Lưu: VT.\n".encode(),
            "plan.txt",
        )
    )
    read = plan.metadata
    stated = [field.text for field in (read.agency, read.date, read.signer) if field]
    assert stated == ["ỦY BAN NHÂN DÂN XÃ EA H’LEO", "ngày 12 tháng 01 năm 2026", "Y Thanh Niê Kđăm"]


def test_lines_of_a_form_in_other_words() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\n3.3. Số hóa kết quả giải quyết thủ tục.\n- Đồng chủ trì: Văn phòng UBND tỉnh, Sở Tư pháp.\n"
        "- Thời gian: Năm 2024.\n3.4. Trả kết quả tại nhà ở xã đảo.\n"
        "- Giao Trung tâm Phục vụ hành chính công chủ trì.\n- Phối hợp: Bưu điện tỉnh.\n- Xong trước: ngày 30/9/2024.\n"
    )
    assert [shown(task)[1:] for task in plan.tasks] == [
        (["Văn phòng UBND tỉnh", "Sở Tư pháp"], [], "Năm 2024"),
        (["Trung tâm Phục vụ hành chính công"], ["Bưu điện tỉnh"], "ngày 30/9/2024"),
    ]


def test_heading_that_is_a_name_nobody_listed_is_a_unit_where_work_is_assigned() -> None:
    plan = plan_of(
        "IV. PHÂN CÔNG THỰC HIỆN\n1. Phòng Quản lý nhà nước về gốm sứ\n- Chủ trì khảo sát làng nghề.\n"
        "2. Văn phòng Sở tổ chức thực hiện\n- Theo dõi, đôn đốc.\n"
    )
    assert [unit.text for task in plan.tasks for unit in task.lead] == ["Phòng Quản lý nhà nước về gốm sứ"]


def test_item_of_the_tasks_that_begins_with_a_unit_is_that_units() -> None:
    plan = plan_of(
        "I. TÌNH HÌNH\n1. Sở Nội vụ tổ chức 05 cuộc kiểm tra.\nII. NHIỆM VỤ\n"
        "a) Phòng Nội vụ tổ chức chấm điểm các xã; xong trước ngày 15/12/2024.\n"
    )
    assert [shown(task) for task in plan.tasks] == [("II.a", ["Phòng Nội vụ"], [], "trước ngày 15/12/2024")]


def test_task_that_is_done_by_a_unit() -> None:
    plan = plan_of(
        "III. NHIỆM VỤ\n"
        "a) Rà soát lĩnh vực luật sư do Phòng Bổ trợ tư pháp chủ trì, phối hợp với Văn phòng Sở, "
        "hoàn thành trong tháng 9/2024.\n"
        "b) Triển khai các quyết định do UBND tỉnh ban hành.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("III.a", ["Phòng Bổ trợ tư pháp"], ["Văn phòng Sở"], "trong tháng 9/2024")
    ]


def test_name_of_a_field_nobody_listed_reaches_up_to_what_charges_it() -> None:
    plan = plan_of("III. NHIỆM VỤ\na) Phòng Giống vật nuôi chủ trì soạn thảo Thông tư trong quý III/2024.\n")
    assert [shown(task) for task in plan.tasks] == [("III.a", ["Phòng Giống vật nuôi"], [], "trong quý III/2024")]


def test_headings_numbered_after_a_word_are_forms_of_their_own() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\n"
        "Nhiệm vụ 1. Đối thoại với doanh nghiệp\nĐơn vị thực hiện: Văn phòng Sở.\nThời gian: Quý II/2024.\n"
        "Nhiệm vụ 2. Sắp xếp các phòng\nĐơn vị thực hiện: Thanh tra Sở.\nThời gian: Quý III/2024.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("II.1", ["Văn phòng Sở"], [], "Quý II/2024"),
        ("II.2", ["Thanh tra Sở"], [], "Quý III/2024"),
    ]


def test_rows_of_a_table_that_go_on_counting_after_lettered_ones() -> None:
    plan = plan_of(
        table(
            "STT | Nội dung | Chủ trì | Thời hạn",
            "1 | Ban hành kế hoạch | Sở A | Quý I",
            "2 | Kiểm tra |  | ",
            "a) | Lập kế hoạch | Sở B | Quý II",
            "b) | Báo cáo | Sở B | Quý III",
            "3 | Tuyên truyền | Sở C | Quý IV",
        )
    )
    assert [task.section for task in plan.tasks] == ["Phụ lục 1", "Phụ lục 2.a", "Phụ lục 2.b", "Phụ lục 3"]


def test_box_of_attributes_of_a_portal() -> None:
    page = (
        "<html><body><h1>Kế hoạch cải cách hành chính năm 2023 trên địa bàn thành phố Hội An</h1><table>"
        "<tr><th>Số ký hiệu</th><td>412/KH-UBND</td></tr><tr><th>Ngày ban hành</th><td>27/02/2023</td></tr>"
        "<tr><th>Người ký</th><td>Trần Hoài Nhân</td></tr></table><h2>I. MỤC TIÊU</h2><p>1. Rà soát.</p></body></html>"
    )
    told = parse(read(page.encode(), "trang.html")).metadata
    stated = [field.text for field in (told.kind, told.number, told.date, told.signer, told.title) if field]
    assert stated[:4] == ["Kế hoạch", "412/KH-UBND", "27/02/2023", "Trần Hoài Nhân"]
    assert stated[4] == "cải cách hành chính năm 2023 trên địa bàn thành phố Hội An"


def test_column_for_two_roles_is_parted_by_its_marks() -> None:
    plan = plan_of(
        table(
            "STT | Nội dung | Chủ trì (CT) / Phối hợp (PH) | Thời gian",
            "1 | Kiểm tra các phòng | CT: Thanh tra Sở; PH: Văn phòng Sở, Sở Nội vụ | Quý II",
        )
    )
    assert [shown(task)[1:3] for task in plan.tasks] == [(["Thanh tra Sở"], ["Văn phòng Sở", "Sở Nội vụ"])]


def test_deadline_alone_in_the_last_bracket_and_helpers_nobody_listed() -> None:
    plan = plan_of(
        "IV. TỔ CHỨC THỰC HIỆN\n1. Phòng Nội vụ\n- Mở 03 lớp tập huấn cho công chức (Quý II/2024).\n"
        "2. Thanh tra Sở chủ trì, phối hợp với Phòng Thức ăn chăn nuôi, Vụ Pháp chế của Bộ xây dựng dự thảo.\n"
    )
    assert [shown(task)[1:] for task in plan.tasks] == [
        (["Phòng Nội vụ"], [], "Quý II/2024"),
        (["Thanh tra Sở"], ["Phòng Thức ăn chăn nuôi", "Vụ Pháp chế của Bộ"], None),
    ]


def test_head_of_a_column_says_what_its_sums_count() -> None:
    plan = plan_of(
        table(
            "STT | Nội dung | Chủ trì | Kinh phí (triệu đồng)",
            "1 | Tập huấn nghiệp vụ | Sở A | 12",
            "2 | Kiểm tra các phòng | Sở B | Không",
        )
    )
    stated = [(task.budget, task.currency) for task in plan.tasks]
    assert [[field.text for field in pair if field] for pair in stated] == [["12", "triệu đồng"], ["Không"]]


def test_head_of_a_column_that_names_no_currency_counts_nothing() -> None:
    plan = plan_of(
        table("STT | Nội dung | Chủ trì | Kinh phí hợp đồng", "1 | Tập huấn | Sở A | 12", "2 | Kiểm tra | Sở B | 5")
    )
    assert [task.currency for task in plan.tasks] == [None, None]


def test_who_helps_the_lead_is_not_led_by_it() -> None:
    plan = plan_of("IV. TỔ CHỨC THỰC HIỆN\n- Phòng Kế hoạch phối hợp với đơn vị chủ trì thực hiện.\n")
    assert [unit.text for task in plan.tasks for unit in task.lead] == ["Phòng Kế hoạch"]


def test_duties_under_a_unit_are_its_own_with_labels_or_without() -> None:
    plan = plan_of(
        "II. PHÂN CÔNG NHIỆM VỤ\n1. Văn phòng Sở:\n"
        "a) Cắt giảm thời gian giải quyết 15 thủ tục. Phối hợp: Phòng Nghiệp vụ Y. Hạn: 30/6/2024.\n"
        "b) Số hóa hồ sơ lưu trữ, kinh phí 380 triệu đồng, xong trong tháng 11/2024.\n"
        "2. Phòng Nghiệp vụ Dược:\n"
        "a) Đưa thủ tục lên dịch vụ công trước ngày 31/5/2024. Phối hợp: Văn phòng Sở.\n"
        "b) Bố trí quầy hỗ trợ; phối hợp: Công an huyện; bắt đầu từ ngày 01/3/2024.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("II.1.a", ["Văn phòng Sở"], ["Phòng Nghiệp vụ Y"], "30/6/2024"),
        ("II.1.b", ["Văn phòng Sở"], [], "trong tháng 11/2024"),
        ("II.2.a", ["Phòng Nghiệp vụ Dược"], ["Văn phòng Sở"], "trước ngày 31/5/2024"),
        ("II.2.b", ["Phòng Nghiệp vụ Dược"], ["Công an huyện"], "bắt đầu từ ngày 01/3/2024"),
    ]
    assert plan.tasks[1].budget
    assert plan.tasks[1].budget.text == "380 triệu đồng"


def test_what_follows_helping_units_without_a_label_is_none_of_them() -> None:
    (task,) = plan_of(
        "II. NHIỆM VỤ\na) Triển khai bệnh án điện tử; đơn vị phối hợp: Sở Y tế, Phòng Nghiệp vụ Y; "
        "kinh phí 6,2 tỷ đồng; chỉ tiêu: 95% cơ sở; thời gian hoàn thành: quý IV/2024. Chủ trì: Phòng Kế hoạch.\n"
    ).tasks
    assert shown(task)[1:] == (
        ["Phòng Kế hoạch"],
        ["Sở Y tế", "Phòng Nghiệp vụ Y"],
        "quý IV/2024",
    )
    assert task.budget
    assert task.budget.text == "6,2 tỷ đồng"


def test_units_named_after_what_is_to_be_done() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\n"
        "1. Liên thông khai tử: Công chức Tư pháp - Hộ tịch chủ trì; Công an xã phối hợp; thường xuyên.\n"
        "2. Ban hành lại Quy chế làm việc: Văn phòng - Thống kê tham mưu, trình trước ngày 31/3/2025.\n"
        "3. Cử 04 công chức dự lớp bồi dưỡng (Văn phòng - Thống kê theo dõi; quý II/2025).\n"
        "4. Vận hành camera tại 18 điểm; Công an xã chủ trì; quý III/2025.\n"
    )
    assert [shown(task)[1:] for task in plan.tasks] == [
        (["Công chức Tư pháp - Hộ tịch"], ["Công an xã"], "thường xuyên"),
        (["Văn phòng - Thống kê"], [], "trước ngày 31/3/2025"),
        (["Văn phòng - Thống kê"], [], "quý II/2025"),
        (["Công an xã"], [], "quý III/2025"),
    ]


def test_time_in_a_remark_within_the_task_is_not_when_it_is_due() -> None:
    (task,) = plan_of(
        "II. NHIỆM VỤ\na) Triển khai Tháng hành động (từ ngày 15/11 đến ngày 15/12) và hưởng ứng ngày 25/11. "
        "Chủ trì: Sở Nội vụ.\n"
    ).tasks
    assert shown(task)[3] is None


def test_letterhead_and_signature_on_one_line_each() -> None:
    text = (
        "<p><em>SỞ Y TẾ TỈNH CÀ MAU - Số: 118/KH-SYT - Cà Mau, ngày 22 tháng 01 năm 2024</em></p><h1>KẾ HOẠCH<br>"
        "Cải cách hành chính năm 2024</h1><p>I. NHIỆM VỤ</p><p>1. Rà soát thủ tục.</p>"
        "<p><b>KT. GIÁM ĐỐC - PHÓ GIÁM ĐỐC Huỳnh Quốc Thái (đã ký)</b></p>"
    )
    meta = parse(read(f"<html><body>{text}</body></html>".encode(), "plan.html")).metadata
    stated = [field.text for field in (meta.agency, meta.number, meta.signer) if field]
    assert stated == ["SỞ Y TẾ TỈNH CÀ MAU", "118/KH-SYT", "Huỳnh Quốc Thái"]


def test_units_before_phoi_hop_help_with_the_task_before_them() -> None:
    plan = plan_of(
        "II. NHIỆM VỤ\n"
        "- Chi trả trợ cấp qua tài khoản: Phòng Bảo trợ xã hội chủ trì, Bưu điện tỉnh và Công an tỉnh phối hợp, "
        "bắt đầu từ tháng 7/2022.\n"
        "- Phòng Công nghệ thông tin tham mưu Chỉ số chuyển đổi số; Cục Thống kê tỉnh phối hợp xử lý số liệu.\n"
        "- Thanh tra Sở hướng dẫn để các đơn vị phối hợp thực hiện trong quý II/2022.\n"
    )
    assert [(shown(task)[1], shown(task)[2]) for task in plan.tasks] == [
        (["Phòng Bảo trợ xã hội"], ["Bưu điện tỉnh", "Công an tỉnh"]),
        (["Phòng Công nghệ thông tin"], ["Cục Thống kê tỉnh"]),
        (["Thanh tra Sở"], []),
    ]


def test_quarter_at_the_start_of_a_line_goes_on() -> None:
    filler = "Các phòng, đơn vị rà soát quy trình và báo cáo kết quả về Văn phòng theo\nquy định của Sở trong tháng.\n"
    plan = parse(
        read_text(
            f"KẾ HOẠCH\nCải cách hành chính năm 2022\nII. NHIỆM VỤ\n{filler * 4}"
            "1. Văn phòng Sở xây dựng Đề án hợp nhất hai trung tâm, trình tỉnh trong quý\nIII/2022.\n".encode(),
            "plan.txt",
        )
    )
    assert plan.tasks[-1].deadline
    assert plan.tasks[-1].deadline.text == "trong quý III/2022"


def test_page_that_tells_of_a_plan_says_whose_it_is() -> None:
    html = (
        "<html><body><h1>Kế hoạch cải cách hành chính năm 2024 của Sở Y tế tỉnh Quảng Ngãi</h1>"
        "<p>Ngày 10 tháng 01 năm 2024, Giám đốc Sở Y tế Quảng Ngãi Võ Thanh Nhã "
        "đã ký ban hành Kế hoạch số 33/KH-SYT về cải cách hành chính.</p>"
        "<p>1. Rà soát thủ tục.</p></body></html>"
    )
    meta = parse(read(html.encode(), "plan.html")).metadata
    stated = [field.text for field in (meta.agency, meta.number, meta.date, meta.signer) if field]
    assert stated == ["Sở Y tế tỉnh Quảng Ngãi", "33/KH-SYT", "Ngày 10 tháng 01 năm 2024", "Võ Thanh Nhã"]


def test_work_in_a_calendar_says_who_does_it() -> None:
    plan = plan_of(
        "A. VIỆC THƯỜNG XUYÊN\n- Tổ Một cửa: trả lời phản ánh của người dân trong 03 ngày làm việc.\nB. LỊCH\n"
        "1/ Ký hợp đồng với Bưu điện. Người làm: Tổ Hành chính. Xong: 30/01/2024. Kinh phí: 54 triệu đồng.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("A", ["Tổ Một cửa"], [], "trong 03 ngày làm việc"),
        ("B.1", ["Tổ Hành chính"], [], "30/01/2024"),
    ]


def test_fields_of_reform_are_parts_whose_items_begin_with_who_does_them() -> None:
    plan = plan_of(
        "1. Mục tiêu\n1.1. Sở Nội vụ đứng trong nhóm dẫn đầu.\n2. Thể chế\n"
        "2.1. Phòng Tư pháp rà soát văn bản (tháng 01/2025).\n"
        "2.2. Trong quý III/2025, Phòng Tư pháp khảo sát tình hình thi hành pháp luật.\n3. Thủ tục hành chính\n"
        "3.1. Lấy ý kiến 1.200 hộ dân do Ủy ban MTTQ huyện chủ trì, Hội Nông dân huyện và Huyện đoàn phối hợp, xong "
        "trước ngày 15/11/2025.\n"
    )
    assert [shown(task) for task in plan.tasks] == [
        ("2.1", ["Phòng Tư pháp"], [], "tháng 01/2025"),
        ("2.2", ["Phòng Tư pháp"], [], "Trong quý III/2025"),
        ("3.1", ["Ủy ban MTTQ huyện"], ["Hội Nông dân huyện", "Huyện đoàn"], "trước ngày 15/11/2025"),
    ]


def test_paragraphs_below_a_units_name_are_its_duties() -> None:
    plan = plan_of(
        "II. PHÂN CÔNG NHIỆM VỤ\n\nPhòng Tổ chức - Cán bộ\n\n"
        "Phòng Tổ chức - Cán bộ xây dựng Đề án vị trí việc làm trước ngày 31/3/2024.\n\n"
        "Phòng cử 25 lượt công chức đi bồi dưỡng trong quý III/2024.\n\nThanh tra Sở\n\n"
        "Thanh tra Sở tiếp nhận phản ánh, trả lời trong 03 ngày làm việc.\n"
    )
    assert [shown(task)[1:] for task in plan.tasks] == [
        (["Phòng Tổ chức - Cán bộ"], [], "trước ngày 31/3/2024"),
        (["Phòng Tổ chức - Cán bộ"], [], "trong quý III/2024"),
        (["Thanh tra Sở"], [], "trong 03 ngày làm việc"),
    ]


def test_cells_one_below_another_go_on_in_the_middle_of_names() -> None:
    plan = parse(
        read_text(
            (
                "KẾ HOẠCH\nCải cách hành chính năm 2023\nPHỤ LỤC\nTT\nNội dung nhiệm vụ\nCơ quan chủ trì\n"
                "Cơ quan phối hợp\nThời gian hoàn thành\nSản phẩm\nI. THỂ CHẾ\n1\nKiểm tra công tác cải cách\n"
                "hành chính\nSở Nội vụ\nVăn phòng UBND tỉnh; Sở\nTư pháp; Sở Tài chính\nQuý II/2023\n"
                "Kết luận kiểm tra\n2\nXây dựng mức hỗ trợ công chức\nSở Tài chính\nSở Nội vụ; Văn phòng\n"
                "UBND tỉnh\nTháng 6/2023\nQuyết định\n3\nCông bố thủ tục\nVăn phòng UBND tỉnh\n"
                "Các sở, ban, ngành\nTrước ngày 01/4/2023\nQuyết định công bố của\nChủ tịch UBND tỉnh\n"
            ).encode(),
            "plan.txt",
        )
    )
    assert [shown(task)[1:] for task in plan.tasks] == [
        (["Sở Nội vụ"], ["Văn phòng UBND tỉnh", "Sở Tư pháp", "Sở Tài chính"], "Quý II/2023"),
        (["Sở Tài chính"], ["Sở Nội vụ", "Văn phòng UBND tỉnh"], "Tháng 6/2023"),
        (["Văn phòng UBND tỉnh"], ["Các sở, ban, ngành"], "Trước ngày 01/4/2023"),
    ]


def test_cards_of_a_page_are_forms_without_numbers() -> None:
    cards = "".join(
        f"<article><div>{task}</div><dl><dt>Đầu mối chủ trì</dt><dd>{lead}</dd><dt>Cùng phối hợp:</dt><dd>{helper}</dd>"
        f"<dt>Hạn hoàn thành</dt><dd>{time}</dd></dl></article>"
        for task, lead, helper, time in (
            ("Ban hành kế hoạch kiểm tra", "Sở Nội vụ", "Văn phòng UBND tỉnh; Sở Tư pháp", "Tháng 02/2025"),
            ("Đo lường sự hài lòng", "Cục Thống kê tỉnh", "Bưu điện tỉnh", "Tháng 8/2025"),
        )
    )
    html = (
        f"<html><body><h1>KẾ HOẠCH Cải cách hành chính năm 2025</h1><h3>1. Chỉ đạo, điều hành</h3>{cards}</body></html>"
    )
    plan = parse(read(html.encode(), "plan.html"))
    assert [(task.task.text, *shown(task)) for task in plan.tasks] == [
        ("Ban hành kế hoạch kiểm tra", "1", ["Sở Nội vụ"], ["Văn phòng UBND tỉnh", "Sở Tư pháp"], "Tháng 02/2025"),
        ("Đo lường sự hài lòng", "1", ["Cục Thống kê tỉnh"], ["Bưu điện tỉnh"], "Tháng 8/2025"),
    ]


def test_agency_after_the_committee_on_one_line() -> None:
    text = (
        "UBND TỈNH VĨNH LONG - SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN\nSố: 12/KH-SNN\nKẾ HOẠCH\n"
        "Cải cách hành chính năm 2023\n1. Rà soát thủ tục.\n"
    )
    plan = parse(read_text(text.encode(), "plan.txt"))
    assert plan.metadata.agency
    assert plan.metadata.agency.text == "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
