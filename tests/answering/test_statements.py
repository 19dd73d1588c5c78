"""Answers from the text of plans: yes or no, follow-ups, and what is refused because no place says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.answering.lookup import FoundPassage
from cchc_assistant.answering.matching import Match
from cchc_assistant.answering.statements import profiles_of
from cchc_assistant.answering.wanted import wanted_of
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("xác định chỉ số cchc của sở khcn đồng tháp xong trong tháng 11/2021 phải không?", "Có"),
        ("xác định chỉ số cchc của sở khcn đồng tháp phải xong trong quý I/2021 phải không?", "Không"),
        ("năm 2020 chi cục tcđlcl có chủ trì đào tạo iso 9001 không?", "Có"),
        ("năm 2020 thanh tra sở chủ trì đào tạo iso 9001 đúng không?", "Không"),
        ("did the Office of the Department lead the ISO 9001 training in 2020?", "No"),
    ],
)
def test_a_claim_is_affirmed_or_denied_first(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question)
    assert answer.answer.startswith(said + ":")
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "số điện thoại của văn phòng sở khcn đồng tháp",
        "hiện có bao nhiêu công chức sở khcn đồng tháp biết tiếng anh?",
        "sở khcn đồng tháp đã chi bao nhiêu tiền cho đào tạo năm 2021?",
        "email của sở khcn quảng ngãi là gì",
    ],
)
def test_what_no_plan_says_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).abstained


def test_a_follow_up_stays_with_the_task_spoken_of(assistant: Assistant) -> None:
    conversation = Conversation()
    assistant.ask("ai chủ trì xác định chỉ số cchc của sở khcn đồng tháp?", conversation)
    assert assistant.ask("thế bao giờ xong?", conversation).deadlines == ("Tháng 11/2021",)
    assert assistant.ask("ai phối hợp vậy?", conversation).units == ("Các phòng, đơn vị",)


def test_a_follow_up_that_names_something_else_is_about_that(assistant: Assistant) -> None:
    conversation = Conversation()
    assistant.ask("ai chủ trì xác định chỉ số cchc của sở khcn đồng tháp?", conversation)
    answer = assistant.ask("còn xây dựng video tuyên truyền cchc thì sao?", conversation)
    assert answer.units == ("Văn phòng Sở",)


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("bao nhiêu % hồ sơ nộp trực tuyến?", "Đạt 80% hồ sơ.", 1.0),
        ("bao nhiêu % hồ sơ nộp trực tuyến?", "Tăng số hồ sơ nộp trực tuyến.", 0.0),
        ("tốn bao nhiêu triệu đồng?", "Kinh phí 150 triệu đồng.", 1.0),
        ("tốn bao nhiêu triệu đồng?", "Kinh phí theo quy định.", 0.0),
        ("báo cáo gửi về đâu?", "Gửi báo cáo về Sở Nội vụ trước ngày 15/11.", 1.0),
    ],
)
def test_an_answer_holds_what_is_wanted(assistant: Assistant, question: str, text: str, held: float) -> None:
    assert wanted_of(assistant.understand(question)).held_by(text) == held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("mục đích kế hoạch cchc 2021 của sở khcn đồng tháp là gì?", "Tiếp tục xây dựng chính quyền phục vụ Nhân dân"),
        ("What is the purpose of the 2021 reform plan of Dong Thap?", "Tiếp tục xây dựng chính quyền phục vụ Nhân dân"),
        ("kế hoạch cchc năm 2021 của sở khcn đồng tháp có mấy phần?", "4 phần"),
        ("kế hoạch cchc 2021 của sở khcn đồng tháp gửi những nơi nào?", "Sở Nội vụ"),
        (
            "kế hoạch cchc 2021 của sở khcn đồng tháp nói về việc gì?",
            "Cải cách hành chính của Sở Khoa học và Công nghệ",
        ),
        ("Who received the 2021 reform plan of Dong Thap science department?", "Sở Nội vụ"),
    ],
)
def test_plans_tell_their_parts_and_their_heads(assistant: Assistant, question: str, held: str) -> None:
    answer = assistant.ask(question)
    assert not answer.abstained
    assert held in answer.answer
    assert {citation.doc for citation in answer.citations} == {"dthap-skhcn-2021-cchc.md"}


def test_rows_that_share_a_merged_cell_keep_their_own_sentences(tmp_path: Path) -> None:
    cells = "<tr><td rowspan=2>Phòng A</td><td>Kiểm tra</td><td>Quý I</td></tr>"
    cells += "<tr><td>Khảo sát ý kiến</td><td>Quý II</td></tr>"
    head = "<tr><th>Đơn vị chủ trì</th><th>Nội dung công việc</th><th>Thời gian</th></tr>"
    page = f"<h1>KẾ HOẠCH</h1><p>Năm 2024</p><h2>II. NHIỆM VỤ</h2><table>{head}{cells}</table>"
    (tmp_path / "trang.html").write_text(page, encoding="utf-8")
    build([tmp_path / "trang.html"], tmp_path / "index")
    corpus = Assistant.open(tmp_path / "index").corpus
    rows = [passage for passage in corpus.passages if passage.kind == "row"]
    assert rows[0].span.start == rows[1].span.start
    for passage in rows:
        found = profiles_of(corpus, FoundPassage(0, passage, Match(0.0, 0.0, ()), 0.0))
        assert [(start, end) for start, end, *_ in found] == [(0, len(passage.text))]
