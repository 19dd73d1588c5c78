"""An answer and its citations, and their JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cchc_assistant.plans.model import Span

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One place of a plan that an answer rests on.

    ``quote`` is ``source[start:end]``, character for character; ``repaired`` is its repair where the source is damaged,
    else None. ``highlights`` are the ranges of the source, inside the quote, that hold the words shown in the answer.
    """

    doc: str
    title: str
    section: str
    page: int | None
    quote: str
    start: int
    end: int
    repaired: str | None = None
    highlights: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form of a citation."""
        return {
            "doc": self.doc,
            "title": self.title,
            "section": self.section,
            "page": self.page,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "repaired": self.repaired,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question.

    ``abstained`` with a ``reason`` is a refusal; its ``suggestions`` are questions about the nearest real tasks.
    ``units`` and ``deadlines`` hold just what was asked for, as the plans write them; ``counted`` are the numbers in
    the text that the program counted itself. ``model`` names the language model that worded the text, None where it is
    put together from the plans' words alone; ``notice`` tells the user what became of a wording; ``partial`` says that
    more of it is coming.
    """

    question: str
    understood: str
    answer: str
    abstained: bool = False
    reason: str | None = None
    units: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    latency_ms: float = 0.0
    language: Language = "vi"
    suggestions: tuple[str, ...] = ()
    counted: tuple[int, ...] = ()
    model: str | None = None
    notice: str = ""
    partial: bool = False

    def to_json(self, identifier: str | None = None) -> dict[str, Any]:
        """Return the contract's form of an answer; with "model" and "notice" where a language model was asked."""
        record: dict[str, Any] = {
            "id": identifier,
            "question": self.question,
            "understood": self.understood,
            "answer": self.answer,
            "abstained": self.abstained,
            "reason": self.reason,
            "units": list(self.units),
            "deadlines": list(self.deadlines),
            "citations": [citation.to_json() for citation in self.citations],
            "latency_ms": round(self.latency_ms, 2),
        }
        if self.model or self.notice:
            record |= {"model": self.model, "notice": self.notice}
        return record
