"""Duties in running text: who is addressed, who helps, and what stands below a line that leads it in."""

from __future__ import annotations

import pytest

from tests.plans.test_register import plan_of, shown


@pytest.mark.parametrize(
    ("item", "lead"),
    [
        ("Đồng thời, giao Công an tỉnh rà soát các điểm phức tạp.", ["Công an tỉnh"]),
        ("UBND tỉnh yêu cầu các sở, ban, ngành báo cáo kết quả hằng quý.", ["các sở, ban, ngành"]),
        ("Chính phủ trân trọng đề nghị Mặt trận Tổ quốc phối hợp triển khai.", ["Mặt trận Tổ quốc"]),
        ("Trên cơ sở đề xuất của các sở, UBND cấp xã, Sở Tài chính tổng hợp dự toán.", ["Sở Tài chính"]),
        ("Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các sở kịp thời phản ánh.", ["các sở"]),
        ("Căn cứ Kế hoạch này, Sở Y tế và Sở Nội vụ xây dựng chương trình.", ["Sở Y tế", "Sở Nội vụ"]),
        ("Các đơn vị được giao chủ trì có trách nhiệm hoàn thành đúng hạn.", ["Các đơn vị được giao chủ trì"]),
        (
            "Bộ trưởng, Thủ trưởng cơ quan ngang bộ, Chủ tịch Ủy ban nhân dân cấp tỉnh tập trung chỉ đạo thực hiện.",
            ["Bộ trưởng", "Thủ trưởng cơ quan ngang bộ", "Chủ tịch Ủy ban nhân dân cấp tỉnh"],
        ),
        ("Sở Nội vụ giao chỉ tiêu biên chế cho các đơn vị trước 31/3.", ["Sở Nội vụ"]),
        ("Sở Nội vụ hằng quý tổng hợp kết quả của các đơn vị.", ["Sở Nội vụ"]),
        ("Các sở trong phạm vi nhiệm vụ của mình tổ chức triển khai thực hiện Kế hoạch.", ["Các sở"]),
        ("Văn phòng Sở trước ngày 05 hằng tháng lập danh mục hồ sơ quá hạn.", ["Văn phòng Sở"]),
    ],
)
def test_who_is_charged(item: str, lead: list[str]) -> None:
    (task,) = plan_of(f"V. TỔ CHỨC THỰC HIỆN\n1. {item}\n").tasks
    assert [unit.text for unit in task.lead] == lead


@pytest.mark.parametrize(
    ("duty", "coordinate"),
    [
        ("Phối hợp Công an tỉnh và các đơn vị liên quan tham mưu quy chế.", ["Công an tỉnh", "các đơn vị liên quan"]),
        ("Chủ trì, phối hợp Thuế tỉnh, Thống kê tỉnh khảo sát 500 hộ.", ["Thuế tỉnh", "Thống kê tỉnh"]),
        ("Phối hợp các hoạt động tuyên truyền trên địa bàn.", []),
        ("Phối hợp UBND các xã, phường dựng nhà bạt, bố trí điểm lưu trú.", ["UBND các xã, phường"]),
        (
            "Đôn đốc; phối hợp Ban Quản lý các khu công nghệ cao; các doanh nghiệp viễn thông rà soát quy hoạch.",
            ["Ban Quản lý các khu công nghệ cao", "các doanh nghiệp viễn thông"],
        ),
    ],
)
def test_helpers_without_a_preposition(duty: str, coordinate: list[str]) -> None:
    (task,) = plan_of(f"V. TỔ CHỨC THỰC HIỆN\n1. Sở Nội vụ\n- {duty}\n").tasks
    assert [unit.text for unit in task.coordinate] == coordinate


def test_each_line_below_a_colon_is_a_task_of_who_is_told_above_it() -> None:
    tasks = plan_of(
        "V. TỔ CHỨC THỰC HIỆN\n1. Công an tỉnh\n"
        "a) Chủ trì các dự án do Bộ Công an phê duyệt, bao gồm:\n- Dự án 1: Phòng ngừa.\n- Dự án 2: Ứng dụng.\n"
        "b) Chủ trì, phối hợp với:\n- Sở Tài chính tham mưu bố trí kinh phí.\n- Sở Y tế tổ chức xét nghiệm.\n"
        "2. Các bộ, ngành tổ chức thực hiện Đề án. Cụ thể:\n- Lập danh sách cử đi học.\n- Bố trí kinh phí hằng năm.\n"
    ).tasks
    assert [(task.section, task.task.text, [unit.text for unit in task.lead]) for task in tasks] == [
        ("V.1.a", "Chủ trì các dự án do Bộ Công an phê duyệt, bao gồm", ["Công an tỉnh"]),
        ("V.1.a", "Dự án 1: Phòng ngừa", ["Công an tỉnh"]),
        ("V.1.a", "Dự án 2: Ứng dụng", ["Công an tỉnh"]),
        ("V.1.b", "Sở Tài chính tham mưu bố trí kinh phí", ["Công an tỉnh"]),
        ("V.1.b", "Sở Y tế tổ chức xét nghiệm", ["Công an tỉnh"]),
        ("V.2", "Các bộ, ngành tổ chức thực hiện Đề án. Cụ thể", ["Các bộ, ngành"]),
        ("V.2", "Lập danh sách cử đi học", ["Các bộ, ngành"]),
        ("V.2", "Bố trí kinh phí hằng năm", ["Các bộ, ngành"]),
    ]
    assert [[unit.text for unit in task.coordinate] for task in tasks[3:5]] == [["Sở Tài chính"], ["Sở Y tế"]]


