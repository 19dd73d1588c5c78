"""Looking over the assistant's shoulder: what it took a question to be, and the places it weighed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from cchc_assistant.answering.conversation import Conversation, inherit
from cchc_assistant.answering.lookup import FoundPassage, FoundTask, rank_passages, rank_tasks
from cchc_assistant.answering.scope import scope_of
from cchc_assistant.assistant import Assistant

_KEPT = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that was weighed: its range of the document, its section, and how well it matched."""

    doc: str
    start: int
    end: int
    section: str
    score: float


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened before an answer was made.

    ``plans`` are the documents searched; ``candidates`` the best places, the best first; ``confidence`` how much of the
    question's content the best of them holds.
    """

    plans: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    confidence: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the form that is written to ``trace.jsonl``."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Trace:
        """Return the trace that ``to_json`` gave."""
        candidates = tuple(Candidate(**item) for item in record.get("candidates", ()))
        return cls(tuple(record.get("plans", ())), candidates, float(record.get("confidence", 0.0)))


def trace(assistant: Assistant, question: str, conversation: Conversation) -> Trace:
    """Return what the assistant weighs for a question that is about to be asked in a conversation."""
    corpus = assistant.corpus
    frame = inherit(assistant.understand(question), conversation, corpus.aliases)
    scope = scope_of(frame, corpus)
    found: list[FoundTask | FoundPassage] = [*rank_tasks(frame, corpus, scope), *rank_passages(frame, corpus, scope)]
    found.sort(key=lambda item: -item.score)
    candidates = tuple(
        Candidate(span.document, span.start, span.end, section, round(item.score, 4))
        for item in found[: 2 * _KEPT]
        for span, section in [_place(item)]
    )
    confidence = max((item.match.coverage for item in found), default=0.0) if frame.parts else 0.0
    documents = tuple(corpus.plans[plan].document for plan in scope.plans)
    return Trace(documents, _distinct(candidates)[:_KEPT], round(confidence, 4))


def _place(item: FoundTask | FoundPassage) -> tuple[Any, str]:
    if isinstance(item, FoundTask):
        return item.row.task.source, item.row.task.section
    return item.passage.span, item.passage.section


def _distinct(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Leave out a place that lies within a better ranked one, or around it: it is the same place."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(_nested(candidate, other) or _nested(other, candidate) for other in kept):
            kept.append(candidate)
    return tuple(kept)


def _nested(inner: Candidate, outer: Candidate) -> bool:
    return inner.doc == outer.doc and outer.start <= inner.start and inner.end <= outer.end
