"""What both views show of a quote and of its place."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.answering.answer import Citation
from cchc_assistant.plans.model import Span
from cchc_assistant.presentation import Run, clipped, place, quote_runs, understood_differently
from tests.samples import DOCUMENT, LEAD, answer


def test_quote_joins_wrapped_lines_and_marks_the_words_of_the_answer() -> None:
    shown = answer()
    runs = quote_runs(shown.citations[0], shown)
    assert [run.text for run in runs if run.marked] == [LEAD, "Quý I - II/2022"]
    assert "".join(run.text for run in runs).splitlines() == [
        "5. Tổ chức đào tạo ISO 9001",
        f"- Đơn vị chủ trì thực hiện: {LEAD}.",
        "- Thời gian thực hiện: Quý I - II/2022.",
    ]


def test_repaired_quote_shows_the_repair_with_the_words_of_the_answer_marked() -> None:
    shown = answer()
    citation = replace(shown.citations[0], quote="Phong Quan ly", repaired=f"Chủ trì: {LEAD}", highlights=())
    assert quote_runs(citation, shown) == (Run("Chủ trì: "), Run(LEAD, marked=True))


@given(
    st.text(" \n-aă.", min_size=1),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20))),
)
def test_quote_keeps_every_letter_in_its_order(quote: str, places: list[tuple[int, int]]) -> None:
    highlights = tuple(Span(DOCUMENT, start, start + length) for start, length in places)
    citation = Citation(DOCUMENT, "", "", None, quote, 0, len(quote), highlights=highlights)
    shown = "".join(run.text for run in quote_runs(citation, answer()))
    assert shown.split() == quote.split()


def test_long_quote_is_shortened_around_what_is_marked() -> None:
    runs = clipped([Run("đầu " * 200), Run("Quý II", marked=True), Run(" đuôi" * 200)])
    assert [run.text.split()[0] for run in runs] == ["…", "Quý", "đuôi"]
    assert "".join(run.text for run in runs).count("đầu Quý II đuôi") == 1
    assert sum(len(run.text) for run in runs) < 300


def test_place_of_a_citation() -> None:
    citation = answer().citations[0]
    assert place(citation, "vi") == "mục III.5 · trang 3"
    assert place(citation, "en") == "section III.5 · page 3"
    assert place(replace(citation, section="Phụ lục 3.b", page=None), "vi") == "Phụ lục 3.b"
    assert place(replace(citation, section="", page=None), "vi") == ""


def test_understood_is_shown_only_where_it_says_something_else() -> None:
    shown = answer()
    assert understood_differently(shown)
    assert not understood_differently(replace(shown, question="  Ai chủ trì đào tạo iso 9001 khi nào? "))
    assert not understood_differently(replace(shown, understood=""))
