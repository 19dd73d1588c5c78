"""Repair of OCR text, on lines of the corpus's OCR plan and lines of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.language.ocr_noise import Channel, Confusions
from cchc_assistant.language.ocr_tokens import is_code, mostly_capitals, repair_code, spellings
from cchc_assistant.language.restore import Restored, Restorer

PLAN = (Path(__file__).resolve().parents[2] / "corpus" / "qngai-skhcn-2021-truyen-thong-kstthc.ocr.txt").read_text(
    encoding="utf-8"
)


@pytest.fixture(scope="module")
def plan(restorer: Restorer) -> Restored:
    return restorer.restore(PLAN)


@pytest.mark.parametrize(
    ("read", "repaired"),
    [
        (
            "- Tuyén truyén kip thoi, siu rong duong 16i cha truong ctua Pang, chinh",
            "- Tuyên truyền kịp thời, sâu rộng đường lối chủ trương của Đảng, chính",
        ),
        (
            "nam 2021 trén dia ban tinh Quang Ngai, S& Khoa hoc va Céng nghé ban hanh",
            "năm 2021 trên địa bàn tỉnh Quảng Ngãi, Sở Khoa học và Công nghệ ban hành",
        ),
        ("I. MUC PiCH, YEU CAU", "I. MỤC ĐÍCH, YÊU CẦU"),
        ("III. KINH PHi THU'C HIEN", "III. KINH PHÍ THỰC HIỆN"),
        ("t6 chtrc trong tiép nhan va giai quyét TTHC.", "tổ chức trong tiếp nhận và giải quyết TTHC."),
        ("Trung tim Ung dung va", "Trung tâm Ứng dụng và"),
    ],
)
def test_lines_of_the_plan(plan: Restored, read: str, repaired: str) -> None:
    line = PLAN.split("\n").index(read)
    assert plan.text.split("\n")[line] == repaired


def test_plan_is_recognised_as_badly_read_and_keeps_its_lines(plan: Restored) -> None:
    assert plan.mode == "ocr"
    assert plan.text.count("\n") == PLAN.count("\n")


def test_unit_names_of_the_appendix(plan: Restored) -> None:
    for unit in (
        "Văn phòng Sở",
        "Giám đốc Sở",
        "Trung tâm Phục vụ hành",
        "Trung tâm Ứng dụng và",
        "Dịch vụ khoa học và",
    ):
        assert unit in plan.text


def test_document_numbers_change_in_letters_only(plan: Restored) -> None:
    assert "2043/QĐ-UBND" in plan.text
    assert "10/KH-UBND ngày 18/01/2021" in plan.text
    assert [repair_code(code) for code in ("45/2022/ND-CP", "12/NQ-HDND", "15/12/2021", "123/QD", "7/QD-ABC")] == [
        "45/2022/NĐ-CP", "12/NQ-HĐND", "15/12/2021", "123/QD", "7/QD-ABC",
    ]  # fmt: skip


def test_pure_numbers_are_never_touched(plan: Restored) -> None:
    kept = [token for token in PLAN.split() if token.strip(".,;:()").isdigit()]
    assert [token for token in plan.text.split() if token.strip(".,;:()").isdigit()] == kept


def test_repaired_text_leads_back_to_what_was_read(plan: Restored) -> None:
    start = plan.text.index("Giám đốc Sở và Trưởng")
    low, high = plan.mapped().source_range(start, start + len("Giám đốc Sở"))
    assert PLAN[low:high] == "Giam d6c So"


def test_what_is_too_uncertain_is_kept_and_marked(plan: Restored) -> None:
    assert plan.doubts()
    assert all(token.confidence < 0.7 for token in plan.doubts())
    unsure = [token for token in plan.tokens if token.confidence < 0.4]
    assert ("thiu", "thiu") in [(token.original, token.restored) for token in unsure]
    assert all(token.doubtful and token.restored == token.original for token in unsure)


@pytest.mark.parametrize(
    ("read", "repaired"),
    [
        ("cai cachhanh chinh nam 2021 cia tinh", "cải cách hành chính năm 2021 của tỉnh"),  # two run together
        ("Uy ban nh an dan tinh ban hanh quyét dinh", "Ủy ban nhân dân tỉnh ban hành quyết định"),  # one torn apart
    ],
)
def test_split_and_merged_words(restorer: Restorer, read: str, repaired: str) -> None:
    restored = restorer.restore(read, "ocr")
    assert restored.text == repaired
    for token in restored.tokens:
        assert read[token.start : token.end] == token.original


def test_vie_output_gets_its_lost_tones_back(restorer: Restorer) -> None:
    read = "cáo giao dịch đáng ngờ liên quan đên rửa tiên, tài trợ khủng bô, tài trợ phô biên"
    assert restorer.restore(read, "vie").text == (
        "cáo giao dịch đáng ngờ liên quan đến rửa tiền, tài trợ khủng bố, tài trợ phổ biến"
    )


def test_channel_prefers_what_was_learned() -> None:
    channel = Channel([(4, "của"), (5, "cua"), (6, "chia")], Confusions.load("confusions_eng"))
    costs = dict(channel.best("ctia", "lower", 3))
    assert costs[4] == min(costs.values())


def test_letter_case_of_a_token() -> None:
    assert spellings("hoat")[0][1] == "lower"
    assert spellings("Quang")[0][1] == "title"
    assert spellings("UBND")[0][1] == "upper"
    assert mostly_capitals("- KE HOACH, THUC HIEN nam")
    assert not mostly_capitals("- BO N6i vu;")
    assert is_code("2043/QD-UBND")
    assert not is_code("16i")
