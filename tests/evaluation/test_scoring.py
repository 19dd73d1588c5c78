"""One answer against its gold, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cchc_assistant.evaluation.questions import Gold, Question, Quote
from cchc_assistant.evaluation.scoring import holds, normal, said_polarity, score

SOURCE = "1. Đào tạo ISO 9001\n- Chủ trì: Chi cục Đo lường\n- Thời gian: Quý I - II/2022"
AT = SOURCE.index("Chi cục")
QUESTION = Question(
    id="q",
    question="ai đào tạo iso, khi nào",
    type="lead_when",
    docs=("a.txt",),
    sections=("III.1",),
    gold=Gold(units=("Chi cục Đo lường",), deadlines=("Quý I - II/2022",)),
    answerable=True,
    quotes=(Quote("a.txt", AT, AT + 16, "Chi cục Đo lường"),),
    base="q",
)
CITATION = {"doc": "a.txt", "section": "III.1", "quote": SOURCE[AT : AT + 16], "start": AT, "end": AT + 16}
RIGHT: dict[str, Any] = {
    "id": "q",
    "answer": "Chi cục Đo lường chủ trì; thời gian: Quý I - II/2022 [1].",
    "abstained": False,
    "units": ["Chi cục Đo lường"],
    "deadlines": ["Quý I - II/2022"],
    "citations": [CITATION],
    "latency_ms": 3.0,
}


def nowhere(document: str) -> str | None:
    return None


def faults(question: Question, **changes: object) -> set[str]:
    found = score(question, {**RIGHT, **changes}, {"a.txt": SOURCE}.get)
    assert found.correct == (not found.faults)
    return {kind for kind, _ in found.faults}


def test_a_right_answer() -> None:
    found = score(QUESTION, RIGHT, {"a.txt": SOURCE}.get)
    assert found.correct
    assert found.facts
    assert (found.units, found.deadlines, found.docs, found.section) == (True, True, True, True)
    assert (found.citation_precision, found.citation_recall) == (1.0, 1.0)
    assert (found.quotes, found.verbatim) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"units": []}, {"missing_unit"}),
        ({"units": ["Chi cục Đo lường", "Văn phòng Sở"]}, {"extra_unit"}),
        ({"units": ["CHI CỤC ĐO LƯỜNG."]}, set()),
        ({"deadlines": ["quý I – II/2022"]}, set()),
        ({"deadlines": ["Quý I - II/2022", "Quý IV/2022"]}, {"extra_deadline"}),
        ({"deadlines": ["Quý I/2022"]}, {"missing_deadline", "extra_deadline"}),
        ({"citations": []}, {"uncited_document"}),
        ({"citations": [{**CITATION, "doc": "b.txt"}]}, {"uncited_document"}),
        ({"abstained": True}, {"refused"}),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], kinds: set[str]) -> None:
    assert faults(QUESTION, **changes) == kinds


def test_words_that_must_and_must_not_be_there() -> None:
    gold = Gold(must_contain=(("06 bản tin", "6 bản tin"), ("24",)), must_not_contain=("36",))
    question = replace(QUESTION, type="count", gold=gold)
    assert faults(question, answer="6 bản tin và 24 chuyên mục [36].") == set()
    assert faults(question, answer="6 bản tin và 2436 chuyên mục") == {"missing_words"}
    assert faults(question, answer="06 bản tin, 24 hoặc 36 chuyên mục") == {"forbidden_words"}


def test_yes_and_no_must_be_said() -> None:
    question = replace(QUESTION, type="yes_no", gold=Gold(polarity="no"))
    assert faults(question, answer="Không, do Văn phòng Sở chủ trì.") == set()
    assert faults(question, answer="Có, do Văn phòng Sở chủ trì.") == {"polarity"}
    assert faults(question, answer="Văn phòng Sở chủ trì.") == {"polarity"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Đúng: …", "yes"),
        ("Có [1].", "yes"),
        ("Không đúng: …", "no"),
        ("Chưa nêu", "no"),
        ("Yes: …", "yes"),
        ("Note", None),
        ("Quý I", None),
    ],
)
def test_polarity_is_the_first_word(answer: str, said: str | None) -> None:
    assert said_polarity(answer) == said


def test_a_question_with_several_plans_needs_all_of_them() -> None:
    question = replace(QUESTION, docs=("a.txt", "b.txt"))
    assert faults(question) == {"uncited_document"}


def test_refusing_is_right_where_there_is_no_answer() -> None:
    question = Question("q", "?", answerable=False, base="q")
    assert score(question, {**RIGHT, "abstained": True}, nowhere).correct is True
    assert score(question, RIGHT, nowhere).correct is False


def test_a_question_without_gold_is_not_scored() -> None:
    found = score(Question("q", "?", base="q"), RIGHT, {"a.txt": SOURCE}.get)
    assert found.correct is None
    assert found.verbatim == 1


def test_a_quote_must_stand_where_it_says() -> None:
    found = score(QUESTION, {**RIGHT, "citations": [{**CITATION, "start": AT + 1}]}, {"a.txt": SOURCE}.get)
    assert (found.quotes, found.verbatim) == (1, 0)
    assert score(QUESTION, RIGHT, nowhere).verbatim == 0


def test_whole_words() -> None:
    assert holds("12 chuyên mục", "12")
    assert not holds("năm 2012", "12")
    assert holds("a (12)", "12")
    assert normal("Phòng  Hoá –\nSinh.") == "phòng hóa-sinh"
