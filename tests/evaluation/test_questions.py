"""Question sets: what is read, and how malformed lines are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cchc_assistant.errors import BadQuestionSet, UsageError
from cchc_assistant.evaluation.forms import FORMS, derive, forms_of
from cchc_assistant.evaluation.question_files import read_questions, template_csv
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.language.normalize import has_marks, strip_marks


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_is_a_question_set(tmp_path: Path) -> None:
    found = read_questions(written(tmp_path, "mau.csv", template_csv()))
    assert not found.bad
    assert [question.id for question in found.questions] == ["c1", "c2", "c3", "c4"]
    assert found.questions[0].gold.units == ("Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng",)
    assert found.questions[1].gold.must_contain == (("06 bản tin", "6 bản tin"),)
    assert found.questions[2].answerable is False
    assert found.questions[3].context_question


def test_only_id_and_question_must_be_there(tmp_path: Path) -> None:
    found = read_questions(written(tmp_path, "q.jsonl", '{"id": 7, "question": "Ai?"}\n'))
    assert found.questions == (Question("7", "Ai?", base="7"),)
    assert not found.questions[0].scorable


def test_malformed_lines_are_named_and_the_others_read(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "question": "Ai?"}',
        "{hỏng",
        "[1]",
        '{"id": "b"}',
        '{"id": "c", "question": " "}',
        "",
        '{"id": "a", "question": "Khi nào?"}',
        '{"id": "d", "question": "?", "docs": "x.txt"}',
        '{"id": "e", "question": "?", "gold": {"units": [1]}}',
        '{"id": "f", "question": "?", "answerable": "có"}',
        '{"id": "g", "question": "?", "gold": {"polarity": "maybe"}}',
        '{"id": "h", "question": "?", "quotes": [{"doc": "x", "start": 5, "end": 2}]}',
        '{"id": "i", "question": "Được?"}',
    ]
    found = read_questions(written(tmp_path, "q.jsonl", "\n".join(lines)))
    assert [question.id for question in found.questions] == ["a", "i"]
    assert [bad.number for bad in found.bad] == [2, 3, 4, 5, 7, 8, 9, 10, 11, 12]
    assert all(str(bad).startswith(f"dòng {bad.number}: ") and bad.reason for bad in found.bad)


def test_csv_lines_count_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = 'id;question;answerable\n1;"Ai chủ trì\nđào tạo?";có\n2;;\n3;Khi nào?;có lẽ\n4;Bao giờ?;không\n5;a;có;thừa\n'
    found = read_questions(written(tmp_path, "q.csv", text))
    assert [question.id for question in found.questions] == ["1", "4"]
    assert found.questions[0].question == "Ai chủ trì đào tạo?"
    assert [bad.number for bad in found.bad] == [4, 5, 7]


@pytest.mark.parametrize(
    ("name", "content"),
    [("q.jsonl", b""), ("q.jsonl", b"{}"), ("q.csv", b"ma,hoi\n1,Ai?"), ("q.csv", b""), ("q.jsonl", b"\xff\x00\xfe")],
)
def test_a_file_without_any_question(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadQuestionSet, match=r"CSV|JSON|--template"):
        read_questions(tmp_path / name)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet, match="không có tệp"):
        read_questions(tmp_path / "khong.jsonl")


def test_spreadsheet_programs_write_utf_16_too(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_bytes("id\tquestion\n1\tAi chủ trì?\n".encode("utf-16"))
    assert read_questions(tmp_path / "q.csv").questions[0].question == "Ai chủ trì?"


# Forms


QUESTIONS = [
    Question("q1", "Ai chủ trì đào tạo nghiệp vụ kiểm soát thủ tục hành chính năm 2022?", base="q1"),
    Question("q2", "Còn ai phối hợp?", context_question="Ai chủ trì tập huấn?", base="q2"),
    Question("q3", "Who leads the training?", lang="en", base="q3"),
]


def test_forms_are_comparable_question_by_question() -> None:
    found = derive(QUESTIONS, ("vi", *FORMS))
    assert len(found) == len({question.id for question in found}) == 2 * 4 + 1
    for question in found:
        assert question.base in ("q1", "q2", "q3")
        if "@" in question.id:
            original = next(each for each in QUESTIONS if each.id == question.base)
            assert question.accented == original.question
            assert question.gold == original.gold
    assert derive(QUESTIONS, ("vi", *FORMS)) == found


def test_each_form_is_what_it_says() -> None:
    by_form = {question.lang: question for question in derive(QUESTIONS[:1], ("vi", *FORMS))}
    original = QUESTIONS[0].question
    assert by_form["vi-nodiac"].question == strip_marks(original)
    half = by_form["vi-half"].question
    assert half != original
    assert has_marks(half)
    assert strip_marks(half) == strip_marks(original)
    typo = by_form["vi-typo"].question
    assert strip_marks(typo) != strip_marks(original)
    changed = [one for one, other in zip(typo.split(), original.split(), strict=True) if one != other]
    assert 1 <= len(changed) <= 3
    assert "2022" in typo


def test_the_question_before_is_typed_the_same_way() -> None:
    followup = next(q for q in derive(QUESTIONS[1:2], ("vi-nodiac",)))
    assert followup.context_question == "Ai chu tri tap huan?"


def test_real_questions_take_every_form() -> None:
    path = Path(__file__).resolve().parents[2] / "eval" / "questions.jsonl"
    questions = read_questions(path).questions
    for question in derive(questions, tuple(FORMS)):
        assert question.question.strip()
        digits = [char for char in question.question if char.isdigit()]
        assert digits == [char for char in question.accented or question.question if char.isdigit()]


def test_unknown_form() -> None:
    assert forms_of("vi, vi-half") == ("vi", "vi-half")
    with pytest.raises(UsageError, match="vi-xyz"):
        forms_of("vi-xyz")


def test_a_record_survives_json(tmp_path: Path) -> None:
    record = {
        "id": "x",
        "question": "có phải không?",
        "type": "yes_no",
        "gold": {"units": [], "deadlines": [], "must_contain": ["a", ["b", "c"]], "polarity": "yes"},
        "quotes": [{"doc": "d", "start": 1, "end": 3, "text": "bc"}],
        "split": "tune",
    }
    question = read_questions(written(tmp_path, "q.jsonl", json.dumps(record))).questions[0]
    assert question.gold.must_contain == (("a",), ("b", "c"))
    assert question.answerable is True
    assert question.quotes[0].text == "bc"
