"""Duties that sentences give to units, wherever a plan has them."""

from __future__ import annotations

from tests.plans.test_register import plan_of, shown

_AFTER_A_FLOOD = (
    "I. NGUY CƠ SAU LŨ\n1. Nguy cơ thiếu nước\n- Các trung tâm y tế cấp xã bị ngập, thiếu hóa chất khử khuẩn.\n"
    "II. NỘI DUNG HOẠT ĐỘNG\n1. Công tác giám sát\n"
    "- Trung tâm Kiểm soát bệnh tật tỉnh hỗ trợ các địa phương xét nghiệm khi có ca bệnh bất thường.\n"
    "- Các Trung tâm y tế giám sát tuyến xã và báo cáo hằng ngày.\n"
    "- Tiêu hủy thực phẩm bị ẩm mốc, hư hỏng.\n"
)


def test_a_sentence_that_begins_with_a_unit_charges_it_under_any_title_but_those_that_state_how_things_are() -> None:
    assert [shown(task) for task in plan_of(_AFTER_A_FLOOD).tasks] == [
        ("II.1", ["Trung tâm Kiểm soát bệnh tật tỉnh"], [], None),
        ("II.1", ["Các Trung tâm y tế"], [], "hằng ngày"),
    ]
