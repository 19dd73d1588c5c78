"""Marks that a typist left off some words of a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language.restore import Restorer


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    return Restorer.open()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ai phối hop?", "ai phối hợp?"),
        ("kế hoach giup xã", "kế hoạch giúp xã"),
        ("kinh phí bao nhieu?", "kinh phí bao nhiêu?"),
        ("hạn den khi nào?", "hạn đến khi nào?"),
        ("còn năm 2023 thi sao?", "còn năm 2023 thì sao?"),
        ("thanh tra sở công thương chủ trì bao nhiêu viec?", "thanh tra sở công thương chủ trì bao nhiêu việc?"),
        ("Sở Tài chinh năm 2023 phải chủ trì các việc gì?", "Sở Tài chính năm 2023 phải chủ trì các việc gì?"),
    ],
)
def test_a_question_that_lacks_some_marks(restorer: Restorer, typed: str, meant: str) -> None:
    assert restorer.restore_question(typed).text == meant


@pytest.mark.parametrize(
    "question",
    [
        "ban chỉ đạo do ai làm trưởng ban?",
        "đi tham quan mô hình một cửa quý 2/2021 thì chi bằng nguồn gì?",
        "trưởng phòng nào so số thu với số chi của cả năm?",
        "Sở Nội vụ tham mưu cho ai, khi nào xong?",
    ],
)
def test_words_that_are_meant_without_marks_stay(restorer: Restorer, question: str) -> None:
    assert restorer.restore_question(question).text == question


def test_a_question_without_any_marks_and_an_english_one(restorer: Restorer) -> None:
    assert restorer.restore_question("ai chu tri dao tao iso 9001").text == "ai chủ trì đào tạo iso 9001"
    english = "who leads the ISO 9001 training and when?"
    assert restorer.restore_question(english).text == english


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ 123.,?!́", max_size=60))
def test_only_words_change_and_only_in_their_marks(restorer: Restorer, typed: str) -> None:
    restored = restorer.restore_question(typed)
    assert all(len(token.original) == len(token.restored) for token in restored.tokens if token.original.isascii())
    assert restored.original == typed
