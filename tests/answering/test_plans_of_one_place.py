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

OVERSEEN = (
    HEAD.format(number=63, day="25")
    + """PHÁT ĐỘNG PHONG TRÀO THI ĐUA TRỒNG CÂY XANH TẠI CÔNG SỞ
I. NHIỆM VỤ
1. Sở Xây dựng chủ trì chọn giống cây trồng tại công sở, hoàn thành trước ngày 30/6/2025.
2. Các sở, ban, ngành trồng cây xanh theo Kế hoạch này, báo cáo kết quả trước ngày 30/9/2025.
II. TỔ CHỨC THỰC HIỆN
1. Sở Nông nghiệp và Môi trường
- Bố trí cây giống cho các công sở.
- Chủ trì, phối hợp với các sở, ngành theo dõi, đôn đốc việc thực hiện Kế hoạch; tổng hợp, báo cáo UBND tỉnh.
"""
    + FOOT.format(signer="Trần Hồng Thái")
)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("lam-dong")
    (folder / "plans").mkdir()
    for name, text in (("41.txt", RELIEF), ("52.txt", SOFTWARE), ("63.txt", OVERSEEN)):
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
        ("công an Lâm Đồng làm gì trong kế hoạch cứu trợ sạt lở", "2 nhiệm vụ của Công an tỉnh", "ứng dụng"),
        ("số của kế hoạch người cao tuổi Lâm Đồng", "52/KH-UBND", "41/KH-UBND"),
        ("các kế hoạch của Lâm Đồng", "3 kế hoạch", "nhiệm vụ của"),
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
        "sở nào làm đầu mối theo dõi, đôn đốc phong trào trồng cây xanh ở công sở",
        "ai chủ trì kế hoạch trồng cây xanh công sở của Lâm Đồng",
        "don vi nao tong hop bao cao phong trao trong cay xanh cong so",
        "Which agency is in charge of the emulation campaign on planting trees?",
    ],
)
def test_who_sees_to_a_plan_as_a_whole(province: Assistant, question: str) -> None:
    assert province.ask(question).units == ("Sở Nông nghiệp và Môi trường",)


def test_another_plan_is_asked_what_was_asked_of_one(province: Assistant) -> None:
    conversation = Conversation()
    province.ask("ai theo dõi, báo cáo phong trào trồng cây xanh công sở", conversation)
    assert "Trần Hồng Thái" in province.ask("thế kế hoạch cứu trợ sạt lở ai ký?", conversation).answer
    province.ask("bao giờ phải báo cáo kế hoạch trồng cây xanh công sở", conversation)
    answer = province.ask("còn kế hoạch hỗ trợ người cao tuổi của Lâm Đồng thì hạn nào", conversation)
    assert "trước 17 giờ ngày 15/12/2025" in answer.answer


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


WARD = """ỦY BAN NHÂN DÂN PHƯỜNG TÂN GIANG - TỈNH CAO BẰNG
Số: 77/KH-UBND
Tân Giang, ngày 08 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
I. NHIỆM VỤ
1. Công an phường chủ trì làm sạch dữ liệu hộ tịch, hoàn thành trong quý II/2026.
2. Đoàn phường chủ trì, phối hợp với Trạm Y tế phường gắn mã QR tại nhà văn hóa, hoàn thành trong quý I/2026.
3. Trạm Y tế phường chủ trì, phối hợp với Đoàn phường khám sức khỏe cho người già tại nhà văn hóa trong quý III/2026.
4. Văn phòng HĐND và UBND phường chủ trì, phối hợp với Công an phường ban hành Quy chế phối hợp tiếp dân trong tháng 3.
II. KINH PHÍ
Dự toán chi tiết (ĐVT: triệu đồng):

| STT | Nội dung | Kinh phí | Ghi chú |
|---|---|---|---|
| 1 | Gắn mã QR | 12 | Bình quân 150.000 đồng/biển |
| 2 | Lắp camera | 240 | |
| | Tổng cộng | 252 | |

TM. ỦY BAN NHÂN DÂN - CHỦ TỊCH: Nông Văn Hải (đã ký)
"""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("tan-giang")
    (folder / "plans").mkdir()
    (folder / "plans" / "77.md").write_text(WARD, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("chủ tịch phường Tân Giang ký kế hoạch tên gì", ("Nông Văn Hải",)),
        ("phuong tan giang ke hoach cchc so bao nhieu", ("77/KH-UBND",)),
        (
            "liệt kê việc Công an phường, Đoàn phường chủ trì",
            ("2 nhiệm vụ", "dữ liệu hộ tịch", "mã QR"),
        ),
        ("ở nhà văn hóa thì Đoàn phường phối hợp với ai", ("Trạm Y tế phường", "mã QR")),
        ("ở nhà văn hóa thì Trạm Y tế phường làm cùng đơn vị nào", ("Đoàn phường", "sức khỏe")),
        ("ai làm cùng Trạm Y tế phường khám sức khỏe người già", ("Phối hợp: Đoàn phường",)),
        ("ai ban hành quy chế phối hợp tiếp dân", ("Văn phòng HĐND và UBND phường chủ trì",)),
        ("gắn mã QR hết bao nhiêu tiền", ("12 triệu đồng",)),
        ("khoản nào tốn tiền nhất của phường Tân Giang", ("240 triệu đồng", "camera")),
        ("tổng tiền là bao nhiêu, khoản nào nhỏ nhất", ("252 triệu đồng", "12 triệu đồng")),
    ],
)
def test_what_a_ward_is_asked(ward: Assistant, question: str, told: tuple[str, ...]) -> None:
    answer = ward.ask(question)
    assert not answer.abstained
    assert [words for words in told if words not in answer.answer] == []


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Phường Sông Hiến kế hoạch CCHC ký số mấy?", "province_not_in_corpus"),
        ("UBND xã Bạch Đằng giao việc gì cho công an?", "province_not_in_corpus"),
        ("liệt kê việc Sở Xây dựng giao cho Công an phường", "nothing_for_unit"),
        ("số điện thoại di động của người soạn kế hoạch là số mấy?", "no_match"),
    ],
)
def test_what_no_plan_says_is_refused(ward: Assistant, question: str, reason: str) -> None:
    assert ward.ask(question).reason == reason


