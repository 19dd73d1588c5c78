"""The source panel: the passage in its section, marked; beside its repair; framed on its page."""

from __future__ import annotations

import re

import pytest

from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.assistant import Assistant
from cchc_assistant.reading.page import Page, Word
from cchc_assistant.reading.picture import Area, passage_areas
from cchc_assistant.web import source
from cchc_assistant.web.source import Passage
from cchc_assistant.web.words import words
from tests.samples import DOCUMENT, plan
from tests.web.html_tree import HOSTILE, Tree, assert_harmless

VI = words("vi")
DAMAGED = "qngai-skhcn-2021-truyen-thong-kstthc.ocr.txt"


def marked(html: str, kind: str) -> str:
    return " ".join(" ".join(re.findall(rf'<mark class="[^"]*\b{kind}\b[^>]*>([^<]*)<', html)).split())


def test_cited_passage_stands_marked_in_its_section(assistant: Assistant) -> None:
    (citation,) = assistant.ask("Ai chủ trì đào tạo ISO 9001 năm 2022?").citations
    marks = tuple((span.start, span.end) for span in citation.highlights)
    shown = source.view(assistant, Passage(citation.doc, citation.start, citation.end, marks))
    assert shown is not None
    html = source.panel(shown, VI)
    tree = Tree(html)
    assert [tag["id"] for tag in tree.all("mark") if "id" in tag] == ["cho-trich"]
    assert "Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng" in marked(html, "answer")
    assert [section.path for section in shown.sections] == ["III", "III.5"]
    assert "ngày 15 tháng 3 năm 2022" in tree.words


def test_damaged_text_stands_beside_its_repair_with_doubts(assistant: Assistant) -> None:
    damaged = next(plan for plan in assistant.plans if plan.document == DAMAGED)
    span = damaged.tasks[-1].source
    shown = source.view(assistant, Passage(DAMAGED, span.start, span.end))
    assert shown is not None
    both = source.repaired(shown, assistant)
    html = source.panel(both, VI)
    text = Tree(html).words
    assert "Céc phong, don vi c6 lién" in text
    assert "Các phòng, đơn vị có liên" in text
    assert both.repair is not None
    assert len(Tree(html).marked("doubt")) >= len(both.repair.doubts()) > 0
    assert "còn ngờ: nguyên văn" in html


def test_passage_that_is_not_there_is_none(assistant: Assistant) -> None:
    assert source.view(assistant, Passage("khong-co.txt", 0, 5)) is None
    assert source.view(assistant, Passage(DAMAGED, 0, 10**9)) is None


@pytest.mark.parametrize("data", [{}, {"doc": "a", "start": "5", "end": "5"}, {"doc": "a", "start": "x", "end": "9"}])
def test_malformed_event_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Passage.of_event(data)


def test_marks_outside_the_passage_are_cut() -> None:
    passage = Passage.of_event({"doc": "a", "start": "10", "end": "20", "marks": "5-15 18-99 30-40"})
    assert passage.marks == ((10, 15), (18, 20))


def test_hostile_document_with_a_huge_line_is_short_plain_text() -> None:
    text = HOSTILE + "\n" + "dài " * 1_300_000
    assistant = Assistant(Corpus((plan(),), {DOCUMENT: text}, ()))
    shown = source.view(assistant, Passage(DOCUMENT, 0, len(text)))
    assert shown is not None
    html = source.panel(shown, VI)
    assert len(html) < 40_000
    assert_harmless(html)


def page(*lines: str) -> Page:
    """A page with one line under the other; "|" parts two columns."""
    made = []
    for row, line in enumerate(lines):
        for column, part in enumerate(line.split("|")):
            for place, text in enumerate(part.split()):
                x = 20 + 250 * column + 30 * place
                made.append(Word(text, x, 20 + 15 * row, x + 25, 30 + 15 * row))
    return Page(500, 700, tuple(made))


def test_passage_is_framed_where_its_words_stand() -> None:
    shown = page(
        "Văn phòng Sở lo việc này", "Tổ chức đào tạo|Phòng Tổng hợp", "ISO 9001 cho xã|và các phòng", "Khác hẳn"
    )
    frame, marks = passage_areas(
        shown, "Tổ chức đào tạo\nISO 9001 cho xã\tPhòng Tổng hợp\nvà các phòng", ["Phòng Tổng hợp"]
    )
    assert frame is not None
    assert pytest.approx(frame.y0) == (35 - 3) / 700
    assert pytest.approx(frame.y1) == (60 + 3) / 700
    (mark,) = marks
    assert mark.x0 > 0.5
    assert isinstance(mark, Area)


def test_passage_of_another_page_is_not_framed() -> None:
    assert passage_areas(page("Một trang khác hẳn"), "Tổ chức đào tạo ISO 9001") == (None, ())
