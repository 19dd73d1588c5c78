from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_assistant.retrieval.sentences import sentence_ends, sentences, windows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tại TP. Hồ Chí Minh. Sở Nội vụ họp.", ["Tại TP. Hồ Chí Minh.", "Sở Nội vụ họp."]),
        ("Số: 34/KH-UBND. Ngày 15/3. Hết.", ["Số: 34/KH-UBND.", "Ngày 15/3.", "Hết."]),
        ("Trình UBND tỉnh; gửi Sở Nội vụ; lưu.", ["Trình UBND tỉnh;", "gửi Sở Nội vụ;", "lưu."]),
        ("Báo cáo kết quả./.\nNơi nhận:", ["Báo cáo kết quả./.", "Nơi nhận:"]),
        ("ThS. Nguyễn Văn A ký. Đạt 99.5 điểm.", ["ThS. Nguyễn Văn A ký.", "Đạt 99.5 điểm."]),
        ("Mức độ hài lòng\n92%\nHồ sơ đúng hạn\n99,5 %", ["Mức độ hài lòng\n92%", "Hồ sơ đúng hạn\n99,5 %"]),
        ("3. Tập huấn về CCHC", ["3. Tập huấn về CCHC"]),
        ("gồm sách, báo, v.v. và các tài liệu khác", ["gồm sách, báo, v.v. và các tài liệu khác"]),
    ],
)
def test_sentences_of_official_text(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_ends_cover_the_text() -> None:
    assert sentence_ends("Một. Hai")[-1] == len("Một. Hai")


@settings(max_examples=80)
@given(st.text(alphabet="aăb .;,\nA1", max_size=400), st.integers(20, 120))
def test_windows_fit_and_lose_nothing(text: str, limit: int) -> None:
    found = windows(text, limit)
    assert all(end - start <= limit or start == 0 for start, end in found)
    assert all(start < end for start, end in found)
    held = {place for start, end in found for place in range(start, end)}
    assert all(place in held or char.isspace() for place, char in enumerate(text))
    assert [start for start, _ in found] == sorted({start for start, _ in found})