@pytest.mark.parametrize(
    ("question", "verdict", "told"),
    [
        ("Kế hoạch cứu trợ sạt lở của Lâm Đồng năm 2025 ban hành ngày 06/3/2025 phải không?", "Có", "ngày 06 tháng 3"),
        ("ke hoach cuu tro sat lo cua lam dong 2025 ky ngay 12/01/2026 dung khong", "Không", "ngày 06 tháng 3"),
    ],
)
def test_the_day_of_a_plan_is_confirmed_or_put_right(
    province: Assistant, question: str, verdict: str, told: str
) -> None:
    answer = province.ask(question).answer
    assert answer.startswith(verdict)
    assert told in answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("so nao theo doi don doc phong trao trong cay xanh cong so", "Sở Nông nghiệp và Môi trường"),
        ("thang nao so xay dung chon xong giong cay trong", "30/6/2025"),
        ("ngay nao phai bao cao ket qua trong cay xanh", "30/9/2025"),
    ],
)
def test_question_words_typed_without_diacritics(province: Assistant, question: str, told: str) -> None:
    assert told in province.ask(question).answer


COSTED = """ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG
Số: 80/KH-UBND
Lâm Đồng, ngày 02 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính tỉnh Lâm Đồng năm 2026
I. NHIỆM VỤ
1. Sở Nội vụ chủ trì khảo sát sự hài lòng của người dân, hoàn thành trong tháng 9/2026.
2. Sở Nội vụ chủ trì bồi dưỡng công chức cấp xã, hoàn thành trước ngày 30/6/2026.
PHỤ LỤC
DỰ TOÁN KINH PHÍ NĂM 2026
ĐVT: triệu đồng

| STT | Nhiệm vụ | Đơn vị thực hiện | Kinh phí |
|---|---|---|---|
| 1 | Khảo sát sự hài lòng (mục I.1) | Sở Nội vụ | 360 |
| 2 | Bồi dưỡng công chức (mục I.2) | Sở Nội vụ | 4.600 |
"""


@pytest.fixture(scope="module")
def costed(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("costed")
    (folder / "plans").mkdir()
    (folder / "plans" / "80.md").write_text(COSTED, encoding="utf-8")
    build([folder / "plans"], folder / "index")
    return Assistant.open(folder / "index")


def test_what_tasks_cost_is_told_with_its_unit_and_is_no_further_task(costed: Assistant) -> None:
    assert "4.600 triệu đồng" in costed.ask("kinh phí bồi dưỡng công chức năm 2026 là bao nhiêu").answer
    assert costed.ask("Sở Nội vụ chủ trì mấy nhiệm vụ năm 2026").answer.startswith("2 nhiệm vụ")
    listed = costed.ask("Lâm Đồng năm 2026 chi những khoản nào").answer
    assert listed.startswith("2 khoản")
    assert "Khảo sát sự hài lòng (mục I.1): 360 triệu đồng" in listed
