"""One answer against its gold: which facts are there, which are wrong, and what it cites."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_assistant.evaluation.metrics import span_overlap
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.language.normalize import nfc, tone_canonical

Prediction = Mapping[str, Any]
"""One line of ``predictions.jsonl``."""

WHO_TYPES = frozenset({"lead", "coordinate", "lead_when"})
# Questions whose answer may name more than the gold does: lists, comparisons and yes/no answers show what they rest on.
OPEN_TYPES = frozenset(
    {"yes_no", "compare", "list_unit", "list_period", "count", "content", "legal_basis", "frequency", "metadata"}
)
_MARK = re.compile(r"\s*\[\d+\]")
_DASH = re.compile(r"\s*[-–—‑]\s*")
_YES = re.compile(r"^\W*(?:có|đúng|phải|vâng|rồi|yes)\b(?! không)", re.IGNORECASE)
_NO = re.compile(r"^\W*(?:không|chưa|sai|no|not)\b", re.IGNORECASE)
_EMPTY_CITATIONS: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer did; None where a measure does not apply.

    ``correct`` is strict: every fact asked for in its field, nothing wrong, the right plans cited. ``facts`` is
    lenient: the gold facts stand somewhere in what was shown, which passages returned whole can reach too. ``faults``
    are codes of what is wrong, with the words concerned.
    """

    abstained: bool
    correct: bool | None
    facts: bool | None = None
    units: bool | None = None
    deadlines: bool | None = None
    contains: bool | None = None
    docs: bool | None = None
    section: bool | None = None
    quotes: int = 0
    verbatim: int = 0
    citation_precision: float | None = None
    citation_recall: float | None = None
    words: int = 0
    latency_ms: float = 0.0
    faults: tuple[tuple[str, str], ...] = ()


def normal(text: str) -> str:
    """Return a text for comparison: letter case, white space, dashes and the place of tone marks put aside."""
    flat = tone_canonical(nfc(text)).casefold()
    return _DASH.sub("-", " ".join(flat.split())).strip(" .,;:")


def holds(text: str, words: str) -> bool:
    """Say whether a normal text holds normal words as whole words: "12" is not in "2012", "sở" not in "số"."""
    at = text.find(words)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        starts = not (before.isalnum() and words[:1].isalnum())
        ends = not (after.isalnum() and words[-1:].isalnum())
        if starts and ends:
            return True
        at = text.find(words, at + 1)
    return False


def score(question: Question, prediction: Prediction, source_of: Callable[[str], str | None]) -> Score:
    """Score one prediction.

    Args:
        question: with its gold answer, as far as the set states one.
        prediction: a line of ``predictions.jsonl``.
        source_of: gives the source text of a document, None where there is none, to check quotes in.
    """
    abstained = bool(prediction.get("abstained"))
    citations = [item for item in prediction.get("citations") or _EMPTY_CITATIONS if isinstance(item, dict)]
    answer = str(prediction.get("answer") or "")
    common: dict[str, Any] = {
        "abstained": abstained,
        "quotes": len(citations),
        "verbatim": sum(is_verbatim(citation, source_of) for citation in citations),
        "words": len(answer.split()),
        "latency_ms": float(prediction.get("latency_ms") or 0.0),
    }
    if not question.scorable:
        return Score(correct=None, **common)
    if question.answerable is False:
        return Score(correct=abstained, faults=() if abstained else (("answered", ""),), **common)
    common |= _fact_fields(question, prediction, answer)
    if abstained:
        return Score(correct=False, faults=(("refused", ""),), **common)
    faults = _faults(question, prediction, answer, citations)
    precision, recall = span_overlap(
        [(item["doc"], item["start"], item["end"]) for item in citations if _has_span(item)],
        [(quote.doc, quote.start, quote.end) for quote in question.quotes],
    )
    cited = {str(item.get("doc")) for item in citations}
    return Score(
        correct=not faults,
        docs=cited == set(question.docs) if question.docs else None,
        section=_section_right(question, citations),
        citation_precision=(precision or 0.0) if question.quotes else None,
        citation_recall=recall,
        faults=faults,
        **common,
    )


def is_verbatim(citation: Mapping[str, Any], source_of: Callable[[str], str | None]) -> bool:
    """Say whether a citation's quote is its document's text at its place."""
    source = source_of(str(citation.get("doc")))
    return bool(
        source is not None
        and _has_span(citation)
        and citation.get("quote")
        and source[citation["start"] : citation["end"]] == citation["quote"]
    )


