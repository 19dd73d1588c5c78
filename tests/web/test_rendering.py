"""Answers as HTML, read by an HTML parser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.answering.answer import Answer, Citation
from cchc_assistant.plans.model import Field, Metadata, Span
from cchc_assistant.web import rendering
from cchc_assistant.web.markup import escaped, shortened
from cchc_assistant.web.rendering import Turn
from cchc_assistant.web.words import words
from tests.samples import DOCUMENT, LEAD, answer, plan, refusal
from tests.web.html_tree import HOSTILE, Tree, assert_harmless

VI = words("vi")


def turn(shown: Answer, number: int = 1, verdict: str | None = None) -> str:
    return rendering.turn(Turn(shown, number, verdict), {}, VI)


def test_answer_names_its_units_and_opens_its_source() -> None:
    text = turn(answer(), 2)
    tree = Tree(text)
    assert f"<strong>{LEAD}</strong>" in text
    (reference,) = tree.marked("reference")
    assert reference["data-event"] == "open"
    assert reference["data-doc"] == DOCUMENT
    assert reference["aria-label"] == "Căn cứ 1: xem trong văn bản"
    (card,) = tree.marked("source")
    assert (card["id"], card["data-start"], card["data-marks"]) == ("can-cu-2-1", "0", reference["data-marks"])
    assert "mục III.5 · trang 3" in tree.words
    assert f"<mark>{LEAD}</mark>" in text


def test_card_states_the_number_and_date_of_its_plan() -> None:
    span = Span(DOCUMENT, 0, 10)
    dated = replace(plan(), metadata=Metadata(number=Field("246/KH-SKHCN", span), date=Field("ngày 12/3/2021", span)))
    assert "Số 246/KH-SKHCN · ngày 12/3/2021" in rendering.turn(Turn(answer(), 1), {DOCUMENT: dated}, VI)


def test_understood_question_is_shown() -> None:
    assert "Đã hiểu là: ai chủ trì" in Tree(turn(answer())).words


def test_answers_plan_by_plan_are_a_table() -> None:
    both = replace(
        answer(),
        answer=f"Khác nhau:\n- Kế hoạch 2020 (Sở A): {LEAD} chủ trì; thời gian: Quý I [1].\n"
        "- Kế hoạch 2022 (Sở A): Văn phòng Sở chủ trì [1].",
    )
    tree = Tree(turn(both))
    assert len(tree.all("tr")) == 3
    assert "Kế hoạch 2020 (Sở A)" in tree.words
    assert "Khác nhau:" in tree.words


def test_list_of_tasks_is_no_table() -> None:
    listed = replace(answer(), answer="2 nhiệm vụ:\n- Đào tạo: nâng cao (Văn phòng) [1]\n- Tập huấn “a: b” [1]")
    assert not Tree(turn(replace(listed, units=()))).all("table") or "Đào tạo" in turn(listed)


def test_refusal_looks_different_and_offers_questions() -> None:
    tree = Tree(turn(refusal()))
    assert tree.marked("refusal")
    assert not tree.marked("answer")
    assert [chip["data-text"] for chip in tree.marked("chip")] == list(refusal().suggestions)


def test_question_that_is_asked_back_offers_what_it_may_mean() -> None:
    tree = Tree(turn(replace(refusal(), reason="ambiguous")))
    assert "Câu hỏi có nhiều nghĩa" in tree.words
    assert "Xin chọn" in tree.words
    assert [chip["data-text"] for chip in tree.marked("chip")] == list(refusal().suggestions)


def test_number_without_a_citation_stays_text() -> None:
    assert "[7]" in Tree(turn(replace(answer(), answer="Xem [7]."))).words


def test_repaired_quote_keeps_its_original() -> None:
    citation = replace(answer().citations[0], quote="Phong  Quan\nly", repaired="Phòng Quản lý")
    tree = Tree(turn(replace(answer(), citations=(citation,))))
    assert "Bản gốc" in tree.words
    assert "Phong Quan ly" in tree.words


def test_many_citations_are_folded() -> None:
    tree = Tree(turn(replace(answer(), citations=answer().citations * 8)))
    assert len(tree.marked("source")) == 8
    assert "Thêm 5 căn cứ" in tree.words


def test_copied_answer_carries_its_citations() -> None:
    (copy,) = [tag for tag in Tree(turn(answer())).all("button") if "data-copy" in tag]
    text = str(copy["data-copy"])
    assert LEAD in text
    assert f"mục III.5, trang 3 ({DOCUMENT})" in text.replace(" · ", ", ")


def test_judged_answer_says_thanks_and_asks_no_more() -> None:
    tree = Tree(turn(answer(), verdict="wrong"))
    assert "Đã ghi góp ý: sai" in tree.words
    assert not tree.all("form")


@pytest.mark.parametrize(
    "shown",
    [
        replace(answer(), question=HOSTILE),
        replace(answer(), understood=HOSTILE),
        replace(answer(), answer=HOSTILE),
        replace(refusal(), answer=HOSTILE),
        replace(refusal(), suggestions=(HOSTILE,)),
    ],
)
def test_hostile_words_stay_words(shown: Answer) -> None:
    assert_harmless(turn(shown))


@pytest.mark.parametrize(
    "citation",
    [
        replace(answer().citations[0], doc=HOSTILE),
        replace(answer().citations[0], title=HOSTILE),
        replace(answer().citations[0], section=HOSTILE),
        replace(answer().citations[0], quote=HOSTILE, highlights=()),
        replace(answer().citations[0], repaired=HOSTILE),
    ],
)
def test_hostile_plan_stays_text(citation: Citation) -> None:
    assert_harmless(turn(replace(answer(), citations=(citation,), units=(HOSTILE,))))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    made = escaped(text)
    assert Tree(f"<p>{made}</p>").words == text
    assert not set(made) & set("<>{}$`\"'")


@given(st.text(), st.integers(20, 200))
def test_shortened_text_is_short_and_its_beginning(text: str, limit: int) -> None:
    made = shortened(text, limit)
    assert len(made) <= limit + 2
    assert " ".join(text.split()).startswith(made.removesuffix(" …"))


def test_history_is_newest_first() -> None:
    text = rendering.history([("thứ nhất", 1), ("thứ hai", 2)], VI)
    assert len(Tree(text).all("button")) == 2
    assert text.index("thứ hai") < text.index("thứ nhất")
    assert rendering.history([], VI) == ""


def test_welcome_offers_examples() -> None:
    tree = Tree(rendering.welcome(["Ai chủ trì?"], 5, 98, VI))
    assert [chip["data-text"] for chip in tree.marked("chip")] == ["Ai chủ trì?"]
    assert "5 kế hoạch, 98 nhiệm vụ" in tree.words
