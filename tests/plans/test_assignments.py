"""The ways in which plans say who does a task and by when."""

from __future__ import annotations

import pytest

from tests.plans.test_register import plan_of, shown


@pytest.mark.parametrize(
    ("item", "lead", "coordinate", "time"),
    [
        ("Tổ chức hội nghị đối thoại (Văn phòng Sở, quý II/2024).", ["Văn phòng Sở"], [], "quý II/2024"),
        (
            "Tập huấn kỹ năng số: Sở Nội vụ (chủ trì), Sở Tài chính (phối hợp); hoàn thành trong tháng 5/2024.",
            ["Sở Nội vụ"],
            ["Sở Tài chính"],
            "trong tháng 5/2024",
        ),
        ("Rà soát quy chế. Giao cho Thanh tra Sở, hạn 30/6/2024.", ["Thanh tra Sở"], [], "hạn 30/6/2024"),
        (
            "Lập danh mục thủ tục - Chủ trì: Văn phòng Sở - Phối hợp: các phòng - Thời gian: quý I/2024.",
            ["Văn phòng Sở"],
            ["các phòng"],
            "quý I/2024",
        ),
        ("Số hóa hồ sơ [Chủ trì: Phòng Hành chính] [Thời hạn: 31/10/2024]", ["Phòng Hành chính"], [], "31/10/2024"),
        (
            "Đo sự hài lòng. Đơn vị thực hiện là Văn phòng Sở, phối hợp với Bưu điện tỉnh, trước ngày 30/5/2024.",
            ["Văn phòng Sở"],
            ["Bưu điện tỉnh"],
            "trước ngày 30/5/2024",
        ),
        (
            "Thanh tra Sở và Văn phòng Sở đồng chủ trì kiểm tra kỷ cương, thực hiện thường xuyên.",
            ["Thanh tra Sở", "Văn phòng Sở"],
            [],
            "thường xuyên",
        ),
        (
            "Trách nhiệm công khai ngân sách thuộc về Phòng Tài chính, chậm nhất ngày 31/12/2024.",
            ["Phòng Tài chính"],
            [],
            "chậm nhất ngày 31/12/2024",
        ),
        ("Phòng Tài chính được giao chủ trì phương án tự chủ.", ["Phòng Tài chính"], [], None),
        (
            "Kiểm tra CCHC tại 08 sở: giao Sở Nội vụ chủ trì, Thanh tra tỉnh phối hợp, từ tháng 3 đến tháng 10/2024.",
            ["Sở Nội vụ"],
            ["Thanh tra tỉnh"],
            "từ tháng 3 đến tháng 10/2024",
        ),
        (
            "Thanh tra công vụ đột xuất, từ năm 2024 giao Thanh tra tỉnh chủ trì, hoàn thành trước 30/11/2024.",
            ["Thanh tra tỉnh"],
            [],
            "trước 30/11/2024",
        ),
        (
            "Diễn tập 02 đợt, tháng 5 và tháng 10/2024, Công an tỉnh chủ trì, phối hợp với Sở Y tế.",
            ["Công an tỉnh"],
            ["Sở Y tế"],
            "tháng 5 và tháng 10/2024",
        ),
        (
            "Sở Y tế chủ trì, Tỉnh đoàn và cơ quan chủ quản phối hợp mở 09 lớp, xong trong quý III/2024.",
            ["Sở Y tế"],
            ["Tỉnh đoàn", "cơ quan chủ quản"],
            "trong quý III/2024",
        ),
        (
            "Sở Nội vụ chủ trì, phối hợp với Sở Thông tin và Truyền thông (Sở TT&TT), Tỉnh đoàn mở chuyên mục.",
            ["Sở Nội vụ"],
            ["Sở Thông tin và Truyền thông (Sở TT&TT)", "Tỉnh đoàn"],
            None,
        ),
        ("Các sở, ban, ngành; UBND các huyện chủ trì báo cáo.", ["Các sở, ban, ngành", "UBND các huyện"], [], None),
        ("Phòng Giống vật nuôi cập nhật dữ liệu đàn giống hằng tháng.", ["Phòng Giống vật nuôi"], [], "hằng tháng"),
        (
            "Luân phiên 65 công chức (tháng 4 và tháng 10/2024), do Sở Nội vụ chủ trì.",
            ["Sở Nội vụ"],
            [],
            "tháng 4 và tháng 10/2024",
        ),
        (
            "Sở Y tế chủ trì xây dựng thư viện số, đăng tải tháng 6/2024; kinh phí 80 triệu đồng.",
            ["Sở Y tế"],
            [],
            "tháng 6/2024",
        ),
    ],
)
def test_who_and_when(item: str, lead: list[str], coordinate: list[str], time: str | None) -> None:
    (task,) = plan_of(f"II. NHIỆM VỤ\n1. {item}\n").tasks
    assert shown(task) == ("II.1", lead, coordinate, time)