def _has_span(citation: Mapping[str, Any]) -> bool:
    return isinstance(citation.get("start"), int) and isinstance(citation.get("end"), int)


def _shown(prediction: Prediction, answer: str) -> str:
    """Return all that an answer shows, for comparison; citation marks are no facts."""
    parts = [_MARK.sub("", answer), *_list(prediction, "units"), *_list(prediction, "deadlines")]
    return normal("\n".join(parts))


def _list(prediction: Prediction, name: str) -> list[str]:
    return [str(value) for value in prediction.get(name) or ()]


def _fact_fields(question: Question, prediction: Prediction, answer: str) -> dict[str, bool | None]:
    gold = question.gold
    abstained = bool(prediction.get("abstained"))
    shown = _shown(prediction, answer)
    wanted = [*gold.units, *gold.deadlines]
    there = all(holds(shown, normal(value)) for value in wanted)
    groups = all(any(holds(shown, normal(choice)) for choice in group) for group in gold.must_contain)
    return {
        "facts": None if not (wanted or gold.must_contain) else bool(not abstained and there and groups),
        "units": None if not gold.units else not abstained and not _unit_faults(question, prediction, shown),
        "deadlines": None
        if not gold.deadlines
        else not abstained and not _deadline_faults(question, prediction, shown),
        "contains": None if not gold.must_contain else not abstained and groups,
    }


def _faults(
    question: Question, prediction: Prediction, answer: str, citations: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, str], ...]:
    """Return everything that makes an answer wrong."""
    gold = question.gold
    shown = _shown(prediction, answer)
    found = [*_unit_faults(question, prediction, shown), *_deadline_faults(question, prediction, shown)]
    for group in gold.must_contain:
        if not any(holds(shown, normal(choice)) for choice in group):
            found.append(("missing_words", group[0]))
    found.extend(("forbidden_words", bad) for bad in gold.must_not_contain if holds(shown, normal(bad)))
    if gold.polarity and said_polarity(answer) != gold.polarity:
        found.append(("polarity", "có" if gold.polarity == "yes" else "không"))
    cited = {str(item.get("doc")) for item in citations}
    found.extend(("uncited_document", document) for document in question.docs if document not in cited)
    return tuple(found)


def said_polarity(answer: str) -> str | None:
    """Return "yes" or "no" as an answer's first word says, None if it says neither."""
    if _NO.match(answer):
        return "no"
    return "yes" if _YES.match(answer) else None


def _unit_faults(question: Question, prediction: Prediction, shown: str) -> list[tuple[str, str]]:
    gold = {normal(unit): unit for unit in question.gold.units}
    if not gold:
        return []
    said = {normal(unit): unit for unit in _list(prediction, "units")}
    if question.type in OPEN_TYPES:
        return [("missing_unit", unit) for key, unit in gold.items() if key not in said and not holds(shown, key)]
    missing = [("missing_unit", unit) for key, unit in gold.items() if key not in said]
    return missing + [("extra_unit", unit) for key, unit in said.items() if key not in gold]


def _deadline_faults(question: Question, prediction: Prediction, shown: str) -> list[tuple[str, str]]:
    gold = {normal(words): words for words in question.gold.deadlines}
    if not gold:
        return []
    said = {normal(words): words for words in _list(prediction, "deadlines")}
    if question.type in OPEN_TYPES:
        return [("missing_deadline", words) for key, words in gold.items() if not holds(shown, key)]
    missing = [
        ("missing_deadline", words) for key, words in gold.items() if not any(holds(other, key) for other in said)
    ]
    extra = [("extra_deadline", words) for key, words in said.items() if not any(holds(key, other) for other in gold)]
    return missing + extra


def _section_right(question: Question, citations: Sequence[Mapping[str, Any]]) -> bool | None:
    """Say whether some citation is of a gold section of a gold document; any one listed is right."""
    if not question.sections:
        return None
    wanted = {_section(path) for path in question.sections}
    documents = set(question.docs)
    return any(
        _section(str(item.get("section") or "")) in wanted and (not documents or item.get("doc") in documents)
        for item in citations
    )


def _section(path: str) -> str:
    return normal(path).rstrip(".)")
