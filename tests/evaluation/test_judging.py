"""What the whole scoring says of perfect, empty and shuffled answers, and which stage it blames."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cchc_assistant.assistant import Assistant
from cchc_assistant.evaluation.asking import Record
from cchc_assistant.evaluation.cases import judge
from cchc_assistant.evaluation.questions import Gold, Question, Quote
from cchc_assistant.evaluation.runner import sources
from cchc_assistant.evaluation.stages import STAGES
from cchc_assistant.evaluation.summary import MEASURES, summarize, value_at
from cchc_assistant.evaluation.trace import Candidate, Trace
from tests.evaluation.conftest import gold_record


@pytest.fixture(scope="module")
def source_of(assistant: Assistant) -> Callable[[str], str | None]:
    return sources(assistant)


@pytest.fixture(scope="module")
def perfect(questions: tuple[Question, ...], source_of: Callable[[str], str | None]) -> list[Record]:
    return [gold_record(question, source_of) for question in questions]


def test_perfect_answers_score_one(
    questions: tuple[Question, ...], perfect: list[Record], source_of: Callable[[str], str | None]
) -> None:
    cases = judge(questions, perfect, source_of)
    assert [(case.question.id, case.score.faults) for case in cases if not case.score.correct] == []
    overall = summarize(cases)["overall"]
    for name in MEASURES:
        # A list has more right places than one, or five, that come first.
        least = 0.75 if name.startswith("recall") else 1.0
        assert overall[name]["value"] >= least, name
        assert overall[name]["high"] <= 1.0
    assert overall["area_under_risk"] == 0.0
    assert "stages" not in overall


def test_empty_answers_are_right_only_where_there_is_none(
    questions: tuple[Question, ...], perfect: list[Record], source_of: Callable[[str], str | None]
) -> None:
    blank: dict[str, Any] = {"answer": "", "abstained": True, "units": [], "deadlines": [], "citations": []}
    empty = [replace(record, prediction={**record.prediction, **blank}) for record in perfect]
    overall = summarize(judge(questions, empty, source_of))["overall"]
    unanswerable = sum(question.answerable is False for question in questions)
    assert overall["answer_correct"]["value"] == pytest.approx(unanswerable / len(questions), abs=1e-4)
    for name in ("answerable_correct", "facts_found", "unit_exact", "deadline_exact", "contains"):
        assert overall[name]["value"] == 0.0
    assert overall["refusal_recall"]["value"] == 1.0
    assert overall["refusal_precision"]["value"] == pytest.approx(unanswerable / len(questions), abs=1e-4)


def test_shuffled_answers_score_near_nothing(
    questions: tuple[Question, ...], perfect: list[Record], source_of: Callable[[str], str | None]
) -> None:
    order = list(range(len(perfect)))
    random.Random(7).shuffle(order)
    shuffled = [
        replace(record, prediction={**perfect[other].prediction, "id": record.id})
        for record, other in zip(perfect, order, strict=True)
    ]
    overall = summarize(judge(questions, shuffled, source_of))["overall"]
    assert overall["answerable_correct"]["value"] < 0.05
    assert overall["facts_found"]["value"] < 0.1
    assert overall["unit_exact"]["value"] < 0.1
    assert overall["verbatim"]["value"] == 1.0


# Stages


QUESTION = Question(
    "q",
    "ai đào tạo",
    type="lead",
    docs=("a",),
    gold=Gold(units=("Văn phòng Sở",)),
    answerable=True,
    quotes=(Quote("a", 10, 22, "Văn phòng Sở"),),
    base="q",
)
GOLD_PLACE = Candidate("a", 0, 40, "I.1", 0.9)
OTHER_PLACE = Candidate("a", 50, 90, "I.2", 0.8)


def lost(
    question: Question, *, trace: Trace | None = None, accented: bool | None = None, **changes: object
) -> str | None:
    right = {
        "id": "q",
        "question": "ai đào tạo",
        "understood": "ai đào tạo",
        "answer": "Văn phòng Sở",
        "abstained": False,
        "reason": None,
        "units": ["Văn phòng Sở"],
        "deadlines": [],
        "citations": [{"doc": "a", "section": "I.1", "quote": "x", "start": 0, "end": 40}],
    }
    other = None if accented is None else {**right, "units": ["Văn phòng Sở" if accented else "Phòng B"]}
    record = Record({**right, **changes}, trace or Trace(("a",), (GOLD_PLACE,), 0.9), other)
    return judge([question], [record], lambda document: None)[0].stage


@pytest.mark.parametrize(
    ("stage", "changes"),
    [
        (None, {}),
        ("field", {"units": ["Phòng B"]}),
        ("superfluous", {"units": ["Văn phòng Sở", "Phòng B"]}),
        ("task", {"units": ["Phòng B"], "citations": [{"doc": "a", "start": 50, "end": 90}]}),
        ("task", {"units": ["Phòng B"], "citations": [{"doc": "b", "start": 0, "end": 9}]}),
        ("wrong_refusal", {"abstained": True}),
        ("error", {"abstained": True, "reason": "error"}),
        ("ungrounded", {"abstained": True, "reason": "not_grounded"}),
    ],
)
def test_the_stage_that_lost_an_answer(stage: str | None, changes: dict[str, Any]) -> None:
    assert lost(QUESTION, **changes) == stage


def test_what_was_not_found_and_what_was_not_looked_for() -> None:
    elsewhere = Trace(("a",), (OTHER_PLACE,), 0.8)
    other_plan = Trace(("b",), (), 0.0)
    assert lost(QUESTION, trace=elsewhere, abstained=True) == "retrieval"
    assert lost(QUESTION, trace=other_plan, abstained=True) == "scope"
    wrong: dict[str, Any] = {"units": ["Phòng B"], "citations": [{"doc": "a", "start": 50, "end": 90}]}
    assert lost(QUESTION, trace=elsewhere, **wrong) == "retrieval"


def test_restoration_is_blamed_if_the_accented_question_is_answered_right() -> None:
    assert lost(QUESTION, accented=True, units=["Phòng B"]) == "restored"
    assert lost(QUESTION, accented=False, units=["Phòng B"]) == "field"


def test_one_of_several_plans_left_out() -> None:
    both = replace(QUESTION, docs=("a", "b"), quotes=(*QUESTION.quotes, Quote("b", 0, 5, "xxxxx")))
    assert lost(both) == "incomplete"


def test_not_refused_and_not_said() -> None:
    assert lost(Question("q", "?", answerable=False, base="q")) == "missed_refusal"
    assert lost(replace(QUESTION, type="yes_no", gold=Gold(polarity="no"))) == "polarity"


def test_every_stage_has_a_name() -> None:
    from cchc_assistant.evaluation.words import label

    assert all(label("stages", stage) != stage for stage in STAGES)


def test_figures_are_found_by_name(
    questions: tuple[Question, ...], perfect: list[Record], source_of: Callable[[str], str | None]
) -> None:
    summary = summarize(judge(questions, perfect, source_of))
    assert value_at(summary, "answer_correct") == 1.0
    assert value_at(summary, "split:report/unit_exact") == 1.0
    assert value_at(summary, "split:tune+lang:en/answer_correct") == 1.0
    assert value_at(summary, "latency_ms.p95") == 5.0
    assert value_at(summary, "split:none/answer_correct") is None
    assert value_at(summary, "answer_corect") is None
