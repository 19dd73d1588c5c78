"""Several plans of one place, told apart by what they are about; and what is asked of such plans."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

HEAD = """ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG ------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc
Số: {number}/KH-UBND Lâm Đồng, ngày {day} tháng 3 năm 2025
KẾ HOẠCH
"""
FOOT = """
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
{signer}
"""
RELIEF = (
    HEAD.format(number=41, day="06")
    + """V/V TIẾP NHẬN, PHÂN BỔ HÀNG CỨU TRỢ CHO NGƯỜI DÂN VÙNG SẠT LỞ TRÊN ĐỊA BÀN TỈNH LÂM ĐỒNG
Căn cứ Luật Phòng thủ dân sự ngày 20/6/2023; Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. THỜI GIAN THỰC HIỆN
Từ nay đến hết tháng 5 năm 2025.
II. TỔ CHỨC THỰC HIỆN
1. Sở Công Thương:
- Chủ trì điều phối gạo, nước uống; tổng hợp nhu cầu của các xã, báo cáo UBND tỉnh trước 18h30 hằng ngày.
2. Công an tỉnh:
- Bảo đảm trật tự tại các điểm cấp phát hàng cứu trợ.
- Huy động xe chuyên dụng đưa bác sĩ đến các thôn bị chia cắt.
"""
    + FOOT.format(signer="Trần Hồng Thái")
)
SOFTWARE = (
    HEAD.format(number=52, day="21")
    + """THỰC HIỆN QUYẾT ĐỊNH SỐ 422/QĐ-TTG NGÀY 04/4/2022 CỦA THỦ TƯỚNG CHÍNH PHỦ VỀ CUNG CẤP
DỊCH VỤ CÔNG TRỰC TUYẾN CHO NGƯỜI CAO TUỔI Thực hiện Quyết định số 422/QĐ-TTg ngày 04/4/2022 của Thủ tướng, """
    """Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau đây để các sở, ban, ngành thực hiện đồng bộ.
I. NHIỆM VỤ
1. Công an tỉnh:
- Cài đặt ứng dụng cho người cao tuổi, báo cáo Sở Nội vụ trước 17 giờ ngày 15/12/2025.
II. KINH PHÍ
- Thuê tổng đài trợ giúp: 120.000.000 đồng/năm.
""" + FOOT.format(signer="Lê Thị Thu Hà")
)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("lam-dong")
    (folder / "plans").mkdir()
    for name, text in (("41.txt", RELIEF), ("52.txt", SOFTWARE)):
        (folder / "plans" / name).write_text(text, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("kế hoạch cứu trợ vùng sạt lở của Lâm Đồng ai ký?", "Trần Hồng Thái", "Thu Hà"),
        ("ke hoach ho tro nguoi cao tuoi cua lam dong ai ky", "Lê Thị Thu Hà", "Thái"),
        ("kế hoạch về gạo và nước uống của Lâm Đồng ban hành ngày nào", "ngày 06 tháng 3", "21"),
        ("kế hoạch cứu trợ người dân sạt lở thực hiện trong thời gian nào", "đến hết tháng 5 năm 2025", "15/12"),
        ("mỗi năm Lâm Đồng chi bao nhiêu để thuê tổng đài trợ giúp", "120.000.000 đồng", "tần suất"),
        ("Sở Công Thương phải báo nhu cầu của các xã chậm nhất mấy giờ?", "trước 18h30 hằng ngày", "15/12"),
        ("công an tỉnh cài ứng dụng cho người cao tuổi xong báo cáo lúc nào", "trước 17 giờ ngày 15/12/2025", "18h30"),
        ("công an tỉnh lâm đồng làm những gì trong đợt cứu trợ sạt lở đất", "Huy động xe chuyên dụng", "ứng dụng"),
    ],
)
def test_the_plan_that_is_meant_answers(province: Assistant, question: str, told: str, other: str) -> None:
    answer = province.ask(question)
    assert not answer.abstained
    assert told in answer.answer
    assert other not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "ai ký kế hoạch cứu trợ và ai ký kế hoạch cho người cao tuổi của Lâm Đồng?",
        "Who signed Lam Dong's relief plan and who signed its plan for the elderly?",
        "ke hoach cuu tro voi ke hoach nguoi cao tuoi, ai ky tung cai",
    ],
)
def test_two_plans_named_side_by_side_are_both_told(province: Assistant, question: str) -> None:
    answer = province.ask(question)
    assert "Trần Hồng Thái" in answer.answer
    assert "Lê Thị Thu Hà" in answer.answer


def test_titles_begin_after_v_v_and_end_where_the_text_goes_on(province: Assistant) -> None:
    titles = [plan.metadata.title.text for plan in province.corpus.plans if plan.metadata.title]
    assert titles[0] == "TIẾP NHẬN, PHÂN BỔ HÀNG CỨU TRỢ CHO NGƯỜI DÂN VÙNG SẠT LỞ TRÊN ĐỊA BÀN TỈNH LÂM ĐỒNG"
    assert titles[1].endswith("CỦA THỦ TƯỚNG CHÍNH PHỦ VỀ CUNG CẤP DỊCH VỤ CÔNG TRỰC TUYẾN CHO NGƯỜI CAO TUỔI")


def test_a_follow_up_asks_of_the_plan_spoken_of_not_of_the_document_in_its_title(province: Assistant) -> None:
    conversation = Conversation()
    province.ask("Ai ký kế hoạch người cao tuổi theo quyết định 422 của Lâm Đồng?", conversation)
    assert "ngày 21 tháng 3 năm 2025" in province.ask("ban hành hôm nào?", conversation).answer
