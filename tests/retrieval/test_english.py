from __future__ import annotations

import json
from pathlib import Path

import pytest

from cchc_assistant.language.english import alternatives, bridge, looks_english, to_vietnamese
from cchc_assistant.language.normalize import strip_marks

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who leads the training on ISO 9001?", "chủ trì đào tạo iso 9001"),
        ("one-stop shop report deadline", "một cửa báo cáo thời hạn"),
        ("Department of Science and Technology", "sở khoa học và công nghệ"),
        ("budget for propaganda in the second quarter of 2022", "kinh phí tuyên truyền quý ii 2022"),
        ("reports due in May 2021", "báo cáo thời hạn tháng 5 2021"),
        ("May I see the plan?", "kế hoạch"),
        ("programmes, programs and Administrative Procedures", "chương trình chương trình thủ tục hành chính"),
        ("the Quảng Ngãi newspaper", "quảng ngãi báo"),
        ("", ""),
    ],
)
def test_glossary(question: str, expected: str) -> None:
    assert to_vietnamese(question) == expected


def test_a_phrase_has_several_alternatives() -> None:
    (training,) = alternatives("trainings")
    assert {"đào tạo", "tập huấn", "bồi dưỡng"} <= set(training)
    assert to_vietnamese("training", most=2) == "đào tạo tập huấn"


def test_longest_phrase_wins_and_keeps_its_place() -> None:
    question = "the administrative procedure control plan"
    first, second = bridge(question)
    assert (first.vietnamese[0], second.vietnamese[0]) == ("kiểm soát thủ tục hành chính", "kế hoạch")
    assert question[first.start : first.end] == first.english == "administrative procedure control"


def test_questions_are_told_apart() -> None:
    questions = [
        json.loads(line) for line in (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    english = [q["question"] for q in questions if q["lang"] == "en"]
    vietnamese = [q["question"] for q in questions if q["lang"] == "vi"]
    assert all(map(looks_english, english))
    assert not any(map(looks_english, vietnamese))
    assert not any(looks_english(strip_marks(question)) for question in vietnamese)


def test_every_line_of_the_glossary_is_two_columns() -> None:
    table = ROOT / "cchc_assistant" / "data" / "english" / "terms.tsv"
    for line in table.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, vietnamese = line.split("\t")
            assert all(part.strip() == part and part for part in (*english.split("|"), *vietnamese.split("|"))), line
