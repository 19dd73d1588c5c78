"""The invariant of every answer: each unit, date, number and quote shown is a span of a cited source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_assistant import assistant as door
from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.claims import claims, quotes
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.answering.grounding import NotGrounded, violations
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from eval.bench_grounding import ask_all

SHARED_CELLS = """<p>SỞ TƯ PHÁP</p><p>Số: 12/KH-STP</p><p>Bình Phước, ngày 10 tháng 01 năm 2024</p>
<p>KẾ HOẠCH</p><p>Cải cách hành chính năm 2024</p><p>I. MỤC TIÊU</p>
<p>1. Cấp phiếu lý lịch tư pháp trong không quá 07 ngày làm việc [1] kể từ ngày nhận hồ sơ.</p><p>II. KẾT QUẢ</p>
<table><tr><td>Lĩnh vực</td><td>Nơi tiếp nhận</td><td>Số hồ sơ</td></tr>
<tr><td>Công chứng</td><td rowspan="2">Quầy số 4 tầng hai</td><td>140 hồ sơ</td></tr>
<tr><td>Giám định tư pháp</td><td>95 hồ sơ</td></tr></table>"""
QUESTION = "ai chủ trì đào tạo iso 9001 năm 2022, khi nào?"


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    return assistant.ask(QUESTION)


@pytest.mark.parametrize(
    ("shown", "invented"),
    [
        ("Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng", "Sở Nội vụ"),
        ("Quý I - II/2022", "Quý III - IV/2022"),
        ("Quý I - II/2022", "trước ngày 15/6/2022"),
        ("thời gian: ", "gồm 12 lớp; thời gian: "),
        ("[1].", "[1]: “chậm nhất là cuối quý”."),
    ],
)
def test_what_no_cited_source_holds_is_noticed(assistant: Assistant, answer: Answer, shown: str, invented: str) -> None:
    forged = replace(answer, answer=answer.answer.replace(shown, invented, 1))
    assert violations(answer, assistant.corpus) == []
    assert violations(forged, assistant.corpus)


@pytest.fixture(scope="module")
def sharing(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """A plan with a cell that two rows of a table share, and a note's mark in its text."""
    folder: Path = tmp_path_factory.mktemp("sharing")
    (folder / "ke-hoach.html").write_text(SHARED_CELLS, encoding="utf-8")
    build([folder], folder / "index")
    return Assistant.open(folder / "index")


def test_a_row_that_shares_a_cell_is_quoted_whole_and_no_cell_of_another_row_with_it(sharing: Assistant) -> None:
    answer = sharing.ask("giám định tư pháp bao nhiêu hồ sơ, tiếp nhận ở đâu?")
    row = "Giám định tư pháp | Quầy số 4 tầng hai | 95 hồ sơ"
    assert row in answer.answer
    for mixed in ("Giám định tư pháp | Quầy số 4 tầng hai | 140 hồ sơ", "95 hồ sơ | 140 hồ sơ"):
        forged = replace(answer, answer=answer.answer.replace(row, mixed))
        assert violations(forged, sharing.corpus)


def test_a_note_s_mark_within_a_quote_is_no_citation(sharing: Assistant) -> None:
    assert (
        "07 ngày làm việc [1] kể từ" in sharing.ask("cấp phiếu lý lịch tư pháp trong bao nhiêu ngày làm việc?").answer
    )


def test_units_deadlines_and_quotes_beside_the_text_are_checked(assistant: Assistant, answer: Answer) -> None:
    citation = answer.citations[0]
    for forged in (
        replace(answer, units=("Sở Không Có",)),
        replace(answer, deadlines=("Quý IV/2022",)),
        replace(answer, citations=(replace(citation, quote=citation.quote + "."), *answer.citations[1:])),
        replace(answer, citations=()),
    ):
        assert violations(forged, assistant.corpus)


def test_an_ungrounded_answer_is_an_error_in_tests_and_a_logged_refusal_for_users(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(door, "violations", lambda *_: ["unit not in any cited passage: Sở Không Có"])
    with pytest.raises(NotGrounded, match="Sở Không Có"):
        assistant.ask(QUESTION)
    monkeypatch.setattr(Assistant, "strict", False)
    refused = assistant.ask(QUESTION)
    assert (refused.abstained, refused.reason, refused.citations) == (True, "not_grounded", ())
    assert "Sở Không Có" in caplog.text


def test_claims_of_a_text() -> None:
    text = "Sở Nội vụ ghi: “dạy 12 lớp “ISO 9001” mỗi quý”, xong trước ngày 10/11/2022 hoặc Quý I-II/2023."
    found = {(claim.kind, claim.text) for claim in claims(text)}
    assert found >= {
        ("unit", "Sở Nội vụ"),
        ("quote", "dạy 12 lớp “ISO 9001” mỗi quý"),
        ("date", "ngày 10/11/2022"),
        ("date", "Quý I-II/2023"),
        ("number", "12"),
        ("number", "10/11/2022"),
    }
    assert all(text[claim.start : claim.end] == claim.text for claim in claims(text))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("A ghi: “một\nhai” và “ba”.", ["một\nhai", "ba"]),
        ("A: “một “hai” ba”, B", ["một “hai” ba"]),
        ("A: “một “hai …” [1]\nB: “ba” [2]", ["một “hai …", "ba"]),
        ("không mở” và “không đóng", []),
    ],
)
def test_quotes_reach_from_the_outer_mark_to_its_end(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quotes(text)] == quoted


def test_generated_questions_get_grounded_answers_or_refusals(assistant: Assistant) -> None:
    outcome = ask_all(assistant, 300, seed=7)
    assert outcome.failures == []
    assert outcome.answered.total() > 100
    assert outcome.refused.total() > 30


VOCABULARY = """ai chủ trì phối hợp khi nào bao nhiêu việc gì sở nội vụ thông tin truyền thông iso 9001 đào tạo kế hoạch
2020 2022 2031 quý đồng tháp quảng ngãi văn phòng sản phẩm kinh phí là so với còn danh mục who leads training when ?"""
WORDS = st.sampled_from(VOCABULARY.split())
QUESTIONS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=12).map(" ".join))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(QUESTIONS, min_size=1, max_size=3))
def test_any_texts_get_grounded_answers_or_refusals(assistant: Assistant, questions: list[str]) -> None:
    conversation = Conversation()
    for question in questions:
        answer = assistant.ask(question, conversation)
        assert answer.answer
        assert violations(answer, assistant.corpus) == []


def test_lines_of_a_cell_told_beside_a_comparison_are_each_a_quote(assistant: Assistant) -> None:
    asked = "so sánh kinh phí hướng dẫn các cơ quan báo chí với hướng dẫn kiểm tra ISO 9001 Đồng Tháp"
    answer = assistant.ask(asked)
    assert "“Kế hoạch”; “Báo cáo”" in answer.answer