def test_title_ends_where_its_fields_begin() -> None:
    (task,) = plan_of("II. NHIỆM VỤ\n1. Số hóa hồ sơ [Chủ trì: Phòng Hành chính] [Thời hạn: 31/10/2024]\n").tasks
    assert task.task.text == "Số hóa hồ sơ"


@pytest.mark.parametrize(
    ("item", "lead", "coordinate"),
    [
        ("Duy trì ISO tại Văn phòng Cục; Văn phòng chủ trì; làm thường xuyên.", ["Văn phòng"], []),
        (
            "Kê khai tài sản; Thanh tra Sở chủ trì, phối hợp Phòng Tổ chức, xong trước 31/12.",
            ["Thanh tra Sở"],
            ["Phòng Tổ chức"],
        ),
        ("Bãi bỏ hồ sơ giấy; các phòng, Chi cục Thuế thực hiện ngay từ ngày 01/02.", ["các phòng", "Chi cục Thuế"], []),
        (
            "Diễn tập; Sở Y tế chủ trì, Cục Công nghệ (Bộ Y tế) hỗ trợ; tháng 9/2024.",
            ["Sở Y tế"],
            ["Cục Công nghệ (Bộ Y tế)"],
        ),
        ("Công bố thủ tục nội bộ - Sở Nội vụ, quý I.", ["Sở Nội vụ"], []),
        ("Tích hợp thanh toán; Sở Khoa học và Công nghệ; tháng 8/2024.", ["Sở Khoa học và Công nghệ"], []),
        ("Đối thoại 02 lần/năm, giao Sở Tài chính.", ["Sở Tài chính"], []),
        ("Việc sắp xếp được giao cho Sở Nội vụ, trình trong quý IV/2024.", ["Sở Nội vụ"], []),
        ("Lắp 20 máy, do UBND các xã tự bố trí, xong trước 30/4.", ["UBND các xã"], []),
        ("Kiểm tra 10 xã. Thanh tra tỉnh chịu trách nhiệm; thời gian quý II.", ["Thanh tra tỉnh"], []),
        ("Thanh lý ấn chỉ, Phòng Tài vụ lập hội đồng, xong trước ngày 30/9/2024.", ["Phòng Tài vụ"], []),
    ],
)
def test_who_does_what_stands_before_is_one_task_with_it(item: str, lead: list[str], coordinate: list[str]) -> None:
    (task,) = plan_of(f"II. NHIỆM VỤ, PHÂN CÔNG\n1. {item}\n").tasks
    assert (task.task.text, shown(task)[1:3]) == (item.rstrip("."), (lead, coordinate))


def test_what_notes_explain_is_no_task() -> None:
    tasks = plan_of(
        "II. PHÂN CÔNG NHIỆM VỤ\n1. Trung tâm Xúc tiến chủ trì, cùng Sở Tài chính đối thoại mỗi quý 01 lần.[1]\n"
        "[1] Năm 2023 nội dung này do Sở Công Thương chủ trì.\n2. Quy ước: CT là chủ trì, PH là phối hợp.\n"
    ).tasks
    assert [shown(task)[1:3] for task in tasks] == [(["Trung tâm Xúc tiến"], ["Sở Tài chính"])]
