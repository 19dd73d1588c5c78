"""Where a wrong answer was lost: on the way from the question as typed to the answer, the first stage that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cchc_assistant.evaluation.asking import ERROR_REASON, Record
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.evaluation.scoring import Score

DEPTH = 10
"""How many of the best candidates count as retrieved."""

_EARLY = ("error", "ungrounded", "restored", "scope", "retrieval", "wrong_refusal", "missed_refusal")
_LATE = ("task", "incomplete", "field", "polarity", "superfluous", "unknown")
STAGES = (*_EARLY, *_LATE)
"""Their names; how they are called is in ``data/evaluation/words.toml``."""
_UNGROUNDED = "not_grounded"
_EXTRA = {"extra_unit", "extra_deadline", "forbidden_words"}


def stage_of(question: Question, record: Record, score: Score, accented_right: bool | None) -> str | None:
    """Return the stage that lost an answer, None for one that is right or not scored.

    Args:
        question: with its gold answer.
        record: what came of it.
        score: of the prediction.
        accented_right: whether the same question typed with its diacritics is answered right, None if not known.
    """
    if score.correct is not False:
        return None
    if record.prediction.get("reason") == ERROR_REASON:
        return "error"
    if record.prediction.get("reason") == _UNGROUNDED and question.answerable is not False:
        return "ungrounded"
    if accented_right:
        return "restored"
    if question.answerable is False:
        return "missed_refusal"
    if score.abstained:
        return _refused(question, record)
    return _answered(question, record, score)


def _refused(question: Question, record: Record) -> str:
    if question.docs and not set(question.docs) & set(record.trace.plans):
        return "scope"
    if question.quotes and not any(retrieved(question, record)):
        return "retrieval"
    return "wrong_refusal"


def _answered(question: Question, record: Record, score: Score) -> str:
    kinds = {kind for kind, _ in score.faults}
    citations = record.prediction.get("citations") or []
    cited = {citation.get("doc") for citation in citations}
    if question.docs and not cited & set(question.docs):
        if not set(question.docs) & set(record.trace.plans):
            return "scope"
        return "task" if not question.quotes or any(retrieved(question, record)) else "retrieval"
    reached = _reached(question, citations)
    if reached is None:
        return "field" if kinds else "unknown"
    if not any(reached):
        return "task" if any(retrieved(question, record)) else "retrieval"
    if kinds == {"polarity"}:
        return "polarity"
    if kinds and kinds <= _EXTRA:
        return "superfluous"
    if "uncited_document" in kinds or not all(reached):
        return "incomplete"
    return "field" if kinds else "unknown"


def _reached(question: Question, citations: Sequence[Mapping[str, Any]]) -> list[bool] | None:
    """Say of each gold quote whether a citation touches it; None if the set gives no quotes."""
    if not question.quotes:
        return None
    return [
        any(
            item.get("doc") == quote.doc and item["start"] < quote.end and quote.start < item["end"]
            for item in citations
        )
        for quote in question.quotes
    ]


def retrieved(question: Question, record: Record) -> list[bool]:
    """Say of each gold quote whether it is among the first candidates."""
    return [
        any(
            place.doc == quote.doc and place.start < quote.end and quote.start < place.end
            for place in record.trace.candidates[:DEPTH]
        )
        for quote in question.quotes
    ]


def ranked(question: Question, record: Record) -> tuple[list[bool], int]:
    """Return which candidates hold a gold quote first, the best ranked first, and how many right places there are.

    Quotes that one candidate holds are one place; a quote that none holds is a place that was not found.
    """
    firsts: set[int] = set()
    missing = 0
    for quote in question.quotes:
        places = enumerate(record.trace.candidates)
        first = next(
            (
                at
                for at, place in places
                if place.doc == quote.doc and place.start < quote.end and quote.start < place.end
            ),
            None,
        )
        if first is None:
            missing += 1
        else:
            firsts.add(first)
    relevant = [at in firsts for at in range(len(record.trace.candidates))]
    return relevant, len(firsts) + missing