def test_what_an_item_says_before_its_paragraphs_is_read() -> None:
    tasks = plan_of(
        "V. TỔ CHỨC THỰC HIỆN\n1. Giao Sở Nội vụ theo dõi việc thực hiện Kế hoạch.\n"
        "Định kỳ hằng quý, các sở báo cáo kết quả về Sở Nội vụ.\n"
    ).tasks
    assert [shown(task)[1] for task in tasks] == [["Sở Nội vụ"], ["các sở"]]


def test_a_title_of_units_that_a_line_break_cut() -> None:
    (task,) = plan_of(
        "V. TỔ CHỨC THỰC HIỆN\n1. Đề nghị Mặt trận Tổ quốc tỉnh, Hội Liên hiệp\n"
        "Phụ nữ tỉnh và các tổ chức thành viên\n- Vận động hội viên tham gia.\n"
    ).tasks
    assert [unit.text for unit in task.lead] == [
        "Mặt trận Tổ quốc tỉnh",
        "Hội Liên hiệp Phụ nữ tỉnh",
        "các tổ chức thành viên",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Các cơ sở giáo dục nghề nghiệp",
        "Đề nghị các tổ chức cung cấp dịch vụ chi trả",
        "Chủ đầu tư xây dựng hạ tầng cụm công nghiệp",
        "Các doanh nghiệp hoạt động trong lĩnh vực vận tải, kho bãi",
        "Hộ kinh doanh",
    ],
)
def test_a_title_of_others_than_offices(title: str) -> None:
    plan = plan_of(
        f"V. TỔ CHỨC THỰC HIỆN\n1. {title}\n- Phối hợp với Sở Y tế cung cấp số liệu.\n2. {title}: Báo cáo hằng quý.\n"
        "3. Công tác tuyên truyền\n- Đẩy mạnh tuyên truyền trên Trang thông tin điện tử.\n"
    )
    lead = title.removeprefix("Đề nghị ")
    assert [[unit.text for unit in task.lead] for task in plan.tasks] == [[lead], [lead]]


def test_work_named_like_its_unit() -> None:
    (task,) = plan_of("V. TỔ CHỨC THỰC HIỆN\n1. Thanh tra tỉnh\nThanh tra công vụ tại 04 sở trước ngày 15/11.\n").tasks
    assert shown(task)[1] == ["Thanh tra tỉnh"]


def test_a_later_sentence_says_who() -> None:
    tasks = plan_of("III. KINH PHÍ\n- Kinh phí lấy từ ngân sách. Các sở chi trả công tác phí theo quy định.\n").tasks
    assert [(task.task.text, shown(task)[1]) for task in tasks] == [
        ("Các sở chi trả công tác phí theo quy định", ["Các sở"])
    ]


def test_a_title_sets_the_time_of_what_states_none() -> None:
    tasks = plan_of(
        "II. LỊCH THỰC HIỆN\n1. Quý I/2024\n- Ban hành Kế hoạch tuyên truyền (Văn phòng Sở).\n"
        "- Kiểm tra Bộ phận Một cửa (Thanh tra Sở chủ trì; Văn phòng Sở phối hợp) trước ngày 15/3/2024.\n"
        "2. Công việc tháng 9/2024\n- Công bố quy trình nội bộ điện tử, Văn phòng Sở chịu trách nhiệm.\n"
        "3. Nhiệm vụ năm 2024\n- Cập nhật văn bản trên Trang thông tin: Văn phòng Sở.\n"
    ).tasks
    assert [shown(task)[1:] for task in tasks] == [
        (["Văn phòng Sở"], [], "Quý I/2024"),
        (["Thanh tra Sở"], ["Văn phòng Sở"], "trước ngày 15/3/2024"),
        (["Văn phòng Sở"], [], "tháng 9/2024"),
        (["Văn phòng Sở"], [], None),
    ]


@pytest.mark.parametrize(
    ("item", "lead"),
    [
        ("Rà soát thủ tục cấp phép nhà ở (Phòng Quản lý xây dựng).", ["Phòng Quản lý xây dựng"]),
        ("Đối thoại với doanh nghiệp: Phòng Quản lý nhà, Hội Luật gia.", ["Phòng Quản lý nhà", "Hội Luật gia"]),
        ("Các đơn vị gửi báo cáo hằng tháng về: Văn phòng Sở.", ["Các đơn vị"]),
        (
            "Đồng chí Lê Văn Bình - Phó Giám đốc Sở: chỉ đạo chung việc thực hiện Kế hoạch.",
            ["Đồng chí Lê Văn Bình - Phó Giám đốc Sở"],
        ),
    ],
)
def test_who_is_named_beside_the_work(item: str, lead: list[str]) -> None:
    (task,) = plan_of(f"II. NHIỆM VỤ\n1. {item}\n").tasks
    assert shown(task)[1] == lead


def test_two_units_and_a_dash() -> None:
    (task,) = plan_of(
        "V. TỔ CHỨC THỰC HIỆN\n1. Phòng Quản lý nhà - Phòng Quản lý đô thị\n- Cùng Văn phòng Sở số hóa 120 hồ sơ.\n"
    ).tasks
    assert shown(task)[1:3] == (["Phòng Quản lý nhà", "Phòng Quản lý đô thị"], ["Văn phòng Sở"])


def test_who_is_directed_does_what_stands_below() -> None:
    tasks = plan_of(
        "V. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế chỉ đạo Chi cục Dân số thực hiện các nội dung sau:\n"
        "- Lập dự toán kinh phí hằng năm.\n- Báo cáo UBND tỉnh trước ngày 15/12/2026.\n"
    ).tasks
    assert [(shown(task)[1], [unit.text for unit in task.direct]) for task in tasks] == [
        (["Sở Y tế"], []),
        (["Chi cục Dân số"], ["Sở Y tế"]),
        (["Chi cục Dân số"], ["Sở Y tế"]),
    ]
