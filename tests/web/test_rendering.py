"""Answers as HTML, read by an HTML parser."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.answering.answer import Answer, Citation
from cchc_assistant.web import rendering
from tests.samples import DOCUMENT, LEAD, answer, plan, refusal, task

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\" ' & {{x}} ${y} `z`"
VOID = {"br", "hr", "img", "input", "meta", "link"}


class Tree(HTMLParser):
    """The tags with their attributes, and the text; fails on a tag that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def texts(self, name: str) -> int:
        """How many tags of this name there are."""
        return sum(tag == name for tag, _ in self.tags)


def test_answer_names_its_units_and_leads_to_its_citation() -> None:
    text = rendering.turn(answer(), 2)
    tree = Tree(text)
    assert f"<strong>{LEAD}</strong>" in text
    (link,) = [attributes for tag, attributes in tree.tags if tag == "a"]
    assert link["href"] == "#can-cu-2-1"
    assert [attributes["id"] for tag, attributes in tree.tags if tag == "li"] == ["can-cu-2-1"]
    assert "mục III.5 · trang 3" in tree.words
    assert DOCUMENT in tree.words
    assert f"<mark>{LEAD}</mark>" in text


def test_understood_question_is_shown() -> None:
    assert "Đã hiểu là: ai chủ trì" in Tree(rendering.turn(answer(), 1)).words


def test_refusal_looks_different() -> None:
    text = rendering.turn(refusal(), 1)
    assert 'class="refusal"' in text
    assert 'class="answer"' not in text
    assert 'class="sources"' not in text


def test_number_without_a_citation_stays_text() -> None:
    assert "[7]" in Tree(rendering.turn(replace(answer(), answer="Xem [7]."), 1)).words


def test_repaired_quote_keeps_its_original() -> None:
    shown = answer()
    citation = replace(shown.citations[0], quote="Phong  Quan\nly", repaired="Phòng Quản lý")
    tree = Tree(rendering.turn(replace(shown, citations=(citation,)), 1))
    assert "Bản gốc" in tree.words
    assert "Phong Quan ly" in tree.words


@pytest.mark.parametrize(
    "shown",
    [
        replace(answer(), question=HOSTILE),
        replace(answer(), understood=HOSTILE),
        replace(answer(), answer=HOSTILE),
        replace(refusal(), answer=HOSTILE),
    ],
)
def test_hostile_words_stay_words(shown: Answer) -> None:
    _assert_harmless(rendering.turn(shown, 1))


@pytest.mark.parametrize(
    "citation",
    [
        replace(answer().citations[0], doc=HOSTILE),
        replace(answer().citations[0], title=HOSTILE),
        replace(answer().citations[0], section=HOSTILE),
        replace(answer().citations[0], quote=HOSTILE),
        replace(answer().citations[0], repaired=HOSTILE),
    ],
)
def test_hostile_plan_stays_text(citation: Citation) -> None:
    _assert_harmless(rendering.turn(replace(answer(), citations=(citation,), units=(HOSTILE,)), 1))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    escaped = rendering.escaped(text)
    assert Tree(f"<p>{escaped}</p>").words == text
    assert not set(escaped) & set("<>{}$`\"'")


def _assert_harmless(text: str) -> None:
    tree = Tree(text)
    assert not {"script", "img"} & {tag for tag, _ in tree.tags}
    assert not any(name.startswith("on") for _, attributes in tree.tags for name in attributes)
    assert not set("{}$`") & set(text)
    assert "<script>" in tree.words


def test_history_is_folded_newest_first() -> None:
    text = rendering.history([replace(answer(), question="thứ nhất"), replace(answer(), question="thứ hai")])
    assert Tree(text).texts("details") == 2
    assert text.index("thứ hai") < text.index("thứ nhất")
    assert rendering.history([]) == ""


def test_shelf_lists_the_plans() -> None:
    words = Tree(rendering.shelf([plan(task()), plan()])).words
    assert "Đang hỏi trên 2 kế hoạch" in words
    assert "2022 · 1 nhiệm vụ" in words
