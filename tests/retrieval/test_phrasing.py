from __future__ import annotations

import pytest

from cchc_assistant.retrieval.passage_store import DocumentFacts
from cchc_assistant.retrieval.phrasing import Phrasing
from cchc_assistant.retrieval.scope import Scopes
from cchc_assistant.retrieval.synonyms import others

PLANS = [
    DocumentFacts("a", agency="Sở KH&CN", province="Tỉnh Đồng Tháp", year=2021),
    DocumentFacts("b", agency="UBND tỉnh", province="Quảng Ngãi", year=2022),
    DocumentFacts("c"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kế hoạch CCHC", "kế hoạch cải cách hành chính"),
        ("Sở KH&CN, UBND tỉnh", "sở khoa học và công nghệ, ủy ban nhân dân tỉnh"),
        ("cải cách hành chính", "cải cách hành chính"),
        ("xcchcx", "xcchcx"),
    ],
)
def test_abbreviations_are_written_out(text: str, expected: str) -> None:
    assert Phrasing.of().write_out(text) == expected


def test_abbreviations_of_plans_and_those_that_disagree() -> None:
    agreed = Phrasing.of([("TTPVHCC", "Trung tâm Phục vụ hành chính công"), ("ABC", "một"), ("ABC", "hai")])
    assert agreed.write_out("TTPVHCC") == "trung tâm phục vụ hành chính công"
    assert agreed.write_out("ABC") == "abc"


@pytest.mark.parametrize(
    ("question", "signs"),
    [
        ("kế hoạch năm 2021", [1, -1, 0]),
        ("ke hoach o dong thap", [1, -1, 0]),
        ("việc của sở khoa học và công nghệ", [1, 0, 0]),
        ("quảng ngãi năm 2021", [0, 0, 0]),
        ("năm 1999", None),
        ("ai chủ trì?", None),
    ],
)
def test_named_year_province_and_agency(question: str, signs: list[int] | None) -> None:
    prior = Scopes(PLANS, Phrasing.of()).prior(question)
    if signs is None or not any(signs):
        assert prior is None
    else:
        assert prior is not None
        assert [int(value > 0) - int(value < 0) for value in prior] == signs


def test_synonyms_of_a_question() -> None:
    assert "kinh phí" in others("tiền tuyên truyền lấy ở đâu")
    assert "đào tạo" in others("lớp tập huấn")
    assert "tập huấn" not in others("lớp tập huấn"), "what the question has is not added"
    assert others("xyz") == ""
