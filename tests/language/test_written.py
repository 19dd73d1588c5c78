"""What the repair of documents may not read: words of speech."""

from __future__ import annotations

from cchc_assistant.language.restore import Restorer

FILLER = "Van phong tong hop ket qua, bao cao lanh dao va cac phong chuyen mon theo quy dinh.\n" * 4


def test_documents_hold_no_words_of_speech() -> None:
    text = FILLER + "Nguoi lam: To Mot cua; phoi hop: To Tong hop; san pham la to trinh; han 30/9/2025.\n"
    repaired = Restorer.open().restore(text, "diacritics").text
    assert "Tổ Một cửa; phối hợp: Tổ Tổng hợp; sản phẩm là tờ trình; hạn 30/9/2025" in repaired


def test_questions_are_left_as_they_are_understood() -> None:
    assert Restorer.open().restore("to trinh do ai ky", "diacritics").text == "tờ trình do ai ký"
