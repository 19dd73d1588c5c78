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
    ],
)
def test_who_and_when(item: str, lead: list[str], coordinate: list[str], time: str | None) -> None:
    (task,) = plan_of(f"II. NHIỆM VỤ\n1. {item}\n").tasks
    assert shown(task) == ("II.1", lead, coordinate, time)


def test_title_ends_where_its_fields_begin() -> None:
    (task,) = plan_of("II. NHIỆM VỤ\n1. Số hóa hồ sơ [Chủ trì: Phòng Hành chính] [Thời hạn: 31/10/2024]\n").tasks
    assert task.task.text == "Số hóa hồ sơ"
