"""Answers made from the gold, to hold the scoring to what it must say of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc_assistant.evaluation.asking import Record
from cchc_assistant.evaluation.question_files import read_questions
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.evaluation.trace import Candidate, Trace

QUESTIONS = Path(__file__).resolve().parents[2] / "eval" / "questions.jsonl"


@pytest.fixture(scope="session")
def questions() -> tuple[Question, ...]:
    """The questions on the five plans."""
    return read_questions(QUESTIONS).questions


def gold_record(question: Question, sources: Callable[[str], str | None]) -> Record:
    """Return the record of a perfect answer."""
    gold = question.gold
    refused = question.answerable is False
    first = {"yes": ["Có."], "no": ["Không."]}.get(gold.polarity or "", [])
    citations: list[dict[str, Any]] = []
    for at, quote in enumerate(question.quotes):
        source = sources(quote.doc)
        assert source is not None
        section = question.sections[at % len(question.sections)] if question.sections else ""
        citations.append(
            {
                "doc": quote.doc,
                "section": section,
                "quote": source[quote.start : quote.end],
                "start": quote.start,
                "end": quote.end,
            }
        )
    prediction: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "understood": question.question,
        "answer": "\n".join([*first, *(group[0] for group in gold.must_contain)]),
        "abstained": refused,
        "reason": "no_match" if refused else None,
        "units": [] if refused else list(gold.units),
        "deadlines": [] if refused else list(gold.deadlines),
        "citations": citations,
        "latency_ms": 5.0,
    }
    places = tuple(Candidate(quote.doc, quote.start, quote.end, "", 1.0) for quote in question.quotes)
    return Record(prediction, Trace(question.docs, places, 1.0))
